"""The work of a document (phần việc của một tài liệu): functions of what lies in the archive's folder, for any executor.

Nothing is handed to them but an `Order` of paths and numbers, nothing comes back but small accounts: results go into files, so that a
run over a million pages holds none of them, and a machine of a cluster needs no more than to see the folder. Each function may run
again over what an earlier run left: the same bytes come to lie in the same place.

A document is opened, its pages are read (`read_pages`), put together to papers with their tables (`finish_document`), then come
the copies for people (`make_searchable`, `make_previews`).
"""

from __future__ import annotations

import errno
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, overload

from pipeline.archive.files.manifest import Fault, fault_of
from pipeline.archive.files.pagefile import page_in, to_bytes
from pipeline.document import Page
from pipeline.errors import SETUP, CannotWrite, KehoachError, WorkerLost
from pipeline.gathering import Draft, Gatherer, ReadPage, unread
from pipeline.output import settle, write_atomically
from pipeline.parsed import ParsedDocument, from_draft, open_paper
from pipeline.reading.page import Options
from pipeline.reading.source import Source, open_source
from pipeline.steps import Facts, read_one

if TYPE_CHECKING:
    from pipeline.archive.pdfa.metadata import Metadata

ENDINGS = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"II", "tif"),
    (b"MM", "tif"),
    (b"GIF8", "gif"),
    (b"RIFF", "webp"),
    (b"BM", "bmp"),
)
"""Endings of originals by the first bytes."""

SLOW_SECONDS = 0.2
"""A page that took longer is waited for until the disk has it: it costs more to read again."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ESTALE, errno.EIO})
"""What the system says of a folder that takes no more: such an error stops the run, it is no fault of the document."""


class Order(NamedTuple):
    """A document to work on: its original, the folder for the results, what is known of it. `source` is the first name it was given by."""

    document_id: str
    original: Path
    home: Path
    kind: str
    page_count: int
    source: str
    split: bool
    options: Options

    def page_file(self, number: int) -> Path:
        """The file of what is read of a page (from 1)."""
        return self.home / "pages" / f"{number:04d}.json.gz"

    def preview(self, number: int) -> Path:
        """The picture of a page (from 1)."""
        return self.home / "previews" / f"{number:04d}.jpg"

    def paper_file(self, part: int, ending: str = "json") -> Path:
        """The file of a paper (from 1)."""
        return self.home / (f"paper.{ending}" if part == 1 else f"paper.{part}.{ending}")


class Opening(NamedTuple):
    """What a file is: kind, ending, pages; its checksum, to see that it is the one that was copied."""

    kind: str
    ending: str
    page_count: int
    document_id: str


class PageRead(NamedTuple):
    """A page was read and its file written, or the page's error."""

    number: int
    fault: Fault | None
    seconds: float


class PaperFound(NamedTuple):
    """A paper was looked through and written; `kept` is false where none of its pages could be read."""

    part: int
    kept: bool
    faults: tuple[Fault, ...]


class CopyMade(NamedTuple):
    """The searchable PDF was made: how good it is, and what is to be said of it."""

    level: str | None
    note: str | None


def open_original(path: Path) -> Iterator[Opening]:
    """Task: open a file. Raises what cannot be read as a `KehoachError`."""
    source = open_source(path)
    yield Opening(source.kind, _ending(path, source.kind), source.page_count, source.document_id)


def _ending(path: Path, kind: str) -> str:
    if kind != "image":
        return "txt" if kind == "text" else kind
    with path.open("rb") as file:
        head = file.read(16)
    return next((ending for start, ending in ENDINGS if head.startswith(start)), "img")


def read_pages(order: Order, first: int, past: int) -> Iterator[PageRead]:
    """Task: read the pages from `first` up to before `past`, each into its file."""
    source = Source(order.original, order.kind, order.page_count, order.document_id)
    for number in range(first, past):
        began = time.monotonic()
        read = read_one(source, number, order.options)
        if read.error is not None and isinstance(read.error, SETUP):
            raise read.error
        seconds = time.monotonic() - began
        yield keep_page(order, read, seconds, settled=seconds > SLOW_SECONDS)


def keep_page(order: Order, read: ReadPage, seconds: float = 0.0, *, settled: bool = True) -> PageRead:
    """Write the file of a page. An error is told of the file as it was given, not of its copy."""
    number, error = read.page.number, read.error
    if error is not None:
        error = type(error)(order.source, page=number, detail=error.detail)
    write_atomically(order.page_file(number), to_bytes(read._replace(error=error)), settled=settled)
    return PageRead(number, None if error is None else fault_of(error), seconds)


def missing_pages(order: Order, *, failed_too: bool = False) -> list[int]:
    """Numbers of the pages without a file, and of those that failed if they are to be read again."""
    missing = []
    for number in range(1, order.page_count + 1):
        # A file is opened only where it matters: a document of 3,000 pages is looked at again after every run that was cut off.
        read = page_in(order.page_file(number))
        if read is None or (failed_too and read.error is not None):
            missing.append(number)
    return missing


