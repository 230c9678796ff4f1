"""Dates as Vietnamese official papers write them (ngày, tháng, năm; quý; giai đoạn).

Nghị định 30/2020/NĐ-CP sets `ngày 07 tháng 4 năm 2014` in the letterhead (a zero before days below 10 and months 1 and 2);
running text has `ngày 07/4/2014`, Party papers `01-10-1997`, plans also months, quarters, halves, periods and days of every
year. The day is often left blank for the pen: `ngày … tháng 10 năm 2022` is a month then. Values are ISO, cut to the precision.

>>> parse("ngày 13 tháng 4 năm 2022").date, parse("ngay 07/4/2014").date, parse("01-10-1997").date
('2022-04-13', '2014-04-07', '1997-10-01')
>>> parse("ngày      tháng 10 năm 2022")
DateValue(date='2022-10', date_end=None, precision='month', flags=('day_blank',))
>>> parse("giai đoạn 2021- -2025"), parse("Quý II/2026").date
(DateValue(date='2021', date_end='2025', precision='range', flags=()), '2026-Q2')
>>> parse("ngày 31/02/2022"), parse("12/4/2O22").flags
(DateValue(date=None, date_end=None, precision='day', flags=('impossible',)), ('repaired',))
>>> parse("Quý I", year=2022).date, parse("ngày 26/3 hàng năm").date, parse("24/7") is None
('2022-Q1', '--03-26', True)
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache

import regex

_WS = r"\s{0,12}"
_D = r"[\dOolI|]"
_DAY_WORD = r"(?i:ng[àaậảãạâ]y)"
_MONTH_WORD = r"(?i:th[áaảãạâàă]ng)"
_YEAR_WORD = r"(?i:n(?:[ăaâi]|ă)m|ndm|nãm)"
_SLOT = r"(?:[….·_]{1,40}|\.(?:\s?\.){1,20})"
_YEAR = r"(?:1[89]|2[0Oo])[\dOolI|]{2}|[l|I]9[\dOolI|]{2}"
_NOT_IN = r"(?<![\w/.,-])(?<!\d[/.,-]\s)"
_ROMAN = r"IV|I{1,3}|[1-4]|Il|lI|l{1,3}"
_PERIOD = r"(?i:giai đoạn|nhiệm kỳ|nhiệm kì|thời kỳ|các năm|năm học|niên khóa|những năm)"

PATTERN = (
    # ngày 13 tháng 4 năm 2022, the day and the month possibly blank
    rf"(?:{_DAY_WORD}(?P<word_day>{_WS}(?:{_D}{{1,2}}|{_SLOT})?){_WS}{_MONTH_WORD}{_WS}(?P<word_month>{_D}{{1,2}}|{_SLOT})?"
    rf"{_WS},?{_WS}{_YEAR_WORD}{_WS}(?P<word_year>{_YEAR}|20{_WS}\d\d(?!\d)|(?:20)?{_SLOT}))"
    rf"|(?:{_NOT_IN}(?P<word_day>[0-3]?\d){_WS}{_MONTH_WORD}{_WS}(?P<word_month>{_D}{{1,2}}){_WS},?{_WS}{_YEAR_WORD}{_WS}(?P<word_year>{_YEAR}))"
    # 07/4/2014, 01-10-1997, 15.9.2021, __/__/2022
    rf"|(?:(?:{_DAY_WORD}{_WS}:?{_WS}|{_NOT_IN}|(?<=/(?:19|20)\d\d[-–]))(?P<day>{_D}{{1,2}}|{_SLOT}(?=/))\s?(?P<mark>[/.-])\s?(?P<month>{_D}{{1,2}}|{_SLOT}(?=/))\s?(?P=mark)\s?"
    rf"(?P<year>{_YEAR}|20\s\d\d)(?![\w/]))"
    # tháng 10 năm 2022, tháng 6/2022
    rf"|(?:\b{_MONTH_WORD}{_WS}(?P<m_month>{_D}{{1,2}})(?:{_WS}[/.-]{_WS}|{_WS},?{_WS}{_YEAR_WORD}{_WS})(?P<m_year>{_YEAR})(?![\w/]))"
    # Quý II/2026, quý IV năm 2022, Quý I
    rf"|(?:\b(?i:qu[ýíyỷ]){_WS}(?P<quarter>{_ROMAN})(?!\w)(?:{_WS}(?:[/,-]{_WS})?(?:{_YEAR_WORD}{_WS})?(?P<q_year>{_YEAR})(?![\w/]))?)"
    # 6 tháng đầu năm 2022
    rf"|(?:(?<![\w/.,])(?:6|06|(?i:sáu)){_WS}{_MONTH_WORD}{_WS}(?P<half>(?i:đầu|cuối)){_WS}{_YEAR_WORD}(?:{_WS}(?P<h_year>{_YEAR})(?![\w/]))?)"
    # giai đoạn 2021-2025, (2021 - 2025), từ năm 2021 đến năm 2025
    rf"|(?:(?:{_PERIOD}{_WS}\(?|{_NOT_IN}(?<!\d\s?[-–]\s?))(?P<from>{_YEAR})\s{{0,3}}(?:[-–—−]\s?){{1,2}}\s{{0,3}}(?P<to>{_YEAR})(?![\w/]|[.,-]\d))"
    rf"|(?:\b(?i:từ){_WS}{_YEAR_WORD}{_WS}(?P<from>{_YEAR}){_WS}(?i:đến){_WS}(?:(?i:hết){_WS})?{_YEAR_WORD}{_WS}(?P<to>{_YEAR})(?![\w/]))"
    # ngày 26/3, ngày 10.10, ngày 15 tháng 12, 19/8 hằng năm: a day without year
    rf"|(?:{_DAY_WORD}{_WS}(?P<r_day>[0-3]?\d)(?:\s?[/.-]\s?|{_WS}{_MONTH_WORD}{_WS})(?P<r_month>[01]?\d)(?![\w/]|[.,-]\d)(?P<each>{_WS}(?i:h[àằ]ng{_WS}năm))?)"
    rf"|(?:{_NOT_IN}(?P<r_day>[0-3]?\d)/(?P<r_month>[01]?\d)(?P<each>{_WS}(?i:h[àằ]ng{_WS}năm)))"
    # ngày 25 hằng tháng, ngày 25 tháng cuối quý
    rf"|(?:{_DAY_WORD}{_WS}(?P<rule>[0-3]?\d){_WS}(?:(?i:h[àằ]ng{_WS}tháng|của{_WS}tháng|mỗi{_WS}tháng|tháng{_WS}cuối)"
    rf"(?:(?i:\s(?:cuối|cùng|của|mỗi|hàng|hằng|kế|tiếp|sau|quý)(?!\w))){{0,6}}))"
    # năm 2022
    rf"|(?:\b{_YEAR_WORD}{_WS}(?P<only>{_YEAR}|20\s\d\d(?!\d))(?![\w/]|[.-]\d))"
)
"""Regex source: any of these inside running text (compile with the `regex` module: group names repeat)."""


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date read: ISO cut to `precision` (day, month, quarter, year, range, recurring), end of a range, doubts as flags."""

    date: str | None
    date_end: str | None
    precision: str
    flags: tuple[str, ...] = ()


