"""What a person sees of `search`, `cite` and `targets`: hits with their place, who cites what, targets side by side."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from pipeline.archive.archive import Archive
from pipeline.archive.index.connect import limit as limit_time
from pipeline.archive.index.connect import open_read
from pipeline.archive.searching.search import Filters, Hit, Results, search
from pipeline.console.ending import ending, named
from pipeline.console.rows import ID, show_rows
from pipeline.console.terminal import say, visible, wide_console
from pipeline.console.words import say_in

SECONDS = 600.0
"""Limit of time for a question; whoever waits can end it with Ctrl-C."""


@contextmanager
def asking(folder: Path | None) -> Iterator[sqlite3.Connection]:
    """The index of the archive that was named, to be asked within `SECONDS`."""
    with closing(open_read(Archive(named(folder)).store.index)) as connection:
        limit_time(connection, SECONDS)
        yield connection


def run_search(folder: Path | None, words: str, filters: Filters, limit: int | None, offset: int, form: str, language: str) -> int:
    """`kehoach search`: gives the exit code."""

    def work() -> None:
        with asking(folder) as connection:
            results = search(connection, words, filters, rows_asked(limit, form, 20), offset)
            others = search(connection, words, limit=0).total if filters and not results.total else 0
        out = wide_console()
        if form == "table":
            show_hits(out, results, offset, language)
            if others:
                say(out, say_in(language)["unfiltered"].format(total=others))
        else:
            show_rows(out, [row_of(hit, form) for hit in results.hits], (), form, language, names=tuple(Hit.__dataclass_fields__))
            _note(Console(stderr=True), results, language)

    return ending(work, language)


def rows_asked(limit: int | None, form: str, shown: int) -> int | None:
    """How many rows are asked for: as many as a person said, else as many as a terminal shows well; of CSV and JSON all (None).

    >>> rows_asked(None, "table", 50), rows_asked(None, "csv", 50), rows_asked(7, "csv", 50)
    (50, None, 7)
    """
    return shown if limit is None and form == "table" else limit


def row_of(hit: Hit, form: str) -> dict[str, Any]:
    """A hit as data; in CSV the snippet is one text."""
    return asdict(hit) | ({"snippet": "".join(text for text, _ in hit.snippet)} if form == "csv" else {})


def show_hits(console: Console, results: Results, offset: int = 0, language: str = "en") -> None:
    """The hits one below the other: what paper, where, the words marked; at last how many there are."""
    for number, hit in enumerate(results.hits, start=offset + 1):
        _show_hit(console, number, hit, language)
    words, shown = say_in(language), len(results.hits)
    _note(console, results, language)
    if not results.total:
        say(console, words["nothing"])
    elif shown < results.total:
        say(console, words["hits_of"].format(first=offset + 1, last=offset + shown, total=results.total))
    else:
        say(console, words["hits"].format(total=results.total))


def _note(console: Console, results: Results, language: str) -> None:
    if results.note:
        say(console, results.note[language == "vi"])


def _show_hit(console: Console, number: int, hit: Hit, language: str) -> None:
    words = say_in(language)
    kind = " ".join(filter(None, (hit.doc_type_name or hit.doc_type, hit.number_symbol)))
    place = hit.province if hit.province_2025 in (None, hit.province) else f"{hit.province} ({words['now']} {hit.province_2025})"
    head = Text(f"{number}. ", style="dim") + Text(visible(" · ".join(filter(None, (kind, hit.date, hit.issuer, place)))))
    title = visible(hit.title or hit.source)
    snippet = Text()
    for text, marked in hit.snippet:
        snippet.append(visible(" ".join(text.split(" "))), style="bold reverse" if marked and console.is_terminal else "")
    page = f" ({words['page']} {hit.page})" if hit.page else ""
    page += "" if hit.exact else f" ({words['other_marks']})"
    console.print(head, soft_wrap=True)
    console.print(Text("   ") + Text(title, style="bold") + Text(f"  [{hit.document_id[:ID]}]", style="dim"), soft_wrap=True)
    if hit.snippet:
        console.print(Padding(snippet + Text(page, style="dim"), (0, 0, 0, 3), expand=False))
    console.print()
