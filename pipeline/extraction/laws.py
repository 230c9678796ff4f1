"""Laws, codes and ordinances cited by name (luật, bộ luật, pháp lệnh): 'Luật Thi đua, Khen thưởng năm 2003'.

A name may hold commas, so known names are listed (law_names.tsv); an unknown one is taken by its capital up to its year, date
or number. A law that amends others holds their names inside its own: the year at its end is its own year.

>>> t = "Luật sửa đổi, bổ sung một số điều của Luật Thi đua, Khen thưởng 2005;"
>>> [(d.name, d.year, t[d.start:d.end]) for d in find_laws(t, folded(t))]
[('sửa đổi, bổ sung một số điều của Luật Thi đua, khen thưởng', '2005',
  'Luật sửa đổi, bổ sung một số điều của Luật Thi đua, Khen thưởng 2005'),
 ('Thi đua, khen thưởng', None, 'Luật Thi đua, Khen thưởng')]
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import regex

from pipeline.extraction.drafts import Draft
from pipeline.extraction.folded import folded, words
from pipeline.extraction.law_names import KIND, KINDS, UNKNOWN, known_names, known_numbers, law_head, law_key, named_pattern
from pipeline.extraction.spans import Spans
from pipeline.extraction.tails import Tail, bare_year, read_date, read_tail
from pipeline.forms import docnumber

_AMENDING = (
    r"\s{1,3}(?:s[uư]a\s{1,3}doi\s?,?\s{0,3}(?:va\s{1,3})?bo\s{1,3}sung|sua\s{1,3}doi|bo\s{1,3}sung)"
    r"(?:(?:\s{1,3}[^\s;:.]{1,12}){0,24}?\s{1,3}(?:cua|tai)\s{1,3}(?:cac\s{1,3}|\d{1,2}\s{1,3})?|\s{1,3}(?:dieu\s{1,3}\d{1,3}\s{1,3})?)"
    r"(?=luat|bo\s{1,3}luat|phap\s{1,3}lenh)"
)
_MANY = regex.compile(
    r"luat(?:\s{1,3}(?:(?:co\s{1,3})?lien\s{1,3}quan\s{1,3}den|ve)\s[^;:.,\n]{3,60}?)"
    r"(?=\s{1,3}(?:nam\s{1,3}\d{4}|ngay\s{1,3}\d|so\s{1,3}\d|(?:19|20)\d\d)|\s?[;:.,)\n]|\s{1,3}(?:va|het|co\s{1,3}hieu|duoc)\s|$)"
)
"""What stands for the laws that are amended where there are many ('11 luật có liên quan đến quy hoạch')."""
_NEW = regex.compile(r"\s{0,3}\(\s?sua\s{1,3}doi(?:\s?,?\s{1,3}bo\s{1,3}sung)?\s?\)")
_AMENDED = regex.compile(r"\s{0,3}\(\s?sua\s{1,3}doi(?:\s?,?\s{1,3}bo\s{1,3}sung)?[^();]{0,60}\)")
_WITH_NUMBER = regex.compile(rf"\s{{0,3}},?\s{{0,3}}(?:[Ss]ố|SỐ|so|sé)\s{{0,3}}(?={docnumber.PATTERN})")
_NUMBER = regex.compile(docnumber.PATTERN)
_AND = regex.compile(r"\s{0,3}(?:,|va|;)\s{0,3}(?=luat|bo\s{1,3}luat|phap\s{1,3}lenh)")
_OF_THE_REPUBLIC = regex.compile(r"\s{1,3}nuoc\s{1,3}cong\s{1,3}hoa\s{1,3}xa\s{1,3}hoi\s{1,3}chu\s{1,3}nghia\s{1,3}viet\s{1,3}nam")
_YEAR_BEHIND = regex.compile(r"\s{1,3}(?:nam\s{1,3})?(?P<year>19\d\d|20\d\d)(?!\d)")
_SECOND_DATE = regex.compile(r"\s{0,3}(?:,|va|,\s{0,2}va)\s{0,3}(?=ngay)")


@cache
def _amending() -> regex.Pattern[str]:
    return regex.compile(KIND + _AMENDING)


def find_laws(text: str, plain: str) -> list[Draft]:
    """Every law cited by name, the ones inside an amending law's name too, in order."""
    amending = {match.start(): match for match in _amending().finditer(plain)}
    starts = {*amending, *(m.start() for m in named_pattern().finditer(plain)), *(m.start() for m in UNKNOWN.finditer(plain))}
    found = _laws_at(text, plain, starts, amending)
    return sorted([*found, *_named_here(text, plain, found)], key=lambda draft: (draft.start, -draft.end))


