"""Tasks behind the interface of executors: limits are kept, nothing raises, and leaving ends everything."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from pipeline.errors import EmptyFile, KehoachError, PageTimeout, WorkerLost
from pipeline.workers.child import Task
from pipeline.workers.executors import Done, LimitedExecutor, perform


def test_perform_gives_results_and_the_error_of_the_page_it_was_at() -> None:
    assert perform(Task(iter, ([1, 2],), 5)) == Done((1, 2), None)
    done = perform(Task(map, (int, ["1", "x"]), 5, "kh.txt", (4, 5)))
    assert done.results == (1,) and (done.error.where, done.error.page) == ("kh.txt", 5)  # type: ignore[union-attr]


def test_the_same_task_on_two_kinds_of_executor() -> None:
    task = Task(map, (abs, [-1, -2]), 20)
    with LimitedExecutor(1) as ours, ThreadPoolExecutor(1) as theirs:
        assert ours.submit(perform, task).result() == theirs.submit(perform, task).result() == Done((1, 2), None)


def test_limits_are_kept_and_the_next_task_runs() -> None:
    with LimitedExecutor(1) as executor:
        slow = executor.submit(perform, Task(map, (time.sleep, [0, 60]), 5.0, "kh.pdf", (7, 8)))  # its process has to start, too
        dies = executor.submit(perform, Task(map, (os._exit, [3]), 20, "kh.pdf", (2,)))
        last = executor.submit(perform, Task(iter, ([4],), 20))
        done = slow.result()
        assert len(done.results) == 1 and isinstance(done.error, PageTimeout) and done.error.page == 8
        assert isinstance(dies.result().error, WorkerLost) and dies.result().error.page == 2
        assert last.result() == Done((4,), None)


def test_plain_functions_run_too() -> None:
    with LimitedExecutor(2) as executor:
        assert list(executor.map(abs, [-1, -2, -3])) == [1, 2, 3]
        with pytest.raises(KehoachError, match="ValueError"):
            executor.submit(int, "x").result()
    with pytest.raises(RuntimeError):
        executor.submit(int, "1")


def test_known_errors_come_as_they_are() -> None:
    def refuse(_: object) -> object:
        raise EmptyFile("kh.txt")

    assert isinstance(perform(Task(map, (refuse, [1]), 5)).error, EmptyFile)


def test_leaving_ends_workers_under_way_and_cancels_the_rest() -> None:
    began = time.monotonic()
    with LimitedExecutor(2) as executor:
        (process,) = executor.submit(perform, Task(map, (eval, ["__import__('os').getpid()"]), 20)).result().results
        futures = [executor.submit(perform, Task(map, (time.sleep, [60]), 90)) for _ in range(4)]
        while sum(future.running() for future in futures) < 2:
            time.sleep(0.01)
    assert time.monotonic() - began < 50, "nobody waits for what is under way"
    _, waiting = wait(futures, timeout=60)
    assert not waiting and sum(future.cancelled() for future in futures) == 2
    assert not Path(f"/proc/{process}").exists()
