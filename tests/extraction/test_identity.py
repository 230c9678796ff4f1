import json
from pathlib import Path

import pytest

from pipeline.extraction.citations import find_citations
from pipeline.records import Header

CASES = json.loads((Path(__file__).parents[1] / "cases" / "jurisdictions.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['text'][:40]} in {case.get('province')}")
def test_who_is_meant(case):
    [found] = find_citations(case["text"], Header(province=case.get("province"), date=case.get("date")))
    assert {field: getattr(found, field) for field in case if field not in ("text", "province", "date")} == {
        field: value for field, value in case.items() if field not in ("text", "province", "date")
    }
