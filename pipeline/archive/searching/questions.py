"""Questions that an archive answers: who cites a document, what a document cites, which targets plans set, which papers there are.

Rows come with the sentence of the paper in which they stand, its page and box, so that each can be looked at. Counts are of papers, not
of citations: a plan that cites a directive five times acts on it once.
"""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.archive.index.interning import checksum
from pipeline.archive.index.packing import text_of
from pipeline.archive.index.told import sentence_at
from pipeline.archive.index.views import box, interned, listed
from pipeline.archive.index.words import number_key
from pipeline.archive.searching.cited import CitedDocument, by_ids, found, other_forms
from pipeline.archive.searching.filters import NO_FILTERS, Filters, condition
from pipeline.archive.searching.patience import in_time
from pipeline.errors import NotFound
from pipeline.gazetteer import legal_documents
from pipeline.gazetteer.legal_documents import LegalDocument

Count = tuple[str, int]
YearCount = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Papers by province (then and now) and by year; of `papers`, those without a province or year are in no row."""

    papers: int = 0
    citations: int = 0
    by_province: tuple[Count, ...] = ()
    by_province_2025: tuple[Count, ...] = ()
    by_year: tuple[YearCount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Citing:
    """A citation: the paper that cites, what it cites, how, and the sentence in which it does; `row` counts in the paper's citations."""

    province: str | None
    province_2025: str | None
    year: int | None
    date: str | None
    doc_type: str | None
    number_symbol: str | None
    title: str | None
    issuer: str | None
    relation: str | None
    pinpoint: str | None
    sentence: str
    cited: str | None
    cited_id: str | None
    cited_date: str | None
    cited_title: str | None
    flags: list[str]
    raw: str
    page: int | None
    box: list[float] | None
    start: int
    end: int
    sentence_start: int
    document_id: str
    part: int
    source: str
    row: int


@dataclass(frozen=True, slots=True)
class Citations:
    """`documents` are the cited documents that were meant, `rows` the citations, newest paper first, `counts` those of all rows.

    `other_forms` are documents that may be the one that was meant, cited in another form; their citations are not among the rows.
    """

    wanted: str
    documents: tuple[CitedDocument, ...] = ()
    other_forms: tuple[CitedDocument, ...] = ()
    total: int = 0
    rows: tuple[Citing, ...] = ()
    counts: Counts = field(default_factory=Counts)


@in_time
def citations(
    connection: sqlite3.Connection,
    wanted: str = "",
    *,
    cited_by: str | None = None,
    named: Sequence[str] = (),
    filters: Filters = NO_FILTERS,
    limit: int | None = 100,
    offset: int = 0,
) -> Citations:
    """Who cites the document that the words mean (`cited.found`); or, with `cited_by`, what that paper cites, in the order of its text.

    `named`: the documents of these names (`CitedDocument.name`), none beside them, in place of `wanted`. `cited_by` is the beginning of a
    document's id (6 letters) or a paper's number. Raises `BadRequest`.
    """
    if cited_by is not None:
        return _cited_by(connection, cited_by, filters, limit, offset)
    meant = by_ids(connection, _ids(connection, *named)) if named else found(connection, wanted)
    cites = _cites(connection, [one.id for one in meant], filters)
    counts = _counts(connection, cites)
    rows = tuple(_citing(connection, _newest(connection, cites, limit, offset)))
    forms = other_forms(connection, meant[0]) if len(meant) == 1 else ()
    return Citations(wanted, tuple(meant), tuple(forms), counts.citations, rows, counts)


_FROM = "reference r JOIN citation c ON c.reference = r.id"

Cites = tuple[str, list[object]]
"""Which citations (of `_FROM`) are meant, as SQL, and its parameters: those of some documents, as far as filters leave them."""


def _cites(connection: sqlite3.Connection, cited: Sequence[int], filters: Filters = NO_FILTERS) -> Cites:
    where, values = condition(connection, filters)
    fits = f" AND c.id >> 20 IN (SELECT p.id FROM paper p WHERE {where})" if where else ""
    return f"r.cited IN ({_marks(cited)}){fits}", [*cited, *values]


def _newest(connection: sqlite3.Connection, cites: Cites, limit: int | None, offset: int) -> list[int]:
    """The citations, those of the newest papers first. Papers of one day come in the order of the index."""
    meant, values = cites
    query = f"SELECT c.id FROM {_FROM} JOIN paper n ON n.id = c.id >> 20 WHERE {meant} ORDER BY n.date DESC, c.id LIMIT ? OFFSET ?"
    return [row[0] for row in connection.execute(query, (*values, -1 if limit is None else max(limit, 0), max(offset, 0)))]


