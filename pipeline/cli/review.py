"""`kehoach review`: what a person should look at, and what he says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from pipeline.cli.options import Folder, Form, Format, Lang, Language, Limit


def review(
    values: Annotated[Optional[list[str]], typer.Argument(metavar="COLUMN=VALUE", help="With --set: what is right.")] = None,  # noqa: UP045
    set_: Annotated[Optional[str], typer.Option("--set", metavar="ID", help="Correct this document: its id or the first letters.")] = None,  # noqa: UP045
    table: Annotated[str, typer.Option(help="With --set: table of the row.")] = "documents",
    row: Annotated[int, typer.Option(min=0, help="With --set: number of the row, as listed.")] = 0,
    part: Annotated[int, typer.Option(min=1, help="With --set: which paper of the file.")] = 1,
    confirm: Annotated[bool, typer.Option("--confirm", help="With --set and columns: the value is right as it is.")] = False,
    who: Annotated[Optional[str], typer.Option(envvar="KEHOACH_WHO", help="Who says so.", show_default="the login name")] = None,  # noqa: UP045
    crops: Annotated[Optional[Path], typer.Option(metavar="DIR", help="Write a picture of each place into this folder.")] = None,  # noqa: UP045
    archive: Folder = None,
    limit: Limit = 20,
    form: Format = Form.TABLE,
    language: Lang = Language.EN,
) -> None:
    """List what to look at first, the likeliest and gravest errors on top; or correct a paper with --set."""
    from pipeline.console.review import Correct, run_correct, run_review

    if set_ is None:
        raise typer.Exit(run_review(archive, limit, crops, form.value, language.value))
    raise typer.Exit(run_correct(archive, Correct(set_, part, table, row, tuple(values or ()), confirm, who), language.value))
