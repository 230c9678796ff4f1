"""A plan set in type on A4 (soạn thảo theo thể thức văn bản hành chính).

Nghị định 30/2020/NĐ-CP, Phụ lục I: national name and motto right, bodies and number left, type and title centred over a rule,
justified body with an indent, page numbers centred in the top margin from page 2, recipients bottom left, signature bottom
right. Party papers: Hướng dẫn 36-HD/VPTW. Positions are points from the top left corner; a `Sheet` holds what is printed, what
is written by hand or stamped, and the true words with their boxes as `pipeline.document` wants them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.document import UNREADABLE, Box, Line, Page, Paragraph, Word
from pipeline.evaluation.fonts import face
from pipeline.evaluation.lines import Token, break_lines, split_words
from pipeline.evaluation.plan import Block, Plan, Signer, Style

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


STATE_HEAD = (("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13.0), ("Độc lập - Tự do - Hạnh phúc", 14.0))
PARTY_HEAD = (("ĐẢNG CỘNG SẢN VIỆT NAM", 15.0),)
TRIES = (1.0, 0.97, 0.94, 1.04, 1.08, 1.12)
"""Line spacings that a clerk tries so that the signature does not stand alone on a page."""


def typeset(plan: Plan) -> list[Sheet]:
    """The pages of a plan."""
    for factor in TRIES:
        setter = _set(plan, replace(plan.style, spacing=plan.style.spacing * factor))
        if not setter.signed_alone:
            break
    return setter.sheets


def _set(plan: Plan, style: Style) -> _Setter:
    setter = _Setter(style)
    _set_header(setter, plan)
    for number, part in enumerate(_parts(plan.body)):
        if number:
            setter.new_sheet()
        for block in part:
            setter.block(block)
        if number == 0:
            _set_closing(setter, plan)
    return setter


def _parts(body: Sequence[Block]) -> list[list[Block]]:
    parts: list[list[Block]] = [[]]
    for block in body:
        if block.kind == "break":
            parts.append([])
        else:
            parts[-1].append(block)
    return parts


class _Setter:
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

    def block(self, block: Block) -> None:
        """Set a block of the body."""
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
        self.flow(words, indent=indent, keep=2 if heading else 0)

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
                fit -= rest - fit == 1 and fit > 2
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


def box(x0: float, y0: float, x1: float, y1: float) -> Box:
    """Points to fractions of the page."""
    return Box(x0 / WIDTH, y0 / HEIGHT, x1 / WIDTH, y1 / HEIGHT)


def line_width(tokens: Sequence[Token], size: float) -> float:
    """Width of a line in points, blanks as wide as the type makes them."""
    return sum(token.width(size) for token in tokens) + face("regular").width(" ", size) * max(len(tokens) - 1, 0)


def _set_header(setter: _Setter, plan: Plan) -> None:
    width = setter.right - setter.left
    left, right = setter.left + width * 0.17, setter.right - width * 0.30
    first, size = setter.top + 14, 14.0 if plan.party else 13.0
    y = first
    lines = [(line, False) for line in plan.parent] + [(line, True) for line in plan.issuer]
    fit = min(size, *(size * (width * 0.38) / line_width(split_words(line, bold=bold), size) for line, bold in lines))
    for number, (line, bold) in enumerate(lines):
        done, last = setter.centred(line, left, y, fit, bold=bold)
        joined = number > 0 and bold and lines[number - 1][1]
        _add(setter, "header_left", done, joined)
        y += fit * 1.22
    if plan.party:
        _add(setter, "header_left", setter.centred("*", left, y, 14, bold=True)[0])
        y += 17
    else:
        setter.sheet.rules.append(Rule(left - last / 5, y - fit * 0.8, left + last / 5, y - fit * 0.8))
    top, bottom = len(setter.sheet.paragraphs), y + 6
    slot = _slotted(plan.number, plan.style.number_by_hand, 30)
    joint = "-" if plan.party else "/"
    tokens = ["Số" if plan.party else "Số:", slot, joint + plan.symbol]
    rows = PARTY_HEAD if plan.party else STATE_HEAD
    y = first
    for text, points in rows:
        done, span = setter.centred(text, right, y, points, bold=True)
        _add(setter, "header_right", done)
        y += points * 1.25
    setter.sheet.rules.append(Rule(right - span / 2, y - rows[-1][1] * 0.88, right + span / 2, y - rows[-1][1] * 0.88))
    bottom = max(bottom, y + 8)
    number_line = _slots(setter, tokens, left, bottom, 13.0, "regular")
    setter.sheet.paragraphs.insert(top, Paragraph("header_left", (number_line,)))
    day, month, year = plan.date
    parts = [
        f"{plan.place}, ngày",
        _slotted(day or None, plan.style.day_by_hand, 20),
        "tháng",
        _slotted(month or None, False, 20),
        f"năm {year}",
    ]
    _add(setter, "header_right", _slots(setter, parts, right, bottom, 14.0, "italic"))
    if plan.urgency:
        setter.sheet.marks.append(Mark("urgency", left, bottom + 34, 15, plan.urgency))
        token = split_words(plan.urgency)
        words = tuple(Word(t.text, box(left - 30, bottom + 26, left + 30, bottom + 42)) for t in token)
        setter.sheet.paragraphs.insert(top + 1, Paragraph("stamp", (Line(words),)))
    setter.y = bottom + (52 if plan.urgency else 20)
    _set_title(setter, plan)


def _set_title(setter: _Setter, plan: Plan) -> None:
    middle = (setter.left + setter.right) / 2
    size = plan.style.size
    setter.y += 16
    _add(setter, "body", setter.centred(plan.doc_type, middle, setter.y, size + (2 if plan.party else 0), bold=True)[0])
    setter.y += size * 1.35
    for number, line in enumerate(plan.title):
        done, span = setter.centred(line, middle, setter.y, size, bold=True)
        _add(setter, "body", done, number > 0)
        setter.y += size * 1.25
    if plan.party:
        setter.centred("-----", middle, setter.y - 4, size)
    else:
        setter.sheet.rules.append(Rule(middle - span / 6, setter.y - size * 0.75, middle + span / 6, setter.y - size * 0.75))
    setter.y += 6


def _add(setter: _Setter, region: str, line: Line, joined: bool = False) -> None:
    paragraphs = setter.sheet.paragraphs
    if joined:
        last = paragraphs.pop()
        paragraphs.append(Paragraph(region, (*last.lines, line)))
    else:
        paragraphs.append(Paragraph(region, (line,)))


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place left open in print; `text` is written into it by hand, or nothing."""

    text: str
    width: float


