"""Titles that go on behind a semicolon: 'Nghị định số 13/2021/NĐ-CP quy định về đối thoại với thanh niên; cơ chế, chính sách …'.

In a list the semicolon ends a title. It does not where the document is known by such a title (long_titles.tsv), nor in a ground that
begins with 'Căn cứ', whose members begin with a capital: there a small letter goes on.

>>> t = "Căn cứ Nghị định số 30/2018/NĐ-CP quy định chi tiết việc thành lập Hội đồng; trình tự định giá tài sản;"
>>> goes_on(t, t.index(";"), "NĐ 30/2018/NĐ-CP"), goes_on(t, len(t) - 1, "NĐ 30/2018/NĐ-CP")
(102, None)
>>> t = "Kết luận số 21-KL/TW về đẩy mạnh xây dựng Đảng; kiên quyết ngăn chặn; tổ chức học tập"
>>> goes_on(t, t.index(";"), None) is None
True
"""

from __future__ import annotations

from functools import cache

import regex

from pipeline.extraction.folded import folded
from pipeline.vietnamese.tsv import rows


@cache
def _known() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Id of a document → the parts of its title behind semicolons, each as its words."""
    return {row["id"]: tuple(_words(part) for part in row["title"].split(";")[1:]) for row in rows("extraction/long_titles.tsv")}


_WORD = regex.compile(r"[^\W_]+")


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(folded(text)))


_GROUND = regex.compile(r"\s*(?:[-+*–]\s*)?Căn cứ(?: vào)?\s")
_SMALL = regex.compile(
    r";\s{1,2}(?!(?:căn cứ|theo|trên cơ sở|sau khi|xét|thực hiện|và|các)\s)(?=\p{Ll})(?P<more>[^;\n]{8,300})(?=;|\.?\n|\.?$)"
)


def goes_on(text: str, at: int, identity: str | None) -> int | None:
    """The end of the part of a title that follows the semicolon at `at`; None where the title ends there."""
    for part in _known().get(identity or "", ()):
        end = _match(text, at + 1, part)
        if end is not None:
            return end
    line = text.rfind("\n", 0, at) + 1
    if _GROUND.match(text, line, at) is None:
        return None
    more = _SMALL.match(text, at)
    return more.end() if more else None


def _match(text: str, at: int, part: tuple[str, ...]) -> int | None:
    """The end of the words of `part` if they stand at `at`, marks and capitals aside."""
    for word in part:
        match = _WORD.search(text, at, at + 40)
        if match is None or folded(match[0]) != word:
            return None
        at = match.end()
    return at
