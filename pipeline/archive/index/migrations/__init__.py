"""Steps from an older version of the index to the next: one module a version, named for the version that it makes.

Each has `migrate(connection)`, run inside one transaction with all others that are due; views are made anew afterwards. An index from
which no step leads (version 0 of an unknown hand) is made anew from the files by `rebuild`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from pipeline.archive.index import connect, views
from pipeline.archive.index.migrations import v2, v3, v4

STEPS: dict[int, Callable[[sqlite3.Connection], None]] = {2: v2.migrate, 3: v3.migrate, 4: v4.migrate}
"""Version -> what makes it of the one before."""


def migrate(connection: sqlite3.Connection, target: int) -> None:
    """Bring the index to the version; all steps or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for version in range(connect.version(connection) + 1, target + 1):
            STEPS[version](connection)
        for statement in connect.statements(f"{views.script()}\nPRAGMA user_version = {target};"):
            connection.execute(statement)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a Ctrl-C may come when all is committed already
            connection.execute("ROLLBACK")
        raise
