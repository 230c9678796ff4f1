"""`add`: files and folders into an archive, with processes of this machine or an executor that is given."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from contextlib import ExitStack
from pathlib import Path

from pipeline.archive.adding.account import Account
from pipeline.archive.adding.ingest import Event, Wishes, take_in
from pipeline.archive.files.store import Store
from pipeline.errors import KehoachError
from pipeline.reading.page import Options
from pipeline.reading.source import Input, expand
from pipeline.steps import ready
from pipeline.workers.executors import LimitedExecutor
from pipeline.workers.many import default_jobs
from pipeline.workers.shelf import FileOver, Opened, PageDone


def add(
    folder: Path,
    paths: Iterable[str | os.PathLike[str]],
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    wishes: Wishes | None = None,
    progress: bool = False,
    report: Callable[[Event], None] | None = None,
) -> Account:
    """Take files and folders into the archive in `folder`, which is made where there is none; gives what became of each path.

    `report` hears of every page and file. Raises `ModelMissing`, `ModelDamaged` before anything is read, and what `take_in` raises.
    """
    wishes = wishes or Wishes()
    ready(wishes.options)
    store = Store.open(folder, create=True)
    inputs = expand(paths)
    with ExitStack() as stack:
        hears = [] if report is None else [report]
        if progress:
            hears.append(_meter(stack, inputs))
        if executor is None:
            executor = stack.enter_context(LimitedExecutor(jobs or default_jobs()))

        def tell(event: Event) -> None:
            for hear in hears:
                hear(event)

        return take_in(store, inputs, executor, wishes, tell)


def _meter(stack: ExitStack, inputs: list[Input | KehoachError]) -> Callable[[Event], None]:
    from rich.console import Console

    from pipeline.workers.progress import Meter

    meter = stack.enter_context(Meter(len(inputs), Console(stderr=True)))

    def note(event: Event) -> None:
        if isinstance(event, (Opened, PageDone, FileOver)):
            meter.note(event)

    return note


def wishes_of(*, split: bool, page_timeout: float, searchable: bool, retry_failed: bool, reparse: bool) -> Wishes:
    """How to take in, from the words of the command line; `page_timeout` in seconds."""
    return Wishes(options=Options(page_timeout=page_timeout), split=split, searchable=searchable, retry=retry_failed, reparse=reparse)
