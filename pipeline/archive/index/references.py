"""What papers cite, kept once: the cited document, and each way in which papers tell it.

Two citations mean one document where they have one `canonical_key`; without a key (a law, a Party congress, an act without its date)
where they have one `canonical_id` and one jurisdiction. 'Kế hoạch này' and numbers that could not be read mean no document here.

>>> name_of({"kind": "numbered", "canonical_key": "CT 34-CT/TW / 2014", "canonical_id": "CT 34-CT/TW", "jurisdiction": "trung ương"})
'CT 34-CT/TW / 2014'
>>> name_of({"kind": "party_named", "canonical_key": None, "canonical_id": "NQ Đại hội XXII", "jurisdiction": "Bắc Kạn"})
'NQ Đại hội XXII @ Bắc Kạn'
>>> name_of({"kind": "self", "canonical_key": None, "canonical_id": "SELF", "jurisdiction": None}) is None
True
"""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from typing import Any

from pipeline.archive.index.interning import Interned, Strings, checksum
from pipeline.archive.index.words import folded, number_key

Row = Mapping[str, Any]

CENTRAL = "trung ương"


def name_of(citation: Row) -> str | None:
    """What makes a cited document one in the archive; None where the citation means no certain one."""
    if citation["canonical_key"]:
        return str(citation["canonical_key"])
    identity, place = citation["canonical_id"], citation["jurisdiction"]
    if citation["kind"] == "self" or not identity or "?" in identity:
        return None
    return f"{identity} @ {place}" if place and place != CENTRAL else str(identity)


_NUMBER = re.compile(r"(?:^|\s)(\d{1,6}[a-zđ]?[-/]\S+)$")
"""The number in a canonical id: 'Bộ luật 45/2019/QH14'."""

_CITED = ("name", "keyed", "id_length", "kind", "doc_type", "number_key", "jurisdiction", "year")
_TOLD = (
    "cited", "kind", "doc_type", "number", "year", "symbol", "number_symbol", "date", "issuer", "jurisdiction", "province_2025", "title",
    "canonical_id", "register_date", "register_issuer",
)  # fmt: skip


def searched_number(kind: str, canonical_id: str | None) -> str | None:
    """The key by which the number in a canonical id is found; None without a number.

    >>> searched_number("named_law", "Bộ luật 45/2019/QH14"), searched_number("named_document", "Quy định kèm theo QĐ 24/2018/QĐ-UBND")
    ('45 2019 qh14', None)
    """
    number = _NUMBER.search(canonical_id or "") if kind in ("numbered", "named_law") else None
    return number_key(number[1]) if number else None


class References:
    """The tables `cited_document` and `reference`."""

    def __init__(self, connection: sqlite3.Connection, text: Strings) -> None:
        self._connection, self._text = connection, text
        self._told = Interned(connection, "reference", _TOLD)
        self._cited: dict[str, int] = {}

    def id_of(self, citation: Row) -> int:
        """The id of the citation's reference."""
        c, s = citation, self._text
        cited = self.cited(c)
        row = (
            cited, s(c["kind"]), s(c["doc_type"]), c["number"], c["year"], s(c["symbol"]), c["number_symbol"], c["date"],
            s(c["issuer"]), s(c["jurisdiction"]), s(c["province_2025"]), c["title"],
            c["canonical_id"] if cited is None else None, c["register_date"], s(c["register_issuer"]),
        )  # fmt: skip
        return self._told.id(f"{c['canonical_id']} {c['date']} {c['title']}", row)

    def cited(self, citation: Row) -> int | None:
        """The id of the cited document; None where the citation means no certain one."""
        name = name_of(citation)
        if name is None:
            return None
        known = self._cited.get(name)
        if known is None:
            if len(self._cited) > 100_000:
                self._cited.clear()
            known = self._cited[name] = self._find(name) or self._make(name, citation)
        return known

    def _find(self, name: str) -> int | None:
        query = "SELECT id FROM cited_document WHERE hash = ? AND name = ?"
        found = self._connection.execute(query, (checksum(name), name)).fetchone()
        return found[0] if found else None

    def _make(self, name: str, citation: Row) -> int:
        c, s = citation, self._text
        key = searched_number(c["kind"], c["canonical_id"])
        length = len(c["canonical_id"] or name)
        row = (name, c["canonical_key"] is not None, length, s(c["kind"]), s(c["doc_type"]), key, s(c["jurisdiction"]), _year(c))
        marks = ", ".join("?" * (len(_CITED) + 1))
        made = self._connection.execute(
            f"INSERT INTO cited_document (hash, {', '.join(_CITED)}) VALUES ({marks})",
            (checksum(name), *row),
        ).lastrowid
        assert made is not None
        self._connection.execute("INSERT INTO cited_words (rowid, name) VALUES (?, ?)", (made, folded(f"{name} {c['title'] or ''}")))
        return made


def _year(citation: Row) -> int | None:
    date = citation["date"] or citation["register_date"] or ""
    year = date[:4] or citation["year"] or ""
    if not year:
        year = next(iter(re.findall(r"/((?:19|20)\d\d)/", citation["canonical_id"] or "")), "")
    return int(year) if year.isdecimal() else None
