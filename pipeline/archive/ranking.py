"""The order of hits: which papers have the words of a question, the best first.

Few hits are ranked by BM25 outright. Of many it would tell little and take long, for the words are then such as most papers have; so they
are taken by where the words stand: all in the title, then in title or headings, then one after the other in the text, then by BM25 of
those words that not every paper has, then the newest first. Papers with the marks that were typed always come before those without.
"""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator

from pipeline.archive.filters import Condition
from pipeline.archive.typed import Asked

WEIGHTS = "10.0, 4.0, 1.0"
"""Weights of a word in title, headings, body."""

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
    matched = matching(connection, asked, condition)
    agreeing: Collection[int] = matched
    if asked.marked and matched:
        agreeing = _ids(connection, "SELECT rowid FROM exact WHERE exact MATCH ?", asked.marked) & matched
    wanted = offset + limit
    order = _few(connection, asked) if len(matched) <= FEW else _many(connection, asked)
    first: list[int] = []
    second: list[int] = []
    seen: set[int] = set()
    for id in order:
        if id in matched and id not in seen:
            seen.add(id)
            (first if id in agreeing else second).append(id)
            if len(first) >= wanted:
                break
    hits = [*((id, True) for id in first), *((id, False) for id in second)]
    return len(matched), hits[offset:wanted]


def matching(connection: sqlite3.Connection, asked: Asked, condition: Condition) -> set[int]:
    """All papers that have the words and fit the condition."""
    where, values = condition
    found = _ids(connection, "SELECT rowid FROM folded WHERE folded MATCH ?", asked.match)
    return found & _ids(connection, f"SELECT p.id FROM paper p WHERE {where}", *values) if where and found else found


def _ids(connection: sqlite3.Connection, query: str, *values: object) -> set[int]:
    return {row[0] for row in connection.execute(query, values)}


def _by_rank(connection: sqlite3.Connection, match: str) -> Iterator[int]:
    query = f"SELECT rowid FROM folded WHERE folded MATCH ? ORDER BY bm25(folded, {WEIGHTS}), rowid"
    return (row[0] for row in connection.execute(query, (match,)))


def _few(connection: sqlite3.Connection, asked: Asked) -> Iterator[int]:
    return _by_rank(connection, asked.ranked)


def _many(connection: sqlite3.Connection, asked: Asked) -> Iterator[int]:
    papers = connection.execute("SELECT count(*) FROM paper").fetchone()[0]
    yield from _by_rank(connection, f"{{title}} : ({asked.match})")
    yield from _by_rank(connection, f"{{title headings}} : ({asked.match})")
    if asked.together and count(connection, asked.together.match) <= COMMON * papers:
        yield from _by_rank(connection, asked.together.match)
    words = {f'"{word}"' for term in asked.terms for word in term.bare if not term.beginning}
    counted = sorted((count(connection, word), word) for word in words)
    if telling := [word for number, word in counted if number <= COMMON * papers][:TELLING]:
        yield from _by_rank(connection, " AND ".join(telling))
    yield from (row[0] for row in connection.execute("SELECT id FROM paper ORDER BY date DESC, id"))


def count(connection: sqlite3.Connection, match: str) -> int:
    """How many papers match."""
    return int(connection.execute("SELECT count(*) FROM folded WHERE folded MATCH ?", (match,)).fetchone()[0])
