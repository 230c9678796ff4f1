"""One page of any source (trang): the way in to reading, whatever the file is.

A text is decoded, an image goes to OCR, a PDF page is read from its text layer where that is good and goes to OCR where not.
Text of digital signatures stays with the page, in its own region, however the page was read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.document import Box, Page
from pipeline.errors import CannotRead, PathMissing
from pipeline.reading import images, pdf, text, textlayer
from pipeline.reading.source import Source


@dataclass(frozen=True, slots=True)
class Options:
    """How to read. `page_timeout` in seconds; `force_ocr` reads the picture of a PDF page also where its text layer is good.

    `restore` says whether the words are set right afterwards; reading itself does not look at it.
    """

    page_timeout: float = 120.0
    force_ocr: bool = False
    restore: bool = True


def read_page(source: Source, number: int, options: Options | None = None) -> Page:
    """Page `number` (from 1) of a source. Raises a `KehoachError` where the page cannot be read."""
    options = options or Options()
    try:
        if source.kind == "text":
            return text.read_page(source.path, number)
        if source.kind == "image":
            pixels, dpi = images.read_frame(source.path, number)
            return _ocr(pixels, number, dpi, options)
        return _read_pdf_page(source, number, options)
    except PermissionError as error:
        raise CannotRead(source.path, page=number) from error
    except FileNotFoundError as error:
        raise PathMissing(source.path) from error


def _read_pdf_page(source: Source, number: int, options: Options) -> Page:
    facts = pdf.page_facts(source.path, number)
    layer = textlayer.read_layer(facts)
    use = textlayer.judge(facts, layer).use
    if use != "ocr" and not (options.force_ocr and use == "text"):
        return textlayer.text_page(number, facts, layer)
    pixels, dpi = pdf.render_for_reading(source.path, number, facts)
    for box in layer.stamp_boxes:
        _blank(pixels, box)
    page = _ocr(pixels, number, dpi, options)
    return replace(page, paragraphs=page.paragraphs + layer.stamps)


def _ocr(pixels: images.Pixels, number: int, dpi: int | None, options: Options) -> Page:
    from pipeline.reading import ocr  # here: a run over texts alone needs neither OpenCV nor Tesseract

    return ocr.read_image(pixels, number=number, dpi=dpi, timeout=options.page_timeout)


def _blank(pixels: images.Pixels, box: Box) -> None:
    height, width = pixels.shape[:2]
    x0, y0 = int(box.x0 * width) - 2, int(box.y0 * height) - 2
    pixels[max(y0, 0) : int(box.y1 * height) + 3, max(x0, 0) : int(box.x1 * width) + 3] = 255
