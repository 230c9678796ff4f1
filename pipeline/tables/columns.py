"""The tables of a paper, their columns and the kind of value in each, taken from the dataclasses of the rows.

Nothing is listed twice: a field added to a row becomes a column of the DataFrame, the CSV, the Parquet file, the workbook,
the JSON file and the JSON schema. What a column means stands in `columns.tsv` (shown in docs/tables.md, carried by Parquet files).

>>> columns("entities")[:6]
('document_id', 'part', 'source', 'raw', 'start', 'end')
>>> [(column.name, column.kind) for column in own_columns("entities")][3:7]
[('page', 'integer'), ('box', 'box'), ('boxes', 'boxes'), ('confidence', 'number')]
>>> meanings("targets")["comparator"]
Meaning(text='`=`, `>=`, `<=`, `>`, `<`, `~`, `range`', example='>=')
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from pipeline.document import Box, PageSpan
from pipeline.records import Citation, Correction, DateMention, DocumentNumber, DocumentRow, Entity, Section, Target
from pipeline.vietnamese.tsv import rows

TABLES: Mapping[str, type] = types.MappingProxyType(
    {
        "documents": DocumentRow,
        "pages": PageSpan,
        "sections": Section,
        "dates": DateMention,
        "document_numbers": DocumentNumber,
        "citations": Citation,
        "targets": Target,
        "entities": Entity,
        "corrections": Correction,
    }
)
"""Name of each table, and what one of its rows is."""

KEY = ("document_id", "part", "source")
"""The columns that stand first in every table and say which paper a row belongs to."""

_KINDS: dict[Any, str] = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "flag",
    Box: "box",
    tuple[str, ...]: "texts",
    tuple[Box, ...]: "boxes",
}


class Column(NamedTuple):
    """A column: its name, the kind of value (text, integer, number, flag, box, texts, boxes), and whether it may be null."""

    name: str
    kind: str
    nullable: bool


@cache
def own_columns(table: str) -> tuple[Column, ...]:
    """The columns that a row of the table holds itself, in order."""
    return tuple(_column(name, hint) for name, hint in get_type_hints(TABLES[table]).items())


def _column(name: str, hint: Any) -> Column:
    options = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    (kind,) = (_KINDS[option] for option in options if option is not type(None))
    return Column(name, kind, type(None) in options)


@cache
def columns(table: str) -> tuple[str, ...]:
    """Names of all columns of a table as it is written: the key first, then the row's own."""
    return KEY + tuple(column.name for column in own_columns(table) if column.name not in KEY)


@cache
def kinds(table: str) -> Mapping[str, str]:
    """Kind of value by column name, the key included."""
    return {"document_id": "text", "part": "integer", "source": "text"} | {c.name: c.kind for c in own_columns(table)}


class Meaning(NamedTuple):
    """What a column means, and a value as it may stand there."""

    text: str
    example: str


@cache
def meanings(table: str) -> Mapping[str, Meaning]:
    """What each column of a table means, by its name (`columns.tsv`; a line of the table itself goes before one of all tables)."""
    told = {(row["table"], row["column"]): Meaning(row["meaning"], row["example"]) for row in rows("tables/columns.tsv")}
    return {name: told.get((table, name)) or told[EVERY, name] for name in columns(table)}


EVERY = "*"
"""Stands in `columns.tsv` for every table."""
