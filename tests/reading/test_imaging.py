"""Imaging: a clean page stays as it is, a bad one is mended; skew and lying side are found; rules make rooms; noise ends quickly."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from scans import Pixels, pixels, sheet_picture

from pipeline.evaluation import stamps
from pipeline.reading import imaging


def grey_sheet(dpi: int = 150, **which: object) -> Pixels:
    return pixels(sheet_picture(dpi=dpi, **which).convert("L"))  # type: ignore[arg-type]


def test_turning_is_clockwise_and_comes_back() -> None:
    corner = np.full((4, 6), 255, np.uint8)
    corner[0, 0] = 0
    assert imaging.turn(corner, 90)[0, 3] == 0
    for rotation in (0, 90, 180, 270):
        assert np.array_equal(imaging.turn(imaging.turn(corner, rotation), (360 - rotation) % 360), corner)


def test_a_clean_page_is_not_touched() -> None:
    grey = grey_sheet()
    assert imaging.flatten(grey) is grey
    noisy = np.clip(grey.astype(float) + np.random.default_rng(1).normal(0, 4, grey.shape), 0, 255).astype(np.uint8)
    assert imaging.flatten(noisy) is noisy
    bilevel = np.where(grey < 128, 0, 255).astype(np.uint8)
    assert imaging.is_bilevel(bilevel) and imaging.flatten(bilevel) is bilevel
    assert imaging.straighten(grey, 0.02, 1.01) is grey
    assert imaging.to_grey(grey) is grey


def shadowed(grey: Pixels) -> Pixels:
    """A fold's shadow over two thirds of the page: paper down to a third of its light, print with it."""
    across = np.linspace(-1, 1, grey.shape[1])[None, :]
    down = np.linspace(0, 1, grey.shape[0])[:, None]
    light = 1 - 0.68 * np.exp(-((across + 0.4 * down - 0.2) ** 2) / 0.18)
    return (grey * light).astype(np.uint8)


def test_shadow_is_taken_out() -> None:
    clean = imaging.binarise(grey_sheet())
    dark = shadowed(grey_sheet())

    def wrong(page: Pixels) -> float:
        return float((imaging.binarise(page) != clean).mean())

    assert wrong(dark) > 0.2
    assert wrong(imaging.flatten(dark)) < 0.01


def with_seal(colour: tuple[int, int, int], middle: tuple[float, float] = (0.62, 0.8), dpi: int = 150) -> Image.Image:
    """The sheet with a round seal over its print."""
    picture = sheet_picture(dpi=dpi).copy()
    width = round(36 / 25.4 * dpi)
    mask = stamps.seal("ỦY BAN NHÂN DÂN XÃ BẾN LỨC", width, np.random.default_rng(3))
    at = round(picture.width * middle[0] - width / 2), round(picture.height * middle[1] - width / 2)
    below = picture.crop((*at, at[0] + width, at[1] + width))
    tint = Image.composite(Image.new("RGB", mask.size, colour), Image.new("RGB", mask.size, "white"), mask)
    picture.paste(Image.fromarray(np.minimum(np.asarray(below), np.asarray(tint))), at)
    return picture


@pytest.mark.parametrize("middle", [(0.62, 0.8), (0.3, 0.45), (1.0, 0.4)])
def test_red_seals_go_and_print_below_stays(middle: tuple[float, float]) -> None:
    clean, sealed = imaging.binarise(grey_sheet()), with_seal((206, 32, 48), middle)
    before = (imaging.binarise(pixels(sealed.convert("L"))) != clean).sum()
    after = (imaging.binarise(imaging.to_grey(pixels(sealed))) != clean).sum()
    assert before > 1000 and after < 0.25 * before


def test_red_print_that_is_no_seal_stays() -> None:
    picture = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(picture).rectangle((300, 300, 700, 360), fill=(206, 32, 48))
    grey = imaging.to_grey(pixels(picture))
    assert grey[320, 500] < 120


def ruled(width: int, height: int, xs: list[int], ys: list[int], thick: int = 2) -> Image.Image:
    picture = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(picture)
    for x in xs:
        draw.line((x, ys[0], x, ys[-1]), fill=0, width=thick)
    for y in ys:
        draw.line((xs[0], y, xs[-1], y), fill=0, width=thick)
    return picture


