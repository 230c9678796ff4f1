"""Dates of one cited paper that differ between the papers that cite it (mâu thuẫn về ngày).

34-CT/TW is dated 07/4/2014 in nineteen plans and 17/4/2014 in one: that one is misread or misprinted. Which dates speak of one
paper? A number with its year in it (`91/2017/NĐ-CP`) is one paper whatever is said. Numbers without a year begin anew each year
(or each term of the Party): of these, two dates are one paper's if the year is the same, or the day and month are.

Measured on 400 papers of the gazette and a million words of legal prose each read to the end (22,673 dated citations, 967 numbers of
central bodies without a year in them, 47 pairs of dates that differ, all looked at): same year 4, each a slip (57/NQ-CP of 15/12/2010,
once 15/10/2010); same day and month 2 (59-NQ/TW of 24/01/2025, twice 2024: a slip; 103/QĐ-TTg of 22/01 of 2018 and 2019: not to be
told apart by the date); another year and day 41, nearly all different papers (11/NQ-CP of 2018, 2022 and 2026).

What is right: the paper's own date where the archive has it, else the register's, else the date that most papers tell.

>>> def told(document, date, **more): return Telling(document_id=document, part=1, source=f"{document}.pdf", row=0, date=date, **more)
>>> paper = Cited("CT 34-CT/TW", "trung ương", None, None)
>>> found = [told("a", "2014-04-07"), told("b", "2014-04-07"), told("c", "2014-04-17"), told("d", "2009-02-27")]
>>> [one] = disagreements(paper, found); one.right, [telling.source for telling in one.wrong]
('2014-04-07', ['c.pdf'])
>>> local = Cited("KH 93/KH-UBND", "Kiên Giang", "ủy ban nhân dân", None)
>>> disagreements(local, found[:2]), [one.right for one in disagreements(local, found[1:3])]
([], [None])
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import regex

from pipeline.archive.doubts import Doubt, reason
from pipeline.document import Box
from pipeline.gazetteer import legal_documents, provinces
from pipeline.vietnamese.normalize import word_key

CENTRAL = "trung ương"


class Cited(NamedTuple):
    """A cited paper as far as number and place tell: several years of one number are told apart by their dates."""

    canonical_id: str  # 'CT 34-CT/TW'
    jurisdiction: str
    issuer: str | None  # of a local paper, without capitals, 'UBND' written out, without the province; None for central ones
    year: str | None  # where it stands in the number


class Telling(NamedTuple):
    """One row that tells the date: of `citations`, or of `documents` (the paper itself, `own`)."""

    document_id: str
    part: int
    source: str
    row: int
    date: str
    page: int | None = None
    box: Box | None = None
    own: bool = False
    weight: float = 0.0


class Conflict(NamedTuple):
    """Dates of one paper that differ: `dates` how many papers tell each (most first), and the rows that tell another one than `right`.

    `right` is None where nothing decides: then all rows are in `wrong`. `because` is own, register or majority.
    """

    cited: Cited
    dates: tuple[tuple[str, int], ...]
    right: str | None
    because: str | None
    wrong: tuple[Telling, ...]


def disagreements(cited: Cited, tellings: Sequence[Telling]) -> list[Conflict]:
    """The conflicts among what is told of one number, oldest first."""
    groups = _of_one_paper(cited, sorted({telling.date for telling in tellings}))
    return [_conflict(cited, [telling for telling in tellings if telling.date in dates]) for dates in groups if len(dates) > 1]


def _of_one_paper(cited: Cited, dates: Sequence[str]) -> list[set[str]]:
    """Sets of dates that can only be one paper's."""
    if cited.year is not None:
        return [set(dates)]
    groups: list[set[str]] = []
    for date in dates:
        near = [group for group in groups if any(date[:4] == other[:4] or date[4:] == other[4:] for other in group)]
        groups = [group for group in groups if group not in near] + [{date}.union(*near)]
    return groups


