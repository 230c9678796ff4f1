"""Citations of documents that were no longer in force (viện dẫn văn bản đã được thay thế), on the day of the paper that cites them.

That a document was replaced is known from the register of legal documents, and from papers of the archive that say so: 'Kế hoạch này thay
thế Kế hoạch số 402/KH-UBND'. A paper that replaces or abolishes a document may name it, and so may the title of another document
('sửa đổi Nghị định số …'): neither is told here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.archive.index.interning import checksum
from pipeline.archive.index.references import CENTRAL
from pipeline.archive.searching.filters import NO_FILTERS, Filters, condition
from pipeline.gazetteer import legal_documents

ENDING = ("thay thế", "bãi bỏ")
"""Relations of a paper to a document that it ends."""


class Ended(NamedTuple):
    """A cited document that was replaced: from which day, by which, and who says so ('register' or the document_id of a paper)."""

    cited: int
    name: str
    on: str
    by: str | None
    said_by: str


class Outdated(NamedTuple):
    """A citation of a document after its end."""

    name: str
    replaced_on: str
    replaced_by: str | None
    said_by: str
    document_id: str
    part: int
    source: str
    row: int
    date: str
    number_symbol: str | None
    issuer: str | None
    province: str | None
    province_2025: str | None
    relation: str | None
    page: int | None


def ended(connection: sqlite3.Connection) -> list[Ended]:
    """The cited documents that are known to have been replaced, each once: what the register says goes before what papers say."""
    known = {one.cited: one for one in (*_by_papers(connection), *_by_register(connection))}
    return list(known.values())


def _by_register(connection: sqlite3.Connection) -> Iterator[Ended]:
    query = "SELECT id, name, canonical_id FROM cited WHERE jurisdiction = ? ORDER BY id"
    for id, name, canonical_id in connection.execute(query, (CENTRAL,)):
        known = legal_documents.by_id(name) or legal_documents.by_id(canonical_id)
        if known and known.replaced_on:
            yield Ended(id, name, known.replaced_on, known.replaced_by, "register")


def _by_papers(connection: sqlite3.Connection) -> Iterator[Ended]:
    """What papers of the archive replace themselves: not what they say of others ('Nghị định A thay thế Nghị định B').

    A paper can end what was issued in its own place: a plan of a province that 'replaces' a decree was misread, or speaks of its own part.
    """
    query = """SELECT r.cited, (SELECT name FROM cited_document WHERE id = r.cited), p.date, p.number_symbol, f.document_id
        FROM citation c JOIN reference r ON r.id = c.reference JOIN paper p ON p.id = c.id >> 20 JOIN file f ON f.id = p.file
        LEFT JOIN citation o ON c.parent_citation IS NOT NULL AND o.id = ((c.id >> 20) << 20) + c.parent_citation
        LEFT JOIN reference q ON q.id = o.reference
        JOIN cited_document d ON d.id = r.cited
        WHERE (d.jurisdiction IS NULL OR d.jurisdiction = p.province OR (p.province IS NULL AND d.jurisdiction =
                (SELECT id FROM string WHERE hash = ? AND text = ?)))
            AND c.relation IN (SELECT id FROM string WHERE text IN (?, ?)) AND r.cited IS NOT NULL AND length(p.date) = 10
            AND c.pinpoint IS NULL  -- 'bãi bỏ khoản 7 Điều 2' leaves the rest in force
            AND NOT EXISTS (SELECT 1 FROM citation i WHERE i.id BETWEEN (c.id >> 20) << 20 AND c.id | 1048575
                AND i.parent_citation = c.id & 1048575)  -- what ends another one that stands in its title
            AND (o.id IS NULL OR (SELECT text FROM string WHERE id = q.kind) = 'self')
        ORDER BY p.date"""
    found: dict[int, Ended] = {}
    for cited, name, date, number, document_id in connection.execute(query, (checksum(CENTRAL), CENTRAL, *ENDING)):
        found.setdefault(cited, Ended(cited, name, date, number, document_id))
    return iter(found.values())


# A paper whose day is written by hand ('2022-04') cites too late where the first day that it can be of is too late.
_CITING = """SELECT f.document_id, p.part, (SELECT text FROM string WHERE id = p.source), c.id & 1048575, p.date, p.number_symbol,
        (SELECT text FROM string WHERE id = p.issuer), (SELECT text FROM string WHERE id = p.province),
        (SELECT text FROM string WHERE id = p.province_2025), (SELECT text FROM string WHERE id = c.relation), c.page
    FROM reference r JOIN citation c ON c.reference = r.id JOIN paper p ON p.id = c.id >> 20 JOIN file f ON f.id = p.file
    WHERE r.cited = ? AND c.parent_citation IS NULL AND substr(p.date || '-01-01', 1, 10) >= ? AND f.document_id != ?"""


def outdated(connection: sqlite3.Connection, filters: Filters = NO_FILTERS, limit: int | None = None) -> list[Outdated]:
    """Citations of replaced documents in the papers that the filters leave, newest papers first. Raises `BadRequest`."""
    where, values = condition(connection, filters)
    query = _CITING + (f" AND {where}" if where else "")
    found = []
    for one in ended(connection):
        for row in connection.execute(query, (one.cited, one.on, one.said_by, *values)):
            if row[9] not in ENDING:
                found.append(Outdated(one.name, one.on, one.by, one.said_by, *row))
    return sorted(found, key=lambda row: (row.date, row.document_id, -row.row), reverse=True)[:limit]
