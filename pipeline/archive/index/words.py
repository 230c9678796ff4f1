"""Words as the index holds and finds them: small, composed, tone marks in one manner; and the same without marks.

The same functions prepare a paper's text and what a person types, so that NFD, `Ð` for `Đ` and `hoà` for `hòa` are no matter. Marks
alone and NUL are taken for blanks.

>>> exact("Uỷ ban Nhân dân tỉnh Ðắk Lắk"), folded("Đồng Tháp")
('ủy ban nhân dân tỉnh đắk lắk', 'dong thap')
>>> tokens("34-CT/TW, kinh tế-xã hội")
['34', 'CT', 'TW', 'kinh', 'tế', 'xã', 'hội']
>>> number_key("34/CT-TW") == number_key("34-ct/tw") == "34 ct tw", number_key("05/2019/NĐ-CP")
(True, '5 2019 nd cp')
"""

from __future__ import annotations

import unicodedata

import regex

from pipeline.vietnamese.alphabet import strip_marks
from pipeline.vietnamese.normalize import tone_placement

_TOKEN = regex.compile(r"[\p{L}\p{N}\p{M}\p{Co}]+")


def both(text: str) -> tuple[list[str], list[str]]:
    """The words between blanks with their marks, and without. Words come again and again: each is prepared once."""
    words = unicodedata.normalize("NFC", text).split()
    try:
        pairs = [_words[word] for word in words]
    except KeyError:
        pairs = [_known(word) for word in words]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def exact(text: str) -> str:
    """Small, composed, tone marks in one manner, blanks single."""
    return " ".join(both(text)[0])


def folded(text: str) -> str:
    """Small, without any mark, đ as d, blanks single."""
    return " ".join(both(text)[1])


_REMEMBERED, _LONGEST = 100_000, 40
_words: dict[str, tuple[str, str]] = {}


def _known(word: str) -> tuple[str, str]:
    pair = _words.get(word)
    if pair is None:
        small = word.replace("Ð", "Đ").replace("ð", "đ").lower().replace("\0", " ")
        pair = tone_placement(small), strip_marks(small)
        if len(word) <= _LONGEST:
            if len(_words) >= _REMEMBERED:
                _words.clear()
            _words[word] = pair
    return pair


def tokens(text: str) -> list[str]:
    """The words and figures of a text, as SQLite's `unicode61` tells them apart."""
    return _TOKEN.findall(text)


def number_key(number_symbol: str) -> str:
    """A document number without regard to capitals, marks, dashes and leading zeros: 'a key to find it by'."""
    return " ".join(part.lstrip("0") or "0" if part.isdigit() else part for part in tokens(folded(number_symbol)))
