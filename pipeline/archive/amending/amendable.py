"""Which columns a person may set (`amendable.tsv`), and what a value must look like there.

What stands on the paper, where it stands and how sure the machine was are not a person's to change; what was concluded from it is.

>>> amendable("documents", "date"), amendable("documents", "text")
(True, False)
>>> checked("documents", "date", "13/4/2022"), checked("documents", "date", "2022-04")
('2022-04-13', '2022-04')
>>> checked("documents", "date", "31/4/2022")
Traceback (most recent call last):
pipeline.errors.BadRequest: documents.date: cannot be taken ('2022-04-31' is not in the calendar). Change it and try again.
>>> checked("documents", "date", "2022-04-13"), checked("citations", "date", None), checked("targets", "value", 90)
('2022-04-13', None, 90.0)
>>> checked("documents", "province", "KIÊN GIANG"), checked("documents", "recipients", ["UBND tỉnh", " Lưu: VT "])
('Kiên Giang', ['UBND tỉnh', 'Lưu: VT'])
>>> sorted(settles("documents", "number"))
['header_missing', 'number_missing', 'number_unreadable']
"""

from __future__ import annotations

import datetime
import math
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

import regex

from pipeline.errors import BadRequest
from pipeline.gazetteer import provinces
from pipeline.tables.columns import own_columns
from pipeline.vietnamese.tsv import rows

LETTERS, ENTRIES = 2_000, 500
"""The longest line of words, and the longest list, that a person may write."""

DELETABLE = ("dates", "document_numbers", "citations", "targets", "entities")
"""Tables of which a person may take out a row that stands for nothing on the paper. Sections carry others below them and stay."""


class Rule(NamedTuple):
    """A row of `amendable.tsv`: what a value must look like, and the flags that a person's word settles."""

    value: str
    settles: frozenset[str]


@cache
def rules() -> Mapping[tuple[str, str], Rule]:
    """(table, column) → rule."""
    return {
        (row["table"], row["column"]): Rule(row["value"], frozenset(row["settles"].split("|")) - {""})
        for row in rows("archive/amending/amendable.tsv")
    }


def amendable(table: str, column: str) -> bool:
    """Whether a person may set the column."""
    return (table, column) in rules()


def columns_of(table: str) -> tuple[str, ...]:
    """The columns of a table that a person may set. Raises `BadRequest` for a table that has none."""
    columns = tuple(column for known, column in rules() if known == table)
    if not columns:
        raise BadRequest(
            table, detail=f"not a table that a person may correct; those are {', '.join(dict.fromkeys(t for t, _ in rules()))}"
        )
    return columns


def not_amendable(table: str, column: str | None) -> BadRequest:
    """What is said of a column that is not a person's."""
    return BadRequest(f"{table}.{column}", detail=f"not a column that a person may set; those are {', '.join(columns_of(table))}")


def settles(table: str, column: str) -> frozenset[str]:
    """The flags that are no doubt any more once a person has set or confirmed the column."""
    return rules()[table, column].settles


def checked(table: str, column: str, value: Any) -> Any:
    """The value as it is kept. Raises `BadRequest` for a column that is not a person's, or a value that cannot stand there."""
    rule = rules().get((table, column))
    if rule is None:
        raise not_amendable(table, column)
    if value is None or value == "":
        if not _nullable(table, column):
            raise BadRequest(f"{table}.{column}", detail="may not be empty")
        return None
    try:
        return _CHECKS[rule.value](value) if rule.value in _CHECKS else _one_of(value, rule.value)
    except ValueError as error:
        raise BadRequest(f"{table}.{column}", detail=str(error)) from error


