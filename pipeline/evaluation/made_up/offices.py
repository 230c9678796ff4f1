"""Who issues a made-up plan (cơ quan ban hành): bodies of four levels of the State and two of the Party, by the day.

Until 30 June 2025 there were 63 provinces with districts under them; since then 34, and no districts. Sở were put together in March 2025.

>>> import random
>>> offices = [drawn(random.Random(n), "2025-09-10", SUBJECTS["giao-duc"]) for n in range(60)]
>>> sorted({office.level for office in offices}), "Kiên Giang" in {office.province for office in offices}
(['sở', 'tỉnh', 'tỉnh ủy', 'xã'], False)
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.evaluation.plan import Signer
from pipeline.evaluation.plans import FAMILIES, GIVEN, MIDDLES
from pipeline.gazetteer import districts, issuers, provinces
from pipeline.vietnamese.tsv import rows

SUBJECTS = {row["subject"]: row for row in rows("evaluation/made_up/subjects.tsv")}
MERGED, REFORMED = "2025-07-01", "2025-03-01"
"""The days on which 63 provinces became 34, and Sở were put together."""
LEVELS = {"tỉnh": 34, "sở": 28, "huyện": 22, "xã": 8, "tỉnh ủy": 6, "huyện ủy": 4}
"""How many of a hundred plans are of which level."""
PARTY = {"huyện": "Huyện", "quận": "Quận", "thị xã": "Thị", "thành phố": "Thành"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A body that issues plans: how its letterhead reads, and what the tables should say of it."""

    level: str
    province: str
    kind: str  # tỉnh | thành phố
    parent: tuple[str, ...]
    issuer: tuple[str, ...]
    symbol: str
    place: str
    name: str  # as running text says it
    here: str
    above: str
    drafter: str
    signer: Signer
    gold: dict[str, Any]
    short: bool = True  # 'UBND tỉnh' is enough for the province

    @property
    def party(self) -> bool:
        """Whether it is a body of the Party."""
        return "ủy" in self.level

    @property
    def unit(self) -> str:
        """'tỉnh', 'huyện' …: the level its territory is of."""
        return self.here.split(" ", 1)[0] if not self.here.startswith(("thành phố", "thị xã")) else " ".join(self.here.split(" ")[:2])


@cache
def _provinces(day: str) -> tuple[provinces.Province, ...]:
    wanted = "after" if day >= MERGED else "before"
    return tuple(p for p in provinces.provinces() if p.set == wanted and p.valid(day))


@cache
def _districts(province: str) -> tuple[districts.District, ...]:
    """Those whose name alone tells the province."""
    return tuple(d for d in districts.districts() if d.province == province and not d.name.isdigit() and districts.find(d.full_name) == d)


@cache
def _communes() -> tuple[str, ...]:
    return tuple(row["words"] for row in rows("evaluation/made_up/wording.tsv") if row["kind"] == "commune")


def drawn(rng: random.Random, day: str, subject: dict[str, str]) -> Office:
    """A body that issues a plan of the subject on that day (ISO)."""
    province = rng.choice(_provinces(day[:7] + "-01" if day < MERGED else MERGED))
    gone = {"huyện", "huyện ủy"} if day >= MERGED or not _districts(province.name) else set()
    weights = {level: weight for level, weight in LEVELS.items() if level not in gone}
    if subject["subject"] == "hoc-tap":  # work of the Party
        weights = {level: weight for level, weight in weights.items() if "ủy" in level}
    level = rng.choices(list(weights), list(weights.values()))[0]
    return _MAKERS[level](rng, day, subject, province)


def person(rng: random.Random) -> str:
    """A name."""
    return " ".join(rng.choice(part) for part in (FAMILIES, MIDDLES, GIVEN))


def _signer(rng: random.Random, body: str, head: str, deputy: str) -> tuple[Signer, str | None]:
    lines = [f"TM. {body}"] if body else []
    below = rng.random() < 0.6
    roles = [*lines, *([f"KT. {head}", deputy] if below else [head])]
    return Signer(tuple(roles), person(rng)), "KT." if below else "TM." if body else None


def _gold(province: provinces.Province, issuer: str, authority: str | None, **more: Any) -> dict[str, Any]:
    after = province.name if province.set == "after" else provinces.since_2025(province.name)
    return {"issuer": issuer, "province": province.name, "province_2025": after, "signing_authority": authority} | more


