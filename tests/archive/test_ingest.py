"""Taking in: once each, gone on with, failures listed, and a full disk at any write costs nothing that was done."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from archives import PAPER, Here, add, assert_whole, holdings, indexed, shelf
from pdfs import write_text_pdf

from pipeline.archive.adding import ingest, intake, resuming, undertaking, work
from pipeline.archive.adding.account import Taken
from pipeline.archive.adding.ingest import take_in
from pipeline.archive.adding.work import read_pages
from pipeline.archive.archive import Archive
from pipeline.archive.files import manifest
from pipeline.archive.files.store import Store
from pipeline.errors import ArchiveNewer, CannotWrite, EngineMissing, PageTimeout, WorkerLost
from pipeline.parsed import parse
from pipeline.reading.source import expand
from pipeline.workers.child import Task
from pipeline.workers.executors import Done


def only(root: Path) -> Any:
    store = Store.open(root)
    (document_id,) = store.ids()
    return store.manifest(document_id)


def test_a_document_has_everything_of_its_own(tmp_path: Path) -> None:
    path = shelf(tmp_path / "kệ", 1) / "kh 01.txt"
    account = add(tmp_path / "kho", path)
    store = Store.open(tmp_path / "kho")
    row = only(tmp_path / "kho")
    assert account.added == [str(path)] and row.state == "read" and row.papers == 1 and row.made_by.startswith("kehoach ")
    assert row.document_id == hashlib.sha256(path.read_bytes()).hexdigest()
    original = store.original(row.document_id)
    assert original.read_bytes() == path.read_bytes() and original.name == "original.txt" and original.stat().st_mode & 0o777 == 0o444
    (paper,) = store.parsed(row.document_id)
    assert paper.document.number_symbol == "01/KH-UBND" or paper.document.number_symbol == "1/KH-UBND"
    assert paper.document.source == str(path)
    assert (store.folder(row.document_id) / "paper.txt").read_text(encoding="utf-8") == paper.text + "\n"
    assert store.paper_files(row.document_id)[0].read_bytes() == parse(path).to_json()
    page = store.read_page(row.document_id, 1)
    assert page is not None and page.page.kind == "text"


def test_again_it_is_known_and_nothing_changes(tmp_path: Path) -> None:
    folder = shelf(tmp_path / "shelf", 3)
    add(tmp_path / "kho", folder)
    before = holdings(tmp_path / "kho")
    account = add(tmp_path / "kho", folder)
    assert len(account.known) == 3 and not account.added
    assert_whole(tmp_path / "kho", before, folder.iterdir())


def test_the_same_bytes_under_other_names_are_one_document(tmp_path: Path) -> None:
    folder = shelf(tmp_path / "shelf", 1)
    data = (folder / "kh 01.txt").read_bytes()
    for name in ("bản sao.txt", "copy.pdf"):
        (folder / name).write_bytes(data)
    account = add(tmp_path / "kho", folder)
    assert len(account.added) == 1 and len(account.renamed) == 2
    (folder / "later.txt").write_bytes(data)
    assert add(tmp_path / "kho", folder).renamed == [str(folder / "later.txt")]
    row = only(tmp_path / "kho")
    assert sorted(source.path for source in row.sources) == sorted(str(path) for path in folder.iterdir())
    assert indexed(tmp_path / "kho") == {row.document_id}


def test_another_way_to_write_a_path_is_no_other_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shelf(tmp_path / "shelf", 1)
    monkeypatch.chdir(tmp_path)
    for path in (folder / "kh 01.txt", Path("shelf/kh 01.txt"), Path("./shelf/../shelf/kh 01.txt")):
        add(tmp_path / "kho", path)
    assert len(only(tmp_path / "kho").sources) == 1


def test_an_archive_inside_the_folder_does_not_take_itself_in(tmp_path: Path) -> None:
    folder = shelf(tmp_path, 2)
    add(tmp_path / "kho", folder)
    assert add(tmp_path / "kho", folder).added == []


def test_several_papers_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "two.txt"
    second = PAPER.format(number=2).replace("KẾ HOẠCH", "QUYẾT ĐỊNH").replace("KH-UBND", "QĐ-UBND")
    path.write_text(PAPER.format(number=1) + "\f" + second, encoding="utf-8")
    add(tmp_path / "kho", path)
    row = only(tmp_path / "kho")
    store = Store.open(tmp_path / "kho")
    assert len(store.paper_files(row.document_id)) == row.papers == len(store.papers(row.document_id))
    add(tmp_path / "whole", path, split=False)
    assert only(tmp_path / "whole").papers == 1 and not only(tmp_path / "whole").split


def test_a_pdf_gets_previews_and_is_read_by_page(tmp_path: Path) -> None:
    path = write_text_pdf(tmp_path / "kh.pdf", [["KẾ HOẠCH", "Kiên Giang"], ["Trang hai của kế hoạch"]])
    add(tmp_path / "kho", path, searchable=False)
    row = only(tmp_path / "kho")
    store = Store.open(tmp_path / "kho")
    assert (row.kind, row.ending, row.page_count, row.state) == ("pdf", "pdf", 2, "read")
    assert all(store.preview(row.document_id, number).read_bytes()[:2] == b"\xff\xd8" for number in (1, 2))
    assert all(store.page_file(row.document_id, number).is_file() for number in (1, 2))
    assert row.searchable is None and row.searchable_note is None


class Losing(Here):
    """Ends one task of a kind with an error, as a worker that was killed does."""

    def __init__(self, function: Any, error: Exception, after: int = 0, times: int = 1) -> None:
        self.function, self.error, self.after, self.times = function, error, after, times

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Any:
        task: Task = arguments[0]
        if task.function is self.function and self.times and (task.function is not read_pages or task.arguments[1] == 2):
            self.times -= 1
            return super().submit(lambda: Done((), self.error))  # type: ignore[arg-type]
        return super().submit(function, *arguments, **named)


def three_pages(tmp_path: Path) -> Path:
    return write_text_pdf(tmp_path / "kh.pdf", [["KẾ HOẠCH", "Kiên Giang"], ["Trang hai của kế hoạch"], ["Trang ba của kế hoạch"]])


@pytest.mark.parametrize("error", [WorkerLost("w", detail="signal 9"), PageTimeout("w", detail="120 s")])
def test_a_page_that_costs_the_worker_is_marked_and_the_document_goes_on(tmp_path: Path, error: Any) -> None:
    path, kho = three_pages(tmp_path), tmp_path / "kho"
    account = add(kho, path, executor=Losing(read_pages, error), searchable=False)
    row = only(kho)
    assert row.state == "partly" and [(fault.page, fault.kind) for fault in row.faults] == [(2, type(error).__name__)]
    assert [one.path for one in account.partly] == [str(path)] and account.codes == {error.exit_code}
    assert str(path) in row.faults[0].message and "original" not in row.faults[0].message
    (paper,) = Store.open(kho).parsed(row.document_id)
    assert "page_failed" in paper.document.quality and "Trang ba" in paper.text
    # only the failed page is read again
    read: list[tuple[int, int]] = []

    class Watching(Here):
        def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Any:
            if arguments[0].function is read_pages:
                read.append(arguments[0].arguments[1:])
            return super().submit(function, *arguments, **named)

    assert add(kho, path, executor=Watching(), searchable=False).known == [str(path)] and read == []
    account = add(kho, executor=Watching(), searchable=False, retry=True)
    assert read == [(2, 3)] and account.again == [str(path)]
    add(tmp_path / "undisturbed", path, searchable=False)
    assert_whole(kho, holdings(tmp_path / "undisturbed"), [path])


class DyingAtTheEnd(Here):
    """Each worker dies when it has given all its results, before it can say that it is done."""

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Any:
        done = super().submit(function, *arguments, **named).result()
        ends = arguments[0].function in (work.finish_document, work.take_whole)  # these go on after their last result
        return super().submit(lambda: done if ends else Done(done.results, WorkerLost("w", detail="signal 9")))


def test_workers_that_die_after_their_last_result_have_cost_nothing(tmp_path: Path) -> None:
    """A page that was read and written had been thrown away again."""
    path = three_pages(tmp_path)
    assert add(tmp_path / "kho", path, executor=DyingAtTheEnd()).added == [str(path)]
    add(tmp_path / "undisturbed", path)
    assert_whole(tmp_path / "kho", holdings(tmp_path / "undisturbed"), [path])
    assert (only(tmp_path / "kho").state, only(tmp_path / "kho").faults) == ("read", ())


def test_a_paper_that_costs_the_worker_is_a_fault_and_the_document_goes_on(tmp_path: Path) -> None:
    path, kho = three_pages(tmp_path), tmp_path / "kho"
    account = add(kho, path, executor=Losing(work.finish_document, WorkerLost("w", detail="signal 9")), searchable=False)
    row = only(kho)
    assert row.state == "failed" and row.papers == 0 and row.faults[0].page is None and "paper 1" in row.faults[0].message
    assert [one.outcome for one in account.failed] == ["failed"]
    add(kho, searchable=False, retry=True)
    add(tmp_path / "undisturbed", path, searchable=False)
    assert_whole(kho, holdings(tmp_path / "undisturbed"), [path])


def test_a_small_text_that_costs_the_worker_is_tried_in_parts(tmp_path: Path) -> None:
    path = shelf(tmp_path / "shelf", 1) / "kh 01.txt"
    add(tmp_path / "kho", path, executor=Losing(work.take_whole, WorkerLost("w", detail="signal 9")))
    assert only(tmp_path / "kho").state == "read"


def test_a_searchable_copy_that_fails_is_a_note(tmp_path: Path) -> None:
    path, kho = three_pages(tmp_path), tmp_path / "kho"
    account = add(kho, path, executor=Losing(work.make_searchable, WorkerLost("w", detail="signal 9")))
    row = only(kho)
    assert account.added and row.state == "read" and row.searchable is None and "signal 9" in row.searchable_note
    add(kho, retry=True)
    assert only(kho).searchable is not None and only(kho).searchable_note != row.searchable_note


def test_without_its_engine_a_document_waits_and_goes_on_by_itself(tmp_path: Path) -> None:
    path, kho = three_pages(tmp_path), tmp_path / "kho"
    account = add(kho, path, executor=Losing(read_pages, EngineMissing("w", detail="vie")), searchable=False)
    assert account.codes == {10} and list(Store.open(kho).unfinished()) == [only(kho).document_id]
    assert list(Store.open(kho).failures()) == []
    assert only(kho).state == "waiting" and only(kho).faults[0].kind == "EngineMissing"
    account = add(kho, searchable=False)
    add(tmp_path / "undisturbed", path, searchable=False)
    assert account.again == [str(path)]
    assert_whole(kho, holdings(tmp_path / "undisturbed"), [path])


def test_a_failure_is_listed_and_forgotten_when_the_path_is_taken_in(tmp_path: Path) -> None:
    path, kho = tmp_path / "kh.txt", tmp_path / "kho"
    path.write_bytes(b"")
    account = add(kho, path)
    assert [(one.path, one.faults[0].kind) for one in account.failed] == [(str(path), "EmptyFile")]
    (failure,) = Store.open(kho).failures()
    assert failure.path == str(path) and failure.code == 5 and "0 byte" in failure.message["vi"]
    path.write_text(PAPER.format(number=1), encoding="utf-8")
    assert add(kho).added == [] and len(list(Store.open(kho).failures())) == 1
    assert add(kho, retry=True).added == [str(path)] and list(Store.open(kho).failures()) == []


def test_a_run_stopped_when_it_tells_of_a_path_leaves_no_failure_of_it_behind(tmp_path: Path) -> None:
    """A watch that was stopped at the moment it said 'added' kept 'empty file' in its list for a path that was in the archive."""
    folder, kho = shelf(tmp_path / "shelf", 3), tmp_path / "kho"
    texts = {path: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    for path in texts:
        path.write_bytes(b"")
    assert len(add(kho, *texts).failed) == 3
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")

    def stop(event: ingest.Event) -> None:
        if isinstance(event, Taken):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_in(Store.open(kho), expand([folder]), Here(), report=stop)
    assert list(Store.open(kho).failures()) == [] and list(Store.open(kho).unfinished()) == []
    assert indexed(kho) == set(Store.open(kho).ids()) and len(indexed(kho)) == 3


@pytest.mark.parametrize("left", [None, b"", b"\x00\xff" * 5_000])
def test_an_index_that_is_gone_empty_or_damaged_comes_back(tmp_path: Path, left: bytes | None) -> None:
    """With an empty file in its place the archive was empty too, without a word."""
    folder, kho = shelf(tmp_path / "shelf", 3), tmp_path / "kho"
    add(kho, folder)
    for path in kho.glob("index.sqlite*"):
        path.unlink()
    if left is not None:
        (kho / "index.sqlite").write_bytes(left)
    add(kho)
    assert indexed(kho) == set(Store.open(kho).ids())


def test_a_document_that_the_index_cannot_take_keeps_its_mark_and_the_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.archive.index import build

    folder, kho = shelf(tmp_path / "shelf", 3), tmp_path / "kho"
    put, bad = build.put_many, hashlib.sha256((folder / "kh 02.txt").read_bytes()).hexdigest()

    def putting(connection: Any, store: Any, ids: Any) -> Any:
        ids = list(ids)
        if bad in ids:
            raise KeyError("a fault of ours")
        return put(connection, store, ids)

    monkeypatch.setattr(build, "put_many", putting)
    account = add(kho, folder)
    assert len(account.added) == 2 and [one.document_id for one in account.failed] == [bad]
    assert list(Store.open(kho).unfinished()) == [bad]
    monkeypatch.undo()
    add(kho)
    assert indexed(kho) == set(Store.open(kho).ids()) and not list(Store.open(kho).unfinished())


# reading anew


def test_reparse_reads_anew_what_another_version_read_and_keeps_what_persons_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, kho = shelf(tmp_path / "shelf", 2), tmp_path / "kho"
    add(kho, folder)
    store = Store.open(kho)
    first, second = store.ids()
    store.amendments_file(first).write_bytes(b"")
    old = {one: store.manifest(one) for one in (first, second)}
    assert add(kho, reparse=True).again == []
    monkeypatch.setattr(resuming, "made_by", lambda: "kehoach 9")
    monkeypatch.setattr(undertaking, "made_by", lambda: "kehoach 9")
    monkeypatch.setattr(ingest, "made_by", lambda: "kehoach 9")
    before = holdings(kho)
    (store.folder(first) / "paper.7.json").write_bytes(b"{}")  # a paper that the old version saw
    account = add(kho, folder / "kh 01.txt", reparse=True)
    assert account.again == [str(folder / "kh 01.txt")]
    account = add(kho, reparse=True)
    assert account.again == [str(folder / "kh 02.txt")] or len(account.again) == 1
    assert {one: store.manifest(one).made_by for one in store.ids()} == dict.fromkeys((first, second), "kehoach 9")
    assert all(store.manifest(one).revision > old[one].revision for one in (first, second))
    assert_whole(kho, before, folder.iterdir())


def test_reparse_that_comes_out_worse_leaves_the_old_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, kho = three_pages(tmp_path), tmp_path / "kho"
    add(kho, path, searchable=False)
    before = holdings(kho)
    for room in (resuming, undertaking, ingest):
        monkeypatch.setattr(room, "made_by", lambda: "kehoach 9")
    account = add(kho, executor=Losing(read_pages, PageTimeout("w")), searchable=False, reparse=True)
    assert [one.faults[0].page for one in account.failed] == [2]
    assert_whole(kho, before, [path])
    assert only(kho).made_by != "kehoach 9"


def test_what_another_version_left_unfinished_is_read_from_the_beginning(tmp_path: Path) -> None:
    path, kho = three_pages(tmp_path), tmp_path / "kho"
    add(kho, path, executor=Losing(read_pages, EngineMissing("w")), searchable=False)
    store, row = Store.open(kho), only(kho)
    store.write_manifest(manifest.changed(row, made_by="kehoach 0"))
    other = write_text_pdf(tmp_path / "other.pdf", [["QUYẾT ĐỊNH"]])
    add(tmp_path / "other", other, searchable=False)
    store.page_file(row.document_id, 1).write_bytes(
        Store.open(tmp_path / "other").page_file(only(tmp_path / "other").document_id, 1).read_bytes()
    )
    add(kho, searchable=False)
    add(tmp_path / "undisturbed", path, searchable=False)
    assert_whole(kho, holdings(tmp_path / "undisturbed"), [path])


def test_a_damaged_manifest_is_told_and_no_path_of_the_list(tmp_path: Path) -> None:
    path, kho = shelf(tmp_path / "shelf", 1) / "kh 01.txt", tmp_path / "kho"
    add(kho, path)
    store = Store.open(kho)
    (document_id,) = store.ids()
    store.mark(document_id)
    (store.folder(document_id) / "file.json").write_bytes(b"{")
    account = add(kho)
    assert [one.document_id for one in account.failed] == [document_id] and account.codes == {23}
    assert not list(store.failures())


# a full disk


class Full:
    """Writes fail from the n-th on, as on a disk that is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.patch, self.left = monkeypatch, 0

    @contextmanager
    def after(self, writes: int) -> Iterator[None]:
        self.left = writes
        with self.patch.context() as patch:
            for home, name in ((os, "fsync"), (Path, "replace"), (Path, "mkdir"), (os, "write"), (intake.Path, "chmod")):
                patch.setattr(home, name, self._failing(getattr(home, name)))
            yield

    def _failing(self, function: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return function(*arguments, **named)

        return call


@pytest.fixture
def quick_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is one: waiting for a disk a thousand times takes half a minute."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def test_a_disk_that_is_full_at_any_write_costs_nothing_that_was_done(quick_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path = quick_disk
    folder = shelf(tmp_path / "shelf", 2)
    (folder / "kh 03.txt").write_bytes((folder / "kh 01.txt").read_bytes())
    add(tmp_path / "undisturbed", folder)
    like = holdings(tmp_path / "undisturbed")
    full = Full(monkeypatch)
    stopped = 0
    for writes in range(1000):
        kho = tmp_path / f"kho{writes}"
        try:
            with full.after(writes):
                add(kho, folder)
        except CannotWrite as error:
            assert "No space left" in error.message()
            stopped += 1
        else:
            break
        add(kho, folder)
        assert_whole(kho, like, folder.iterdir())
    assert stopped > 20


def mounted(folder: Path, size: str) -> bool:
    folder.mkdir()
    return subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    if not mounted(folder, "600k"):
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_real_disk_that_is_full(tmp_path: Path, small_disk: Path) -> None:
    folder = shelf(tmp_path / "shelf", 12)
    add(tmp_path / "undisturbed", folder)
    with pytest.raises(CannotWrite):
        add(small_disk / "kho", folder)
    subprocess.run(["mount", "-o", "remount,size=40m", str(small_disk)], check=True)
    add(small_disk / "kho", folder)
    assert_whole(small_disk / "kho", holdings(tmp_path / "undisturbed"), folder.iterdir())
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(CannotWrite):
        add(small_disk / "kho", folder)
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)


def test_a_target_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    kho = tmp_path / "kho"
    kho.mkdir()
    (kho / "kehoach-archive.json").write_text('{"layout": 99}')
    with pytest.raises(ArchiveNewer):
        Archive(kho).add([shelf(tmp_path / "shelf", 1)])
    assert [path.name for path in kho.iterdir()] == ["kehoach-archive.json"]


def test_a_folder_of_other_things_is_no_target(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        Archive(shelf(tmp_path / "shelf", 1)).add([tmp_path])
