"""What stands behind the head word of a body (nhiệm vụ trong tên): 'Tài chính - Kinh tế ngành' behind 'Vụ'.

What the gazetteer of bodies knows is taken as it is; else the end is guessed by capitals, by pairs of words that stand side by side in
known tasks ('quản lý', 'thực vật'), by 'và', '-' and commas inside a list.

>>> line = tokens("Cục Chất lượng, Chế biến và Phát triển thị trường; Viện Xây dựng nông thôn")
>>> longest(line, 1, tasks()), guessed(line, 13, 13, 12)
(10, 17)
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from pipeline.extraction.levels import level, units
from pipeline.extraction.tokens import Token, Trie, known, longest, lows, phrases, tokens, trie
from pipeline.gazetteer import issuers
from pipeline.gazetteer.bodies import bodies

_MOST = 40
_JOINS = frozenset({"và", "-", ",", "&"})
_LISTED = frozenset({"bộ", "sở", "phòng", "vụ", "cục", "ban", "ủy", "trung", "chi", "công", "viện", "học", "hội", "tổng"})


@cache
def alone_names() -> Trie:
    """Names of bodies that are whole as they stand."""
    own = [name for name in issuers.names() if not name.startswith(("Chủ tịch", "Phó", "Khối", "Trung ương")) and name not in _needy()]
    return trie([*own, *phrases("alone"), *(f"{head} {rest}" for head, rest in bodies())])


@cache
def _needy() -> frozenset[str]:
    return (
        phrases("bare_none")
        | {"Ban Chỉ đạo", "Ban Quản lý dự án", "Chi bộ", "Công đoàn ngành", "Đảng đoàn", "Ban Quản lý Khu kinh tế"}
        | {"Ban cán sự đảng"}
    )


@cache
def tasks() -> Trie:
    """What stands behind a head word: 'Y tế', 'Tài chính - Kinh tế ngành'."""
    ministries = [name.partition(" ")[2] for name in issuers.names() if name.startswith(("Bộ ", "Sở "))]
    others = ("Báo", "Đài", "Đoàn", "Tổng công ty", "Thanh tra", "Văn phòng")
    return trie([*ministries, *(rest for head, rest in bodies() if head not in others)])


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    """Two words that stand side by side in a known task, the second one small."""
    found: set[tuple[str, str]] = set()
    for _, rest in bodies():
        line = tokens(rest)
        found.update((a.low, b.low) for a, b in pairwise(line) if b.text.islower() and a.word and b.word)
    return frozenset(found)


def past_form(words: list[Token], index: int) -> int:
    """Over the words of a company's form: 'cổ phần', 'trách nhiệm hữu hạn một thành viên'."""
    if index < 2 or words[index - 1].low not in ("ty", "nghiệp", "hàng", "mại"):
        return index
    while step := longest(words, index, known("company")):
        if words[index].breaks:
            break
        index += step
    return index


def guessed(words: list[Token], index: int, first: int, start: int) -> int:
    """Where the task that is known up to `index` ends: over capitals, small compounds, 'và', commas inside a list."""
    if index > first and index < len(words):  # known so far: it goes on over a join only
        ended = any(longest(words, at, known("body_tail")) == index - at for at in range(max(first, index - 3), index))
        glue = words[index].low in _JOINS and index + 1 < len(words) and words[index + 1].capital
        if not glue or ended or (words[index].low != "và" and words[start].low == "bộ"):
            return index
    while index < len(words) and index - start < _MOST and not words[index].breaks:
        step = _part(words, index, first) or _join(words, index, first, start)
        if not step:
            break
        index += step
    return index


def _part(words: list[Token], index: int, first: int) -> int:
    token = words[index]
    if (
        not token.word
        and not (token.text.isupper() and len(token.text) > 3)
        and not (token.text[0].isdigit() and index > first and len(token.text) <= 4 and words[index - 1].title)
    ):
        return 0
    if token.capital:
        if index > first and (_new_name(words, index) or (token.shout != words[first].shout and len(token.text) > 6)):
            return 0
        follows = words[index + 1] if index + 1 < len(words) and not words[index + 1].breaks else None
        small_next = (
            len(token.text) > 1 and follows is not None and follows.word and follows.text.islower() and follows.low not in lows("stop")
        )
        known_pair = follows is not None and (token.low, follows.low) in _pairs()
        return 2 if small_next and (known_pair or index == first) and not longest(words, index + 1, known("unit")) else 1
    if index > first and (words[index - 1].low, token.low) in _pairs() and token.low not in lows("stop"):
        return 1
    if index + 1 < len(words) and (token.low, words[index + 1].low) in _pairs() and token.low not in lows("stop") and index > first:
        return 2 if words[index - 1].word and not words[index - 1].capital and not longest(words, index, known("unit")) else 0
    return 0


def _new_name(words: list[Token], index: int) -> bool:
    """A second body, a paper, a person's office begins: the first name has ended."""
    if longest(words, index, known("paper", "not_name")):
        return True
    if longest(words, index, known("head", "local")) and longest(words, index, tasks()) < 2:
        return True
    return bool(longest(words, index, units()))


def _join(words: list[Token], index: int, first: int, start: int) -> int:
    """'và', '-' or ',' inside a name: 'Giáo dục và Đào tạo', 'Văn hóa, Thể thao và Du lịch'; never before another body or an office."""
    if words[index].low not in _JOINS or index + 1 >= len(words) or words[index + 1].breaks or index == first:
        return 0
    follows = words[index + 1]
    if not follows.word or longest(words, index + 1, known("office", "plural", "paper", "not_name")) or _starts_body(words, index + 1):
        return 0
    if words[index].low == "và":
        if any(word.low == "và" for word in words[first:index]) or not (
            follows.capital or (index + 2 < len(words) and _pair(words, index + 1))
        ):
            return 0
        return 1 if not longest(words, index + 1, units()) else 0
    if words[index].low == ",":
        closing = any(word.low == "và" for word in words[index + 2 : index + 6]) and (follows.capital or _pair(words, index + 1))
        return 1 if closing and words[start].low in _LISTED else 0
    return 1 if follows.capital else 0


def _pair(words: list[Token], index: int) -> bool:
    return index + 1 < len(words) and (words[index].low, words[index + 1].low) in _pairs()


def _starts_body(words: list[Token], index: int) -> bool:
    if not words[index].capital:
        return False
    return bool(
        longest(words, index, known("local", "alone")) or (longest(words, index, known("head")) and not longest(words, index, tasks()))
    )


def small_task(words: list[Token], index: int) -> int:
    """A task in small letters that ends in a name: 'Hội đồng tiền lương quốc gia', 'Bệnh viện giao thông vận tải thành phố Hồ Chí Minh'."""
    if words[index - 1].low not in ("đồng", "viện", "sở", "trường", "đoàn", "hàng", "ty", "tâm", "quỹ", "ban") or words[index].capital:
        return 0
    for at in range(index, min(index + 8, len(words))):
        if words[at].breaks or (words[at].low in lows("stop") and (words[at - 1].low, words[at].low) not in _pairs() and at > index):
            return 0
        if not words[at].word:
            return 0
        tail = longest(words, at, known("body_tail"))
        if tail and at > index + 1:
            return at + tail
        past, kind = level(words, at)
        if kind == "named" and at > index:
            return past
        if words[at].capital:
            return 0
    return 0
