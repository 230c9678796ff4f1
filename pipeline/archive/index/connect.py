"""Opening the index: read-only for questions, with a lock and a journal (WAL) for those who write.

Its version stands in `PRAGMA user_version`. An older index is migrated step by step, or made anew from the files where there is no step;
a newer one is refused. Readers and one writer work at the same time; a second writer waits.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path

from pipeline.archive.files import plain
from pipeline.archive.index import limits, views
from pipeline.archive.index.packing import prepare
from pipeline.errors import ArchiveBusy, ArchiveMissing, ArchiveNewer, CannotWrite, IndexDamaged, KehoachError

VERSION = 4
"""Version of the tables; grows with every change of `schema.sql`, and a step in `migrations/` with it."""

PATIENCE = 60.0
"""Seconds that a writer waits for another one."""

PAGE = 8_192
"""Bytes of a page of the file: compressed texts fill larger pages better (0.42 of the text on 8,192, 0.62 on 4,096)."""

_STEPS = 1_000
"""Instructions of SQLite between two looks at the clock."""


def open_read(path: Path, seconds: float | None = None) -> sqlite3.Connection:
    """A connection that can only read. With `seconds` every question ends after that time (`OperationalError: interrupted`).

    Raises `ArchiveMissing` without an index, `ArchiveNewer`, `IndexDamaged`.
    """
    if not path.exists():
        raise ArchiveMissing(path, detail="it has no index; kehoach archive rebuild makes it")
    with swap_lock(path, exclusive=False):
        # In a folder that cannot be written (a disc, an exhibit) nobody changes the file, and SQLite needs none of its own beside it.
        how = "mode=ro" if os.access(path.parent, os.W_OK) else "mode=ro&immutable=1"
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=PATIENCE, check_same_thread=False)
        try:
            found = checked(connection, path)
        except BaseException:
            connection.close()
            raise
    if found < VERSION:
        connection.close()
        if found == 0:
            raise Unmigrated(path, detail="it is empty")
        open_write(path).close()  # migrates it
        return open_read(path, seconds)
    try:
        prepare(connection)
        limits.bound(connection)
        connection.execute("PRAGMA query_only = 1")
        # A page that SQLite maps is checked anew each time that it is looked at (questions took up to three times as long), a page that
        # it keeps but once; and a file that somebody cuts short under a mapping ends the process.
        connection.execute("PRAGMA cell_size_check = 1")
        connection.execute("PRAGMA mmap_size = 0")
        connection.execute("PRAGMA cache_size = -32000")
    except BaseException:
        connection.close()
        raise
    if seconds is not None:
        limit(connection, seconds)
    return connection


def limit(connection: sqlite3.Connection, seconds: float) -> None:
    """Let what is asked from now on end after so many seconds: call it before each question."""
    until = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)


def open_write(path: Path) -> Writing:
    """A connection that writes, of an index that is made or migrated where need be. Transactions are begun by hand.

    Raises `ArchiveNewer`, `IndexDamaged`, `ArchiveBusy`.
    """
    with swap_lock(path, exclusive=False):
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False, factory=Writing)
        try:
            prepare(connection)
            connection.execute(f"PRAGMA page_size = {PAGE}")  # heeded by an empty file only
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")  # after a power failure the newest may lack; the files make it good
            connection.execute("PRAGMA cache_size = -64000")
            _make_or_migrate(connection, path)
            with suppress(FileNotFoundError):  # a person has just deleted it
                connection.inode = path.stat().st_ino
        except sqlite3.Error as error:
            connection.close()
            raise as_ours(error, path) from error
        except BaseException:
            connection.close()
            raise
    return connection


class Writing(sqlite3.Connection):
    """A connection that writes; `inode` is the file that it has open."""

    inode: int = 0


@contextmanager
def swap_lock(path: Path, *, exclusive: bool) -> Iterator[None]:
    """Opening the index and swapping its file keep out of each other's way: SQLite opens file and journal by name, one after the other."""
    try:
        file = plain.opened(path.with_name(".index.lock"), "ab")
    except OSError:  # a read-only archive: nobody swaps anything there
        yield
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
        yield


def version(connection: sqlite3.Connection) -> int:
    """Version of the tables; 0 of an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def checked(connection: sqlite3.Connection, path: Path) -> int:
    """The version of the tables. Raises `ArchiveNewer`, `IndexDamaged` where it cannot be read, `Unmigrated` where another made it."""
    try:
        found = version(connection)
        foreign = limits.has_triggers(connection)
    except sqlite3.Error as error:
        raise as_ours(error, path) from error
    if foreign:
        raise Unmigrated(path, detail="it holds triggers, which kehoach never makes")
    if found > VERSION:
        raise ArchiveNewer(path, detail=f"version {found} of the index")
    return found


def make(connection: sqlite3.Connection) -> None:
    """Makes all tables and views in an empty file."""
    schema = files("pipeline").joinpath("archive/index/schema.sql").read_text(encoding="utf-8")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version(connection) == 0:  # else another process has made them meanwhile
            for statement in statements(f"{schema}\n{views.script()}\nPRAGMA user_version = {VERSION};"):
                connection.execute(statement)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a Ctrl-C may come when all is committed already
            connection.execute("ROLLBACK")
        raise


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would commit what is under way."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _make_or_migrate(connection: sqlite3.Connection, path: Path) -> None:
    from pipeline.archive.index import migrations

    empty = not connection.execute("SELECT 1 FROM sqlite_master").fetchone()  # first: another process may just be making the tables
    found = checked(connection, path)
    if found == 0 and empty:
        make(connection)
    elif found < VERSION:
        if found + 1 not in migrations.STEPS:
            raise Unmigrated(path, detail=f"its version {found} is too old")
        migrations.migrate(connection, VERSION)


class Unmigrated(IndexDamaged):
    """An index of a version from which no step leads to the present one: it is made anew from the files."""


def as_ours(error: sqlite3.Error, path: Path) -> KehoachError:
    """An error of SQLite as one for a person."""
    said = str(error)
    if "locked" in said or "busy" in said:
        return ArchiveBusy(path, detail=said)
    if "full" in said or "readonly" in said or "unable to open" in said or "disk I/O" in said:
        return CannotWrite(path, detail=said)
    return IndexDamaged(path, detail=said)
