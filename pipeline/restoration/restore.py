"""Restoration (phục hồi chữ): the words of a page set right, each change with its reason.

First what the written form forces (`repairs`: codes, numerals, foreign letters), then, with a model, what the evidence and the language
say together (`decide`). A change names its word by its number on the page as read; the boxes stay. A word that another one beats, but not
by enough, stays and has its confidence lowered. A page on which nothing changes is returned as the same object.

>>> from pipeline.document import Box
>>> line = Line((Word("Quyết"), Word("định"), Word("24/2018/QÐ-UBNI)", Box(0.1, 0.1, 0.2, 0.12))))
>>> page, changes = restore(Page(1, "ocr", (Paragraph("body", (line,)),)))
>>> [(c.word, c.raw_text, c.text, c.kind, c.rule) for c in changes]
[(2, '24/2018/QÐ-UBNI)', '24/2018/QĐ-UBND', 'code', 'letter_eth+symbol')]
>>> page.paragraphs[0].text
'Quyết định 24/2018/QĐ-UBND'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.document import UNASSEMBLED, Line, Page, Paragraph, Word, around
from pipeline.restoration.candidates import Numbered, Reader
from pipeline.restoration.decide import UNSURE, Verdict, decide
from pipeline.restoration.model import Model
from pipeline.restoration.repairs import mend_line
from pipeline.restoration.romans import part_of, parts_around
from pipeline.restoration.suspicion import reader_of


@dataclass(frozen=True, slots=True)
class Change:
    """What was read, what stands now, and why; `word` is the number on the page as read (in reading order, from 0) of the first word.

    `words` is how many words as read it takes up; `raw_text` is them with blanks between.
    """

    word: int
    raw_text: str
    text: str
    kind: str  # diacritic | character | numeral | code | spacing
    rule: str
    confidence: float
    words: int = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """A word as it stands: its number as read, and the change that made it so, if any."""

    number: int
    word: Word
    change: Change | None = None


GLUED = 0.95
"""Confidence of two words set apart: 14 of 722,000 words of kept-back text were, all of them rightly."""

Standings = list[list[list[Standing]]]
"""The words of a page by paragraph and line."""


def restore(page: Page, model: Model | None = None, reader: Reader | None = None) -> tuple[Page, tuple[Change, ...]]:
    """The page with its certain repairs made, and the changes in order; the same page where there are none.

    Without a model only the repairs that a written form forces are made. Where no `reader` is given, the page tells who read it.
    """
    standings = _mended(page)
    reader = reader or reader_of(page)
    if model is not None and reader is not None:
        standings = _judged(page, standings, model, reader)
    return _made(page, standings)


def _mended(page: Page) -> Standings:
    """The words with the repairs that the written form forces. What stays out of the text (page numbers, signatures) is left as read."""
    found: Standings = []
    number = above = 0
    below = iter(parts_around([[word.text for word in line.words] for paragraph in page.paragraphs for line in paragraph.lines]))
    for paragraph in page.paragraphs:
        lines = []
        for line in paragraph.lines:
            _, next_part = next(below)
            if paragraph.region in UNASSEMBLED:
                lines.append([Standing(number + place, word) for place, word in enumerate(line.words)])
            else:
                lines.append(list(_mended_line(line, number, above, next_part)))
                above = part_of([standing.word.text for standing in lines[-1]]) or above
            number += len(line.words)
        found.append(lines)
    return found


def _mended_line(line: Line, number: int, above: int, below: int) -> Iterator[Standing]:
    """A line's words; `above` and `below` are the numbers of the parts (I, II, III) that stand before and after it on the page."""
    past = 0
    for repair in mend_line(line.words, above, below):
        for place in range(past, repair.first):
            yield Standing(number + place, line.words[place])
        past = repair.first + repair.count
        read = line.words[repair.first : past]
        raw = " ".join(word.text for word in read)
        word = Word(repair.text, around(word.box for word in read), sum(word.confidence for word in read) / len(read))
        change = Change(number + repair.first, raw, repair.text, repair.kind, repair.rule, repair.confidence, repair.count)
        yield Standing(number + repair.first, word, change)
    for place in range(past, len(line.words)):
        yield Standing(number + place, line.words[place])


