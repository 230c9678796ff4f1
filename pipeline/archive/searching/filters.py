"""Filters of searches and questions: province then and now, year, type, issuer, level, cited document; values as people write them.

>>> Filters(province="TP. Hồ Chí Minh", doc_type="kế hoạch", level="tinh").named()
Filters(province='Hồ Chí Minh', province_2025=None, year=None, doc_type='KH', issuer=None, level='tỉnh', cited=None)
"""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields, replace
from functools import cache

from pipeline.archive.index.interning import checksum
from pipeline.archive.index.levels import LEVELS
from pipeline.archive.index.words import folded
from pipeline.archive.searching.cited import found
from pipeline.errors import BadRequest
from pipeline.gazetteer import document_types, issuers, provinces

LONGEST = 300
"""Letters of a filter's value."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a paper must be; None asks nothing. `province` is the one in which it was issued, `province_2025` the one of today."""

    province: str | None = None
    province_2025: str | None = None
    year: int | None = None
    doc_type: str | None = None
    issuer: str | None = None
    level: str | None = None
    cited: str | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) not in (None, "") for field in fields(self))

    def named(self) -> Filters:
        """The same with values as the index has them. Raises `BadRequest` for a province, year, type or level that is none."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str) and len(value) > LONGEST:
                raise BadRequest(field.name, detail="too long")
        return replace(
            self,
            province=_province(self.province),
            province_2025=_province(self.province_2025),
            year=_year(self.year),
            doc_type=_doc_type(self.doc_type),
            level=_level(self.level),
        )


def _province(name: str | None) -> str | None:
    if not name:
        return name
    found = provinces.find(name)
    if found is None:
        raise BadRequest("province", detail=f"{name[:60]} is no province")
    return found.name


def _year(year: int | str | None) -> int | None:
    if year in (None, ""):
        return None
    try:
        found = int(str(year).strip())
    except ValueError:
        raise BadRequest("year", detail=f"{str(year)[:20]} is no year") from None
    if not 0 < found < 10_000:
        raise BadRequest("year", detail=f"{str(year)[:20]} is no year")
    return found


def _doc_type(name: str | None) -> str | None:
    """The letters of a type, however it is typed: 'kế hoạch', 'kh'; of letters that only the Party's papers bear ('CV') those."""
    if not name:
        return name
    wanted, kinds = folded(name), document_types.document_types()
    for column in ("abbreviation", "name"):
        told = [(str(getattr(kind, column)), kind.abbreviation) for kind in kinds if kind.abbreviation]
        found = [(said, letters) for said, letters in told if folded(said) == wanted]
        exact = [letters for said, letters in found if said.casefold() == name.strip().casefold()]
        if found:
            return exact[0] if exact else found[0][1]
    if (named := next((kind.name for kind in kinds if folded(kind.name) == wanted), None)) is None:
        raise BadRequest("type", detail=f"{name[:60]} is no type of document")
    return named


def _level(name: str | None) -> str | None:
    if not name:
        return name
    if (level := next((level for level in LEVELS if folded(level) == folded(name)), None)) is None:
        raise BadRequest("level", detail=f"{name[:60]} is no level: {', '.join(LEVELS)}")
    return level


NO_FILTERS = Filters()
"""Asks nothing."""

Condition = tuple[str, list[object]]
"""SQL on the table `paper` (as `p`), and its parameters."""


def condition(connection: sqlite3.Connection, filters: Filters) -> Condition:
    """The filters as a condition; ('', []) where they ask nothing. Raises `BadRequest`."""
    f = filters.named()
    parts: list[str] = []
    values: list[object] = []
    for column, value in (("province", f.province), ("province_2025", f.province_2025), ("doc_type", f.doc_type), ("level", f.level)):
        if value:
            ids = _same(connection, value)
            parts.append(f"p.{column} IN ({', '.join('?' * len(ids))})")
            values += ids
    if f.year is not None:
        parts.append("p.year = ?")
        values.append(f.year)
    if f.issuer:
        ids = _issuers(connection, f.issuer)
        parts.append(f"p.issuer IN ({', '.join('?' * len(ids))})")
        values += ids
    if f.cited:
        ids = [one.id for one in found(connection, f.cited)]
        inner = f"SELECT id FROM reference WHERE cited IN ({', '.join('?' * len(ids))})"
        parts.append(f"p.id IN (SELECT id >> 20 FROM citation WHERE reference IN ({inner}))")
        values += ids
    return " AND ".join(parts), values


def _same(connection: sqlite3.Connection, text: str) -> list[int]:
    """Ids of the text in the index."""
    query = "SELECT id FROM string WHERE hash = ? AND text = ?"
    return [row[0] for row in connection.execute(query, (checksum(text), text))]


def _issuers(connection: sqlite3.Connection, name: str) -> list[int]:
    """Ids of the issuers of that name, else of those in whose name these words stand, with marks or without, abbreviated or in full."""
    query = "SELECT DISTINCT p.issuer, string.text FROM paper p JOIN string ON string.id = p.issuer"
    known = connection.execute(query).fetchall()
    if same := [id for id, text in known if text == name]:
        return same
    wanted = {folded(name), " ".join(_spelled().get(word, word) for word in folded(name).split())}
    return [id for id, text in known if any(words in folded(text) for words in wanted)][:5_000]


@cache
def _spelled() -> dict[str, str]:
    """Abbreviations as they are typed, small and without marks ('ubnd', 'hdnd'), and what they stand for."""
    return {folded(short): folded(long) for short, long in issuers.abbreviations().items()}
