"""`kehoach review`: what a person should look at, and what he says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from pipeline.cli.options import Folder, Form, Format, Lang, Language, Limit


def review(
    values: Annotated[Optional[list[str]], typer.Argument(metavar="COLUMN=VALUE", help="With --set, --add: what is right.")] = None,  # noqa: UP045
    set_: Annotated[Optional[str], typer.Option("--set", metavar="ID", help="Correct this document: its id or the first letters.")] = None,  # noqa: UP045
    add: Annotated[Optional[str], typer.Option("--add", metavar="ID", help="Add a row that was missed to this document.")] = None,  # noqa: UP045
    words: Annotated[Optional[str], typer.Option(help="With --add: the row's words as they stand on the paper.")] = None,  # noqa: UP045
    page: Annotated[Optional[int], typer.Option(min=1, help="With --add: the page, where the words stand on several.")] = None,  # noqa: UP045
    table: Annotated[Optional[str], typer.Option(help="Table of the row.", show_default="documents; with --add citations")] = None,  # noqa: UP045
    row: Annotated[int, typer.Option(min=0, help="With --set: number of the row, as listed.")] = 0,
    part: Annotated[int, typer.Option(min=1, help="With --set, --add: which paper of the file.")] = 1,
    delete: Annotated[bool, typer.Option("--delete", help="With --set: the row stands for nothing on the paper.")] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="With --set and columns: the value is right as it is.")] = False,
    who: Annotated[Optional[str], typer.Option(envvar="KEHOACH_WHO", help="Who says so.", show_default="the login name")] = None,  # noqa: UP045
    crops: Annotated[Optional[Path], typer.Option(metavar="DIR", help="Write a picture of each place into this folder.")] = None,  # noqa: UP045
    archive: Folder = None,
    limit: Limit = 20,
    form: Format = Form.TABLE,
    language: Lang = Language.EN,
) -> None:
    """List what to look at first, the likeliest and gravest errors on top; or correct a paper with --set, --add."""
    from pipeline.console.correct import Added, Correct, run_add, run_correct
    from pipeline.console.review import run_review

    if add is not None:
        raise typer.Exit(run_add(archive, Added(add, part, table or "citations", words, page, tuple(values or ()), who), language.value))
    if set_ is None:
        raise typer.Exit(run_review(archive, limit, crops, form.value, language.value))
    said = Correct(set_, part, table or "documents", row, tuple(values or ()), confirm, delete, who)
    raise typer.Exit(run_correct(archive, said, language.value))
