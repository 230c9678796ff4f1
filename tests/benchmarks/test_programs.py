"""Marks, names, scale and the page of results, on little input."""

import doctest
import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import accents, citations, codified, names, report, scale, words
from pipeline.extraction.citations import find_citations

CODIFIED = Path(__file__).parents[1] / "cases" / "codified.tsv"


def test_marks_are_taken_off_and_counted():
    assert accents.strip_marks("Đồng chí Uỷ viên, đổi mới") == "Dong chi Uy vien, doi moi"
    assert accents.right(["kế hoạch năm hoà"], ["ke hoạch năm hòa"]) == (3, 4)
    assert accents.right(["một hai ba"], ["một ba"]) == (2, 3)


def test_restorers_on_one_line():
    found = accents.measure(["Kế hoạch tuyên truyền năm 2022"])
    assert (found["rows"][0]["right"], found["rows"][0]["words"]) == (1, 6)  # only '2022' has no mark to lose
    if "pyvi add_accents" in found["absent"]:
        pytest.skip("pyvi is not installed: make bench-rivals")
    assert {row["restorer"]: row["right"] for row in found["rows"]}["pyvi add_accents"] >= 3


def test_names_by_both_finders():
    text = "Đồng chí Nguyễn Kim Kiên báo cáo Sở Nội vụ tại Kiên Giang."
    stated = Counter({("PER", "nguyễn kim kiên"): 1, ("ORG", "sở nội vụ"): 1, ("LOC", "kiên giang"): 1})
    ours, _, theirs = names.measure({"one": (text, stated)})
    assert ours["f1"] == 1.0
    assert theirs["told"] >= 1
    assert ours["ms"] > 0 and theirs["ms"] > 0


def test_long_papers_have_the_pages_asked_for():
    assert [len(scale.long_paper(pages)) for pages in (1, 7)] == [1, 7]


def test_a_run_is_counted_with_its_workers(tmp_path):
    pages = scale.shelf(tmp_path / "shelf", 2)
    row = scale.parse("text", tmp_path / "shelf", 2, pages, 1)
    assert (row["status"], row["papers"]) == (0, 2)
    assert row["cpu"] > 0.1
    assert row["worker"] > 10 * 1024**2


def test_the_page_puts_ratios_first(tmp_path):
    steps = {"tesseract": 0.8, "imaging and layout": 0.2, "entities": 0.01}
    ours = {"item": "a p1", "words": 100, "pages": 1, "reader": "kehoach", "missed": 2, "cpu": 1.01, "peak": 3e8}
    ours |= {"root": 2e8, "child": 1e8, "entities_rules_alone": 0.004, "steps": steps}
    plain = {"item": "a p1", "words": 100, "pages": 1, "reader": report.BASE, "missed": 5, "cpu": 2.02, "peak": 1e8, "error": ""}
    (tmp_path / "reading.json").write_text(json.dumps({"rows": [ours, plain], "absent": {"OCRmyPDF": "make bench-rivals"}}))
    text = report.page(tmp_path)
    assert f"| {report.BASE} | 0.40 | 0.50 | 5 | 5.00 % | 2.02 | 95 |  |" in text
    assert "Left out: OCRmyPDF (needs make bench-rivals)." in text
    assert "the trained tagger takes 6.0 ms a page" in text


def test_examples_run():
    assert doctest.testmod(words).failed == 0


def test_what_a_string_of_the_codified_law_states():
    text = "(Điều 1 Nghị định số 12/2011/NĐ-CP Về tổ chức ngày 30/01/2011 của Chính phủ, có hiệu lực thi hành kể từ ngày 26/03/2011)"
    wanted = codified.stated(text)
    assert wanted is not None
    assert (wanted.code, wanted.date, wanted.issuer) == ("12/2011/NĐ-CP", "2011-01-30", "Chính phủ")
    assert text[wanted.effect :].startswith("26/03/2011")
    assert codified.judged(wanted) == {"number": True, "date": True, "issuer": True, "effect": False}
    assert codified.stated("Điều 13. Hiệu lực") is None
    counts, wrong = codified.accuracy([text, "(Điều 2 Thông tư số 1, có hiệu lực)"])
    assert (counts["numbered"], counts["whole_right"], wrong) == (1, 1, [])


def test_strings_of_the_codified_law_read_by_hand():
    if not codified.STRINGS.exists():
        pytest.skip("the corpus lies beside the repository, not in it")
    lines = [line for line in CODIFIED.read_text("utf-8").splitlines() if not line.startswith("#")][1:]
    texts, wrong = codified.strings(), []
    for place, digest, number, date, issuer in (line.split("\t") for line in lines):
        text = texts[int(place)]
        assert hashlib.sha256(text.encode()).hexdigest().startswith(digest)
        found = next(c for c in find_citations(text) if c.kind != "self")
        if (found.number_symbol, found.date or "") != (number, date) or (
            issuer and codified.letters(found.issuer) != codified.letters(issuer)
        ):
            wrong.append(text)
    assert len(lines) == 300
    assert wrong == []


def test_citations_of_the_samples_and_their_page(tmp_path):
    found = citations.scored(citations.samples(), listed=False)
    assert found["kinds"]["numbered"]["fp"] + found["kinds"]["numbered"]["fn"] == 0
    (tmp_path / "citations.json").write_text(json.dumps({"samples": found}))
    counts = {"strings": 9, "numbered": 8, "number": 8, "whole": 4, "whole_right": 3, "effect": 0}
    (tmp_path / "codified.json").write_text(json.dumps({"counts": counts, "speed": {"pages_a_second": 400.0}}))
    text = report.page(tmp_path)
    assert f"| samples, by number | {found['kinds']['numbered']['tp']} | 0 | 0 | 1.000 |" in text
    assert "| number, date and issuer right | 3 of 4 | 75.00 % |" in text and "400 pages" in text
