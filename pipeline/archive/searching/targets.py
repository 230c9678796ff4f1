"""Targets (chỉ tiêu) of all plans side by side: what provinces and districts set out to reach, by indicator, province and year."""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.archive.index.packing import text_of
from pipeline.archive.index.told import sentence_at
from pipeline.archive.index.views import box, interned
from pipeline.archive.index.words import folded
from pipeline.archive.searching.filters import Filters, condition
from pipeline.archive.searching.patience import in_time
from pipeline.archive.searching.typed import NOTES, Term, taken_apart

NO_FILTERS = Filters()


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
    """`total` targets have the words. `rows`: those whose indicator has them first, then by indicator, unit, province, year."""

    total: int
    rows: tuple[Aim, ...] = ()
    note: tuple[str, str] | None = None


@in_time
def targets(
    connection: sqlite3.Connection, words: str = "", filters: Filters = NO_FILTERS, limit: int | None = 200, offset: int = 0
) -> Aims:
    """The targets in whose indicator, subject or sentence the words stand; without words all. Raises `BadRequest`."""
    asked = taken_apart(words)
    if not asked.terms and words.strip():
        return Aims(0, (), NOTES["no_words"])
    where, values = condition(connection, filters)
    parts = ["m.id IN (SELECT rowid FROM target_words WHERE target_words MATCH ?)"] if asked.terms else []
    match = [
        " AND ".join(f'"{word}"' + (" *" if term.beginning and word == term.bare[-1] else "") for term in asked.terms for word in term.bare)
    ]
    query = f"""SELECT m.id, m.indicator, m.subject, m.unit, p.province, p.year FROM target m JOIN paper p ON p.id = m.id >> 20
        {"WHERE " if parts or where else ""}{" AND ".join([*parts, *([where] if where else [])])}"""
    rows = connection.execute(query, (*(match if parts else []), *values)).fetchall()
    wanted = [word for term in asked.terms for word in term.bare]
    rows.sort(key=lambda row: _order(row, wanted))
    chosen = rows[offset : None if limit is None else offset + limit]
    return Aims(len(rows), tuple(_aims(connection, (row[0] for row in chosen))))


def _match(term: Term) -> str:
    words = [f'"{word}"' for word in term.bare]
    return " AND ".join(words) + (" *" if term.beginning else "")


def _order(row: tuple[int, str | None, str | None, int | None, int | None, int | None], wanted: list[str]) -> tuple[object, ...]:
    id, indicator, subject, unit, province, year = row
    told = folded(f"{indicator or ''} {subject or ''}")
    return not all(word in told for word in wanted), indicator or "\uffff", unit or 0, province or 0, year or 0, id


_ONE = f"""SELECT m.indicator, m.subject, {interned("m.comparator")}, m.value, m.value_max, {interned("m.unit")}, m.denominator,
    {interned("m.direction")}, m.year, m.deadline, {interned("p.province")}, {interned("p.province_2025")}, p.year, p.date,
    {interned("p.issuer")}, {interned("p.level")}, p.number_symbol, h.title, m.page, {box("m.box")}, m.start, m.start + m.length,
    f.document_id, p.part, {interned("p.source")}, m.id & 1048575, b.text
    FROM target m JOIN paper p ON p.id = m.id >> 20 JOIN header h ON h.id = p.id JOIN file f ON f.id = p.file JOIN body b ON b.id = p.id
    WHERE m.id = ?"""


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
