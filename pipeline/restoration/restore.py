"""Restoration (phục hồi chữ): the words of a page set right where their form leaves no choice, each change with its reason.

A change names its word by its number on the page; the boxes stay. A page on which nothing changes is returned as the same object.

>>> from pipeline.document import Box, Line, Page, Paragraph
>>> line = Line((Word("Quyết"), Word("định"), Word("24/2018/QÐ-UBNI)", Box(0.1, 0.1, 0.2, 0.12))))
>>> page, changes = restore(Page(1, "ocr", (Paragraph("body", (line,)),)))
>>> [(c.word, c.raw_text, c.text, c.kind, c.rule) for c in changes]
[(2, '24/2018/QÐ-UBNI)', '24/2018/QĐ-UBND', 'code', 'letter_eth+symbol')]
>>> page.paragraphs[0].text
'Quyết định 24/2018/QĐ-UBND'
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.document import UNASSEMBLED, Line, Page, Word
from pipeline.restoration.repairs import mend


@dataclass(frozen=True, slots=True)
class Change:
    """One word that was changed: `word` its number on the page in reading order (from 0), what was read, what stands now, and why."""

    word: int
    raw_text: str
    text: str
    kind: str  # diacritic | character | numeral | code | spacing
    rule: str
    confidence: float


def restore(page: Page) -> tuple[Page, tuple[Change, ...]]:
    """The page with its certain repairs made, and the changes in order; the same page where there are none."""
    changes: list[Change] = []
    paragraphs = []
    number = 0
    for paragraph in page.paragraphs:
        lines = []
        for line in paragraph.lines:
            # What stays out of the text (page numbers, digital signatures) is left as it was read.
            lines.append(line if paragraph.region in UNASSEMBLED else _line(line, number, changes))
            number += len(line.words)
        same = all(new is old for new, old in zip(lines, paragraph.lines, strict=True))
        paragraphs.append(paragraph if same else replace(paragraph, lines=tuple(lines)))
    return (replace(page, paragraphs=tuple(paragraphs)), tuple(changes)) if changes else (page, ())


def _line(line: Line, number: int, changes: list[Change]) -> Line:
    words: list[Word] | None = None
    for index, word in enumerate(line.words):
        repair = mend(word)
        if repair is None:
            continue
        words = list(line.words) if words is None else words
        words[index] = replace(word, text=repair.text, choices=())
        changes.append(Change(number + index, word.text, repair.text, repair.kind, repair.rule, repair.confidence))
    return line if words is None else Line(tuple(words))
