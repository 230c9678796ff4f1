"""Cells: what a stranger's paper says must not run in a spreadsheet."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tables.cells import FORMULA_SIGNS, cell, harmless


@pytest.mark.parametrize("text", ["=1+1", "+84 24 3936", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "- Các phòng"])
def test_what_begins_like_a_formula_is_disarmed(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["Kế hoạch", "II.", "-", "+", "", "'=1", "33/KH-UBND", "a=b"])
def test_what_does_not_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(st.text())
def test_no_cell_of_text_begins_a_formula(text: str) -> None:
    made = cell(text).lstrip()
    assert len(made) <= 1 or made[0] not in FORMULA_SIGNS
    assert cell(text).removeprefix("'") == text.removeprefix("'")


def test_lists_and_boxes_are_json() -> None:
    assert json.loads(cell(("TM.", 'dấu "nháy"'))) == ["TM.", 'dấu "nháy"']
    assert cell(((0.1, 0.2, 0.3, 0.4),)) == "[[0.1, 0.2, 0.3, 0.4]]"


def test_an_unknown_kind_of_value_is_a_fault_of_ours() -> None:
    with pytest.raises(TypeError):
        cell(object())
