"""Layout (bố cục) of a scanned page: which lines of print belong together and in which order a person reads them.

Tesseract's own segmentation reads the two-column header of a Vietnamese paper across, and on many pages loses 'Nơi nhận' and the
signature. Here rows of print that share a gutter make columns (header left and right, recipients and signature); ruled frames
make tables of cells; a lone figure at the edge is the page number.

Sizes are pixels of the straightened page; `letter` is the height of a small letter (x-height), the measure of everything.
Page layout: Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.reading.imaging import Frame, Image, components, rooms, rules, without
from pipeline.reading.printlines import PrintLine, print_lines, print_only

GUTTER = 2.0
"""Narrowest white strip between two columns that several rows share, in letters."""

WIDE_GUTTER = 8.0
"""A gap in one row, in letters, that parts columns by itself: no justified line leaves 17 mm."""

Row = list[PrintLine]


@dataclass(frozen=True, slots=True)
class Area:
    """Lines to be read one after the other. `column` is full | left | right | number | stamp; `cell` (row, column) in a table."""

    column: str
    lines: tuple[PrintLine, ...]
    cell: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Areas in reading order, and the page as Tesseract shall see it: print alone."""

    areas: tuple[Area, ...]
    picture: Image
    letter: float


def analyse(grey: Image, binary: Image, letter: float) -> Layout:
    """Layout of a straight page (`grey` 0 black .. 255 white, `binary` its ink as 255)."""
    across, along = rules(binary, letter)
    ruled = across | along
    grey = without(grey, ruled)
    shapes = components(binary & ~ruled)
    boxes, tables = _boxes(rooms(across, along, letter), binary.shape)
    lines, stray = print_lines(shapes, letter, along | _walls(binary.shape, tables), ruled)
    stamped = [line for line in lines if any(line.within(frame) for frame in boxes)]
    lines = [line for line in lines if not any(line.within(frame) for frame in boxes)]
    number, lines = _page_number(_in_type_area(lines, letter), letter)
    areas = [Area("stamp", tuple(sorted(stamped, key=lambda line: line.base))), *_areas(lines, tables, letter)]
    if number is not None:
        areas.append(Area("number", (number,)))
    picture = print_only(grey, shapes, stray, [line for area in areas for line in area.lines], letter)
    return Layout(tuple(area for area in areas if area.lines), picture, letter)


def _boxes(frames: list[tuple[Frame, list[Frame]]], shape: tuple[int, ...]) -> tuple[list[Frame], list[tuple[Frame, list[Frame]]]]:
    """Frames of stamps (HỎA TỐC, ĐẾN: small, in the upper part of the page), and the ruled tables; other boxes around text are neither."""
    height, width = shape[:2]
    stamps = [frame for frame, _ in frames if _is_stamp(frame, width, height)]
    return stamps, [(frame, cells) for frame, cells in frames if len(cells) > 1 and not _is_stamp(frame, width, height)]


def _is_stamp(frame: Frame, width: int, height: int) -> bool:
    return frame[2] - frame[0] < 0.3 * width and frame[3] - frame[1] < 0.12 * height and frame[1] < 0.35 * height


def _walls(shape: tuple[int, ...], tables: list[tuple[Frame, list[Frame]]]) -> Image:
    """Edges of cells as walls also where the scanned rule is broken."""
    walls = np.zeros(shape, np.uint8)
    for _, cells in tables:
        for x0, y0, x1, y1 in cells:
            walls[y0:y1, max(x0 - 2, 0) : x0 + 1] = 255
            walls[y0:y1, x1 : x1 + 3] = 255
    return walls


def _in_type_area(lines: list[PrintLine], letter: float) -> list[PrintLine]:
    """The lines without narrow ones far beside the page's wide lines: the ink of a scanned edge makes columns where none are."""
    wide = [line for line in lines if line.x1 - line.x0 > 10 * letter]
    if len(wide) < 5:
        return lines
    left, right = min(line.x0 for line in wide) - 2 * letter, max(line.x1 for line in wide) + 2 * letter
    return [line for line in lines if line.x1 - line.x0 > 2.5 * letter or (line.x1 > left and line.x0 < right)]


def _page_number(lines: list[PrintLine], letter: float) -> tuple[PrintLine | None, list[PrintLine]]:
    """A line of one to three figures alone at the page's top or foot, and the other lines."""
    if len(lines) < 3:
        return None, lines
    by_height = sorted(lines, key=lambda line: line.base)
    for line, next_line in ((by_height[0], by_height[1]), (by_height[-1], by_height[-2])):
        narrow = line.x1 - line.x0 < 3.2 * letter and line.y1 - line.y0 < 2.2 * letter
        if narrow and abs(line.base - next_line.base) > 2.3 * letter:
            return line, [other for other in lines if other is not line]
    return None, lines


