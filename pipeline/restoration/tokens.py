"""Words to tokens (đơn vị từ), the units of the language model: runs of letters, figures, single marks of punctuation.

A word between blanks may hold several (`(Kế`, `tế-xã`, `QĐ-UBND`). The model does not tell capitals, nor where a tone mark is placed
(`hoà`, `hòa`), nor one figure from another.

>>> [token.form for token in tokens("(Kế hoạch số 93/KH-UBND, UỶ BAN)")]
['(', 'kế', 'hoạch', 'số', '<n>', '/', 'kh', '-', 'ubnd', ',', 'ủy', 'ban', ')']
>>> tokens("tế-xã")[2]
Token(start=3, end=5, form='xã')
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import regex

from pipeline.vietnamese.normalize import tone_placement

START, UNKNOWN, FIGURE = "<s>", "<u>", "<n>"
"""Forms of no letters: the beginning of a paragraph, a word that the model never learned, any figure."""

_TOKEN = regex.compile(r"[\p{L}\p{M}]+|\d+(?:[.,]\d+)*|[^\w\s]|_")


class Token(NamedTuple):
    """A token and its place in the text it was cut from (characters, end exclusive); `form` is what the model knows it by."""

    start: int
    end: int
    form: str

    @property
    def is_word(self) -> bool:
        """True for letters; OCR puts figures among them (`1a` for `là`)."""
        return any(map(str.isalpha, self.form)) and self.form != FIGURE


@lru_cache(maxsize=65_536)
def form(piece: str) -> str:
    """What the model knows a token by: small letters, tone marks placed in one manner; `<n>` for figures."""
    if piece[0].isalpha():
        return tone_placement(piece.lower())
    return FIGURE if piece[0].isdigit() else piece


def pieces(text: str) -> list[str]:
    """The tokens of an NFC text as they are written."""
    return _TOKEN.findall(text)


def tokens(text: str) -> list[Token]:
    """The tokens of an NFC text, in order."""
    return [Token(found.start(), found.end(), form(found[0])) for found in _TOKEN.finditer(text)]
