"""The level of the body that issues a paper (cấp): trung ương, tỉnh, huyện, xã.

The name of the body tells it, else the district or province of the header; null where nothing does.

>>> def of(issuer, province=None, parent=None, district=None):
...     return level_of({"issuer": issuer, "issuer_parent": parent, "district": district, "province": province})
>>> of("Ủy ban nhân dân thị xã Trảng Bàng", "Tây Ninh"), of("Ủy ban nhân dân xã Tân Hội", "Tây Ninh"), of("Bộ Nội vụ")
('huyện', 'xã', 'trung ương')
>>> of("Sở Lao động - Thương binh và Xã hội", "Kiên Giang"), of("Ban Quản lý Khu kinh tế", "Gia Lai"), of(None)
('tỉnh', 'tỉnh', None)
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import regex

from pipeline.gazetteer import issuers

LEVELS = ("trung ương", "tỉnh", "huyện", "xã")
"""The levels, highest first."""

_COMMUNE = regex.compile(r"(?<!\p{L}|thị )(?:xã(?! hội)|phường|thị trấn|đặc khu)(?!\p{L})", regex.IGNORECASE)
_DISTRICT = regex.compile(r"(?<!\p{L})(?:huyện|quận|thị xã)(?!\p{L})", regex.IGNORECASE)
_OF_BODY = {"central": "trung ương", "local": "tỉnh", "district": "huyện", "commune": "xã"}


def level_of(document: Mapping[str, Any]) -> str | None:
    """The level of a paper (its row of `documents`)."""
    return _level(document["issuer"], document["issuer_parent"], document["district"], document["province"])


@lru_cache(maxsize=8192)
def _level(issuer: str | None, parent: str | None, district: str | None, province: str | None) -> str | None:
    named = " ".join(name for name in (issuer, parent) if name)
    if _COMMUNE.search(named):
        return "xã"
    if district or _DISTRICT.search(named):
        return "huyện"
    body = issuers.by_name(issuer) if issuer else None
    told = _OF_BODY.get(body.level) if body else None
    if province:
        return told if told in ("huyện", "xã") else "tỉnh"
    return told
