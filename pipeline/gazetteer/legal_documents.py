"""The register of legal documents of central bodies (sổ đăng ký văn bản): look-ups by number, and by a law's name and year.

`legal_documents.tsv` is made by `pipeline/training/register.py` from the codified law, the gazette and legal prose; a field that is
empty there is not known for sure. Numbers without a year in them start anew each year: they are asked with their year.

>>> law = by_law("Luật", "Thi đua, Khen thưởng", "2003"); law.id, law.date, law.issuer
('Luật 15/2003/QH11', '2003-11-26', 'Quốc hội')
>>> by_number("TT", "12/2019/TT-BNV").date, by_number("CT", "34-CT/TW", "2014").issuer, by_number("CT", "34-CT/TW") is None
('2019-11-04', 'Bộ Chính trị', True)
>>> [document.id for document in by_law_name("Luật", "thi đua - khen thưởng")]
['Luật 15/2003/QH11', 'Luật 06/2022/QH15']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import regex

from pipeline.vietnamese.normalize import word_key

COLUMNS = (
    "id", "type", "number_symbol", "date", "issuer", "name", "effect", "amends", "replaces", "replaced_by", "replaced_on", "sources",
)  # fmt: skip
LAWS = ("Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp")
"""Kinds that are cited by name."""


@dataclass(frozen=True, slots=True)
class LegalDocument:
    """A document of the register. Dates are ISO; `effect` is the day of effect, `replaced_on` the one from which it is replaced.

    `id` is the canonical id, with ' / year' where the number holds no year; `amends`, `replaces`, `replaced_by` are such ids;
    `sources` counts the places that speak of it.
    """

    id: str
    type: str
    number_symbol: str
    date: str | None = None
    issuer: str | None = None
    name: str | None = None
    effect: str | None = None
    amends: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    replaced_by: str | None = None
    replaced_on: str | None = None
    sources: int = 0

    @property
    def year(self) -> str:
        """The year of the number, or of the date where the number has none."""
        year = _YEAR.search(self.number_symbol)
        return year[1] if year else (self.date or "")[:4]


_YEAR = regex.compile(r"/((?:19|20)\d\d)/")

_NO_LETTERS = regex.compile(r"[^\p{L}\p{M}\d]+")
_SHORT = {"hđnd": "hội đồng nhân dân", "ubnd": "ủy ban nhân dân", "bhxh": "bảo hiểm xã hội", "vphc": "vi phạm hành chính"}
_AND_LAW = regex.compile(r" và (?=(?:bộ )?luật |pháp lệnh )")


def name_key(name: str) -> str:
    """A law's name without regard to capitals, commas, dashes, tone marks' places, abbreviations, and 'và' between the laws it amends.

    >>> name_key("Thi đua - khen thưởng") == name_key("Thi đua, Khen thưởng"), name_key("Tổ chức HĐND và UBND")
    (True, 'tổ chức hội đồng nhân dân và ủy ban nhân dân')
    >>> name_key("sửa đổi Luật Giá, Luật Phá sản và Luật Dầu khí") == name_key("sửa đổi Luật Giá và Luật Phá sản và Luật Dầu khí")
    True
    """
    words = " ".join(_SHORT.get(word, word) for word in _NO_LETTERS.split(word_key(name)) if word)
    return _AND_LAW.sub(" ", words)


@cache
def _table() -> tuple[dict[str, str], dict[tuple[str, str], list[str]]]:
    """Lines by id, and ids of laws by type and name, oldest first."""
    lines: dict[str, str] = {}
    laws: dict[tuple[str, str], list[str]] = {}
    text = files("pipeline").joinpath("gazetteer/legal_documents.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith(("#", "id\t")):
            continue
        identity, kind, _, _, _, name = line.split("\t", 6)[:6]
        lines[identity] = line
        if name and kind in LAWS:
            laws.setdefault((kind, name_key(name)), []).append(identity)
    return lines, laws


def laws() -> Mapping[tuple[str, str], Sequence[str]]:
    """Ids of the laws by type and name (as `name_key` has it)."""
    return _table()[1]


def _read(line: str) -> LegalDocument:
    cells = dict(zip(COLUMNS, line.split("\t"), strict=True))
    one = {column: cells[column] or None for column in ("date", "name", "effect", "replaced_by", "replaced_on")}
    several = {column: tuple(cells[column].split("|")) if cells[column] else () for column in ("amends", "replaces")}
    bodies = cells["issuer"].split("|")
    issuer = " và ".join((", ".join(bodies[:-1]), bodies[-1])) if len(bodies) > 1 else bodies[0] or None
    return LegalDocument(
        cells["id"], cells["type"], cells["number_symbol"], one["date"], issuer, one["name"], one["effect"], several["amends"],
        several["replaces"], one["replaced_by"], one["replaced_on"], int(cells["sources"]),
    )  # fmt: skip


def by_number(kind: str, number_symbol: str, year: str | None = None) -> LegalDocument | None:
    """The document of that kind and number ('NĐ', '91/2017/NĐ-CP'; 'CT', '34-CT/TW' with its year); None where the register knows none.

    A code or an ordinance is found as 'Luật' too; ordinances stand with PL- in their symbol and without.

    >>> by_number("Luật", "45/2019/QH14").id, by_number("Pháp lệnh", "06/2003/PL-UBTVQH11").id
    ('Bộ luật 45/2019/QH14', 'Pháp lệnh 06/2003/UBTVQH11')
    """
    lines, _ = _table()
    number = number_symbol.replace("/PL-UBTVQH", "/UBTVQH")
    kinds = LAWS if kind in LAWS else (kind,)
    for one in kinds:
        line = lines.get(f"{one} {number}") or (lines.get(f"{one} {number} / {year}") if year else None)
        if line:
            return _read(line)
    return None


def by_law_name(kind: str, name: str) -> tuple[LegalDocument, ...]:
    """All laws of the kind ('Luật', 'Bộ luật', 'Pháp lệnh') and name, oldest first."""
    lines, laws = _table()
    return tuple(sorted((_read(lines[law]) for law in laws.get((kind, name_key(name)), ())), key=lambda law: law.year))


def by_law(kind: str, name: str, year: str) -> LegalDocument | None:
    """The one law of the kind and name of that year; None where there is none, or more than one."""
    found = [law for law in by_law_name(kind, name) if law.year == year]
    return found[0] if len(found) == 1 else None


_LAW_OF_YEAR = regex.compile(rf"(?P<kind>{'|'.join(LAWS)}) (?P<name>.+) (?P<year>(?:19|20)\d\d)")


def by_id(identity: str) -> LegalDocument | None:
    """The document of an id as citations have it, with a law's number or with its name and year.

    >>> by_id("Luật Thi đua, khen thưởng 2003").id, by_id("NĐ 91/2017/NĐ-CP").date, by_id("Luật Thi đua, khen thưởng") is None
    ('Luật 15/2003/QH11', '2017-07-31', True)
    """
    lines, _ = _table()
    if identity in lines:
        return _read(lines[identity])
    law = _LAW_OF_YEAR.fullmatch(identity)
    return by_law(law["kind"], law["name"], law["year"]) if law else None
