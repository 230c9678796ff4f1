"""Names of persons (họ tên): after a title, alone on a line (the signature), or two to five capitalised syllables of which the
first is a family name.

>>> from pipeline.extraction.tokens import tokens
>>> words = tokens("Đồng chí Nguyễn Kim Kiên, ông Rah Lan Lâm và bà Trần Thị Út; đường Lê Duẩn; Hồ Chí Minh")
>>> [" ".join(word.text for word in words[a:b]) for a, b in persons(words)]
['Nguyễn Kim Kiên', 'Rah Lan Lâm', 'Trần Thị Út', 'Hồ Chí Minh']
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipeline.extraction.tokens import Token, phrase_at, phrases
from pipeline.vietnamese.syllables import is_syllable

_STREETS = frozenset({"đường", "phố", "Đường", "Phố", "Trường", "trường", "giải", "quỹ", "bệnh", "tượng", "chợ", "cầu", "số"})


@cache
def _titles() -> dict[str, tuple[tuple[str, ...], ...]]:
    made: dict[str, tuple[tuple[str, ...], ...]] = {}
    for first, sequences in phrases("person_title").items():
        for spelt in {first, first[:1].upper() + first[1:]}:
            made[spelt] = tuple((spelt, *sequence[1:]) for sequence in sequences)
    return made


@cache
def _families() -> frozenset[str]:
    names = set(phrases("family"))
    return frozenset(names | {name.upper() for name in names})


def persons(words: list[Token]) -> Iterator[tuple[int, int]]:
    """Names of persons as token ranges, titles left out, in order."""
    index = 0
    while index < len(words):
        title = phrase_at(words, index, _titles())
        if title:
            end = _name(words, index + title, titled=True)
            if end:
                yield index + title, end
                index = end
                continue
            index += title
            continue
        before = words[index - 1] if index else None
        street = before is not None and not words[index].breaks and before.text in _STREETS
        end = 0 if street or _after_capital(words, index) else _name(words, index, titled=False)
        if end:
            yield index, end
        index = max(end, index + 1)


def _after_capital(words: list[Token], index: int) -> bool:
    """Inside a longer capitalised name ('Khu Lê Hồng Phong')."""
    before = words[index - 1] if index and not words[index].breaks else None
    return before is not None and before.word and before.capital and not before.text.isupper()


def _name(words: list[Token], index: int, titled: bool) -> int:
    """End of a name of two to five capitalised syllables from `index`; 0 where there is none."""
    end = index
    while end < len(words) and end - index < 5 and _syllable(words[end]) and not (end > index and words[end].breaks):
        end += 1
    length = end - index
    if length < 2 or (length == 5 and end < len(words) and _syllable(words[end]) and not words[end].breaks):
        return 0
    first = words[index].text
    if titled and (length >= 2 and (first in _families() or length <= 4)):
        return end
    if first not in _families():
        return 0
    follows = words[end] if end < len(words) and not words[end].breaks else None
    if first.isupper():  # capitals: the name stands alone on its line (NGUYỄN VĂN A under the seal)
        alone = words[index].breaks and follows is None and all(w.text.isupper() for w in words[index:end])
        return end if alone and first.title() in phrases("family_common") else 0
    if any(w.text.isupper() and len(w.text) > 1 for w in words[index:end]):
        return 0
    rare = first not in phrases("family_common")
    # 'Đồng Xoài', 'Sơn Lang', 'Kim Chính' are villages; with three syllables or alone on a line such names are persons.
    if rare and length == 2 and not (words[index].breaks and follows is None):
        return 0
    return end if length <= 4 else 0


def _syllable(word: Token) -> bool:
    return word.capital and word.word and (word.text.istitle() or word.text.isupper()) and (len(word.text) > 1) and _spelt(word.text)


def _spelt(text: str) -> bool:
    return is_syllable(text) or text in ("Rơ", "Siu", "Ksor", "Rah", "Lan", "Đăk", "Puih", "Kpă", "Rơmah", "Hrung", "Niê", "Êban", "Blô")
