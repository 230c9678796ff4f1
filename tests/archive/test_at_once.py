"""Several at once on one archive: what a check, a rebuild, a correction or an `add` may see of the others between two steps."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from archives import Here, add, assert_whole, holdings, indexed, shelf

from pipeline.archive.adding import ingest, renewal, resuming, undertaking
from pipeline.archive.adding.account import Taken
from pipeline.archive.adding.desk import Desk, Wishes
from pipeline.archive.adding.incoming import looked_at, opened
from pipeline.archive.adding.ingest import take_in
from pipeline.archive.adding.resuming import take_up
from pipeline.archive.archive import Archive
from pipeline.archive.checking import check_index, places
from pipeline.archive.checking.check import check
from pipeline.archive.files.failures import keep_failure
from pipeline.archive.files.store import Store
from pipeline.archive.index import connect, rebuild
from pipeline.archive.index.connect import VERSION, open_read, open_write, swap_lock
from pipeline.archive.reviewing import correcting
from pipeline.errors import ArchiveBusy, BadRequest, CannotWrite, EmptyFile
from pipeline.reading.source import expand


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    add(tmp_path / "kho", shelf(tmp_path / "shelf", 2))
    return Archive(tmp_path / "kho")


def found(store: Store, *, repair: bool = True) -> list[str]:
    return [finding.kind for finding in check(store, repair, executor=Here()).findings]


# a check beside an add


def test_a_half_written_failure_of_an_add_at_work_is_left_alone(archive: Archive) -> None:
    """A check took it away, and the `add` ended with 'cannot write here'."""
    store = archive.store
    store.failed_paths.mkdir()
    draft = store.failed_paths / ".x1y2.part"
    draft.touch()
    with opened(store.incoming):
        assert found(store) == [] and draft.exists()
    assert found(store) == ["draft_left"] and not draft.exists()


def test_failures_of_an_add_at_work_need_not_be_in_the_index_yet(archive: Archive) -> None:
    store = archive.store
    with opened(store.incoming):
        keep_failure(store.failed_paths, "kh.pdf", EmptyFile("kh.pdf"), "2026-11-21T08:00:00Z")
        assert found(store, repair=False) == []
    assert found(store, repair=False) == ["index_failures"]


def test_what_came_or_went_since_a_folder_was_listed_is_no_finding(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    store, listed = archive.store, places._inside
    went = ("unfinished/" + "ab" * 32, "failures/a.json", "failures/.x.part", "incoming/tmp1", "documents/ab/kh", "index.sqlite-1")

    def inside(folder: Path) -> Iterable[Path]:
        if folder.name == "unfinished":
            store.mark(next(store.ids()))  # an `add` begins with a document
        return [*listed(folder), *(path for name in went if (path := store.root / name).parent == folder)]

    monkeypatch.setattr(places, "_inside", inside)
    assert found(store) == ["unfinished"]


def test_folders_of_copies_are_told_from_leftovers(tmp_path: Path) -> None:
    folder = tmp_path / "incoming"
    assert looked_at(folder) == ([], []) and not folder.exists()
    with opened(folder) as living:
        (folder / "killed").mkdir()
        (folder / "killed" / "0.part").touch()
        (folder / "going").mkdir()
        assert looked_at(folder) == ([folder / "killed"], sorted([folder / "going", living.folder]))
        (folder / "killed" / ".lock").touch()
        assert looked_at(folder)[0] == [folder / "killed"]


def test_an_archive_in_which_nothing_is_yet_is_in_order(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "kho", create=True)
    assert found(store) == [] and not store.index.exists()


def test_an_index_that_is_just_being_made_is_not_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check took it for damaged and deleted it under the `add` that was making it."""
    store = Store.open(tmp_path / "kho", create=True)
    begun, asked = threading.Event(), threading.Event()
    make, said = connect.make, check_index._said

    def making(connection: Any) -> None:
        begun.set()
        assert asked.wait(30)
        make(connection)

    def saying(store: Store, *, exclusive: bool) -> tuple[int, str]:
        if exclusive:
            asked.set()
        return said(store, exclusive=exclusive)

    monkeypatch.setattr(connect, "make", making)
    monkeypatch.setattr(check_index, "_said", saying)
    with ThreadPoolExecutor(1) as aside:
        opening = aside.submit(open_write, store.index)
        assert begun.wait(30)
        inode = store.index.stat().st_ino
        assert found(store) == []
        opening.result(30).close()
    assert store.index.stat().st_ino == inode


