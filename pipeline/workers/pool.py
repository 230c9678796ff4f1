"""A few worker processes with a limit of time for each result and of memory for each process.

A worker that hangs is killed with all its children (a Tesseract that never ends), one that dies is replaced, and whoever
started the task learns of it as an error: nothing that a file does to a worker reaches the other files. Workers are
replaced after many tasks, or where they have grown to half their limit: C libraries may leak a little on every page.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from multiprocessing import connection
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import KehoachError, PageTimeout, WorkerLost
from pipeline.workers.child import THREADS, Ended, Task
from pipeline.workers.room import Room, left, taken

MEMORY = 2 * 1024**3
"""Bytes a worker may hold; an A4 page at 400 dpi needs about a third."""

TASKS = 3000
"""Tasks after which a worker is replaced. A one-page file is three (opened, read, looked through), a new worker costs as much CPU as
forty typed pages, and over 600 files no growth was seen: this is for leaks of C libraries not met yet."""


class Result(NamedTuple):
    """One result of a task."""

    task: Task
    value: Any


class Over(NamedTuple):
    """A task came to its end: `results` were sent before, `error` says what stopped it."""

    task: Task
    results: int
    error: KehoachError | None


@dataclass
class _Worker:
    process: subprocess.Popen[bytes]
    pipe: connection.Connection[Any, Any]
    room: Room | None = None
    task: Task | None = None
    results: int = 0
    deadline: float = 0.0
    tasks: int = 0

    def kill(self) -> int:
        """End the process and its children; gives its exit status."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.pipe.close()
        status = self.process.wait()
        left(self.room)
        return status


@dataclass
class Pool:
    """`jobs` worker processes. Start tasks while `idle`, then `wait` for what comes of them. Use it in a `with`."""

    jobs: int
    memory: int = MEMORY
    tasks: int = TASKS
    _workers: list[_Worker] = field(default_factory=list)
    _heard: deque[Result | Over] = field(default_factory=deque)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def idle(self) -> bool:
        """Whether a worker is free to take a task."""
        return sum(worker.task is not None for worker in self._workers) < self.jobs

    def start(self, task: Task) -> None:
        """Give the task to a free worker, starting one if need be."""
        worker = self._free()
        worker.task, worker.results, worker.deadline = task, 0, time.monotonic() + task.seconds
        worker.tasks += 1
        try:
            worker.pipe.send(task)
        except OSError:
            self._heard.append(self._bury(worker))

    def _free(self) -> _Worker:
        """A worker without a task; one that died while it had nothing to do is replaced."""
        for worker in [worker for worker in self._workers if worker.task is None]:
            if worker.process.poll() is None:
                return worker
            self._workers.remove(worker)
            worker.kill()
        self._workers.append(_hire(self.memory))
        return self._workers[-1]

    def wait(self) -> list[Result | Over]:
        """What has come in since the last call; waits until there is something. Empty only when nothing runs."""
        while not self._heard:
            busy = {worker.pipe: worker for worker in self._workers if worker.task is not None}
            if not busy:
                break
            now = time.monotonic()
            patience = min(worker.deadline for worker in busy.values()) - now
            ready = connection.wait(list(busy), timeout=max(0.0, patience))
            for pipe in ready:
                self._heard.append(self._hear(busy[pipe]))  # type: ignore[index]
            if not ready:
                late = [worker for worker in busy.values() if worker.deadline <= time.monotonic()]
                self._heard.extend(self._cut_short(worker) for worker in late)
        heard = list(self._heard)
        self._heard.clear()
        return heard

    def _hear(self, worker: _Worker) -> Result | Over:
        task = worker.task
        if task is None:
            raise RuntimeError("an idle worker spoke")
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError):
            return self._bury(worker)
        if not isinstance(message, Ended):
            worker.results += 1
            worker.deadline = time.monotonic() + task.seconds
            return Result(task, message)
        results, worker.task = worker.results, None
        if worker.tasks >= self.tasks or message.memory > self.memory // 2:
            self._workers.remove(worker)
            worker.kill()
        return Over(task, results, message.error)

    def _bury(self, worker: _Worker) -> Over:
        """The worker is dead: replace it and say how it died."""
        self._workers.remove(worker)
        status = worker.kill()
        task = worker.task or Task(iter, ((),), 0.0)
        detail = f"signal {-status}" if status < 0 else f"exit status {status}"
        return Over(task, worker.results, WorkerLost(task.where, page=_page(task, worker.results), detail=detail))

    def _cut_short(self, worker: _Worker) -> Over:
        """The worker took too long: end it."""
        self._workers.remove(worker)
        worker.kill()
        task = worker.task or Task(iter, ((),), 0.0)
        detail = f"{task.seconds:.0f} s"
        return Over(task, worker.results, PageTimeout(task.where, page=_page(task, worker.results), detail=detail))

    def interrupt(self) -> None:
        """Kill the workers from another thread: whoever waits for them is told that they were lost."""
        for worker in list(self._workers):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(worker.process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End all workers at once."""
        for worker in self._workers:
            worker.kill()
        self._workers.clear()


def _page(task: Task, results: int) -> int | None:
    return task.pages[results] if results < len(task.pages) else None


def _hire(memory: int) -> _Worker:
    """Start a worker process in a session of its own: Ctrl-C reaches the parent alone, which then ends it in order."""
    ours, theirs = connection.Pipe()
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
    descriptor = theirs.fileno()
    room = taken()
    own = {} if room is None else {"TMPDIR": str(room.folder)}
    try:
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-c", f"from pipeline.workers.child import serve; serve({descriptor}, {memory})"],
                pass_fds=[descriptor],
                env=os.environ | THREADS | own | {"PYTHONPATH": path},
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=None if os.environ.get("KEHOACH_DEBUG") else subprocess.DEVNULL,
            )
    except BaseException:
        left(room)
        raise
    return _Worker(process, ours, room)
