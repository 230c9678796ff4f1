"""A shelf of files read by a few workers: which task is given out next, and what becomes of the results.

A task is a run of pages, so that one long PDF uses every core; what is found in a paper is one more task, under the same
limits. A page that hangs or kills its worker is left blank with the flag `page_failed`, and the file goes on. At most
`AHEAD` pages of a file are read before they are put together: 3,000 pages need no more memory than 64 and their text.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import SETUP, KehoachError
from pipeline.gathering import Draft, Gatherer, ReadPage, unread
from pipeline.parsed import ParsedDocument, from_draft, open_paper
from pipeline.reading.page import Options
from pipeline.reading.source import Input, Source
from pipeline.steps import Facts, read_one, ready
from pipeline.workers.child import Task
from pipeline.workers.pool import Over, Pool, Result

AHEAD = 64
"""Pages of one file that may be under way or waiting for an earlier one."""

OPEN_AHEAD = 200
"""Files opened before their turn, so that the pages to come can be counted."""

OPEN_SECONDS = 300.0
"""Limit for opening a file (its bytes are all read once, for their SHA-256)."""

QUICK_SECONDS, QUICK_PAGES = 0.05, 16
"""A file whose pages take less than this (text of a PDF) is given out in runs of this many pages."""


class Opened(NamedTuple):
    """A file was opened and has so many pages."""

    file: int
    pages: int


class PageDone(NamedTuple):
    """A page was read, or given up."""

    file: int


class PaperReady(NamedTuple):
    """A paper is complete."""

    file: int
    paper: ParsedDocument


class FileOver(NamedTuple):
    """Nothing more comes of a file. `errors` of its pages or of the whole; `papers` is 0 where it failed."""

    file: int
    papers: int
    pages: int
    errors: tuple[KehoachError, ...]
    seconds: float


Event = Opened | PageDone | PaperReady | FileOver


class Open(NamedTuple):
    """A file that was opened."""

    source: Source
    facts: Facts


def open_file(path: Path) -> Iterator[Open]:
    """Task: open a file."""
    yield Open(*open_paper(path, str(path)))


def read_pages(source: Source, first: int, past: int, options: Options) -> Iterator[ReadPage]:
    """Task: read the pages from `first` up to before `past`."""
    for number in range(first, past):
        yield read_one(source, number, options)


def find_all(draft: Draft, facts: Facts, part: int) -> Iterator[ParsedDocument]:
    """Task: find everything in a paper."""
    yield from_draft(draft, facts, part)


@dataclass
class _File:
    """Where a file stands on its way."""

    number: int
    input: Input
    options: Options
    gatherer: Gatherer
    source: Source | None = None
    facts: Facts | None = None
    opening: bool = False
    runs: deque[tuple[int, int]] = field(default_factory=deque)
    arrived: dict[int, ReadPage] = field(default_factory=dict)
    gathered: int = 0
    drafts: deque[tuple[int, Draft]] = field(default_factory=deque)
    parts: int = 0
    papers: int = 0
    tasks: int = 0
    errors: list[KehoachError] = field(default_factory=list)
    failed: bool = False
    over: bool = False
    began: float = 0.0
    read_seconds: float = 0.0

    @property
    def pages(self) -> int:
        return self.source.page_count if self.source else 0

    def find_task(self) -> Task | None:
        """The next complete paper, to be looked through."""
        if not self.drafts or self.facts is None:
            return None
        part, draft = self.drafts.popleft()
        seconds = self.options.page_timeout + len(draft.document.pages)
        return Task(find_all, (draft, self.facts, part), seconds, self._where)

    def page_task(self) -> Task | None:
        """The next run of pages, unless too many wait already."""
        if self.source is None or not self.runs:
            return None
        first, past = self.runs[0]
        done = len(self.arrived) + self.gathered
        quick = done > 0 and self.read_seconds < QUICK_SECONDS * done
        stop = min(past, first + (QUICK_PAGES if quick else 1))
        if stop - 1 - self.gathered > AHEAD and first > self.gathered + 1:
            return None
        if stop == past:
            self.runs.popleft()
        else:
            self.runs[0] = (stop, past)
        # The reader has its own limit for Tesseract and tells of it better: this one is for what hangs elsewhere.
        seconds = self.options.page_timeout * 1.2 + 5
        return Task(read_pages, (self.source, first, stop, self.options), seconds, self._where, tuple(range(first, stop)))

    @property
    def _where(self) -> str:
        return str(self.input.path)

    def opened(self, source: Source, facts: Facts) -> None:
        self.source, self.facts = source, facts
        if source.page_count:
            self.runs.append((1, source.page_count + 1))
        else:
            self._end_paper(self.gatherer.finish())

    def page_arrived(self, page: ReadPage) -> None:
        self.arrived[page.page.number] = page
        while (page_next := self.arrived.pop(self.gathered + 1, None)) is not None:
            self.gathered += 1
            if (draft := self.gatherer.add(page_next)) is not None:
                self._end_paper(draft)
        if self.gathered == self.pages:
            self._end_paper(self.gatherer.finish())

    def _end_paper(self, draft: Draft) -> None:
        self.parts += 1
        self.errors.extend(draft.errors)
        # A paper of which no page could be read is none: its errors tell of it.
        if not draft.errors or len(draft.errors) < len(draft.document.pages):
            self.drafts.append((self.parts, draft))

    def task_over(self, over: Over) -> int:
        """What is left to do after a task that ended; gives the number of pages that were given up."""
        if over.error is None:
            return 0
        if over.task.function is not read_pages or isinstance(over.error, SETUP):
            if over.results:  # a file that was opened, a paper that was looked through: the worker died after its only result
                return 0
            self.errors.append(over.error)
            self.failed = over.task.function is not find_all or self.failed
            return 0
        _, first, past, _ = over.task.arguments
        lost = first + over.results
        if lost == past:  # the worker died after its last page, before it could say that it was done: nothing is lost
            return 0
        if lost + 1 < past:
            self.runs.appendleft((lost + 1, past))
        self.page_arrived(unread(lost, over.error))
        return 1

    @property
    def finished(self) -> bool:
        if self.tasks:
            return False
        return self.failed or (self.source is not None and self.gathered == self.pages and not self.drafts)


def parse_files(inputs: Iterable[Input], *, jobs: int, options: Options, split: bool = True) -> Iterator[Event]:
    """Read the files with `jobs` workers; gives events as they happen, those of one file in order. Raises what `steps.ready` does."""
    ready(options)
    files = [_File(number, given, options, Gatherer(several=split)) for number, given in enumerate(inputs)]
    running: dict[int, tuple[_File, Task, float]] = {}
    head = 0
    with Pool(jobs) as pool:
        while head < len(files):
            window = files[head : head + OPEN_AHEAD]
            while pool.idle and (chosen := _choose(window)) is not None:
                file, task = chosen
                file.tasks += 1
                file.began = file.began or time.monotonic()
                running[id(task)] = (file, task, time.monotonic())
                pool.start(task)
            for heard in pool.wait():
                file, _, since = running[id(heard.task)]
                if isinstance(heard, Over):
                    del running[id(heard.task)]
                yield from _take(file, heard, since)
            while head < len(files) and files[head].over:
                head += 1


def _choose(window: list[_File]) -> tuple[_File, Task] | None:
    """The next task: a complete paper first, then the pages of the earliest file; files are opened a little ahead of both."""
    live = [file for file in window if not file.failed and not file.over]
    unopened = next((file for file in live if not file.opening), None)
    if unopened is not None:
        unopened.opening = True
        return unopened, Task(open_file, (unopened.input.path,), OPEN_SECONDS, str(unopened.input.path))
    for file in live:
        if (task := file.find_task()) is not None:
            return file, task
    for file in live:
        if (task := file.page_task()) is not None:
            return file, task
    return None


def _take(file: _File, heard: Result | Over, since: float) -> Iterator[Event]:
    """What a result means for its file, as events."""
    if isinstance(heard, Over):
        file.tasks -= 1
        if heard.task.function is read_pages:
            file.read_seconds += time.monotonic() - since
        for _ in range(file.task_over(heard)):
            yield PageDone(file.number)
    elif file.failed:
        pass
    elif isinstance(heard.value, Open):
        file.opened(*heard.value)
        yield Opened(file.number, file.pages)
    elif isinstance(heard.value, ReadPage):
        file.page_arrived(heard.value)
        yield PageDone(file.number)
    elif isinstance(heard.value, ParsedDocument):
        file.papers += 1
        yield PaperReady(file.number, heard.value)
    if file.finished and not file.over:
        file.over = True
        yield FileOver(file.number, file.papers, file.pages, tuple(file.errors), round(time.monotonic() - file.began, 2))
