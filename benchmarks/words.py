"""Words of the truth that a reading misses: the one measure of the figures about reading.

A word is what stands between blanks after NFC, case folding, taking punctuation away and writing tone marks in one manner
(hoà = hòa). Missed are words of the truth, counted with repetition, that are not in the reading of the same page, order aside.

>>> missed("Uỷ ban nhân dân tỉnh Hoà Bình", "ỦY BAN NHÂN DẢN tỉnh Hòa Bình")
(1, 7)
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

OLD_STYLE = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip


def words(text: str) -> list[str]:
    """The words of a text in the form in which they are compared."""
    text = unicodedata.normalize("NFC", text).casefold().replace("ð", "đ")
    return [_modern(word) for word in re.sub(r"[^\w\s%≤≥+]|_", " ", text).split()]


def _modern(word: str) -> str:
    if word.startswith("qu"):
        return word
    return next((word[:-2] + new for old, new in OLD_STYLE.items() if word.endswith(old)), word)


def missed(truth: str, reading: str) -> tuple[int, int]:
    """How many words of the truth the reading misses, and how many there are."""
    wanted, found = Counter(words(truth)), Counter(words(reading))
    return (wanted - found).total(), wanted.total()
