import json
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from quick import quick

from pipeline.forms import roman

CASES = json.loads((Path(__file__).parents[1] / "cases" / "roman.json").read_text("utf-8"))


@pytest.mark.parametrize(("raw", "value"), CASES["roman"].items())
def test_parse(raw, value):
    assert roman.parse(raw) == value


@pytest.mark.parametrize(("raw", "value"), CASES["arabic"].items())
def test_parse_arabic(raw, value):
    assert roman.parse_arabic(raw) == value


@pytest.mark.parametrize(("raw", "values"), CASES["candidates"].items())
def test_candidates(raw, values):
    assert list(roman.candidates(raw)) == values


@given(st.integers(1, roman.LARGEST), st.sampled_from(["", ".", ". ", ")", " .", "/", ":"]))
def test_numeral_to_value_and_back(n, point):
    numeral = roman.format(n)
    assert roman.parse(numeral + point) == n
    assert roman.candidates(numeral)[0] == n
    assert roman.compact(numeral + point) == numeral


@given(st.integers(1, roman.LARGEST), st.data())
def test_a_numeral_read_with_confusions_keeps_its_value(n, data):
    numeral = roman.format(n)
    sure = [row for row in roman.confusions() if row.numerals == "roman" and row.rank == 1]
    misread = {row.meant: row.read for row in data.draw(st.permutations(sure))}
    for meant in ("II", "I", "V", "X"):
        if data.draw(st.booleans()):
            numeral = numeral.replace(meant, misread[meant], 1)
    assert roman.parse(numeral) == n


@given(st.integers(1, 999))
def test_arabic(n):
    assert roman.parse_arabic(f"{n}.") == n
    assert roman.parse_arabic(str(n).replace("1", "l").replace("0", "O")) == n


@given(st.text(max_size=30))
def test_any_text_gives_a_value_or_none(text):
    value = roman.parse(text)
    assert value is None or value in roman.candidates(text)
    assert all(1 <= candidate <= roman.LARGEST for candidate in roman.candidates(text))


def test_no_numeral_beyond_the_largest():
    for n in (0, -1, 40):
        with pytest.raises(ValueError, match="no Roman numeral"):
            roman.format(n)


def test_the_table_shows_an_example_of_each_row():
    assert roman.CONFUSIONS is roman.confusions()
    for row in roman.confusions():
        raw, _, meant = row.example.partition(" for ")
        assert row.read in raw
        values = roman.candidates(raw) if row.numerals == "roman" else roman.candidates_arabic(raw)
        meant = meant.partition(",")[0]
        wanted = roman.parse(meant) if row.numerals == "roman" else int(meant.rstrip("."))
        assert wanted in values


def test_pattern_finds_the_numeral_before_its_point():
    assert [m["roman"] for m in regex.finditer(roman.PATTERN, "I1. MỤC ĐÍCH\nHI. NỘI DUNG")] == ["I1", "HI"]


@pytest.mark.parametrize("junk", ["I" * 200_000, "1l" * 100_000, "H." * 100_000, " " * 200_000])
def test_junk_takes_no_time(junk):
    with quick():
        roman.parse(junk)
        roman.candidates(junk)
        regex.findall(roman.PATTERN, junk)
