"""The archive's own register (sổ đăng ký văn bản): a row a paper, with what Vietnamese archives ask of an electronic document.

Which fields these are: 'dữ liệu đặc tả' of a document in Thông tư 02/2019/TT-BNV (code, type, number, notation, date, issuing body,
trích yếu, language, pages, level of trust …), which Thông tư 05/2025/TT-BNV keeps as data of archived documents, and of the fields of
outgoing documents in Nghị định 30/2020/NĐ-CP, Phụ lục VI the signer, his office and the urgency. `register.tsv` has them with the
names that the rules use. A person's corrections are in; what only the archivist knows (file, box, keywords) is left to him.

In order of date, number and identifier, as CSV (UTF-8 with the mark by which Excel knows it), XLSX or JSON. Headings and words are
Vietnamese, dates as they are written (13/04/2022); with `headings="names"`, and in JSON, they are ours and dates ISO.

>>> spoken("date", "2022-04-13"), spoken("date", "2022-10"), spoken("origin", "digitised"), spoken("title", "=1+1")
('13/04/2022', '10/2022', 'Số hóa', '=1+1')
>>> [column.heading for column in columns() if column.field == "Subject"]
['Trích yếu nội dung']
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path, PurePath
from typing import IO, Any, NamedTuple

from pipeline.archive.amending.doubts import reasons
from pipeline.archive.files.store import Store
from pipeline.archive.index.connect import open_read
from pipeline.errors import BadRequest, ExtraMissing
from pipeline.output import whole_or_nothing
from pipeline.tables.cells import cell, harmless
from pipeline.tables.writers import XLSX_CELL, XLSX_ROWS
from pipeline.vietnamese.tsv import rows

Row = dict[str, Any]

HEADINGS = ("vi", "names")
"""What the first line says: Vietnamese headings, or the names of `register.tsv`."""

SEVERAL = "; "
"""Stands between the members of a list in one cell."""


class Column(NamedTuple):
    """A row of `register.tsv`: our name, the Vietnamese heading, the field's name in the rules."""

    name: str
    heading: str
    field: str


@cache
def columns() -> tuple[Column, ...]:
    """The register's columns in order."""
    return tuple(Column(**row) for row in rows("archive/exporting/register.tsv"))


@cache
def _words() -> Mapping[tuple[str, str], str]:
    return {(row["column"], row["value"]): row["words"] for row in rows("archive/exporting/register_words.tsv")}


def write_register(store: Store, path: Path, *, headings: str = "vi") -> int:
    """Write the register to a .csv, .xlsx or .json file; gives the number of rows.

    Raises `ArchiveMissing` without an index, `BadRequest` for another ending, `ExtraMissing`, `CannotWrite`.
    """
    writers = {".csv": _write_csv, ".xlsx": _write_xlsx, ".json": _write_json}
    if path.suffix.lower() not in writers or headings not in HEADINGS:
        raise BadRequest(path, detail="a register is a .csv, .xlsx or .json file, its headings vi or names")
    with closing(open_read(store.index)) as connection, whole_or_nothing(path) as file:
        return writers[path.suffix.lower()](entries(connection), file, headings)


def entries(connection: sqlite3.Connection) -> Iterator[Row]:
    """The register's rows by our names: lists as lists, dates ISO. Papers by date, then files in which no paper was read."""
    names = [row[1] for row in connection.execute("PRAGMA table_info(documents)")]
    asked = [name for name in names if name not in ("text", "id", "row")]
    query = f"""SELECT {", ".join(asked)} FROM documents
        ORDER BY coalesce(date, '9999'), coalesce(number_symbol, ''), document_id, part"""  # noqa: S608 - names of our own view
    for values in connection.execute(query):
        document = dict(zip(asked, values, strict=True))
        yield _entry(document, _file(connection, document["document_id"]))
    query = "SELECT document_id FROM files WHERE papers = 0 OR document_id NOT IN (SELECT document_id FROM documents) ORDER BY document_id"
    for (document_id,) in connection.execute(query):
        yield _entry({"document_id": document_id, "part": None}, _file(connection, document_id))


class _File(NamedTuple):
    ending: str
    page_count: int
    state: str
    searchable: str | None
    sources: list[str]
    people: list[str]


