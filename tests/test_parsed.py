"""Parsed papers: to JSON and back, as DataFrames, in a notebook."""

from __future__ import annotations

import dataclasses
import json
import pickle

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import TEXT, paper

from pipeline.document import Box, PageSpan
from pipeline.errors import PageTimeout
from pipeline.parsed import ROW_TABLES, ParsedDocument, together
from pipeline.schema import schema
from pipeline.tables.columns import TABLES, columns, own_columns


def test_json_has_the_keys_of_the_contract_in_their_order() -> None:
    data = json.loads(paper().to_json())
    rows = ["pages", "sections", "dates", "document_numbers", "citations", "targets", "entities", "corrections"]
    assert list(data) == ["schema", "document", *rows]
    assert data["citations"][0]["box"] == [0.1, 0.2, 0.5, 0.22]
    assert data["document"]["number"] is None and data["document"]["recipients"] == ["Như trên", "Lưu: VT"]


def test_there_and_back() -> None:
    one = paper()
    assert ParsedDocument.from_dict(one.to_dict()) == one
    assert ParsedDocument.from_json(one.to_json()) == one
    assert ParsedDocument.from_json(one.to_json()).to_json() == one.to_json()
    assert pickle.loads(pickle.dumps(one)) == one


def test_unknown_columns_of_a_newer_version_are_passed_over() -> None:
    data = paper().to_dict()
    data["document"]["colour"], data["flowers"] = "red", [1]
    assert ParsedDocument.from_dict(data) == paper()


def value_of(kind: str) -> st.SearchStrategy[object]:
    fraction = st.floats(0, 1, allow_nan=False)
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    box = st.builds(Box, fraction, fraction, fraction, fraction)
    return {
        "text": text, "integer": st.integers(0, 10**6), "number": st.floats(allow_nan=False, allow_infinity=False), "flag": st.booleans(),
        "texts": st.lists(text, max_size=2).map(tuple), "box": box, "boxes": st.lists(box, max_size=2).map(tuple),
    }[kind]  # fmt: skip


def row_of(table: str) -> st.SearchStrategy[object]:
    fields = {c.name: st.none() | value_of(c.kind) if c.nullable else value_of(c.kind) for c in own_columns(table)}
    return st.builds(TABLES[table], **fields)


PAPERS = st.builds(
    ParsedDocument, document=row_of("documents"), **{name: st.lists(row_of(name), max_size=2).map(tuple) for name in ROW_TABLES}
)


@settings(max_examples=30, deadline=None)
@given(PAPERS)
def test_any_paper_goes_there_and_back_and_fits_the_schema(one: ParsedDocument) -> None:
    assert ParsedDocument.from_json(one.to_json()) == one
    jsonschema.validate(json.loads(one.to_json()), schema())
    for name in TABLES:
        assert len(one.tables[name]) == len(one.rows[name])


def test_the_schema_is_a_schema_and_refuses_what_is_none() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    data = paper().to_dict()
    data["citations"][0]["box"] = [1, 2]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema())


def test_tables_are_data_frames_with_the_columns_of_the_contract() -> None:
    tables = paper().tables
    assert set(tables) == set(TABLES) and len(tables) == 9
    for name, frame in tables.items():
        assert tuple(frame.columns) == columns(name) and len(frame) == 1
    assert tables["citations"] is tables["citations"]
    assert str(tables["targets"]["value"].dtype) == "Float64" and str(tables["documents"]["number"].dtype) == "string"
    start, end = tables["citations"].loc[0, ["start", "end"]]
    assert TEXT[start:end] == tables["citations"].loc[0, "raw"]
    with pytest.raises(KeyError, match="no table 'citation'"):
        tables["citation"]


def test_a_file_of_which_no_page_could_be_read_is_an_error() -> None:
    lost = dataclasses.replace(paper(), errors=(PageTimeout("kh.pdf", page=1),))
    with pytest.raises(PageTimeout):
        together([lost], 1)
    first, second = together([paper(), paper(part=2)], 2)
    assert first.parts == (paper(), paper(part=2)) == second.parts


def test_notebook_view_escapes_what_the_paper_says() -> None:
    one = paper(source="<script>alert(1)</script>.pdf")
    one = dataclasses.replace(
        one, document=dataclasses.replace(one.document, title="<b>&"), pages=(PageSpan(1, 0, 9, "ocr", 1, 1, 1, 0, 0.0, 1.0),)
    )
    html = one._repr_html_()
    assert "<script>" not in html and "<b>&" not in html and "&lt;b&gt;&amp;" in html
    assert "34-CT/TW" in html and "citations</b> (1)" in html
