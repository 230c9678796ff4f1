from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from pipeline.reading.images import as_pixels, page_count, plausible_dpi, read_frame


def test_exif_orientation(tmp_path):
    image = Image.new("RGB", (40, 20), "white")
    image.putpixel((0, 0), (255, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: show it a quarter to the right
    path = tmp_path / "a.png"
    image.save(path, exif=exif)
    pixels, _ = read_frame(path, 1)
    assert pixels.shape == (40, 20, 3)
    assert pixels[0, 19].tolist() == [0, 0, 255]  # blue, green, red


def test_pages_of_a_tiff(tmp_path):
    pages = [Image.new("1", (30 + n, 40), 1) for n in range(3)]
    pages[2].putpixel((5, 6), 0)
    path = tmp_path / "a.tif"
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(200, 200), compression="group4")
    assert page_count(path) == 3
    pixels, _ = read_frame(path, 3)
    assert pixels.shape == (40, 32)
    assert pixels[6, 5] == 0
    assert np.unique(pixels).tolist() == [0, 255]


def test_first_frame_of_a_moving_picture(tmp_path):
    frames = [Image.new("RGB", (20, 20), c) for c in ("white", "black")]
    for kind in ("GIF", "WEBP", "PNG"):
        path = tmp_path / kind
        frames[0].save(path, kind, save_all=True, append_images=frames[1:])
        assert page_count(path) == 1
        assert read_frame(path, 1)[0].min() > 250


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image.new("1", (4, 4), 1), [255]),
        (Image.new("L", (4, 4), 77), [77]),
        (Image.new("LA", (4, 4), (0, 0)), [255]),
        (Image.new("RGBA", (4, 4), (0, 0, 0, 0)), [255, 255, 255]),
        (Image.new("RGBA", (4, 4), (10, 20, 30, 255)), [30, 20, 10]),
        (Image.new("P", (4, 4), 0), [0, 0, 0]),
        (Image.new("CMYK", (4, 4), (0, 0, 0, 0)), [255, 255, 255]),
        (Image.new("I;16", (4, 4), 65535), [255]),
        (Image.new("I", (4, 4), 65535), [255]),
        (Image.new("F", (4, 4), 0.5), [127]),
        (Image.new("YCbCr", (4, 4), (255, 128, 128)), [255, 255, 255]),
    ],
    ids=lambda value: getattr(value, "mode", ""),
)
def test_every_mode_comes_out_as_grey_or_bgr(image, expected):
    pixels = as_pixels(image)
    assert pixels.dtype == np.uint8
    assert np.atleast_1d(pixels[0, 0]).tolist() == expected


def test_palette_with_a_transparent_colour(tmp_path):
    image = Image.new("P", (4, 4), 0)
    image.putpalette([0, 0, 0, 255, 255, 255])
    path = tmp_path / "a.png"
    image.save(path, transparency=0)
    assert read_frame(path, 1)[0].min() == 255


def test_dpi(tmp_path):
    path = tmp_path / "a.png"
    Image.new("1", (1654, 2339), 1).save(path, dpi=(200, 200))
    assert read_frame(path, 1)[1] == 200
    assert plausible_dpi((0, 0), 100, 100) is None
    assert plausible_dpi((300, 300), 300, 300) is None  # a stamp of an inch
    assert plausible_dpi(("x",), 100, 100) is None
