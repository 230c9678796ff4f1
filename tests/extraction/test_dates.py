import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction.citations import find_citations
from pipeline.extraction.dates import find_dates
from pipeline.records import Header

CASES = json.loads((Path(__file__).parents[1] / "cases" / "dates.json").read_text("utf-8"))
SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"


@pytest.mark.parametrize(("text", "raw", "role"), CASES["roles"])
def test_roles(text, raw, role):
    assert role in [mention.role for mention in find_dates(text) if mention.raw == raw]


@pytest.mark.parametrize(("text", "wanted"), CASES["lists"].items())
def test_dates_that_share_a_month_or_a_year(text, wanted):
    assert [[mention.raw, mention.date] for mention in find_dates(text)] == wanted


def test_what_comes_after_the_day_of_the_paper_is_planned():
    text = "Huế, ngày 10 tháng 3 năm 2022\nHọp vào tháng 6/2022, đã họp ngày 05/01/2022; từ tháng 7/2022 làm thường xuyên; năm 2023"
    header = Header(date="2022-03-10", date_span=(5, 29))
    assert [d.role for d in find_dates(text, header)] == ["document", "planned", "event", "period", "period"]


def test_dates_in_the_title_of_a_cited_document_are_of_the_citation():
    text = "Thực hiện Kế hoạch số 12/KH-UBND ngày 15/01/2021 của Ủy ban nhân dân tỉnh về công tác tư pháp năm 2021; đến năm 2025"
    assert [d.role for d in find_dates(text, Header(), find_citations(text))] == ["citation", "citation", "deadline"]


def test_header_and_citations_give_their_roles():
    text = "Gia Lai, ngày tháng 10 năm 2022\nThực hiện Luật Thi đua, Khen thưởng 2003 và Chỉ thị số 34-CT/TW ngày 07/4/2014; Quý I"
    header = Header(date="2022-10", date_span=(9, 31))
    found = find_dates(text, header, find_citations(text, header))
    assert [(d.date, d.role) for d in found] == [
        ("2022-10", "document"), ("2003", "citation"), ("2014-04-07", "citation"), ("2022-Q1", "period"),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", ["000_kiengiang-bqlkkt-2022", "001_gialai-bqlkkt-2022"])
def test_real_plans(seed):
    path = SEEDS / f"{seed}.truth.json"
    if not path.exists():
        pytest.skip("the real plans lie beside the repository, not in it")
    truth = [(d["raw"].replace("*", ""), d["date"]) for d in json.loads(path.read_text("utf-8"))["dates"]]
    text = (SEEDS / f"{seed}.txt").read_text("utf-8").replace("*", "")
    found = find_dates(text, citations=find_citations(text))
    assert [(d.raw, f"{d.date}/{d.date_end}" if d.date_end else d.date) for d in found] == truth


@settings(max_examples=60)
@given(st.text(alphabet="0123456789/-. …ngàythánămQuýIV\nđến", max_size=80))
def test_any_text(text):
    for mention in find_dates(text):
        assert text[mention.start : mention.end] == mention.raw
