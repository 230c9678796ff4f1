"""Resolutions of congresses and plenums, cited by name (nghị quyết Đại hội, nghị quyết Trung ương).

>>> t = "Nghị quyết Đại hội XIII của Đảng; Nghị quyết Trung ương 4 (Khóa XII)"
>>> [(d.name, t[d.start:d.end]) for d in find_party_named(t, folded(t), None)]
[('Đại hội đại biểu toàn quốc lần thứ XIII', 'Nghị quyết Đại hội XIII của Đảng'),
 ('Trung ương 4 khóa XII', 'Nghị quyết Trung ương 4 (Khóa XII)')]
"""

from __future__ import annotations

import regex

from pipeline.extraction.drafts import Draft
from pipeline.extraction.folded import folded
from pipeline.extraction.tails import read_date
from pipeline.forms import roman
from pipeline.vietnamese.normalize import nfc

_W = r"\s{1,3}"
_RESOLUTION = rf"(?<!\w)(?:nghi{_W}quy[e&]t|ket{_W}luan|nq|van{_W}kien)(?:{_W}cua)?{_W}"
_ROMAN = r"[ivxl1|]{1,6}|\d{1,2}"
_ORDINAL = {
    "nhat": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12,
    "muoi ba": 13, "muoi bon": 14, "muoi lam": 15,
}  # fmt: skip
_NTH = rf"(?:lan{_W}thu{_W}|thu{_W})"
_TERM_OF_OFFICE = r"(?:\s{0,3},?\s{0,3}\(?nhiem\s{1,3}k[yi]\s{1,3}(?P<from>(?:19|20)\d\d)\s?[-–]{1,2}\s?(?P<to>(?:19|20)\d\d)\)?)?"

_NATIONAL = regex.compile(
    rf"{_RESOLUTION}dai{_W}hoi{_W}(?:(?:dai{_W}bieu{_W})?(?:toan{_W}quoc{_W})?|dbtq{_W})(?:dang{_W}(?:toan{_W}quoc{_W})?)?{_NTH}?(?P<roman>{_ROMAN})(?!\w)"
    rf"(?:{_W}(?:cua{_W})?dang(?!{_W}bo)(?:{_W}cong{_W}san{_W}viet{_W}nam)?)?{_TERM_OF_OFFICE}"
)
_LOCAL = regex.compile(
    rf"{_RESOLUTION}dai{_W}hoi{_W}(?:dai{_W}bieu{_W})?(?:(?:lan{_W}thu{_W}(?P<before>{_ROMAN})|(?P<before>[ivx]{{1,6}}))\s{{0,3}},?\s{{0,3}}(?:cua{_W})?)?"
    rf"dang{_W}bo{_W}(?P<level>tinh|huyen|thanh{_W}pho|tp\.?|quan|thi{_W}xa|xa|phuong|khoi|so|truong|co{_W}quan)(?P<place>(?:{_W}[^\W\d_]{{1,12}}){{0,7}}?)"
    rf"(?:{_W}{_NTH}(?P<roman>{_ROMAN})|{_W}(?P<roman>[ivx]{{2,6}}))?(?!\w){_TERM_OF_OFFICE}"
)
_PLENUM = regex.compile(
    rf"{_RESOLUTION}(?:"
    rf"(?:hoi{_W}nghi{_W})?(?:cua{_W})?(?:lan{_W}thu{_W}(?P<first>\w{{1,6}}(?:{_W}(?:mot|hai|ba|bon|lam))?|\d{{1,2}}){_W}(?:cua{_W})?)?"
    rf"(?:(?:ban{_W}chap{_W}hanh|bch){_W})?(?:trung{_W}[u&w]\w{{1,3}}|t\.?\s?[uw])(?:{_W}dang)?(?:{_W}(?:{_NTH})?(?P<number>\d{{1,2}})(?!\w))?"
    rf"(?:\s{{0,3}},?\s{{0,3}}\(?\s?kh[o0]a{_W}(?P<term>{_ROMAN})(?!\w)(?:\s?\))?)?(?!\w)"
    rf")"
)


