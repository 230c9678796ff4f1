"""The archive's tables as Parquet, partitioned by province and year: what DuckDB, Dask and pandas read without asking the archive.

    DIR/kehoach-export.json
    DIR/citations/paper_province=Kiên Giang/paper_year=2022/rows.parquet
    DIR/citations/paper_province=unknown/paper_year=0/rows.parquet

A folder a table; within, the province (of 2025) and the year of the paper in Hive's manner, so that a question about one province
reads only its files. The partition columns are called `paper_…`, for `citations` and `targets` have a `year` of their own, which is
not the paper's. A province comes from the gazetteer or is `unknown` (central bodies, too): nothing that stands on a paper becomes a
path. Hive's own name for null is not used: Dask cannot read a partition of it (pyarrow: 'couldn't infer type').

`citations` have one column more, `cited`: the name under which the archive knows the cited document ('CT 34-CT/TW / 2014', 'Luật Ngân
sách nhà nước'); null where the citation means no certain one. What each column means stands in the files, as `description`.

Partition after partition is written, from the files with a person's corrections laid over them: memory holds a row group a table. A
new export stands beside the old one until it is whole, then takes its place.

>>> partition("Kiên Giang", 2022).as_posix()
'paper_province=Kiên Giang/paper_year=2022'
>>> partition("../../etc", None).as_posix()
'paper_province=unknown/paper_year=0'
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from pipeline.archive.exporting.whole import CITED, PROVINCE, YEAR
from pipeline.archive.files.store import Store
from pipeline.archive.index.connect import open_read
from pipeline.archive.index.references import name_of
from pipeline.archive.reviewing.correcting import shown
from pipeline.errors import ArchiveBusy, ArchiveDamaged, CannotWrite, ExtraMissing
from pipeline.gazetteer import provinces
from pipeline.output import write_atomically
from pipeline.parsed import ParsedDocument
from pipeline.records import Citation
from pipeline.tables.columns import TABLES
from pipeline.tables.writers import ParquetFolder, missing_extra

CARD = "kehoach-export.json"
"""Says that a folder is an export and may be replaced by a newer one."""

UNKNOWN, NO_YEAR = "unknown", 0
"""The partition of papers without a province, without a date."""

FILE = "rows.parquet"


class Exported(NamedTuple):
    """What an export holds."""

    papers: int
    partitions: int


class _Place(NamedTuple):
    province: str | None
    year: int | None
    document_id: str
    part: int


def partition(province: str | None, year: int | None) -> Path:
    """The folders of a partition below a table's. A name that is not in the gazetteer counts as none."""
    known = province if province is not None and province in _names() else UNKNOWN
    return Path(f"{PROVINCE}={known}") / f"{YEAR}={year if year is not None and 0 < year < 10_000 else NO_YEAR}"


def _names() -> frozenset[str]:
    return frozenset(unit.name for unit in provinces.provinces() if "/" not in unit.name)


def write_parquet(store: Store, folder: Path) -> Exported:
    """Write all tables into the folder, in place of an older export there.

    Raises `ArchiveMissing` without an index, `ExtraMissing`, `ArchiveDamaged`, `CannotWrite` (also where the folder holds other things).
    """
    if missing_extra("parquet"):
        raise ExtraMissing("archive export --parquet", detail="pip install 'kehoach[parquet]'")
    _refuse_others(folder)
    try:
        with _replacing(folder) as draft:
            done = _write_all(store, draft)
            card = {"export": 1, "papers": done.papers, "tables": list(TABLES), "partitioned_by": [PROVINCE, YEAR]}
            write_atomically(draft / CARD, (json.dumps(card) + "\n").encode())
            os.sync()  # once for thousands of small files: one by one they take 6 ms each
    except OSError as error:
        raise CannotWrite(folder, detail=error.strerror or str(error)) from error
    return done


def _write_all(store: Store, draft: Path) -> Exported:
    papers = partitions = 0
    for (province, year), places in groupby(_places(store), key=lambda place: place[:2]):
        partitions += 1
        with tempfile.TemporaryDirectory(dir=draft, prefix=".") as work:
            writer = ParquetFolder(Path(work), settle=False, more={"citations": {CITED: _cited}})
            try:
                for place in places:
                    paper = _paper(store, place)
                    writer.add(paper.key, paper.rows)
                    papers += 1
            finally:
                files = writer.close()
            for file in files:
                home = draft / file.stem / partition(province, year)
                home.mkdir(parents=True)
                file.replace(home / FILE)
    return Exported(papers, partitions)


def _cited(citation: Citation) -> str | None:
    return name_of({name: getattr(citation, name) for name in ("kind", "canonical_id", "canonical_key", "jurisdiction")})


def _places(store: Store) -> Iterator[_Place]:
    """Every paper with its partition, partition after partition, each in order of ids. Provinces not in the gazetteer are null."""
    names = _names()
    query = "SELECT province_2025, year, document_id, part FROM documents"
    with closing(open_read(store.index)) as connection:
        found = [_Place(province if province in names else None, year, *key) for province, year, *key in connection.execute(query)]
    yield from sorted(found, key=lambda place: (place.province or "", place.year or 0, place.document_id, place.part))


def _paper(store: Store, place: _Place) -> ParsedDocument:
    for layer in shown(store, place.document_id):
        if layer.paper["document"]["part"] == place.part:
            return ParsedDocument.from_dict(layer.paper)
    raise ArchiveDamaged(store.folder(place.document_id), detail=f"part {place.part} is in the index only; kehoach archive rebuild")


def _refuse_others(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / CARD).is_file()))):
        raise CannotWrite(folder, detail="it holds other things than an export")


@contextmanager
def _replacing(folder: Path) -> Iterator[Path]:
    """A folder beside this one that takes its place at the end; what a killed export left beside it is swept."""
    home = folder.absolute()
    home.parent.mkdir(parents=True, exist_ok=True)
    old, stem = home.parent / f".{home.name}.old", f".{home.name}.part-"
    try:
        with FileLock(home.parent / f".{home.name}.lock", timeout=0):
            if old.exists() and not home.exists():
                old.replace(home)
            for left in [old, *home.parent.glob(f"{_literal(stem)}*")]:
                shutil.rmtree(left, ignore_errors=True)
            draft = home.parent / f"{stem}{secrets.token_hex(8)}"
            draft.mkdir()
            try:
                yield draft
                if home.exists():
                    home.replace(old)
                draft.replace(home)
            finally:
                if old.exists() and not home.exists():
                    old.replace(home)
                shutil.rmtree(draft, ignore_errors=True)
                shutil.rmtree(old, ignore_errors=True)
    except Timeout:
        raise ArchiveBusy(folder, detail="another export writes there") from None


def _literal(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
