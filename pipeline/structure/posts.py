"""Posts under a signature (chức vụ của người ký): as they should be spelled, where the seal or the scan damaged them.

A seal stands over the left third of the signature (Nghị định 30/2020/NĐ-CP, Phụ lục I): of 'PHÓ CHỦ TỊCH' OCR makes
'.PHÖ*CHỦ TỊCH' or '4 PHÓ*SHỦ TỊCH'. A post that differs from a known one in a letter or two is that post; its marks come from the list.

>>> post_like("4 PHÓ*SHỦ TỊCH"), post_like(".Z PHÒKIÁM ĐỐC"), post_like("ko GIẢN ĐỐC fuyễn Trúc Giang"), post_like("HIỆU TRƯỞN")
('PHÓ CHỦ TỊCH', 'PHÓ GIÁM ĐỐC', 'GIÁM ĐỐC', 'HIỆU TRƯỞNG')
>>> post_like("zc£z KT. CHỦ TỊCH"), post_like("BAN HÀNH"), post_like("'U TRƯỞNG")
('KT. CHỦ TỊCH', None, None)
>>> spelled("GIẢM ĐÓC"), spelled("TRƯỚNG KHOA"), spelled("GIÁM ĐÓC SỞ Y TẺ")
('GIÁM ĐỐC', 'TRƯỞNG KHOA', 'GIÁM ĐỐC SỞ Y TẾ')
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import regex

from pipeline.structure.bodies import respelled
from pipeline.structure.rows import plain
from pipeline.vietnamese import tsv

LONGEST = 80
"""Letters of a line that is looked at: a post is short."""

_MARK = regex.compile(r"(?<!\w)(T\.?U\.?Q|TM|KT|TL|Q)[./]\s{0,2}(?=\S)")
_NO_LETTER = regex.compile(r"[\W\d_]++")


@cache
def _posts() -> tuple[tuple[str, str], ...]:
    """(Letters alone, without marks; the post in capitals), longest first."""
    names = [row["phrase"] for row in tsv.rows("structure/roles.tsv") if row["kind"] == "post"]
    return tuple(sorted(((plain(name).replace(" ", ""), name.upper()) for name in names), key=lambda post: (-len(post[0]), post[0])))


@cache
def _patterns() -> tuple[tuple[regex.Pattern[str], str], ...]:
    """Posts of seven letters and more with the errors that they may have: of ten letters two, of fewer one letter for another.

    The first syllable is what tells the chiefs apart: 'Z6U€ TRƯỞNG' may be of a bureau or of a team.
    """
    found = []
    for letters, name in _posts():
        head = len(plain(name).split()[0]) if letters.endswith("truong") else 0
        if len(letters) > 9:
            found.append((regex.compile(rf"(?b)(?:{letters}){{e<=2}}"), name))
        elif len(letters) > 6:
            found.append((regex.compile(rf"(?b){letters[:head]}(?:{letters[head:]}){{s<=1}}"), name))
    return tuple(found)


def post_like(text: str) -> str | None:
    """The known post (after its TM., KT. …) that the words in capitals of a damaged line stand for; None for any other line."""
    if len(text) > LONGEST:
        return None
    words = [word for word in text.split() if _in_capitals(word)]
    line = " ".join(words)
    mark = _MARK.search(line)
    tries = [line[mark.end() :]] if mark else [line, " ".join(words[1:])]
    found = [best for best in map(_nearest, tries) if best is not None]
    if not found:
        return None
    return f"{mark[1].replace('.', '')}. {min(found)[1]}" if mark else min(found)[1]


def _in_capitals(word: str) -> bool:
    return any(c.isupper() for c in word) and not any(c.islower() for c in word)


def _nearest(line: str) -> tuple[int, str] | None:
    """(Errors, post) of the post that the letters are nearest to."""
    letters = _NO_LETTER.sub("", plain(line))
    found = sorted((sum(match.fuzzy_counts), name) for pattern, name in _patterns() if (match := pattern.fullmatch(letters)))
    if not found or (found[0][0] and found[1:] and found[1][0] == found[0][0]):
        return None  # 'TU TRƯỞNG' may be of a bureau, a team or a unit
    return found[0]


def spelled(role: str) -> str:
    """A line of post or body in capitals with the marks of known posts and bodies."""
    if not role.isupper():
        return role
    for found in _anywhere().finditer(plain(role)):
        role = role[: found.start()] + _spellings().get(found.group(), role[found.start() : found.end()]) + role[found.end() :]
    return respelled(role)


@cache
def _anywhere() -> regex.Pattern[str]:
    """Any post in plain text, the longest that stands there."""
    names = sorted({plain(name) for _, name in _posts()}, key=lambda name: (-len(name), name))
    return regex.compile(r"(?<!\w)(?:" + "|".join(map(regex.escape, names)) + r")(?!\w)")


@cache
def _spellings() -> dict[str, str]:
    """Plain post -> post in capitals; THỨ TRƯỞNG and THỦ TRƯỞNG, which are the same without marks, are left out."""
    names = [name for _, name in _posts()]
    counts = Counter(map(plain, names))
    return {plain(name): name for name in names if counts[plain(name)] == 1}