def _counts(connection: sqlite3.Connection, cites: Cites) -> Counts:
    """Counted by SQLite: a law that half of all papers cite has thirty thousand citations, too many to be looked at one by one here."""
    meant, values = cites
    query = f"""SELECT p.province, p.province_2025, p.year, count(*) FROM paper p
        WHERE p.id IN (SELECT c.id >> 20 FROM {_FROM} WHERE {meant}) GROUP BY p.province, p.province_2025, p.year"""
    papers = 0
    then, now, years = Counter[int](), Counter[int](), Counter[int]()
    for *cells, count in connection.execute(query, values):
        papers += count
        for counter, cell in zip((then, now, years), cells, strict=True):
            if cell is not None:
                counter[cell] += count
    return Counts(
        papers=papers,
        citations=connection.execute(f"SELECT count(*) FROM {_FROM} WHERE {meant}", values).fetchone()[0],
        by_province=_most(connection, then),
        by_province_2025=_most(connection, now),
        by_year=tuple(sorted(years.items())),
    )


def _most(connection: sqlite3.Connection, counts: Counter[int]) -> tuple[Count, ...]:
    query = "SELECT text FROM string WHERE id = ?"
    named = [(str(connection.execute(query, (id,)).fetchone()[0]), count) for id, count in counts.items()]
    return tuple(sorted(named, key=lambda item: (-item[1], item[0])))


_PAPER = f"""{interned("p.province")}, {interned("p.province_2025")}, p.year, p.date, {interned("p.doc_type")}, p.number_symbol, h.title,
    {interned("p.issuer")}"""
_ONE = f"""SELECT {_PAPER}, {interned("m.relation")}, {interned("m.pinpoint")}, d.name,
    coalesce(substr(d.name, 1, d.id_length), r.canonical_id), r.date, r.title, {listed("m.flags")}, m.page, {box("m.box")}, m.start,
    m.start + m.length, f.document_id, p.part, {interned("p.source")}, m.id & 1048575, b.text
    FROM citation m JOIN paper p ON p.id = m.id >> 20 JOIN header h ON h.id = p.id JOIN file f ON f.id = p.file JOIN body b ON b.id = p.id
    JOIN reference r ON r.id = m.reference LEFT JOIN cited_document d ON d.id = r.cited WHERE m.id = ?"""


def _citing(connection: sqlite3.Connection, ids: Iterable[int]) -> Iterator[Citing]:
    for id in ids:
        row = connection.execute(_ONE, (id,)).fetchone()
        text, (start, end) = text_of(row[-1]), row[17:19]
        told = sentence_at(text, start, end)
        yield Citing(
            province=row[0], province_2025=row[1], year=row[2], date=row[3], doc_type=row[4], number_symbol=row[5], title=row[6],
            issuer=row[7], relation=row[8], pinpoint=row[9], sentence=told.text, cited=row[10], cited_id=row[11], cited_date=row[12],
            cited_title=row[13], flags=json.loads(row[14]), raw=text[start:end], page=row[15], box=row[16] and json.loads(row[16]),
            start=start, end=end, sentence_start=told.start, document_id=row[19], part=row[20], source=row[21], row=row[22],
        )  # fmt: skip


def _cited_by(connection: sqlite3.Connection, wanted: str, filters: Filters, limit: int | None, offset: int) -> Citations:
    papers = papers_called(connection, wanted)
    if not papers:
        raise NotFound(detail=f"no paper {wanted[:64]}")
    where, values = condition(connection, filters)
    if where:
        fits = {row[0] for row in connection.execute(f"SELECT p.id FROM paper p WHERE {where}", values)}
        papers = [paper for paper in papers if paper in fits]
    query = "SELECT c.id, r.cited FROM citation c JOIN reference r ON r.id = c.reference WHERE c.id BETWEEN ? << 20 AND (? << 20) + 1048575"
    rows = [row for paper in papers for row in connection.execute(query, (paper, paper))]
    chosen = [row[0] for row in rows[offset : None if limit is None else offset + limit]]
    documents = by_ids(connection, (row[1] for row in rows if row[1] is not None))
    counts = Counts(papers=len({id >> 20 for id, _ in rows}), citations=len(rows))
    return Citations(wanted, tuple(documents), (), len(rows), tuple(_citing(connection, chosen)), counts)


def papers_called(connection: sqlite3.Connection, wanted: str) -> list[int]:
    """Papers of the archive by the beginning of their document's id (6 letters), or by their number, at most 200."""

    name = wanted.strip()[:100]
    start = name.lower()
    if len(start) >= 6 and all(c in "0123456789abcdef" for c in start):
        query = (
            "SELECT p.id FROM file f JOIN paper p ON p.file = f.id WHERE f.document_id >= ? AND f.document_id < ? ORDER BY p.id LIMIT 200"
        )
        if found := [row[0] for row in connection.execute(query, (start, start + "g"))]:
            return found
    same = connection.execute("SELECT id FROM paper WHERE number_symbol = ? ORDER BY id LIMIT 200", (name,)).fetchall()
    if same or not (key := number_key(name)):
        return [row[0] for row in same]
    rows = connection.execute("SELECT id, number_symbol FROM paper WHERE number_symbol IS NOT NULL ORDER BY id")
    return [id for id, number in rows if number_key(number) == key][:200]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