def find_party_named(text: str, plain: str, province: str | None) -> list[Draft]:
    """Every congress or plenum resolution cited by name, in order; `province` completes 'Đảng bộ tỉnh'."""
    found = [
        *_read(text, plain, _NATIONAL, _national),
        *_read(text, plain, _LOCAL, lambda match, text: _local(match, text, province)),
        *_read(text, plain, _PLENUM, _plenum),
    ]
    return sorted(found, key=lambda draft: draft.start)


def _read(text: str, plain: str, pattern: regex.Pattern[str], named: object) -> list[Draft]:
    found: list[Draft] = []
    for match in pattern.finditer(plain):
        told = named(match, text) if callable(named) else None
        if told is None or (text[match.start()].islower() and not text[match.start() : match.end()].islower()):
            continue
        name, issuer = told
        if not any(letter.isupper() for letter in text[match.start() : match.end()]):
            continue
        end = match.end() - (1 if plain[match.end() - 1] == "(" else 0)
        dated = read_date(text, plain, end)
        date = dated[1].date if dated and dated[1].precision == "day" else None
        doc_type = {"k": "KL", "v": "Văn kiện"}.get(plain[match.start()], "NQ")
        found.append(
            Draft(match.start(), dated[0] if dated and date else end, end, "party_named", doc_type, name=name, date=date, issuer=issuer)
        )
    return found


def _numeral(printed: str) -> str | None:
    if printed.isdigit():
        return roman.format(int(printed)) if 0 < int(printed) < 30 else None
    value = roman.parse(printed.upper())
    return roman.format(value) if value and value < 30 else None


def _national(match: regex.Match[str], text: str) -> tuple[str, str] | None:
    numeral = _numeral(text[match.start("roman") : match.end("roman")])
    if numeral is None:
        return None
    name = f"Đại hội đại biểu toàn quốc lần thứ {numeral}"
    return name, f"{name} của Đảng"


_LEVELS = {
    "tinh": "tỉnh",
    "huyen": "huyện",
    "thanh pho": "thành phố",
    "tp": "thành phố",
    "tp.": "thành phố",
    "quan": "quận",
    "thi xa": "thị xã",
    "xa": "xã",
    "phuong": "phường",
    "khoi": "Khối",
    "so": "Sở",
    "truong": "Trường",
    "co quan": "cơ quan",
}


def _local(match: regex.Match[str], text: str, province: str | None) -> tuple[str, str] | None:
    level = _LEVELS[" ".join(match["level"].split())]
    place = regex.sub(r"\s+", " ", nfc(text[match.start("place") : match.end("place")])).strip()
    if not place and level == "tỉnh" and province:
        place = province
    group = "roman" if match["roman"] else "before"
    numeral = _numeral(text[match.start(group) : match.end(group)]) if match[group] else None
    if numeral is None and not match["from"]:
        return None
    body = f"Đảng bộ {level}{' ' + place if place else ''}"
    count = f" lần thứ {numeral}" if numeral else f" nhiệm kỳ {match['from']} - {match['to']}"
    return f"Đại hội {body}{count}", f"Đại hội {body}{count}"


def _plenum(match: regex.Match[str], text: str) -> tuple[str, str] | None:
    term = _numeral(text[match.start("term") : match.end("term")]) if match["term"] else None
    first = " ".join((folded(match["first"])).split()) if match["first"] else None
    number = match["number"] or (first if first and first.isdigit() else str(_ORDINAL[first]) if first in _ORDINAL else None)
    if number is None or (term is None and match["first"] is None):
        return None
    return f"Trung ương {int(number)}" + (f" khóa {term}" if term else ""), "Ban Chấp hành Trung ương Đảng"
