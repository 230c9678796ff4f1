"""Spans of text that must not be looked at twice: quick answers for long papers with thousands of mentions.

>>> taken = Spans([(5, 9), (0, 3)])
>>> taken.overlap(2, 4), taken.overlap(3, 5), taken.cover(6, 9), taken.cover(6, 10)
(True, False, True, False)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class Spans:
    """A set of (start, end) spans, end exclusive; spans that lie inside others are answered by the outer ones."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
            if not self._ends or end > self._ends[-1]:
                self._starts.append(start)
                self._ends.append(end)

    def overlap(self, start: int, end: int) -> bool:
        """Whether any span shares a character with start:end."""
        place = bisect_right(self._ends, start)
        return place < bisect_left(self._starts, end)

    def cover(self, start: int, end: int) -> bool:
        """Whether one span holds all of start:end."""
        place = bisect_right(self._starts, start) - 1
        return place >= 0 and self._ends[place] >= end
