"""Search in the papers of an archive (tìm kiếm toàn văn), as Vietnamese is typed: with marks or without.

Words typed with marks: papers that have them so come first, then those that agree without marks only. Within each of both a title
counts more than headings, headings more than the body, and words that stand one after the other more than words that stand apart
(`ranking`). Each hit comes with a piece of the text, the words marked in it, and with the place of the words on the paper.
"""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.archive.index.packing import text_of
from pipeline.archive.index.views import ROWS
from pipeline.archive.searching.filters import NO_FILTERS, Filters, condition
from pipeline.archive.searching.ranking import Ranked, ranked
from pipeline.archive.searching.snippets import Snippet, best, places, snippet
from pipeline.archive.searching.typed import NOTES, Asked, taken_apart

__all__ = ["FACETS", "NOTES", "Filters", "Hit", "Results", "facets", "search"]

FACETS = ("province", "province_2025", "year", "doc_type")
"""Columns that hits are counted by."""

ALL = 1 << 40
"""More hits than any archive has papers."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that was found. `start`, `end` span the first marked words in its text, `page` is theirs; None where only the title has them.

    `exact` is whether it has the words with the marks that were typed.
    """

    document_id: str
    part: int
    source: str
    doc_type: str | None
    doc_type_name: str | None
    number_symbol: str | None
    date: str | None
    issuer: str | None
    province: str | None
    province_2025: str | None
    title: str | None
    snippet: Snippet
    page: int | None
    start: int | None
    end: int | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Results:
    """`total` papers have the words; `hits` are those asked for. `note` says in English and Vietnamese what else there is to say."""

    total: int
    hits: tuple[Hit, ...] = ()
    note: tuple[str, str] | None = None


def search(connection: sqlite3.Connection, words: str, filters: Filters = NO_FILTERS, limit: int | None = 20, offset: int = 0) -> Results:
    """The papers that have the words, so many of them or (None) all. Raises `BadRequest`.

    Without words and with filters: all papers that fit, newest first.

    A question that runs into the connection's time limit gives an empty result with a note.
    """
    asked = taken_apart(words)
    limit, offset = ALL if limit is None else max(limit, 0), max(offset, 0)
    asks = condition(connection, filters)
    note = NOTES[asked.note] if asked.note else None
    try:
        if asked.terms:
            total, found = ranked(connection, asked, asks, limit, offset)
            if found and not offset and not found[0][1]:
                note = note or NOTES["other_marks"]
        elif filters:
            total, found = _newest(connection, *asks, limit, offset)
            note = None if not words.strip() else note
        else:
            return Results(0, (), note)
        return Results(total, tuple(_hits(connection, asked, found)), note)
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return Results(0, (), NOTES["too_long"])


def _newest(connection: sqlite3.Connection, where: str, values: list[object], limit: int, offset: int) -> Ranked:
    total = connection.execute(f"SELECT count(*) FROM paper p WHERE {where}", values).fetchone()[0]
    query = f"SELECT p.id FROM paper p WHERE {where} ORDER BY p.date DESC, p.id LIMIT ? OFFSET ?"
    return total, [(row[0], True) for row in connection.execute(query, (*values, limit, offset))]


_FACTS = """SELECT f.document_id, p.part, (SELECT text FROM string WHERE id = p.source), (SELECT text FROM string WHERE id = p.doc_type),
    (SELECT text FROM string WHERE id = h.doc_type_name), p.number_symbol, p.date, (SELECT text FROM string WHERE id = p.issuer),
    (SELECT text FROM string WHERE id = p.province), (SELECT text FROM string WHERE id = p.province_2025), h.title, b.text
    FROM paper p JOIN file f ON f.id = p.file JOIN header h ON h.id = p.id JOIN body b ON b.id = p.id WHERE p.id = ?"""


def _hits(connection: sqlite3.Connection, asked: Asked, found: Iterable[tuple[int, bool]]) -> list[Hit]:
    hits = []
    for id, agreed in found:
        *facts, body = connection.execute(_FACTS, (id,)).fetchone()
        text = text_of(body)
        there = places(asked, text)
        begins = best(there)
        place = there[begins] if there else None
        page = _page(connection, id, place.start) if place else None
        start, end = (place.start, place.end) if place else (None, None)
        hits.append(Hit(*(*facts, snippet(text, there, begins=begins), page, start, end, agreed)))
    return hits


def _page(connection: sqlite3.Connection, paper: int, start: int) -> int | None:
    """The page of a place in a paper's text; None in a plain text."""
    query = "SELECT page FROM page WHERE id BETWEEN ? AND ? AND start <= ? AND width IS NOT NULL ORDER BY start DESC LIMIT 1"
    found = connection.execute(query, (paper * ROWS, (paper + 1) * ROWS - 1, start)).fetchone()
    return found[0] if found else None


def facets(
    connection: sqlite3.Connection,
    words: str,
    filters: Filters = NO_FILTERS,
    limit: int = 100,
) -> dict[str, list[tuple[str | int, int]]]:
    """How many of the papers that have the words are of each province, year and type: most first. Raises `BadRequest`."""
    asked = taken_apart(words)
    if words.strip() and not asked.terms and not filters:
        return {name: [] for name in FACETS}  # of an emoji alone no paper is found: `search` asks for words
    where, values = condition(connection, filters)
    if asked.terms:
        source = "folded f JOIN paper p ON p.id = f.rowid WHERE f.folded MATCH ?" + (f" AND {where}" if where else "")
        values = [asked.match, *values]
    else:
        source = "paper p" + (f" WHERE {where}" if where else "")
    query = (
        f"SELECT {', '.join(f'p.{name}' for name in FACETS)}, count(*) FROM {source} GROUP BY {', '.join(f'p.{name}' for name in FACETS)}"
    )
    counts: dict[str, dict[int, int]] = {name: {} for name in FACETS}
    try:
        for *cells, count in connection.execute(query, values):
            for name, cell in zip(FACETS, cells, strict=True):
                if cell is not None:
                    counts[name][cell] = counts[name].get(cell, 0) + count
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
    return {name: _most(connection, name, found, limit) for name, found in counts.items()}


def _most(connection: sqlite3.Connection, name: str, counts: dict[int, int], limit: int) -> list[tuple[str | int, int]]:
    def said(cell: int) -> str | int:
        return cell if name == "year" else str(connection.execute("SELECT text FROM string WHERE id = ?", (cell,)).fetchone()[0])

    named = [(said(cell), count) for cell, count in counts.items()]
    return sorted(named, key=lambda item: (-item[1], str(item[0])))[:limit]