def _slotted(text: str | None, by_hand: bool, width: float) -> str | _Slot:
    return text if text is not None and not by_hand else _Slot(text or "", max(width, 11.0 * len(text or "")))


def _slots(setter: _Setter, parts: Sequence[str | _Slot], middle: float, y: float, size: float, cut: str) -> Line:
    # A printed number closes up with its symbol ('Số: 33/KH-UBND'); an open place stands alone ('Số:      /KH-UBND').
    blank = face("regular").width(" ", size)
    merged: list[str | _Slot] = []
    for part in parts:
        if merged and isinstance(part, str) and part[0] in "/-" and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    widths = [part.width if isinstance(part, _Slot) else face(cut).width(part, size) for part in merged]
    x = middle - (sum(widths) + blank * (len(merged) - 1)) / 2
    words: list[Word] = []
    for part, width in zip(merged, widths, strict=True):
        if isinstance(part, _Slot):
            if part.text:
                setter.sheet.marks.append(Mark("digits", x + width / 2, y, size, part.text))
            words.append(Word(part.text or UNREADABLE, box(x, y - size, x + width, y + 0.2 * size)))
        else:
            words += setter.put(split_words(part, italic=cut == "italic"), x, y, size).words
        x += width + blank
    return Line(tuple(words))


def _set_closing(setter: _Setter, plan: Plan) -> None:
    size = plan.style.size
    column = (setter.right - setter.left) * 0.46
    lists = [break_lines(split_words(f"- {item}"), 11, column, column) for item in plan.recipients]
    depth = max(16 + 13 * sum(len(lines) for lines in lists), max(len(s.roles) for s in plan.signers) * size * 1.2 + 92)
    if setter.y + 14 + depth > setter.bottom:
        setter.new_sheet()
        setter.signed_alone = True
    top = setter.y + 14 + size
    side_by_side = len(plan.signers) > 1
    y = top + (max(len(s.roles) for s in plan.signers) * size * 1.2 + 96 if side_by_side else 0)
    if side_by_side:
        for signer, share in zip(plan.signers, (0.25, 0.77), strict=True):
            _sign(setter, plan, signer, setter.left + (setter.right - setter.left) * share, top)
    _add(setter, "recipients", setter.put(split_words("Nơi nhận:", bold=True, italic=True), setter.left, y, 12))
    for lines in lists:
        for number, tokens in enumerate(lines):
            y += 13
            _add(setter, "recipients", setter.put(tokens, setter.left, y, 11), number > 0)
    if not side_by_side:
        _sign(setter, plan, plan.signers[0], setter.right - (setter.right - setter.left) * 0.24, top)
    setter.y = max(y, setter.y + 14 + depth)


def _sign(setter: _Setter, plan: Plan, signer: Signer, middle: float, y: float) -> None:
    size = plan.style.size
    fit = min(size, *(size * 205 / line_width(split_words(role, bold=True), size) for role in signer.roles))
    for role in signer.roles:
        _add(setter, "signature", setter.centred(role, middle, y, fit, bold=True)[0])
        y += size * 1.2
    setter.sheet.marks.append(Mark("signature", middle, y + 26, 46, signer.name))
    setter.sheet.marks.append(Mark("seal", middle - 46, y + 18, 52, " ".join(plan.issuer)))
    y += 74
    _add(setter, "signature", setter.centred(signer.name, middle, y, size, bold=True)[0])
    if signer.below:
        _add(setter, "signature", setter.centred(signer.below, middle, y + size * 1.25, size - 1, bold=True)[0])