@cache
def pattern() -> regex.Pattern[str]:
    """`PATTERN` compiled."""
    return regex.compile(PATTERN)


def _digits(text: str) -> str:
    return regex.sub(r"\s", "", text).translate(str.maketrans("OolI|", "00111"))


def _repaired(match: regex.Match[str], *printed: str | None) -> tuple[str, ...]:
    """('repaired',) where a digit was no digit, or 'ngày', 'tháng', 'năm' was misread."""
    if any(text and _digits(text) != text for text in printed):
        return ("repaired",)
    words = regex.findall(r"[^\W\d_]+", match[0].casefold())
    return () if all(word in _RIGHT_WORDS for word in words) else ("repaired",)


_RIGHT_WORDS = frozenset(
    (
        *("ngày", "tháng", "năm", "quý", "đầu", "cuối", "sáu", "giai", "đoạn", "nhiệm", "kỳ", "kì", "thời", "các", "học", "niên", "khóa"),
        *("những", "từ", "đến", "hết", "hàng", "hằng", "mỗi", "của", "cùng", "kế", "tiếp", "sau", "i", "ii", "iii", "iv"),
    )
)


def _day(match: regex.Match[str], day: str | None, month: str | None, year: str) -> DateValue:
    """A calendar date; with a blank day a month, with a blank month too a year."""
    day = day if day and regex.search(rf"{_D}", day) else None
    month = month if month and regex.search(rf"{_D}", month) else None
    flags = _repaired(match, day and day.strip(), month, year)
    if not regex.fullmatch(r"\d{4}", _digits(year)):
        return DateValue(None, None, "day", ("year_blank", *flags))
    y = int(_digits(year))
    m = int(_digits(month)) if month else None
    if m is not None and not 1 <= m <= 12:
        return DateValue(None, None, "day", ("impossible", *flags))
    if m is None:
        return DateValue(f"{y:04}", None, "year", ("day_blank", "month_blank", *flags))
    if day is None:
        return DateValue(f"{y:04}-{m:02}", None, "month", ("day_blank", *flags))
    try:
        return DateValue(datetime.date(y, m, int(_digits(day))).isoformat(), None, "day", flags)
    except ValueError:
        return DateValue(None, None, "day", ("impossible", *flags))


