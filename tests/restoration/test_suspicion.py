"""Who read a text is told from its words (`cases/suspicion.json`); who read a page also from its kind."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Line, Page, Paragraph, Word
from pipeline.restoration import from_alternatives, from_confusions, from_letters
from pipeline.restoration.suspicion import reader_of, reader_of_text
from pipeline.vietnamese.alphabet import strip_marks
from pipeline.vietnamese.syllables import FEW_WORDS

CASES = json.loads((Path(__file__).parents[1] / "cases" / "suspicion.json").read_text(encoding="utf-8"))
GOOD, BARE = CASES[0]["text"], CASES[4]["text"]
KINDS = {None: None, "bare": from_letters.READER, "foreign": from_confusions.READER}


def _page(text: str, kind: str = "text") -> Page:
    return Page(1, kind, (Paragraph("body", (Line(tuple(map(Word, text.split()))),)),))


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case["why"], marks=[pytest.mark.xfail(reason=case["fails"])] if "fails" in case else []) for case in CASES],
)
def test_who_read_a_text(case: dict) -> None:
    assert reader_of_text(case["text"]) is KINDS[case["reader"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_page_of_text_is_as_its_words_unless_they_are_few(case: dict) -> None:
    text = case["text"]
    few = len(text.split()) < FEW_WORDS
    assert reader_of(_page(text)) is (None if few else KINDS[case["reader"]])


def test_what_our_own_ocr_read_is_told_by_its_kind() -> None:
    for text in (GOOD, BARE, ""):
        assert reader_of(_page(text, "ocr")) is from_alternatives.READER
        assert reader_of(_page(text, "blank")) is None


def test_a_stretch_of_foreign_names_is_as_the_text_around_it() -> None:
    names = "huyen Cu Chi, ong Schwarzenegger va ba Thatcher gap Kissinger o Washington"
    assert reader_of_text(names) is None
    assert reader_of_text(names, around=from_letters.READER) is from_letters.READER
    english = "The quick brown fox jumps over the lazy dog near the river while several other animals were watching"
    assert reader_of_text(english, around=from_letters.READER) is None
    assert reader_of_text(GOOD, around=from_letters.READER) is None


@given(st.sampled_from([case["text"] for case in CASES if "fails" not in case]), st.integers(2, 5))
def test_a_text_said_again_was_read_by_the_same(text: str, times: int) -> None:
    assert reader_of_text(f"{text}\n" * times) is reader_of_text(text)


def test_good_text_is_good_however_it_is_composed_and_bad_without_its_marks() -> None:
    assert reader_of_text(unicodedata.normalize("NFD", GOOD)) is None
    assert reader_of_text(strip_marks(GOOD)) is from_letters.READER


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert reader_of_text(text) in KINDS.values()
