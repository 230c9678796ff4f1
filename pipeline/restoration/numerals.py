"""Figures that OCR read as letters, where the form leaves only a figure: dates, years, hours, articles, percentages, sums.

'ngày l5 tháng l năm 2O18': between 'ngày' and 'tháng' stands a day, after 'tháng' a month, and 2O18 is a year wherever it stands.
What a letter or sign stands for is `digits.tsv`. A word that may be one of the language, a point ('điểm l'), a Roman numeral
('tháng I') or a unit ('5l') stays.

>>> def mended(text, at): return next((r.text for rule in RULES for r in [rule(text.split(), at)] if r), None)
>>> mended("ngày l5 tháng l năm 2O18", 1), mended("ngày l5 tháng l năm 2O18", 3), mended("ngày l5 tháng l năm 2O18", 5)
('15', '1', '2018')
>>> mended("ngày 2l/3/2O22,", 1), mended("O1/2O22", 0), mended("16/ 12/2021", 0), mended("ngày Ì 6/12", 1)
('21/3/2022,', '01/2022', '16/12/2021', '16/12')
>>> mended("§h00", 0), mended("khoản l, Điều l0.", 1), mended("khoản l, Điều l0.", 3), mended("1.OOO.OOO đồng", 0)
('8h00', '1,', '10.', '1.000.000')
>>> mended("điểm l khoản 2", 1), mended("tháng I và II", 1), mended("5l nước", 0), mended("H2O", 0), mended("I5-8250U", 0)
(None, None, None, None, None)
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import cache

import regex

from pipeline.forms import quantity
from pipeline.restoration.repair import Repair
from pipeline.vietnamese.alphabet import strip_marks
from pipeline.vietnamese.tsv import rows

_D = r"[\dOolI|!\]\[ÌÍÏï§]"
_WORD = regex.compile(rf"(?P<head>[(\"“]?)(?P<core>{_D}{{1,3}})(?P<tail>[.,;:)\"”]*)")
_DATE = regex.compile(
    rf"(?P<head>[(\"“]?)(?P<day>{_D}{{1,2}})(?P<mark>[/.⁄-])(?P<month>{_D}{{1,2}})(?P=mark)(?P<year>{_D}{{4}})(?P<tail>[.,;:)\"”]*)"
)
_DAY_MONTH = regex.compile(rf"(?P<head>[(\"“]?)(?P<day>{_D}{{1,2}})(?P<mark>[/⁄])(?P<month>{_D}{{1,2}})(?P<tail>[.,;:)\"”]*)")
_MONTH_YEAR = regex.compile(rf"(?P<head>[(\"“]?)(?P<month>{_D}{{1,2}})(?P<mark>[/⁄])(?P<year>{_D}{{4}})(?P<tail>[.,;:)\"”]*)")
_YEARS = regex.compile(
    r"(?P<head>[(\"“]?)(?P<first>(?:[1lI]9|2[0Oo])[\dOolI]{2})(?:(?P<mark>[-–])(?P<second>(?:[1lI]9|2[0Oo])[\dOolI]{2}))?(?P<tail>[.,;:)\"”]*)"
)
_HOUR = regex.compile(r"(?P<head>[-–(]?)(?P<hour>[\dOol§]{1,2})(?P<mark>[hg])(?P<minute>[\dOol§]{2})?(?P<tail>[.,;:)]*)")
_SUM = regex.compile(r"(?P<head>\(?)(?P<core>[\dlI][\dOol]{0,2}(?:\.[\dOo]{3})+)(?P<tail>[.,;:)đ%]*)")
_PLAIN = regex.compile(r"(?P<head>\(?)(?P<core>l\d{1,3}|[1-9]\d?O{1,3})(?P<tail>[.,;:)]*)")
_FIGURE = r"(?=[^%]*\d)[\dOoQlI|][\dOoQlI|.,]{0,11}?"
_PERCENTAGE = regex.compile(
    rf"(?P<head>[(\"“]?)(?P<low>{_FIGURE}[-–])?(?P<high>[\dOoQlI|][\dOoQlI|.,]{{0,11}}?)(?P<sign>{quantity.PER_CENT})(?P<tail>[.,;:)\"”]*)"
)
_HALF_DATE = regex.compile(r"[(\"“]?\d{1,2}[/⁄](?:\d{1,2}[/⁄]?)?")
_REST_OF_DATE = regex.compile(r"[/⁄]?\d{1,2}(?:[/⁄]\d{4})?[.,;:)\"”]*|[/⁄]?\d{4}[.,;:)\"”]*")
_WHOLE_DATE = regex.compile(r"[(\"“]?(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})[.,;:)\"”]*")
_STROKE = regex.compile(r"[ÌÍÏïlI|!]")
_AFTER_STROKE = regex.compile(r"\d[/⁄]\d{1,2}(?:[/⁄]\d{4})?[.,;:)]*")
_NUMBER_AFTER_STROKE = regex.compile(r"\d{2,3}[/⁄-]\p{Lu}{2,}[-–/]\p{Lu}.*")
_MONTH_READ = regex.compile(r"(?P<figure>[1-9]?)[1l]háng")

_ARTICLES = frozenset({"Điều", "ĐIỀU", "khoản", "Khoản"})


@cache
def _figures() -> dict[int, str]:
    return {ord(row["read"]): row["figure"] for row in rows("restoration/digits.tsv")}


def _digits(text: str) -> str:
    return text.translate(_figures())


def _clear(text: str) -> bool:
    """Whether a misread figure has figures or signs in it: not letters alone."""
    return any(c.isdigit() or c in "|!][Ïï§" for c in text)


def _is(texts: Sequence[str], at: int, word: str) -> bool:
    """Whether a word of the line is `word`, its marks aside ('tháng', 'thảng', 'tháng,')."""
    return 0 <= at < len(texts) and strip_marks(texts[at].strip(".,;:(")).casefold() == word


def _made(at: int, match: regex.Match[str], core: str, rule: str, confidence: float = 0.95) -> Repair | None:
    text = match["head"] + core + match["tail"]
    return Repair(at, 1, text, "numeral", rule, confidence) if text != match.group() else None


def _day(day: str, month: str, year: str = "2000") -> bool:
    """Whether there is such a day."""
    try:
        datetime.date(int(year), int(month), int(day))
    except ValueError:
        return False
    return 1800 <= int(year) <= 2100


def day(texts: Sequence[str], at: int) -> Repair | None:
    """'ngày l5 tháng', '2l tháng 02'."""
    match = _WORD.fullmatch(texts[at])
    if match is None or match["core"].isdigit() or len(match["core"]) > 2:
        return None
    month_read = _MONTH_READ.fullmatch(texts[at + 1]) if at + 1 < len(texts) else None
    core = _digits(match["core"])
    after_day, before_month = _is(texts, at - 1, "ngay"), _is(texts, at + 1, "thang") or month_read is not None
    if month_read is not None and len(core) == 1 and after_day:
        core += month_read["figure"]  # 'Í 71háng' is '17 tháng'
    forced = (after_day and (before_month or _clear(match["core"]))) or (
        before_month and any(c.isdigit() for c in match["core"]) and _figure(texts, at + 2)
    )
    return _made(at, match, core, "day", 0.9) if forced and 1 <= int(core) <= 31 else None


def _figure(texts: Sequence[str], at: int) -> bool:
    return at < len(texts) and regex.match(rf"{_D}{{1,2}}(?!\p{{L}})", texts[at]) is not None


def month_word(texts: Sequence[str], at: int) -> Repair | None:
    """'17 1háng', '17 71háng': the t of 'tháng' read as a figure."""
    match = _MONTH_READ.fullmatch(texts[at])
    if match is None or at == 0 or not regex.fullmatch(r"\d{2}", texts[at - 1] if match["figure"] else texts[at - 1].zfill(2)):
        return None
    return Repair(at, 1, "tháng", "numeral", "month_word", 0.9)


def month(texts: Sequence[str], at: int) -> Repair | None:
    """'tháng ll năm 2017', 'tháng 0] năm'."""
    match = _WORD.fullmatch(texts[at])
    if match is None or match["core"].isdigit() or len(match["core"]) > 2 or not _is(texts, at - 1, "thang"):
        return None
    core = _digits(match["core"])
    forced = _is(texts, at + 1, "nam") or (_clear(match["core"]) and not match["core"].endswith(("]", "!")))
    return _made(at, match, core, "month") if forced and 1 <= int(core) <= 12 else None


def date(texts: Sequence[str], at: int) -> Repair | None:
    """'2l/3/2O22', 'O1/2O22', 'ngày l6/12', '31⁄10/2017'."""
    text = texts[at]
    if not any(c in text for c in "/.-⁄"):
        return None
    match = _DATE.fullmatch(text)
    if match is not None:
        parts = [_digits(match[part]) for part in ("day", "month", "year")]
        mark = "/" if match["mark"] == "⁄" else match["mark"]
        return _made(at, match, mark.join(parts), "date") if _damaged(match) and _day(*parts) else None
    match = _MONTH_YEAR.fullmatch(text)
    if match is not None:
        parts = [_digits(match["month"]), _digits(match["year"])]
        sure = _damaged(match) and not regex.fullmatch("I{1,3}", match["month"])  # 'Quý II/2026'
        return _made(at, match, "/".join(parts), "date") if sure and _day("1", *parts) else None
    match = _DAY_MONTH.fullmatch(text)
    if match is None or not _is(texts, at - 1, "ngay"):
        return None
    parts = [_digits(match["day"]), _digits(match["month"])]
    return _made(at, match, "/".join(parts), "date") if _damaged(match) and _day(*parts) else None


def _damaged(match: regex.Match[str]) -> bool:
    """Whether a date has letters for figures in it, and figures as well."""
    text = match.group()
    return sum(c.isdigit() for c in text) >= 1 and ("⁄" in text or any(ord(c) in _figures() for c in text))


def year(texts: Sequence[str], at: int) -> Repair | None:
    """'2O22' standing alone, '2O21-2025'."""
    match = _YEARS.fullmatch(texts[at])
    if match is None or not _damaged(match):
        return None
    years = [_digits(match[name]) for name in ("first", "second") if match[name]]
    if not all(1930 <= int(one) <= 2049 for one in years):
        return None
    return _made(at, match, (match["mark"] or "").join(years), "year")


def hour(texts: Sequence[str], at: int) -> Repair | None:
    """'§h00', '7h3O'."""
    match = _HOUR.fullmatch(texts[at])
    if match is None or not _clear(match["hour"] + (match["minute"] or "")):
        return None
    hours, minutes = _digits(match["hour"]), _digits(match["minute"] or "")
    if int(hours) > 24 or int(minutes or 0) > 59:
        return None
    return _made(at, match, hours + match["mark"] + minutes, "hour")


def article(texts: Sequence[str], at: int) -> Repair | None:
    """'Điều l', 'khoản l0', 'Điều §'; 'Điều I' stays."""
    match = _WORD.fullmatch(texts[at])
    if match is None or match["core"].isdigit() or at == 0 or texts[at - 1] not in _ARTICLES:
        return None
    if match["core"] != "l" and not _clear(match["core"]):
        return None
    core = _digits(match["core"])
    return _made(at, match, core, "article", 0.9) if not core.startswith("0") else None


def percentage(texts: Sequence[str], at: int) -> Repair | None:
    """'1OO%', '100o/o', '1O-15%': digits and sign of a percentage; '5%o' stays, it may be read either way."""
    match = _PERCENTAGE.fullmatch(texts[at])
    if match is None:
        return None
    core = quantity.compact(match["high"] + match["sign"])
    if not regex.fullmatch(r"\d[\d.,]{0,11}%", core):
        return None
    return _made(at, match, _digits(match["low"] or "") + core, "percentage")


def amount(texts: Sequence[str], at: int) -> Repair | None:
    """'1.OOO.OOO', 'l5.000'; 'l5' and '2O' by themselves."""
    match = _SUM.fullmatch(texts[at]) or _PLAIN.fullmatch(texts[at])
    if match is None or not regex.search(r"[OolI]", match["core"]) or not regex.search(r"\d", match["core"]):
        return None
    return _made(at, match, _digits(match["core"]), "amount", 0.9)


def joined_date(texts: Sequence[str], at: int) -> Repair | None:
    """'16/ 12/2021', '16/12 /2021', and 'ngày Ì 6/12'."""
    if at + 1 >= len(texts):
        return None
    first, second = texts[at], texts[at + 1]
    if _HALF_DATE.fullmatch(first) and _REST_OF_DATE.fullmatch(second) and ("/" in (first[-1], second[0]) or "⁄" in (first[-1], second[0])):
        whole = (first + second).replace("⁄", "/")
        match = _WHOLE_DATE.fullmatch(whole)
        return Repair(at, 2, whole, "spacing", "joined", 0.9) if match and _day(match["day"], match["month"], match["year"]) else None
    if not _STROKE.fullmatch(first) or at == 0:
        return None
    if _is(texts, at - 1, "ngay") and _AFTER_STROKE.fullmatch(second):
        return Repair(at, 2, "1" + second.replace("⁄", "/"), "numeral", "date", 0.85)
    if _is(texts, at - 1, "so") and _NUMBER_AFTER_STROKE.fullmatch(second):
        return Repair(at, 2, "1" + second.replace("⁄", "/"), "numeral", "number", 0.85)
    return None


RULES: tuple[Callable[[Sequence[str], int], Repair | None], ...] = (
    joined_date,
    day,
    month_word,
    month,
    date,
    year,
    hour,
    article,
    percentage,
    amount,
)
"""The rules of this module, in their order."""
