"""Every column that a person may set: what he sets is what the index, the exports and the pages have, and what follows from it too."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from archives import add
from test_cli import PLAN

from pipeline.archive.amending.amendable import rules
from pipeline.archive.archive import Archive
from pipeline.archive.index.connect import open_read
from pipeline.archive.reviewing.correcting import shown
from pipeline.archive.searching.onepaper import one_paper

NEW: dict[str, Any] = {
    "line": "Giá trị mới", "date": "2023-03-03", "day": "2023-03-03", "issued": "2023-03", "number": 7.5, "integer": 9, "digits": "77",
    "year": "2019", "symbol": "XX-YY", "list": ["a b", "c d"], "province": "Cà Mau",
}  # fmt: skip
"""A value of each kind."""

OF_COLUMN = {
    "number_symbol": "77/KH-XYZ", "canonical_id": "KH 98/KH-UBND", "canonical_key": "KH 99/KH-UBND @ Kiên Giang / 2022",
}  # fmt: skip
"""Values of columns that have a form of their own."""

UNLIKE = {"box", "boxes", "number_box", "text"}
"""Columns that the index holds in another way: boxes in whole steps, the text of a paper apart."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("columns")
    (folder / "kh.txt").write_text(PLAN + "Thực hiện Kế hoạch số 93/KH-UBND ngày 20/5/2022 của UBND tỉnh.\n", encoding="utf-8")
    add(folder / "kho", folder / "kh.txt")
    return Archive(folder / "kho")


def another(kind: str, column: str, old: Any) -> Any:
    """A value that may stand there and does not."""
    if kind == "flag":
        return not old
    if "|" in kind:
        return next(word for word in kind.split("|") if word != old)
    return OF_COLUMN.get(column, NEW.get(kind))


@pytest.mark.parametrize(("table", "column"), [cell for cell, rule in rules().items() if rule.value != "confirm"])
def test_the_index_has_what_a_person_set(table: str, column: str, archive: Archive) -> None:
    (document_id,) = archive.store.ids()
    rows = tables(shown(archive.store, document_id)[0].paper)[table]
    number = len(rows) - 1
    new = another(rules()[table, column].value, column, rows[number][column])
    said = archive.correct(document_id, 1, table, number, column, new, "Lan")
    wanted = tables(shown(archive.store, document_id)[0].paper)
    assert wanted[table][number][column] == said.new
    with closing(open_read(archive.store.index)) as connection:
        found = one_paper(connection, document_id, 1)
    for name, known in wanted.items():
        there = [found.document] if name == "documents" else found.tables[name]
        for one, other in zip(known, there, strict=True):
            assert {key: other[key] or None for key in one if key in other and key not in UNLIKE} == {
                key: value or None for key, value in one.items() if key in other and key not in UNLIKE
            }, name
    archive.undo(document_id, len(archive.amendments(document_id)) - 1, "Lan")


def tables(paper: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The tables whose columns a person may set."""
    return {table: [paper["document"]] if table == "documents" else paper[table] for table in dict.fromkeys(table for table, _ in rules())}
