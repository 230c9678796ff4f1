"""Arrivals: what is complete is handed out once, whatever writers do; a watched folder, with the kernel's events and without."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from archives import Here, shelf
from hypothesis import given
from hypothesis import strategies as st

from pipeline.archive.adding import watch as watching
from pipeline.archive.adding.arrivals import Arrivals, Look, being_written, look, unfinished_name
from pipeline.archive.adding.watch import Watch, watch
from pipeline.archive.archive import Archive
from pipeline.archive.files.store import Store
from pipeline.errors import ArchiveBusy, ExtraMissing, NothingToRead, PathMissing

ROOT = Path(__file__).resolve().parents[2]

NAMES = {
    "kh.pdf": False,
    "Kế hoạch (bản cuối).PDF": False,
    "kh.part.pdf": False,
    "scan0001.tif": False,
    ".kh.pdf.Xy12ab": True,
    "~$kh.docx": True,
    "kh.pdf.part": True,
    "KH.PDF.TMP": True,
    "Unconfirmed 12.crdownload": True,
    "kh.pdf.filepart": True,
    "kh.pdf~": True,
}


@pytest.mark.parametrize("name", NAMES)
def test_working_names(name: str) -> None:
    assert unfinished_name(name) is NAMES[name]


class Folder:
    """A folder and a clock that the tests move."""

    def __init__(self) -> None:
        self.now = 0.0
        self.files: dict[Path, Look] = {}
        self.open: set[Path] = set()
        self.arrivals = Arrivals(3.0, lambda: self.now, self.files.get, lambda paths: self.open & set(paths))

    def write(self, name: str, size: int) -> None:
        path = Path(name)
        self.files[path] = Look(size, int(self.now * 1e9), 1)
        self.arrivals.note(path)

    def after(self, seconds: float) -> list[str]:
        self.now += seconds
        return [path.name for path in self.arrivals.ready()]


def test_a_file_is_complete_when_it_stood_still() -> None:
    folder = Folder()
    folder.write("kh.pdf", 10)
    assert folder.after(2) == []
    folder.write("kh.pdf", 20)
    assert folder.after(2) == [] and folder.after(1) == ["kh.pdf"] and folder.after(9) == []


def test_growing_is_seen_without_an_event() -> None:
    folder = Folder()
    folder.write("kh.pdf", 10)
    folder.now = 2.9
    folder.files[Path("kh.pdf")] = Look(20, 29, 1)
    assert folder.after(0.2) == [] and folder.after(2.8) == [] and folder.after(0.3) == ["kh.pdf"]


def test_what_is_open_for_writing_is_waited_for() -> None:
    folder = Folder()
    folder.write("kh.pdf", 10)
    folder.open.add(Path("kh.pdf"))
    assert folder.after(60) == []
    folder.open.clear()
    assert folder.after(0) == ["kh.pdf"]


def test_a_file_that_changes_later_comes_again_and_one_that_is_gone_does_not() -> None:
    folder = Folder()
    folder.write("a.pdf", 10)
    folder.write("b.pdf", 10)
    del folder.files[Path("b.pdf")]
    assert folder.after(3) == ["a.pdf"]
    folder.arrivals.note(Path("a.pdf"))  # an event without a change: its rights, its name and back
    assert folder.after(9) == []
    folder.write("a.pdf", 11)
    assert folder.after(3) == ["a.pdf"] and folder.arrivals.waiting == 0


def test_a_working_name_is_waited_out_until_the_renaming() -> None:
    folder = Folder()
    folder.write("kh.pdf.part", 10)
    assert folder.after(60) == []
    folder.files[Path("kh.pdf")] = folder.files.pop(Path("kh.pdf.part"))
    folder.arrivals.note(Path("kh.pdf"))
    assert folder.after(3) == ["kh.pdf"]


def test_what_is_written_while_it_is_asked_who_writes_is_not_complete() -> None:
    """It was given out with its last page missing from the look, and once more when the event came."""
    folder = Folder()
    folder.write("kh.pdf", 10)

    def writers(paths: object) -> set[Path]:
        if folder.now == 3:  # its writer has just written the last page and closed it
            folder.files[Path("kh.pdf")] = Look(20, 3, 1)
        return set()

    folder.arrivals.writers = writers
    assert folder.after(3) == [] and folder.after(2.9) == [] and folder.after(0.2) == ["kh.pdf"]
    assert folder.after(9) == []


def test_what_could_not_be_taken_comes_again() -> None:
    folder = Folder()
    folder.write("kh.pdf", 10)
    assert folder.after(3) == ["kh.pdf"]
    folder.arrivals.again(Path("kh.pdf"))
    assert folder.after(2) == [] and folder.after(1) == ["kh.pdf"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["write", "delete", "wait", "event"]), st.floats(0, 4)), max_size=30))
def test_every_state_that_stands_still_is_given_once_and_no_other(steps: list[tuple[str, str, float]]) -> None:
    folder, given_out, written = Folder(), [], {}
    for count, (name, what, seconds) in enumerate(steps, 1):
        path = Path(name)
        if what == "write":
            folder.write(name, count)
            written[path] = (count, folder.now)
        elif what == "delete":
            folder.files.pop(path, None)
            folder.arrivals.note(path)
        elif what == "event":
            folder.arrivals.note(path)
        for ready in folder.after(seconds):
            size, since = written[Path(ready)]
            assert folder.now - since >= 3 and folder.files[Path(ready)].size == size
            given_out.append((ready, size))
    given_out += [(name, written[Path(name)][0]) for name in folder.after(5)]
    assert len(set(given_out)) == len(given_out)
    assert {(path.name, seen.size) for path, seen in folder.files.items()} <= set(given_out)


def test_who_writes_is_told_by_proc(tmp_path: Path) -> None:
    written, read, closed = tmp_path / "kế hoạch.pdf", tmp_path / "b.pdf", tmp_path / "c.pdf"
    for path in (written, read, closed):
        path.write_bytes(b"1")
    with written.open("ab"), read.open("rb"):
        assert being_written([written, read, closed]) == {written}


def test_only_files_are_looked_at(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    assert [look(tmp_path / name) for name in ("pipe", "loop", "none", ".")] == [None] * 4


def turned(folder: Path, **options: object) -> tuple[Watch, list[str], Folder]:
    taken: list[str] = []
    fake = Folder()
    arrivals = Arrivals(3.0, lambda: fake.now, look, lambda paths: set())
    under = Watch(folder, lambda paths: taken.extend(str(path.relative_to(folder)) for path in paths), folder / "kho", arrivals, **options)  # type: ignore[arg-type]
    return under, taken, fake


def test_a_turn_takes_what_is_there_but_hidden_things_settings_and_the_archive(tmp_path: Path) -> None:
    for name in ("b.pdf", "a/c.pdf", ".hidden/d.pdf", "kho/documents/e.pdf", "Thumbs.db", "list.csv", "a/.f.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"1")
    (tmp_path / "a" / "loop").symlink_to("..")
    (tmp_path / os.fsdecode(b"k\xff.pdf")).write_bytes(b"1")
    under, taken, fake = turned(tmp_path)
    under.turn()
    assert taken == []
    fake.now = 3.0
    under.turn([tmp_path / "kho" / "documents" / "e.pdf", tmp_path / ".hidden" / "d.pdf"])
    assert sorted(taken) == sorted(["a/c.pdf", "b.pdf", os.fsdecode(b"k\xff.pdf")])


def test_a_folder_that_is_moved_in_is_one_event(tmp_path: Path) -> None:
    under, taken, fake = turned(tmp_path)
    under.turn()
    (tmp_path / "shelf" / "deep").mkdir(parents=True)
    (tmp_path / "shelf" / "deep" / "kh.pdf").write_bytes(b"1")
    under.turn([tmp_path / "shelf"])
    fake.now = 4.0
    under.turn()
    assert taken == ["shelf/deep/kh.pdf"]


def test_what_comes_into_a_new_folder_before_it_is_listened_to_is_found_soon(tmp_path: Path) -> None:
    """The kernel tells of a folder; its first files may come before anybody listens to that one. They waited for the next look at all."""
    under, taken, fake = turned(tmp_path)
    under.turn()
    (tmp_path / "shelf").mkdir()
    under.turn([tmp_path / "shelf"])
    (tmp_path / "shelf" / "kh.pdf").write_bytes(b"1")
    for fake.now in (1.0, watching.AGAIN_SECONDS, watching.AGAIN_SECONDS + 3):
        under.turn()
    assert taken == ["shelf/kh.pdf"]


def test_where_the_archive_is_busy_the_same_files_come_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They were passed over until they changed or the watch was started anew."""
    monkeypatch.setattr(watching, "TOGETHER", 2)
    for number in range(5):
        (tmp_path / f"{number}.pdf").write_bytes(b"1")
    under, taken, fake = turned(tmp_path)
    take, refusals = under.take, [False, True]

    def busy(paths: Sequence[Path]) -> None:
        if refusals and refusals.pop(0):
            raise ArchiveBusy("kho")
        take(paths)

    under.take = busy
    for fake.now in (0.0, 3.0, 4.0, 6.0):
        under.turn()
    assert sorted(taken) == [f"{number}.pdf" for number in range(5)]


