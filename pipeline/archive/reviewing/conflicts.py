"""Dates of one cited paper that differ between the papers that cite it (mâu thuẫn về ngày).

34-CT/TW is dated 07/4/2014 in nineteen plans and 17/4/2014 in one: that one is misread or misprinted. Which dates speak of one
paper? A number with its year in it (`91/2017/NĐ-CP`) is one paper whatever is said. Other numbers begin anew, those of the State each
year, those of the Party's centre with each congress: within that time two dates of one number are one paper's. Over its end only
where day and month are the same and one date is told five times as often (a misread year).

Measured on 400 papers of the gazette and on legal prose (22,673 citations with dates, 967 numbers of central bodies without a year in
them, 47 pairs of dates that differ, all looked at): same year 4, each a slip (57/NQ-CP of 15/12/2010, once 15/10/2010); another year 43,
of which 41 other papers (11/NQ-CP of 2018, 2022, 2026) and 2 with the same day and month: 59-NQ/TW of 24/01/2025, told as 2024 by two (a
slip), and 103/QĐ-TTg of 22/01 of 2018 and of 2019 (numbers grow through the year, so the same day comes about). Of the Party's 7 pairs
the congresses tell 6 papers from 1 slip.

What is right: the paper's own date where the archive has it, else the register's, else the date that most papers tell.

>>> paper = Cited("CT 34-CT/TW", "trung ương", None, None)
>>> [one] = disagreements(paper, [Told("2014-04-07", 19), Told("2014-04-17", 1), Told("2009-02-27", 3)])
>>> one.right, one.because, one.dates
('2014-04-07', 'register', (('2014-04-07', 19), ('2014-04-17', 1)))
>>> local = Cited("KH 93/KH-UBND", "Kiên Giang", "ủy ban nhân dân", None)
>>> disagreements(local, [Told("2022-05-20", 1), Told("2021-05-20", 1)])
[]
>>> [one.right for one in disagreements(local, [Told("2022-05-20", 1), Told("2022-05-26", 1)])]
[None]
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import regex

from pipeline.archive.amending.doubts import Doubt, reason
from pipeline.archive.index.references import CENTRAL
from pipeline.archive.reviewing import dated
from pipeline.archive.reviewing.dated import Telling, padded
from pipeline.gazetteer import legal_documents, provinces
from pipeline.vietnamese.normalize import word_key


class Cited(NamedTuple):
    """A cited paper as far as number and place tell: several years of one number are told apart by their dates."""

    canonical_id: str  # 'CT 34-CT/TW'
    jurisdiction: str
    issuer: str | None  # of a local paper, without capitals, 'UBND' written out, without the province; None for central ones
    year: str | None  # where it stands in the number


class Told(NamedTuple):
    """A date, and how many papers tell it; `own`: the paper itself tells it."""

    date: str
    papers: int
    own: bool = False


class Conflict(NamedTuple):
    """Dates of one paper that differ: `dates` how many papers tell each (most first), and the rows that tell another one than `right`.

    `right` is None where nothing decides: then all rows are in `wrong`. `because` is own, register or majority.
    """

    cited: Cited
    dates: tuple[tuple[str, int], ...]
    right: str | None
    because: str | None
    wrong: tuple[Telling, ...] = ()


CONGRESSES = (
    "1976-12-20", "1982-03-31", "1986-12-18", "1991-06-27", "1996-07-01", "2001-04-22", "2006-04-25", "2011-01-19", "2016-01-28",
    "2021-02-01", "2026-01-23",
)  # fmt: skip
"""Last days of the Party's congresses IV to XIV: with each the numbers of its central bodies begin anew."""

FAR_MORE = 5
"""How much more often a date must be told than one of the same day and month in another year, so that the other year is a slip."""


def disagreements(cited: Cited, told: Sequence[Told]) -> list[Conflict]:
    """The conflicts among what is told of one number, oldest first; without their rows."""
    counts: Counter[str] = Counter()
    for one in told:
        counts[one.date] += one.papers
    own = {one.date for one in told if one.own}
    return [_conflict(cited, dates, counts, own & dates) for dates in _of_one_paper(cited, counts) if len(dates) > 1]


