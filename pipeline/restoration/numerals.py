"""Figures that OCR read as letters, where the form leaves only a figure: articles, percentages, sums, counts.

What a letter or sign stands for is `digits.tsv`; dates are in `dates`. A word that may be one of the language, a point ('điểm l'), a
Roman numeral ('Điều I') or a unit ('5l') stays.

>>> def mended(text, at): return next((r.text for rule in RULES for r in [rule(text.split(), at)] if r), None)
>>> mended("khoản l, Điều l0.", 1), mended("khoản l, Điều l0.", 3), mended("Điều § và", 1), mended("1.OOO.OOO đồng", 0)
('1,', '10.', '8', '1.000.000')
>>> mended("1OO%", 0), mended("O5 lần", 0), mended("trong l tháng", 1), mended("§. Biên soạn", 0), mended("Cúm A/H5NI", 1)
('100%', '05', '1', '8.', 'A/H5N1')
>>> mended("số Ï 985⁄SYT-NVY của", 1)
'1985/SYT-NVY'
>>> mended("điểm l khoản 2", 1), mended("5l nước", 0), mended("H2O", 0), mended("I5-8250U", 0), mended("28%–48%", 0), mended("5%o", 0)
(None, None, None, None, None, None)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import regex

from pipeline.forms import quantity
from pipeline.restoration.figures import WORD, Rule, clear, digits, is_word, made
from pipeline.restoration.repair import Repair
from pipeline.vietnamese.tsv import rows

_SUM = regex.compile(r"(?P<head>\(?)(?P<core>[\dlI][\dOl]{0,2}(?:\.(?:[\dO]{3}|\doo|ooo))+)(?P<tail>[.,;:)đ%]*)")
_PLAIN = regex.compile(r"(?P<head>\(?)(?P<core>l\d{1,3}|[1-9]O{1,2})(?P<tail>[.,;:)]*)")
_COUNT = regex.compile(r"(?P<head>\(?)(?P<core>l|(?=[^\d]*\d)[\dOlI]{2,3})(?P<tail>)")
_FIGURE = r"(?=[^%]*\d)[\dOoQlI|][\dOoQlI|.,]{0,11}?"
_PERCENTAGE = regex.compile(
    rf"(?P<head>[(\"“]?)(?P<low>{_FIGURE}[-–])?(?P<high>[\dOoQlI|][\dOoQlI|.,]{{0,11}}?)(?P<sign>{quantity.PER_CENT})(?P<tail>[.,;:)\"”]*)"
)
_ITEM = regex.compile(r"(?P<head>)(?P<core>\d?§|[1-9][lO])(?P<tail>[.)])")
_STRAIN = regex.compile(r"(?P<head>\(?(?:A/)?)(?P<core>H[1-9l]N[1-9lI|])(?P<tail>[.,;:)]*)")
_STROKE = regex.compile(r"[ÌÍÏïlI|!]")
_NUMBER_AFTER_STROKE = regex.compile(r"\d{2,3}[/⁄-]\p{Lu}{2,}[-–/]\p{Lu}.*")

_ARTICLES = frozenset({"Điều", "ĐIỀU", "khoản", "Khoản"})
_COUNTED = frozenset({"count", "duration", "measure", "money"})
_ONE_LETTER = 2
_POINTS_BACK = 6


@cache
def _units() -> frozenset[str]:
    """The units of one word that figures have, those of one letter left out."""
    found = (row["written"] for row in rows("forms/quantity_units.tsv") if row["kind"] in _COUNTED)
    return frozenset(word for word in found if len(word) >= _ONE_LETTER and " " not in word)


def article(texts: Sequence[str], at: int) -> Repair | None:
    """'Điều l', 'khoản l0', 'Điều §'; 'Điều I' stays."""
    match = WORD.fullmatch(texts[at])
    if match is None or match["core"].isdigit() or at == 0 or texts[at - 1] not in _ARTICLES:
        return None
    if match["core"] != "l" and not clear(match["core"]):
        return None
    core = digits(match["core"])
    inserted = regex.fullmatch(r"\d{2}[lo]", match["core"]) is not None  # after Điều 40k comes Điều 40l
    return made(at, match, core, "article", 0.9) if not core.startswith("0") and not inserted else None


def percentage(texts: Sequence[str], at: int) -> Repair | None:
    """'1OO%', '100o/o', '1O-15%': digits and sign of a percentage; '5%o' stays, it may be read either way."""
    match = _PERCENTAGE.fullmatch(texts[at])
    if match is None:
        return None
    core = quantity.compact(match["high"] + match["sign"])
    if not regex.fullmatch(r"\d[\d.,]{0,11}%", core):
        return None
    return made(at, match, digits(match["low"] or "") + core, "percentage")


def amount(texts: Sequence[str], at: int) -> Repair | None:
    """'1.OOO.OOO', 'l5.000'; 'l5' and '2O' by themselves."""
    match = _SUM.fullmatch(texts[at]) or _PLAIN.fullmatch(texts[at])
    if match is None or not regex.search(r"[OolI]", match["core"]) or not regex.search(r"\d", match["core"]):
        return None
    if match["core"].startswith("l") and (_point(texts, at) or (at == 0 and match["tail"].startswith(")"))):
        return None
    return made(at, match, digits(match["core"]), "amount", 0.9)


def _point(texts: Sequence[str], at: int) -> bool:
    """Whether points are being named: 'điểm l, l1 khoản 2'; 'l1)' was put in between l) and m)."""
    return any(is_word(texts, place, "diem") for place in range(max(0, at - _POINTS_BACK), at))


def count(texts: Sequence[str], at: int) -> Repair | None:
    """'O5 lần', 'trong l tháng': a figure before what is counted."""
    if at + 1 >= len(texts) or texts[at + 1].strip(".,;:)") not in _units():
        return None
    match = _COUNT.fullmatch(texts[at])
    if match is None or match["core"].isdigit() or (match["core"].startswith("l") and _point(texts, at)):
        return None
    return made(at, match, digits(match["core"]), "count", 0.9)


def item(texts: Sequence[str], at: int) -> Repair | None:
    """'§.', '1l.' at the head of a line: a numeral that counts paragraphs."""
    match = _ITEM.fullmatch(texts[0]) if at == 0 else None
    return made(0, match, digits(match["core"]), "item", 0.9) if match else None


def strain(texts: Sequence[str], at: int) -> Repair | None:
    """'H5NI': strains of influenza have their figures."""
    match = _STRAIN.fullmatch(texts[at])
    if match is None:
        return None
    return made(at, match, "H" + digits(match["core"][1]) + "N" + digits(match["core"][3]), "strain", 0.9)


def number(texts: Sequence[str], at: int) -> Repair | None:
    """'số Ï 985⁄SYT-NVY': the first figure of a number group alone."""
    if at + 1 >= len(texts) or not _STROKE.fullmatch(texts[at]) or not is_word(texts, at - 1, "so"):
        return None
    if not _NUMBER_AFTER_STROKE.fullmatch(texts[at + 1]):
        return None
    return Repair(at, 2, "1" + texts[at + 1].replace("⁄", "/"), "numeral", "number", 0.85)


RULES: tuple[Rule, ...] = (number, article, percentage, amount, count, item, strain)
"""The rules of this module, in their order."""
