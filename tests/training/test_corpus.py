"""What is kept back stays out of what is learned from, wherever else it stands; files in order; files that cannot be read."""

from __future__ import annotations

import json
import lzma
import unicodedata
from pathlib import Path

import pytest

from pipeline.errors import DamagedFile
from pipeline.training import corpus
from pipeline.training.corpus import STRETCH, documents, is_kept_back, kept_back, text_files, training_paragraphs

LONG = "Một đoạn dài hơn ba mươi chữ của văn bản thứ "


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus: 5,000 paragraphs, twenty whole documents, and a packed file that repeats some of their paragraphs."""
    (tmp_path / "a_legal.txt").write_text("".join(f"Đoạn thứ {n}.\n" for n in range(5000)), encoding="utf-8")
    whole = [{"id": f"vb-{n}", "title": "", "text": f"Nơi nhận:\n{LONG}{n}.\n"} for n in range(20)]
    with lzma.open(tmp_path / "gazette.docs.jsonl.xz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(said, ensure_ascii=False) + "\n" for said in whole)
    with lzma.open(tmp_path / "b_wiki.txt.xz", "wt", encoding="utf-8") as file:
        file.write(f"  {LONG}3.  \nNơi nhận:\n{LONG}4.\n" + unicodedata.normalize("NFD", f"{LONG}13.\nTiếng Việt\n"))
    (tmp_path / "README.md").write_text("no paragraph")
    return tmp_path


def test_what_is_kept_back_is_never_learned_from(folder: Path) -> None:
    learned, kept = set(training_paragraphs([folder])), kept_back(folder / "a_legal.txt")
    assert kept == [f"Đoạn thứ {n}." for n in range(7 * STRETCH, 8 * STRETCH)]
    assert learned.isdisjoint(kept)
    assert sum(paragraph.startswith("Đoạn thứ") for paragraph in learned) == 5000 - len(kept)


def test_paragraphs_of_documents_kept_back_are_left_out_of_every_file(folder: Path) -> None:
    assert [name for name, _ in documents([folder])] == ["vb-3", "vb-13"]
    learned = list(training_paragraphs([folder]))
    # 'Nơi nhận:' is nobody's own; composed and without blanks they are the same.
    assert learned[-3:] == ["Nơi nhận:", f"{LONG}4.", "Tiếng Việt"]


def test_files_are_read_in_the_order_of_their_names_whatever_the_order_of_folders(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "ab.txt").write_text("x\n")
    assert [path.name for path in text_files([folder, other])] == ["a_legal.txt", "ab.txt", "b_wiki.txt.xz"]
    assert text_files([other, folder]) == text_files([folder, other])


def test_only_some_files_may_be_asked_for(folder: Path) -> None:
    assert set(training_paragraphs([folder], "wiki")) == {"Nơi nhận:", f"{LONG}4.", "Tiếng Việt"}
    assert list(training_paragraphs([folder], "none")) == []


@pytest.mark.parametrize(
    ("name", "content"), [("x.txt", b"a\xff\n"), ("x.txt.xz", b"no xz"), ("x.txt.xz", lzma.compress(b"a\n" * 999)[:-20])]
)
def test_a_file_that_cannot_be_read_is_named(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DamagedFile, match=name):
        list(training_paragraphs([tmp_path]))


def test_one_stretch_in_fifty_is_kept_back() -> None:
    assert sum(map(is_kept_back, range(corpus.ONE_IN * STRETCH))) == STRETCH
