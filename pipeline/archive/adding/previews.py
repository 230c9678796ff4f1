"""Previews (ảnh thu nhỏ): a picture of each page for lists and search pages, legible on a screen, a tenth of a scan's bytes.

A page is drawn near the size wanted (a PDF's by its resolution, a JPEG's by decoding an eighth, a quarter or half of it), turned
upright as it was read, and kept without colours where it has none: most scans are black on white, and half as large then.
"""

from __future__ import annotations

import io
import warnings
from contextlib import suppress
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from pipeline.reading import images, pdf
from pipeline.reading.source import Source

WIDTH, QUALITY = 1000, 70
"""Pixels across a preview, and its JPEG quality."""

A4_DPI = 122
"""Resolution at which a sheet of A4 is about as wide as a preview."""


def preview(source: Source, number: int, rotation: int = 0) -> bytes:
    """JPEG of page `number` (from 1) of an image or PDF, upright, `WIDTH` pixels wide. Raises a `KehoachError`."""
    picture = _drawn(pdf.render_page(source.path, number, A4_DPI)) if source.kind == "pdf" else _image(source.path, number)
    if rotation % 360:
        picture = picture.rotate(-rotation, expand=True)
    height = max(1, round(picture.height * WIDTH / picture.width))
    out = io.BytesIO()
    picture.resize((WIDTH, height), Image.Resampling.LANCZOS, reducing_gap=2.0).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _image(path: Path, number: int) -> Image.Image:
    """The page of an image file; a large JPEG is decoded at a part of its size, which takes a third of the time."""
    if number == 1 and (smaller := _part_of_jpeg(path)) is not None:
        return smaller
    return _drawn(images.read_frame(path, number)[0])


def _part_of_jpeg(path: Path) -> Image.Image | None:
    """A JPEG of common colours at an eighth, a quarter or half of its size, not below the preview's; None for anything else."""
    with warnings.catch_warnings(), suppress(OSError, ValueError, SyntaxError):
        warnings.simplefilter("ignore")
        with Image.open(path) as image:
            if image.format != "JPEG" or image.mode not in ("L", "RGB") or min(image.size) < 2 * WIDTH or max(image.size) > 20_000:
                return None
            image.draft(image.mode, (WIDTH, WIDTH))
            image.load()
            return ImageOps.exif_transpose(image)
    return None


def _drawn(pixels: images.Pixels) -> Image.Image:
    """The pixels (grey or BGR) as a picture, grey where they are."""
    if pixels.ndim == 2:
        return Image.fromarray(pixels)
    blue, green, red = pixels[:, :, 0], pixels[:, :, 1], pixels[:, :, 2]
    if (blue == green).all() and (green == red).all():
        return Image.fromarray(np.ascontiguousarray(blue))
    return Image.fromarray(np.ascontiguousarray(pixels[:, :, ::-1]))
