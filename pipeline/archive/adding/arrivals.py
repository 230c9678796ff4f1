"""Files that arrive in a folder (tệp đang đến): which of them are written out completely, and which are still growing.

A scanner writes a page, thinks, writes the next; a copy over the network stops for seconds; browsers and copying programs write under
another name and rename at the end. A file is complete when its name is no working name (`arrivals.tsv`), its size and time of change
have stood still for a settling time, and no process of this machine has it open for writing. All of that can be wrong once (a
scanner that pauses for a minute): a file that changes afterwards is handed out again.

>>> unfinished_name("kh.pdf.part"), unfinished_name(".kh.pdf.Xy12ab"), unfinished_name("~$kh.docx"), unfinished_name("Kế hoạch.pdf")
(True, True, True, False)
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline.vietnamese.tsv import rows

SETTLE = 3.0
"""Seconds for which a file must stand still."""


class Look(NamedTuple):
    """What tells that a file changed: size in bytes, time of change in nanoseconds, which file it is."""

    size: int
    changed: int
    inode: int


def look(path: Path) -> Look | None:
    """The file as it is now; None where there is none, or what is there is a folder, a pipe, a device."""
    try:
        status = path.stat()
    except (OSError, ValueError, RuntimeError):  # gone again, a link in a circle, no right to look
        return None
    return Look(status.st_size, status.st_mtime_ns, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def unfinished_name(name: str) -> bool:
    """Whether a file of this name is still being written by some program."""
    prefixes, suffixes = _working_names()
    return name.lower().startswith(prefixes) or name.lower().endswith(suffixes)


@cache
def _working_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    table = rows("archive/adding/arrivals.tsv")
    return tuple(row["letters"] for row in table if row["how"] == "prefix"), tuple(
        row["letters"] for row in table if row["how"] == "suffix"
    )


def being_written(paths: Iterable[Path]) -> set[Path]:
    """Those of the paths that a process of this machine has open for writing, as far as `/proc` tells (Linux, one's own processes)."""
    wanted = {os.path.realpath(path): path for path in paths}
    found = set()
    if wanted:
        for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
            with suppress(OSError):  # ended, or another person's
                path = wanted.get(str(descriptor.readlink()))
                if path is not None and path not in found and _writes(descriptor):
                    found.add(path)
    return found


def _writes(descriptor: Path) -> bool:
    told = (descriptor.parent.parent / "fdinfo" / descriptor.name).read_text(encoding="ascii", errors="replace")
    flags = next(line.split()[1] for line in told.splitlines() if line.startswith("flags:"))
    return int(flags, 8) & os.O_ACCMODE != os.O_RDONLY


@dataclass
class Arrivals:
    """The files of a folder on their way in. `note` paths that may have changed; `ready` gives those that are complete, each state once.

    `settle` is in seconds of `clock`; `look` and `writers` tell of the disk and of other processes.
    """

    settle: float = SETTLE
    clock: Callable[[], float] = time.monotonic
    look: Callable[[Path], Look | None] = look
    writers: Callable[[Iterable[Path]], set[Path]] = being_written
    _growing: dict[Path, tuple[Look, float]] = field(default_factory=dict)
    _given: dict[Path, Look] = field(default_factory=dict)

    def note(self, path: Path) -> None:
        """The path may be new or changed, or gone."""
        seen = None if unfinished_name(path.name) else self.look(path)
        if seen is None or self._given.get(path) == seen:
            self._growing.pop(path, None)
        elif self._growing.get(path, (None,))[0] != seen:
            self._growing[path] = seen, self.clock()
        if seen is None:
            self._given.pop(path, None)

    @property
    def waiting(self) -> int:
        """How many files are on their way."""
        return len(self._growing)

    def ready(self) -> list[Path]:
        """The files that are complete now, in the order of their names; each is given out once, and again when it changes."""
        for path in list(self._growing):
            self.note(path)
        now = self.clock()
        still = [path for path, (_, since) in self._growing.items() if now - since >= self.settle]
        complete = []
        for path in sorted(set(still) - self.writers(still)):
            seen = self._growing[path][0]
            if self.look(path) != seen:  # written to and closed between the look and the question who writes
                self.note(path)
                continue
            del self._growing[path]
            self._given[path] = seen
            complete.append(path)
        return complete

    def again(self, path: Path) -> None:
        """A path that was given out could not be taken: it is on its way once more."""
        self._given.pop(path, None)
        self.note(path)


def files_below(folder: Path, *, without: Path) -> Iterator[Path]:
    """All files in the folder and the folders in it, but for hidden ones and those in `without`; links to folders are not followed."""
    for root, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and Path(root, name) != without)
        yield from (Path(root, name) for name in sorted(names))
