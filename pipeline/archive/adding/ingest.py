"""Taking files into the archive (nhận vào kho): nothing lost, nothing twice, whatever stops the run.

Each document is marked before anything of it changes and unmarked when the index has it, so that what a killed run left undone is known
and goes first the next time; pages that were read are not read again. A document is held by a lock while it is worked on: of two
processes each takes what the other does not hold. This process only copies files, gives out tasks, and puts finished documents into the
index, some at a time; the work is done by the executor's.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.archive.adding import renewal
from pipeline.archive.adding.account import Account
from pipeline.archive.adding.desk import Desk, Event, Wishes, faults_more, now
from pipeline.archive.adding.incoming import opened
from pipeline.archive.adding.intake import TOGETHER, Intake
from pipeline.archive.adding.resuming import is_failed
from pipeline.archive.adding.undertaking import Undertaking
from pipeline.archive.adding.work import open_original
from pipeline.archive.files.failures import taken_away
from pipeline.archive.files.manifest import changed, fault_of, made_by, shown, with_source
from pipeline.archive.files.seal import seal
from pipeline.archive.files.store import Store
from pipeline.errors import ArchiveBusy, KehoachError, WorkerLost
from pipeline.output import settle
from pipeline.reading.source import Input
from pipeline.workers.child import Task, known
from pipeline.workers.executors import Done, perform
from pipeline.workers.shelf import PageDone

__all__ = ["Account", "Event", "Wishes", "list_failures", "take_in"]

WINDOW = 48
"""Documents under work at a time, at most."""

QUEUED = 6
"""Tasks given out for each worker, at most: short texts must not wait for this process while it waits for the disk."""

FLUSH_SECONDS = 2.0
"""A finished document waits no longer than this for others to be put into the index with it."""

PATIENCE, PAUSE = 600.0, 0.2
"""Seconds to wait at the end for documents that another process holds, or for its index, and between two looks at them."""


@dataclass
class Run:
    """The work of one `add`: tasks given out, documents that are ready for the index."""

    desk: Desk
    intake: Intake
    executor: Executor
    running: dict[Future[Any], tuple[str, Task]]
    pause: Callable[[float], object]
    ready: list[str] = field(default_factory=list)
    _flushed: float = field(default_factory=time.monotonic)
    _refused: float | None = None

    def work(self, pending: Iterator[Input | str]) -> None:
        """Take in all, then what other processes held. Raises the errors in `undertaking.STOPS`."""
        self._drain(pending)
        left, self.desk.passed_over = self.desk.passed_over, []
        self._drain(document_id for document_id in left if self.desk.store.marked(document_id))
        since = time.monotonic()
        while self.intake.waiting:
            if self.intake.look_again():
                self._drain(iter(()))
                since = time.monotonic()
            elif time.monotonic() - since > PATIENCE:
                self.intake.give_up()
            else:
                self.pause(PAUSE)

    def _drain(self, pending: Iterator[Input | str]) -> None:
        more = True
        while True:
            while more and len(self.running) < 4 * self._jobs and len(self.desk.live) + len(self.intake.opening) < WINDOW:
                more = self.intake.take(pending)
                self._give_out()
            self._give_out()
            self._flush(everything=not self.running)
            if self.running:
                self._hear()
            elif not more and not self.desk.live:
                return

    @property
    def _jobs(self) -> int:
        return max(1, int(getattr(self.executor, "jobs", os.cpu_count() or 1)))

    def _give_out(self) -> None:
        """Give out tasks: those of the documents that came first, some more than there are workers."""
        for document_id, one in list(self.desk.live.items()):
            while len(self.running) < QUEUED * self._jobs and (task := one.next_task()) is not None:
                self.running[self.executor.submit(perform, task)] = (document_id, task)
            if one.over and document_id not in self.ready:
                self.ready.append(document_id)

    def _hear(self) -> None:
        """Wait for a task to end, and take in what came of it."""
        done, _ = wait(self.running, timeout=FLUSH_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            document_id, task = self.running.pop(future)
            outcome = _outcome(future, task)
            if task.function is open_original:
                self.intake.opened(document_id, outcome)
                continue
            one = self.desk.live[document_id]
            for _ in one.take(task, outcome):
                self.desk.report(PageDone(one.number))

    def _flush(self, *, everything: bool = False) -> None:
        """Put finished documents into the index and let them go, some at a time."""
        due = len(self.ready) >= TOGETHER or time.monotonic() - self._flushed > FLUSH_SECONDS
        if not self.ready or not (due or everything):
            return
        documents = [self.desk.live[document_id] for document_id in self.ready]
        done = [one for one in documents if one.stopped is None]
        settle([path for one in done for path in self._write_result(one)])
        try:
            unindexed = put_into_index(self.desk.store, [one.order.document_id for one in done])
        except ArchiveBusy:
            self._wait_for_the_index()
            return
        self._refused = None
        for one in documents:
            self.desk.forget_failures(one)
        for one in done:
            if one.order.document_id not in unindexed:
                self.desk.store.unmark(one.order.document_id)
        for one in documents:
            if one.stopped is not None:
                self.desk.store.write_manifest(changed(one.manifest, state="waiting", faults=(fault_of(one.stopped),)))
            self.desk.over(one, one.stopped or unindexed.get(one.order.document_id))
        self.ready.clear()
        self._flushed = time.monotonic()

    def _wait_for_the_index(self) -> None:
        """Another process has it: hours of work do not end for that. Raises `ArchiveBusy` when it takes too long."""
        self._flushed = time.monotonic()
        self._refused = self._refused or self._flushed
        if self._flushed - self._refused > PATIENCE:
            raise ArchiveBusy(self.desk.store.index)
        if not self.running:
            self.pause(PAUSE)

    def _write_result(self, one: Undertaking) -> list[Path]:
        """The manifest after the work and the seal on all of it, not settled yet; names that came up meanwhile are in it."""
        store, folder = self.desk.store, self.desk.store.folder(one.order.document_id)
        old, manifest = one.manifest, one.manifest if one.written else one.result()
        if one.order.home != folder and not one.written:
            one.not_better = faults_more(manifest, old)
            if one.not_better:
                renewal.discard(folder)
                manifest = store.manifest(one.order.document_id)
            else:
                renewal.complete(folder, manifest)
                renewal.move_over(folder)
        for name in one.names:
            manifest = with_source(manifest, shown(name), now())
        one.manifest, one.written = manifest, True
        written = [] if manifest == old else [store.write_manifest(manifest, settled=False)]
        return [*written, seal(folder, settled=False)]


def put_into_index(store: Store, document_ids: list[str]) -> dict[str, KehoachError]:
    """Put documents into the index, so that the disk has it; gives the errors of those that it cannot take."""
    from pipeline.archive.index.build import put_many
    from pipeline.archive.index.writing import writing

    if not document_ids:
        return {}
    try:
        with writing(store.index) as connection:
            refused = put_many(connection, store, document_ids)
    except (KehoachError, OSError):
        raise
    except Exception as error:  # a fault of ours with one document must not keep all others out
        if len(document_ids) == 1:
            return {document_ids[0]: known(error, document_ids[0])}
        refused = {one: error for document_id in document_ids for one, error in put_into_index(store, [document_id]).items()}
    # SQLite does not wait for the disk here; a mark may go only when the disk has what it stood for.
    settle(path for path in (store.index.with_name(f"{store.index.name}-wal"), store.index) if path.is_file())
    return refused


def _outcome(future: Future[Any], task: Task) -> Done:
    try:
        done = future.result()
    except KehoachError:
        raise
    except Exception as error:  # an executor of the caller's own that broke
        return Done((), WorkerLost(task.where, detail=type(error).__name__))
    assert isinstance(done, Done)
    return done


def take_in(
    store: Store,
    inputs: Iterable[Input | KehoachError],
    executor: Executor,
    wishes: Wishes | None = None,
    report: Callable[[Event], None] = lambda event: None,
    pause: Callable[[float], object] | None = None,
) -> Account:
    """Finish what earlier runs left undone, then take in the files; errors among the inputs are entered as failures.

    `pause` waits so many seconds for other processes, and may raise. Raises `CannotWrite` for a full disk, `ArchiveNewer`,
    `ClusterUnfit`: what was finished until then is safe, the next run goes on.
    """
    desk = Desk(store, wishes or Wishes(), report)
    running: dict[Future[Any], tuple[str, Task]] = {}

    def submit(document_id: str, task: Task) -> None:
        running[executor.submit(perform, task)] = (document_id, task)

    with ExitStack() as stack:
        _see_to_the_index(store)
        intake = Intake(desk, stack.enter_context(opened(store.incoming, store.failed_paths)), submit)
        stack.callback(desk.release_all)
        stack.push(lambda _, error, __: _give_up(running, error))
        _sweep_drafts(store)
        Run(desk, intake, executor, running, pause or time.sleep).work(_all_there_is(desk, inputs))
        list_failures(store)
    return desk.account


def _give_up(running: Iterable[Future[Any]], error: BaseException | None) -> None:
    """Take back what was given out. A run that is tried again with the same executor must not meet its own tasks of before."""
    left = [future for future in running if not future.cancel()]
    if isinstance(error, ArchiveBusy):
        wait(left)


def _see_to_the_index(store: Store) -> None:
    """Before hours of reading: an index that is gone, empty or damaged is made anew, one of a newer version is refused."""
    from pipeline.archive.index.connect import open_write
    from pipeline.archive.index.rebuild import ensure

    if next(store.ids(), None) is not None:
        ensure(store)
    else:
        open_write(store.index).close()


def list_failures(store: Store) -> None:
    """Bring the index's table of failures up to the files. Raises `CannotWrite`, `ArchiveNewer`."""
    from pipeline.archive.index.build import put_failures
    from pipeline.archive.index.writing import writing

    with writing(store.index) as connection:
        put_failures(connection, store)