def _areas(lines: list[PrintLine], tables: list[tuple[Frame, list[Frame]]], letter: float) -> list[Area]:
    """Areas of the page from top to foot: tables where they stand, columns between."""
    areas: list[Area] = []
    centre = (min(line.x0 for line in lines) + max(line.x1 for line in lines)) / 2 if lines else 0.0
    for frame, cells in sorted(tables, key=lambda table: table[0][1]):
        inside = [line for line in lines if line.within(frame)]
        above = [line for line in lines if line.base < frame[1] and not line.within(frame)]
        taken = {id(line) for line in inside + above}
        lines = [line for line in lines if id(line) not in taken]
        areas += _columns(_rows(above, letter), letter, centre, not areas)
        areas += _table(inside, cells)
    return areas + _columns(_rows(lines, letter), letter, centre, not areas)


def _rows(lines: list[PrintLine], letter: float) -> list[Row]:
    """Chunks gathered to rows of the page: those on one foot; each row left to right, rows downward."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda line: line.base):
        for row in reversed(rows[-4:]):
            down = abs(sum(other.base for other in row) / len(row) - line.base)
            # A signer's name stamped aslant: the next word stands close beside, if higher.
            beside = min(min(abs(line.x0 - other.x1), abs(other.x0 - line.x1)) for other in row) if down < 1.2 * letter else 9 * letter
            level = down < 0.75 * letter or beside < 1.2 * letter
            if level and not any(_overlap(line, other) > 0.5 * letter for other in row):
                row.append(line)
                break
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda line: line.x0)
    return sorted(rows, key=lambda row: sum(line.base for line in row) / len(row))


def _overlap(line: PrintLine, other: PrintLine) -> int:
    """Pixels of the page's width that both take."""
    return min(line.x1, other.x1) - max(line.x0, other.x0)


def _columns(rows: list[Row], letter: float, centre: float, page_top: bool) -> list[Area]:
    """Rows as areas in reading order: full width, or left column then right column where rows share a gutter."""
    areas: list[Area] = []
    full: Row = []
    index = 0
    while index < len(rows):
        block = _block(rows, index, letter, centre, page_top and not full and not areas)
        if block is None:
            row = rows[index]
            if areas and not full and _is_beside_type(row, areas[-1].lines[-1], letter, centre):
                areas.append(Area("stamp", (row[0],)))
                row = row[1:]
            full.append(_joined(row))
            index += 1
            continue
        end, gutter = block
        if full:
            areas.append(Area("full", tuple(full)))
            full = []
        if not page_top and _is_listing(rows[index:end], gutter):
            areas += [area for number, row in enumerate(rows[index:end]) for area in _listed(row, number)]
            index = end
            continue
        for side in ("left", "right"):
            part = [[line for line in row if (line.middle < gutter) == (side == "left")] for row in rows[index:end]]
            areas.append(Area(side, tuple(_joined(row) for row in part if row)))
        index = end
    return [*areas, Area("full", tuple(full))] if full else areas


def _is_listing(rows: list[Row], gutter: float) -> bool:
    """Whether columns are those of a table without rules: most rows have print on both sides, more of them than any closing has."""
    both = sum(row[0].middle < gutter < row[-1].middle for row in rows)
    return both >= 5 and both > 0.7 * len(rows)


def _listed(row: Row, number: int) -> list[Area]:
    """A row of a table without rules: its chunks as cells; a line alone ('V. BAN BIÊN TẬP') is no cell."""
    if len(row) == 1:
        return [Area("full", (row[0],))]
    return [Area("full", (line,), (number, column)) for column, line in enumerate(row)]


def _joined(row: Row) -> PrintLine:
    """One line of the chunks of a row; its head and foot are the widest chunk's."""
    if len(row) == 1:
        return row[0]
    widest = max(row, key=lambda line: line.x1 - line.x0)
    return PrintLine(
        min(line.x0 for line in row), min(line.y0 for line in row), max(line.x1 for line in row), max(line.y1 for line in row),
        widest.top, widest.base, [member for line in row for member in line.members],
    )  # fmt: skip


