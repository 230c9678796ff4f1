"""Dates as Vietnamese official papers write them (ngày, tháng, năm; quý; giai đoạn).

Nghị định 30/2020/NĐ-CP sets `ngày 07 tháng 4 năm 2014` in the letterhead (a zero before days below 10 and months 1 and 2);
running text has `ngày 07/4/2014`, Party papers `01-10-1997`, plans also months, quarters, halves, periods and days of every
year. The day is often left blank for the pen: `ngày … tháng 10 năm 2022` is a month then. Values are ISO, cut to the precision.
Months and quarters are also words (`tháng Tư`, `quý hai`). 'Giêng' and 'Chạp' are months of the lunar calendar: read as 1 and 12 with
the flag `lunar_word`; a date with 'âm lịch' behind it has no ISO date (flag `lunar`). A year of two digits is flagged `year_short`.

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
>>> parse("tháng Tư năm 2022").date, parse("tháng Giêng năm 2022").flags, parse("ngày 10/3 âm lịch")
('2022-04', ('lunar_word',), DateValue(date=None, date_end=None, precision='recurring', flags=('lunar',)))
>>> parse("9 tháng đầu năm 2022"), parse("từ năm 2021 đến 2025").date_end
(DateValue(date='2022-01', date_end='2022-09', precision='range', flags=()), '2025')
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import regex

_WS = r"\s{0,12}"
_D = r"[\dOolI|]"
_DAY_WORD = r"(?i:ng[àaậảãạâ]y)"
_MONTH_WORD = r"(?i:th[áaảãạâàă]ng)"
_YEAR_WORD = r"(?i:n(?:[ăaâi]|ă)m|ndm|nãm)"
_SLOT = r"(?:[….·_]{1,40}|\.(?:\s?\.){1,20})"
_YEAR = r"(?:1[89]|2[0Oo])[\dOolI|]{2}|[l|I]9[\dOolI|]{2}"
_NOT_IN = r"(?<![\w/.,-])(?<!\d[/.,-]\s)(?<!\d\p{Cf})"
_ROMAN = r"IV|I{1,3}|[1-4]|Il|lI|l{1,3}|(?i:một|nhất|hai|ba|bốn|tư)"
_PERIOD = r"(?i:giai đoạn|nhiệm kỳ|nhiệm kì|thời kỳ|thời kì|các năm|năm học|niên khóa|niên khoá|niên độ|những năm)"
_MONTH_NAMES = ("giêng/một", "hai", "ba", "tư/bốn", "năm", "sáu", "bảy/bẩy", "tám", "chín", "mười", "mười một", "mười hai/chạp")
_MONTHS = {name: place for place, names in enumerate(_MONTH_NAMES, 1) for name in names.split("/")}
_MONTH_NAME = r"(?i:giêng|một|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín|mười(?:\s(?:một|hai))?|chạp)"
_LUNAR = r"(?P<lunar>\s{1,3}\(?(?i:âm lịch|al)\)?(?!\w))?"

PATTERN = (
    # ngày 13 tháng 4 năm 2022, the day and the month possibly blank
    rf"(?:{_DAY_WORD}(?:{_WS}m[ùồ]ng(?=\s))?(?P<word_day>{_WS}(?:{_D}{{1,2}}|{_SLOT})?){_WS}{_MONTH_WORD}{_WS}(?P<word_month>{_D}{{1,2}}|{_SLOT})?"
    rf"{_WS},?{_WS}{_YEAR_WORD}{_WS}(?P<word_year>{_YEAR}|20{_WS}\d\d(?!\d)|(?:20)?{_SLOT}))"
    rf"|(?:{_NOT_IN}(?P<word_day>[0-3]?\d){_WS}{_MONTH_WORD}{_WS}(?P<word_month>{_D}{{1,2}}){_WS},?{_WS}{_YEAR_WORD}{_WS}(?P<word_year>{_YEAR}))"
    # 07/4/2014, 01-10-1997, 15.9.2021, __/__/2022
    rf"|(?:(?:{_DAY_WORD}{_WS}:?{_WS}|{_NOT_IN}|(?<=/(?:19|20)\d\d[-–]))(?P<day>{_D}{{1,2}}|{_SLOT}(?=/))\s?(?P<mark>[/.-])\s?(?P<month>{_D}{{1,2}}|{_SLOT}(?=/))\s?(?P=mark)\s?"
    rf"(?P<year>{_YEAR}|20\s\d\d)(?![\w/]))"
    # ngày 12/4/22
    rf"|(?:{_DAY_WORD}{_WS}(?P<day>[0-3]?\d)(?P<mark>[/.-])(?P<month>[01]?\d)(?P=mark)(?P<short>\d\d)(?![\w/]|[.,-]\d))"
    # tháng 10 năm 2022, tháng 6/2022, tháng Tư năm 2022
    rf"|(?:\b{_MONTH_WORD}\s{{1,3}}(?P<m_name>{_MONTH_NAME})(?:\s?/\s?|{_WS},?{_WS}{_YEAR_WORD}{_WS})(?P<m_year>{_YEAR})(?![\w/]))"
    rf"|(?:\b{_MONTH_WORD}{_WS}(?P<m_month>{_D}{{1,2}})(?:{_WS}[/.-]{_WS}|{_WS},?{_WS}{_YEAR_WORD}{_WS})(?P<m_year>{_YEAR})(?![\w/]))"
    # tháng 7 hằng năm
    rf"|(?:\b{_MONTH_WORD}\s{{1,3}}(?P<y_month>0?[1-9]|1[0-2])\s{{1,3}}(?i:h[àằ]ng\s{{1,3}}năm)(?!\w))"
    # Quý II/2026, quý IV năm 2022, Quý I
    rf"|(?:\b(?i:qu[ýíyỷ]){_WS}(?P<quarter>{_ROMAN})(?!\w)(?:{_WS}(?:[/,-]{_WS})?(?:{_YEAR_WORD}{_WS})?(?P<q_year>{_YEAR})(?![\w/])|(?P<each>{_WS}(?i:h[àằ]ng{_WS}năm)))?)"
    # 6 tháng đầu năm 2022, 9 tháng đầu năm
    rf"|(?:(?<![\w/.,])(?P<months>0?[1-9]|1[01]|(?i:sáu|ba|chín)){_WS}{_MONTH_WORD}{_WS}(?P<half>(?i:đầu|cuối)){_WS}{_YEAR_WORD}"
    rf"(?:{_WS}(?P<h_year>{_YEAR})(?![\w/]))?)"
    # giai đoạn 2021-2025, (2021 - 2025), từ năm 2021 đến năm 2025
    rf"|(?:(?:{_PERIOD}{_WS}\(?|{_NOT_IN}(?<!\d\s?[-–]\s?))(?P<from>{_YEAR})\s{{0,3}}(?:[-–—−]\s?){{1,2}}\s{{0,3}}(?P<to>{_YEAR})(?![\w/]|[.,-]\d))"
    rf"|(?:\b(?i:từ){_WS}(?:{_YEAR_WORD}{_WS})?(?P<from>{_YEAR}){_WS}(?i:đến|tới){_WS}(?:(?i:hết){_WS})?(?:{_YEAR_WORD}{_WS})?(?P<to>{_YEAR})(?![\w/]|[.,-]\d))"
    rf"|(?:{_PERIOD}{_WS}(?:(?i:từ){_WS})?(?:{_YEAR_WORD}{_WS})?(?P<from>{_YEAR}){_WS}(?i:đến|tới){_WS}(?:{_YEAR_WORD}{_WS})?(?P<to>{_YEAR})"
    r"(?![\w/]|[.,-]\d))"
    rf"|(?:\b(?i:từ\s{{1,3}}năm){_WS}(?P<from>{_YEAR})\s{{0,3}}[-–—]\s{{0,3}}(?P<to>{_YEAR})(?![\w/]|[.,-]\d))"
    # ngày 26/3, ngày 10.10, ngày 15 tháng 12, 19/8 hằng năm, mùng 10 tháng 3: a day without year
    rf"|(?:(?:{_DAY_WORD}{_WS}(?:m[ùồ]ng\s)?|\bm[ùồ]ng\s)(?P<r_day>[0-3]?\d)(?:\s?[/.-]\s?|{_WS}{_MONTH_WORD}{_WS})(?P<r_month>[01]?\d)(?![\w/]|[.,-]\d){_LUNAR}(?P<each>{_WS}(?i:h[àằ]ng{_WS}năm))?)"
    rf"|(?:{_NOT_IN}(?P<r_day>[0-3]?\d)/(?P<r_month>[01]?\d)(?P<each>{_LUNAR}{_WS}(?i:h[àằ]ng{_WS}năm)))"
    # ngày 25 hằng tháng, ngày 25 tháng cuối quý
    rf"|(?:{_DAY_WORD}{_WS}(?P<rule>[0-3]?\d){_WS}(?:(?i:h[àằ]ng{_WS}tháng|của{_WS}tháng|mỗi{_WS}tháng|tháng{_WS}cuối)"
    rf"(?:(?i:\s(?:cuối|cùng|của|mỗi|hàng|hằng|kế|tiếp|sau|quý)(?!\w))){{0,6}}))"
    # năm 2026 - 2030
    rf"|(?:\b{_YEAR_WORD}{_WS}(?P<from>{_YEAR})\s{{0,3}}[-–—]\s{{0,3}}(?P<to>{_YEAR})(?![\w/]|[.,-]\d))"
    # năm 2022
    rf"|(?:\b{_YEAR_WORD}(?:\s(?i:học|ngân sách|tài chính|kế hoạch))?{_WS}(?P<only>{_YEAR}|20\s\d\d(?!\d))(?![\w/]|[.-]\d))"
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


_ANCHOR = regex.compile(
    r"(?i:n(?:g\wy|\w{1,2}m[\s\d]|hiệm k|hững n|iên )|th(?:\wng|ời k)|qu\w\s|từ\s|giai đ|các n)|m[ùồ]ng\s"
    r"|(?<=/(?:19|20)\d\d[-–])\d|(?<![\w/.,-])(?:\d|[oOlI|](?:[\doOlI|]|\s?[/.-])|(?i:sáu|ba|chín)\s|[….·_](?<![….·_]{2}))"
)
"""Where a date can begin: looked for first, `PATTERN` is tried only there."""


def matches(text: str) -> Iterator[regex.Match[str]]:
    """The dates in running text, in order, not overlapping: what `pattern().finditer` gives, several times faster."""
    whole, done = pattern(), 0
    for anchor in _ANCHOR.finditer(text, overlapped=True):
        if anchor.start() >= done and (match := whole.match(text, anchor.start())):
            yield match
            done = match.end()


_A_DIGIT = regex.compile(_D)
_TO_DIGITS = str.maketrans("OolI|", "00111")
_WORDS = regex.compile(r"[^\W\d_]+")
_FOUR = regex.compile(r"\d{4}")


def _digits(text: str) -> str:
    return "".join(text.split()).translate(_TO_DIGITS)


def _repaired(match: regex.Match[str], *printed: str | None) -> tuple[str, ...]:
    """('repaired',) where a digit was no digit, or 'ngày', 'tháng', 'năm' was misread."""
    if any(text and _digits(text) != text for text in printed):
        return ("repaired",)
    words = _WORDS.findall(match[0].casefold())
    return () if all(word in _RIGHT_WORDS for word in words) else ("repaired",)


_RIGHT_WORDS = frozenset(
    (
        *("ngày", "tháng", "năm", "quý", "đầu", "cuối", "sáu", "giai", "đoạn", "nhiệm", "kỳ", "kì", "thời", "các", "học", "niên", "khóa"),
        *("những", "từ", "đến", "tới", "hết", "hàng", "hằng", "mỗi", "của", "cùng", "kế", "tiếp", "sau", "i", "ii", "iii", "iv"),
        *(
            "ngân",
            "sách",
            "tài",
            "chính",
            "kế",
            "hoạch",
            "khoá",
            "độ",
            "mùng",
            "mồng",
            "âm",
            "lịch",
            "al",
            "nhất",
            *(word for name in _MONTHS for word in name.split()),
        ),
    )
)


def _day(match: regex.Match[str], day: str | None, month: str | None, year: str) -> DateValue:
    """A calendar date; with a blank day a month, with a blank month too a year."""
    day = day if day and _A_DIGIT.search(day) else None
    month = month if month and _A_DIGIT.search(month) else None
    flags = _repaired(match, day and day.strip(), month, year)
    if not _FOUR.fullmatch(_digits(year)):
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
    if match["lunar"] or regex.search(r"m[ùồ]ng", match[0]):
        return DateValue(None, None, "recurring", ("lunar",))
    try:
        datetime.date(2000, month, day)
    except ValueError:
        return DateValue(None, None, "recurring", ("impossible",))
    return DateValue(f"--{month:02}-{day:02}", None, "recurring", _repaired(match))


def _first_or_last_months(match: regex.Match[str], year: int | None) -> DateValue:
    """'6 tháng đầu năm' is a half (`2022-H1`), '9 tháng đầu năm' a range of months."""
    count = _MONTHS.get(match["months"].casefold()) or int(match["months"])
    first = match["half"].casefold() == "đầu"
    flags = _repaired(match, match["h_year"])
    if count == 6:
        return _part(match["h_year"], "H1" if first else "H2", year, "range", flags)
    begin, end = (1, count) if first else (13 - count, 12)
    value = _part(match["h_year"], f"{begin:02}", year, "range", flags)
    return replace(value, date_end=f"{value.date[:4]}-{end:02}") if value.date else value


def _part(year: str | None, part: str, assumed: int | None, precision: str, flags: tuple[str, ...]) -> DateValue:
    """A quarter or half of the printed year, else of the assumed one, else without date."""
    if year is None and assumed is None:
        return DateValue(None, None, precision, ("year_missing", *flags))
    return DateValue(f"{_digits(year) if year else assumed}-{part}", None, precision, flags)


_QUARTERS = {
    name: place for place, names in enumerate(("i 1 một nhất", "ii 2 hai", "iii 3 ba", "iv 4 bốn tư"), 1) for name in names.split()
}


def read(match: regex.Match[str], year: int | None = None) -> DateValue:
    """The value of a match of `PATTERN`; `year` is taken where a quarter or half has none printed."""
    if match["word_year"]:
        return _day(match, match["word_day"], match["word_month"], match["word_year"])
    if match["year"]:
        return _day(match, match["day"], match["month"], match["year"])
    if match["short"]:
        value = _day(match, match["day"], match["month"], ("20" if match["short"] < "50" else "19") + match["short"])
        return replace(value, flags=(*value.flags, "year_short"))
    if match["m_name"]:
        name = " ".join(match["m_name"].casefold().split())
        lunar = ("lunar_word",) if name in ("giêng", "chạp") else ()
        return DateValue(f"{_digits(match['m_year'])}-{_MONTHS[name]:02}", None, "month", lunar)
    if match["m_year"]:
        value = _day(match, None, match["m_month"], match["m_year"])
        return DateValue(value.date, None, "month", tuple(f for f in value.flags if f != "day_blank"))
    if match["quarter"] and match["each"]:
        return DateValue(None, None, "recurring", ())
    if match["quarter"]:
        printed = match["quarter"].casefold()
        roman = printed if printed in _QUARTERS else printed.replace("l", "i")
        return _part(match["q_year"], f"Q{_QUARTERS[roman]}", year, "quarter", _repaired(match, match["q_year"]))
    if match["half"]:
        return _first_or_last_months(match, year)
    if match["from"]:
        flags = _repaired(match, match["from"], match["to"])
        first, last = _digits(match["from"]), _digits(match["to"])
        return DateValue(first, last, "range", flags if first <= last else ("impossible", *flags))
    if match["r_day"]:
        return _recurring(match)
    if match["y_month"]:
        return DateValue(f"--{int(match['y_month']):02}", None, "recurring", ())
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
    if value.precision == "range" and value.date_end and "-" in date:
        first, last = int(date[5:7]), int(value.date_end[5:7])
        return f"{last} tháng đầu năm {date[:4]}" if first == 1 else f"{13 - first} tháng cuối năm {date[:4]}"
    if value.precision == "range" and value.date_end:
        return f"{date}-{value.date_end}"
    if value.precision == "recurring" and len(date) == 4:
        return f"tháng {int(date[2:])} hằng năm"
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
