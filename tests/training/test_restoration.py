"""All that restoration learns: the model alone, or with the tables of what OCR confuses, counted on pages that are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from pipeline import models
from pipeline.restoration.model import FILE
from pipeline.training import confusions, restoration
from pipeline.training.pairs import Stretch

DAY = date(2026, 1, 2)
LINE = "Ủy ban nhân dân tỉnh ban hành kế hoạch tuyên truyền"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "x_legal.txt").write_text(f"{LINE}\n" * 60, encoding="utf-8")
    (tmp_path / "corpus" / "x_wiki.txt").write_text("Một bài viết khác hẳn\n" * 60, encoding="utf-8")
    return tmp_path / "corpus"


def _read(paragraphs: Sequence[str], pages: int, seed: int, readers: Sequence[str]) -> Iterator[Stretch]:
    """In the place of Tesseract: 'về' is read as 'vẻ' once a page."""
    assert set(paragraphs) == {LINE}
    for page in range(pages):
        for reader in readers:
            yield Stretch(reader, ("về",), ("vẻ",), (0.7,), (((("v", 0.9),), (("ẻ", 0.8), ("ề", 0.7))),), page + 1)
            yield Stretch(reader, ("vẻ",), ("vẻ",), (0.9,), (((("v", 0.9),), (("ẻ", 0.9), ("ề", 0.1))),), page + 1)


def test_texts_alone_teach_the_model_alone(folder: Path, tmp_path: Path) -> None:
    card = restoration.train([folder], tmp_path / "out", DAY)
    assert card["files"] == ["x_legal.txt", "x_wiki.txt"] and "confusions" not in card
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [models.CHECKSUMS, FILE]
    assert [listed.name for listed in models.listed(tmp_path / "out")] == [FILE]


def test_practice_teaches_the_tables_too_the_same_each_time(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoration, "simulate_pairs", _read)
    for name in ("a", "b"):
        card = restoration.train([folder], tmp_path / name, DAY, practise=True)
    tables = [tmp_path / name / "tables" / f"{table}.tsv" for table in ("confusions", "alternatives") for name in ("a", "b")]
    assert tables[0].read_bytes() == tables[1].read_bytes() and tables[2].read_bytes() == tables[3].read_bytes()
    pages = sum(pages for _, pages, _ in confusions.PRACTICE)
    for table, name in ((tables[0], "confusions"), (tables[2], "alternatives")):
        lines = table.read_text(encoding="utf-8").splitlines()
        head = [line for line in lines if line.startswith("#")]
        assert any(f"{pages} simulated pages of state texts" in line and "2026-01-02" in line for line in head)
        assert len(lines) - len(head) == card[name] + 1
