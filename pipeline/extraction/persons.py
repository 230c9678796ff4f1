"""Names of persons (họ tên): after a title, alone on a line (the signature), or two to five capitalised syllables of which the
first is a family name.

>>> from pipeline.extraction.tokens import tokens
>>> words = tokens("Đồng chí Nguyễn Kim Kiên, ông Rah Lan Lâm và bà Trần Thị Út; đường Lê Duẩn; Hồ Chí Minh; ông Nguyễn Văn B")
>>> [" ".join(word.text for word in words[a:b]) for a, b in persons(words)]
['Nguyễn Kim Kiên', 'Rah Lan Lâm', 'Trần Thị Út', 'Hồ Chí Minh', 'Nguyễn Văn B']
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipeline.extraction.tokens import Token, known, longest, phrases
from pipeline.vietnamese.syllables import is_syllable


@cache
def _families() -> frozenset[str]:
    names = set(phrases("family"))
    return frozenset(names | {name.upper() for name in names})


def persons(words: list[Token], closed: bytearray | None = None) -> Iterator[tuple[int, int]]:
    """Names of persons as token ranges, titles left out, in order; tokens marked in `closed` are no part of any."""
    index = 0
    shut = closed if closed is not None else bytearray(len(words))
    while index < len(words):
        if shut[index]:
            index += 1
            continue
        title = longest(words, index, known("person_title"))
        end = 0
        start = index
        if title and not (words[index].shout and len(words[index].text) > 5):
            start = index + title
            start += longest(words, start, known("country", "country_short")) if start < len(words) else 0  # 'Thủ tướng Anh David Cameron'
            end = _name(words, start, titled=True) or _foreign(words, index, start)
        if not end:
            start = index
            end = 0 if _street(words, index) or _after_capital(words, index) else _name(words, index, titled=False)
        if end and not any(shut[start:end]):
            yield start, end
        index = max(end, index + 1)


def _street(words: list[Token], index: int) -> bool:
    """'đường Lê Duẩn' is a road, 'Số 1, Hoàng Hoa Thám' an address."""
    if not index or words[index].breaks:
        return False
    before = words[index - 1]
    address = index > 1 and before.text == "," and words[index - 2].text[0].isdigit() and words[index - 2].text != "2"
    return before.text in phrases("street") or (address and index > 2 and words[index - 3].low in ("số", ":", "ngõ"))


def _after_capital(words: list[Token], index: int) -> bool:
    """Inside a longer capitalised name ('Khu Lê Hồng Phong')."""
    before = words[index - 1] if index and not words[index].breaks else None
    if before is None or not before.word or not before.capital or before.text.isupper():
        return False
    return index < 2 or not longest(words, index - 2, known("person_title"))


def _name(words: list[Token], index: int, titled: bool) -> int:
    """End of a name of two to five capitalised syllables from `index`; 0 where there is none."""
    end = index
    while end < len(words) and end - index < 5 and _syllable(words[end], end > index + 1) and not (end > index and words[end].breaks):
        end += 1
    length = end - index
    if length < 2 or (length == 5 and end < len(words) and _syllable(words[end], True) and not words[end].breaks):
        return 0
    if longest(words, index, known("not_name")) or [word.low for word in words[end : end + 2]] == [",", "ngày"]:
        return 0  # 'Cao Lãnh, ngày …' is where the paper was signed
    if longest(words, index, known("office", "paper", "head")) and words[index].text not in phrases("family_common"):
        return 0
    first = words[index].text
    if titled and (first in _families() or length <= 4):
        return end
    return _untitled(words, index, end)


def _untitled(words: list[Token], index: int, end: int) -> int:
    first = words[index].text
    if first not in _families():
        return 0
    follows = words[end] if end < len(words) and not words[end].breaks else None
    if first.isupper():  # capitals: the name stands alone on its line (NGUYỄN VĂN A under the seal)
        alone = words[index].breaks and follows is None and all(word.text.isupper() for word in words[index:end])
        return end if alone and first.title() in phrases("family_common") else 0
    if any(word.text.isupper() and len(word.text) > 1 for word in words[index:end]):
        return 0
    rare = first not in phrases("family_common")
    # 'Đồng Xoài', 'Sơn Lang', 'Kim Chính' are villages; with three syllables or alone on a line such names are persons.
    if rare and end - index == 2 and not (words[index].breaks and follows is None):
        return 0
    return end if end - index <= 4 else 0


def _syllable(word: Token, last: bool) -> bool:
    if not word.capital or not word.word:
        return False
    if len(word.text) == 1:
        return last or word.text in "AY"  # 'Nguyễn Văn B', 'Vàng A Lâu'
    return (word.text.istitle() or word.text.isupper()) and _spelt(word.text)


def _spelt(text: str) -> bool:
    return is_syllable(text) or text in _STRANGE


_STRANGE = frozenset(
    {"Rơ", "Siu", "Ksor", "Rah", "Lan", "Đăk", "Puih", "Kpă", "Rơmah", "Hrung", "Niê", "Êban", "Blô", "Phớc", "Krông", "Mlô", "Kbuôr"}
)


def _foreign(words: list[Token], title: int, index: int) -> int:
    """A foreign name after 'ông', 'Thủ tướng': one to four capitalised words of which one is no Vietnamese syllable."""
    if not longest(words, title, known("title_foreign")) or index >= len(words):
        return 0
    end = index
    while (
        end < len(words) and end - index < 4 and words[end].title and len(words[end].text) > 1 and not (end > index and words[end].breaks)
    ):
        end += 1
    name = words[index:end]
    strange = any(not is_syllable(word.text) for word in name)
    return end if name and strange and not longest(words, index, known("country", "place", "alone", "head")) else 0
