"""Citations of documents (viện dẫn văn bản): who cites what, since when, in which words, on what ground.

Forms: by number ('Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị'), laws by name and year, resolutions of congresses and plenums,
the paper itself. `raw` runs from the type word to the end of the issuer; what the cited document is about is its title, in which further
citations may stand (their `parent_citation`).

>>> header = Header(province="Kiên Giang")
>>> [c] = find_citations("Thực hiện Kế hoạch số 93/KH-UBND ngày 12/4/2022 của Ủy ban nhân dân tỉnh tuyên truyền.", header)
>>> c.raw, c.canonical_key, c.issuer, c.relation, c.title
('Kế hoạch số 93/KH-UBND ngày 12/4/2022 của Ủy ban nhân dân tỉnh', 'KH 93/KH-UBND @ Kiên Giang / 2022',
 'Ủy ban nhân dân tỉnh Kiên Giang', 'thực hiện', 'tuyên truyền')
"""

from __future__ import annotations

from dataclasses import replace

import regex

from pipeline.extraction import identity
from pipeline.extraction.drafts import Draft
from pipeline.extraction.folded import folded
from pipeline.extraction.late_tails import ACTS, with_late_tails, without_own_names
from pipeline.extraction.laws import find_laws
from pipeline.extraction.named_documents import find_named
from pipeline.extraction.nesting import nested, titles
from pipeline.extraction.number_only import find_number_only
from pipeline.extraction.numbered import find_numbered
from pipeline.extraction.party_named import find_party_named
from pipeline.extraction.pinpoints import pinpoint_before
from pipeline.extraction.relations import POINTING_RIGHT, relation_before, relation_of_title
from pipeline.extraction.resolve import resolved
from pipeline.extraction.self_references import find_self, referred
from pipeline.extraction.spans import Spans
from pipeline.gazetteer import provinces
from pipeline.records import Citation, Header


def find_citations(text: str, header: Header = Header()) -> list[Citation]:  # noqa: B008 - frozen
    """Every citation in the text, in order; `header` tells the paper's own number, type and province."""
    plain = folded(text)
    drafts = _drafts(text, plain, header)
    places = [pinpoint_before(text, plain, draft.start) for draft in drafts]
    leads = [place[0] if place else draft.start for place, draft in zip(places, drafts, strict=True)]
    spans = titles(text, plain, drafts, leads)
    named = [(draft, None, draft.start, None) for draft in find_named(text, plain, drafts, leads, spans, header)]
    rows = sorted([*zip(drafts, places, leads, spans, strict=True), *named], key=lambda row: (row[0].start, -row[0].end))
    drafts, places = [row[0] for row in rows], [row[1] for row in rows]
    leads, spans = [row[2] for row in rows], [row[3] for row in rows]
    parents = nested(drafts, spans)
    relations = _relations(plain, drafts, leads, spans, parents)
    found = [
        _citation(text, draft, header, span, place[1] if place else None, relation, parent)
        for draft, span, place, relation, parent in zip(drafts, spans, places, relations, parents, strict=True)
    ]
    return resolved(_with_conflicts(found), header)


def _drafts(text: str, plain: str, header: Header) -> list[Draft]:
    """All forms together, each place of the text in one of them (but for laws inside an amending law's name)."""
    numbered = find_numbered(text, plain, header.number_span)
    laws = find_laws(text, plain)
    by_number = [*numbered, *find_number_only(text, plain, numbered)]
    law_numbers = {law.head_end for law in laws if law.kind == "numbered"}
    # 'Luật Thi đua, khen thưởng số 15/2003/QH11' is found as a law by name and by its number: the longer one stays.
    by_number = [draft for draft in by_number if draft.head_end not in law_numbers]
    party = find_party_named(text, plain, header.province)
    found = [*by_number, *laws, *party]
    taken = Spans((draft.start, draft.end) for draft in found)
    back = [draft for draft in find_self(text, plain, header.doc_type) if not taken.overlap(draft.start, draft.end)]
    own_number = header.number_span
    ordered = sorted([*found, *back], key=lambda draft: (draft.start, -draft.end))
    ordered = [draft for draft in ordered if own_number is None or not (own_number[0] <= draft.start < own_number[1])]
    ordered = [draft for draft in ordered if not (draft.start < _LETTERHEAD and _OWN_LINE.match(plain, _line_start(plain, draft.start)))]
    ordered = [_own_number(draft, header) for draft in ordered]
    return referred(with_late_tails(text, plain, without_own_names(plain, _apart(ordered))), header)


_LETTERHEAD = 1500
"""Characters from the start within which a line 'Luật số: 51/2024/QH15' is the paper's own number."""
_OWN_LINE = regex.compile(
    r"[^\S\n]*(?:luat|bo\sluat|phap\slenh|nghi\squyet(?:\slien\stich)?|lenh)\s{1,2}so\s?:\s{0,3}[\da-z]{1,6}/[^\s,;]{4,30}[^\S\n]*(?=\n|$)"
)


def _line_start(plain: str, at: int) -> int:
    return plain.rfind("\n", 0, at) + 1