def test_what_no_event_told_of_is_found_by_the_next_look_through(tmp_path: Path) -> None:
    under, taken, fake = turned(tmp_path, scan=10.0)
    under.turn()
    (tmp_path / "kh.pdf").write_bytes(b"1")
    fake.now = 9.0
    under.turn()
    assert under.arrivals.waiting == 0
    for fake.now in (10.0, 13.0):
        under.turn()
    assert taken == ["kh.pdf"]


def test_a_stop_is_heard_between_two_handfuls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "TOGETHER", 2)
    for number in range(6):
        (tmp_path / f"{number}.pdf").write_bytes(b"1")
    under, taken, fake = turned(tmp_path)
    under.turn()
    fake.now = 3.0
    take = under.take
    under.take = lambda paths: (take(paths), under.stop.set())[0]  # type: ignore[func-returns-value]
    under.turn()
    assert taken == ["0.pdf", "1.pdf"]


def test_what_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    for name, error in (("none", PathMissing), ("file", NothingToRead)):
        with pytest.raises(error):
            watch(tmp_path / name, lambda paths: None, archive=tmp_path / "kho")
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(ExtraMissing):
        watch(tmp_path, lambda paths: None, archive=tmp_path / "kho")


def heard(count: int, folder: Path, changes: watching.Changes) -> list[set[Path]]:
    """What `ticks` tells at first."""
    stop = threading.Event()
    told: list[set[Path]] = []
    for changed in watching.ticks(folder, stop, changes):
        told.append(changed)
        if len(told) == count:
            break
    return told


