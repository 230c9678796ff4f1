"""The names' gold: the passages are there, the spans say what they say, and the two sides share nothing."""

import pytest
from names import absent, passages, rows

LABELS = {"PER", "ORG", "LOC"}


@pytest.mark.parametrize("side", ["dev", "blind"])
def test_spans_are_in_order_and_apart(side):
    for row in rows(side):
        ends = 0
        for entity in row["entities"]:
            assert ends <= entity["start"] < entity["end"] <= row["end"] - row["start"], row["source"]
            assert len(entity["raw"]) == entity["end"] - entity["start"], row["source"]
            assert entity["raw"] == entity["raw"].strip() and entity["label"] in LABELS
            ends = entity["end"]


def test_a_document_is_on_one_side_and_a_passage_stands_once():
    dev, blind = rows("dev"), rows("blind")
    assert not {row["source"] for row in dev} & {row["source"] for row in blind}
    keys = [(row["source"], row["start"]) for row in dev + blind]
    assert len(set(keys)) == len(keys) >= 330
    assert sum(not row["entities"] for row in dev + blind) >= len(keys) / 5
    assert not {row["sha256"] for row in dev} & {row["sha256"] for row in blind}


@pytest.mark.skipif(bool(absent()), reason=absent())
def test_the_corpus_says_what_is_marked():
    found = passages("dev", "blind")
    for side, given in found.items():
        for passage, row in zip(given, rows(side), strict=True):
            assert [passage.text[a:b] for a, b, _ in passage.spans] == [e["raw"] for e in row["entities"]], passage.source
