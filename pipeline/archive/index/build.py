"""Putting papers into the index: everything of a document at once, or nothing.

`put` takes a document's files as they are (a person's corrections laid over the tables) in place of what the index had of it;
`rebuild` makes the index anew beside the old one and puts it in its place.
"""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.archive.amending import amendments as persons
from pipeline.archive.amending.doubts import Doubt, doubts_of, of_unplaced
from pipeline.archive.files.manifest import Manifest
from pipeline.archive.files.store import Store
from pipeline.archive.index import rows
from pipeline.archive.index.packing import compressed, listed, packed, text_of
from pipeline.archive.index.rows import Words
from pipeline.archive.index.told import sentence_at
from pipeline.archive.index.views import ROWS
from pipeline.archive.index.words import both
from pipeline.archive.index.writing import transaction
from pipeline.errors import ArchiveDamaged, KehoachError

Paper = Mapping[str, Any]

UNSOUND = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError, sqlite3.InterfaceError,
    sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.IntegrityError,
)  # fmt: skip
"""What comes of a paper's JSON that is JSON, but was written by another hand: numbers beyond all tables, a list where a text should be."""

TABLES = ("page", "section", "date", "number", "citation", "target", "entity", "correction")
"""Compact tables whose rows are numbered by their paper."""


def put(connection: sqlite3.Connection, store: Store, document_id: str) -> None:
    """Put a document into the index, in place of what was there of it. Raises `NotFound`, `ArchiveDamaged`."""
    for error in put_many(connection, store, (document_id,)).values():
        raise error


def put_many(connection: sqlite3.Connection, store: Store, document_ids: Iterable[str]) -> dict[str, KehoachError]:
    """Put documents into the index in one transaction; gives the errors of those whose files are damaged, by id.

    Where the connection has no journal, one of `UNSOUND` is raised for a paper that is: the file is of no use then.
    """
    ids = list(document_ids)
    with transaction(connection):
        connection.execute("SAVEPOINT papers")
        try:
            damaged = _put_all(connection, store, ids)
        except UNSOUND:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] == "off":
                raise  # nothing can be taken back
            connection.execute("ROLLBACK TO papers")
            damaged = _put_each(connection, store, ids)
        connection.execute("RELEASE papers")
    return damaged


def _put_all(connection: sqlite3.Connection, store: Store, document_ids: Iterable[str]) -> dict[str, KehoachError]:
    damaged: dict[str, KehoachError] = {}
    words = Words(connection)
    for document_id in document_ids:
        try:
            files = store.manifest(document_id), store.papers(document_id), persons.load(store, document_id)
        except KehoachError as error:
            damaged[document_id] = error
        else:
            put_papers(connection, *files, words)
    return damaged


def _put_each(connection: sqlite3.Connection, store: Store, document_ids: Iterable[str]) -> dict[str, KehoachError]:
    """The same, each so that it can be taken back alone: slow, for the full-text search writes to the disk at every such point."""
    damaged: dict[str, KehoachError] = {}
    for document_id in document_ids:
        connection.execute("SAVEPOINT paper")
        try:
            damaged |= _put_all(connection, store, (document_id,))
        except UNSOUND as error:
            connection.execute("ROLLBACK TO paper")
            detail = f"{type(error).__name__} in a paper's JSON"
            damaged[document_id] = ArchiveDamaged(store.folder(document_id), detail=detail)
        connection.execute("RELEASE paper")
    return damaged


def put_papers(
    connection: sqlite3.Connection,
    manifest: Manifest,
    papers: Sequence[Paper],
    said: Sequence[persons.Amendment] = (),
    words: Words | None = None,
) -> None:
    """Put a document into the index from its manifest, its papers as JSON has them, and a person's corrections."""
    with transaction(connection):
        words = words or Words(connection)
        old = remove(connection, manifest.document_id)
        file = _put_file(connection, manifest, words, old)
        layered, lost = persons.laid_over_all(papers, said)
        _put_amendments(connection, file, said, lost)
        for number, layer in enumerate(layered):
            _put_paper(connection, file, old.papers[number] if number < len(old.papers) else None, layer.paper, words)
        source = papers[0]["document"]["source"] if papers else ""
        found = [doubt for layer in layered for doubt in doubts_of(layer.paper, layer.settled)]
        _put_doubts(connection, file, [*found, *(of_unplaced(manifest.document_id, source, one) for one in lost)], words)