def test_a_damaged_index_is_not_deleted_before_the_new_one_is_there(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    store = archive.store
    for path in store.root.glob("index.sqlite*"):
        path.unlink()
    store.index.touch()
    real = check_index.rebuild

    def rebuilding(store: Store) -> int:
        assert store.index.exists()
        return real(store)

    monkeypatch.setattr(check_index, "rebuild", rebuilding)
    assert found(store) == ["index_unreadable"] and indexed(store.root) == set(store.ids())


@pytest.mark.parametrize("when", ["before", "after"])
def test_two_that_make_the_index_at_the_same_moment(when: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever saw version 0 and then the other one's tables said that the index is too old."""
    path, real = tmp_path / "index.sqlite", connect.checked

    def checked(connection: Any, place: Path) -> int:
        monkeypatch.setattr(connect, "checked", real)
        if when == "before":
            open_write(path).close()
        version = real(connection, place)
        if when == "after":
            open_write(path).close()
        return version

    monkeypatch.setattr(connect, "checked", checked)
    with closing(open_write(path)) as connection:
        assert connect.version(connection) == VERSION


def test_an_index_that_is_deleted_while_it_is_opened_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, real = tmp_path / "index.sqlite", connect._make_or_migrate

    def made(connection: Any, place: Path) -> None:
        monkeypatch.setattr(connect, "_make_or_migrate", real)
        real(connection, place)
        path.unlink()

    monkeypatch.setattr(connect, "_make_or_migrate", made)
    from pipeline.archive.index.writing import writing

    with writing(path) as connection:
        assert connection.inode == path.stat().st_ino  # type: ignore[attr-defined]


# corrections beside a rebuild and an add


def correct(archive: Archive, value: str) -> str:
    document_id = next(archive.store.ids())
    archive.correct(document_id, 1, "documents", 0, "signer", value, "Lan")
    return document_id


def signers(store: Store) -> dict[str, str]:
    with closing(open_read(store.index)) as connection:
        return dict(connection.execute("SELECT document_id, signer FROM documents"))


def test_a_correction_that_is_made_while_the_index_is_made_anew_is_in_it(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """It changes no manifest, and the rebuild took over what had another revision: the pages showed the old value again."""
    real, fills = rebuild._Fresh.fill, []

    def filled(self: Any) -> None:
        real(self)
        fills.append(1)
        if len(fills) == 1:
            correct(archive, "Nguyễn Văn A")

    monkeypatch.setattr(rebuild._Fresh, "fill", filled)
    archive.rebuild()
    assert len(fills) == 2 and signers(archive.store)[next(archive.store.ids())] == "Nguyễn Văn A"


def test_the_mark_of_an_add_outlives_a_correction(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """The correction had marked the document first and took the mark away with which the `add` was at work."""
    store = archive.store
    assert not store.marked(correct(archive, "Nguyễn Văn A"))
    monkeypatch.setattr(correcting, "UNMARK_SECONDS", 0.05)
    with store.lock(next(store.ids())):
        document_id = correct(archive, "Nguyễn Văn B")
        assert signers(store)[document_id] == "Nguyễn Văn B" and store.marked(document_id)
    add(store.root)
    assert not store.marked(document_id) and signers(store)[document_id] == "Nguyễn Văn B"


def test_the_mark_of_an_add_that_was_killed_meanwhile_outlives_a_correction(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    store, real = archive.store, correcting.append

    def meanwhile(*given: Any) -> Any:
        with store.lock(given[1]):  # an `add` begins with the document, and is killed
            store.mark(given[1])
        return real(*given)

    monkeypatch.setattr(correcting, "append", meanwhile)
    document_id = correct(archive, "Nguyễn Văn A")
    assert list(store.unfinished()) == [document_id]


def test_a_rebuild_where_nobody_can_write_says_so(archive: Archive) -> None:
    (archive.store.root / ".rebuild.lock").mkdir()
    with pytest.raises(CannotWrite):
        archive.rebuild()


# an index that another process has


@pytest.mark.parametrize("anew", [False, True])
def test_an_add_goes_on_where_the_index_is_busy(anew: bool, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of hours ended with 'in use by another process' when a rebuild had the index for a minute."""
    store, real, refusals = archive.store, ingest.put_into_index, [1, 2, 3]
    like = holdings(store.root)
    if anew:
        for room in (resuming, undertaking, ingest, renewal):
            monkeypatch.setattr(room, "made_by", lambda: "kehoach 9")

    def busy(store: Store, document_ids: list[str]) -> Any:
        if refusals.pop():
            raise ArchiveBusy(store.index)
        return real(store, document_ids)

    refusals.insert(0, 0)
    monkeypatch.setattr(ingest, "put_into_index", busy)
    waits: list[float] = []
    more = [] if anew else expand([shelf(tmp_path / "more", 4)])
    account = take_in(store, more, Here(), Wishes(reparse=anew), pause=waits.append)
    assert (len(account.again), len(account.added), len(account.renamed)) == ((2, 0, 0) if anew else (0, 2, 2))
    assert len(waits) == 3 and refusals == []
    if anew:
        assert_whole(store.root, like)
    assert indexed(store.root) == set(store.ids()) and not list(store.unfinished())


def test_an_add_does_not_wait_for_the_index_for_ever(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(store: Store, _: object) -> Any:
        raise ArchiveBusy(store.index)

    monkeypatch.setattr(ingest, "put_into_index", busy)
    monkeypatch.setattr(ingest, "PATIENCE", 0.05)
    with pytest.raises(ArchiveBusy):
        take_in(archive.store, expand([shelf(tmp_path / "more", 3)]), Here())


# what an add leaves behind when it gives up


def test_tasks_of_a_run_that_is_tried_again_are_over_before_its_documents_are_let_go() -> None:
    begun, go = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1) as executor:
        running = executor.submit(lambda: (begun.set(), go.wait(30)))
        later = executor.submit(abs, 1)
        assert begun.wait(30)
        ingest._give_up([running, later], KeyboardInterrupt())  # nobody waits for a page who presses Ctrl-C
        assert not running.done() and later.cancelled()
        threading.Timer(0.1, go.set).start()
        ingest._give_up([running], ArchiveBusy("kho"))
        assert running.done()


def test_a_check_does_not_look_at_an_index_that_is_being_swapped(archive: Archive) -> None:
    """It had the old file and the new one's journal, and called the index damaged."""
    store = archive.store
    with ThreadPoolExecutor(1) as aside:
        with swap_lock(store.index, exclusive=True):
            looking = aside.submit(check_index._state, store)
            with pytest.raises(TimeoutError):
                looking.result(0.3)
        assert looking.result(30) is None


def test_a_correction_that_is_killed_before_the_index_has_it_is_marked(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was marked only when it was kept already: killed in between, the pages went on showing the old value."""
    store, real = archive.store, correcting.append

    def killed(*given: Any) -> None:
        real(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(correcting, "append", killed)
        with pytest.raises(KeyboardInterrupt):
            correct(archive, "Nguyễn Văn A")
    add(store.root)
    assert signers(store)[next(store.ids())] == "Nguyễn Văn A" and not list(store.unfinished())


def test_a_correction_that_is_refused_leaves_no_mark(archive: Archive) -> None:
    with pytest.raises(BadRequest):
        correct(archive, "x" * 100_000)
    assert not list(archive.store.unfinished())


# documents that are held by a check when an add looks after them


def test_what_a_check_holds_is_looked_after_at_the_end(archive: Archive, tmp_path: Path) -> None:
    """An `add` thought that whoever holds a document finishes it, and left what a killed run had begun."""
    store = archive.store
    first = next(store.ids())
    store.mark(first)
    held = store.hold(first)

    def told(event: object) -> None:
        if isinstance(event, Taken) and held.is_locked:
            held.release()

    account = take_in(store, expand([shelf(tmp_path / "more", 3)]), Here(), report=told)
    assert len(account.again) == 1 and not list(store.unfinished())


def test_half_written_files_go_however_the_document_is_taken_up(archive: Archive, tmp_path: Path) -> None:
    """By its name, where it was held while unfinished documents were looked after, they stayed."""
    store = archive.store
    for document_id in store.ids():
        store.mark(document_id)
        (store.folder(document_id) / ".x1y2.part").touch()
    for document_id in store.ids():
        desk = Desk(store, Wishes())
        desk.hold(document_id)
        take_up(desk, store.manifest(document_id), [])
        desk.release_all()
    assert list(store.documents.rglob(".*.part")) == []
