"""Paths that could not be taken in (tệp không nhận được): one small file each, gone when the path is taken in later.

The file is named by the checksum of the path, so that the same path fails once however often it is tried.

>>> import tempfile
>>> from pipeline.errors import EmptyFile
>>> folder = Path(tempfile.mkdtemp())
>>> keep_failure(folder, "shelf/kh.pdf", EmptyFile("shelf/kh.pdf"), "2026-11-21T08:00:00Z")
>>> [failure] = read_failures(folder)
>>> failure.kind, failure.path, failure.message["en"]
('EmptyFile', 'shelf/kh.pdf', 'shelf/kh.pdf: the file is empty (0 bytes). Copy or scan it again.')
>>> forget_failure(folder, "shelf/kh.pdf"); list(read_failures(folder))
[]
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.archive.files import plain
from pipeline.archive.files.manifest import shown
from pipeline.archive.files.values import text, whole
from pipeline.errors import CannotWrite, KehoachError
from pipeline.output import write_atomically


class Failure(NamedTuple):
    """A path that could not be taken in: as it was given and in full, the error as data, its messages by language, when (ISO 8601, UTC)."""

    path: str
    absolute: str
    code: int
    kind: str
    message: dict[str, str]
    when: str


def _absolute(path: str | os.PathLike[str]) -> str:
    return os.path.abspath(os.fspath(path))  # noqa: PTH100  (a link stays a link)


def _file(folder: Path, path: str | os.PathLike[str]) -> Path:
    return folder / f"{hashlib.sha256(os.fsencode(_absolute(path))).hexdigest()}.json"


def keep_failure(folder: Path, path: str | os.PathLike[str], error: KehoachError, when: str) -> None:
    """Keep that the path could not be taken in. Raises `CannotWrite`."""
    data = {
        "path": shown(path),
        "absolute": _absolute(path),
        "code": error.exit_code,
        "kind": type(error).__name__,
        "message": {language: shown(error.message(language)) for language in ("en", "vi")},
        "when": when,
    }
    # Letters outside ASCII are escaped: a name that is no UTF-8 comes back byte for byte when it is tried again.
    write_atomically(_file(folder, path), (json.dumps(data, indent=1) + "\n").encode())


def forget_failure(folder: Path, path: str | os.PathLike[str]) -> None:
    """The path was taken in after all. Raises `CannotWrite`."""
    try:
        with suppress(FileNotFoundError):
            _file(folder, path).unlink()
    except OSError as error:
        raise CannotWrite(folder, detail=error.strerror or str(error)) from error


def taken_away(failure: Failure) -> bool:
    """Whether the file is gone and its folder is there, with other things in it: an empty one may be a disk that is not in."""
    path = Path(failure.absolute)
    try:
        return not os.path.lexists(path) and any(path.parent.iterdir())
    except OSError:
        return False


def read_failures(folder: Path) -> Iterator[Failure]:
    """All that is kept, in the order of the files' names; what is damaged is passed over: the path will fail again if it does."""
    try:
        files = sorted(folder.glob("*.json"))
    except OSError:
        return
    for file in files:
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            yield _failure(json.loads(plain.read(file)))


def _failure(data: Mapping[str, Any]) -> Failure:
    path, kind, when = (text(data[name]) for name in ("path", "kind", "when"))
    absolute = os.fsdecode(os.fsencode(data["absolute"]))  # it may hold bytes that are no UTF-8
    message = {text(language): shown(said) for language, said in data["message"].items()}
    return Failure(path, absolute, whole(data["code"]), kind, message, when)
