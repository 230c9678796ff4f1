"""The benchmark of restoration: who is right, mended, broken; the page of results; every program runs on little input."""

import doctest
import shutil

import pytest

from benchmarks import heldout, report_restoration, restoration, unseen
from benchmarks.restorer import restore_lines
from pipeline.restoration.model import open_model


def test_a_word_is_broken_only_where_it_was_right():
    judged = restoration.judge("Uỷ ban nhân dân tỉnh", "Ủy bạn nhân dăn tỉnh", "Ủy ban nhản dần tỉnh")
    assert judged.mended == [("ban", "bạn", "ban")]
    assert judged.broken == [("nhân", "nhân", "nhản")]
    assert (judged.right_before, judged.right_after) == (3, 3)


def test_words_put_together_are_mended():
    judged = restoration.judge("số 34/KH-HĐT ngày", "số 34/KH- HĐT ngày", "số 34/KH-HĐT ngày")
    assert [now for _, _, now in judged.mended] == ["34/KH-HĐT"]
    assert not judged.broken


def test_examples_run():
    assert doctest.testmod(restoration).failed == 0


def test_lines_come_back_as_many():
    restored = restore_lines(["Quyết định 24/2018/QÐ-UBNI)", "", "của Ủy ban"])
    assert restored.lines == ["Quyết định 24/2018/QĐ-UBND", "", "của Ủy ban"]
    assert len(restored.changes) == 1
    assert restored.load > 0 and restored.cpu > 0


def test_texts_that_training_never_saw():
    texts = heldout.texts()
    assert "the samples" in texts
    assert all(line.strip() for lines in texts.values() for line in lines)
    assert not any("*" in line for line in texts.get("plans 000 and 001", ()))


def test_a_simulated_page_is_what_it_says():
    (sheet,) = unseen.sheets(most=1)
    assert len(sheet.truth.split()) > 50
    assert sheet.pixels.ndim == 2 and sheet.dpi == 300


@pytest.mark.skipif(not shutil.which("tesseract"), reason="needs Tesseract")
def test_a_page_by_both_readers_and_the_page_of_results(tmp_path):
    (sheet,) = unseen.sheets(most=1)
    own = restoration.own(sheet, open_model())
    foreign = restoration.foreign([sheet], tmp_path)
    harm = restoration.harm({"two lines": ["Kế hoạch năm 2022", "của Ủy ban nhân dân tỉnh"]})
    assert own["right_before"] > 0.8 * own["words"]
    assert foreign[0]["errors_before"] > 0.5 * foreign[0]["words"]
    assert harm[0]["changed"] == 0
    scan = {"item": "a p1", "plain_missed": 9, "plain_marks": 5} | {key: own[key] for key in own if key not in {"item", "kind", "damage"}}
    scan |= {"missed_before": 5, "missed": 3, "broken": [("thi", "thi", "thì")]}
    cost = restoration.cost(["Kế hoạch năm 2022"], [own])
    text = report_restoration.restoration_part({"scans": [scan], "own": [own], "foreign": foreign, "harm": harm, "cost": cost})
    assert "| words missed | 9 | 5 | 3 | 0.33 |" in text
    assert "* a p1: thi, read thi, now thì" in text
    assert "| two lines | 10 | 0 | 0.000 | 0 |" in text
