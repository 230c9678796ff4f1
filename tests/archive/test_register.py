"""The archive's register: its columns, its order, what a spreadsheet would run, and what it weighs."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from kept import index, keep, row

from pipeline.archive.archive import Archive
from pipeline.archive.exporting import register
from pipeline.archive.exporting.register import columns, spoken, write_register
from pipeline.archive.files.store import Store
from pipeline.errors import ArchiveMissing, BadRequest, CannotWrite
from pipeline.parsed import ParsedDocument

ASKED = {"issuer", "number", "symbol", "date", "doc_type_name", "title", "page_count", "language", "signer", "security_mark", "file_names"}
"""What an archive asks of an electronic document at least."""

HOSTILE = ["=HYPERLINK('http://…')", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    kept = Store.open(tmp_path / "kho", create=True)
    keep(
        kept, [ParsedDocument(document=row(date="2023-01-02", recipients=("Như trên", "Lưu: VT"), security_mark="MẬT"))], source="kệ/b.png"
    )
    first = row(date="2022-05", date_precision="month", number=None, number_symbol=None, quality=("number_missing", "day_blank"))
    keep(kept, [ParsedDocument(document=first), ParsedDocument(document=row(date=None))], source="a.png")
    keep(kept, [], source="hỏng.png")
    return index(kept)


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_columns() -> None:
    names = [column.name for column in columns()]
    assert set(names) >= ASKED and len(names) == len(set(names)) == len({column.heading for column in columns()})
    assert {"DocCode", "TypeName", "CodeNumber", "CodeNotation", "IssuedDate", "OrganName", "Subject", "Language", "PageAmount"} <= {
        column.field for column in columns()
    }


def test_csv_for_people(store: Store, tmp_path: Path) -> None:
    assert write_register(store, tmp_path / "sổ.csv") == 4
    found = read_csv(tmp_path / "sổ.csv")
    assert (tmp_path / "sổ.csv").read_bytes().startswith(b"\xef\xbb\xbfM")
    assert [one["Ngày, tháng, năm văn bản"] for one in found] == ["05/2022", "02/01/2023", "", ""]
    first, second, _, failed = found
    assert (first["Ghi chú"], first["Ngôn ngữ"], first["Mức độ tin cậy"]) == (
        "số văn bản để trống; ngày để trống hoặc viết tay", "Tiếng Việt", "Số hóa")  # fmt: skip
    assert (second["Nơi nhận"], second["Độ mật"], second["Tên tệp"], second["Số lượng trang của văn bản"]) == (
        "Như trên; Lưu: VT", "MẬT", "b.png", "1")  # fmt: skip
    assert (failed["Tên tệp"], failed["Trạng thái xử lý"], failed["Trích yếu nội dung"]) == ("hỏng.png", "Không xử lý được", "")
    assert found[2]["Mã định danh văn bản"] == first["Mã định danh văn bản"] + ".2"
    assert all((store.root / one["Tệp gốc trong kho"]).is_file() for one in found)


def test_names_and_json_are_for_programs(store: Store, tmp_path: Path) -> None:
    write_register(store, tmp_path / "r.csv", headings="names")
    write_register(store, tmp_path / "r.json")
    table, rows = read_csv(tmp_path / "r.csv"), json.loads((tmp_path / "r.json").read_bytes())
    assert list(table[0]) == list(rows[0]) == [column.name for column in columns()]
    assert [one["date"] for one in rows] == ["2022-05", "2023-01-02", None, None] and table[0]["date"] == "2022-05"
    assert (rows[0]["notes"], rows[1]["recipients"], rows[1]["origin"]) == (
        ["number_missing", "day_blank"],
        ["Như trên", "Lưu: VT"],
        "digitised",
    )


def test_xlsx(store: Store, tmp_path: Path) -> None:
    write_register(store, tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    assert sheet is not None
    table = [list(line) for line in sheet.iter_rows(values_only=True)]
    assert table[0] == [column.heading for column in columns()] and len(table) == 5
    assert table[2][columns().index(next(c for c in columns() if c.name == "page_count"))] == 1


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_cell_is_a_formula(tmp_path: Path, ending: str) -> None:
    store = Store.open(tmp_path / "kho", create=True)
    for number, text in enumerate(HOSTILE):
        keep(store, [ParsedDocument(document=row(title=text, signer=text, recipients=(text,)))], source=f"=cmd|{number}.png")
    path = tmp_path / f"r.{ending}"
    write_register(index(store), path)
    if ending == "csv":
        cells = [cell for line in read_csv(path) for cell in line.values()]
    else:
        assert b"<f>" not in b"".join(zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist())
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        cells = [cell for line in sheet.iter_rows(values_only=True) for cell in line if isinstance(cell, str)]
    assert not [cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@＝") and len(cell) > 1]
    assert "'=cmd|0.png" in cells


def test_the_same_bytes_again_and_after_a_rebuild(store: Store, tmp_path: Path) -> None:
    made = []
    for _ in range(2):
        for ending in ("csv", "json"):
            write_register(store, tmp_path / f"r.{ending}")
            made.append((tmp_path / f"r.{ending}").read_bytes())
        index(store)
    assert made[:2] == made[2:]


def test_a_persons_corrections_are_in_it(store: Store, tmp_path: Path) -> None:
    archive = Archive(store.root)
    first = next(one for one in store.ids() if len(store.paper_files(one)) == 2)
    archive.correct(first, 1, "documents", 0, "number", "12", "Lan")
    archive.export(register=tmp_path / "r.json")
    entry = json.loads((tmp_path / "r.json").read_bytes())[0]
    assert (entry["number_symbol"], entry["corrected_by"], entry["notes"]) == ("12/KH-UBND", ["Lan"], ["day_blank"])


@pytest.mark.parametrize(("name", "headings"), [("r.txt", "vi"), ("r", "vi"), ("r.csv", "en")])
def test_other_endings(store: Store, tmp_path: Path, name: str, headings: str) -> None:
    with pytest.raises(BadRequest):
        write_register(store, tmp_path / name, headings=headings)


def test_without_an_index_and_where_nothing_can_be_written(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CannotWrite):
        write_register(store, tmp_path / "file" / "r.csv")
    store.index.unlink()
    with pytest.raises(ArchiveMissing, match="rebuild"):
        write_register(store, tmp_path / "r.csv")
    assert not (tmp_path / "r.csv").exists()


def test_an_empty_archive(tmp_path: Path) -> None:
    store = index(Store.open(tmp_path / "kho", create=True))
    for ending in ("csv", "xlsx", "json"):
        assert write_register(store, tmp_path / f"r.{ending}") == 0
    assert json.loads((tmp_path / "r.json").read_bytes()) == [] and read_csv(tmp_path / "r.csv") == []


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx"])
def test_memory_does_not_grow_with_the_register(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    [entry] = [one for one in _entries(store) if one["date"] == "2023-01-02"]
    peaks = []
    for count in (300, 2000):
        monkeypatch.setattr(register, "entries", lambda _, count=count: (dict(entry) for _ in range(count)))
        tracemalloc.start()
        write_register(store, tmp_path / f"r.{ending}")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 1_000_000


def _entries(store: Store) -> list[dict[str, Any]]:
    from pipeline.archive.index.connect import open_read

    connection = open_read(store.index)
    try:
        return list(register.entries(connection))
    finally:
        connection.close()


WORDS = [
    ("date", "2022-04-13", "13/04/2022"), ("date", "2022", "2022"), ("page_count", 3, 3), ("signer", None, ""),
    ("notes", ["day_blank", "x_new"], "ngày để trống hoặc viết tay; x_new"),
    ("notes", ["section_numbering"], "thứ tự các mục không liên tục"),
    ("signature_state", "intact", "Nguyên vẹn (chưa xác thực chứng thư)"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "value", "words"), WORDS)
def test_words_for_people(column: str, value: Any, words: Any) -> None:
    assert spoken(column, value) == words
