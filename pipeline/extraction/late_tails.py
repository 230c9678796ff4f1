"""Date and issuer that stand behind the title: 'Nghị định số 12/2011/NĐ-CP Về tổ chức … ngày 30/01/2011 của Chính phủ'.

So the codified law and older papers cite. The date then looks like that of a law named at the title's end; the year in the number and
the body in the symbol tell whose it is.

>>> from pipeline.extraction.citations import find_citations
>>> t = "Thông tư số 81/2020/TT-BTC hướng dẫn Luật Ngân sách nhà nước ngày 15/09/2020 của Bộ Tài chính, có hiệu lực từ ngày 01/11/2020"
>>> [(c.canonical_id, c.date, c.issuer, c.title) for c in find_citations(t)]
[('TT 81/2020/TT-BTC', '2020-09-15', 'Bộ Tài chính', 'hướng dẫn Luật Ngân sách nhà nước'),
 ('Luật Ngân sách nhà nước', None, 'Quốc hội', None)]
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import NamedTuple

import regex

from pipeline.extraction.drafts import Draft
from pipeline.extraction.folded import folded, one_of
from pipeline.extraction.issuing_bodies import from_symbol
from pipeline.extraction.numbered import bodies
from pipeline.extraction.tails import read_date, read_issuer

_LONGEST = 1200
"""Characters of the longest title that is looked through."""

_DATED = regex.compile(r"(?<!\w)(?:(?:duoc\s{1,3})?(?:ky\s{1,3})?(?P<issued>ban\s{1,3}hanh)\s{1,3})?ngay\s{0,3}\d")
_CLOSED = regex.compile(r"\s?(?:[,;.)”\"]|$)")
_STOP = regex.compile(r"\n|[;](?!\s{1,3}[^\W\d_])|\.\s(?!ngay\s)|(?:co|het)\s{1,3}hieu\s{1,3}luc")


class _Tail(NamedTuple):
    """A date (ISO) with the issuer behind it, where they begin (the blank before them left out) and end."""

    start: int
    end: int
    date: str
    issuer: str | None


_BEGIN = regex.compile(r"[.\"”]?\s{1,3}(?:\(\d\)\s)?[“\"'(]?(?=[^\W\d_])")
ACTS = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})
"""Types of acts that are cited by name."""


def without_own_names(plain: str, drafts: list[Draft]) -> list[Draft]:
    """The drafts without the names of laws that stand right behind their own number ('Luật số 57/2020/QH14 Luật Thanh niên')."""
    kept: list[Draft] = []
    for draft in drafts:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.kind == "numbered"
            and last.doc_type in ACTS
            and draft.kind == "named_law"
            and draft.doc_type == last.doc_type
            and last.end == last.head_end
            and (gap := _BEGIN.match(plain, last.end)) is not None
            and gap.end() == draft.start
            and draft.relation is None
        ):
            kept[-1] = replace(last, title_span=(draft.start, draft.head_end))
        else:
            kept.append(draft)
    return kept


def with_late_tails(text: str, plain: str, drafts: list[Draft]) -> list[Draft]:
    """The same drafts; those whose date stands behind their title have it, and what they cite within the title no longer."""
    result = list(drafts)
    used: set[int] = set()
    for place in range(len(result)):
        draft = result[place]
        if draft.kind != "numbered" or draft.number is None or not draft.number.symbol or draft.end != draft.head_end:
            continue
        tail = _late(text, plain, result, place)
        if tail is None or tail.start in used:
            continue
        used.add(tail.start)
        year = draft.number.year or tail.date[:4]
        result[place] = replace(
            draft,
            end=tail.end,
            date=tail.date,
            year=year,
            issuer=tail.issuer or draft.issuer,
            title_span=_trimmed(text, draft.head_end, tail.start),
            flags=draft.flags if year == tail.date[:4] else (*draft.flags, "date_conflict"),
        )
        for inner in range(place + 1, len(result)):
            if result[inner].start >= tail.start:
                break
            if result[inner].end > tail.start:
                result[inner] = _bare(result[inner])
    return result


def _bare(draft: Draft) -> Draft:
    year = draft.number.year if draft.number else None
    return replace(
        draft, end=draft.head_end, date=None, year=year, issuer=None, flags=tuple(f for f in draft.flags if f != "date_conflict")
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start] in ' ,.\n"”':
        start += 1
    while end > start and text[end - 1] in " ,.\n":
        end -= 1
    return (start, end) if end - start > 3 else None


def _late(text: str, plain: str, drafts: list[Draft], place: int) -> _Tail | None:
    """The first date with issuer behind the title of a draft that can only be its own."""
    draft = drafts[place]
    begin = _BEGIN.match(plain, draft.head_end)
    if begin is None or plain.startswith(("va ", "hoac "), begin.end()):
        return None
    doubtful: _Tail | None = None
    for match in _DATED.finditer(plain, begin.end(), _limit(text, plain, begin.end())):
        owner = next((d for d in reversed(drafts[place + 1 : place + 60]) if d.start < match.start() < d.end), None)
        tail = _read(text, plain, match, draft)
        if tail is None or (owner is not None and _its_own(owner, tail, draft)):
            continue
        last = _CLOSED.match(plain, tail.end) is not None
        if not last and _unnumbered_type().search(plain, max(draft.head_end, match.start() - 24), match.start()):
            return None  # 'báo cáo ngày 5/3/2021 của …' is another document
        if _fits(draft, tail):
            return tail
        if last and owner is None and tail.issuer is not None and _same_body(draft, tail.issuer):
            doubtful = tail  # a date whose year is not the one in the number: kept as printed, and flagged
    return doubtful


def _limit(text: str, plain: str, start: int) -> int:
    """How far a title may go: to a line end, a full stop, a semicolon with a new sentence behind it."""
    end = min(len(plain), start + _LONGEST)
    for match in _STOP.finditer(plain, start, end):
        if match[0] == ";" or not (match[0].startswith(".") and text[match.end() : match.end() + 1].islower()):
            return match.start()
    return end


def _read(text: str, plain: str, match: regex.Match[str], draft: Draft) -> _Tail | None:
    at = plain.index("ngay", match.start())
    dated = read_date(text, plain, at)
    if dated is None or dated[1].precision != "day" or dated[1].date is None:
        return None
    end, value = dated
    issued = read_issuer(text, plain, end, (), draft.several)
    if issued is None and not match["issued"]:
        return None
    assert value.date is not None
    return _Tail(match.start(), issued[0] if issued else end, value.date, issued[1] if issued else None)


def _fits(draft: Draft, tail: _Tail) -> bool:
    """Whether date and issuer may be those of the numbered document: the year printed in it, the body of its symbol."""
    assert draft.number is not None
    if draft.number.year:
        return draft.number.year == tail.date[:4]
    return tail.issuer is not None and (_same_body(draft, tail.issuer) or from_symbol(bodies(draft.number.symbol)[0], None) is None)


def _same_body(draft: Draft, issuer: str) -> bool:
    assert draft.number is not None
    letters = bodies(draft.number.symbol)[0]
    plain = folded(issuer)
    if letters in ("UBND", "UB"):
        return plain.startswith(("ubnd", "uy ban nhan dan", "chu tich"))
    name = from_symbol(letters, None)
    return name is not None and folded(name) in plain


def _its_own(owner: Draft, tail: _Tail, outer: Draft) -> bool:
    """Whether the date is rather that of the document cited within the title."""
    if owner.number is not None and owner.number.year:
        return owner.number.year == tail.date[:4]
    legislature = tail.issuer is None or folded(tail.issuer).startswith(("quoc hoi", "uy ban thuong vu quoc hoi", "chu tich nuoc"))
    if owner.kind == "named_law":
        assert outer.number is not None
        return legislature and "QH" not in outer.number.symbol
    return owner.number is None or not _same_body(outer, tail.issuer or "") or _same_body(owner, tail.issuer or "")


@cache
def _unnumbered_type() -> regex.Pattern[str]:
    """A type word without a number in front of a date: the date is that of another document."""
    names = ["Báo cáo", "Công văn", "Văn bản", "Tờ trình", "Thông báo", "Biên bản", "Quyết định", "Công điện", "Kết luận", "Phiếu trình"]
    return regex.compile(rf"(?<!\w){one_of(names, loose=False)}\s{{1,3}}$")
