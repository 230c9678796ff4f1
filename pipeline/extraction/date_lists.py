"""Dates that share a month or a year: 'ngày 12, 13/4/2022', 'từ tháng 3 đến tháng 6 năm 2022', 'quý I và quý II/2022', 'năm 2021, 2022'.

Each member is a date of its own, its month and year those of the last one.

>>> [(text[s:e], date) for text in ["họp ngày 12, 13/4/2022"] for s, e, date, _ in shared(text)]
[('ngày 12', '2022-04-12'), ('13/4/2022', '2022-04-13')]
>>> [(text[s:e], date) for text in ["từ ngày 25/3 đến hết ngày 02/4/2022"] for s, e, date, _ in shared(text)]
[('ngày 25/3', '2022-03-25'), ('ngày 02/4/2022', '2022-04-02')]
>>> [date for _, _, date, _ in shared("Quý III, IV năm 2022; các năm 2024, 2025 và 2026; tháng 3 - 5/2023")]
['2022-Q3', '2022-Q4', '2024', '2025', '2026', '2023-03', '2023-05']
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from pipeline.forms import date as date_form

_JOINT = r"(?:\s{0,3}[,;]\s{0,3}(?:và\s)?|\s{1,3}(?:và|hoặc|đến|tới)\s{1,3}(?:hết\s)?|\s{0,3}[-–]\s{0,3})"
_YEAR = r"(?:19|20)\d\d(?![\w/]|[.,-]\d)"
_DAYS = (
    rf"\b[Nn]gày\s{{1,3}}(?P<item>\d{{1,2}}(?:/\d{{1,2}})?)(?:{_JOINT}(?P<item>(?:ngày\s{{1,3}})?\d{{1,2}}(?:/\d{{1,2}})?)){{1,12}}"
    rf"(?:/(?P<month>\d{{1,2}})|\s{{1,3}}tháng\s{{1,3}}(?P<month>\d{{1,2}}))?(?:/|\s{{1,3}}năm\s{{1,3}})(?P<year>{_YEAR})"
)
_MONTHS = (
    rf"\b[Tt]háng\s{{1,3}}(?P<item>\d{{1,2}})(?:{_JOINT}(?P<item>(?:tháng\s{{1,3}})?\d{{1,2}})){{1,12}}"
    rf"(?:/|\s{{1,3}}năm\s{{1,3}})(?P<year>{_YEAR})"
)
_QUARTERS = (
    rf"\b[Qq]uý\s{{1,3}}(?P<item>I{{1,3}}|IV|[1-4])(?:{_JOINT}(?P<item>(?:[Qq]uý\s{{1,3}})?(?:I{{1,3}}|IV|[1-4]))){{1,3}}"
    rf"(?:\s?/\s?|\s{{1,3}}năm\s{{1,3}})(?P<year>{_YEAR})"
)
_YEARS = (
    r"\b[Nn]ăm\s{1,3}(?P<item>(?:19|20)\d\d)(?:(?:\s{0,3}[,;]\s{0,3}(?:và\s)?|\s{1,3}(?:và|hoặc)\s{1,3})(?P<item>(?:19|20)\d\d)"
    r"(?!\w|/|[.,-]\d|\s?[-–]\s?\d)){1,12}"
)
_KINDS = (("day", _DAYS), ("month", _MONTHS), ("quarter", _QUARTERS), ("year", _YEARS))
_LISTS = tuple((precision, regex.compile(source)) for precision, source in _KINDS)
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}


def shared(text: str) -> Iterator[tuple[int, int, str | None, str]]:
    """Start, end, ISO date (None: no such day) and precision of each member of such a list."""
    found: list[tuple[int, int, str | None, str]] = []
    for precision, pattern in _LISTS:
        for match in pattern.finditer(text):
            found.extend(_members(text, match, precision))
    yield from sorted(found, key=lambda member: member[0])


def _members(text: str, match: regex.Match[str], precision: str) -> Iterator[tuple[int, int, str | None, str]]:
    spans = match.spans("item")
    month = match["month"] if precision == "day" else None
    for start, end in reversed(spans):
        printed = regex.sub(r"\p{L}+\s+", "", text[start:end])
        day, _, own = printed.partition("/")
        month = own or month  # a day without a month has that of the next one
        if precision == "day" and month is None:
            return
        begin = match.start() if start == spans[0][0] else start
        date = _day(day, month, match["year"]) if precision == "day" else _part(printed, match, precision)
        yield begin, match.end() if (start, end) == spans[-1] else end, date, precision


def _day(day: str, month: str | None, year: str) -> str | None:
    value = date_form.parse(f"{day}/{month}/{year}")
    return value.date if value else None


def _part(printed: str, match: regex.Match[str], precision: str) -> str | None:
    if precision == "year":
        return printed
    if precision == "quarter":
        return f"{match['year']}-Q{_ROMAN.get(printed, printed)}"
    value = date_form.parse(f"tháng {printed}/{match['year']}")
    return value.date if value else None
