"""Limits of a connection to the index: what no question of ours needs, but a visitor's filter or a file by a stranger's hand could ask for.

SQLite looks at the clock between its instructions, not inside one: `LIKE` with a pattern of 5,000 letters on a text of a million takes
14 seconds that nothing interrupts, and one blob can be a thousand million bytes. Both are bounded here; nothing can be attached. An index
that runs statements of its own when it is written to (triggers) was not made by us and is made anew from the files.

>>> connection = sqlite3.connect(":memory:")
>>> bound(connection)
>>> connection.execute("SELECT 'a' LIKE ?", ("a" * 400,))
Traceback (most recent call last):
sqlite3.OperationalError: LIKE or GLOB pattern too complex
"""

from __future__ import annotations

import sqlite3

PATTERN = 300
"""Bytes of a pattern for `LIKE` and `GLOB`."""

LARGEST = 1 << 27
"""Bytes of a value or row, and of a text out of its compressed form: four times the largest text that is read."""


def bound(connection: sqlite3.Connection) -> None:
    """Set the limits."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, PATTERN)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)


def has_triggers(connection: sqlite3.Connection) -> bool:
    """Whether the file runs statements of its own when it is written to."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger' LIMIT 1").fetchone() is not None
