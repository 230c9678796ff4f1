"""What legal texts say of one another (điều văn bản nói về văn bản khác), read for the register of legal documents.

Citation strings of the codified law (number, title, date, issuer, effect) and running text are read into statements: of which
document (its number, with the year where the number has none), which field, which value, how much it weighs. Nothing is
decided here; what documents say of themselves is read in `clauses`.

Only documents of central bodies are taken: numbers like 93/KH-UBND exist in every province.

>>> line = "(Điều 2 Luật số 57/2020/QH14 Luật Thanh niên ngày 16/06/2020 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/01/2021)"
>>> [(s.document, s.field, s.value) for s in of_codified(line)]
[('57/2020/QH14', 'type', 'Luật'), ('57/2020/QH14', 'date', '2020-06-16'),
 ('57/2020/QH14', 'name', 'Thanh niên'), ('57/2020/QH14', 'effect', '2021-01-01')]
>>> text = "Luật Thanh niên số 57/2020/QH14; Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị; Quyết định số 5/QĐ-UBND ngày 02/3/2020"
>>> [(s.document, s.field, s.value) for s in of_paragraph(text)]
[('57/2020/QH14', 'type', 'Luật'), ('57/2020/QH14', 'name', 'Thanh niên'),
 ('34-CT/TW / 2014', 'type', 'CT'), ('34-CT/TW / 2014', 'date', '2014-04-07'), ('34-CT/TW / 2014', 'issuer', 'Bộ Chính trị')]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

from pipeline.extraction import identity, issuing_bodies
from pipeline.extraction.drafts import Draft
from pipeline.extraction.folded import folded
from pipeline.extraction.laws import find_laws
from pipeline.extraction.numbered import bodies, find_numbered, mistyped
from pipeline.forms import docnumber

REGISTER, PROSE = 2, 1
"""Weight of a statement of the document itself or of the codified law, and of one in running text."""

LAWS = ("Luật", "Bộ luật", "Pháp lệnh")


class Statement(NamedTuple):
    """One field of one document, as one place tells it. Of a law known by name and year alone `document` is 'Luật/name/year'."""

    document: str
    field: str
    value: str
    weight: int


def central(symbol: str) -> bool:
    """Whether every body in a symbol is known and central."""
    return bool(symbol) and all(issuing_bodies.is_local(body) is False for body in bodies(symbol))


def number_of(draft: Draft) -> docnumber.DocNumber | None:
    """The draft's number where it is printed without fault and of a central body, padded ('5/2020' → '05/2020'); None else."""
    number = draft.number
    if number is None or not number.number or not central(number.symbol) or mistyped(number):
        return None
    if {"number_unreadable", "number_repaired"} & set(draft.flags) or "number_only" in draft.flags:
        return None
    return docnumber.DocNumber(identity.padded(number.number), number.year, number.symbol, number.party, number.doc_type)


def key_of(draft: Draft) -> str | None:
    """What tells the document from all others: '91/2017/NĐ-CP', '34-CT/TW / 2014'; None where it cannot be told.

    Laws and resolutions of the National Assembly are numbered apart: 'NQ 55/2010/QH12' is another one than Luật 55/2010/QH12. Ordinances
    stand with PL- in their symbol and without: one document.
    """
    number = number_of(draft)
    if number is None or not _term_fits(number):
        return None
    year = (draft.date or "")[:4] or draft.year
    printed = docnumber.format(number).replace("/PL-UBTVQH", "/UBTVQH")
    if _LAW_SYMBOL.match(number.symbol) and draft.doc_type not in LAWS:
        printed = f"NQ {printed}"
    if number.year:
        return printed
    return f"{printed} / {year}" if year else None


_TERMS = {"QH9": 1992, "QH10": 1997, "QH11": 2002, "QH12": 2007, "QH13": 2011, "QH14": 2016, "QH15": 2021, "QH16": 2026, "QH17": 2031}


def _term_fits(number: docnumber.DocNumber) -> bool:
    """Whether the year lies in the term of the National Assembly: 67/2014/QH14 is a slip of the pen."""
    term = regex.search(r"QH(\d{1,2})$", number.symbol)
    if term is None or number.year is None or int(term[1]) < 9:
        return True
    first, last = _TERMS.get(f"QH{term[1]}"), _TERMS.get(f"QH{int(term[1]) + 1}")
    return first is not None and last is not None and first <= int(number.year) <= last


_LAW_SYMBOL = regex.compile(r"(?:QH|UBTVQH)\d")


