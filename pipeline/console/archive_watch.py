"""What a person sees of `kehoach archive watch`: a line for each file that was taken in, or could not be."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from pipeline.archive.adding.account import Taken
from pipeline.archive.adding.desk import Event
from pipeline.archive.archive import Archive
from pipeline.console.archive_add import fault_lines
from pipeline.console.ending import ending, named
from pipeline.console.rows import ID
from pipeline.console.terminal import say, wide_console
from pipeline.console.words import say_in


class Asked(NamedTuple):
    """What `kehoach archive watch` was asked to do."""

    folder: Path
    archive: Path | None
    jobs: int | None
    settle: float
    poll: bool
    split: bool
    searchable: bool
    page_timeout: float
    language: str
    quiet: bool


def run_watch(asked: Asked) -> int:
    """`kehoach archive watch`: gives the exit code."""
    return ending(lambda: _watch(asked), asked.language, say_in(asked.language)["watched"])


def _watch(asked: Asked) -> None:
    out, err, words = wide_console(), Console(stderr=True), say_in(asked.language)
    archive = Archive(named(asked.archive))

    def note(event: Event) -> None:
        if not isinstance(event, Taken):
            return
        for line in fault_lines(event, asked.language):
            say(err, line)
        if event.document_id and event.outcome != "known" and not asked.quiet:
            say(out, f"{event.document_id[:ID]}  {event.path}: {words['add_' + event.outcome]}")

    if not asked.quiet and asked.folder.is_dir():
        say(out, words["watching"].format(folder=asked.folder))
    archive.watch(
        asked.folder,
        jobs=asked.jobs,
        settle=asked.settle,
        poll=asked.poll,
        split=asked.split,
        searchable=asked.searchable,
        page_timeout=asked.page_timeout,
        events=note,
    )
    if not asked.quiet:
        say(out, words["watched"])
