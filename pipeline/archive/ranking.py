"""The order of hits: which papers have the words of a question, the best first.

Papers with all words in the title come first, then those that have them in title and headings, then all others; within each by BM25, words
that stand one after the other counting more. Where very many papers have the words, BM25 of the body would tell little and take long, for
these are then words such as most papers have: those in which they stand one after the other come first, then by BM25 of the words that not
every paper has, then the newest. Papers with the marks that were typed always come before those without.
"""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator

from pipeline.archive.filters import Condition
from pipeline.archive.typed import Asked

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
    found = _ids(connection, "SELECT rowid FROM folded WHERE folded MATCH ?", asked.match)
    matched = found & fitting(connection, condition) if condition[0] and found else found
    agreeing: Collection[int] = matched
    if asked.marked and matched:
        agreeing = _ids(connection, "SELECT rowid FROM exact WHERE exact MATCH ?", asked.marked) & matched
    among = matched if len(matched) <= FEW < len(found) else None
    order = _best(connection, asked, among, len(matched) <= FEW) if matched else iter(())
    first: list[int] = []
    second: list[int] = []
    seen: set[int] = set()
    for id in order:
        if id in matched and id not in seen:
            seen.add(id)
            (first if id in agreeing else second).append(id)
            if len(first) >= offset + limit or len(seen) == len(matched):
                break
    hits = [*((id, True) for id in first), *((id, False) for id in second)]
    return len(matched), hits[offset : offset + limit]


def fitting(connection: sqlite3.Connection, condition: Condition) -> set[int]:
    """All papers that fit the condition."""
    where, values = condition
    return _ids(connection, f"SELECT p.id FROM paper p WHERE {where}", *values)


def _ids(connection: sqlite3.Connection, query: str, *values: object) -> set[int]:
    return {row[0] for row in connection.execute(query, values)}


def _by_rank(connection: sqlite3.Connection, match: str, among: Collection[int] | None, weights: str = WEIGHTS) -> Iterator[int]:
    # The plus keeps SQLite from looking up one paper after the other; only those among the given are ranked.
    some = " AND +rowid IN (SELECT value FROM json_each(?))" if among is not None else ""
    query = f"SELECT rowid FROM folded WHERE folded MATCH ?{some} ORDER BY bm25(folded, {weights}), rowid"
    values = (match,) if among is None else (match, json.dumps(list(among)))
    return (row[0] for row in connection.execute(query, values))


def _best(connection: sqlite3.Connection, asked: Asked, among: Collection[int] | None, few: bool) -> Iterator[int]:
    """Papers that have the words, the best first; some come more than once, and of many some that have not all words."""
    yield from _by_rank(connection, f"{{title headings}} : ({asked.match})", among, ABOVE)
    yield from _by_rank(connection, asked.ranked, among) if few else _of_many(connection, asked)


def _of_many(connection: sqlite3.Connection, asked: Asked) -> Iterator[int]:
    papers = connection.execute("SELECT count(*) FROM paper").fetchone()[0]
    together = asked.together
    if together and len(together.bare) <= SHORT and count(connection, together.match) <= COMMON * papers:
        yield from _by_rank(connection, together.match, None)
    words = {f'"{word}"' for term in asked.terms for word in term.bare if not term.beginning}
    counted = sorted((count(connection, word), word) for word in words)
    if telling := [word for number, word in counted if number <= COMMON * papers][:TELLING]:
        yield from _by_rank(connection, " AND ".join(telling), None)
    yield from (row[0] for row in connection.execute("SELECT id FROM paper ORDER BY date DESC, id"))


def count(connection: sqlite3.Connection, match: str) -> int:
    """How many papers match."""
    return int(connection.execute("SELECT count(*) FROM folded WHERE folded MATCH ?", (match,)).fetchone()[0])