def _block(rows: list[Row], start: int, letter: float, centre: float, page_top: bool) -> tuple[int, float] | None:
    """Where a run of rows with a common gutter that begins at `start` ends, and the gutter's middle; None without one."""
    # One-sided rows may stand before the first two-sided one: 'ỦY BAN NHÂN DÂN' at the page's top, a signer's role beside nothing.
    # A line that begins left of the centre is body text unless it is the header.
    first = start
    alone: float | None = None
    while first < len(rows) and first - start < 4 and len(rows[first]) == 1 and (page_top or rows[first][0].x0 > centre):
        alone = min(alone or rows[first][0].x0, rows[first][0].x0)
        first += 1
    if first >= len(rows):
        return None
    best: tuple[int, float, float] | None = None
    if alone is not None and not page_top and len(rows[first]) == 1 and alone - rows[first][0].x1 > WIDE_GUTTER * letter:
        # 'HIỆU TRƯỞNG' on a line of its own, 'Nơi nhận:' below it at the left: two columns without a row in common.
        end, low, high = _run(rows, start, first, (rows[first][0].x1, int(alone)), letter, centre, page_top)
        best = (end or first + 1, low, high)
    for left, right in zip(rows[first], rows[first][1:], strict=False):
        if right.x0 - left.x1 >= GUTTER * letter:
            end, low, high = _run(rows, start, first, (left.x1, right.x0), letter, centre, page_top)
            if end and (best is None or (end, high - low) > (best[0], best[2] - best[1])):
                best = (end, low, high)
    return (best[0], (best[1] + best[2]) / 2) if best else None


def _run(
    rows: list[Row], start: int, first: int, gap: tuple[int, int], letter: float, centre: float, page_top: bool
) -> tuple[int, float, float]:
    """Follow a gutter down the rows: (row past the end, gutter from, to); end 0 where too few rows share it."""
    low, high = float(gap[0]), float(gap[1])
    twosided, widest, end = 0, 0.0, 0
    for index in range(start, len(rows)):
        row = rows[index]
        left, right = [line for line in row if line.x0 < low], [line for line in row if line.x0 >= low]
        left_edge, right_edge = max((line.x1 for line in left), default=0), min((line.x0 for line in right), default=10**9)
        new_low, new_high = max(low, left_edge), min(high, right_edge)
        if new_high - new_low < 0.8 * letter or (left and right and right_edge - left_edge < GUTTER * letter):
            break
        if page_top and index > first and _is_beside_type(row, rows[index - 1][0], letter, centre):
            break
        if left and right:
            twosided += 1
            widest = max(widest, right_edge - left_edge)
        elif index > first and _leaves(row[0], rows[index - 1][0], bool(left), letter, centre, page_top):
            break
        low, high, end = new_low, new_high, index + 1
    return (end, low, high) if twosided >= 2 or (twosided == 1 and widest >= WIDE_GUTTER * letter) else (0, low, high)


def _is_beside_type(row: Row, before: PrintLine, letter: float, centre: float) -> bool:
    """Whether a row below the header is a stamp at the left (HỎA TỐC) and the type in the middle of the page (KẾ HOẠCH)."""
    return len(row) == 2 and row[1].base - before.base > 2.8 * letter and abs(row[1].middle - centre) < 3 * letter


def _leaves(line: PrintLine, before: PrintLine, is_left: bool, letter: float, centre: float, page_top: bool) -> bool:
    """Whether a one-sided row is no more of the columns above it."""
    down = line.base - before.base
    if is_left:
        return down > 6.0 * letter  # far below the header: 'Kính gửi:' or a short first line of the body
    # In the header a short line in the middle of the page below a gap is the type: 'KẾ HOẠCH' stands right of the gutter.
    return page_top and down > 2.8 * letter and abs(line.middle - centre) < 6 * letter


def _table(lines: list[PrintLine], cells: list[Frame]) -> list[Area]:
    """One area a cell that holds print, row by row. A line in a cell whose rules are broken goes to the row and column it stands in."""
    columns = _levels([cell[0] for cell in cells])
    rows = _levels([cell[1] for cell in cells])
    held: dict[tuple[int, int], Row] = {}
    for line in lines:
        cell = next((cell for cell in cells if line.within(cell)), None)
        place = (rows[cell[1]], columns[cell[0]]) if cell else (_level(rows, line.base), _level(columns, line.middle, cells))
        held.setdefault(place, []).append(line)
    return [Area("full", tuple(sorted(held[place], key=lambda line: (line.base, line.x0))), place) for place in sorted(held)]


def _level(levels: dict[int, int], at: float, cells: list[Frame] | None = None) -> int:
    """The row or column that begins last before `at`; past the last cell's right edge (`cells`) it is one more."""
    level = max((number for edge, number in levels.items() if edge <= at), default=0)
    return level + (cells is not None and at > max(cell[2] for cell in cells))


def _levels(edges: list[int]) -> dict[int, int]:
    """Row (or column) number of each edge: edges within 12 pixels are one."""
    level, last, numbers = -1, -(10**9), {}
    for edge in sorted(set(edges)):
        if edge - last > 12:
            level += 1
        last = edge
        numbers[edge] = level
    return numbers
