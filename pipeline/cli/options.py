"""Options that many commands have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer


class Language(StrEnum):
    """Language of messages."""

    EN = "en"
    VI = "vi"


class Form(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


Lang = Annotated[Language, typer.Option("--lang", envvar="KEHOACH_LANG", help="Language of messages: en, vi.")]
Folder = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--archive", metavar="DIR", envvar="KEHOACH_ARCHIVE", help="The archive's folder."),
]
Format = Annotated[Form, typer.Option("--format", help="table, csv, json.")]
Limit = Annotated[int, typer.Option(min=1, max=1_000_000, help="Rows at most.")]
Rows = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option("--limit", min=1, max=1_000_000, help="Rows at most [default: some; in CSV and JSON all]."),
]

Province = Annotated[Optional[str], typer.Option(help="Province as it was when the paper was issued.")]  # noqa: UP045
ProvinceNow = Annotated[Optional[str], typer.Option("--province-now", help="Province that it belongs to since 2025-07-01.")]  # noqa: UP045
Year = Annotated[Optional[int], typer.Option(min=1900, max=2100, help="Year of the paper.")]  # noqa: UP045
Type = Annotated[Optional[str], typer.Option("--type", help="Kind of paper: KH, QĐ, CT, …")]  # noqa: UP045
Issuer = Annotated[Optional[str], typer.Option(help="Words of the issuing body's name.")]  # noqa: UP045
Level = Annotated[Optional[str], typer.Option(help="Level of the issuing body: trung ương, tỉnh, huyện, xã.")]  # noqa: UP045
Cited = Annotated[Optional[str], typer.Option("--cites", help="Only papers that cite this one: 34-CT/TW.")]  # noqa: UP045
