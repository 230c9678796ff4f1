import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction.document_numbers import find_document_numbers
from pipeline.records import Header

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "cases" / "document_numbers.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_own_number(case):
    [number] = find_document_numbers(case["text"])
    assert (number.raw, number.is_own, number.number_symbol) == (case["text"], True, case["number_symbol"])
    assert number.number is not None or {"number_missing", "number_unreadable"} & set(number.flags)


def test_own_and_cited_numbers():
    text = "UBND TỈNH\nSố: 33 /KH-BQLKKT\nThực hiện Kế hoạch số 93/KH-UBND; các Nghị định số 91/2017/NĐ-CP và 98/2023/NĐ-CP"
    found = find_document_numbers(text, Header(number_span=(10, 27)))
    assert [(n.raw, n.number_symbol, n.doc_type, n.is_own) for n in found] == [
        ("Số: 33 /KH-BQLKKT", "33/KH-BQLKKT", "KH", True),
        ("93/KH-UBND", "93/KH-UBND", "KH", False),
        ("91/2017/NĐ-CP", "91/2017/NĐ-CP", "NĐ", False),
        ("98/2023/NĐ-CP", "98/2023/NĐ-CP", "NĐ", False),
    ]


def test_an_unreadable_own_number_is_said_to_be_so():
    [number] = find_document_numbers("Số: …/KH-UBND")
    assert (number.number, number.flags) == (None, ("number_unreadable",))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789/-. …KHUBNDSố:\n", max_size=80))
def test_any_text(text):
    for number in find_document_numbers(text):
        assert text[number.start : number.end] == number.raw
