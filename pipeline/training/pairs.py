"""What is written and what was read, side by side (cặp chữ in và chữ đọc): the examples that confusions are learned from.

The simulator knows where each word stands on the scan. A word that was read belongs to the line of print that its box lies over most;
within a line, words are paired by their letters, so that a word read as two and two read as one stay together as they are. Nothing is
paired by likeness across lines: a bad reading is an example too.

>>> pair(["quản", "lý", "nhà", "nước"], ["quan", "lynha", "nu6c", "."])
[(('quản',), ('quan',)), (('lý', 'nhà'), ('lynha',)), (('nước',), ('nu6c',)), ((), ('.',))]
>>> pair(["KẾ", "HOẠCH"], ["KÊ", "HO", "ACH"])
[(('KẾ',), ('KÊ',)), (('HOẠCH',), ('HO', 'ACH'))]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from pipeline.document import UNREADABLE, Box, Choices, Page, Word
from pipeline.evaluation.alignment import distance
from pipeline.evaluation.simulate import ScannedPage
from pipeline.reading import ocr, tesseract
from pipeline.training.practice import scanned
from pipeline.vietnamese.alphabet import strip_marks

GROUPS = ((1, 1), (1, 2), (2, 1), (1, 0), (0, 1), (1, 3), (3, 1), (2, 2))
"""How many words written stand for how many read."""

JOINT = 0.3
"""Price of a word split or glued, beside that of letters that differ (1 for all of a word); of a word lost or made up it is the whole."""


class Stretch(NamedTuple):
    """Words that stand for one another: as written, as read, and how sure the reader was of each. `choices` are its letters."""

    reader: str
    written: tuple[str, ...]
    read: tuple[str, ...]
    confidence: tuple[float, ...]
    choices: tuple[Choices, ...]
    page: int


def simulate_pairs(paragraphs: Sequence[str], pages: int, seed: int, readers: Sequence[str] = ("vie", "eng")) -> Iterator[Stretch]:
    """The pairs of that many simulated pages, for each reader. Raises EngineMissing. 2 to 3 s of CPU a page."""
    for number, page in enumerate(scanned(paragraphs, pages, seed), 1):
        for reader in readers:
            yield from stretches(page, READERS[reader](page), reader, number)


def _read_vie(page: ScannedPage) -> list[Word]:
    """The words as our own reading gives them; none where the page was turned."""
    found: Page = ocr.read_image(np.asarray(page.image.convert("L")), number=1, dpi=page.dpi)
    return [] if found.rotation else list(found.words())


def _read_eng(page: ScannedPage) -> list[Word]:
    """The words as others read old archives: Tesseract with its own layout and the English pack."""
    width, height = page.image.size
    words = tesseract.read_sheet(np.asarray(page.image.convert("L")), pack="eng")
    return [Word(w.text, Box(w.x0 / width, w.y0 / height, w.x1 / width, w.y1 / height), w.confidence) for w in words]


READERS: dict[str, Callable[[ScannedPage], list[Word]]] = {"vie": _read_vie, "eng": _read_eng}
"""Who reads: our own reading with the Vietnamese pack, and one that does not know Vietnamese."""


def stretches(page: ScannedPage, read: Sequence[Word], reader: str, number: int) -> Iterator[Stretch]:
    """What was read of a page beside what stands there, line by line; lines with open places (`…`) are left out."""
    lines = [line for paragraph in page.truth.paragraphs for line in paragraph.lines if paragraph.region != "stamp"]
    words_of = _by_line([list(line.words) for line in lines], read)
    for line, words in zip(lines, words_of, strict=True):
        written = [word.text for word in line.words]
        if not words or any(UNREADABLE in text for text in (*written, *(word.text for word in words))):
            continue
        words.sort(key=lambda word: word.box.x0 if word.box else 0.0)
        at = 0
        for group, found in pair(written, [word.text for word in words]):
            part = words[at : at + len(found)]
            at += len(found)
            yield Stretch(
                reader, group, found, tuple(round(word.confidence, 3) for word in part), tuple(word.choices for word in part), number
            )


def _by_line(lines: Sequence[Sequence[Word]], read: Sequence[Word]) -> list[list[Word]]:
    """The words read by the line of print that they lie over most; those that lie over none are dirt or stamps."""
    boxes = [(word.box, number) for number, line in enumerate(lines) for word in line if word.box]
    edges = np.array([box for box, _ in boxes]).reshape(-1, 4)
    found: list[list[Word]] = [[] for _ in lines]
    for word in read:
        if word.box is None or not len(edges):
            continue
        x0, y0, x1, y1 = word.box
        wide = np.minimum(edges[:, 2], x1) - np.maximum(edges[:, 0], x0)
        high = np.minimum(edges[:, 3], y1) - np.maximum(edges[:, 1], y0)
        over = np.clip(wide, 0, None) * np.clip(high, 0, None)
        best = int(over.argmax())
        if over[best] > 0.3 * (x1 - x0) * (y1 - y0) or over[best] > 0.5 * word_area(edges[best]):
            found[boxes[best][1]].append(word)
    return found


def word_area(box: Sequence[float]) -> float:
    """Area of a rectangle (x0, y0, x1, y1)."""
    return (box[2] - box[0]) * (box[3] - box[1])


def pair(written: Sequence[str], read: Sequence[str]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The words of a line in groups that stand for one another, in order, with the least difference of letters."""
    whole = len(written) + len(read) + 1.0
    price = [[whole] * (len(read) + 1) for _ in range(len(written) + 1)]
    back: dict[tuple[int, int], tuple[int, int]] = {}
    price[0][0] = 0.0
    left, right = ([strip_marks(word).lower() for word in words] for words in (written, read))
    for i in range(len(written) + 1):
        for j in range(len(read) + 1):
            for many, few in GROUPS:
                if many > i or few > j:
                    continue
                now = price[i - many][j - few] + _unlike(left[i - many : i], right[j - few : j])
                if now < price[i][j] - 1e-9:
                    price[i][j] = now
                    back[i, j] = many, few
    groups = []
    i, j = len(written), len(read)
    while i or j:
        many, few = back[i, j]
        groups.append((tuple(written[i - many : i]), tuple(read[j - few : j])))
        i, j = i - many, j - few
    return groups[::-1]


def _unlike(written: Sequence[str], read: Sequence[str]) -> float:
    """Price of a group: letters that differ, as a share of its words."""
    if not written or not read:
        return 0.75
    a, b = "".join(written), "".join(read)
    return distance(a, b) / max(len(a), len(b)) * max(len(written), len(read)) + JOINT * (len(written) + len(read) - 2)
