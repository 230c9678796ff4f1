"""Whole tables of an archive as DataFrames, and questions in SQL: for what `search`, `citations` and `targets` do not ask.

A table has the columns of a paper's (`tables.columns`), a person's corrections laid over, and those of an export besides (`BESIDES`), so
that a notebook that works on an archive works on its Parquet files. Rows are asked for some thousands at a time: pandas keeps words
closer together than Python does.

    archive = pipeline.Archive("kho")
    archive.table("citations", ["cited", "relation", "paper_province", "paper_year"], doc_type="KH")
    archive.sql("SELECT province, count(*) AS papers FROM documents GROUP BY province")
"""

# ruff: noqa: S608 - names of tables and columns are this package's own; values are parameters

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.archive.index.views import interned
from pipeline.archive.searching.filters import NO_FILTERS, Filters, condition
from pipeline.errors import BadRequest
from pipeline.tables.columns import TABLES, columns, kinds

if TYPE_CHECKING:
    import pandas as pd

PROVINCE, YEAR, CITED = "paper_province", "paper_year", "cited"
"""Columns that an archive adds to the tables: province (of 2025) and year of the paper; what makes a cited document one."""

_PAPER = {PROVINCE: ("text", interned("p.province_2025")), YEAR: ("integer", "p.year")}
_NAME = "(SELECT name FROM cited_document WHERE cited_document.id = t.cited)"

BESIDES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    table: {**({CITED: ("text", _NAME)} if table == "citations" else {}), **_PAPER} for table in TABLES
}
"""Columns beyond those of a paper's table: kind of value, and SQL on the view `t` and its `paper p`."""

AT_ONCE = 10_000
"""Rows between two steps into pandas."""

_LISTS = ("texts", "box", "boxes")


def table(
    connection: sqlite3.Connection,
    name: str,
    wanted: Sequence[str] | None = None,
    filters: Filters = NO_FILTERS,
) -> pd.DataFrame:
    """The rows of a table of all papers that the filters leave, in the order of the index. Raises `BadRequest`."""
    import pandas as pd

    from pipeline.tables.frames import answer

    kind_of = _kinds(name, wanted)
    rows = connection.execute(*_question(connection, name, list(kind_of), filters))
    parts = [answer(kind_of, part) for part in _parts(rows, [kind in _LISTS for kind in kind_of.values()])]
    return pd.concat(parts, ignore_index=True) if parts else answer(kind_of, [])


def _kinds(name: str, wanted: Sequence[str] | None) -> dict[str, str]:
    """Columns that are wanted, with the kind of value in each."""
    if name not in TABLES:
        raise BadRequest(name, detail=f"there are the tables {', '.join(TABLES)}")
    known = {column: kinds(name)[column] for column in columns(name)} | {column: kind for column, (kind, _) in BESIDES[name].items()}
    if unknown := [column for column in wanted or () if column not in known]:
        raise BadRequest(unknown[0], detail=f"{name} has the columns {', '.join(known)}")
    return {column: known[column] for column in (known if wanted is None else wanted)}


def _question(connection: sqlite3.Connection, name: str, wanted: list[str], filters: Filters) -> tuple[str, list[object]]:
    where, values = condition(connection, filters)
    known = {column: form for column, (_, form) in BESIDES[name].items()}
    chosen = ", ".join(known.get(column) or f't."{column}"' for column in wanted)
    paper = "t.id" if name == "documents" else "t.id >> 20"
    only = f" WHERE t.id{'' if name == 'documents' else ' >> 20'} IN (SELECT p.id FROM paper p WHERE {where})" if where else ""
    return f"SELECT {chosen or 'NULL'} FROM {name} t JOIN paper p ON p.id = {paper}{only} ORDER BY t.id", values


def _parts(rows: sqlite3.Cursor, lists: Sequence[bool]) -> Iterator[list[list[object]]]:
    while part := rows.fetchmany(AT_ONCE):
        yield [[json.loads(cell) if cell and is_list else cell for cell, is_list in zip(row, lists, strict=True)] for row in part]


def sql(connection: sqlite3.Connection, query: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> pd.DataFrame:
    """What the index answers to a question in SQL, with columns that can be null. Lists are JSON. Raises `BadRequest`."""
    import pandas as pd

    try:
        return pd.read_sql_query(query, connection, params=parameters or None, dtype_backend="numpy_nullable")
    except (pd.errors.DatabaseError, sqlite3.Error, TypeError) as error:
        raise BadRequest("SQL", detail=str(error.__cause__ or error)) from error
