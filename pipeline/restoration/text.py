"""Text in, text out (phục hồi văn bản): a plain text set right, with each change and its place; a text of any length in little memory.

The text is cut at line ends into blocks of about 64 KB, each block goes to `restore` as pages of words, and what it changed is set back
into the text: blanks, line ends and every word that is not named by a change stay as they were. A longer line is cut at blanks. The
cuts depend on the text alone, so that a stream gives the same as the whole. What is suspect is told of some lines at a time (400
characters): good texts and texts without marks may come one after the other.

What comes out is composed (Unicode NFC), also where a word did not change, as all texts are read here: it is no change of a word. Eth
typed for Đ is one, so that Garðar keeps his name. Text in TCVN3 or VNI is decoded first, as `parse` does.

>>> restored = restore_text("Căn cứ  Quyết định 24/2018/QÐ-UBNI)\\ncủa Ủy ban")
>>> str(restored)
'Căn cứ  Quyết định 24/2018/QĐ-UBND\\ncủa Ủy ban'
>>> [(c.line, c.column, c.raw_text, c.text, c.kind) for c in restored.changes]
[(1, 20, '24/2018/QÐ-UBNI)', '24/2018/QĐ-UBND', 'code')]
>>> change = restored.changes[0]
>>> restored.text[change.start:change.end] == change.text
True
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import NamedTuple

import regex

from pipeline.document import Line, Page, Paragraph, Word
from pipeline.restoration.candidates import Reader
from pipeline.restoration.model import Model, open_model
from pipeline.restoration.restore import Change
from pipeline.restoration.restore import restore as restore_page
from pipeline.restoration.suspicion import reader_of_text
from pipeline.vietnamese import legacy

BLOCK, REACH, TAIL = 65_536, 16_384, 16_384
"""Characters: a block is cut at the first line end (else blank) after `BLOCK`, within `REACH`; a rest below `TAIL` stays with the last."""

STRETCH = 400
"""Characters judged together as good, bare or misread. Kept-back laws, 50 paragraphs without marks and 50 with them by turns: 1.4 of 100
bare words wrong (1,500 characters: 4.3), no good word broken of 23,000; pages read without Vietnamese lose nothing above 200."""

LONGEST_WORD = 200
"""Characters: what is longer between two blanks is no word (base64, a rule of dashes) and is passed on as it is."""

_LINE_END = regex.compile(r"\r\n|[\r\n]")
_BLANK = regex.compile(r"\s")
_WORD = regex.compile(r"\S++")
_CLOSED = tuple(".;:!?…")


class TextChange(NamedTuple):
    """A change of a text: `text` stands now at `start:end`, `raw_text` was read; `line` and `column` (from 1) in the text as read."""

    start: int
    end: int
    text: str
    raw_text: str
    kind: str  # diacritic | character | numeral | code | spacing
    rule: str
    confidence: float
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored text. `str()` of it is the text; `changes` are in order; `encoding` is `tcvn3` or `vni` where it was decoded from that."""

    text: str
    changes: tuple[TextChange, ...] = ()
    encoding: str | None = None

    def __str__(self) -> str:
        return self.text


class _Place(NamedTuple):
    """Where a block begins: offset in the new text, line and column (from 0) in the text as read."""

    offset: int = 0
    line: int = 0
    column: int = 0


def restore(text: str) -> Restored:
    """A text set right with the model that came with the package. Raises `ModelMissing`, `ModelDamaged`."""
    return restore_text(text, open_model())


def restore_text(text: str, model: Model | None = None) -> Restored:
    """A text set right; without a model only what its written form forces."""
    pieces = list(restore_stream([text], model))
    encoding = next((piece.encoding for piece in pieces if piece.encoding), None)
    return Restored("".join(map(str, pieces)), tuple(change for piece in pieces for change in piece.changes), encoding)


def restore_stream(chunks: Iterable[str], model: Model | None = None) -> Iterator[Restored]:
    """The same for a text that comes in pieces, cut anywhere: its restored blocks one after the other, in the memory of one.

    The places of changes are counted from the beginning of the whole text.
    """
    place = _Place()
    for block in blocks(chunks):
        decoded, encoding = legacy.decode(block)
        raw = unicodedata.normalize("NFC", decoded)
        restored = _restored(raw, encoding, model, place)
        yield restored
        ends = [end.end() for end in _LINE_END.finditer(raw)]
        column = len(raw) - ends[-1] if ends else place.column + len(raw)
        place = _Place(place.offset + len(restored.text), place.line + len(ends), column)


