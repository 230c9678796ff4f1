"""Version 3: papers are found by a number or issuer that a person filled in."""

from __future__ import annotations

import sqlite3

from pipeline.archive.index.build import put_words


def migrate(connection: sqlite3.Connection) -> None:
    """Of version 2."""
    for table in ("folded", "exact"):
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")  # noqa: S608 - names of our own
    for (paper,) in connection.execute("SELECT id FROM paper ORDER BY id").fetchall():
        put_words(connection, paper)
