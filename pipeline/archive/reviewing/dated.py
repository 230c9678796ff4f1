"""Where the dates of cited papers are told: rows of the index, those alone whose number comes with more than one date.

Of a hundred thousand ways in which 20,000 papers tell a number and its date, some thousand are worth a look; the others are passed over
before anything is made of them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import regex

from pipeline.archive.index.interning import checksum
from pipeline.archive.index.references import CENTRAL
from pipeline.archive.index.views import ROWS
from pipeline.document import Box

_YEAR = regex.compile(r"/((?:19|20)\d\d)/")


class Telling(NamedTuple):
    """One row that tells a date: of `citations`, or of `documents` (the paper itself, `own`)."""

    document_id: str
    part: int
    source: str
    row: int
    date: str
    page: int | None = None
    box: Box | None = None
    own: bool = False


def numbers_of(connection: sqlite3.Connection, document_id: str) -> str:
    """The numbers that a document cites and has, each with and without a leading zero, as a JSON list."""
    query = "SELECT number_symbol FROM citations WHERE document_id = ? UNION SELECT number_symbol FROM documents WHERE document_id = ?"
    return listed({number for (number,) in connection.execute(query, (document_id, document_id)) if number})


def listed(numbers: Iterable[str]) -> str:
    """The numbers, each with and without a leading zero, as a JSON list."""
    return json.dumps(sorted({way for number in numbers for way in (number, padded(number), number.removeprefix("0"))}))


def padded(number_symbol: str) -> str:
    """'05/KH-UBND' for '5/KH-UBND': the rules ask for the zero, papers leave it out."""
    single = "1" <= number_symbol[:1] <= "9" and not number_symbol[1:2].isdigit()
    return f"0{number_symbol}" if single else number_symbol


def papers(connection: sqlite3.Connection, references: Sequence[int]) -> dict[int, int]:
    """How many papers hold each of the references."""
    query = f"""SELECT reference, count(DISTINCT id / {ROWS}) FROM citation WHERE reference IN (SELECT value FROM json_each(?))
        GROUP BY reference"""  # noqa: S608 - our own number
    return dict(connection.execute(query, (json.dumps(references),)).fetchall())


class Row(NamedTuple):
    """A number with its date, of a reference or (`own`) of a paper; kind, place and issuer are numbers of strings."""

    id: int
    kind: int
    number_symbol: str
    year: str | None
    date: str
    place: int | None
    issuer: int | None
    own: bool


Key = tuple[int, str, int | None]


def of_several_dates(connection: sqlite3.Connection, numbers: str | None = None) -> list[Row]:
    """What citations and papers tell of a number that comes with more than one date; with `numbers` (`numbers_of`) of those alone."""
    first: dict[Key, tuple[Any, ...]] = {}
    several: dict[Key, list[tuple[Any, ...]]] = {}
    same: dict[Key, list[tuple[Any, ...]]] = {}
    for row in (*_references(connection, numbers), *_own(connection, numbers)):
        _, kind, number, _, date, place, *_ = row
        key = kind, number if number[1:2].isdigit() else padded(number), place
        known = first.setdefault(key, row)
        if known is row:
            continue
        if key in several:
            several[key].append(row)
        elif known[4] == date:
            same.setdefault(key, []).append(row)
        else:
            several[key] = [known, *same.pop(key, ()), row]
    return [Row(*row) for rows in several.values() for row in rows]


def names_of(connection: sqlite3.Connection, ids: Iterable[int | None]) -> dict[int | None, str]:
    """The words that the numbers stand for."""
    query = "SELECT id, text FROM string WHERE id IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(query, (json.dumps(sorted({id for id in ids if id is not None})),)).fetchall())


def _central(connection: sqlite3.Connection) -> int | None:
    found = connection.execute("SELECT id FROM string WHERE hash = ? AND text = ?", (checksum(CENTRAL), CENTRAL)).fetchone()
    return found[0] if found else None


def _references(connection: sqlite3.Connection, numbers: str | None) -> list[tuple[Any, ...]]:
    query = """SELECT r.id, r.doc_type, r.number_symbol, r.year, r.date, r.jurisdiction, r.issuer, 0 FROM reference r
        WHERE r.number_symbol IS NOT NULL AND length(r.date) = 10 AND r.doc_type IS NOT NULL
            AND r.jurisdiction IS NOT NULL AND (r.jurisdiction IS ? OR r.issuer IS NOT NULL)"""
    query, known = _among(query, "r.number_symbol", numbers)
    return connection.execute(query, (_central(connection), *known)).fetchall()


def _own(connection: sqlite3.Connection, numbers: str | None) -> list[tuple[Any, ...]]:
    """What the papers of the archive tell of themselves."""
    query = """SELECT p.id, p.doc_type, p.number_symbol, p.date, coalesce(p.province, ?), p.issuer FROM paper p JOIN header h ON h.id = p.id
        WHERE p.number_symbol IS NOT NULL AND h.date_precision = (SELECT id FROM string WHERE hash = ? AND text = 'day')
            AND p.doc_type IS NOT NULL AND p.issuer IS NOT NULL"""
    query, known = _among(query, "p.number_symbol", numbers)
    rows = connection.execute(query, (_central(connection), checksum("day"), *known))
    return [
        (id, kind, number, year[1] if (year := _YEAR.search(number)) else None, date, place, issuer, True)
        for id, kind, number, date, place, issuer in rows
    ]


def telling_own(connection: sqlite3.Connection, row: Row) -> Telling:
    """A paper's row as a telling."""
    query = """SELECT f.document_id, p.part, (SELECT text FROM string WHERE id = p.source) FROM paper p JOIN file f ON f.id = p.file
        WHERE p.id = ?"""
    document_id, part, source = connection.execute(query, (row.id,)).fetchone()
    return Telling(document_id, part, source, 0, row.date, own=True)


def _among(query: str, column: str, numbers: str | None) -> tuple[str, tuple[str, ...]]:
    """The question limited to some numbers, and what it is to be asked with."""
    if numbers is None:
        return query, ()
    return f"{query} AND {column} IN (SELECT value FROM json_each(?))", (numbers,)  # noqa: S608 - our own names


def tellings(connection: sqlite3.Connection, reference: int) -> Iterator[Telling]:
    """The citations in which a reference stands."""
    query = """SELECT document_id, part, source, row, date, page, box FROM citations
        WHERE id IN (SELECT id FROM citation WHERE reference = ?)"""
    for document_id, part, source, row, date, page, box in connection.execute(query, (reference,)):
        yield Telling(document_id, part, source, row, date, page, Box(*json.loads(box)) if box else None)
