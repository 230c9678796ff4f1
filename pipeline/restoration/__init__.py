"""Words as OCR gave them to the words that were printed (phục hồi chữ): one page in, one page out, each change with its reason."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.document import Page


class Change(NamedTuple):
    """One word that was changed: `word` its number on the page in reading order (from 0), what was read, and why it was changed."""

    word: int
    raw_text: str
    kind: str  # diacritic | character | numeral | code | spacing
    rule: str
    confidence: float


def restore(page: Page) -> tuple[Page, list[Change]]:
    """The page with its words restored, and what was changed. No rule is here yet: the page comes back as it was read."""
    return page, []
