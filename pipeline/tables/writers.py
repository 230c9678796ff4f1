"""The tables of a whole run as files: one CSV or Parquet file a table, or one workbook with a sheet a table.

A writer takes one paper at a time and keeps little of it, so that a run over thousands of papers needs no more memory than a
run over one. Nothing stands under its final name before `close`: a run that breaks off leaves no half table.
pyarrow and XlsxWriter are optional: `open_writers` says how to install what is missing.
"""

from __future__ import annotations

import csv
import importlib
import os
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from pipeline.errors import CannotWrite, ExtraMissing
from pipeline.tables.cells import cell
from pipeline.tables.columns import TABLES, columns, kinds, meanings
from pipeline.tables.frames import Key, plain, values

FORMATS = ("csv", "json", "parquet", "xlsx")
"""What `--format` may ask for. JSON and CSV are always written."""

EXTRAS = {"parquet": "pyarrow", "xlsx": "xlsxwriter"}
"""The library behind each optional format; the extra has the name of the format."""

XLSX_CELL, XLSX_ROWS = 32_767, 1_048_576
"""What a workbook can hold: letters in a cell, rows in a sheet."""

PARQUET_ROWS, PARQUET_LETTERS = 5_000, 10_000_000
"""Rows of a table held back before they are written as one row group, and letters (whole texts stand in the table `documents`)."""

Rows = Mapping[str, Sequence[Any]]
"""The rows of one paper by table."""


class Writer(Protocol):
    """Takes the tables of one paper after the other."""

    def add(self, key: Key, rows: Rows) -> None:
        """Append the rows of one paper."""

    def close(self) -> list[Path]:
        """Finish the files, put them in place and name them."""


def formats_of(text: str) -> tuple[str, ...]:
    """The formats named in a list with commas; CSV and JSON come with every run. Raises ValueError for an unknown one.

    >>> formats_of("xlsx, CSV"), formats_of("json")
    (('csv', 'json', 'xlsx'), ('csv', 'json'))
    """
    asked = {word.strip().lower() for word in text.split(",") if word.strip()}
    if unknown := sorted(asked.difference(FORMATS)):
        raise ValueError(f"unknown format {', '.join(unknown)}; there are {', '.join(FORMATS)}")
    return tuple(form for form in FORMATS if form in asked or form in ("csv", "json"))


def missing_extra(form: str) -> ExtraMissing | None:
    """What is missing for a format, as an error that says how to install it; None where it can be written."""
    library = EXTRAS.get(form)
    if library is None:
        return None
    try:
        importlib.import_module(library)
    except ImportError:
        return ExtraMissing(f"--format {form}", detail=f"pip install 'kehoach[{form}]'")
    return None


def open_writers(formats: Iterable[str], folder: Path) -> list[Writer]:
    """A writer for each table format asked for (`json` needs none). Raises `ExtraMissing`, `CannotWrite`."""
    kinds_of_writer: dict[str, type[CsvFolder] | type[ParquetFolder] | type[XlsxBook]] = {
        "csv": CsvFolder,
        "parquet": ParquetFolder,
        "xlsx": XlsxBook,
    }
    wanted = [form for form in FORMATS if form in set(formats) and form in kinds_of_writer]
    for form in wanted:
        if error := missing_extra(form):
            raise error
    try:
        return [kinds_of_writer[form](folder) for form in wanted]
    except OSError as error:
        raise CannotWrite(folder, detail=error.strerror or "") from error


def _put_in_place(drafts: Mapping[Path, Path], settle: bool = True) -> list[Path]:
    for draft, final in drafts.items():
        if settle:
            with draft.open("rb") as file:
                os.fsync(file.fileno())
        draft.replace(final)
    return list(drafts.values())


class CsvFolder:
    """`citations.csv` and so on: UTF-8, comma, lists as JSON, formulas disarmed."""

    def __init__(self, folder: Path) -> None:
        self._drafts = {folder / f".{table}.csv.part": folder / f"{table}.csv" for table in TABLES}
        self._files = [draft.open("w", encoding="utf-8", newline="") for draft in self._drafts]
        self._writers = {table: csv.writer(file, lineterminator="\n") for table, file in zip(TABLES, self._files, strict=True)}
        for table, writer in self._writers.items():
            writer.writerow(columns(table))

    def add(self, key: Key, rows: Rows) -> None:
        """Append the rows of one paper."""
        for table, writer in self._writers.items():
            writer.writerows([cell(value) for value in values(table, key, row)] for row in rows[table])

    def close(self) -> list[Path]:
        """Finish the files, put them in place and name them."""
        for file in self._files:
            file.close()
        return _put_in_place(self._drafts)


