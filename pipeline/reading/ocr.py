"""A scanned page read: imaging, layout, one run of Tesseract over its lines, words put back on the page (nhận dạng chữ).

The page is turned upright and straight, its lines are cut out and read one by one (`tesseract.read_lines`), and every word gets
its box on the page as it was scanned. Regions are named by what is printed in them: the national name makes a header, 'Nơi nhận'
the recipients. A number or a day written by hand becomes `…` (`digits`). A page that turns out unreadable is tried upside down.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.document import Box, Line, Page, Paragraph, Word, around
from pipeline.errors import EngineMissing
from pipeline.reading import digits, imaging, layout, posture, regions, tesseract
from pipeline.reading.imaging import Image
from pipeline.reading.layout import Area, Layout
from pipeline.reading.paragraphs import group
from pipeline.reading.printlines import PrintLine
from pipeline.reading.tesseract import RawWord
from pipeline.vietnamese.syllables import is_syllable

LETTER = 20.0
"""Height in pixels to which a page's small letters are brought before reading. Measured on 25 real pages (words missed, seconds of
CPU): 17: 250, 22.2; 20: 253, 22.8; 23: 247, 25.7; 27: 258, 29.4; 32: 270, 35.7."""

LARGEST_SCALE = 3.0
"""A page is not enlarged further: letters of six pixels hold nothing to enlarge."""

LARGEST_SHEET = 12_000_000
"""Pixels beyond which no page is enlarged (a worker shall stay below 700 MB): A4 in print of 8.5 pt, A3 in print of 12 pt."""

GRAIN = 40_000
"""Shapes on a page from which it has grain, or is noise. A full page of small print has some 8,000."""

SMALLEST = 8
"""Pixels a side below which there is nothing to read."""

MARGIN = 0.6
"""White around a line's picture, in letters."""

DOUBTFUL = 0.85
"""Mean confidence of a line below which the larger pack is asked as well and the surer reading is taken. Measured on 25 real pages: 6 %
of the text, words missed 241 → 225 (from 0.80: 235; from 0.90: 221 for 11 % of the text; the larger pack alone: 309)."""

_ODD = re.compile(r"[^\w\s.,;:()/%'\"“”+-]|_")
"""Signs that strokes of a pen are read as, and print hardly ever holds."""

READABLE = 0.55
"""Mean confidence of words below which a page is tried upside down."""

SAMPLE = 6
"""Lines (the widest) by which the other way up is judged."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page made ready: turned by `rotation` and `skew` degrees, `scale` times its scanned size, and its layout."""

    grey: Image
    layout: Layout
    rotation: int
    skew: float
    scale: float
    width: int  # of the turned page as scanned, pixels
    height: int


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of print and its words, their boxes in pixels of the sheet."""

    line: PrintLine
    words: tuple[RawWord, ...]

    @property
    def confidence(self) -> float:
        """Mean of the words' confidences, 0..1, by their length."""
        size = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / size if size else 0.0


def read_image(image: Image, *, number: int, dpi: int | None = None, timeout: float = 120.0) -> Page:
    """The page `number` from its picture (grey or BGR uint8, `dpi` where known). `timeout` in seconds for all of it.

    Raises `EngineMissing` and `PageTimeout`.
    """
    until = time.monotonic() + timeout
    blank = Page(number=number, kind="blank", width=image.shape[1], height=image.shape[0], dpi=dpi)
    if min(image.shape[:2]) < SMALLEST:
        return blank
    grey = imaging.flatten(imaging.to_grey(image))
    sheet = _prepare(grey, 0, dpi)
    if sheet is None or not sheet.layout.areas:
        return blank
    lines = _read(sheet, _all_lines(sheet), until)
    if _confidence(lines) < READABLE:
        sheet, lines = _other_way_up(grey, sheet, lines, dpi, until)
    lines = _second_opinion(sheet, _unanswered(sheet, lines, until), until)
    paragraphs = _paragraphs(sheet, dict(zip(map(id, _all_lines(sheet)), lines, strict=True)))
    if not any(paragraph.lines for paragraph in paragraphs):
        return blank
    return Page(number, "ocr", paragraphs, sheet.width, sheet.height, dpi, sheet.rotation, sheet.skew)


def _prepare(grey: Image, rotation: int, dpi: int | None) -> Sheet | None:
    """The page upright and straight with its layout; `rotation` is added to what the lines of print ask for. None if blank."""
    grey = imaging.turn(grey, rotation)
    shapes = imaging.components(imaging.binarise(grey))
    if len(shapes) > GRAIN:
        grey = imaging.without_grain(grey)
        shapes = imaging.components(imaging.binarise(grey))
    if len(shapes) > GRAIN:
        return None
    letter = posture.letter_height(shapes) or (dpi or 200) * 0.0875  # 14 pt: x-height of 6.3 pt
    if not rotation % 180 and posture.is_sideways(shapes, letter):
        grey, rotation = imaging.turn(grey, 270), (rotation + 270) % 360
        shapes = imaging.components(imaging.binarise(grey))
        letter = posture.letter_height(shapes) or letter
    skew = posture.skew(shapes, letter)
    scale = min(LETTER / letter, LARGEST_SCALE, max(1.0, math.sqrt(LARGEST_SHEET / grey.size)))
    scale = 1.0 if 0.9 < scale < 1.12 else scale  # a resampling costs more than it gives
    straight = imaging.straighten(grey, skew, scale)
    found = layout.analyse(straight, imaging.binarise(straight), letter * scale)
    return Sheet(straight, found, rotation, skew, scale, grey.shape[1], grey.shape[0])


