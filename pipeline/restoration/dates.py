"""Days, months, years and hours that OCR read with letters in them, or in two pieces.

'ngày l5 tháng l năm 2O18': between 'ngày' and 'tháng' stands a day, after 'tháng' a month, and 2O18 is a year wherever it stands.
Nothing becomes a day that the calendar lacks. A month in Roman numerals ('tháng I') and a slot left open stay.

>>> def mended(text, at): return next((r.text for rule in (joined, *RULES) for r in [rule(text.split(), at)] if r), None)
>>> mended("ngày l5 tháng l năm 2O18", 1), mended("ngày l5 tháng l năm 2O18", 3), mended("ngày l5 tháng l năm 2O18", 5)
('15', '1', '2018')
>>> mended("ngày 2l/3/2O22,", 1), mended("O1/2O22", 0), mended("16/ 12/2021", 0), mended("ngày Ì 6/12", 1), mended("ngày 1 1/9", 1)
('21/3/2022,', '01/2022', '16/12/2021', '16/12', '11/9')
>>> mended("ngày Í 71háng 11", 1), mended("ngày 17 71háng 11", 2), mended("Quý II/2O22", 1), mended("năm 20 22,", 1), mended("§h00", 0)
('17', 'tháng', 'II/2022', '2022,', '8h00')
>>> mended("tháng I và II", 1), mended("Quý II/2026", 1), mended("ngày … tháng", 1), mended("3l/2/2022", 0), mended("20 22 tuổi", 0)
(None, None, None, None, None)
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import regex

from pipeline.restoration.figures import WORD, D, Rule, clear, damaged, digits, is_word, made
from pipeline.restoration.repair import Repair

_TAIL = r"(?P<tail>[.,;:)\"”]*)"
_DATE = regex.compile(rf"(?P<head>[(\"“]?)(?P<day>{D}{{1,2}})(?P<mark>[/.-])(?P<month>{D}{{1,2}})(?P=mark)(?P<year>{D}{{4}}){_TAIL}")
_DAY_MONTH = regex.compile(rf"(?P<head>[(\"“]?)(?P<day>{D}{{1,2}})(?P<mark>/)(?P<month>{D}{{1,2}}){_TAIL}")
_MONTH_YEAR = regex.compile(rf"(?P<head>[(\"“]?)(?P<month>{D}{{1,2}})(?P<mark>/)(?P<year>{D}{{4}}){_TAIL}")
_YEAR = r"(?:[1lI]9|2[0Oo])[\dOolI]{2}"
_YEARS = regex.compile(rf"(?P<head>[(\"“]?(?:(?:I{{1,3}}|IV)/)?)(?P<first>{_YEAR})(?:(?P<mark>[-–])(?P<second>{_YEAR}))?{_TAIL}")
_HOUR = regex.compile(r"(?P<head>[-–(]?)(?P<hour>[\dOol§]{1,2})(?P<mark>h)(?P<minute>[\dOol§]{2})?(?P<tail>[.,;:)]*)")
_MONTH_READ = regex.compile(r"(?P<figure>[1-9]?)[1l]háng")

_HALF = regex.compile(r"[(\"“]?\d{1,2}[/⁄](?:\d{1,2}[/⁄]?)?")
_REST = regex.compile(r"[/⁄]?\d{1,2}(?:[/⁄]\d{4})?[.,;:)\"”]*|[/⁄]?\d{4}[.,;:)\"”]*")
_WHOLE = regex.compile(r"[(\"“]?(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}))?[.,;:)\"”]*")
_STROKE = regex.compile(r"[ÌÍÏïlI|!0-3]")
_AFTER_STROKE = regex.compile(r"\d[/⁄]\d{1,2}(?:[/⁄]\d{4})?[.,;:)]*")
_LAST_TWO = regex.compile(r"(?P<two>\d{2})[.,;:)]*")


def _day(day: str, month: str, year: str = "2000") -> bool:
    """Whether there is such a day."""
    try:
        datetime.date(int(year), int(month), int(day))
    except ValueError:
        return False
    return 1800 <= int(year) <= 2100


def day(texts: Sequence[str], at: int) -> Repair | None:
    """'ngày l5 tháng', '2l tháng 02'."""
    match = WORD.fullmatch(texts[at])
    if match is None or match["core"].isdigit() or len(match["core"]) > 2:
        return None
    month_read = _MONTH_READ.fullmatch(texts[at + 1]) if at + 1 < len(texts) else None
    core = digits(match["core"])
    after_day, before_month = is_word(texts, at - 1, "ngay"), is_word(texts, at + 1, "thang") or month_read is not None
    if month_read is not None and len(core) == 1 and after_day:
        core += month_read["figure"]  # 'Í 71háng' is '17 tháng'
    figures = any(c.isdigit() for c in match["core"])
    forced = (after_day and (before_month or figures)) or (before_month and figures and _figure(texts, at + 2))
    return made(at, match, core, "day", 0.9) if forced and 1 <= int(core) <= 31 else None


def _figure(texts: Sequence[str], at: int) -> bool:
    return at < len(texts) and regex.match(rf"{D}{{1,2}}(?!\p{{L}})", texts[at]) is not None


def month_word(texts: Sequence[str], at: int) -> Repair | None:
    """'17 1háng', '17 71háng': the t of 'tháng' read as a figure."""
    match = _MONTH_READ.fullmatch(texts[at])
    if match is None or at == 0 or not regex.fullmatch(r"\d{2}|[1-9]" if not match["figure"] else r"\d{2}", texts[at - 1]):
        return None
    return Repair(at, 1, "tháng", "numeral", "month_word", 0.9)


def month(texts: Sequence[str], at: int) -> Repair | None:
    """'tháng ll năm 2017', 'tháng 0] năm'."""
    match = WORD.fullmatch(texts[at])
    if match is None or match["core"].isdigit() or len(match["core"]) > 2 or not is_word(texts, at - 1, "thang"):
        return None
    core = digits(match["core"])
    forced = is_word(texts, at + 1, "nam") or (any(c.isdigit() for c in match["core"]) and not match["core"].endswith(("]", "!")))
    return made(at, match, core, "month") if forced and 1 <= int(core) <= 12 else None


def date(texts: Sequence[str], at: int) -> Repair | None:
    """'2l/3/2O22', 'O1/2O22', 'ngày l6/12', '31⁄10/2017'."""
    text = texts[at]
    if not any(c in text for c in "/.-⁄") or not damaged(text):
        return None
    clean = text.replace("⁄", "/")
    if match := _DATE.fullmatch(clean):
        whole = [digits(match[part]) for part in ("day", "month", "year")]
        good = _day(*whole)
    elif match := _MONTH_YEAR.fullmatch(clean):
        whole = [digits(match["month"]), digits(match["year"])]
        # 'Quý II/2026', also read lI/2026
        good = (regex.search(r"[\dO]", match["month"]) is not None or is_word(texts, at - 1, "thang")) and _day("1", *whole)
    elif (match := _DAY_MONTH.fullmatch(clean)) and is_word(texts, at - 1, "ngay"):
        whole = [digits(match["day"]), digits(match["month"])]
        good = _day(*whole)
    else:
        return None
    found = match["head"] + match["mark"].join(whole) + match["tail"]
    return Repair(at, 1, found, "numeral", "date", 0.95) if good and found != text else None


def year(texts: Sequence[str], at: int) -> Repair | None:
    """'2O22' standing alone, '2O21-2025', 'II/2O22'."""
    match = _YEARS.fullmatch(texts[at])
    if match is None:
        return None
    years = [match[name] for name in ("first", "second") if match[name]]
    if all(one.isdigit() for one in years) or not all(1930 <= int(digits(one)) <= 2049 for one in years):
        return None
    return made(at, match, (match["mark"] or "").join(digits(one) for one in years), "year")


def hour(texts: Sequence[str], at: int) -> Repair | None:
    """'§h00', '7h3O'."""
    match = _HOUR.fullmatch(texts[at])
    if match is None or not clear(match["hour"] + (match["minute"] or "")):
        return None
    hours, minutes = digits(match["hour"]), digits(match["minute"] or "")
    if int(hours) > 24 or int(minutes or 0) > 59:
        return None
    return made(at, match, hours + match["mark"] + minutes, "hour")


def joined(texts: Sequence[str], at: int, blanks: Sequence[bool] = ()) -> Repair | None:
    """'16/ 12/2021', '16/12 /2021': a date with its year, in two pieces. `blanks` tells after which words a blank is printed."""
    if at + 1 >= len(texts) or (blanks and blanks[at]):
        return None
    first, second = texts[at], texts[at + 1]
    if not _HALF.fullmatch(first) or not _REST.fullmatch(second) or not {first[-1], second[0]} & {"/", "⁄"}:
        return None
    whole = (first + second).replace("⁄", "/")
    match = _WHOLE.fullmatch(whole)
    found = match is not None and match["year"] is not None and _day(match["day"], match["month"], match["year"])
    return Repair(at, 2, whole, "spacing", "joined", 0.9) if found else None


def joined_day(texts: Sequence[str], at: int) -> Repair | None:
    """'ngày Ì 6/12', 'ngày 1 1/9/2017': the first figure of the day alone."""
    if at == 0 or at + 1 >= len(texts) or not _STROKE.fullmatch(texts[at]):
        return None
    if not is_word(texts, at - 1, "ngay") or not _AFTER_STROKE.fullmatch(texts[at + 1]):
        return None
    whole = digits(texts[at]) + texts[at + 1].replace("⁄", "/")
    match = _WHOLE.fullmatch(whole)
    good = match is not None and _day(match["day"], match["month"], match["year"] or "2000")
    return Repair(at, 2, whole, "spacing" if texts[at].isdigit() else "numeral", "joined", 0.85) if good else None


def joined_year(texts: Sequence[str], at: int) -> Repair | None:
    """'năm 20 22'."""
    if texts[at] != "20" or at + 1 >= len(texts) or not is_word(texts, at - 1, "nam"):
        return None
    match = _LAST_TWO.fullmatch(texts[at + 1])
    return Repair(at, 2, "20" + texts[at + 1], "spacing", "joined", 0.85) if match and int(match["two"]) < 50 else None


RULES: tuple[Rule, ...] = (joined_day, joined_year, day, month_word, month, date, year, hour)
"""The rules of this module that need nothing but the words, in their order."""
