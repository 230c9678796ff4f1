"""Words that never go on the name of a body: with them its title or the clause begins ('Chính phủ Quy định chi tiết', 'UBND tỉnh về việc').

>>> stops_here("về"), stops_here("Kiên"), stops_here("Quy", "Quy định chi tiết"), stops_here("Quy", "Quy Nhơn")
(True, False, True, False)
"""

from __future__ import annotations

from functools import cache

import regex

from pipeline.extraction.citation_words import phrases
from pipeline.extraction.folded import folded
from pipeline.vietnamese.normalize import tone_placement


@cache
def _stops() -> frozenset[str]:
    return frozenset(word.split()[0] for word in phrases("stop"))


def stops_here(word: str, behind: str = "") -> bool:
    """Whether the word never goes on a name; one whose marks were lost counts too ('Kiếm' does not, though 'kiểm' does).

    `behind` is the text from the word on: with a capital only the first words of a title stop ('Chính phủ Quy định chi tiết').
    """
    if word[0].isupper() and not word.isupper():
        return bool(_TITLE_START.match(behind or word))
    small = tone_placement(word.casefold())
    return small in _stops() or (word.islower() and small.isascii() and small in _plain_stops())


_TITLE_START = regex.compile(
    r"(?:Về|Quy định|Ban hành|Phê duyệt|Sửa đổi|Hướng dẫn|Bãi bỏ|Thực hiện|Triển khai|Bổ sung|Công bố|Tăng cường|Nghị quyết|Quyết định"
    r"|Luật)(?!\w)"
)


@cache
def _plain_stops() -> frozenset[str]:
    return frozenset(folded(word) for word in _stops())
