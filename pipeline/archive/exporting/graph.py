"""The graph of citations (đồ thị viện dẫn): papers of the archive, the documents that they cite, and how each cites which.

A node is a paper (`kind` 'paper'; its id is document_id/part) or a cited document that the archive does not hold (`kind` 'cited'; its id
is the name by which the archive knows it, 'CT 34-CT/TW / 2014'). A cited plan that is in the archive itself is its paper's node, so that
chains can be followed: commune, district, province, Politburo. An edge leads from a paper to what it cites, one for each relation and each
date told; `times` says how often. Characters that XML does not know, as scans may have them, are left out.

    graph = pipeline.Archive("kho").graph(province="Kiên Giang")       # networkx.MultiDiGraph, for notebooks
    pipeline.Archive("kho").graphml("kho.graphml")                     # for Gephi, yEd, igraph; written row by row
"""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import regex

from pipeline.archive.searching.filters import Filters, condition
from pipeline.errors import ExtraMissing
from pipeline.gazetteer import legal_documents
from pipeline.gazetteer.legal_documents import LegalDocument

if TYPE_CHECKING:
    import networkx

Value = str | int | bool
"""What an attribute can be."""


class Node(NamedTuple):
    """A paper or a cited document; `values` without those that are unknown."""

    id: str
    values: dict[str, Value]


class Edge(NamedTuple):
    """`source` cites `target`; `key` tells edges between the same two apart."""

    source: str
    target: str
    key: str
    values: dict[str, Value]


PAPER: dict[str, type] = dict.fromkeys(
    ("label", "doc_type", "number_symbol", "date", "issuer", "province", "province_2025", "level", "year", "title"), str
) | {"year": int}
CITED: dict[str, type] = dict.fromkeys(
    ("label", "doc_type", "number_symbol", "jurisdiction", "year", "title", "replaced_by", "replaced_on"), str
) | {"year": int}
EDGE: dict[str, type] = {"relation": str, "date": str, "cited_on": str, "times": int, "replaced": bool, "date_conflict": bool}
"""Attributes of an edge: `date` as the citing paper tells it, `cited_on` the citing paper's own; the last two are the paper's flags."""
NODE_OF: dict[str, dict[str, type]] = {"paper": {"kind": str} | PAPER, "cited": {"kind": str} | CITED}
NODE: dict[str, type] = NODE_OF["paper"] | NODE_OF["cited"]

_NO_XML = regex.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def clean(value: Any, kind: type) -> Value | None:
    """A value as XML can hold it, blanks made single; None for none.

    >>> clean("trang\\x0c 1\\ud800 \\n", str), clean(None, str), clean(3, int), clean("", str)
    ('trang 1', None, 3, None)
    """
    if value is None:
        return None
    if kind is str:
        return " ".join(_NO_XML.sub("", str(value)).split()) or None
    return bool(value) if kind is bool else int(value)


def _values(kinds: dict[str, type], row: tuple[Any, ...]) -> dict[str, Value]:
    cleaned = ((name, clean(value, kind)) for (name, kind), value in zip(kinds.items(), row, strict=True))
    return {name: value for name, value in cleaned if value is not None}


def nodes(connection: sqlite3.Connection, filters: Filters = Filters()) -> Iterator[Node]:  # noqa: B008 - frozen
    """The papers that the filters leave, then what they cite; each once, papers that are cited as papers. Raises `BadRequest`."""
    chosen, values = _chosen(connection, filters)
    held = _held(connection)
    wanted = set()
    for id, *row in connection.execute(f"{_PAPERS} WHERE p.id IN ({chosen}) ORDER BY p.id", values):
        wanted.add(id)
        yield _paper(row)
    for (id,) in connection.execute(_CITED_BY.format(chosen=chosen), values).fetchall():
        paper = held.get(id)
        if paper is None:
            yield _cited(connection.execute(f"{_CITED} WHERE id = ?", (id,)).fetchone())
        elif paper not in wanted:
            wanted.add(paper)
            yield _paper(connection.execute(f"{_PAPERS} WHERE p.id = ?", (paper,)).fetchone()[1:])


def edges(connection: sqlite3.Connection, filters: Filters = Filters()) -> Iterator[Edge]:  # noqa: B008 - frozen
    """The citations of the papers that the filters leave, but for what they say of themselves. Raises `BadRequest`."""
    chosen, values = _chosen(connection, filters)
    held = _held(connection)
    names = _names(connection, held)
    found = connection.execute(_EDGES.format(chosen=chosen), values)
    for number, (paper, document, part, cited, *row) in enumerate(found):
        target = names[cited]
        if held.get(cited) != paper:
            yield Edge(f"{document}/{part}", target, f"e{number}", _values(EDGE, tuple(row)))


