"""The folder of a worker for passing files: gone with the worker; what killed runs left is taken away, what is held or young is not."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from pipeline.errors import PageTimeout
from pipeline.workers import room
from pipeline.workers.child import Task
from pipeline.workers.pool import Over, Pool, Result


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_a_worker_leaves_that_is_killed_at_its_limit_goes_with_it(place: Path) -> None:
    """Tesseract's pictures of a page that took too long stayed for ever."""
    with Pool(1) as pool:
        pool.start(Task(map, (eval, ["__import__('tempfile').mkstemp()[1]", "__import__('time').sleep(60)"]), 5.0))
        (first,) = pool.wait()
        assert isinstance(first, Result) and Path(first.value).is_file() and Path(first.value).parent.parent == place
        (over,) = pool.wait()
        assert isinstance(over, Over) and isinstance(over.error, PageTimeout)
        assert list(place.iterdir()) == []


def test_a_pool_leaves_nothing(place: Path) -> None:
    with Pool(2) as pool:
        pool.start(Task(map, (eval, ["__import__('tempfile').mkdtemp()"]), 20))
        while not any(isinstance(heard, Over) for heard in pool.wait()):
            pass
        assert len(list(place.iterdir())) == 1
    assert list(place.iterdir()) == []


def test_folders_of_killed_runs_go_and_those_of_the_living_stay(place: Path) -> None:
    held = room.taken()
    assert held is not None
    left, young, foreign = (place / name for name in (f"{room.PREFIX}left", f"{room.PREFIX}young", "other"))
    for folder in (left, young, foreign):
        folder.mkdir()
        (folder / "page.pgm").touch()
    (place / f"{room.PREFIX}link").symlink_to(foreign)
    for folder in (held.folder, left, foreign):
        os.utime(folder, (0, 0))
    other = room.taken()
    assert other is not None and not left.exists()
    assert held.folder.is_dir() and (young / "page.pgm").is_file() and (foreign / "page.pgm").is_file()
    for one in (held, other):
        room.left(one)
    assert not held.folder.exists() and not other.folder.exists()


def test_without_a_place_for_passing_files_a_worker_starts_all_the_same(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(place / "none"))
    assert room.taken() is None
    with Pool(1) as pool:
        pool.start(Task(iter, ([1],), 20))
        assert pool.wait()
