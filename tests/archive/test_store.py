"""The files of the archive: what is there is found, what is damaged is told, what is newer is left alone."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from archives import add, shelf
from hypothesis import given
from hypothesis import strategies as st

from pipeline.archive.files.failures import forget_failure, keep_failure
from pipeline.archive.files.manifest import STATES, Fault, Manifest, SourceName, changed, made_by, shown, with_source
from pipeline.archive.files.store import LAYOUT, Store
from pipeline.errors import ArchiveBusy, ArchiveDamaged, ArchiveMissing, ArchiveNewer, CannotWrite, EmptyFile, NotFound

ID = "4f" * 32
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)

COUNTS = st.integers(0, 2**53 - 1)


def test_a_folder_that_is_no_archive(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing", shelf(tmp_path / "shelf", 1) / "kh 01.txt"):
        with pytest.raises(ArchiveMissing):
            Store.open(folder)
    with pytest.raises(CannotWrite, match="other things"):
        Store.open(tmp_path / "shelf", create=True)
    with pytest.raises(CannotWrite):
        Store.open(tmp_path / "shelf" / "kh 01.txt", create=True)


def test_layouts(tmp_path: Path) -> None:
    Store.open(tmp_path / "kho", create=True)
    card = tmp_path / "kho" / "kehoach-archive.json"
    assert json.loads(card.read_text())["layout"] == LAYOUT
    card.write_text(json.dumps({"layout": LAYOUT + 1}))
    with pytest.raises(ArchiveNewer):
        Store.open(tmp_path / "kho")
    for damaged in ("", "[]", "{}", '{"layout": null}', "[" * 100_000):
        card.write_text(damaged)
        with pytest.raises(ArchiveDamaged):
            Store.open(tmp_path / "kho", create=True)


@pytest.mark.parametrize("name", ["", "..", "../" * 21, "4F" * 32, ID[:-1], ID + "\n", "/" + ID[1:], ID + "0"])
def test_only_checksums_are_folders(tmp_path: Path, name: str) -> None:
    store = Store.open(tmp_path / "kho", create=True)
    for question in (store.folder, store.manifest, store.papers, store.original, store.mark, store.hold):
        with pytest.raises(NotFound):
            question(name)


def test_what_is_not_there_and_what_is_damaged(tmp_path: Path) -> None:
    add(tmp_path / "kho", shelf(tmp_path / "shelf", 1))
    store = Store.open(tmp_path / "kho")
    with pytest.raises(NotFound):
        store.manifest(ID)
    (document_id,) = store.ids()
    assert store.read_page(document_id, 2) is None and store.papers(ID) == []
    store.original(document_id).unlink()
    with pytest.raises(ArchiveDamaged, match="original is gone"):
        store.original(document_id)
    for broken in (b"", b"{", b"[]", b'{"document": 3}', b"\xff", b"[" * 100_000):
        store.paper_files(document_id)[0].write_bytes(broken)
        with pytest.raises(ArchiveDamaged):
            store.papers(document_id)
        with pytest.raises(ArchiveDamaged):
            store.parsed(document_id)
    for broken in (b"", b"{}", b"[1]", b'{"document_id": 1}', b"\xff"):
        (store.folder(document_id) / "file.json").write_bytes(broken)
        with pytest.raises(ArchiveDamaged):
            store.manifest(document_id)


def test_papers_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "kho", create=True)
    folder = store.folder(ID)
    folder.mkdir(parents=True)
    for name in ("paper.json", "paper.10.json", "paper.2.json", "paper.1.json", "paper.x.json", ".paper.3.json.part", "paper.txt"):
        (folder / name).write_text("{}")
    assert [path.name for path in store.paper_files(ID)] == ["paper.json", "paper.2.json", "paper.10.json"]


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "kho", create=True)
    with store.lock(ID), pytest.raises(ArchiveBusy), store.lock(ID, timeout=0.1):
        pass
    with store.lock(ID, timeout=0):
        pass


def test_marks(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "kho", create=True)
    store.unmark(ID)
    store.mark(ID, "kệ/kh.pdf")
    store.mark(ID, "another")
    assert list(store.unfinished()) == [ID] and store.marked(ID) and store.marked_source(ID) == "kệ/kh.pdf"
    store.unmark(ID)
    assert not store.marked(ID) and store.marked_source(ID) == "" and list(store.ids()) == []


@given(
    st.builds(
        Manifest,
        document_id=st.just(ID), kind=st.sampled_from(["image", "pdf", "text"]), ending=st.just("pdf"), size=COUNTS,
        page_count=COUNTS, sources=st.lists(st.builds(SourceName, WORDS, WORDS)).map(tuple), state=st.sampled_from(STATES),
        faults=st.lists(st.builds(Fault, COUNTS, WORDS, st.none() | COUNTS, WORDS, WORDS)).map(tuple),
        papers=COUNTS, made_by=WORDS, searchable=st.none() | WORDS, searchable_note=st.none() | WORDS, split=st.booleans(),
        revision=COUNTS,
    )
)  # fmt: skip
def test_a_manifest_comes_back_from_its_file(manifest: Manifest) -> None:
    assert Manifest.from_json(manifest.to_json()) == manifest


def test_a_manifest_of_a_later_version_is_read_as_far_as_it_is_known() -> None:
    row = Manifest(document_id=ID, kind="pdf", ending="pdf", size=1)
    data = json.loads(row.to_json()) | {"colour": "red"}
    assert Manifest.from_json(json.dumps(data).encode()) == row


def test_changes_count() -> None:
    row = Manifest(document_id=ID, kind="pdf", ending="pdf", size=1)
    assert changed(row, state="waiting") is row and changed(row, state="read").revision == 1
    twice = with_source(with_source(row, "a/kh.pdf", "1"), "a/./kh.pdf", "2")
    assert [source.path for source in twice.sources] == ["a/kh.pdf"] and twice.revision == 1


def test_who_made_it_changes_with_the_models() -> None:
    version, *models = made_by().removeprefix("kehoach ").split()
    assert version.count(".") == 2 and models and all(len(model.partition(":")[2]) == 8 for model in models)


def test_failures_by_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.open(tmp_path / "kho", create=True)
    monkeypatch.chdir(tmp_path)
    keep_failure(store.failed_paths, "kh.pdf", EmptyFile("kh.pdf"), "1")
    keep_failure(store.failed_paths, "./kh.pdf", EmptyFile("kh.pdf"), "2")
    (failure,) = store.failures()
    assert (failure.when, failure.absolute) == ("2", str(tmp_path / "kh.pdf"))
    (store.failed_paths / "x.json").write_text("{")
    assert list(store.failures()) == [failure]
    forget_failure(store.failed_paths, tmp_path / "kh.pdf")
    assert list(store.failures()) == []


@given(st.binary(min_size=1, max_size=12))
def test_shown_is_text_and_two_names_stay_two(name: bytes) -> None:
    path = os.fsdecode(name)
    assert shown(path).encode() and (shown(path) == path or b"\\x" in shown(path).encode())
