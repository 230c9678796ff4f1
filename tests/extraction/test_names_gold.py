"""Names against the passages of the corpus marked by hand (the side that is looked at): what stands must not be lost."""

from collections import Counter

import pytest
from names import absent, passages

from pipeline.extraction.entities import find_entities

pytestmark = pytest.mark.skipif(bool(absent()), reason=absent() or "the corpus is there")

LEAST = {"ORG": 0.96, "PER": 0.97, "LOC": 0.97}
"""F1 of exact spans that each label keeps."""


@pytest.fixture(scope="module")
def counted():
    right, told, marked = Counter(), Counter(), Counter()
    for passage in passages("dev")["dev"]:
        found = {(e.start, e.end, e.label) for e in find_entities(passage.text)}
        gold = set(passage.spans)
        for counter, spans in ((right, found & gold), (told, found), (marked, gold)):
            counter.update(label for _, _, label in spans)
    return right, told, marked


@pytest.mark.parametrize("label", sorted(LEAST))
def test_names_of_the_gold_are_found(counted, label):
    right, told, marked = counted
    assert marked[label] >= 45
    assert 2 * right[label] / (told[label] + marked[label]) >= LEAST[label]
