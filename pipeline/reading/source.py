"""Files to read (tệp nguồn): folders opened up, kinds told by content, limits kept.

What a file is called says little: scans arrive as `.pdf` that are ZIP archives, as `.jpg` that are PDF. The first bytes decide.
Folders are walked in the order of their names, so that two runs over one shelf list the same files in the same order; links to
folders are not followed (they may lead in circles), pipes and devices are passed over.

>>> kind_of(b"%PDF-1.7 ..."), kind_of(bytes([0xFF, 0xD8, 0xFF, 0xE0])), kind_of("Kế hoạch".encode())
('pdf', 'image', 'text')
>>> kind_of(b"PK" + bytes([3, 4]) + b"....word/document.xml")
Traceback (most recent call last):
pipeline.errors.UnknownKind: not an image, a PDF or a text (a Word file). Convert it to PDF, PNG, JPEG, TIFF or plain text.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import CannotRead, EmptyFile, KehoachError, NothingToRead, PathMissing, TooLarge, UnknownKind
from pipeline.reading import images, pdf, text
from pipeline.reading.limits import MAX_FILE_BYTES, MAX_PAGES, MAX_TEXT_BYTES

_HEAD = 4096

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+", b"GIF87a", b"GIF89a")

_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF text"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "a database"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 image"),
    (b"PAR1", "a Parquet table"),
)

PASSED_OVER = frozenset(
    {".css", ".csv", ".db", ".html", ".ini", ".js", ".json", ".jsonl", ".log", ".parquet", ".py"}
    | {".sqlite", ".svg", ".toml", ".tsv", ".xml", ".yaml", ".yml"}
)
"""In a folder, files that are text by content but no paper: also the results of an earlier run. Named on the command line they are read."""


class Input(NamedTuple):
    """A file to read, and its path below the folder given (the file's name where the file itself was given)."""

    path: Path
    relative: Path


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read: `kind` `image`, `pdf` or `text`; `document_id` the SHA-256 of its bytes in hex. Holds no page."""

    path: Path
    kind: str
    page_count: int
    document_id: str


def expand(paths: Iterable[str | os.PathLike[str]]) -> list[Input | KehoachError]:
    """The files behind the given paths, folders recursively, each file once; what cannot be read stands in its place as an error."""
    found: list[Input | KehoachError] = []
    seen: set[str] = set()
    for given in paths:
        for item in _expand_one(Path(given)):
            key = os.path.realpath(item.path) if isinstance(item, Input) else f"{item.where}\0{item.exit_code}"
            if key not in seen:
                seen.add(key)
                found.append(item)
    return found


def _expand_one(path: Path) -> Iterator[Input | KehoachError]:
    try:
        mode = path.stat().st_mode
    except PermissionError:
        yield CannotRead(path)
        return
    except (OSError, ValueError, RuntimeError):  # missing, a link in a circle, a NUL in the name
        yield PathMissing(path)
        return
    if not stat.S_ISDIR(mode):
        yield Input(path, Path(path.name))
        return
    items = list(_inside(path))
    # A folder of nothing but Word files is one mistake, not fifty.
    if any(isinstance(item, Input) for item in items):
        yield from items
    else:
        yield next((item for item in items if isinstance(item, CannotRead)), NothingToRead(path))


def _inside(folder: Path) -> Iterator[Input | KehoachError]:
    denied: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=denied.append, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if name.startswith((".", "~$")) or name == "Thumbs.db":
                continue
            try:
                if not stat.S_ISREG(path.stat().st_mode):
                    continue
                kind = kind_of(_head(path))
            except EmptyFile:
                yield EmptyFile(path)
            except UnknownKind as error:
                yield UnknownKind(path, detail=error.detail)
            except PermissionError:
                yield CannotRead(path)
            except OSError:  # a link that leads nowhere or in a circle, a file that has just gone
                continue
            else:
                if kind != "text" or path.suffix.lower() not in PASSED_OVER:
                    yield Input(path, path.relative_to(folder))
    for refusal in denied:
        yield CannotRead(refusal.filename or folder)


def open_source(path: str | os.PathLike[str]) -> Source:
    """What a file is, its pages and its SHA-256. Raises a `KehoachError` for what cannot be read."""
    path = Path(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise NothingToRead(path)
        if not stat.S_ISREG(status.st_mode):
            raise UnknownKind(path, detail="a pipe or device")
        kind = kind_of(_head(path))
        limit = MAX_TEXT_BYTES if kind == "text" else MAX_FILE_BYTES
        if status.st_size > limit:
            raise TooLarge(path, detail=f"{status.st_size / 1024**2:,.0f} MiB, the limit is {limit / 1024**2:,.0f} MiB")
        digest = _sha256(path)
        pages = {"image": images.page_count, "pdf": pdf.page_count, "text": text.page_count}[kind](path)
    except PermissionError as error:
        raise CannotRead(path) from error
    except (FileNotFoundError, NotADirectoryError, ValueError, RuntimeError) as error:
        raise PathMissing(path) from error
    except OSError as error:
        raise CannotRead(path, detail=error.strerror or "") from error
    except (EmptyFile, UnknownKind) as error:
        raise type(error)(path, detail=error.detail) from error
    if pages > MAX_PAGES:
        raise TooLarge(path, detail=f"{pages:,} pages, the limit is {MAX_PAGES:,}")
    return Source(path, kind, pages, digest)


def kind_of(head: bytes) -> str:
    """`image`, `pdf` or `text` by the first 4 KiB of a file. Raises EmptyFile or UnknownKind."""
    if not head:
        raise EmptyFile()
    if head.startswith(_IMAGES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP") or _is_bitmap(head):
        return "image"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise UnknownKind(detail=_zip_kind(head))
    for magic, name in _OTHER_KINDS:
        if head.startswith(magic):
            raise UnknownKind(detail=name)
    if head.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise UnknownKind(detail="a web page")
    if not text.looks_like_text(head):
        raise UnknownKind(detail="unknown content")
    return "text"


def _is_bitmap(head: bytes) -> bool:
    # 'BM' alone may begin a text ('BM.01'); a bitmap has four reserved zero bytes and its header's size behind it.
    return head.startswith(b"BM") and len(head) > 18 and head[6:10] == bytes(4) and head[14] in (12, 40, 52, 56, 64, 108, 124)


def _zip_kind(head: bytes) -> str:
    for mark, name in (
        (b"word/", "a Word file"),
        (b"xl/", "an Excel file"),
        (b"ppt/", "a PowerPoint file"),
        (b"opendocument", "an OpenDocument file"),
    ):
        if mark in head:
            return name
    return "a ZIP archive"


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
