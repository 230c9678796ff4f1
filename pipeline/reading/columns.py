"""Rows and regions of a page of typed words (ô số của thể thức: sơ đồ bố trí, Nghị định 30/2020/NĐ-CP, Phụ lục I).

Words with places, in points, become rows; rows become regions: the two cells of the header (issuing body left, Quốc hiệu and Tiêu ngữ
right), the body, tables, 'Nơi nhận' left and the signature right at the end, the page number alone in a margin.

>>> left, right = Piece("SỞ", 100, 50, 120, 60, 60, 12), Piece("CỘNG", 300, 50, 340, 60, 60, 12)
>>> [len(row) for row in rows_of([right, left, left._replace(base=90)])]
[2, 1]
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import regex

from pipeline.reading.paragraphs import in_capitals
from pipeline.vietnamese.normalize import fold


class Piece(NamedTuple):
    """A word with its place in points from the top left; `base` its baseline, `size` the height of its type."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    base: float
    size: float


Row = tuple[Piece, ...]
"""Words on one line, left to right."""


class Part(NamedTuple):
    """Rows of one region, top to bottom."""

    region: str
    rows: tuple[Row, ...]


NATION = regex.compile(r"cong hoa xa hoi|dang cong san viet nam|cong hoa xhcn")
MOTTO = regex.compile(r"doc lap\b.{0,6}\btu do\b")
DATED = regex.compile(r"\bngay\b.{0,16}\bthang\b.{0,16}\bnam\b")
_NUMBER_ALONE = regex.compile(r"[-–—]?\s?\d{1,4}(?:\s?/\s?\d{1,4})?\s?[-–—]?|trang \d{1,4}(?:\s?/\s?\d{1,4})?|page \d{1,4}")

_RULE = regex.compile(r"[-_–—=]{3,}")  # drawn with letters: '------------' under the issuing body

HEADER_ROWS = 16
CLOSING_ROWS = 45


def rows_of(pieces: Sequence[Piece]) -> list[Row]:
    """Words in rows by their baselines, top to bottom, each row left to right."""
    rows: list[list[Piece]] = []
    bases: list[float] = []
    for piece in sorted(pieces, key=lambda p: (p.base, p.x0)):
        best: int | None = None
        for n in range(len(rows) - 1, max(len(rows) - 4, -1), -1):
            off = abs(piece.base - bases[n])
            small = piece.size < 0.8 * rows[n][0].size
            if off <= (0.5 if small else 0.3) * max(piece.size, rows[n][0].size) and not _overlaps(rows[n], piece):
                best = n if best is None or off < abs(piece.base - bases[best]) else best
        if best is None:
            rows.append([piece])
            bases.append(piece.base)
        else:
            rows[best].append(piece)
    ordered = sorted(zip(bases, rows, strict=True), key=lambda pair: pair[0])
    return [tuple(sorted(row, key=lambda p: p.x0)) for _, row in ordered]


def _overlaps(row: Sequence[Piece], piece: Piece) -> bool:
    return any(min(p.x1, piece.x1) - max(p.x0, piece.x0) > 0.5 * min(p.x1 - p.x0, piece.x1 - piece.x0) for p in row)


def split(rows: Sequence[Row], width: float, height: float) -> list[Part]:
    """The regions of a page in reading order."""
    numbers, rest = _page_numbers([row for row in rows if not all(_RULE.fullmatch(piece.text) for piece in row)], height)
    header, rest = _header(rest, width, height)
    rest, closing = _closing(rest, width)
    parts = [*header, *_body(rest), *closing]
    return [part for part in [*parts, *numbers] if part.rows]


def _text(row: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in row)


def _page_numbers(rows: Sequence[Row], height: float) -> tuple[list[Part], list[Row]]:
    def is_number(row: Row, edge: bool) -> bool:
        margin = row[0].base < 0.1 * height or row[0].base > 0.9 * height
        return edge and margin and _NUMBER_ALONE.fullmatch(_text(row).lower()) is not None

    numbers = [row for n, row in enumerate(rows) if is_number(row, n in (0, len(rows) - 1))]
    return [Part("page_number", tuple(numbers))] if numbers else [], [row for row in rows if row not in numbers]


def _cut(row: Row, gutter: float) -> tuple[Row, Row] | None:
    """The row left and right of the gutter; None where a word or a run of words crosses it."""
    left = tuple(p for p in row if (p.x0 + p.x1) / 2 < gutter)
    right = row[len(left) :]
    if left and right and right[0].x0 - left[-1].x1 < 0.75 * right[0].size:
        return None
    return left, right


def _header(rows: Sequence[Row], width: float, height: float) -> tuple[list[Part], list[Row]]:
    found = _nation(rows, height)
    if found is None:
        return [], list(rows)
    index, start, nation = found
    right_middle = (nation[start].x0 + nation[-1].x1) / 2
    gutter = _header_gutter(rows, index, start, width)
    left: list[Row] = []
    right: list[Row] = []
    dated = False
    last = nation[0].base
    past = 0
    for n, row in enumerate(rows[:HEADER_ROWS]):
        parts = (row[:start], row[start:]) if n == index else _cut(row, gutter)
        if parts is None and (n < index or _under(left, row, width)):
            parts = (row, ())
        if parts is None or (n > index and _is_title(row, parts, right_middle, gutter, dated, last, width)):
            break
        left += [parts[0]] if parts[0] else []
        right += [parts[1]] if parts[1] else []
        dated = dated or bool(parts[1] and DATED.search(fold(_text(parts[1]))))
        last, past = row[0].base, n + 1
    cells = [("header_left", left), ("header_right", right)]
    bare = [(region, [tuple(p for p in row if not _RULE.fullmatch(p.text)) for row in part]) for region, part in cells]
    return [Part(region, tuple(row for row in part if row)) for region, part in bare], list(rows[past:])


