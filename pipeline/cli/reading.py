"""`parse`, `restore`, `schema`, `doctor`: from files to tables and texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Optional

import typer

from pipeline.cli.options import Lang, Language


def parse(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders: PNG, JPEG, TIFF, PDF, plain text.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for the results.")] = Path("kehoach-out"),
    formats: Annotated[str, typer.Option("--format", help="csv, json, parquet, xlsx, with commas between.")] = "csv,json",
    jobs: Annotated[Optional[int], typer.Option(min=1, max=256, help="Worker processes.", show_default="cores")] = None,  # noqa: UP045
    split: Annotated[bool, typer.Option("--split/--no-split", help="Several papers in one file become several documents.")] = True,
    page_timeout: Annotated[float, typer.Option(min=1, help="Seconds a page may take.")] = 120.0,
    restore: Annotated[bool, typer.Option("--restore/--no-restore", help="Set misread words right, or leave all as read.")] = True,
    language: Lang = Language.EN,
    show: Annotated[bool, typer.Option("--show", help="Print the tables of each paper too.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary.")] = False,
) -> None:
    """Read papers and write their tables. Exit code 0 only if all was read."""
    from pipeline.console.parse import Asked, run_parse
    from pipeline.reading.page import Options
    from pipeline.tables.writers import formats_of
    from pipeline.workers.many import default_jobs

    try:
        chosen = formats_of(formats)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--format") from error
    options = Options(page_timeout=page_timeout, restore=restore)
    asked = Asked(paths, out, chosen, jobs or default_jobs(), options, split, language.value, quiet, show)
    raise typer.Exit(run_parse(asked))


def restore(
    files: Annotated[Optional[list[Path]], typer.Argument(metavar="[FILE...]", help="Plain texts; none or -: standard input.")] = None,  # noqa: UP045
    out: Annotated[Optional[Path], typer.Option("-o", "--out", help="File for the text; for several FILEs a folder.")] = None,  # noqa: UP045
    explain: Annotated[bool, typer.Option("--explain", help="List the changes and their reasons in place of the text.")] = False,
    language: Lang = Language.EN,
) -> None:
    """Set a text right: marks, letters, numerals and codes that were lost or misread. Works in a pipe."""
    from pipeline.textfilter import Asked, run_restore

    raise typer.Exit(run_restore(Asked(files or [], out, explain, language.value)))


def schema() -> None:
    """Print the JSON schema of a paper's file."""
    from pipeline.schema import schema as make_schema

    typer.echo(json.dumps(make_schema(), ensure_ascii=False, indent=2))


def doctor(language: Lang = Language.EN) -> None:
    """Tell what is installed, what is missing, and what to do about it."""
    from rich.console import Console

    from pipeline.console import say, wide_console
    from pipeline.console.doctor import show_findings
    from pipeline.doctor import examine, fatal

    findings = examine()
    show_findings(wide_console(), findings, language.value)
    if error := fatal(findings):
        say(Console(stderr=True), error.message(language.value))
        raise typer.Exit(error.exit_code)
