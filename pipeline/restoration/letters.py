"""Letters that Vietnamese lacks, in a word by itself: `Ð` is `Đ`, `hö` is what the engine considered next.

>>> eth("QÐ-UBND").text, eth("Qð-UBND").text, eth("QĐ-UBND"), eth("Friðrik")
('QĐ-UBND', 'QĐ-UBND', None, None)
>>> section_sign("Th§.").text, section_sign("§ở").text, section_sign("§"), section_sign("65§2")
('ThS.', 'Sở', None, None)
>>> second_choice("hö", ((("h", 1.0),), (("ö", 0.6), ("ồ", 0.3)))).text, second_choice("hö", ())
('hồ', None)
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from pipeline.document import Choices
from pipeline.restoration.repair import Repair
from pipeline.vietnamese.alphabet import is_vietnamese_letter
from pipeline.vietnamese.normalize import nfc
from pipeline.vietnamese.syllables import is_syllable

_FOREIGN_ETH = regex.compile(r"(?<=\p{Ll})[ðÐ]")
_SECTION_SIGN = regex.compile(r"[(“]?(?:\p{L}{1,8}§\p{L}{0,8}|§\p{L}{1,8})[.,;:)”]*")
_MOST_CHOICES = 4


def eth(text: str) -> Repair | None:
    """Ð (U+00D0) and ð are Đ and đ, where a word may have one: first, or among capitals. In 'Friðrik' ð is what it is."""
    if text.isascii() or _FOREIGN_ETH.search(text):
        return None
    # 'Qð-UBND' is all capitals but for the letter that was misread.
    composed = nfc(text.replace("ð", "Ð") if text.replace("ð", "").isupper() else text)
    return Repair(0, 1, composed, "character", "letter_eth", 0.99) if composed != text else None


def section_sign(text: str) -> Repair | None:
    """§ among letters is an S: 'Th§.', '§ở'."""
    if "§" not in text or not _SECTION_SIGN.fullmatch(text):
        return None
    return Repair(0, 1, text.replace("§", "S"), "character", "section_sign", 0.85)


def second_choice(text: str, choices: Choices) -> Repair | None:
    """Letters that Vietnamese lacks, replaced by what the engine also considered there, if that makes a syllable."""
    if len(choices) != len(text):
        return None
    foreign = [i for i, c in enumerate(text) if (c.isalpha() or c == "€") and not is_vietnamese_letter(c) and not c.isascii()]
    if not foreign or len(foreign) > 2:
        return None
    best: tuple[float, str] | None = None
    for spelt, share in _spellings(text, foreign, choices):
        if is_syllable(spelt.strip('(),.;:“”"')) and (best is None or share > best[0]):
            best = share, spelt
    return Repair(0, 1, best[1], "character", "second_choice", best[0]) if best else None


def _spellings(text: str, foreign: list[int], choices: Choices) -> Iterator[tuple[str, float]]:
    """The word with each foreign letter replaced by the Vietnamese ones considered there, and the product of their shares."""
    at, *rest = foreign
    for letter, share in choices[at][1 : 1 + _MOST_CHOICES]:
        if len(letter) == 1 and is_vietnamese_letter(letter):
            spelt = text[:at] + letter + text[at + 1 :]
            if not rest:
                yield spelt, share
            else:
                for whole, more in _spellings(spelt, rest, choices):
                    yield whole, share * more
