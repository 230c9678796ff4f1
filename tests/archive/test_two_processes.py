"""Two processes that add at once: every document once, every name kept, nobody waits for ever."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from archives import add, assert_whole, holdings, indexed, shelf

from pipeline.archive.adding import ingest
from pipeline.archive.adding.incoming import opened
from pipeline.archive.files.store import Store
from pipeline.errors import ArchiveBusy

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import sys
from pipeline.archive.archive import Archive
account = Archive(sys.argv[1]).add(sys.argv[2:], jobs=1, searchable=False)
print(len(account.added), len(account.renamed), len(account.known), len(account.failed))
"""


def start(kho: Path, *paths: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, str(kho), *map(str, paths)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)}, text=True)


def counts(process: subprocess.Popen[str]) -> list[int]:
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return [int(word) for word in out.split()]


def test_two_at_once_over_the_same_folder(tmp_path: Path) -> None:
    folder = shelf(tmp_path / "shelf", 40)
    add(tmp_path / "undisturbed", folder)
    first, second = [counts(process) for process in [start(tmp_path / "kho", folder), start(tmp_path / "kho", folder)]]
    assert first[3] == second[3] == 0 and sum(first) == sum(second) == 40
    assert first[0] + second[0] == 40, "each document is taken in by one of them"
    assert_whole(tmp_path / "kho", holdings(tmp_path / "undisturbed"), folder.iterdir())


def test_two_at_once_with_the_same_papers_under_other_names(tmp_path: Path) -> None:
    one, two = shelf(tmp_path / "one", 15), shelf(tmp_path / "two", 15)
    processes = [start(tmp_path / "kho", one), start(tmp_path / "kho", two)]
    assert sum(map(sum, (counts(process) for process in processes))) == 30
    store = Store.open(tmp_path / "kho")
    rows = [store.manifest(document_id) for document_id in store.ids()]
    assert len(rows) == 15 and all(len(row.sources) == 2 and row.state == "read" for row in rows)
    assert indexed(tmp_path / "kho") == {row.document_id for row in rows} and not list(store.unfinished())


def test_a_document_that_another_process_holds_is_looked_at_again_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, kho = shelf(tmp_path / "shelf", 3), tmp_path / "kho"
    held = next(iter(holdings_after(tmp_path, folder)))
    store = Store.open(kho, create=True)
    lock = store.hold(held)
    seen: list[float] = []

    def pause(_: float) -> None:
        seen.append(len(list(store.ids())))
        lock.release()

    monkeypatch.setattr(ingest.time, "sleep", pause)
    add(kho, folder)
    assert seen == [2], "the others were taken in before it was waited for"
    assert_whole(kho, holdings(tmp_path / "undisturbed"), folder.iterdir())


def holdings_after(tmp_path: Path, folder: Path) -> dict[str, object]:
    add(tmp_path / "undisturbed", folder)
    return holdings(tmp_path / "undisturbed")


def test_a_document_that_is_held_for_ever_is_a_failure_to_be_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, kho = shelf(tmp_path / "shelf", 2), tmp_path / "kho"
    held = next(iter(holdings_after(tmp_path, folder)))
    monkeypatch.setattr(ingest, "PATIENCE", 0.5)
    store = Store.open(kho, create=True)
    lock = store.hold(held)
    account = add(kho, folder)
    assert account.codes == {ArchiveBusy.exit_code} and len(account.added) == 1
    lock.release()
    assert len(add(kho, retry=True).added) == 1
    assert_whole(kho, holdings(tmp_path / "undisturbed"), folder.iterdir())


def test_unfinished_work_of_a_living_process_is_left_to_it(tmp_path: Path) -> None:
    folder, kho = shelf(tmp_path / "shelf", 1), tmp_path / "kho"
    add(kho, folder)
    store = Store.open(kho)
    (document_id,) = store.ids()
    store.mark(document_id)
    with store.lock(document_id):
        assert add(kho).again == [] and list(store.unfinished()) == [document_id]
    assert len(add(kho).again) == 1 and list(store.unfinished()) == []


def test_copies_of_the_living_stay_and_those_of_the_dead_go(tmp_path: Path) -> None:
    folder = tmp_path / "incoming"
    with opened(folder) as living:
        (living.folder / "0.part").write_bytes(b"1")
        dead = folder / "dead"
        dead.mkdir()
        (dead / ".lock").touch()
        (dead / "0.part").write_bytes(b"2")
        drafts = tmp_path / "failures"
        drafts.mkdir()
        (drafts / ".x.part").touch()
        with opened(folder, drafts) as other:
            assert (drafts / ".x.part").exists(), "the living process may be writing it"
            assert other.folder != living.folder and (living.folder / "0.part").is_file() and not dead.exists()
        assert not other.folder.exists()
    assert not living.folder.exists()
    with opened(folder, drafts):
        assert not (drafts / ".x.part").exists()


def test_two_that_begin_the_archive_at_the_same_moment(tmp_path: Path) -> None:
    kho = tmp_path / "kho"
    kho.mkdir()
    (kho / ".k1h2.part").touch()  # the other one's card, just being written
    assert Store.open(kho, create=True).root == kho
    assert Store.open(kho, create=True).root == kho
