"""Checking an archive (kiểm tra kho): every original against its checksum, everything made of it, the index, and what lies about.

    kehoach archive check                   # looks at everything and puts right what can be put right
    kehoach archive check --no-repair       # only looks

Documents are looked at by several processes, one at a time each, and held meanwhile; those that another process works on are passed
over, so that a check may run beside an `add`. What can be made from what is there is made anew and looked at again: a finding is only
called mended when the second look finds nothing. Originals and a person's corrections are never deleted, what is none of ours is left
where it is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock

from pipeline.archive.checking.check_index import index_findings, mend_index
from pipeline.archive.checking.finding import Finding
from pipeline.archive.checking.inspection import Spot, inspect
from pipeline.archive.checking.mending import Mending
from pipeline.archive.checking.places import Places, documents, finding_at
from pipeline.archive.files.seal import seal, sealed
from pipeline.archive.files.store import Store
from pipeline.errors import ArchiveBusy, ArchiveDamaged, CannotWrite
from pipeline.workers.child import Task
from pipeline.workers.executors import Done, LimitedExecutor, perform
from pipeline.workers.many import default_jobs

SECONDS = 600.0
"""Limit of time for each thing found in a document: an original of 2 GB is read in a few seconds, over a slow network in minutes."""

AHEAD = 4
"""Documents under inspection for each process."""


@dataclass
class Report:
    """What a check found. `documents` is the number of those that were looked at."""

    findings: list[Finding] = field(default_factory=list)
    documents: int = 0

    @property
    def lost(self) -> list[Finding]:
        """What only a person can bring back."""
        return [found for found in self.findings if found.lost]

    @property
    def clean(self) -> bool:
        """Whether nothing is left to be put right."""
        return not any(found.open for found in self.findings)

    @property
    def exit_code(self) -> int:
        """0 where nothing is left to be put right, else that of `ArchiveDamaged`."""
        return 0 if self.clean else ArchiveDamaged.exit_code


class Checked(NamedTuple):
    """Told after each document: its id, and how many were looked at so far."""

    document_id: str
    documents: int


Event = Checked | Finding


def check(
    store: Store,
    repair: bool = True,
    *,
    executor: Executor | None = None,
    jobs: int | None = None,
    report: Callable[[Event], None] = lambda event: None,
) -> Report:
    """Look at everything in the archive and, with `repair`, put right what can be; `report` hears of each document and finding.

    Raises `CannotWrite`, `ArchiveNewer`.
    """
    with ExitStack() as stack:
        executor = executor or stack.enter_context(LimitedExecutor(jobs or default_jobs()))
        checking = Checking(store, executor, repair, report)
        checking.places()
        checking.documents()
        checking.index()
    return checking.found


@dataclass
class Checking:
    """A check under way."""

    store: Store
    executor: Executor
    repair: bool
    report: Callable[[Event], None]
    found: Report = field(default_factory=Report)

    def _enter(self, kind: str, path: Path, document_id: str, detail: str = "", *, mended: bool = False) -> None:
        self._tell(finding_at(self.store, kind, path, document_id, detail, mended=mended))

    def _tell(self, finding: Finding) -> None:
        self.found.findings.append(finding)
        self.report(finding)

    def places(self) -> None:
        """The archive's own folders."""
        for finding in Places(self.store, self.repair).findings():
            self._tell(finding)

    # documents

    def documents(self) -> None:
        """All documents, several at a time."""
        under_way: deque[tuple[str, FileLock | None, Future[Done]]] = deque()
        try:
            for document_id in documents(self.store):
                try:
                    lock = self._held(document_id)
                except ArchiveBusy:
                    self._enter("busy", self.store.folder(document_id), document_id)
                    continue
                under_way.append((document_id, lock, self._look(document_id)))
                if len(under_way) >= AHEAD * int(getattr(self.executor, "jobs", 1)):
                    self._settle(*under_way.popleft())
            while under_way:
                self._settle(*under_way.popleft())
        finally:
            for _, lock, future in under_way:
                future.cancel()
                _release(lock)

    def _held(self, document_id: str) -> FileLock | None:
        """The document's lock; None in an archive that cannot be written to (a backup), where nobody works."""
        try:
            return self.store.hold(document_id)
        except CannotWrite:
            if self.repair:
                raise
            return None

    def _look(self, document_id: str) -> Future[Done]:
        task = Task(inspect, (self.store.root, document_id), SECONDS, str(self.store.folder(document_id)))
        return self.executor.submit(perform, task)

    def _settle(self, document_id: str, lock: FileLock | None, looked: Future[Done]) -> None:
        """What was found in a document is told, and put right first if that is wished."""
        try:
            spots = _spots(looked.result())
            left = spots
            if self.repair and any(Finding(spot.kind, "").severity != "note" for spot in spots):
                Mending(self.store, self.executor, document_id).mend(spots)
                left = _spots(self._look(document_id).result()) if self.store.folder(document_id).exists() else []
            if self.repair and not left:
                self._seal(document_id)
        finally:
            _release(lock)
        still = {(spot.kind, spot.name) for spot in left}
        for spot in spots:
            mended = (spot.kind, spot.name) not in still
            self._enter(spot.kind, self.store.folder(document_id) / spot.name, document_id, spot.detail, mended=mended)
        for spot in left:
            if spot not in spots and spot.kind != "unfinished":
                self._enter(spot.kind, self.store.folder(document_id) / spot.name, document_id, spot.detail)
        self.found.documents += 1
        self.report(Checked(document_id, self.found.documents))

    def _seal(self, document_id: str) -> None:
        """A document of an earlier version gets its seal, now that all of it was looked at."""
        folder = self.store.folder(document_id)
        if (folder / "file.json").is_file() and sealed(folder) is None:
            seal(folder)

    # the index

    def index(self) -> None:
        """The index against the files."""
        damaged = {found.document_id for found in self.found.findings if found.open and found.document_id is not None}
        findings = list(index_findings(self.store, damaged))
        mendable = [found for found in findings if found.severity == "damaged"]
        left: set[tuple[str, str]] = {(found.kind, found.path) for found in findings}
        if self.repair and mendable:
            with suppress(ArchiveBusy):
                mend_index(self.store, mendable)
            left = {(found.kind, found.path) for found in index_findings(self.store, damaged)}
        for found in findings:
            self._tell(replace(found, mended=(found.kind, found.path) not in left))


def _spots(done: Done) -> list[Spot]:
    spots: list[Spot] = list(done.results)
    if done.error is not None:
        spots.append(Spot("inspection_failed", "", f"{type(done.error).__name__}: {done.error.detail}"))
    return spots


def _release(lock: FileLock | None) -> None:
    if lock is not None:
        lock.release()
