"""Jurisdiction of a paper (địa bàn): the province and the district whose body issued it.

Read from the issuer's name, from the body above it, then from the place of the date line; bodies of the centre have none,
though their papers are dated at Hà Nội.

>>> header = placed_in(Header(issuer="Sở Y tế", issuer_parent="UBND tỉnh Kiên Giang", date="2017-11-17", place="Rạch Giá"))
>>> header.province, header.province_2025, header.district
('Kiên Giang', 'An Giang', None)
>>> placed_in(Header(issuer="Bộ Giáo dục và Đào tạo", place="Hà Nội")).province is None
True
>>> header = placed_in(Header(issuer="Ủy ban nhân dân huyện Vĩnh Thuận", place="Vĩnh Thuận"))
>>> header.province, header.district
('Kiên Giang', 'Vĩnh Thuận')
"""

from __future__ import annotations

from dataclasses import replace

import regex

from pipeline.gazetteer import districts, issuers, provinces
from pipeline.records import Header
from pipeline.structure.bodies import begins_body
from pipeline.structure.signature import family_names

_DISTRICT = regex.compile(
    r"(?<!\p{L})(?:(?i:huyện|quận|thị|thành)\s(?:ủy|uỷ|đoàn)|huyện|quận|thị xã|thành phố|TP\.?)\s+(?:\p{Lu}[\p{L}'’-]*\s?|\d{1,2}){1,5}"
)
_CENTRAL = regex.compile(
    r"^(?:Bộ (?!Chỉ huy|phận)|Chính phủ|Thủ tướng|Quốc hội|Chủ tịch nước|Tổng cục|Tòa án nhân dân tối cao|Viện kiểm sát nhân dân tối cao|"
    r"Ủy ban Thường vụ Quốc hội|Ủy ban Dân tộc|Ngân hàng Nhà nước Việt Nam|Kiểm toán|Ban Chấp hành Trung ương|"
    r"Văn phòng (?:Chính phủ|Quốc hội|Trung ương)|"
    r"Thanh tra Chính phủ|Ban (?:Bí thư|Tổ chức Trung ương)|Đảng Cộng sản|Tổng Liên đoàn|.*(?:Trung ương|Việt Nam)$)"
)


_COMMITTEE = regex.compile(r"^(?:huyện|quận|thị|thành)\s(?:ủy|uỷ|đoàn)", regex.IGNORECASE)
_KINDS = {"huyện": "huyện", "quận": "quận", "thị": "thị xã", "thành": "thành phố"}
_MERGED = "2025-07-01"
"""The day on which 63 provinces became 34 (Nghị quyết 202/2025/QH15)."""


def placed_in(header: Header) -> Header:
    """The header with province, province since 2025 and district, as far as issuer, parent and place tell them."""
    names = [name for name in (header.issuer, *header.co_issuers, header.issuer_parent) if name]
    on = f"{header.date}-01"[:10] if header.date and len(header.date) >= 7 else None
    bare = [_without_district(name) for name in names]
    province = next((found[0].name for name in bare if (found := provinces.find_in(name, on)) and not _of_a_person(name, found[1])), None)
    district = _district(names, province or _province_named(header.place, on))
    if province is None and district is not None:
        province = district.province
    capital = header.place is not None and not names and _province_named(header.place, on) == "Hà Nội"  # of the city, or of any ministry
    if province is None and not capital and not any(map(_central, names)):
        place = _province_named(header.place, on)
        unit = districts.find(header.place) if header.place and not place else None
        province = place or (unit.province if unit else None)
    if province is None:
        return header
    if on and on >= _MERGED:
        province = provinces.since_2025(province) or province  # a place of a province that is no more
    return replace(
        header, province=province, province_2025=provinces.since_2025(province), district=district.name if district else header.district
    )


def _without_district(name: str) -> str:
    """The name with blanks in the place of a huyện's: 'huyện Hòa Bình' of Bạc Liêu is not the province of that name.

    >>> _without_district("Huyện ủy Hòa Bình").strip(), _without_district("Ủy ban nhân dân huyện Châu Thành, tỉnh Kiên Giang")[-15:]
    ('', 'tỉnh Kiên Giang')
    """
    return _DISTRICT.sub(lambda found: " " * len(found.group()) if _is_district(found.group()) else found.group(), name)


def _is_district(phrase: str) -> bool:
    kind, _, rest = phrase.strip().partition(" ")
    known = rest.removeprefix("ủy ").removeprefix("uỷ ").removeprefix("xã ")
    return kind.lower() in {"huyện", "quận", "thị"} and known in districts.names()


def _of_a_person(name: str, start: int) -> bool:
    """Whether the words at `start` belong to a person's name: 'Trường THPT Nguyễn Thái Bình' is no school of Thái Bình."""
    before = name[:start].split()
    return bool(before) and before[-1] in family_names() and not begins_body(before[-1])


def _province_named(place: str | None, on: str | None) -> str | None:
    found = provinces.find(place, on) if place else None
    return found.name if found else None


def _central(name: str) -> bool:
    known = issuers.by_name(name)
    return bool(_CENTRAL.match(name)) or bool(known and known.level == "central" and not name.startswith("Sở"))


def _district(names: list[str], province: str | None) -> districts.District | None:
    for name in names:
        for match in _DISTRICT.finditer(name):
            phrase = _COMMITTEE.sub(lambda found: _KINDS[found.group().split()[0].lower()], match.group().strip())
            if provinces.find(phrase) is None or phrase.startswith(("huyện", "quận")):
                unit = districts.find(phrase, province) or districts.find(phrase)
                if unit is not None:
                    return unit
    return None
