"""Digits and signatures as a clerk's pen draws them (chữ viết tay): the number and the day of most papers are filled in by hand.

No handwriting font: each digit is a few strokes through control points (x to the right, y up, a digit is 1 high), and each
*hand* bends them in its own way: slant, roundness, pressure, the flag of the 1, the open 4, the bar of the 7.

>>> import numpy as np
>>> one, same = (draw("07", 40, np.random.default_rng(5)) for _ in range(2))
>>> one.mode, one.size == same.size, one.tobytes() == same.tobytes()
('L', True, True)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Points = tuple[tuple[float, float], ...]

STROKES: dict[str, tuple[tuple[Points, ...], ...]] = {
    "0": ((((0.3, 1.0), (0.06, 0.75), (0.04, 0.3), (0.26, 0.0), (0.5, 0.28), (0.5, 0.75), (0.28, 1.0)),),),
    "1": (
        (((0.05, 0.62), (0.2, 0.82), (0.3, 1.0), (0.27, 0.5), (0.24, 0.0)),),
        (((0.2, 1.0), (0.17, 0.5), (0.15, 0.0)),),
    ),
    "2": (
        (((0.05, 0.75), (0.2, 1.0), (0.46, 0.9), (0.4, 0.55), (0.05, 0.02), (0.3, 0.05), (0.55, 0.04)),),
        (((0.06, 0.8), (0.25, 1.0), (0.46, 0.8), (0.32, 0.35), (0.08, 0.05), (0.14, 0.16), (0.32, 0.05), (0.6, 0.12)),),
    ),
    "3": (
        (((0.05, 0.88), (0.25, 1.0), (0.44, 0.82), (0.2, 0.55), (0.48, 0.32), (0.28, 0.0), (0.02, 0.1)),),
        (((0.05, 0.98), (0.45, 0.98), (0.2, 0.6), (0.5, 0.35), (0.25, 0.0), (0.02, 0.1)),),
    ),
    "4": (
        (((0.28, 1.0), (0.04, 0.36), (0.3, 0.35), (0.58, 0.36)), ((0.42, 0.7), (0.4, 0.3), (0.38, -0.05))),
        (((0.1, 0.95), (0.06, 0.45), (0.3, 0.42), (0.5, 0.5)), ((0.48, 0.98), (0.42, 0.4), (0.4, 0.0))),
    ),
    "5": ((((0.12, 0.98), (0.08, 0.55), (0.36, 0.62), (0.48, 0.3), (0.25, 0.0), (0.0, 0.1)), ((0.12, 0.98), (0.34, 0.99), (0.54, 1.0))),),
    "6": ((((0.42, 1.0), (0.14, 0.65), (0.04, 0.25), (0.26, 0.0), (0.46, 0.22), (0.3, 0.46), (0.08, 0.28)),),),
    "7": (
        (((0.02, 0.95), (0.3, 0.97), (0.54, 0.98), (0.32, 0.5), (0.2, 0.0)),),
        (((0.02, 0.9), (0.1, 0.99), (0.52, 0.97), (0.32, 0.5), (0.2, 0.0)), ((0.12, 0.48), (0.3, 0.5), (0.5, 0.52))),
    ),
    "8": ((((0.46, 0.86), (0.24, 1.0), (0.08, 0.76), (0.4, 0.4), (0.42, 0.1), (0.2, 0.0), (0.06, 0.2), (0.34, 0.56), (0.46, 0.86)),),),
    "9": ((((0.46, 0.78), (0.26, 1.0), (0.05, 0.76), (0.22, 0.52), (0.46, 0.8), (0.4, 0.35), (0.22, -0.06)),),),
    "a": ((((0.4, 0.48), (0.15, 0.52), (0.05, 0.2), (0.22, 0.02), (0.4, 0.45), (0.4, 0.1), (0.52, 0.04)),),),
    "b": ((((0.1, 1.0), (0.08, 0.1), (0.28, 0.0), (0.42, 0.25), (0.24, 0.48), (0.09, 0.3)),),),
}
"""Ways to write each sign: a way is one or more strokes."""


@dataclass(frozen=True, slots=True)
class Hand:
    """How one person writes."""

    slant: float
    wide: float
    shake: float
    pen: float  # thickness over height
    lift: float  # how far digits stray from the line
    ways: int  # picks the way of each sign


def hand_of(rng: np.random.Generator) -> Hand:
    """Some person's hand."""
    return Hand(
        rng.uniform(0.02, 0.4),
        rng.uniform(0.8, 1.15),
        rng.uniform(0.008, 0.026),
        rng.uniform(0.055, 0.095),
        rng.uniform(0.0, 0.07),
        int(rng.integers(1000)),
    )


