"""A person's corrections (sửa chữa của người dùng): a layer of its own over what the machine found, kept beside the document.

`amendments.jsonl` holds one line a correction: who, when, which column of which row, the value before, the value now. Lines are
only ever added. A person may set a value, confirm the machine's (old and new are the same), say that a row stands for nothing
(`delete`), and take any of it back (`undo`); of what was said about one cell the latest wins, the rest is history.

`applied` lays the corrections over a paper's tables as its JSON has them: the result is what the index, the exports and the pages
show. Neither the JSON nor the text nor the original changes, so that a paper can be parsed anew at any time: rows are found again
by where they stand on the paper (`rowplaces`). What cannot be placed any more is handed back, never thrown away.

>>> paper = {"document": {"part": 1, "number": None, "symbol": "KH-UBND", "number_symbol": None, "number_raw": "Số:   /KH-UBND",
...     "quality": ["number_missing", "section_numbering"]}, "document_numbers": [], "dates": []}
>>> said = Amendment(table="documents", part=1, column="number", old=None, new="33", who="Lan", when="2026-11-21T08:00:00Z")
>>> layered, unplaced = applied(paper, [said])
>>> layered["document"]["number_symbol"], layered["document"]["quality"], unplaced
('33/KH-UBND', ['section_numbering'], [])
>>> paper["document"]["number"] is None, applied(paper, [said, undone(said, "Minh")])[0] == paper
(True, True)
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pipeline.archive.amending.amended import Layered, applied, laid_over, laid_over_all
from pipeline.archive.amending.amendment import ACTS, Amendment, sound, undone
from pipeline.archive.files import plain
from pipeline.archive.files.store import Store
from pipeline.errors import CannotRead, CannotWrite, NotFound

__all__ = ["ACTS", "Amendment", "Layered", "append", "applied", "broken_lines", "laid_over", "laid_over_all", "load", "sound", "undone"]


def append(store: Store, document_id: str, amendment: Amendment) -> Amendment:
    """Keep a correction; it is on the disk when this returns. Gives it as it was kept.

    Raises `BadRequest` for a column or value that cannot be taken, `NotFound`, `CannotWrite`.
    """
    kept = sound(amendment)
    line = json.dumps(kept.to_dict(), ensure_ascii=False, allow_nan=False).encode() + b"\n"
    path = store.amendments_file(document_id)
    if not path.parent.joinpath("file.json").is_file():
        raise NotFound(detail=f"document {document_id}")
    try:
        with _held(path) as file:
            _mended(file)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
    except OSError as error:
        raise CannotWrite(path, detail=error.strerror or str(error)) from error
    return kept


def load(store: Store, document_id: str) -> list[Amendment]:
    """All corrections of a document in the order of their making; a line that a power cut left half is none. Raises `CannotRead`."""
    return load_file(store.amendments_file(document_id))


def load_file(path: Path) -> list[Amendment]:
    """The same of a file of corrections, whether it is there or not. Raises `CannotRead`."""
    return [said for _, said in _lines(path) if said is not None]


def broken_lines(store: Store, document_id: str) -> list[int]:
    """Numbers (from 1) of lines that hold no correction, the cut-off last one left out: the disk has changed them. Raises `CannotRead`."""
    return [number for number, said in _lines(store.amendments_file(document_id)) if said is None]


def without_half_line(store: Store, document_id: str) -> None:
    """Take away the last line if a power cut left it half. Raises `CannotWrite`."""
    path = store.amendments_file(document_id)
    try:
        with _held(path) as file:
            _mended(file)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CannotWrite(path, detail=error.strerror or str(error)) from error


def _lines(path: Path) -> Iterator[tuple[int, Amendment | None]]:
    try:
        data = plain.read(path)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise CannotRead(path, detail=error.strerror or "") from error
    *lines, last = data.split(b"\n")
    for number, line in enumerate(lines, 1):
        yield number, _read(line)
    if last and (said := _read(last)) is not None:
        yield len(lines) + 1, said


def _read(line: bytes) -> Amendment | None:
    try:
        return Amendment.from_dict(json.loads(line))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


@contextmanager
def _held(path: Path) -> Iterator[IO[bytes]]:
    """The file, open at its end, while no other process adds to it; the document's own lock would keep a person waiting for its pages."""
    with plain.opened(path, "a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _mended(file: IO[bytes]) -> None:
    """Take away a half-written last line: nobody was told that it is kept. A whole one that lacks its line end gets it."""
    file.seek(0)
    data = file.read()
    whole = data.rfind(b"\n") + 1
    if whole == len(data):
        return
    if _read(data[whole:]) is None:
        file.truncate(whole)
    else:
        file.write(b"\n")


def _sync_folder(folder: Path) -> None:
    """The name of a new file is on the disk only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
