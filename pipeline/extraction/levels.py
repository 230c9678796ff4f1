"""The level or place that a body's name ends in: 'tỉnh Kiên Giang', 'huyện Vĩnh Thuận', 'tỉnh', 'Hà Nội' — or a class: 'các huyện'.

>>> from pipeline.extraction.tokens import tokens
>>> [level(tokens(text), 0) for text in ("tỉnh Kiên Giang giao", "tỉnh giao", "các huyện", "tỉnh, thành phố trực thuộc", "Hà Nội")]
[(3, 'named'), (1, 'own'), (0, 'class'), (0, 'class'), (2, 'named')]
"""

from __future__ import annotations

from functools import cache

from pipeline.extraction.tokens import Token, Trie, known, longest, lows, trie
from pipeline.gazetteer import districts, provinces

_MOST_SYLLABLES = 4


@cache
def units() -> Trie:
    """Names of provinces, and of districts of two syllables or more."""
    return trie([*provinces.names(), *(name for name in districts.names() if " " in name), "Hồ Chí Minh", "Thừa Thiên - Huế", "Huế"])


@cache
def unit_words() -> Trie:
    """Words of levels: 'tỉnh', 'thị xã'."""
    return known("unit")


def level(words: list[Token], index: int) -> tuple[int, str]:
    """Past the level at `index` and whether it is `named`, the paper's `own`, a `class` of bodies, or none ('')."""
    if index >= len(words) or (index and words[index].breaks):
        return index, ""
    if longest(words, index, known("class_word")) and not words[index].capital:
        return index, "class"
    unit = longest(words, index, unit_words())
    if unit:
        past = name_after(words, index + unit)
        if past > index + unit:
            return past, "named"
        return _bare(words, index, index + unit)
    place = longest(words, index, units())
    if place and words[index].capital:
        return index + place, "named"
    return index, ""


def _bare(words: list[Token], index: int, past: int) -> tuple[int, str]:
    """'UBND tỉnh' is the paper's own; 'UBND tỉnh, thành phố', 'UBND phường nơi …' are many."""
    if words[index].shout and not all(word.shout for word in words[index:past]):
        return index, ""
    follows = words[past] if past < len(words) and not words[past].breaks else None
    if " ".join(word.low for word in words[index:past]) not in lows("unit_own"):
        return index, "class"
    if follows is not None and follows.low in (",", "/", "và", "hoặc", "-") and longest(words, past + 1, unit_words()):
        after = name_after(words, past + 1 + longest(words, past + 1, unit_words()))
        if after == past + 1 + longest(words, past + 1, unit_words()):
            return index, "class"
    if follows is not None and follows.low in ("nơi", "khác", "trực", "có", "liên") and follows.low != "có":
        return index, "class"
    return past, "own"


def name_after(words: list[Token], index: int) -> int:
    """Past the proper name of a place at `index`: a known one, or up to four capitalised syllables; `index` where none stands there."""
    if index >= len(words) or (index and words[index].breaks) or not words[index].capital:
        return index
    unit = longest(words, index, units())
    if unit:
        return _numbered(words, index + unit)
    if words[index].shout:
        return _shouted(words, index)
    if longest(words, index, known("head", "alone", "local", "paper", "not_name", "office", "unit", "plural")):
        return index
    end = index
    while end < len(words) and end - index < _MOST_SYLLABLES and _syllable(words, end, index):
        end += 1
    return _numbered(words, end) if end > index else index


def _shouted(words: list[Token], index: int) -> int:
    """Among capitals a name is what ends the line ('XÃ SƠN LANG'), up to four syllables: 'YÊU CẦU VỀ NĂNG LỰC NGƯỜI HỌC' is none."""
    if index and not words[index - 1].text.isupper():
        return index  # 'đường CHC'
    past = index + 1
    while past < len(words) and past - index <= _MOST_SYLLABLES and words[past].shout and not words[past].breaks:
        past += 1
    return past if past - index <= _MOST_SYLLABLES and (past == len(words) or words[past].breaks) else index


def _syllable(words: list[Token], at: int, first: int) -> bool:
    word = words[at]
    if not word.word or not word.capital or (word.breaks and at > first):
        return False
    if word.shout != words[first].shout and len(word.text) > 1:
        return False
    ends = at + 1 >= len(words) or not words[at + 1].word or words[at + 1].breaks
    return at == first or ends or not (longest(words, at, known("head", "local", "alone")) and word.low not in ("ban", "hội", "đoàn"))


def _numbered(words: list[Token], end: int) -> int:
    """'Phước Cát 2': a small number behind the name, if the list goes on or ends there."""
    if end + 1 <= len(words) - 1 and words[end].text.isdigit() and len(words[end].text) == 1 and words[end + 1].text in ",.;":
        return end + 1 if not words[end].breaks else end
    return end
