"""The hidden text of a page (lớp văn bản ẩn): its words as PDF operators, each word over its print, in reading order.

Nothing of it is seen (text rendering mode 3, ISO 32000-1, 9.3.6), so one font with one outline serves all words: a code is
the letter's UTF-16 value, a `ToUnicode` map says so to readers, and each word is stretched to the width of its box. That is what
Tesseract does too; it takes 2 KB a file where a font with outlines takes 20.

A word carries a blank behind it: without one, readers guess word ends from gaps, and in tight print guess wrong. The words of a
line share a base line: readers put words of different heights on different lines. On a page that lies askew the base line slants
less than the print does, for the same reason; a word may then lie a few points beside its print. Places are whole half points
(0.2 mm) from word to word: with two decimals from the corner of the page the text of a page takes 7.5 KB instead of 3.9.

>>> from pipeline.document import Box, Line, Paragraph, Word
>>> line = Line((Word("Kế", Box(0.1, 0.1, 0.2, 0.12)), Word("hoạch", Box(0.22, 0.1, 0.4, 0.12))))
>>> sheet = Sheet(0, 0, 600, 800)
>>> placed = sheet.words(Page(1, "ocr", (Paragraph("body", (line,)),)))
>>> placed[0]
PlacedWord(text='Kế', x=60.0, y=707.2, width=60.0, size=16.0)
>>> content(placed, sheet.matrix)[:70]
b'q .5 0 0 .5 0 0 cm BT 3 Tr /F1 32 Tf 375 Tz 120 1414 Td <004b1ebf0020>'
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.document import Box, Line, Page
from pipeline.vietnamese.normalize import nfc

FONT, NAME = "F1", "KehoachInvisible"
"""Name of the font in a page's resources, and its own."""

ADVANCE, ASCENT, DESCENT = 500, 800, -200
"""Width of each letter, and how far it reaches above and below the base line, in thousandths of the size."""

GAP = 0.2
"""Least room between two words, in sizes: below 0.15 Poppler takes two words for one, whatever stands between them."""

MADE = 3_786_825_600
"""When the font was made, as fonts count (seconds since 1904): 2024-01-01."""

RISE = 0.2
"""Most that a base line may rise from its first to its last word, in sizes. From half a size on Poppler (Evince, Okular, pdftotext)
takes the end of a slanting line for a line of its own: of 17,244 pairs of neighbours on 54 scanned pages it parted 249, now 132."""

STEADY = 1.0
"""Points by which the feet of a line may rise from its first to its last word and still be taken for level."""


class PlacedWord(NamedTuple):
    """A word on the page as read: where its base line begins (points from the lower left corner), its width and size in points."""

    text: str
    x: float
    y: float
    width: float
    size: float


class Sheet(NamedTuple):
    """The visible rectangle of a PDF page in its own coordinates, and how many degrees clockwise it is turned to be read."""

    left: float
    bottom: float
    width: float
    height: float
    turn: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as read, in points."""
        return (self.width, self.height) if self.turn % 180 == 0 else (self.height, self.width)

    @property
    def matrix(self) -> tuple[float, ...]:
        """From points on the page as read to the PDF's coordinates: a, b, c, d, e, f of the operator `cm`."""
        left, bottom, right, top = self.left, self.bottom, self.left + self.width, self.bottom + self.height
        return {
            0: (1, 0, 0, 1, left, bottom),
            90: (0, 1, -1, 0, right, bottom),
            180: (-1, 0, 0, -1, right, top),
            270: (0, -1, 1, 0, left, top),
        }[self.turn % 360]

    def words(self, page: Page) -> tuple[PlacedWord, ...]:
        """The words of the page in reading order, those of page numbers and stamps too; words without a place are left out."""
        return tuple(word for paragraph in page.paragraphs for line in paragraph.lines for word in self._line(line))

    def _line(self, line: Line) -> Iterator[PlacedWord]:
        width, height = self.size
        words = [(text, word.box) for word in line.words if word.box and word.box.width > 0 and (text := writable(word.text))]
        if not words:
            return
        boxes = [box for _, box in words]
        tall = sorted(box.height for box in boxes)[len(boxes) // 2]
        slope, start = _feet(boxes, STEADY / height, RISE * tall)
        following = [box.x0 for box in boxes[1:]] + [2.0]
        for (text, box), after in zip(words, following, strict=True):
            wide = box.width if after <= box.x0 else max(min(box.width, after - box.x0 - GAP * tall * height / width), box.width / 2)
            foot = min(max(start + slope * (box.x0 + box.x1) / 2 + tall * DESCENT / 1000, 0.0), 1.0)
            yield PlacedWord(text, round(box.x0 * width, 2), round((1 - foot) * height, 2), round(wide * width, 2), round(tall * height, 2))


def _feet(boxes: Sequence[Box], steady: float, most: float) -> tuple[float, float]:
    """Slope and start of the line through the lower edges of the boxes (least squares).

    Level where it rises less than `steady`; flatter than the print, about its middle, where it would rise more than `most`.
    """
    middles, feet = [(box.x0 + box.x1) / 2 for box in boxes], [box.y1 for box in boxes]
    x, y = sum(middles) / len(boxes), sum(feet) / len(boxes)
    spread = sum((middle - x) ** 2 for middle in middles)
    slope = sum((middle - x) * (foot - y) for middle, foot in zip(middles, feet, strict=True)) / spread if spread > 0.01 else 0.0
    rise = abs(slope) * (max(middles) - min(middles))
    slope = 0.0 if rise <= steady else slope * min(1.0, most / rise)
    return slope, y - slope * x


def writable(text: str) -> str:
    r"""The word as one to be copied: NFC, without blanks and control characters; what two bytes cannot hold becomes `�`.

    >>> writable("Đo\u0302\u0301i\x00"), writable("\U0001f600")
    ('Đối', '�')
    """
    letters = (letter if letter < "\U00010000" else "�" for letter in nfc(text) if letter.isprintable() and not letter.isspace())
    return "".join(letters)


def content(words: Sequence[PlacedWord], matrix: Sequence[float]) -> bytes:
    """The operators that write the words; `FONT` must be in the resources."""
    if not words:
        return b""
    turned = " ".join(_number(value / 2) for value in matrix[:4]) + " " + " ".join(_number(value) for value in matrix[4:])
    out = [f"q {turned} cm BT 3 Tr"]
    size, stretch, x, y = 0, 0, 0, 0
    for text, *place in words:
        left, foot, width, tall = (round(2 * value) for value in place)
        if tall != size:
            size = max(tall, 1)
            out.append(f"/{FONT} {size} Tf")
        wanted = max(round(width / (len(text) * size * ADVANCE / 1000) * 100), 1)
        if wanted != stretch:
            stretch = wanted
            out.append(f"{stretch} Tz")
        out.append(f"{left - x} {foot - y} Td <{(text + ' ').encode('utf-16-be').hex()}> Tj")
        x, y = left, foot
    return " ".join([*out, "ET Q"]).encode("ascii")


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".").replace("-0.", "-.").removeprefix("0") or "0"