def put_failures(connection: sqlite3.Connection, store: Store) -> None:
    """Take over the list of paths that could not be taken in."""
    with transaction(connection):
        connection.execute("DELETE FROM failure")
        connection.executemany(
            f"INSERT INTO failure VALUES (NULL, {_marks(6)})",
            [(f.path, f.code, f.kind, f.message.get("en"), f.message.get("vi"), f.when) for f in store.failures()],
        )


class Old:
    """Ids that a document had in the index, to be given to it again."""

    def __init__(self, file: int | None = None, papers: Sequence[int] = ()) -> None:
        self.file, self.papers = file, papers


def remove(connection: sqlite3.Connection, document_id: str) -> Old:
    """Take a document out of the index; gives the ids that it had."""
    found = connection.execute("SELECT id FROM file WHERE document_id = ?", (document_id,)).fetchone()
    if found is None:
        return Old()
    file = found[0]
    with transaction(connection):
        papers = [id for (id,) in connection.execute("SELECT id FROM paper WHERE file = ? ORDER BY part", (file,))]
        for paper in papers:
            _remove_paper(connection, paper)
        for table in ("file_source", "amendment", "doubt"):
            connection.execute(f"DELETE FROM {table} WHERE file = ?", (file,))
        connection.execute("DELETE FROM file WHERE id = ?", (file,))
    return Old(file, papers)


def _remove_paper(connection: sqlite3.Connection, paper: int) -> None:
    span = (paper * ROWS, (paper + 1) * ROWS - 1)
    _count(connection, paper, -1)
    with_marks, without = search_words(connection, paper)
    connection.execute("INSERT INTO folded (folded, rowid, title, headings, body) VALUES ('delete', ?, ?, ?, ?)", (paper, *without))
    connection.execute("INSERT INTO exact (exact, rowid, words) VALUES ('delete', ?, ?)", (paper, with_marks))
    for id, told in target_words(connection, paper):
        connection.execute("INSERT INTO target_words (target_words, rowid, words) VALUES ('delete', ?, ?)", (id, told))
    for table in TABLES:
        connection.execute(f"DELETE FROM {table} WHERE id BETWEEN ? AND ?", span)
    for table in ("paper", "header", "body"):
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (paper,))


def search_words(connection: sqlite3.Connection, paper: int) -> tuple[str, list[str]]:
    """What the search has of a paper: its words with marks, each once; and title, headings, text without marks.

    A number or issuer that a person filled in is found too, though the text does not have it. All is made of the paper's rows, so that
    it can be taken out as it was put in.
    """
    query = """SELECT coalesce(h.title, ''), whole(b.text), p.number_symbol, (SELECT text FROM string WHERE id = p.issuer)
        FROM paper p JOIN header h ON h.id = p.id JOIN body b ON b.id = p.id WHERE p.id = ?"""
    title, text, *facts = connection.execute(query, (paper,)).fetchone()
    span = (paper * ROWS, (paper + 1) * ROWS - 1)
    query = "SELECT start, heading_start, heading_length, heading FROM section WHERE id BETWEEN ? AND ? ORDER BY id"
    headings = "\n".join(
        text[start + at : start + at + length] if length is not None else heading
        for start, at, length, heading in connection.execute(query, span)
        if length is not None or heading
    )
    pairs = [both(part) for part in (title, headings, text)]
    there = " ".join(pairs[2][1])
    for marked, bare in (both(fact) for fact in facts if fact):
        if not _stands_in(" ".join(bare), there):
            pairs[2] = ([*pairs[2][0], *marked], [*pairs[2][1], *bare])
    with_marks = dict.fromkeys(word for marked, _ in pairs for word in marked)
    return " ".join(with_marks), [" ".join(bare) for _, bare in pairs]


def _stands_in(words: str, text: str) -> bool:
    """Whether the words stand in the text as whole words: '4/kh-ubnd' does not stand in '34/kh-ubnd'."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def put_words(connection: sqlite3.Connection, paper: int) -> None:
    """Give the search what it has of a paper."""
    with_marks, without = search_words(connection, paper)
    connection.execute("INSERT INTO folded (rowid, title, headings, body) VALUES (?, ?, ?, ?)", (paper, *without))
    connection.execute("INSERT INTO exact (rowid, words) VALUES (?, ?)", (paper, with_marks))


def target_words(connection: sqlite3.Connection, paper: int) -> list[tuple[int, str]]:
    """What the search has of a paper's targets: (id, words of indicator, subject and sentence without marks, each once)."""
    body = connection.execute("SELECT text FROM body WHERE id = ?", (paper,)).fetchone()[0]
    query = "SELECT id, start, length, indicator, subject, denominator FROM target WHERE id BETWEEN ? AND ?"
    found = []
    for id, start, length, *told in connection.execute(query, (paper * ROWS, (paper + 1) * ROWS - 1)):
        sentence = sentence_at(text_of(body), start, start + length).text
        words = both("\n".join([*(part for part in told if part), sentence]))[1]
        found.append((id, " ".join(dict.fromkeys(words))))
    return found