def _conflict(cited: Cited, tellings: Sequence[Telling]) -> Conflict:
    papers: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for telling in tellings:
        papers[telling.date].add((telling.document_id, telling.part))
    dates = sorted(((date, len(who)) for date, who in papers.items()), key=lambda one: (-one[1], one[0]))
    right, because = _right(cited, tellings, dates)
    wrong = tuple(telling for telling in tellings if telling.date != right)
    return Conflict(cited, tuple(dates), right, because, wrong)


def _right(cited: Cited, tellings: Sequence[Telling], dates: Sequence[tuple[str, int]]) -> tuple[str | None, str | None]:
    own = {telling.date for telling in tellings if telling.own}
    others = Counter({date: sum(1 for t in tellings if t.date == date and not t.own) for date, _ in dates})
    if len(own) == 1 and not any(count >= 2 for date, count in others.items() if date not in own):
        return own.pop(), "own"
    known = _registered(cited, [date for date, _ in dates])
    if known is not None:
        return known, "register"
    if len(dates) > 1 and dates[0][1] > dates[1][1] and dates[0][1] >= 2:
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
    padded = regex.sub(r"^([1-9])(?=\D)", r"0\1", number_symbol)
    in_number = year if year and f"/{year}/" in number_symbol else None
    return Cited(f"{kind} {padded}", place, issuer_key(issuer, place) if issuer and place != CENTRAL else None, in_number)


def conflicts(connection: sqlite3.Connection) -> list[Conflict]:
    """All conflicts of the archive, from its index: the most telling papers first."""
    ways: dict[Cited, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for id, cited, date in _references(connection):
        ways[cited][date].append(id)
    own = _own(connection)
    found: list[Conflict] = []
    for cited, dates in ways.items():
        told = {*dates, *(telling.date for telling in own.get(cited, ()))}
        if any(len(group) > 1 for group in _of_one_paper(cited, sorted(told))):
            tellings = [*own.get(cited, ()), *(telling for ids in dates.values() for id in ids for telling in _tellings(connection, id))]
            found += disagreements(cited, tellings)
    return sorted(found, key=lambda one: (-sum(count for _, count in one.dates), one.cited.canonical_id, one.cited.jurisdiction))


def _references(connection: sqlite3.Connection) -> Iterator[tuple[int, Cited, str]]:
    query = """
        SELECT r.id, (SELECT text FROM string s WHERE s.id = r.doc_type), r.number_symbol, r.year, r.date,
            (SELECT text FROM string s WHERE s.id = r.jurisdiction), (SELECT text FROM string s WHERE s.id = r.issuer)
        FROM reference r WHERE r.number_symbol IS NOT NULL AND length(r.date) = 10"""
    for id, kind, number_symbol, year, date, place, issuer in connection.execute(query):
        if kind and place and (place == CENTRAL or issuer):
            yield id, _cited(kind, number_symbol, year, place, issuer), date


def _own(connection: sqlite3.Connection) -> dict[Cited, list[Telling]]:
    """What the papers of the archive tell of themselves."""
    query = """SELECT document_id, part, source, doc_type, number_symbol, date, coalesce(province, ?), issuer FROM documents
        WHERE number_symbol IS NOT NULL AND date_precision = 'day' AND doc_type IS NOT NULL AND issuer IS NOT NULL"""
    found: dict[Cited, list[Telling]] = defaultdict(list)
    for document_id, part, source, kind, number_symbol, date, place, issuer in connection.execute(query, (CENTRAL,)):
        year = regex.search(r"/((?:19|20)\d\d)/", number_symbol)
        cited = _cited(kind, number_symbol, year[1] if year else None, place, issuer)
        found[cited].append(Telling(document_id, part, source, 0, date, own=True))
    return found


def _tellings(connection: sqlite3.Connection, reference: int) -> Iterator[Telling]:
    query = """SELECT document_id, part, source, row, date, page, box FROM citations
        WHERE id IN (SELECT id FROM citation WHERE reference = ?)"""
    for document_id, part, source, row, date, page, box in connection.execute(query, (reference,)):
        yield Telling(document_id, part, source, row, date, page, Box(*json.loads(box)) if box else None)


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
