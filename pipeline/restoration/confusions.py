"""What OCR takes letters for (chữ hay nhầm): how likely a written word is read as what stands there, for two kinds of readers.

`vie` is our own reading with the Vietnamese pack, `eng` one that does not know Vietnamese, as old archives were read: `trưởng` comes out
as `truéng`. The table `confusions.tsv` is learned (`pipeline/training/confusions.py`): groups of one to four written letters, what
they were read as, and the cost in nats, -log P(read | written). A reading that was never seen costs by its kind. `back` is the way back,
-log P(written, marks aside | read): where to look for a word that was read.

>>> table = load()
>>> table.cost("eng", "trưởng", "truéng") < table.cost("eng", "trang", "truéng")
True
>>> table.cost("vie", "thẩm", "thấm") < table.cost("vie", "thăm", "thấm") < table.cost("vie", "thơm", "thấm")
True
>>> [key for key, _ in table.keys("eng", "thuéng")][:2]
['thuong', 'thueng']
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.vietnamese.alphabet import strip_marks
from pipeline.vietnamese.tsv import rows

COLUMNS = ("reader", "written", "read", "cost", "back", "seen")
LONGEST = 4
"""Letters of a group, written or read."""

NEW = {"marks": 8, "case": 1, "other": 60, "lost": 1, "added": 60}
"""Kinds of readings that the table does not hold, and among how many letters the chance of each is shared."""

MOST_KEPT = 200_000
"""Costs remembered; then all are forgotten, so that memory stays bounded."""

DIRT, DIRTY_LETTER, ITSELF = 1.5, 4.5, 3.0
"""When a word is looked up, nats by which a sign in it, or a letter, is taken for dirt, and a letter that was never seen for itself."""

Ways = tuple[tuple[str, float], ...]


class Row(NamedTuple):
    """A row of the table. `written` in angle brackets is no group: `<marks>`, … a kind of `NEW`; `<split>`, `<glued>` words."""

    reader: str
    written: str
    read: str
    cost: float
    back: float
    seen: int


@lru_cache(maxsize=65_536)
def kind_of(written: str, read: str) -> str:
    """The kind of a reading of one letter.

    >>> kind_of("ế", "é"), kind_of("ế", "Ế"), kind_of("ế", "6"), kind_of("ế", ""), kind_of("ế", "ii")
    ('marks', 'case', 'other', 'lost', 'added')
    """
    if not read:
        return "lost"
    if len(read) > len(written):
        return "added"
    if written.lower() == read.lower():
        return "case"
    return "marks" if strip_marks(written).lower() == strip_marks(read).lower() else "other"


class Reader:
    """One reader's confusions."""

    def __init__(self, table: Sequence[Row]) -> None:
        self._groups: dict[str, dict[str, float]] = {}
        self._new: dict[str, float] = {}
        for row in table:
            if row.written[:1] == "<" and len(row.written) > 1:
                self._new[row.written.strip("<>")] = row.cost
            else:
                self._groups.setdefault(row.written, {})[row.read] = row.cost
        self._known: dict[tuple[str, str], float] = {}
        self._bare = _inverted(table)

    @property
    def split(self) -> float:
        """Cost of a word read as several."""
        return self._new["split"]

    @property
    def glued(self) -> float:
        """Cost of two words read as one."""
        return self._new["glued"]

    def cost(self, written: str, read: str) -> float:
        """-log P(read | written) of two words in nats, along the cheapest way through both."""
        known = self._known.get((written, read))
        if known is None:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            known = self._known[written, read] = self._walk(written, read)
        return known

    def _walk(self, written: str, read: str) -> float:
        size, new = len(read), self._new
        lost, added = new["lost"], new["added"]
        rows = [[math.inf] * (size + 1) for _ in range(len(written) + LONGEST + 1)]
        rows[0][0] = 0.0
        pieces = [[read[j:end] for end in range(j, min(j + LONGEST, size) + 1)] for j in range(size + 1)]
        for i, letter in enumerate(written):
            groups = [
                (i + k, found) for k in range(1, LONGEST + 1) if (found := self._groups.get(written[i : i + k])) and i + k <= len(written)
            ]
            row, below = rows[i], rows[i + 1]
            for j in range(size + 1):
                so_far = row[j]
                if so_far == math.inf:
                    continue
                for end, found in groups:
                    into = rows[end]
                    for step, piece in enumerate(pieces[j]):
                        if piece in found and so_far + found[piece] < into[j + step]:
                            into[j + step] = so_far + found[piece]
                if so_far + lost < below[j]:
                    below[j] = so_far + lost
                if j < size:
                    if so_far + added < row[j + 1]:
                        row[j + 1] = so_far + added
                    price = so_far + (0.05 if letter == read[j] else new[kind_of(letter, read[j])])
                    if price < below[j + 1]:
                        below[j + 1] = price
        last = rows[len(written)]
        for j in range(size):
            last[j + 1] = min(last[j + 1], last[j] + added)
        return last[size]

    def keys(self, read: str, most: int = 16) -> list[tuple[str, float]]:
        """Small letters without marks under which the written word may be found, likeliest first, with the cost of each in nats.

        The cost is -log P(letters | read), whatever their marks; each word found is then to be priced by `cost`.
        """
        ends: list[dict[str, float]] = [{} for _ in range(len(read) + 1)]
        ends[0][""] = 0.0
        for start in range(len(read)):
            best = heapq.nsmallest(2 * most, ends[start].items(), key=_by_cost)
            for end in range(start + 1, min(start + LONGEST, len(read)) + 1):
                ways = self._bare.get(read[start:end], ())
                if end == start + 1:
                    ways = (*ways, *_never_seen(read[start]))
                into = ends[end]
                for letters, cost in ways:
                    for key, so_far in best:
                        if so_far + cost < into.get(key + letters, math.inf):
                            into[key + letters] = so_far + cost
        return heapq.nsmallest(most, ends[-1].items(), key=_by_cost)


