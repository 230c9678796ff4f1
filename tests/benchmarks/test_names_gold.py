"""The measure of names: spans laid on the text, counted, listed."""

import doctest

from names import Passage

from benchmarks import names_gold

GOLD = [Passage("x:1", "Sở Nội vụ tại Huế", ((0, 9, "ORG"), (14, 17, "LOC"))), Passage("x:2", "không có gì", ())]


def test_examples():
    assert doctest.testmod(names_gold) == (0, 2)


def test_right_is_what_agrees_in_both_ends_and_label():
    found = [[(0, 5, "ORG"), (14, 17, "LOC")], [(0, 5, "PER")]]
    counted = names_gold.counts(GOLD, found)
    assert counted == {"ORG": (0, 1, 1), "PER": (0, 1, 0), "LOC": (1, 0, 0), "all": (1, 2, 1)}
    assert counted["LOC"].f1() == 1 and counted["all"].f1() == 0.4
    assert list(names_gold.differences(GOLD, found)) == [
        "x:1: 'Sở Nội vụ tại Huế'",
        "    + ORG 'Sở Nộ'",
        "    - ORG 'Sở Nội vụ'",
        "x:2: 'không có gì'",
        "    + PER 'không'",
    ]


def test_nothing_marked_and_nothing_told_is_right():
    assert names_gold.Count(0, 0, 0).f1() == 1
