"""Words on pages, and the one text made of them.

Reading gives a `Page` of `Paragraph`s of `Line`s of `Word`s (the nouns of hOCR: ocr_page, ocr_par, ocr_line, ocrx_word), each
word with its box, the engine's confidence and the letters that the engine also considered. `assembly` puts pages one after
the other into a `Document`, whose `text` never changes afterwards: every later fact is a span of it, and the document knows
where on the paper each span stands.

Boxes are fractions of the page's width and height, origin top left. Offsets are code points of `Document.text`, end exclusive.

>>> line = Line((Word("Số:", Box(0.1, 0.1, 0.14, 0.12)), Word("33/KH-", Box(0.15, 0.1, 0.2, 0.12))))
>>> Paragraph("body", (line, Line((Word("UBND"),)))).text
'Số: 33/KH-UBND'
>>> line.box
Box(x0=0.1, y0=0.1, x1=0.2, y1=0.12)
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

REGIONS = (
    "header_left",  # issuing body, number
    "header_right",  # national name and motto, place and date
    "body",  # title, addressees, sections: everything at full width
    "table",
    "recipients",  # 'Nơi nhận', bottom left
    "signature",  # bottom right
    "stamp",  # HỎA TỐC, CÔNG VĂN ĐẾN
    "page_number",
    "digital_signature",  # 'Ký bởi …', laid over the page by a signing programme
)
"""Where on the page a paragraph was found. A plain text has only `body`."""

UNASSEMBLED = frozenset({"page_number", "digital_signature"})
"""Regions whose words stay with the page and are no part of the document's text: they would cut paragraphs in two."""

UNREADABLE = "…"
"""Stands in the text for a blank or handwritten slot that was not read with confidence."""


class Box(NamedTuple):
    """A rectangle on a page, in fractions of its width and height, origin top left."""

    x0: float
    y0: float
    x1: float
    y1: float

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))

    @property
    def width(self) -> float:
        """Fraction of the page's width."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Fraction of the page's height."""
        return self.y1 - self.y0


def around(boxes: Iterable[Box | None]) -> Box | None:
    """The smallest box around all; None without any."""
    found = [box for box in boxes if box is not None]
    if not found:
        return None
    return Box(min(b.x0 for b in found), min(b.y0 for b in found), max(b.x1 for b in found), max(b.y1 for b in found))


