"""Paragraphs over a page end (đoạn văn sang trang): does the first one of a page go on from the last one of the page before?

By the words (`paragraphs.continues`), and where there are boxes by place as well: a sentence that fills its last line and begins
the next page flush with the left edge has not ended, though the next word has a capital ('của' / 'Luật Thi đua …').
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.document import UNASSEMBLED, Line, Page, Paragraph
from pipeline.reading.paragraphs import INDENT, begins_small, continues, ends_closed, in_capitals, starts_item


def join_pages(previous: Page | None, page: Page) -> Page:
    """The page with `continues` set on its first paragraph of body where that goes on from the page before.

    `previous` is the last page that had words (blank backs left out by the caller); None for the first page of a paper.
    """
    if previous is None:
        return page
    last = next((p for p in reversed(previous.paragraphs) if p.region not in UNASSEMBLED and p.lines), None)
    index = next((n for n, p in enumerate(page.paragraphs) if p.region not in UNASSEMBLED and p.lines), None)
    if last is None or index is None or last.region != "body" or page.paragraphs[index].region != "body":
        return page
    first = page.paragraphs[index]
    if not _goes_over(previous, last, page, first):
        return page
    paragraphs = list(page.paragraphs)
    paragraphs[index] = replace(first, continues=True)
    return replace(page, paragraphs=tuple(paragraphs))


def _goes_over(previous: Page, last: Paragraph, page: Page, first: Paragraph) -> bool:
    """By the words, and where there are boxes by the end of the last and the beginning of the first line."""
    before, after = last.text, first.text
    end, begin = last.lines[-1].box, first.lines[0].box
    if end is None or begin is None or ends_closed(before) or starts_item(after) or begins_small(after):
        return continues(before, after)
    left = min((line.box.x0 for line in _body_lines(page) if line.box), default=begin.x0)
    right = max((line.box.x1 for line in _body_lines(previous) if line.box), default=end.x1)
    full, flush = right - end.x1 < 0.03, begin.x0 - left < INDENT
    if in_capitals(before) or in_capitals(after[:60]):
        return continues(before, after)
    return full and flush if full or not flush else continues(before, after)


def _body_lines(page: Page) -> list[Line]:
    return [line for paragraph in page.paragraphs if paragraph.region == "body" for line in paragraph.lines]