def test_a_folder_that_was_listened_to_anew_is_looked_through_when_it_is(tmp_path: Path) -> None:
    """What came between the look and the listening waited for the next look at all. File systems give a folder's number again."""

    def changes(folder: Path, stop: threading.Event) -> Iterator[set[Path]]:
        yield set()
        yield {folder}  # it was taken away and made again
        raise AssertionError("nobody hears of this folder any more")

    assert heard(5, tmp_path, changes) == [set(), {tmp_path}, {tmp_path}, {tmp_path}, {tmp_path}]


def test_after_a_name_that_is_no_utf8_all_is_looked_through_when_it_is_listened_to_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from types import SimpleNamespace

    begun: list[int] = []

    def listen(*_: object, **__: object) -> Iterator[set[tuple[int, str]]]:
        begun.append(1)
        yield {(1, str(tmp_path / "a.pdf"))}
        if len(begun) == 1:
            raise RuntimeError("a name that is no UTF-8")
        yield set()

    monkeypatch.setitem(sys.modules, "watchfiles", SimpleNamespace(watch=listen))
    monkeypatch.setattr(watching, "TICK", 0.01)
    told = heard(4, tmp_path, watching._door())
    assert told == [{tmp_path / "a.pdf"}, {tmp_path}, {tmp_path, tmp_path / "a.pdf"}, set()]


