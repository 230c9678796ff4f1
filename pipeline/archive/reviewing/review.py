"""What a person should look at first (danh sách cần kiểm tra): the doubts of all papers, by the error that each look is expected to find.

Blank and handwritten numbers, dates without a day, words read with little confidence, dates that contradict the register or other
papers of the archive, gaps in the numbering, and corrections that lost their place. What a person set or confirmed is not listed.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from pipeline.archive.amending.added import Cell
from pipeline.archive.amending.amended import Layered, laid_over_all
from pipeline.archive.amending.amendments import load
from pipeline.archive.amending.doubts import Doubt, doubts_of, of_unplaced, reason
from pipeline.archive.files.store import Store
from pipeline.archive.index.connect import open_read
from pipeline.archive.reviewing.conflicts import conflicts, doubts_about
from pipeline.archive.reviewing.crops import cutting
from pipeline.archive.reviewing.kept import all_conflicts
from pipeline.archive.reviewing.suggestions import suggested
from pipeline.document import Box

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (*Doubt._fields, "reason_vi", "reason_en")
"""Columns of the table that `frame` makes."""


def doubts(store: Store, limit: int = 20, *, offset: int = 0, document_id: str | None = None) -> list[Doubt]:
    """The doubts that are worth most, heaviest first, from `offset` on; of one document where it is named.

    With an index it is asked (and conflicts between papers are among the doubts); without one the files are read. Raises
    `ArchiveDamaged`, `NotFound`.
    """
    if not store.index.exists():
        ids = store.ids() if document_id is None else (document_id,)
        return heaviest((doubt for one in ids for doubt in of_document(store, one)), offset + limit)[offset:]
    with closing(open_read(store.index)) as connection:
        disputed = _unsettled(store, connection, _disputed(store, connection, document_id))
        found = heaviest(_once([*_indexed(connection, offset + limit, document_id), *disputed]), offset + limit)[offset:]
        return _with_suggestions(connection, found)


def count(store: Store) -> int:
    """How many doubts `doubts` lists in all, of those about one cell the heaviest alone. Raises `ArchiveMissing` without an index."""
    with closing(open_read(store.index)) as connection:
        own: int = connection.execute(f"SELECT count(*) FROM (SELECT DISTINCT {_CELL} FROM doubts)").fetchone()[0]  # noqa: S608
        further = {_cell(doubt) for doubt in _unsettled(store, connection, _disputed(store, connection, None))}
        about = json.dumps(sorted({document_id for document_id, *_ in further}))
        query = f"SELECT {_CELL} FROM doubts WHERE document_id IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own names
        return own + len(further.difference(connection.execute(query, (about,))))


_CELL = 'document_id, part, "table", row, "column", CASE WHEN row < 0 THEN reason ELSE \'\' END'
"""What `_cell` gives, in SQL."""


def _cell(doubt: Doubt) -> tuple[str, int, str, int, str, str]:
    """What a doubt is about: a cell, or by its reason a correction that has no place any more."""
    return doubt.document_id, doubt.part, doubt.table, doubt.row, doubt.column, doubt.reason if doubt.row < 0 else ""


def _disputed(store: Store, connection: sqlite3.Connection, document_id: str | None) -> Sequence[Doubt]:
    """Doubts about dates in conflict."""
    if document_id is not None:
        return [doubt for doubt in doubts_about(conflicts(connection, document_id)) if doubt.document_id == document_id]
    return list(doubts_about(all_conflicts(connection, store.index)))


def _with_suggestions(connection: sqlite3.Connection, found: list[Doubt]) -> list[Doubt]:
    """The doubts; those about a paper's own number with what other papers call it."""
    about = {(doubt.document_id, doubt.part) for doubt in found if doubt.table == "documents" and doubt.column == "number"}
    told = suggested(connection, about)
    return [
        doubt._replace(note="; ".join(f"{one.number_symbol} × {one.papers}" for one in told[doubt.document_id, doubt.part]))
        if doubt.table == "documents" and doubt.column == "number" and (doubt.document_id, doubt.part) in told
        else doubt
        for doubt in found
    ]


