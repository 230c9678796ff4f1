"""Small archives for the tests: texts that differ, an executor that works here, what an archive holds as one value to compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from pipeline.archive.adding.account import Account
from pipeline.archive.adding.ingest import Wishes, take_in
from pipeline.archive.files.store import Store
from pipeline.reading.source import expand

PAPER = """ỦY BAN NHÂN DÂN
TỈNH KIÊN GIANG
Số: {number}/KH-UBND
Kiên Giang, ngày 12 tháng 3 năm 2021
KẾ HOẠCH
Thực hiện Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị
I. MỤC ĐÍCH
- Giảm tỷ lệ hộ nghèo xuống dưới 3% năm 2025.
"""


class Here(Executor):
    """An executor that does everything at once, in this process."""

    jobs = 1

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments, **named))
        except Exception as error:
            future.set_exception(error)
        return future


def shelf(folder: Path, count: int) -> Path:
    """A folder of `count` papers as plain texts, each with its own number."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        (folder / f"kh {number:02d}.txt").write_text(PAPER.format(number=number), encoding="utf-8")
    return folder


def add(root: Path, *paths: Path, executor: Executor | None = None, **wishes: Any) -> Account:
    """Take the paths in, in this process unless there is an executor."""
    return take_in(Store.open(root, create=True), expand(paths), executor or Here(), Wishes(**wishes))


def holdings(root: Path, sources: bool = True) -> dict[str, Any]:
    """Every document's results and what its manifest says but for times and revision: two archives of the same papers are equal."""
    store = Store.open(root)
    found: dict[str, Any] = {}
    for document_id in store.ids():
        folder, manifest = store.folder(document_id), store.manifest(document_id)
        files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in ("file.json", "seal.json", ".lock"))
        names = sorted(source.path for source in manifest.sources) if sources else []
        told = (manifest.kind, manifest.state, manifest.papers, manifest.page_count, manifest.searchable, manifest.faults)
        found[document_id] = (told, names, {str(path.relative_to(folder)): path.read_bytes() for path in files})
    return found


def indexed(root: Path) -> set[str]:
    """The ids that the index has."""
    from contextlib import closing

    from pipeline.archive.index.connect import open_read

    with closing(open_read(Store.open(root).index)) as connection:
        return {row[0] for row in connection.execute("SELECT document_id FROM files")}


def assert_whole(root: Path, like: dict[str, Any], paths: Iterable[Path] = ()) -> None:
    """Nothing lost, nothing twice, nothing left lying about."""
    store = Store.open(root)
    assert holdings(root) == like
    assert list(store.unfinished()) == []
    assert indexed(root) == set(like)
    given = sorted(str(path) for path in paths)
    if given:
        assert sorted(source.path for one in store.ids() for source in store.manifest(one).sources) == given
    drafts = [path for path in root.rglob(".*.part") if "documents" in path.parts]
    assert drafts == [] and [path for path in store.incoming.iterdir() if path.is_dir()] == []