@cache
def _nullable(table: str, column: str) -> bool:
    return next(c.nullable for c in own_columns(table) if c.name == column)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _line(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{_shown(value)} is no text")
    text = unicodedata.normalize("NFC", " ".join(value.split()))
    if not text or len(text) > LETTERS or any(unicodedata.category(c) in ("Cc", "Cs", "Cf", "Co", "Cn") for c in text):
        raise ValueError(f"{_shown(value)} is no line of 1 to {LETTERS} letters")
    return text


def _matching(pattern: str, meaning: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        text = _line(str(value) if isinstance(value, int) and not isinstance(value, bool) else value)
        if not regex.fullmatch(pattern, text):
            raise ValueError(f"{_shown(value)} is no {meaning}")
        return text

    return check


_DATE = regex.compile(r"(?:(?P<year>\d{4})|--(?P<recurring>\d\d))(?:-(?:Q[1-4]|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?")


_AS_WRITTEN = regex.compile(r"\s*(?:(?P<day>\d{1,2})/)?(?P<month>\d{1,2})/(?P<year>\d{4})\s*")


def _iso(value: Any) -> Any:
    """`2022-04-13` for `13/4/2022`, as people write it; anything else as it is."""
    match = _AS_WRITTEN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value
    return f"{match['year']}-{match['month']:0>2}" + (f"-{match['day']:0>2}" if match["day"] else "")


def _date(value: Any) -> str:
    """`2022-04-13`, `2022-04`, `2022-Q2`, `2022`, `--03-26`, `13/4/2022`; a day that the calendar has."""
    value = _iso(value)
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{_shown(value)} is no ISO date: 2022-04-13, 2022-04, 2022")
    if match["recurring"]:
        month, day = match["recurring"], match["month"] or "01"
    else:
        month, day = match["month"] or "01", match["day"] or "01"
    return _on_the_calendar(str(value), match["year"] or "2000", month, day)


def _on_the_calendar(value: str, year: str, month: str, day: str) -> str:
    try:
        datetime.date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"{_shown(value)} is not in the calendar") from None
    if not 1900 <= int(year) <= 2100:
        raise ValueError(f"{_shown(value)} is not between 1900 and 2100")
    return value


def _issued(value: Any) -> str:
    """The day of a paper as far as it is known: `2022-04-13`, `2022-04`, `2022`; none that comes again each year, no quarter."""
    value = _iso(value)
    if not isinstance(value, str) or not regex.fullmatch(r"\d{4}(-\d\d){0,2}", value):
        raise ValueError(f"{_shown(value)} is no ISO date: 2022-04-13, 2022-04, 2022")
    return _date(value)


def _day(value: Any) -> str:
    value = _iso(value)
    if not isinstance(value, str) or not regex.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError(f"{_shown(value)} is no ISO date: 2022-04-13")
    return _on_the_calendar(value, value[:4], value[5:7], value[8:])


def _number(value: Any) -> float:
    if isinstance(value, str):
        value = value.strip().replace(",", ".")
    number = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else math.nan
    if not math.isfinite(number):
        raise ValueError(f"{_shown(value)} is no number")
    return number


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, str)) or not 0 <= int(value) <= 1_000_000:
        raise ValueError(f"{_shown(value)} is no whole number from 0 on")
    return int(value)


def _flag(value: Any) -> bool:
    if value in ("true", "false"):
        return bool(value == "true")
    if not isinstance(value, bool):
        raise ValueError(f"{_shown(value)} is neither true nor false")
    return value


def _list(value: Any) -> list[str]:
    if not isinstance(value, (list, tuple)) or len(value) > ENTRIES:
        raise ValueError(f"{_shown(value)} is no list of at most {ENTRIES} entries")
    return [_line(entry) for entry in value]


def _province(value: Any) -> str:
    """A province of the gazetteer: it names folders of an export, so that nothing else may stand here."""
    unit = provinces.find(_line(value))
    if unit is None:
        raise ValueError(f"{_shown(value)} is no province")
    return unit.name


def _confirm(value: Any) -> Any:
    raise ValueError("it can be confirmed, not set")


def _one_of(value: Any, words: str) -> str:
    if value not in words.split("|"):
        raise ValueError(f"{_shown(value)} is none of {words.replace('|', ', ')}")
    return str(value)


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "line": _line,
    "date": _date,
    "day": _day,
    "issued": _issued,
    "number": _number,
    "integer": _integer,
    "digits": _matching(r"\d{1,6}(?:\.\d{1,3})?[a-zđA-ZĐ]?", "number as it is filed: 33, 05, 12a"),
    "year": _matching(r"(?:19|20)\d\d", "year"),
    "symbol": _matching(r"[\p{L}\p{M}\d&.,/\-]{1,80}", "symbol: letters and figures with / and -"),
    "list": _list,
    "flag": _flag,
    "province": _province,
    "confirm": _confirm,
}
