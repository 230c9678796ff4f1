"""What a person sees of a run: progress, the summary of the papers, one line for each file that could not be read."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from pipeline.console.rows import NARROW
from pipeline.console.terminal import INTERRUPTED, cell, ranges, say, wide_console
from pipeline.console.words import say_in
from pipeline.errors import KehoachError, exit_code_of
from pipeline.output import Run, without_results
from pipeline.parsed import ParsedDocument
from pipeline.reading.page import Options
from pipeline.reading.source import Input, expand
from pipeline.steps import ready
from pipeline.workers.progress import Meter
from pipeline.workers.shelf import FileOver, PaperReady, parse_files

SHOWN = 200
"""Papers listed in the summary; run.json has all."""


SHORT = {"citations": "cit", "targets": "tgt", "pages": "pp", "doubts": "?"}
"""Headings of counted columns on a narrow terminal."""


class Line(NamedTuple):
    """What the summary keeps of a paper."""

    file: int
    part: int
    cells: tuple[str, ...]


def line_of(file: int, paper: ParsedDocument) -> Line:
    """The summary's line of a paper."""
    row = paper.document
    cells = (
        Path(row.source).name + (f" ({row.part})" if row.part > 1 else ""),
        row.doc_type or "-",
        row.number_symbol or row.symbol or "-",
        row.date or "-",
        row.issuer or "-",
        str(len(paper.citations)),
        str(len(paper.targets)),
        str(row.page_count),
        ", ".join(row.quality),
    )
    return Line(file, row.part, cells)


class Asked(NamedTuple):
    """What `kehoach parse` was asked to do."""

    paths: list[Path]
    folder: Path
    formats: tuple[str, ...]
    jobs: int
    options: Options
    split: bool
    language: str
    quiet: bool
    show: bool


def run_parse(asked: Asked) -> int:
    """`kehoach parse`: read, write, show; gives the exit code."""
    out, err = wide_console(), Console(stderr=True)
    began = time.monotonic()
    items = without_results(expand(asked.paths), asked.paths, asked.folder)
    not_found = [item for item in items if isinstance(item, KehoachError)]
    for error in not_found:
        say(err, error.message(asked.language))
    run = Run(asked.folder, [item for item in items if isinstance(item, Input)], asked.formats)
    lines: list[Line] = []
    state = "complete"
    try:
        ready(asked.options)
        run.prepare()
        try:
            lines.extend(_read_all(asked, run, err))
        except KeyboardInterrupt:
            state = "interrupted"
            say(err, say_in(asked.language)["interrupted"])
        tables = run.finish(time.monotonic() - began, not_found, state=state)
    except KehoachError as error:
        say(err, error.message(asked.language))
        return error.exit_code
    if asked.show:
        show_tables(out, run, asked.language)
    if not asked.quiet:
        show_summary(out, lines, asked.language)
        show_account(out, run, tables, time.monotonic() - began, len(not_found), asked.language)
    errors = not_found + [error for over in run.over.values() for error in over.errors]
    return INTERRUPTED if state == "interrupted" else exit_code_of(errors)


def _read_all(asked: Asked, run: Run, err: Console) -> Iterator[Line]:
    """Read and write all papers; gives the summary's lines as they come."""
    with Meter(len(run.inputs), err, language=asked.language, quiet=asked.quiet) as meter:
        for event in parse_files(run.inputs, jobs=asked.jobs, options=asked.options, split=asked.split):
            meter.note(event)
            if isinstance(event, PaperReady):
                run.keep(event.file, event.paper)
                yield line_of(event.file, event.paper)
            elif isinstance(event, FileOver):
                run.over[event.file] = event
                for line in error_lines(event.errors, asked.language):
                    say(err, line)


def error_lines(errors: Iterable[KehoachError], language: str = "en") -> Iterator[str]:
    """One line for each kind of error of a file: the first of the kind, and how many pages more it struck."""
    kinds: dict[type[KehoachError], list[KehoachError]] = {}
    for error in errors:
        kinds.setdefault(type(error), []).append(error)
    for first, *others in kinds.values():
        more = sorted({error.page for error in others if error.page} - {first.page})
        yield first.message(language) + (" " + say_in(language)["also"].format(pages=ranges(more)) if more else "")


def show_summary(console: Console, lines: Iterable[Line], language: str = "en") -> None:
    """The table of papers: file, type, number, date, issuer, counts, doubts."""
    words = say_in(language)
    table = Table(header_style="bold", box=None, padding=(0, 1, 0, 0))
    narrow = console.width < NARROW
    widths = {"file": 20, "number": 13, "issuer": 16} if narrow else {}
    for name in ("file", "type", "number", "date", "issuer", "citations", "targets", "pages", "doubts"):
        counted = name in SHORT and (narrow or name != "doubts")
        header = SHORT[name] if narrow and counted else words[name]
        table.add_column(header, justify="right" if counted else "left", no_wrap=narrow or counted, max_width=widths.get(name))
    ordered = sorted(lines)
    for line in ordered[:SHOWN]:
        *cells, doubts = line.cells
        table.add_row(*map(cell, cells), str(doubts.count(",") + 1 if doubts else 0) if narrow else cell(doubts))
    if ordered:
        console.print(table)
    if len(ordered) > SHOWN:
        say(console, words["more"].format(n=len(ordered) - SHOWN))


def show_account(console: Console, run: Run, tables: list[Path], seconds: float, not_found: int, language: str) -> None:
    """How much was read, in which time, and where it is."""
    words = say_in(language)
    pages = sum(over.pages for over in run.over.values())
    failed = not_found + len(run.inputs) - len({file for file, _ in run.written})
    parts = [f"{len(run.written)} {words['papers']}", f"{pages} {words['pages']}", f"{seconds:.1f} {words['seconds']}"]
    parts += [f"{failed} {words['failed']}"] if failed else []
    say(console, ", ".join(parts))
    say(console, f"{words['written']} {run.folder}/: *.json, {', '.join(path.name for path in tables)}, run.json")


TABLES_SHOWN: dict[str, tuple[str, ...]] = {
    "sections": ("path", "kind", "heading", "page"),
    "citations": ("raw", "canonical_id", "date", "relation", "page"),
    "targets": ("raw", "indicator", "comparator", "value", "unit", "page"),
    "dates": ("raw", "date", "role", "page"),
    "document_numbers": ("raw", "number_symbol", "is_own", "page"),
    "entities": ("raw", "label", "page"),
}
"""Tables and columns that `--show` prints."""

ROWS_SHOWN, LETTERS_SHOWN = 12, 60


def show_tables(console: Console, run: Run, language: str = "en") -> None:
    """The tables of each paper written, their first rows and the columns that a person reads first."""
    for _, path in sorted(run.written.items()):
        paper = ParsedDocument.from_json(path.read_bytes())
        console.rule(cell(path.name), align="left")
        say(console, " | ".join(filter(None, (paper.document.doc_type_name, paper.document.number_symbol, paper.document.title))))
        for name, columns in TABLES_SHOWN.items():
            rows = paper.rows[name]
            if not rows:
                continue
            table = Table(*columns, title=f"{name} ({len(rows)})", title_justify="left", box=None, pad_edge=False)
            for row in rows[:ROWS_SHOWN]:
                table.add_row(*(cell(getattr(row, column), LETTERS_SHOWN) for column in columns))
            console.print(table)
            if len(rows) > ROWS_SHOWN:
                say(console, say_in(language)["more"].format(n=len(rows) - ROWS_SHOWN))
