"""References to the paper itself ('Kế hoạch này') and back to one cited before ('Nghị định nêu trên').

>>> from pipeline.extraction.folded import folded
>>> t = "thực hiện Kế hoạch này; Nghị định nêu trên"
>>> [(d.kind, d.doc_type, t[d.start:d.end]) for d in find_self(t, folded(t))]
[('self', 'KH', 'Kế hoạch này'), ('anaphora', 'NĐ', 'Nghị định nêu trên')]
"""

from __future__ import annotations

from functools import cache

import regex

from pipeline.extraction.citation_words import type_letters
from pipeline.extraction.drafts import Draft
from pipeline.extraction.folded import one_of

_TYPES = (
    *("Nghị quyết", "Nghị định", "Quyết định", "Chỉ thị", "Thông tư", "Thông tư liên tịch", "Kế hoạch", "Chương trình", "Kết luận", "Lệnh"),
    *("Hướng dẫn", "Quy định", "Quy chế", "Thông báo", "Báo cáo", "Tờ trình", "Đề án", "Dự án", "Phương án", "Công điện", "Công văn"),
    *("Văn bản", "Luật", "Bộ luật", "Pháp lệnh", "Điều lệ", "Chiến lược"),
)


@cache
def _pattern() -> regex.Pattern[str]:
    return regex.compile(
        rf"(?<!\w)(?P<type>{one_of(_TYPES, loose=False)})\s{{1,3}}(?P<back>nay|neu\s{{1,3}}tren|noi\s{{1,3}}tren|tren\s{{1,3}}day)(?!\w)"
    )


def find_self(text: str, plain: str) -> list[Draft]:
    """Every reference by type word and 'này' (kind self) or 'nêu trên' (kind anaphora, to be resolved), in order."""
    found: list[Draft] = []
    for match in _pattern().finditer(plain):
        words = " ".join(match["type"].split())
        here = match["back"] == "nay"
        if (
            here
            and "à" not in text[match.start("back") : match.end()].casefold()
            and any(ord(c) > 0x1E00 for c in text[match.start() : match.end()])
        ):
            continue  # 'Quyết định nay' ("now") in a text that keeps its marks
        if words == "luat" and not text[match.start()].isupper():
            continue
        found.append(Draft(match.start(), match.end(), match.end(), "self" if here else "anaphora", type_letters()[words]))
    return found
