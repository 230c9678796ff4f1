"""The text layer of a PDF page (lớp văn bản): letters with places become words, lines and regions; and whether it can be trusted.

Letters come in the order in which the file draws them, which is not that of reading: the header's two cells (cơ quan ban hành left,
Quốc hiệu right) are drawn row by row or cell by cell, whatever the word processor liked. So words are put into rows by their
baselines, and the rows of header and closing are cut at the gutter between the two cells (layout: Nghị định 30/2020/NĐ-CP, Phụ lục I).

A layer is not trusted where a scanner's English OCR made it ('CQNG HOA XA HOI'), where the fonts have letters of their own
(TCVN3, VNI: decoded when recognised), where marks stand apart from their letters, and where a page is a picture with a few words laid over.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import regex

from pipeline.document import Box, Line, Page, Paragraph, Word
from pipeline.reading import columns, ruled
from pipeline.reading.columns import Piece, Row
from pipeline.reading.limits import DEFAULT_DPI
from pipeline.reading.pagefacts import Letter, PageFacts, Stamp
from pipeline.reading.paragraphs import group
from pipeline.vietnamese import legacy, syllables
from pipeline.vietnamese.alphabet import is_vietnamese_letter, strip_marks
from pipeline.vietnamese.normalize import nfc

STAMP = regex.compile(
    r"""^(?:được\ )?(?:ký\ bởi|người\ ký|ký\ số\ bởi)\s*:|^(?:thời\ gian|ngày|giờ)\ ký\s*:|digitally\ signed
    |signature\ (?:not\ verified|valid)|\d{1,2}[./-]\d{1,2}[./-]\d{4}\s+\d{1,2}:\d{2}:\d{2}|[\w.]+@[\w.]+\.vn\b.*\d{2}:\d{2}""",
    regex.VERBOSE | regex.IGNORECASE | regex.MULTILINE | regex.DOTALL,
)
_STAMP_START = regex.compile(
    r"(?:được ký bởi|ký bởi|người ký|ký số bởi|thời gian ký|digitally signed by|signature (?:not verified|valid))\s*(?::|$|\p{L})",
    regex.IGNORECASE,
)
_STAMP_LINE = regex.compile(
    r"(?:(?:email|cơ quan|thời gian ký|ngày ký|giờ ký|date|chức vụ|reason|location)\s*:|[\w.]+@[\w.]+$"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{4}\s+\d{1,2}:\d{2}|\+07)",
    regex.IGNORECASE,
)


class Verdict(NamedTuple):
    """How a page is read: `use` `text` (its layer), `ocr` or `blank`; why, and the figures behind it."""

    use: str
    reason: str
    words: int
    valid: float
    marked: float


class Layer(NamedTuple):
    """The words of a page in rows, the text of stamps apart, and where stamps in the page's own content stand."""

    rows: tuple[Row, ...]
    stamps: tuple[Paragraph, ...]
    stamp_boxes: tuple[Box, ...]
    odd_letters: float
    legacy_kind: str | None


def read_layer(facts: PageFacts) -> Layer:
    """All words of the page's text layer, decoded and in rows; digital-signature text apart."""
    stamps: list[Paragraph] = []
    letters = list(facts.letters)
    for stamp in facts.stamps:
        if _is_stamp(stamp):
            stamps.append(_stamp_paragraph(stamp, facts))
        else:
            letters += [Letter(" "), *stamp.letters, Letter(" ")]  # the number that a clerk's programme put in: '542'
    pieces, kind = _decoded(pieces_of(letters))
    text = "".join(piece.text for piece in pieces)
    odd = sum(_is_odd(c) for c in text) / max(len(text), 1)
    rows, inner = _without_stamps(columns.rows_of(pieces))
    stamps += [Paragraph("digital_signature", tuple(_line(row, facts) for row in block)) for block in inner]
    boxes = tuple(box for paragraph in stamps[len(stamps) - len(inner) :] for line in paragraph.lines if (box := line.box))
    return Layer(tuple(rows), tuple(stamps), boxes, odd, kind)


