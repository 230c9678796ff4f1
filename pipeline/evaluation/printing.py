"""A sheet as it leaves the printer, the clerk's pen and the stamp pad (bản in, chữ ký, con dấu): a picture of the paper.

`ink` gives the black print alone; `paper` puts hand, signature and seals on it, in colour. Nothing is damaged here: that is
the scanner's part (`scanning`).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from pipeline.evaluation import handwriting, stamps
from pipeline.evaluation.fonts import face
from pipeline.evaluation.sheet import HEIGHT, WIDTH, Mark, Sheet

PENS = ((24, 42, 140), (18, 30, 105), (25, 25, 35), (40, 60, 165))
RED = (206, 32, 48)


def pixels(points: float, dpi: float) -> float:
    """Points to pixels."""
    return points * dpi / 72


def ink(sheet: Sheet, dpi: float) -> Image.Image:
    """Mask (mode L, ink 255) of what the printer sets."""
    mask = Image.new("L", (round(pixels(WIDTH, dpi)), round(pixels(HEIGHT, dpi))), 0)
    draw = ImageDraw.Draw(mask)
    for run in sheet.runs:
        font = face(run.cut).at(round(pixels(run.size, dpi), 2))
        draw.text((pixels(run.x, dpi), pixels(run.y, dpi)), run.text, fill=255, font=font, anchor="ls")
    for rule in sheet.rules:
        weight = max(1, round(pixels(rule.weight, dpi)))
        draw.line([round(pixels(v, dpi)) for v in (rule.x0, rule.y0, rule.x1, rule.y1)], fill=255, width=weight)
    return mask


def _stain(picture: Image.Image, mask: Image.Image, colour: tuple[int, int, int], at: tuple[float, float]) -> None:
    # Ink on paper takes light away: print below a seal stays visible.
    x, y = round(at[0]), round(at[1])
    area = (x, y, x + mask.width, y + mask.height)
    below = picture.crop(area)
    tint = Image.composite(Image.new("RGB", mask.size, colour), Image.new("RGB", mask.size, (255, 255, 255)), mask)
    picture.paste(ImageChops.multiply(below, tint), area[:2])


def paper(sheet: Sheet, dpi: float, rng: np.random.Generator, *, join_seal: str | None = None, seals: bool = True) -> Image.Image:
    """The page in colour, white paper. `join_seal` puts half of that seal on the right edge, over the line ends."""
    picture = Image.merge("RGB", [ImageChops.invert(ink(sheet, dpi))] * 3)
    hand = handwriting.hand_of(rng)
    pen = PENS[int(rng.integers(len(PENS)))]
    for mark in sorted(sheet.marks, key=lambda mark: ("digits", "signature", "urgency", "seal").index(mark.kind)):
        _mark(picture, mark, dpi, rng, hand, pen, seals)
    if join_seal:
        width = round(pixels(100, dpi))
        top = picture.height * float(rng.uniform(0.3, 0.6))
        _stain(picture, stamps.seal(join_seal, width, rng), RED, (picture.width - pixels(76, dpi), top))
    return picture


def _mark(
    picture: Image.Image, mark: Mark, dpi: float, rng: np.random.Generator, hand: handwriting.Hand, pen: tuple[int, int, int], seals: bool
) -> None:
    x, y, size = (pixels(v, dpi) for v in (mark.x, mark.y, mark.size))
    if mark.kind == "digits":
        height = size * float(rng.uniform(0.88, 1.12))
        mask = handwriting.draw(mark.text, height, rng, hand)
        x0, _, x1, _ = mask.getbbox() or (0, 0, mask.width, 0)
        _stain(picture, mask, pen, (x - (x0 + x1) / 2, y - height * 1.5 + size * float(rng.uniform(-0.05, 0.12))))
    elif mark.kind == "signature":
        mask = handwriting.sign(size * 2.4, rng)
        _stain(picture, mask, PENS[0], (x - mask.width * 0.5, y - mask.height * 0.5))
    elif mark.kind == "seal" and seals:
        width = round(pixels(36, dpi) * 72 / 25.4)
        mask = stamps.seal(mark.text, width, rng)
        _stain(picture, mask, RED, (x - width / 2, y - width / 2))
    elif mark.kind == "urgency":
        mask = stamps.frame(mark.text, size, rng)
        _stain(picture, mask, RED, (x - mask.width / 2, y - mask.height / 2))


def letters_missing(sheets: Iterable[Sheet]) -> str:
    """Letters that the faces cannot draw, each once; empty when all is well."""
    seen: dict[str, None] = {}
    for sheet in sheets:
        for run in sheet.runs:
            seen.update(dict.fromkeys(face(run.cut).missing(run.text)))
    return "".join(seen)
