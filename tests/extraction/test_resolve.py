import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction.citations import find_citations
from pipeline.extraction.resolve import meant, resolved
from pipeline.records import Citation, Header

CASES = json.loads((Path(__file__).parents[1] / "cases" / "resolve.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case):
    header = Header(**case.get("header", {}))
    found = [citation for citation in find_citations(case["text"], header) if citation.kind != "self"]
    assert len(found) == len(case["expected"])
    for citation, wanted in zip(found, case["expected"], strict=True):
        assert case["text"][citation.start : citation.end] == citation.raw
        assert {field: list(citation.flags) if field == "flags" else getattr(citation, field) for field in wanted} == wanted


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["Luật", "NĐ", "CT", None]), st.sampled_from([None, "2003-11-26", "2019"]), st.booleans())
def test_words_of_the_paper_stay(identity, kind, date, named):
    citation = Citation(
        raw=identity, start=0, end=len(identity), kind="named_law" if named else "numbered", doc_type=kind, date=date, canonical_id=identity
    )
    [after] = resolved([citation], Header(date="2022-01-01"))
    assert (after.raw, after.date, after.issuer, after.jurisdiction) == (citation.raw, date, None, None)
    assert set(citation.flags) <= set(after.flags)
    assert meant(citation) is not None or after == citation
