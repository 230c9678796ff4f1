"""`kehoach`: scanned Vietnamese plans into tables. No logic here: each command hands over to the room that knows."""

from __future__ import annotations

import json
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn, Optional

import typer

app = typer.Typer(
    help="Scanned Vietnamese plans (kế hoạch) and other official papers into tables.", no_args_is_help=True, add_completion=False
)


class Language(StrEnum):
    """Language of messages."""

    EN = "en"
    VI = "vi"


Lang = Annotated[Language, typer.Option("--lang", envvar="KEHOACH_LANG", help="Language of messages: en, vi.")]


def _version(wanted: bool) -> None:
    if wanted:
        from pipeline import __version__

        typer.echo(f"kehoach {__version__}")
        raise typer.Exit


@app.callback()
def kehoach(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Scanned Vietnamese plans (kế hoạch) and other official papers into tables."""


@app.command()
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
    from pipeline.console import Asked, run_parse
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


@app.command()
def restore(
    files: Annotated[Optional[list[Path]], typer.Argument(metavar="[FILE...]", help="Plain texts; none or -: standard input.")] = None,  # noqa: UP045
    out: Annotated[Optional[Path], typer.Option("-o", "--out", help="File for the text; for several FILEs a folder.")] = None,  # noqa: UP045
    explain: Annotated[bool, typer.Option("--explain", help="List the changes and their reasons in place of the text.")] = False,
    language: Lang = Language.EN,
) -> None:
    """Set a text right: marks, letters, numerals and codes that were lost or misread. Works in a pipe."""
    from pipeline.textfilter import Asked, run_restore

    raise typer.Exit(run_restore(Asked(files or [], out, explain, language.value)))


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="Folder of expected tables, seeds, transcripts.")],
    against: Annotated[Optional[Path], typer.Option(metavar="OLD_REPORT", help="Tell what was won and lost since then.")] = None,  # noqa: UP045
    out: Annotated[Optional[Path], typer.Option("-o", "--out", metavar="REPORT.json", help="Write the report.")] = None,  # noqa: UP045
    markdown: Annotated[Optional[Path], typer.Option(metavar="FILE", help="Write its tables as Markdown.")] = None,  # noqa: UP045
    parsed: Annotated[Optional[Path], typer.Option(metavar="DIR", help="Judge these results of `parse`; read nothing.")] = None,  # noqa: UP045
    documents: Annotated[Optional[Path], typer.Option(metavar="DIR", help="Where the papers lie, if not beside or in files/.")] = None,  # noqa: UP045
    jobs: Annotated[int, typer.Option(min=1, max=256, help="Worker processes; seconds a page are measured best with 1.")] = 1,
    language: Lang = Language.EN,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no tables.")] = False,
) -> None:
    """Measure how well papers are read, against what people state of them."""
    from pipeline.evaluation.command import run_evaluate
    from pipeline.evaluation.evaluate import Asked

    asked = Asked(
        gold=gold, documents=documents, parsed=parsed, against=against, out=out, markdown=markdown, jobs=jobs,
        language=language.value, quiet=quiet,
    )  # fmt: skip
    raise typer.Exit(run_evaluate(asked))


@app.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True}, add_help_option=False)
def simulate(context: typer.Context) -> None:
    """Set plans in type and scan them, or make some up: `kehoach simulate --help`."""
    from pipeline.evaluation.simulate import main as run_simulate

    raise typer.Exit(run_simulate(context.args))


class Recipe(StrEnum):
    """What can be learned."""

    RESTORATION = "restoration"
    NAMES = "names"
    REGISTER = "register"


@app.command()
def train(
    recipe: Annotated[Recipe, typer.Argument(help="What to learn.")],
    corpus: Annotated[list[Path], typer.Option(metavar="DIR", help="Folder of texts, a paragraph a line; may be given again.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for what is learned.")] = Path("models"),
    practise: Annotated[bool, typer.Option(help="Count anew what OCR confuses, on simulated pages (25 minutes).")] = False,
    language: Lang = Language.EN,
) -> None:
    """Learn the trained files anew from texts: always the same from the same texts."""
    from pipeline.training.command import Asked, run_train

    raise typer.Exit(run_train(Asked(recipe.value, corpus, out, practise, language.value)))


@app.command()
def schema() -> None:
    """Print the JSON schema of a paper's file."""
    from pipeline.schema import schema as make_schema

    typer.echo(json.dumps(make_schema(), ensure_ascii=False, indent=2))


@app.command()
def doctor(language: Lang = Language.EN) -> None:
    """Tell what is installed, what is missing, and what to do about it."""
    from rich.console import Console

    from pipeline.console import say, show_findings, wide_console
    from pipeline.doctor import examine, fatal

    findings = examine()
    show_findings(wide_console(), findings, language.value)
    if error := fatal(findings):
        say(Console(stderr=True), error.message(language.value))
        raise typer.Exit(error.exit_code)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line; a polite `kill` ends it as Ctrl-C does."""
    signal.signal(signal.SIGTERM, _interrupt)
    for stream in (sys.stdout, sys.stderr):  # a file name that is no UTF-8 must not end in a traceback
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()
