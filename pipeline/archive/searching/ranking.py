"""The order of hits: which papers have the words of a question, the best first.

Papers with the words one after the other, or near one another, in the title come first ('chỉ thị 34': 'Chỉ thị số 34-CT/TW'), then those
that have them so anywhere, then those that have all in title and headings, then all others; of more than six words, and of one, those with
all in the title come first. Within each by BM25, the title counting more than
headings, headings more than the body. Where very many papers have the words, BM25 would tell little and take long, for these are then words
such as most papers have: then the newest come first, after those that are told by the words that not every paper has. Papers with the marks
that were typed always come before those without.
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
"""Words up to which it is told apart whether they stand one after the other or only near: of more, each look costs what all others do."""

FEW = 1_500
"""Hits up to which all are ranked by BM25."""

COUNTED = 4
"""Words of a phrase up to which it is counted whether BM25 of it would tell something: BM25 reads them all again, twice."""

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
    agreeing = order.agreeing() if total and asked.marked else None
    first: list[int] = []
    second: list[int] = []
    seen: set[int] = set()
    for id in order.best(total) if total else ():
        if id not in seen:
            seen.add(id)
            (first if agreeing is None or id in agreeing else second).append(id)
            if len(first) >= offset + limit or len(seen) == total:
                break
    hits = [*((id, True) for id in first), *((id, False) for id in second)]
    return total, hits[offset : offset + limit]


class _Order:
    """The queries that give papers in order; only as many come to Python as are looked at."""

    def __init__(self, connection: sqlite3.Connection, asked: Asked, condition: Condition) -> None:
        self.connection, self.asked = connection, asked
        where, self.values = condition
        # The plus keeps SQLite from looking up one paper after the other: it goes through those that match, and ranks those that fit.
        self.fits = f" AND +rowid IN (SELECT p.id FROM paper p WHERE {where})" if where else ""

    def total(self) -> int:
        """How many papers have the words and fit."""
        query = f"SELECT count(*) FROM folded WHERE folded MATCH ?{self.fits}"
        return int(self.connection.execute(query, (self.asked.match, *self.values)).fetchone()[0])

    def agreeing(self) -> set[int]:
        """The papers that have each word with the marks that were typed: asked for once, looked at for each hit."""
        return {row[0] for row in self.connection.execute("SELECT rowid FROM exact WHERE exact MATCH ?", (self.asked.marked,))}

    def best(self, total: int) -> Iterator[int]:
        """Papers that have the words, the best first; some come more than once."""
        yield from self._of_few() if total <= FEW else self._of_many(total)

    def _of_few(self) -> Iterator[int]:
        tiers = self._tiers()
        order = "".join("rowid IN (SELECT rowid FROM folded WHERE folded MATCH ?) DESC, " for _ in tiers)
        query = f"SELECT rowid FROM folded WHERE folded MATCH ?{self.fits} ORDER BY {order}bm25(folded, {WEIGHTS}), rowid"
        yield from self._ids(query, self.asked.match, *self.values, *tiers)

    def _tiers(self) -> list[str]:
        """What a paper must have to come before the others, the best first."""
        together, all_words = self.asked.together, self.asked.match
        if not self._short:
            return [f"{{title}} : ({all_words})", *filter(None, [self.asked.near])]
        close = list(filter(None, [together.match, self.asked.near])) if together else []
        return [*(f"{{title}} : {words}" for words in close or [f"({all_words})"]), *close, f"{{title headings}} : ({all_words})"]

    @property
    def _short(self) -> bool:
        return sum(len(term.bare) for term in self.asked.terms) <= SHORT

    def _of_many(self, total: int) -> Iterator[int]:
        most = COMMON * self.connection.execute("SELECT count(*) FROM paper").fetchone()[0]
        together = self.asked.together
        tiers = self._tiers()
        for match in tiers if together or not self._short else tiers[-1:]:  # of one term: by ABOVE those in the title come first anyway
            if match.startswith("{"):
                yield from self._by_rank(match, ABOVE)
            elif together and match == together.match:
                if total <= most or (len(together.bare) <= COUNTED and self._count(match) <= most):
                    yield from self._by_rank(match)
            else:
                yield from self._newest(match)
        if total <= most:  # else no word is in less
            words = {f'"{word}"' for term in self.asked.terms for word in term.bare if not term.beginning}
            counted = sorted((self._count(word), word) for word in words)
            telling = [word for number, word in counted if number <= most][:TELLING]
            if telling:
                yield from self._by_rank(" AND ".join(telling), within=self.asked.match)
        yield from self._newest(self.asked.match)

    def _by_rank(self, match: str, weights: str = WEIGHTS, within: str | None = None) -> Iterator[int]:
        also = " AND +rowid IN (SELECT rowid FROM folded WHERE folded MATCH ?)" if within else ""
        query = f"SELECT rowid FROM folded WHERE folded MATCH ?{self.fits}{also} ORDER BY bm25(folded, {weights}), rowid"
        yield from self._ids(query, match, *self.values, *((within,) if within else ()))

    def _newest(self, match: str) -> Iterator[int]:
        fits = self.fits.replace("+rowid", "id")
        query = f"SELECT id FROM paper WHERE +id IN (SELECT rowid FROM folded WHERE folded MATCH ?){fits} ORDER BY date DESC, id"
        yield from self._ids(query, match, *self.values)

    def _ids(self, query: str, *values: object) -> Iterator[int]:
        return (row[0] for row in self.connection.execute(query, values))

    def _count(self, match: str) -> int:
        return int(self.connection.execute("SELECT count(*) FROM folded WHERE folded MATCH ?", (match,)).fetchone()[0])
