"""Lines of print (dòng chữ) on a scanned page, gathered from the letters themselves.

Letters whose middles stand side by side make a chunk; marks, dots and dashes are given to the chunk over or under whose letters
they stand; what belongs to none is no print: specks, strokes of a pen, the ring of a seal. Sizes are pixels of the straightened
page; `letter` is the height of a small letter (x-height), the measure of everything.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from pipeline.reading.imaging import Components, Image, Numbers, circles, smear, without

JOIN = 2.2
"""Gap within a chunk, in letters: a justified line's widest blanks. Columns are never so near."""


MANY = 100
"""Chunks from which a page is asked whether its shapes are print at all. Pages have 15-65, a page of noise thousands."""


@dataclass(slots=True)
class PrintLine:
    """A line (or a chunk of one): its rectangle, head and foot of its small letters, the shapes that make it. Pixels."""

    x0: int
    y0: int
    x1: int
    y1: int
    top: float
    base: float
    members: list[int] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """Middle of the line across the page."""
        return (self.x0 + self.x1) / 2

    def within(self, frame: tuple[int, int, int, int]) -> bool:
        """Whether its middle lies in the frame (x0, y0, x1, y1)."""
        return frame[0] <= self.middle <= frame[2] and frame[1] <= (self.top + self.base) / 2 <= frame[3]


def print_lines(shapes: Components, letter: float, walls: Image, ruled: Image) -> tuple[list[PrintLine], Numbers]:
    """Chunks of print between `walls` (255: edges of table cells), and the indices of the shapes that belong to none.

    `ruled` (255) is the ink that was taken for rules: the upright flanks of a seal's ring are among it.
    """
    ids = np.flatnonzero(_letters(shapes, letter) & ~_in_seals(shapes, letter, ruled))
    middle = shapes.y[ids] + shapes.height[ids] / 2
    unit = letter / 6
    chunks = smear(
        shapes.x[ids], middle - 0.3 * letter, shapes.right[ids], middle + 0.3 * letter, walls.shape[:2], unit, JOIN * letter, walls
    )
    # The chunk of each letter is the label under its middle.
    row = np.clip((middle / unit).astype(int), 0, chunks.labels.shape[0] - 1)
    column = np.clip(((shapes.x[ids] + shapes.width[ids] / 2) / unit).astype(int), 0, chunks.labels.shape[1] - 1)
    label = chunks.labels[row, column]
    order = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.diff(label[order], prepend=-1))
    lines: list[PrintLine] = []
    owner = np.full(len(shapes), -1)
    for members in np.split(ids[order], starts[1:]) if len(ids) else []:
        if label[np.searchsorted(ids, members[0])] == 0:
            continue
        line = _line(shapes, members, letter)
        if line is not None:
            owner[members] = len(lines)
            lines.append(line)
    if len(lines) > MANY and _standing(shapes, lines, letter) < 0.25:
        return [], np.arange(len(shapes))
    _adopt_marks(shapes, lines, owner, letter)
    return _absorbed(lines, letter), np.flatnonzero(owner < 0)


def _standing(shapes: Components, lines: list[PrintLine], letter: float) -> float:
    """Share of all letters that make chunks of five or more and stand on their chunk's foot: 0.8 and more of print, 0.1 of noise."""
    on_foot = sum(int((np.abs(shapes.bottom[line.members] - line.base) <= 0.15 * letter).sum()) for line in lines if len(line.members) >= 5)
    return on_foot / max(sum(len(line.members) for line in lines), 1)


def _absorbed(lines: list[PrintLine], letter: float) -> list[PrintLine]:
    """The chunks without those that lie on another one: pieces of a faint line whose letters' middles stood too far apart."""
    kept: list[PrintLine] = []
    for line in sorted(lines, key=lambda line: line.x0 - line.x1):
        for host in kept:
            if abs(host.base - line.base) < 0.6 * letter and host.x0 - letter <= line.x0 and line.x1 <= host.x1 + letter:
                host.members += line.members
                host.y0, host.y1 = min(host.y0, line.y0), max(host.y1, line.y1)
                host.x0, host.x1 = min(host.x0, line.x0), max(host.x1, line.x1)
                break
        else:
            kept.append(line)
    return kept


def _letters(shapes: Components, letter: float) -> Numbers:
    tall = (shapes.height >= 0.55 * letter) & (shapes.height <= 2.7 * letter)
    found: Numbers = tall & (shapes.width <= 7 * letter) & (shapes.area >= 0.12 * letter**2)
    return found


def _in_seals(shapes: Components, letter: float, ruled: Image) -> Numbers:
    """Shapes within a seal's ring (25-50 mm across): a seal without colour is no print. Looked for where a shape is that large."""
    inside = np.zeros(len(shapes), bool)
    large = (np.minimum(shapes.width, shapes.height) > 1.5 * letter) & (np.maximum(shapes.width, shapes.height) > 4 * letter)
    if not large.any():
        return inside
    ink = ruled | shapes.painted(np.flatnonzero(large))
    for x, y, radius in circles(ink, (5.5 * letter, 12 * letter), letter / 5):
        across, down = shapes.x + shapes.width / 2 - x, shapes.y + shapes.height / 2 - y
        inside |= np.hypot(across, down) < 1.04 * radius
    return inside