def judge(facts: PageFacts, layer: Layer) -> Verdict:
    """Is the text layer good enough to be read instead of the picture?"""
    words = [piece.text for row in layer.rows for piece in row]
    text = " ".join(words)
    valid, marked = syllables.share(text), marked_share(words)
    covered = min(sum(picture.share for picture in facts.pictures), 1.0)

    def verdict(use: str, reason: str) -> Verdict:
        return Verdict(use, reason, len(words), round(valid, 3), round(marked, 3))

    if not words:
        return verdict("ocr", "no text layer") if covered > 0.003 or facts.paths > 60 else verdict("blank", "nothing on the page")
    if covered > 0.5:
        if len(words) < 40:
            return verdict("ocr", "a picture with a few words over it")
        if layer.odd_letters > 0.005 or valid < 0.975 or marked < 0.6:
            return verdict("ocr", "hidden text of poor quality over a picture")
        return verdict("text", "good text over a picture")
    if len(words) < 12 and (covered > 0.1 or facts.paths > 1500):
        return verdict("ocr", "few words beside pictures or drawn letters")
    if layer.odd_letters > 0.02:
        return verdict("ocr", "letters that no text has")
    vietnamese = marked > 0.08
    if vietnamese and len(words) >= 12 and (valid < 0.75 or (marked < 0.35 < 1 - covered and valid < 0.85)):
        return verdict("ocr", "not Vietnamese syllables")
    return verdict("text", "good" if vietnamese else "text without Vietnamese")


def marked_share(words: Iterable[str]) -> float:
    """Share of the words of letters that carry a Vietnamese mark (0..1): some 0.8 in running Vietnamese, 0 in English."""
    plain = [word for word in words if sum(map(str.isalpha, word)) > 0.6 * len(word)]
    return sum(word != strip_marks(word) for word in plain) / len(plain) if plain else 0.0


def _is_odd(character: str) -> bool:
    """Characters that no Vietnamese office types: private use, replacement, stray marks, Latin letters that are none of ours."""
    kind = unicodedata.category(character)
    if kind in ("Co", "Cn", "Cc") or character == "\ufffd" or kind == "Mn" or character in "´`˜¨¸ˆ":
        return True
    return character.isalpha() and ord(character) > 127 and not is_vietnamese_letter(character) and ord(character) < 0x250


def text_page(number: int, facts: PageFacts, layer: Layer) -> Page:
    """The page as its text layer tells it."""
    rows, tables = _tables(layer.rows, facts)
    paragraphs: list[Paragraph] = []
    for part in columns.split(rows, facts.width, facts.height):
        if part.region not in ("body", "recipients", "page_number"):
            paragraphs += group([_line(row, facts) for row in part.rows], part.region, None)
            continue
        # A table stands among the rows of the body where it stands on the paper.
        ahead = list(part.rows)
        while tables and tables[0][0] < ahead[-1 if part.region == "body" else 0][0].base:
            top, cells = tables.pop(0)
            above = sum(row[0].base < top for row in ahead)
            paragraphs += _grouped(ahead[:above], part, facts) + cells
            ahead = ahead[above:]
        paragraphs += _grouped(ahead, part, facts)
    paragraphs += [cell for _, cells in tables for cell in cells]
    paragraphs += layer.stamps
    kind = "text" if any(paragraph.lines for paragraph in paragraphs) else "blank"
    width, height = round(facts.width / 72 * DEFAULT_DPI), round(facts.height / 72 * DEFAULT_DPI)
    return Page(number, kind, tuple(paragraphs), width, height, DEFAULT_DPI, facts.rotation)


def _grouped(rows: Sequence[Row], part: columns.Part, facts: PageFacts) -> list[Paragraph]:
    column = _column(part.rows, facts) if part.region == "body" else None
    return list(group([_line(row, facts) for row in rows], part.region, column))


def _tables(rows: Sequence[Row], facts: PageFacts) -> tuple[list[Row], list[tuple[float, list[Paragraph]]]]:
    """The rows outside ruled tables, and for each table its top (points) and a paragraph for each cell with words."""
    found: list[tuple[float, list[Paragraph]]] = []
    left = list(rows)
    for grid in ruled.grids(facts.rules):
        cells: dict[tuple[int, int], list[Piece]] = {}
        outside: list[Row] = []
        for row in left:
            places = [ruled.cell_at(grid, (p.x0 + p.x1) / 2, (p.y0 + p.y1) / 2) for p in row]
            for piece, cell in zip(row, places, strict=True):
                if cell is not None:
                    cells.setdefault(cell, []).append(piece)
            rest = tuple(piece for piece, cell in zip(row, places, strict=True) if cell is None)
            outside += [rest] if rest else []
        if len(cells) >= 2:  # else a frame, or a chart
            left = outside
            lines = {cell: tuple(_line(row, facts) for row in columns.rows_of(pieces)) for cell, pieces in sorted(cells.items())}
            found.append((grid.ys[0], [Paragraph("table", lines[cell], cell=cell) for cell in lines]))
    return left, found


def _column(rows: Sequence[Row], facts: PageFacts) -> Box:
    return Box(
        min(row[0].x0 for row in rows) / facts.width,
        min(piece.y0 for row in rows for piece in row) / facts.height,
        max(row[-1].x1 for row in rows) / facts.width,
        max(piece.y1 for row in rows for piece in row) / facts.height,
    )


