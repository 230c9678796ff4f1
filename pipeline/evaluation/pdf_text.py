"""A born-digital PDF of a set plan (văn bản điện tử): text, not pictures, with the letters' Unicode values kept.

Written out plainly (ISO 32000-1): one TrueType font for each cut of the type, its outlines cut down to the letters used,
glyphs by number (`Identity-H`) and a ToUnicode map. No clock in it: the same plan gives the same bytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.evaluation.fonts import face
from pipeline.evaluation.sheet import HEIGHT, WIDTH, Sheet

KEPT_TABLES = (b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep")


@dataclass(frozen=True, slots=True)
class TrueType:
    """What the PDF needs of a font file: its tables, the glyph of each letter, widths in thousandths of an em."""

    tables: dict[bytes, bytes]
    glyphs: dict[int, int]
    widths: tuple[int, ...]


def read_truetype(path: Path) -> TrueType:
    """The tables of a TrueType file."""
    data = path.read_bytes()
    tables: dict[bytes, bytes] = {}
    for number in range(struct.unpack_from(">H", data, 4)[0]):
        tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        tables[tag] = data[offset : offset + length]
    em = struct.unpack_from(">H", tables[b"head"], 18)[0]
    count = struct.unpack_from(">H", tables[b"hhea"], 34)[0]
    widths = [struct.unpack_from(">H", tables[b"hmtx"], 4 * glyph)[0] * 1000 // em for glyph in range(count)]
    return TrueType(tables, _characters(tables[b"cmap"]), tuple(widths))


def _characters(cmap: bytes) -> dict[int, int]:
    # Format 4 (segments of the basic plane) is in every font of the list; Vietnamese needs no more.
    for number in range(struct.unpack_from(">H", cmap, 2)[0]):
        offset = struct.unpack_from(">HHL", cmap, 4 + 8 * number)[2]
        if struct.unpack_from(">H", cmap, offset)[0] == 4:
            break
    segments = struct.unpack_from(">H", cmap, offset + 6)[0] // 2
    base = offset + 14
    ends = struct.unpack_from(f">{segments}H", cmap, base)
    starts = struct.unpack_from(f">{segments}H", cmap, base + 2 * segments + 2)
    deltas = struct.unpack_from(f">{segments}H", cmap, base + 4 * segments + 2)
    ranges = base + 6 * segments + 2
    glyphs: dict[int, int] = {}
    for index, (start, end, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
        shift = struct.unpack_from(">H", cmap, ranges + 2 * index)[0]
        for code in range(start, min(end, 0xFFFE) + 1):
            if shift == 0:
                glyph = code + delta
            else:
                glyph = struct.unpack_from(">H", cmap, ranges + 2 * index + shift + 2 * (code - start))[0]
                glyph += delta if glyph else 0
            glyphs[code] = glyph & 0xFFFF
    return glyphs


def subset(font: TrueType, used: Iterable[int]) -> bytes:
    """A font file with the outlines of the used glyphs alone; glyph numbers stay as they are."""
    long = struct.unpack_from(">H", font.tables[b"head"], 50)[0] == 1
    loca = font.tables[b"loca"]
    places = struct.unpack(f">{len(loca) // 4}L", loca) if long else tuple(2 * v for v in struct.unpack(f">{len(loca) // 2}H", loca))
    outlines = font.tables[b"glyf"]
    wanted, queue = set[int](), [0, *used]
    while queue:
        glyph = queue.pop()
        if glyph not in wanted and glyph + 1 < len(places):
            wanted.add(glyph)
            queue += _parts(outlines[places[glyph] : places[glyph + 1]])
    kept, offsets = bytearray(), [0]
    for glyph in range(len(places) - 1):
        if glyph in wanted:
            kept += outlines[places[glyph] : places[glyph + 1]]
            kept += bytes(-len(kept) % 4)
        offsets.append(len(kept))
    head = bytearray(font.tables[b"head"])
    struct.pack_into(">H", head, 50, 1)
    changed = {b"glyf": bytes(kept), b"loca": struct.pack(f">{len(offsets)}L", *offsets), b"head": bytes(head)}
    return _file({tag: changed.get(tag, font.tables[tag]) for tag in KEPT_TABLES if tag in font.tables})


def _parts(outline: bytes) -> list[int]:
    """Glyphs that a composite one is made of (Ế is made of Ê and an acute)."""
    if len(outline) < 10 or struct.unpack_from(">h", outline, 0)[0] >= 0:
        return []
    parts, place, more = [], 10, True
    while more:
        flags, glyph = struct.unpack_from(">HH", outline, place)
        parts.append(glyph)
        place += 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 64 else 8 if flags & 128 else 0)
        more = bool(flags & 32)
    return parts


def _file(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    head = struct.pack(">LHHHH", 0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16)
    body, place = b"", 12 + 16 * count
    for tag, data in sorted(tables.items()):
        padded = data + bytes(-len(data) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
        head += struct.pack(">4sLLL", tag, total, place, len(data))
        body += padded
        place += len(padded)
    return head + body


class _Writer:
    def __init__(self) -> None:
        self.objects: list[bytes] = []

    def add(self, body: str | bytes) -> int:
        self.objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(self.objects)

    def stream(self, data: bytes, extra: str = "") -> int:
        packed = zlib.compress(data, 9)
        return self.add(f"<</Length {len(packed)}/Filter/FlateDecode{extra}>>\nstream\n".encode() + packed + b"\nendstream")

    def file(self, root: int, info: int) -> bytes:
        out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
        for number, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
        out += f"trailer\n<</Size {len(places) + 1}/Root {root} 0 R/Info {info} 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
        return bytes(out)


def text_pdf(sheets: Sequence[Sheet], title: str = "") -> bytes:
    """The PDF of the sheets; places left for handwriting and seals stay empty but for typed digits."""
    writer = _Writer()
    used: dict[str, set[str]] = {}
    for sheet in sheets:
        for run in sheet.runs:
            used.setdefault(run.cut, set()).update(run.text + " ")
        if any(mark.kind == "digits" for mark in sheet.marks):
            used.setdefault("regular", set()).update("0123456789ab")
    fonts = {cut: read_truetype(face(cut).path) for cut in sorted(used)}
    names = {cut: f"F{number}" for number, cut in enumerate(fonts)}
    numbers = {cut: _font(writer, cut, fonts[cut], sorted(used[cut])) for cut in fonts}
    resources = writer.add("<</Font<<" + "".join(f"/{names[cut]} {numbers[cut]} 0 R" for cut in fonts) + ">>>>")
    contents = [writer.stream(_content(sheet, names, fonts)) for sheet in sheets]
    tree = len(writer.objects) + len(sheets) + 1
    kids = [
        writer.add(f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources {resources} 0 R/Contents {content} 0 R>>")
        for content in contents
    ]
    writer.add(f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>")
    root = writer.add(f"<</Type/Catalog/Pages {tree} 0 R/Lang(vi)>>")
    info = writer.add(f"<</Title<{title.encode('utf-16').hex() if title else 'feff'}>>>")
    return writer.file(root, info)


def _font(writer: _Writer, cut: str, font: TrueType, letters: Sequence[str]) -> int:
    pairs = [(font.glyphs.get(ord(letter), 0), letter) for letter in letters]
    name = f"KEHOAC+LiberationSerif-{cut}"
    data = subset(font, [glyph for glyph, _ in pairs])
    file = writer.stream(data, f"/Length1 {len(data)}")
    flags = 4 | (64 if "italic" in cut else 0)
    described = writer.add(
        f"<</Type/FontDescriptor/FontName/{name}/Flags {flags}/FontBBox[-200 -300 1200 1000]/ItalicAngle {-12 if 'italic' in cut else 0}"
        f"/Ascent 891/Descent -216/CapHeight 660/StemV {140 if 'bold' in cut else 80}/FontFile2 {file} 0 R>>"
    )
    widths = "".join(f"{glyph}[{font.widths[min(glyph, len(font.widths) - 1)]}]" for glyph, _ in pairs)
    child = writer.add(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/FontDescriptor {described} 0 R/DW 500/W[{widths}]/CIDToGIDMap/Identity>>"
    )
    chunks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    lines = "".join(
        f"{len(chunk)} beginbfchar\n" + "".join(f"<{glyph:04x}><{ord(letter):04x}>\n" for glyph, letter in chunk) + "endbfchar\n"
        for chunk in chunks
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000><ffff>\nendcodespacerange\n{lines}endcmap\nend\nend\n"
    )
    unicode = writer.stream(cmap.encode())
    return writer.add(
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{child} 0 R]/ToUnicode {unicode} 0 R>>"
    )


def _content(sheet: Sheet, names: dict[str, str], fonts: dict[str, TrueType]) -> bytes:
    typed = [(run.text, run.cut, run.size, run.x, run.y) for run in sheet.runs]
    typed += [
        (mark.text, "regular", mark.size, mark.x - face("regular").width(mark.text, mark.size) / 2, mark.y)
        for mark in sheet.marks
        if mark.kind == "digits"
    ]
    out = ["BT"]
    for text, cut, size, x, y in typed:
        # A blank after each word, as office programmes write it: readers then need not guess words from gaps.
        codes = "".join(f"{fonts[cut].glyphs.get(ord(letter), 0):04x}" for letter in text + " ")
        out.append(f"/{names[cut]} {size:g} Tf 1 0 0 1 {x:.2f} {HEIGHT - y:.2f} Tm <{codes}> Tj")
    out.append("ET")
    for rule in sheet.rules:
        out.append(f"{rule.weight:g} w {rule.x0:.2f} {HEIGHT - rule.y0:.2f} m {rule.x1:.2f} {HEIGHT - rule.y1:.2f} l S")
    return "\n".join(out).encode()