def text_pdf(operators: bytes, width: float, height: float) -> bytes:
    """A PDF of one page, its lower left corner at 0, 0, that holds the operators and their font, and shows nothing."""
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.3f} {height:.3f}]/Resources<</Font<</{FONT} 5 0 R>>>>/Contents 4 0 R>>"
    return _file([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page.encode(), _stream(operators), *_font(5)])


def _font(first: int) -> list[bytes]:
    """The objects of the font, numbered from `first`: the font, its only descendant, descriptor, glyph numbers, file, ToUnicode."""
    metrics = f"/Ascent {ASCENT}/Descent {DESCENT}/CapHeight {ASCENT}/FontBBox[0 {DESCENT} {ADVANCE} {ASCENT}]"
    file = _truetype()
    return [
        f"<</Type/Font/Subtype/Type0/BaseFont/{NAME}/Encoding/Identity-H"
        f"/DescendantFonts[{first + 1} 0 R]/ToUnicode {first + 5} 0 R>>".encode(),
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{NAME}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/FontDescriptor {first + 2} 0 R/DW {ADVANCE}/CIDToGIDMap {first + 3} 0 R>>".encode(),
        f"<</Type/FontDescriptor/FontName/{NAME}/Flags 5/ItalicAngle 0/StemV 80{metrics}/FontFile2 {first + 4} 0 R>>".encode(),
        _stream(b"\0\1" * 65536),
        _stream(file, f"/Length1 {len(file)}"),
        _stream(_unicode_map()),
    ]


def _unicode_map() -> bytes:
    """Each code means the letter of that number. A range may not leave its first byte (Adobe Technical Note 5411, 1.4.3)."""
    rows = [f"<{row:02x}00><{row:02x}ff><{row:02x}00>" for row in (*range(0xD8), *range(0xE0, 0x100))]
    blocks = (rows[start : start + 100] for start in range(0, len(rows), 100))
    ranges = "".join(f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange\n" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000><ffff>\nendcodespacerange\n{ranges}endcmap\n"
        "CMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()


def _truetype() -> bytes:
    """A TrueType file of two glyphs, `ADVANCE` wide: the tables that a PDF needs of it (ISO 32000-1, 9.9), and no more.

    The second glyph is a slanted line without breadth: of letters that are nothing at all PDFium finds no text on a turned page.
    """
    box = (0, DESCENT, ADVANCE, ASCENT)
    outline = struct.pack(">hhhhhHHBBhhhh", 1, *box, 1, 0, 1, 1, 0, ADVANCE, DESCENT, ASCENT - DESCENT)
    tables = {
        b"glyf": outline,
        b"head": struct.pack(
            ">LLLLHHQQhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, 1000, MADE, MADE, 0, DESCENT, ADVANCE, ASCENT, 0, 8, 2, 0, 0
        ),
        b"hhea": struct.pack(">LhhhHhhhhhhhhhhhH", 0x10000, ASCENT, DESCENT, 0, ADVANCE, 0, 0, ADVANCE, 1, *[0] * 7, 2),
        b"hmtx": struct.pack(">HhHh", ADVANCE, 0, ADVANCE, 0),
        b"loca": struct.pack(">HHH", 0, 0, len(outline) // 2),
        b"maxp": struct.pack(">LHHHHHHHHHHHHHH", 0x10000, 2, 2, 1, 0, 0, 2, *[0] * 8),
    }
    directory, body, place = b"", b"", 12 + 16 * len(tables)
    for tag, data in tables.items():
        padded = data + bytes(-len(data) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sLLL", tag, total, place + len(body), len(data))
        body += padded
    return struct.pack(">LHHHH", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64) + directory + body


def _stream(data: bytes, extra: str = "") -> bytes:
    packed = zlib.compress(data, 6)
    return f"<</Length {len(packed)}/Filter/FlateDecode{extra}>>stream\n".encode() + packed + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, table, size, len(out))
    return bytes(out) + end
