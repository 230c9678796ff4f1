"""kill -9 at random moments: the next run goes on, and in the end the archive is the one of an undisturbed run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from archives import add, assert_whole, holdings, shelf
from pdfs import write_text_pdf

from pipeline.archive.adding import renewal, resuming, undertaking
from pipeline.archive.files.store import Store

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import sys
from pipeline.archive.archive import Archive
def say(event):
    print(type(event).__name__, flush=True)
Archive(sys.argv[1]).add(sys.argv[2:], jobs=2, searchable=False, retry_failed=True, events=say)
"""


def start(kho: Path, *paths: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", PROGRAM, str(kho), *map(str, paths)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, start_new_session=True)


def killed(kho: Path, folder: Path, events: int, delay: float) -> bool:
    """Start adding and kill it after some events and a moment more; false where it was through before."""
    process = start(kho, folder)
    assert process.stdout is not None
    for _ in range(events):
        if not process.stdout.readline():
            break
    time.sleep(delay)
    over = process.poll() is not None
    process.kill()
    process.wait()
    process.stdout.close()
    return not over


def test_killed_at_random_moments(tmp_path: Path) -> None:
    folder = shelf(tmp_path / "shelf", 30)
    (folder / "again.txt").write_bytes((folder / "kh 07.txt").read_bytes())
    (folder / "empty.pdf").write_bytes(b"")
    for number in range(3):
        write_text_pdf(folder / f"{number}.pdf", [["KẾ HOẠCH", f"Trang {page} của {number}"] for page in range(6)])
    add(tmp_path / "undisturbed", folder, searchable=False)
    chance = random.Random(20261121)
    kills = sum(killed(tmp_path / "kho", folder, chance.randrange(12), chance.random() * 0.15) for _ in range(8))
    assert kills >= 3
    add(tmp_path / "kho", folder, searchable=False)
    assert_whole(tmp_path / "kho", holdings(tmp_path / "undisturbed"), [path for path in folder.iterdir() if path.name != "empty.pdf"])
    assert [failure.kind for failure in Store.open(tmp_path / "kho").failures()] == ["EmptyFile"]


def test_pages_that_were_read_are_not_read_again(tmp_path: Path) -> None:
    path = write_text_pdf(tmp_path / "kh.pdf", [[f"Trang {page} của kế hoạch"] for page in range(1, 41)])
    add(tmp_path / "undisturbed", path, searchable=False)
    process = start(tmp_path / "kho", path)
    assert process.stdout is not None
    while process.stdout.readline() != b"PageDone\n":
        pass
    workers = children(process.pid)
    process.kill()
    process.wait()
    store = Store.open(tmp_path / "kho")
    (document_id,) = store.unfinished()
    while any(Path(f"/proc/{worker}").exists() for worker in workers):  # they end with it, but need their moment
        time.sleep(0.02)
    read = {
        number: store.page_file(document_id, number).stat().st_mtime_ns for number in range(1, 41) if store.read_page(document_id, number)
    }
    assert read
    add(tmp_path / "kho", searchable=False)
    assert {number: store.page_file(document_id, number).stat().st_mtime_ns for number in read} == read
    assert_whole(tmp_path / "kho", holdings(tmp_path / "undisturbed"), [path])


def test_a_page_file_that_a_power_cut_left_empty_is_read_again(tmp_path: Path) -> None:
    path = write_text_pdf(tmp_path / "kh.pdf", [[f"Trang {page} của kế hoạch"] for page in range(1, 4)])
    add(tmp_path / "kho", path, searchable=False)
    like = holdings(tmp_path / "kho")
    store = Store.open(tmp_path / "kho")
    (document_id,) = store.ids()
    from pipeline.archive.files.manifest import changed

    for broken in (b"", store.page_file(document_id, 2).read_bytes()[:40]):
        store.mark(document_id)
        store.write_manifest(changed(store.manifest(document_id), state="reading"))
        store.page_file(document_id, 2).write_bytes(broken)
        add(tmp_path / "kho", searchable=False)
        assert_whole(tmp_path / "kho", like, [path])


def test_killed_between_the_steps_of_taking_in(tmp_path: Path) -> None:
    """Each state on the disk that a kill can leave before the first manifest stands."""
    folder, kho = shelf(tmp_path / "shelf", 1), tmp_path / "kho"
    path = folder / "kh 01.txt"
    add(tmp_path / "undisturbed", folder)
    like = holdings(tmp_path / "undisturbed")
    (document_id,) = like
    store = Store.open(kho, create=True)

    def marked() -> None:
        store.mark(document_id, str(path))

    def with_folder() -> None:
        marked()
        store.folder(document_id).mkdir(parents=True)

    def with_original() -> None:
        with_folder()
        (store.folder(document_id) / "original.txt").write_bytes(path.read_bytes())

    def with_half_an_original() -> None:
        with_folder()
        (store.folder(document_id) / "original.txt").write_bytes(path.read_bytes()[:50])

    for state in (marked, with_folder, with_original, with_half_an_original):
        state()
        add(kho)
        assert not list(store.unfinished())
        if state is with_original:
            assert list(store.ids()) == [document_id]
        add(kho, folder)
        assert_whole(kho, like, [path])
        for file in sorted(store.folder(document_id).rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
        store.folder(document_id).rmdir()


def test_killed_while_new_results_are_moved_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to the moment that all is there the old results stand; from then on the new ones are brought over, whenever it was killed."""
    path, kho = write_text_pdf(tmp_path / "kh.pdf", [["KẾ HOẠCH"], ["Trang hai"]]), tmp_path / "kho"
    add(kho, path, searchable=False)
    like = holdings(kho)
    store = Store.open(kho)
    (document_id,) = store.ids()
    for room in (resuming, undertaking, renewal):
        monkeypatch.setattr(room, "made_by", lambda: "kehoach 9")
    from pipeline.archive.adding import ingest

    monkeypatch.setattr(ingest, "made_by", lambda: "kehoach 9")

    class Killed(BaseException):
        pass

    real = Path.replace
    for moves in range(60):
        store.write_manifest(store.manifest(document_id))
        left = moves

        def moving(self: Path, target: Path) -> Path:
            nonlocal left
            if "new" in Path(target).parts or "new" in self.parts:
                left -= 1
                if left < 0:
                    raise Killed
            return real(self, target)

        row = store.manifest(document_id)
        store.write_manifest(type(row).from_json(row.to_json().replace(b"kehoach 9", b"kehoach 0")))
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", moving)
            try:
                add(kho, searchable=False, reparse=True)
                break
            except Killed:
                assert store.papers(document_id)
        add(kho, searchable=False)
        assert_whole(kho, like, [path])
    assert 5 < moves < 59
    assert store.manifest(document_id).made_by == "kehoach 9"


def test_workers_killed_cost_at_most_their_page(tmp_path: Path) -> None:
    path = write_text_pdf(tmp_path / "kh.pdf", [[f"Trang {page} của kế hoạch"] for page in range(1, 61)])
    add(tmp_path / "undisturbed", path, searchable=False)
    process = start(tmp_path / "kho", path)
    assert process.stdout is not None
    assert process.stdout.readline()
    for child in children(process.pid):
        os.kill(child, signal.SIGKILL)
    process.stdout.read()
    assert process.wait() == 0
    add(tmp_path / "kho", searchable=False, retry=True)
    add(tmp_path / "kho", path, searchable=False)
    assert_whole(tmp_path / "kho", holdings(tmp_path / "undisturbed"), [path])


def children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(status.parent.name))
    return found
