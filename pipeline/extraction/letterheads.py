"""Names of bodies printed in capitals: the letterhead ('SỞ Y TẾ', 'ỦY BAN NHÂN DÂN' over 'TỈNH BÌNH THUẬN') and the signature.

Among capitals a task has no small letters that would tell its end, but the line has: what begins with a head word and stands alone
on its line is a body as a whole. Headings do so too ('PHÒNG, CHỐNG DỊCH', 'BAN HÀNH QUY CHẾ'): the words that tell them are listed.

>>> from pipeline.extraction.tokens import tokens
>>> text = "UBND TỈNH KIÊN GIANG SỞ NỘI VỤ\\nTRƯỜNG ĐẠI HỌC TÂY ĐÔ\\nPHÒNG, CHỐNG DỊCH\\nỦY BAN NHÂN DÂN\\nTỈNH BÌNH THUẬN\\nBÁO CÁO"
>>> words = tokens(text)
>>> [text[words[a].start:words[b - 1].end] for a, b in letterheads(words)]
['UBND TỈNH KIÊN GIANG', 'SỞ NỘI VỤ', 'TRƯỜNG ĐẠI HỌC TÂY ĐÔ', 'ỦY BAN NHÂN DÂN\\nTỈNH BÌNH THUẬN']
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extraction.organisations import Body, organisations
from pipeline.extraction.tokens import Token, known, longest

_MOST, _MOST_PLACE = 16, 6


def letterheads(words: list[Token]) -> Iterator[tuple[int, int]]:
    """Bodies in lines of capitals that begin with a head word, as token ranges in order."""
    index = 0
    while index < len(words):
        end = _line_end(words, index)
        if words[index].text.isupper() and len(words[index].text) > 1 and _heads(words, index):
            past = _own_end(words, index, end)
            found = list(_bodies(words, index, past)) if all(_printed(word) for word in words[index:past]) else []
            yield from found[:-1]
            if found:
                last, end = _with_next(words, *found[-1], end)
                yield last
        index = end


def _line_end(words: list[Token], index: int) -> int:
    end = index + 1
    while end < len(words) and not words[end].breaks:
        end += 1
    return end


def _heads(words: list[Token], index: int) -> bool:
    return bool(longest(words, index, known("head", "local", "organ"))) and not longest(words, index, known("heading"))


def _printed(word: Token) -> bool:
    return word.text.isupper() or not word.text.isalnum()


def _own_end(words: list[Token], index: int, end: int) -> int:
    """The left column of the letterhead ends where the right one ('CỘNG HÒA XÃ HỘI …') or another part of the paper begins."""
    return next((at for at in range(index + 1, end) if longest(words, at, known("column")) or not _printed(words[at])), end)


def _bodies(words: list[Token], index: int, past: int) -> Iterator[tuple[int, int]]:
    while past > index and not words[past - 1].word:
        past -= 1
    if not 2 <= sum(word.word for word in words[index:past]) <= _MOST:
        return
    starts = [body.first + index for body in _found(words[index:past])]
    if not starts or starts[0] != index:
        starts.insert(0, index)
    for first, after in zip(starts, [*starts[1:], past], strict=True):
        if after - first > 1:
            yield first, after


def _found(line: list[Token]) -> list[Body]:
    return list(organisations(line))


def _with_next(words: list[Token], first: int, past: int, end: int) -> tuple[tuple[int, int], int]:
    """'ỦY BAN NHÂN DÂN' with 'TỈNH BÌNH THUẬN' on the next line, 'SỞ GIÁO DỤC' with 'VÀ ĐÀO TẠO'."""
    if past < len(words) and past == end and _printed(words[past]) and not longest(words, past, known("head", "local", "organ", "heading")):
        after = _own_end(words, past, _line_end(words, past))
        line = [word._replace(breaks=False) for word in words[first : min(after, past + _MOST_PLACE)]]
        whole = next(iter(organisations(line)), None)
        if whole is not None and whole.first == 0 and whole.past > past - first:
            return (first, first + whole.past), first + whole.past
    return (first, past), end