def _indexed(connection: sqlite3.Connection, limit: int, document_id: str | None) -> Iterator[Doubt]:
    """The heaviest doubts of the index."""
    where = "" if document_id is None else "WHERE document_id = ?"
    columns = ", ".join(f'"{name}"' for name in Doubt._fields)
    query = f"SELECT {columns} FROM doubts {where} ORDER BY weight DESC, id LIMIT ?"  # noqa: S608 - our own names
    for cells in connection.execute(query, (limit,) if document_id is None else (document_id, limit)):
        doubt = Doubt(*cells)
        yield doubt._replace(value=json.loads(doubt.value or "null"), box=Box(*json.loads(str(doubt.box))) if doubt.box else None)


def _unsettled(store: Store, connection: sqlite3.Connection, disputed: Iterable[Doubt]) -> Iterator[Doubt]:
    """The doubts about cells of which no person has spoken."""
    spoken = {document_id for (document_id,) in connection.execute("SELECT DISTINCT document_id FROM amendments")}
    settled: dict[str, dict[int, Collection[Cell]]] = {}
    for doubt in disputed:
        if doubt.document_id in spoken and doubt.document_id not in settled:
            settled[doubt.document_id] = {layer.paper["document"]["part"]: layer.settled for layer in _spoken(store, doubt.document_id)}
        if (doubt.table, doubt.row, doubt.column) not in settled.get(doubt.document_id, {}).get(doubt.part, ()):
            yield doubt


def _spoken(store: Store, document_id: str) -> list[Layered]:
    said = load(store, document_id)
    return laid_over_all(store.papers(document_id), said)[0] if said else []


def _once(found: Iterable[Doubt]) -> Iterator[Doubt]:
    """The heaviest doubt of each cell."""
    best: dict[tuple[str, int, str, int, str, str], Doubt] = {}
    for doubt in found:
        cell = _cell(doubt)
        if cell not in best or best[cell].weight < doubt.weight:
            best[cell] = doubt
    yield from best.values()


def heaviest(found: Iterable[Doubt], limit: int) -> list[Doubt]:
    """The `limit` heaviest, in an order that does not depend on anything else."""
    return heapq.nsmallest(limit, found, key=lambda doubt: (-doubt.weight, doubt.source, doubt.part, doubt.table, doubt.row, doubt.column))


def of_document(store: Store, document_id: str) -> Iterator[Doubt]:
    """All doubts about a document, its unplaced corrections among them."""
    papers = store.papers(document_id)
    layered, lost = laid_over_all(papers, load(store, document_id))
    for layer in layered:
        yield from doubts_of(layer.paper, layer.settled)
    for amendment in lost:
        yield of_unplaced(document_id, papers[0]["document"]["source"] if papers else "", amendment)


def picture(store: Store, doubt: Doubt, *, width: int | None = None, form: str = "jpeg") -> bytes | None:
    """The cutting of the page that shows the doubtful place; None for a plain text. Raises errors of reading."""
    if doubt.page is None:
        return None
    more = {} if width is None else {"width": width}
    return cutting(store, doubt.document_id, doubt.page, doubt.box, form=form, **more)


def frame(found: Sequence[Doubt]) -> pd.DataFrame:
    """The doubts as a DataFrame: the columns of `Doubt`, and the reason in Vietnamese and English."""
    from pipeline.tables.frames import answer

    return answer(dict(zip(COLUMNS, _KINDS, strict=True)), [(*doubt, *words(doubt)) for doubt in found])


_KINDS = (
    "text", "integer", "text", "text", "integer", "text", "texts", "text", "text", "integer", "box", "number", "text", "text",
)  # fmt: skip
"""Kind of value in each of `COLUMNS`; a value in doubt may be of any kind, and is kept as it is."""


def words(doubt: Doubt) -> tuple[str, str]:
    """The reason in Vietnamese and in English, with what else is known."""
    known = reason(doubt.reason, "documents" if doubt.reason == "unplaced" else doubt.table)
    note = f" ({doubt.note})" if doubt.note else ""
    return known.vi + note, known.en + note
