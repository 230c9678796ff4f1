"""How a command ends: its work's exit code; one line and its code for an error that a person can act on; 130 after Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from pipeline.console.terminal import INTERRUPTED, say
from pipeline.errors import ArchiveMissing, KehoachError


def ending(work: Callable[[], int | None], language: str = "en", interrupted: str = "") -> int:
    """Do the work and give the exit code; `interrupted` is said after Ctrl-C."""
    err = Console(stderr=True)
    try:
        return work() or 0
    except KehoachError as error:
        say(err, error.message(language))
        return error.exit_code
    except KeyboardInterrupt:
        if interrupted:
            say(err, interrupted)
        return INTERRUPTED


def named(folder: Path | None) -> Path:
    """The archive that was named. Raises `ArchiveMissing` where neither `--archive` nor KEHOACH_ARCHIVE names one."""
    if folder is None:
        raise ArchiveMissing
    return folder