def _own_number(draft: Draft, header: Header) -> Draft:
    """A citation by the paper's own number ('Kèm theo Kế hoạch số 38/KH-UBND …' on its annex) is the paper itself."""
    number = draft.number
    if draft.kind != "numbered" or number is None or number.number is None or number.number_symbol != header.number_symbol:
        return draft
    same_day = draft.date is None or header.date is None or draft.date.startswith(header.date)
    return replace(draft, kind="self") if same_day and draft.doc_type == header.doc_type else draft


def _apart(ordered: list[Draft]) -> list[Draft]:
    """Drafts that do not overlap; the laws inside an amending law's own name may."""
    kept: list[Draft] = []
    for draft in ordered:
        last = next((d for d in reversed(kept[-8:]) if d.end > draft.start), None)
        amended = last is not None and last.relation is not None and draft.doc_type in ACTS and draft.start < last.end
        if last is None or amended:
            kept.append(draft)
    return kept


def _relations(
    plain: str, drafts: list[Draft], leads: list[int], spans: list[tuple[int, int] | None], parents: list[int | None]
) -> list[str | None]:
    """For each draft the relation of the words before it, else the one that its title tells."""
    relations: list[str | None] = []
    for place, draft in enumerate(drafts):
        attached = relation_before(plain, draft.start)
        before = attached if attached == "ban hành kèm theo" else relation_before(plain, leads[place])
        if before == "theo đề nghị" and draft.doc_type not in ("TTr", "CV", "BC"):
            before = "theo"
        left = drafts[place - 1] if place else None
        if before and before not in POINTING_RIGHT:
            if left is not None and left.kind == "self" and leads[place] - left.end < 40:
                relations[place - 1] = before  # 'Thông tư này thay thế Thông tư số …': told of both
            elif parents[place] is not None:
                before = None
        span = spans[place]
        of_title = relation_of_title(plain[span[0] : span[0] + 80]) if span else None
        if before == "ban hành" and draft.relation:
            before = None  # 'Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của …'
        relations.append(before or of_title or draft.relation)
    return _with_shared_relations(plain, drafts, leads, spans, parents, relations)


_SHARED = frozenset({"căn cứ", "thực hiện", "theo"})
_JOINT = regex.compile(r"[^\S\n]{0,3}(?:[,;]|,?[^\S\n]{0,3}(?:va|hoac|cung)(?!\w))[^\S\n]{0,3}(?:cac\s|so\s)?[^\S\n]{0,3}")


def _with_shared_relations(
    plain: str,
    drafts: list[Draft],
    leads: list[int],
    spans: list[tuple[int, int] | None],
    parents: list[int | None],
    relations: list[str | None],
) -> list[str | None]:
    """'Căn cứ Luật A; Nghị định B và Nghị định C': the words before the first of a list are said of all that tell nothing else."""
    result = list(relations)
    said: str | None = None
    last: int | None = None
    for place, draft in enumerate(drafts):
        if parents[place] is not None:
            continue
        if last is not None and said is not None:
            span = spans[last]
            if _JOINT.fullmatch(plain, max(drafts[last].end, span[1] if span else 0), leads[place]) and draft.kind != "self":
                result[place] = result[place] or said
            else:
                said = None
        if relations[place] in _SHARED:
            said = relations[place]
        last = place
    return result


def _citation(
    text: str, draft: Draft, header: Header, span: tuple[int, int] | None, pinpoint: str | None, relation: str | None, parent: int | None
) -> Citation:
    name, flags = identity.issuer(draft, header)
    own = draft.kind == "self" and draft.number is None
    place = None if own else identity.jurisdiction(draft, name, header)
    canonical = draft.name if draft.kind == "named_document" else identity.canonical_id(draft)
    number = draft.number
    return Citation(
        raw=text[draft.start : draft.end],
        start=draft.start,
        end=draft.end,
        kind=draft.kind,
        doc_type=draft.doc_type,
        number=number.number if number else None,
        year=number.year if number else draft.year,  # as printed in the number; of a law cited by name, the year beside it
        symbol=(number.symbol or None) if number else None,
        number_symbol=number.number_symbol if number and number.symbol else None,
        date=draft.date,
        issuer=None if own else name,
        jurisdiction=place,
        province_2025=provinces.since_2025(place) if place and place != identity.CENTRAL else None,
        title=text[span[0] : span[1]] if span else draft.title,
        pinpoint=pinpoint,
        relation=relation,
        parent_citation=parent,
        canonical_id=canonical,
        canonical_key=None if draft.kind == "self" else identity.canonical_key(draft, canonical, place),
        flags=tuple(dict.fromkeys((*draft.flags, *flags))),
    )


def _with_conflicts(found: list[Citation]) -> list[Citation]:
    """The same numbers; where one id with a year in it has two dates, each of them is flagged `date_conflict`."""
    dates: dict[tuple[str | None, str | None], set[str]] = {}
    for citation in found:
        if citation.kind == "numbered" and citation.year and citation.date and "/" in (citation.number_symbol or ""):
            dates.setdefault((citation.canonical_id, citation.jurisdiction), set()).add(citation.date)
    doubted = {key for key, seen in dates.items() if len(seen) > 1}
    return [
        replace(c, flags=tuple(dict.fromkeys((*c.flags, "date_conflict"))))
        if c.date and c.kind == "numbered" and (c.canonical_id, c.jurisdiction) in doubted and f"/{c.year}/" in (c.number_symbol or "")
        else c
        for c in found
    ]
