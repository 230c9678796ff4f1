"""`kehoach archive …`: take scans in, see what is there, check it, make the index anew, watch a folder, write tables and registers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from pipeline.cli.options import Folder, Form, Format, Lang, Language

app = typer.Typer(help="An archive of scans: originals, what was read of them, a searchable copy, an index.", no_args_is_help=True)

Jobs = Annotated[Optional[int], typer.Option(min=1, max=256, help="Worker processes.", show_default="cores")]  # noqa: UP045
Scheduler = Annotated[Optional[str], typer.Option(metavar="tcp://…", help="Work on the machines of a Dask cluster.")]  # noqa: UP045
Cluster = Annotated[Optional[str], typer.Option(metavar="local", help="'local': Dask on this machine.")]  # noqa: UP045
Timeout = Annotated[float, typer.Option(min=1, help="Seconds a page may take.")]
Split = Annotated[bool, typer.Option("--split/--no-split", help="Several papers in one file become several.")]
Searchable = Annotated[bool, typer.Option("--searchable/--no-searchable", help="Make a searchable PDF of each.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary.")]


@app.command()
def add(
    paths: Annotated[Optional[list[Path]], typer.Argument(metavar="PATH...", help="Files and folders; none: go on.")] = None,  # noqa: UP045
    archive: Folder = None,
    jobs: Jobs = None,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Try again what could not be read.")] = False,
    reparse: Annotated[bool, typer.Option("--reparse", help="Read anew what an older version or model read.")] = False,
    scheduler: Scheduler = None,
    cluster: Cluster = None,
    split: Split = True,
    searchable: Searchable = True,
    page_timeout: Timeout = 120.0,
    language: Lang = Language.EN,
    quiet: Quiet = False,
) -> None:
    """Take papers in. What is there already is known by its bytes; what an earlier run left undone goes on."""
    from pipeline.console.archive_add import Asked, run_add

    asked = Asked(
        paths or [], archive, jobs, retry_failed, reparse, scheduler, cluster, split, searchable, page_timeout, language.value, quiet
    )
    raise typer.Exit(run_add(asked))


@app.command(name="list")
def list_(
    archive: Folder = None,
    form: Format = Form.TABLE,
    failed: Annotated[bool, typer.Option("--failed", help="Only what was not read, or not all of it, and why.")] = False,
    language: Lang = Language.EN,
) -> None:
    """Show the documents with their state."""
    from pipeline.console.archive import run_list

    raise typer.Exit(run_list(archive, form.value, failed, language.value))


@app.command()
def rebuild(archive: Folder = None, language: Lang = Language.EN, quiet: Quiet = False) -> None:
    """Make the index anew from the files."""
    from pipeline.console.archive import run_rebuild

    raise typer.Exit(run_rebuild(archive, language.value, quiet))


@app.command()
def check(
    archive: Folder = None,
    repair: Annotated[bool, typer.Option("--repair/--no-repair", help="Mend what can be mended, or only tell.")] = True,
    jobs: Jobs = None,
    form: Format = Form.TABLE,
    language: Lang = Language.EN,
    quiet: Quiet = False,
) -> None:
    """Look at every file and the index: checksums, what is missing, what belongs to nothing."""
    from pipeline.console.archive import run_check

    raise typer.Exit(run_check(archive, repair, jobs, form.value, language.value, quiet))


@app.command()
def watch(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder into which scans are written.")],
    archive: Folder = None,
    jobs: Jobs = None,
    settle: Annotated[float, typer.Option(min=0, help="Seconds a file must stand still.")] = 3.0,
    poll: Annotated[bool, typer.Option("--poll", help="Look every few seconds (network folders).")] = False,
    split: Split = True,
    searchable: Searchable = True,
    page_timeout: Timeout = 120.0,
    language: Lang = Language.EN,
    quiet: Quiet = False,
) -> None:
    """Take in scans as they are written, until Ctrl-C."""
    from pipeline.console.archive_watch import Asked, run_watch

    raise typer.Exit(run_watch(Asked(folder, archive, jobs, settle, poll, split, searchable, page_timeout, language.value, quiet)))


@app.command()
def export(
    archive: Folder = None,
    register: Annotated[Optional[Path], typer.Option(metavar="FILE", help="The archive's register: .csv, .xlsx or .json.")] = None,  # noqa: UP045
    parquet: Annotated[Optional[Path], typer.Option(metavar="DIR", help="All tables, by province and year.")] = None,  # noqa: UP045
    language: Lang = Language.EN,
) -> None:
    """Write the register, or all tables as Parquet."""
    from pipeline.console.archive import run_export

    raise typer.Exit(run_export(archive, register, parquet, language.value))
