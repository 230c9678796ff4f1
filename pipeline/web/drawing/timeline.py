"""The time line (trục thời gian): how many papers a year, or a month where all lie within two years.

>>> line = time_line({"2019-04-12": 2, "2021": 5, None: 1, "không rõ": 1})
>>> [(bar.period, bar.count) for bar in line.bars], line.undated
([('2019', 2), ('2020', 0), ('2021', 5)], 2)
>>> [bar.period for bar in time_line({"2022-11-03": 1, "2023-01-20": 1}).bars]
['2022-11', '2022-12', '2023-01']
>>> time_line({}).bars
()
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.web.drawing.scale import ticks

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 190, 46, 26, 18
"""The picture and its margins, in its own units."""

LONGEST = 60
"""Bars at most: a misread year ('2202') must not make a bar of each year since."""

_YEAR = re.compile(r"(19[4-9]\d|20\d\d)(?:-(0[1-9]|1[0-2]))?(?:-\d\d)?\Z")


class Bar(NamedTuple):
    """A year ('2019') or month ('2019-04'): its number, its place in the picture, whether its name is written below."""

    period: str
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody asks of a row
    x: float
    y: float
    width: float
    height: float
    labelled: bool


class TimeLine(NamedTuple):
    """The bars, the lines of the scale as (y, number), and how many papers have no date that can be shown."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    scale: tuple[tuple[float, int], ...]
    undated: int


def time_line(counts: Mapping[str | None, int]) -> TimeLine:
    """The picture for a number per date (ISO, cut to what is known)."""
    dated = {date: count for date, count in counts.items() if date and _YEAR.match(date)}
    undated = sum(counts.values()) - sum(dated.values())
    periods = _periods(dated)
    undated += sum(count for date, count in dated.items() if _cut(date, periods) not in periods)
    for date, count in dated.items():
        if (period := _cut(date, periods)) in periods:
            periods[period] += count
    return _drawn(periods, undated)


def _cut(date: str, periods: Mapping[str, int]) -> str:
    return date[: len(next(iter(periods), ""))]


def _periods(dated: Mapping[str, int]) -> dict[str, int]:
    """All years (or months) from the first to the last date, each with 0."""
    if not dated:
        return {}
    first, last = int(min(dated)[:4]), int(max(dated)[:4])
    if last - first < 2 and all(len(date) >= 7 for date in dated):
        low, high = min(dated)[:7], max(dated)[:7]
        months = (f"{year}-{month:02d}" for year in range(first, last + 1) for month in range(1, 13))
        return {month: 0 for month in months if low <= month <= high}
    return {str(year): 0 for year in range(max(first, last - LONGEST + 1), last + 1)}


def _drawn(periods: Mapping[str, int], undated: int) -> TimeLine:
    scale = [number for number in ticks(0, max([1, *periods.values()]), 4) if number == int(number)]
    full, base = HEIGHT - BOTTOM - TOP, HEIGHT - BOTTOM
    step = (WIDTH - LEFT) / max(len(periods), 6)
    every = max(1, -(-len(periods) // (8 if any("-" in period for period in periods) else 12)))
    bars = tuple(
        Bar(period, count, round(LEFT + number * step + step * 0.12, 1), round(base - full * count / scale[-1], 1), round(step * 0.76, 1),
            round(full * count / scale[-1], 1), (len(periods) - 1 - number) % every == 0)
        for number, (period, count) in enumerate(periods.items())
    )  # fmt: skip
    return TimeLine(WIDTH, HEIGHT, bars, tuple((round(base - full * number / scale[-1], 1), int(number)) for number in scale), undated)
