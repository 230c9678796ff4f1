"""The dictionary of columns: every column has its meaning, and docs/tables.md shows all that a person meets."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import fields
from pathlib import Path

import pytest

from pipeline.archive.amending.doubts import Doubt
from pipeline.archive.exporting import graph
from pipeline.archive.exporting.whole import BESIDES
from pipeline.archive.searching.questions import Citing
from pipeline.archive.searching.replaced import Outdated
from pipeline.archive.searching.search import Hit
from pipeline.archive.searching.targets import Aim
from pipeline.tables.columns import EVERY, TABLES, columns, meanings
from pipeline.vietnamese.tsv import rows

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "tables.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_a_meaning(table: str) -> None:
    assert all(meaning.text for meaning in meanings(table).values())
    assert set(meanings(table)) == set(columns(table))


def test_no_meaning_without_a_column() -> None:
    told = {(row["table"], row["column"]) for row in rows("tables/columns.tsv")}
    there = {(table, column) for table in TABLES for column in columns(table)}
    assert {pair for pair in told if pair[0] != EVERY} <= there
    assert {column for table, column in told if table == EVERY} <= {column for _, column in there}


def test_the_page_shows_the_dictionary() -> None:
    spec = importlib.util.spec_from_file_location("tables_page", DOCS / "tables.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.page() == PAGE, "python docs/tables.py"


def test_the_page_names_the_columns_of_all_answers() -> None:
    words = set(re.findall(r"`(\w+)`", PAGE))
    answers = {field.name for row in (Hit, Citing, Aim) for field in fields(row)} | {*Outdated._fields, *Doubt._fields}
    besides = {name for more in BESIDES.values() for name in more}
    assert answers | besides | {"level", "year", "state", "reason_vi", "reason_en"} | set(graph.NODE) | set(graph.EDGE) <= words


def test_the_page_names_the_doubts() -> None:
    """All doubts that are flags; the others are reasons of `review` alone."""
    reasons = {row["reason"] for row in rows("archive/amending/doubts.tsv") if not row["reason"].startswith("confidence_")}
    derived = {"date_missing", "doc_type_missing", "issuer_missing", "title_missing", "cited_later", "cited_otherwise", "dates_differ"}
    assert reasons - derived - {"unplaced"} <= set(re.findall(r"`(\w+)`", PAGE))
