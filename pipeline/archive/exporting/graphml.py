"""The graph of citations as GraphML, the file that Gephi, yEd, igraph and networkx read; written row by row, so that it may be large.

Authority: http://graphml.graphdrawing.org/specification.html. Attributes are declared with their types; a value that is unknown has no
`data` element. Edges bear ids, for two papers may be joined by several.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import IO, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from pipeline.archive.exporting import graph
from pipeline.archive.exporting.graph import Value
from pipeline.archive.searching.filters import Filters
from pipeline.output import whole_or_nothing

TYPES = {str: "string", int: "int", bool: "boolean"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


class Written(NamedTuple):
    """How many nodes and edges a file has."""

    nodes: int
    edges: int


def write_graphml(connection: sqlite3.Connection, path: Path, filters: Filters = Filters()) -> Written:  # noqa: B008 - frozen
    """Write the graph of the papers that the filters leave. Raises `BadRequest`, `CannotWrite`."""
    with graph.standing_still(connection), whole_or_nothing(path) as file:
        file.write(_HEAD.encode())
        _declare(file)
        file.write(b'  <graph id="citations" edgedefault="directed">\n')
        count = {"node": 0, "edge": 0}
        for node in graph.nodes(connection, filters):
            count["node"] += 1
            _element(file, "node", f"id={quoteattr(node.id)}", node.values)
        for edge in graph.edges(connection, filters):
            count["edge"] += 1
            ends = f'id="{edge.key}" source={quoteattr(edge.source)} target={quoteattr(edge.target)}'
            _element(file, "edge", ends, edge.values)
        file.write(b"  </graph>\n</graphml>\n")
    return Written(count["node"], count["edge"])


def _declare(file: IO[bytes]) -> None:
    for place, kinds in (("node", graph.NODE), ("edge", graph.EDGE)):
        for name, kind in kinds.items():
            line = f'  <key id="{place}_{name}" for="{place}" attr.name="{name}" attr.type="{TYPES[kind]}"/>\n'
            file.write(line.encode())


def _element(file: IO[bytes], name: str, attributes: str, values: dict[str, Value]) -> None:
    data = "".join(f'<data key="{name}_{key}">{_written(value)}</data>' for key, value in values.items())
    file.write(f"    <{name} {attributes}>{data}</{name}>\n".encode())


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(str(value))
