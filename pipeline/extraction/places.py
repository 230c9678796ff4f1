"""Names of places (địa danh): units of the gazetteer, and capitalised names after a word of their kind ('xã Sơn Lang').

>>> words = tokens("trên địa bàn tỉnh Kiên Giang, huyện Vĩnh Thuận và TP. Hồ Chí Minh; xã Sơn Lang; Hà Nội")
>>> [" ".join(word.text for word in words[a:b]) for a, b in places(words)]
['tỉnh Kiên Giang', 'huyện Vĩnh Thuận', 'TP . Hồ Chí Minh', 'xã Sơn Lang', 'Hà Nội']
>>> normal_place("TP. Hồ Chí Minh"), normal_place("tỉnh Kiên Giang"), normal_place("TX. Hà Tiên")
('Hồ Chí Minh', 'Kiên Giang', 'thị xã Hà Tiên')
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from pipeline.extraction.tokens import Token, phrase_at, phrases, tokens
from pipeline.gazetteer import districts, provinces
from pipeline.vietnamese.normalize import nfc, tone_placement
from pipeline.vietnamese.syllables import is_syllable

_PROVINCE_KINDS = regex.compile(r"(?:tỉnh|thành phố|tp\.?)\s*", regex.IGNORECASE)
_SHORT = ((regex.compile(r"\AT[Pp]\.?\s*"), "thành phố "), (regex.compile(r"\AT[Xx]\.?\s*"), "thị xã "))


@cache
def _named() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Names that are places by themselves: provinces, districts of two syllables or more that no other unit shares, some more."""
    made: dict[str, list[tuple[str, ...]]] = {first: list(all_) for first, all_ in phrases("place").items()}
    wanted = [*provinces.names(), *(name for name in districts.names() if " " in name and districts.find(name) is not None)]
    for name in wanted:
        for spelt in {name, tone_placement(name)}:
            sequence = tuple(token.text for token in tokens(spelt))
            if len(sequence) > 1:
                made.setdefault(sequence[0], []).append(sequence)
    return {first: tuple(sorted(sequences, key=len, reverse=True)) for first, sequences in made.items()}


def places(words: list[Token]) -> Iterator[tuple[int, int]]:
    """Names of places as token ranges, in order, the word of the kind included."""
    index = 0
    while index < len(words):
        kind = phrase_at(words, index, phrases("place_kind"))
        if kind:
            end = _name_after(words, index + kind)
            if end > index + kind:
                yield index, end
                index = end
                continue
        length = phrase_at(words, index, _named())
        if length and not _inside_name(words, index, index + length) and not _the_man(words, index, index + length):
            yield index, index + length
        index += max(length, 1)


def _name_after(words: list[Token], index: int) -> int:
    """End of the name that begins at `index`: known ones as they are, else up to four capitalised syllables or a number."""
    if index >= len(words) or words[index].breaks:
        return index
    known = phrase_at(words, index, _named())
    if not known and phrase_at(words, index, phrases("not_name")):  # 'cấp huyện Phó Giám đốc'
        return index
    if known:
        return index + known
    if words[index].text.isdigit() and words[index - 1].text in ("quận", "phường", "thôn", "ấp", "phố") and len(words[index].text) <= 2:
        return index + 1
    end = index
    while end < len(words) and end - index < 4 and words[end].capital and words[end].word and not (end > index and words[end].breaks):
        if len(words[end].text) > 1 and words[end].text.isupper():
            break
        end += 1
    return end


def _inside_name(words: list[Token], index: int, end: int) -> bool:
    """'Nguyễn An Giang' is no province: a capitalised word that is no kind stands directly before, or the name goes on after."""
    before = words[index - 1] if index and not words[index].breaks else None
    after = words[end] if end < len(words) and not words[end].breaks else None
    named = before is not None and before.capital and before.word and before.text.istitle() and before.text in phrases("family")
    return named or (after is not None and after.capital and after.word and after.text.istitle() and is_syllable(after.text) and named)


def _the_man(words: list[Token], index: int, end: int) -> bool:
    """'Hồ Chí Minh' without 'thành phố' is the man, but for the line of place and date."""
    if [word.text for word in words[index:end]] != ["Hồ", "Chí", "Minh"]:
        return False
    return [word.text for word in words[end : end + 2]] != [",", "ngày"]


def normal_place(raw: str) -> str:
    """A province by its bare name, any other place with its kind in full, tone marks in one manner."""
    name = " ".join(tone_placement(nfc(raw)).split())
    for short, long in _SHORT:
        name = short.sub(long, name)
    bare = _PROVINCE_KINDS.match(name)
    province = provinces.find(name[bare.end() :] if bare else name)
    if province is not None and (bare or not regex.match(r"\p{Ll}", name)):
        return province.name
    return name
