"""Quantities: a figure with its unit and what it is compared with (số liệu của chỉ tiêu).

A plan says `100%`, `từ 30% trở lên`, `không quá 10 phút/lần phát sóng`, `12-13%/ năm`, `18,5‰`, `4/5 trường`. The decimal sign
is the comma, the dot parts thousands (`9.888,91`); counts below ten carry a zero (`02 kỳ`). Scans add `1OO%`, `lOO%`, `100o/o`,
`5%o` for ‰. 'trở lên' compares only where it follows the figure or its unit: after an award or a penalty ('từ khiển trách
trở lên') it is that noun's. Words and units are data: `quantity_comparators.tsv`, `quantity_units.tsv`.

Authority for figures and units: Nghị định 86/2012/NĐ-CP (units of measurement); for the wording, plans in use.

>>> parse("từ 30% trở lên")
Quantity(value=30.0, value_max=None, unit='%', comparator='>=')
>>> parse("12-13%/ năm")
Quantity(value=12.0, value_max=13.0, unit='%/năm', comparator='range')
>>> parse("1OO%").value, parse("không quá 10 phút/lần phát sóng").unit, parse("18,5%o").unit
(100.0, 'phút/lần phát sóng', '‰')
>>> format(parse("ít nhất  02 kỳ")), compact("lOO o/o"), parse("từ khiển trách trở lên")
('ít nhất 2 kỳ', '100%', None)
>>> parse("ít nhất hai phần ba số ấp")
Quantity(value=66.67, value_max=None, unit='%', comparator='>=')
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import regex

from pipeline.vietnamese.tsv import rows

NUMBER = r"\d{1,3}+(?:\.\d{3})++(?:,\d{1,4}+)?|\d{1,9}+(?:[.,]\d{1,4}+)?"
"""A figure as Vietnamese writes it: `9.888,91`, `99,5`, `15.5`, `02`."""

DAMAGED = r"(?=[\dOoQlI|]{0,3}[OoQlI|])[1-9lI|][\dOoQlI|]{1,2}+(?:[.,][\dOo]{1,2}+)?"
"""A figure in which the scan has letters: `1OO`, `lOO`, `9O`. Counts only before a percent sign."""

PER_CENT = r"(?:‰|%\s?[o₀](?![\p{L}/])|[%％]|(?:[o°ºO0]\s?/\s?[oO]|[°ºoO]\s?/\s?0)(?!\p{L}))"
"""A percent or per-mille sign, also as the scan has it: `o/o`, `°/o`, `%o` (= ‰)."""

DASH = r"\s{0,2}[-–—]\s{0,2}"

PATTERN = (
    r"(?<![\p{L}\d.,/%])(?<![\p{L}\d][-–])(?<!\d\p{Cf})"
    rf"(?:(?P<low>{NUMBER}|{DAMAGED})(?:(?:\s?(?P<sign>{PER_CENT}))?(?:{DASH}|\s{{1,3}}đến\s{{1,3}}(?:dưới\s)?)(?P<high>{NUMBER}|{DAMAGED}))?"
    rf"(?![\d.,]*[\d/])\s{{0,2}}(?P<unit>[\"”]?{PER_CENT})[\"”]?)"
)
"""A percentage or a range of them in running text; groups `low`, `high`, `unit`."""

_FIGURE = regex.compile(
    r"(?<![\p{L}\d.,/])(?<![\p{L}\d][-–])(?<!\d\p{Cf})"
    rf"(?P<low>{NUMBER})(?:(?P<fraction>/)(?P<of>\d{{1,5}}+)(?![/\d])|(?:{DASH}|\s{{1,3}}đến\s{{1,3}})(?P<high>{NUMBER}))?(?![\d/.%‰])"
)
_SPELT = regex.compile(
    r"(?<!\p{L})(?:(?P<part>một|hai|ba|bốn|năm)\sphần\s(?P<whole>hai|ba|tư|bốn|năm)|(?P<half>(?:một\s)?nửa))(?=\s(?:tổng\s)?số\s)",
    regex.IGNORECASE,
)
_SPELT_OUT = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5}
_PERCENT = regex.compile(PATTERN, regex.IGNORECASE)
_NUMBER_OF = regex.compile(r"\s(?:tổng )?số\s")
_THOUSANDS = regex.compile(r"(?:[1-9]\d{0,2}\.|\d{1,3}\.\d{3}\.)\d{3}(?:\.\d{3})*(?:,\d+)?")
_TO_DIGITS = str.maketrans("OoQlI|", "000111")
_SIGN = regex.compile(r"[%％‰]|[oO0°º]\s?/\s?[oO0]")
_PER = regex.compile(
    r"\s{0,2}/\s{0,2}(?!tổng)((?:\d{1,3}\s)?\p{L}{1,10}+"
    r"(?:\s(?:phát sóng|giao dịch|đầu người|hồ sơ|dân|gia đình|viên|sinh|làm việc|bệnh|học|án|nghiệp|vị|sở|tác xã|động))?)"
    r"(/(?:\d{1,3}\s)?(?:năm|tháng|ngày))?"
)
_AFTER = regex.compile(r"\s{1,2}(trở\s(?:lên|xuống|đi))\b", regex.IGNORECASE)
_NOUN_AFTER = regex.compile(r"(?:\s\p{Ll}{1,8}+){0,3}?\s{1,2}(trở\s(?:lên|xuống))\b")
_WINDOW = 32


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: `value` (of a range the lower one, with `value_max`), `unit` as of the data file, `comparator` as of the table."""

    value: float | None
    value_max: float | None = None
    unit: str | None = None
    comparator: str = "="


