"""Pictures of pages: turned upright, boxes in their colours, crops."""

from __future__ import annotations

from pathlib import Path

import pytest
from papers import paper
from pdfs import write_text_pdf
from PIL import Image

from pipeline.document import Box
from pipeline.reading.source import open_source
from pipeline.rendering import COLOURS, Frame, crop, data_uri, frames_on, page_image, with_boxes


def marked(path: Path) -> Path:
    """A white page with a red mark in its top left corner."""
    image = Image.new("RGB", (200, 300), "white")
    image.paste((255, 0, 0), (0, 0, 20, 30))
    image.save(path)
    return path


@pytest.mark.parametrize(("rotation", "corner"), [(0, (5, 5)), (90, (-5, 5)), (180, (-5, -5)), (270, (5, -5))])
def test_a_page_is_turned_clockwise(tmp_path: Path, rotation: int, corner: tuple[int, int]) -> None:
    image = page_image(open_source(marked(tmp_path / "a.png")), 1, rotation, 200)
    assert image.width == 200 and (image.height > 200) == (rotation % 180 == 0)
    x, y = (place % size for place, size in zip(corner, image.size, strict=True))
    red, green, _ = image.getpixel((x, y))
    assert red > 200 and green < 60


def test_boxes_and_crops(tmp_path: Path) -> None:
    image = page_image(open_source(write_text_pdf(tmp_path / "a.pdf", [["Kế hoạch"]])), 1)
    drawn = with_boxes(image, [Frame(Box(0.5, 0.5, 0.6, 0.6), (255, 0, 0))])
    x, y = round(0.5 * image.width) - 2, round(0.55 * image.height)
    assert drawn.getpixel((x, y)) == (255, 0, 0) and image.getpixel((x, y)) == (255, 255, 255)
    assert crop(image, Box(0.5, 0.5, 0.6, 0.6), 0.0).width == pytest.approx(0.1 * image.width, abs=1)
    assert data_uri(image).startswith("data:image/jpeg;base64,")


def test_every_found_row_has_its_box() -> None:
    rows = paper().rows
    colours = [frame.colour for frame in frames_on(1, rows)]
    assert colours == [COLOURS[name] for name in COLOURS if name != "corrections"]
    assert list(frames_on(2, rows)) == []
