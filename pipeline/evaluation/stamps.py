"""Seals and stamps (con dấu, dấu chỉ mức độ khẩn).

The round red seal lies over the left third of the signature (Nghị định 30/2020/NĐ-CP, Điều 33); half a seal on the right edge
joins the pages of one paper (dấu giáp lai); 'HỎA TỐC', 'KHẨN' stand in a red frame under the number.

The seal drawn here carries a plain star and no emblem of the State: it belongs to nobody.

>>> import numpy as np
>>> seal("SỞ NỘI VỤ", 120, np.random.default_rng(1)).size
(120, 120)
"""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw

from pipeline.evaluation.fonts import face


def _worn(mask: Image.Image, rng: np.random.Generator, low: float) -> Image.Image:
    # Ink takes unevenly: large pale places, and a fine grain.
    patches = Image.fromarray((rng.uniform(low, 1.0, (6, 6)) * 255).astype(np.uint8)).resize(mask.size, Image.Resampling.BICUBIC)
    grain = rng.uniform(0.65, 1.0, (mask.height, mask.width))
    return Image.fromarray((np.asarray(mask) * (np.asarray(patches) / 255.0) * grain).astype(np.uint8))


def _round_text(canvas: Image.Image, text: str, radius: float, size: float, start: float, end: float) -> None:
    font = face("bold").at(size)
    middle = canvas.width / 2
    advances = [font.getlength(letter) for letter in text]
    whole, run = sum(advances), 0.0
    for letter, advance in zip(text, advances, strict=True):
        angle = start + (end - start) * (run + advance / 2) / whole
        run += advance
        tile = Image.new("L", (round(size * 2),) * 2, 0)
        ImageDraw.Draw(tile).text((size, size), letter, fill=255, font=font, anchor="mm")
        tile = tile.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        x, y = middle + radius * math.sin(angle), middle - radius * math.cos(angle)
        canvas.paste(255, (round(x - size), round(y - size)), tile)


def seal(text: str, width: int, rng: np.random.Generator) -> Image.Image:
    """A mask (mode L) of a round seal `width` pixels across."""
    big = width * 2
    canvas = Image.new("L", (big, big), 0)
    draw = ImageDraw.Draw(canvas)
    for inset, line in ((0.01, 0.022), (0.05, 0.007), (0.27, 0.009)):
        draw.ellipse((big * inset, big * inset, big * (1 - inset), big * (1 - inset)), outline=255, width=max(1, round(big * line)))
    size = min(big * 0.12, big * 2.6 / max(len(text), 12))
    spread = min(2.35, 0.5 + len(text) * size * 0.42 / (big * 0.375))
    _round_text(canvas, text, big * 0.385, size, -spread, spread)
    star = [
        (big / 2 + big * r * math.sin(k * math.pi / 5), big / 2 - big * r * math.cos(k * math.pi / 5))
        for k in range(10)
        for r in ((0.13,) if k % 2 == 0 else (0.05,))
    ]
    draw.polygon(star, fill=255)
    small = [
        (big / 2 + big * 0.028 * math.sin(k * 0.628), big * 0.885 - big * (0.028 if k % 2 == 0 else 0.011) * math.cos(k * 0.628))
        for k in range(10)
    ]
    draw.polygon(small, fill=255)
    canvas = canvas.rotate(float(rng.uniform(-14, 14)), Image.Resampling.BICUBIC).resize((width, width), Image.Resampling.LANCZOS)
    return _worn(canvas, rng, 0.45)


def frame(text: str, size: float, rng: np.random.Generator) -> Image.Image:
    """A mask (mode L) of a framed stamp with letters `size` pixels high, a little askew."""
    font = face("bold").at(size)
    width = round(font.getlength(text) + size * 1.1)
    canvas = Image.new("L", (width + round(size), round(size * 2.6)), 0)
    draw = ImageDraw.Draw(canvas)
    x0, y0, x1, y1 = size / 2, size * 0.4, size / 2 + width - 1, size * 2.1
    draw.rectangle((x0, y0, x1, y1), outline=255, width=max(1, round(size / 9)))
    draw.text(((x0 + x1) / 2, (y0 + y1) / 2), text, fill=255, font=font, anchor="mm")
    return _worn(canvas.rotate(float(rng.uniform(-3, 3)), Image.Resampling.BICUBIC), rng, 0.55)
