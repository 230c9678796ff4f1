"""Taking files into the archive (nhận vào kho): nothing lost, nothing twice, whatever stops the run.

Each document is marked before anything of it changes and unmarked when the index has it, so that what a killed run left undone is known
and goes first the next time; pages that were read are not read again. A document is held by a lock while it is worked on: of two
processes each takes what the other does not hold. The clock of the run is the executor's: this process only copies files, gives out
tasks, and puts finished documents into the index, some at a time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from pipeline.archive import renewal
from pipeline.archive.account import Account, Taken
from pipeline.archive.failures import forget_failure, keep_failure
from pipeline.archive.incoming import Copied, Incoming, opened, still_the_same
from pipeline.archive.manifest import FINAL, Manifest, SourceName, changed, fault_of, made_by, shown, with_source
from pipeline.archive.store import Store
from pipeline.archive.undertaking import SMALL, STOPS, Undertaking
from pipeline.archive.work import Opening, Order, open_original
from pipeline.errors import SETUP, ArchiveBusy, ArchiveDamaged, CannotRead, CannotWrite, KehoachError, PathMissing, WorkerLost
from pipeline.output import settle, settle_folder
from pipeline.reading.page import Options
from pipeline.reading.source import Input, kind_of
from pipeline.workers.child import Task
from pipeline.workers.executors import Done, perform
from pipeline.workers.shelf import OPEN_SECONDS, FileOver, Opened, PageDone

TOGETHER = 16
"""Files that are copied, and documents that are put into the index, at a time: the disk is waited for once for all of them."""

WINDOW = 48
"""Documents under work at a time, at most."""

FLUSH_SECONDS = 2.0
"""A finished document waits no longer than this for others to be put into the index with it."""

PATIENCE = 600.0
"""Seconds to wait at the end for documents that another process holds."""

Event = Opened | PageDone | FileOver | Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How to take in. `retry`: try again what failed; `reparse`: read anew what an older version read."""

    options: Options = Options()
    split: bool = True
    searchable: bool = True
    retry: bool = False
    reparse: bool = False


@dataclass
class _Arrival:
    """A file that was copied, and all paths of this run that have its bytes."""

    copied: Copied
    names: list[str]
    opening: Opening | None = None


