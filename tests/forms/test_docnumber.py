import json
from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from quick import quick

from pipeline.forms import docnumber

CASES = json.loads((Path(__file__).parents[1] / "cases" / "docnumber_forms.json").read_text("utf-8"))


@pytest.mark.parametrize(("raw", "canonical"), CASES["parse"].items())
def test_parse(raw, canonical):
    number = docnumber.parse(raw)
    assert number is not None
    assert number.number_symbol == canonical


@pytest.mark.parametrize("raw", CASES["blank"])
def test_blank_digits_are_no_number(raw):
    number = docnumber.parse(raw)
    assert number is not None
    assert (number.number, number.number_symbol) == (None, None)


@pytest.mark.parametrize("raw", CASES["none"])
def test_no_number(raw):
    assert docnumber.parse(raw) is None


@pytest.mark.parametrize("canonical", sorted(set(CASES["parse"].values())))
def test_a_number_in_good_form_is_kept(canonical):
    number = docnumber.parse(canonical)
    assert docnumber.format(number) == canonical
    assert number.repairs == ()


TYPES = st.sampled_from(["KH", "QĐ", "NQ", "CT", "TB", "BC", "TTr", "CV", "HD"])
STATE = st.sampled_from(["UBND", "HĐND", "SNV", "BNV", "BGDĐT", "BQLKKT", "SYT"])
PARTY = st.sampled_from(["TW", "TU", "HU", "VPTW", "BTGTU"])


@given(st.integers(1, 9999), TYPES, STATE, st.none() | st.integers(1990, 2030))
def test_state_number_and_back(n, kind, body, year):
    text = f"{n}/{f'{year}/' if year else ''}{kind}-{body}"
    number = docnumber.parse(text)
    assert (docnumber.format(number), number.party, number.doc_type) == (text, False, kind)


@given(st.integers(1, 999), TYPES, PARTY)
def test_party_separators_follow_the_body(n, kind, body):
    for text in (f"{n}-{kind}/{body}", f"{n}/{kind}-{body}"):
        assert docnumber.format(docnumber.parse(text)) == f"{n}-{kind}/{body}"


@settings(max_examples=60)
@given(st.text(alphabet="0123456789OlI/-–. …ABĐNQKHUTWC\nSố:", max_size=40))
def test_any_text(text):
    docnumber.compact(text)
    number = docnumber.parse(text)
    if number is not None and number.number:
        again = docnumber.parse(docnumber.format(number))
        assert again is not None
        assert docnumber.format(again) == docnumber.format(number)


@pytest.mark.parametrize("junk", ["1/", "A-", "Số: ", "…", "1 ", "12/KH-", "l", ".", "QH", "12/2022/"])
def test_hostile_text_is_quick(junk):
    text = (junk * 200_000)[:200_000]
    with quick():
        for pattern in (docnumber.PATTERN, docnumber.OWN_PATTERN):
            sum(1 for _ in regex.finditer(pattern, text))
