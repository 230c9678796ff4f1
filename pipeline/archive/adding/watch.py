"""Watching a folder (theo dõi thư mục): new scans go into the archive when they are written out completely.

    kehoach archive watch /srv/scans --archive /srv/archive

Files that are there at the start are taken in first, then what the kernel tells of (watchfiles). The whole folder is looked through
again every few minutes all the same: events get lost when thousands of files come at once, and a network folder tells nothing of what
other machines write (`poll`: looked through every few seconds instead). A broken file is a failure in the archive's list, no reason to
stop. The first Ctrl-C or SIGTERM ends the watch when the documents under work are safe, a second one at once; what was left undone
goes on with the next start.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from pipeline.archive.adding.account import Taken
from pipeline.archive.adding.arrivals import SETTLE, Arrivals, files_below
from pipeline.archive.adding.ingest import Event, Wishes, list_failures, take_in
from pipeline.archive.files.store import Store
from pipeline.errors import ArchiveBusy, CannotRead, ExtraMissing, NothingToRead, PathMissing
from pipeline.reading.source import PASSED_OVER, Input
from pipeline.workers.shelf import PageDone

TICK = 1.0
"""Seconds between two looks at the files that are on their way."""

SCAN_SECONDS, POLL_SECONDS = 300.0, 5.0
"""The whole folder is looked through this often: with events from the kernel, and without."""

AGAIN_SECONDS = 5.0
"""A folder that has just come is looked through once more after this: files may have come into it before the kernel told of them."""

TOGETHER = 64
"""Files handed over at once, so that a stop is heard between two handfuls of a first run over thousands."""


@dataclass
class Watch:
    """A folder under watch: `turn` is one look at it, which hands the complete files to `take`.

    `archive` is left out where it lies inside the folder. `scan` is the seconds between two looks at the whole folder.
    """

    folder: Path
    take: Callable[[Sequence[Path]], None]
    archive: Path
    arrivals: Arrivals = field(default_factory=Arrivals)
    scan: float = SCAN_SECONDS
    stop: threading.Event = field(default_factory=threading.Event)
    _next_scan: float = float("-inf")
    _come: list[tuple[float, Path]] = field(default_factory=list)

    def turn(self, changed: Iterable[Path] = ()) -> None:
        """Note what changed, look through the folder when it is time, hand over what is complete."""
        for path in changed:
            self._note(path)
            if path != self.folder and path.is_dir():
                self._come.append((self.arrivals.clock() + AGAIN_SECONDS, path))
        while self._come and self._come[0][0] <= self.arrivals.clock():
            self._note(self._come.pop(0)[1])
        if self.arrivals.clock() >= self._next_scan:
            self._next_scan = self.arrivals.clock() + self.scan
            self._note(self.folder)
        ready = self.arrivals.ready()
        while ready and not self.stop.is_set():
            handful, ready = ready[:TOGETHER], ready[TOGETHER:]
            try:
                self.take(handful)
            except ArchiveBusy:  # another process had the index for longer than one waits: they come again
                for path in (*handful, *ready):
                    self.arrivals.again(path)
                return

    def _note(self, path: Path) -> None:
        """A path that changed; of a folder (a shelf of scans moved in at once is one event) all files below."""
        if self.archive in (path, *path.parents) or any(part.startswith(".") for part in path.relative_to(self.folder).parts[:-1]):
            return
        if path.is_dir() and (path == self.folder or not path.is_symlink()):
            for file in files_below(path, without=self.archive):
                if file.suffix.lower() not in PASSED_OVER:
                    self.arrivals.note(file)
        elif path.suffix.lower() not in PASSED_OVER:
            self.arrivals.note(path)


class _Stopped(Exception):
    """A stop was asked for in the middle of a handful: pages that were read are safe, the next start goes on."""


def watch_into(
    archive: Path,
    folder: Path,
    executor: Executor,
    wishes: Wishes | None = None,
    report: Callable[[Event], None] = lambda event: None,
    *,
    settle: float = SETTLE,
    poll: bool = False,
    stop: threading.Event | None = None,
) -> None:
    """Take into the archive what arrives in `folder`, until `stop` is set or a signal comes; `report` hears what `take_in` tells.

    Raises what `watch` and `take_in` raise: a full disk ends the watch, a file that cannot be read does not.
    """
    stop = stop or threading.Event()
    store = Store.open(archive, create=True)

    def tell(event: Event) -> None:
        report(event)
        if stop.is_set() and isinstance(event, (PageDone, Taken)):
            raise _Stopped

    def pause(seconds: float) -> None:
        if stop.wait(seconds):
            raise _Stopped

    def take(paths: Sequence[Path]) -> None:
        try:
            take_in(store, [Input(path, path.relative_to(home)) for path in paths], executor, wishes, tell, pause)
        except _Stopped:
            with suppress(ArchiveBusy):
                list_failures(store)

    home = Path(os.path.abspath(folder))  # noqa: PTH100
    watch(folder, take, archive=archive, settle=settle, poll=poll, stop=stop)


def watch(
    folder: Path,
    take: Callable[[Sequence[Path]], None],
    *,
    archive: Path,
    settle: float = SETTLE,
    poll: bool = False,
    stop: threading.Event | None = None,
) -> None:
    """Hand the complete files of `folder` to `take`, a handful at a time, until `stop` is set or a signal comes.

    `settle` is the seconds for which a file must stand still; with `poll` no events of the kernel are used. Raises `PathMissing`,
    `NothingToRead` for what is no folder, `ExtraMissing`.
    """
    _see(folder)
    changes = None if poll else _door()
    home = Path(os.path.abspath(folder))  # noqa: PTH100  (as it was given: links on the way stay)
    inside = (
        home / archive.resolve().relative_to(home.resolve()) if archive.resolve().is_relative_to(home.resolve()) else archive.absolute()
    )
    under = Watch(home, take, inside, Arrivals(settle), POLL_SECONDS if poll else SCAN_SECONDS, stop or threading.Event())
    with _ended_in_order(under.stop):
        for changed in ticks(home, under.stop, changes):
            under.turn(changed)


def _see(folder: Path) -> None:
    try:
        if not folder.is_dir():
            raise NothingToRead(folder, detail="not a folder") if folder.exists() else PathMissing(folder)
        next(folder.iterdir(), None)
    except PermissionError as error:
        raise CannotRead(folder) from error


Changes = Callable[[Path, threading.Event], Iterator[set[Path]]]
"""Gives the paths that changed below a folder, an empty set where nothing did for a while, until the event is set."""


def ticks(folder: Path, stop: threading.Event, changes: Changes | None) -> Iterator[set[Path]]:
    """What changed, at least every `TICK` seconds; begins anew where the folder was taken away and came back (a network share)."""
    lost: set[Path] = set()
    while not stop.is_set():
        identity = _identity(folder)
        told = _no_events(stop) if changes is None or identity is None else changes(folder, stop)
        for changed in told:
            yield changed | lost
            lost = set()
            # A folder that was made anew may be told by its event alone: file systems give numbers again.
            if _identity(folder) != identity or folder in changed:
                lost = {folder}  # all is looked through when it is listened to again, not before
                break


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _no_events(stop: threading.Event) -> Iterator[set[Path]]:
    while not stop.wait(TICK):
        yield set()


def _door() -> Changes:
    """The door to watchfiles. Raises `ExtraMissing`."""
    try:
        import watchfiles
    except ImportError:
        raise ExtraMissing(detail="pip install 'kehoach[archive]', or use --poll") from None

    def changes(folder: Path, stop: threading.Event) -> Iterator[set[Path]]:
        milliseconds = int(TICK * 1000)
        while not stop.is_set():
            events = watchfiles.watch(
                folder,
                watch_filter=None,
                debounce=milliseconds,
                rust_timeout=milliseconds,
                yield_on_timeout=True,
                stop_event=stop,
                raise_interrupt=False,
                ignore_permission_denied=True,
            )
            try:
                for found in events:
                    yield {Path(path) for _, path in found}
            except RuntimeError:  # a name that is no UTF-8 (k\xff.pdf): all that was heard with it is lost
                stop.wait(TICK)  # such a file may be growing
                yield {folder}
            except OSError:  # the kernel has no more watches to give, or the folder has gone
                yield from _no_events(stop)

    return changes


@contextmanager
def _ended_in_order(stop: threading.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM set `stop`; a second one does what it always did. Only the main thread hears of signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before: dict[int, Any] = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def heard(number: int, _: FrameType | None) -> None:
        stop.set()
        signal.signal(number, before[number])

    for number in before:
        signal.signal(number, heard)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
