"""Documents cited by their name, without a number of their own: attached ones, plans and programmes, the paper by its title.

A Quy chế or Quy định is issued as the attachment of a decision ('Quy định về … ban hành kèm theo Quyết định số …', 'Quyết định số … ban
hành Quy định về …'): its identity is that of the decision. A plan or a programme is known by its name with its years ('Chiến lược quốc
gia về bình đẳng giới giai đoạn 2021 - 2030'). 'Trên đây là Kế hoạch tuyên truyền …' is the paper itself.

>>> from pipeline.extraction.citations import find_citations
>>> t = "sửa đổi Quy định về thi đua, khen thưởng ban hành kèm theo Quyết định số 24/2018/QĐ-UBND; theo Chiến lược phát triển năm 2030"
>>> [(c.kind, c.raw, c.canonical_id, c.parent_citation) for c in find_citations(t) if c.kind != "numbered"]
[('named_document', 'Quy định về thi đua, khen thưởng', 'Quy định kèm theo QĐ 24/2018/QĐ-UBND', None),
 ('named_document', 'Chiến lược phát triển năm 2030', 'Chiến lược phát triển năm 2030', None)]
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

import regex

from pipeline.extraction import identity
from pipeline.extraction.citation_words import phrases, relations, type_letters
from pipeline.extraction.drafts import Draft
from pipeline.extraction.folded import folded, one_of
from pipeline.extraction.issuing_bodies import body_end, canonical
from pipeline.extraction.relations import POINTING_RIGHT, relation_before
from pipeline.extraction.spans import Spans
from pipeline.records import Header

ATTACHED = ("Quy định", "Quy chế", "Điều lệ", "Nội quy", "Quy trình", "Quy chế phối hợp")
PLANNED = ("Kế hoạch", "Chương trình", "Chiến lược", "Đề án", "Quy hoạch", "Phương án", "Dự án", "Chương trình hành động")
_LONGEST = 260
"""Characters of the longest name that is looked through."""

_KEM_THEO = regex.compile(r",?\s{1,3}(?:\(?(?:duoc\s{1,3})?ban\s{1,3}hanh\s{1,3})?kem\s{1,3}theo\s{1,3}$")
_PART = regex.compile(r"(?:phu\s{1,3}luc|mau|bieu|danh\s{1,3}muc)(?:\s{1,3}(?:so\s{1,3})?[\w./-]{1,8}){0,2}$")
"""An annex or a form, which is what is attached: 'Đề án … theo Mẫu số 14 tại Phụ lục ban hành kèm theo …'."""
_ISSUES = regex.compile(r"(?:ve\s{1,3}viec\s{1,3})?ban\s{1,3}hanh\s{1,3}[“\"]?")
_CLAUSE = regex.compile(r"[.;:\n“”\"()]")
_YEARS = regex.compile(
    r"(?:\s{1,3}(?:giai\s{1,3}doan|thoi\s{1,3}ky|nhiem\s{1,3}k[yi])\s{1,3}(?:tu\s{1,3}nam\s{1,3})?(?:19|20)\d\d\s?(?:[-–]|den)\s?(?:nam\s{1,3})?(?:19|20)\d\d"
    r"|\s{1,3}(?:den\s{1,3})?nam\s{1,3}(?:19|20)\d\d(?!\s?[-–/]\s?\d)|\s{0,3}\((?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d\))"
    r"(?:,\s{0,3}(?:tam\s{1,3}nhin|dinh\s{1,3}huong)\s{1,3}den\s{1,3}nam\s{1,3}(?:19|20)\d\d)?"
)
_VERB = regex.compile(
    r"(?:chi\s{1,3}tiet|ro|cu\s{1,3}the|thuc\s{1,3}hien|thi\s{1,3}hanh|nay|neu|tren|cua|tai|do|la|va|so|cac|trong|hoa|dau)(?!\w)"
)
"""Words behind a type word with which no name begins ('Quy định chi tiết', 'Kế hoạch này')."""


@cache
def _typed(types: tuple[str, ...]) -> regex.Pattern[str]:
    return regex.compile(rf"(?<!\w)(?<!bo\s)(?<!so\s)(?P<type>{one_of(types, loose=False)})\s{{1,3}}(?=[^\W_])")


def find_named(
    text: str, plain: str, drafts: Sequence[Draft], leads: Sequence[int], titles: Sequence[tuple[int, int] | None], header: Header
) -> list[Draft]:
    """Every document cited by its name alone, in order; `drafts` are the other citations, with their leads and titles."""
    found = [
        *_attached(text, plain, drafts, leads),
        *_issued(text, plain, drafts, titles),
        *_own(text, plain, header),
    ]
    found.extend(_well_known(text, plain))
    taken = Spans((draft.start, draft.end) for draft in (*drafts, *found))
    found.extend(draft for draft in _planned(text, plain, header) if not taken.overlap(draft.start, draft.end))
    cited = Spans((draft.start, draft.end) for draft in drafts)
    kept: list[Draft] = []
    for draft in sorted(found, key=lambda draft: (draft.start, -draft.end)):
        if not cited.overlap(draft.start, draft.start + 1) and (not kept or draft.start >= kept[-1].end):
            kept.append(draft)
    return kept


def _attached(text: str, plain: str, drafts: Sequence[Draft], leads: Sequence[int]) -> list[Draft]:
    """'Quy định về … ban hành kèm theo Quyết định số …'."""
    found: list[Draft] = []
    for draft, lead in zip(drafts, leads, strict=True):
        joint = _KEM_THEO.search(plain, max(0, lead - 40), lead) if draft.kind == "numbered" else None
        if joint is None:
            continue
        floor = max(0, joint.start() - _LONGEST)
        for match in _CLAUSE.finditer(plain, floor, joint.start()):
            floor = match.end()
        heads = [m for m in _typed((*ATTACHED, *PLANNED)).finditer(plain, floor, joint.start()) if _begins(text, plain, m)]
        if heads and joint.start() > heads[-1].end() and not _PART.search(plain, heads[-1].end(), joint.start()):
            start, end = heads[-1].start(), joint.start()
            found.append(
                _draft(text, heads[-1], start, end, f"{_type(text, heads[-1])} kèm theo {identity.canonical_id(draft)}", attached=True)
            )
    return found


def _issued(text: str, plain: str, drafts: Sequence[Draft], titles: Sequence[tuple[int, int] | None]) -> list[Draft]:
    """'Quyết định số … ban hành Quy định về …': the name runs as far as the title. A programme that is approved has its own life."""
    found: list[Draft] = []
    starts = [draft.start for draft in drafts]
    for draft, title in zip(drafts, titles, strict=True):
        opening = _ISSUES.match(plain, title[0], title[1]) if title and draft.kind == "numbered" else None
        if opening is None or title is None:
            continue
        head = _typed(ATTACHED).match(plain, opening.end(), title[1])
        if head is None or not _begins(text, plain, head) or bisect_left(starts, title[1]) > bisect_right(starts, head.end()):
            continue  # a title that cites others goes on too far to be a name
        end = title[1]
        while text[end - 1] in ' ”"':
            end -= 1
        found.append(_draft(text, head, head.start(), end, f"{_type(text, head)} kèm theo {identity.canonical_id(draft)}"))
    return found


def _planned(text: str, plain: str, header: Header) -> list[Draft]:
    """Plans, programmes and strategies by name and years, where the words before say that they are cited."""
    found: list[Draft] = []
    for match in _typed(PLANNED).finditer(plain):
        if not _begins(text, plain, match):
            continue
        if relation_before(plain, match.start()) not in POINTING_RIGHT and not _FIVE_YEARS.match(plain, match.end()):
            continue
        years = _YEARS.search(plain, match.end() - 1, _clause_end(plain, match.end()))
        if years is None or years.start() < match.end():
            continue
        end, issuer = years.end(), None
        of = _OF.match(plain, end)
        body = body_end(text, plain, of.end()) if of else None
        if of is not None and body is not None:
            end, issuer = body, text[of.end() : body]
        found.append(_draft(text, match, match.start(), end, _label(text, match, years.end(), issuer, header), issuer=issuer))
    return found


_FIVE_YEARS = regex.compile(r"(?:0?5|10)\s{1,3}nam\s")
_OF = regex.compile(r"\s{1,3}cua\s{1,3}")
_BRACKETS = regex.compile(r"\s?([()])")


def _clause_end(plain: str, at: int) -> int:
    """Where the clause ends that a name at `at` can be part of; years in brackets belong to it."""
    stop = _CLAUSE.search(plain, at, min(len(plain), at + _LONGEST))
    if stop is None:
        return at + _LONGEST
    return stop.end() + 13 if stop[0] == "(" else stop.start()


def _label(text: str, match: regex.Match[str], end: int, issuer: str | None, header: Header) -> str:
    """'Kế hoạch 5 năm 2021-2025'; with the body that issued it 'KH phát động … năm 2022 (Khối thi đua …)'."""
    name = " ".join(_BRACKETS.sub(" ", text[match.end() : end]).split())
    if issuer is None:
        return f"{_type(text, match)} {name}"
    return f"{_letters(match) or _type(text, match)} {name} ({canonical(issuer, header.province)})"


@cache
def _known() -> regex.Pattern[str]:
    return regex.compile(rf"(?<!\w){one_of(phrases('named'), loose=False)}(?!\w)")


def _well_known(text: str, plain: str) -> list[Draft]:
    """Documents that everybody cites by name: 'Điều lệ Đảng', 'Quy chế dân chủ ở cơ sở'."""
    names = relations("named")
    return [
        Draft(match.start(), match.end(), match.end(), "named_document", None, name=names[" ".join(match[0].split())])
        for match in _known().finditer(plain)
        if text[match.start()].isupper()
    ]


_HERE = regex.compile(r"tren\s{1,3}day\s{1,3}la\s{1,3}(?:toan\s{1,3}bo\s{1,3})?(?:noi\s{1,3}dung\s{1,3})?$")
_MADE = regex.compile(r"(?:xay\s{1,3}dung|ban\s{1,3}hanh|de\s{1,3}ra|lap)\s{1,3}$")
_ANNOUNCED = regex.compile(r",?\s{0,3}(?:cu\s{1,3}the\s{1,3})?(?:nhu\s{1,3}sau|voi\s{1,3}(?:cac|nhung|mot)|cu\s{1,3}the)")
_OWN_END = regex.compile(
    r"[.;:\n]|,\s{1,3}(?=cu\s{1,3}the|de\s{1,3}nghi|yeu\s{1,3}cau|gom|voi)|\s{1,3}(?=nhu\s{1,3}sau|voi\s{1,3}(?:cac|nhung|mot)|cu\s{1,3}the)"
)


def _own(text: str, plain: str, header: Header) -> list[Draft]:
    """'Trên đây là Kế hoạch tuyên truyền …', 'xây dựng Kế hoạch tuyên truyền … như sau': the paper by its title."""
    found: list[Draft] = []
    for match in _typed((*PLANNED, "Quy chế", "Quy định")).finditer(plain):
        here = _HERE.search(plain, max(0, match.start() - 50), match.start()) is not None
        made = _MADE.search(plain, max(0, match.start() - 18), match.start()) is not None and _of_this_type(match, header)
        if not (here or made) or match.start() < header.end or _VERB.match(plain, match.end()):
            continue
        stop = _OWN_END.search(plain, match.end(), min(len(plain), match.end() + _LONGEST))
        if stop is None or (made and not here and not _says_so(plain, match, stop, header)):
            continue
        years = _YEARS.search(plain, match.end() - 1, stop.start())
        end = years.end() if years and plain.startswith(",", years.end()) else stop.start()
        found.append(Draft(match.start(), end, end, "self", _letters(match)))
    return found


def _says_so(plain: str, match: regex.Match[str], stop: regex.Match[str], header: Header) -> bool:
    """Whether a plan that is 'made' is this one: the words after it announce its content, or it is called as the paper is."""
    named, titled = set(plain[match.end() : stop.start()].split()), set(folded(header.title or "").split())
    if _ANNOUNCED.match(plain, stop.start()):
        return len(named) > 3
    return len(named & titled) >= max(3, len(named) * 0.7)


def _of_this_type(match: regex.Match[str], header: Header) -> bool:
    return header.doc_type is not None and _letters(match) == header.doc_type


def _letters(match: regex.Match[str]) -> str | None:
    return type_letters().get(" ".join(match["type"].split()))


def _begins(text: str, plain: str, match: regex.Match[str]) -> bool:
    """Whether a name stands behind the type word: its capital, and no verb or pronoun after it."""
    return text[match.start()].isupper() and not text[match.start() : match.end()].strip().isupper() and not _VERB.match(plain, match.end())


def _type(text: str, match: regex.Match[str]) -> str:
    words = " ".join(text[match.start("type") : match.end("type")].split())
    return words[0].upper() + words[1:].lower()


def _draft(text: str, match: regex.Match[str], start: int, end: int, name: str, issuer: str | None = None, attached: bool = False) -> Draft:
    while text[end - 1] in " ,":
        end -= 1
    relation = "ban hành kèm theo" if attached else None
    return Draft(start, end, end, "named_document", _letters(match), name=name, issuer=issuer, relation=relation)
