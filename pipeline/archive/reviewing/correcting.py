"""Setting a value, confirming it, taking a row out, taking it back: what a person does with a row as he sees it.

The row is named by its number in the table as it is shown (corrections laid over it), and kept by its place on the paper, so that it
is found again when the paper was parsed anew. The index has the change when these return.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pipeline.archive.amending.amendable import columns_of, not_amendable
from pipeline.archive.amending.amended import Layered, laid_over_all, paper_place
from pipeline.archive.amending.amendment import Amendment, in_force, now, undone
from pipeline.archive.amending.amendments import append, load
from pipeline.archive.amending.rowplaces import place_of
from pipeline.archive.files.store import Store
from pipeline.errors import ArchiveBusy, BadRequest, KehoachError, NotFound

UNMARK_SECONDS = 1.0
"""A person waits no longer than this for a document that an `add` or a check holds; his correction is kept and shown by then."""

UNSEEN: Any = object()
"""Stands for: the person did not say which value he saw."""


def correct(
    store: Store, document_id: str, part: int, table: str, row: int, column: str, value: Any, who: str, *, seen: Any = UNSEEN
) -> Amendment:
    """Set a cell. `row` counts from 0 (of `documents`: 0); `seen` is the value that the person saw there.

    Raises `BadRequest` for a column or value that cannot be taken, or where the value is no longer the one seen; `NotFound`.
    """
    return _say(store, document_id, part, table, row, column, who, value=value, seen=seen)


def confirm(store: Store, document_id: str, part: int, table: str, row: int, column: str, who: str, *, seen: Any = UNSEEN) -> Amendment:
    """Say that a cell is right as it is: it holds against later versions, and the doubt leaves the list. Raises like `correct`."""
    return _say(store, document_id, part, table, row, column, who, seen=seen)


def delete(store: Store, document_id: str, part: int, table: str, row: int, who: str) -> Amendment:
    """Say that a row stands for nothing on the paper. Raises `BadRequest` for tables that keep their rows, `NotFound`."""
    return _say(store, document_id, part, table, row, None, who)


def undo(store: Store, document_id: str, number: int, who: str) -> Amendment:
    """Take back correction `number` (from 0, as `load` lists them); what was said of the cell before, or since, stands.

    Raises `NotFound`, and `BadRequest` for one that was taken back already.
    """
    said = load(store, document_id)
    if not 0 <= number < len(said):
        raise NotFound(detail=f"correction {number} of document {document_id}")
    if said[number].act == "undo" or all(one is not said[number] for one in in_force(said)):
        raise BadRequest(detail="it was taken back already")
    return keep(store, document_id, undone(said[number], who))


def shown(store: Store, document_id: str) -> list[Layered]:
    """The papers of a document as they are shown: a person's corrections laid over them."""
    return laid_over_all(store.papers(document_id), load(store, document_id))[0]


def cell(paper: Mapping[str, Any], table: str, row: int, column: str | None) -> tuple[Mapping[str, Any], Any]:
    """The row and the cell of a paper as its JSON has it. Raises `NotFound`."""
    rows = [paper["document"]] if table == "documents" else paper.get(table)
    if not isinstance(rows, list) or not 0 <= row < len(rows) or (column is not None and column not in rows[row]):
        count = len(rows) if isinstance(rows, list) else 0
        raise NotFound(detail=f"row {row} of the table {table}, which has {count}, counted from 0")
    return rows[row], rows[row][column] if column is not None else None


def _say(
    store: Store,
    document_id: str,
    part: int,
    table: str,
    row: int,
    column: str | None,
    who: str,
    *,
    value: Any = UNSEEN,
    seen: Any = UNSEEN,
) -> Amendment:
    paper = next((layer.paper for layer in shown(store, document_id) if layer.paper["document"]["part"] == part), None)
    if paper is None:
        store.manifest(document_id)
        raise NotFound(detail=f"paper {part} of document {document_id}")
    if column is not None and column not in columns_of(table):
        raise not_amendable(table, column)
    whole, old = cell(paper, table, row, column)
    if seen is not UNSEEN and seen != old:
        raise BadRequest(f"{table}.{column}", detail="it was changed meanwhile; look at it again")
    place = paper_place(paper) if table == "documents" else place_of(table, whole)
    act, new = ("delete", None) if column is None else ("set", old if value is UNSEEN else value)
    said = Amendment(table=table, part=part, column=column, old=old, new=new, who=who, when=now(), row=place, act=act)
    return keep(store, document_id, said)


def keep(store: Store, document_id: str, said: Amendment) -> Amendment:
    """Keep a correction and put the document into the index anew. Marked before and until then: a kill in between is made good."""
    marked = store.marked(document_id)
    if not marked:
        store.mark(document_id)
    try:
        kept = append(store, document_id, said)
    except KehoachError:
        _unmark(store, document_id, marked)
        raise
    refresh(store, document_id)
    _unmark(store, document_id, marked)
    return kept


def _unmark(store: Store, document_id: str, marked: bool) -> None:
    """Take the mark away, if it is one's own. An `add` that took the document up meanwhile needs it: then it stays, and costs a look."""
    if not marked:
        with suppress(ArchiveBusy), store.lock(document_id, timeout=UNMARK_SECONDS):
            if not store.taken_over(document_id):
                store.unmark(document_id)


def refresh(store: Store, document_id: str) -> None:
    """Put the document into the index anew, where there is one."""
    if not store.index.exists():
        return
    from pipeline.archive.index import build
    from pipeline.archive.index.writing import writing

    with writing(store.index) as connection:
        build.put(connection, store, document_id)
