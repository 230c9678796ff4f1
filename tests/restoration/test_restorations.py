"""Cases that a linguist can edit (`cases/restorations.json`), with the model that comes with the package.

`kind`: wild (from papers), synthetic, negative (stays as it is), known failure (`fails` says why). Words that our own OCR read
(`engine`) are [text, confidence, letters that it considered: percent], or, where `clear`, a text read without a doubt.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline import models
from pipeline.document import Line, Page, Paragraph, Word
from pipeline.restoration import Change, from_alternatives, from_confusions, from_letters, restore
from pipeline.restoration.model import FILE, Model, open_model

CASES = json.loads((Path(__file__).parents[1] / "cases" / "restorations.json").read_text(encoding="utf-8"))
READERS = {reader.name: reader for reader in (from_alternatives.READER, from_confusions.READER, from_letters.READER)}
SURE = 0.95
"""Share and confidence that the engine gives to a letter it has no doubt of."""

pytestmark = pytest.mark.skipif(FILE not in models.names(), reason="no model came with the package")


@cache
def _model() -> Model:
    return open_model()


def _words(case: dict[str, Any]) -> tuple[Word, ...]:
    if not isinstance(case["read"], str):
        return tuple(
            Word(text, None, sure, tuple(tuple((choice, share / 100) for choice, share in place.items()) for place in letters))
            for text, sure, letters in case["read"]
        )
    return tuple(
        Word(text, None, SURE, tuple(((letter, SURE),) for letter in text)) if case.get("clear") else Word(text)
        for text in case["read"].split(" ")
    )


def _restored(reader: str, words: tuple[Word, ...]) -> tuple[str, tuple[Change, ...]]:
    page, changes = restore(Page(1, "ocr", (Paragraph("body", (Line(words),)),)), _model(), READERS[reader])
    return page.paragraphs[0].text, changes


def _cases(*readers: str) -> list[Any]:
    return [
        pytest.param(
            reader, case, id=f"{reader}: {case['why']}", marks=[pytest.mark.xfail(reason=case["fails"])] if "fails" in case else []
        )
        for reader in readers
        for case in CASES[reader]
    ]


@pytest.mark.parametrize(("reader", "case"), _cases("bare", "foreign", "engine"))
def test_what_was_read_becomes_what_was_printed(reader: str, case: dict[str, Any]) -> None:
    assert _restored(reader, _words(case))[0] == case["restored"]


@pytest.mark.parametrize(("reader", "case"), [each for each in _cases("bare", "foreign", "engine") if not each.marks])
def test_a_case_is_what_its_kind_says(reader: str, case: dict[str, Any]) -> None:
    words = _words(case)
    assert case["kind"] in {"wild", "synthetic", "negative"}
    if case["kind"] == "negative":
        assert _restored(reader, words)[1] == ()
        assert case["restored"] == " ".join(word.text for word in words)
    for word in words:
        assert not word.choices or len(word.choices) == len(word.text)


@pytest.mark.parametrize(("reader", "case"), [each for each in _cases("engine") if each.values[1]["kind"] == "wild"])
def test_what_is_right_now_stays_a_second_time(reader: str, case: dict[str, Any]) -> None:
    text, _ = _restored(reader, _words(case))
    assert _restored(reader, tuple(map(Word, text.split(" "))))[1] == ()
