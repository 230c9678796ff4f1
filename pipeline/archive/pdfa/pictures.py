"""PDF pages made of pictures: of image files as they are, and of the pages of a PDF that cannot become PDF/A itself.

JPEG, PNG and TIFF go in as they are, their compressed bytes unchanged (img2pdf). What a PDF cannot hold as it is (transparency,
CMYK, WebP, mirrored telephone pictures) goes in as the dots that were read: without loss, but for what came with loss already.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from pipeline.archive.pdfa.overlays import brightest, is_grey, lay_over, widened
from pipeline.archive.pdfa.sheets import entries, page_of
from pipeline.document import Page
from pipeline.reading import images
from pipeline.reading import pdf as reader
from pipeline.reading.pagefacts import native_dpi

PRINT_DPI, QUALITY, MOSTLY = 300, 92, 0.3
"""Resolution of a page that is no scan, JPEG quality of pages that have shades, and how much of them is shades."""

PLAIN_MODES = frozenset({"1", "L", "RGB", "P"})
UPRIGHT = frozenset({1, 3, 6, 8})
"""EXIF orientations that a PDF can say with /Rotate; the others are mirrored."""

BLACK, SHADE, COLOUR = 140, 75, 40
"""Brightness (of 255) below which a dot is black, what it may differ by from white and black, and how much a colour differs from grey."""

LOSSY = frozenset({"JPEG", "MPO", "WEBP"})
A4_WIDTH = 8.27
SHORTEST, LONGEST = 3 / 72, 14_400 / 72
"""Inches that a side of a PDF's page has at least and at most (ISO 32000-1, annex C)."""


def from_image(path: Path, pages: Sequence[Page]) -> Any:
    """The image file as an open PDF, one page a frame. Raises a `KehoachError` where it cannot be read."""
    first = page_of(pages, 1)
    try:
        data = _as_it_is(path, _resolution(path, first))
    except Exception:  # whatever img2pdf meets in a stranger's file: then from its dots
        data = None
    return _opened(data) if data else from_dots(path, pages)


def from_dots(path: Path, pages: Sequence[Page]) -> Any:
    """The image file as an open PDF of the dots that were read. Raises a `KehoachError` where it cannot be read."""
    return _joined(_frame(path, number, page_of(pages, number)) for number in range(1, images.page_count(path) + 1))


class TooMuch(Exception):
    """Pictures of pages that were no pictures take more room than they may."""


def from_pdf(path: Path, prepared: Any, room: int) -> Any:
    """The pages of the PDF at `path` as pictures in a new open PDF. Raises `TooMuch` where they take more than `room` bytes.

    A page of `prepared` (the same file, stripped; None where it could not be opened) that is one picture goes in as it is.
    """
    import pikepdf

    whole = pikepdf.new()
    for number in range(1, reader.page_count(path) + 1):
        if prepared is not None and number <= len(prepared.pages) and _is_one_picture(prepared.pages[number - 1]):
            whole.pages.append(prepared.pages[number - 1])
        else:
            room -= _draw(whole, path, number)
        if room < 0:
            raise TooMuch(f"pictures of {number} pages are larger than the original may grow")
    return whole


def _is_one_picture(page: Any) -> bool:
    """True where the page draws pictures and nothing else."""
    import pikepdf

    if any(item.get("/Subtype") != "/Image" for item in entries(page.obj, "/Resources", "/XObject").values()):
        return False
    operators = {str(instruction.operator) for instruction in pikepdf.parse_content_stream(page)}
    return "Do" in operators and operators <= {
        "q",
        "Q",
        "cm",
        "Do",
        "w",
        "J",
        "j",
        "M",
        "d",
        "i",
        "g",
        "G",
        "gs",
        "rg",
        "RG",
        "BMC",
        "BDC",
        "EMC",
    }


def _draw(whole: Any, path: Path, number: int) -> int:
    """Add a picture of the page and give its bytes: print as 1 bit with what has colours or shades laid over it, else a JPEG."""
    facts = reader.page_facts(path, number)
    scan = any(picture.share > 0.5 for picture in facts.pictures)
    seen = reader.render_page(path, number, native_dpi(facts.pictures) if scan else PRINT_DPI)
    dpi = seen.shape[1] / (facts.width if facts.rotation % 180 == 0 else facts.height) * 72  # less than asked for of a very large page
    grey = brightest(seen)
    black = grey < BLACK
    lost = ~black & ~widened(black) & (grey < BLACK + SHADE) | black & ~widened(~black) & (grey > BLACK - SHADE)
    shade = lost | (grey - (255 - brightest(255 - seen)) > COLOUR)
    if scan or shade.mean() > MOSTLY:
        data = _one_page(seen, dpi, lossy=True)
        whole.pages.extend(_opened(data).pages)
        return len(data)
    data = _one_page(np.where(black, 0, 255).astype(np.uint8), dpi, lossy=False)
    whole.pages.extend(_opened(data).pages)
    if shade.any():
        lay_over(whole, whole.pages[-1], seen, widened(shade))
    return len(data)


def _as_it_is(path: Path, dpi: float) -> bytes | None:
    """The file's own compressed pictures in a PDF; None where a PDF cannot hold them so."""
    import img2pdf  # type: ignore[import-untyped]

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
        short, long = min(image.size), max(image.size)
    return min(max(short / A4_WIDTH, 30.0, long / LONGEST), short / SHORTEST)


def _frame(path: Path, number: int, page: Page | None) -> bytes:
    pixels, _ = images.read_frame(path, number)
    with Image.open(path) as image:
        lossy = image.format in LOSSY
    return _one_page(pixels, _resolution(path, page), lossy=lossy)


def _one_page(pixels: np.ndarray[Any, Any], dpi: float, *, lossy: bool) -> bytes:
    """A PDF of one page with the picture: 1 bit as CCITT, shades as JPEG where `lossy`, else without loss."""
    import img2pdf

    if pixels.ndim == 3 and is_grey(pixels):
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
