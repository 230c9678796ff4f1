"""Sentences (câu) of a paper: cut at line ends, `;` is left inside, abbreviations and numerals do not end one.

>>> text = "1. 100% cán bộ; 90% đạt danh hiệu. TP. Huế họp. Xong"
>>> [text[a:b] for a, b in sentences(text)]
['1. 100% cán bộ; 90% đạt danh hiệu.', 'TP. Huế họp.', 'Xong']
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

_END = regex.compile(
    r"\n|(?<=[\p{L}\d\)”\"%][.!?…])(?<!\b(?:TP|Tp|TX|Tx|TT|GS|PGS|TS|ThS|BS|KS|CN|Th|St|Mr|No|tr|Nxb|V/v)\.)(?<!(?:^|\n)\s?[\p{L}\d]{1,4}\.)\s+(?=[\p{Lu}\d“\"])"
)


_LONGEST = 1200
"""Code points; a longer 'sentence' (a table, a list without stops) is cut at a clause."""


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """The sentences, those above 1,200 code points cut at the last `;`, `,` or blank before that."""
    for start, end in sentences(text):
        while end - start > _LONGEST:
            marks = (text.rfind(mark, start + 1, start + _LONGEST) for mark in (";", ",", " "))
            cut = next((at for at in marks if at > 0), start + _LONGEST - 1) + 1
            yield start, cut
            start = cut
        yield start, end


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences, without the blanks around them."""
    start = 0
    for cut in [*((found.start(), found.end()) for found in _END.finditer(text)), (len(text), len(text))]:
        begin, end = start, cut[0]
        while begin < end and text[begin].isspace():
            begin += 1
        while end > begin and text[end - 1].isspace():
            end -= 1
        if begin < end:
            yield begin, end
        start = cut[1]
