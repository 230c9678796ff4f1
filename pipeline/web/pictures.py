"""Pictures of pages as the browser shows them (ảnh trang): a whole page, the part round a box, the part where a passage stands.

They are drawn by the painter's processes (`painter`), to which these functions are sent by name: nothing of the pages is loaded there.
"""

from __future__ import annotations

from pipeline.archive.files.store import Store
from pipeline.archive.reviewing import crops
from pipeline.archive.searching.passages import place_of
from pipeline.document import Box
from pipeline.rendering import Frame, crop, jpeg, with_boxes

WIDTH = 1000
"""Pixels across a page."""

WINDOW = 0.56, 0.14
"""Width and height of the picture beside a hit (fractions of the page): some lines round the words."""


def page(store: Store, document_id: str, number: int) -> bytes:
    """A whole page, from 1."""
    return jpeg(crops.page_picture(store, document_id, number, width=WIDTH))


def cutting(store: Store, document_id: str, number: int, box: Box | None) -> bytes:
    """The part of a page round a box; without one the top of the page."""
    return crops.cutting(store, document_id, number, box, width=WIDTH)


def passage(store: Store, document_id: str, part: int, start: int, end: int) -> bytes:
    """The part of the page where a passage of a paper's text stands, a line round it."""
    page, box = place_of(store, document_id, part, start, end)
    if box is None:
        return crops.cutting(store, document_id, page, None, width=WIDTH)
    picture = crops.page_picture(store, document_id, page, width=WIDTH)
    return jpeg(crop(with_boxes(picture, [Frame(box, crops.FRAME)]), around(box), 0.0))


def around(box: Box) -> Box:
    """A window of fixed size round the middle of the box, inside the page.

    >>> around(Box(0.9, 0.0, 1.0, 0.02))
    Box(x0=0.44, y0=0.0, x1=1.0, y1=0.14)
    """
    x0 = min(max((box.x0 + box.x1 - WINDOW[0]) / 2, 0.0), 1 - WINDOW[0])
    y0 = min(max((box.y0 + box.y1 - WINDOW[1]) / 2, 0.0), 1 - WINDOW[1])
    return Box(round(x0, 4), round(y0, 4), round(x0 + WINDOW[0], 4), round(y0 + WINDOW[1], 4))
