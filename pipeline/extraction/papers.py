"""Words inside the names of laws, treaties, medals and prizes: no body, person or place is meant by them.

'Luật Tổ chức Chính phủ' is not the government, 'Huân chương Hồ Chí Minh' no person, 'Hiệp định Đối tác … Thái Bình Dương' no sea.
The names of laws are listed (`law_names.tsv`); what is not listed goes to the next stop.

>>> from pipeline.extraction.tokens import tokens
>>> line = tokens("Căn cứ Luật Tổ chức Chính phủ ngày 19/6/2015; Huân chương Hồ Chí Minh của Chính phủ")
>>> [word.text for word, named in zip(line, in_names(line)) if named]
['Luật', 'Tổ', 'chức', 'Chính', 'phủ', 'Huân', 'chương', 'Hồ', 'Chí', 'Minh']
"""

from __future__ import annotations

from functools import cache

from pipeline.extraction.tokens import Token, Trie, known, longest, lows, trie
from pipeline.vietnamese.tsv import rows

_MOST = 30


@cache
def _laws() -> Trie:
    names = [row["name"] for row in rows("extraction/law_names.tsv")]
    return trie([f"{kind} {name}" for name in names for kind in ("Luật", "Bộ luật", "Pháp lệnh")])


def in_names(words: list[Token]) -> bytearray:
    """For each token 1 where it stands inside such a name, else 0."""
    inside = bytearray(len(words))
    index = 0
    while index < len(words):
        end = _end(words, index)
        inside[index:end] = b"\x01" * (end - index)
        index = max(end, index + 1)
    return inside


def _end(words: list[Token], index: int) -> int:
    """Past the name that begins at `index`; `index` where none begins."""
    if law := longest(words, index, _laws()):
        return index + law
    if words[index].shout and (motto := longest(words, index, known("motto"))):
        return index + motto
    head = longest(words, index, known("law_head"))
    if head and index and words[index - 1].low in ("pháp", "kỷ", "quy", "đạo"):
        return index  # 'pháp luật Việt Nam'
    if head:
        return _run(words, index + head, lows("law_stop")) if _named(words, index + head) else index
    treaty = longest(words, index, known("treaty"))
    if treaty and (words[index].capital or _named(words, index + treaty)):
        return _run(words, index + treaty, lows("treaty_stop"))
    medal = longest(words, index, known("medal"))
    if medal and _named(words, index + medal):
        return _capitals(words, index + medal)
    return index


def _named(words: list[Token], index: int) -> bool:
    return index < len(words) and words[index].capital and not words[index].breaks


def _run(words: list[Token], index: int, stops: frozenset[str]) -> int:
    first = index
    while index < len(words) and index - first < _MOST and not words[index].breaks and words[index].low not in stops:
        if words[index].text[0].isdigit():
            break
        index += 1
    return index


def _capitals(words: list[Token], index: int) -> int:
    """Over capitals, and over small words between them as far as the next capital is at most three words away."""
    end = index
    while index < len(words) and index - end < 4 and not words[index].breaks and words[index].word:
        if words[index].low in lows("law_stop") | {"cho", "và", "-"}:
            break
        index += 1
        if words[index - 1].capital:
            end = index
    return end
