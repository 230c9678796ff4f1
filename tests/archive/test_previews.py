"""Previews: upright, of one width, small, and nothing where a page cannot be drawn."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.archive.adding.previews import WIDTH, preview
from pipeline.errors import KehoachError
from pipeline.reading.source import Source, open_source
from tests.pdfs import write_text_pdf


def marked(path: Path, size: tuple[int, int] = (800, 1200), mode: str = "L", **options: object) -> Path:
    """A white sheet with a dark corner at the top left."""
    picture = Image.new("L", size, 255)
    picture.paste(0, (0, 0, size[0] // 4, size[1] // 4))
    picture.convert(mode).save(path, **options)
    return path


def shown(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("L"))


@pytest.mark.parametrize(("rotation", "corner"), [(0, (0, 0)), (90, (0, 1)), (180, (1, 1)), (270, (1, 0))])
def test_upright_as_it_was_read(tmp_path, rotation, corner):
    pixels = shown(preview(open_source(marked(tmp_path / "a.png")), 1, rotation))
    assert pixels.shape == ((1500, WIDTH) if rotation % 180 == 0 else (667, WIDTH))
    corners = pixels[[20, -20]][:, [20, -20]]
    assert corners[corner] < 50 and (corners > 200).sum() == 3


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif", "a.webp", "a.bmp"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_every_kind_of_image(tmp_path, name, mode):
    picture = Image.open(io.BytesIO(preview(open_source(marked(tmp_path / name, mode=mode)), 1)))
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "L", (WIDTH, 1500))  # a grey picture needs no colours


def test_colours_stay(tmp_path):
    Image.new("RGB", (600, 800), (200, 20, 20)).save(tmp_path / "a.png")
    picture = Image.open(io.BytesIO(preview(open_source(tmp_path / "a.png"), 1)))
    assert picture.mode == "RGB" and picture.getpixel((500, 500))[0] > 150


def test_a_large_photograph_held_sideways(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    marked(tmp_path / "a.jpg", (3600, 2400), exif=exif)
    pixels = shown(preview(open_source(tmp_path / "a.jpg"), 1))
    assert pixels.shape == (1500, WIDTH) and pixels[20, -20] < 50 and pixels[20, 20] > 200


def test_pages_of_a_pdf(tmp_path):
    source = open_source(write_text_pdf(tmp_path / "kh.pdf", [["Kế hoạch"], []]))
    first, second = shown(preview(source, 1)), shown(preview(source, 2))
    assert first.shape == second.shape == (1416, WIDTH) and first.min() < 100 and second.min() > 250


def test_what_cannot_be_drawn_is_an_error_for_people(tmp_path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    for path, kind, number in ((tmp_path / "a.png", "image", 1), (write_text_pdf(tmp_path / "kh.pdf", [["Kế hoạch"]]), "pdf", 2)):
        with pytest.raises(KehoachError):
            preview(Source(path, kind, number, ""), number)


def test_the_same_page_gives_the_same_bytes(tmp_path):
    source = Source(marked(tmp_path / "a.png"), "image", 1, "")
    assert preview(source, 1) == preview(source, 1)
