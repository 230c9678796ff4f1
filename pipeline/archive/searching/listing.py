"""What is in the archive, one row a document (danh sách tài liệu): state, pages, papers, names it was given by, and what failed.

Documents that are complete come from the index; those that a run is working on, or left undone, from their files: they are in no index yet.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Iterator
from typing import Any

from pipeline.archive.files.manifest import Fault
from pipeline.archive.files.store import Store
from pipeline.archive.index.connect import open_read
from pipeline.errors import KehoachError

COLUMNS = (
    "document_id", "state", "kind", "page_count", "papers", "doc_type", "number_symbol", "date", "issuer", "title", "searchable",
    "searchable_note", "size", "made_by", "sources", "faults",
)  # fmt: skip
"""Columns of the list; the paper's own are those of the first one of the file."""

_INDEXED = """
SELECT f.document_id, f.state, f.kind, f.page_count, f.papers, d.doc_type, d.number_symbol, d.date, d.issuer, d.title, f.searchable,
    f.searchable_note, f.size, f.made_by, f.faults,
    (SELECT json_group_array(path) FROM (SELECT path FROM sources s WHERE s.document_id = f.document_id ORDER BY s.id)) AS sources
FROM files f LEFT JOIN documents d ON d.document_id = f.document_id AND d.part = 1
ORDER BY f.document_id
"""

BAD = frozenset({"partly", "failed"})
"""States of documents that `--failed` shows, besides the paths that could not be taken in."""


def listed(store: Store, *, failed: bool = False) -> Iterator[dict[str, Any]]:
    """The documents in the order of their ids; `failed`: those that were not read or only in part, then the paths that failed, by name.

    A path that could not be taken in has no document, but a state `failed` and its fault. Raises `ArchiveMissing`, `ArchiveDamaged`.
    """
    working = {document_id: row for document_id in store.unfinished() if (row := _from_files(store, document_id))}
    for row in [*_indexed(store, skip=working), *working.values()]:
        if not failed or row["state"] in BAD:
            yield row
    if failed:
        for failure in sorted(store.failures(), key=lambda failure: failure.path):
            fault = Fault(failure.code, failure.kind, None, failure.message["en"], failure.message["vi"])
            yield dict.fromkeys(COLUMNS) | {"state": "failed", "sources": [failure.path], "faults": [fault._asdict()]}


def _indexed(store: Store, skip: Container[str]) -> Iterator[dict[str, Any]]:
    if not store.index.exists() and not any(True for _ in store.ids()):
        return
    connection = open_read(store.index)
    try:
        connection.row_factory = sqlite3.Row
        for found in connection.execute(_INDEXED):
            row = {name: found[name] for name in COLUMNS}
            if row["document_id"] not in skip:
                faults = [Fault(*fault)._asdict() for fault in json.loads(row["faults"])]
                yield row | {"sources": json.loads(row["sources"]), "faults": faults}
    finally:
        connection.close()


def _from_files(store: Store, document_id: str) -> dict[str, Any] | None:
    try:
        manifest = store.manifest(document_id)
    except KehoachError:  # not copied to its place yet
        return None
    known = {name: getattr(manifest, name) for name in COLUMNS if hasattr(manifest, name)}
    sources, faults = [source.path for source in manifest.sources], [fault._asdict() for fault in manifest.faults]
    return dict.fromkeys(COLUMNS) | known | {"sources": sources, "faults": faults}