def _of_one_paper(cited: Cited, counts: Mapping[str, int]) -> list[set[str]]:
    """Sets of dates that can only be one paper's."""
    if cited.year is not None:
        return [set(counts)]
    groups: dict[str, set[str]] = {}
    for date in sorted(counts):
        groups.setdefault(_series(cited, date), set()).add(date)
    for series, dates in list(groups.items()):
        (date, *more) = dates
        like = [other for other in counts if other[4:] == date[4:] and counts[other] >= FAR_MORE * counts[date]]
        if not more and like:
            best = max(like, key=lambda other: (counts[other], other))
            del groups[series]
            groups[_series(cited, best)].add(date)
    return list(groups.values())


def _series(cited: Cited, date: str) -> str:
    """The year, or the term of the Party's central bodies, in which a number comes but once."""
    if cited.canonical_id.endswith("/TW"):
        return str(sum(date > congress for congress in CONGRESSES))
    return date[:4]


def _conflict(cited: Cited, dates: set[str], counts: Mapping[str, int], own: set[str]) -> Conflict:
    ordered = tuple(sorted(((date, counts[date]) for date in dates), key=lambda one: (-one[1], one[0])))
    return Conflict(cited, ordered, *_right(cited, ordered, own))


def _right(cited: Cited, dates: Sequence[tuple[str, int]], own: set[str]) -> tuple[str | None, str | None]:
    if len(own) == 1 and not any(count >= 2 for date, count in dates if date not in own):
        return next(iter(own)), "own"
    known = _registered(cited, [date for date, _ in dates])
    if known is not None:
        return known, "register"
    if dates[0][1] > dates[1][1] and dates[0][1] >= 2:
        return dates[0][0], "majority"
    return None, None


def _registered(cited: Cited, dates: Sequence[str]) -> str | None:
    """The register's date; of a number without a year the one that is among the dates told."""
    if cited.jurisdiction != CENTRAL:
        return None
    kind, _, number = cited.canonical_id.partition(" ")
    years = [cited.year] if cited.year else sorted({date[:4] for date in dates})
    found = {known.date for year in years if (known := legal_documents.by_number(kind, number, year)) and known.date}
    told = found.intersection(dates) if cited.year is None else found
    return told.pop() if len(told) == 1 else None


_OFFICE = regex.compile(r"^(?:chủ tịch|giám đốc|bí thư|trưởng ban|thường trực|ban thường vụ)\s(?=ủy|hội|sở|tỉnh|thành|ban)")


@cache
def issuer_key(issuer: str, place: str) -> str:
    """An issuer without capitals, abbreviations, office and province, so that one body of the place is one.

    >>> issuer_key("UBND tỉnh Kiên Giang", "Kiên Giang") == issuer_key("Chủ tịch Uỷ ban nhân dân tỉnh", "Kiên Giang")
    True
    >>> issuer_key("Sở Y tế Kiên Giang", "Kiên Giang"), issuer_key("UBND thành phố Rạch Giá", "Kiên Giang")
    ('sở y tế', 'ủy ban nhân dân thành phố rạch giá')
    >>> issuer_key("Ủy ban nhân dân thành phố", "Hà Nội"), issuer_key("Ủy ban nhân dân thành phố", "Kiên Giang")
    ('ủy ban nhân dân', 'ủy ban nhân dân thành phố')
    """
    words = " ".join(word_key(issuer).split()).replace("ubnd", "ủy ban nhân dân").replace("hđnd", "hội đồng nhân dân")
    unit = provinces.find(place)
    bare = _OFFICE.sub("", words).removesuffix(f" {word_key(place)}").removesuffix(" tỉnh")
    return bare.removesuffix(" thành phố").removesuffix(" tp") if unit and unit.kind == "thành phố" else bare


def _cited(kind: str, number_symbol: str, year: str | None, place: str, issuer: str | None) -> Cited:
    in_number = year if year and f"/{year}/" in number_symbol else None
    return Cited(f"{kind} {padded(number_symbol)}", place, issuer_key(issuer, place) if issuer and place != CENTRAL else None, in_number)


