"""Words to tokens: places in the text, forms that the model knows, nothing left out but what is no sign."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.restoration.tokens import FIGURE, START, UNKNOWN, form, pieces, tokens


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Kế", ["kế"]),
        ("UỶ", ["ủy"]),
        ("hoà", ["hòa"]),
        ("93/KH-UBND", [FIGURE, "/", "kh", "-", "ubnd"]),
        ("1.234.567,89", [FIGURE]),
        ("1.", [FIGURE, "."]),
        ("1a", [FIGURE, "a"]),
        ("a_b", ["a", "_", "b"]),
        ("./.", [".", "/", "."]),
        ("<s>", ["<", "s", ">"]),  # nobody writes the model's own signs
        ("<n>", ["<", "n", ">"]),
        ("中国", ["中国"]),
        ("", []),
    ],
)
def test_forms(text: str, forms: list[str]) -> None:
    assert [token.form for token in tokens(text)] == forms


def test_figures_and_signs_are_no_words() -> None:
    assert [token.is_word for token in tokens("kế 12 - đ")] == [True, False, False, True]


@given(st.text())
def test_tokens_are_the_pieces_in_order(text: str) -> None:
    found = tokens(text)
    assert [text[token.start : token.end] for token in found] == pieces(text)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(token.form == form(text[token.start : token.end]) != "" for token in found)
    assert not {START, UNKNOWN} & {token.form for token in found}