LETTER = 20.0
XS, YS = [100, 200, 600, 1100], [300, 360, 500, 560, 700]


def rooms_of(picture: Image.Image) -> list[tuple[imaging.Frame, list[imaging.Frame]]]:
    return imaging.rooms(*imaging.rules(imaging.binarise(pixels(picture)), LETTER), LETTER)


def test_rules_make_rooms() -> None:
    ((frame, cells),) = rooms_of(ruled(1300, 1000, XS, YS))
    assert np.allclose(frame, (100, 300, 1100, 700), atol=10)
    assert len(cells) == 12
    expected = {(x0, y0, x1, y1) for x0, x1 in pairwise(XS) for y0, y1 in pairwise(YS)}
    for cell in cells:
        assert any(np.allclose(cell, other, atol=12) for other in expected), cell


def test_broken_rules_still_make_rooms() -> None:
    picture = ruled(1300, 1000, XS, YS)
    draw = ImageDraw.Draw(picture)
    for x in (330, 480, 850):  # holes of half a letter; what is left is longer than any letter
        for y in YS:
            draw.rectangle((x, y - 3, x + 9, y + 3), fill=255)
    for y in (410, 600):
        draw.rectangle((190, y, 610, y + 9), fill=255)
    ((_, cells),) = rooms_of(picture)
    assert len(cells) == 12


def test_two_tables_are_two_and_underlines_are_none() -> None:
    picture = ruled(1300, 1000, XS, [300, 360, 420])
    picture.paste(ruled(1300, 500, XS, [100, 160, 220]), (0, 500))
    assert [len(cells) for _, cells in rooms_of(picture)] == [6, 6]
    line = Image.new("L", (1300, 400), 255)
    ImageDraw.Draw(line).line((300, 200, 700, 200), fill=0, width=3)
    assert rooms_of(line) == []


def test_print_is_no_rule() -> None:
    binary = imaging.binarise(grey_sheet(200))
    across, along = imaging.rules(binary, 18)
    assert not along.any()
    # The lines below the body's name, the motto and the title.
    assert len(imaging.components(across)) == 3


def test_circles_are_found_where_they_are() -> None:
    picture = Image.new("L", (1200, 900), 0)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((300, 200, 600, 500), outline=255, width=5)
    draw.line((100, 800, 1100, 700), fill=255, width=5)
    ((x, y, radius),) = imaging.circles(pixels(picture), (110.0, 240.0), 4.0)
    assert (x, y, radius) == pytest.approx((450, 350, 150), abs=8)


def test_a_half_circle_is_none() -> None:
    picture = Image.new("L", (1200, 900), 0)
    ImageDraw.Draw(picture).arc((300, 200, 600, 500), 0, 200, fill=255, width=5)
    assert imaging.circles(pixels(picture), (110.0, 240.0), 4.0) == []


def test_painted_shapes_are_the_chosen_ones() -> None:
    # Few small shapes are painted one by one, many at once: the same picture.
    page = np.zeros((90, 120), np.uint8)
    page[5:10, 5:15] = page[20:80, 30:100] = page[40:60, 5:20] = 255
    page[30:70, 40:90] = 0
    page[45:50, 50:60] = 255
    shapes = imaging.components(page)
    for chosen in ([], [0], [0, 2], [1, 3], [0, 1, 2, 3]):
        expected = np.isin(shapes.labels, np.array(chosen, int) + 1) * 255
        assert np.array_equal(shapes.painted(np.array(chosen, int)), expected)


def test_grain_goes_and_letters_stay() -> None:
    grey = grey_sheet(200)
    grain = np.where(np.random.default_rng(2).random(grey.shape) < 0.02, 0, grey).astype(np.uint8)
    before, after = (len(imaging.components(imaging.binarise(page))) for page in (grain, imaging.without_grain(grain)))
    assert before > 30_000 and after < 3_000


def test_a_picture_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot write"):
        imaging.save(np.zeros((3, 3), np.uint8), tmp_path / "none" / "x.pgm")
