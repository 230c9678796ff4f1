"""A folder of everything that goes wrong among good files: the good ones are taken in, each other one is listed with its reason."""

from __future__ import annotations

import errno
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from archives import PAPER, add, holdings, indexed
from pdfs import write_text_pdf

from pipeline.archive.adding import incoming
from pipeline.archive.files.store import Store

NAMES = (
    b"hai  khoang trang.txt",
    b"nhay ' don \" kep.txt",
    b"dong\nmoi\ttab.txt",
    "kế hoạch.txt".encode(),
    b"ke\xcc\x82\xcc\x81 hoa\xcc\xa3ch.txt",  # the same name with its marks apart (NFD), as a Mac writes it
    b"khong phai utf8 \xff\xfe.txt",
    b"$(touch ouch); `touch ouch`; -rf *.txt",
    b"--help.txt",
    b"n" * 246 + b".txt",
    b"khong ten",
)


def test_names_that_are_hard(tmp_path: Path) -> None:
    folder = tmp_path / "shelf"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(PAPER.format(number=number), encoding="utf-8")
    account = add(tmp_path / "kho", folder)
    assert len(account.added) == len(NAMES) and not account.failed and not account.partly
    store = Store.open(tmp_path / "kho")
    told = {store.manifest(one).sources[0].path for one in store.ids()}
    assert len(told) == len(NAMES) and all(name.encode() for name in told)
    assert str(folder / os.fsdecode(b"dong\nmoi\ttab.txt")) in told and any("utf8 \\xff\\xfe.txt" in name for name in told)
    assert all(store.parsed(one)[0].document.source == store.manifest(one).sources[0].path for one in store.ids())
    assert indexed(tmp_path / "kho") == set(store.ids())
    inside = [path.name for path in store.documents.rglob("*")]
    assert not any("ke" in name or "utf8" in name for name in inside), "no path is made of a name"
    assert not (tmp_path / "ouch").exists() and not Path("ouch").exists()
    assert len(add(tmp_path / "kho", folder).known) == len(NAMES)


def test_a_name_that_is_no_text_fails_and_comes_back_byte_for_byte(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/h\xffng.pdf"))
    path.write_bytes(b"%PDF-1.7 nothing else")
    assert add(tmp_path / "kho", path).codes == {7}
    write_text_pdf(path, [["KẾ HOẠCH"]])
    account = add(tmp_path / "kho", retry=True, searchable=False)
    assert len(account.added) == 1 and not list(Store.open(tmp_path / "kho").failures())


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty.pdf": (lambda path: path.write_bytes(b""), "EmptyFile"),
    "cut.pdf": (lambda path: path.write_bytes(write_text_pdf(path, [["x"]]).read_bytes()[:60]), "DamagedFile"),
    "cut.png": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20)), "DamagedFile"),
    "word.pdf": (lambda path: zipfile.ZipFile(path, "w").writestr("word/document.xml", "x"), "UnknownKind"),
    "noise.txt": (lambda path: path.write_bytes(bytes(range(256)) * 20), "UnknownKind"),
    "web.txt": (lambda path: path.write_text("<!doctype html><p>x"), "UnknownKind"),
}


def test_broken_files_are_listed_and_the_others_taken_in(tmp_path: Path) -> None:
    folder = tmp_path / "shelf"
    (folder / "in").mkdir(parents=True)
    for name, (make, _) in BROKEN.items():
        make(folder / name)
    (folder / "in" / "kh.txt").write_text(PAPER.format(number=1), encoding="utf-8")
    (folder / "in" / "round").symlink_to(folder)
    (folder / "nowhere.txt").symlink_to(tmp_path / "gone.txt")
    (folder / "itself.txt").symlink_to("itself.txt")
    (folder / "other name.txt").symlink_to(folder / "in" / "kh.txt")
    os.mkfifo(folder / "pipe.txt")
    account = add(tmp_path / "kho", folder, tmp_path / "missing.pdf")
    store = Store.open(tmp_path / "kho")
    expected = {str(folder / name): kind for name, (_, kind) in BROKEN.items()} | {str(tmp_path / "missing.pdf"): "PathMissing"}
    assert {failure.path: failure.kind for failure in store.failures()} == expected
    assert {one.path: one.faults[0].kind for one in account.failed} == expected
    assert len(account.added) == 1 and len(list(store.ids())) == 1
    assert all(failure.message["en"] and failure.message["vi"] for failure in store.failures())
    again = add(tmp_path / "kho", retry=True)
    assert again.gone == [str(tmp_path / "missing.pdf")], "told once, and not there when looked for again"
    assert {one.path for one in again.failed} == set(expected) - set(again.gone) == {failure.path for failure in store.failures()}