@dataclass
class Run:
    """One run of `add`: what is under way. `begin` it, then `work` until all is done."""

    store: Store
    executor: Executor
    wishes: Wishes
    incoming: Incoming
    report: Callable[[Event], None] = lambda event: None
    account: Account = field(default_factory=Account)
    live: dict[str, Undertaking] = field(default_factory=dict)
    arriving: dict[str, _Arrival] = field(default_factory=dict)
    waiting: list[_Arrival] = field(default_factory=list)
    locks: dict[str, FileLock] = field(default_factory=dict)
    ready: list[str] = field(default_factory=list)
    running: dict[Future[Any], tuple[str, Task]] = field(default_factory=dict)
    _files: int = 0
    _flushed: float = field(default_factory=time.monotonic)

    def work(self, inputs: Iterable[Input | str]) -> None:
        """Take in files; an id stands for a document that is there and is to be worked on. Raises the errors in `STOPS`."""
        self._drain(iter(inputs))
        self._wait_for_others()

    def _drain(self, pending: Iterator[Input | str]) -> None:
        more = True
        while True:
            more = more and self._fill(pending)
            self._give_out()
            self._flush(everything=not self.running)
            if self.running:
                self._hear()
            elif not more and not self.live and not self.arriving:
                break

    # what comes in

    def _fill(self, pending: Iterator[Input | str]) -> bool:
        """Take up more documents while there is room; false when there are no more."""
        while len(self.live) + len(self.arriving) < WINDOW and len(self.running) < 2 * self._jobs:
            batch: list[_Arrival] = []
            for item in pending:
                if isinstance(item, str):
                    self._again(item)
                elif (arrival := self._copy(item.path)) is not None:
                    batch.append(arrival)
                if len(batch) >= TOGETHER or len(self.live) + len(self.arriving) >= WINDOW:
                    break
            else:
                self._arrive(batch)
                return False
            self._arrive(batch)
            self._give_out()
        return True

    @property
    def _jobs(self) -> int:
        return max(1, int(getattr(self.executor, "jobs", os.cpu_count() or 1)))

    def _copy(self, path: Path) -> _Arrival | None:
        """Copy a file; None where it is no new one, or cannot be read."""
        name = os.fspath(path)
        try:
            copied = self.incoming.copy(path)
        except CannotWrite:
            raise
        except KehoachError as error:
            self._fail([name], error)
            return None
        document_id = copied.document_id
        if document_id in self.live:
            self.live[document_id].names.append(name)
        elif document_id in self.arriving:
            self.arriving[document_id].names.append(name)
        elif not self._known_well(document_id, name):
            arrival = self.arriving[document_id] = _Arrival(copied, [name])
            return arrival
        copied.path.unlink()
        return None

    def _known_well(self, document_id: str, name: str) -> bool:
        """Whether the document is there, complete, and by this name too; needs no lock."""
        if self.wishes.retry or self.wishes.reparse or self.store.marked(document_id):
            return False
        try:
            manifest = self.store.manifest(document_id)
        except KehoachError:
            return False
        if manifest.state not in FINAL or with_source(manifest, shown(name), "") is not manifest:
            return False
        forget_failure(self.store.failed_paths, name)
        self._tell([name], document_id, "known", manifest)
        return True

    def _arrive(self, batch: list[_Arrival]) -> None:
        """What was copied is opened: small texts here, all else by a worker, which a hostile file may kill."""
        texts = [arrival for arrival in batch if _small_text(arrival.copied)]
        for arrival in batch:
            if arrival not in texts:
                path = arrival.copied.path
                self._submit(arrival.copied.document_id, Task(open_original, (path,), OPEN_SECONDS, os.fspath(arrival.copied.source)))
        placed = []
        for arrival in texts:
            done = perform(Task(open_original, (arrival.copied.path,), OPEN_SECONDS))
            if self._is_open(arrival, done):
                placed.append(arrival)
        self._place(placed)

    def _is_open(self, arrival: _Arrival, done: Done) -> bool:
        """Whether the copy can be read and is still what the file is; else it is a failure."""
        error = done.error
        if isinstance(error, STOPS):
            raise error
        if error is None:
            try:
                still_the_same(arrival.copied)
                arrival.opening = done.results[0]
                if done.results[0].document_id != arrival.copied.document_id:
                    raise ArchiveDamaged(arrival.copied.path, detail="the disk gives other bytes than were written")
                return True
            except KehoachError as changing:
                error = changing
        self._refuse(arrival, error)
        return False

    def _refuse(self, arrival: _Arrival, error: KehoachError) -> None:
        del self.arriving[arrival.copied.document_id]
        with suppress(OSError):
            arrival.copied.path.unlink()
        self._fail(arrival.names, error)

    def _place(self, arrivals: list[_Arrival]) -> None:
        """Give copies their place among the documents; those that another process holds wait."""
        held = [arrival for arrival in arrivals if self._hold(arrival)]
        new = [arrival for arrival in held if not self._meet(arrival)]
        if not new:
            return
        try:
            settle(arrival.copied.path for arrival in new)
            for arrival in new:
                self.store.mark(arrival.copied.document_id, shown(arrival.names[0]), settled=False)
            settle_folder(self.store.root / "unfinished")
            files: list[Path] = []
            for arrival in new:
                files += self._put_down(arrival)
            settle(files)
            for folder in {self.store.folder(arrival.copied.document_id).parent for arrival in new}:
                settle_folder(folder)
            settle_folder(self.store.documents)
        except OSError as error:
            raise CannotWrite(self.store.root, detail=error.strerror or str(error)) from error

    def _hold(self, arrival: _Arrival) -> bool:
        document_id = arrival.copied.document_id
        try:
            self.locks[document_id] = self.store.hold(document_id)
        except ArchiveBusy:
            del self.arriving[document_id]
            self.waiting.append(arrival)
            return False
        return True

    def _meet(self, arrival: _Arrival) -> bool:
        """Whether the document is there already, now that nobody else can change it; then its names are added."""
        document_id = arrival.copied.document_id
        try:
            manifest = self.store.manifest(document_id)
        except KehoachError:
            return False
        del self.arriving[document_id]
        with suppress(OSError):
            arrival.copied.path.unlink()
        if not (self.store.folder(document_id) / f"original.{manifest.ending}").is_file():
            self.locks.pop(document_id).release()
            self._fail(arrival.names, ArchiveDamaged(self.store.folder(document_id), detail="the original is gone"))
            return True
        self._take_up(manifest, arrival.names)
        return True

    def _put_down(self, arrival: _Arrival) -> list[Path]:
        """Put a copy into its folder with a first manifest; gives the files, which are not settled yet."""
        copied, opening = arrival.copied, arrival.opening
        assert opening is not None
        original = self.store.folder(copied.document_id) / f"original.{opening.ending}"
        copied.path.chmod(0o444)
        copied.path.replace(original)
        manifest = Manifest(
            document_id=copied.document_id,
            kind=opening.kind,
            ending=opening.ending,
            size=copied.size,
            page_count=opening.page_count,
            state="reading",
            split=self.wishes.split,
        )
        for name in arrival.names:
            manifest = with_source(manifest, shown(name), _now())
        file = self.store.write_manifest(manifest, settled=False)
        del self.arriving[copied.document_id]
        undertaking = self._undertake(manifest, "added", arrival.names)
        undertaking.begin(nothing_read=True)
        return [original, file]

    def _again(self, document_id: str) -> None:
        """A document that is there: what a killed run left undone, what failed, what an older version read."""
        if document_id in self.live:
            return
        try:
            self.locks[document_id] = self.store.hold(document_id)
        except ArchiveBusy:
            return  # whoever holds it finishes it
        try:
            manifest = self._recovered(document_id)
        except KehoachError as error:
            self.locks.pop(document_id).release()
            if isinstance(error, STOPS):
                raise
            self._tell([document_id], document_id, "failed", None, error)
            return
        if manifest is None:
            self.store.unmark(document_id)
            self.locks.pop(document_id).release()
        else:
            self._take_up(manifest, [])

    def _recovered(self, document_id: str) -> Manifest | None:
        """The manifest of a document whose run was cut off; None where it had not got as far as its original."""
        folder = self.store.folder(document_id)
        try:
            _sweep_drafts(folder)
            if (folder / "file.json").is_file():
                return self.store.manifest(document_id)
            original = next(folder.glob("original.*"), None)
            if original is None:
                return None
        except OSError as error:
            raise CannotWrite(folder, detail=error.strerror or str(error)) from error
        done = self.executor.submit(perform, Task(open_original, (original,), OPEN_SECONDS, str(original))).result()
        if done.error is not None:
            raise done.error
        opening: Opening = done.results[0]
        if opening.document_id != document_id:
            original.unlink()  # the power failed while it was written
            return None
        source = SourceName(self.store.marked_source(document_id) or original.name, _now())
        manifest = Manifest(
            document_id=document_id,
            kind=opening.kind,
            ending=opening.ending,
            size=original.stat().st_size,
            page_count=opening.page_count,
            sources=(source,),
            state="reading",
            split=self.wishes.split,
        )
        self.store.write_manifest(manifest)
        return manifest

    def _take_up(self, manifest: Manifest, names: list[str]) -> None:
        """Go on with a document that is there and held: as far as it needs it, and as far as it is wished."""
        document_id, folder = manifest.document_id, self.store.folder(manifest.document_id)
        unfinished = self.store.marked(document_id)
        named = manifest
        for name in names:
            named = with_source(named, shown(name), _now())
        retry = self.wishes.retry and _failed(manifest)
        reparse = manifest.state in FINAL and (
            manifest.made_by != made_by() if self.wishes.reparse else unfinished and renewal.begun(folder)
        )
        if not (unfinished or retry or reparse) and named is manifest:
            self._tell(names, document_id, "known", manifest)
            self.locks.pop(document_id).release()
            return
        self.store.mark(document_id)
        if unfinished:
            if renewal.move_over(folder):
                moved = self.store.manifest(document_id)
                named = changed(moved, sources=named.sources)
                reparse = retry = False
            elif not reparse:
                renewal.discard(folder)
        outcome = "again" if unfinished or retry or reparse else "renamed"
        if retry and manifest.state != "read":
            named = changed(named, state="reading")
        if named is not manifest:
            self.store.write_manifest(named)
        if reparse:
            self._anew(named, names)
            return
        undertaking = self._undertake(named, outcome, names, retry=retry)
        undertaking.begin(results_there=named.state in FINAL)

    def _anew(self, manifest: Manifest, names: list[str]) -> None:
        """Read a document anew, beside the results that it has."""
        home = renewal.beside(self.store.folder(manifest.document_id))
        fresh = replace(manifest, searchable=None, searchable_note=None) if self.wishes.searchable else manifest
        undertaking = self._undertake(fresh, "again", names, home=home)
        undertaking.begin()

    def _undertake(
        self, manifest: Manifest, outcome: str, names: list[str], *, home: Path | None = None, retry: bool = False
    ) -> Undertaking:
        document_id = manifest.document_id
        folder = self.store.folder(document_id)
        source = manifest.sources[0].path if manifest.sources else document_id
        order = Order(
            document_id=document_id,
            original=folder / f"original.{manifest.ending}",
            home=home or folder,
            kind=manifest.kind,
            page_count=manifest.page_count,
            source=source,
            split=manifest.split,
            options=self.wishes.options,
        )
        undertaking = Undertaking(order, manifest, outcome, self.wishes.searchable, list(names), retry)
        self.live[document_id] = undertaking
        self.report(Opened(self._files, manifest.page_count))
        return undertaking

    # what is worked on

    def _submit(self, document_id: str, task: Task) -> None:
        self.running[self.executor.submit(perform, task)] = (document_id, task)

    def _give_out(self) -> None:
        """Give out tasks: those of the documents that came first, a few more than there are workers."""
        for document_id, undertaking in list(self.live.items()):
            while len(self.running) < 2 * self._jobs + 2 and (task := undertaking.next_task()) is not None:
                self._submit(document_id, task)
            if undertaking.over and document_id not in self.ready:
                self.ready.append(document_id)

    def _hear(self) -> None:
        """Wait for a task to end, and take in what came of it."""
        done, _ = wait(self.running, timeout=FLUSH_SECONDS, return_when=FIRST_COMPLETED)
        for future in done:
            document_id, task = self.running.pop(future)
            outcome = _outcome(future, task)
            if task.function is open_original:
                arrival = self.arriving[document_id]
                if self._is_open(arrival, outcome):
                    self._place([arrival])
                continue
            for _ in self.live[document_id].take(task, outcome):
                self.report(PageDone(self._files))

    # what is done

    def _flush(self, *, everything: bool = False) -> None:
        """Put finished documents into the index and let them go, some at a time."""
        due = len(self.ready) >= TOGETHER or time.monotonic() - self._flushed > FLUSH_SECONDS
        if not self.ready or not (due or everything):
            return
        documents = [self.live[document_id] for document_id in self.ready]
        done = [one for one in documents if one.stopped is None]
        settle([path for one in done if (path := self._write_result(one)) is not None])
        damaged = self._put([one.order.document_id for one in done])
        for one in done:
            self.store.unmark(one.order.document_id)
        for one in documents:
            document_id = one.order.document_id
            del self.live[document_id]
            self.locks.pop(document_id).release()
            error = one.stopped or damaged.get(document_id)
            names = one.names or [one.order.source]
            self._tell(names, document_id, "failed" if error else one.outcome, one.manifest, error, one)
        self.ready.clear()
        self._flushed = time.monotonic()

    def _write_result(self, one: Undertaking) -> Path | None:
        """The manifest after the work, written but not settled; the names that came up meanwhile are in it."""
        old, folder = one.manifest, self.store.folder(one.order.document_id)
        manifest = one.result()
        if one.order.home != folder:
            if renewal.worse(manifest, old):
                renewal.discard(folder)
                manifest = self.store.manifest(one.order.document_id)
            else:
                renewal.complete(folder, manifest)
                renewal.move_over(folder)
        for name in one.names:
            manifest = with_source(manifest, shown(name), _now())
        one.manifest = manifest
        if manifest == old and one.order.home == folder:
            return None
        return self.store.write_manifest(manifest, settled=False)

    def _put(self, document_ids: list[str]) -> dict[str, KehoachError]:
        from pipeline.archive.index.build import put_many
        from pipeline.archive.index.writing import writing

        if not document_ids:
            return {}
        with writing(self.store.index) as connection:
            damaged = put_many(connection, self.store, document_ids)
        # The index writes without waiting for the disk; a mark may go only when the disk has what it stood for.
        settle(path for path in (self.store.index.with_name(self.store.index.name + "-wal"), self.store.index) if path.is_file())
        return damaged

    def _tell(
        self,
        names: list[str],
        document_id: str | None,
        outcome: str,
        manifest: Manifest | None,
        error: KehoachError | None = None,
        one: Undertaking | None = None,
    ) -> None:
        """Enter into the account what became of the paths, and forget earlier failures of theirs."""
        faults = (fault_of(error),) if error else manifest.faults if manifest and manifest.state in ("partly", "failed") else ()
        for place, name in enumerate(names):
            said = outcome if not place or outcome != "added" else "renamed"
            if manifest is not None and manifest.state in ("partly", "failed") and said != "failed":
                said = manifest.state if said in ("added", "again") else said
            taken = Taken(shown(name), document_id, said, faults if said in ("partly", "failed") else ())
            self.account.note(taken)
            if document_id is not None and one is not None:
                forget_failure(self.store.failed_paths, name)
            self.report(taken)
        pages = one.order.page_count if one else 0
        self.report(
            FileOver(self._files, manifest.papers if manifest else 0, pages, (), round(time.monotonic() - one.began, 2) if one else 0)
        )

    def _fail(self, names: list[str], error: KehoachError) -> None:
        """A path that cannot be taken in: it is kept in the list of failures, and the run goes on."""
        for name in names:
            told = type(error)(name, page=error.page, detail=error.detail)
            if not isinstance(error, SETUP):
                keep_failure(self.store.failed_paths, name, told, _now())
            self._tell([name], None, "failed", None, told)

    def _wait_for_others(self) -> None:
        """Files whose document another process holds: it finishes the document, here only their names are added."""
        since = time.monotonic()
        while self.waiting:
            for arrival in self.waiting[:]:
                try:
                    self.locks[arrival.copied.document_id] = self.store.hold(arrival.copied.document_id, 0.2)
                except ArchiveBusy:
                    continue
                self.waiting.remove(arrival)
                self.arriving[arrival.copied.document_id] = arrival
                if not self._meet(arrival):
                    self.locks.pop(arrival.copied.document_id).release()
                    self._place([arrival])
                self._drain(iter(()))
                since = time.monotonic()
            if time.monotonic() - since > PATIENCE:
                for arrival in self.waiting:
                    self._fail(arrival.names, ArchiveBusy(arrival.names[0]))
                self.waiting.clear()

    def close(self) -> None:
        """Let go of all documents; what is not finished stays marked."""
        for future in self.running:
            future.cancel()
        for lock in self.locks.values():
            lock.release()


