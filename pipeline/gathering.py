"""Pages become papers: read pages joined in order, a new paper where one begins, what restoration changed set at its place.

A file may hold several papers (a decision and the plan that it issues, scanned in one go).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.assembly import Assembler
from pipeline.document import UNASSEMBLED, Box, Document, Page, around
from pipeline.errors import KehoachError
from pipeline.reading.pageends import join_pages
from pipeline.records import Correction
from pipeline.restoration import Change
from pipeline.structure.papers import starts_paper

DECIMALS = 4
"""Digits kept of a box: 1/10,000 of a page is a quarter of a pixel at 300 dpi."""


class ReadPage(NamedTuple):
    """A page after reading and restoration; `changes` by word, `error` where it could not be read (the page is blank then)."""

    page: Page
    changes: tuple[Change, ...] = ()
    error: KehoachError | None = None


class Draft(NamedTuple):
    """A paper's text before anything is found in it."""

    document: Document
    corrections: tuple[Correction, ...] = ()
    errors: tuple[KehoachError, ...] = ()


def unread(number: int, error: KehoachError) -> ReadPage:
    """The blank page that stands for one that could not be read."""
    return ReadPage(Page(number, "blank"), error=error)


class Gatherer:
    """Puts the pages of a file together into papers, in order, keeping no page longer than the one after it needs it."""

    def __init__(self, *, several: bool = True) -> None:
        self._several = several
        self._begin()

    def _begin(self) -> None:
        self._assembler = Assembler()
        self._previous: Page | None = None
        self._words = 0
        self._changes: list[tuple[int, int, Change]] = []
        self._errors: list[KehoachError] = []

    def add(self, read: ReadPage) -> Draft | None:
        """Take the next page. Where it begins another paper, the one before it is given back."""
        finished = None
        if self._several and self._previous is not None and starts_paper(read.page):
            finished = self.finish()
        page = join_pages(self._previous, read.page)
        self._assembler.add(page)
        numbers = _assembled(page, self._words)
        # A change tells the word by its number as read; each word that was joined to another before it is one less by now.
        gone = 0
        for change in read.changes:
            if change.word - gone in numbers:
                self._changes.append((page.number, numbers[change.word - gone], change))
            gone += change.words - _words_now(change)
        self._words += len(numbers)
        if read.error is not None:
            self._errors.append(read.error)
        if page.kind != "blank":
            self._previous = page
        return finished

    def finish(self) -> Draft:
        """The paper of the pages taken since the last one was given back; nothing of it is kept here."""
        document = self._assembler.finish()
        corrections = tuple(_correction(document, page, word, change) for page, word, change in self._changes)
        draft = Draft(document, corrections, tuple(self._errors))
        self._begin()
        return draft


def gather(pages: Iterable[ReadPage], *, several: bool = True) -> Iterator[Draft]:
    """The papers of a file from its pages, each as soon as it is complete."""
    gatherer = Gatherer(several=several)
    for page in pages:
        if (draft := gatherer.add(page)) is not None:
            yield draft
    yield gatherer.finish()


def _assembled(page: Page, first: int) -> dict[int, int]:
    """Number of each of the page's words (in reading order, from 0) among the document's words, those kept aside left out."""
    numbers: dict[int, int] = {}
    position = 0
    for paragraph in page.paragraphs:
        for line in paragraph.lines:
            for _ in line.words:
                if paragraph.region not in UNASSEMBLED:
                    numbers[position] = first + len(numbers)
                position += 1
    return numbers


def _words_now(change: Change) -> int:
    """How many words stand now where the change was made."""
    return len(change.text.split())


def _correction(document: Document, page: int, word: int, change: Change) -> Correction:
    past = word + _words_now(change)
    start, end = document.word_starts[word], document.word_ends[past - 1]
    return Correction(
        page=page,
        start=start,
        end=end,
        text=document.text[start:end],
        raw_text=change.raw_text,
        kind=change.kind,
        rule=change.rule,
        confidence=round(change.confidence, 4),
        box=rounded(around(document.word_box(one) for one in range(word, past))),
    )


def rounded(box: Box | None) -> Box | None:
    """The box as it is written: `DECIMALS` digits."""
    return None if box is None else Box(*(round(edge, DECIMALS) for edge in box))
