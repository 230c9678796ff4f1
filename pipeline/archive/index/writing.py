"""One transaction on the index, from opening to closing: safe beside other writers and beside a rebuild that swaps the file.

A rebuild puts a new file in the old one's place; whoever still holds the old one would write into nothing. So a writer, once it has
the lock, looks whether its file still stands under the name, and opens anew where it does not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.archive.index.connect import as_ours, open_write


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; inside a transaction that is under way, a part of it."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # after a full disk it is rolled back already
            connection.execute("ROLLBACK")
        raise


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection inside a transaction that is committed at the end; the index is made where there is none.

    Raises `ArchiveBusy`, `ArchiveNewer`, `ArchiveDamaged`, and `CannotWrite` for a full disk.
    """
    connection = _begun(path)
    try:
        yield connection
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise as_ours(error, path) from error
    finally:
        connection.close()  # what is not committed is rolled back


def _begun(path: Path) -> sqlite3.Connection:
    """A connection that holds the lock of the file under the name."""
    while True:
        connection = open_write(path)
        try:
            connection.execute("BEGIN IMMEDIATE")
            if connection.inode == path.stat().st_ino:
                return connection
        except sqlite3.Error as error:
            connection.close()
            raise as_ours(error, path) from error
        except FileNotFoundError:
            pass
        connection.close()