def finish_document(order: Order, skip: frozenset[int] = frozenset()) -> Iterator[PaperFound]:
    """Task: put the pages together and find everything in each paper, but for those in `skip`; all is on the disk at the end."""
    _, facts = open_paper(order.original, order.source)
    written = [order.page_file(number) for number in range(1, order.page_count + 1)]
    for part, draft in enumerate(_drafts(order), 1):
        kept = part not in skip and len(draft.errors) < max(1, len(draft.document.pages))
        if kept:
            written += _write_paper(order, draft, facts, part)
        yield PaperFound(part, kept, tuple(fault_of(error) for error in draft.errors))
    _sweep_papers(order, set(written))
    settle(written)


def _drafts(order: Order) -> Iterator[Draft]:
    gatherer = Gatherer(several=order.split)
    for number in range(1, order.page_count + 1):
        read = page_in(order.page_file(number))
        if read is None:
            read = unread(number, WorkerLost(order.source, page=number, detail="its file is damaged"))
        if (draft := gatherer.add(read)) is not None:
            yield draft
    yield gatherer.finish()


def _write_paper(order: Order, draft: Draft, facts: Facts, part: int) -> list[Path]:
    paper = from_draft(draft, facts, part)
    files = [order.paper_file(part), order.paper_file(part, "txt")]
    write_atomically(files[0], paper.to_json(), settled=False)
    write_atomically(files[1], (paper.text + "\n").encode("utf-8", "replace"), settled=False)
    return files


def _sweep_papers(order: Order, written: set[Path]) -> None:
    """Papers of an earlier reading that found more of them than this one."""
    for path in order.home.glob("paper*.*"):
        if path not in written and not path.name.startswith("."):
            with suppress(FileNotFoundError):
                path.unlink()


def take_whole(order: Order) -> Iterator[PageRead | PaperFound]:
    """Task: a small text from end to end. Texts take 20 ms each; as three tasks they would wait for each other longer than that."""
    yield from read_pages(order, 1, order.page_count + 1)
    yield from finish_document(order)


class StoredPages(Sequence[Page]):
    """The pages of a document, each read from its file when it is asked for."""

    def __init__(self, order: Order) -> None:
        self._order = order

    def __len__(self) -> int:
        return self._order.page_count

    @overload
    def __getitem__(self, index: int) -> Page: ...
    @overload
    def __getitem__(self, index: slice) -> list[Page]: ...
    def __getitem__(self, index: int | slice) -> Page | list[Page]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = index + len(self) if index < 0 else index
        if not 0 <= number < len(self):
            raise IndexError(index)
        read = page_in(self._order.page_file(number + 1))
        return Page(number + 1, "blank") if read is None else read.page


def make_searchable(order: Order) -> Iterator[CopyMade]:
    """Task: the searchable PDF. Whatever goes wrong with it is a note, not a fault of the document."""
    from pipeline.archive import pdfa

    try:
        made = pdfa.make(order.original, order.kind, StoredPages(order), _facts(order), order.home / "searchable.pdf")
        yield CopyMade(made.level, made.note)
    except CannotWrite:
        raise
    except KehoachError as error:
        yield CopyMade(None, error.message())
    except OSError as error:
        if error.errno in FULL:
            raise CannotWrite(order.home, detail=error.strerror or str(error)) from error
        yield CopyMade(None, f"not made: {error.strerror or error}")


def _facts(order: Order) -> Metadata:
    """What the searchable PDF says of itself: facts of the document's first paper, as a person has set them right by then."""
    from pipeline.archive.amending.amended import laid_over
    from pipeline.archive.amending.amendments import load_file
    from pipeline.archive.pdfa.metadata import Metadata

    said = load_file(order.original.with_name("amendments.jsonl"))
    for path in sorted(order.home.glob("paper*.json"), key=lambda path: (len(path.name), path.name)):
        with suppress(OSError, ValueError):
            paper = laid_over(json.loads(path.read_bytes()), said).paper
            return Metadata.of(ParsedDocument.from_dict(paper).document)
    return Metadata(document_id=order.document_id)


def make_previews(order: Order, first: int, past: int) -> Iterator[int]:
    """Task: the pictures of the pages from `first` up to before `past`; a page that gives none is passed over."""
    from pipeline.archive.adding.previews import preview

    source = Source(order.original, order.kind, order.page_count, order.document_id)
    pages = StoredPages(order)
    written = []
    for number in range(first, past):
        if not order.preview(number).is_file():
            picture = None
            with suppress(KehoachError, OSError, ValueError):
                picture = preview(source, number, pages[number - 1].rotation)
            if picture is not None:
                write_atomically(order.preview(number), picture, settled=False)
                written.append(order.preview(number))
        yield number
    settle(written)


def forget_previews(order: Order, numbers: Iterable[int]) -> None:
    """Take away the pictures of pages that are read again. Raises `CannotWrite`."""
    try:
        for number in numbers:
            order.preview(number).unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(order.home, detail=error.strerror or str(error)) from error
