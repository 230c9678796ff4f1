"""How a paper stands to the one it cites: the words before the citation, and the first words of the cited one's title.

>>> from pipeline.extraction.folded import folded
>>> t = "Tiếp tục thực hiện có hiệu quả các Chỉ thị số 5"; relation_before(folded(t), 35)
'thực hiện'
>>> t = "về việc ban hành Quy định"; relation_of_title(folded(t))
'ban hành'
"""

from __future__ import annotations

from functools import cache

import regex

from pipeline.extraction.citation_words import phrases, relations
from pipeline.extraction.folded import one_of

POINTING_RIGHT = frozenset({"căn cứ", "thực hiện", "theo", "ban hành kèm theo", "theo đề nghị"})
"""Relations that the citing text has to the citation behind the words; the others are those of the document before them."""


@cache
def _before() -> regex.Pattern[str]:
    fillers = one_of(list(phrases("filler")), loose=False)
    words = one_of(list(phrases("before")), loose=False)
    return regex.compile(rf"(?<!\w)(?P<words>{words})(?:\s?[,:]?\s{{1,3}}{fillers})*+\s?[:“\"'(-]{{0,2}}\s{{0,3}}$")


_PROPOSAL = regex.compile(r"(?:(?:de|dé)\s{1,3}nghi\s{1,3}cua\s[^;\n]{3,90}?|;\s{1,3}cua\s[^;\n]{3,90}?)\s{1,3}tai\s{1,3}(?:cac\s{1,3})?$")


def relation_before(plain: str, start: int) -> str | None:
    """The relation told by the words that end at `start` in folded text; None if they tell none."""
    floor = max(0, start - 110)
    if _PROPOSAL.search(plain, floor, start):
        return "theo đề nghị"
    match = _before().search(plain, max(0, start - 70), start)
    if match is None or (match["words"] == "het hieu luc" and "\n" in match[0]):
        return None  # 'Ngày hết hiệu lực⏎Thông tư số …' is the head of a table
    return relations("before").get(" ".join(match["words"].split()).replace(",", "")) or None


@cache
def title_start(weak: bool = True) -> regex.Pattern[str]:
    """What a title of a cited document begins with (folded text, right behind the citation); `weak`: verbs of a sentence too."""
    words = one_of([*phrases("title"), *(phrases("weak") if weak else ())], loose=False)
    return regex.compile(rf"\s{{0,3}},?\s{{0,3}}(?P<title>(?:ve\s{{1,3}}viec\s{{1,3}}|ve\s{{1,3}}|v/v\s{{1,3}})?(?P<words>{words}))(?!\w)")


def relation_of_title(plain: str) -> str | None:
    """The relation that the first words of a title tell ('quy định chi tiết', 'ban hành'); None for a plain 'về'."""
    match = title_start().match(plain)
    return (relations("title").get(" ".join(match["words"].split()).replace(",", "")) or None) if match else None