def _outcome(future: Future[Any], task: Task) -> Done:
    try:
        done = future.result()
    except KehoachError:
        raise
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return Done((), WorkerLost(task.where, detail=type(error).__name__))  # an executor of one's own that broke
    assert isinstance(done, Done)
    return done


def _small_text(copied: Copied) -> bool:
    if copied.size > SMALL:
        return False
    try:
        with copied.path.open("rb") as file:
            return kind_of(file.read(4096)) == "text"
    except (OSError, KehoachError):
        return False


def _failed(manifest: Manifest) -> bool:
    return manifest.state in ("partly", "failed") or (manifest.searchable is None and bool(manifest.searchable_note))


def _sweep_drafts(folder: Path) -> None:
    """Drafts of files that were being written when a run was killed."""
    for draft in folder.rglob(".*.part"):
        with suppress(FileNotFoundError):
            draft.unlink()


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def take_in(
    store: Store,
    inputs: Iterable[Input | KehoachError],
    executor: Executor,
    wishes: Wishes | None = None,
    report: Callable[[Event], None] = lambda event: None,
) -> Account:
    """Finish what earlier runs left undone, then take in the files; errors among the inputs are entered as failures.

    Raises `CannotWrite` for a full disk, `ArchiveNewer`, `ClusterUnfit`: what was finished until then is safe, the next run goes on.
    """
    wishes = wishes or Wishes()
    with ExitStack() as stack:
        run = Run(store, executor, wishes, stack.enter_context(opened(store.incoming)), report)
        stack.callback(run.close)
        with suppress(OSError):
            _sweep_drafts_of(store)
        run.work(_all_there_is(run, inputs))
    return run.account