def _all_lines(sheet: Sheet) -> list[PrintLine]:
    return [line for area in sheet.layout.areas for line in area.lines]


def _read(sheet: Sheet, lines: Sequence[PrintLine], until: float) -> list[ReadLine]:
    """The lines read by Tesseract, boxes moved to the sheet."""
    return [_placed(sheet, line, words) for line, words in zip(lines, _answers(sheet, lines, until, tesseract.PACK), strict=True)]


def _answers(sheet: Sheet, lines: Sequence[PrintLine], until: float, pack: str, raw: bool = False) -> list[list[RawWord]]:
    pictures = [_picture(sheet.layout, line) for line in lines]
    return tesseract.read_lines(pictures, pack=pack, raw=raw, timeout=max(1.0, until - time.monotonic()))


def _placed(sheet: Sheet, line: PrintLine, words: Sequence[RawWord]) -> ReadLine:
    left, top, _, _ = _frame(sheet.layout, line)
    placed = [replace(w, x0=w.x0 + left, y0=w.y0 + top, x1=w.x1 + left, y1=w.y1 + top) for w in words]
    return ReadLine(line, tuple(_rejoined(placed, sheet.layout.letter)))


def _second_opinion(sheet: Sheet, lines: list[ReadLine], until: float) -> list[ReadLine]:
    """The lines with the doubtful ones as the larger pack reads them, where it is surer. Without that pack, the lines as they are.

    Of a lone figure in a table's cell ('3', read as 's') the first answer is often none; it is asked about all the same.
    """
    in_cells = {id(line) for area in sheet.layout.areas if area.cell is not None for line in area.lines}
    doubtful = [n for n, read in enumerate(lines) if read.confidence < DOUBTFUL and (_is_print(read) or id(read.line) in in_cells)]
    if not doubtful:
        return lines
    try:
        answers = _answers(sheet, [lines[number].line for number in doubtful], until, tesseract.SECOND_PACK)
    except EngineMissing:
        return lines
    return _surer(sheet, lines, doubtful, answers)


def _unanswered(sheet: Sheet, lines: list[ReadLine], until: float) -> list[ReadLine]:
    """The lines with those that the engine took for a picture read letter by letter: a signer's name with a seal's ring through it."""
    silent = [number for number, read in enumerate(lines) if not read.words and len(read.line.members) >= 5]
    if not silent:
        return lines
    return _surer(sheet, lines, silent, _answers(sheet, [lines[number].line for number in silent], until, tesseract.PACK, raw=True))


def _surer(sheet: Sheet, lines: list[ReadLine], asked: Sequence[int], answers: Sequence[Sequence[RawWord]]) -> list[ReadLine]:
    """The lines with the new answers for those numbered `asked` where they are surer."""
    better = list(lines)
    for number, words in zip(asked, answers, strict=True):
        other = _placed(sheet, lines[number].line, words)
        if other.confidence > lines[number].confidence:
            better[number] = other
    return better


def _frame(found: Layout, line: PrintLine) -> tuple[int, int, int, int]:
    """Where a line's picture lies on the sheet, its white margin included: left, top, right, foot in pixels."""
    margin = round(MARGIN * found.letter)
    top = max(0, min(line.y0, round(line.top - 0.2 * found.letter)) - 2)
    foot = max(line.y1, round(line.base + 0.3 * found.letter)) + 3
    return max(0, line.x0 - 8) - margin, top - margin, line.x1 + 9 + margin, foot + margin


def _picture(found: Layout, line: PrintLine) -> Image:
    """Picture of a line: its part of the page within a white margin."""
    margin = round(MARGIN * found.letter)
    left, top, right, foot = _frame(found, line)
    return imaging.framed(found.picture[top + margin : foot - margin, left + margin : right - margin], margin)


def _rejoined(words: list[RawWord], letter: float) -> list[RawWord]:
    """Figures that the engine set apart ('tháng 1 1', 'ngày 1 6/12') put together again where no blank is printed between them."""
    joined: list[RawWord] = []
    for word in words:
        last = joined[-1] if joined else None
        if last and last.text[-1:].isdigit() and word.text[:1].isdigit() and word.x0 - last.x1 < 0.4 * letter:
            joined[-1] = RawWord(
                last.text + word.text, last.x0, min(last.y0, word.y0), word.x1, max(last.y1, word.y1),
                min(last.confidence, word.confidence), last.choices + word.choices,
            )  # fmt: skip
        else:
            joined.append(word)
    return joined