def conflicts(connection: sqlite3.Connection, document_id: str | None = None) -> list[Conflict]:
    """All conflicts of the archive with the rows that are wrong, from its index: those that most papers speak of first.

    With `document_id` only of papers that the document cites or is.
    """
    return conflicts_of(connection, None if document_id is None else dated.numbers_of(connection, document_id))


def conflicts_of(connection: sqlite3.Connection, numbers: str | None) -> list[Conflict]:
    """The conflicts about some numbers (as `dated.listed` gives them), or (None) about all."""
    several = dated.of_several_dates(connection, numbers)
    names = dated.names_of(connection, (id for row in several for id in (row.kind, row.place, row.issuer)))
    ways: dict[Cited, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    own: dict[Cited, list[Telling]] = defaultdict(list)
    for row in several:
        cited = _cited(names[row.kind], row.number_symbol, row.year, names.get(row.place, CENTRAL), names.get(row.issuer))
        if row.own:
            own[cited].append(dated.telling_own(connection, row))
        else:
            ways[cited][row.date].append(row.id)
    doubtful = {cited: dates for cited, dates in ways.items() if len({*dates, *(telling.date for telling in own.get(cited, ()))}) > 1}
    held = dated.papers(connection, [id for dates in doubtful.values() for ids in dates.values() for id in ids])
    found: list[Conflict] = []
    for cited, dates in doubtful.items():
        told = [Told(date, count) for date, ids in dates.items() if (count := sum(held.get(id, 0) for id in ids))]
        told += [Told(telling.date, 1, own=True) for telling in own.get(cited, ())]
        for one in disagreements(cited, told):
            wrong = [telling for telling in own.get(cited, ()) if telling.date != one.right]
            ids = [id for date, _ in one.dates if date != one.right for id in dates.get(date, ())]
            found.append(one._replace(wrong=(*wrong, *(telling for id in ids for telling in dated.tellings(connection, id)))))
    return most_told_first(found)


def most_told_first(found: Iterable[Conflict]) -> list[Conflict]:
    """Conflicts in their order: by how many papers speak of them."""
    return sorted(found, key=lambda one: (-sum(count for _, count in one.dates), one.cited.canonical_id, one.cited.jurisdiction))


class Disputed(NamedTuple):
    """A row that tells another date than the right one: of what, what others tell (most first), which is right and why, by whom."""

    canonical_id: str
    jurisdiction: str
    told: str
    right: str | None
    because: str | None  # own | register | majority
    dates: list[str]
    document_id: str
    part: int
    source: str
    number_symbol: str | None
    province: str | None
    row: int
    page: int | None


def disputed(connection: sqlite3.Connection, limit: int | None = None) -> list[Disputed]:
    """All rows in conflict, those first of which most papers speak; of a paper's own date `row` is 0."""
    query = "SELECT number_symbol, province FROM documents WHERE document_id = ? AND part = ?"
    rows: list[Disputed] = []
    for one in conflicts(connection):
        if limit is not None and len(rows) >= limit:
            break
        dates = [f"{date} × {count}" for date, count in one.dates]
        for telling in one.wrong:
            number, province = connection.execute(query, (telling.document_id, telling.part)).fetchone()
            rows.append(
                Disputed(
                    one.cited.canonical_id, one.cited.jurisdiction, telling.date, one.right, one.because, dates,
                    telling.document_id, telling.part, telling.source, number, province, telling.row, telling.page,
                )
            )  # fmt: skip
    return rows[:limit]


def doubts_about(found: Iterable[Conflict]) -> Iterator[Doubt]:
    """The rows that tell another date than the right one, as doubts."""
    for conflict in found:
        note = "; ".join(f"{date} × {count}" for date, count in conflict.dates) + (f"; {conflict.because}" if conflict.because else "")
        for telling in conflict.wrong:
            table, name = ("documents", "cited_otherwise") if telling.own else ("citations", "dates_differ")
            yield Doubt(
                telling.document_id, telling.part, telling.source, table, telling.row, "date", telling.date, name,
                f"{conflict.cited.canonical_id}: {note}", telling.page, telling.box, reason(name, table).weight,
            )  # fmt: skip
