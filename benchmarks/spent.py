"""What a command costs: CPU seconds (user and system) of itself and all its children, wall seconds, peak memory.

CPU time is the measure: wall time tells of the neighbours on a shared machine as well. Memory is the resident size summed over the
whole tree of processes, looked at every 20 ms, and at least the peak of each single process. The kernel's `ru_maxrss` is of no use:
Linux hands it down from a process to the programs that it starts.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

MIB = 1024 * 1024
LOOK = 0.02  # seconds between two looks at the memory
ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class Spent(NamedTuple):
    """CPU and wall seconds, peak bytes of the tree of processes, peak bytes of its root and of its largest other process."""

    cpu: float
    wall: float
    peak: int
    root: int = 0
    child: int = 0


class Answer(NamedTuple):
    """What a command wrote, its exit status and cost."""

    text: str
    status: int
    spent: Spent


def run(command: Sequence[str | Path], *, env: dict[str, str] | None = None, given: str = "") -> Answer:
    """Run a command to its end with one thread; its standard error is dropped."""
    with tempfile.TemporaryFile() as taken, tempfile.TemporaryFile() as written:
        taken.write(given.encode())
        taken.seek(0)
        began = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=taken,
            stdout=written,
            stderr=subprocess.DEVNULL,
            env=os.environ | ONE_THREAD | (env or {}),
        )
        with Watch(process.pid) as watch:
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
        written.seek(0)
        text = written.read().decode("utf-8", "replace")
    cpu = usage.ru_utime + usage.ru_stime
    return Answer(text, process.returncode, Spent(cpu, wall, watch.peak, watch.root, watch.child))


class Watch:
    """Looks at the memory of a process and its descendants until closed. Use it in a `with`."""

    def __init__(self, process: int) -> None:
        self.peak = self.root = self.child = 0
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(LOOK):
            # Asked first whether it is born: the other way round it could be born between the two looks.
            sizes = {process: Size(0, 0) if _unborn(process) else size(process) for process in descendants(self._process)}
            own = size(self._process)
            self.root = max(self.root, own.most)
            self.child = max(self.child, *(held.most for held in sizes.values()), 0)
            self.peak = max(self.peak, own.now + sum(held.now for held in sizes.values()), self.root, self.child)


def descendants(process: int) -> list[int]:
    """Processes that a process started, and those that they started."""
    try:
        lists = [path.read_text() for path in Path(f"/proc/{process}/task").glob("*/children")]
    except OSError:
        return []
    direct = [int(number) for text in lists for number in text.split()]
    return direct + [deeper for child in direct for deeper in descendants(child)]


def _unborn(process: int) -> bool:
    """Whether a process is still the copy of the one that starts it, whose memory it shares until it becomes a program of its own."""
    try:
        parent = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1]
        return Path(f"/proc/{process}/cmdline").read_bytes() == Path(f"/proc/{parent}/cmdline").read_bytes()
    except (OSError, IndexError):
        return False


class Size(NamedTuple):
    """Resident bytes of a process: now, and the most so far."""

    now: int
    most: int


def size(process: int) -> Size:
    """What a process holds; nothing where it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(errors="replace").splitlines()
    except OSError:
        return Size(0, 0)
    told = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.startswith(("VmRSS:", "VmHWM:"))}
    return Size(told.get("VmRSS", 0), told.get("VmHWM", 0))
