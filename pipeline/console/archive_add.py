"""What a person sees of `kehoach archive add`: how far it is, a line for each file that could not be read, what was done."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from pipeline.archive.adding.account import Account, Taken
from pipeline.archive.adding.add import add
from pipeline.archive.adding.cluster import executor_of
from pipeline.archive.adding.desk import Event, Wishes
from pipeline.archive.files.store import Store
from pipeline.console.ending import ending, named
from pipeline.console.terminal import ranges, say, wide_console
from pipeline.console.words import say_in
from pipeline.errors import SEVERAL_REASONS
from pipeline.reading.page import Options
from pipeline.reading.source import expand
from pipeline.workers.many import default_jobs
from pipeline.workers.progress import Meter
from pipeline.workers.shelf import FileOver, Opened, PageDone


class Asked(NamedTuple):
    """What `kehoach archive add` was asked to do."""

    paths: list[Path]
    archive: Path | None
    jobs: int | None
    retry_failed: bool
    reparse: bool
    scheduler: str | None
    cluster: str | None
    split: bool
    searchable: bool
    page_timeout: float
    language: str
    quiet: bool


def run_add(asked: Asked) -> int:
    """`kehoach archive add`: gives the exit code."""
    return ending(lambda: _add(asked), asked.language, say_in(asked.language)["add_interrupted"])


def _add(asked: Asked) -> int:
    err, began = Console(stderr=True), time.monotonic()
    folder = named(asked.archive)
    Store.open(folder, create=True)  # machines of a cluster look whether they see it
    jobs = asked.jobs or default_jobs()
    with executor_of(asked.scheduler, asked.cluster, jobs, folder) as executor, Shown(err, asked) as shown:
        account = add(folder, asked.paths, executor=executor, wishes=wishes_of(asked), report=shown.note)
    if not asked.quiet:
        show_account(wide_console(), account, shown.pages, time.monotonic() - began, asked.language)
    return exit_code(account)


def wishes_of(asked: Asked) -> Wishes:
    """How to take in, as it was asked."""
    return Wishes(
        options=Options(page_timeout=asked.page_timeout),
        split=asked.split,
        searchable=asked.searchable,
        retry=asked.retry_failed,
        reparse=asked.reparse,
    )


class Shown:
    """Shows the events of a run as they come: the meter, and what went wrong."""

    def __init__(self, console: Console, asked: Asked) -> None:
        self._console, self._language = console, asked.language
        files = 0 if asked.quiet else len(expand(asked.paths))
        self._meter = Meter(files, console, language=asked.language, quiet=asked.quiet)
        self.pages = 0

    def __enter__(self) -> Shown:
        self._meter.__enter__()
        return self

    def __exit__(self, *about: object) -> None:
        self._meter.__exit__(None, None, None)

    def note(self, event: Event) -> None:
        """Show an event."""
        if isinstance(event, Taken):
            for line in fault_lines(event, self._language):
                say(self._console, line)
            if event.outcome == "gone":
                say(self._console, say_in(self._language)["gone"].format(path=event.path))
            return
        self.pages += isinstance(event, PageDone)
        if isinstance(event, (Opened, PageDone, FileOver)):
            self._meter.note(event)


def fault_lines(taken: Taken, language: str = "en") -> Iterator[str]:
    """A line for each kind of thing that went wrong with a document: the first of the kind, and the pages of the others."""
    kinds: dict[str, list[int]] = {}
    for fault in taken.faults:
        kinds.setdefault(fault.kind, []).extend([fault.page] if fault.page else [])
    for kind, pages in kinds.items():
        first = next(fault for fault in taken.faults if fault.kind == kind)
        more = sorted(set(pages) - {first.page})
        message = first.message_vi if language == "vi" else first.message
        yield message + (" " + say_in(language)["also"].format(pages=ranges(more)) if more else "")


def show_account(console: Console, account: Account, pages: int, seconds: float, language: str = "en") -> None:
    """How many were taken in, were there already, failed; and where they are."""
    words = say_in(language)
    counts = {name: len(getattr(account, name)) for name in ("added", "again", "renamed", "known", "partly", "failed", "gone")}
    parts = [f"{count} {words['add_' + name]}" for name, count in counts.items() if count]
    say(console, ", ".join([*(parts or [words["add_nothing"]]), f"{pages} {words['pages']}", f"{seconds:.1f} {words['seconds']}"]))
    if account.failed or account.partly:
        say(console, words["add_failed_hint"])


def exit_code(account: Account) -> int:
    """Exit code of a run: 0 without errors, the common code of all, else `SEVERAL_REASONS`."""
    codes = account.codes
    return next(iter(codes)) if len(codes) == 1 else SEVERAL_REASONS if codes else 0
