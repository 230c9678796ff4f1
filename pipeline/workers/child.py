"""The worker process: takes tasks from a pipe, sends back what they give, lives until the pipe closes.

It is started as a program of its own (`python -c`), not by multiprocessing: pdfium and OpenCV do not survive `fork`, and
`spawn` would run the caller's script or notebook again in each worker.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from pipeline.errors import KehoachError, WorkerLost

THREADS = {
    "OMP_THREAD_LIMIT": "1",  # Tesseract on ten pages, two cores: 86 s with its default threads, 16 s with one
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
}
"""Environment of a worker: the processes are the parallel part, each has one thread."""


WATCH_SECONDS = 0.5
"""Between two looks at whether the starting process still lives."""


class Task(NamedTuple):
    """Something to be done in a worker: `function(*arguments)` gives the results one after the other.

    `seconds` is the limit of time for each result, `where` the file and `pages` the page of each result, for the errors.
    """

    function: Callable[..., Iterator[Any]]
    arguments: tuple[Any, ...]
    seconds: float
    where: str = ""
    pages: tuple[int, ...] = ()


class Ended(NamedTuple):
    """Sent after the last result of a task; `memory` is the most that the worker has held so far, in bytes."""

    error: KehoachError | None
    memory: int


def serve(descriptor: int, memory: int) -> None:
    """Do tasks until the other end closes. `memory` is the limit of the process in bytes (0: none)."""
    _limit_memory(memory)
    threading.Thread(target=_end_with, args=(os.getppid(), descriptor), daemon=True).start()
    connection = Connection(descriptor)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            task: Task = connection.recv()
            connection.send(_do(task, connection))


def _do(task: Task, connection: Connection) -> Ended:
    error: KehoachError | None = None
    try:
        for result in task.function(*task.arguments):
            connection.send(result)
    except (BrokenPipeError, ConnectionResetError):
        raise
    except Exception as raised:  # a fault of ours must not cost the other files of the run
        error = known(raised, task.where)
    return Ended(error, _peak_memory())


def known(error: Exception, where: str, page: int | None = None) -> KehoachError:
    """The error as one that a person can be told."""
    if isinstance(error, KehoachError):
        return error
    if isinstance(error, MemoryError):
        return WorkerLost(where, page=page, detail="out of memory")
    if os.environ.get("KEHOACH_DEBUG"):
        traceback.print_exception(error, file=sys.stderr)
    return KehoachError(where, page=page, detail=_one_line(error))


def _one_line(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    message = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {message} at {os.path.basename(frame.filename)}:{frame.lineno}"  # noqa: PTH119


def _end_with(parent: int, descriptor: int) -> None:
    """End this process, and the engine that it started, when the one that started it is gone.

    The main thread would read of it only when its task is over: whoever killed a run with hours of work in it waits for no page, and
    the next run must not meet workers of the last one in a document's folder.
    """
    poller = select.poll()
    poller.register(descriptor, 0)  # that the other end was closed is always told, at once
    # A process that the parent forked may hold the other end open; then it is seen that this one has another parent now.
    while os.getppid() == parent and not poller.poll(WATCH_SECONDS * 1000):
        pass
    if os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _limit_memory(memory: int) -> None:
    if memory and sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _peak_memory() -> int:
    """The most that this process has held, in bytes."""
    if sys.platform == "win32":
        return 0
    with contextlib.suppress(OSError, StopIteration), open("/proc/self/status", encoding="ascii", errors="replace") as status:  # noqa: PTH123
        return int(next(line for line in status if line.startswith("VmHWM:")).split()[1]) * 1024
    import resource  # Linux hands a process's peak down to the programs that it starts: a large notebook would make all workers look large

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