def _under(left: Sequence[Row], row: Row, width: float) -> bool:
    """A wide line of the left cell ('V/v …' over three lines) that reaches past the gutter: its middle is that of the line above."""
    if not left or row[-1].x1 > 0.58 * width or row[0].base - left[-1][0].base > 2.5 * row[0].size:
        return False
    return abs(row[0].x0 + row[-1].x1 - left[-1][0].x0 - left[-1][-1].x1) / 2 < 0.03 * width


def _nation(rows: Sequence[Row], height: float) -> tuple[int, int, Row] | None:
    """Row of the national name (or of the Party's) near the top, and the word where it begins."""
    for n, row in enumerate(rows[:8]):
        if row[0].base > 0.4 * height:
            break
        words = [fold(piece.text) for piece in row]
        for start in range(len(words)):
            text = " ".join(words[start:])
            if words[start] in ("cong", "dang") and NATION.match(text) and len(words) - start <= 12:
                return n, start, row
    return None


def _header_gutter(rows: Sequence[Row], index: int, start: int, width: float) -> float:
    """Between the cells: right of all that stands left beside the national name and the motto, left of both."""
    beginning = rows[index][start].x0
    ends = [rows[index][start - 1].x1] if start else []
    for row in rows[index + 1 : index + 3]:
        match = next((k for k in range(1, len(row)) if MOTTO.match(fold(_text(row[k:])))), None)
        if match:
            ends.append(row[match - 1].x1)
    end = max((e for e in ends if e < beginning), default=beginning - 0.06 * width)
    return (end + beginning) / 2


def _is_title(row: Row, parts: tuple[Row, Row], right_middle: float, gutter: float, dated: bool, last: float, width: float) -> bool:
    """A row that stands in the middle of the page, or on after the date with nothing in the left cell, is header no more."""
    if fold(_text(row[:2])).startswith("kinh gui"):
        return True
    if parts[0] and parts[1]:
        return False
    middle = (row[0].x0 + row[-1].x1) / 2
    page_middle = 0.5 * width + 8  # the left margin is 1 to 1.5 cm wider than the right one
    centred = abs(middle - page_middle) < 0.055 * width and abs(middle - page_middle) < abs(middle - right_middle)
    if centred and row[0].x0 > 0.2 * width:
        return True
    return bool(dated and parts[1]) or row[0].base - last > 6 * row[0].size


def _closing(rows: list[Row], width: float) -> tuple[list[Row], list[Part]]:
    """'Nơi nhận' left and the signature right; what stands below both (an annex) is body again."""
    index = next((n for n, row in enumerate(rows) if fold(_text(row[:2])).startswith("noi nhan") and row[0].x0 < 0.4 * width), None)
    if index is None:
        return _signature_alone(rows, width)
    gutter = _closing_gutter(rows[index : index + CLOSING_ROWS], width)
    first = index
    while first and rows[first - 1][0].x0 > gutter and _signs(rows[first - 1]):
        first -= 1
    left: list[Row] = []
    right: list[Row] = []
    past = first
    for row in rows[first : first + CLOSING_ROWS]:
        parts = _cut(row, gutter)
        if parts is None:
            break
        left += [parts[0]] if parts[0] else []
        right += [parts[1]] if parts[1] else []
        past += 1
    closing = [Part("recipients", tuple(left)), Part("signature", tuple(right))]
    return rows[:first], [*closing, *_body(rows[past:])]


def _signs(row: Row) -> bool:
    return in_capitals(_text(row))


def _closing_gutter(rows: Sequence[Row], width: float) -> float:
    """The place between the cells that the fewest rows cross, the middle of the widest such stretch."""
    steps = [width * k / 200 for k in range(60, 131)]
    crossed = []
    for x in steps:
        inside = sum(any(p.x0 - 2 < x < p.x1 + 2 for p in row) for row in rows)
        between = sum(any(a.x1 <= x <= b.x0 and b.x0 - a.x1 < 0.75 * b.size for a, b in pairwise(row)) for row in rows)
        crossed.append(inside + between)
    fewest = min(crossed)
    best, run = (0, 0), 0
    for n, count in enumerate([*crossed, fewest + 1]):
        if count == fewest:
            run += 1
        elif run:
            best, run = max(best, (run, n - run)), 0
    return steps[best[1] + best[0] // 2]


def _signature_alone(rows: list[Row], width: float) -> tuple[list[Row], list[Part]]:
    """A signature at the end of a page without 'Nơi nhận': rows on the right alone, the first in capitals."""
    first = len(rows)
    while first and rows[first - 1][0].x0 > 0.42 * width:
        first -= 1
    while first < len(rows) and not _signs(rows[first]):
        first += 1
    if len(rows) - first < 2:
        return rows, []
    return rows[:first], [Part("signature", tuple(rows[first:]))]


def _body(rows: Sequence[Row]) -> list[Part]:
    return [Part("body", tuple(rows))] if rows else []
