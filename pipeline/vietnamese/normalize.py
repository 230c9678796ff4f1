"""One way of writing for what is one word: composed letters, one placing of tone marks, keys to compare by.

Unicode lets `ế` be one, two or three code points; keyboards and OCR put Ð (U+00D0, Icelandic eth) where Đ (U+0110) belongs. The
tone mark of an open oa, oe, uy is placed on the first vowel (hòa, ủy: usual in official papers) or on the second (hoà, uỷ:
school books, Quyết định 1989/QĐ-BGDĐT of 25 May 2018): both are right and one word.

>>> nfc("Ðảng bộ") == "Đảng bộ", nfc("hoa\\u0300 bi\\u0300nh")
(True, 'hoà bình')
>>> tone_placement("Uỷ ban nhân dân tỉnh Khánh Hoà, quý I; TOÀN TỈNH THANH HOÁ")
'Ủy ban nhân dân tỉnh Khánh Hòa, quý I; TOÀN TỈNH THANH HÓA'
>>> fold("Đắk Lắk"), same_word("UỶ BAN", "Ủy ban"), same_word("hòa", "họa")
('dak lak', True, False)
"""

from __future__ import annotations

import unicodedata
from functools import cache

import regex

from pipeline.vietnamese.alphabet import add_tone, strip_marks, toned_vowels

_ETH = str.maketrans("Ðð", "Đđ")


def nfc(text: str) -> str:
    """The text composed (Unicode NFC), with Đ and đ where eth (Ð, ð) was typed; nothing else is changed."""
    return unicodedata.normalize("NFC", text).translate(_ETH)


@cache
def _second_vowel() -> regex.Pattern[str]:
    toned = {bare: "".join(v for v, (b, tone) in toned_vowels().items() if b == bare and tone != "ngang") for bare in "aeyAEY"}
    after_o = "".join(toned[v] for v in "aeAE")
    after_u = "".join(toned[v] for v in "yY")
    # After q the u belongs to the consonant: 'quý' has one vowel. Open syllables alone: 'hoàn', 'huỳnh' have one way.
    return regex.compile(rf"(?:([oO])([{after_o}])|(?<![qQ])([uU])([{after_u}]))(?![\p{{L}}\p{{M}}])")


def _to_first(match: regex.Match[str]) -> str:
    first, second = match[1] or match[3], match[2] or match[4]
    bare, tone = toned_vowels()[second]
    return add_tone(first, tone) + bare


def tone_placement(text: str) -> str:
    """NFC text with the tone of an open oa, oe, uy on the first vowel (hòa, ủy); as many characters as before."""
    return _second_vowel().sub(_to_first, text)


def fold(text: str) -> str:
    """The text small, without marks, đ as d: a key to compare by where marks may have been lost."""
    return strip_marks(nfc(text)).casefold()


def same_word(a: str, b: str) -> bool:
    """True if both are the same but for case, composition and the placing of tone marks."""
    return word_key(a) == word_key(b)


def word_key(text: str) -> str:
    """The text small, composed, tone marks placed in one manner: a key to compare by that keeps the marks."""
    return tone_placement(nfc(text).casefold())


def same_length_key(text: str) -> str:
    """`word_key` of NFC text, letter by letter: as many characters as the text, so that places found in it hold in the text."""
    small = text.translate(_ETH).lower()
    if len(small) != len(text):  # İ is the one letter that grows
        small = "".join(c if len(c.lower()) > 1 else c.lower() for c in text.translate(_ETH))
    return tone_placement(small)
