"""The type of an official paper: Times New Roman, or a face of the same widths (phông chữ).

Nghị định 30/2020/NĐ-CP (Phụ lục I, Phần I, Mục I.4) asks for Times New Roman in the Unicode set of TCVN 6909:2001. Liberation
Serif has the same advance widths, all Vietnamese letters and a free licence; Debian and Ubuntu carry it as `fonts-liberation`
(or `fonts-liberation2` on Debian 12), ChromeOS's Tinos in `fonts-croscore` is the same drawing.

>>> [round(face("bold").width("KẾ HOẠCH", 14), 1), face("regular").missing("Nghị định ưỡn ẹo Đ ỹ … – “”")]
[76.6, '']
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont

from pipeline.errors import ExtraMissing

FOLDERS = ("truetype/liberation2", "truetype/liberation", "truetype/croscore", "liberation-serif", "truetype/msttcorefonts")
ROOTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts")
FILES = {
    "regular": ("LiberationSerif-Regular.ttf", "Tinos-Regular.ttf", "Times_New_Roman.ttf"),
    "bold": ("LiberationSerif-Bold.ttf", "Tinos-Bold.ttf", "Times_New_Roman_Bold.ttf"),
    "italic": ("LiberationSerif-Italic.ttf", "Tinos-Italic.ttf", "Times_New_Roman_Italic.ttf"),
    "bolditalic": ("LiberationSerif-BoldItalic.ttf", "Tinos-BoldItalic.ttf", "Times_New_Roman_Bold_Italic.ttf"),
}
UNITS = 2048
"""Units of an em in these faces: at this size the advance widths are whole numbers, free of hinting."""


@dataclass(frozen=True)
class Face:
    """One cut of the type: its file, and the widths of its letters."""

    name: str
    path: Path

    @functools.cached_property
    def _master(self) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(self.path, UNITS, layout_engine=ImageFont.Layout.BASIC)

    @functools.cached_property
    def _advances(self) -> dict[str, float]:
        return {}

    def width(self, text: str, size: float) -> float:
        """Width of a text in points at `size` points; letter by letter, without kerning, as office programmes set it."""
        total = 0.0
        for letter in text:
            advance = self._advances.get(letter)
            if advance is None:
                advance = self._advances[letter] = self._master.getlength(letter)
            total += advance
        return total * size / UNITS

    def missing(self, text: str) -> str:
        """The letters of a text that the face cannot draw."""
        return "".join(letter for letter in dict.fromkeys(text) if not letter.isspace() and _void(self.path, letter))

    def at(self, pixels: float) -> ImageFont.FreeTypeFont:
        """The face ready to draw, `pixels` to the em."""
        return _sized(self.path, pixels)


@functools.cache
def _void(path: Path, letter: str) -> bool:
    # A letter that the face lacks is drawn as its box for unknown letters, as U+10FFFF surely is.
    void, mask = (_sized(path, 64).getmask(sign) for sign in ("\U0010ffff", letter))
    return mask.size == void.size and bytes(mask) == bytes(void)


@functools.lru_cache(maxsize=64)
def _sized(path: Path, pixels: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, pixels, layout_engine=ImageFont.Layout.BASIC)


@functools.cache
def face(name: str) -> Face:
    """The cut of that name: regular, bold, italic, bolditalic. Raises ExtraMissing, naming the package, where none is installed."""
    for root in ROOTS:
        for folder in FOLDERS:
            for file in FILES[name]:
                path = Path(root).expanduser() / folder / file
                if path.is_file():
                    return Face(name, path)
    raise ExtraMissing("Liberation Serif", detail="sudo apt-get install fonts-liberation fonts-liberation2")
