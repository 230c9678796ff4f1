"""Provinces and cities under central authority (đơn vị hành chính cấp tỉnh): the 63 until 30 June 2025, the 34 since, and older ones.

A paper names its province in the header, in the line of place and date and in issuers. Its symbol never does: 18/2020/QĐ-UBND
exists in Kiên Giang and in Hậu Giang. Authority: Nghị quyết 202/2025/QH15 (63 to 34 on 1 July 2025), Nghị quyết 30/2026/QH16 (Đồng Nai
a city).

>>> find("TỈNH KHÁNH HOÀ").name, find("TP.HCM").name, find("Bà Rịa – Vũng Tàu").name
('Khánh Hòa', 'Hồ Chí Minh', 'Bà Rịa - Vũng Tàu')
>>> find("Đồng Nai", on="2024-05-01").kind, find("Đồng Nai", on="2026-05-01").kind, find("Hà Tây").successor
('tỉnh', 'thành phố', 'Hà Nội')
>>> since_2025("Kiên Giang"), since_2025("Cao Bằng"), since_2025("Paris")
('An Giang', 'Cao Bằng', None)
>>> province, start, end = find_in("của Ủy ban nhân dân tỉnh Quảng Ngãi về việc")
>>> province.name, (start, end)
('Quảng Ngãi', (20, 35))
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from pipeline.vietnamese.normalize import fold, same_length_key, word_key
from pipeline.vietnamese.tsv import rows


@dataclass(frozen=True, slots=True)
class Province:
    """A province-level unit. `kind` tỉnh or thành phố; `set` before, after (1 July 2025) or historic (ended before 2009).

    `valid_from`, `valid_to` ISO dates, cut to what is known ('1991'), empty where unknown or still in force; `successors` the
    units that took its place (its own name where only the extent changed); `components` of a unit of 2025 the old ones in it.
    """

    name: str
    kind: str
    set: str
    valid_from: str = ""
    valid_to: str = ""
    successors: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    code: str = ""

    @property
    def successor(self) -> str | None:
        """Name of the one unit that took its place; None where there is none or where it was divided."""
        return self.successors[0] if len(self.successors) == 1 else None

    def valid(self, on: str) -> bool:
        """True if the unit existed on that day (ISO; a day within a year of unknown date counts)."""
        return self.valid_from <= on and on <= (self.valid_to or "9999") + "-99"


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


@cache
def provinces() -> tuple[Province, ...]:
    """All units: the 34, then the 63 with Thừa Thiên Huế, then the historic ones."""
    found = [
        Province(
            row["name"], row["kind"], row["set"], row["valid_from"], row["valid_to"], _split(row["successor"]), _split(row["variants"]),
            _split(row["components"]), row["code_new"] or row["code_old"],
        )
        for row in rows("gazetteer/provinces.tsv")
    ]  # fmt: skip
    historic = [
        Province(bare, "tỉnh", "historic", row["valid_from"], row["valid_to"], tuple(_bare(name) for name in _split(row["successors"])))
        for row in rows("gazetteer/provinces_historic.tsv")
        if (bare := _bare(row["name"]))
    ]
    return (*(p for p in found if p.set == "after"), *(p for p in found if p.set == "before"), *historic)


def _bare(name: str) -> str:
    """'Hậu Giang (cũ)' -> 'Hậu Giang'."""
    return name.partition(" (")[0]


@cache
def names() -> tuple[str, ...]:
    """Every name in force at some time since 2009, once."""
    return tuple(dict.fromkeys(p.name for p in provinces() if p.set != "historic"))


_JOINT = regex.compile(r"[\s.\-–—‑]++")
_KIND = regex.compile(r"(tỉnh|thành phố|tp|thủ đô) ")


def _key(name: str) -> str:
    return _JOINT.sub(" ", word_key(name)).strip(" ,;:()")


@cache
def _by_key() -> dict[str, tuple[Province, ...]]:
    found: dict[str, tuple[Province, ...]] = {}
    for province in provinces():
        for name in (province.name, *province.variants):
            for key in {_key(name), _KIND.sub("", _key(name))}:
                if province not in found.get(key, ()):
                    found[key] = (*found.get(key, ()), province)
    return found


@cache
def _by_fold() -> dict[str, tuple[Province, ...]]:
    found: dict[str, tuple[Province, ...]] = {}
    for key, units in _by_key().items():
        found[fold(key)] = tuple(dict.fromkeys((*found.get(fold(key), ()), *units)))
    return found


def find(phrase: str, on: str | None = None) -> Province | None:
    """The unit that the phrase names, with or without 'tỉnh', 'TP.' …; `on` (ISO date) prefers the one in force then.

    Without `on` the unit in force today comes before one that ended. A phrase without any mark finds its name too ('TINH KIEN GIANG').
    """
    key = _key(phrase)
    units = _by_key().get(key) or _by_key().get(_KIND.sub("", key, count=1))
    if not units and fold(key) == key:
        bare = key.removeprefix("tinh ").removeprefix("thanh pho ").removeprefix("tp ")
        units = _by_fold().get(bare, ())
        units = units if len({unit.name for unit in units}) == 1 else ()
    if not units:
        return None
    kind = "tỉnh" if key.startswith("tỉnh ") else "thành phố" if key.startswith(("thành phố ", "tp ")) else ""
    return min(units, key=lambda unit: (on is not None and not unit.valid(on), bool(kind) and unit.kind != kind))


_FALSE_FRIENDS = ("thái bình dương", "điện biên phủ", "điện biên đông")
_BELOW = r"(?:huyện|quận|thị\s+xã|xã|phường|thị\s+trấn|h\.|x\.|p\.|tt\.)\s*"


@cache
def _pattern() -> regex.Pattern[str]:
    """Names and variants in running text, longest first; blanks, line ends and dashes between their syllables as they come."""
    wanted = {_spelled(name) for province in provinces() for name in (province.name, *province.variants)}
    alternatives = "|".join(sorted(wanted, key=lambda source: (-len(source), source)))
    kind = r"(?:(?P<kind>tỉnh|thành\s{1,3}phố|tp\.?|thủ\s{1,3}đô)\s{0,3})?"
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}\d]){kind}(?P<name>{alternatives})(?![\p{{L}}\p{{M}}\d])")


def _spelled(name: str) -> str:
    """Regex source of a name: a point only where the name has one ('T.T.Huế', but not 'Việt Nam. Định kỳ')."""
    parts = regex.split(r"([\s.\-–—‑]+)", word_key(name))
    joints = (r"\.\s{0,2}" if "." in joint else r"(?:\s{1,3}|\s{0,2}[-–—‑]\s{0,2})" for joint in parts[1::2])
    return "".join(source for pair in zip(parts[::2], (*joints, ""), strict=True) for source in pair)


def find_in(text: str, on: str | None = None) -> tuple[Province, int, int] | None:
    """The first unit named inside a longer (NFC) text, with its span ('tỉnh' included); one with 'tỉnh', 'TP.' before it goes first.

    Names are told by their capitals ('hòa bình' is peace) and not taken where they name a commune, a district, an ocean or a street.
    """
    key = same_length_key(text)
    fallback: tuple[Province, int, int] | None = None
    for match in _pattern().finditer(key):
        start, end = match.span("name")
        if not _capitals(text[start:end]) or key.startswith(_FALSE_FRIENDS, start):
            continue
        kind = match["kind"]
        if kind is None and regex.search(_BELOW + r"\Z", key[max(0, start - 12) : start]):
            continue
        province = find(("tỉnh " if kind == "tỉnh" else "") + text[start:end], on)
        if province is not None and kind:
            return province, match.start(), end
        if province is not None and province.set != "historic" and fallback is None:
            fallback = province, start, end
    return fallback


def _capitals(name: str) -> bool:
    return all(part[0].isupper() for part in _JOINT.split(name) if part)


def since_2025(name: str) -> str | None:
    """Name of the unit of 1 July 2025 in which the unit lies: its own where nothing changed; None for unknown or divided ones."""
    unit = find(name)
    seen: set[str] = set()
    level = {unit.name} if unit else set()
    while level - seen:
        seen |= level
        level = {s for n in level for s in _next(n)}
    return level.pop() if len(level) == 1 else None


def _next(name: str) -> tuple[str, ...]:
    units = _by_key().get(_key(name), ())
    if any(unit.set == "after" for unit in units):
        old = next((unit for unit in units if unit.set == "before"), None)
        return old.successors if old else (name,)
    return units[0].successors if units else ()