def _judged(page: Page, standings: Standings, model: Model, reader: Reader) -> Standings:
    """The words with what the evidence and the language say of those that no form forced."""
    standings = [
        lines if paragraph.region in UNASSEMBLED else [[_set_apart(standing, model, reader) for standing in line] for line in lines]
        for paragraph, lines in zip(page.paragraphs, standings, strict=True)
    ]
    verdicts, unsure = decide(model, _runs(page, standings), reader)
    by_word = {number: list(group) for number, group in groupby(verdicts, key=lambda verdict: verdict.slot.word)}
    return [[[_settled(standing, by_word, unsure) for standing in line] for line in lines] for lines in standings]


def _set_apart(standing: Standing, model: Model, reader: Reader) -> Standing:
    """Two words that were read as one, with a blank between; `_parted` makes two of them when all is decided."""
    word = standing.word
    text = reader.set_apart(model, word.text) if reader.set_apart and standing.change is None else None
    if text is None:
        return standing
    change = Change(standing.number, word.text, text, "spacing", "glued", GLUED)
    return replace(standing, word=replace(word, text=text, choices=()), change=change)


def _runs(page: Page, standings: Standings) -> Iterator[Sequence[Numbered]]:
    """The paragraphs, one that goes on from another joined to it: no sentence ends at the end of a line."""
    run: list[Numbered] = []
    for paragraph, lines in zip(page.paragraphs, standings, strict=True):
        if paragraph.region in UNASSEMBLED:
            continue
        if run and not paragraph.continues:
            yield run
            run = []
        run.extend(Numbered(standing.number, standing.word, _is_forced(standing)) for line in lines for standing in line)
    if run:
        yield run


def _is_forced(standing: Standing) -> bool:
    return standing.change is not None and standing.change.kind != "spacing"


def _settled(standing: Standing, verdicts: Mapping[int, Sequence[Verdict]], unsure: set[int]) -> Standing:
    found = verdicts.get(standing.number)
    word = standing.word
    if found is None:
        doubted = standing.number in unsure and word.confidence > UNSURE
        return replace(standing, word=replace(word, confidence=UNSURE)) if doubted else standing
    text = word.text
    for verdict in reversed(found):
        text = text[: verdict.slot.start] + verdict.text + text[verdict.slot.end :]
    kind = next((verdict.kind for verdict in found if verdict.kind != "diacritic"), "diacritic")
    rule, confidence, raw = found[0].rule, min(verdict.confidence for verdict in found), word.text
    if standing.change is not None:
        before = standing.change
        kind, rule, confidence, raw = before.kind, f"{before.rule}+{rule}", min(before.confidence, confidence), before.raw_text
    change = Change(standing.number, raw, text, kind, rule, confidence)
    return replace(standing, word=replace(word, text=text, choices=()), change=change)


def _made(page: Page, standings: Standings) -> tuple[Page, tuple[Change, ...]]:
    """The page of the words as they stand."""
    changes = tuple(standing.change for lines in standings for line in lines for standing in line if standing.change is not None)
    paragraphs = tuple(_paragraph(old, lines) for old, lines in zip(page.paragraphs, standings, strict=True))
    same = all(new is old for new, old in zip(paragraphs, page.paragraphs, strict=True))
    return page if same else replace(page, paragraphs=paragraphs), changes


def _paragraph(old: Paragraph, standings: Iterable[Sequence[Standing]]) -> Paragraph:
    lines = tuple(_line(line, standing) for line, standing in zip(old.lines, standings, strict=True))
    return old if all(new is line for new, line in zip(lines, old.lines, strict=True)) else replace(old, lines=lines)


def _line(old: Line, standings: Sequence[Standing]) -> Line:
    words = tuple(word for standing in standings for word in _parted(standing.word))
    same = len(words) == len(old.words) and all(new is word for new, word in zip(words, old.words, strict=True))
    return old if same else Line(words)


def _parted(word: Word) -> Iterator[Word]:
    """A word with blanks in it as so many words, its box shared out by their letters."""
    pieces = word.text.split(" ")
    if len(pieces) == 1:
        yield word
        return
    size, done = len(word.text), 0
    for piece in pieces:
        box = word.box
        if box is not None:
            box = box._replace(x0=box.x0 + box.width * done / size, x1=box.x0 + box.width * (done + len(piece)) / size)
        yield replace(word, text=piece, box=box)
        done += len(piece) + 1
