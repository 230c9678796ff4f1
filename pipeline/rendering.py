"""Pictures of a paper: a page with coloured boxes round what was found on it, crops, and the notebook's view of both.

All words that came from a paper are escaped: they are a stranger's. The picture is inside the HTML (base64), so that a saved
notebook shows it without the file; where the file is gone or has changed since, the tables stand alone.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from pipeline.document import Box, PageSpan
from pipeline.errors import DamagedFile, KehoachError
from pipeline.reading import images, pdf
from pipeline.reading.source import Source, open_source
from pipeline.records import DocumentRow

COLOURS: Mapping[str, tuple[int, int, int]] = {
    "document_numbers": (230, 126, 0),
    "citations": (0, 98, 204),
    "dates": (0, 140, 70),
    "targets": (208, 32, 48),
    "entities": (128, 64, 168),
    "corrections": (150, 150, 0),
}
"""Colour (red, green, blue) of the boxes of each table."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sections": ("path", "kind", "heading", "text", "page"),
    "citations": ("raw", "canonical_id", "date", "issuer", "relation", "page"),
    "targets": ("raw", "indicator", "comparator", "value", "unit", "year", "page"),
    "dates": ("raw", "date", "precision", "role", "page"),
    "document_numbers": ("raw", "number_symbol", "doc_type", "is_own", "page"),
    "entities": ("raw", "label", "normalised", "page"),
    "corrections": ("raw_text", "text", "kind", "rule", "page"),
}
"""What of each table a person sees first; the table itself has all."""

FACTS = (
    "doc_type_name",
    "number_symbol",
    "date",
    "place",
    "issuer",
    "issuer_parent",
    "title",
    "signer_role",
    "signer",
    "recipients",
    "quality",
)

WIDTH, PAGES, ROWS, LETTERS = 900, 2, 20, 160
"""In a notebook: pixels across a page, pages shown, rows of a table, letters of a cell."""


class Frame(NamedTuple):
    """A box to draw and its colour."""

    box: Box
    colour: tuple[int, int, int]


