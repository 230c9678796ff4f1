"""The setter's stick (khuôn chữ): lines, paragraphs and tables put on A4 sheets from the top down.

Positions are points from the top left corner. A `Sheet` holds what is printed, what is written by hand or stamped afterwards,
and the true words with their boxes as `pipeline.document` wants them.

>>> setter = Setter(Style())
>>> setter.block(Block("heading", "MỤC ĐÍCH", 1, "I."))
>>> [paragraph.text for paragraph in setter.sheet.paragraphs], setter.sheet.runs[0].cut
(['I. MỤC ĐÍCH'], 'bold')
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.document import Box, Line, Page, Paragraph, Word
from pipeline.evaluation.fonts import face
from pipeline.evaluation.lines import Token, break_lines, split_words
from pipeline.evaluation.plan import Block, Style

WIDTH, HEIGHT = 595.28, 841.89
"""A4 in points."""
MM = 72 / 25.4
PITCH = 1.149
"""The face's own line height, in ems."""


@dataclass(frozen=True, slots=True)
class Run:
    """Letters printed at a baseline."""

    text: str
    cut: str
    size: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A printed line."""

    x0: float
    y0: float
    x1: float
    y1: float
    weight: float = 0.7


@dataclass(frozen=True, slots=True)
class Mark:
    """What is put on the paper after printing: `digits` written by hand, `signature`, `seal`, `urgency` stamp."""

    kind: str
    x: float
    y: float
    size: float
    text: str = ""


@dataclass(slots=True)
class Sheet:
    """One page as set."""

    number: int
    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)

    def page(self) -> Page:
        """The true page: words with boxes, in reading order."""
        return Page(self.number, "text", tuple(self.paragraphs), round(WIDTH), round(HEIGHT), 72)


def box(x0: float, y0: float, x1: float, y1: float) -> Box:
    """Points to fractions of the page."""
    return Box(x0 / WIDTH, y0 / HEIGHT, x1 / WIDTH, y1 / HEIGHT)


def line_width(tokens: Sequence[Token], size: float) -> float:
    """Width of a line in points, blanks as wide as the type makes them."""
    return sum(token.width(size) for token in tokens) + face("regular").width(" ", size) * max(len(tokens) - 1, 0)


class Setter:
    """Puts lines on sheets, from the top down."""

    def __init__(self, style: Style) -> None:
        self.style = style
        top, bottom, left, right = (side * MM for side in style.margins)
        self.left, self.right, self.top, self.bottom = left, WIDTH - right, top, HEIGHT - bottom
        self.sheets: list[Sheet] = []
        self.y = 0.0
        self.signed_alone = False
        self.new_sheet()

    @property
    def sheet(self) -> Sheet:
        """The page being set."""
        return self.sheets[-1]

    def new_sheet(self) -> None:
        """Begin the next page, with its number where the office puts it."""
        number = len(self.sheets) + 1
        self.sheets.append(Sheet(number))
        self.y = self.top
        if number > 1 or self.style.page_number == "right":
            token = split_words(str(number))
            middle = (self.left + self.right) / 2
            x = self.right - token[0].width(13) if self.style.page_number == "right" else middle - token[0].width(13) / 2
            y = self.top - 14 if self.style.page_number == "top" else self.bottom + 26
            self.sheet.paragraphs.append(Paragraph("page_number", (self.put(token, x, y, 13),)))

    def put(self, tokens: Sequence[Token], x: float, y: float, size: float, stretch: float = 0.0) -> Line:
        """Print a line at a baseline, blanks widened by `stretch` points; gives its true words."""
        blank = face("regular").width(" ", size) + stretch
        words: list[Word] = []
        for token in tokens:
            start = x
            for text, cut in token.pieces:
                self.sheet.runs.append(Run(text, cut, size, x, y))
                x += face(cut).width(text, size)
            words.append(Word(token.text, box(start, y - 0.82 * size, x, y + 0.22 * size)))
            x += blank
        return Line(tuple(words))

    def centred(self, text: str, middle: float, y: float, size: float, *, bold: bool = False, italic: bool = False) -> tuple[Line, float]:
        """Print one centred line; gives it with its width in points."""
        tokens = split_words(text, bold=bold, italic=italic)
        width = line_width(tokens, size)
        return self.put(tokens, middle - width / 2, y, size), width

    def block(self, block: Block, keep: int = 0) -> None:
        """Set a block of the body; `keep` lines must fit below it."""
        style = self.style
        if block.kind == "table":
            self.table(block)
            return
        if block.kind in {"centred", "flush"}:
            self.flow(split_words(block.text), align="centre" if block.kind == "centred" else "left", indent=0)
            return
        heading = block.kind == "heading"
        bold = heading and style.bold_headings
        words = split_words(f"{block.numeral} {block.text}".strip(), bold=bold)
        if block.kind == "run_in" and style.bold_headings and "**" not in block.text:
            head, colon, rest = block.text.partition(":")
            words = split_words(f"{block.numeral} {head}{colon}", bold=True) + split_words(rest)
        indent = style.bullet_indent if block.kind == "bullet" else style.indent
        self.flow(words, indent=indent, keep=keep)

    def flow(
        self,
        tokens: Sequence[Token],
        *,
        align: str = "justify",
        indent: float,
        keep: int = 0,
        region: str = "body",
        gap: float | None = None,
    ) -> None:
        """Set a paragraph over as many pages as it takes; `keep` more lines must fit below it."""
        size, pitch = self.style.size, self.style.size * PITCH * self.style.spacing
        lines = break_lines(tokens, size, self.right - self.left - indent, self.right - self.left)
        self.y += self.style.gap if gap is None else gap
        start, continues = 0, False
        while start < len(lines):
            room = int((self.bottom - self.y) / pitch + 1e-6)
            rest = len(lines) - start
            fit = min(rest, room)
            if fit < rest:  # no single line of a paragraph alone on a page
                fit = fit if rest - fit > 1 else fit - 1 if fit > 2 else 0
                fit = 0 if fit == 1 and start == 0 else fit
            if fit == rest and room < rest + keep:
                fit = 0
            if fit <= 0 and self.y <= self.top + pitch:
                fit = max(1, min(rest, room))
            if fit > 0:
                done = [self._line(lines, number, align, indent, pitch) for number in range(start, start + fit)]
                self.sheet.paragraphs.append(Paragraph(region, tuple(done), continues))
                start, continues = start + fit, True
            if start < len(lines):
                self.new_sheet()

    def _line(self, lines: list[list[Token]], number: int, align: str, indent: float, pitch: float) -> Line:
        tokens, size = lines[number], self.style.size
        x = self.left + (indent if number == 0 else 0)
        spare = self.right - x - line_width(tokens, size)
        stretch = 0.0
        if align == "centre":
            x += spare / 2
        elif align == "justify" and number + 1 < len(lines) and len(tokens) > 1:
            stretch = spare / (len(tokens) - 1)
        self.y += pitch
        return self.put(tokens, x, self.y - 0.3 * size, size, stretch)

    def table(self, block: Block) -> None:
        """Set a table with rules; a row is never cut by a page end."""
        columns = max(len(row) for row in block.rows)
        shares = block.widths if len(block.widths) == columns else (1.0,) * columns
        whole = self.right - self.left
        edges = [self.left]
        for share in shares:
            edges.append(edges[-1] + whole * share / sum(shares))
        self.y += self.style.gap
        for number, row in enumerate(block.rows):
            self._row(number, row, edges)
        self.y += 2

    def _row(self, number: int, row: Sequence[str], edges: list[float]) -> None:
        size = self.style.table_size
        pitch, pad = size * PITCH, 4.0
        spans = [(edges[0], edges[-1])] if len(row) == 1 else list(pairwise(edges))
        bold = number == 0 or len(row) == 1
        cells = [
            break_lines(split_words(text, bold=bold), size, x1 - x0 - 2 * pad, x1 - x0 - 2 * pad)
            for text, (x0, x1) in zip(row, spans, strict=False)
        ]
        height = max(1, *(len(cell) for cell in cells)) * pitch + 2 * pad
        if self.y + height > self.bottom:
            self.new_sheet()
        for column, (lines, (x0, x1)) in enumerate(zip(cells, spans, strict=False)):
            figures = all(letter.isdigit() or letter in ".,%/-" for words in lines for token in words for letter in token.text)
            centre = number == 0 or (len(row) > 1 and (x1 - x0 < 60 or figures))
            slack = (height - 2 * pad - len(lines) * pitch) / 2 if centre else 0
            done = []
            for index, tokens in enumerate(lines):
                x = (x0 + x1 - line_width(tokens, size)) / 2 if centre else x0 + pad
                done.append(self.put(tokens, x, self.y + pad + slack + (index + 0.78) * pitch, size))
            if done:
                self.sheet.paragraphs.append(Paragraph("table", tuple(done), cell=(number, column)))
        bottom = self.y + height
        self.sheet.rules += [Rule(edges[0], y, edges[-1], y) for y in (self.y, bottom)]
        self.sheet.rules += [Rule(x, self.y, x, bottom) for x in {x for span in spans for x in span}]
        self.y = bottom
