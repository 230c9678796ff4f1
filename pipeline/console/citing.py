"""What a person sees of `cite`: the document that was meant, who cites it by province and year, each citation with its sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from pipeline.archive.searching.cited import CitedDocument
from pipeline.archive.searching.filters import Filters
from pipeline.archive.searching.onepaper import SHORTEST, full_id
from pipeline.archive.searching.questions import Citations, Citing, Counts, citations
from pipeline.console.ending import ending
from pipeline.console.rows import Shown, show_rows
from pipeline.console.search import asking, rows_asked
from pipeline.console.terminal import say, short, wide_console
from pipeline.console.words import say_in

CITED = (
    Shown("province", 20), Shown("paper", 30), Shown("date", 10), Shown("relation", 18), Shown("page", 5, number=True, wide=True),
    Shown("sentence"),
)  # fmt: skip
"""Columns for who cites a document."""

CITES = (Shown("cited", 40), Shown("relation", 18), Shown("pinpoint", 20, wide=True), Shown("page", 5, number=True), Shown("sentence"))
"""Columns for what a paper cites."""

COUNTS = {"province": "by_province", "province-now": "by_province_2025", "year": "by_year"}
"""What citing papers can be counted by."""

MEANT, PROVINCES, SENTENCE = 5, 12, 240
"""Documents, provinces, letters of a sentence that are shown on a terminal."""


def run_cite(
    folder: Path | None,
    wanted: str | None,
    cited_by: str | None,
    by: str | None,
    filters: Filters,
    limit: int | None,
    form: str,
    language: str,
) -> int:
    """`kehoach cite`: gives the exit code."""

    def work() -> None:
        with asking(folder) as connection:
            paper = _paper(cited_by, lambda name: full_id(connection, name)) if cited_by else None
            found = citations(connection, wanted or "", cited_by=paper, filters=filters, limit=rows_asked(limit, form, 50))
        out = wide_console()
        if by:
            show_rows(
                out, counted(found.counts, by), (Shown(by, 40), Shown("papers", 8, number=True)), form, language, names=(by, "papers")
            )
        elif form != "table":
            show_rows(out, [asdict(row) for row in found.rows], (), form, language, names=tuple(Citing.__dataclass_fields__))
        else:
            show_citations(out, found, CITES if cited_by else CITED, language)

    return ending(work, language)


def _paper(name: str, full: Any) -> str:
    """The whole id of a paper that was named by its beginning, so that an unknown one is said to be unknown; a number as it is."""
    start = name.strip().lower()
    return str(full(start)) if len(start) >= SHORTEST and all(letter in "0123456789abcdef" for letter in start) else name


def counted(counts: Counts, by: str) -> list[dict[str, Any]]:
    """Citing papers by province or year, as rows."""
    return [{by: value, "papers": papers} for value, papers in getattr(counts, COUNTS[by])]


def show_citations(console: Console, found: Citations, columns: Sequence[Shown], language: str = "en") -> None:
    """The documents that were meant, the counts, the citations."""
    words = say_in(language)
    if columns is CITED:
        _show_meant(console, found, language)
    if not found.rows:
        say(console, words["nothing"])
        return
    show_rows(console, [_line(row) for row in found.rows], columns, language=language)
    shown = "" if len(found.rows) == found.total else " " + words["first_of"].format(n=len(found.rows))
    say(console, words["cited_by"].format(citations=found.total, papers=found.counts.papers) + shown)


def _show_meant(console: Console, found: Citations, language: str) -> None:
    words = say_in(language)
    for document in found.documents[:MEANT]:
        say(console, _named(document, words))
    if len(found.documents) > MEANT:
        say(console, words["more"].format(n=len(found.documents) - MEANT))
    if found.other_forms:
        say(console, f"{words['other_forms']}: " + "; ".join(_named(form, words) for form in found.other_forms[:MEANT]))
    if provinces := found.counts.by_province:
        rest = f", {words['more'].format(n=len(provinces) - PROVINCES)}" if len(provinces) > PROVINCES else ""
        say(console, f"{words['by_province']}: " + ", ".join(f"{name} {count}" for name, count in provinces[:PROVINCES]) + rest)
    if found.counts.by_year:
        say(console, f"{words['by_year']}: " + ", ".join(f"{year} {count}" for year, count in found.counts.by_year))
    if found.documents and found.rows:
        console.print()


def _named(document: CitedDocument, words: Mapping[str, str]) -> str:
    """A cited document with its title and how often it is cited."""
    name = " · ".join(filter(None, (document.name, short(document.title, 120))))
    return f"{name} {words['cited_so'].format(citations=document.citations, papers=document.papers)}"


def _line(row: Citing) -> dict[str, Any]:
    """A citation as it stands on a terminal."""
    cited = row.cited or row.cited_title or row.raw
    paper = row.number_symbol or row.title or row.source
    return asdict(row) | {"paper": paper, "cited": cited, "sentence": around(row.sentence, row.raw, SENTENCE)}


def around(sentence: str, words: str, letters: int) -> str:
    """So many letters of a long sentence that the words stand among them.

    >>> around("Căn cứ Luật A; Luật B; Luật C; Luật D", "Luật C", 20)
    '… B; Luật C; Luật D'
    """
    start = max(0, sentence.find(" ".join(words.split())))
    if len(sentence) <= letters or start + len(words) < letters:
        return short(sentence, letters)
    begins = sentence.find(" ", start - (letters - len(words)) // 2)
    return short("…" + sentence[begins if 0 <= begins < start else start :], letters)
