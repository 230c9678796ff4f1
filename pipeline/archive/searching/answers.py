"""Answers of an archive as DataFrames: hits, citations, targets, documents; columns and kinds are those of the rows' dataclasses.

>>> list(columns_of(Hit))[:3], columns_of(Hit)["page"], columns_of(Aim)["value"]
(['document_id', 'part', 'source'], 'integer', 'number')
"""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from pipeline.archive.searching import questions, search, targets
from pipeline.archive.searching.filters import Filters, condition
from pipeline.archive.searching.questions import Citing
from pipeline.archive.searching.search import Hit
from pipeline.archive.searching.targets import Aim
from pipeline.tables.columns import kinds

if TYPE_CHECKING:
    import pandas as pd

_KINDS: dict[Any, str] = {str: "text", int: "integer", float: "number", bool: "flag", list[str]: "texts", list[float]: "box"}


@cache
def columns_of(row: type) -> Mapping[str, str]:
    """Name and kind of each column of a dataclass of rows; a snippet is text here."""
    return {name: _kind(hint) for name, hint in get_type_hints(row).items()}


def _kind(hint: Any) -> str:
    options = [option for option in get_args(hint) if option is not type(None)] if isinstance(hint, UnionType) else [hint]
    return _KINDS.get(options[0], "text")


def _frame(kind: type, rows: Iterable[Any]) -> pd.DataFrame:
    from pipeline.tables.frames import answer

    names = [field.name for field in fields(kind)]
    return answer(columns_of(kind), ([getattr(row, name) for name in names] for row in rows))


def named_rows(kind: type, rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    """Rows that are named tuples of that kind."""
    from pipeline.tables.frames import answer

    return answer(columns_of(kind), rows)


def hits(connection: sqlite3.Connection, words: str, filters: Filters, limit: int | None, offset: int) -> pd.DataFrame:
    """Papers that have the words, best first; `attrs` has the `total` and the `note`."""
    results = search.search(connection, words, filters, limit, offset)
    table = _frame(Hit, results.hits)
    table["snippet"] = ["".join(text for text, _ in hit.snippet) for hit in results.hits]
    table["snippet"] = table["snippet"].astype("string")
    table.attrs.update(total=results.total, note=results.note)
    return table


def citing(connection: sqlite3.Connection, wanted: str, cited_by: str | None, filters: Filters, limit: int | None) -> pd.DataFrame:
    """Citations of a document, or of one paper; `attrs` has the names of the documents that were meant, and the `total`.

    `attrs["other_forms"]` names documents that may be the same, cited in another form, each with its number of citations.
    """
    answer = questions.citations(connection, wanted, cited_by=cited_by, filters=filters, limit=limit)
    table = _frame(Citing, answer.rows)
    forms = {document.name: document.citations for document in answer.other_forms}
    table.attrs.update(total=answer.total, documents=[document.name for document in answer.documents], other_forms=forms)
    return table


def aims(connection: sqlite3.Connection, words: str, filters: Filters, limit: int | None) -> pd.DataFrame:
    """Targets that have the words; `attrs` has the `total` and the `note`."""
    found = targets.targets(connection, words, filters, limit)
    table = _frame(Aim, found.rows)
    table.attrs.update(total=found.total, note=found.note)
    return table


def documents(connection: sqlite3.Connection, filters: Filters, *, text: bool = False) -> pd.DataFrame:
    """All papers that fit, in the order of the index: columns of `documents` (`text` if asked for), level, year, the file's state."""
    from pipeline.tables.frames import answer

    where, values = condition(connection, filters)
    told = {name: kind for name, kind in kinds("documents").items() if text or name != "text"}
    told |= {"level": "text", "year": "integer", "state": "text"}
    chosen = ", ".join(
        "(SELECT state FROM files f WHERE f.document_id = d.document_id)" if name == "state" else f"d.{name}" for name in told
    )
    some = f" WHERE d.id IN (SELECT p.id FROM paper p WHERE {where})" if where else ""
    rows = connection.execute(f"SELECT {chosen} FROM documents d{some} ORDER BY d.id", values)
    lists = [kind in ("texts", "box", "boxes") for kind in told.values()]
    cells = ([json.loads(c) if c and is_list else c for c, is_list in zip(row, lists, strict=True)] for row in rows)
    return answer(told, cells)
