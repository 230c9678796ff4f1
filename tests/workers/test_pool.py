"""The pool with tasks of the standard library: what hangs, dies or eats memory costs its own result and nothing else."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.errors import KehoachError, PageTimeout, WorkerLost
from pipeline.workers import pool as workers_pool
from pipeline.workers.child import Task
from pipeline.workers.pool import Over, Pool, Result
from pipeline.workers.room import left


def run(pool: Pool, task: Task) -> tuple[list[Any], KehoachError | None]:
    pool.start(task)
    values: list[Any] = []
    while True:
        for heard in pool.wait():
            if isinstance(heard, Result):
                values.append(heard.value)
            elif isinstance(heard, Over):
                assert heard.results == len(values)
                return values, heard.error


def running() -> list[str]:
    """Command lines of all processes, as /proc has them (a small machine has no `ps`)."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # one that just ended
            lines.append(path.read_bytes().rstrip(b"\0").replace(b"\0", b" ").decode(errors="replace"))
    return lines


def until(happened: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for something that has to happen, however busy the machine is."""
    since = time.monotonic()
    while not happened():
        assert time.monotonic() - since < seconds
        time.sleep(0.02)


def test_results_come_one_after_the_other() -> None:
    with Pool(1) as pool:
        assert run(pool, Task(iter, ([1, 2, 3],), 20)) == ([1, 2, 3], None)


def test_a_task_that_hangs_is_cut_short_with_its_children_and_the_next_one_runs() -> None:
    nap = f"sleep 61.{os.getpid()}"  # another run of these tests on the same machine sleeps otherwise
    with Pool(1) as pool:
        assert run(pool, Task(iter, ([0],), 20)) == ([0], None)
        values, error = run(pool, Task(map, (os.system, [nap]), 1.0, "kh.pdf", (8,)))
        assert values == [] and isinstance(error, PageTimeout)
        assert (error.where, error.page) == ("kh.pdf", 8)
        until(lambda: nap not in running(), 30)  # a killed process takes a moment to leave; one that was forgotten would sleep for a minute
        assert run(pool, Task(iter, ([4],), 20)) == ([4], None)


def test_each_result_has_the_whole_limit_and_those_before_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(workers_pool, "time", SimpleNamespace(monotonic=lambda: now[0]))  # a clock that a busy machine does not move
    with Pool(1) as pool:
        pool.start(Task(map, (time.sleep, [0, 0, 60]), 1000.0, "kh.pdf", (7, 8, 9)))
        for _ in range(2):
            (heard,) = pool.wait()
            assert isinstance(heard, Result)
            now[0] += 999
        now[0] += 2
        (over,) = pool.wait()
    assert isinstance(over, Over) and over.results == 2 and isinstance(over.error, PageTimeout) and over.error.page == 9


def test_a_worker_that_dies_is_replaced() -> None:
    with Pool(1) as pool:
        values, error = run(pool, Task(map, (os._exit, [3]), 20, "kh.pdf", (2,)))
        assert values == [] and isinstance(error, WorkerLost)
        assert error.message().startswith("kh.pdf, page 2: the worker that read it died (exit status 3).")
        assert run(pool, Task(iter, ([4],), 20)) == ([4], None)


def test_a_worker_that_dies_between_tasks_costs_nothing() -> None:
    with Pool(1) as pool:
        (process,), _ = run(pool, Task(map, (eval, ["__import__('os').getpid()"]), 20))
        os.kill(process, 9)
        until(lambda: pool._workers[0].process.poll() is not None)  # its last thread may take a moment longer than the first
        assert run(pool, Task(iter, ([4],), 20)) == ([4], None)


def test_memory_has_a_limit() -> None:
    with Pool(1, memory=1024**3) as pool:
        values, error = run(pool, Task(map, (bytearray, [1000, 2 * 1024**3]), 20, "kh.pdf"))
        assert len(values) == 1 and isinstance(error, WorkerLost) and "out of memory" in error.message()


def test_a_fault_of_ours_is_one_line_and_known_errors_come_as_they_are() -> None:
    with Pool(1) as pool:
        _, error = run(pool, Task(map, (int, ["mười"]), 20, "kh.txt"))
        assert error is not None and error.exit_code == 1
        assert "ValueError" in error.message() and "\n" not in error.message()


def test_workers_are_replaced_after_some_tasks() -> None:
    with Pool(1, tasks=2) as pool:
        task = Task(map, (eval, ["__import__('os').getpid()"]), 20)
        processes = [run(pool, task)[0][0] for _ in range(4)]
    assert processes[0] == processes[1] != processes[2] == processes[3]


def test_a_large_process_that_reads_files_does_not_make_its_workers_look_large() -> None:
    held = b"\1" * (300 * 1024**2)  # a notebook with data in it
    with Pool(1, memory=500 * 1024**2) as pool:
        task = Task(map, (eval, ["__import__('os').getpid()"]), 20)
        assert run(pool, task) == run(pool, task)
    del held


def test_several_jobs_run_side_by_side() -> None:
    with Pool(2) as pool:
        for _ in range(2):
            pool.start(Task(map, (time.sleep, [0.5]), 20))
        assert not pool.idle
        over = 0
        while over < 2:
            over += sum(isinstance(heard, Over) for heard in pool.wait())
        assert pool.idle and pool.wait() == []


def test_workers_have_one_thread_and_end_with_the_pool() -> None:
    with Pool(1) as pool:
        values, _ = run(pool, Task(map, (os.getenv, ["OMP_THREAD_LIMIT"]), 20))
        assert values == ["1"]
        assert run(pool, Task(map, (eval, ["__import__('cv2').getNumThreads()"]), 60)) == ([1], None)
        (process,), _ = run(pool, Task(map, (eval, ["__import__('os').getpid()"]), 20))
    assert not Path(f"/proc/{process}").exists() or sys.platform != "linux"


def test_workers_end_with_a_process_that_was_killed(tmp_path: Path) -> None:
    nap = f"sleep 62.{os.getpid()}"
    script = (
        "import os\nfrom pipeline.workers.pool import Pool\nfrom pipeline.workers.child import Task\n"
        f"with Pool(1) as pool:\n    pool.start(Task(map, (os.system, ['echo begun; {nap}']), 90))\n    pool.wait()\n"
    )
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen([sys.executable, "-c", script], env=os.environ | {"PYTHONPATH": str(root), "TMPDIR": str(tmp_path)})
    try:
        until(lambda: nap in running() or process.poll() is not None)
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()
    until(lambda: nap not in running(), 30)


def test_a_worker_ends_at_once_when_nobody_listens_to_it_any_more() -> None:
    """It looked every half second whether its parent lived, and wrote on in the folders of documents that the next run had taken up."""
    with Pool(1) as pool:
        pool.start(Task(map, (time.sleep, [0, 60]), 90))
        pool.wait()
        (worker,) = pool._workers
        worker.pipe.close()
        assert worker.process.wait(30) == -signal.SIGKILL
        pool._workers.clear()
        left(worker.room)


def test_a_script_without_a_main_guard_may_use_workers(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from pipeline.workers.pool import Pool\nfrom pipeline.workers.child import Task\n"
        "with Pool(1) as pool:\n    pool.start(Task(iter, ([5],), 20))\n    print(pool.wait()[0].value)\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(root)}
    )
    assert done.stdout.strip() == "5", done.stderr