More = Mapping[str, Mapping[str, Callable[[Any], str | None]]]
"""Columns of text beyond those of a row: table -> name -> how the cell is made of the row."""


class ParquetFolder:
    """`citations.parquet` and so on, typed: lists stay lists, nulls nulls; each column carries what it means as its `description`.

    Without `settle` the caller sees that the disk has them. Columns of `more` stand last.
    """

    def __init__(self, folder: Path, *, settle: bool = True, more: More = types.MappingProxyType({})) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        kind_of = {
            "text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "flag": pa.bool_(),
            "texts": pa.list_(pa.string()), "box": pa.list_(pa.float64()), "boxes": pa.list_(pa.list_(pa.float64())),
        }  # fmt: skip
        self._arrow, self._settle, self._more = pa, settle, more
        self._drafts = {folder / f".{table}.parquet.part": folder / f"{table}.parquet" for table in TABLES}
        self._schemas = {
            table: pa.schema(
                [
                    pa.field(name, kind_of[kinds(table)[name]], metadata={"description": meanings(table)[name].text})
                    for name in columns(table)
                ]
                + [pa.field(name, pa.string()) for name in more.get(table, ())]
            )
            for table in TABLES
        }
        self._writers = {table: pq.ParquetWriter(draft, self._schemas[table]) for table, draft in zip(TABLES, self._drafts, strict=True)}
        self._waiting: dict[str, list[list[object]]] = {table: [] for table in TABLES}
        self._letters = dict.fromkeys(TABLES, 0)

    def add(self, key: Key, rows: Rows) -> None:
        """Append the rows of one paper."""
        for table, waiting in self._waiting.items():
            more = self._more.get(table, {}).values()
            waiting.extend([*map(plain, values(table, key, row)), *(cell_of(row) for cell_of in more)] for row in rows[table])
            self._letters[table] += sum(len(row.text) for row in rows[table] if table in ("documents", "sections"))
            if len(waiting) >= PARQUET_ROWS or self._letters[table] >= PARQUET_LETTERS:
                self._write(table)

    def _write(self, table: str) -> None:
        cells = zip(*self._waiting[table], strict=True)
        schema = self._schemas[table]
        arrays = [self._arrow.array(list(column), field.type) for column, field in zip(cells, schema, strict=True)]
        self._writers[table].write_table(self._arrow.Table.from_arrays(arrays, schema=schema))
        self._waiting[table], self._letters[table] = [], 0

    def close(self) -> list[Path]:
        """Finish the files, put them in place and name them."""
        for table, writer in self._writers.items():
            if self._waiting[table]:
                self._write(table)
            writer.close()
        return _put_in_place(self._drafts, self._settle)


class XlsxBook:
    """`tables.xlsx`, a sheet a table. A text longer than a cell can hold is cut and ends in `…`; the JSON has it whole."""

    def __init__(self, folder: Path) -> None:
        import xlsxwriter

        self._draft, self._final = folder / ".tables.xlsx.part", folder / "tables.xlsx"
        # constant_memory: rows go to disk as they come. A string is a string: neither formula nor link is made of it.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
        self._book = xlsxwriter.Workbook(str(self._draft), options)
        self._sheets = {table: self._book.add_worksheet(table) for table in TABLES}
        self._next = dict.fromkeys(TABLES, 1)
        bold = self._book.add_format({"bold": True})
        for table, sheet in self._sheets.items():
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, columns(table), bold)

    def add(self, key: Key, rows: Rows) -> None:
        """Append the rows of one paper. Rows beyond what a sheet can hold are left to the CSV."""
        for table, sheet in self._sheets.items():
            for row in rows[table]:
                if self._next[table] >= XLSX_ROWS:
                    break
                for column, value in enumerate(values(table, key, row)):
                    if isinstance(value, (bool, int, float)):
                        sheet.write(self._next[table], column, value)
                    elif value is not None:
                        text = cell(value)
                        text = text if len(text) <= XLSX_CELL else text[: XLSX_CELL - 1] + "…"
                        sheet.write_string(self._next[table], column, text)
                self._next[table] += 1

    def close(self) -> list[Path]:
        """Finish the workbook, put it in place and name it."""
        self._book.close()
        return _put_in_place({self._draft: self._final})
