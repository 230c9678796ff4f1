"""Dates in the text (ngày, tháng, quý, năm, giai đoạn) and the part that each plays.

The letterhead's date is of role `document`; one inside a citation `citation`; 'trước ngày 25/6/2022' `deadline`; '30/4/1975 - 30/4/2022'
are two anniversaries; years and periods are `period`; the other days are events, planned where the words say so.

>>> [(d.raw, d.date, d.role) for d in find_dates("Hoàn thành trước ngày 25/6/2022; giai đoạn 2021-2025.")]
[('ngày 25/6/2022', '2022-06-25', 'deadline'), ('giai đoạn 2021-2025', '2021', 'period')]
>>> [(d.raw, d.date, d.flags) for d in find_dates("Gia Lai, ngày tháng 10 năm 2022")]
[('ngày tháng 10 năm 2022', '2022-10', ('day_blank',))]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import regex

from pipeline.extraction.folded import folded, one_of
from pipeline.extraction.spans import Spans
from pipeline.forms import date as date_form
from pipeline.records import Citation, DateMention, Header
from pipeline.vietnamese.tsv import rows


def find_dates(text: str, header: Header = Header(), citations: Sequence[Citation] = ()) -> list[DateMention]:  # noqa: B008 - frozen
    """Every date in the text, in order; `citations` tell which of them belong to cited documents."""
    plain = folded(text)
    year = int(header.date[:4]) if header.date else None
    spans = Spans((c.start, c.end) for c in citations)
    found = [_mention(text, plain, match, header, spans, year) for match in date_form.pattern().finditer(text)]
    found.extend(_bare_years(text, citations, found))
    return _anniversaries(text, sorted(found, key=lambda mention: mention.start))


def _mention(text: str, plain: str, match: regex.Match[str], header: Header, spans: Spans, year: int | None) -> DateMention:
    value = date_form.read(match, year)
    start, end = match.span()
    return DateMention(
        raw=text[start:end],
        start=start,
        end=end,
        date=value.date,
        date_end=value.date_end,
        precision=value.precision,
        role=_role(plain, start, end, value.precision, header, spans),
        flags=value.flags,
    )


def _role(plain: str, start: int, end: int, precision: str, header: Header, spans: Spans) -> str:
    if header.date_span and start < header.date_span[1] and header.date_span[0] < end:
        return "document"
    if spans.cover(start, end):
        return "citation"
    before = _before().search(plain, max(0, start - 40), start)
    role = _roles()[" ".join(before["words"].split())] if before else None
    if role == "deadline" and before is not None and before["words"].endswith(("den", "toi", "het")) and _begun(plain, before.start()):
        return "period"
    if role == "deadline" and precision == "range":
        return "period"
    if role in (None, "from"):
        return "event" if precision in ("day", "recurring") and role is None else "period"
    if role in ("planned", "event") and precision == "year":
        return "period"
    return role or "period"


@cache
def _roles() -> dict[str, str]:
    return {folded(row["words"]): row["role"] for row in rows("extraction/date_words.tsv")}


@cache
def _before() -> regex.Pattern[str]:
    words = one_of([row["words"] for row in rows("extraction/date_words.tsv")], loose=False)
    return regex.compile(rf"(?<!\w)(?P<words>{words})(?:\s{{1,3}}(?:la|vao|cua|trong))?\s{{0,3}}[:(]?\s{{0,3}}$")


_FROM = regex.compile(r"(?<!\w)(?:tu)\s{1,3}(?:ngay|thang|nam|quy|dau|\d)[^;.\n]{0,40}$")


def _begun(plain: str, at: int) -> bool:
    """Whether 'từ …' stands before this 'đến': then it ends a span and sets no deadline."""
    return bool(_FROM.search(plain, max(0, at - 60), at))


_YEAR_AT_END = regex.compile(r"(?<![\d/.-])(?:19|20)\d\d$")


def _bare_years(text: str, citations: Sequence[Citation], found: list[DateMention]) -> list[DateMention]:
    """Years without 'năm' at the end of a cited law ('Luật … khen thưởng 2005')."""
    taken = {mention.end for mention in found}
    years: list[DateMention] = []
    for citation in citations:
        match = _YEAR_AT_END.search(text, citation.start, citation.end) if citation.kind == "named_law" else None
        if match and match.end() not in taken:
            taken.add(match.end())
            years.append(DateMention(raw=match[0], start=match.start(), end=match.end(), date=match[0], precision="year", role="citation"))
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
