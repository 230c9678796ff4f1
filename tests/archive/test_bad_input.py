"""Hostile files inside a folder of good ones, with real worker processes: listed with their reason, and the archive stays whole."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from archives import PAPER
from pdfs import write_text_pdf

from pipeline.archive.archive import Archive
from pipeline.archive.files.store import Store
from pipeline.errors import CannotWrite
from pipeline.output import write_atomically


def encrypted(path: Path) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.open(write_text_pdf(path.with_suffix(".plain"), [["x"]])) as document:
        document.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))
    path.with_suffix(".plain").unlink()


def without_pages(path: Path) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    pikepdf.new().save(path)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge(path: Path) -> None:
    """A picture of 60,000 by 60,000 pixels in 100 bytes."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b""))


def round_in_circles(path: Path) -> None:
    """A PDF whose tree of pages leads back to itself."""
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj\n"
        b"trailer<</Root 1 0 R/Size 3>>\n%%EOF\n"
    )


def nested(path: Path) -> None:
    path.write_bytes(b"%PDF-1.4\n1 0 obj" + b"[" * 100_000)


HOSTILE: dict[str, tuple[Callable[[Path], None], set[str]]] = {
    "password.pdf": (encrypted, {"EncryptedFile"}),
    "no pages.pdf": (without_pages, {"DamagedFile", "EmptyFile", "TooLarge"}),
    "huge.png": (huge, {"TooLarge"}),
    "circle.pdf": (round_in_circles, {"DamagedFile"}),
    "nested.pdf": (nested, {"DamagedFile", "WorkerLost"}),
    "archive.pdf": (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(200)) and None, {"UnknownKind"}),
    "zeros.pdf": (lambda path: path.write_bytes(bytes(5000)) and None, {"UnknownKind"}),
    "half.jpg": (lambda path: path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(50)) and None, {"DamagedFile"}),
}


def test_hostile_files_cost_themselves_alone(tmp_path: Path) -> None:
    folder = tmp_path / "shelf"
    (folder / "z").mkdir(parents=True)
    for name, (make, _) in HOSTILE.items():
        make(folder / name)
    good = [folder / "a.txt", folder / "z" / os.fsdecode(b"cu\xcc\x81 \xff.txt")]
    for number, path in enumerate(good):
        path.write_text(PAPER.format(number=number), encoding="utf-8")
    archive = Archive(tmp_path / "kho")
    account = archive.add([folder], jobs=2, searchable=False)
    assert len(account.added) == len(good) and not account.partly
    told = {Path(one.path).name: one.faults[0].kind for one in account.failed}
    assert told.keys() == HOSTILE.keys()
    assert {name: kind for name, kind in told.items() if kind not in HOSTILE[name][1]} == {}
    # What can be opened is a document, kept and listed as failed; what cannot is a path that failed.
    kept = {Path(source.path).name for one in archive.files() if one.state == "failed" for source in one.sources}
    assert kept <= HOSTILE.keys() and kept.isdisjoint(Path(failure.path).name for failure in archive.failures())
    assert kept | {Path(failure.path).name for failure in archive.failures()} == HOSTILE.keys()
    assert [one.state for one in archive.files()].count("read") == len(good)
    assert archive.check(jobs=1).findings == []
    again = archive.add([folder], jobs=1, searchable=False)
    assert not again.added and len(again.known) + len(again.failed) == len(good) + len(HOSTILE)


def test_a_target_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "kh.txt").write_text(PAPER.format(number=1), encoding="utf-8")
    if os.geteuid():
        (tmp_path / "kho").mkdir(mode=0o500)
    else:  # root may write anywhere: a file in the folder's place is as good
        (tmp_path / "kho").write_text("")
    with pytest.raises(CannotWrite):
        Archive(tmp_path / "kho").add([tmp_path / "kh.txt"], jobs=1)


def test_a_manifest_with_fields_of_a_later_version_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "kh.txt").write_text(PAPER.format(number=1), encoding="utf-8")
    archive = Archive(tmp_path / "kho")
    archive.add([tmp_path / "kh.txt"], jobs=1)
    [manifest] = archive.files()
    path = Store(tmp_path / "kho").folder(manifest.document_id) / "file.json"
    write_atomically(path, path.read_bytes().replace(b"{\n", b'{\n "shelf_mark": "A 12",\n', 1))
    assert [one.document_id for one in archive.files()] == [manifest.document_id]