def graph(connection: sqlite3.Connection, filters: Filters = Filters()) -> networkx.MultiDiGraph:  # noqa: B008 - frozen
    """All of it as a graph in memory. Raises `BadRequest`, `ExtraMissing`."""
    try:
        import networkx
    except ImportError as error:
        raise ExtraMissing("networkx", detail="pip install 'kehoach[graph]'") from error
    made = networkx.MultiDiGraph()
    with standing_still(connection):
        for node in nodes(connection, filters):
            made.add_node(node.id, **node.values)
        for edge in edges(connection, filters):
            made.add_edge(edge.source, edge.target, key=edge.key, **edge.values)
    return made


@contextmanager
def standing_still(connection: sqlite3.Connection) -> Iterator[None]:
    """One state of the index for several questions, though papers are added meanwhile."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.rollback()


# How the rows are asked for.

_PAPERS = f"""SELECT p.id, f.document_id, p.part, d.number_symbol AS label, {", ".join(f"d.{name}" for name in list(PAPER)[1:])}
    FROM paper p JOIN file f ON f.id = p.file JOIN documents d ON d.id = p.id"""
_CITED = "SELECT name, canonical_id, doc_type, number_symbol, jurisdiction, year, title, id FROM cited"
_CITED_BY = """SELECT DISTINCT r.cited FROM citation c JOIN reference r ON r.id = c.reference
    WHERE c.id >> 20 IN ({chosen}) AND r.cited IS NOT NULL ORDER BY r.cited"""
_EDGES = """SELECT c.id >> 20 AS paper, f.document_id, p.part, r.cited, s.text, r.date, p.date, count(*),
        max(coalesce(g.text LIKE '%"replaced"%', 0)), max(coalesce(g.text LIKE '%"date_conflict"%', 0))
    FROM citation c JOIN reference r ON r.id = c.reference JOIN paper p ON p.id = c.id >> 20 JOIN file f ON f.id = p.file
    LEFT JOIN string s ON s.id = c.relation LEFT JOIN string g ON g.id = c.flags
    WHERE r.cited IS NOT NULL AND c.id >> 20 IN ({chosen}) GROUP BY 1, 4, 5, 6 ORDER BY 1, 4, 5, 6"""


def _chosen(connection: sqlite3.Connection, filters: Filters) -> tuple[str, list[Any]]:
    where, values = condition(connection, filters)
    return f"SELECT p.id FROM paper p{f' WHERE {where}' if where else ''}", values


def _held(connection: sqlite3.Connection) -> dict[int, int]:
    """Cited documents that the archive holds: id of the cited one -> id of its paper. Type, number, day and province are the same."""
    query = """SELECT r.cited, min(p.id) FROM reference r JOIN paper p
        ON p.number_symbol = r.number_symbol AND p.date = r.date AND p.doc_type = r.doc_type AND p.province = r.jurisdiction
        WHERE r.cited IS NOT NULL GROUP BY r.cited HAVING count(DISTINCT p.id) = 1"""
    return dict(connection.execute(query))


def _names(connection: sqlite3.Connection, held: dict[int, int]) -> dict[int, str]:
    """Id of a node for the id of a cited document."""
    papers = {
        id: f"{document}/{part}"
        for id, document, part in connection.execute("SELECT p.id, f.document_id, p.part FROM paper p JOIN file f ON f.id = p.file")
    }
    names = connection.execute("SELECT id, name FROM cited_document")
    return {id: papers[held[id]] if id in held else str(clean(name, str)) for id, name in names}


def _paper(row: tuple[Any, ...] | list[Any]) -> Node:
    document, part, *rest = row
    return Node(f"{document}/{part}", _values(NODE_OF["paper"], ("paper", *rest)))


def _cited(row: tuple[Any, ...]) -> Node:
    name, label, doc_type, number_symbol, jurisdiction, year, title, _ = row
    known = legal_documents.by_id(name) or legal_documents.by_id(label)
    ended = (known.replaced_by, known.replaced_on) if known else (None, None)
    told = (label, doc_type, number_symbol, jurisdiction, year, title or _name(known), *ended)
    return Node(str(clean(name, str)), _values(NODE_OF["cited"], ("cited", *told)))


def _name(known: LegalDocument | None) -> str | None:
    """What the register calls it: papers seldom tell the title of a law beside its number."""
    if known is None or known.name is None:
        return None
    return f"{known.type} {known.name}" if known.type in legal_documents.LAWS else known.name
