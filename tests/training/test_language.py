"""The language model from a corpus: the same bytes from the same texts, capitals counted where they tell something."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import NothingToRead
from pipeline.restoration.language_model import load
from pipeline.training.language import capital_shares, train

PARAGRAPHS = "Ủy ban nhân dân tỉnh Hà Nam ban hành Kế hoạch số 93/KH-UBND.\nUỶ BAN NHÂN DÂN\nKế hoạch của tỉnh năm 2022\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "x.txt").write_text(PARAGRAPHS * 3, encoding="utf-8")
    return tmp_path / "corpus"


def test_the_same_corpus_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    cards = [train([folder], tmp_path / name) for name in ("a", "b")]
    assert cards[0] == cards[1]
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_card_counts_what_is_in_the_file(folder: Path, tmp_path: Path) -> None:
    card = train([folder], tmp_path / "a")
    model = load(tmp_path / "a")
    assert (card["words"], card["pairs"], card["triples"]) == (len(model.words), len(model.pairs), len(model.triples))
    assert card["files"] == ["x.txt"]


def test_words_are_known_without_capitals_figures_and_placing_of_tones(folder: Path, tmp_path: Path) -> None:
    train([folder], tmp_path / "a")
    words = load(tmp_path / "a").words
    assert {"ủy", "nhân", "<n>", "kh", "/", "hà"} <= set(words)
    assert {"uỷ", "UBND", "93", "2022"}.isdisjoint(words)


def test_capitals_count_inside_sentences_only(folder: Path, tmp_path: Path) -> None:
    train([folder], tmp_path / "a")
    model = load(tmp_path / "a")
    share = {word: float(model.capitals[number]) for word, number in model.numbers.items()}
    # 'Hà' 3 of 3 inside; 'Kế' 3 of 3 inside, those that begin a line tell nothing; 'tỉnh' 0 of 6.
    assert share["hà"] > 0.6 and share["kế"] > 0.6
    assert share["tỉnh"] < 0.1
    assert capital_shares(["Hà. Hà! Hà", "TỈNH HÀ NAM"]) == {}


@pytest.mark.parametrize("text", ["", "\n\n", "một\nhai\n"])
def test_a_corpus_with_nothing_to_learn_is_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    with pytest.raises(NothingToRead, match="no three words in a row"):
        train([tmp_path], tmp_path / "out")
    assert not (tmp_path / "out").exists()
