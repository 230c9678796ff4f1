"""Repairs that the written form forces: what is mended on real papers, what stays, and that mending is done once."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.document import Box, Word
from pipeline.restoration.repairs import MOST_PASSES, Repair, mend, mend_line

CASES = json.loads((Path(__file__).parents[1] / "cases" / "repairs.json").read_text(encoding="utf-8"))


def _words(text):
    return [Word(part) for part in text.split()]


def _after(texts, repairs):
    """The words of a line after its repairs."""
    now, past = [], 0
    for repair in repairs:
        assert past <= repair.first and repair.count >= 1 and repair.first + repair.count <= len(texts)
        now += [*texts[past : repair.first], repair.text]
        past = repair.first + repair.count
    return [*now, *texts[past:]]


def _mended(text, above=0, below=0):
    return " ".join(_after(text.split(), mend_line(_words(text), above, below)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}-{case['read']}")
def test_cases(case):
    assert _mended(case["read"], case.get("above", 0), case.get("below", 0)) == case["right"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["right"])
def test_what_is_right_stays(case):
    assert mend_line(_words(case["right"]), case.get("above", 0), case.get("below", 0)) == ()


def test_the_cases_tell_what_stays_as_well():
    assert len({(case["read"], case.get("above")) for case in CASES}) == len(CASES)
    assert sum(case["kind"] == "negative" for case in CASES) > 90
    assert all((case["kind"] == "negative") == (case["read"] == case["right"]) for case in CASES)


def test_a_word_that_stands_alone():
    assert mend(Word("24/2018/QÐ-UBNI)")) == Repair(0, 1, "24/2018/QĐ-UBND", "code", "letter_eth+symbol", 0.95)
    assert mend(Word("Hội")) is None
    choices = ((("h", 1.0),), (("ö", 0.6), ("ồ", 0.3)))
    assert mend(Word("hö", None, 0.4, choices)) == Repair(0, 1, "hồ", "character", "second_choice", 0.3)


def test_kinds_and_rules_of_what_was_joined():
    (only,) = mend_line(_words("số 24/2018/QÐ - UBNI); và"))
    assert (only.first, only.count, only.text, only.kind) == (1, 3, "24/2018/QĐ-UBND;", "code")
    assert only.rule == "letter_eth+joined+symbol" and only.confidence == 0.9
    (only,) = mend_line(_words("KH- HĐT"))
    assert only.kind == "spacing"


def _set(texts, gap):
    """Words of letters a hundredth of the page wide, the gap between them in letters."""
    words, left = [], 0.1
    for text in texts.split():
        words.append(Word(text, Box(left, 0.1, left + len(text) / 100, 0.12)))
        left += (len(text) + gap) / 100
    return words


@pytest.mark.parametrize("text", ["04/KH- HĐT", "ngày 16/ 12/2021", "… /TTr -UBND"])
def test_a_blank_that_the_paper_has_is_kept(text):
    assert mend_line(_set(text, 0.6)) == ()
    assert len(mend_line(_set(text, 0.25))) == 1


def test_where_the_day_itself_is_in_two_pieces_it_is_joined_over_any_blank():
    (only,) = mend_line(_set("ngày 1 1/9/2017", 0.8))
    assert (only.text, only.count) == ("11/9/2017", 2)


def test_an_open_slot_is_never_filled():
    assert mend_line(_words("Số: … /KH-UBND ngày … tháng … năm 2O2…")) == ()
    assert _mended("ngày … tháng l0 năm 2022") == "ngày … tháng 10 năm 2022"


FRAGMENTS = [
    "ngày", "tháng", "năm", "Điều", "khoản", "khóa", "lần", "thứ", "Chương", "Số:", "số", "…", "-", "/", "KH-", "và", "-UBND", "QĐ",
    "QÐ-UBNI)", "34", "-CT/IW", "l", "Í", "71háng", "]]", "2O22", "16/", "12/2021", "H.", "IH.", "XIH", "§", "§h00", "NỘI", "DUNG", "1OO%",
    "(l5)", "1.OOO", "985⁄SYT-NVY", "Quý", "II/2O22", "20", "22", "91/2017/ND-CP", "TTg",
]  # fmt: skip

LINES = st.lists(
    st.sampled_from(FRAGMENTS) | st.text(alphabet="aăâđêôơưẢỘ019OoIl/-%'QĐÐKHTUBND.,()§⁄|!]ÍÏ", min_size=1, max_size=14), max_size=12
)


@given(LINES, st.integers(0, 5), st.integers(0, 5))
@example(["ngày", "Í", "71háng", "]]", "năm", "2O17"], 0, 0)
@example(["24/2018/QÐ", "-", "UBNI)"], 0, 0)
def test_mending_twice_changes_nothing_more(texts, above, below):
    now = _after(texts, mend_line([Word(text) for text in texts], above, below))
    assert mend_line([Word(text) for text in now], above, below) == ()


@given(LINES, st.integers(0, 5))
def test_repairs_are_in_order_and_each_changes_something(texts, above):
    repairs = mend_line([Word(text) for text in texts], above)
    _after(texts, repairs)
    for repair in repairs:
        assert repair.count > 1 or repair.text != texts[repair.first]
        assert repair.text and " " not in repair.text
        assert repair.kind in {"character", "numeral", "code", "spacing"} and 0 < repair.confidence <= 1 and repair.rule


@given(st.lists(st.text(alphabet="abcdeghiklmnopqrstuvxyđăâêôơưàáạ", min_size=2, max_size=7), max_size=20))
def test_small_words_stay(texts):
    assert mend_line([Word(text) for text in texts if set(text) != {"l"}]) == ()


def test_a_line_of_many_pieces_ends():
    texts = ["KH-", "l5", "ngày", "H."] * 5000
    assert len(mend_line([Word(text) for text in texts])) == 5000
    assert MOST_PASSES < 10


@pytest.mark.parametrize("piece", ["l", "I", "1/", "KH-", "(", "1.000", "§", "ð", "II)", "Q'", "71háng"])
def test_a_word_of_a_hundred_thousand_letters_is_passed_over(piece):
    assert mend_line([Word("ngày"), Word(piece * 100_000), Word("tháng")]) == ()
