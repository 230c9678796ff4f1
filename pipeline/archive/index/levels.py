"""The level of the body that issues a paper (cấp): trung ương, tỉnh, huyện, xã.

The name of the body tells it, else the district or province of the header; null where nothing does.

>>> def of(issuer, province=None, parent=None, district=None):
...     return level_of({"issuer": issuer, "issuer_parent": parent, "district": district, "province": province})
>>> of("Ủy ban nhân dân thị xã Trảng Bàng", "Tây Ninh"), of("Ủy ban nhân dân xã Tân Hội", "Tây Ninh"), of("Bộ Nội vụ")
('huyện', 'xã', 'trung ương')
>>> of("Sở Lao động - Thương binh và Xã hội", "Kiên Giang"), of("Ban Quản lý Khu kinh tế", "Gia Lai"), of(None)
('tỉnh', 'tỉnh', None)
>>> of("Ủy ban nhân dân thành phố Cần Thơ", "Cần Thơ"), of("Ủy ban nhân dân thành phố Rạch Giá", "Kiên Giang")
('tỉnh', 'huyện')
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import regex

from pipeline.gazetteer import issuers, provinces

LEVELS = ("trung ương", "tỉnh", "huyện", "xã")
"""The levels, highest first."""


def _words(words: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<!\p{{L}})(?:{words})(?!\p{{L}})", regex.IGNORECASE)


_NAMED = (
    (_words(r"(?<!thị )xã(?! hội)|phường|thị trấn|đặc khu"), "xã"),
    (_words(r"huyện|quận|thị xã|huyện ủy|quận ủy|thị ủy"), "huyện"),
    (_words(r"tỉnh|tỉnh ủy"), "tỉnh"),
    (_words(r"trung ương|bộ chính trị|ban bí thư"), "trung ương"),
)
"""Words that tell the level of the body in whose name they stand, the lowest first: 'Ủy ban nhân dân xã Tân Hội, huyện Tân Hiệp'."""

_CITY = regex.compile(r"(?<!\p{L})(?:thành phố|thành ủy)(?!\p{L})(?P<name>[^,;(]*)", regex.IGNORECASE)
_DEPARTMENT = _words("sở")
_OF_BODY = {"central": "trung ương", "local": "tỉnh", "district": "huyện", "commune": "xã"}


def level_of(document: Mapping[str, Any]) -> str | None:
    """The level of a paper (its row of `documents`)."""
    return _level(document["issuer"], document["issuer_parent"], document["district"], document["province"])


@lru_cache(maxsize=8192)
def _level(issuer: str | None, parent: str | None, district: str | None, province: str | None) -> str | None:
    if parent and _DEPARTMENT.search(parent):
        return "tỉnh"  # Trường THPT Thị xã Quảng Trị, of the department of education
    named = [_of_name(name, parent, province) for name in (issuer, parent) if name]
    if "xã" in named:
        return "xã"
    if district or "huyện" in named:
        return "huyện"
    body = issuers.by_name(issuer) if issuer else None
    told = next((level for level in named if level), None) or (_OF_BODY.get(body.level) if body else None)
    if province:
        return told if told in ("huyện", "xã") else "tỉnh"
    return told


def _of_name(name: str, parent: str | None, province: str | None) -> str | None:
    if (city := _CITY.search(name)) and not _NAMED[0][0].search(name):
        return "tỉnh" if _is_province(city["name"].strip(), name, parent, province) else "huyện"
    return next((level for words, level in _NAMED if words.search(name)), None)


def _is_province(city: str, name: str, parent: str | None, province: str | None) -> bool:
    """Whether a city is one under the centre: 'thành phố Cần Thơ' is, 'thành phố Rạch Giá' of a tỉnh is not."""
    if parent and parent != name and regex.search(r"(?i)(?<!\p{L})tỉnh(?!\p{L})", parent):
        return False
    unit = provinces.find(province) if province else None
    if not city:
        return unit is None or unit.kind == "thành phố"
    found = provinces.find(city)
    return found is not None and found.kind == "thành phố" and (unit is None or found.name == unit.name)
