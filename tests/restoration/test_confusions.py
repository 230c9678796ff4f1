"""Confusions of letters: cases that a linguist can edit, and what must hold for any words."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.restoration.confusions import LONGEST, NEW, Reader, Row, kind_of, load
from pipeline.vietnamese.alphabet import strip_marks
from pipeline.vietnamese.tsv import rows

CASES = json.loads((Path(__file__).parents[1] / "cases" / "confusions.json").read_text(encoding="utf-8"))
TABLE = rows("restoration/confusions.tsv")
letters = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyảạấầộợửĐHIPN0169.,'-@é", max_size=9)
readers = st.sampled_from(["vie", "eng"])


@pytest.mark.parametrize("case", CASES["likelier"], ids=lambda case: f"{case['reader']}-{case['read']}")
def test_what_is_written_is_likelier_than_what_is_not(case):
    reader = load().reader(case["reader"])
    costs = [reader.cost(word, case["read"]) for word in case["written"]]
    assert costs == sorted(costs)


@pytest.mark.parametrize("case", CASES["keys"], ids=lambda case: case["read"])
def test_the_word_is_found_under_one_of_the_first_keys(case):
    assert case["key"] in [key for key, _ in load().keys("eng", case["read"])][: case.get("within", 16)]


@given(readers, letters, letters)
def test_any_reading_has_a_finite_cost_and_the_same_each_time(name, written, read):
    reader = load().reader(name)
    cost = reader.cost(written, read)
    assert 0 <= cost < math.inf
    assert cost == reader.cost(written, read) == load().cost(name, written, read)


@given(readers, letters, letters, letters, letters)
def test_two_words_together_cost_no_more_than_apart(name, first, read, second, read_too):
    reader = load().reader(name)
    assert reader.cost(first + second, read + read_too) <= reader.cost(first, read) + reader.cost(second, read_too) + 1e-9


@given(readers, letters)
def test_keys_are_bare_and_in_order(name, read):
    keys = load().keys(name, read, most=8)
    assert len(keys) <= 8
    assert [cost for _, cost in keys] == sorted(cost for _, cost in keys)
    assert all(key == strip_marks(key).lower() for key, _ in keys)
    assert len({key for key, _ in keys}) == len(keys)


def test_the_vietnamese_reader_mostly_reads_right():
    reader = load().reader("vie")
    for letter in "abcdđeghiklmnopqrstuưvxyảạấầộợử":
        assert reader.cost(letter, letter) < 0.5, letter


def test_rows_are_what_the_module_says():
    for row in TABLE:
        assert row["reader"] in {"vie", "eng"}
        assert float(row["cost"]) >= 0 and float(row["back"]) >= 0
        if row["written"].startswith("<") and len(row["written"]) > 1:
            assert row["written"].strip("<>") in {*NEW, "split", "glued"}
        else:
            assert 1 <= len(row["written"]) <= LONGEST and len(row["read"]) <= LONGEST and int(row["seen"]) >= 3


@pytest.mark.parametrize("name", ["vie", "eng"])
def test_readings_of_a_letter_are_shares_of_one_whole(name):
    whole = {}
    for row in TABLE:
        if row["reader"] == name and len(row["written"]) == 1:
            whole[row["written"]] = whole.get(row["written"], 0.0) + math.exp(-float(row["cost"]))
    assert all(share < 1.02 for share in whole.values())


def test_unseen_readings_cost_by_their_kind():
    new = [Row("x", f"<{kind}>", "", cost, 0.0, 1) for kind, cost in (("marks", 2), ("case", 3), ("other", 5), ("lost", 4), ("added", 6))]
    reader = Reader([*new, Row("x", "a", "a", 0.0, 0.0, 9)])
    assert [reader.cost("a", read) for read in ("a", "á", "A", "b", "", "ab")] == [0.0, 2.0, 3.0, 5.0, 4.0, 6.0]
    assert kind_of("đ", "Đ") == "case"
