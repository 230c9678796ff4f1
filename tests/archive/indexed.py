"""Small archives with an index, for the tests of the index and of the questions that are asked of it."""

from __future__ import annotations

import copy
import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

from pipeline.archive.files.manifest import Manifest, SourceName
from pipeline.archive.files.store import Store
from pipeline.archive.index.build import put_papers
from pipeline.archive.index.connect import open_write
from pipeline.tables.columns import TABLES, columns

EMPTY: dict[str, list[Any]] = {name: [] for name in TABLES if name != "documents"}

ROW: dict[str, Any] = {
    "part": 1, "source_kind": "text", "page_count": 1, "doc_type": "KH", "doc_type_name": "Kế hoạch", "number": None, "symbol": None,
    "number_symbol": None, "number_raw": None, "number_page": None, "number_box": None, "date": None, "date_precision": None, "place": None,
    "issuer": None, "issuer_parent": None, "co_issuers": [], "province": None, "province_2025": None, "district": None, "title": None,
    "signer": None, "signer_role": None, "signing_authority": None, "co_signers": [], "recipients": [], "language": "vi",
    "security_mark": None, "urgency_mark": None, "signature_name": None, "signature_time": None, "signature_state": None,
    "ocr_confidence": None, "quality": [],
}  # fmt: skip


def id_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def plan(name: str, text: str, **more: Any) -> dict[str, Any]:
    """A paper as JSON has it: the columns given, all others empty; values of tables' names are rows."""
    rows = {table: more.pop(table) for table in list(more) if table in EMPTY}
    document = {**ROW, "document_id": id_of(name), "source": f"kệ/{name}.txt", "text": text, **more}
    page = {"page": 1, "start": 0, "end": len(text), "kind": "text", "width": None, "height": None, "dpi": None, "rotation": 0, "skew": 0.0}
    return copy.deepcopy({"document": document, **EMPTY, "pages": [page | {"confidence": None}], **rows})


def mention(text: str, raw: str, **more: Any) -> dict[str, Any]:
    """The place of words in a text, as a row has it."""
    start = text.index(raw)
    place = {"raw": raw, "start": start, "end": start + len(raw), "page": None, "box": None, "boxes": [], "confidence": 1.0}
    return place | {"flags": []} | more


def citation(text: str, raw: str, **more: Any) -> dict[str, Any]:
    """A row of `citations`."""
    empty = dict.fromkeys((
        "doc_type", "number", "year", "symbol", "number_symbol", "date", "issuer", "jurisdiction", "province_2025", "title", "pinpoint",
        "relation", "parent_citation", "canonical_id", "canonical_key", "register_date", "register_issuer",
    ))  # fmt: skip
    return mention(text, raw) | {"kind": "numbered"} | empty | more


def target(text: str, raw: str, **more: Any) -> dict[str, Any]:
    """A row of `targets`."""
    empty = dict.fromkeys((
        "indicator", "subject", "value", "value_max", "unit", "denominator", "modality", "direction", "year", "deadline", "section_id",
    ))  # fmt: skip
    return mention(text, raw) | {"subject_inherited": False, "comparator": "="} | empty | more


def manifest(paper: dict[str, Any], **more: Any) -> Manifest:
    document = paper["document"]
    known = {"kind": "text", "ending": "txt", "size": 9, "state": "read", "papers": 1, "made_by": "kehoach 0.1.0"}
    return Manifest(
        document_id=document["document_id"], sources=(SourceName(document["source"], "2026-11-21T08:00:00Z"),), **(known | more)
    )  # fmt: skip


def index_of(path: Path, papers: list[dict[str, Any]]) -> sqlite3.Connection:
    """A new index with the papers in it, one document each."""
    connection = open_write(path)
    for paper in papers:
        put_papers(connection, manifest(paper), [paper])
    return connection


def store_of(root: Path, papers: list[dict[str, Any]]) -> Store:
    """A new archive with the papers' files, without an index."""
    store = Store.open(root, create=True)
    for paper in papers:
        keep(store, paper)
    return store


def keep(store: Store, paper: dict[str, Any], **more: Any) -> None:
    known = manifest(paper, **more)
    store.write_manifest(known)
    store.folder(known.document_id).joinpath("paper.json").write_text(json.dumps(paper, ensure_ascii=False), encoding="utf-8")


def rows_of(connection: sqlite3.Connection, table: str, document_id: str) -> list[dict[str, Any]]:
    """The rows of a view as the paper's JSON has them: lists and boxes as lists, flags as booleans."""
    names = columns(table)
    chosen = ", ".join(f'"{name}"' for name in names)
    query = f"SELECT {chosen} FROM {table} WHERE document_id = ? ORDER BY id"
    return [dict(zip(names, row, strict=True)) for row in connection.execute(query, (document_id,))]


NUMBERED_ANEW = ("file_source", "amendment", "doubt")
"""Tables whose rows get new numbers each time that they are put in."""


def everything(connection: sqlite3.Connection) -> list[Any]:
    """All rows of all tables of the file, and what the search finds."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    plain = [name for name in names if not name.startswith(("sqlite_", "folded", "exact", "target_words", "cited_words"))]
    rows = [(name, connection.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall()) for name in plain]
    words = '"ke" OR "kế" OR "thien"'
    found = [connection.execute(f"SELECT rowid FROM {name} WHERE {name} MATCH ?", (words,)).fetchall() for name in ("folded", "exact")]
    return [(name, [row[1:] for row in table] if name in NUMBERED_ANEW else table) for name, table in rows] + found
