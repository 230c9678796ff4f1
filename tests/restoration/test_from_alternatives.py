"""Words that our own OCR read: what a letter costs by the engine's share, and which words come into question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Word
from pipeline.restoration.candidates import Asked
from pipeline.restoration.from_alternatives import MOST_COST, ODD_LETTER, UNKNOWN_NONSENSE, UNKNOWN_SYLLABLE, candidates, letter_cost
from pipeline.restoration.language_model import LanguageModel
from pipeline.restoration.model import Model
from pipeline.restoration.tokens import tokens

WORDS = ("<s>", "<u>", "về", "vẻ", "vè", "tin", "tỉnh", "tính", "hiện", "biện", "ở", "ơ", "ngành", "tđkt", "năm", "i", "a", "ò")
MODEL = Model.of(LanguageModel.of(WORDS, [-9.0, -9.0, *(-4.0 for _ in WORDS[2:])], {}, {}))


def _found(text: str, *listed: tuple[int, str, float]) -> dict[str, float]:
    """Words and costs, where at these places these letters were listed with these shares."""
    choices = tuple(
        ((letter, 0.95), *((other, share) for place, other, share in listed if place == here)) for here, letter in enumerate(text)
    )
    token = tokens(text)[0]
    return {WORDS[n]: cost for n, cost in candidates(MODEL, Asked(text[token.start : token.end], token, Word(text, None, 0.9, choices)))}


shares = st.floats(0.0, 1.0)


@given(shares, shares, st.sampled_from(["vẻ", "bh"]))
def test_what_the_engine_believed_in_more_costs_no_more(one: float, other: float, letters: str) -> None:
    read, written = letters
    low, high = sorted((one, other))
    unlisted = letter_cost(read, written, {})
    assert 0.0 <= letter_cost(read, written, {written: high}) <= letter_cost(read, written, {written: low}) <= unlisted < MOST_COST


def test_the_letter_as_read_costs_nothing_and_other_marks_less_than_another_letter() -> None:
    assert letter_cost("ẻ", "ẻ", {}) == 0.0
    for seen in ({}, {"ề": 0.5, "h": 0.5}):
        assert letter_cost("ẻ", "ề", seen) < letter_cost("b", "h", seen)


def test_marks_may_be_others_whether_listed_or_not() -> None:
    found = _found("vẻ", (1, "ề", 0.8))
    assert set(found) == {"vẻ", "về", "vè"}
    assert found["vẻ"] == 0.0 < found["về"] < found["vè"]


def test_a_letter_of_another_shape_must_have_been_listed_with_a_share() -> None:
    assert "hiện" in _found("biện", (0, "h", 0.3))
    assert "hiện" not in _found("biện", (0, "h", 0.0)) and "hiện" not in _found("biện")


def test_only_one_letter_of_another_shape_is_believed_in() -> None:
    assert "tỉnh" not in _found("bỉnb", (0, "t", 0.5), (3, "h", 0.5))


@pytest.mark.parametrize(("read", "printed"), [("nghành", "ngành"), ("ngàh", "ngành"), ("tiin", "tin"), ("nảm", "năm"), ("bgành", "ngành")])
def test_what_is_no_word_may_have_a_letter_too_many_too_few_or_wrong(read: str, printed: str) -> None:
    assert printed in _found(read)


def test_a_letter_too_many_has_its_price_beside_those_of_wrong_marks() -> None:
    assert _found("nghành")["ngành"] == ODD_LETTER
    assert _found("nghanh", (3, "à", 0.5))["ngành"] == ODD_LETTER + letter_cost("a", "à", {"à": 0.5})


def test_what_it_costs_that_a_new_word_is_one() -> None:
    assert _found("nảm")["<u>"] == UNKNOWN_SYLLABLE
    assert _found("nǎm", (1, "ă", 0.4))["<u>"] == UNKNOWN_NONSENSE


@pytest.mark.parametrize("text", ["TDKT", "TĐKT", "UBND", "XYZ", "BQLKKT"])
def test_capitals_that_are_no_syllable_are_left(text: str) -> None:
    assert _found(text, (1, "Đ", 0.9)) == {}


@pytest.mark.parametrize("text", ["i", "I", "H", "Ấ", "a", "Ở", "ñ"])
def test_a_letter_that_stands_alone_is_left(text: str) -> None:
    assert _found(text, (0, "ở", 0.9), (0, "i", 0.9)) == {}


def test_a_letter_that_is_a_word_alone_may_be_another_such() -> None:
    assert set(_found("ở", (0, "ơ", 0.9), (0, "ò", 0.9))) == {"ở", "ơ"}  # 'ò' is none that an office writes


def test_listed_letters_count_whatever_their_case() -> None:
    assert _found("VẺ", (1, "Ề", 0.8)) == _found("vẻ", (1, "ề", 0.8))


def test_choices_that_do_not_fit_the_word_are_not_used() -> None:
    word = Word("(vẻ", None, 0.9, ((("v", 0.9),), (("ẻ", 0.9), ("ề", 0.9))))
    token = tokens(word.text)[1]
    found = dict(candidates(MODEL, Asked("vẻ", token, word)))
    assert found[MODEL.language.number("về")] == letter_cost("ẻ", "ề", {})


def test_in_a_word_of_signs_and_letters_the_letters_have_their_own_choices() -> None:
    plain = _found("vẻ", (1, "ề", 0.8))
    choices = ((("(", 0.9),), (("v", 0.9),), (("ẻ", 0.95), ("ề", 0.8)), ((",", 0.9),))
    token = tokens("(vẻ,")[1]
    bracketed = {WORDS[n]: cost for n, cost in candidates(MODEL, Asked("vẻ", token, Word("(vẻ,", None, 0.9, choices)))}
    assert bracketed == plain
