"""The words of the pages, in Vietnamese and English: `texts.vi.json` and `texts.en.json`, one key a sentence.

>>> words("vi")("search.button"), words("en")("search.button")
('Tìm', 'Search')
>>> words("en")("hits.found", total=1), words("en")("hits.found", total=12345)
('1 paper', '12,345 papers')
>>> number(12345.5, "vi"), number(0.5, "vi"), number(3.0, "en")
('12.345,5', '0,5', '3')
>>> day("2022-04-13", "vi"), day("2022-10", "vi"), day("2022-04-13", "en"), day(None, "vi"), day("--03-26", "vi")
('13/4/2022', '10/2022', '13 Apr 2022', '', '26/3')
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("vi", "en")

COOKIE = "kehoach_lang"

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"(?P<year>\d{4}|-)-(?P<month>\d\d)(?:-(?P<day>\d\d))?\Z")

Words = Callable[..., str]
"""A key and its values to a sentence."""


@cache
def texts(language: str) -> dict[str, str]:
    """All sentences of a language."""
    found: dict[str, str] = json.loads(files("pipeline.web").joinpath(f"texts.{language}.json").read_text(encoding="utf-8"))
    return found


@cache
def words(language: str) -> Words:
    """The function that gives a sentence: numbers are set as the language sets them; a key ending in `.one` is used for 1."""
    table = texts(language)

    def sentence(key: str, **values: Any) -> str:
        if 1 in values.values() and f"{key}.one" in table:
            key = f"{key}.one"
        shown = {name: number(value, language) if isinstance(value, int | float) else value for name, value in values.items()}
        return table[key].format(**shown)

    return sentence


def number(value: float, language: str) -> str:
    """The number with the language's marks of thousands and decimals."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    shown = f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return shown if language == "en" else shown.translate(str.maketrans(",.", ".,"))


def day(date: str | None, language: str) -> str:
    """An ISO date as people write it; what is no such date stays as it is."""
    match = _DATE.match(date or "")
    if not match:
        return date or ""
    year, month, day_ = (None if part in (None, "-") else int(part) for part in match.groups())
    if language == "en":
        name = _MONTHS[month - 1] if month and 1 <= month <= 12 else str(month)
        return " ".join(str(part) for part in (day_, name, year) if part is not None)
    return "/".join(str(part) for part in (day_, month, year) if part is not None)


def chosen(wanted: str | None, cookie: str | None, default: str) -> str:
    """The language of a page: asked for in its address, else kept from before, else the server's."""
    return next((language for language in (wanted, cookie) if language in LANGUAGES), default)
