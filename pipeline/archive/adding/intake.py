"""What comes in (tiếp nhận): files are copied, opened and given their place; of those that are there already only the name is new.

A file's copy becomes a document in this order, so that a power cut at any point leaves nothing half-believed: the copy is on the disk;
the document is marked; its original and first manifest stand in its folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.archive.adding.desk import Desk, now
from pipeline.archive.adding.incoming import Copied, Incoming, still_the_same
from pipeline.archive.adding.resuming import first_manifest, take_up, take_up_again
from pipeline.archive.adding.undertaking import SMALL, STOPS
from pipeline.archive.adding.work import Opening, open_original
from pipeline.archive.files.manifest import FINAL, Manifest, shown, with_source
from pipeline.errors import ArchiveBusy, ArchiveDamaged, CannotWrite, KehoachError
from pipeline.output import settle, settle_folder
from pipeline.reading.source import Input, kind_of
from pipeline.workers.child import Task
from pipeline.workers.executors import Done, perform
from pipeline.workers.shelf import OPEN_SECONDS

TOGETHER = 16
"""Files that are copied at a time: the disk is waited for once for all of them."""


@dataclass
class Arrival:
    """A file that was copied, and all paths of this run that have its bytes."""

    copied: Copied
    names: list[str]
    opening: Opening | None = None

    @property
    def id(self) -> str:
        """The document's id."""
        return self.copied.document_id


