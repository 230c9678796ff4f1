"""Dates in the text (ngày, tháng, quý, năm, giai đoạn) and the part that each plays.

The letterhead's date is of role `document`; one inside a citation `citation`; 'trước ngày 25/6/2022' `deadline`; '30/4/1975 - 30/4/2022'
are two anniversaries; years and periods are `period`; the other days are events, planned where the words say so (`date_roles`).
Dates that share a month or a year ('ngày 12, 13/4/2022') are each found (`date_lists`).

>>> [(d.raw, d.date, d.role) for d in find_dates("Hoàn thành trước ngày 25/6/2022; 25/9/2022; giai đoạn 2021-2025.")]
[('ngày 25/6/2022', '2022-06-25', 'deadline'), ('25/9/2022', '2022-09-25', 'deadline'), ('giai đoạn 2021-2025', '2021', 'period')]
>>> [(d.raw, d.date, d.flags) for d in find_dates("Gia Lai, ngày tháng 10 năm 2022")]
[('ngày tháng 10 năm 2022', '2022-10', ('day_blank',))]
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import regex

from pipeline.extraction.date_lists import shared
from pipeline.extraction.date_roles import Roles, carried_on, is_jubilee
from pipeline.extraction.folded import folded
from pipeline.extraction.spans import Spans
from pipeline.forms import date as date_form
from pipeline.records import Citation, DateMention, Header


def find_dates(text: str, header: Header = Header(), citations: Sequence[Citation] = ()) -> list[DateMention]:  # noqa: B008 - frozen
    """Every date in the text, in order; `citations` tell which of them belong to cited documents."""
    plain = folded(text)
    year = int(header.date[:4]) if header.date else None
    found = _whole(text, year)
    found = _with_shared(text, found)
    found.extend(_bare_years(text, citations, found))
    roles = Roles(text, plain, header, citations)
    found = [replace(m, role=roles.of(m.start, m.end, m.precision, m.date)) for m in sorted(found, key=lambda m: m.start)]
    found = [replace(m, role=role) for m, role in zip(found, carried_on(plain, found), strict=True)]
    found = [replace(m, role="anniversary") if m.role == "period" and is_jubilee(plain, m) else m for m in found]
    return _anniversaries(text, found)


def _whole(text: str, year: int | None) -> list[DateMention]:
    """The dates that stand for themselves, their roles not yet known."""
    found = []
    for match in date_form.matches(text):
        value, (start, end) = date_form.read(match, year), match.span()
        found.append(
            DateMention(
                raw=text[start:end], start=start, end=end,
                date=value.date, date_end=value.date_end, precision=value.precision, flags=value.flags,
            )
        )  # fmt: skip
    return found


def _with_shared(text: str, found: list[DateMention]) -> list[DateMention]:
    """The members of lists in place of what was seen of them without month or year."""
    whole = Spans((m.start, m.end) for m in found if m.precision in ("day", "range") and m.date)
    members = [row for row in shared(text) if not whole.overlap(row[0], row[1])]
    taken = Spans((start, end) for start, end, _, _ in members)
    kept = [m for m in found if not taken.overlap(m.start, m.end)]
    return kept + [
        DateMention(raw=text[a:b], start=a, end=b, date=date, precision=precision, flags=() if date else ("impossible",))
        for a, b, date, precision in members
    ]


_UNTIL = regex.compile(
    r"\b(?:[Đđ]ến|[Tt]ới|[Tt]ầm nhìn)\s{1,3}((?:19|20)\d\d)(?=\s*(?:[,;.:)\n]|\Z)|\s(?:và|là|định hướng|tầm nhìn)\b)(?!\.\d)"
)
_YEAR_AT_END = regex.compile(r"(?<![\d/.-])(?:19|20)\d\d$")


def _bare_years(text: str, citations: Sequence[Citation], found: Iterable[DateMention]) -> list[DateMention]:
    """Years without 'năm': at the end of a cited law ('Luật … khen thưởng 2005'), behind 'đến' ('Tầm nhìn đến 2045')."""
    taken = {mention.end for mention in found}
    years: list[DateMention] = []
    for until in _UNTIL.finditer(text):
        if until.end() not in taken:
            taken.add(until.end())
            years.append(DateMention(raw=until[1], start=until.start(1), end=until.end(1), date=until[1], precision="year"))
    for citation in citations:
        match = _YEAR_AT_END.search(text, citation.start, citation.end) if citation.kind == "named_law" else None
        if match and match.end() not in taken:
            taken.add(match.end())
            years.append(DateMention(raw=match[0], start=match.start(), end=match.end(), date=match[0], precision="year"))
    return years


_BETWEEN = regex.compile(r"\s{0,3}[-–—]\s{0,3}")


def _anniversaries(text: str, found: list[DateMention]) -> list[DateMention]:
    """'30/4/1975 - 30/4/2022': the same day of two years is an anniversary, twice."""
    result = list(found)
    for place in range(len(found) - 1):
        a, b = found[place], found[place + 1]
        same_day = a.precision == b.precision == "day" and a.date and b.date and a.date[4:] == b.date[4:] and a.date < b.date
        if same_day and _BETWEEN.fullmatch(text, a.end, b.start) and a.role != "citation":
            result[place], result[place + 1] = replace(a, role="anniversary"), replace(b, role="anniversary")
    return result
