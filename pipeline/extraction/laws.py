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
from pipeline.extraction.spans import Spans
from pipeline.extraction.tails import Tail, bare_year, read_date, read_tail
from pipeline.forms import docnumber
from pipeline.vietnamese.normalize import word_key
from pipeline.vietnamese.tsv import rows

_KIND = r"(?<![\w-])(?<!phap\s)(?<!k[iy]\s)(?<!quy\s)(?P<kind>bo\s{1,3}luat|luat|phap\s{1,3}lenh|hien\s{1,3}phap)"
_KINDS = {"bo luat": "Bộ luật", "luat": "Luật", "phap lenh": "Pháp lệnh", "hien phap": "Hiến pháp"}
_AMENDING = (
    r"\s{1,3}(?:s[uư]a\s{1,3}doi\s?,?\s{0,3}(?:va\s{1,3})?bo\s{1,3}sung|sua\s{1,3}doi|bo\s{1,3}sung)"
    r"(?:\s{1,3}[^\s;:.]{1,12}){0,12}?\s{1,3}cua\s{1,3}(?:cac\s{1,3})?(?=luat|bo\s{1,3}luat|phap\s{1,3}lenh)"
)
_NEW = regex.compile(r"\s{0,3}\(\s?sua\s{1,3}doi(?:\s?,?\s{1,3}bo\s{1,3}sung)?\s?\)")
_AMENDED = regex.compile(r"\s{0,3}\(\s?(?:da\s{1,3})?(?:duoc\s{1,3})?sua\s{1,3}doi(?:\s?,?\s{1,3}bo\s{1,3}sung)?[^();]{0,60}\)")
_WITH_NUMBER = regex.compile(rf"\s{{0,3}},?\s{{0,3}}(?:[Ss]ố|SỐ|so|sé)\s{{0,3}}(?={docnumber.PATTERN})")
_NUMBER = regex.compile(docnumber.PATTERN)
_AND = regex.compile(r"\s{0,3}(?:,|va|;)\s{0,3}(?=luat|bo\s{1,3}luat|phap\s{1,3}lenh)")
_SECOND_DATE = regex.compile(r"\s{0,3}(?:,|va|,\s{0,2}va)\s{0,3}(?=ngay)")


@cache
def _forms() -> dict[str, frozenset[str]]:
    """Key of a law's name or alias → the ways in which it is written there."""
    found: dict[str, set[str]] = {}
    for row in rows("extraction/law_names.tsv"):
        for form in (row["name"], *row["alias"].split("|"), row["name"].partition(" (")[0]):
            found.setdefault(_key(form), set()).add(form)
    return {key: frozenset(forms) for key, forms in found.items()}


@cache
def _names() -> dict[str, str]:
    """Key of a law's name or alias → its name as the tables write it."""
    found: dict[str, str] = {}
    for row in rows("extraction/law_names.tsv"):
        found.setdefault(_key(row["name"]), row["name"])
        for alias in (*row["alias"].split("|"), row["name"].partition(" (")[0]):
            if alias:
                found.setdefault(_key(alias), row["name"])
    return found


def _key(name: str) -> str:
    return " ".join(regex.findall(r"[^\W_]+", folded(name)))


@cache
def _named() -> regex.Pattern[str]:
    names = sorted(_names(), key=lambda name: (-len(name), name))
    alternatives = "|".join(r"[\s,–/()-]{1,4}".join(name.split()) for name in names)
    return regex.compile(rf"{_KIND}\s{{1,3}}(?P<name>{alternatives})(?!\w)")


@cache
def _amending() -> regex.Pattern[str]:
    return regex.compile(_KIND + _AMENDING)


_UNKNOWN = regex.compile(
    rf"{_KIND}\s{{1,3}}(?P<name>[^\W\d_]{{1,12}}(?:(?:\s{{1,2}}|\s?[,–-]\s?)[^\W\d_]{{1,12}}){{0,14}}?)"
    r"(?=\s{1,3}(?:nam\s{1,3}(?:19|20)\d\d|(?:19|20)\d\d(?![\d/])|so\s{1,3}\d|ngay\s{1,3}\d|\(sua\s)"
    r"|\s{0,2}[;.)\"”\n]|\s{1,3}(?:quy dinh|va luat|va cac)|,\s{1,3}(?:luat|bo luat|nghi dinh|phap lenh)\s|$)"
)
_NO_NAME = frozenset(
    (
        *(
            "su",
            "gia",
            "phap",
            "va",
            "nay",
            "cua",
            "cac",
            "duoc",
            "khac",
            "co",
            "ve",
            "hien",
            "do",
            "tai",
            "theo",
            "trong",
            "la",
            "neu",
            "so",
        ),
        *("nam", "ngay", "tren", "quoc", "dinh", "lien", "da", "cho", "den", "moi", "cu", "thi", "hanh", "o", "voi", "lam"),
    )
)


def find_laws(text: str, plain: str) -> list[Draft]:
    """Every law cited by name, the ones inside an amending law's name too, in order."""
    amending = {match.start(): match for match in _amending().finditer(plain)}
    starts = {*amending, *(m.start() for m in _named().finditer(plain)), *(m.start() for m in _UNKNOWN.finditer(plain))}
    found = _laws_at(text, plain, starts, amending)
    return sorted([*found, *_named_here(text, plain, found)], key=lambda draft: (draft.start, -draft.end))


