"""The desk of a run of `add` (bàn tiếp nhận): which documents are under work, by which lock they are held, what became of each path."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from pipeline.archive.adding.account import Account, Taken
from pipeline.archive.adding.undertaking import Undertaking
from pipeline.archive.adding.work import Order
from pipeline.archive.files.failures import forget_failure, keep_failure
from pipeline.archive.files.manifest import Fault, Manifest, fault_of, shown
from pipeline.archive.files.store import Store
from pipeline.errors import SETUP, KehoachError
from pipeline.reading.page import Options
from pipeline.workers.shelf import FileOver, Opened, PageDone

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
class Desk:
    """What a run knows at a time: `live` documents, each held by its lock; it does not grow with the number of files but by their paths."""

    store: Store
    wishes: Wishes
    report: Callable[[Event], None] = lambda event: None
    account: Account = field(default_factory=Account)
    live: dict[str, Undertaking] = field(default_factory=dict)
    locks: dict[str, FileLock] = field(default_factory=dict)
    redone: set[str] = field(default_factory=set)
    passed_over: list[str] = field(default_factory=list)
    number: int = 0

    def hold(self, document_id: str, timeout: float = 0.0) -> None:
        """Take the document's lock. Raises `ArchiveBusy`."""
        self.locks[document_id] = self.store.hold(document_id, timeout)

    def release(self, document_id: str) -> None:
        """Let the document go."""
        self.locks.pop(document_id).release()

    def release_all(self) -> None:
        """Let all documents go; what is not finished stays marked."""
        for document_id in list(self.locks):
            self.release(document_id)

    def undertake(
        self, manifest: Manifest, outcome: str, names: list[str], *, home: Path | None = None, retry: bool = False
    ) -> Undertaking:
        """Begin with a document that is held; `home` is the folder for its results, if it is not its own."""
        folder = self.store.folder(manifest.document_id)
        order = Order(
            document_id=manifest.document_id,
            original=folder / f"original.{manifest.ending}",
            home=home or folder,
            kind=manifest.kind,
            page_count=manifest.page_count,
            source=manifest.sources[0].path if manifest.sources else manifest.document_id,
            split=manifest.split,
            options=self.wishes.options,
        )
        self.number += 1
        undertaking = Undertaking(order, manifest, outcome, self.wishes.searchable, list(names), retry, number=self.number)
        self.live[manifest.document_id] = undertaking
        self.report(Opened(self.number, manifest.page_count))
        return undertaking

    def over(self, one: Undertaking, error: KehoachError | None = None) -> None:
        """A document's work came to its end: enter its paths, let it go."""
        del self.live[one.order.document_id]
        self.release(one.order.document_id)
        names = one.names or [one.order.source]
        faults = (fault_of(error),) if error else one.not_better or one.manifest.faults
        failed = error is not None or bool(one.not_better)
        state = one.manifest.state
        for place, name in enumerate(names):
            outcome = "renamed" if place and one.outcome == "added" else one.outcome
            if failed or (state != "read" and outcome != "renamed"):
                outcome = "failed" if failed else state
            self.note(Taken(shown(name), one.order.document_id, outcome, faults if outcome in ("partly", "failed") else ()))
        self.report(FileOver(one.number, one.manifest.papers, one.order.page_count, (), round(time.monotonic() - one.began, 2)))

    def forget_failures(self, one: Undertaking) -> None:
        """The paths of a document that is there are failures no longer. Before its mark goes: a stop later on leaves no failure behind."""
        for name in one.names or [one.order.source]:
            forget_failure(self.store.failed_paths, name)

    def known(self, document_id: str, names: list[str]) -> None:
        """Paths whose document is there already, complete and by that name."""
        for name in names:
            forget_failure(self.store.failed_paths, name)
            self.note(Taken(shown(name), document_id, "known"))
        self._nothing_read()

    def fail(self, names: list[str], error: KehoachError, document_id: str | None = None) -> None:
        """Paths that cannot be taken in, kept in the list of failures; or a document that is there and cannot be worked on."""
        for name in names:
            told = type(error)(name, page=error.page, detail=error.detail)
            if document_id is None and not isinstance(error, SETUP):
                keep_failure(self.store.failed_paths, name, told, now())
            self.note(Taken(shown(name), document_id, "failed", (fault_of(told),)))
        self._nothing_read()

    def gone(self, name: str) -> None:
        """A path that failed once and was taken away since: a failure no longer."""
        forget_failure(self.store.failed_paths, name)
        self.note(Taken(shown(name), None, "gone"))

    def note(self, taken: Taken) -> None:
        """Enter what became of a path."""
        self.account.note(taken)
        self.report(taken)

    def _nothing_read(self) -> None:
        self.number += 1
        self.report(FileOver(self.number, 0, 0, (), 0.0))


def faults_more(new: Manifest, old: Manifest) -> tuple[Fault, ...]:
    """What went wrong in a new reading, where it is worse than the old one; none where it is as good."""
    worse = len(new.faults) > len(old.faults) or (old.papers > 0 and new.papers == 0)
    return new.faults if worse else ()


def now() -> str:
    """The time as it is kept: ISO 8601, UTC, seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
