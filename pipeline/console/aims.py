"""What a person sees of `targets`: what provinces set out to reach, side by side."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from pipeline.archive.searching.filters import Filters
from pipeline.archive.searching.targets import Aim, Aims, targets
from pipeline.console.ending import ending
from pipeline.console.rows import Shown, show_rows
from pipeline.console.search import asking, rows_asked
from pipeline.console.terminal import say, wide_console
from pipeline.console.words import say_in

COLUMNS = (
    Shown("indicator"), Shown("aim", 22), Shown("target_year", 9), Shown("province", 20), Shown("year", 6, number=True),
    Shown("paper", 30, wide=True),
)  # fmt: skip
"""Columns on a terminal."""


def run_targets(folder: Path | None, words: str, filters: Filters, limit: int | None, form: str, language: str) -> int:
    """`kehoach targets`: gives the exit code."""

    def work() -> None:
        with asking(folder) as connection:
            found = targets(connection, words, filters, rows_asked(limit, form, 50))
        out = wide_console()
        if form == "table":
            show_targets(out, found, language)
        else:
            show_rows(out, [asdict(row) for row in found.rows], (), form, language, names=tuple(Aim.__dataclass_fields__))

    return ending(work, language)


def show_targets(console: Console, found: Aims, language: str = "en") -> None:
    """The targets, and how many there are."""
    words = say_in(language)
    if found.note:
        say(console, found.note[language == "vi"])
    if not found.rows:
        say(console, words["nothing"])
        return
    show_rows(console, [_line(row) for row in found.rows], COLUMNS, language=language)
    shown = "" if len(found.rows) == found.total else " " + words["first_of"].format(n=len(found.rows))
    say(console, words["targets_found"].format(n=found.total) + shown)


def _line(row: Aim) -> dict[str, Any]:
    """A target as it stands on a terminal."""
    paper = row.number_symbol or row.title or row.source
    return asdict(row) | {"indicator": row.indicator or row.subject or row.sentence, "aim": aim(row), "paper": paper}


def aim(row: Aim) -> str:
    """What is to be reached, in short: '>= 90 %', '5-7 lớp'; the words of the paper where there is no number."""
    if row.value is None:
        return row.raw
    sign = "" if row.comparator in (None, "=", "range") else f"{row.comparator} "
    upper = "" if row.value_max is None else f"-{_number(row.value_max)}"
    return f"{sign}{_number(row.value)}{upper} {row.unit or ''}".strip()


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else str(value)
