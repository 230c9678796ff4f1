"""What a page of a PDF holds, in our own words: letters with places, pictures, stamps, ruled lines.

A PDF of an office is one of three things: written by a word processor (letters all there), scanned (each page a picture, perhaps with
the hidden letters of the scanner's own OCR behind it), or either of these with digital signatures (chữ ký số, Nghị định 30/2020/NĐ-CP,
Phụ lục I) laid over it as form fields. What stands in those fields is no part of the page's own text: `PageFacts.stamps` has it apart.
In Quảng Ngãi's papers even the number and the day are such fields ('542' before '/UBND-KGVX').

>>> character(0xAD), character(0xFB01), character(0x200B), character(0x1EBF)
('-', 'fi', '', 'ế')
>>> scan = Picture(share=1.0, dpi=200.3, columns=1656, rows=2341, grey=True)
>>> native_dpi([scan]), native_dpi([scan._replace(dpi=72)]), native_dpi([])
(200.3, 100.0, 300.0)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.reading.limits import DEFAULT_DPI, MAX_DPI, MIN_DPI

Rectangle = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points from the top left."""


class Letter(NamedTuple):
    """A character and its place in points from the page's top left, as displayed; `base` the baseline, `size` the height of the type.

    A blank has the text " " and no place.
    """

    text: str
    x0: float = 0.0
    y0: float = 0.0
    x1: float = 0.0
    y1: float = 0.0
    base: float = 0.0
    size: float = 0.0


class Picture(NamedTuple):
    """An image on the page: share of the page's area, dots per inch there, columns and rows as displayed, whether it is grey or 1 bit."""

    share: float
    dpi: float
    columns: int
    rows: int
    grey: bool


class Stamp(NamedTuple):
    """A form field or annotation with text: its letters and its kind (PDF's subtype number; 20 is a field, as signatures are)."""

    letters: tuple[Letter, ...]
    subtype: int


class PageFacts(NamedTuple):
    """What a page holds. Sizes in points (1/72 inch) as displayed; `rotation` turns the page clockwise until its text is upright.

    `paths` counts drawn lines and shapes; `rules` are those that may be sides of table cells (x0, y0, x1, y1).
    """

    width: float
    height: float
    letters: tuple[Letter, ...]
    stamps: tuple[Stamp, ...]
    pictures: tuple[Picture, ...]
    paths: int
    rules: tuple[Rectangle, ...]
    rotation: int


_PRESENTATION = {
    0x02: "-",
    0xFFFE: "-",
    0xAD: "-",
    0x2010: "-",
    0x2011: "-",
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
}
_NO_CHARACTER = frozenset({0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF})


def character(code: int) -> str:
    """The character of a code that PDFium gives; empty for what shows nothing."""
    # PDFium marks a hyphen at a line's end as 2 or U+FFFE; Word's fonts give the usual hyphen as a soft one (U+00AD).
    if code in _NO_CHARACTER or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    return _PRESENTATION.get(code) or chr(code)


def turned(letter: Letter, rotation: int, width: float, height: float) -> Letter:
    """The letter after turning the page clockwise by 90, 180 or 270 degrees."""
    if not letter.size:
        return letter
    x0, y0, x1, y1, base = letter.x0, letter.y0, letter.x1, letter.y1, letter.base
    if rotation == 90:
        box, base = (height - y1, x0, height - y0, x1), base
    elif rotation == 180:
        box, base = (width - x1, height - y1, width - x0, height - y0), height - base
    else:
        box, base = (y0, width - x1, y1, width - x0), width - base
    return Letter(letter.text, *box, base, letter.size)


def native_dpi(pictures: Sequence[Picture]) -> float:
    """Resolution of the scan on the page, within the limits of rendering; the default where no picture covers much of it."""
    large = [picture for picture in pictures if picture.share >= 0.5]
    if large:
        dpi = max(picture.dpi for picture in large)
    elif sum(picture.share for picture in pictures) >= 0.5:  # a scan cut into strips
        dpi = max(pictures, key=lambda picture: picture.share).dpi
    else:
        dpi = float(DEFAULT_DPI)
    return min(max(dpi, float(MIN_DPI)), float(MAX_DPI))


def by_field(letters: Sequence[Letter], boxes: Sequence[tuple[Rectangle, int]]) -> list[Stamp]:
    """Letters by the field (rectangle in points, subtype) in which they stand; fields without letters are left out."""
    held: list[list[Letter]] = [[] for _ in boxes]
    last: int | None = None
    for letter in letters:
        if not letter.size:
            if last is not None:
                held[last].append(letter)
            continue
        x, y = (letter.x0 + letter.x1) / 2, (letter.y0 + letter.y1) / 2
        inside = [n for n, ((x0, y0, x1, y1), _) in enumerate(boxes) if x0 - 2 <= x <= x1 + 2 and y0 - 2 <= y <= y1 + 2]
        # Two stamps side by side may overlap: the letter goes on in the one it came from.
        last = last if last in inside else inside[0] if inside else None
        if last is not None:
            held[last].append(letter)
    return [Stamp(tuple(found), boxes[n][1]) for n, found in enumerate(held) if any(letter.size for letter in found)]
