"""Words and references that come again and again, kept once in the index: a number instead of 'Ủy ban nhân dân tỉnh Kiên Giang'.

A row is found by a short sum (CRC-32) of its words, which is all that its SQL index holds; rows with the same sum are compared in full.
"""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Hashable, Sequence

_REMEMBERED = 200_000
"""Rows of one kind that are remembered between papers; beyond them the memory begins anew."""


def checksum(words: str) -> int:
    """A whole number of four bytes, signed, as SQLite keeps it shortest."""
    return zlib.crc32(words.encode("utf-8", "surrogatepass")) - 0x8000_0000


class Interned:
    """Rows of one table, each kept once: gives the id of a row, made where it is new.

    Ids that it remembers hold as long as nothing is rolled back: an `Interned` lives no longer than its transaction.
    """

    def __init__(self, connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> None:
        self._connection = connection
        self._find = f"SELECT id, {', '.join(columns)} FROM {table} WHERE hash = ?"
        self._make = f"INSERT INTO {table} (hash, {', '.join(columns)}) VALUES (?{', ?' * len(columns)})"
        self._ids: dict[Hashable, int] = {}
        self.made: tuple[int, ...] = ()

    def id(self, key: str, row: tuple[object, ...]) -> int:
        """The id of the row; `key` are the words that make it what it is."""
        known = self._ids.get(row)
        if known is not None:
            return known
        if len(self._ids) >= _REMEMBERED:
            self._ids.clear()
        number = checksum(key)
        found = next((id for id, *cells in self._connection.execute(self._find, (number,)) if tuple(cells) == row), None)
        if found is None:
            found = self._connection.execute(self._make, (number, *row)).lastrowid
            assert found is not None
        self._ids[row] = found
        return found


class Strings(Interned):
    """The table `string`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection, "string", ("text",))

    def __call__(self, text: str | None) -> int | None:
        """The id of the text; None of None."""
        if text is None:
            return None
        known = self._ids.get(text)
        if known is None:
            known = self._ids[text] = self.id(text, (text,))
        return known
