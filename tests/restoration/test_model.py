"""What restoration has learned, opened: words by their bare letters, commonest first; the file that came with the package."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline import models
from pipeline.restoration.language_model import LanguageModel
from pipeline.restoration.model import CASE_WEIGHT, FILE, SELDOM, Model, open_model
from pipeline.vietnamese.alphabet import strip_marks

WORDS = ("<s>", "<u>", "kề", "kế", "ke", "ke-", "123", ",", "đồng", "nǎm", "kê")
MODEL = Model.of(LanguageModel.of(WORDS, [-9.0, -9.0, -6, -2, -8, -3, -3, -3, -3, -3, -2 - SELDOM - 0.1], {}, {}))


def _spelt(letters: str, model: Model = MODEL) -> list[str]:
    return [model.language.words[number] for number in model.spelt(letters)]


def test_words_of_the_same_letters_commonest_first_without_the_very_rare() -> None:
    assert _spelt("ke") == ["kế", "kề", "ke"]
    assert _spelt("dong") == ["đồng"]


@pytest.mark.parametrize("letters", ["", "xyz", "kế", "<s>", "123", ",", "nam"])
def test_what_is_no_word_of_vietnamese_letters_is_spelt_by_none(letters: str) -> None:
    assert _spelt(letters) == []


def test_a_capital_costs_what_it_tells() -> None:
    language = LanguageModel.of(("<s>", "<u>", "hà", "và"), [-9.0, -9.0, -3.0, -3.0], {}, {})
    language.capitals[:] = [0, 0, 0.9, 0.0]
    model = Model.of(language)
    assert model.capital_costs[2] == pytest.approx(-CASE_WEIGHT * np.log(0.9))
    assert model.capital_costs[3] > model.capital_costs[2] and model.small_costs[2] > model.small_costs[3]
    assert np.all(np.isfinite(model.capital_costs)) and np.all(model.small_costs >= 0)


@pytest.mark.skipif(FILE not in models.names(), reason="no model came with the package")
def test_the_model_of_the_package() -> None:
    model = open_model()
    assert open_model() is model
    assert _spelt("hoach", model)[0] == "hoạch" and _spelt("khen", model)[0] == "khen"
    assert all(strip_marks(word) == "dong" for word in _spelt("dong", model))
    assert model.language.number("ubnd") != 1


def test_a_file_that_is_no_model_is_told(tmp_path) -> None:
    (tmp_path / "bad").write_bytes(b"PK")
    with pytest.raises(ValueError, match="bad is no language model"):
        open_model(tmp_path / "bad")