def _sweep_drafts_of(store: Store) -> None:
    """Drafts older than an hour in the folders that belong to no document."""
    for folder in (store.root, store.root / "unfinished", store.failed_paths):
        for draft in folder.glob(".*.part"):
            if time.time() - draft.stat().st_mtime > 3600:
                draft.unlink()


def _all_there_is(run: Run, inputs: Iterable[Input | KehoachError]) -> Iterator[Input | str]:
    """What is unfinished, then what is to be done again, then the files; none twice."""
    yield from list(run.store.unfinished())
    given = list(inputs)
    if run.wishes.retry:
        yield from _to_retry(run, given)
    if run.wishes.reparse and not given:
        yield from (one for one in run.store.ids() if _is_older(run.store, one))
    home = run.store.root.resolve()
    for item in given:
        if isinstance(item, KehoachError):
            if isinstance(item, (PathMissing, CannotRead)):
                run._fail([item.where], item)
            else:
                run._fail([item.where], item)
        elif home not in Path(os.path.realpath(item.path)).parents:
            yield item


def _to_retry(run: Run, given: list[Input | KehoachError]) -> Iterator[Input | str]:
    for document_id in run.store.ids():
        with suppress(KehoachError):
            if _failed(run.store.manifest(document_id)):
                yield document_id
    known = {os.path.abspath(item.path if isinstance(item, Input) else item.where) for item in given}  # noqa: PTH100
    for failure in list(run.store.failures()):
        if failure.absolute not in known:
            yield Input(Path(failure.absolute), Path(failure.path))


def _is_older(store: Store, document_id: str) -> bool:
    try:
        return store.manifest(document_id).made_by != made_by()
    except KehoachError:
        return False
