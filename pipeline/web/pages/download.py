"""Answers as files (tải về): the rows that a page tells of, all of them, as CSV or JSON, with the columns that the command line gives.

What a page counts is what its file holds: the same words, the same filters. CSV is UTF-8; what a spreadsheet would run is disarmed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from typing import Any

from datasette.utils.asgi import Response

from pipeline.archive.index.connect import limit
from pipeline.console.rows import as_csv, as_json
from pipeline.web.pages.page import Visit

FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
"""What `?dang=` may ask for, and its kind."""


PATIENCE = 30.0
"""Seconds that a file may take: it has all rows, a page but some."""


def take_time(connection: sqlite3.Connection) -> None:
    """Let what is asked from now on take as long as a file may."""
    limit(connection, PATIENCE)


def form(visit: Visit) -> str:
    """The form that is asked for; '' for a page."""
    given = visit.text("dang", 10)
    return given if given in FORMS else ""


def links(address: str) -> dict[str, str]:
    """The addresses of the same answer as files, by form."""
    return {name: f"{address}{'&' if '?' in address else '?'}dang={name}" for name in FORMS}


def file(rows: Iterable[Any], kind: type, form: str, stem: str) -> Response:
    """The rows (dataclasses of a kind) as a file to be kept under that name."""
    names: Sequence[str] = [field.name for field in fields(kind)]
    told = [asdict(row) for row in rows]
    text = as_csv(told, names) if form == "csv" else as_json(told) + "\n"
    return Response(text, content_type=FORMS[form], headers={"content-disposition": f'attachment; filename="{stem}.{form}"'})
