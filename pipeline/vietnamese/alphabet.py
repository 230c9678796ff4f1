"""The Vietnamese alphabet (chữ Quốc ngữ): 29 letters, twelve of them vowels that take six tones (thanh điệu).

A vowel letter is told from its neighbours by its form (a, ă, â) and its tone (a, à, ả, ã, á, ạ): 12 × 6 = 72 vowels, and đ. F, J, W and Z
are no letters of it. Authority: Quyết định 240/QĐ of the Ministry of Education, 5 March 1984, as taught in schools.

>>> len(LETTERS), LETTERS[:7]
(29, 'aăâbcdđ')
>>> strip_marks("Ủy ban nhân dân tỉnh Đắk Lắk")
'Uy ban nhan dan tinh Dak Lak'
>>> split_tone("trưởng"), add_tone("ơ", "nặng")
(('trương', 'hỏi', 3), 'ợ')
"""

from __future__ import annotations

import unicodedata
from functools import cache

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
"""The 29 letters in the order of the alphabet, small."""

VOWELS = "aăâeêioôơuưy"
"""The twelve vowel letters without tone, small."""

TONES: dict[str, str] = {
    "ngang": "",
    "huyền": "\N{COMBINING GRAVE ACCENT}",
    "hỏi": "\N{COMBINING HOOK ABOVE}",
    "ngã": "\N{COMBINING TILDE}",
    "sắc": "\N{COMBINING ACUTE ACCENT}",
    "nặng": "\N{COMBINING DOT BELOW}",
}
"""Names of the six tones and the combining mark that writes each (none for the level tone)."""


def add_tone(vowel: str, tone: str) -> str:
    """The vowel letter (either case, without tone) written with the named tone."""
    return unicodedata.normalize("NFC", vowel + TONES[tone])


@cache
def toned_vowels() -> dict[str, tuple[str, str]]:
    """Each of the 144 vowels (72 small, 72 capital) -> (the letter without its tone, name of the tone)."""
    return {add_tone(vowel, tone): (vowel, tone) for letter in VOWELS for vowel in (letter, letter.upper()) for tone in TONES}


@cache
def _letters() -> frozenset[str]:
    return frozenset(LETTERS) | frozenset(LETTERS.upper()) | frozenset(toned_vowels())


@cache
def _unmarked() -> dict[int, str]:
    """Letter -> the ASCII letter under its marks, for all of Latin (OCR puts ö, ï, å into Vietnamese words); marks alone -> nothing."""
    table = {ord("đ"): "d", ord("Đ"): "D", ord("ð"): "d", ord("Ð"): "D"}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base, *marks = list(unicodedata.normalize("NFD", chr(code)))
        if marks and base.isascii() and all(unicodedata.combining(mark) for mark in marks):
            table[code] = base
    table.update(dict.fromkeys(range(0x300, 0x370), ""))
    return table


def is_vietnamese_letter(c: str) -> bool:
    """True for one of the letters, in either case and with any tone (NFC)."""
    return c in _letters()


def strip_marks(text: str) -> str:
    """The text without tones, without the marks of ă â ê ô ơ ư and with đ as d; case kept; as many characters as NFC text has."""
    return text.translate(_unmarked())


def split_tone(word: str) -> tuple[str, str, int]:
    """(The word without its tone, name of the tone, index of the letter that carries it); index -1 for the level tone.

    A second tone mark stays where it is, so that the rest is no syllable.
    """
    vowels = toned_vowels()
    for index, letter in enumerate(word):
        bare, tone = vowels.get(letter, ("", "ngang"))
        if tone != "ngang":
            return word[:index] + bare + word[index + 1 :], tone, index
    return word, "ngang", -1