def _file(connection: sqlite3.Connection, document_id: str) -> _File:
    ending, pages, state, searchable = connection.execute(
        "SELECT ending, page_count, state, searchable FROM files WHERE document_id = ?", (document_id,)
    ).fetchone()
    sources = [path for (path,) in connection.execute("SELECT path FROM sources WHERE document_id = ? ORDER BY id", (document_id,))]
    query = "SELECT DISTINCT who FROM amendments WHERE document_id = ? AND act != 'undo' AND placed ORDER BY who"
    return _File(ending, pages, state, searchable, sources, [who for (who,) in connection.execute(query, (document_id,))])


def _entry(document: Row, file: _File) -> Row:
    document_id, part = document["document_id"], document["part"]
    kind = document.get("source_kind")
    row: Row = {
        "identifier": document_id if part in (None, 1) else f"{document_id}.{part}",
        "origin": "born_digital" if kind in ("text", "pdf-text") else "digitised" if kind else None,
        "file_names": list(dict.fromkeys(PurePath(path).name for path in file.sources)),
        "original": f"documents/{document_id[:2]}/{document_id}/original.{file.ending}",
        "searchable": file.searchable, "state": file.state, "corrected_by": file.people,
        "page_count": document.get("page_count", file.page_count),
        "notes": json.loads(document.get("quality") or "[]"),
    }  # fmt: skip
    for column in columns():
        value = row.get(column.name, document.get(column.name))
        row[column.name] = json.loads(value) if column.name in _LISTS and isinstance(value, str) else value
    return {column.name: row[column.name] for column in columns()}


_LISTS = ("co_issuers", "co_signers", "recipients")


def spoken(column: str, value: Any) -> str | int:
    """A value as a person reads it in the cell; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, list):
        return SEVERAL.join(str(spoken(column, one)) for one in value)
    if column == "notes":
        return next((reasons()[table, value].vi for table in ("documents", "sections") if (table, value) in reasons()), str(value))
    if column == "date":
        return "/".join(reversed(str(value).split("-")))
    return _words().get((column, value), value)  # type: ignore[no-any-return]


def _cells(entry: Row, headings: str) -> list[str | int]:
    if headings == "names":
        return [
            value if isinstance(value, int) else SEVERAL.join(value) if isinstance(value, list) else value or "" for value in entry.values()
        ]
    return [spoken(column, value) for column, value in entry.items()]


def _head(headings: str) -> list[str]:
    return [column.heading if headings == "vi" else column.name for column in columns()]


def _write_csv(entries: Iterator[Row], file: IO[bytes], headings: str) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_head(headings))
    count = 0
    for count, entry in enumerate(entries, 1):  # noqa: B007
        writer.writerow([cell(value) for value in _cells(entry, headings)])
    text.flush()
    text.detach()
    return count


def _write_json(entries: Iterator[Row], file: IO[bytes], headings: str) -> int:
    """A list of rows by our names, one a line."""
    count = 0
    for count, entry in enumerate(entries, 1):
        line = json.dumps(entry, ensure_ascii=False)
        file.write((",\n" if count > 1 else "[\n").encode() + line.encode())
    file.write(b"\n]\n" if count else b"[]\n")
    return count


def _write_xlsx(entries: Iterator[Row], file: IO[bytes], headings: str) -> int:
    try:
        import xlsxwriter
    except ImportError as error:
        raise ExtraMissing("archive export --register", detail="pip install 'kehoach[xlsx]'") from error
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet("Sổ đăng ký" if headings == "vi" else "register")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns()) - 1, 18)
    sheet.write_row(0, 0, _head(headings), book.add_format({"bold": True, "text_wrap": True, "valign": "top"}))
    count = 0
    for entry in entries:
        if count + 1 >= XLSX_ROWS:
            break
        count += 1
        for place, value in enumerate(_cells(entry, headings)):
            if isinstance(value, int):
                sheet.write_number(count, place, value)
            elif value:
                text = harmless(value)
                sheet.write_string(count, place, text if len(text) <= XLSX_CELL else text[: XLSX_CELL - 1] + "…")
    sheet.autofilter(0, 0, max(count, 1), len(columns()) - 1)
    book.close()
    return count
