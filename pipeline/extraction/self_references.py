"""References to the paper itself ('Kế hoạch này') and back to one cited before ('Nghị định nêu trên', 'văn bản trên').

>>> from pipeline.extraction.folded import folded
>>> t = "thực hiện Kế hoạch này; Nghị định nêu trên; Quyết định trên cơ sở"
>>> [(d.kind, d.doc_type, t[d.start:d.end]) for d in find_self(t, folded(t))]
[('self', 'KH', 'Kế hoạch này'), ('anaphora', 'NĐ', 'Nghị định nêu trên')]
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import regex

from pipeline.extraction.citation_words import type_letters
from pipeline.extraction.drafts import Draft
from pipeline.extraction.folded import folded
from pipeline.records import Header

_TYPES = (
    *("Nghị quyết", "Nghị định", "Quyết định", "Chỉ thị", "Thông tư", "Thông tư liên tịch", "Kế hoạch", "Chương trình", "Kết luận", "Lệnh"),
    *("Hướng dẫn", "Quy định", "Quy chế", "Thông báo", "Báo cáo", "Tờ trình", "Đề án", "Dự án", "Phương án", "Công điện", "Công văn"),
    *("Văn bản", "Văn bản hợp nhất", "Nghị quyết liên tịch", "Luật", "Bộ luật", "Pháp lệnh", "Điều lệ", "Chiến lược"),
)
_BACK = regex.compile(
    r"\s(?P<back>nay|neu\s{1,3}tren|noi\s{1,3}tren|tren\s{1,3}day|tren(?=\s?(?:[.,;:)]|$)|\s(?:duoc|da|thi|va|de|khong|cua)\s))(?!\w)"
)
_SEVERAL = regex.compile(r"(?<!\w)(?:cac|nhung)\s{1,3}$")
_COUNTED = regex.compile(r"(?<!\w)(?:cac|nhung|hai|ba|bon|0[2-9])\s{1,3}$")


@cache
def _types() -> tuple[tuple[str, ...], ...]:
    """Words of each folded type, longest first."""
    return tuple(tuple(folded(words).split()) for words in sorted(_TYPES, key=lambda words: -len(words.split())))


_COMMON = frozenset({"quy dinh", "huong dan", "du an", "bao cao", "thong bao", "van ban", "cong van", "chuong trinh", "phuong an", "de an"})
"""Types that are common words too: small they mean a document only where the paper is of that type ('theo quy định này')."""


def find_self(text: str, plain: str, own_type: str | None = None) -> list[Draft]:
    """Every reference by type word and 'này' (kind self) or 'nêu trên' (kind anaphora, to be resolved), in order.

    `own_type` are the letters of the paper's own type.
    """
    found: list[Draft] = []
    for match in _BACK.finditer(plain):
        start = _type_before(plain, match.start())
        if start is None:
            continue
        words = " ".join(plain[start : match.start()].split())
        here = match["back"] == "nay"
        if here and _now(text, start, match):
            continue
        letters = type_letters()[words]
        if text[start].islower() and (words == "luat" or (words in _COMMON and letters != own_type and (here or words != "van ban"))):
            continue
        if (_SEVERAL if here else _COUNTED).search(plain, max(0, start - 8), start):
            continue  # 'các Nghị định nêu trên', 'các dự án này' are several
        found.append(Draft(start, match.end(), match.end(), "self" if here else "anaphora", letters))
    return found


def _type_before(plain: str, end: int) -> int | None:
    """Where the type word that ends at `end` begins; None where none ends there."""
    window = plain[max(0, end - 30) : end]
    words = window.split()
    for wanted in _types():
        if tuple(words[-len(wanted) :]) == wanted:
            at = end
            for word in reversed(wanted):
                at = plain.rindex(word, 0, at)
            return at if at == 0 or not plain[at - 1].isalnum() else None
    return None


def _now(text: str, start: int, match: regex.Match[str]) -> bool:
    """Whether 'nay' means 'now' ('Quyết định nay'): without its mark in a text that keeps its marks."""
    marked = any(ord(c) > 0x1E00 for c in text[start : match.end()])
    return marked and "à" not in text[match.start("back") : match.end()].casefold()


_ACTS = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})


def referred(drafts: list[Draft], header: Header) -> list[Draft]:
    """'Nghị định nêu trên' as the last one cited of its type, or the paper itself; left out where there is none.

    'Văn bản trên' is the last document cited, whatever its type. The date stays out, as it is not printed here.
    """
    result: list[Draft] = []
    latest: dict[str | None, Draft] = {}
    for draft in drafts:
        if draft.kind == "anaphora":
            last = latest.get(ANY if draft.doc_type == "CV" else draft.doc_type)
            if last is not None:
                result.append(_as(draft, last))
            elif draft.doc_type == header.doc_type:
                result.append(replace(draft, kind="self"))
            continue
        result.append(draft)
        if draft.kind == "numbered" or (draft.kind == "named_law" and draft.doc_type in _ACTS):
            latest[draft.doc_type] = draft
            if draft.kind == "numbered":
                latest[ANY] = draft
    return result


ANY = "?"
"""Stands for the last document cited by number, whatever its type."""


def _as(draft: Draft, last: Draft) -> Draft:
    year = last.year or (last.date or "")[:4] or None
    return replace(
        draft,
        kind=last.kind,
        doc_type=last.doc_type,
        number=last.number,
        name=last.name,
        year=year,
        issuer=last.issuer,
        flags=("anaphora",),
    )