def pieces_of(letters: Iterable[Letter]) -> list[Piece]:
    """Words: letters up to a blank, a jump or a new line; what is drawn twice for boldness counts once."""
    found: list[Piece] = []
    current: list[Letter] = []
    drawn: dict[tuple[str, int], list[float]] = {}

    def finish() -> None:
        if current:
            found.append(_piece(current))
            current.clear()

    for letter in letters:
        if not letter.size and not unicodedata.combining(letter.text[0]):
            finish()
            continue
        places = drawn.setdefault((letter.text, round(letter.base)), [])
        if letter.text != "." and any(abs(x - letter.x0) < 0.08 * letter.size for x in places[-40:]):
            continue
        places.append(letter.x0)
        if current and not unicodedata.combining(letter.text[0]) and _apart(current[-1], letter):
            finish()
        current.append(letter)
    finish()
    return found


def _apart(before: Letter, letter: Letter) -> bool:
    size = max(before.size, letter.size)
    gap = letter.x0 - before.x1
    return abs(letter.base - before.base) > 0.45 * size or gap > 0.45 * size or gap < -0.8 * size


def _piece(letters: Sequence[Letter]) -> Piece:
    sizes = sorted(letter.size for letter in letters)
    bases = sorted(letter.base for letter in letters)
    return Piece(
        nfc("".join(letter.text for letter in letters)),
        min(letter.x0 for letter in letters),
        min(letter.y0 for letter in letters),
        max(letter.x1 for letter in letters),
        max(letter.y1 for letter in letters),
        bases[len(bases) // 2],
        sizes[len(sizes) // 2],
    )


def _decoded(pieces: list[Piece]) -> tuple[list[Piece], str | None]:
    """The words out of TCVN3 or VNI where their fonts had these; blanks stay where they are, so that words keep their places."""
    text, kind = legacy.decode(" ".join(piece.text for piece in pieces))
    words = text.split(" ")
    if kind is None or len(words) != len(pieces):
        return pieces, None
    return [piece._replace(text=nfc(word)) for piece, word in zip(pieces, words, strict=True)], kind


def _is_stamp(stamp: Stamp) -> bool:
    text = "".join(letter.text for letter in stamp.letters)
    return len(text.split()) > 5 or STAMP.search(text) is not None or "@" in text


def _stamp_paragraph(stamp: Stamp, facts: PageFacts) -> Paragraph:
    rows = columns.rows_of(pieces_of(stamp.letters))
    return Paragraph("digital_signature", tuple(_line(row, facts) for row in rows))


def _without_stamps(rows: list[Row]) -> tuple[list[Row], list[list[Row]]]:
    """Signature text that stands in the page itself, taken out: a line that opens it, and the lines near by in its manner."""
    kept: list[Row] = []
    blocks: list[list[Row]] = []
    for row in rows:
        cut = next((n for n in range(len(row)) if _opens_stamp(row, n)), None)
        if cut is None and blocks and kept is not None:
            head = blocks[-1][0]
            near = row[0].base - blocks[-1][-1][0].base < 2.2 * head[0].size
            cut = next(
                (n for n in range(len(row)) if near and abs(row[n].x0 - head[0].x0) < 40 and _STAMP_LINE.match(_text(row[n:]))), None
            )
        if cut is None:
            kept.append(row)
            continue
        part = tuple(row[cut:])
        if blocks and part[0].base - blocks[-1][-1][0].base < 2.2 * part[0].size:
            blocks[-1].append(part)
        else:
            blocks.append([part])
        if cut:
            kept.append(tuple(row[:cut]))
    return kept, blocks


def _opens_stamp(row: Row, n: int) -> bool:
    gap = n == 0 or row[n].x0 - row[n - 1].x1 > 1.5 * row[n].size
    if not gap:
        return False
    text = _text(row[n : n + 8])
    return _STAMP_START.match(text) is not None and (":" in text[:24] or text.lower().startswith(("digitally", "signature")))


def _text(row: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in row)


def _line(row: Sequence[Piece], facts: PageFacts) -> Line:
    w, h = facts.width, facts.height
    return Line(tuple(Word(p.text, _box(p, w, h)) for p in row))


def _box(piece: Piece, width: float, height: float) -> Box:
    values = (piece.x0 / width, piece.y0 / height, piece.x1 / width, piece.y1 / height)
    x0, y0, x1, y1 = (round(min(max(value, 0.0), 1.0), 5) for value in values)
    return Box(x0, y0, max(x1, x0 + 0.0001), max(y1, y0 + 0.0001))
