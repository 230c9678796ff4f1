"""Which document a citation means: canonical id and key, jurisdiction, issuer (CITATIONS: identity of a document).

`93/KH-UBND` exists in every province and every year: the key adds both. Acts of the centre with the year in their number are one by it.
"""

from __future__ import annotations

import regex

from pipeline.extraction import issuing_bodies
from pipeline.extraction.drafts import Draft
from pipeline.extraction.numbered import bodies
from pipeline.forms import docnumber
from pipeline.records import Header

CENTRAL = "trung ương"
_PARTY_CENTRE = regex.compile(r"Trung ương|Bộ Chính trị|Ban Bí thư")
_LOCAL_BODY = regex.compile(
    r"Ủy ban nhân dân|Hội đồng nhân dân|Sở |Tỉnh ủy|Thành ủy|Huyện ủy|Ban Thường vụ|Chủ tịch Ủy ban|Giám đốc Sở|Đảng bộ tỉnh"
)
_CENTRAL_BODY = regex.compile(r"(?:Bộ|Thủ tướng|Chính phủ|Quốc hội|Văn phòng Chính phủ|Tổng cục|Cục|Ngân hàng Nhà nước)(?!\sChỉ huy)")


def issuer(draft: Draft, header: Header) -> tuple[str | None, tuple[str, ...]]:
    """The issuer's name, and flags where the printed one is not the one that the symbol tells."""
    if draft.kind == "named_law":
        return "Ủy ban Thường vụ Quốc hội" if draft.doc_type == "Pháp lệnh" else "Quốc hội", ()
    printed = issuing_bodies.canonical(draft.issuer, header.province) if draft.issuer else None
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
    """'trung ương', or the province whose body issued it; None where the paper does not tell."""
    if draft.kind == "named_law":
        return CENTRAL
    if draft.kind == "party_named":
        if not (draft.name or "").startswith("Đại hội Đảng bộ"):
            return CENTRAL
        return issuing_bodies.province_in(draft.name or "") or header.province
    symbol = draft.number.symbol if draft.number else ""
    body = bodies(symbol)[0] if symbol else ""
    local = issuing_bodies.is_local(body) if body else None
    if local is False or (name and _PARTY_CENTRE.search(name)):
        return CENTRAL
    named = issuing_bodies.province_in(name) if name else None
    if named:
        return named
    if local or (name and _LOCAL_BODY.match(name)):
        return header.province
    return CENTRAL if name and _CENTRAL_BODY.match(name) else None


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
