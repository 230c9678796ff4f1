"""What a person sees of `cite --list`: what most papers cite, citations of replaced documents, dates that papers tell differently."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.archive.reviewing import conflicts
from pipeline.archive.searching import mostcited, replaced
from pipeline.archive.searching.filters import Filters
from pipeline.console.ending import ending
from pipeline.console.rows import Shown, show_rows
from pipeline.console.search import asking, rows_asked
from pipeline.console.terminal import say, wide_console
from pipeline.console.words import say_in


class List(NamedTuple):
    """A list: the rows' kind, what gives them (with their number at most), the columns on a terminal."""

    kind: Any
    rows: Callable[[Any, Filters, int | None], Sequence[Any]]
    columns: tuple[Shown, ...]


MOST = (
    Shown("name", 40), Shown("title"), Shown("papers", 8, number=True), Shown("citations", 9, number=True),
    Shown("provinces", 9, number=True), Shown("provinces_2025", 14, number=True, wide=True),
)  # fmt: skip

REPLACED = (
    Shown("name", 34), Shown("replaced_on", 11), Shown("replaced_by", 34), Shown("province", 20), Shown("number_symbol", 24),
    Shown("date", 10), Shown("relation", 16, wide=True),
)  # fmt: skip

CONFLICTS = (
    Shown("canonical_id", 30), Shown("told", 10), Shown("right", 10), Shown("because", 9), Shown("dates"), Shown("province", 20),
    Shown("number_symbol", 24, wide=True),
)  # fmt: skip

LISTS: Mapping[str, List] = {
    "most": List(mostcited.MostCited, lambda connection, filters, limit: mostcited.most_cited(connection, limit, filters), MOST),
    "replaced": List(replaced.Outdated, replaced.outdated, REPLACED),
    "conflicts": List(conflicts.Disputed, lambda connection, _, limit: conflicts.disputed(connection, limit=limit), CONFLICTS),
}
"""The lists, by the word that names them on the command line."""

DATES = 3
"""Dates of a paper that a terminal shows, those told most."""


def run_list(folder: Path | None, which: str, filters: Filters, limit: int | None, form: str, language: str) -> int:
    """`kehoach cite --list`: gives the exit code."""
    made = LISTS[which]

    def work() -> None:
        wanted = rows_asked(limit, form, 50)
        with asking(folder) as connection:
            found = made.rows(connection, filters, None if wanted is None else wanted + 1)
        rows = [one._asdict() for one in found[:wanted]]
        if form == "table":
            rows = [row | {"dates": "; ".join(row["dates"][:DATES])} if "dates" in row else row for row in rows]
        out = wide_console()
        if form == "table" and not rows:
            say(out, say_in(language)["nothing"])
            return
        show_rows(out, rows, made.columns, form, language, names=made.kind._fields)
        if form == "table" and len(found) > len(rows):
            say(out, say_in(language)["first_of"].format(n=len(rows)))

    return ending(work, language)
