"""Files of the archive, by a document's id through the store: the original, the searchable copy, a paper's JSON, pictures of pages.

No path comes from an address: an address holds an id of 64 hexadecimal digits and numbers, and nothing else of it is used. An original is
handed out as a download of a plain kind, never to be opened inside these pages.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import IO, Any

from datasette.utils.asgi import Response

from pipeline.archive.files import plain
from pipeline.document import Box
from pipeline.errors import BadRequest, NotFound
from pipeline.web import pictures
from pipeline.web.pages.page import Visit

KEPT = "private, max-age=86400"
"""Pictures of an original never change."""

CHUNK = 1 << 18

KINDS = {
    "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "tif": "image/tiff", "gif": "image/gif", "webp": "image/webp",
    "bmp": "image/bmp", "txt": "text/plain; charset=utf-8",
}  # fmt: skip


class Download:
    """A file sent in pieces; Datasette's own would read its name from the path."""

    def __init__(self, file: IO[bytes], kind: str, name: str) -> None:
        self.file, self.kind, self.name = file, kind, name
        self._set_cookie_headers: list[str] = []

    async def asgi_send(self, send: Any) -> None:
        """Send it."""
        with self.file as file:
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


async def _download(visit: Visit, path: Path, kind: str, name: str) -> Download:
    """The file, open. Raises `NotFound` for none, and for a link or a pipe that somebody put in its place."""
    try:
        return Download(await visit.pages.work(lambda: plain.opened(path)), kind, name)
    except OSError as error:
        raise NotFound(detail=name) from error


async def original(visit: Visit) -> Any:
    """The file as it was taken in."""
    document_id = visit.path("id")
    path = await visit.pages.work(lambda: visit.pages.store.original(document_id))
    ending = path.suffix[1:]
    return await _download(visit, path, KINDS.get(ending, "application/octet-stream"), f"{document_id[:12]}.{ending}")


async def searchable(visit: Visit) -> Any:
    """The searchable PDF. Raises `NotFound` where none was made."""
    document_id = visit.path("id")
    path = visit.pages.store.searchable(document_id)
    return await _download(visit, path, KINDS["pdf"], f"{document_id[:12]}.searchable.pdf")


async def paper_json(visit: Visit) -> Any:
    """A paper's JSON, as the machine read it."""
    document_id, part = visit.path("id"), int(visit.path("part"))
    path = visit.pages.store.folder(document_id) / ("paper.json" if part == 1 else f"paper.{part}.json")
    if part < 1:
        raise NotFound(detail=f"paper {part} of document {document_id}")
    return await _download(visit, path, "application/json; charset=utf-8", f"{document_id[:12]}{'' if part == 1 else f'.{part}'}.json")


async def page_picture(visit: Visit) -> Response:
    """The picture of a page: the preview, or one drawn now."""
    document_id, number, store = visit.path("id"), int(visit.path("page")), visit.pages.store
    try:
        return _jpeg(await visit.pages.work(lambda: plain.read(store.preview(document_id, number))))
    except OSError:
        return _jpeg(await visit.pages.painter.draw(document_id, pictures.page, store, document_id, number))


async def crop_picture(visit: Visit) -> Response:
    """The part of a page round a box (`?o=x0,y0,x1,y1`, fractions); without one the top of the page."""
    document_id, number = visit.path("id"), int(visit.path("page"))
    box = box_of(visit.text("o", 100))
    return _jpeg(await visit.pages.painter.draw(document_id, pictures.cutting, visit.pages.store, document_id, number, box))


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
    return _jpeg(await visit.pages.painter.draw(document_id, pictures.passage, store, document_id, part, start, end))
