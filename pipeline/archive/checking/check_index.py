"""The index against the files (đối chiếu chỉ mục): every document in it once, in its present state, with its text.

Both are gone through side by side in the order of the ids, so that an archive of any size is compared in the memory of one document.
What differs is looked at a second time while the document is held: another process may just be putting it in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Set
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple

from pipeline.archive.adding.incoming import looked_at
from pipeline.archive.amending.amendments import load
from pipeline.archive.checking.finding import Finding
from pipeline.archive.files.store import Store
from pipeline.archive.index.build import put_failures, put_many, remove
from pipeline.archive.index.connect import VERSION, as_ours, open_read, swap_lock
from pipeline.archive.index.rebuild import rebuild
from pipeline.archive.index.writing import writing
from pipeline.errors import ArchiveBusy, ArchiveNewer, KehoachError

WHOLE = frozenset({"index_missing", "index_unreadable", "index_older"})
"""Findings after which the whole index is made anew."""


MANY = 1000
"""Rows that differ from which on the whole index is made anew: it is quicker, and small in memory."""


class _Row(NamedTuple):
    document_id: str
    revision: int


def index_findings(store: Store, without: Set[str] = frozenset()) -> Iterator[Finding]:
    """What is wrong with the index; nothing is changed. Damaged documents are left out (`without`): the index may be right about them."""
    name = store.index.name
    state = _state(store)
    if state is not None:
        yield Finding(state[0], name, detail=state[1])
        return
    if not store.index.exists():
        return  # nothing was added yet
    try:
        with closing(open_read(store.index)) as connection:
            yield from (found for found in _compared(connection, store) if found.document_id not in without)
        # Twice, and not beside an `add`: it brings the index's list up to the files at its end.
        if _failures_differ(store) and not looked_at(store.incoming)[1] and _failures_differ(store):
            yield Finding("index_failures", name)
    except sqlite3.Error as error:
        yield Finding("index_unreadable", name, detail=str(error))


def _failures_differ(store: Store) -> bool:
    with closing(open_read(store.index)) as connection:
        told = {path for (path,) in connection.execute("SELECT path FROM failures")}
    return told != {failure.path for failure in store.failures()}


def mend_index(store: Store, findings: list[Finding]) -> None:
    """Put the index right. Raises `ArchiveBusy`, `CannotWrite`."""
    if len(findings) > MANY or any(found.kind in WHOLE for found in findings):
        rebuild(store)  # the damaged one is not deleted before: another process may have it open
        return
    try:
        with writing(store.index) as connection:
            for found in findings:
                if found.kind == "index_row_extra" and found.document_id:
                    remove(connection, found.document_id)
            put_many(connection, store, [found.document_id for found in findings if found.document_id and found.kind != "index_row_extra"])
            put_failures(connection, store)
    except sqlite3.Error as error:
        raise as_ours(error, store.index) from error


def _state(store: Store) -> tuple[str, str] | None:
    """A finding about the index as a whole."""
    if not store.index.exists():
        return ("index_missing", "") if next(store.ids(), None) else None
    try:
        version, said = _said(store, exclusive=False)
        if version == 0:  # it may just be being made: nobody is at it while it is looked at once more
            version, said = _said(store, exclusive=True)
    except sqlite3.Error as error:
        return "index_unreadable", str(error)
    if version == VERSION:
        return None if said == "ok" else ("index_unreadable", said)
    if version > VERSION:
        return "index_newer", f"version {version}"
    return ("index_older" if version else "index_unreadable"), f"version {version}"


def _said(store: Store, *, exclusive: bool) -> tuple[int, str]:
    """The version of the index, and what SQLite says of one of the present version."""
    with ExitStack() as stack:
        # File and journal are opened one after the other, and a rebuild swaps them: both must be of one index.
        with swap_lock(store.index, exclusive=exclusive):
            connection = sqlite3.connect(f"{store.index.resolve().as_uri()}?mode=ro", uri=True, timeout=60)
            stack.callback(connection.close)
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        return version, str(connection.execute("PRAGMA quick_check(1)").fetchone()[0]) if version == VERSION else ""


def _compared(connection: sqlite3.Connection, store: Store) -> Iterator[Finding]:
    rows = (_Row(*row) for row in connection.execute("SELECT document_id, revision FROM files ORDER BY document_id"))
    ids = store.ids()
    row, document_id = next(rows, None), next(ids, None)
    while row is not None or document_id is not None:
        if document_id is None or (row is not None and row.document_id < document_id):
            assert row is not None
            if not store.folder(row.document_id).exists():
                yield _finding("index_row_extra", store, row.document_id)
            row = next(rows, None)
            continue
        there = row if row is not None and row.document_id == document_id else None
        if (kind := _judged(connection, store, document_id, there)) is not None:
            yield _finding(kind, store, document_id)
        row = next(rows, None) if there is not None else row
        document_id = next(ids, None)


def _finding(kind: str, store: Store, document_id: str) -> Finding:
    return Finding(kind, str(store.folder(document_id).relative_to(store.root)), document_id)


def _judged(connection: sqlite3.Connection, store: Store, document_id: str, row: _Row | None) -> str | None:
    kind = _kind(connection, store, document_id, row)
    if kind is None or store.marked(document_id):
        return None
    try:  # once more, with the document held and the index as it is now
        with store.lock(document_id, timeout=0), closing(open_read(store.index)) as again:
            found = again.execute("SELECT document_id, revision FROM files WHERE document_id = ?", (document_id,)).fetchone()
            return _kind(again, store, document_id, None if found is None else _Row(*found))
    except (ArchiveBusy, ArchiveNewer):
        return None


def _kind(connection: sqlite3.Connection, store: Store, document_id: str, row: _Row | None) -> str | None:
    try:
        revision = store.manifest(document_id).revision
    except KehoachError:
        return None  # the document itself is damaged: that is told elsewhere
    if row is None:
        return "index_row_missing"
    if row.revision != revision:
        return "index_stale"
    query = "SELECT count(*) FROM amendments WHERE document_id = ?"
    try:
        if connection.execute(query, (document_id,)).fetchone()[0] != len(load(store, document_id)):
            return "index_stale"
    except KehoachError:
        return None
    query = "SELECT text FROM documents WHERE document_id = ? ORDER BY part"
    texts = [text for (text,) in connection.execute(query, (document_id,))]
    try:
        written = [_text(path.with_suffix(".txt")) for path in store.paper_files(document_id)]
    except OSError:
        return None
    return None if texts == written else "index_differs"


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace").removesuffix("\n").replace("\0", "\N{REPLACEMENT CHARACTER}")
