"""The sentence (câu) around a place in a paper's text: computed when it is shown, never kept.

>>> text = "1. Mục đích\\nĐến năm 2025, tỷ lệ hộ nghèo còn dưới 3%. Thực hiện Chỉ thị số 34-CT/TW; các xã báo cáo."
>>> sentence_at(text, text.index("34-CT"), text.index("34-CT") + 8)
Sentence(text='Thực hiện Chỉ thị số 34-CT/TW; các xã báo cáo.', start=54)
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.extraction.sentences import sentences

LONGEST = 600
"""Letters of a sentence that are shown: a longer one (a table, a list without stops) is cut around the place."""

_BEFORE, _AFTER = 1_500, 1_500
_BLANK = re.compile(r"\s+")


class Sentence(NamedTuple):
    """A sentence, blanks single, and where it begins in the paper's text."""

    text: str
    start: int


def sentence_at(text: str, start: int, end: int) -> Sentence:
    """The sentence (or, where the place runs over its end, sentences) in which the span stands."""
    first = max(text.rfind("\n", 0, start) + 1, start - _BEFORE)
    stop = text.find("\n", end)
    last = min(stop if stop >= 0 else len(text), end + _AFTER)
    around = text[first:last]
    spans = [(first + a, first + b) for a, b in sentences(around)]
    touching = [(a, b) for a, b in spans if b > start and a < end] or [(start, end)]
    a, b = touching[0][0], touching[-1][1]
    begins, ends = (a, b) if b - a <= LONGEST else _cut(text, a, b, start, end)
    shown = " ".join(text[begins:ends].split())
    return Sentence(f"{'…' if begins > a else ''}{shown}{'…' if ends < b else ''}", begins)


def _cut(text: str, a: int, b: int, start: int, end: int) -> tuple[int, int]:
    """A part of the long sentence `a:b` around the place, from a blank to a blank."""
    first, last = max(a, start - LONGEST // 3), min(b, max(end, start + LONGEST))
    if first > a:
        blank = _BLANK.search(text, first, start)
        first = blank.end() if blank else start
    if last < b:
        cut = max(text.rfind(" ", end, last), text.rfind("\n", end, last))
        last = cut if cut > 0 else end
    return first, last
