"""Figures (chữ số) as OCR reads them: what a letter or sign stands for where only a figure can stand (`digits.tsv`).

>>> digits("2O2l"), digits("0]"), clear("l5"), clear("ll"), [is_word(("Tháng", "12"), 0, "thang")]
('2021', '01', True, False, [True])
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import regex

from pipeline.restoration.repair import Repair
from pipeline.vietnamese.alphabet import strip_marks
from pipeline.vietnamese.tsv import rows

D = r"[\dOolI|!\]\[ÌÍÏï§]"
"""Regex source: a figure, or what is read for one."""

WORD = regex.compile(rf"(?P<head>[(\"“]?)(?P<core>{D}{{1,3}})(?P<tail>[.,;:)\"”]*)")
"""A figure of at most three digits with the marks around it."""

Rule = Callable[[Sequence[str], int], Repair | None]


@cache
def _figures() -> dict[int, str]:
    return {ord(row["read"]): row["figure"] for row in rows("restoration/digits.tsv")}


@cache
def _signs() -> frozenset[str]:
    return frozenset(row["read"] for row in rows("restoration/digits.tsv") if row["is"] == "sign")


def digits(text: str) -> str:
    """The text with each letter and sign that may be read for a figure as that figure."""
    return text.translate(_figures())


def clear(text: str) -> bool:
    """Whether a misread figure has digits or signs in it, not letters alone."""
    return any(c.isdigit() or c in _signs() for c in text)


def damaged(text: str) -> bool:
    """Whether letters or signs stand among the digits of a text, or ⁄ for its stroke."""
    return any(c.isdigit() for c in text) and ("⁄" in text or any(ord(c) in _figures() for c in text))


def is_word(texts: Sequence[str], at: int, word: str) -> bool:
    """Whether the word of the line is `word`, which is written without marks ('thang' for 'tháng', 'thảng', 'tháng,')."""
    return 0 <= at < len(texts) and len(texts[at]) <= len(word) + 3 and strip_marks(texts[at].strip(".,;:(")).casefold() == word


def made(at: int, match: regex.Match[str], core: str, rule: str, confidence: float = 0.95) -> Repair | None:
    """The word with `core` between its marks; None where that is what was read."""
    text = match["head"] + core + match["tail"]
    return Repair(at, 1, text, "numeral", rule, confidence) if text != match.group() else None
