"""A worker's own folder for passing files (thư mục tạm của tiến trình con): gone with it, however it ends.

Tesseract and OCRmyPDF write pictures and pages into the system's folder for temporary files and take them away themselves; a process that
is killed at its limit of time takes away nothing, and a watch that runs for months would fill the disk. So each worker gets a folder of
its own under that one (`TMPDIR`), held by a lock; what the workers of a killed run left is taken away by the next one.

>>> room = taken()
>>> room is not None and room.folder.is_dir()
True
>>> left(room); room.folder.exists()
False
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

PREFIX = "kehoach-worker-"

YOUNG = 60.0
"""Seconds for which a folder without a lock is taken for one that is just being made."""


class Room(NamedTuple):
    """The folder, and the descriptor that holds its lock."""

    folder: Path
    lock: int


def taken() -> Room | None:
    """A folder of one's own; None where none can be made (then the system's is used). What killed runs left is taken away."""
    try:
        _sweep(Path(tempfile.gettempdir()))
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        lock = os.open(folder, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return None
    return Room(folder, lock)


def left(room: Room | None) -> None:
    """Take the folder away with all that is in it."""
    if room is not None:
        shutil.rmtree(room.folder, ignore_errors=True)
        with suppress(OSError):
            os.close(room.lock)


def _sweep(place: Path) -> None:
    """Take away the folders that nobody holds."""
    for folder in place.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or time.time() - folder.stat().st_mtime < YOUNG:
                continue
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)