def blocks(chunks: Iterable[str]) -> Iterator[str]:
    """A text in blocks that end at line ends, in very long lines at blanks; together they are the text, wherever the pieces were cut.

    >>> text = "Kế hoạch\\n" * 8000 + "dài " * 30000
    >>> [len(block) for block in blocks([text])]
    [65538, 65538, 60924]
    >>> list(blocks([text])) == list(blocks(text[n : n + 1000] for n in range(0, len(text), 1000)))
    True
    """
    least = BLOCK + REACH + TAIL
    waiting: list[str] = []
    size = 0
    for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size < least:
            continue
        text, begin = "".join(waiting), 0
        while len(text) - begin >= least:
            end = _cut(text, begin)
            yield text[begin:end]
            begin = end
        waiting, size = [text[begin:]], len(text) - begin
    if size:
        yield "".join(waiting)


def _cut(text: str, begin: int) -> int:
    """Where the block that begins there ends."""
    first, last = begin + BLOCK, begin + BLOCK + REACH
    found = _LINE_END.search(text, first, last) or _BLANK.search(text, first, last)
    end = found.end() if found else last
    if text[end - 1] == "\r" and text[end] == "\n":
        return end + 1
    while not found and end < last + TAIL - 1 and unicodedata.combining(text[end]):
        end += 1
    return end


def _restored(raw: str, encoding: str | None, model: Model | None, place: _Place) -> Restored:
    """A block (NFC) set right; its changes counted from `place`."""
    ends = [0, *(end.end() for end in _LINE_END.finditer(raw)), len(raw)]
    lines = [_words(raw, begin, end) for begin, end in pairwise(ends)]
    changes = list(_changes(_paragraphs(raw, lines), model))
    words = [span for line in lines for span in line]
    numbers = [number for number, line in enumerate(lines) for _ in line]
    parts: list[str] = []
    told: list[TextChange] = []
    done, grown = 0, place.offset
    for change in changes:
        begin, end = words[change.word][0], words[change.word + change.words - 1][1]
        line = numbers[change.word]
        column = begin - ends[line] + (place.column if line == 0 else 0)
        start = begin + grown
        told.append(
            TextChange(
                start, start + len(change.text), change.text, raw[begin:end], change.kind, change.rule, change.confidence,
                place.line + line + 1, column + 1,
            )
        )  # fmt: skip
        parts += raw[done:begin], change.text
        done, grown = end, grown + len(change.text) - (end - begin)
    return Restored("".join(parts) + raw[done:], tuple(told), encoding)


def _words(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    found = (word.span() for word in _WORD.finditer(text, begin, end))
    return [span for span in found if span[1] - span[0] <= LONGEST_WORD]


def _paragraphs(text: str, lines: Sequence[Sequence[tuple[int, int]]]) -> list[Paragraph]:
    """A paragraph is a line, and the lines after it that go on in small letters, as where a program broke lines.

    Kept-back laws without marks, broken at 75 characters: 1.53 of 100 words wrong line by line, 1.00 so, 0.98 unbroken.
    """
    groups: list[list[Line]] = []
    open_end = False
    for spans in lines:
        words = tuple(Word(text[begin:end]) for begin, end in spans)
        if words and open_end and words[0].text[0].islower():
            groups[-1].append(Line(words))
        elif words:
            groups.append([Line(words)])
        open_end = bool(words) and not words[-1].text.endswith(_CLOSED)
    return [Paragraph("body", tuple(group)) for group in groups]


def _changes(paragraphs: Sequence[Paragraph], model: Model | None) -> Iterator[Change]:
    """What `restore` changes in a block; the words counted over all of it."""
    number = 0
    for reader, several in groupby(_judged(paragraphs), key=lambda judged: judged[0]):
        page = Page(1, "text", tuple(paragraph for _, stretch in several for paragraph in stretch))
        for change in restore_page(page, model if reader else None, reader)[1]:
            yield replace(change, word=number + change.word)
        number += sum(len(line.words) for paragraph in page.paragraphs for line in paragraph.lines)


def _judged(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Reader | None, Sequence[Paragraph]]]:
    """The block in stretches of some lines, each with who read it: files that were put one after the other are of several kinds.

    Asked for, also a few words without marks are restored ('ke hoach'); a page of a file must have some more to be judged by.
    """
    sizes = [sum(len(word.text) + 1 for line in paragraph.lines for word in line.words) for paragraph in paragraphs]
    ends, size = [0], 0
    for end, length in enumerate(sizes, start=1):
        size += length
        if size >= STRETCH:
            ends.append(end)
            size = 0
    if size >= STRETCH // 2 or len(ends) == 1:
        ends.append(len(paragraphs))
    ends[-1] = len(paragraphs)
    around = reader_of_text(" ".join(part.text for part in paragraphs))
    for begin, end in pairwise(ends):
        stretch = paragraphs[begin:end]
        yield reader_of_text(" ".join(part.text for part in stretch), around=around), stretch