def _type(draft: Draft) -> str | None:
    """The letters in the symbol, else (of an act of the National Assembly) the word before the number."""
    number = draft.number
    if number is None:
        return draft.doc_type
    letters = number.symbol.partition("-")[0].partition("/")[0]
    if letters in ("PL", "L"):
        return "Pháp lệnh" if letters == "PL" or draft.doc_type == "Pháp lệnh" else "Luật"
    return draft.doc_type if _LAW_SYMBOL.match(number.symbol) or not number.doc_type else number.doc_type


def of_draft(draft: Draft, weight: int = PROSE) -> Iterator[Statement]:
    """Type, date, issuer and name that a citation gives."""
    key, kind = key_of(draft), _type(draft)
    if draft.kind == "named_law" and draft.date and draft.name and draft.doc_type in LAWS:
        yield Statement(f"{draft.doc_type}/{draft.name}/{draft.date[:4]}", "date", draft.date, weight)
        return
    if key is None or kind is None or draft.kind != "numbered":
        return
    yield Statement(key, "type", kind, weight)
    year = draft.number.year if draft.number else None
    if draft.date and "date_impossible" not in draft.flags and year in (None, draft.date[:4]):
        yield Statement(key, "date", draft.date, weight)
    if draft.issuer and kind not in LAWS:
        yield Statement(key, "issuer", issuing_bodies.canonical(draft.issuer, None), weight)
    if draft.name and kind in LAWS:
        yield Statement(key, "name", draft.name, weight)


def drafts_of(text: str, plain: str) -> list[Draft]:
    """Documents cited by number and laws by name, in order, each place once."""
    laws = find_laws(text, plain)
    ends = {law.head_end for law in laws if law.kind == "numbered"}
    numbered = [draft for draft in find_numbered(text, plain, None) if draft.head_end not in ends]
    return sorted([*numbered, *laws], key=lambda draft: (draft.start, -draft.end))


_HINT = regex.compile(r"\d[-/](?:\d{4}/)?[A-ZĐ]|[Ll]uật\s|Pháp lệnh|này có hiệu lực")


def of_paragraph(text: str) -> Iterator[Statement]:
    """What one paragraph of running text tells of the documents it cites, and of which amends which."""
    if not _HINT.search(text):
        return
    plain = folded(text)
    drafts = drafts_of(text, plain)
    for draft in drafts:
        yield from of_draft(draft)
    yield from _amendments(plain, drafts)


_AMENDS = regex.compile(
    r"\s{0,3},?\s{0,3}(?:ve\s{1,3}(?:viec\s{1,3})?|quy\s{1,3}dinh\s{1,3})?(?:sua\s{1,3}doi|bo\s{1,3}sung|sua\s{1,3}doi,?\s{1,3}bo\s{1,3}sung)"
    r"\s{1,3}(?:mot\s{1,3}so\s{1,3}(?:dieu|noi\s{1,3}dung|quy\s{1,3}dinh)(?:,?\s{1,3}(?:khoan|diem))*\s{1,3}(?:cua|tai)\s{1,3})?(?:cac\s{1,3})?"
)
_AMENDED_BY = regex.compile(
    r"\s{0,3},?\s{0,3}\(?(?:da\s{1,3})?(?:duoc\s{1,3})?(?:sua\s{1,3}doi|bo\s{1,3}sung|sua\s{1,3}doi,?\s{1,3}bo\s{1,3}sung)"
    r"(?:\s{1,3}mot\s{1,3}so\s{1,3}(?:dieu|noi\s{1,3}dung))?\s{1,3}(?:theo|boi|tai|bang)\s{1,3}(?:cac\s{1,3})?"
)
_REPLACES = regex.compile(r"\s{0,3},?\s{0,3}(?:va\s{1,3})?thay\s{1,3}the\s{1,3}(?:cho\s{1,3})?")
_AND = regex.compile(r"\s{0,3}(?:,|va|,\s{0,3}va)\s{0,3}")
JOINT = regex.compile(r"\s{0,3}(?:,|;|va|,\s{0,3}va|;\s{0,3}va)\s{0,3}(?:cac\s{1,3})?")


