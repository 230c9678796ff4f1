"""Titles of cited documents (trích yếu), and which citations stand inside them.

A title runs to the semicolon, the full stop or the next citation at the same level: 'Thông tư A quy định chi tiết Nghị định B; Thông
tư C' has B inside A's title and C beside A.
"""

from __future__ import annotations

import regex

from pipeline.extraction import identity
from pipeline.extraction.drafts import Draft
from pipeline.extraction.long_titles import goes_on
from pipeline.extraction.relations import title_start

_LONGEST = 900
_BREAK = regex.compile(
    r"[;\n]|[.:](?=\s|$|[.…])|…|\)|”"
    r"|,\s(?=(?:can|nham|dong\s{1,3}thoi|yeu\s{1,3}cau|de\s{1,3}nghi)\s)|\s(?=(?:da\s{1,3})?duoc\s{1,3}(?:sua|bo\s{1,3}sung|thay))|\s(?=gan\s{1,3}voi\s)|,?\s(?=va\s{1,3}(?:thay\s{1,3}the|(?:bai|huy)\s{1,3}bo)\s{1,3}(?:cac\s{1,3})?(?:toan\s{1,3}bo\s{1,3})?(?:nghi|quyet|thong|chi|luat|phap|dieu|khoan|ke))|,?\s(?=va\s{1,3}cac\s{1,3}(?:van\s{1,3}ban|quy\s{1,3}dinh))|,\s(?=co\s{1,3}hieu\s{1,3}luc|duoc\s{1,3}sua|het\s{1,3}hieu)"
    r"|\s(?=\((?:sau\s{1,3}day|goi\s{1,3}tat|duoi\s{1,3}day|viet\s{1,3}tat))|\s(?=nhu\s{1,3}sau)|(?P<body>,\s{1,3}(?=(?:uy\s{1,3}ban|ubnd|so|ban|khoi|hoi|lien\s{1,3}doan|doan|(?:dang|tinh|huyen|thanh)\s{1,3}uy|kho\s{1,3}bac|trung\s{1,3}tam|vien|phong|cuc|chi\s{1,3}cuc|bo|truong|benh\s{1,3}vien|cong\s{1,3}an)\s))"
)
_JOINT = regex.compile(r"\s{0,3}(?:[,;]|,?\s{0,3}(?:va|hoac|cung)(?!\w))\s{0,3}(?:cac\s{1,3}|so\s{1,3})*$")


_NORMATIVE = frozenset({"Luật", "Bộ luật", "Pháp lệnh", "NĐ", "TT", "TTLT"})


def titles(text: str, plain: str, drafts: list[Draft], leads: list[int]) -> list[tuple[int, int] | None]:
    """For each draft the span of its title; None where none follows."""
    return [_title(text, plain, drafts, leads, place) for place in range(len(drafts))]


def _title(text: str, plain: str, drafts: list[Draft], leads: list[int], place: int) -> tuple[int, int] | None:
    draft = drafts[place]
    if draft.title_span is not None:
        return draft.title_span
    if draft.kind in ("self", "named_law") or "anaphora" in draft.flags:
        return None
    weak = (draft.date is not None or draft.issuer is not None) and draft.doc_type not in _NORMATIVE
    match = title_start(weak).match(plain, draft.end)
    if match is None or (place + 1 < len(drafts) and drafts[place + 1].start < match.end("words")):
        return None
    start = match.start("title")
    end = _end(text, plain, start, identity.canonical_id(draft))
    end = _before_sibling(plain, drafts, leads, place, end)
    while end > start and text[end - 1] in " ,\n":
        end -= 1
    return (start, end) if end - start > 3 else None


def _end(text: str, plain: str, start: int, document: str | None) -> int:
    """The end of a title by its own punctuation, citations inside it left aside."""
    limit = min(len(text), start + _LONGEST)
    at = start
    while True:
        match = _BREAK.search(plain, at, limit)
        if match is None:
            return limit if limit == len(text) else _last_word(text, start, limit)
        mark = match[0][0] if match[0] else " "
        inside = text.count("(", start, match.start()) > text.count(")", start, match.start())
        quoted = text.count("“", start, match.start()) > text.count("”", start, match.start())
        if (
            (match["body"] and text[match.end()].islower())
            or (mark == ")" and inside)
            or (quoted and mark not in "\n")
            or (mark == "”" and quoted)
            or (mark == "\n" and _goes_on(text, match.start()))
            or (mark == "." and _abbreviation(text, match.start()))
            or (mark == ":" and match.start() - start < 9)
        ):
            at = match.end()
        elif mark == ";" and (more := goes_on(text, match.start(), document)) is not None:
            at = more
        else:
            return match.start()


def _last_word(text: str, start: int, limit: int) -> int:
    blank = text.rfind(" ", start, limit)
    return blank if blank > start else limit


def _goes_on(text: str, at: int) -> bool:
    """Whether a paragraph cut by a page end goes on behind the line end: no stop before it, a small letter behind."""
    before = text[max(0, at - 30) : at].rstrip()
    behind = text[at : at + 12].lstrip()
    return bool(before) and before[-1] not in ".;:!?" and behind[:1].islower()


def _abbreviation(text: str, at: int) -> bool:
    word = text[max(0, at - 4) : at].split(" ")[-1]
    return word in ("TP", "Tp", "TX", "TS", "GS", "ThS", "PGS", "Đ")


def _before_sibling(plain: str, drafts: list[Draft], leads: list[int], place: int, end: int) -> int:
    """The end cut where a citation at the same level begins behind a comma or 'và'."""
    inner: Draft | None = None
    for other in range(place + 1, len(drafts)):
        draft, lead = drafts[other], leads[other]
        if draft.start >= end:
            break
        if inner is not None and draft.end <= inner.end:
            continue  # a law inside an amending law's name
        joint = _JOINT.search(plain, max(drafts[place].end, lead - 20), lead)
        if joint is not None:
            enumerated = inner is not None and joint.start() <= inner.end + 2 and _same_sort(inner, draft)
            if not enumerated:
                return joint.start()
        inner = draft
    return end


def _same_sort(a: Draft, b: Draft) -> bool:
    return a.doc_type == b.doc_type or (a.kind == b.kind == "named_law")


def _attached(before: Draft, draft: Draft) -> bool:
    """Whether the draft is the decision to which the named document before it is attached."""
    return before.kind == "named_document" and before.relation == "ban hành kèm theo" and 0 <= draft.start - before.end < 60


def nested(drafts: list[Draft], spans: list[tuple[int, int] | None]) -> list[int | None]:
    """For each draft the place of the innermost one whose title, or whose own name, it stands in; None at the top."""
    parents: list[int | None] = []
    for place, draft in enumerate(drafts):
        parent: int | None = None
        if place and _attached(drafts[place - 1], draft):
            parents.append(place - 1)
            continue
        for before in range(place - 1, max(-1, place - 40), -1):
            span = spans[before]
            if (span and span[0] <= draft.start < span[1]) or drafts[before].end > draft.start:
                parent = before
                break
        parents.append(parent)
    return parents