def _recurring(match: regex.Match[str]) -> DateValue:
    day, month = int(match["r_day"]), int(match["r_month"])
    try:
        datetime.date(2000, month, day)
    except ValueError:
        return DateValue(None, None, "recurring", ("impossible",))
    return DateValue(f"--{month:02}-{day:02}", None, "recurring", _repaired(match))


def _part(year: str | None, part: str, assumed: int | None, precision: str, flags: tuple[str, ...]) -> DateValue:
    """A quarter or half of the printed year, else of the assumed one, else without date."""
    if year is None and assumed is None:
        return DateValue(None, None, precision, ("year_missing", *flags))
    return DateValue(f"{_digits(year) if year else assumed}-{part}", None, precision, flags)


_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def read(match: regex.Match[str], year: int | None = None) -> DateValue:
    """The value of a match of `PATTERN`; `year` is taken where a quarter or half has none printed."""
    if match["word_year"]:
        return _day(match, match["word_day"], match["word_month"], match["word_year"])
    if match["year"]:
        return _day(match, match["day"], match["month"], match["year"])
    if match["m_year"]:
        value = _day(match, None, match["m_month"], match["m_year"])
        return DateValue(value.date, None, "month", tuple(f for f in value.flags if f != "day_blank"))
    if match["quarter"]:
        printed = match["quarter"]
        roman = printed if printed in _QUARTERS else printed.replace("l", "I")
        return _part(match["q_year"], f"Q{_QUARTERS[roman]}", year, "quarter", _repaired(match, match["q_year"]))
    if match["half"]:
        half = "H1" if match["half"].casefold() == "đầu" else "H2"
        return _part(match["h_year"], half, year, "range", _repaired(match, match["h_year"]))
    if match["from"]:
        flags = _repaired(match, match["from"], match["to"])
        first, last = _digits(match["from"]), _digits(match["to"])
        return DateValue(first, last, "range", flags if first <= last else ("impossible", *flags))
    if match["r_day"]:
        return _recurring(match)
    if match["rule"]:
        return DateValue(None, None, "recurring", ())
    return DateValue(_digits(match["only"]), None, "year", _repaired(match, match["only"]))


def parse(raw: str, *, year: int | None = None) -> DateValue | None:
    """The date that the whole of `raw` is; None if it is none. `year` fills a quarter or half that has none printed."""
    match = pattern().fullmatch(raw.strip())
    return read(match, year) if match else None


def compact(raw: str) -> str:
    """Single blanks, digits repaired; a whole calendar date as `d/m/yyyy` ('ngày 07 tháng 4 năm 2014' → '07/4/2014')."""
    text = regex.sub(r"\s+", " ", raw).strip()
    match = pattern().fullmatch(text)
    value = read(match) if match else None
    if match is None or value is None or value.precision != "day" or value.date is None:
        return text
    day, month = match["word_day"] or match["day"], match["word_month"] or match["month"]
    return f"{_digits(day)}/{_digits(month)}/{value.date[:4]}"


def format(value: DateValue) -> str:  # the same verbs in every form
    """The date in the style of official papers ('ngày 07/4/2014', 'tháng 10/2022', 'Quý II/2026', '2021-2025', 'năm 2022')."""
    date = value.date
    if date is None:
        return ""
    if value.precision == "range" and value.date_end:
        return f"{date}-{value.date_end}"
    if value.precision == "recurring":
        return f"ngày {_zero(date[5:7])}/{int(date[2:4])}"
    year, *rest = date.split("-")
    if not rest:
        return f"năm {year}"
    if rest[0].startswith("Q"):
        return f"Quý {('I', 'II', 'III', 'IV')[int(rest[0][1]) - 1]}/{year}"
    if rest[0].startswith("H"):
        return f"6 tháng {'đầu' if rest[0] == 'H1' else 'cuối'} năm {year}"
    month = rest[0] if int(rest[0]) < 3 else str(int(rest[0]))
    return f"ngày {_zero(rest[1])}/{month}/{year}" if len(rest) == 2 else f"tháng {month}/{year}"


def _zero(day: str) -> str:
    return f"{int(day):02}"