def _count(connection: sqlite3.Connection, paper: int, sign: int) -> None:
    """Add what a paper cites to the counts of the cited documents, or take it away."""
    query = "SELECT r.cited FROM citation c JOIN reference r ON r.id = c.reference WHERE c.id BETWEEN ? AND ? AND r.cited IS NOT NULL"
    times = Counter(cited for (cited,) in connection.execute(query, (paper * ROWS, (paper + 1) * ROWS - 1)))
    connection.executemany(
        "UPDATE cited_document SET citations = citations + ?, papers = papers + ? WHERE id = ?",
        [(sign * count, sign, cited) for cited, count in times.items()],
    )


def _put_file(connection: sqlite3.Connection, manifest: Manifest, words: Words, old: Old) -> int:
    m, s = manifest, words.text
    faults = listed([list(fault) for fault in m.faults])
    file = connection.execute(
        f"INSERT INTO file VALUES ({_marks(14)})",
        (
            old.file, m.document_id, s(m.kind), s(m.ending), m.size, m.page_count, s(m.state), m.papers, s(m.made_by), s(m.searchable),
            s(m.searchable_note), m.split, m.revision, faults,
        ),
    ).lastrowid  # fmt: skip
    assert file is not None
    connection.executemany(
        "INSERT INTO file_source (file, path, added) VALUES (?, ?, ?)", [(file, source.path, source.added) for source in m.sources]
    )
    return file


def _put_amendments(
    connection: sqlite3.Connection, file: int, said: Sequence[persons.Amendment], lost: Sequence[persons.Amendment]
) -> None:
    rows = []
    for one in said:
        told = one.to_dict()
        old, new, row = (json.dumps(told[name], ensure_ascii=False) for name in ("old", "new", "row"))
        rows.append((file, one.part, one.table, one.column, old, new, one.who, one.when, one.act, row, one not in lost))
    connection.executemany(f"INSERT INTO amendment VALUES (NULL, {_marks(11)})", rows)


def _put_doubts(connection: sqlite3.Connection, file: int, found: Sequence[Doubt], words: Words) -> None:
    s = words.text
    connection.executemany(
        f"INSERT INTO doubt VALUES (NULL, {_marks(12)})",
        [
            (
                file, d.part, s(d.source), s(d.table), d.row, s(d.column), json.dumps(d.value, ensure_ascii=False), s(d.reason), d.note,
                d.page, packed(d.box), d.weight,
            )
            for d in found
        ],
    )  # fmt: skip


def _put_paper(connection: sqlite3.Connection, file: int, id: int | None, paper: Paper, words: Words) -> None:
    document = paper["document"]
    text = document["text"].replace("\0", "\N{REPLACEMENT CHARACTER}")  # SQLite's substr ends at a NUL
    id = connection.execute(f"INSERT INTO paper VALUES ({_marks(12)})", (id, file, *rows.paper(document, words))).lastrowid
    assert id is not None
    connection.execute(f"INSERT INTO header VALUES ({_marks(28)})", (id, *rows.header(document, words)))
    connection.execute("INSERT INTO body VALUES (?, ?)", (id, compressed(text)))
    many = connection.executemany
    many(f"INSERT INTO page VALUES ({_marks(11)})", rows.pages(paper["pages"], id, words))
    many(f"INSERT INTO section VALUES ({_marks(21)})", rows.sections(paper["sections"], id, words, text))
    many(f"INSERT INTO date VALUES ({_marks(12)})", rows.dates(paper["dates"], id, words))
    many(f"INSERT INTO number VALUES ({_marks(10)})", rows.document_numbers(paper["document_numbers"], id, words))
    many(f"INSERT INTO citation VALUES ({_marks(12)})", rows.citations(paper["citations"], id, words))
    many(f"INSERT INTO target VALUES ({_marks(20)})", rows.targets(paper["targets"], id, words))
    many(f"INSERT INTO entity VALUES ({_marks(9)})", rows.entities(paper["entities"], id, words))
    many(f"INSERT INTO correction VALUES ({_marks(9)})", rows.corrections(paper["corrections"], id, words))
    put_words(connection, id)
    many("INSERT INTO target_words (rowid, words) VALUES (?, ?)", target_words(connection, id))
    _count(connection, id, 1)


def _marks(count: int) -> str:
    return ", ".join("?" * count)
