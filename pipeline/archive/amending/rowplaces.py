"""Where a row stands on the paper, and finding it again after the paper was parsed anew.

Row numbers shift when a newer version finds a citation more or fewer; the ink does not. So a row is known by page and box; in a
plain text, which has neither, by its words and where they begin.

>>> rows = [{"raw": "Kế hoạch 93/KH-UBND", "start": 40, "page": 1, "box": [0.1, 0.2, 0.5, 0.22]},
...         {"raw": "Chỉ thị 34-CT/TW", "start": 80, "page": 1, "box": [0.1, 0.3, 0.4, 0.32]}]
>>> place = place_of("citations", rows[1])
>>> moved = [{"raw": "Luật Giá", "start": 2, "page": 1, "box": [0.1, 0.1, 0.5, 0.12]}, rows[0],
...          {"raw": "Chỉ thị số 34-CT/TW", "start": 99, "page": 1, "box": [0.1, 0.299, 0.42, 0.321]}]
>>> find("citations", moved, place), find("citations", moved[:2], place) is None
(2, True)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from pipeline.document import Box

LETTERS = 200
"""Letters of a row's words that its place keeps."""

SAME_BOX, TOUCHING = 0.5, 0.1
"""Overlap (intersection over union) at which two boxes are one place; and the least where the words are the same too."""

NEAR, ALIKE = 200, 0.6
"""In a plain text: letters by which a row may have moved, and likeness of words that overlap the old ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlace:
    """Page (from 1; None in plain text), box on it (fractions), offset of the first letter, the words as they stood (cut at `LETTERS`).

    `boxes`, one a line, are kept of rows that a person added.
    """

    page: int | None
    box: Box | None
    start: int
    raw: str
    boxes: tuple[Box, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As a line of `amendments.jsonl` holds it."""
        boxes = {"boxes": [list(box) for box in self.boxes]} if self.boxes else {}
        return {"page": self.page, "box": list(self.box) if self.box else None, "start": self.start, "raw": self.raw, **boxes}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RowPlace:
        """The place that `to_dict` was made from. Raises `KeyError`, `TypeError`, `ValueError` for anything else."""
        page, box, start, raw = data["page"], data["box"], data["start"], data["raw"]
        if not (page is None or isinstance(page, int)) or not isinstance(start, int) or not isinstance(raw, str):
            raise ValueError("no place of a row")
        boxes = tuple(Box(*(float(edge) for edge in one)) for one in data.get("boxes", ()))
        return cls(page=page, box=Box(*(float(edge) for edge in box)) if box is not None else None, start=start, raw=raw, boxes=boxes)


def words_of(table: str, row: Mapping[str, Any]) -> str:
    """The row's words as they stand on the paper: `raw`; of a section, which has none, its numeral and what comes first after it."""
    words = f"{row['numeral']} {row['heading'] or row['text']}" if table == "sections" else str(row["raw"])
    return words[:LETTERS]


def place_of(table: str, row: Mapping[str, Any]) -> RowPlace:
    """The place of a row as the JSON file holds it."""
    box = Box(*row["box"]) if row.get("box") else None
    return RowPlace(page=row["page"], box=box, start=row["start"], raw=words_of(table, row))


def find(table: str, rows: Sequence[Mapping[str, Any]], place: RowPlace) -> int | None:
    """The number (from 0) of the row that stands where the old one stood; None where there is none."""
    likely = [(score, -number) for number, row in enumerate(rows) if (score := _likeness(place, place_of(table, row))) > 0]
    return -max(likely)[1] if likely else None


def _likeness(old: RowPlace, new: RowPlace) -> float:
    """How sure it is that both are one place; 0 where they are not."""
    if old.page != new.page:
        return 0.0
    if old.box is None or new.box is None:
        return _likeness_of_words(old, new)
    overlap = overlap_of(old.box, new.box)
    if overlap >= SAME_BOX or (overlap >= TOUCHING and old.raw == new.raw):
        return overlap + SequenceMatcher(None, old.raw, new.raw, autojunk=False).ratio()
    return 0.0


def _likeness_of_words(old: RowPlace, new: RowPlace) -> float:
    distance = abs(old.start - new.start)
    if old.raw == new.raw:
        return 3.0 - distance / NEAR if distance <= NEAR else 0.0
    if distance > max(len(old.raw), len(new.raw)) // 2:
        return 0.0
    likeness = SequenceMatcher(None, old.raw, new.raw, autojunk=False).ratio()
    return likeness if likeness >= ALIKE else 0.0


def is_on_page(box: Box) -> bool:
    """Whether the box is one: fractions of a page."""
    return all(math.isfinite(edge) and 0 <= edge <= 1 for edge in box) and box.x0 <= box.x1 and box.y0 <= box.y1


def overlap_of(one: Box, other: Box) -> float:
    """Intersection over union of two boxes, 0..1."""
    if one == other:
        return 1.0
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    whole = one.width * one.height + other.width * other.height - shared
    return shared / whole
