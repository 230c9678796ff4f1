"""Citations by type and digits alone: 'Chỉ thị số 05 của Bộ Chính trị', 'Nghị định 91/2017', 'Quyết định 468' cited in full before.

Digits alone are no number, so more must speak for them: a date or an issuer behind, or the full number elsewhere in the paper.

>>> from pipeline.extraction.folded import folded
>>> from pipeline.extraction.numbered import find_numbered
>>> t = "Quyết định số 468/QĐ-TTg ngày 27/3/2021 (sau đây gọi là Quyết định 468). Quyết định 468 giao 30 xã; Quyết định 30 xã"
>>> [(d.number.number_symbol, t[d.start:d.end]) for d in find_number_only(t, folded(t), find_numbered(t, folded(t), None))]
[('468/QĐ-TTg', 'Quyết định 468'), ('468/QĐ-TTg', 'Quyết định 468')]
"""

from __future__ import annotations

from functools import cache

import regex

from pipeline.extraction.citation_words import type_letters
from pipeline.extraction.drafts import Draft
from pipeline.extraction.folded import one_of
from pipeline.extraction.numbered import folded_type
from pipeline.extraction.spans import Spans
from pipeline.extraction.tails import read_tail
from pipeline.forms.docnumber import DocNumber

_TYPES = [
    *(
        "Nghị quyết",
        "Nghị định",
        "Quyết định",
        "Chỉ thị",
        "Thông tư",
        "Thông tư liên tịch",
        "Kết luận",
        "Kế hoạch",
        "Hướng dẫn",
        "Thông báo",
    ),
    *("Quy định", "Chương trình", "Công văn", "Công điện"),
]
_DIGITS = regex.compile(
    r"(?P<number>\d{1,4}[a-d]?)(?:/(?P<year>(?:19|20)\d\d))?(?![\w/]|[-–]\w|\s?[/-]\s?[A-ZĐ]|[.,]\d)"
    r"(?!\s{1,2}(?:năm|tháng|ngày|tuần|giờ|phút|người|đồng|triệu|tỷ|xã|điểm|lần|nhóm|nội dung|nhiệm vụ)(?!\w)|\s?%)"
)
"""Digits with no symbol behind them, with the year or without; what counts something ('Kế hoạch 5 năm') is no number."""


@cache
def _typed() -> regex.Pattern[str]:
    return regex.compile(rf"(?<!\w)(?P<type>{one_of(_TYPES)})\s{{1,3}}(?P<so>s[o6e&]\s{{0,3}})?(?=\d)")


def find_number_only(text: str, plain: str, numbered: list[Draft]) -> list[Draft]:
    """Citations by type and digits alone, in order; `numbered` are the full ones of the same paper."""
    found: list[Draft] = []
    taken = Spans((draft.start, draft.end) for draft in numbered)
    cited = _by_digits(numbered)
    for match in _typed().finditer(plain):
        digits = _DIGITS.match(text, match.end())
        if digits is not None and not taken.cover(match.start(), match.start() + 1):
            draft = _draft(text, plain, match, digits, cited)
            if draft is not None:
                found.append(draft)
    return found


Cited = dict[tuple[str, str], list[Draft]]
"""Type letters and digits without leading zeros → the full citations of them."""


def _by_digits(numbered: list[Draft]) -> Cited:
    cited: Cited = {}
    for draft in numbered:
        if draft.doc_type and draft.number and draft.number.number:
            cited.setdefault((draft.doc_type, draft.number.number.lstrip("0")), []).append(draft)
    return cited


def _draft(text: str, plain: str, match: regex.Match[str], digits: regex.Match[str], cited: Cited) -> Draft | None:
    doc_type, printed, year = type_letters()[folded_type(match)], digits["number"], digits["year"]
    tail = read_tail(text, plain, digits.end())
    full = [d for d in cited.get((doc_type, printed.lstrip("0")), ()) if d.number and year in (None, d.number.year)]
    known = full[0] if len({d.number.number_symbol for d in full if d.number}) == 1 else None
    if not _told(match, bool(tail.issuer or tail.date), known, doc_type, digits, text):
        return None
    number = known.number if known and known.number else DocNumber(printed, year, "", False, doc_type)
    told = number.year or tail.year or ((known.date or "")[:4] if known else None)
    issuer = tail.issuer or (known.issuer if known else None)
    return Draft(
        match.start(), tail.end, digits.end(), "numbered", doc_type, number, date=tail.date, year=told or None, issuer=issuer,
        flags=(*tail.flags, "number_only"),
    )  # fmt: skip


def _told(match: regex.Match[str], dated: bool, known: Draft | None, doc_type: str, digits: regex.Match[str], text: str) -> bool:
    """Whether enough speaks for a number: 'số' with a date, an issuer, a year or the full number; without 'số' the full number."""
    if not match["so"] and doc_type in ("CTr", "KH") and known is None:
        return False
    if dated:
        return True
    if match["so"]:
        return known is not None or doc_type == "NĐ" or digits["year"] is not None
    return text[match.start()].isupper() and (
        (known is not None and len(digits["number"]) > 1) or (doc_type == "NĐ" and bool(digits["year"]))
    )
