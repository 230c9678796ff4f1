"""PDF pages made of pictures: of image files as they are, and of the pages of a PDF that cannot become PDF/A itself.

JPEG, PNG and TIFF go in as they are, their compressed bytes unchanged (img2pdf). What a PDF cannot hold as it is (transparency,
CMYK, WebP, mirrored telephone pictures) goes in as the dots that were read: without loss, but for what came with loss already.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from pipeline.document import Page
from pipeline.errors import KehoachError
from pipeline.reading import images
from pipeline.reading import pdf as reader
from pipeline.reading.pagefacts import native_dpi

PRINT_DPI, QUALITY = 300, 92
"""Resolution of a page that is no scan, and JPEG quality of pages that have shades."""

PLAIN_MODES = frozenset({"1", "L", "RGB", "P"})
UPRIGHT = frozenset({1, 3, 6, 8})
"""EXIF orientations that a PDF can say with /Rotate; the others are mirrored."""

LOSSY = frozenset({"JPEG", "MPO", "WEBP"})
A4_WIDTH = 8.27


def from_image(path: Path, pages: dict[int, Page]) -> Any:
    """The image file as an open PDF, one page a frame. Raises a `KehoachError` where it cannot be read."""
    first = pages.get(1)
    try:
        data = _as_it_is(path, _resolution(path, first))
    except Exception:  # whatever img2pdf meets in a stranger's file: then from its dots
        data = None
    return _opened(data) if data else _joined(_frame(path, number, pages.get(number)) for number in range(1, images.page_count(path) + 1))


def from_pdf(path: Path) -> Any:
    """The pages of the PDF at `path`, all that a reader shows of them, as pictures in a new open PDF."""
    return _joined(_drawn(path, number) for number in range(1, reader.page_count(path) + 1))


def _as_it_is(path: Path, dpi: float) -> bytes | None:
    """The file's own compressed pictures in a PDF; None where a PDF cannot hold them so."""
    import img2pdf

    with Image.open(path) as image:
        plain = image.mode in PLAIN_MODES and "transparency" not in image.info and image.format in ("JPEG", "PNG", "TIFF")
        if not plain or image.getexif().get(0x0112, 1) not in UPRIGHT:
            return None
        if image.format == "TIFF" and image.getexif().get(0x0112, 1) != 1:
            return None
    layout = img2pdf.get_fixed_dpi_layout_fun((dpi, dpi))
    made = img2pdf.convert(str(path), layout_fun=layout, engine=img2pdf.Engine.pikepdf, rotation=img2pdf.Rotation.ifvalid)
    return bytes(made) if made else None


def _resolution(path: Path, page: Page | None) -> float:
    """Dots per inch as read; where none are told, those that make the page as wide as A4."""
    if page is not None and page.dpi:
        return float(page.dpi)
    with Image.open(path) as image:
        width = min(image.size)
    return max(width / A4_WIDTH, 30.0)


def _frame(path: Path, number: int, page: Page | None) -> bytes:
    pixels, _ = images.read_frame(path, number)
    with Image.open(path) as image:
        lossy = image.format in LOSSY
    return _one_page(pixels, _resolution(path, page), lossy=lossy)


def _drawn(path: Path, number: int) -> bytes:
    facts = reader.page_facts(path, number)
    dpi = native_dpi(facts.pictures) if any(picture.share > 0.5 for picture in facts.pictures) else PRINT_DPI
    return _one_page(reader.render_page(path, number, dpi), dpi, lossy=True)


def _one_page(pixels: np.ndarray[Any, Any], dpi: float, *, lossy: bool) -> bytes:
    """A PDF of one page with the picture: 1 bit as CCITT, shades as JPEG where `lossy`, else without loss."""
    import img2pdf

    if pixels.ndim == 3 and bool((pixels.max(axis=2) == pixels.min(axis=2)).all()):
        pixels = pixels[:, :, 0]
    picture = Image.fromarray(np.ascontiguousarray(pixels[:, :, ::-1]) if pixels.ndim == 3 else pixels)
    out = io.BytesIO()
    if pixels.ndim == 2 and bool(((pixels == 0) | (pixels == 255)).all()):
        picture.convert("1").save(out, "TIFF", compression="group4")
    elif lossy:
        picture.save(out, "JPEG", quality=QUALITY, subsampling=0)
    else:
        picture.save(out, "PNG")
    made = img2pdf.convert(out.getvalue(), layout_fun=img2pdf.get_fixed_dpi_layout_fun((dpi, dpi)), engine=img2pdf.Engine.pikepdf)
    return bytes(made or b"")


def _opened(data: bytes) -> Any:
    import pikepdf

    return pikepdf.open(io.BytesIO(data))


def _joined(parts: Iterator[bytes]) -> Any:
    """One PDF of the pages of several. Raises what the parts raise."""
    import pikepdf

    whole = pikepdf.new()
    for part in parts:
        with _opened(part) as one:
            whole.pages.extend(one.pages)
    return whole


def readable(error: BaseException) -> bool:
    """True for errors that speak of a page or file, not of this program."""
    return isinstance(error, KehoachError)
