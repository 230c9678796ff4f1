"""Figures written by hand: the number and the day of a paper (số, ngày), left open where they are not print.

'Số: *33* /KH-BQLKKT': on most papers the clerk fills the number in with a pen or a numbering stamp, and Tesseract reads it wrong
with some confidence (all of 46 handwritten ones of 54 measured). So the slot before the first '/', and the slots between 'ngày',
'tháng' and 'năm', are believed only where their figures are print: as high as the print beside them, on the same foot, as many
shapes as figures, and read with confidence. All else becomes `…`; the box of the slot stays, so that a person can fill it in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import regex

from pipeline.document import UNREADABLE
from pipeline.reading.imaging import Image, binarise, components
from pipeline.reading.printlines import PrintLine
from pipeline.reading.tesseract import RawWord
from pipeline.vietnamese.alphabet import strip_marks
from pipeline.vietnamese.normalize import same_length_key

REGIONS = frozenset({"header_left", "header_right", "body"})
"""Regions in which number and date lines stand; on a page whose columns were not told apart they are in the body."""

SURE = 0.8
"""Least confidence of the engine in a figure that is believed."""

HALF_SURE = 0.5
"""Least confidence in the word that holds it: of a neat 154 by hand the engine was sure of each figure of '124', of the word 0.23."""

NEAR = 0.13
"""Largest difference in height, and in foot, between a printed figure and the capitals or figures beside it, of their height."""

_NUMBER = regex.compile(
    r"^\W{0,3}s[oa6e]?[:;.,]?\s*(?P<slot>.{0,16}?)\s*"
    r"(?:[/⁄ƒ]\s*(?:\d{4}\s*/\s*)?|[-–]\s*(?=\p{L}{2,3}\s*[/⁄]))"  # 'Số 86-KH/HU': Party papers part number and type by a hyphen
    r"(?P<print>\p{L}{2}[\p{L}\d&,./-]*)"
)
_DATE = regex.compile(
    r"[^,]{0,60}?,?\s*(?:ng[a-z]{1,2}y|ngay)\s*(?P<slot>[^,]{0,9}?)\s*th[a-z]{1,2}ng\s*(?P<month>.{0,6}?)\s*n[a-z]m\s*(?P<print>\d{4})\W{0,6}$"
)
_PLACE = regex.compile(r"\W{0,3}(?!can cu)[^,\d]{2,30},\s*ng")
"""Outside of a header the line must begin with the place: 'Căn cứ Luật Đầu tư ngày 17 tháng 6 năm 2020;' is print."""

# These are matched against the whole line (a date within a sentence is print), small and without marks:
# 'Sá:40 8 /SYT-NVY', 'Cần Thơ, ngàyc)l tháng|O năm 2025'.


def is_number_line(text: str) -> bool:
    """Whether a line is that of the paper's number, however the hand in it was read.

    >>> is_number_line("Số:2p€¿} /SYT-NVY"), is_number_line("Số20#ƒSYT-NVY"), is_number_line("Sở Y tế"), is_number_line("số đơn vị/tổ chức")
    (True, True, False, False)
    """
    found = _NUMBER.match(strip_marks(same_length_key(text)))
    return found is not None and text[found.start("print") : found.start("print") + 2].isupper()


def leave_open(words: Sequence[RawWord], line: PrintLine, grey: Image, letter: float, region: str) -> tuple[RawWord, ...]:
    """The words of a line with handwritten figures of a number or a date as `…`; other lines as they are."""
    text = " ".join(word.text for word in words)
    if len(text) > 120:
        return tuple(words)
    key = strip_marks(same_length_key(text))
    number, date = _NUMBER.match(key), _DATE.match(key)
    if date and region == "body" and not number and not _PLACE.match(key):
        date = None
    result = list(words)
    if date and _confidence(words, date.span("print")) < HALF_SURE:
        result = _opened(result, *date.span("print"))  # a faded 'năm 2018' was read as 2015: a wrong year is worse than none
    # From the last slot to the first: replacing one moves the words after it. Number and date may share a line, the place being long.
    for found, name in ((date, "month"), (date, "slot"), (number, "slot")):
        if found is None or not found[name].strip():
            continue
        reference = _span(words, *found.span("print"))
        if not _is_print(words, found.span(name), reference, line, grey, letter, found is number):
            result = _opened(result, *found.span(name))
    return tuple(result)


def _span(words: Sequence[RawWord], start: int, end: int) -> tuple[float, float]:
    """Pixels from the left at which characters `start` to `end` of the joined words stand, within words by proportion."""
    left, right, offset = 0.0, 0.0, 0
    for word in words:
        width = (word.x1 - word.x0) / max(len(word.text), 1)
        if offset <= start < offset + len(word.text):
            left = word.x0 + (start - offset) * width
        if offset < end <= offset + len(word.text):
            right = word.x0 + (end - offset) * width
        offset += len(word.text) + 1
    return left, max(left, right)


def _is_print(
    words: Sequence[RawWord],
    slot: tuple[int, int],
    reference: tuple[float, float],
    line: PrintLine,
    grey: Image,
    letter: float,
    strict: bool,
) -> bool:
    """Whether the shapes in the slot are print like those of the reference; `strict`: and read as figures with confidence.

    A printed month that was misread ('tháng 1] năm 2017') is no handwriting: it stays, for the restoration to mend by the date's form.
    """
    text = " ".join(word.text for word in words)[slot[0] : slot[1]]
    if strict and (not regex.fullmatch(r"\d{1,5}", text) or _confidence(words, slot) < SURE):
        return False
    heights, feet = _shapes(grey, reference, line, letter)
    if len(heights) < 2:
        return False
    height, foot = float(np.median(heights)), float(np.median(feet))
    figures, figure_feet = _shapes(grey, _span(words, *slot), line, letter)
    if len(figures) == len(text) + 1:  # the stroke '/' after the slot
        figures, figure_feet = figures[:-1], figure_feet[:-1]
    near = (np.abs(figures - height) <= NEAR * height) & (np.abs(figure_feet - foot) <= NEAR * height)
    return len(figures) == len(text.replace(" ", "")) and bool(near.all())


def _confidence(words: Sequence[RawWord], slot: tuple[int, int]) -> float:
    """Least confidence of the engine in the characters of the slot: by letter where it lists them, else by word."""
    least, offset = 1.0, 0
    for word in words:
        inside = range(max(slot[0] - offset, 0), min(slot[1] - offset, len(word.text)))
        if inside and word.confidence < HALF_SURE:
            return word.confidence
        if inside and len(word.choices) == len(word.text):
            least = min([least, *(word.choices[at][0][1] for at in inside)])
        elif inside:
            least = min(least, word.confidence)
        offset += len(word.text) + 1
    return least


def _shapes(grey: Image, span: tuple[float, float], line: PrintLine, letter: float) -> tuple[np.ndarray, np.ndarray]:
    """Heights and feet (pixels) of the letter-sized shapes whose middle lies between two x."""
    top, foot = max(round(line.base - 3 * letter), 0), round(line.base + 1.5 * letter)
    left, right = max(round(span[0] - letter), 0), round(span[1] + letter)
    found = components(binarise(grey[top:foot, left:right])) if right > left and foot > top else None
    if found is None:
        return np.zeros(0), np.zeros(0)
    middle = found.x + found.width / 2 + left
    good = (found.height > 0.7 * letter) & (middle > span[0] - 0.1 * letter) & (middle < span[1] + 0.1 * letter)
    order = np.argsort(middle[good])
    return found.height[good][order].astype(float), found.bottom[good][order].astype(float)


def _opened(words: list[RawWord], start: int, end: int) -> list[RawWord]:
    """The words with the characters `start` to `end` of their joined text as one word `…`."""
    x0, x1 = _span(words, start, end)
    result: list[RawWord] = []
    offset = 0
    slot: RawWord | None = None
    for word in words:
        first, past = offset, offset + len(word.text)
        offset = past + 1
        if past <= start or first >= end:
            result.append(word)
            continue
        before, after = word.text[: max(start - first, 0)], word.text[max(end - first, 0) :] if past > end else ""
        if before.strip():
            result.append(replace(word, text=before.strip(), x1=max(int(x0), word.x0 + 1), choices=()))
        if slot is None:
            slot = RawWord(UNREADABLE, int(x0), word.y0, max(int(x1), int(x0) + 1), word.y1, 0.0)
            result.append(slot)
        if after.strip():
            result.append(replace(word, text=after.strip(), x0=min(int(x1), word.x1 - 1), choices=()))
    return result
