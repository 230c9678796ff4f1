"""Posture of a scanned page: how large its letters are, how far its lines climb, whether it lies on its side.

All of it is told by the connected shapes of its ink alone; whether a page stands on its head only reading tells. Sizes are pixels.

>>> from pipeline.reading.imaging import components
>>> page = np.zeros((600, 900), np.uint8)
>>> for row in range(100, 500, 50):
...     for column in range(60, 800, 30):
...         page[row - column // 50 : row - column // 50 + 18, column : column + 14] = 255
>>> shapes = components(page)
>>> letter_height(shapes), round(skew(shapes, 18.0)), is_sideways(shapes, 18.0)
(18.0, 1, False)
"""

from __future__ import annotations

import math

import numpy as np

from pipeline.reading.imaging import Components, Numbers

MAX_SKEW = 7.0
"""Degrees either way that `skew` looks for."""


def letter_height(found: Components) -> float | None:
    """Median height in pixels of the small letters of a page; None without print (fewer than 20 letters)."""
    ratio = found.width / np.maximum(found.height, 1)
    letters = (found.height >= 5) & (found.height <= 200) & (ratio > 0.2) & (ratio < 3.0) & (found.area >= 12)
    heights = found.height[letters]
    if len(heights) < 20:
        return None
    # Marks and specks are low, capitals and letters with marks are high; small letters without marks make the first great hill.
    counts = np.bincount(heights.astype(int), minlength=12).astype(float)
    smooth = np.convolve(counts * np.arange(len(counts)), [0.5, 1, 0.5], "same")
    hills = np.flatnonzero((smooth >= 0.45 * smooth.max()) & (smooth >= np.roll(smooth, 1)) & (smooth >= np.roll(smooth, -1)))
    return float(hills[0])


def skew(found: Components, letter: float) -> float:
    """Degrees by which lines of print climb to the right (turning back is `rotate` by the negative), from the feet of letters."""
    good = (found.height > 0.6 * letter) & (found.height < 2.4 * letter) & (found.width < 6 * letter) & (found.width > 0.2 * letter)
    x = found.x[good] + found.width[good] / 2
    y = found.bottom[good].astype(float)
    if len(x) < 30:
        return 0.0
    if len(x) > 4000:
        step = len(x) // 4000 + 1
        x, y = x[::step], y[::step]
    best = _sharpest(x, y, np.arange(-MAX_SKEW, MAX_SKEW + 0.01, 0.2), letter / 4)
    best = _sharpest(x, y, np.arange(best - 0.25, best + 0.251, 0.03), letter / 8)
    return round(-best, 2)


def _sharpest(x: Numbers, y: Numbers, angles: Numbers, bin_height: float) -> float:
    """The angle (degrees) after which the feet gather on the fewest lines: the largest sum of squares of their histogram."""
    best, best_score = 0.0, -1.0
    for angle in angles:
        rows = y - x * math.tan(math.radians(angle))
        bins = np.bincount(((rows - rows.min()) / bin_height).astype(int)).astype(float)
        score = float((bins * bins).sum()) * (1.0 + 1e-4 * (abs(angle) < 0.05))
        if score > best_score:
            best, best_score = float(angle), score
    return best


def is_sideways(found: Components, letter: float) -> bool:
    """Whether lines of print run up or down the page: letters follow one another more closely in y than in x."""
    good = (found.height > 0.5 * letter) & (found.height < 2.5 * letter) & (found.width > 0.3 * letter) & (found.width < 2.5 * letter)
    x, y = found.x[good] + found.width[good] / 2.0, found.y[good] + found.height[good] / 2.0
    if len(x) < 40:
        return False
    if len(x) > 800:  # in a row, as neighbours are counted; from the middle, where print stands on any page
        first = (len(x) - 800) // 2
        x, y = x[first : first + 800], y[first : first + 800]
    dx, dy = np.abs(x[:, None] - x[None, :]), np.abs(y[:, None] - y[None, :])
    near = 1.6 * letter
    beside = ((dx < near) & (dy < 0.4 * letter)).sum() - len(x)
    above = ((dy < near) & (dx < 0.4 * letter)).sum() - len(x)
    return bool(above > 1.3 * beside)