@dataclass
class Intake:
    """Files on their way to the desk: those being opened, those whose document another process holds."""

    desk: Desk
    incoming: Incoming
    submit: Callable[[str, Task], None]
    opening: dict[str, Arrival] = field(default_factory=dict)
    waiting: list[Arrival] = field(default_factory=list)

    def take(self, pending: Iterator[Input | str]) -> bool:
        """Take up some more files, or documents by their ids; false when there are no more."""
        batch: list[Arrival] = []
        more = False
        for count, item in enumerate(pending, 1):
            if isinstance(item, str):
                take_up_again(self.desk, item)
            elif (arrival := self._copied(item.path)) is not None:
                batch.append(arrival)
            if count == TOGETHER:
                more = True
                break
        self._open(batch)
        return more

    def _copied(self, path: Path) -> Arrival | None:
        """Copy a file; None where it is no new one, or cannot be read."""
        name = os.fspath(path)
        try:
            copied = self.incoming.copy(path)
        except CannotWrite:
            raise
        except KehoachError as error:
            self.desk.fail([name], error)
            return None
        under_way = self.desk.live.get(copied.document_id) or self.opening.get(copied.document_id)
        if under_way is not None:
            under_way.names.append(name)
        elif not self._known_well(copied.document_id, name):
            arrival = self.opening[copied.document_id] = Arrival(copied, [name])
            return arrival
        _remove(copied.path)
        return None

    def _known_well(self, document_id: str, name: str) -> bool:
        """Whether the document is there, complete, and by this name too; needs no lock."""
        store, wishes = self.desk.store, self.desk.wishes
        if (wishes.retry or wishes.reparse) and document_id not in self.desk.redone:
            return False
        try:
            manifest = store.manifest(document_id)
        except KehoachError:
            return False
        if store.marked(document_id) or manifest.state not in FINAL or with_source(manifest, shown(name), "") is not manifest:
            return False
        if not (store.folder(document_id) / f"original.{manifest.ending}").is_file():
            return False  # lost since: these are its bytes
        self.desk.known(document_id, [name])
        return True

    def _open(self, batch: list[Arrival]) -> None:
        """What was copied is opened: small texts here, all else by a worker, which a hostile file may kill."""
        texts = []
        for arrival in batch:
            task = Task(open_original, (arrival.copied.path,), OPEN_SECONDS, shown(arrival.copied.source))
            if not _is_small_text(arrival.copied):
                self.submit(arrival.id, task)
            elif self._is_good(arrival, perform(task)):
                texts.append(arrival)
        self._place(texts)

    def opened(self, document_id: str, done: Done) -> None:
        """A worker opened a copy."""
        arrival = self.opening[document_id]
        if self._is_good(arrival, done):
            self._place([arrival])

    def _is_good(self, arrival: Arrival, done: Done) -> bool:
        """Whether the copy can be read and is still what the file is; else it is a failure."""
        try:
            if done.error is not None and not done.results:
                raise done.error
            still_the_same(arrival.copied)
            arrival.opening = done.results[0]
            if done.results[0].document_id != arrival.id:
                raise ArchiveDamaged(arrival.copied.path, detail="the disk gives other bytes than were written")
        except STOPS:
            raise
        except KehoachError as error:
            del self.opening[arrival.id]
            _remove(arrival.copied.path)
            self.desk.fail(arrival.names, error)
            return False
        return True

    def _place(self, arrivals: list[Arrival]) -> None:
        """Give copies their place among the documents; those that another process holds wait."""
        new = [arrival for arrival in arrivals if self._held(arrival) and not self._met(arrival)]
        if not new:
            return
        store = self.desk.store
        settle(arrival.copied.path for arrival in new)
        for arrival in new:
            store.mark(arrival.id, shown(arrival.names[0]), settled=False)
        settle_folder(store.root / "unfinished")
        placed = [(arrival, self._put_down(arrival)) for arrival in new]
        files = [store.folder(arrival.id) / "file.json" for arrival in new]  # with their folders, where the originals stand now too
        settle(files)
        for folder in sorted({file.parents[1] for file in files}):
            settle_folder(folder)
        settle_folder(store.documents)
        for arrival, manifest in placed:
            del self.opening[arrival.id]
            there = manifest.state in FINAL
            self.desk.undertake(manifest, "added", arrival.names).begin(nothing_read=not there, results_there=there)

    def _held(self, arrival: Arrival) -> bool:
        try:
            self.desk.hold(arrival.id)
        except ArchiveBusy:
            del self.opening[arrival.id]
            self.waiting.append(arrival)
            return False
        return True

    def _met(self, arrival: Arrival) -> bool:
        """Whether the document is there already, now that nobody else can change it; then its names are added."""
        store = self.desk.store
        try:
            manifest = store.manifest(arrival.id)
            if not (store.folder(arrival.id) / f"original.{manifest.ending}").is_file():
                return False  # lost since: these are its bytes
        except KehoachError:
            return False
        del self.opening[arrival.id]
        _remove(arrival.copied.path)
        take_up(self.desk, manifest, arrival.names)
        return True

    def _put_down(self, arrival: Arrival) -> Manifest:
        """Put a copy into its folder with a first manifest; neither is settled yet."""
        copied, opening, store = arrival.copied, arrival.opening, self.desk.store
        assert opening is not None
        try:
            copied.path.chmod(0o444)
            copied.path.replace(store.folder(arrival.id) / f"original.{opening.ending}")
        except OSError as error:
            raise CannotWrite(store.folder(arrival.id), detail=error.strerror or str(error)) from error
        try:
            manifest = store.manifest(arrival.id)  # the original was lost, all else is there
        except KehoachError:
            manifest = first_manifest(self.desk, arrival.id, opening, copied.size)
        for name in arrival.names:
            manifest = with_source(manifest, shown(name), now())
        store.write_manifest(manifest, settled=False)
        return manifest

    def look_again(self) -> bool:
        """See whether other processes let go of the documents of files that wait; false where none did."""
        waiting, self.waiting = self.waiting, []
        for arrival in waiting:
            self.opening[arrival.id] = arrival
            self._place([arrival])
        return len(self.waiting) < len(waiting)

    def give_up(self) -> None:
        """The other processes take too long: what waits for them is a failure, to be tried again."""
        for arrival in self.waiting:
            self.desk.fail(arrival.names, ArchiveBusy(arrival.names[0]))
        self.waiting.clear()


def _is_small_text(copied: Copied) -> bool:
    if copied.size > SMALL:
        return False
    try:
        with copied.path.open("rb") as file:
            return kind_of(file.read(4096)) == "text"
    except (OSError, KehoachError):
        return False


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
