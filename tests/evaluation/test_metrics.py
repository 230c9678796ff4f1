"""Metrics of text, rows, header and restoration, each where a wrong count would not show in a report."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.evaluation.against import compare
from pipeline.evaluation.calibration import calibrate
from pipeline.evaluation.items import Item, tally
from pipeline.evaluation.metrics_header import judge_header
from pipeline.evaluation.metrics_restoration import score_restoration
from pipeline.evaluation.metrics_rows import judge_table
from pipeline.evaluation.metrics_text import align_text, missed_words, score_text, tokens, words

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
TOOL = SHARED / "tools" / "missed_words.py"
SOME = "Số: 33/KH-UBND uỷ ủy hoà Hòa, quý 5,3% _ – II. đẩy Ðảng thuỷ"
TEXT = st.lists(st.sampled_from(SOME.split()), max_size=25).map(" ".join)


@given(TEXT, TEXT)
@settings(max_examples=100)
def test_missed_is_what_is_left_when_each_word_read_is_struck_out(truth: str, read: str) -> None:
    left = words(truth)
    for word in words(read):
        if word in left:
            left.remove(word)
    score = score_text(truth, read)
    assert sorted(left) == list(score.missed_list) and len(left) == score.missed
    assert score.words == len(words(truth))


@given(TEXT, TEXT)
@settings(max_examples=60)
def test_errors_are_bounded(truth: str, read: str) -> None:
    score = score_text(truth, read)
    assert score.word_errors_loose <= max(len(tokens(truth)), len(tokens(read)))
    assert score.word_errors <= max(len(tokens(truth)), len(tokens(read)))
    assert score.mark_errors <= score.letters


@given(TEXT)
@settings(max_examples=40)
def test_a_text_read_right_has_no_errors(text: str) -> None:
    score = score_text(text, text.replace("uỷ", "ủy").replace("hoà", "hòa"))
    assert (score.missed, score.word_errors, score.letter_errors, score.mark_errors, score.confusions) == (0, 0, 0, 0, ())


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    if not TOOL.exists():
        pytest.skip("the tool that the figures of the issues were taken with is not here")
    spec = importlib.util.spec_from_file_location("missed_words_tool", TOOL)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@given(TEXT, TEXT)
@settings(max_examples=60)
def test_missed_equals_the_tool(tool: ModuleType, truth: str, read: str) -> None:
    assert tool.missed(truth, read) == (missed_words(truth, read).total(), len(words(truth)))


def test_words_equal_the_tool_on_transcripts(tool: ModuleType) -> None:
    for path in sorted((SHARED / "scans" / "truth").glob("*.json")):
        for text in json.loads(path.read_text("utf-8")).get("text", {}).values():
            assert tool.words(text) == words(text)


def verdicts(items: list[Item]) -> dict[str, str]:
    return {f"{item.kind} {item.name}": item.verdict for item in items}


def test_a_misread_number_is_one_error_with_both_sides() -> None:
    gold = [{"raw": "Chỉ thị số 34-CT/TW ngày 07/4/2014", "number_symbol": "34-CT/TW", "date": "2014-04-07", "jurisdiction": "trung ương"}]
    read = [{**gold[0], "raw": "Chỉ thị số 84-CT/TW ngày 07/4/2014", "number_symbol": "84-CT/TW", "confidence": 0.8}]
    (item,) = judge_table("citations", gold, read)
    assert (item.verdict, item.read) == ("wrong", "number_symbol 84-CT/TW")
    assert tally([item])["citations"].f1 == 0.0


def test_columns_are_compared_with_the_row_of_the_same_words() -> None:
    day = {"date": "2021-02-01"}
    gold = [day | {"raw": "ngày 1/2/2021", "role": "citation"}, day | {"raw": "01/02/2021", "role": "deadline"}]
    assert {item.verdict for item in judge_table("dates", gold, gold[::-1])} == {"right"}


def test_rows_that_need_not_be_found_count_neither_way() -> None:
    gold: list[dict[str, Any]] = [{"raw": "Kế hoạch này", "kind": "self", "number_symbol": None, "core": False}]
    found = [{"raw": "Kế hoạch này", "kind": "self", "number_symbol": None}]
    assert judge_table("citations", gold, found) == judge_table("citations", gold, []) == []


def test_keys_that_gold_does_not_state_are_not_judged() -> None:
    gold = [{"number_symbol": "5/KH-UBND"}]
    read = [{"number_symbol": "5/KH-UBND", "date": "2021-01-01", "jurisdiction": "Huế", "relation": "theo"}]
    assert verdicts(judge_table("citations", gold, read)) == {"citations 5/KH-UBND": "right"}


def test_a_parent_is_compared_by_its_number_not_its_row() -> None:
    gold = [{"number_symbol": "1/QĐ-UBND"}, {"number_symbol": "2/QĐ-UBND", "parent_citation": 0}]
    read = [{"number_symbol": "9/KH-X"}, {"number_symbol": "1/QĐ-UBND"}, {"number_symbol": "2/QĐ-UBND", "parent_citation": 1}]
    assert "citations.parent_citation" in tally(judge_table("citations", gold, read))
    assert tally(judge_table("citations", gold, read))["citations.parent_citation"].right == 1


def test_bullets_are_told_apart_by_their_words() -> None:
    row = {"level": 2, "numeral": "-", "heading": None}
    gold = [row | {"text": "Đẩy mạnh tuyên truyền"}, row | {"text": "Kiểm tra việc thực hiện"}]
    read = [{**row, "numeral": "–", "text": "Kiểm tra việc thực hiện"}, row | {"text": "Nơi nhận"}]
    counted = tally(judge_table("sections", gold, read))["sections"]
    assert (counted.right, counted.missed, counted.extra) == (1, 1, 1)


def test_header_capitals_and_marks_placed_otherwise_are_equal_and_other_words_not() -> None:
    gold = {"issuer": "UỶ BAN NHÂN DÂN TỈNH KHÁNH HOÀ", "issuer_parent": "Bộ Y tế", "number": "07", "date": "2021-05-02", "place": None}
    read = {"issuer": "Ủy ban nhân dân tỉnh Khánh Hòa", "issuer_parent": "Bộ Y té", "number": "7", "date": "2021-05", "place": "Huế"}
    assert verdicts(judge_header(gold, read)) == {
        "header.issuer UỶ BAN NHÂN DÂN TỈNH KHÁNH HOÀ": "right",
        "header.issuer_parent Bộ Y tế": "wrong",
        "header.number 07": "wrong",
        "header.date 2021-05-02": "missed",
        "header.place -": "extra",
    }


def test_restoration_counts_mended_broken_and_neither() -> None:
    aligned = align_text("UBND tỉnh đẩy mạnh thi đua yêu nước", "UBND tỉnh đẩy mạnh thì đua yêu nuớc")
    rows = [
        {"start": 10, "end": 13, "raw_text": "đây", "rule": "a", "confidence": 0.9},  # mended: đẩy
        {"start": 19, "end": 22, "raw_text": "thi", "rule": "b", "confidence": 0.8},  # broken: thì
        {"start": 31, "end": 35, "raw_text": "nuóc", "rule": "c", "confidence": 0.7},  # still wrong
    ]
    score = score_restoration(aligned, rows)
    assert (score.mended, score.broken, score.still_wrong, score.right_before) == (1, 1, 1, 6)
    assert score.broken_list == (("thi", "thi", "thì", "b"),)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40))
@settings(max_examples=50)
def test_calibration_loses_nothing(told: list[tuple[float, bool]]) -> None:
    table = calibrate(told)
    assert table.number == len(told) == sum(box.number for box in table.bins)
    assert (table.error is None) == (not told) and (table.error is None or 0 <= table.error <= 1)


def test_a_wrong_value_where_there_was_none_is_a_loss_and_a_row_won_brings_its_columns() -> None:
    before = {"dates": {"missed": ["2021"]}, "header.number": {"missed": ["5"]}, "header.place": {"right": ["Huế"]}}
    now = {
        "dates": {"right": ["2021"]},
        "dates.role": {"wrong": [["2021: deadline", "period"]]},
        "header.number": {"wrong": [["5", "6"]]},
        "header.place": {"wrong": [["Huế", "Hué"]]},
    }
    change = compare({"documents": {"a": {"items": before}}}, {"documents": {"a": {"items": now}}})
    assert change["won"] == [["a", "dates", "2021", "right"]]
    assert change["lost"] == [["a", "header.number", "5", "wrong"], ["a", "header.place", "Huế", "right"]]
