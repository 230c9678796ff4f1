"""Columns that follow from one that a person has set: the number into the number and symbol, the date into its precision.

What the person has set stands; only columns that the person left alone follow, and only where the rules of the forms tell:
`number`, `symbol` ↔ `number_symbol` (docnumber), `date` → precision, `doc_type` → its name, `province` → that of 2025, and of a
citation the canonical id and key and what the register knows.

>>> row = {"number": "33", "symbol": "KH-UBND", "number_symbol": None, "number_raw": "Số:      /KH-UBND", "doc_type": "KH"}
>>> followed("documents", row, {"number"})
{'number_symbol': '33/KH-UBND'}
>>> followed("documents", row | {"symbol": None, "number_symbol": "34-CT/TW"}, {"number_symbol"})
{'number': '34', 'symbol': 'CT/TW'}
>>> followed("documents", {"date": "2022-10", "date_precision": None}, {"date"})
{'date_precision': 'month'}
>>> followed("dates", {"date": "--03-26", "precision": "day"}, {"date"})
{'precision': 'recurring'}
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

import regex

from pipeline.extraction import identity
from pipeline.extraction.drafts import Draft
from pipeline.extraction.resolve import resolved
from pipeline.forms import docnumber
from pipeline.forms.docnumber import DocNumber
from pipeline.gazetteer import document_types, provinces
from pipeline.records import Citation, Header

Row = Mapping[str, Any]
"""A row as the JSON file holds it."""

NUMBER = frozenset({"number", "year", "symbol", "number_symbol"})
"""Columns of a number group."""

IDENTITY = NUMBER | {"kind", "doc_type", "date", "jurisdiction", "issuer"}
"""Columns of a citation from which its canonical id and key are made."""

NAMES = frozenset({"canonical_id", "canonical_key"})
"""What names the cited document: a person's word on one makes the other, whatever number and register say."""

REGISTERED = ("date_conflict", "replaced")
"""Flags that come from the register and are made anew."""


def followed(table: str, row: Row, person: Set[str], day: str | None = None) -> dict[str, Any]:
    """Values of the columns that follow; `person` names those that a person has set, `day` is the paper's own date."""
    made: dict[str, Any] = {}
    if table in ("documents", "document_numbers", "citations") and person & NUMBER:
        made |= _number_group(row, person)
    if table == "documents":
        made |= _header(row, person)
    if table == "dates" and "date" in person and row["date"]:
        made["precision"] = _precision(row["date"])
    if table == "citations" and person & IDENTITY:
        made |= _cited({**row, **_free(made, row, person)}, person, day)
    if table == "citations" and person & NAMES:
        made |= _named(row, person)
    return _free(made, row, person)


def _free(made: Row, row: Row, person: Set[str]) -> dict[str, Any]:
    """What of it the person did not set himself, and the table has a column for."""
    return {column: value for column, value in made.items() if column not in person and column in row}


def _number_group(row: Row, person: Set[str]) -> dict[str, Any]:
    if "number_symbol" in person:
        return _taken_apart(row["number_symbol"]) if row["number_symbol"] else {"number": None}
    number, symbol = row["number"], row["symbol"]
    if not number or not symbol:
        return {"number_symbol": None}
    printed = docnumber.parse(row.get("number_raw") or row.get("raw") or "")
    year = row.get("year", printed.year if printed else None)
    slashed = bool(printed and printed.slashed)
    return {"number_symbol": docnumber.format(DocNumber(number, year, symbol, False, None, (), slashed))}


_GROUP = regex.compile(r"(?P<number>\d{1,6}(?:\.\d{1,3})?[a-eđA-E]?)[-/](?:(?P<year>(?:19|20)\d\d)/)?(?P<symbol>.+)")


def _taken_apart(number_symbol: str) -> dict[str, Any]:
    """Number, year, symbol as a person wrote them: nothing is mended here."""
    match = _GROUP.fullmatch(number_symbol)
    if match is None:
        return {}
    year = {"year": match["year"]} if match["year"] else {}
    return {"number": match["number"], "symbol": match["symbol"], **year}


