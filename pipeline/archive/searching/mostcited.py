"""What papers cite most (văn bản được viện dẫn nhiều nhất): in how many papers, of how many provinces then and now."""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from pipeline.archive.searching.filters import NO_FILTERS, Filters, condition
from pipeline.gazetteer import legal_documents


class MostCited(NamedTuple):
    """A cited document, and who cites it: papers, their citations, the provinces in which they were issued, and those of today."""

    name: str
    canonical_id: str
    doc_type: str | None
    title: str | None
    jurisdiction: str | None
    papers: int
    citations: int
    provinces: int
    provinces_2025: int


_FACTS = """SELECT d.name, substr(d.name, 1, d.id_length), (SELECT text FROM string WHERE id = d.doc_type),
        (SELECT title FROM reference WHERE cited = d.id AND title IS NOT NULL LIMIT 1), (SELECT text FROM string WHERE id = d.jurisdiction)
    FROM cited_document d WHERE d.id = ?"""


def most_cited(connection: sqlite3.Connection, limit: int | None = 50, filters: Filters = NO_FILTERS) -> list[MostCited]:
    """The documents that most papers cite, of the papers that the filters leave. Raises `BadRequest`."""
    where, values = condition(connection, filters)
    among = ["r.cited IS NOT NULL", *([where] if where else [])]
    if limit is not None and not where:  # the counts of all papers are kept: only those of the first are counted by province
        query = "SELECT id FROM cited_document WHERE papers > 0 ORDER BY papers DESC, name LIMIT ?"
        first = [id for (id,) in connection.execute(query, (max(limit, 0),))]
        among, values = [*among, "r.cited IN (SELECT value FROM json_each(?))"], [json.dumps(first)]
    query = f"""SELECT r.cited, count(DISTINCT p.id) AS papers, count(*) AS citations, count(DISTINCT p.province),
            count(DISTINCT p.province_2025)
        FROM reference r JOIN citation c ON c.reference = r.id JOIN paper p ON p.id = c.id >> 20
        WHERE {" AND ".join(among)} GROUP BY r.cited ORDER BY papers DESC, (SELECT name FROM cited_document WHERE id = r.cited) LIMIT ?"""
    counted = connection.execute(query, (*values, -1 if limit is None else max(limit, 0))).fetchall()
    return [_named(MostCited(*connection.execute(_FACTS, (cited,)).fetchone(), *counts)) for cited, *counts in counted]


def _named(row: MostCited) -> MostCited:
    """With the title that the register has, where the papers tell none."""
    known = None if row.title else legal_documents.by_id(row.name) or legal_documents.by_id(row.canonical_id)
    return row._replace(title=known.name) if known else row
