"""PDF files for tests, written by hand: pages of Vietnamese text in a font that every reader has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def write_text_pdf(path: Path, pages: Sequence[Sequence[str]]) -> Path:
    """A PDF whose pages hold the given lines as a text layer; a page without lines is blank."""
    letters = sorted({letter for page in pages for line in page for letter in line})
    codes = {letter: 33 + number for number, letter in enumerate(letters)}
    if max(codes.values(), default=0) > 255:
        raise ValueError("more letters than one simple font can hold")
    marks = "".join(f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>\n" for letter, code in codes.items())
    unicode_map = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        + "".join(f"{len(part)} beginbfchar\n" + "".join(part) + "endbfchar\n" for part in _hundreds(marks.splitlines(keepends=True)))
        + "endcmap end end"
    ).encode()
    objects: list[bytes] = [b"", b"", _font(codes), _stream(unicode_map)]
    kids = []
    for lines in pages:
        shown = "".join(f"<{''.join(f'{codes[letter]:02x}' for letter in line)}> Tj 0 -18 Td\n" for line in lines)
        content = f"BT /F 12 Tf 70 780 Td\n{shown}ET" if lines else ""
        objects += [_stream(content.encode())]
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0 R/Resources<</Font<</F 3 0 R>>>>>>".encode()
        ]
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    path.write_bytes(_file(objects))
    return path


def _font(codes: dict[str, int]) -> bytes:
    widths = " ".join("500" for _ in codes)
    return (
        f"<</Type/Font/Subtype/TrueType/BaseFont/Helvetica/FirstChar 33/LastChar {32 + len(codes)}/Widths[{widths}]/ToUnicode 4 0 R"
        "/FontDescriptor<</Type/FontDescriptor/FontName/Helvetica/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900"
        "/Descent -200/CapHeight 700/StemV 80>>>>"
    ).encode()


def _stream(content: bytes) -> bytes:
    return b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content)


def _hundreds(lines: list[str]) -> list[list[str]]:
    return [lines[start : start + 100] for start in range(0, len(lines), 100)]


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
