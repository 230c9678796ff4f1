"""Plain files (tệp thường): the archive's files are opened only where they are files, never through a link, a pipe or a device.

An archive may come from a stranger, in a TAR or on a disk. Its folders could hold a link called `original.pdf` that leads to a private file
of whoever opens the archive, or a pipe called `paper.json` that nobody ever writes into. kehoach makes neither, so neither is opened; and
since the question is asked of the file that is open, not of its name, nobody can swap one for the other in between.

>>> import tempfile
>>> folder = Path(tempfile.mkdtemp())
>>> _ = (folder / "secret").write_text("..."); (folder / "paper.json").symlink_to(folder / "secret"); os.mkfifo(folder / "pipe")
>>> read(folder / "secret")
b'...'
>>> read(folder / "paper.json")
Traceback (most recent call last):
OSError: [Errno 40] a link, not a file: ...
>>> read(folder / "pipe")
Traceback (most recent call last):
OSError: [Errno 22] no file: ...
"""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import IO, Literal, overload

MOST = 1 << 30
"""Bytes of a file that is read as a whole."""

_NOT_THROUGH = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


@overload
def opened(path: str | os.PathLike[str]) -> BufferedReader: ...


@overload
def opened(path: str | os.PathLike[str], mode: Literal["ab", "a+b"]) -> IO[bytes]: ...


def opened(path: str | os.PathLike[str], mode: str = "rb") -> IO[bytes]:
    """The file, open in a binary mode. Raises `OSError` for what is no file, `FileNotFoundError` for nothing."""
    return open(path, mode, opener=_plain)


def _plain(path: str, flags: int) -> int:
    try:
        handle = os.open(path, flags | _NOT_THROUGH, 0o666)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, "a link, not a file", path) from None
        raise
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise OSError(errno.EINVAL, "no file", path)


def read(path: Path, most: int = MOST) -> bytes:
    """The bytes of the file. Raises `OSError` as `opened`, and for a file of more than so many bytes."""
    with opened(path) as file:
        if os.fstat(file.fileno()).st_size > most:
            raise OSError(errno.EFBIG, "too large", str(path))
        return file.read()
