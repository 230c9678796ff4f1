"""Words read as one: only what is no word is cut, only into two that often stand together, and only where there is one way to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.restoration.language_model import LanguageModel
from pipeline.restoration.model import Model
from pipeline.restoration.spacing import apart

WORDS = ("<s>", "<u>", "kinh", "tế", "quản", "lý", "hoà", "hòa", "bình", "lượng", "công", "nghệ")
PAIRS = {(2, 3): (-1.0, 0.0), (4, 5): (-1.0, 0.0), (7, 8): (-1.0, 0.0), (9, 3): (-14.0, 0.0), (10, 11): (-1.0, 0.0)}
MODEL = Model.of(LanguageModel.of(WORDS, [-9.0, -9.0, *(-4.0 for _ in WORDS[2:])], PAIRS, {}))


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("kinhtế", "kinh tế"),
        ("(Kinhtế,", "(Kinh tế,"),
        ("QUẢNLÝ", "QUẢN LÝ"),
        ("kinhtế[1]", "kinh tế[1]"),  # a note's mark
        ("hoàbình", "hoà bình"),  # the tone stays where it was put
    ],
)
def test_two_words_are_set_apart(read: str, written: str) -> None:
    assert apart(MODEL, read) == written


@pytest.mark.parametrize(
    "read",
    [
        "kinh",  # a word
        "nghiệp",  # a syllable that the model does not know
        "tếkinh",  # never stood together in this order
        "lượngtế",  # too seldom
        "kinhTế",  # capitals inside: somebody's name
        "congnghe",  # plain letters: a foreign word, a name
        "kinh-tế",
        "kinhtếkinhtếkinhtế",
        "",
        "…",
        "kinhté",  # a mark beside: two things at once are not believed
    ],
)
def test_what_is_left(read: str) -> None:
    assert apart(MODEL, read) is None


def test_without_its_marks_any_marks_may_be_meant_but_small_letters_only() -> None:
    assert apart(MODEL, "congnghe", marked=False) == "cong nghe"
    assert apart(MODEL, "kinhté", marked=False) == "kinh té"
    assert apart(MODEL, "Congnghe", marked=False) is None


@given(st.text(max_size=20), st.booleans())
def test_nothing_but_one_blank_is_put_in(text: str, marked: bool) -> None:
    found = apart(MODEL, text, marked)
    assert found is None or (found.replace(" ", "", 1) == text and not found.startswith(" ") and not found.endswith(" "))
