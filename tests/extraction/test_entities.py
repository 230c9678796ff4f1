"""Entities: cases, what the tagger may and may not add, spans, speed."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quick import quick

from pipeline.extraction.entities import find_entities
from pipeline.records import Header

CASES = json.loads((Path(__file__).parents[1] / "cases" / "entities.json").read_text(encoding="utf-8"))


def _params():
    for case in CASES:
        marks = [pytest.mark.xfail(strict=True, reason=case["reason"])] if case["kind"] == "failing" else []
        yield pytest.param(case, id=f"{case['kind']}-{case['text'][:30]}", marks=marks)


@pytest.mark.parametrize("case", list(_params()))
def test_cases(case):
    found = find_entities(case["text"], Header(province=case.get("province")))
    assert [[e.label, e.raw, e.normalised] for e in found] == case["entities"]


def test_a_name_in_capitals_takes_the_capitals_of_prose():
    found = find_entities("TRƯỜNG ĐẠI HỌC TÂY ĐÔ\nTrường Đại học Tây Đô thông báo", tagger=False)
    assert {e.normalised for e in found} == {"Trường Đại học Tây Đô"}


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "UBND",
                "tỉnh",
                "Kiên",
                "Giang",
                "Sở",
                "Y",
                "tế",
                "và",
                ",",
                "-",
                "\n",
                "Nguyễn",
                "Văn",
                "An",
                "ông",
                "TP",
                ".",
                "Hồ",
                "Chí",
                "Minh",
                "ban",
                "hành",
                "24/2018",
                "Bộ",
                "Ủy",
            ]
        ),
        max_size=25,
    )
)
def test_spans_are_ordered_apart_and_exact(parts):
    text = " ".join(parts)
    end = 0
    for entity in find_entities(text):
        assert text[entity.start : entity.end] == entity.raw and entity.start >= end
        end = entity.end


@pytest.mark.parametrize("unit", ["Sở Y ", "Bộ A và ", "Nguyễn ", "a", "A B ", "- ", "tỉnh "])
def test_hostile_text_is_quick(unit):
    with quick(20):
        find_entities(unit * (200_000 // len(unit)), tagger=False)
