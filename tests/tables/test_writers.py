"""The tables of a run as files, and the same columns in all of them."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from papers import paper

from pipeline.errors import ExtraMissing
from pipeline.tables import writers
from pipeline.tables.columns import KEY, TABLES, columns
from pipeline.tables.writers import FORMATS, formats_of, open_writers


def written(folder: Path, form: str, count: int = 2) -> list[Path]:
    (writer,) = open_writers([form], folder)
    for part in range(1, count + 1):
        one = paper(part=part)
        writer.add(one.key, one.rows)
    assert not any(path.name[0] != "." for path in folder.iterdir()), "nothing stands under its name before the end"
    return writer.close()


def test_csv_has_every_table_with_the_key_first(tmp_path: Path) -> None:
    paths = written(tmp_path, "csv")
    assert [path.name for path in paths] == [f"{table}.csv" for table in TABLES]
    for table, path in zip(TABLES, paths, strict=True):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert tuple(rows[0]) == columns(table) and tuple(rows[0])[:3] == KEY
        assert [row["part"] for row in rows] == ["1", "2"] and {row["source"] for row in rows} == {"kệ/kh.pdf"}
    frame = pd.read_csv(tmp_path / "documents.csv")
    assert frame["title"].tolist() == ["'=HYPERLINK('http://…')"] * 2
    assert (tmp_path / "sections.csv").read_text(encoding="utf-8").count(",-,") == 2


def test_parquet_keeps_types(tmp_path: Path) -> None:
    written(tmp_path, "parquet")
    frame = pd.read_parquet(tmp_path / "citations.parquet")
    assert tuple(frame.columns) == columns("citations")
    assert frame.loc[0, "box"].tolist() == [0.1, 0.2, 0.5, 0.22] and frame.loc[0, "flags"].tolist() == ["date_conflict"]
    assert pd.read_parquet(tmp_path / "documents.parquet").loc[0, "title"].startswith("=HYPERLINK")


def test_parquet_in_several_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writers, "PARQUET_ROWS", 2)
    written(tmp_path, "parquet", 5)
    assert pd.read_parquet(tmp_path / "targets.parquet")["part"].tolist() == [1, 2, 3, 4, 5]


def test_xlsx_has_a_sheet_a_table_and_no_formula(tmp_path: Path) -> None:
    (path,) = written(tmp_path, "xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == list(TABLES)
    rows = list(book["documents"].iter_rows())
    assert tuple(cell.value for cell in rows[0]) == columns("documents")
    title = rows[1][columns("documents").index("title")]
    assert title.data_type == "s" and title.value.startswith("'=")
    assert book["targets"].cell(2, columns("targets").index("value") + 1).value == 100


def test_xlsx_cuts_what_no_cell_holds(tmp_path: Path) -> None:
    (writer,) = open_writers(["xlsx"], tmp_path)
    long = paper()
    document = dataclasses.replace(long.document, text="x" * 40_000)
    writer.add(long.key, long.rows | {"documents": (document,)})
    (path,) = writer.close()
    text = openpyxl.load_workbook(path)["documents"].cell(2, columns("documents").index("text") + 1).value
    assert len(text) == writers.XLSX_CELL and text.endswith("…")


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_a_run_without_papers_has_empty_tables(tmp_path: Path, form: str) -> None:
    assert all(path.stat().st_size > 0 for path in written(tmp_path, form, 0))


def test_a_missing_extra_is_said_before_the_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(writers.EXTRAS, "parquet", "no_such_library")
    with pytest.raises(ExtraMissing, match=r"pip install 'kehoach\[parquet\]'"):
        open_writers(["parquet"], tmp_path)


def test_formats() -> None:
    assert formats_of(",".join(FORMATS)) == FORMATS
    with pytest.raises(ValueError, match="unknown format pdf; there are csv, json, parquet, xlsx"):
        formats_of("csv,pdf")
