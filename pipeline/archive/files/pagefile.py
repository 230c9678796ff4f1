"""What was read of one page, as a file (`pages/0001.json.gz`): words, boxes, confidences, what restoration changed, or the page's error.

Reading a page costs seconds, the rest of a document's work far less: these files are what a run that was cut off goes on from, and what
a searchable PDF is made of. Words are rows of short lists; the bytes depend on the page alone (no clock in the gzip header).

>>> from pipeline.document import Word
>>> line = Line((Word("Số:", Box(0.1, 0.1, 0.14, 0.12), 0.93), Word("33/KH-UBND", Box(0.15, 0.1, 0.3, 0.12))))
>>> page = ReadPage(Page(1, "ocr", (Paragraph("header_left", (line,)),), 2480, 3508, 300))
>>> from_bytes(to_bytes(page)) == page
True
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from pathlib import Path
from typing import Any

from pipeline import errors
from pipeline.archive.files import plain
from pipeline.document import Box, Line, Page, Paragraph, Word
from pipeline.errors import KehoachError
from pipeline.gathering import ReadPage
from pipeline.restoration import Change

FORMAT = "kehoach-page/1"

MOST = 1 << 29
"""Bytes of a page out of its compressed form: the largest text that is read, with all it says of its words, takes a third."""

_CHANGE = ("word", "raw_text", "text", "kind", "rule", "confidence", "words")


def to_bytes(read: ReadPage) -> bytes:
    """The file of a page."""
    page = read.page
    data = {
        "format": FORMAT,
        "number": page.number,
        "kind": page.kind,
        "size": [page.width, page.height, page.dpi, page.rotation, page.skew],
        "paragraphs": [_paragraph(paragraph) for paragraph in page.paragraphs],
        "changes": [[getattr(change, name) for name in _CHANGE] for change in read.changes],
        "error": None if read.error is None else _error(read.error),
    }
    return gzip.compress(json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(), 6, mtime=0)


def from_bytes(data: bytes) -> ReadPage:
    """The page that `to_bytes` was made from. Raises ValueError where the bytes are no page."""
    try:
        found = json.loads(_opened(data))
        if found["format"] != FORMAT:
            raise ValueError(f"{found['format']} is not {FORMAT}")
        width, height, dpi, rotation, skew = found["size"]
        paragraphs = tuple(_to_paragraph(row) for row in found["paragraphs"])
        page = Page(found["number"], found["kind"], paragraphs, width, height, dpi, rotation, skew)
        changes = tuple(Change(**dict(zip(_CHANGE, row, strict=True))) for row in found["changes"])
        return ReadPage(page, changes, None if found["error"] is None else _to_error(found["error"]))
    except (OSError, EOFError, zlib.error, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no page: {error}") from error


def _opened(data: bytes) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        opened = file.read(MOST + 1)
    if len(opened) > MOST:
        raise ValueError(f"more than {MOST} bytes")
    return opened


def page_in(path: Path) -> ReadPage | None:
    """The page in a file; None where there is no such file, or one that was cut off by a failing disk: it is to be read again."""
    try:
        return from_bytes(plain.read(path))
    except (OSError, ValueError):
        return None


def _paragraph(paragraph: Paragraph) -> list[Any]:
    lines = [
        [[word.text, None if word.box is None else list(word.box), word.confidence] for word in line.words] for line in paragraph.lines
    ]
    return [paragraph.region, lines, int(paragraph.continues), None if paragraph.cell is None else list(paragraph.cell)]


def _to_paragraph(row: list[Any]) -> Paragraph:
    region, lines, continues, cell = row
    words = tuple(
        Line(tuple(Word(text, None if box is None else Box(*box), confidence) for text, box, confidence in line)) for line in lines
    )
    return Paragraph(region, words, bool(continues), None if cell is None else (cell[0], cell[1]))


def _error(error: KehoachError) -> dict[str, Any]:
    where = error.where.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    detail = error.detail.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return {"kind": type(error).__name__, "where": where, "page": error.page, "detail": detail}


def _to_error(data: dict[str, Any]) -> KehoachError:
    kind = getattr(errors, data["kind"], KehoachError)
    known = isinstance(kind, type) and issubclass(kind, KehoachError)
    return (kind if known else KehoachError)(data["where"], page=data["page"], detail=data["detail"])