class Reading(NamedTuple):
    """A quantity in running text: span with its comparing words, span of the figure alone, what was read.

    `kind` is the unit's (percent, count, duration, measure, money, never, unknown, fraction), `words` the comparing words,
    `strength` theirs (firm, weak, from, verb, or empty without words), `of` the whole of a fraction ('4/5' → 5).
    """

    start: int
    end: int
    figure_start: int
    figure_end: int
    quantity: Quantity
    kind: str
    words: str
    strength: str
    of: float | None


@cache
def _comparators() -> dict[str, tuple[str, str]]:
    return {row["words"]: (row["comparator"], row["strength"]) for row in rows("forms/quantity_comparators.tsv")}


@cache
def _before() -> regex.Pattern[str]:
    words = sorted((row["words"] for row in rows("forms/quantity_comparators.tsv") if row["place"] == "before"), key=len, reverse=True)
    spelt = "|".join(regex.escape(word).replace(r"\ ", r"\s{1,3}") for word in words)
    return regex.compile(rf"(?<!\p{{L}})({spelt})\s{{0,3}}\Z", regex.IGNORECASE)


@cache
def _units() -> dict[str, tuple[str, str]]:
    return {row["written"]: (row["unit"], row["kind"]) for row in rows("forms/quantity_units.tsv")}


@cache
def _unit_at() -> regex.Pattern[str]:
    words = sorted(_units(), key=len, reverse=True)
    spelt = "|".join(regex.escape(word).replace(r"\ ", r"\s{1,3}") for word in words)
    return regex.compile(rf"\s{{0,2}}({spelt})(?![\p{{L}}\d])", regex.IGNORECASE)


def number(raw: str) -> float:
    """The value of a printed figure: comma for decimals, dot for thousands (or decimals, where no three digits follow).

    >>> number("9.888,91"), number("15.5"), number("1.900"), number("lOO"), number("0.125")
    (9888.91, 15.5, 1900.0, 100.0, 0.125)
    >>> number("0.000.001")
    1.0
    """
    digits = raw.translate(_TO_DIGITS)
    if _THOUSANDS.fullmatch(digits):
        digits = digits.replace(".", "")
    return float(digits.replace(",", "."))


def _sign(printed: str) -> str:
    sign = "".join(printed.split()).strip('"”')
    return "‰" if sign == "‰" or sign in ("%o", "%₀", "％o", "％₀") else "%"


def _comparison(text: str, start: int, figure_start: int) -> tuple[int, str, str, str]:
    """Start of the comparing words before a figure, the words, their comparator and strength."""
    window = max(start, figure_start - _WINDOW)
    found = _before().search(text[window:figure_start])
    if not found:
        return figure_start, "", "=", ""
    words = " ".join(found[1].lower().split())
    comparator, strength = _comparators()[words]
    return window + found.start(), words, comparator, strength


def _percentage(text: str, found: regex.Match[str]) -> Reading:
    unit, end = _sign(found["unit"]), found.end()
    per = _PER.match(text, end)
    if per:
        unit, end = f"{unit}/{per[1].lower()}{per[2] or ''}", per.end()
    return _compared(text, found.start(), end, Quantity(number(found["low"]), _maximum(found), unit), "percent", None)


def _maximum(found: regex.Match[str]) -> float | None:
    return number(found["high"]) if found["high"] else None