def _sweep_drafts(store: Store) -> None:
    """Drafts older than an hour beside the archive's card: a run that was killed at its very beginning left them."""
    for draft in store.root.glob(".*.part"):
        with suppress(OSError):
            if time.time() - draft.stat().st_mtime > 3600:
                draft.unlink()


def _all_there_is(desk: Desk, inputs: Iterable[Input | KehoachError]) -> Iterator[Input | str]:
    """What is unfinished, then what is to be done again, then the files."""
    store = desk.store
    yield from list(store.unfinished())
    given = list(inputs)
    if desk.wishes.retry:
        yield from _to_retry(desk, given)
    if desk.wishes.reparse and not given:
        yield from _those(store, lambda manifest: manifest.made_by != made_by())
    home = Path(os.path.realpath(store.root))
    for item in given:
        if isinstance(item, KehoachError):
            desk.fail([item.where], item)
        elif home not in Path(os.path.realpath(item.path)).parents:
            yield item


def _to_retry(desk: Desk, given: list[Input | KehoachError]) -> Iterator[Input | str]:
    store = desk.store
    yield from _those(store, lambda manifest: is_failed(manifest, searchable=desk.wishes.searchable))
    known = {os.path.abspath(item.path if isinstance(item, Input) else item.where) for item in given}  # noqa: PTH100
    for failure in list(store.failures()):
        if failure.absolute not in known and taken_away(failure):
            desk.gone(failure.absolute)
        elif failure.absolute not in known:
            yield Input(Path(failure.absolute), Path(failure.path))


def _those(store: Store, wanted: Callable[[Any], bool]) -> Iterator[str]:
    for document_id in store.ids():
        with suppress(KehoachError):
            if wanted(store.manifest(document_id)):
                yield document_id
