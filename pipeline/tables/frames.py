"""Rows to pandas DataFrames: columns and types are those of the row's dataclass, also of an empty table.

>>> from pipeline.records import Entity
>>> table = frame("entities", [(("4f…", 1, "kh.pdf"), Entity(raw="Kiên Giang", start=4, end=14, label="LOC"))])
>>> table.loc[0, ["source", "raw", "page"]].tolist()
['kh.pdf', 'Kiên Giang', <NA>]
>>> list(frame("entities", []).columns) == list(table.columns)
True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.document import PageSpan
from pipeline.tables.columns import KEY, columns, kinds

Key = tuple[str, int, str]
"""Which paper a row belongs to: document_id, part, source."""

_DTYPES = {"text": "string", "integer": "Int64", "number": "Float64", "flag": "boolean"}


def values(table: str, key: Key, row: Any) -> list[object]:
    """The cells of a row in the order of `columns(table)`."""
    names = columns(table)[len(KEY) :]
    return [*key, *(row if isinstance(row, PageSpan) else (getattr(row, name) for name in names))]


def frame(table: str, rows: Iterable[tuple[Key, Any]]) -> pd.DataFrame:
    """A DataFrame of the rows, each given with the key of its paper. Lists stay Python lists, nulls are NA."""
    cells = [values(table, key, row) for key, row in rows]
    kind_of = kinds(table)
    return pd.DataFrame({name: _series([line[n] for line in cells], kind_of[name]) for n, name in enumerate(columns(table))})


def answer(kinds_of: Mapping[str, str], rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """A DataFrame of rows that are no table of a paper (answers of an archive); `kinds_of` tells each column's kind of value, in order."""
    cells = list(rows)
    return pd.DataFrame({name: _series([line[n] for line in cells], kind) for n, (name, kind) in enumerate(kinds_of.items())})


def _series(cells: Sequence[object], kind: str) -> pd.Series[Any]:
    if kind in _DTYPES:
        return pd.Series(cells, dtype=_DTYPES[kind])
    return pd.Series([None if cell is None else plain(cell) for cell in cells], dtype=object)


def plain(value: Any) -> Any:
    """Tuples and boxes as lists, all else as it is."""
    return [plain(item) for item in value] if isinstance(value, tuple) else value
