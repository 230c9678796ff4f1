"""Checking an archive (kiểm tra kho): every original against its checksum, everything made of it, the index, and what lies about.

    kehoach archive check                   # looks at everything and puts right what can be put right
    kehoach archive check --no-repair       # only looks

Documents are looked at by several processes, one at a time each, and held meanwhile; those that another process works on are passed
over, so that a check may run beside an `add`. What can be made from what is there is made anew and looked at again: a finding is only
called mended when the second look finds nothing. Originals and a person's corrections are never deleted, what is none of ours is left
where it is.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from pipeline.archive.adding.incoming import opened
from pipeline.archive.checking.check_index import index_findings, mend_index
from pipeline.archive.checking.finding import Finding
from pipeline.archive.checking.inspection import DRAFT, Spot, inspect
from pipeline.archive.checking.mending import Mending
from pipeline.archive.files.failures import Failure
from pipeline.archive.files.seal import seal, sealed
from pipeline.archive.files.store import NAME, Store
from pipeline.errors import ArchiveBusy, ArchiveDamaged, CannotWrite, KehoachError, NotFound
from pipeline.workers.child import Task
from pipeline.workers.executors import Done, LimitedExecutor, perform
from pipeline.workers.many import default_jobs

SECONDS = 600.0
"""Limit of time for each thing found in a document: an original of 2 GB is read in a few seconds, over a slow network in minutes."""

AHEAD = 4
"""Documents under inspection for each process."""

AT_THE_TOP = frozenset(
    {NAME, "documents", "unfinished", "incoming", "failures", ".rebuild.lock", ".index.lock", "index.sqlite", "index.sqlite-wal"}
    | {"index.sqlite-shm", "index.rebuilt.sqlite", "index.rebuilt.sqlite-wal", "index.rebuilt.sqlite-shm", "index.rebuilt.sqlite-journal"}
)
"""Names of our own in the archive's folder."""


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

    def _enter(self, kind: str, path: Path, document_id: str | None = None, detail: str = "", *, mended: bool = False) -> None:
        place = path.relative_to(self.store.root).as_posix() if path.is_relative_to(self.store.root) else str(path)
        self._tell(Finding(kind, place, document_id, detail, mended))

    def _tell(self, finding: Finding) -> None:
        self.found.findings.append(finding)
        self.report(finding)

    # what lies about

    def places(self) -> None:
        """The archive's own folders: leftovers of runs that were cut off, and what is none of ours."""
        self._top()
        self._markers()
        self._failures()
        self._incoming()

    def _top(self) -> None:
        for path in _inside(self.store.root):
            if path.name not in AT_THE_TOP:
                self._foreign(path)
        for shelf in _inside(self.store.documents):
            good = len(shelf.name) == 2 and shelf.is_dir() and not shelf.is_symlink()
            if not good:
                self._foreign(shelf)
                continue
            for path in _inside(shelf):
                if not self._is_document(path):
                    self._foreign(path)

    def _is_document(self, path: Path) -> bool:
        try:
            return self.store.folder(path.name) == path and path.is_dir() and not path.is_symlink()
        except NotFound:
            return False

    def _foreign(self, path: Path) -> None:
        if DRAFT.fullmatch(path.name) and path.is_file():
            self._take_away("draft_left", path)
        else:
            self._enter("orphan_folder" if path.is_dir() else "orphan_file", path)

    def _take_away(self, kind: str, path: Path, document_id: str | None = None) -> None:
        if self.repair:
            with suppress(OSError):
                path.unlink()
        self._enter(kind, path, document_id, mended=self.repair and not path.exists())

    def _markers(self) -> None:
        folder = self.store.root / "unfinished"
        ids = set(self.store.unfinished())
        for path in _inside(folder):
            if path.name not in ids:
                self._foreign(path)
            elif not self.store.folder(path.name).exists():
                self._take_away("stale_marker", path, path.name)

    def _failures(self) -> None:
        for path in _inside(self.store.failed_paths):
            if path.suffix != ".json":
                self._foreign(path)
                continue
            try:
                data = json.loads(path.read_bytes())
                Failure(*(data[name] for name in Failure._fields))
            except (OSError, ValueError, TypeError, KeyError):
                self._take_away("failure_unreadable", path)

    def _incoming(self) -> None:
        """Copies of runs that were killed; those of runs that are alive are held."""
        left = []
        for path in _inside(self.store.incoming):
            if path.name == ".lock":
                continue
            if not path.is_dir():
                self._foreign(path)
            elif _free(path / ".lock"):
                left.append(path)
        if left and self.repair:
            with suppress(KehoachError), opened(self.store.incoming):  # whoever opens it sweeps it
                pass
        for path in left:
            self._enter("incoming_left", path, mended=not path.exists())

    # documents

    def documents(self) -> None:
        """All documents, several at a time."""
        under_way: deque[tuple[str, FileLock | None, Future[Done]]] = deque()
        try:
            for document_id in self._ids():
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

    def _ids(self) -> Iterator[str]:
        for shelf in _inside(self.store.documents):
            if len(shelf.name) == 2 and not shelf.is_symlink():
                yield from (path.name for path in _inside(shelf) if self._is_document(path))

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


def _inside(folder: Path) -> Iterable[Path]:
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return ()


def _release(lock: FileLock | None) -> None:
    if lock is not None:
        lock.release()


def _free(lock: Path) -> bool:
    try:
        with FileLock(lock, timeout=0):
            return True
    except (Timeout, OSError):
        return False
