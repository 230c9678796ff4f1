"""A text without marks and capitals that keeps every place: `len(folded(text)) == len(text)`.

Words of the grammar ('của', 'ngày', 'Nghị quyết') are looked for here, so that they are found in capitals, with marks lost by
OCR ('cua', 'Nghi quyét') and in either placing of tone marks; spans found here hold in the text itself.

>>> folded("QUYẾT ĐỊNH số 12/QĐ-UBND")
'quyet dinh so 12/qd-ubnd'
>>> bool(regex.search(words("kế hoạch"), folded("K& hoach số 5"))), bool(regex.search(words("kế hoạch"), "ke  hoach"))
(True, True)
"""

from __future__ import annotations

import unicodedata
from functools import cache

import regex


class _Table(dict[int, str]):
    def __missing__(self, code: int) -> str:
        letter = chr(code)
        base = unicodedata.normalize("NFD", letter)[0]
        small = {"Đ": "d", "đ": "d", "Ð": "d", "ð": "d"}.get(letter, base.lower())
        self[code] = small if len(small) == 1 else letter
        return self[code]


_TABLE = _Table()


def folded(text: str) -> str:
    """The text small and without marks, character by character."""
    return text.translate(_TABLE)


_MISREAD = {"e": "[e&6]", "o": "[o06&]", "i": "[i1l]"}


@cache
def words(phrase: str, loose: bool = True) -> str:
    """Regex source for a phrase in folded text: any blanks between its words; `loose` lets OCR's & for ế, 6 for ố stand."""
    letters = folded(phrase)
    parts = ["".join(_MISREAD.get(c, regex.escape(c)) if loose else regex.escape(c) for c in part.rstrip(",")) for part in letters.split()]
    commas = [r"\s?,?" if part.endswith(",") else "" for part in letters.split()]
    return r"\s{1,3}".join(part + comma for part, comma in zip(parts, commas, strict=True))


def one_of(phrases: tuple[str, ...] | list[str], loose: bool = True) -> str:
    """Regex source for any of the phrases, longest first."""
    ordered = sorted(dict.fromkeys(folded(phrase) for phrase in phrases), key=lambda p: (-len(p), p))
    return "(?:" + "|".join(words(phrase, loose) for phrase in ordered) + ")"