def page_image(source: Source, number: int, rotation: int = 0, width: int = WIDTH) -> Image.Image:
    """Page `number` (from 1) of an image or PDF, turned upright by `rotation` degrees clockwise, `width` pixels wide."""
    pixels = (
        pdf.render_page(source.path, number, round(110 * max(1.0, width / WIDTH)))
        if source.kind == "pdf"
        else images.read_frame(source.path, number)[0]
    )
    colours = pixels[:, :, ::-1] if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)
    upright = Image.fromarray(np.ascontiguousarray(np.rot90(colours, k=-rotation // 90)))
    return upright.resize((width, max(1, round(upright.height * width / upright.width))), Image.Resampling.LANCZOS)


def with_boxes(image: Image.Image, frames: Iterable[Frame]) -> Image.Image:
    """The image with a coloured, faintly filled rectangle for each box."""
    drawn = image.convert("RGB")
    pen = ImageDraw.Draw(drawn, "RGBA")
    for box, colour in frames:
        x0, y0, x1, y1 = _pixels(box, drawn.size)
        pen.rectangle((x0 - 2, y0 - 2, x1 + 2, y1 + 2), outline=(*colour, 255), fill=(*colour, 36), width=2)
    return drawn


def crop(image: Image.Image, box: Box, margin: float = 0.01, beside: float | None = None) -> Image.Image:
    """The part of the page inside the box, with a margin in fractions of the page; `beside`: another one left and right."""
    wide = margin if beside is None else beside
    wider = Box(max(0, box.x0 - wide), max(0, box.y0 - margin), min(1, box.x1 + wide), min(1, box.y1 + margin))
    x0, y0, x1, y1 = _pixels(wider, image.size)
    return image.crop((x0, y0, max(x1, x0 + 1), max(y1, y0 + 1)))


def _pixels(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    width, height = size
    return round(box.x0 * width), round(box.y0 * height), round(box.x1 * width), round(box.y1 * height)


def frames_on(page: int, rows: Mapping[str, Sequence[Any]]) -> Iterator[Frame]:
    """The boxes of all rows that begin on the page. Of a mention that goes on over the page end, its lines on this page."""
    for table, colour in COLOURS.items():
        for row in rows.get(table, ()):
            if row.page == page and row.box is not None:
                lines = [box for box in getattr(row, "boxes", ()) if _inside(box, row.box)]
                yield from (Frame(box, colour) for box in lines or [row.box])


def _inside(box: Box, outer: Box, slack: float = 0.001) -> bool:
    return (
        box.x0 >= outer.x0 - slack and box.y0 >= outer.y0 - slack and box.x1 <= outer.x1 + slack and box.y1 <= outer.y1 + slack
    )  # fmt: skip


def jpeg(image: Image.Image, quality: int = 80) -> bytes:
    """The image as a JPEG file: for a notebook's `Image(data=…)`, a preview, a crop."""
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def data_uri(image: Image.Image) -> str:
    """The image as a JPEG inside a `data:` address."""
    return "data:image/jpeg;base64," + base64.b64encode(jpeg(image)).decode("ascii")


def picture_of(document: DocumentRow, page: PageSpan, width: int = WIDTH) -> Image.Image:
    """The picture of a paper's page. Raises KehoachError where the file is gone or has changed since it was read."""
    source = open_source(Path(document.source))
    if source.document_id != document.document_id:
        raise DamagedFile(document.source, detail="changed since it was read")
    return page_image(source, page.page, page.rotation, width)


def marked_page(document: DocumentRow, page: PageSpan, rows: Mapping[str, Sequence[Any]], width: int = WIDTH) -> Image.Image:
    """The same with the boxes of the rows that begin on the page."""
    return with_boxes(picture_of(document, page, width), frames_on(page.page, rows))


def paper_html(document: DocumentRow, pages: Sequence[PageSpan], rows: Mapping[str, Sequence[Any]]) -> str:
    """The notebook's view of a paper: its facts, its first pages with boxes, its tables."""
    facts = "".join(
        f"<tr><th style='text-align:left'>{escape(name)}</th><td style='text-align:left'>{_cell(getattr(document, name))}</td></tr>"
        for name in FACTS
        if getattr(document, name)
    )
    head = f"<h4>{escape(document.source)}</h4><table>{facts}</table>"
    tables = "".join(_table(name, rows[name]) for name in COLUMNS if rows.get(name))
    return f"<div>{head}{''.join(_pictures(document, pages, rows))}{tables}</div>"


def _pictures(document: DocumentRow, pages: Sequence[PageSpan], rows: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    if document.source_kind == "text":
        return
    try:
        for page in pages[:PAGES]:
            image = marked_page(document, page, rows)
            yield f'<img alt="page {page.page}" style="max-width:48%;border:1px solid #ccc" src="{data_uri(image)}">'
    except (KehoachError, OSError):
        return
    if len(pages) > PAGES:
        yield f"<p>… {len(pages) - PAGES} more pages</p>"


def _table(name: str, rows: Sequence[Any]) -> str:
    columns = COLUMNS[name]
    colour = "#{:02x}{:02x}{:02x}".format(*COLOURS.get(name, (90, 90, 90)))
    head = "".join(f"<th>{column}</th>" for column in columns)
    lines = (
        "<tr>" + "".join(f"<td style='text-align:left'>{_cell(getattr(row, column))}</td>" for column in columns) + "</tr>"
        for row in rows[:ROWS]
    )
    more = f"<p>… {len(rows) - ROWS} more</p>" if len(rows) > ROWS else ""
    summary = f"<summary style='color:{colour}'><b>{name}</b> ({len(rows)})</summary>"
    return f"<details open>{summary}<table><tr>{head}</tr>{''.join(lines)}</table>{more}</details>"


def _cell(value: object) -> str:
    """The value as escaped HTML, shortened."""
    if isinstance(value, tuple):
        return "<br>".join(_cell(item) for item in value)
    text = "" if value is None else str(value)
    return escape(text if len(text) <= LETTERS else text[: LETTERS - 1] + "…")
