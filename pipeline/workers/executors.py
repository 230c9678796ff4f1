"""Tasks with limits behind the standard interface of executors (`concurrent.futures`): the same work on one machine or on many.

Whoever has work gives `perform` and a `Task` to any executor. Ours runs the task in a worker process under its limits of time and
memory; on any other one `perform` runs it where it is called. Either way nothing that a task does raises: a `Done` comes back with the
results before the error and the error, if any.

>>> done = perform(Task(map, (int, ["1", "2", "two"]), 20.0, "kh.txt", (1, 2, 3)))
>>> done.results, done.error.page, type(done.error).__name__
((1, 2), 3, 'KehoachError')
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from typing import Any, NamedTuple

from pipeline.errors import KehoachError, WorkerLost
from pipeline.workers.child import Task, known
from pipeline.workers.pool import MEMORY, TASKS, Over, Pool, Result

SECONDS = 3600.0
"""Limit of time for a plain function given to `LimitedExecutor.submit`."""


class Done(NamedTuple):
    """What came of a task: its results in order, and the error that stopped it."""

    results: tuple[Any, ...]
    error: KehoachError | None


def perform(task: Task) -> Done:
    """Run the task here, in this process and without limits."""
    results: list[Any] = []
    try:
        for result in task.function(*task.arguments):
            results.append(result)
    except Exception as error:
        return Done(tuple(results), known(error, task.where, page_of(task, len(results))))
    return Done(tuple(results), None)


def page_of(task: Task, results: int) -> int | None:
    """The page that a task was at after so many results."""
    return task.pages[results] if results < len(task.pages) else None


class LimitedExecutor(Executor):
    """`jobs` worker processes that keep a task's limits of time, and `memory` bytes each. Use it in a `with`.

    Each worker has a thread here that waits for it. Leaving the `with` ends the workers at once; what was not begun is cancelled.
    """

    def __init__(self, jobs: int, *, memory: int = MEMORY, tasks: int = TASKS) -> None:
        self.jobs = jobs
        self._waiting: queue.SimpleQueue[tuple[Future[Any], Task, bool] | None] = queue.SimpleQueue()
        self._closed = False
        self._pools = [Pool(1, memory=memory, tasks=tasks) for _ in range(jobs)]
        self._threads = [threading.Thread(target=self._serve, args=(pool,), daemon=True) for pool in self._pools]
        for thread in self._threads:
            thread.start()

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """`submit(perform, task)` gives a future of `Done`; any other function one of what it returns, or of its `KehoachError`."""
        if self._closed:
            raise RuntimeError("the executor is shut down")
        whole = function is perform
        task = arguments[0] if whole else Task(_once, (function, arguments, named), SECONDS)
        future: Future[Any] = Future()
        self._waiting.put((future, task, whole))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more work and end the workers, after what was given out is done; with `cancel_futures` at once."""
        self._closed = True
        if cancel_futures:
            self._cancel()
        for _ in self._threads:
            self._waiting.put(None)
        while True:
            if cancel_futures:
                for pool in self._pools:
                    pool.interrupt()
            if not wait or not any(thread.is_alive() for thread in self._threads):
                return
            for thread in self._threads:  # one that was just starting a worker is met on the next round
                thread.join(0.2)

    def __exit__(self, *_: object) -> None:
        self.shutdown(cancel_futures=True)

    def _cancel(self) -> None:
        while True:
            try:
                item = self._waiting.get_nowait()
            except queue.Empty:
                return
            if item is not None and item[0].cancel():
                item[0].set_running_or_notify_cancel()  # tells those who wait

    def _serve(self, pool: Pool) -> None:
        with pool:
            while (item := self._waiting.get()) is not None:
                future, task, whole = item
                if not future.set_running_or_notify_cancel():
                    continue
                done = _run(pool, task)
                if whole:
                    future.set_result(done)
                elif done.error is not None:
                    future.set_exception(done.error)
                else:
                    future.set_result(done.results[0])


def _once(function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Iterator[Any]:
    yield function(*arguments, **named)


def _run(pool: Pool, task: Task) -> Done:
    """The task in the pool's one worker."""
    results: list[Any] = []
    try:
        pool.start(task)
        while True:
            for heard in pool.wait():
                if isinstance(heard, Result):
                    results.append(heard.value)
                elif isinstance(heard, Over):
                    return Done(tuple(results), heard.error)
    except Exception as error:  # no process can be started: the thread must live on to say so
        return Done(tuple(results), WorkerLost(task.where, page=page_of(task, len(results)), detail=str(error)))
