"""The measure of citations, dates and targets: who is paired with whom, and what a pair counts."""

import doctest

from gazette import Passage

from benchmarks import gazette as measure
from benchmarks.names_gold import Count
from pipeline.records import Citation, DateMention, Target

LAW = {"start": 7, "end": 40, "kind": "named_law", "date": "2025-02-18"}
NUMBERED = {"start": 0, "end": 30, "kind": "numbered", "number_symbol": "34-CT/TW", "date": "2014-04-07"}


def test_examples():
    assert doctest.testmod(measure) == (0, 2)


def test_a_number_is_right_with_its_date():
    told = Citation(raw="", start=0, end=30, number_symbol="34-CT/TW", date="2014-04-07")
    other = Citation(raw="", start=0, end=30, number_symbol="34-CT/TW", date="2014-07-04")
    assert measure.verdict("numbered", (NUMBERED, told)) == Count(1, 0, 0)
    assert measure.verdict("numbered", (NUMBERED, other)) == Count(0, 1, 1)
    assert measure.verdict("numbered", (NUMBERED, None)) == Count(0, 0, 1)
    assert measure.verdict("numbered", (None, told)) == Count(0, 1, 0)


def test_what_is_optional_counts_neither_way():
    told = Target(raw="", start=0, end=5, comparator="=", value=1.0)
    row = {"start": 0, "end": 5, "comparator": "=", "value": 2, "optional": True}
    assert measure.verdict("targets", (row, told)) == measure.verdict("targets", (row, None)) == Count(0, 0, 0)


def test_a_law_is_told_by_its_first_letter_and_its_day():
    assert measure.right_citation(LAW, Citation(raw="", start=7, end=38, kind="named_law", date="2025-02-18"))
    assert not measure.right_citation(LAW, Citation(raw="", start=8, end=40, kind="named_law", date="2025-02-18"))
    assert measure.right_citation({**LAW, "date": None}, Citation(raw="", start=7, end=30, kind="named_law"))


def test_the_scale_may_stand_in_the_unit():
    row = {"start": 0, "end": 9, "comparator": "range", "value": 45, "value_max": 50}
    assert measure.right_target(row, Target(raw="", start=0, end=9, comparator="range", value=45.0, value_max=50.0))
    assert measure.right_target(row, Target(raw="", start=0, end=9, comparator="range", value=45e6, value_max=50e6))
    assert not measure.right_target(row, Target(raw="", start=0, end=9, comparator="range", value=45.0, value_max=None))


def test_right_pairs_come_before_longer_ones():
    gold = [{"start": 0, "end": 50, "date": "2020"}, {"start": 10, "end": 20, "date": "2021"}]
    inner = DateMention(raw="", start=10, end=20, date="2020")
    assert measure.pairs(gold, [inner], measure.right_date)[0] == (gold[0], inner)


def test_the_two_ends_of_a_range_of_days_are_the_range():
    text = "từ ngày 01 tháng 4 năm 2022 đến ngày 30 tháng 6 năm 2022"
    row = {"start": 0, "end": len(text), "date": "2022-04-01", "date_end": "2022-06-30", "precision": "range"}
    counts, _, wrong = measure.scored([Passage("x", text, None, [], [row], [])])
    assert counts["dates"] == Count(1, 0, 0) and not wrong


def test_what_is_wrong_is_told():
    row = {"start": 0, "end": 8, "raw": "năm 2022", "date": "2021", "precision": "year"}
    counts, _, wrong = measure.scored([Passage("x", "năm 2022", None, [], [row], [])])
    assert counts["dates"] == Count(0, 1, 1)
    assert wrong == ["x dates: - {'raw': 'năm 2022', 'date': '2021'} + {'raw': 'năm 2022', 'date': '2022'}"]
