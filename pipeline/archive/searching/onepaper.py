"""One paper as the index has it: its row, all its tables with a person's corrections in them, its file, what was said of it.

A document may be named by the first letters of its id (6 at least), as people copy it from a list.

>>> first_after("4fa0"), first_after("ffff")
('4fa1', 'g')
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.errors import NotFound
from pipeline.tables.columns import TABLES, kinds

Row = dict[str, Any]

SHORTEST = 6
"""Letters of an id that are enough to ask by."""

_MORE_JSON = {"amendments": ("old", "new", "row"), "files": ("faults",)}


@dataclass(frozen=True, slots=True)
class OnePaper:
    """A paper: `document` its row, `tables` the rows of the others, `file` the manifest's row, `parts` how many papers the file has."""

    document: Row
    tables: Mapping[str, list[Row]]
    file: Row
    sources: list[Row]
    amendments: list[Row]
    parts: int


def full_id(connection: sqlite3.Connection, start: str) -> str:
    """The id of the one document that begins so. Raises `NotFound` for none or several."""
    if len(start) < SHORTEST:
        raise NotFound(detail=f"give {SHORTEST} letters of the id or more")
    query = "SELECT document_id FROM file WHERE document_id >= ? AND document_id < ? LIMIT 2"
    found = [row[0] for row in connection.execute(query, (start, first_after(start)))]
    if len(found) != 1:
        raise NotFound(detail=f"{'several documents begin' if found else 'no document begins'} with {start[:64]}")
    return str(found[0])


def first_after(start: str) -> str:
    """The first hexadecimal word that does not begin so and stands after all that do; 'g' where there is none."""
    kept = start.rstrip("f")
    return kept[:-1] + "0123456789abcdefg"["0123456789abcdef".index(kept[-1]) + 1] if kept else "g"


def one_paper(connection: sqlite3.Connection, document_id: str, part: int) -> OnePaper:
    """The paper. Raises `NotFound`."""
    found = _rows(connection, "documents", document_id, part)
    if not found:
        raise NotFound(detail=f"paper {part} of document {document_id}")
    return OnePaper(
        document=found[0],
        tables={name: _rows(connection, name, document_id, part) for name in TABLES if name != "documents"},
        file=one_file(connection, document_id),
        sources=_asked(connection, "sources", "WHERE document_id = ? ORDER BY id", (document_id,)),
        amendments=_asked(connection, "amendments", "WHERE document_id = ? ORDER BY id", (document_id,)),
        parts=connection.execute("SELECT count(*) FROM documents WHERE document_id = ?", (document_id,)).fetchone()[0],
    )


def one_file(connection: sqlite3.Connection, document_id: str) -> Row:
    """The manifest's row of a document, whether papers were found in it or not. Raises `NotFound`."""
    found = _asked(connection, "files", "WHERE document_id = ?", (document_id,))
    if not found:
        raise NotFound(detail=f"document {document_id}")
    return found[0]


def overview(connection: sqlite3.Connection) -> dict[str, int]:
    """How many papers, citations, cited documents, targets and provinces (of today) there are."""
    counted = {"documents": "paper", "citations": "citation", "targets": "target"}
    found = {name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for name, table in counted.items()}  # noqa: S608
    found["cited"] = connection.execute("SELECT count(*) FROM cited_document WHERE citations > 0").fetchone()[0]
    found["provinces"] = connection.execute("SELECT count(DISTINCT province_2025) FROM paper").fetchone()[0]
    return found


def newest(connection: sqlite3.Connection, limit: int, offset: int = 0) -> tuple[int, list[Row]]:
    """How many papers there are, and the facts of some of them, newest first; those without a date come last."""
    total = connection.execute("SELECT count(*) FROM paper").fetchone()[0]
    ids = [row[0] for row in connection.execute("SELECT id FROM paper ORDER BY date DESC, id LIMIT ? OFFSET ?", (limit, offset))]
    names = "document_id, part, source, doc_type, doc_type_name, number_symbol, date, issuer, province, title"
    query = f"SELECT {names} FROM documents WHERE id = ?"  # noqa: S608  (names of our own view)
    return total, [dict(zip(names.split(", "), connection.execute(query, (id,)).fetchone(), strict=True)) for id in ids]


def failures(connection: sqlite3.Connection, limit: int) -> list[Row]:
    """Paths that could not be taken in."""
    return _asked(connection, "failures", "ORDER BY path LIMIT ?", (limit,))


def _rows(connection: sqlite3.Connection, table: str, document_id: str, part: int) -> list[Row]:
    return _asked(connection, table, "WHERE document_id = ? AND part = ? ORDER BY id", (document_id, part))


def _asked(connection: sqlite3.Connection, view: str, where: str, values: tuple[object, ...]) -> list[Row]:
    cursor = connection.execute(f"SELECT * FROM {view} {where}", values)  # noqa: S608  (names of our own views)
    names = [column[0] for column in cursor.description]
    return [_read(view, dict(zip(names, row, strict=True))) for row in cursor]


def _read(view: str, row: Row) -> Row:
    """The row with its lists and boxes as lists, its flags as truth values."""
    for name in _json_columns(view):
        if isinstance(row.get(name), str):
            row[name] = json.loads(row[name])
    for name in _flag_columns(view):
        if row[name] is not None:
            row[name] = bool(row[name])
    return row


@cache
def _json_columns(view: str) -> tuple[str, ...]:
    if view not in TABLES:
        return _MORE_JSON.get(view, ())
    return tuple(name for name, kind in kinds(view).items() if kind in ("box", "boxes", "texts"))


@cache
def _flag_columns(view: str) -> tuple[str, ...]:
    return tuple(name for name, kind in kinds(view).items() if kind == "flag") if view in TABLES else ()
