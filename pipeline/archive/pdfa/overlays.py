"""What a reader sees of a page and a copy may not carry, laid over the page again as a picture of just those dots.

The stamp of a signature is drawn by the signature, a form's field by the form, print by a font that cannot be copied from: all
three go. What changes to the eye is found by drawing the page before and after; only those dots are drawn, the others are masked,
so that the page's own picture stays as it was scanned.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.archive.pdfa.sheets import sheet_of
from pipeline.reading import pdf as reader

Pixels = np.ndarray[Any, np.dtype[np.uint8]]
Dots = np.ndarray[Any, np.dtype[np.bool_]]

OVERLAY_DPI, VISIBLE = 300, 24
"""Resolution of what is laid over as a picture, and by how much (of 255) a dot must differ to be part of it."""


def show_again(path: Path, pdf: Any, numbers: Iterable[int], scratch: Path) -> list[str]:
    """Lay what is no longer seen of these pages over them as a picture; gives what is to be told. `scratch` is a folder for a draft."""
    wanted, done = list(numbers), []
    if not wanted:
        return []
    draft = scratch / "draft.pdf"
    pdf.save(draft)
    for number in wanted:
        before, after = reader.render_page(path, number, OVERLAY_DPI), reader.render_page(draft, number, OVERLAY_DPI)
        if before.shape == after.shape and (changed := _differ(before, after)).any():
            lay_over(pdf, pdf.pages[number - 1], before, widened(changed))
            done.append(str(number))
    draft.unlink()
    return [f"what is seen of signatures, fields or replaced text is kept as a picture (page {', '.join(done)})"] if done else []


def _differ(before: Pixels, after: Pixels) -> Dots:
    """The dots of two pictures of one size that differ visibly in one of their colours."""
    return brightest(np.maximum(before, after) - np.minimum(before, after)) > VISIBLE


def brightest(pixels: Pixels) -> Pixels:
    """The largest of each dot's three colours: ten times as fast as numpy's own maximum along the last axis."""
    largest: Pixels = np.maximum(np.maximum(pixels[:, :, 0], pixels[:, :, 1]), pixels[:, :, 2])
    return largest


def is_grey(pixels: Pixels) -> bool:
    """True for a picture of three colours that is without any."""
    return bool((pixels[:, :, 0] == pixels[:, :, 1]).all() and (pixels[:, :, 1] == pixels[:, :, 2]).all())


def widened(dots: Dots) -> Dots:
    """The dots and those next to them: the soft edge of a letter belongs to it."""
    wide = dots.copy()
    wide[1:] |= dots[:-1]
    wide[:-1] |= dots[1:]
    across = wide.copy()
    across[:, 1:] |= wide[:, :-1]
    across[:, :-1] |= wide[:, 1:]
    return across


def lay_over(pdf: Any, page: Any, seen: Pixels, counts: Dots) -> None:
    """Draw the dots that count of a picture of the page (BGR) over the page as it is shown."""
    import pikepdf

    rows, columns = np.flatnonzero(counts.any(axis=1)), np.flatnonzero(counts.any(axis=0))
    y0, y1, x0, x1 = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    pixels = np.where(counts[y0:y1, x0:x1, None], seen[y0:y1, x0:x1, ::-1], 255).astype(np.uint8)
    grey = is_grey(pixels)
    size = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image, "Width": x1 - x0, "Height": y1 - y0}
    mask = pdf.make_stream(np.packbits(~counts[y0:y1, x0:x1], axis=1).tobytes(), **size, ImageMask=True, BitsPerComponent=1)
    colours = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB
    data = (pixels[:, :, 0] if grey else pixels).tobytes()
    picture = pdf.make_stream(data, **size, ColorSpace=colours, BitsPerComponent=8, Mask=mask)
    name = page.add_resource(picture, pikepdf.Name.XObject, pikepdf.Name("/Seen"), replace_existing=False)
    sheet = sheet_of(page, None)
    wide, tall = sheet.size
    across, up = wide / counts.shape[1], tall / counts.shape[0]
    turned = " ".join(f"{value:.4f}" for value in sheet.matrix)
    placed = f"{(x1 - x0) * across:.4f} 0 0 {(y1 - y0) * up:.4f} {x0 * across:.4f} {tall - y1 * up:.4f}"
    page.contents_add(b"q", prepend=True)
    page.contents_add(f"Q q {turned} cm {placed} cm {name} Do Q".encode(), prepend=False)
