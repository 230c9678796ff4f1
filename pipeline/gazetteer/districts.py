"""Districts (cấp huyện: huyện, quận, thị xã, thành phố thuộc tỉnh), the level between province and commune until 30 June 2025.

Needed for the line of place and date ('Vĩnh Thuận, ngày …') and for issuers ('UBND huyện Vĩnh Thuận'). Eleven provinces had a huyện Châu
Thành: without the province such a name stays unresolved. Authority: Luật Tổ chức chính quyền địa phương 72/2025/QH15 ended the level.

>>> find("huyện Vĩnh Thuận").province, find("TP. Rạch Giá").name, find("Quận 1").province
('Kiên Giang', 'Rạch Giá', 'Hồ Chí Minh')
>>> find("Châu Thành") is None, find("Châu Thành", province="tỉnh Kiên Giang").kind
(True, 'huyện')
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from pipeline.gazetteer import provinces
from pipeline.vietnamese.normalize import nfc, word_key
from pipeline.vietnamese.tsv import rows


@dataclass(frozen=True, slots=True)
class District:
    """A district-level unit: `kind` huyện, quận, thị xã or thành phố; `province` until 30 June 2025, `province_2025` since."""

    name: str
    kind: str
    province: str
    province_2025: str
    code: str = ""

    @property
    def full_name(self) -> str:
        """'huyện Vĩnh Thuận', 'Quận 1'."""
        return f"{self.kind.capitalize() if self.name.isdigit() else self.kind} {self.name}"


@cache
def districts() -> tuple[District, ...]:
    """All units of the two snapshots (2022 and 2025)."""
    return tuple(
        District(row["name"], row["kind"], row["province"], row["province_after"], row["code"]) for row in rows("gazetteer/districts.tsv")
    )


_JOINT = regex.compile(r"[\s.\-–—‑]++")
_KINDS = {"huyện": "huyện", "quận": "quận", "thị xã": "thị xã", "thành phố": "thành phố", "tp": "thành phố", "tx": "thị xã",
          "h": "huyện", "q": "quận"}  # fmt: skip


def _key(name: str) -> str:
    return _JOINT.sub(" ", word_key(name)).strip(" ,;:()")


@cache
def _by_key() -> dict[str, tuple[District, ...]]:
    found: dict[str, tuple[District, ...]] = {}
    for district in districts():
        key = _key(district.name)
        found[key] = (*found.get(key, ()), district)
    return found


@cache
def names() -> tuple[str, ...]:
    """Every name, once."""
    return tuple(dict.fromkeys(district.name for district in districts()))


def find(phrase: str, province: str | None = None) -> District | None:
    """The unit that the phrase names, with or without its kind; None when unknown, or when several fit and `province` does not decide.

    A phrase may name the province itself: 'huyện Châu Thành, tỉnh Kiên Giang'.
    """
    phrase, _, rest = phrase.partition(",")
    within = provinces.find_in(nfc(rest)) if rest else None
    province = within[0].name if within else province
    key, kind = _key(phrase), None
    for word, meaning in _KINDS.items():
        if key.startswith(word + " "):
            key, kind = key[len(word) + 1 :], meaning
            break
    units = _by_key().get(key.lstrip("0") if key.isdigit() else key, ())
    if key.isdigit() and kind != "quận":
        return None
    if kind:
        units = tuple(unit for unit in units if unit.kind == kind) or units
    if province is not None:
        wanted = provinces.find(province)
        units = tuple(unit for unit in units if wanted and wanted.name in (unit.province, unit.province_2025))
        exact = tuple(unit for unit in units if wanted and unit.province == wanted.name)
        units = exact if len(exact) == 1 else units
    return units[0] if len(units) == 1 else None
