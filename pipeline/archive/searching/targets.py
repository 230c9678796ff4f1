"""Targets (chỉ tiêu) of all plans side by side: what provinces and districts set out to reach, by indicator, province and year."""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.archive.index.packing import text_of
from pipeline.archive.index.told import sentence_at
from pipeline.archive.index.views import box, interned
from pipeline.archive.index.words import folded, tokens
from pipeline.archive.searching.filters import NO_FILTERS, Filters, condition
from pipeline.archive.searching.patience import in_time
from pipeline.archive.searching.typed import NOTES, Term, taken_apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A target: what, how much, of whom, until when; the paper that sets it, and the sentence. `row` counts in the paper's targets."""

    indicator: str | None
    subject: str | None
    comparator: str | None
    value: float | None
    value_max: float | None
    unit: str | None
    denominator: str | None
    direction: str | None
    target_year: str | None
    deadline: str | None
    province: str | None
    province_2025: str | None
    year: int | None
    date: str | None
    issuer: str | None
    level: str | None
    number_symbol: str | None
    title: str | None
    sentence: str
    raw: str
    page: int | None
    box: list[float] | None
    start: int
    end: int
    document_id: str
    part: int
    source: str
    row: int


@dataclass(frozen=True, slots=True)
class Aims:
    """`total` targets have the words. `rows`: first those whose indicator has them, then by indicator, unit, province, year."""

    total: int
    rows: tuple[Aim, ...] = ()
    note: tuple[str, str] | None = None


class Compact(NamedTuple):
    """A target with what it is compared and sorted by; `id` is the one by which `aims` tells the rest, `year` the paper's."""

    id: int
    indicator: str | None
    subject: str | None
    value: float | None
    value_max: float | None
    unit: str | None
    target_year: str | None
    province: str | None
    year: int | None
    number_symbol: str | None


@dataclass(frozen=True, slots=True)
class Compared:
    """All targets that have the words, in the order of `Aims`; of more than `most` only so many, those of the papers taken in last."""

    total: int
    rows: tuple[Compact, ...] = ()
    note: tuple[str, str] | None = None


@in_time
def targets(
    connection: sqlite3.Connection, words: str = "", filters: Filters = NO_FILTERS, limit: int | None = 200, offset: int = 0
) -> Aims:
    """The targets in whose indicator, subject or sentence the words stand; without words all. Raises `BadRequest`."""
    found = compared(connection, words, filters)
    chosen = found.rows[offset : None if limit is None else offset + limit]
    return Aims(found.total, aims(connection, (row.id for row in chosen)), found.note)


@in_time
def compared(connection: sqlite3.Connection, words: str = "", filters: Filters = NO_FILTERS, most: int | None = None) -> Compared:
    """The same targets, each with no more than what comparing takes: tens of thousands of them are no matter. Raises `BadRequest`."""
    asked = taken_apart(words)
    if not asked.terms and words.strip():
        return Compared(0, (), NOTES["no_words"])
    where, values = condition(connection, filters)
    parts = ["m.id IN (SELECT rowid FROM target_words WHERE target_words MATCH ?)"] if asked.terms else []
    given = [*([" AND ".join(map(_match, asked.terms))] if asked.terms else []), *values]
    source = f"""target m JOIN paper p ON p.id = m.id >> 20
        {"WHERE " if parts or where else ""}{" AND ".join([*parts, *([where] if where else [])])}"""
    query = f"""SELECT m.id, m.indicator, m.subject, m.value, m.value_max, m.unit, m.year, p.province, p.year, p.number_symbol
        FROM {source}"""
    if most is None:
        found = connection.execute(query, given).fetchall()
        total = len(found)
    else:
        found = connection.execute(f"{query} ORDER BY m.id DESC LIMIT ?", [*given, most + 1]).fetchall()
        total = len(found) if len(found) <= most else connection.execute(f"SELECT count(*) FROM {source}", given).fetchone()[0]
        found = found[:most]
    names = _names(connection, {id for row in found for id in (row[5], row[7])})
    rows = [
        Compact(id, indicator, subject, value, value_max, names[unit], target_year, names[province], year, number)
        for id, indicator, subject, value, value_max, unit, target_year, province, year, number in found
    ]
    return Compared(total, tuple(_ordered(rows, asked.terms)))


def _match(term: Term) -> str:
    words = [f'"{word}"' for word in term.bare]
    return " AND ".join(words) + (" *" if term.beginning else "")


def _names(connection: sqlite3.Connection, ids: set[int | None]) -> dict[int | None, str | None]:
    """The words that the numbers stand for."""
    known = dict(connection.execute("SELECT id, text FROM string WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)))
    return {id: known.get(id) for id in ids}


def _ordered(rows: list[Compact], terms: Sequence[Term]) -> list[Compact]:
    """Those first whose indicator and subject have the words one after the other, then those that have them all, then the others."""
    pieces = [f" {' '.join(term.bare)}{'' if term.beginning else ' '}" for term in terms]
    together = f" {' '.join(word for term in terms for word in term.bare)}{' ' if terms and not terms[-1].beginning else ''}"
    ranks: dict[tuple[str | None, str | None], int] = {}

    def rank(row: Compact) -> int:
        key = row.indicator, row.subject
        if key not in ranks:
            told = f" {' '.join(tokens(folded(' '.join(filter(None, key)))))} "
            ranks[key] = 0 if together in told else 1 if all(piece in told for piece in pieces) else 2
        return ranks[key]

    return sorted(rows, key=lambda row: (rank(row), row.indicator or "\uffff", row.unit or "", row.province or "", row.year or 0, row.id))


_ONE = f"""SELECT m.indicator, m.subject, {interned("m.comparator")}, m.value, m.value_max, {interned("m.unit")}, m.denominator,
    {interned("m.direction")}, m.year, m.deadline, {interned("p.province")}, {interned("p.province_2025")}, p.year, p.date,
    {interned("p.issuer")}, {interned("p.level")}, p.number_symbol, h.title, m.page, {box("m.box")}, m.start, m.start + m.length,
    f.document_id, p.part, {interned("p.source")}, m.id & 1048575, b.text
    FROM target m JOIN paper p ON p.id = m.id >> 20 JOIN header h ON h.id = p.id JOIN file f ON f.id = p.file JOIN body b ON b.id = p.id
    WHERE m.id = ?"""


@in_time
def aims(connection: sqlite3.Connection, ids: Iterable[int]) -> tuple[Aim, ...]:
    """The targets with these ids, in their order."""
    return tuple(_aims(connection, ids))


def _aims(connection: sqlite3.Connection, ids: Iterable[int]) -> Iterator[Aim]:
    for id in ids:
        row = connection.execute(_ONE, (id,)).fetchone()
        text, (start, end) = text_of(row[-1]), row[20:22]
        yield Aim(
            indicator=row[0], subject=row[1], comparator=row[2], value=row[3], value_max=row[4], unit=row[5], denominator=row[6],
            direction=row[7], target_year=row[8], deadline=row[9], province=row[10], province_2025=row[11], year=row[12], date=row[13],
            issuer=row[14], level=row[15], number_symbol=row[16], title=row[17], sentence=sentence_at(text, start, end).text,
            raw=text[start:end], page=row[18], box=row[19] and json.loads(row[19]), start=start, end=end, document_id=row[22],
            part=row[23], source=row[24], row=row[25],
        )  # fmt: skip
