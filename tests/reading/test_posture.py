"""Posture: skew within a tenth of a degree, pages on their side, the size of letters."""

from __future__ import annotations

import numpy as np
import pytest
from scans import Pixels, askew, pixels, sheet_picture

from pipeline.reading import imaging, posture


def grey_sheet(dpi: int = 150, **which: object) -> Pixels:
    return pixels(sheet_picture(dpi=dpi, **which).convert("L"))  # type: ignore[arg-type]


def shapes_and_letter(grey: Pixels) -> tuple[imaging.Components, float]:
    shapes = imaging.components(imaging.binarise(grey))
    letter = posture.letter_height(shapes)
    assert letter is not None
    return shapes, letter


@pytest.mark.parametrize("degrees", [-6, -3.3, -1, -0.5, 0, 0.5, 1.7, 4, 6])
def test_skew_is_found_within_a_tenth_of_a_degree(degrees: float) -> None:
    grey = pixels(askew(sheet_picture(), degrees).convert("L"))
    shapes, letter = shapes_and_letter(grey)
    assert posture.skew(shapes, letter) == pytest.approx(degrees, abs=0.1)
    straight = imaging.straighten(grey, degrees, 1.0)
    again, letter = shapes_and_letter(straight)
    assert abs(posture.skew(again, letter)) <= 0.1


@pytest.mark.parametrize(("rotation", "sideways"), [(0, False), (90, True), (180, False), (270, True)])
@pytest.mark.parametrize("degrees", [0, 2.5])
def test_sideways_pages_are_told(rotation: int, sideways: bool, degrees: float) -> None:
    turned = imaging.turn(pixels(askew(sheet_picture(), degrees).convert("L")), rotation)
    shapes, letter = shapes_and_letter(turned)
    assert posture.is_sideways(shapes, letter) is sideways


@pytest.mark.parametrize("dpi", [100, 150, 200, 300, 400])
def test_letter_height_grows_with_the_resolution(dpi: int) -> None:
    _, letter = shapes_and_letter(grey_sheet(dpi))
    # 14 pt Liberation Serif: the x-height is 0.46 of the size.
    assert letter == pytest.approx(14 * 0.46 * dpi / 72, rel=0.12, abs=1.01)


def test_no_letter_height_without_print() -> None:
    assert posture.letter_height(imaging.components(np.zeros((300, 200), np.uint8))) is None