@in_time
def counts_of(connection: sqlite3.Connection, *names: str) -> Counts:
    """Papers that cite a document of these names (`CitedDocument.name`) by province, province of today and year."""
    return _counts(connection, _cites(connection, _ids(connection, *names)))


def by_province(connection: sqlite3.Connection, name: str, now: bool = False) -> tuple[Count, ...]:
    """Papers that cite the document by province, most first: the provinces of then, or of now."""
    counts = counts_of(connection, name)
    return counts.by_province_2025 if now else counts.by_province


def by_year(connection: sqlite3.Connection, name: str) -> tuple[YearCount, ...]:
    """Papers that cite the document by year."""
    return counts_of(connection, name).by_year


def _ids(connection: sqlite3.Connection, *names: str) -> list[int]:
    query = "SELECT id FROM cited_document WHERE hash = ? AND name = ?"
    return [row[0] for name in names for row in connection.execute(query, (checksum(name), name))]


LOOKED_AT = 500
"""Papers that are looked at for what they cite besides; of more, these many spread evenly over all."""


@in_time
def together_with(connection: sqlite3.Connection, name: str, limit: int = 20) -> list[tuple[CitedDocument, float]]:
    """What papers cite besides the document, each with the share (0..1) of its papers that do, most first."""
    own = _ids(connection, name)
    meant, values = _cites(connection, own)
    papers = [row[0] for row in connection.execute(f"SELECT DISTINCT c.id >> 20 FROM {_FROM} WHERE {meant} ORDER BY 1", values)]
    papers = papers[:: -(-len(papers) // LOOKED_AT) or 1]
    query = (
        "SELECT DISTINCT r.cited FROM citation c JOIN reference r ON r.id = c.reference WHERE c.id BETWEEN ? AND ? AND r.cited IS NOT NULL"
    )
    counts = Counter(row[0] for paper in papers for row in connection.execute(query, (paper << 20, (paper << 20) + 1048575)))
    for id in own:
        counts.pop(id, None)
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
    documents = {one.id: one for one in by_ids(connection, (id for id, _ in most))}
    return [(documents[id], count / len(papers)) for id, count in most if id in documents]


@in_time
def most_cited(connection: sqlite3.Connection, words: str = "", limit: int = 50, offset: int = 0) -> list[CitedDocument]:
    """The documents that most papers cite; with words, of those that the words mean (`cited.found`)."""
    if words.strip():
        return sorted(found(connection, words), key=lambda one: (-one.papers, one.name))[offset : offset + limit]
    query = "SELECT id FROM cited_document WHERE papers > 0 ORDER BY papers DESC, name LIMIT ? OFFSET ?"
    ids = [row[0] for row in connection.execute(query, (max(limit, 0), max(offset, 0)))]
    return sorted(by_ids(connection, ids), key=lambda one: (-one.papers, one.name))


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a cited document: how papers tell its date, issuer and title (citations), what the register has of it, and the
    documents that may be the same in another form (`cited.other_forms`)."""

    document: CitedDocument
    dates: tuple[Count, ...]
    issuers: tuple[Count, ...]
    titles: tuple[Count, ...]
    register: LegalDocument | None
    other_forms: tuple[CitedDocument, ...] = ()


@in_time
def cited_facts(connection: sqlite3.Connection, name: str) -> Facts | None:
    """What is known of the cited document of this name; None where no paper cites it."""
    documents = [one for one in by_ids(connection, _ids(connection, name)) if one.citations]
    if not documents:
        return None
    query = f"""SELECT r.date, {interned("r.issuer")}, r.title, count(*) FROM reference r JOIN citation c ON c.reference = r.id
        WHERE r.cited = ? GROUP BY r.id"""
    told: tuple[Counter[str], Counter[str], Counter[str]] = (Counter(), Counter(), Counter())
    for *cells, count in connection.execute(query, (documents[0].id,)):
        for counter, cell in zip(told, cells, strict=True):
            if cell:
                counter[cell] += count
    dates, issuers, titles = (tuple(sorted(counter.items(), key=lambda item: (-item[1], item[0]))) for counter in told)
    known = legal_documents.by_id(documents[0].canonical_key or documents[0].canonical_id)
    return Facts(documents[0], dates, issuers, titles, known, tuple(other_forms(connection, documents[0])))
