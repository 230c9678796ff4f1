"""Making the index anew from the files: beside the old one, which answers questions meanwhile, and then in its place.

The new file depends on the files alone: documents are put in by the order of their ids, so that two rebuilds give the same rows. What
others put into the old index meanwhile is taken over before the swap: nobody can write while that is done.
"""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.archive.files.store import Store
from pipeline.archive.index.build import UNSOUND, put_failures, put_many, remove
from pipeline.archive.index.connect import PATIENCE, Unmigrated, as_ours, open_read, open_write, swap_lock
from pipeline.errors import ArchiveBusy, ArchiveDamaged, CannotWrite, KehoachError

BATCH = 500
"""Documents in one transaction."""

_State = tuple[int, int, int]
"""What tells that a document is no longer as it was put in: the manifest's revision, and of the corrections size and time."""

Progress = Callable[[int, KehoachError | None], None]
"""Told after each batch: documents so far; and of each document whose files are damaged, its error."""


def rebuild(store: Store, report: Progress | None = None) -> int:
    """Make the index anew; gives the number of documents in it. A document whose files are damaged is left out and reported.

    Raises `ArchiveBusy` where another process rebuilds, `CannotWrite`.
    """
    try:
        with FileLock(store.index.with_name(".rebuild.lock"), timeout=1):
            return _rebuilt(store, report or (lambda count, error: None))
    except Timeout:
        raise ArchiveBusy(store.index, detail="another rebuild is under way") from None
    except OSError as error:  # a disc that nobody can write to
        raise CannotWrite(store.index, detail=error.strerror or str(error)) from error
    except sqlite3.Error as error:
        raise as_ours(error, store.index) from error


def ensure(store: Store) -> None:
    """Make the index anew where it is gone, empty, damaged at its beginning, or too old to be migrated; else leave it.

    Raises `ArchiveNewer`, `ArchiveBusy`, `CannotWrite`.
    """
    try:
        if store.index.exists():
            with closing(open_read(store.index)) as connection:
                connection.execute("SELECT count(*) FROM file").fetchone()
            return
    except (ArchiveDamaged, sqlite3.DatabaseError):
        pass
    rebuild(store)


def reading(store: Store, seconds: float | None = None) -> sqlite3.Connection:
    """A connection for questions; an index that is too old to be migrated is made anew first. Raises as `open_read`."""
    try:
        return open_read(store.index, seconds)
    except Unmigrated:
        rebuild(store)
        return open_read(store.index, seconds)


def _rebuilt(store: Store, report: Progress) -> int:
    """Without a journal first, which is a quarter faster; with one where a paper turns out unsound and has to be taken back."""
    told: set[str] = set()
    try:
        return _made(store, report, "OFF", told)
    except sqlite3.OperationalError:
        raise  # a full disk, a lock
    except (*UNSOUND, sqlite3.DatabaseError):
        return _made(store, report, "TRUNCATE", told)


def _made(store: Store, report: Progress, journal: str, told: set[str]) -> int:
    fresh = store.index.with_name("index.rebuilt.sqlite")
    _discard(fresh)
    with closing(open_write(fresh)) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute("PRAGMA synchronous = OFF")
        made = _Fresh(connection, store, report, told)
        made.fill()
        for table in ("exact", "folded", "target_words", "cited_words"):
            connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("VACUUM")
        connection.execute("ANALYZE")
        connection.execute(f"PRAGMA journal_mode = {journal}")
        with swap_lock(store.index, exclusive=True):
            old = _held(store.index)
            try:
                made.fill()
                put_failures(connection, store)
                connection.execute("PRAGMA journal_mode = WAL")
                connection.close()
                _swap(fresh, store.index)
            finally:
                if old is not None:
                    old.close()
    return len(made.revisions)


class _Fresh:
    """The new index while it is filled: what of each document is in it, and which documents' files are damaged."""

    def __init__(self, connection: sqlite3.Connection, store: Store, report: Progress, told: set[str]) -> None:
        self.connection, self.store, self.report, self.told = connection, store, report, told
        self.revisions: dict[str, _State] = {}
        self.damaged: set[str] = set()

    def fill(self) -> None:
        """Put in what is new or has changed since, take out what is gone."""
        there: set[str] = set()
        waiting: dict[str, _State] = {}
        for document_id in self.store.ids():
            there.add(document_id)
            try:
                revision = self.store.manifest(document_id).revision, *_said(self.store.amendments_file(document_id))
            except KehoachError as error:
                self._tell(document_id, error)
                continue
            if revision != self.revisions.get(document_id) and document_id not in self.damaged:
                waiting[document_id] = revision
            if len(waiting) >= BATCH:
                self._put(waiting)
                waiting = {}
        self._put(waiting)
        for document_id in self.revisions.keys() - there:
            remove(self.connection, document_id)
            del self.revisions[document_id]

    def _put(self, waiting: dict[str, _State]) -> None:
        damaged = put_many(self.connection, self.store, waiting)
        self.revisions |= {document_id: revision for document_id, revision in waiting.items() if document_id not in damaged}
        for document_id, error in damaged.items():
            self._tell(document_id, error)
        self.report(len(self.revisions), None)

    def _tell(self, document_id: str, error: KehoachError) -> None:
        if document_id not in self.damaged:
            self.damaged.add(document_id)
        if document_id not in self.told:
            self.told.add(document_id)
            self.report(len(self.revisions), error)


def _said(path: Path) -> tuple[int, int]:
    """Size and time of a file of corrections: they change without the manifest's number growing."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns


def _held(path: Path) -> sqlite3.Connection | None:
    """The old index, locked so that nobody writes into it; None where there is none that can be opened."""
    if not path.exists():
        return None
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.DatabaseError as error:
        connection.close()
        if "locked" in str(error):
            raise
        return None
    return connection


def _swap(fresh: Path, path: Path) -> None:
    """The journal of the old file must not stand beside the new one: SQLite would play it back."""
    handle = os.open(fresh, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).unlink()
    fresh.replace(path)


def _discard(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).unlink()
