"""Which document a citation means: canonical id and key, jurisdiction, issuer (CITATIONS: identity of a document).

`93/KH-UBND` exists in every province and every year: the key adds both. Acts of the centre with the year in their number are one by it.
"""

from __future__ import annotations

import regex

from pipeline.extraction import issuing_bodies
from pipeline.extraction.drafts import Draft
from pipeline.extraction.numbered import bodies
from pipeline.forms import docnumber
from pipeline.gazetteer import districts, issuers, provinces
from pipeline.records import Header

CENTRAL = "trung ương"
_NATIONAL = regex.compile(
    r"(?<!trực thuộc )Trung ương|Bộ Chính trị|Ban Bí thư|(?:Ủy ban|Hội đồng|Ban Chỉ đạo|Đại học|Chính trị)\s[Qq]uốc gia|toàn quốc"
    r"|^(?!.*(?i:công ty|tập đoàn)).*Việt Nam$"
)
_LOCAL_BODY = regex.compile(
    r"Ủy ban nhân dân|Hội đồng nhân dân|(?:Tỉnh|Thành|Huyện|Quận|Thị) ủy|(?:Tỉnh|Thành|Huyện|Quận) đoàn|Ban Thường vụ|Đảng bộ"
    r"|(?:^|Giám đốc )Sở "
)
_LEVEL = regex.compile(r"(?<!\w)(?:(?i:tỉnh|thành phố|huyện|quận|thị xã|phường|tp\.?)|xã(?! hội))(?!\w)")
_OF_PROVINCE = regex.compile(r"(?<!\w)(?i:tỉnh|thành phố|tp\.?|\p{L}+ ủy)\s")
_DISTRICT = regex.compile(r"(?<!\w)(?P<unit>(?i:huyện|quận|thị xã|thành phố|tp\.?)\s[\p{Lu}\d][^,;()]{0,40})")
_CENTRAL_BODY = regex.compile(r"(?:Bộ|Thủ tướng|Chính phủ|Quốc hội|Văn phòng Chính phủ|Tổng cục|Cục|Ngân hàng Nhà nước)(?!\sChỉ huy)")
_ONLY_CENTRAL = frozenset({"NĐ", "TT", "TTLT", "TTLB", "Hiến pháp", "Pháp lệnh", "Luật", "Bộ luật"})
"""Kinds that no province issues."""


def issuer(draft: Draft, header: Header) -> tuple[str | None, tuple[str, ...]]:
    """The issuer's name, and flags where the printed one is not the one that the symbol tells."""
    if draft.kind == "named_law":
        return "Ủy ban Thường vụ Quốc hội" if draft.doc_type == "Pháp lệnh" else "Quốc hội", ()
    printed = issuing_bodies.canonical(draft.issuer, header.province, header.district) if draft.issuer else None
    if draft.number is None or not draft.number.symbol:
        return printed, ()
    letters = bodies(draft.number.symbol)
    told = [name for body in letters if (name := issuing_bodies.from_symbol(body, header.province))]
    if letters[0] in ("TTg", "CP", "QH", "UBTVQH") and printed and told and printed != told[0]:
        return told[0], ("issuer_conflict",)
    if printed is None and len(told) == len(letters):
        return " và ".join((", ".join(told[:-1]), told[-1])) if len(told) > 1 else told[0], ()
    return printed, ()


def jurisdiction(draft: Draft, name: str | None, header: Header) -> str | None:
    """'trung ương', or the province whose body issued it; None where the paper does not tell.

    A province or district that the issuer's name tells goes before the paper's own province; a central body's branch in a province
    (Bảo hiểm xã hội tỉnh) is the province's.

    >>> from pipeline.forms.docnumber import parse
    >>> hatinh = Header(province="Hà Tĩnh", date="2022-05-01")
    >>> def of(number, name=None): return jurisdiction(Draft(0, 1, 1, "numbered", None, parse(number), date="2022-01-27"), name, hatinh)
    >>> of("309/QĐ-UBND", "Ủy ban nhân dân tỉnh"), of("41-CT/TU"), of("5/QĐ-UBND", "Ủy ban nhân dân huyện Vĩnh Thuận"), of("34-CT/TW")
    ('Hà Tĩnh', 'Hà Tĩnh', 'Kiên Giang', 'trung ương')
    >>> of("2/KH-UBND", "UBND thành phố Huế"), of("9/BHXH-TCCB", "Bảo hiểm xã hội tỉnh"), of("9/BHXH-TCCB", "Bảo hiểm xã hội Việt Nam")
    ('Thừa Thiên Huế', 'Hà Tĩnh', 'trung ương')
    """
    if draft.kind == "named_law":
        return CENTRAL
    if draft.kind == "named_document":
        return None  # known by its words alone: its decision, beside it, has the place
    if draft.kind == "party_named":
        if not (draft.name or "").startswith("Đại hội Đảng bộ"):
            return CENTRAL
        return issuing_bodies.province_in(draft.name or "") or header.province
    local = _told_by_symbol(draft)
    if name and _NATIONAL.search(name) and not (local and _LEVEL.search(name)):
        return CENTRAL
    named = _place(name, draft, header) if name else None
    if named and (local is not False or _OF_PROVINCE.search(name or "")):
        return named
    branch = bool(name and _LEVEL.search(name))
    everywhere = draft.doc_type in _ONLY_CENTRAL and not local and not (draft.number and draft.number.party)
    if everywhere or (local is False and not branch):
        return CENTRAL
    if local or branch or (name and _LOCAL_BODY.search(name)):
        return header.province
    return _by_body(name, header) if name else None


