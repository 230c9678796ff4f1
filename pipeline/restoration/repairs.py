"""Repairs of single words that the form itself forces: foreign letters, document symbols, digits read as letters.

Each rule gives the repaired word with its kind, name and confidence, or None; none of them guesses. `Ð` is not Vietnamese but
`Đ`; `ö` is not Vietnamese, and where the engine's own next choice makes a syllable that is the word; `QĐ-UBNI)` is no symbol
and `QĐ-UBND` is; `2O22` cannot be but a year.

>>> mend(Word("QÐ-UBNI)"))
Repair(text='QĐ-UBND', kind='code', rule='letter_eth+symbol', confidence=0.95)
>>> mend(Word("34-CT/IW")).text, mend(Word("T'T-BNV,")).text, mend(Word("1OO%")).text, mend(Word("2O22.")).text
('34-CT/TW', 'TT-BNV,', '100%', '2022.')
>>> choices = ((("h", 1.0),), (("ö", 0.6), ("ồ", 0.4)), (("s", 1.0),), (("ơ", 1.0),))
>>> mend(Word("41/CT-TU")) is None, mend(Word("Nghị")) is None
(True, True)
>>> mend(Word("hö", choices=((("h", 1.0),), (("ö", 0.6), ("ồ", 0.3)))))
Repair(text='hồ', kind='character', rule='second_choice', confidence=0.3)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import regex

from pipeline.document import Word
from pipeline.forms import docnumber, quantity
from pipeline.vietnamese.alphabet import is_vietnamese_letter
from pipeline.vietnamese.normalize import nfc
from pipeline.vietnamese.syllables import is_syllable
from pipeline.vietnamese.tsv import rows

SUSPECT = regex.compile(
    r"[^\x00-\x7FÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ“”‘’…–—•]|€|(?=[^\s]*[A-ZĐ])[^\s]*[/'\-]|[OoIl|°º][^\s]{0,4}%|o/o|°/|\d[Oo]"
)
"""Words that a rule could touch at all: all others are passed over, a page costs next to nothing."""

_CODE = regex.compile(r"(?P<head>[(\"“]*)(?P<core>[\p{L}\d'/.\-–]{2,60}\)?)(?P<tail>[,;:.)\"”]*)")
_BARE_CODE = regex.compile(r"[A-ZĐÐ][A-Za-zĐđÐ'&)]{0,12}(?:[-/][A-ZĐÐ'][A-Za-zĐđÐ'&)]{0,12}){1,5}\d{0,2}")
_YEAR = regex.compile(r"(?P<head>[(]?)(?P<year>(?:[1lI]9|2[0Oo])[\dOo]{2})(?P<tail>[,;:.)]*)")
_DIGITS = str.maketrans("OolI", "0011")
_MOST_CHOICES = 4


class Repair(NamedTuple):
    """What a word becomes, the kind of the change (as in the table `corrections`), its rules and the confidence 0..1."""

    text: str
    kind: str
    rule: str
    confidence: float


def mend(word: Word) -> Repair | None:
    """The repaired word; None where no rule applies."""
    if not SUSPECT.search(word.text):
        return None
    text, kind, names, confidence = word.text, "", [], 1.0
    for rule in (_eth, _second_choice, _symbol, _year, _percentage):
        found = rule(text, word)
        if found is not None:
            text, kind, confidence = found.text, found.kind, min(confidence, found.confidence)
            names.append(found.rule)
    return Repair(text, kind, "+".join(names), round(confidence, 4)) if text != word.text else None


def _eth(text: str, word: Word) -> Repair | None:
    """Ð (U+00D0) and ð are Đ and đ."""
    composed = nfc(text)
    return Repair(composed, "character", "letter_eth", 0.99) if composed != text else None


def _second_choice(text: str, word: Word) -> Repair | None:
    """Letters that Vietnamese lacks, replaced by what the engine also considered there, if that makes a syllable."""
    foreign = [i for i, c in enumerate(text) if (c.isalpha() or c == "€") and not is_vietnamese_letter(c) and not c.isascii()]
    if not foreign or len(foreign) > 2 or len(word.choices) != len(text):
        return None
    best: tuple[float, str] | None = None
    for letters, share in _spellings(text, foreign, word):
        if is_syllable(letters.strip('(),.;:“”"')) and (best is None or share > best[0]):
            best = share, letters
    return Repair(best[1], "character", "second_choice", best[0]) if best else None


def _spellings(text: str, foreign: list[int], word: Word) -> Iterator[tuple[str, float]]:
    """The word with each foreign letter replaced by the Vietnamese ones considered there, and the product of their shares."""
    at, *rest = foreign
    for letter, share in word.choices[at][1 : 1 + _MOST_CHOICES]:
        if len(letter) == 1 and is_vietnamese_letter(letter):
            spelt = text[:at] + letter + text[at + 1 :]
            if not rest:
                yield spelt, share
            else:
                for whole, more in _spellings(spelt, rest, word):
                    yield whole, share * more


@cache
def _parts() -> dict[str, str]:
    return {row["read"]: row["right"] for row in rows("restoration/codes.tsv")}


def _symbol(text: str, word: Word) -> Repair | None:
    """A document symbol set right part by part; the order of its parts stays as the paper has it ('41/CT-TU')."""
    whole = _CODE.fullmatch(text)
    if whole is None or not any(c in text for c in "/-"):
        return None
    core = whole["core"]
    parts = regex.split(r"([-/])", core)
    mended = "".join(_parts().get(part, part) for part in parts)
    # A number left open stands apart ('… /QĐĐ-ĐHTĐ'), and a line may end within a code ('6858/QĐĐ-').
    numbered = any(c.isdigit() for c in parts[0]) or core.startswith("/")
    if not numbered and not _BARE_CODE.fullmatch(mended):
        return None
    whole_code = ("" if any(c.isdigit() for c in parts[0]) else "1" if core.startswith("/") else "1/") + mended
    parsed = docnumber.parse(whole_code + ("UBND" if mended.endswith("-") else ""))
    if parsed is None or not parsed.doc_type:
        return None
    for repair in parsed.repairs:
        wrong, _, right = repair.partition(" -> ")
        if "/" not in wrong and "-" not in wrong and right:
            mended = _replaced(mended, wrong, right)
    return Repair(whole["head"] + mended + whole["tail"], "code", "symbol", 0.95) if mended != core else None


def _replaced(core: str, wrong: str, right: str) -> str:
    """`wrong` replaced where it is a whole part of the code."""
    return "".join(right if part == wrong else part for part in regex.split(r"([-/])", core))


def _year(text: str, word: Word) -> Repair | None:
    """'2O22' standing alone."""
    whole = _YEAR.fullmatch(text)
    if whole is None or whole["year"].isdigit():
        return None
    year = whole["year"].translate(_DIGITS)
    if not 1930 <= int(year) <= 2049:
        return None
    return Repair(whole["head"] + year + whole["tail"], "numeral", "year", 0.95)


def _percentage(text: str, word: Word) -> Repair | None:
    """'1OO%', '100o/o': digits and sign of a percentage; '5%o' stays, it may be read either way."""
    core = text.rstrip(",;:.)")
    clean = quantity.compact(core)
    if clean == core or "‰" in clean or not regex.fullmatch(r"[\d.,\-]{1,12}%", clean):
        return None
    return Repair(clean + text[len(core) :], "numeral", "percentage", 0.95)
