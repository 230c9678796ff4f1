"""How far a run is: a bar with pages and time left on a terminal or in a notebook, plain lines elsewhere.

Files that are not opened yet count as many pages as those opened so far have on average.
"""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline.workers.shelf import Event, FileOver, Opened, PageDone

LINE_SECONDS = 10.0
"""Without a terminal, a line at most this often."""

WORDS = {"en": ("pages", "files"), "vi": ("trang", "tệp")}


class Meter:
    """Counts events and shows how far the run is. Use it in a `with`."""

    def __init__(self, files: int, console: Console, *, language: str = "en", quiet: bool = False) -> None:
        self.files, self.opened, self.over = files, 0, 0
        self.pages, self.pages_done = 0, 0
        self._console, self._quiet = console, quiet
        self._words = WORDS.get(language, WORDS["en"])
        self._last_line = time.monotonic()
        self._bar: Progress | None = None
        if not quiet and (console.is_terminal or console.is_jupyter):
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bar = Progress(*columns, console=console, transient=True)
            self._task = self._bar.add_task(f"{self._files_done}, {self._words[0]}", total=None)

    def __enter__(self) -> Meter:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    @property
    def expected(self) -> int:
        """Pages of the whole run, as far as can be told."""
        unopened = max(0, self.files - self.opened)
        return self.pages + round(unopened * self.pages / self.opened) if self.opened else 0

    @property
    def _files_done(self) -> str:
        return f"{self.over}/{max(self.files, self.opened, self.over)} {self._words[1]}"

    def note(self, event: Event) -> None:
        """Count an event and show it."""
        if isinstance(event, Opened):
            self.opened += 1
            self.pages += event.pages
        elif isinstance(event, PageDone):
            self.pages_done += 1
        elif isinstance(event, FileOver):
            self.over += 1
            if event.pages == 0:  # it could not be opened
                self.opened += 1
        if self._bar is not None:
            total = max(self.expected, self.pages_done) or None
            description = f"{self._files_done}, {self._words[0]}"
            self._bar.update(self._task, description=description, completed=self.pages_done, total=total)
        elif not self._quiet and time.monotonic() - self._last_line > LINE_SECONDS:
            self._last_line = time.monotonic()
            done = f"{self.pages_done}/{max(self.expected, self.pages_done)} {self._words[0]}"
            self._console.print(f"{done}, {self._files_done}", highlight=False)
