"""`kehoach`: scanned Vietnamese plans into tables, an archive, answers. No logic here: each command hands over to the room that knows."""

from __future__ import annotations

import signal
import sys
from typing import Annotated, NoReturn

import typer

from pipeline.cli import archive, measuring, reading, review, search
from pipeline.console import INTERRUPTED

app = typer.Typer(
    help="Scanned Vietnamese plans (kế hoạch) and other official papers into tables.", no_args_is_help=True, add_completion=False
)


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


app.command()(reading.parse)
app.command()(reading.restore)
app.add_typer(archive.app, name="archive")
app.command()(review.review)
app.command()(search.search)
app.command()(search.cite)
app.command()(search.targets)
app.command()(search.graph)
app.command()(search.serve)
app.command()(measuring.evaluate)
app.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True}, add_help_option=False)(measuring.simulate)
app.command()(measuring.train)
app.command()(reading.schema)
app.command()(reading.doctor)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


AGAIN_SECONDS = 0.05
"""After this a signal that was not heard comes once more."""


def _once_more(ignored: sys.UnraisableHookArgs) -> None:
    """Python throws away what is raised while an object is taken down: a Ctrl-C that comes then would be lost, and `serve` go on."""
    if issubclass(ignored.exc_type, KeyboardInterrupt):
        signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS)
    else:
        sys.__unraisablehook__(ignored)


def main() -> None:
    """Run the command line; a polite `kill` ends it as Ctrl-C does, at whatever line it comes."""
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, _interrupt)
    sys.unraisablehook = _once_more
    for stream in (sys.stdout, sys.stderr):  # a file name that is no UTF-8 must not end in a traceback
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except KeyboardInterrupt:  # before the command had begun
        sys.exit(INTERRUPTED)
