"""What a person sees of an archive: the list of documents, a check, a new index, an export."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from pipeline.archive.archive import Archive
from pipeline.console.ending import ending, named
from pipeline.console.rows import ID, Shown, show_rows
from pipeline.console.terminal import say, wide_console
from pipeline.console.words import say_in
from pipeline.errors import BadRequest, KehoachError

LISTED = (
    Shown("id", ID), Shown("state", 11), Shown("page_count", 5, number=True), Shown("type", 4), Shown("number", 20), Shown("date", 10),
    Shown("issuer", 30, wide=True), Shown("source", 40), Shown("fault"),
)  # fmt: skip
"""Columns of the list on a terminal."""


def run_list(folder: Path | None, form: str, failed: bool, language: str) -> int:
    """`kehoach archive list`: gives the exit code."""
    return ending(lambda: _list(Archive(named(folder)), form, failed, language), language)


def _list(archive: Archive, form: str, failed: bool, language: str) -> None:
    from pipeline.archive.searching.listing import COLUMNS, listed

    rows, out = list(listed(archive.store, failed=failed)), wide_console()
    if form != "table":
        show_rows(out, rows, (), form, language, names=COLUMNS)
        return
    show_rows(out, [_short(row, language) for row in rows], LISTED, language=language)
    say(out, counted(rows, language))


def _short(row: dict[str, Any], language: str) -> dict[str, Any]:
    """A row of the list as it stands on a terminal."""
    words = say_in(language)
    sources, faults = row["sources"], row["faults"]
    more = f" (+{len(sources) - 1})" if len(sources) > 1 else ""
    fault = faults[0]["message_vi" if language == "vi" else "message"] if faults else ""
    return {
        "id": (row["document_id"] or "")[:ID], "state": words[f"state_{row['state']}"], "page_count": row["page_count"],
        "type": row["doc_type"], "number": row["number_symbol"], "date": row["date"], "issuer": row["issuer"],
        "source": Path(sources[0]).name + more if sources and not fault else "", "fault": fault,
    }  # fmt: skip


def counted(rows: Iterable[dict[str, Any]], language: str) -> str:
    """How many documents are in which state: 'Documents: 12 (11 read, 1 partly)'."""
    words, states = say_in(language), [row["state"] for row in rows]
    told = [f"{states.count(state)} {words['state_' + state]}" for state in dict.fromkeys(states)]
    return f"{words['documents']}: {len(states)}" + (f" ({', '.join(told)})" if told else "")


def run_rebuild(folder: Path | None, language: str, quiet: bool) -> int:
    """`kehoach archive rebuild`: gives the exit code."""
    return ending(lambda: _rebuild(Archive(named(folder)), language, quiet), language)


def _rebuild(archive: Archive, language: str, quiet: bool) -> int:
    from pipeline.archive.index.rebuild import rebuild

    err, errors = Console(stderr=True), list[KehoachError]()

    def report(count: int, error: KehoachError | None) -> None:
        if error is not None:
            errors.append(error)
            say(err, error.message(language))

    with err.status(say_in(language)["rebuilding"]) if err.is_terminal and not quiet else nullcontext():
        count = rebuild(archive.store, report)
    if not quiet:
        say(wide_console(), say_in(language)["rebuilt"].format(n=count))
    return errors[0].exit_code if errors else 0


def run_check(folder: Path | None, repair: bool, jobs: int | None, form: str, language: str, quiet: bool) -> int:
    """`kehoach archive check`: gives the exit code."""
    return ending(lambda: _check(Archive(named(folder)), repair, jobs, form, language, quiet), language, say_in(language)["check_stopped"])


def _check(archive: Archive, repair: bool, jobs: int | None, form: str, language: str, quiet: bool) -> int:
    from pipeline.archive.checking.check import Event, check
    from pipeline.archive.checking.finding import Finding

    out, err, words = wide_console(), Console(stderr=True), say_in(language)
    with err.status(words["checking"]) if err.is_terminal and not quiet else nullcontext() as status:

        def note(event: Event) -> None:
            if isinstance(event, Finding):
                if form == "table" and (event.severity != "note" or not quiet):
                    say(out, event.message(language))
            elif status is not None:
                status.update(f"{words['checking']} {event.documents}")

        report = check(archive.store, repair, jobs=jobs, report=note)
    rows = [asdict(found) | {"severity": found.severity, "message": found.message(language)} for found in report.findings]
    if form != "table":
        show_rows(out, rows, (), form, language, names=("kind", "path", "document_id", "detail", "mended", "severity", "message"))
    elif not quiet:
        mended, left = sum(found.mended for found in report.findings), sum(found.open for found in report.findings)
        say(out, words["checked"].format(documents=report.documents, mended=mended, left=left))
        if any(found.kind != "index_newer" for found in report.lost):
            say(out, words["check_lost"])
        elif left and not report.lost:
            say(out, words["check_open"])
    return report.exit_code


def run_export(folder: Path | None, register: Path | None, parquet: Path | None, language: str) -> int:
    """`kehoach archive export`: gives the exit code."""
    return ending(lambda: _export(Archive(named(folder)), register, parquet, language), language)


def _export(archive: Archive, register: Path | None, parquet: Path | None, language: str) -> None:
    from pipeline.archive.exporting.export import write_parquet
    from pipeline.archive.exporting.register import write_register

    words, out = say_in(language), wide_console()
    if register is None and parquet is None:
        raise BadRequest(detail="--register FILE, --parquet DIR")
    if register is not None:
        say(out, words["registered"].format(n=write_register(archive.store, register), path=register))
    if parquet is not None:
        write_parquet(archive.store, parquet)
        say(out, f"{words['written']} {parquet}/")
