"""Scans for the tests of imaging and OCR: sheets set by the project's own type-setter, laid askew, shadowed, sealed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from pipeline.document import Page, Word
from pipeline.evaluation import printing, scanning
from pipeline.evaluation.plan import read_plan
from pipeline.evaluation.typeset import typeset

PLANS = Path(__file__).parents[1] / "data" / "samples" / "plans"
Pixels = np.ndarray[Any, np.dtype[np.uint8]]


@cache
def sheet_picture(stem: str = "tayninh-xa-2025", number: int = 1, dpi: int = 150, seals: bool = False) -> Image.Image:
    """A sheet of a sample as it leaves the printer, in colour, clean and straight."""
    return printing.paper(typeset(read_plan(PLANS / f"{stem}.toml"))[number - 1], dpi, np.random.default_rng(5), seals=seals)


def pixels(picture: Image.Image) -> Pixels:
    """Grey or BGR, as reading gives it."""
    values: Pixels = np.asarray(picture if picture.mode == "L" else picture.convert("RGB"), dtype=np.uint8)
    return values if values.ndim == 2 else np.ascontiguousarray(values[:, :, ::-1])


def askew(picture: Image.Image, degrees: float) -> Image.Image:
    """Turned counter-clockwise on white: lines climb to the right."""
    return picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white")


def truth(stem: str = "tayninh-xa-2025", number: int = 1, *, degrees: float = 0.0, dpi: int = 150) -> Page:
    """The true page with its boxes where they lie after `askew`."""
    picture = sheet_picture(stem, number, dpi)
    width, height = picture.size
    angle = np.radians(-degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    middle = np.array([[1, 0, width / 2], [0, 1, height / 2], [0, 0, 1]])
    matrix = middle @ turn @ np.linalg.inv(middle)
    return scanning.moved(typeset(read_plan(PLANS / f"{stem}.toml"))[number - 1].page(), scanning.Scan(picture, matrix))


def words_missed(true: Page, read: Page) -> int:
    """Words of the true page that the read one lacks, each counted as often as it stands."""
    left = [word.text for word in read.words()]
    missed = 0
    for word in true.words():
        if word.text in left:
            left.remove(word.text)
        else:
            missed += 1
    return missed


def overlap(one: Word, other: Word) -> float:
    """Intersection over union of two words' boxes."""
    a, b = one.box, other.box
    assert a is not None and b is not None
    wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
    both = wide * high if wide > 0 and high > 0 else 0.0
    return both / (a.width * a.height + b.width * b.height - both)
