"""A document on its way through the work (tài liệu đang xử lý): which task is next, what the answer to one means.

It knows nothing of executors, locks or the index: `next_task` gives a task where one can be given out, `take` is told what came of it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.archive.adding.work import (
    CopyMade,
    Order,
    PageRead,
    PaperFound,
    finish_document,
    forget_previews,
    keep_page,
    make_previews,
    make_searchable,
    missing_pages,
    read_pages,
    take_whole,
)
from pipeline.archive.files.manifest import Fault, Manifest, changed, fault_of, made_by
from pipeline.errors import SETUP, ArchiveNewer, CannotWrite, ClusterUnfit, KehoachError
from pipeline.gathering import unread
from pipeline.workers.child import Task
from pipeline.workers.executors import Done
from pipeline.workers.shelf import QUICK_PAGES, QUICK_SECONDS

SMALL = 64 * 1024
"""Bytes of a text that is one task from end to end."""

STOPS = (CannotWrite, ClusterUnfit, ArchiveNewer)
"""Errors that are no document's: the run ends, in order."""

COPY_SECONDS = 10.0
"""Limit of time for each page of a searchable PDF; one of our scans takes half a second."""


@dataclass
class Undertaking:
    """One document under work. `names` are the paths by which this run met it; `outcome` what is said of them if all goes well.

    `not_better` is what went wrong in reading it anew, where the old results were kept for that; `written` says that the results stand in
    their place and only the index lacks them.
    """

    order: Order
    manifest: Manifest
    outcome: str
    searchable: bool = True
    names: list[str] = field(default_factory=list)
    retry: bool = False
    number: int = 0
    not_better: tuple[Fault, ...] = ()
    began: float = field(default_factory=time.monotonic)
    tasks: int = 0
    stopped: KehoachError | None = None
    written: bool = False
    _runs: deque[tuple[int, int]] = field(default_factory=deque)
    _whole: bool = False
    _reading: int = 0
    _finishing: bool = False
    _finished: bool = False
    _read: int = 0
    _read_seconds: float = 0.0
    _skip: set[int] = field(default_factory=set)
    _found: dict[int, PaperFound] = field(default_factory=dict)
    _lost: list[Fault] = field(default_factory=list)
    _copies: deque[Task] = field(default_factory=deque)
    _made: CopyMade | None = None
    _no_picture: set[int] = field(default_factory=set)

    def begin(self, *, nothing_read: bool = False, results_there: bool = False) -> None:
        """Find out what there is to do. `results_there`: the papers are complete, only the copies for people may be missing."""
        order = self.order
        if results_there:
            self._finished = True
            self._order_previews()
            self._order_searchable(self.manifest.papers)
        elif nothing_read and order.kind == "text" and self.manifest.size <= SMALL and order.page_count:
            self._whole = True
        else:
            missing = range(1, order.page_count + 1) if nothing_read else missing_pages(order, failed_too=self.retry)
            self._runs = deque(_runs(missing))
            if self.retry:  # nobody knew which way up these pages stand
                forget_previews(order, missing)

    @property
    def over(self) -> bool:
        """Whether nothing more is to be done."""
        return not self.tasks and (self.stopped is not None or (self._finished and not self._copies))

    def next_task(self) -> Task | None:
        """The next task, if one can be given out now."""
        if self.stopped is not None:
            return None
        task = self._page_task() or self._finish_task() or (self._copies.popleft() if self._copies else None)
        if task is not None:
            self.tasks += 1
        return task

    def _page_task(self) -> Task | None:
        seconds = self.order.options.page_timeout * 1.2 + 5
        if self._whole and not self._reading:
            self._reading += 1
            pages = tuple(range(1, self.order.page_count + 1))
            return Task(take_whole, (self.order,), seconds, self.order.source, pages)
        if not self._runs:
            return None
        first, past = self._runs.popleft()
        quick = self._read and self._read_seconds < QUICK_SECONDS * self._read
        stop = min(past, first + (QUICK_PAGES if quick else 1))
        if stop < past:
            self._runs.appendleft((stop, past))
        self._reading += 1
        return Task(read_pages, (self.order, first, stop), seconds, self.order.source, tuple(range(first, stop)))

    def _finish_task(self) -> Task | None:
        if self._reading or self._whole or self._finishing or self._finished:
            return None
        if not self._skip:
            self._order_previews()  # another worker makes them meanwhile
        self._finishing = True
        self._found.clear()
        seconds = self.order.options.page_timeout + self.order.page_count
        return Task(finish_document, (self.order, frozenset(self._skip)), seconds, self.order.source)

    def take(self, task: Task, done: Done) -> Iterator[PageRead]:
        """Take in what came of a task; gives the pages that were read or given up. Raises the errors in `STOPS`."""
        self.tasks -= 1
        self._reading -= task.function in (read_pages, take_whole)
        self._finishing = self._finishing and task.function is not finish_document
        if isinstance(done.error, STOPS):
            raise done.error
        yield from self._note(done)
        if isinstance(done.error, SETUP):
            self.stopped = done.error
        elif task.function is take_whole:
            self._whole = False
            self._finished = done.error is None
            if done.error is not None:  # once more in parts, to see which one it is
                self._runs = deque(_runs(missing_pages(self.order)))
        elif task.function is read_pages and done.error is not None:
            yield from self._give_up(task, done, done.error)
        elif task.function is finish_document:
            self._end(done)
        elif task.function is make_searchable and done.error is not None and not done.results:
            self._made = CopyMade(None, done.error.message())
        elif task.function is make_previews and done.error is not None:
            self._go_on_with_previews(task, done)

    def _note(self, done: Done) -> Iterator[PageRead]:
        for result in done.results:
            if isinstance(result, PageRead):
                self._read += 1
                self._read_seconds += result.seconds
                yield result
            elif isinstance(result, PaperFound):
                self._found[result.part] = result
            elif isinstance(result, CopyMade):
                self._made = result

    def _give_up(self, task: Task, done: Done, error: KehoachError) -> Iterator[PageRead]:
        """The page at which a task ended stays blank, with the error; those after it are read all the same."""
        _, first, past = task.arguments
        lost = first + len(done.results)
        if lost == past:  # the worker died after its last page, before it could say that it was done: nothing is lost
            return
        if lost + 1 < past:
            self._runs.appendleft((lost + 1, past))
        yield keep_page(self.order, unread(lost, error))

    def _go_on_with_previews(self, task: Task, done: Done) -> None:
        """A picture that costs the worker twice is given up: the page itself is read."""
        _, first, past = task.arguments
        lost = first + len(done.results)
        start = lost + 1 if lost in self._no_picture else lost
        self._no_picture.add(lost)
        if start < past:
            self._copies.append(task._replace(arguments=(self.order, start, past), pages=tuple(range(start, past))))

    def _end(self, done: Done) -> None:
        """The papers are complete, or one of them is given up and the others are tried again."""
        if done.error is not None:
            part = len(done.results) + 1
            self._lost.append(fault_of(type(done.error)(self.order.source, detail=f"paper {part}: {done.error.detail}")))
            if part not in self._skip and part <= self.order.page_count:
                self._skip.add(part)
                return
        self._finished = True
        self._order_searchable(sum(found.kept for found in self._found.values()))

    def _order_searchable(self, papers: int) -> None:
        done = self.manifest.searchable or self.manifest.searchable_note
        if self.order.kind != "text" and self.searchable and papers and (self.retry or not done):
            seconds = self.order.options.page_timeout + COPY_SECONDS * self.order.page_count
            self._copies.appendleft(Task(make_searchable, (self.order,), seconds, self.order.source))

    def _order_previews(self) -> None:
        order = self.order
        if order.kind == "text":
            return
        for first in range(1, order.page_count + 1, QUICK_PAGES):
            past = min(first + QUICK_PAGES, order.page_count + 1)
            if not all(order.preview(number).is_file() for number in range(first, past)):
                self._copies.append(Task(make_previews, (order, first, past), 60.0, order.source, tuple(range(first, past))))

    def result(self) -> Manifest:
        """The manifest as it is after the work."""
        values: dict[str, object] = {}
        if self._found or self._lost:
            papers = sum(found.kept for found in self._found.values())
            faults = (*(fault for _, found in sorted(self._found.items()) for fault in found.faults), *self._lost)
            state = "read" if not faults else "partly" if papers else "failed"
            values = {"state": state, "papers": papers, "faults": faults, "made_by": made_by()}
        if self._made is not None:
            values |= {"searchable": self._made.level, "searchable_note": self._made.note}
        return changed(self.manifest, **values)


def _runs(numbers: range | list[int]) -> Iterator[tuple[int, int]]:
    """Runs of numbers that follow one another, as (first, past).

    >>> list(_runs([1, 2, 3, 7, 9, 10]))
    [(1, 4), (7, 8), (9, 11)]
    """
    first = past = None
    for number in numbers:
        if number == past:
            past += 1
            continue
        if first is not None and past is not None:
            yield first, past
        first, past = number, number + 1
    if first is not None and past is not None:
        yield first, past