def _curve(points: NDArray[np.float64], steps: int = 24) -> NDArray[np.float64]:
    # Catmull-Rom: through every point, as a pen goes.
    ends = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = []
    for before, here, there, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        a, b = 2 * here, there - before
        c, d = 2 * before - 5 * here + 4 * there - after, -before + 3 * here - 3 * there + after
        parts.append(0.5 * (a + b * t + c * t**2 + d * t**3))
    return np.vstack([*parts, points[-1:]])


def _ink(canvas: Image.Image, track: NDArray[np.float64], pen: float, rng: np.random.Generator) -> None:
    draw = ImageDraw.Draw(canvas)
    pressure = np.interp(np.linspace(0, 1, len(track)), np.linspace(0, 1, 5), rng.uniform(0.75, 1.15, 5))
    pressure *= np.minimum(1, np.linspace(0.55, 6, len(track))) * np.minimum(1, np.linspace(6, 0.5, len(track)))
    for (x, y), radius in zip(track, pen / 2 * pressure, strict=True):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    for start, end, radius in zip(track[:-1], track[1:], pen / 2 * pressure, strict=False):
        draw.line((*start, *end), fill=255, width=max(1, round(2 * radius)))


def draw(text: str, height: float, rng: np.random.Generator, hand: Hand | None = None) -> Image.Image:
    """A mask (mode L, ink 255) of digits about `height` pixels high; the base line lies a quarter above the lower edge."""
    hand = hand or hand_of(rng)
    scale = 3.0
    tall = height * scale
    canvas = Image.new("L", (round(tall * (0.75 * len(text) + 1)), round(tall * 2)), 0)
    x = tall * 0.3
    for sign in text:
        ways = STROKES.get(sign) or STROKES["0"]
        size = tall * rng.uniform(0.9, 1.08)
        base = tall * 1.5 + tall * hand.lift * rng.normal()
        furthest = x
        for stroke in ways[hand.ways % len(ways)]:
            points = np.array(stroke) + rng.normal(0, hand.shake, (len(stroke), 2))
            across = (points[:, 0] * hand.wide + points[:, 1] * hand.slant) * size + x
            track = _curve(np.column_stack([across, base - points[:, 1] * size]))
            _ink(canvas, track, hand.pen * tall, rng)
            furthest = max(furthest, float((points[:, 0] * hand.wide).max() * size + x))
        x = furthest + tall * rng.uniform(0.08, 0.2)
    return canvas.resize((round(canvas.width / scale), round(canvas.height / scale)), Image.Resampling.LANCZOS)


def sign(width: float, rng: np.random.Generator) -> Image.Image:
    """A mask (mode L) of a signature about `width` pixels wide: a few loops, a sweep and a line under it."""
    scale = 2.0
    w = width * scale
    canvas = Image.new("L", (round(w * 1.5), round(w * 1.0)), 0)
    count = int(rng.integers(7, 16))
    angle = rng.uniform(0, 6) + np.cumsum(rng.uniform(0.9, 2.8, count))
    tall = rng.uniform(0.08, 0.3, count) * np.linspace(1.2, 0.5, count)
    x = np.linspace(0.2, rng.uniform(0.7, 1.05), count) + rng.uniform(0.05, 0.14) * np.cos(angle)
    y = 0.5 + tall * np.sin(angle) - np.linspace(-0.06, rng.uniform(0.0, 0.15), count)
    pen = w * rng.uniform(0.009, 0.015)
    _ink(canvas, _curve(np.column_stack([x, y]) * w), pen, rng)
    if rng.random() < 0.7:
        sweep = np.array([(0.15, 0.62), (0.5, rng.uniform(0.55, 0.75)), (0.9, rng.uniform(0.4, 0.6)), (1.25, rng.uniform(0.1, 0.45))])
        _ink(canvas, _curve(sweep * w), pen, rng)
    return canvas.resize((round(canvas.width / scale), round(canvas.height / scale)), Image.Resampling.LANCZOS)
