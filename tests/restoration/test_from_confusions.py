"""Words read by OCR that knows no Vietnamese: cut whole, signs inside them too, and priced by what is taken for what."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Word
from pipeline.restoration.candidates import Asked
from pipeline.restoration.from_confusions import BEHIND, MOST_WORDS, candidates, cut
from pipeline.restoration.language_model import LanguageModel
from pipeline.restoration.model import Model

WORDS = ("<s>", "<u>", "trưởng", "trường", "đổi", "tế", "hòa", "sở", "ở", "số", "the", "năm")
MODEL = Model.of(LanguageModel.of(WORDS, [-9.0, -9.0, *(-4.0 for _ in WORDS[2:])], {}, {}))


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("d6i", ["d6i"]),
        ("(d6i,", ["(", "d6i", ","]),
        ("Nghj!'dinh,", ["nghj!'dinh", ","]),
        ("S&", ["s&"]),  # Sở
        ("t€,", ["t€", ","]),  # tế
        ("“s6”.", ["“", "s6", "”", "."]),
        ("93/KH-UBND", ["<n>", "/", "kh", "-", "ubnd"]),  # codes and figures are cut as everywhere
        ("QD-UBND", ["qd", "-", "ubnd"]),
        ("12/4/2022", ["<n>", "/", "<n>", "/", "<n>"]),
        ("hoà", ["hòa"]),
        ("...", [".", ".", "."]),
        ("", []),
    ],
)
def test_how_words_are_cut(text: str, forms: list[str]) -> None:
    assert [token.form for token in cut(text)] == forms


@given(st.text(alphabet="aéđ69&€@!'(),.-/ĐQ ", max_size=20))
def test_tokens_are_in_order_and_leave_out_nothing_but_blanks(text: str) -> None:
    found = cut(text)
    assert all(before.end <= after.start for before, after in pairwise(found))
    read = "".join(text[token.start : token.end] for token in found)
    assert read.replace(" ", "") == text.replace(" ", "")


def _found(piece: str) -> dict[str, float]:
    return {WORDS[number]: cost for number, cost in candidates(MODEL, Asked(piece, cut(piece)[0], Word(piece)))}


@pytest.mark.parametrize(
    ("piece", "printed"),
    [("truéng", "trưởng"), ("d6i", "đổi"), ("té", "tế"), ("S&", "sở"), ("s6", "số"), ("DOI", "đổi"), ("nam", "năm"), ("nim", "năm")],
)
def test_the_word_that_was_printed_is_among_the_candidates(piece: str, printed: str) -> None:
    found = _found(piece)
    assert printed in found
    assert min(found.values()) <= found[printed] < min(found.values()) + BEHIND


def test_a_word_of_the_model_may_have_been_read_right() -> None:
    found = _found("the")
    assert not found or min(found, key=lambda word: found[word]) == "the"


def test_a_tone_on_the_other_vowel_is_the_same_word() -> None:
    assert next(iter(_found("hoà") or {"hòa": 0.0})) == "hòa"
    assert "<u>" not in _found("hoà")


@given(st.text(alphabet="aeiourngthđưởéê6&€'", min_size=1, max_size=12))
def test_few_are_priced_and_none_is_far_behind(piece: str) -> None:
    found = candidates(MODEL, Asked(piece, cut(piece)[0], Word(piece)))
    assert len(found) <= MOST_WORDS + 1
    assert len({number for number, _ in found}) == len(found)
    costs = [cost for _, cost in found[1:]]
    assert costs == sorted(costs) and all(cost < costs[0] + BEHIND for cost in costs)
