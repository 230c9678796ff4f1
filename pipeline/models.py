"""The trained files (mô hình): where they are, and whether they are whole.

`models/` of a checkout, `pipeline/model_files/` of an installed wheel. Each file is listed in `checksums.tsv` with its size and SHA-256,
written by `register` after training. A model that was cut off in a download or mixed up with another version would change words wrongly
and say nothing: `path` gives only a file whose bytes are the listed ones (20 MB are read and summed up in 20 ms).

>>> import tempfile
>>> folder = Path(tempfile.mkdtemp())
>>> _ = (folder / "toy.ngrams").write_bytes(b"abc")
>>> register(folder).read_text().splitlines()[-1].split(chr(9))[:2]
['toy.ngrams', '3']
>>> path("toy.ngrams", folder) == folder / "toy.ngrams"
True
>>> _ = (folder / "toy.ngrams").write_bytes(b"abd")
>>> faults(folder)[0].exit_code
18
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import KehoachError, ModelDamaged, ModelMissing

_HOMES = (Path(__file__).with_name("model_files"), Path(__file__).resolve().parents[1] / "models")

CARD, CHECKSUMS = "README.md", "checksums.tsv"
"""Files of the folder that are no models: the model card and the list of sizes and sums."""

_HEAD = "# Sizes and SHA-256 of the trained files, written after training; source, recipe and date: README.md\nname\tbytes\tsha256\n"


class Listed(NamedTuple):
    """A trained file as it must be: `size` in bytes, `sha256` in hex."""

    name: str
    size: int
    sha256: str


def home() -> Path | None:
    """The folder of the trained files; None where none came with the package."""
    return next((folder for folder in _HOMES if (folder / CARD).is_file()), None)


def listed(folder: Path | None = None) -> tuple[Listed, ...]:
    """The files that should be there, by `checksums.tsv`; none where there is no such list. Raises `ModelDamaged` where it is no list."""
    folder = folder or home()
    table = folder / CHECKSUMS if folder else None
    if table is None or not table.is_file():
        return ()
    try:
        rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
        return tuple(Listed(name, int(size), sum_) for name, size, sum_ in rows[1:])
    except (OSError, ValueError) as error:
        raise ModelDamaged(table, detail="not a list of names, sizes and sums") from error


def names() -> list[str]:
    """Names of the trained files that should be there."""
    return [item.name for item in listed()]


def path(name: str, folder: Path | None = None) -> Path:
    """Path of a trained file whose bytes are the listed ones. Raises `ModelMissing`, `ModelDamaged`."""
    folder = folder or home()
    if folder is None:
        raise ModelMissing(name, detail="no trained files came with this package")
    expected = next((item for item in listed(folder) if item.name == name), None)
    file = folder / name
    if not file.is_file():
        raise ModelMissing(file, detail=f"expected: SHA-256 {expected.sha256}" if expected else f"nor is it in {CHECKSUMS}")
    if expected is None:
        raise ModelDamaged(file, detail=f"not listed in {CHECKSUMS}")
    _compare(file, expected)
    return file


def _compare(file: Path, expected: Listed) -> None:
    try:
        found = Listed(file.name, file.stat().st_size, sha256(file))
    except OSError as error:
        raise ModelDamaged(file, detail=f"cannot be read: {error.strerror}; expected: SHA-256 {expected.sha256}") from error
    if found != expected:
        sizes = f", {expected.size} bytes expected, {found.size} found" if found.size != expected.size else ""
        raise ModelDamaged(file, detail=f"SHA-256 expected: {expected.sha256}, found: {found.sha256}{sizes}")


def faults(folder: Path | None = None) -> list[KehoachError]:
    """What is wrong with the listed files: one error each, none where all are whole."""
    found: list[KehoachError] = []
    try:
        for item in listed(folder):
            try:
                path(item.name, folder)
            except KehoachError as error:
                found.append(error)
    except KehoachError as error:
        found.append(error)
    return found


def sha256(file: Path) -> str:
    """SHA-256 of a file in hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def register(folder: Path) -> Path:
    """List all trained files of a folder in its `checksums.tsv`, whole or not at all; gives its path. The same files give the same list."""
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name not in (CARD, CHECKSUMS) and file.name[0] != ".")
    rows = "".join(f"{file.name}\t{file.stat().st_size}\t{sha256(file)}\n" for file in files)
    table, draft = folder / CHECKSUMS, folder / f".{CHECKSUMS}.{os.getpid()}"
    draft.write_text(_HEAD + rows, encoding="utf-8")
    return draft.replace(table)
