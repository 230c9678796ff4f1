"""Whole tables of an archive and questions in SQL: the columns and types of a paper's tables, of all papers or of those that fit."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from kept import cited, index, keep, row
from papers import paper as full_paper

from pipeline.archive.archive import Archive
from pipeline.archive.exporting import whole
from pipeline.archive.files.store import Store
from pipeline.archive.reviewing.correcting import shown
from pipeline.errors import BadRequest
from pipeline.parsed import ParsedDocument, Tables
from pipeline.tables.columns import TABLES, columns

BESIDES = ["paper_province", "paper_year"]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    store = Store.open(tmp_path / "kho", create=True)
    keep(store, [full_paper()], source="đầy đủ.png")
    citations = (cited("2014-04-07"), cited("2014-07-04", start=21))
    keep(store, [ParsedDocument(document=row(text="; ".join(one.raw for one in citations)), citations=citations)])
    keep(store, [ParsedDocument(document=row(date="2021-02")), ParsedDocument(document=row(province="Hà Nội", province_2025="Hà Nội"))])
    index(store)
    return Archive(store.root)


@pytest.mark.parametrize("by_name_first", [True, False])
def test_a_law_has_a_key_where_its_number_is_told(tmp_path: Path, by_name_first: bool) -> None:
    law = {"doc_type": "Luật", "canonical_id": "Luật 16/2017/QH14", "issuer": "Quốc hội"}
    by_number = cited(None, "16/2017/QH14", **law, canonical_key="Luật 16/2017/QH14")
    by_name = cited(None, "16/2017/QH14", start=25, **law, canonical_key=None, kind="named_law", number=None)
    store = Store.open(tmp_path / "kho", create=True)
    keep(store, [ParsedDocument(document=row(), citations=(by_name, by_number) if by_name_first else (by_number, by_name))])
    index(store)
    found = Archive(store.root).table("citations", ["kind", "canonical_key", "cited"])
    assert set(found["cited"]) == {"Luật 16/2017/QH14"}
    keys = dict(zip(found["kind"], found["canonical_key"], strict=True))
    assert keys["numbered"] == "Luật 16/2017/QH14" and pd.isna(keys["named_law"])


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_that_of_all_papers(archive: Archive, table: str) -> None:
    store = archive.store
    papers = [ParsedDocument.from_dict(layer.paper) for one in store.ids() for layer in shown(store, one)]
    expected = Tables(papers)[table].sort_values(["document_id", "part"], kind="stable", ignore_index=True)
    found = archive.table(table).sort_values(["document_id", "part"], kind="stable", ignore_index=True)
    more = [*(["cited"] if table == "citations" else []), *BESIDES]
    assert list(found.columns) == [*columns(table), *more]
    pd.testing.assert_frame_equal(found[list(columns(table))], expected)


def test_a_table_of_some_papers_and_some_columns(archive: Archive) -> None:
    found = archive.table("citations", ["cited", "paper_province", "paper_year"], province="Kiên Giang", year=2022)
    assert found.values.tolist() == [["CT 34-CT/TW / 2014", "An Giang", 2022], ["CT 34-CT/TW / 2014", "An Giang", 2022]]
    assert [str(kind) for kind in found.dtypes] == ["string", "string", "Int64"]
    assert list(archive.table("documents", ["date"], year=2021)["date"]) == ["2021-02"]
    nothing = archive.table("citations", year=1999)
    assert nothing.empty and str(nothing["page"].dtype) == "Int64"


def test_a_large_table_comes_in_parts(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    before = archive.table("documents")
    monkeypatch.setattr(whole, "AT_ONCE", 1)
    pd.testing.assert_frame_equal(archive.table("documents"), before)


def test_what_is_not_there_is_named(archive: Archive) -> None:
    with pytest.raises(BadRequest, match="documents, pages, sections"):
        archive.table("papers")
    with pytest.raises(BadRequest, match=r"citations has the columns document_id, .*paper_year"):
        archive.table("citations", ["key"])
    with pytest.raises(TypeError, match="no filter 'type', but province, province_2025, year, doc_type"):
        archive.documents(type="KH")
    with pytest.raises(BadRequest, match="cited_by"):
        archive.citations()


def test_questions_in_sql(archive: Archive) -> None:
    found = archive.sql("SELECT province, max(page_count) AS pages FROM documents WHERE year = ? GROUP BY province ORDER BY 1", [2022])
    assert list(found["province"]) == ["Hà Nội", "Kiên Giang"] and str(found["pages"].dtype) == "Int64"
    assert list(archive.sql("SELECT raw FROM citations WHERE date = :day", {"day": "2014-04-07"})["raw"])  # cut out of the text
    assert archive.sql("SELECT date FROM documents WHERE 0").empty


@pytest.mark.parametrize("query", ["DELETE FROM paper", "DROP TABLE paper", "SELECT 1; SELECT 2", "SELECT key FROM cited", "SELECT ?", ""])
def test_what_sql_cannot_do(archive: Archive, query: str) -> None:
    with pytest.raises(BadRequest):
        archive.sql(query)
    assert len(archive.documents()) == 4
