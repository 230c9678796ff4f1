"""`parse_many`: a shelf of files as one list of papers."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from pipeline.errors import KehoachError
from pipeline.parsed import ParsedDocument, Tables
from pipeline.reading.page import Options
from pipeline.reading.source import Input, expand
from pipeline.workers.shelf import FileOver, PaperReady, parse_files


class Shelf(list[ParsedDocument]):
    """Papers in the order of their files; `errors` of files and pages that could not be read; `tables` of all papers together."""

    def __init__(self, papers: Iterable[ParsedDocument] = (), errors: Iterable[KehoachError] = ()) -> None:
        super().__init__(papers)
        self.errors = list(errors)

    @cached_property
    def tables(self) -> Tables:
        """DataFrames of all papers by table name, each made when first asked for."""
        return Tables(self)


def default_jobs() -> int:
    """Workers to use: the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def parse_many(
    paths: str | Path | Iterable[str | Path],
    *,
    jobs: int | None = None,
    progress: bool = False,
    split: bool = True,
    page_timeout: float = 120.0,
    restore: bool = True,
) -> Shelf:
    """Read files and folders with `jobs` processes (as many as there are cores); gives all papers, in order.

    A file that cannot be read is no exception here: its error is in `.errors` of the list. `page_timeout` is in seconds; with
    `restore=False` the words stay as they were read. Raises `ModelMissing`, `ModelDamaged` before anything is read.
    """
    from rich.console import Console

    from pipeline.workers.progress import Meter

    options = Options(page_timeout=page_timeout, restore=restore)
    given = [paths] if isinstance(paths, (str, Path)) else list(paths)
    expanded = expand([Path(path) for path in given])
    inputs = [item for item in expanded if isinstance(item, Input)]
    errors = [item for item in expanded if isinstance(item, KehoachError)]
    found: list[tuple[int, int, ParsedDocument]] = []
    with Meter(len(inputs), Console(stderr=True), quiet=not progress) as meter:
        for event in parse_files(inputs, jobs=jobs or default_jobs(), options=options, split=split):
            meter.note(event)
            if isinstance(event, PaperReady):
                found.append((event.file, event.paper.document.part, event.paper))
            elif isinstance(event, FileOver):
                errors.extend(event.errors)
    return Shelf((paper for _, _, paper in sorted(found, key=lambda item: item[:2])), errors)
