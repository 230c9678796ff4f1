"""Boxes as whole numbers, lists as JSON: how cells of a paper's JSON lie in the index.

A corner of a box is a fraction of the page with four decimals: 14 bits. Four of them fill a 56-bit number, seven bytes on disk.

>>> number = packed([0.1817, 0.1176, 0.3999, 0.136])
>>> [(number >> shift & 16383) / 10_000 for shift in (42, 28, 14, 0)]
[0.1817, 0.1176, 0.3999, 0.136]
>>> unpacked(several([[0, 0, 0.5, 1], [0, 0, 1, 1]])), several([[0, 0, 1, 1]]) is None
('[[0.0,0.0,0.5,1.0],[0.0,0.0,1.0,1.0]]', True)
>>> cut(compressed("Kế hoạch"), 3, 5)
'hoạch'
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Sequence
from functools import lru_cache

from pipeline.archive.index.limits import LARGEST
from pipeline.errors import IndexDamaged

Box = Sequence[float]
_MOST = (1 << 14) - 1
_BYTES = 7


def packed(box: Box | None) -> int | None:
    """The box as one number; a corner beyond the page's left or top edge is put on the edge."""
    if box is None:
        return None
    number = 0
    for corner in box:
        number = number << 14 | min(max(round(corner * 10_000), 0), _MOST)
    return number


def several(boxes: Sequence[Box] | None) -> bytes | None:
    """The boxes of a mention on several lines; None where there is one or none, for `box` says that already."""
    if not boxes or len(boxes) < 2:
        return None
    return b"".join((packed(box) or 0).to_bytes(_BYTES, "big") for box in boxes)


def unpacked(boxes: bytes | None) -> str | None:
    """The boxes of `several` as JSON."""
    if boxes is None:
        return None
    numbers = (int.from_bytes(boxes[at : at + _BYTES], "big") for at in range(0, len(boxes), _BYTES))
    return json.dumps([[(number >> shift & _MOST) / 10_000 for shift in (42, 28, 14, 0)] for number in numbers], separators=(",", ":"))


def compressed(text: str) -> bytes:
    """A paper's text, about 0.4 of its bytes."""
    return zlib.compress(text.encode(), 6)


def text_of(body: bytes) -> str:
    """The text of `compressed`. Raises `IndexDamaged` for bytes that are none, or that swell beyond any text of ours."""
    return _small(body) if len(body) <= LARGE else _large(body)


def _opened(body: bytes) -> str:
    try:
        opening = zlib.decompressobj()
        text = opening.decompress(body, LARGEST)
        if opening.unconsumed_tail or not opening.eof:
            raise ValueError("more than a text of ours, or cut off")
        return text.decode()
    except (zlib.error, ValueError, TypeError) as error:
        raise IndexDamaged(detail="a compressed text") from error


LARGE = 200_000
"""Compressed bytes above which only the last two texts are remembered: 64 of the largest would take two thousand million bytes."""

_small, _large = lru_cache(maxsize=64)(_opened), lru_cache(maxsize=2)(_opened)


def cut(body: bytes | None, start: int | None, length: int | None) -> str | None:
    """`length` letters of a compressed text from `start` on; None where one of them is."""
    if body is None or start is None or length is None:
        return None
    return text_of(body)[start : start + length]


def whole(body: bytes | None) -> str | None:
    """A compressed text."""
    return None if body is None else text_of(body)


def prepare(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that the views need: `cut(body, start, length)`, `whole(body)`, `unpacked(boxes)`."""
    for name, count, function in (("cut", 3, cut), ("whole", 1, whole), ("unpacked", 1, unpacked)):
        connection.create_function(name, count, function, deterministic=True)


def shares(confidence: float | None) -> int | None:
    """A confidence in ten-shares."""
    return None if confidence is None else round(confidence * 10_000)


def listed(items: Sequence[object] | None) -> str | None:
    """A list as JSON; None where it is empty."""
    return json.dumps(items, ensure_ascii=False, separators=(",", ":")) if items else None