def _confidence(lines: Sequence[ReadLine]) -> float:
    """Mean confidence of the lines by their words, 0..1; 1.0 where there is next to nothing to judge by."""
    words = [word for line in lines for word in line.words]
    return sum(word.confidence for word in words) / len(words) if len(words) >= 4 else 1.0


def _other_way_up(grey: Image, sheet: Sheet, lines: list[ReadLine], dpi: int | None, until: float) -> tuple[Sheet, list[ReadLine]]:
    """The page as it reads better: as it was, or turned by 180 degrees, judged by its widest lines."""
    turned = _prepare(grey, (sheet.rotation + 180) % 360, dpi)
    if turned is None or not turned.layout.areas:
        return sheet, lines
    widest = sorted(_all_lines(turned), key=lambda line: line.x0 - line.x1)[:SAMPLE]
    before = sorted(lines, key=lambda read: read.line.x0 - read.line.x1)[:SAMPLE]
    if _confidence(_read(turned, widest, until)) <= _confidence(before) + 0.1:
        return sheet, lines
    return turned, _read(turned, _all_lines(turned), until)


def _paragraphs(sheet: Sheet, read: dict[int, ReadLine]) -> tuple[Paragraph, ...]:
    """Paragraphs of the page in reading order, each in its region."""
    paragraphs: list[Paragraph] = []
    areas = [(area, [read[id(line)] for line in area.lines if _is_print(read[id(line)])]) for area in sheet.layout.areas]
    for part in regions.name([(area.column, area.cell, [_text(line) for line in lines]) for area, lines in areas]):
        area, lines = areas[part.area]
        chosen = [_line(sheet, line, part.region) for line in lines[part.first : part.past]]
        paragraphs += _grouped(sheet, area, [line for line in chosen if line.words], part.region)
    return tuple(paragraphs)


def _text(line: ReadLine) -> str:
    return " ".join(word.text for word in line.words)


def _is_print(line: ReadLine) -> bool:
    """Whether a line was read as print: strokes of a pen and dirt give words without confidence that are no words."""
    if line.confidence >= 0.5 or any(word.confidence >= 0.75 and len(word.text) > 2 for word in line.words):
        return bool(line.words)
    if digits.is_number_line(_text(line)):
        return True  # 'Số:2p€¿} /SYT-NVY': the hand takes the line's confidence, the symbol is print
    text = _text(line)
    if len(text) > 6 and line.confidence > 0.3 and len(_ODD.findall(text)) <= 0.2 * len(text):
        return True  # '- Lưu: VT, CĐN.' in worn type, '/QĐ-SYT ngày /12/2017.' with its blanks: no word is sure, the letters are letters
    size = sum(len(word.text) for word in line.words)
    return sum(len(word.text) for word in line.words if _is_plausible(word)) * 2 > size


def _is_plausible(word: RawWord) -> bool:
    """Whether a word read without confidence may be one: a syllable, capitals, figures; '/KH-SYT' is, 'Ÿ' and '|{' are not."""
    text = word.text.strip(".,;:()\"'“”-/")
    letters = [part for part in re.split(r"[\W_]+", text) if part]
    return word.confidence >= 0.1 and len(text) > 1 and all(is_syllable(p) or p.isupper() or p.isdigit() for p in letters) and bool(letters)


def _grouped(sheet: Sheet, area: Area, lines: list[Line], region: str) -> list[Paragraph]:
    if not lines:
        return []
    if region in ("page_number", "stamp") or area.cell is not None:
        return [Paragraph(region, tuple(lines), cell=area.cell)]
    return list(group(lines, region, around(line.box for line in lines)))


def _line(sheet: Sheet, read: ReadLine, region: str) -> Line:
    """The words of a line with their boxes on the scanned page; handwritten figures of number and day left open."""
    found = sheet.layout
    words = digits.leave_open(read.words, read.line, sheet.grey, found.letter, region) if region in digits.REGIONS else read.words
    return Line(tuple(Word(word.text, _box(sheet, word), word.confidence, word.choices) for word in words))


def _box(sheet: Sheet, word: RawWord) -> Box:
    """The word's rectangle as fractions of the page as scanned (turned upright, not yet straightened)."""
    centre_x, centre_y = sheet.width / 2, sheet.height / 2
    x = (word.x0 + word.x1) / 2 / sheet.scale - centre_x
    y = (word.y0 + word.y1) / 2 / sheet.scale - centre_y
    turn = math.radians(-sheet.skew) if abs(sheet.skew) >= 0.05 else 0.0
    x, y = x * math.cos(turn) - y * math.sin(turn) + centre_x, x * math.sin(turn) + y * math.cos(turn) + centre_y
    half_width, half_height = (word.x1 - word.x0) / 2 / sheet.scale, (word.y1 - word.y0) / 2 / sheet.scale
    left, right = (round(min(max(edge / sheet.width, 0.0), 1.0), 5) for edge in (x - half_width, x + half_width))
    top, foot = (round(min(max(edge / sheet.height, 0.0), 1.0), 5) for edge in (y - half_height, y + half_height))
    return Box(left, top, right, foot)