def test_a_failure_whose_file_was_taken_away_leaves_the_list(tmp_path: Path) -> None:
    shelf, disk = tmp_path / "shelf", tmp_path / "disk"
    for folder in (shelf, disk):
        folder.mkdir()
        (folder / "kh.pdf").touch()
        (folder / "other.txt").write_text(PAPER.format(number=1), encoding="utf-8")
    assert len(add(tmp_path / "kho", shelf, disk).failed) == 2
    (shelf / "kh.pdf").unlink()
    (disk / "kh.pdf").unlink()
    (disk / "other.txt").unlink()
    again = add(tmp_path / "kho", retry=True)
    assert again.gone == [str(shelf / "kh.pdf")]
    assert [failure.path for failure in Store.open(tmp_path / "kho").failures()] == [str(disk / "kh.pdf")], "a disk that may come back"
    assert again.codes == {3} and indexed(tmp_path / "kho") == set(Store.open(tmp_path / "kho").ids())


def test_a_link_is_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "kh.txt"
    path.write_text(PAPER.format(number=1), encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(path)
    add(tmp_path / "kho", path)
    assert add(tmp_path / "kho", tmp_path / "link.txt").renamed == [str(tmp_path / "link.txt")]


def changing(monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object], chunk: int = 100) -> None:
    """While a file is copied, after its first piece, something happens to it."""
    read, done = incoming._read, []

    def reading(reader: Any, source: Path) -> bytes:
        if done and done[-1] == source:
            change(source)
        done.append(source)
        return read(reader, source)

    monkeypatch.setattr(incoming, "CHUNK", chunk)
    monkeypatch.setattr(incoming, "_read", reading)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda path: path.open("ab").write(b"more"), "CannotRead"),
        (lambda path: os.truncate(path, 150), "CannotRead"),
        (lambda path: os.utime(path, ns=(1, 1)), "CannotRead"),
        (lambda path: path.unlink(missing_ok=True), "PathMissing"),
        (lambda path: path.rename(path.with_suffix(".moved")) if path.exists() else None, "PathMissing"),
    ],
)
def test_a_file_that_changes_or_vanishes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object], kind: str
) -> None:
    path = tmp_path / "kh.txt"
    path.write_text(PAPER.format(number=1), encoding="utf-8")
    changing(monkeypatch, change)
    account = add(tmp_path / "kho", path)
    assert [one.faults[0].kind for one in account.failed] == [kind] and not account.added
    assert list(Store.open(tmp_path / "kho").ids()) == [] and not list(Store.open(tmp_path / "kho").unfinished())
    assert [item for item in (tmp_path / "kho" / "incoming").iterdir() if item.is_dir()] == []
    monkeypatch.undo()
    path.write_text(PAPER.format(number=2), encoding="utf-8")
    assert add(tmp_path / "kho", retry=True).added == [str(path)] and not list(Store.open(tmp_path / "kho").failures())


def test_a_disk_that_does_not_give_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = tmp_path / "kh.txt", tmp_path / "kh2.txt"
    for number, one in enumerate((path, other)):
        one.write_text(PAPER.format(number=number), encoding="utf-8")
    opening = incoming.os.open

    def failing(name: Any, *arguments: Any) -> int:
        if name == path:
            raise OSError(errno.EIO, "Input/output error")
        return opening(name, *arguments)

    monkeypatch.setattr(incoming.os, "open", failing)
    account = add(tmp_path / "kho", path, other)
    assert account.added == [str(other)] and "Input/output error" in account.failed[0].faults[0].message


def test_an_original_that_was_lost_comes_back_with_its_file(tmp_path: Path) -> None:
    path, kho = tmp_path / "kh.txt", tmp_path / "kho"
    path.write_text(PAPER.format(number=1), encoding="utf-8")
    add(kho, path)
    like, store = holdings(kho), Store.open(kho)
    (document_id,) = store.ids()
    store.original(document_id).unlink()
    add(kho, path)
    assert holdings(kho) == like and not list(store.unfinished())


def test_what_a_document_says_is_never_a_path(tmp_path: Path) -> None:
    path = tmp_path / "kh.txt"
    path.write_text(PAPER.format(number="../../../../tmp/ouch") + "\n../../etc/passwd\n=HYPERLINK('x')\n", encoding="utf-8")
    add(tmp_path / "kho", path)
    allowed = {"documents", "unfinished", "incoming", "failures", "index.sqlite", "kehoach-archive.json"}
    assert {item.name for item in (tmp_path / "kho").iterdir() if not item.name.startswith((".", "index."))} <= allowed
