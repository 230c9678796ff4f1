"""Boxes as whole numbers, lists as JSON: how cells of a paper's JSON lie in the index.

A corner of a box is a fraction of the page with four decimals: 14 bits. Four of them fill a 56-bit number, seven bytes on disk.

>>> number = packed([0.1817, 0.1176, 0.3999, 0.136])
>>> [(number >> shift & 16383) / 10_000 for shift in (42, 28, 14, 0)]
[0.1817, 0.1176, 0.3999, 0.136]
>>> several([[0, 0, 1, 1]]), several([[0, 0, 0.5, 1], [0, 0, 1, 1]])
(None, '[81930000,163850000]')
"""

from __future__ import annotations

import json
from collections.abc import Sequence

Box = Sequence[float]
_MOST = (1 << 14) - 1


def packed(box: Box | None) -> int | None:
    """The box as one number; a corner beyond the page's left or top edge is put on the edge."""
    if box is None:
        return None
    number = 0
    for corner in box:
        number = number << 14 | min(max(round(corner * 10_000), 0), _MOST)
    return number


def several(boxes: Sequence[Box] | None) -> str | None:
    """The boxes of a mention on several lines; None where there is one or none, for `box` says that already."""
    if not boxes or len(boxes) < 2:
        return None
    return f"[{','.join(str(packed(box)) for box in boxes)}]"


def shares(confidence: float | None) -> int | None:
    """A confidence in ten-shares."""
    return None if confidence is None else round(confidence * 10_000)


def listed(items: Sequence[object] | None) -> str | None:
    """A list as JSON; None where it is empty."""
    return json.dumps(items, ensure_ascii=False, separators=(",", ":")) if items else None
