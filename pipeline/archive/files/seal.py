"""The seal of a document (niêm phong): a checksum of every file that was made of it, so that a disk that changes a byte is found out.

The original needs none: its folder is named by its SHA-256. `seal.json` is written when a document's work is complete, before its mark
goes; files that a person adds to (`amendments.jsonl`) are not in it. It has a checksum of itself, so that a damaged seal accuses nobody,
and a copy of the manifest: the names by which a file was given stand nowhere else.

>>> import tempfile
>>> folder = Path(tempfile.mkdtemp())
>>> _ = (folder / "paper.txt").write_text("Kế hoạch"); _ = seal(folder); broken(folder)
{}
>>> _ = (folder / "paper.txt").write_text("Kế hoặch"); broken(folder)
{'paper.txt': 'changed'}
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from pipeline.archive.files import plain
from pipeline.errors import ArchiveDamaged, CannotWrite
from pipeline.output import write_atomically

NAME = "seal.json"

MADE = re.compile(r"file\.json|paper(\.\d+)?\.(json|txt)|searchable\.pdf|pages/\d{4,}\.json\.gz|previews/\d{4,}\.jpg")
"""Files that are made of an original, by their path below the document's folder."""


def seal(folder: Path, *, settled: bool = True) -> Path:
    """Write the checksums of all that was made; gives the seal's path. Raises `CannotWrite`."""
    try:
        files = {name: _sum(folder / name) for name in made(folder)}
    except OSError as error:
        raise CannotWrite(folder, detail=error.strerror or str(error)) from error
    path, copy = folder / NAME, _copy(folder)
    data = {"files": files, "manifest": copy, "sum": _own(files, copy)}
    write_atomically(path, (json.dumps(data, indent=0) + "\n").encode(), settled=settled)
    return path


def _copy(folder: Path) -> str:
    try:
        return plain.read(folder / "file.json").decode()
    except (OSError, ValueError):
        return ""


def made(folder: Path) -> list[str]:
    """What was made of the document in `folder`, in order, as paths below it."""
    below = (path for place in (folder, folder / "pages", folder / "previews") if place.is_dir() for path in place.iterdir())
    return sorted(name for path in below if path.is_file() and MADE.fullmatch(name := path.relative_to(folder).as_posix()))


def sealed(folder: Path) -> dict[str, list[str | int]] | None:
    """Size and checksum of each file as they were; None for a document that was never sealed. Raises `ArchiveDamaged`."""
    found = _opened(folder)
    return None if found is None else found[0]


def sealed_manifest(folder: Path) -> bytes | None:
    """The manifest as it was sealed; None where the seal does not have it."""
    try:
        found = _opened(folder)
    except ArchiveDamaged:
        return None
    return found[1].encode() or None if found is not None else None


def _opened(folder: Path) -> tuple[dict[str, list[str | int]], str] | None:
    path = folder / NAME
    try:
        found = json.loads(plain.read(path))
        files: dict[str, list[str | int]] = found["files"]
        if found["sum"] != _own(files, found["manifest"]) or not all(MADE.fullmatch(name) for name in files):
            raise ValueError(path)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ArchiveDamaged(path) from error
    return files, found["manifest"]


def broken(folder: Path) -> dict[str, str]:
    """Files that are not as they were sealed: `missing`, `changed` or `extra`, by name. Raises `ArchiveDamaged`."""
    files = sealed(folder) or {}
    there = set(made(folder))
    found = dict.fromkeys(files.keys() - there, "missing") | {name: "extra" for name in there - files.keys() if files}
    for name in files.keys() & there:
        try:
            same = _sum(folder / name) == files[name]
        except OSError:
            same = False
        if not same:
            found[name] = "changed"
    return dict(sorted(found.items()))


def _sum(path: Path) -> list[str | int]:
    with plain.opened(path) as file:
        digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
        return [file.tell(), digest]


def _own(files: dict[str, list[str | int]], copy: str) -> str:
    return hashlib.blake2b(json.dumps([files, copy], sort_keys=True).encode(), digest_size=16).hexdigest()
