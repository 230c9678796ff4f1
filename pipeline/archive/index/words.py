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

import regex

from pipeline.vietnamese.alphabet import strip_marks
from pipeline.vietnamese.normalize import nfc, tone_placement

_TOKEN = regex.compile(r"[\p{L}\p{N}\p{M}\p{Co}]+")


def exact(text: str) -> str:
    """Small, tone marks in one manner; of NFC text as many characters as it has, but for İ."""
    return tone_placement(nfc(text).lower())


def folded(text: str) -> str:
    """Small, without any mark, đ as d."""
    return strip_marks(nfc(text).lower())


def tokens(text: str) -> list[str]:
    """The words and figures of a text, as SQLite's `unicode61` tells them apart."""
    return _TOKEN.findall(text)


def number_key(number_symbol: str) -> str:
    """A document number without regard to capitals, marks, dashes and leading zeros: 'a key to find it by'."""
    return " ".join(part.lstrip("0") or "0" if part.isdigit() else part for part in tokens(folded(number_symbol)))
