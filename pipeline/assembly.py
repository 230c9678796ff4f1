"""Pages put one after the other into the one text of a paper.

Words are parted by blanks, lines of a paragraph as `line_joint` says, paragraphs by line ends; a paragraph that runs over a page
end is one. The text is assembled once and never changes afterwards.

>>> from pipeline.document import Box, Word
>>> words = [Word("Số:", Box(0.1, 0.1, 0.14, 0.12), 0.9), Word("33/KH-", Box(0.15, 0.1, 0.2, 0.12), 0.8)]
>>> more = [Word("UBND", Box(0.1, 0.13, 0.2, 0.15), 0.7)]
>>> page = Page(number=1, kind="ocr", paragraphs=(Paragraph("body", (Line(tuple(words)), Line(tuple(more)))),))
>>> document = assemble([page])
>>> document.text
'Số: 33/KH-UBND'
>>> [tuple(round(x, 2) for x in box) for box in document.locate(4, 14).boxes]
[(0.15, 0.1, 0.2, 0.12), (0.1, 0.13, 0.2, 0.15)]
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from pipeline.document import UNASSEMBLED, Document, Line, LineSpan, Page, PageSpan, Paragraph, ParagraphSpan, line_joint


class Assembler:
    """Builds a `Document` page by page, so that a page's words can be dropped as soon as they are in."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._length = 0
        self._tail = ""
        self._pages: list[PageSpan] = []
        self._paragraphs: list[ParagraphSpan] = []
        self._lines: list[LineSpan] = []
        self._aside: list[tuple[str, int, str]] = []
        self._starts, self._ends = array("I"), array("I")
        self._boxes, self._confidences = array("f"), array("f")

    def add(self, page: Page) -> None:
        """Append a page. Raises nothing; a page without words gets an empty span."""
        start: int | None = None
        first_word = len(self._starts)
        for paragraph in page.paragraphs:
            lines = [line for line in paragraph.lines if line.words]
            if paragraph.region in UNASSEMBLED:
                self._aside.extend((paragraph.region, page.number, line.text) for line in lines)
            elif lines:
                begin = self._add_paragraph(paragraph, lines, page.number)
                start = begin if start is None else start
        confidences = self._confidences[first_word:]
        confidence = round(sum(confidences) / len(confidences), 4) if confidences else None
        start = self._length if start is None else start
        self._pages.append(
            PageSpan(page.number, start, self._length, page.kind, page.width, page.height, page.dpi, page.rotation, page.skew, confidence)
        )

    def _add_paragraph(self, paragraph: Paragraph, lines: list[Line], page: int) -> int:
        # Only with its like: what stands between (a stamp at the next page's top) ends the paragraph for good.
        joined = paragraph.continues and bool(self._paragraphs) and self._paragraphs[-1].region == paragraph.region
        if self._length:
            self._write(line_joint(self._tail) if joined else "\n")
        start = self._length
        first_line = len(self._lines)
        for number, line in enumerate(lines):
            if number:
                self._write(line_joint(self._tail))
            self._add_line(line, page)
        if joined:
            last = self._paragraphs[-1]
            self._paragraphs[-1] = last._replace(end=self._length, past_line=len(self._lines))
        else:
            span = ParagraphSpan(start, self._length, paragraph.region, first_line, len(self._lines), paragraph.cell)
            self._paragraphs.append(span)
        return start

    def _add_line(self, line: Line, page: int) -> None:
        start = self._length
        for number, word in enumerate(line.words):
            if number:
                self._write(" ")
            self._starts.append(self._length)
            self._write(word.text)
            self._ends.append(self._length)
            self._boxes.extend(word.box or (0.0, 0.0, 0.0, 0.0))
            self._confidences.append(word.confidence)
        self._lines.append(LineSpan(start, self._length, page, line.box))

    def _write(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)
        self._tail = (self._tail + text)[-64:]

    def finish(self) -> Document:
        """The document of all pages added."""
        return Document(
            "".join(self._text), tuple(self._pages), tuple(self._paragraphs), tuple(self._lines), tuple(self._aside),
            self._starts, self._ends, self._boxes, self._confidences,
        )  # fmt: skip


def assemble(pages: Iterable[Page]) -> Document:
    """The document of the given pages, in order."""
    assembler = Assembler()
    for page in pages:
        assembler.add(page)
    return assembler.finish()