def _named_here(text: str, plain: str, found: list[Draft]) -> list[Draft]:
    """Further mentions of laws that no list knows and the paper itself cites once with number, date or year."""
    names = {draft.name: draft for draft in found if draft.name and draft.end > draft.start and (draft.year or draft.number)}
    unknown = {name: draft for name, draft in names.items() if law_key(name) not in known_names() and not draft.relation}
    taken = Spans((draft.start, draft.end) for draft in found)
    more: list[Draft] = []
    for name, draft in unknown.items():
        pattern = regex.compile(rf"(?<!\w){words(draft.doc_type or '', loose=False)}\s{{1,3}}{words(name, loose=False)}(?!\w)")
        for match in pattern.finditer(plain):
            if text[match.start()].isupper() and not taken.overlap(match.start(), match.end()):
                more.append(Draft(match.start(), match.end(), match.end(), "named_law", draft.doc_type, name=name))
    return more


def _laws_at(text: str, plain: str, starts: set[int], amending: dict[int, regex.Match[str]]) -> list[Draft]:
    found: list[Draft] = []
    outer_end = -1
    for start in sorted(starts):
        if start < outer_end or _no_law(text, plain, start):
            continue
        drafts = _amending_law(text, plain, amending[start]) if start in amending else []
        if not drafts:
            one = _one_law(text, plain, start, dated=True)
            drafts = _second_dates(text, plain, one) if one else []
        found.extend(drafts)
        outer_end = max((draft.end for draft in drafts), default=outer_end)
    return found


def _no_law(text: str, plain: str, start: int) -> bool:
    before = plain[max(0, start - 12) : start]
    return before.endswith(
        ("phap ", "dai hoc ", "truong ", "khoa ", "nganh ", "vu ", "cu nhan ", "si ", "van phong ", "ky ", "ki ")
    ) and not before.endswith(("thi ky ",))


def _one_law(text: str, plain: str, start: int, *, dated: bool) -> Draft | None:
    """The law at `start` with its number, date or year; without those where `dated` is false (inside an amending law's name)."""
    constitution = regex.compile(r"hien\s{1,3}phap").match(plain, start)
    if constitution:
        return _constitution(text, plain, constitution)
    head = law_head(text, plain, start)
    if head is None:
        return None
    kind, name, end = head
    draft = Draft(start, end, end, "named_law", kind, name=name)
    if not dated:
        return draft
    new = _NEW.match(plain, end)
    numbered = _numbered(text, plain, draft, new.end() if new else end)
    if numbered is not None:
        return numbered
    if new:
        draft = replace(draft, end=new.end(), head_end=new.end())
    return _dated(text, plain, draft)


def _numbered(text: str, plain: str, draft: Draft, at: int) -> Draft | None:
    """The law with the number that stands behind its name at `at`, and what follows that; None without one."""
    lead = _WITH_NUMBER.match(text, at)
    match = _NUMBER.match(text, lead.end()) if lead else None
    number = docnumber.parse(match[0]) if match else None
    if match is None or number is None or number.number is None:
        return None
    tail = read_tail(text, plain, match.end(), ("Quốc hội",))
    year = number.year or tail.year
    return replace(
        draft,
        end=tail.end,
        head_end=match.end(),
        name_end=draft.end,
        kind="numbered",
        number=number,
        date=tail.date,
        year=year,
        issuer=tail.issuer,
    )


