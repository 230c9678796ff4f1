"""Ruled tables (bảng kẻ ô) of a typed page: which words stand in which cell.

Word processors draw each side of each cell as a thin bar of its own. Bars in one line are put together; bars that touch make a table when
they part it into two columns at least (a lone rule under the header is none). A missing bar between two cells makes them one:
the words of a merged cell (ô gộp) belong to its first row and column.

>>> bars = [(0, 0, 100, 0), (0, 20, 100, 20), (0, 40, 100, 40), (0, 0, 0, 40), (50, 0, 50, 20), (100, 0, 100, 40)]
>>> [grid] = grids(bars)
>>> cell_at(grid, 70, 10), cell_at(grid, 70, 30), cell_at(grid, 70, 50)
((0, 1), (1, 0), None)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

NEAR = 2.5
"""Points: bars nearer than this touch."""

MAX_BARS = 4000
"""Bars of one page that are looked at: a drawing of more is no table."""


class Bar(NamedTuple):
    """A ruled line: its place across (y of a horizontal one), and from where to where it runs."""

    at: float
    start: float
    end: float


class Grid(NamedTuple):
    """A table: places of its columns' and rows' edges, and the bars themselves (points from the top left)."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    vertical: tuple[Bar, ...]
    horizontal: tuple[Bar, ...]


def grids(rules: Sequence[tuple[float, float, float, float]]) -> list[Grid]:
    """The tables that ruled lines (x0, y0, x1, y1) make, from the top down."""
    if len(rules) > MAX_BARS:
        return []
    horizontal = _joined([Bar((y0 + y1) / 2, x0, x1) for x0, y0, x1, y1 in rules if x1 - x0 >= y1 - y0])
    vertical = _joined([Bar((x0 + x1) / 2, y0, y1) for x0, y0, x1, y1 in rules if y1 - y0 > x1 - x0])
    found = []
    for across, down in _touching(horizontal, vertical):
        xs, ys = _places(down), _places(across)
        if len(xs) >= 3 and len(ys) >= 2:
            found.append(Grid(xs, ys, tuple(down), tuple(across)))
    return sorted(found, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _joined(bars: list[Bar]) -> list[Bar]:
    """Bars in one line and end to end, as one; what is left shorter than a letter is dropped."""
    done: list[Bar] = []
    for bar in sorted(bars, key=lambda b: (round(b.at / NEAR), b.start)):
        last = done[-1] if done else None
        if last and abs(last.at - bar.at) <= NEAR and last.start - NEAR <= bar.start <= last.end + NEAR:
            done[-1] = Bar(last.at, last.start, max(last.end, bar.end))
        else:
            done.append(bar)
    return [bar for bar in done if bar.end - bar.start >= 6]


def _touching(horizontal: list[Bar], vertical: list[Bar]) -> list[tuple[list[Bar], list[Bar]]]:
    """Groups of bars that touch one another."""
    parent = list(range(len(horizontal) + len(vertical)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for h, across in enumerate(horizontal):
        for v, down in enumerate(vertical, len(horizontal)):
            if across.start - NEAR <= down.at <= across.end + NEAR and down.start - NEAR <= across.at <= down.end + NEAR:
                parent[root(h)] = root(v)
    groups: dict[int, tuple[list[Bar], list[Bar]]] = {}
    for n in range(len(parent)):
        group = groups.setdefault(root(n), ([], []))
        if n < len(horizontal):
            group[0].append(horizontal[n])
        else:
            group[1].append(vertical[n - len(horizontal)])
    return list(groups.values())


def _places(bars: Sequence[Bar]) -> tuple[float, ...]:
    places: list[float] = []
    for bar in sorted(bars):
        if not places or bar.at - places[-1] > 2 * NEAR:
            places.append(bar.at)
    return tuple(places)


def cell_at(grid: Grid, x: float, y: float) -> tuple[int, int] | None:
    """Row and column (from 0) of the cell at a point; None outside the table."""
    column, row = bisect_right(grid.xs, x) - 1, bisect_right(grid.ys, y) - 1
    if not (0 <= column < len(grid.xs) - 1 and 0 <= row < len(grid.ys) - 1):
        return None
    middle = (grid.ys[row] + grid.ys[row + 1]) / 2
    while column and not _runs(grid.vertical, grid.xs[column], middle):
        column -= 1
    middle = (grid.xs[column] + grid.xs[column + 1]) / 2
    while row and not _runs(grid.horizontal, grid.ys[row], middle):
        row -= 1
    return row, column


def _runs(bars: Sequence[Bar], at: float, through: float) -> bool:
    return any(abs(bar.at - at) <= 2 * NEAR and bar.start - NEAR <= through <= bar.end + NEAR for bar in bars)
