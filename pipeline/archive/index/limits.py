"""Limits of a connection to the index: what no question of ours needs, but a visitor's filter or a file by a stranger's hand could ask for.

SQLite looks at the clock between its instructions, not inside one: `LIKE` with a pattern of 5,000 letters on a text of a million takes
14 seconds that nothing interrupts, `instr` and `replace` of long words take hours, and one blob can be a thousand million bytes. Patterns
and values are bounded here, the functions have their like in Python, which needs time in proportion; nothing can be attached. An index that
runs statements of its own when it is written to (triggers) was not made by us and is made anew from the files.

>>> connection = sqlite3.connect(":memory:")
>>> bound(connection)
>>> connection.execute("SELECT 'a' LIKE ?", ("a" * 400,))
Traceback (most recent call last):
sqlite3.OperationalError: LIKE or GLOB pattern too complex
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

PATTERN = 300
"""Bytes of a pattern for `LIKE` and `GLOB`."""

LARGEST = 1 << 27
"""Bytes of a value or row, and of a text out of its compressed form: four times the largest text that is read."""


def bound(connection: sqlite3.Connection) -> None:
    """Set the limits."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, PATTERN)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)

    connection.create_function("instr", 2, instr, deterministic=True)
    connection.create_function("replace", 3, replace, deterministic=True)
    for name, strip in (("trim", str.strip), ("ltrim", str.lstrip), ("rtrim", str.rstrip)):
        connection.create_function(name, 2, _trimming(strip), deterministic=True)


Value = str | bytes | int | float | None


def instr(words: Value, sought: Value) -> int | None:
    """Where `sought` begins in `words`, from 1; 0 where it does not stand there.

    >>> instr("kế hoạch", "hoạch"), instr(b"abc", b"c"), instr(123, 3), instr("a", "b"), instr(None, "b")
    (4, 3, 3, 0, None)
    """
    if words is None or sought is None:
        return None
    if isinstance(words, bytes) and isinstance(sought, bytes):
        return words.find(sought) + 1
    return _text(words).find(_text(sought)) + 1


def replace(words: Value, old: Value, new: Value) -> str | None:
    """The words with `new` in place of each `old`; as they are where `old` is empty. Raises `ValueError` for more than `LARGEST` bytes.

    >>> replace("Kế hoạch", "hoạch", "toán"), replace("a", "", "b"), replace("a", None, "b")
    ('Kế toán', 'a', None)
    """
    if words is None or old is None or new is None:
        return None
    text, before, after = _text(words), _text(old), _text(new)
    if not before:
        return text
    if len(text) + text.count(before) * len(after) > LARGEST:
        raise ValueError("string or blob too big")
    return text.replace(before, after)


def _trimming(strip: Callable[[str, str], str]) -> Callable[[Value, Value], str | None]:
    def trim(words: Value, letters: Value) -> str | None:
        return None if words is None or letters is None else strip(_text(words), _text(letters)[:PATTERN])

    return trim


def _text(value: Value) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def has_triggers(connection: sqlite3.Connection) -> bool:
    """Whether the file runs statements of its own when it is written to."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger' LIMIT 1").fetchone() is not None
