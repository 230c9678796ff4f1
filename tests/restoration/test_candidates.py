"""Which tokens are asked about at all: codes, addresses, item letters and another language are left, and whose candidates are whose."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Word
from pipeline.restoration import from_alternatives, from_confusions, from_letters
from pipeline.restoration.candidates import ADDRESS, LONGEST, Asked, Numbered, Reader, gather, goes_on, is_kept
from pipeline.restoration.language_model import LanguageModel
from pipeline.restoration.model import Model
from pipeline.restoration.tokens import tokens

WORDS = ("<s>", "<u>", "kế", "kề", "hoạch", "và", "vã", "là", "ở", "ô", "in", "ín", "the", "đ", "d", "nđ", "đồng", "tác")
MODEL = Model.of(LanguageModel.of(WORDS, [-9.0, -9.0, *(-3.0 for _ in WORDS[2:])], {}, {}))
READERS = [from_letters.READER, from_alternatives.READER, from_confusions.READER]
OPEN = Reader("open", tokens, lambda model, asked: [(1, 0.0), (2, 1.0)], opens_codes=True, certain=0.0)
"""A reader that doubts whatever it is asked about."""


def _asked(text: str, reader: Reader = OPEN) -> list[str]:
    """The pieces of a text that a reader doubts."""
    run = [Numbered(number, Word(word)) for number, word in enumerate(text.split(" "))]
    found, slots = gather(MODEL, [run], reader)
    return [slot.piece for slot, many in zip(slots, np.diff(found.starts), strict=True) if many > 1]


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("Ke hoach", ["Ke", "hoach"]),
        ("(ke-hoach)", ["ke", "hoach"]),
        ("93/KH-UBND", ["KH", "UBND"]),  # the letters of codes too lose their marks: QD-UBND
        ("24/2018/ND-CP,", ["ND", "CP"]),
        ("12a/2018/Q-BNV", ["BNV"]),
        ("A1 B2 3c 4d", []),
        ("bien[3] ngay2", ["bien"]),  # a note's mark; 'ngay2' is nobody's
        ("a) b. c/ đ) D.", []),
        ("noi o. khac", ["noi", "o", "khac"]),  # 'ở' ends a sentence; o numbers nothing
        ("e", ["e"]),
        ("sotttt@kiengiang.gov.vn www.chinhphu.vn https://a.vn/ke-hoach kiengiang.gov.vn,", []),
        ("12/4/2022 1.234.567 95% - … ()", []),
        ("Building the Smart City in Hue", []),
        ("Marx va Engels noi rang", ["Marx", "va", "Engels", "noi", "rang"]),  # two names alone are no language
        ("ke " + "a" * (LONGEST + 1), ["ke"]),
    ],
)
def test_what_is_asked_about(text: str, doubted: list[str]) -> None:
    assert _asked(text) == doubted


def test_a_reader_whose_letters_are_right_in_codes_is_not_asked_about_them() -> None:
    closed = OPEN._replace(opens_codes=False)
    assert _asked("93/KH-UBND 24/2018/ND-CP", closed) == []
    assert _asked("bien[3]", closed) == ["bien"]


def test_a_reader_whose_letters_are_all_suspect_tells_no_other_language() -> None:
    assert len(_asked("Building the Smart City in Hue", OPEN._replace(strangers=False))) == 6


def test_a_word_that_a_form_has_mended_is_kept() -> None:
    run = [Numbered(0, Word("ke")), Numbered(1, Word("ke"), kept=True)]
    assert np.diff(gather(MODEL, [run], OPEN)[0].starts).tolist() == [2, 1]


@pytest.mark.parametrize("word", ["a.b@gov.vn", "http://x", "WWW.CHINHPHU.VN", "chinhphu.vn.", "(baochinhphu.vn)", "x.edu"])
def test_addresses(word: str) -> None:
    assert ADDRESS.search(word)


@pytest.mark.parametrize("word", ["thud@ng", "S@", "vn", "v.v.", "TP.HCM", "ngày.tháng", "organ", "Vn.Express"])
def test_no_addresses(word: str) -> None:
    assert not ADDRESS.search(word)


def test_a_letter_before_a_bracket_is_kept_and_a_word_is_not() -> None:
    for text, kept in (("a)", True), ("là)", False), ("a/", True), ("a,", False), ("o.", False), ("e.", True)):
        token = tokens(text)[0]
        assert is_kept(text[token.start : token.end], token, Word(text)) is kept, text


def test_a_sentence_goes_on_after_words_figures_and_commas_only() -> None:
    assert [goes_on(before) for before in ("kế", "<n>", ",", "(", "", ".", ":", ";", "+")] == [True] * 4 + [False] * 5


def test_what_is_left_is_one_candidate_and_runs_begin_where_they_begin() -> None:
    runs = [[Numbered(0, Word("ke")), Numbered(1, Word("2022,"))], [], [Numbered(2, Word("xyz"))]]
    found, slots = gather(MODEL, runs, from_letters.READER)
    assert [slot.form for slot in slots] == ["ke", "<n>", ",", "xyz"]
    assert found.runs.tolist() == [0, 3, 4]
    assert np.diff(found.starts).tolist() == [3, 1, 1, 1]
    assert found.words[found.starts[3]] == 1


texts = st.lists(
    st.text(min_size=1, max_size=9).filter(lambda text: not text.isspace()) | st.sampled_from(["thuéng", "Viêt", "d6i", "QÐ-UBND"]),
    max_size=8,
)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@given(texts)
def test_the_first_candidate_is_the_token_as_read_and_none_is_cheaper_than_nothing(reader: Reader, texts: list[str]) -> None:
    """Whatever is in a word: no crash, tokens in order inside it, costs that are finite and not below 0."""
    run = [Numbered(number, Word(text)) for number, text in enumerate(texts)]
    found, slots = gather(MODEL, [run], reader)
    assert len(found.starts) == len(slots) + 1 and np.all(np.diff(found.starts) >= 1)
    assert np.all(np.isfinite(found.costs)) and np.all(found.costs >= 0)
    for slot, start in zip(slots, found.starts, strict=False):
        assert found.words[start] == MODEL.language.number(slot.form)
        assert texts[slot.word][slot.start : slot.end] == slot.piece != ""
    for before, after in pairwise(slots):
        assert (before.word, before.end) <= (after.word, after.start) or before.word < after.word


@given(st.text(min_size=1, max_size=12))
def test_any_letters_that_the_engine_listed_are_taken(text: str) -> None:
    choices = tuple(((letter, 0.9), ("ẻ", 0.3), (" ", 0.0), ("ff", 0.2), ("İ", 0.1)) for letter in text)
    for token in tokens(text):
        from_alternatives.candidates(MODEL, Asked(text[token.start : token.end], token, Word(text, None, 0.5, choices)))
