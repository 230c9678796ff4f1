"""Tables as Parquet by province and year: read back by DuckDB and Dask, equal to the archive's, replaced at once."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from kept import cited, index, keep, row
from papers import paper as full_paper

from pipeline.archive.archive import Archive
from pipeline.archive.exporting import export
from pipeline.archive.exporting.export import partition, write_parquet
from pipeline.archive.files.store import Store
from pipeline.archive.reviewing.correcting import shown
from pipeline.errors import ArchiveBusy, ArchiveMissing, CannotWrite
from pipeline.parsed import ParsedDocument, Tables
from pipeline.records import Citation
from pipeline.tables.columns import TABLES, columns, meanings

duckdb = pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    kept = Store.open(tmp_path / "kho", create=True)
    keep(kept, [full_paper()], source="đầy đủ.png")  # a row in every table, hard cells; no province, no date
    keep(kept, [ParsedDocument(document=row(), citations=(cited("2014-04-07"), cited(None, start=5)))])
    keep(kept, [ParsedDocument(document=row(date="2021-02-03")), ParsedDocument(document=row(province="Hà Nội", province_2025="Hà Nội"))])
    keep(kept, [ParsedDocument(document=row(province="../../x", province_2025="../../x", date="2022-01-01"))])
    return index(kept)


def read(folder: Path, table: str) -> list[dict[str, Any]]:
    """The table as DuckDB reads it."""
    rows = duckdb.sql(f"SELECT * FROM read_parquet('{folder}/{table}/**/*.parquet', hive_partitioning = true)")
    return [dict(zip(rows.columns, values, strict=True)) for values in rows.fetchall()]


def as_kept(store: Store, table: str) -> list[dict[str, Any]]:
    papers = [ParsedDocument.from_dict(layer.paper) for one in store.ids() for layer in shown(store, one)]
    frame = Tables(papers)[table]
    return [{name: None if value is frame_na(value) else value for name, value in line.items()} for line in frame.to_dict("records")]


def frame_na(value: Any) -> Any:
    import pandas as pd

    return value if value is pd.NA or (isinstance(value, float) and value != value) else object()


def in_order(rows: list[dict[str, Any]], table: str) -> list[list[Any]]:
    return sorted(([line[name] for name in columns(table)] for line in rows), key=repr)


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_reads_the_archives_tables(store: Store, tmp_path: Path, table: str) -> None:
    done = write_parquet(store, tmp_path / "pq")
    assert (done.papers, done.partitions) == (5, 5)
    assert in_order(read(tmp_path / "pq", table), table) == in_order(as_kept(store, table), table)


def test_cited_documents_have_a_name(store: Store, tmp_path: Path) -> None:
    """A law cited by its name has no canonical key; `cited` is there for both."""
    law = Citation(raw="Luật Lâm nghiệp", start=9, end=24, kind="named_law", canonical_id="Luật Lâm nghiệp", jurisdiction="trung ương")
    itself = Citation(raw="Kế hoạch này", start=30, end=42, kind="self", canonical_id="SELF")
    keep(store, [ParsedDocument(document=row(date="2020-05-06"), citations=(cited("2014-04-07"), law, itself))])
    write_parquet(index(store), tmp_path / "pq")
    found = [(one["canonical_key"], one["cited"]) for one in read(tmp_path / "pq", "citations") if one["paper_year"] == 2020]
    assert found == [("CT 34-CT/TW / 2014", "CT 34-CT/TW / 2014"), (None, "Luật Lâm nghiệp"), (None, None)]
    table = Archive(store.root).table("citations", ["canonical_key", "cited"], year=2020)
    assert [tuple(None if cell is frame_na(cell) else cell for cell in line) for line in table.itertuples(index=False)] == found


def test_files_say_what_their_columns_mean(store: Store, tmp_path: Path) -> None:
    parquet = importlib.import_module("pyarrow.parquet")
    write_parquet(store, tmp_path / "pq")
    for table in TABLES:
        schema = parquet.read_schema(next((tmp_path / "pq" / table).rglob("*.parquet")))
        told = {field.name: field.metadata[b"description"].decode() for field in schema if field.name in columns(table)}
        assert told == {name: meaning.text for name, meaning in meanings(table).items()}


def test_partitions(store: Store, tmp_path: Path) -> None:
    write_parquet(store, tmp_path / "pq")
    found = {(one["paper_province"], one["paper_year"]) for one in read(tmp_path / "pq", "documents")}
    assert found == {("unknown", 0), ("An Giang", 2022), ("An Giang", 2021), ("Hà Nội", 2022), ("unknown", 2022)}
    assert [one["date"] for one in read(tmp_path / "pq", "citations") if one["paper_province"] == "An Giang"] == ["2014-04-07", None]
    outside = [path for path in tmp_path.rglob("*.parquet") if (tmp_path / "pq") not in path.parents]
    assert outside == []


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # Dask's own
def test_dask_reads_the_same(store: Store, tmp_path: Path) -> None:
    dataframe = pytest.importorskip("dask.dataframe")
    write_parquet(store, tmp_path / "pq")
    table = dataframe.read_parquet(tmp_path / "pq" / "citations")
    assert {"paper_province", "paper_year"} <= set(table.columns)
    whole = table.compute(scheduler="synchronous")
    assert sorted(whole["raw"]) == sorted(one["raw"] for one in as_kept(store, "citations"))
    chosen = table[table.paper_province == "An Giang"].compute(scheduler="synchronous")
    assert list(chosen["number_symbol"]) == ["34-CT/TW", "34-CT/TW"]
    documents = dataframe.read_parquet(tmp_path / "pq" / "documents").compute(scheduler="synchronous")
    assert sorted(documents["title"]) == sorted(one["title"] for one in as_kept(store, "documents"))


def test_pandas_reads_a_partition(store: Store, tmp_path: Path) -> None:
    import pandas as pd

    write_parquet(store, tmp_path / "pq")
    table = pd.read_parquet(tmp_path / "pq" / "documents", filters=[("paper_province", "==", "An Giang"), ("paper_year", "==", 2021)])
    assert list(table["date"]) == ["2021-02-03"]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_new_export_takes_the_place_of_the_old_one(store: Store, tmp_path: Path) -> None:
    write_parquet(store, tmp_path / "pq")
    first = contents(tmp_path / "pq")
    write_parquet(store, tmp_path / "pq")
    assert contents(tmp_path / "pq") == first
    document_id = next(one for one in store.ids() if len(store.paper_files(one)) == 2)
    Archive(store.root).correct(document_id, 1, "documents", 0, "province", "Hà Giang", "Lan")
    Archive(store.root).export(parquet=tmp_path / "pq")
    assert {one["paper_province"] for one in read(tmp_path / "pq", "documents")} == {"unknown", "An Giang", "Hà Nội", "Tuyên Quang"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [".pq.lock", "kho", "pq"]
    assert oct((tmp_path / "pq").stat().st_mode & 0o777) == oct(0o777 & ~_umask())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_an_export_that_breaks_off_leaves_the_old_one(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_parquet(store, tmp_path / "pq")
    first = contents(tmp_path / "pq")
    real = export._paper

    def full(*arguments: Any) -> Any:
        full.left -= 1  # type: ignore[attr-defined]
        if full.left < 0:  # type: ignore[attr-defined]
            raise OSError(28, "No space left on device")
        return real(*arguments)

    full.left = 3  # type: ignore[attr-defined]
    monkeypatch.setattr(export, "_paper", full)
    with pytest.raises(CannotWrite, match="No space"):
        write_parquet(store, tmp_path / "pq")
    assert contents(tmp_path / "pq") == first
    assert sorted(path.name for path in tmp_path.iterdir()) == [".pq.lock", "kho", "pq"]


def test_what_a_killed_export_left_is_swept(store: Store, tmp_path: Path) -> None:
    write_parquet(store, tmp_path / "pq")
    first = contents(tmp_path / "pq")
    (tmp_path / ".pq.part-1234").mkdir()
    (tmp_path / ".pq.part-1234" / "half.parquet").write_bytes(b"half")
    (tmp_path / "pq").rename(tmp_path / ".pq.old")  # killed between the two renames
    write_parquet(store, tmp_path / "pq")
    assert contents(tmp_path / "pq") == first
    assert sorted(path.name for path in tmp_path.iterdir()) == [".pq.lock", "kho", "pq"]


def test_other_folders_are_left_alone(store: Store, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    for name in ("mine", "file", "link", "kho"):
        with pytest.raises(CannotWrite, match="other things"):
            write_parquet(store, tmp_path / name)
    assert (tmp_path / "mine" / "thesis.txt").read_text(encoding="utf-8") == "years of work"
    (tmp_path / "empty").mkdir()
    assert write_parquet(store, tmp_path / "empty").papers == 5


def test_two_exports_at_once(store: Store, tmp_path: Path) -> None:
    with FileLock(tmp_path / ".pq.lock"), pytest.raises(ArchiveBusy):
        write_parquet(store, tmp_path / "pq")


def test_without_an_index(store: Store, tmp_path: Path) -> None:
    store.index.unlink()
    with pytest.raises(ArchiveMissing):
        write_parquet(store, tmp_path / "pq")
    assert not (tmp_path / "pq").exists()


@pytest.mark.parametrize("province", ["../../etc", "/etc", "An Giang/..", "", "x" * 300, "An Giang\n", None])
def test_nothing_of_a_paper_becomes_a_path(province: str | None) -> None:
    assert partition(province, None).parts == ("paper_province=unknown", "paper_year=0")


def test_row_groups_are_bounded_by_letters(monkeypatch: pytest.MonkeyPatch, store: Store, tmp_path: Path) -> None:
    parquet = importlib.import_module("pyarrow.parquet")
    monkeypatch.setattr("pipeline.tables.writers.PARQUET_LETTERS", 10)
    many = Store.open(tmp_path / "many", create=True)
    for number in range(4):
        keep(many, [ParsedDocument(document=row(text="KẾ HOẠCH", number=str(number)))])
    write_parquet(index(many), tmp_path / "pq")
    [file] = (tmp_path / "pq" / "documents").rglob("*.parquet")
    assert parquet.ParquetFile(file).metadata.num_row_groups == 2
