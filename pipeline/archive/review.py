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
from typing import TYPE_CHECKING, Any

from pipeline.archive.amended import Cell, Layered, laid_over_all
from pipeline.archive.amendments import load
from pipeline.archive.conflicts import conflicts, doubts_about
from pipeline.archive.crops import cutting
from pipeline.archive.doubts import Doubt, doubts_of, of_unplaced, reason
from pipeline.archive.index.connect import open_read
from pipeline.archive.store import Store
from pipeline.archive.suggestions import suggested
from pipeline.document import Box

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (*Doubt._fields, "reason_vi", "reason_en")
"""Columns of the table that `frame` makes."""


def doubts(store: Store, limit: int = 20, *, document_id: str | None = None) -> list[Doubt]:
    """The doubts that are worth most, heaviest first; of one document where it is named. Raises `ArchiveDamaged`, `NotFound`.

    With an index it is asked (and conflicts between papers are among the doubts); without one the files are read.
    """
    if not store.index.exists():
        ids = store.ids() if document_id is None else (document_id,)
        return heaviest((doubt for one in ids for doubt in of_document(store, one)), limit)
    with closing(open_read(store.index)) as connection:
        disputed = [doubt for doubt in doubts_about(conflicts(connection, document_id)) if document_id in (None, doubt.document_id)]
        found = heaviest(_once([*_indexed(connection, limit, document_id), *_unsettled(store, disputed)]), limit)
        return _with_suggestions(connection, found)


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


def _unsettled(store: Store, disputed: Iterable[Doubt]) -> Iterator[Doubt]:
    """The doubts about cells of which no person has spoken."""
    settled: dict[str, dict[int, Collection[Cell]]] = {}
    for doubt in disputed:
        if doubt.document_id not in settled:
            settled[doubt.document_id] = {layer.paper["document"]["part"]: layer.settled for layer in _spoken(store, doubt.document_id)}
        if (doubt.table, doubt.row, doubt.column) not in settled[doubt.document_id].get(doubt.part, ()):
            yield doubt


def _spoken(store: Store, document_id: str) -> list[Layered]:
    said = load(store, document_id)
    return laid_over_all(store.papers(document_id), said)[0] if said else []


def _once(found: Iterable[Doubt]) -> Iterator[Doubt]:
    """The heaviest doubt of each cell."""
    best: dict[tuple[str, int, str, int, str, str], Doubt] = {}
    for doubt in found:
        cell = (doubt.document_id, doubt.part, doubt.table, doubt.row, doubt.column, doubt.reason if doubt.row < 0 else "")
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
    import pandas as pd

    return pd.DataFrame([(*_plain(doubt), *words(doubt)) for doubt in found], columns=list(COLUMNS))


def _plain(doubt: Doubt) -> tuple[Any, ...]:
    return tuple(list(cell) if isinstance(cell, Box) else cell for cell in doubt)


def words(doubt: Doubt) -> tuple[str, str]:
    """The reason in Vietnamese and in English, with what else is known."""
    known = reason(doubt.reason, "documents" if doubt.reason == "unplaced" else doubt.table)
    note = f" ({doubt.note})" if doubt.note else ""
    return known.vi + note, known.en + note
