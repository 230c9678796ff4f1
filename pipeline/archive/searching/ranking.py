"""The order of hits: which papers have the words of a question, the best first.

Papers with all words in the title come first, then those that have them in title and headings, then all others; within each by BM25, words
that stand one after the other counting more. Where very many papers have the words, BM25 of the body would tell little and take long, for
these are then words such as most papers have: those in which they stand one after the other come first, then by BM25 of the words that not
every paper has, then the newest. Papers with the marks that were typed always come before those without.
"""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from pipeline.archive.searching.filters import Condition
from pipeline.archive.searching.typed import Asked

WEIGHTS = "10.0, 4.0, 1.0"
"""Weights of a word in title, headings, body."""

ABOVE = "1000.0, 10.0, 0.0"
"""The same where all words stand in title and headings: those in the title first."""

SHORT = 6
"""Words that are looked for one after the other in very many papers; a longer title is found by its words."""

FEW = 1_500
"""Hits up to which all are ranked by BM25."""

COMMON = 0.4
"""Share of the papers from which on a word tells nothing about one."""

TELLING = 3
"""Words, the rarest, by which many hits are ranked."""

Ranked = tuple[int, list[tuple[int, bool]]]
"""How many papers have the words; and the ids of those asked for, each with whether it has them with the marks that were typed."""


def ranked(connection: sqlite3.Connection, asked: Asked, condition: Condition, limit: int, offset: int) -> Ranked:
    """The papers that have the words and fit the condition, best first."""
    order = _Order(connection, asked, condition)
    total = order.total()
    first: list[int] = []
    second: list[int] = []
    seen: set[int] = set()
    for id, agrees in order.best(total) if total else ():
        if id not in seen:
            seen.add(id)
            (first if agrees else second).append(id)
            if len(first) >= offset + limit or len(seen) == total:
                break
    hits = [*((id, True) for id in first), *((id, False) for id in second)]
    return total, hits[offset : offset + limit]


class _Order:
    """The queries that give papers in order; what can be left to SQLite is: sets of ids never come to Python."""

    def __init__(self, connection: sqlite3.Connection, asked: Asked, condition: Condition) -> None:
        self.connection, self.asked = connection, asked
        where, self.values = condition
        # The plus keeps SQLite from looking up one paper after the other: it goes through those that match, and ranks those that fit.
        self.fits = f" AND +rowid IN (SELECT p.id FROM paper p WHERE {where})" if where else ""
        self.agrees = "{} IN (SELECT rowid FROM exact WHERE exact MATCH ?)" if asked.marked else "1"
        self.marked = (asked.marked,) if asked.marked else ()

    def total(self) -> int:
        """How many papers have the words and fit."""
        query = f"SELECT count(*) FROM folded WHERE folded MATCH ?{self.fits}"
        return int(self.connection.execute(query, (self.asked.match, *self.values)).fetchone()[0])

    def best(self, total: int) -> Iterator[tuple[int, int]]:
        """Papers that have the words, the best first, each with whether it agrees; some come more than once."""
        yield from self._by_rank(f"{{title headings}} : ({self.asked.match})", ABOVE)
        if total <= FEW:
            yield from self._by_rank(self.asked.ranked)
        else:
            yield from self._of_many()

    def _by_rank(self, match: str, weights: str = WEIGHTS, within: str | None = None) -> Iterator[tuple[int, int]]:
        also = " AND +rowid IN (SELECT rowid FROM folded WHERE folded MATCH ?)" if within else ""
        query = f"""SELECT rowid, {self.agrees.format("rowid")} FROM folded WHERE folded MATCH ?{self.fits}{also}
            ORDER BY bm25(folded, {weights}), rowid"""
        yield from self.connection.execute(query, (*self.marked, match, *self.values, *((within,) if within else ())))

    def _of_many(self) -> Iterator[tuple[int, int]]:
        most = COMMON * self.connection.execute("SELECT count(*) FROM paper").fetchone()[0]
        together = self.asked.together
        if together and len(together.bare) <= SHORT and self._count(together.match) <= most:
            yield from self._by_rank(together.match)
        words = {f'"{word}"' for term in self.asked.terms for word in term.bare if not term.beginning}
        counted = sorted((self._count(word), word) for word in words)
        if telling := [word for number, word in counted if number <= most][:TELLING]:
            yield from self._by_rank(" AND ".join(telling), within=self.asked.match)
        fits = self.fits.replace("+rowid", "id")
        query = f"""SELECT id, {self.agrees.format("id")} FROM paper
            WHERE +id IN (SELECT rowid FROM folded WHERE folded MATCH ?){fits} ORDER BY date DESC, id"""
        yield from self.connection.execute(query, (*self.marked, self.asked.match, *self.values))

    def _count(self, match: str) -> int:
        return int(self.connection.execute("SELECT count(*) FROM folded WHERE folded MATCH ?", (match,)).fetchone()[0])
