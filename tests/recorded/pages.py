"""Pages as the engine read them, kept in a file (compact JSON, gzip): what comes after reading is tested without Tesseract.

A word is [text, x0, y0, x1, y1 (1/10,000 of the page), confidence (1/1,000), letters]; letters, where the engine considered more than
one for some of them, is a list by letter of [letter, share in percent, …].

>>> from pipeline.document import Box, Line, Page, Paragraph, Word
>>> word = Word("chỉ", Box(0.1, 0.2, 0.15, 0.22), 0.9, ((("c", 1.0),), (("h", 1.0),), (("ỉ", 0.6), ("i", 0.4))))
>>> page = Page(1, "ocr", (Paragraph("body", (Line((word,)),)),), 2480, 3508, 300)
>>> unpacked(packed(page)) == page
True
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pipeline.document import Box, Line, Page, Paragraph, Word

FINE = 10_000


def packed(page: Page) -> dict[str, Any]:
    """The page as JSON holds it."""
    facts = {name: getattr(page, name) for name in ("number", "kind", "width", "height", "dpi", "rotation", "skew")}
    return facts | {"paragraphs": [_paragraph(paragraph) for paragraph in page.paragraphs]}


def _paragraph(paragraph: Paragraph) -> list[Any]:
    lines = [[_word(word) for word in line.words] for line in paragraph.lines]
    return [paragraph.region, int(paragraph.continues), paragraph.cell, lines]


def _word(word: Word) -> list[Any]:
    box = [round(edge * FINE) for edge in word.box] if word.box else None
    letters = [[part for letter, share in letter_choices for part in (letter, round(100 * share))] for letter_choices in word.choices]
    return [word.text, box, round(1000 * word.confidence), *([letters] if letters else [])]


def unpacked(data: dict[str, Any]) -> Page:
    """The page that `packed` was made from (boxes to 1/10,000, confidences to 1/1,000)."""
    paragraphs = tuple(
        Paragraph(
            region, tuple(Line(tuple(_unpacked_word(*word) for word in line)) for line in lines), bool(continues), cell and tuple(cell)
        )
        for region, continues, cell, lines in data["paragraphs"]
    )
    return Page(**{**data, "paragraphs": paragraphs})


def _unpacked_line(words: list[Any]) -> Line:
    return Line(tuple(_unpacked_word(*word) for word in words))


def _unpacked_word(text: str, box: Sequence[int] | None, confidence: int, letters: Iterable[list[Any]] = ()) -> Word:
    choices = tuple(tuple((row[at], row[at + 1] / 100) for at in range(0, len(row), 2)) for row in letters)
    return Word(text, Box(*(edge / FINE for edge in box)) if box else None, confidence / 1000, choices)


def save(path: Path, pages: Iterable[Page]) -> None:
    """Write the pages; the same bytes for the same pages."""
    text = json.dumps([packed(page) for page in pages], ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def load(path: Path) -> list[Page]:
    """The pages of a file."""
    return [unpacked(page) for page in json.loads(gzip.decompress(path.read_bytes()))]
