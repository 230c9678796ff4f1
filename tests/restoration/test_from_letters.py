"""Words that lost their marks: all words of the same letters, each as near as the next."""

from __future__ import annotations

import pytest

from pipeline.document import Word
from pipeline.restoration.candidates import Asked
from pipeline.restoration.from_letters import UNKNOWN_COST, UNKNOWN_SYLLABLE, candidates
from pipeline.restoration.language_model import LanguageModel
from pipeline.restoration.model import Model
from pipeline.restoration.tokens import tokens
from pipeline.vietnamese.alphabet import strip_marks

WORDS = ("<s>", "<u>", "kế", "kề", "ke", "đồng", "động", "dong", "biển", "yáng", "hđnd")
MODEL = Model.of(LanguageModel.of(WORDS, [-9.0, -9.0, -2, -3, -6, -3, -3, -7, -4, -8, -5], {}, {}))


def _found(word: str) -> dict[str, float]:
    return {WORDS[number]: cost for number, cost in candidates(MODEL, Asked(word, tokens(word)[0], Word(word)))}


@pytest.mark.parametrize("word", ["kế", "đong", "kê", "é", "n°"])
def test_a_word_that_has_a_mark_is_left(word: str) -> None:
    assert _found(word) == {}


@pytest.mark.parametrize("word", ["xyz", "tinh", "windows"])
def test_a_word_that_nothing_is_spelt_like_is_left(word: str) -> None:
    assert _found(word) == {}


def test_a_word_without_marks_is_one_of_those_with_its_letters() -> None:
    assert _found("ke") == {"ke": 0.0, "kế": 0.0, "kề": 0.0}
    assert _found("Dong") == _found("DONG") == {"dong": 0.0, "đồng": 0.0, "động": 0.0}


def test_letters_that_are_known_with_marks_only_are_hardly_a_new_word() -> None:
    assert _found("bien") == {"<u>": UNKNOWN_SYLLABLE, "biển": 0.0}
    assert _found("HDND") == {"<u>": UNKNOWN_COST, "hđnd": 0.0}


def test_every_candidate_has_the_letters_that_were_read() -> None:
    for word in ("ke", "dong", "bien", "hdnd"):
        assert {strip_marks(found) for found in _found(word)} - {"<u>"} == {word}
