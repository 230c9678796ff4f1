"""The finders on text that nobody prepared: marks apart from their letters, marks that take no room, hostile lengths."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction import any_text

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "cases" / "citations.jsonl").read_text("utf-8").splitlines()]
FINDERS = (any_text.find_citations, any_text.find_dates, any_text.find_document_numbers, any_text.find_targets)


def _identity(citation):
    return citation.kind, citation.canonical_id, citation.date, citation.issuer, citation.relation, citation.parent_citation


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_marks_apart_from_their_letters_change_nothing(case):
    text = unicodedata.normalize("NFC", case["text"])
    split = unicodedata.normalize("NFD", text)
    found, apart = any_text.find_citations(text), any_text.find_citations(split)
    assert [_identity(c) for c in apart] == [_identity(c) for c in found]
    assert [unicodedata.normalize("NFC", c.raw) for c in apart] == [c.raw for c in found]
    assert all(split[c.start : c.end] == c.raw for c in apart)


def test_marks_that_take_no_room_are_read_over():
    text = "Căn cứ \u200fNghị\u00ad định số 91\u200b/2017/\u200bNĐ-CP\u202c ngày 31/7/2017\ufeff của Chính phủ;"
    (citation,) = any_text.find_citations(text)
    assert (citation.canonical_id, citation.date, citation.issuer) == ("NĐ 91/2017/NĐ-CP", "2017-07-31", "Chính phủ")
    assert text[citation.start : citation.end] == citation.raw
    assert citation.raw.startswith("Nghị") and citation.raw.endswith("phủ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\u200b\u202e\u200f",
        "“ « ( \" ' [ {",
        "شماره ۱۲/۱۴۰۱ مورخ",
        "Số " + "9" * 500 + "/QĐ-UBND ngày " + "1" * 500 + "/" + "2" * 500,
        "Nghị định số " + "1" * 500 + "/2017/NĐ-CP",
        "\x00\x1b[31m\ud7ff\uffff",
        "ngày " * 50,
    ],
    ids=["empty", "no room", "quotes", "right to left", "500 digits", "500 digits of a number", "control", "a word"],
)
def test_nothing_to_find(text):
    assert any_text.find_citations(text) == []
    for find in FINDERS:
        assert all(text[found.start : found.end] == found.raw for found in find(text))


def test_a_quote_that_is_never_closed():
    text = 'Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị về: “Tiếp tục đổi mới; Nghị định số 91/2017/NĐ-CP ("Quy định (một'
    assert [c.canonical_id for c in any_text.find_citations(text)] == ["CT 34-CT/TW", "NĐ 91/2017/NĐ-CP"]


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("Nghị định số 91/2017/NĐ-CP ngày,;.()“”%\u0300\u0323\u200b\u202e\n0đƯ"), max_size=60))
def test_any_text(text):
    for find in FINDERS:
        assert all(text[found.start : found.end] == found.raw and found.raw for found in find(text))