def _named_here(text: str, plain: str, found: list[Draft]) -> list[Draft]:
    """Further mentions of laws that no list knows and the paper itself cites once with number, date or year."""
    names = {draft.name: draft for draft in found if draft.name and draft.end > draft.start and (draft.year or draft.number)}
    unknown = {name: draft for name, draft in names.items() if _key(name) not in _names() and not draft.relation}
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


def _same_marks(text: str, match: regex.Match[str]) -> bool:
    """Whether a short name stands with its own marks: 'Luật gia' is no 'Luật Giá', but 'Luat gia' may be."""
    printed = word_key(text[match.start("name") : match.end("name")])
    if len(printed.split()) > 2 or text[match.start() : match.end("kind")].isascii():
        return True
    return printed in {word_key(form) for form in _forms()[_key(match["name"])]}


def _head(text: str, plain: str, start: int) -> tuple[str, str, int] | None:
    """Kind, name and end of the law named at `start`."""
    match = _named().match(plain, start)
    if match is not None and _same_marks(text, match):
        kind = _KINDS[" ".join(match["kind"].split())]
        return (kind, _names()[_key(match["name"])], match.end()) if text[start].isupper() or len(match["name"]) > 8 else None
    match = _UNKNOWN.match(plain, start)
    if match is None or not text[start].isupper() or folded(match["name"]).split()[0].strip(",") in _NO_NAME:
        return None
    name = " ".join(text[match.start("name") : match.end("name")].split())
    kind = _KINDS[" ".join(match["kind"].split())]
    if not name[0].isupper() and kind != "Hiến pháp":
        return None
    if _cut_by_comma(name):
        return None
    return kind, name[0].upper() + name[1:].lower() if name.isupper() else name, match.end()


def _cut_by_comma(name: str) -> bool:
    """Whether an unknown name is more likely a sentence: a comma followed by a new head or many words."""
    return name.count(",") > 1 or bool(regex.search(r",\s(?:Luật|Bộ luật|Nghị|Quyết|Thông|Pháp)", name))


def _one_law(text: str, plain: str, start: int, *, dated: bool) -> Draft | None:
    """The law at `start` with its number, date or year; without those where `dated` is false (inside an amending law's name)."""
    constitution = regex.compile(r"hien\s{1,3}phap").match(plain, start)
    if constitution:
        return _constitution(text, plain, constitution)
    head = _head(text, plain, start)
    if head is None:
        return None
    kind, name, end = head
    draft = Draft(start, end, end, "named_law", kind, name=name)
    if not dated:
        return draft
    new = _NEW.match(plain, end)
    numbered = _WITH_NUMBER.match(text, new.end() if new else end)
    if numbered:
        match = _NUMBER.match(text, numbered.end())
        number = docnumber.parse(match[0]) if match else None
        if match and number and number.number:
            tail = read_tail(text, plain, match.end(), ("Quốc hội",))
            return replace(
                draft,
                end=tail.end,
                head_end=match.end(),
                kind="numbered",
                number=number,
                date=tail.date,
                year=number.year or tail.year,
                issuer=tail.issuer,
            )
    if new and (read_date(text, plain, new.end()) or bare_year(plain, new.end())):
        draft = replace(draft, end=new.end())
    return _dated(text, plain, draft)


def _constitution(text: str, plain: str, match: regex.Match[str]) -> Draft | None:
    if not text[match.start()].isupper():
        return None
    tail = regex.compile(r"(?:\s{1,3}nuoc\s[^;.,]{5,60}?viet\s{1,3}nam)?\s{1,3}(?:nam\s{1,3})?(?P<year>19\d\d|20\d\d)(?!\d)").match(
        plain, match.end()
    )
    return Draft(match.start(), tail.end(), tail.end(), "named_law", "Hiến pháp", name="", year=tail["year"]) if tail else None


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
        inner.append(law)
        joint = _AND.match(plain, law.end)
        if joint is None or _dated(text, plain, law).end > law.end:
            break
        following = _one_law(text, plain, joint.end(), dated=False)
        if following is None or plain[law.end : joint.end()].strip() == ";":
            break
        at = joint.end()
    if not inner:
        return []
    printed = " ".join(text[match.start() : match.end()].split())
    behind = printed.split(" ", 2 if folded(printed).startswith(("bo luat", "phap lenh")) else 1)[-1]
    behind = regex.sub(r"(?i)sửa đổi,? bổ sung", "sửa đổi, bổ sung", behind)
    name = behind[0].lower() + behind[1:].replace("Điều", "điều") + " " + " và ".join(f"{law.doc_type} {law.name}" for law in inner)
    kind = _KINDS[" ".join(match["kind"].split())]
    outer = Draft(match.start(), inner[-1].end, inner[-1].end, "named_law", kind, name=name, relation="sửa đổi, bổ sung")
    dated = _dated(text, plain, outer)
    first, *further = _second_dates(text, plain, dated)
    return [first, *inner, *further]


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
