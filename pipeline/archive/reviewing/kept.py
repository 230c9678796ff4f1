"""Conflicts of the whole archive, kept between questions: a person who corrects one paper does not wait for twenty thousand.

To find them all takes a second at 20,000 papers. They are found anew when papers came, went or were read anew; after a correction only
those of the numbers that the corrected papers tell now, or told otherwise than others before. (A paper that told as others do, and now
tells of another number, leaves the count of the old one as it was until papers come or go.)
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock

from pipeline.archive.reviewing import dated
from pipeline.archive.reviewing.conflicts import Conflict, conflicts, conflicts_of, most_told_first

Files = tuple[int, float, float]
"""What tells that papers came, went or were read anew."""

Said = dict[str, tuple[int, str]]
"""Of each document that was corrected: how often, and when last."""


@dataclass
class _Kept:
    """What was found last in an archive's index, and what the index was then."""

    lock: Lock = field(default_factory=Lock)
    files: Files | None = None
    said: Said = field(default_factory=dict)
    found: Sequence[Conflict] = ()


@lru_cache(maxsize=4)
def _kept(path: Path) -> _Kept:
    return _Kept()


def all_conflicts(connection: sqlite3.Connection, path: Path) -> Sequence[Conflict]:
    """All conflicts of the archive whose index lies at `path`: those that most papers speak of first."""
    kept = _kept(path)
    with kept.lock:
        files, said = _files(connection), _said(connection)
        if files != kept.files:
            kept.found = conflicts(connection)
        elif changed := {one for one in said.keys() | kept.said.keys() if said.get(one) != kept.said.get(one)}:
            kept.found = _renewed(connection, kept.found, changed)
        kept.files, kept.said = files, said
        return kept.found


def _renewed(connection: sqlite3.Connection, known: Sequence[Conflict], changed: Collection[str]) -> list[Conflict]:
    """The conflicts after corrections of the documents in `changed`."""
    numbers = {number for one in changed for number in json.loads(dated.numbers_of(connection, one))}
    numbers |= {_number(one) for one in known if any(telling.document_id in changed for telling in one.wrong)}
    padded = {dated.padded(number) for number in numbers}
    others = [one for one in known if _number(one) not in padded]
    return most_told_first([*others, *conflicts_of(connection, dated.listed(padded))])


def _number(conflict: Conflict) -> str:
    """The number with its symbol, as `padded` gives it."""
    return conflict.cited.canonical_id.partition(" ")[2]


def _files(connection: sqlite3.Connection) -> Files:
    count, revisions, each = connection.execute("SELECT count(*), total(revision), total(revision * id) FROM file").fetchone()
    return count, revisions, each


def _said(connection: sqlite3.Connection) -> Said:
    query = 'SELECT document_id, count(*), max("when") FROM amendments GROUP BY document_id'
    return {document_id: (count, when) for document_id, count, when in connection.execute(query)}
