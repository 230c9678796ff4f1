"""Files of the archive, by a document's id through the store: the original, the searchable copy, a paper's JSON, pictures of pages.

No path comes from an address: an address holds an id of 64 hexadecimal digits and numbers, and nothing else of it is used. An original is
handed out as a download of a plain kind, never to be opened inside these pages.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Response

from pipeline.archive.reviewing import crops
from pipeline.archive.searching.passages import place_of
from pipeline.document import Box
from pipeline.errors import BadRequest, NotFound
from pipeline.rendering import Frame, crop, jpeg, with_boxes
from pipeline.web.pages.page import Visit

KEPT = "private, max-age=86400"
"""Pictures of an original never change."""

CHUNK = 1 << 18

CROP_WIDTH = 1000

WINDOW = 0.56, 0.14
"""Width and height of the picture beside a hit (fractions of the page): some lines round the words."""

KINDS = {
    "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "tif": "image/tiff", "gif": "image/gif", "webp": "image/webp",
    "bmp": "image/bmp", "txt": "text/plain; charset=utf-8",
}  # fmt: skip


class Download:
    """A file sent in pieces; Datasette's own would read its name from the path."""

    def __init__(self, path: Path, kind: str, name: str) -> None:
        self.path, self.kind, self.name = path, kind, name
        self._set_cookie_headers: list[str] = []

    async def asgi_send(self, send: Any) -> None:
        """Send it."""
        with self.path.open("rb") as file:
            length = file.seek(0, 2)
            file.seek(0)
            headers = {
                "content-type": self.kind,
                "content-length": str(length),
                "content-disposition": f'attachment; filename="{self.name}"',
                "cache-control": KEPT,
            }
            raw = [(key.encode(), value.encode()) for key, value in headers.items()]
            await send({"type": "http.response.start", "status": 200, "headers": raw})
            while piece := file.read(CHUNK):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})


async def original(visit: Visit) -> Any:
    """The file as it was taken in."""
    document_id = visit.path("id")
    path = await visit.pages.work(lambda: visit.pages.store.original(document_id))
    ending = path.suffix[1:]
    return Download(path, KINDS.get(ending, "application/octet-stream"), f"{document_id[:12]}.{ending}")


async def searchable(visit: Visit) -> Any:
    """The searchable PDF. Raises `NotFound` where none was made."""
    document_id = visit.path("id")
    path = visit.pages.store.searchable(document_id)
    if not path.is_file():
        raise NotFound(detail="no searchable PDF of this document")
    return Download(path, KINDS["pdf"], f"{document_id[:12]}.searchable.pdf")


async def paper_json(visit: Visit) -> Any:
    """A paper's JSON, as the machine read it."""
    document_id, part = visit.path("id"), int(visit.path("part"))
    path = visit.pages.store.folder(document_id) / ("paper.json" if part == 1 else f"paper.{part}.json")
    if part < 1 or not path.is_file():
        raise NotFound(detail=f"paper {part} of document {document_id}")
    return Download(path, "application/json; charset=utf-8", f"{document_id[:12]}{'' if part == 1 else f'.{part}'}.json")


async def page_picture(visit: Visit) -> Response:
    """The picture of a page: the preview, or one drawn now."""
    document_id, number, store = visit.path("id"), int(visit.path("page")), visit.pages.store
    try:
        return _jpeg(await visit.pages.work(store.preview(document_id, number).read_bytes))
    except OSError:
        return _jpeg(await visit.pages.draw(lambda: jpeg(crops.page_picture(store, document_id, number, width=CROP_WIDTH))))


async def crop_picture(visit: Visit) -> Response:
    """The part of a page round a box (`?o=x0,y0,x1,y1`, fractions); without one the top of the page."""
    document_id, number = visit.path("id"), int(visit.path("page"))
    box = box_of(visit.text("o", 100))
    store = visit.pages.store
    return _jpeg(await visit.pages.draw(lambda: crops.cutting(store, document_id, number, box, width=CROP_WIDTH)))


def box_of(given: str) -> Box | None:
    """The box that an address names; None for none. Raises `BadRequest`.

    >>> box_of("0.1,0.2,0.5,0.25"), box_of("")
    (Box(x0=0.1, y0=0.2, x1=0.5, y1=0.25), None)
    """
    if not given:
        return None
    try:
        edges = [float(edge) for edge in given.split(",")]
    except ValueError:
        edges = []
    if len(edges) != 4 or not all(math.isfinite(edge) and 0 <= edge <= 1 for edge in edges):
        raise BadRequest(detail="no box: four fractions of the page")
    return Box(*edges)


def _jpeg(data: bytes) -> Response:
    return Response(data, content_type="image/jpeg", headers={"cache-control": KEPT})


async def passage_picture(visit: Visit) -> Response:
    """The part of the page where a passage of the text stands."""
    store, document_id, part = visit.pages.store, visit.path("id"), int(visit.path("part"))
    start, end = int(visit.path("start")), int(visit.path("end"))
    return _jpeg(await visit.pages.draw(lambda: _passage(store, document_id, part, start, end)))


def _passage(store: Any, document_id: str, part: int, start: int, end: int) -> bytes:
    page, box = place_of(store, document_id, part, start, end)
    if box is None:
        return crops.cutting(store, document_id, page, None, width=CROP_WIDTH)
    picture = crops.page_picture(store, document_id, page, width=CROP_WIDTH)
    return jpeg(crop(with_boxes(picture, [Frame(box, crops.FRAME)]), around(box), 0.0))


def around(box: Box) -> Box:
    """A window of fixed size round the middle of the box, inside the page.

    >>> around(Box(0.9, 0.0, 1.0, 0.02))
    Box(x0=0.44, y0=0.0, x1=1.0, y1=0.14)
    """
    x0 = min(max((box.x0 + box.x1 - WINDOW[0]) / 2, 0.0), 1 - WINDOW[0])
    y0 = min(max((box.y0 + box.y1 - WINDOW[1]) / 2, 0.0), 1 - WINDOW[1])
    return Box(round(x0, 4), round(y0, 4), round(x0 + WINDOW[0], 4), round(y0 + WINDOW[1], 4))
