"""Where words stand in a paper's text: what a person typed or copied from the page, found in what was read of it.

>>> text = "Căn cứ Chi thị số 34-CT/TW\\nngày 07/4/2014; Chỉ thị số 05-CT/TW."
>>> [text[start:end] for start, end in spans("chỉ thị số 34-CT/TW ngày 07/4/2014", text)]
['Chi thị số 34-CT/TW\\nngày 07/4/2014']
>>> start, end = likeliest("Chỉ thị số 05-CT/TW", "thực hiện Chí th! s6 05-CTITW, về học tập") or (0, 0)
>>> "thực hiện Chí th! s6 05-CTITW, về học tập"[start:end]
'Chí th! s6 05-CTITW'
>>> likeliest("Nghị định số 30/2020/NĐ-CP", text) is None
True
"""

from __future__ import annotations

import regex

from pipeline.extraction.folded import folded

Span = tuple[int, int]

MISREAD = 5
"""One letter in so many may have been read as another one, or not at all."""

SECONDS = 5.0
"""Longest search for words that are not in the text as they were typed."""


def spans(words: str, text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The places of the words between two offsets, in order; capitals, marks and blanks may differ."""
    return [match.span() for match in regex.finditer(_pattern(words), folded(text), pos=start, endpos=len(text) if end is None else end)]


def likeliest(words: str, text: str, start: int = 0, end: int | None = None) -> Span | None:
    """The place that is most like the words where some letters were misread, whole words; None where nothing is like them."""
    most = len("".join(words.split())) // MISREAD
    if not most:
        return None
    try:
        found = regex.search(
            rf"(?b)(?:{_pattern(words)}){{e<={most}}}",
            folded(text),
            pos=start,
            endpos=len(text) if end is None else end,
            timeout=SECONDS,
        )
    except TimeoutError:
        return None
    return _whole(text, *found.span()) if found else None


def _pattern(words: str) -> str:
    return r"\s+".join(regex.escape(word, literal_spaces=True) for word in folded(words).split())


def _whole(text: str, start: int, end: int) -> Span | None:
    """The span from the beginning of its first word to the end of its last one, without the stop behind it."""
    while start < end and text[start].isspace():
        start += 1
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;.:"):
        end -= 1
    return (start, end) if start < end else None
