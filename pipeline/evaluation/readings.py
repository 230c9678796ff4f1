"""What is judged: the papers of a file as parsed, from the JSON files of an earlier run or read now, with time and memory by page.

Read now, each page's seconds and peak memory are taken in the worker, and the confidence of every word is kept (the JSON has none).
Memory is the most that the worker itself held on this page; Tesseract, a process of its own, takes some 100 MB besides. Without
/proc it is 0.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console

from pipeline.errors import DamagedFile, KehoachError, PathMissing
from pipeline.gathering import Draft, gather
from pipeline.parsed import SCHEMA, ParsedDocument, from_draft, open_paper
from pipeline.reading.page import Options
from pipeline.steps import read_one
from pipeline.workers.child import Task
from pipeline.workers.pool import Over, Pool
from pipeline.workers.progress import Meter
from pipeline.workers.shelf import FileOver, Opened, PageDone


class Begun(NamedTuple):
    """A worker has opened the file."""

    pages: int


class PageCost(NamedTuple):
    """What a page took: seconds, and bytes of memory at the peak. Page 0 is what was found in the text, for all pages."""

    page: int
    seconds: float
    memory: int


class ReadPaper(NamedTuple):
    """A paper in the shape of its JSON, and the confidence of each word by its offset in the text."""

    tables: Mapping[str, Any]
    confidences: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """The papers of one file."""

    papers: tuple[ReadPaper, ...]
    costs: tuple[PageCost, ...] = ()
    errors: tuple[KehoachError, ...] = ()

    @property
    def page_count(self) -> int:
        """Pages of the file."""
        return sum(paper.tables["document"]["page_count"] for paper in self.papers)

    def paper(self, part: int) -> Mapping[str, Any]:
        """The tables of a part; empty ones where there is no such part."""
        return next((p.tables for p in self.papers if p.tables["document"]["part"] == part), {"document": {}})

    def spans(self, page: int) -> list[tuple[ReadPaper, int, int]]:
        """Where the words of a page of the file stand: in which paper, from where to where in its text."""
        rows = ((paper, row) for paper in self.papers for row in paper.tables.get("pages", ()) if row["page"] == page)
        return [(paper, row["start"], row["end"]) for paper, row in rows]


def papers_in(folder: Path) -> dict[str, Reading]:
    """The papers of a folder of `kehoach parse`, by the file name of their source and by its stem. Raises PathMissing, DamagedFile."""
    if not folder.is_dir():
        raise PathMissing(folder)
    found: dict[str, list[ReadPaper]] = {}
    for path in sorted(folder.rglob("*.json")):
        try:
            data = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise DamagedFile(path, detail=str(error)) from error
        if isinstance(data, dict) and data.get("schema") == SCHEMA:
            try:  # a file that somebody changed by hand
                data = ParsedDocument.from_dict(data).to_dict()
            except (TypeError, KeyError, ValueError, AttributeError) as error:
                raise DamagedFile(path, detail=f"no paper of {SCHEMA}: {error}") from error
            found.setdefault(Path(data["document"]["source"]).name, []).append(ReadPaper(data, {}))
    readings = {name: Reading(tuple(sorted(papers, key=lambda p: p.tables["document"]["part"]))) for name, papers in found.items()}
    return {Path(name).stem: reading for name, reading in readings.items()} | readings


def read_files(paths: Sequence[Path], *, jobs: int, options: Options, quiet: bool, language: str = "en") -> Iterator[tuple[int, Reading]]:
    """Read the files in worker processes; gives (place in `paths`, its reading) as they are ready."""
    waiting, got = deque(enumerate(paths)), {number: _Got() for number in range(len(paths))}
    numbers: dict[int, int] = {}
    with Pool(jobs) as pool, Meter(len(paths), Console(stderr=True), language=language, quiet=quiet) as meter:
        while waiting or numbers:
            while waiting and pool.idle:
                number, path = waiting.popleft()
                task = Task(measured, (path, options), options.page_timeout * 1.2 + 60, str(path))
                numbers[id(task)] = number
                got[number].task = task
                pool.start(task)
            for heard in pool.wait():
                number = numbers[id(heard.task)]
                if not isinstance(heard, Over):
                    got[number].take(heard.value, number, meter)
                    continue
                del numbers[id(heard.task)]
                errors = (*got[number].errors, *([heard.error] if heard.error else []))
                meter.note(FileOver(number, len(got[number].papers), got[number].pages, errors, 0.0))
                yield number, Reading(tuple(got[number].papers), tuple(got[number].costs), errors)


@dataclass
class _Got:
    """What a worker has sent of one file."""

    task: Task | None = None
    pages: int = 0
    papers: list[ReadPaper] = field(default_factory=list)
    costs: list[PageCost] = field(default_factory=list)
    errors: list[KehoachError] = field(default_factory=list)

    def take(self, value: object, number: int, meter: Meter) -> None:
        """Sort in one result."""
        if isinstance(value, Begun):
            self.pages = value.pages
            meter.note(Opened(number, value.pages))
        elif isinstance(value, PageCost):
            self.costs.append(value)
            meter.note(PageDone(number))
        elif isinstance(value, ReadPaper):
            self.papers.append(value)
        elif isinstance(value, KehoachError):
            self.errors.append(value)


def measured(path: Path, options: Options) -> Iterator[Begun | PageCost | ReadPaper | KehoachError]:
    """Task: read a file, telling of each page what it took."""
    source, facts = open_paper(path, str(path))
    yield Begun(source.page_count)
    pages = []
    for number in range(1, source.page_count + 1):
        _forget_peak()
        began = time.perf_counter()
        pages.append(read_one(source, number, options))
        yield PageCost(number, round(time.perf_counter() - began, 4), peak_memory())
        if (error := pages[-1].error) is not None:
            yield error
    began = time.perf_counter()
    drafts = list(gather(pages))
    papers = [ReadPaper(from_draft(draft, facts, part).to_dict(), _confidences(draft)) for part, draft in enumerate(drafts, 1)]
    yield from papers
    yield PageCost(0, round(time.perf_counter() - began, 4), peak_memory())


def _confidences(draft: Draft) -> dict[int, float]:
    document = draft.document
    scanned = [page for page in document.pages if page.kind == "ocr"]
    places: Iterable[int] = (place for page in scanned for place in document.words_in(page.start, page.end))
    return {document.word_starts[place]: round(document.word_confidences[place], 4) for place in places}


def _forget_peak() -> None:
    """Let the kernel count this process's peak anew (Linux)."""
    if sys.platform == "linux" and os.access("/proc/self/clear_refs", os.W_OK):
        Path("/proc/self/clear_refs").write_text("5")


def peak_memory() -> int:
    """Bytes that this process held at most since `_forget_peak`."""
    # Not the peak of the children: a fork counts what its parent held.
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return 1024 * next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
