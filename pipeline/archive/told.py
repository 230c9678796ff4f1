"""The sentence (câu) around a place in a paper's text: computed when it is shown, never kept.

>>> text = "1. Mục đích\\nĐến năm 2025, tỷ lệ hộ nghèo còn dưới 3%. Thực hiện Chỉ thị số 34-CT/TW; các xã báo cáo."
>>> sentence_at(text, text.index("34-CT"), text.index("34-CT") + 8)
Sentence(text='Thực hiện Chỉ thị số 34-CT/TW; các xã báo cáo.', start=54)
"""

from __future__ import annotations

from typing import NamedTuple

from pipeline.extraction.sentences import sentences

LONGEST = 600
"""Letters of a sentence that are shown: a longer one (a table, a list without stops) is cut around the place."""

_BEFORE, _AFTER = 1_500, 1_500


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
    if b - a > LONGEST:
        a, b = max(a, start - LONGEST // 3), min(b, max(end, start + LONGEST))
    return Sentence(" ".join(text[a:b].split()), a)
