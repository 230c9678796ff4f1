"""The dot plot (biểu đồ điểm): a line a province, a dot a target, further right the larger; a range is a bar between its ends.

>>> plot = dot_plot([("Kiên Giang", 90.0, None, "2022"), ("Gia Lai", 80.0, 95.0, "2022"), ("Kiên Giang", 100.0, None, "2023")])
>>> [(line.label, len(line.dots)) for line in plot.lines], [number for _, number in plot.scale][-1]
([('Gia Lai', 1), ('Kiên Giang', 2)], 100.0)
>>> dot_plot([]).lines
()
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.vietnamese.normalize import fold
from pipeline.web.drawing.scale import ticks

WIDTH, LEFT, RIGHT, TOP, LINE, BOTTOM = 640, 150, 18, 10, 26, 30
"""The picture and its margins, in its own units; `LINE` the height of a province's line."""

LINES = 100
"""Provinces shown at most: those of then and now, and what is of none."""


class Dot(NamedTuple):
    """A target: its value (and the end of its range), its places, its year, and which of the given rows it was."""

    value: float
    value_max: float | None
    x: float
    x_max: float | None
    year: str
    row: int


class PlotLine(NamedTuple):
    """A province's line."""

    label: str
    y: int
    dots: tuple[Dot, ...]


class DotPlot(NamedTuple):
    """The picture: its size, its lines, the scale as (x, number), the years shown, from old to new."""

    width: int
    height: int
    lines: tuple[PlotLine, ...]
    scale: tuple[tuple[float, float], ...]
    years: tuple[str, ...]


def dot_plot(rows: Sequence[tuple[str, float | None, float | None, str | None]]) -> DotPlot:
    """The picture of rows (province, value, end of a range or None, year); rows without a value are left out."""
    shown = [
        (label, float(value), high, year or "", number)
        for number, (label, value, high, year) in enumerate(rows)
        if value is not None and math.isfinite(value)
    ]
    numbers = [number for _, value, high, _, _ in shown for number in (value, high) if number is not None and math.isfinite(number)]
    scale = ticks(min(0.0, *numbers), max(0.0, *numbers)) if numbers else [0.0, 1.0]
    labels = sorted({label for label, *_ in shown}, key=lambda label: (fold(label.casefold()), label))[:LINES]
    by_label: dict[str, list[Dot]] = {label: [] for label in labels}
    for label, value, high, year, number in shown:
        if label in by_label:
            ends = high is not None and math.isfinite(high)
            by_label[label].append(
                Dot(value, high if ends else None, _x(value, scale), _x(high, scale) if ends and high else None, year, number)
            )
    lines = tuple(PlotLine(label, TOP + LINE * place + LINE // 2, tuple(by_label[label])) for place, label in enumerate(labels))
    years = tuple(sorted({dot.year for line in lines for dot in line.dots if dot.year}))
    return DotPlot(WIDTH, TOP + LINE * len(lines) + BOTTOM, lines, tuple((_x(number, scale), number) for number in scale), years)


def _x(value: float, scale: Sequence[float]) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (value - scale[0]) / (scale[-1] - scale[0]), 1)
