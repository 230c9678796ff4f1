"""The gazette's gold: the passages are there, the rows say what they say, a third of them is blind."""

import pytest
from gazette import KINDS, absent, passages, rows

FIELDS = {"numbered": "number_symbol", "party_named": "canonical_id", "self": "canonical_id"}


@pytest.mark.parametrize("side", ["dev", "blind"])
def test_rows_are_in_order_and_within(side):
    for row in rows(side):
        for kind in KINDS:
            starts = [found["start"] for found in row[kind]]
            assert starts == sorted(starts), row["doc"]
            assert all(0 <= found["start"] < found["end"] <= row["end"] - row["start"] for found in row[kind]), row["doc"]
        assert all(FIELDS.get(c["kind"], "kind") in c for c in row["citations"]), row["doc"]
        assert all("comparator" in target for target in row["targets"]), row["doc"]


def test_a_third_is_blind_and_a_passage_stands_once():
    dev, blind = rows("dev"), rows("blind")
    assert len(blind) >= len(dev + blind) * 0.33 >= 40 * 0.33
    assert len({row["sha256"] for row in dev + blind}) == len(dev + blind)


@pytest.mark.skipif(bool(absent()), reason=absent())
@pytest.mark.parametrize("side", ["dev", "blind"])
def test_the_corpus_says_what_is_marked(side):
    assert len(passages(side)) == len(rows(side))