def _told_by_symbol(draft: Draft) -> bool | None:
    """Whether the letters of the symbol name a local body; None where they tell nothing ('NHNN2' is NHNN's department)."""
    symbol = draft.number.symbol if draft.number else ""
    body = bodies(symbol)[0] if symbol else ""
    for letters in (body, regex.sub(r"\d+$", "", body)):
        if letters and (local := issuing_bodies.is_local(letters)) is not None:
            return local
    return None


def _by_body(name: str, header: Header) -> str | None:
    """What the kind of body tells that the name begins with."""
    body = issuers.by_name(name)
    level = body.level if body else ""
    if level in ("local", "district", "commune"):
        return header.province
    return CENTRAL if level == "central" or _CENTRAL_BODY.match(name) else None


def _place(name: str, draft: Draft, header: Header) -> str | None:
    """The province that an issuer's name names, or the one of its district; as it was called when the cited paper was written."""
    on = draft.date or header.date
    named = issuing_bodies.province_in(name, on)
    if named is None and (below := _DISTRICT.search(name)):
        unit = districts.find(below["unit"], header.province) or districts.find(below["unit"])
        named = unit.province if unit else None
    return _called(named, on) if named else None


def _called(name: str, on: str | None) -> str:
    """The name of the province on that day: Huế is Thừa Thiên Huế until the end of 2024."""
    units = [unit for unit in provinces.provinces() if unit.name == name]
    if on is None or any(unit.valid_from <= on for unit in units):
        return name
    before = [unit.name for unit in provinces.provinces() if name in unit.successors and unit.name.endswith(f" {name}") and unit.valid(on)]
    return before[0] if len(before) == 1 else name


def padded(number: str) -> str:
    """A number below ten with its zero ('5' → '05')."""
    return f"0{number}" if regex.fullmatch(r"[1-9][a-z]?", number) else number


def canonical_id(draft: Draft) -> str | None:
    """The document's id: 'NĐ 91/2017/NĐ-CP', 'CT 34-CT/TW', 'Luật Thi đua, khen thưởng 2003', 'NQ Trung ương 4 khóa XII', 'SELF'."""
    if draft.kind == "self":
        return "SELF"
    if draft.kind == "named_law":
        return " ".join(part for part in (draft.doc_type, draft.name, draft.year) if part)
    if draft.kind == "party_named":
        return f"{draft.doc_type} {draft.name}"
    number = draft.number
    if number is None:
        return None
    if not number.symbol:
        return _from_issuer(draft, number)
    digits = padded(number.number) if number.number else "?"
    mended = docnumber.DocNumber(digits, number.year, number.symbol, number.party, number.doc_type)
    return f"{draft.doc_type} {docnumber.format(mended)}"


def _from_issuer(draft: Draft, number: docnumber.DocNumber) -> str:
    """The id of a document cited by digits alone: the symbol from type and issuer, the year from the date."""
    digits, name, kind = padded(number.number or "?"), draft.issuer or "", draft.doc_type
    term = regex.search(r"khóa\s+([IVX]+)", name)
    year = draft.year or "?"
    if name.startswith("Quốc hội"):
        terms = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")
        return f"{kind} {digits}/{year}/QH{terms.index(term[1]) + 1 if term and term[1] in terms else '?'}"
    if regex.search(r"Bộ Chính trị|Ban Bí thư|Trung ương", name):
        return f"{kind} {digits}-{kind}/TW"
    if regex.search(r"Tỉnh ủy|Thành ủy", name):
        return f"{kind} {digits}-{kind}/TU"
    if kind == "NĐ":
        return f"NĐ {digits}/{year}/NĐ-CP"
    body = (
        "TTg"
        if name.startswith("Thủ tướng")
        else "CP"
        if name == "Chính phủ"
        else "UBND"
        if regex.match(r"UBND|Ủy ban nhân dân", name)
        else "?"
    )
    return f"{kind} {digits}/{kind}-{body}"


def canonical_key(draft: Draft, identity: str | None, place: str | None) -> str | None:
    """The id with what makes it one document: the province of a local one, the year where the id has none."""
    if draft.kind != "numbered" or identity is None or "?" in identity:
        return None
    year = (draft.date or "")[:4] or draft.year
    if place is not None and place != CENTRAL:
        return f"{identity} @ {place}" + (f" / {year}" if year else "")
    if draft.number is not None and draft.number.year:
        return identity
    return f"{identity} / {year}" if year else identity