def _constitution(text: str, plain: str, match: regex.Match[str]) -> Draft | None:
    if not text[match.start()].isupper():
        return None
    named = _OF_THE_REPUBLIC.match(plain, match.end())
    end = named.end() if named else match.end()
    tail = _YEAR_BEHIND.match(plain, end)
    if tail is None and named is None:
        return None
    end, year = (tail.end(), tail["year"]) if tail else (end, None)
    return Draft(match.start(), end, end, "named_law", "Hiến pháp", name="", year=year)


def _dated(text: str, plain: str, draft: Draft) -> Draft:
    """The draft with the year, date and issuer that follow its name."""
    tail: Tail = read_tail(text, plain, draft.end, ("Quốc hội", "Ủy ban Thường vụ Quốc hội"))
    if tail.end == draft.end:
        year = bare_year(plain, draft.end)
        if year is None:
            return draft
        draft = replace(draft, end=year[0], head_end=year[0], year=year[1])
    else:
        draft = replace(draft, end=tail.end, date=tail.date, year=tail.year, issuer=tail.issuer, flags=tail.flags)
    amended = _AMENDED.match(plain, draft.end)
    return replace(draft, end=amended.end(), flags=(*draft.flags, "amended")) if amended else draft


def _amending_law(text: str, plain: str, match: regex.Match[str]) -> list[Draft]:
    """The amending law at the match, and the laws that it amends, inside it."""
    inner: list[Draft] = []
    at = match.end()
    while True:
        law = _one_law(text, plain, at, dated=False)
        if law is None:
            break
        known = _numbered(text, plain, law, law.end)
        if (
            known is not None
            and known.number is not None
            and known.number.number_symbol in known_numbers().get(law_key(law.name or ""), ())
        ):
            law = known  # 'Luật sửa đổi … của Luật Bảo hiểm y tế số 25/2008/QH12': the number of the law that is amended
        inner.append(law)
        joint = _AND.match(plain, law.end)
        if joint is None or _dated(text, plain, law).end > law.end:
            break
        following = _one_law(text, plain, joint.end(), dated=False)
        if following is None or _NEW.match(plain, following.end) or plain[law.end : joint.end()].strip() == ";":
            break
        at = joint.end()
    many = _MANY.match(plain, match.end()) if not inner else None
    if many is not None:
        amended, end = " ".join(text[many.start() : many.end()].split()), many.end()
    elif inner:
        *others, final = [f"{law.doc_type} {law.name}" for law in inner]
        amended, end = f"{', '.join(others)} và {final}" if others else final, inner[-1].name_end or inner[-1].end
    else:
        return []
    kind = KINDS[" ".join(match["kind"].split())]
    outer = Draft(match.start(), end, end, "named_law", kind, name=_amending_name(text, match, amended), relation="sửa đổi, bổ sung")
    if inner and inner[-1].kind == "numbered":
        return [outer, *inner]
    first, *further = _second_dates(text, plain, _numbered(text, plain, outer, outer.end) or _dated(text, plain, outer))
    return [first, *inner, *further]


def _amending_name(text: str, match: regex.Match[str], amended: str) -> str:
    """The name of an amending law as the tables write it: its own words small, the laws that it amends as they are listed."""
    printed = " ".join(text[match.start() : match.end()].split())
    behind = printed.split(" ", 2 if folded(printed).startswith(("bo luat", "phap lenh")) else 1)[-1]
    behind = regex.sub(r"(?i)sửa đổi,? bổ sung", "sửa đổi, bổ sung", behind.lower() if behind.isupper() else behind)
    return f"{behind[0].lower()}{behind[1:].replace('một số Điều', 'một số điều')} {amended}"


def _second_dates(text: str, plain: str, law: Draft) -> list[Draft]:
    """The law, and one more for each further date behind it: one name with two dates is two laws."""
    found = [law]
    while found[-1].date:
        joint = _SECOND_DATE.match(plain, found[-1].end)
        dated = read_date(text, plain, joint.end()) if joint else None
        if joint is None or dated is None or dated[1].precision != "day" or dated[1].date is None:
            break
        end, value = dated
        found.append(
            Draft(
                joint.end(),
                end,
                end,
                law.kind,
                law.doc_type,
                name=law.name,
                date=value.date,
                year=(value.date or "")[:4],
                relation=law.relation,
            )
        )
    return found
