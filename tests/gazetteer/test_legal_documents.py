import json
from pathlib import Path

import pytest

from pipeline.gazetteer import legal_documents
from pipeline.vietnamese import tsv

CASES = json.loads((Path(__file__).parents[1] / "cases" / "legal_documents.json").read_text("utf-8"))
ROWS = tsv.rows("gazetteer/legal_documents.tsv")


@pytest.mark.parametrize("case", CASES["by_number"], ids=lambda case: case["number_symbol"])
def test_by_number(case):
    found = legal_documents.by_number(case["type"], case["number_symbol"], case.get("year"))
    assert (found and {field: getattr(found, field) for field in case["expected"]}) == (case["expected"] or None)


@pytest.mark.parametrize("case", CASES["by_law"], ids=lambda case: f"{case['name']} {case['year']}")
def test_by_law(case):
    found = legal_documents.by_law(case["type"], case["name"], case["year"])
    assert (found and found.id) == case["id"]


@pytest.mark.parametrize("case", CASES["by_law_name"], ids=lambda case: case["name"])
def test_by_law_name(case):
    assert [law.id for law in legal_documents.by_law_name(case["type"], case["name"])] == case["ids"]


def test_each_id_stands_once_and_is_found():
    ids = [row["id"] for row in ROWS]
    assert len(ids) == len(set(ids)) > 6_000
    for row in ROWS[::50]:
        found = legal_documents.by_id(row["id"])
        assert found is not None
        assert found.number_symbol == row["number_symbol"]
        assert legal_documents.by_number(row["type"], row["number_symbol"], found.year) == found


def test_what_a_row_says_fits_together():
    dates = {row["id"]: row["date"] for row in ROWS}
    for row in ROWS:
        year = row["id"].rpartition(" / ")[2] if " / " in row["id"] else row["number_symbol"].split("/")[1]
        assert row["date"][:4] in ("", year), row["id"]
        assert not row["effect"] or row["effect"] >= row["date"], row["id"]
        assert not row["replaced_on"] or row["replaced_on"] > row["date"], row["id"]
        for other in filter(None, (*row["amends"].split("|"), *row["replaces"].split("|"))):
            assert dates[other] <= (row["date"] or "9"), (row["id"], other)


def test_no_document_of_a_province():
    assert not [row["id"] for row in ROWS if "UBND" in row["id"] or "HĐND" in row["id"] or row["id"].endswith("/TU")]
