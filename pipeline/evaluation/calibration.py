"""Whether a confidence means what it says (hiệu chuẩn độ tin cậy): of all that is told with 0.9, nine in ten should be right.

Ten bins of equal width; in each the mean confidence, the share that is right and the number. The expected calibration error (ECE) is
the mean distance of the two, weighted by the numbers.

>>> table = calibrate([(0.95, True), (0.93, True), (0.91, False), (0.2, False)])
>>> table.number, table.error, [(b.low, b.number, b.confidence, b.share) for b in table.bins]
(4, 0.2475, [(0.2, 1, 0.2, 0.0), (0.9, 3, 0.93, 0.6667)])
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

BINS = 10


class Bin(NamedTuple):
    """What was told with a confidence from `low` on, up to 1/`BINS` more; `share` of it is right."""

    low: float
    number: int
    confidence: float
    share: float


class Calibration(NamedTuple):
    """The bins that hold something, and the expected calibration error (None without anything)."""

    number: int
    error: float | None
    bins: tuple[Bin, ...]


def calibrate(told: Iterable[tuple[float, bool]]) -> Calibration:
    """The calibration of (confidence 0..1, was it right)."""
    boxes: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in told:
        boxes[min(int(confidence * BINS + 1e-9), BINS - 1)].append((confidence, right))
    total = sum(map(len, boxes))
    bins = [_bin(place, box) for place, box in enumerate(boxes) if box]
    gap = sum(len(box) * abs(sum(c for c, _ in box) - sum(r for _, r in box)) / len(box) for box in boxes if box)
    return Calibration(total, round(gap / total, 4) if total else None, tuple(bins))


def _bin(place: int, box: list[tuple[float, bool]]) -> Bin:
    mean = sum(confidence for confidence, _ in box) / len(box)
    return Bin(place / BINS, len(box), round(mean, 4), round(sum(right for _, right in box) / len(box), 4))