def _by_cost(way: tuple[str, float]) -> tuple[float, str]:
    return way[1], way[0]


def _never_seen(letter: str) -> Ways:
    """Where to look for a letter beside what the table says: it is itself, or it is dirt."""
    if not letter.isalpha():
        return (("", DIRT),)
    return (strip_marks(letter).lower(), ITSELF), ("", DIRTY_LETTER)


def _inverted(table: Iterable[Row]) -> dict[str, Ways]:
    """What was read -> the bare letters that may be written there, each with its cost."""
    found: dict[str, dict[str, float]] = {}
    for row in table:
        if row.read and row.back < math.inf:
            found.setdefault(row.read, {})[strip_marks(row.written).lower()] = row.back
    return {read: tuple(sorted(ways.items(), key=_by_cost)) for read, ways in found.items()}


class Confusions:
    """The confusions of all readers."""

    def __init__(self, table: Iterable[Row]) -> None:
        by_reader: dict[str, list[Row]] = {}
        for row in table:
            by_reader.setdefault(row.reader, []).append(row)
        self._readers = {name: Reader(group) for name, group in by_reader.items()}

    def reader(self, name: str) -> Reader:
        """That reader's confusions: `vie` or `eng`."""
        return self._readers[name]

    def cost(self, reader: str, written: str, read: str) -> float:
        """-log P(read | written) of two words in nats."""
        return self._readers[reader].cost(written, read)

    def keys(self, reader: str, read: str, most: int = 16) -> list[tuple[str, float]]:
        """Bare keys under which the written word may be found (`Reader.keys`)."""
        return self._readers[reader].keys(read, most)


@cache
def load() -> Confusions:
    """The table of the package."""
    return Confusions(
        Row(row["reader"], row["written"], row["read"], float(row["cost"]), float(row["back"]), int(row["seen"]))
        for row in rows("restoration/confusions.tsv")
    )
