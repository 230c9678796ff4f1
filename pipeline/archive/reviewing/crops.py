"""Cuttings of a page (ảnh cắt): what a person looks at before he says what a doubtful word is.

A cutting shows the box with what stands round it, so that a blank number is seen in its line, and a thin frame round the box
itself. It is cut from the original, or from the preview where that is fine enough or the original cannot be drawn.

>>> around_box(Box(0.2, 0.1, 0.25, 0.11))
Box(x0=0.025, y0=0.08, x1=0.425, y1=0.13)
>>> around_box(Box(0.0, 0.0, 1.0, 0.01))
Box(x0=0.0, y0=0.0, x1=1.0, y1=0.05)
"""

from __future__ import annotations

import io
import math
from contextlib import suppress

from PIL import Image, ImageDraw

from pipeline.archive.files.store import Store
from pipeline.document import Box
from pipeline.errors import BadRequest, KehoachError, NotFound
from pipeline.reading.source import open_source
from pipeline.rendering import crop, jpeg, page_image

WIDTH = 1600
"""Pixels across the whole page of which a cutting is a part: about 200 dpi, handwriting is legible."""

LEAST_WIDTH, LEAST_HEIGHT = 0.4, 0.05
"""How much of the page a cutting shows at least (fractions)."""

MARGIN_X, MARGIN_Y = 0.02, 0.012
"""What is shown round a larger box (fractions of the page)."""

LARGE = 0.2
"""Share of the page from which a box gets no frame: it says where to look, not at what."""

TOP = Box(0.0, 0.0, 1.0, 0.33)
"""What is shown without a box."""

FRAME = (208, 32, 48)
"""Colour of the frame round the box: red, green, blue."""


def cutting(
    store: Store, document_id: str, page: int, box: Box | None, *, rotation: int | None = None, width: int = WIDTH, form: str = "jpeg"
) -> bytes:
    """The part of a page (from 1) round the box, as a JPEG or PNG file (`form`); without a box the top third of the page.

    `width` are the pixels across the whole page, `rotation` the degrees by which the page was turned (looked up where None).
    Raises `NotFound` for a page without a picture, `BadRequest` for a box that is none, errors of reading.
    """
    if form not in ("jpeg", "png"):
        raise BadRequest(detail=f"no cutting as {form}")
    if box is not None and not _is_box(box):
        raise BadRequest(detail="the box is not on the page")
    picture = page_picture(store, document_id, page, rotation=rotation, width=min(max(width, 200), 4 * WIDTH))
    part = crop(picture, TOP, 0.0) if box is None else crop(_framed(picture, box), around_box(box), 0.0)
    return jpeg(part) if form == "jpeg" else _png(part)


def _framed(picture: Image.Image, box: Box) -> Image.Image:
    """The page with a line round the box, nothing laid over the ink; without one where the box is a good part of the page."""
    if box.width * box.height > LARGE:
        return picture
    framed, (width, height) = picture.convert("RGB"), picture.size
    edges = (box.x0 * width - 3, box.y0 * height - 3, box.x1 * width + 3, box.y1 * height + 3)
    ImageDraw.Draw(framed).rectangle(edges, outline=FRAME, width=2)
    return framed


def around_box(box: Box) -> Box:
    """The box with what stands round it, at least `LEAST_WIDTH` × `LEAST_HEIGHT`, inside the page."""
    x0, x1 = _wider(box.x0 - MARGIN_X, box.x1 + MARGIN_X, LEAST_WIDTH)
    y0, y1 = _wider(box.y0 - MARGIN_Y, box.y1 + MARGIN_Y, LEAST_HEIGHT)
    return Box(x0, y0, x1, y1)


def _wider(low: float, high: float, least: float) -> tuple[float, float]:
    grow = max(0.0, least - (high - low)) / 2
    low, high = low - grow, high + grow
    shift = max(0.0, -low) - max(0.0, high - 1)
    return round(max(0.0, low + shift), 4), round(min(1.0, high + shift), 4)


def _is_box(box: Box) -> bool:
    return all(math.isfinite(edge) and 0 <= edge <= 1 for edge in box) and box.x0 <= box.x1 and box.y0 <= box.y1


def page_picture(store: Store, document_id: str, page: int, *, rotation: int | None = None, width: int = WIDTH) -> Image.Image:
    """A page (from 1), upright, `width` pixels wide. Raises `NotFound` for a text or a page that is not there, errors of reading."""
    manifest = store.manifest(document_id)
    if manifest.kind == "text" or not 1 <= page <= max(manifest.page_count, 1):
        raise NotFound(detail=f"no picture of page {page} of document {document_id}")
    preview = _preview(store, document_id, page)
    if preview is not None and preview.width >= width:
        return _resized(preview, width)
    try:
        return page_image(open_source(store.original(document_id)), page, _rotation(store, document_id, page, rotation), width)
    except KehoachError:
        if preview is None:
            raise
        return _resized(preview, width)


def _rotation(store: Store, document_id: str, page: int, told: int | None) -> int:
    if told is not None:
        return told
    read = store.read_page(document_id, page)
    return read.page.rotation if read else 0


def _preview(store: Store, document_id: str, page: int) -> Image.Image | None:
    """The preview; None where there is none yet or it is damaged."""
    with suppress(OSError, ValueError, SyntaxError, Image.DecompressionBombError), Image.open(store.preview(document_id, page)) as image:
        return image.convert("RGB")
    return None


def _resized(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.height * width / image.width))
    return image if image.width == width else image.resize((width, height), Image.Resampling.LANCZOS)


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