def _amendments(plain: str, drafts: list[Draft]) -> Iterator[Statement]:
    """'A sửa đổi, bổ sung một số điều của B', 'A thay thế B', 'B được sửa đổi, bổ sung theo A1, A2 và A3': right beside one another."""
    for place in range(len(drafts) - 1):
        left, right = drafts[place], drafts[place + 1]
        between = plain[left.end : right.start]
        if len(between) > 120:
            continue
        a, b = key_of(left), key_of(right)
        if a and _AMENDS.fullmatch(between):
            if b:
                yield Statement(a, "amends", b, PROSE)
            yield from _amending_name(a, plain, drafts, place)
        elif a and b and a != b and _REPLACES.fullmatch(between):
            yield Statement(b, "replaced_by", a, PROSE)
        elif a and _AMENDED_BY.fullmatch(between):
            for here in range(place + 1, len(drafts)):
                by = key_of(drafts[here])
                if (
                    by is None
                    or drafts[here].name
                    or (here > place + 1 and not _AND.fullmatch(plain, drafts[here - 1].end, drafts[here].start))
                ):
                    break  # 'Luật Đê điều số …' goes on the list of laws, not of those that amended the one before
                yield Statement(by, "amends", a, PROSE)


_SOME_ARTICLES = regex.compile(r"mot\s{1,3}so\s{1,3}dieu\s{1,3}cua\s{1,3}$")


def _amending_name(key: str, plain: str, drafts: list[Draft], place: int) -> Iterator[Statement]:
    """The name of 'Luật số 47/2005/QH11 … sửa đổi, bổ sung một số điều của Luật Thi đua, khen thưởng', from the laws that it amends."""
    law = drafts[place]
    if law.doc_type not in LAWS or law.name or not _SOME_ARTICLES.search(plain, law.end, drafts[place + 1].start):
        return
    inner: list[Draft] = []
    for draft in drafts[place + 1 :]:
        if not draft.name or draft.doc_type not in LAWS or (inner and not JOINT.fullmatch(plain, inner[-1].end, draft.start)):
            break
        inner.append(draft)
    if inner:
        names = " và ".join(f"{draft.doc_type} {draft.name}" for draft in inner)
        yield Statement(key, "name", f"sửa đổi, bổ sung một số điều của {names}", PROSE)


_CODIFIED = regex.compile(
    r"^\((?:Điều|Phụ lục|Mục|Chương)[^(]{0,30}?\s"
    r"(?P<head>(?:Luật|Bộ luật|Pháp lệnh|Nghị|Quyết|Thông|Chỉ)[^\d]{0,30}số\s?\d+\s?(?:[-/]\s?[^\s,]+)+)"
    r"(?:\s(?P<title>.{3,900})\sngày\s(?P<date>\d{2}/\d{2}/\d{4})\scủa\s(?P<issuer>(?:(?!ngày\s\d).){3,250}?))?"
    r",\scó\shiệu\slực\s(?:thi\shành\s)?(?:kể\s)?từ\sngày\s(?P<effect>\d{2}/\d{2}/\d{4})(?P<rest>(?:,\scó\snội\sdung\sđược\ssửa\sđổi.*)?)"
)


def of_codified(string: str) -> list[Statement]:
    """What one citation string of the codified law tells; empty where it is none or its number is not a central body's."""
    match = _CODIFIED.match(" ".join(string.split()))
    found = find_numbered(match["head"], folded(match["head"]), None) if match else []
    if match is None or len(found) != 1:
        return []
    date = _iso(match["date"]) if match["date"] else None
    draft = Draft(0, 0, 0, "numbered", found[0].doc_type, found[0].number, date=date, issuer=match["issuer"], flags=found[0].flags)
    key, kind = key_of(draft), _type(draft)
    if key is None or kind is None:
        return []
    said = [*of_draft(draft, REGISTER), *_titled(key, kind, (match["title"] or "").strip())]
    said.append(Statement(key, "effect", _iso(match["effect"]), REGISTER))
    later = [by for other in drafts_of(match["rest"], folded(match["rest"])) if (by := key_of(other)) and by != key]
    return [*said, *(Statement(by, "amends", key, REGISTER) for by in later[:1])]


_AMENDING_TITLE = regex.compile(
    r"(?:Luật\s|Về việc\s|Quy định\s)?(?i:sửa đổi|bổ sung|sửa đổi,? bổ sung)[^;.\d]{0,60}?(?=Luật|Bộ luật|Nghị|Quyết|Thông|Pháp)"
)


def _titled(key: str, kind: str, title: str) -> Iterator[Statement]:
    """The name that a title is, and what an amending title amends."""
    if not title:
        return
    yield Statement(key, "name", regex.sub(rf"^(?:{kind}|Luât)\s", "", title) if kind in LAWS else title, REGISTER)
    amending = _AMENDING_TITLE.match(title)
    inner = drafts_of(title, folded(title)) if amending else []
    if amending and inner and inner[0].start == amending.end() and (amended := key_of(inner[0])):
        yield Statement(key, "amends", amended, REGISTER)


def _iso(printed: str) -> str:
    day, month, year = printed.split("/")
    return f"{year}-{month}-{day}"