_PRECISIONS = ((r"--.*", "recurring"), (r"\d{4}", "year"), (r"\d{4}-Q\d", "quarter"), (r"\d{4}-\d\d", "month"), (r".*", "day"))


def _precision(date: str) -> str:
    return next(name for pattern, name in _PRECISIONS if regex.fullmatch(pattern, date))


def _header(row: Row, person: Set[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if "date" in person:
        made["date_precision"] = _precision(row["date"]) if row["date"] else None
    if "doc_type" in person:
        letters, party = row["doc_type"] or "", bool(row["symbol"] and "/" in row["symbol"])
        kind = document_types.by_abbreviation(letters, party) or document_types.by_abbreviation(letters, not party)
        made |= {"doc_type_name": kind.name} if kind else {}
    if "doc_type_name" in person and row["doc_type_name"] and (named := document_types.by_name(row["doc_type_name"])):
        letters = named.abbreviation.split("-")[0] or ("CV" if named.name == "Công văn" else "")
        made |= {"doc_type": letters} if letters else {}
    if "province" in person:
        made["province_2025"] = provinces.since_2025(row["province"]) if row["province"] else None
    return made


def _cited(row: dict[str, Any], person: Set[str], day: str | None) -> dict[str, Any]:
    """Canonical id and key of a numbered citation, its province since 2025, and what the register tells of it."""
    made: dict[str, Any] = {}
    place = row["jurisdiction"]
    if "jurisdiction" in person:
        made["province_2025"] = provinces.since_2025(place) if place and place != identity.CENTRAL else None
    if row["kind"] == "numbered" and row["doc_type"] and row["symbol"]:
        number = DocNumber(row["number"], row["year"], row["symbol"], False, row["doc_type"])
        draft = Draft(0, 1, 1, row["kind"], row["doc_type"], number, date=row["date"], year=row["year"], issuer=row["issuer"])
        named = row["canonical_id"] if "canonical_id" in person else identity.canonical_id(draft)
        made |= {"canonical_id": named, "canonical_key": identity.canonical_key(draft, named, place)}
    elif row["kind"] != "numbered":
        made["canonical_key"] = None  # what is cited by its name has none
    return made | _registered({**row, **_free(made, row, person)}, day)


def _named(row: Row, person: Set[str]) -> dict[str, Any]:
    """The id of the key that a person has set; else the key of his id: the year and the place of a document remain."""
    if "canonical_key" in person and row["canonical_key"]:
        return {"canonical_id": row["canonical_key"].split(" @ ")[0].split(" / ")[0]}
    if "canonical_id" in person and row["kind"] == "numbered" and row["canonical_id"]:
        number = DocNumber(row["number"], row["year"], row["symbol"] or "", False, row["doc_type"])
        draft = Draft(0, 1, 1, row["kind"], row["doc_type"], number, date=row["date"], year=row["year"], issuer=row["issuer"])
        return {"canonical_key": identity.canonical_key(draft, row["canonical_id"], row["jurisdiction"])}
    return {"canonical_key": None} if "canonical_id" in person else {}


def _registered(row: dict[str, Any], day: str | None) -> dict[str, Any]:
    flags = tuple(flag for flag in row["flags"] if flag not in REGISTERED)
    told = ("kind", "doc_type", "number", "year", "symbol", "number_symbol", "date", "issuer", "canonical_id", "canonical_key")
    [known] = resolved([Citation(raw=" ", start=0, end=1, flags=flags, **{name: row[name] for name in told})], Header(date=day))
    impossible = bool(row["date"] and row["year"] and f"/{row['year']}/" in (row["number_symbol"] or "") and row["date"][:4] != row["year"])
    flags = known.flags if not impossible or "date_conflict" in known.flags else (*known.flags, "date_conflict")
    return {
        "canonical_id": known.canonical_id, "canonical_key": known.canonical_key, "register_date": known.register_date,
        "register_issuer": known.register_issuer, "flags": list(flags),
    }  # fmt: skip