def _compared(text: str, start: int, end: int, quantity: Quantity, kind: str, of: float | None) -> Reading:
    begin, words, comparator, strength = _comparison(text, 0, start)
    after = _AFTER.match(text, end)
    if not after and words == "từ" and kind not in ("percent", "never"):
        after = _NOUN_AFTER.match(text, end)  # 'từ 80 đảng viên mới trở lên'
    figure_end = end
    if after:
        end, strength = after.end(), "firm"
        comparator = "<=" if after[1].lower().endswith("xuống") else ">="
    if quantity.value_max is not None:
        comparator = "range"
    if comparator != "=" and words and _comparators()[words][1] == "verb":
        begin, words, strength = start, "", "firm" if after else ""  # 'tăng 10% trở lên', 'giảm 5-10%': the verb compares nothing
    whole = Quantity(quantity.value, quantity.value_max, quantity.unit, comparator)
    return Reading(begin, end, start, figure_end, whole, kind, words, strength, of)


def _counted(text: str, found: regex.Match[str]) -> Reading | None:
    """A figure without a percent sign: a count, a duration, a measure, a part of a whole."""
    value, high = number(found["low"]), _maximum(found)
    of = float(found["of"]) if found["fraction"] else None
    if of is not None and _NUMBER_OF.match(text, found.end()) and 0 < value < of:
        share = Quantity(round(100 * value / of, 2), None, "%")
        return _compared(text, found.start(), found.end(), share, "fraction", of)
    unit_at = _unit_at().match(text, found.end())
    if unit_at is None:
        if of is not None:
            return None
        return _compared(text, found.start(), found.end(), Quantity(value, high, None), "unknown", of)
    unit, kind = _units()[" ".join(unit_at[1].casefold().split())]
    end = unit_at.end()
    per = _PER.match(text, end) if kind != "never" else None
    if per:
        unit, end = f"{unit}/{per[1].lower()}{per[2] or ''}", per.end()
    return _compared(text, found.start(), end, Quantity(value, high, unit), kind, of)


def _percentages(text: str) -> Iterator[regex.Match[str]]:
    """The matches of `PATTERN`, looked for only before percent signs."""
    done = 0
    for sign in _SIGN.finditer(text):
        if sign.start() >= done and (found := _PERCENT.search(text, max(done, sign.start() - 60), sign.end() + 40)):
            yield found
            done = found.end()


def _spelt(text: str, found: regex.Match[str]) -> Reading:
    """'hai phần ba số ấp', 'một nửa số hộ': a share written in words."""
    part, whole = (1, 2) if found["half"] else (_SPELT_OUT[found["part"].lower()], _SPELT_OUT[found["whole"].lower()])
    return _compared(text, found.start(), found.end(), Quantity(round(100 * part / whole, 2), None, "%"), "fraction", float(whole))


def scan(text: str) -> Iterator[Reading]:
    """All quantities of a text in order, with the words that compare them; also figures that are no target (ages, levels)."""
    percentages = [_percentage(text, found) for found in _percentages(text)]
    if spelt := [_spelt(text, found) for found in _SPELT.finditer(text)]:
        percentages = sorted(percentages + spelt, key=lambda reading: reading.figure_start)
    taken = 0
    for found in _FIGURE.finditer(text):
        while taken < len(percentages) and percentages[taken].figure_start <= found.start():
            yield percentages[taken]
            taken += 1
        inside = taken and found.start() < percentages[taken - 1].figure_end
        if not inside and (reading := _counted(text, found)) is not None:
            yield reading
    yield from percentages[taken:]


def parse(raw: str) -> Quantity | None:
    """The quantity that a printed phrase begins or ends with; None where there is no figure with a unit."""
    for reading in scan(raw):
        if reading.kind not in ("unknown", "never"):
            return reading.quantity
    return None


def compact(raw: str) -> str:
    """The phrase without the scan's damage: single blanks, digits for letters in percentages, `%` directly after the figure."""

    def clean(found: regex.Match[str]) -> str:
        low, high = (part and part.translate(str.maketrans("OoQlI|", "000111")) for part in (found["low"], found["high"]))
        return (f"{low}-{high}" if high else str(low)) + _sign(found["unit"])

    return " ".join(_PERCENT.sub(clean, raw).split())


_WRITTEN = {">=": "ít nhất ", ">": "trên ", "<=": "không quá ", "<": "dưới ", "~": "khoảng "}


def _figure(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")


def format(quantity: Quantity) -> str:
    """The quantity in words of its own: `ít nhất 2 kỳ`, `12-13%/năm`, `khoảng 28,5%`. Empty for a rating (no value)."""
    if quantity.value is None:
        return ""
    figure = _figure(quantity.value) + (f"-{_figure(quantity.value_max)}" if quantity.value_max is not None else "")
    unit = quantity.unit or ""
    joint = "" if unit[:1] in ("%", "‰", "") else " "
    return f"{_WRITTEN.get(quantity.comparator, '')}{figure}{joint}{unit.replace('điểm %', 'điểm phần trăm')}"