def _council(rng: random.Random, day: str, subject: dict[str, str], province: provinces.Province) -> Office:
    unit = f"{province.kind} {province.name}"
    signer, authority = _signer(rng, "ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    issuer = f"Ủy ban nhân dân {unit}"
    return Office(
        level="tỉnh",
        province=province.name,
        kind=province.kind,
        parent=("ỦY BAN NHÂN DÂN",),
        issuer=(unit.upper(),),
        symbol="KH-UBND",
        place=province.name,
        name=rng.choice([f"Ủy ban nhân dân {province.kind}", f"UBND {province.kind}", issuer]),
        here=unit,
        above=f"UBND {province.kind}",
        drafter=_drafter(subject, day),
        signer=signer,
        gold=_gold(province, issuer, authority),
    )


def _drafter(subject: dict[str, str], day: str) -> str:
    found = issuers.by_abbreviation(letters_of(subject, day))
    return found.name if found else "Sở Nội vụ"


def letters_of(subject: dict[str, str], day: str) -> str:
    """Abbreviation of the Sở that drafts plans of a subject on that day."""
    return subject["office_2025"] if day >= REFORMED else subject["office"]


def _department(rng: random.Random, day: str, subject: dict[str, str], province: provinces.Province) -> Office:
    name = _drafter(subject, day)
    signer, authority = _signer(rng, "", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
    unit = f"{province.kind} {province.name}"
    return Office(
        level="sở",
        province=province.name,
        kind=province.kind,
        parent=(f"UBND {unit.upper()}",),
        issuer=_halves(name.upper()),
        symbol=f"KH-{letters_of(subject, day)}",
        place=province.name,
        name=name,
        here=unit,
        above=f"UBND {province.kind}",
        drafter="Văn phòng Sở",
        signer=signer,
        gold=_gold(province, name, authority, issuer_parent=f"UBND {unit}"),
    )


def _halves(name: str) -> tuple[str, ...]:
    words = name.split(" ")
    return (name,) if len(name) < 22 else (" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :]))


def _of_district(rng: random.Random, day: str, subject: dict[str, str], province: provinces.Province) -> Office:
    district = rng.choice(_districts(province.name))
    signer, authority = _signer(rng, "ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    issuer = f"Ủy ban nhân dân {district.full_name}"
    return Office(
        level="huyện",
        province=province.name,
        kind=province.kind,
        parent=("ỦY BAN NHÂN DÂN",),
        issuer=(district.full_name.upper(),),
        symbol="KH-UBND",
        place=district.name,
        name=rng.choice([f"UBND {district.kind}", issuer]),
        here=district.full_name,
        above=f"UBND {province.kind}",
        drafter=rng.choice(["Phòng Nội vụ", "Văn phòng HĐND và UBND"]),
        signer=signer,
        gold=_gold(province, issuer, authority, district=district.name),
        short=province.kind == "tỉnh",
    )


def _of_commune(rng: random.Random, day: str, subject: dict[str, str], province: provinces.Province) -> Office:
    name, kind = rng.choice(_communes()), "phường" if rng.random() < 0.3 else "xã"
    signer, authority = _signer(rng, "ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    units = _districts(province.name) if day < MERGED else ()
    district = rng.choice(units) if units else None
    unit = f"{kind} {name}"
    return Office(
        level="xã",
        province=province.name,
        kind=province.kind,
        parent=(f"UBND {district.full_name.upper()}" if district else "ỦY BAN NHÂN DÂN",),
        issuer=(f"UBND {unit.upper()}" if district else unit.upper(),),
        symbol="KH-UBND",
        place=name,
        name=f"UBND {unit}",
        here=unit,
        above=f"UBND {district.kind if district else province.kind}",
        drafter="Văn phòng HĐND và UBND",
        signer=signer,
        gold=_gold(province, f"{'UBND' if district else 'Ủy ban nhân dân'} {unit}", authority)
        | ({"issuer_parent": f"UBND {district.full_name}"} if district else {}),
        short=False,
    )


def _committee(rng: random.Random, day: str, subject: dict[str, str], province: provinces.Province) -> Office:
    head = "Tỉnh ủy" if province.kind == "tỉnh" else "Thành ủy"
    signer, authority = _signer(rng, "BAN THƯỜNG VỤ", "BÍ THƯ", "PHÓ BÍ THƯ")
    return Office(
        level="tỉnh ủy",
        province=province.name,
        kind=province.kind,
        parent=(),
        issuer=(f"{head} {province.name}".upper(),),
        symbol="KH/TU",
        place=province.name,
        name=f"Ban Thường vụ {head}",
        here=f"{province.kind} {province.name}",
        above=f"Ban Thường vụ {head}",
        drafter=f"Ban Tổ chức {head}",
        signer=signer,
        gold=_gold(province, f"{head} {province.name}", authority),
    )


def _district_committee(rng: random.Random, day: str, subject: dict[str, str], province: provinces.Province) -> Office:
    district = rng.choice(_districts(province.name))
    head = f"{PARTY[district.kind]} ủy"
    parent = "Tỉnh ủy" if province.kind == "tỉnh" else "Thành ủy"
    signer, authority = _signer(rng, "BAN THƯỜNG VỤ", "BÍ THƯ", "PHÓ BÍ THƯ")
    return Office(
        level="huyện ủy",
        province=province.name,
        kind=province.kind,
        parent=(f"{parent} {province.name}".upper(),),
        issuer=(f"{head} {district.name}".upper(),),
        symbol="KH/HU",
        place=district.name,
        name=f"Ban Thường vụ {head}",
        here=district.full_name,
        above=f"Ban Thường vụ {head}",
        drafter=f"Ban Tổ chức {head}",
        signer=signer,
        gold=_gold(province, f"{head} {district.name}", authority, district=district.name),
        short=province.kind == "tỉnh",
    )


_MAKERS = {
    "tỉnh": _council,
    "sở": _department,
    "huyện": _of_district,
    "xã": _of_commune,
    "tỉnh ủy": _committee,
    "huyện ủy": _district_committee,
}