def _line(shapes: Components, members: Numbers, letter: float) -> PrintLine | None:
    """The chunk that these letters make; None for one shape that is no letter or figure."""
    x0, x1 = int(shapes.x[members].min()), int(shapes.right[members].max())
    if len(members) == 1:
        # A lone figure ('1' in a table's first column, a page number) has the height of a figure; a speck hardly ever has.
        height = int(shapes.height[members[0]])
        # 'Anh' of a bold, slanted name stamp is one shape.
        tallest = 2.7 if x1 - x0 > 1.5 * letter else 2.0
        if not 0.9 * letter <= height <= tallest * letter or shapes.area[members[0]] < 0.2 * (x1 - x0) * height:
            return None
    base = float(np.median(shapes.bottom[members]))
    return PrintLine(x0, int(shapes.y[members].min()), x1, int(shapes.bottom[members].max()), base - letter, base, list(members))


def _adopt_marks(shapes: Components, lines: list[PrintLine], owner: Numbers, letter: float) -> None:
    """Give marks, dots, dashes and broken letters to the line that they belong to; enlarges the lines.

    Three rounds: of a faint line the first finds what is near the whole letters, the next what is near that.
    """
    for _ in range(3 if lines else 0):
        loose = (owner < 0) & (shapes.height <= 5 * letter) & (shapes.width <= 12 * letter) & (shapes.area >= 0.006 * letter**2)
        if not _adopt_round(shapes, lines, owner, np.flatnonzero(loose), letter):
            break


def _adopt_round(shapes: Components, lines: list[PrintLine], owner: Numbers, loose: Numbers, letter: float) -> int:
    """One round over the loose shapes; gives how many found a line."""
    ends = np.array([(line.x0, line.x1, line.top, line.base) for line in lines])
    adopted = 0
    for start in range(0, len(loose), 2048):  # so many at a time: a page of noise has a hundred thousand
        part = loose[start : start + 2048]
        nearest, distance = _nearest(shapes, part, ends, letter)
        near = distance <= letter
        for index, line in zip(part[near].tolist(), nearest[near].tolist(), strict=True):
            owner[index] = line
            _take(lines[line], shapes, index, letter)
        adopted += int(near.sum())
    return adopted


def _nearest(shapes: Components, loose: Numbers, ends: Numbers, letter: float) -> tuple[Numbers, Numbers]:
    """For each loose shape the line (`ends`: x0, x1, top, base) that it may belong to, and how far off it stands from its letters."""
    width, height = shapes.width[loose, None], shapes.height[loose, None]
    x, y = shapes.x[loose, None] + width / 2, shapes.y[loose, None] + height / 2
    x0, x1, top, base = ends.T
    # Marks reach 1.3 letters above a small letter's head (Ể) and half a letter below its foot (ợ).
    distance = np.maximum(np.maximum((top - y) / 1.35, (y - base) / 0.75), 0.0)
    # Of a faint line a whole capital may have fallen to pieces ('N' of 'Nơi nhận'): its middle is further from its neighbour's edge.
    reach = np.where(height > 0.7 * letter, 1.3 * letter, 0.8 * letter)
    dash = (0.25 * letter < width) & (width < 1.6 * letter) & (height < 0.45 * letter) & (width > 1.5 * height)
    # A bullet's dash stands up to three letters before its first word, a dash at the line's end after its last.
    reach = np.where(dash & (np.abs((top + base) / 2 - y) < 0.4 * letter), 3.4 * letter, reach)
    distance[(x < x0 - reach) | (x > x1 + reach)] = np.inf
    nearest = distance.argmin(axis=1)
    return nearest, distance[np.arange(len(loose)), nearest]


def _take(line: PrintLine, shapes: Components, index: int, letter: float) -> None:
    line.members.append(index)
    line.x0, line.x1 = min(line.x0, int(shapes.x[index])), max(line.x1, int(shapes.right[index]))
    if shapes.height[index] <= 2.8 * letter:
        line.y0, line.y1 = min(line.y0, int(shapes.y[index])), max(line.y1, int(shapes.bottom[index]))


def print_only(grey: Image, shapes: Components, stray: Numbers, lines: list[PrintLine], letter: float) -> Image:
    """The page without stray shapes. What lies on a line of print stays: a pen's stroke there may carry a letter, a dot its part."""
    if not len(stray):
        return grey
    dirt = shapes.painted(stray)
    reach = round(1.3 * letter)
    for line in lines:
        dirt[max(line.y0, 0) : line.y1, max(line.x0 - reach, 0) : line.x1 + reach] = 0
    return without(grey, dirt)
