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

from pipeline.document import UNASSEMBLED, Line, Page, Word, around
from pipeline.restoration.repairs import mend_line
from pipeline.restoration.romans import part_of


@dataclass(frozen=True, slots=True)
class Change:
    """A change: `word` the number of its first word on the page as read (in reading order, from 0), what was read, what stands, and why.

    `words` is how many words as read it takes up; `raw_text` is those with blanks between.
    """

    word: int
    raw_text: str
    text: str
    kind: str  # diacritic | character | numeral | code | spacing
    rule: str
    confidence: float
    words: int = 1


def restore(page: Page) -> tuple[Page, tuple[Change, ...]]:
    """The page with its certain repairs made, and the changes in order; the same page where there are none."""
    changes: list[Change] = []
    paragraphs = []
    number = 0
    above = 0
    for paragraph in page.paragraphs:
        lines = []
        for line in paragraph.lines:
            # What stays out of the text (page numbers, digital signatures) is left as it was read.
            lines.append(line if paragraph.region in UNASSEMBLED else _line(line, number, above, changes))
            above = part_of([word.text for word in lines[-1].words]) or above
            number += len(line.words)
        same = all(new is old for new, old in zip(lines, paragraph.lines, strict=True))
        paragraphs.append(paragraph if same else replace(paragraph, lines=tuple(lines)))
    return (replace(page, paragraphs=tuple(paragraphs)), tuple(changes)) if changes else (page, ())


def _line(line: Line, number: int, above: int, changes: list[Change]) -> Line:
    words: list[Word] = []
    past = 0
    for repair in mend_line(line.words, above):
        first, past_before = repair.first, past
        past = first + repair.count
        read = line.words[first:past]
        words.extend(line.words[past_before:first])
        confidence = sum(word.confidence for word in read) / len(read)
        words.append(Word(repair.text, around(word.box for word in read), confidence))
        raw = " ".join(word.text for word in read)
        changes.append(Change(number + first, raw, repair.text, repair.kind, repair.rule, repair.confidence, repair.count))
    return line if not past else Line((*words, *line.words[past:]))
