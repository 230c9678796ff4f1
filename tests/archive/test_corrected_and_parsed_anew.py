"""A person's corrections outlive parsing anew, with the paper, its text and its original unchanged."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from archives import PAPER, add
from pdfs import write_text_pdf

from pipeline import steps
from pipeline.archive.archive import Archive
from pipeline.archive.files.manifest import changed
from pipeline.archive.files.store import Store
from pipeline.archive.index.connect import open_read


def text_file(folder: Path) -> Path:
    path = folder / "kh.txt"
    path.write_text(PAPER.format(number="…"), encoding="utf-8")
    return path


def pdf_file(folder: Path) -> Path:
    lines = PAPER.format(number="…").splitlines()
    return write_text_pdf(folder / "kh.pdf", [lines[:6], lines[6:]])


def row(root: Path, table: str, where: str = "1 = 1") -> dict[str, Any]:
    with closing(open_read(Store.open(root).index)) as connection:
        cursor = connection.execute(f"SELECT * FROM {table} WHERE {where}")
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def on_disk(store: Store, document_id: str) -> dict[str, bytes]:
    folder = store.folder(document_id)
    return {name: (folder / name).read_bytes() for name in ("paper.json", "paper.txt", store.original(document_id).name)}


@pytest.mark.parametrize("file", [text_file, pdf_file])
def test_corrections_survive_a_newer_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: Any) -> None:
    path, root = file(tmp_path), tmp_path / "kho"
    add(root, path, searchable=False)
    archive, store = Archive(root), Store.open(root)
    (document_id,) = store.ids()
    before = on_disk(store, document_id)
    archive.correct(document_id, 1, "documents", 0, "number", "41", "Lan")
    archive.correct(document_id, 1, "citations", 0, "date", "2014-04-17", "Lan")
    archive.correct(document_id, 1, "targets", 0, "value", 2.5, "Lan")
    assert on_disk(store, document_id) == before
    assert (row(root, "documents")["number_symbol"], row(root, "citations")["date"]) == ("41/KH-UBND", "2014-04-17")

    found = steps.STEPS

    def one_more(paper: Any) -> Any:
        """A newer version that finds a citation before the others, so that row numbers shift."""
        citations = dict(found)["citations"](paper)
        text = paper.document.text
        first = replace(citations[0], raw=text[:8], start=0, end=8, number=None, number_symbol=None, canonical_id=None, canonical_key=None)
        return (first, *citations)

    monkeypatch.setattr(steps, "STEPS", tuple((name, one_more if name == "citations" else step) for name, step in found))
    store.write_manifest(changed(store.manifest(document_id), made_by="kehoach 0"))
    add(root, path, reparse=True, searchable=False)
    assert len(store.papers(document_id)[0]["citations"]) == 2 and store.papers(document_id)[0]["citations"][1]["date"] == "2014-04-07"
    assert row(root, "documents")["number_symbol"] == "41/KH-UBND"
    assert (row(root, "citations", '"row" = 0')["date"], row(root, "citations", '"row" = 1')["date"]) == ("2014-04-07", "2014-04-17")
    assert row(root, "targets")["value"] == 2.5
    assert on_disk(store, document_id)["paper.txt"] == before["paper.txt"]
    assert len(archive.amendments(document_id)) == 3 and list(store.unfinished()) == []
    assert archive.review(50)["reason"].tolist().count("unplaced") == 0


def test_a_searchable_copy_made_anew_says_what_a_person_set_right(tmp_path: Path) -> None:
    path, root = pdf_file(tmp_path), tmp_path / "kho"
    add(root, path)
    archive, store = Archive(root), Store.open(root)
    (document_id,) = store.ids()
    archive.correct(document_id, 1, "documents", 0, "title", "Giảm nghèo bền vững", "Lan")
    copy = store.folder(document_id) / "searchable.pdf"
    copy.unlink()
    assert archive.check().exit_code == 0 and "Giảm nghèo bền vững" in copy.read_bytes().decode("utf-8", "replace")
