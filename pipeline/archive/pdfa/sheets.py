"""Where the words of a page as read stand on its sheet of the PDF: boxes, turns, and the text that comes under it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any, NamedTuple

from pipeline.archive.pdfa.layer import Sheet, content
from pipeline.document import Page


class Under(NamedTuple):
    """What comes under a page: the operators of its text, width and height of the page, and its turn (degrees clockwise)."""

    text: bytes
    width: float
    height: float
    turn: int


def under(pdf: Any, pages: Sequence[Page], own: Container[int] = ()) -> list[Under]:
    """The texts for the pages of the open PDF, empty for those with a text of their own; /Rotate goes from the pages to `turn`.

    Coordinates count from the lower left corner of the page's medium, as OCRmyPDF has them.
    """
    found = []
    for number, page in enumerate(pdf.pages, 1):
        read = page_of(pages, number)
        sheet = sheet_of(page, read)
        x0, y0, x1, y1 = ordered(page.mediabox)
        moved = sheet._replace(left=sheet.left - x0, bottom=sheet.bottom - y0)
        text = content(moved.words(read), moved.matrix) if read is not None and number not in own else b""
        found.append(Under(text, x1 - x0, y1 - y0, sheet.turn))
        if "/Rotate" in page.obj:
            del page.obj["/Rotate"]
    return found


def entries(item: Any, *keys: str) -> dict[str, Any]:
    """What stands under the keys, one inside the other, as a dictionary of Python's; empty where anything else stands there."""
    import pikepdf

    for key in keys:
        item = item.get(key) if isinstance(item, pikepdf.Dictionary | pikepdf.Stream) else None
    return dict(item.items()) if isinstance(item, pikepdf.Dictionary) else {}


def page_of(pages: Sequence[Page], number: int) -> Page | None:
    """The page as read, asked for one at a time (3,000 pages of words fill a small machine); None where it was not read."""
    return pages[number - 1] if number <= len(pages) else None


def ordered(box: Any) -> tuple[float, float, float, float]:
    """A rectangle of the PDF as left, bottom, right, top: its corners may be told in any order."""
    x0, y0, x1, y1 = (float(edge) for edge in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def sheet_of(page: Any, read: Page | None) -> Sheet:
    """What PDFium shows of the page (the crop box inside the medium), turned as it was read."""
    x0, y0, x1, y1 = ordered(page.mediabox)
    left, bottom, right, top = ordered(page.cropbox)
    left, bottom, right, top = max(left, x0), max(bottom, y0), min(right, x1), min(top, y1)
    if left >= right or bottom >= top:
        left, bottom, right, top = x0, y0, x1, y1
    turned = int(page.obj.get("/Rotate", 0)) if isinstance(page.obj.get("/Rotate", 0), int) else 0
    return Sheet(left, bottom, right - left, top - bottom, (turned + (read.rotation if read else 0)) // 90 * 90 % 360)
