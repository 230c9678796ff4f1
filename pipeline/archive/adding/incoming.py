"""Copies under way (đang chép vào): a file is copied and summed up in one reading, and only what was copied is believed.

A file that a scanner is still writing, or that vanishes from a share, is told by its size and time before and after. Each process has a
folder of its own here, held by a lock; what a killed process left is taken away by the next one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO, NamedTuple

from filelock import FileLock, Timeout

from pipeline.archive.files.manifest import shown
from pipeline.errors import ArchiveBusy, CannotRead, CannotWrite, EmptyFile, PathMissing, TooLarge, UnknownKind
from pipeline.reading.limits import MAX_FILE_BYTES

CHUNK = 1024**2

_CHANGED = "it changes while it is read"


class Copied(NamedTuple):
    """A copy: where it lies, the SHA-256 of its bytes, their number; the file it was made of and that one's size and time then."""

    path: Path
    document_id: str
    size: int
    source: Path
    stamp: tuple[int, int]


@dataclass
class Incoming:
    """This process's folder of copies. Make one with `opened`."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    def copy(self, source: Path) -> Copied:
        """Copy a file. Raises `CannotRead` and its like for the file, `CannotWrite` for the archive; then no copy is left."""
        target = self.folder / f"{next(self._numbers)}.part"
        try:
            return _copied(source, target)
        except BaseException:
            with suppress(OSError):
                target.unlink()
            raise


@contextmanager
def opened(folder: Path, drafts: Path | None = None) -> Iterator[Incoming]:
    """A folder of one's own below `folder`, gone at the end. Leftovers of killed processes are swept. Raises `CannotWrite`.

    `drafts` is a folder into which only processes write that have a folder here: without another one its drafts are leftovers too.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=60):
            if _swept(folder) and drafts is not None:
                for draft in drafts.glob(".*.part"):
                    draft.unlink(missing_ok=True)
            own = Path(tempfile.mkdtemp(dir=folder))
            lock = FileLock(own / ".lock")
            lock.acquire()
    except Timeout:
        raise ArchiveBusy(folder) from None
    except OSError as error:
        raise CannotWrite(folder, detail=error.strerror or str(error)) from error
    try:
        yield Incoming(own)
    finally:
        for copy in own.glob("*.part"):  # before the lock's file goes: a folder with copies and without it is a killed process's
            with suppress(OSError):
                copy.unlink()
        shutil.rmtree(own, ignore_errors=True)
        lock.release()


def _swept(folder: Path) -> bool:
    """Take away what killed processes left; true where no other process is at work."""
    alone = True
    for left in folder.iterdir():
        if not left.is_dir():
            continue
        try:
            lock = FileLock(left / ".lock", timeout=0)
            lock.acquire()
            shutil.rmtree(left, ignore_errors=True)
            lock.release()
        except (Timeout, FileNotFoundError):
            alone = False
    return alone


def looked_at(folder: Path) -> tuple[list[Path], list[Path]]:
    """The folders of copies below `folder`: those that killed processes left, and those of processes at work. Nothing is changed."""
    left: list[Path] = []
    living: list[Path] = []
    try:
        with FileLock(folder / ".lock", timeout=60) if folder.is_dir() else nullcontext():  # nobody is just making one
            for path in sorted(folder.iterdir()):
                if path.is_dir():
                    (left if _is_left(path) else living).append(path)
    except (OSError, Timeout):  # no such folder; a disc that nobody can write to
        pass
    return left, living


def _is_left(own: Path) -> bool:
    """Whether no process holds the folder; one that is empty is just being taken away."""
    try:
        descriptor = os.open(own / ".lock", os.O_RDWR)
    except FileNotFoundError:
        return any(own.iterdir())
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _copied(source: Path, target: Path) -> Copied:
    digest, size = hashlib.sha256(), 0
    with _reader(source) as reader, _writer(target) as writer:
        before = _stamp(os.fstat(reader.fileno()))
        if before[0] > MAX_FILE_BYTES:
            raise TooLarge(source, detail=f"{before[0] / 1024**2:,.0f} MiB, the limit is {MAX_FILE_BYTES / 1024**2:,.0f} MiB")
        while chunk := _read(reader, source):
            size += len(chunk)
            if size > before[0]:  # one that grows as fast as it is read would have no end
                break
            digest.update(chunk)
            _write(writer, chunk, target)
        after = _stamp(os.fstat(reader.fileno()))
    if size != before[0] or before != after:
        raise CannotRead(source, detail=_CHANGED)
    if not size:
        raise EmptyFile(source)
    return Copied(target, digest.hexdigest(), size, source, before)


def still_the_same(copied: Copied) -> None:
    """See that the file has not changed since it was copied. Raises `CannotRead`, `PathMissing`."""
    try:
        now = _stamp(copied.source.stat())
    except FileNotFoundError as error:
        raise PathMissing(copied.source) from error
    except OSError as error:
        raise CannotRead(copied.source, detail=error.strerror or "") from error
    if now != copied.stamp:
        raise CannotRead(copied.source, detail=_CHANGED)


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _reader(source: Path) -> IO[bytes]:
    try:
        # Without waiting: a pipe that has come into the place of a file since it was listed would hang the run.
        descriptor = os.open(source, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as error:
        raise PathMissing(source) from error
    except ValueError as error:
        raise PathMissing(shown(source)) from error
    except OSError as error:
        raise CannotRead(source, detail=error.strerror or "") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnknownKind(source, detail="a pipe or device")
    return os.fdopen(descriptor, "rb", buffering=0)


def _writer(target: Path) -> IO[bytes]:
    try:
        return target.open("wb", buffering=0)
    except OSError as error:
        raise CannotWrite(target.parent, detail=error.strerror or str(error)) from error


def _read(reader: IO[bytes], source: Path) -> bytes:
    try:
        return reader.read(CHUNK)
    except OSError as error:
        raise CannotRead(source, detail=error.strerror or "") from error


def _write(writer: IO[bytes], chunk: bytes, target: Path) -> None:
    try:
        rest = memoryview(chunk)
        while rest:  # a nearly full disk takes a part and says so only of the next one
            rest = rest[writer.write(rest) :]
    except OSError as error:
        raise CannotWrite(target.parent, detail=error.strerror or str(error)) from error