Choices = tuple[tuple[tuple[str, float], ...], ...]
"""For each letter of a word, what the engine considered there: (letter, confidence 0..1), best first."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as read: its text (NFC), box (None in plain text), confidence 0..1, and the engine's alternatives by letter."""

    text: str
    box: Box | None = None
    confidence: float = 1.0
    choices: Choices = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one line of print, left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with blanks between."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box | None:
        """Box around the words; None in plain text."""
        return around(word.box for word in self.words)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, and the region where they stand (one of `REGIONS`).

    `continues` is true where the paragraph goes on from the last one before it: over a page end, or past a stamp.
    `cell` is (row, column, 0-based) in a table region.
    """

    region: str
    lines: tuple[Line, ...]
    continues: bool = False
    cell: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """The lines joined as `Document.text` joins them."""
        text = ""
        for line in self.lines:
            text += (line_joint(text) if text else "") + line.text
        return text


@dataclass(frozen=True, slots=True)
class Page:
    """One page as read. `number` counts from 1 in the file; `width`, `height` in pixels at `dpi` (None in plain text).

    `kind` is `ocr`, `text` or `blank`; `rotation` the degrees clockwise (0, 90, 180, 270) and `skew` the further degrees by
    which the scan was turned to stand upright. Boxes are fractions of the page as it was turned by `rotation`.
    """

    number: int
    kind: str
    paragraphs: tuple[Paragraph, ...] = ()
    width: int | None = None
    height: int | None = None
    dpi: int | None = None
    rotation: int = 0
    skew: float = 0.0

    def words(self) -> Iterator[Word]:
        """All words of the page in reading order, also those of regions that stay out of the text."""
        for paragraph in self.paragraphs:
            for line in paragraph.lines:
                yield from line.words


class LineSpan(NamedTuple):
    """A printed line in the text: `start`, `end`, its page and box."""

    start: int
    end: int
    page: int
    box: Box | None


class ParagraphSpan(NamedTuple):
    """A paragraph in the text: `start`, `end`, region, and which of `Document.lines` it holds (first, past last)."""

    start: int
    end: int
    region: str
    first_line: int
    past_line: int
    cell: tuple[int, int] | None


class PageSpan(NamedTuple):
    """A page and its part of the text: a row of the table `pages`."""

    page: int
    start: int
    end: int
    kind: str
    width: int | None
    height: int | None
    dpi: int | None
    rotation: int
    skew: float
    confidence: float | None


class Place(NamedTuple):
    """Where a span stands on the paper: page, box on that page, one box per line, mean confidence of its words."""

    page: int | None
    box: Box | None
    boxes: tuple[Box, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one paper, fixed once, and where each of its words stands.

    `part` counts the papers of a file from 1. `aside` holds the lines kept out of the text (page numbers, digital
    signatures) as (region, page, text). Word data lie in flat arrays: a paper of 3,000 pages must fit a small machine.
    """

    text: str
    pages: tuple[PageSpan, ...] = ()
    paragraphs: tuple[ParagraphSpan, ...] = ()
    lines: tuple[LineSpan, ...] = ()
    aside: tuple[tuple[str, int, str], ...] = ()
    word_starts: array[int] = field(default_factory=lambda: array("I"))
    word_ends: array[int] = field(default_factory=lambda: array("I"))
    word_boxes: array[float] = field(default_factory=lambda: array("f"))
    word_confidences: array[float] = field(default_factory=lambda: array("f"))

    def words_in(self, start: int, end: int) -> range:
        """Indices of the words that the span touches."""
        return range(bisect_right(self.word_ends, start), bisect_left(self.word_starts, max(end, start + 1)))

    def word_box(self, index: int) -> Box | None:
        """Box of a word; None where it has none."""
        box = Box(*self.word_boxes[4 * index : 4 * index + 4])
        return box if box.x1 > box.x0 else None

    def page_at(self, offset: int) -> PageSpan | None:
        """The page on which an offset lies; None in an empty document."""
        index = bisect_right(self.pages, offset, key=lambda page: page.start) - 1
        # Pages without words have start == end: the page that holds the offset is the last one that begins before it.
        while index > 0 and self.pages[index].end <= offset and self.pages[index].start == self.pages[index].end:
            index -= 1
        return self.pages[index] if index >= 0 else None

    def locate(self, start: int, end: int) -> Place:
        """Where the span stands on the paper. Box covers the part on its first page; `boxes` has one per line, in order."""
        words = self.words_in(start, end)
        sheet = self.page_at(self.word_starts[words[0]] if words else start)
        paper = sheet is not None and sheet.width is not None
        if not words:
            return Place(sheet.page if sheet and paper else None, None, (), 1.0)
        boxes: list[Box] = []
        pages: list[int] = []
        line = bisect_right(self.lines, start, key=lambda span: span.start) - 1
        for span in self.lines[max(line, 0) :]:
            if span.start >= end:
                break
            inside = self.words_in(max(start, span.start), min(end, span.end)) if span.end > start else ()
            box = around(self.word_box(index) for index in inside)
            if box is not None:
                boxes.append(box)
                pages.append(span.page)
        first = around(box for box, page in zip(boxes, pages, strict=True) if page == pages[0])
        confidence = sum(self.word_confidences[index] for index in words) / len(words)
        return Place(sheet.page if sheet and paper else None, first, tuple(boxes), round(confidence, 4))


def line_joint(before: str) -> str:
    """What stands between two lines of a paragraph: nothing after a hyphen inside a code (`34-` / `CT/TW`), else a blank.

    >>> line_joint("Chỉ thị số 34-"), line_joint("kinh tế -"), line_joint("Kiên Giang"), line_joint("số 12/QĐ-")
    ('', ' ', ' ', '')
    """
    last = before.split()[-1] if before else ""
    code = last.endswith(("-", "/")) and len(last) > 1 and (any(c.isdigit() for c in last) or last.isupper())
    return "" if code else " "