def test_a_stop_is_heard_while_another_process_holds_a_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was heard after ten minutes."""
    from pipeline.archive.adding.intake import Intake

    folder, kho, stop = shelf(tmp_path / "scans", 2), tmp_path / "kho", threading.Event()
    store = Store.open(kho, create=True)
    monkeypatch.setattr(watching, "TICK", 0.05)
    monkeypatch.setattr(Intake, "look_again", lambda self: bool(stop.set()))
    with store.lock(hashlib.sha256((folder / "kh 01.txt").read_bytes()).hexdigest()):
        thread = threading.Thread(target=watching.watch_into, args=(kho, folder, Here()), kwargs={"settle": 0, "poll": True, "stop": stop})
        thread.start()
        thread.join(60)
        assert not thread.is_alive()
    assert len(list(store.ids())) == 1 and not list(store.unfinished())


class Running:
    """A watch in a thread of its own."""

    def __init__(self, folder: Path, *, poll: bool) -> None:
        self.taken: list[str] = []
        self.stop = threading.Event()
        self.thread = threading.Thread(target=watch, args=(folder, self._take), kwargs={
            "archive": folder / "kho", "settle": 0.4, "poll": poll, "stop": self.stop,
        })  # fmt: skip
        self.thread.start()

    def _take(self, paths: Sequence[Path]) -> None:
        self.taken.extend(path.name for path in paths)

    def until(self, names: set[str]) -> None:
        since = time.monotonic()
        while not set(self.taken) >= names and time.monotonic() - since < 60:
            time.sleep(0.05)
        assert set(self.taken) == names


@pytest.fixture(params=["events", "poll"])
def running(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Running]]:
    monkeypatch.setattr(watching, "TICK", 0.1)
    monkeypatch.setattr(watching, "POLL_SECONDS", 0.1)
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "first.pdf").write_bytes(b"1")
    one = Running(folder, poll=request.param == "poll")
    yield folder, one
    one.stop.set()
    one.thread.join(60)
    assert not one.thread.is_alive()


def test_a_real_folder_with_a_slow_writer(running: tuple[Path, Running]) -> None:
    folder, one = running
    one.until({"first.pdf"})
    with (folder / "slow.pdf").open("wb", buffering=0) as slow, (folder / "copied.pdf.part").open("wb") as copied:
        (folder / "quick.pdf").write_bytes(b"1")
        copied.write(b"1")
        (folder / "shelf" / "a").mkdir(parents=True)
        (folder / "shelf" / "a" / "deep.pdf").write_bytes(b"1")
        for _ in range(8):  # it stands still for longer than the settling time, but its writer has it open
            slow.write(b"1")
            time.sleep(0.1)
        one.until({"first.pdf", "quick.pdf", "deep.pdf"})
    (folder / "copied.pdf.part").rename(folder / "copied.pdf")
    (folder / os.fsdecode(b"k\xff.pdf")).write_bytes(b"1")
    one.until({"first.pdf", "quick.pdf", "deep.pdf", "slow.pdf", "copied.pdf", os.fsdecode(b"k\xff.pdf")})
    assert len(one.taken) == 6


def test_a_folder_that_goes_and_comes_back(running: tuple[Path, Running]) -> None:
    folder, one = running
    one.until({"first.pdf"})
    folder.rename(folder.with_name("away"))
    time.sleep(0.5)
    folder.mkdir()
    (folder / "second.pdf").write_bytes(b"1")
    one.until({"first.pdf", "second.pdf"})


TEXT = "ỦY BAN NHÂN DÂN TỈNH KIÊN GIANG\nSố: 33/KH-UBND\nKẾ HOẠCH\nThực hiện Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị"

SCRIPT = """
import sys
from pipeline.archive.archive import Archive
Archive(sys.argv[1]).watch(sys.argv[2], jobs=1, settle=0.3, searchable=False, events=lambda event: print(event, flush=True))
print("ended in order")
"""


def test_into_an_archive_broken_files_and_a_signal(tmp_path: Path) -> None:
    scans, kho = tmp_path / "scans", tmp_path / "scans" / "kho"
    scans.mkdir()
    (scans / "a.txt").write_text(TEXT, encoding="utf-8")
    (scans / "broken.pdf").write_bytes(b"%PDF-1.7 cut off")
    (scans / "empty.pdf").write_bytes(b"")
    command = [sys.executable, "-c", SCRIPT, str(kho), str(scans)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    archive = Archive(kho)
    try:
        told = wait_for(process, 3)
        assert ["failed" in line for line in sorted(told)] == [False, True, True], told
        assert {failure.kind for failure in archive.failures()} == {"DamagedFile", "EmptyFile"}
        (scans / "broken.pdf").unlink()
        (scans / "empty.pdf").write_text(TEXT + " mới", encoding="utf-8")  # it was still growing
        assert "'added'" in wait_for(process, 1)[0]
        process.send_signal(signal.SIGTERM)
        assert "ended in order" in process.communicate(timeout=120)[0] and process.returncode == 0
    finally:
        process.kill()
        process.wait()
    assert [manifest.state for manifest in archive.files()] == ["read", "read"]
    assert [failure.kind for failure in archive.failures()] == ["DamagedFile"]
    assert list(Store.open(kho).unfinished()) == []


def wait_for(process: subprocess.Popen[str], count: int) -> list[str]:
    assert process.stdout is not None
    told: list[str] = []
    for line in process.stdout:
        told += [line] if line.startswith("Taken") else []
        if len(told) == count:
            break
    return told
