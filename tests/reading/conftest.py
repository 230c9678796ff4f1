"""Writers of tiny files: PDFs with Vietnamese text, hidden text, pictures and stamps, made where a test needs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

Shown = tuple[float, float, float, str]
"""x and baseline in points from the top left, size, text."""


def pdf_bytes(
    pages: Sequence[Sequence[Shown]],
    *,
    size: tuple[float, float] = (595.0, 842.0),
    image: bytes | None = None,
    image_size: tuple[int, int] = (8, 8),
    stamp: str | None = None,
    rotate: int = 0,
    locked: bool = False,
    drawn: str = "",
) -> bytes:
    """A PDF of one Unicode font; `image` (grey bytes) fills each page, `stamp` is the text of a signature field on page 1,
    `drawn` PDF operators for lines."""
    objects: list[bytes] = []

    def add(body: str | bytes) -> int:
        objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(objects)

    def stream(content: bytes, head: str = "") -> bytes:
        return f"<< {head} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"

    ranges = "".join(f"<{k:02X}00> <{k:02X}FF> <{k:02X}00>\n" for k in range(0x20 + 2))
    cmap = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 34 beginbfrange\n"
    cmap += f"{ranges}endbfrange endcmap"
    unicode_map = add(stream(cmap.encode()))
    info = "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    metrics = "/FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80"
    descriptor = add(f"<< /Type /FontDescriptor /FontName /Test /Flags 4 {metrics} >>")
    child = add(f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /CIDSystemInfo {info} /FontDescriptor {descriptor} 0 R /DW 500 >>")
    parts = f"/DescendantFonts [{child} 0 R] /ToUnicode {unicode_map} 0 R"
    font = add(f"<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H {parts} >>")
    resources = f"/Font << /F {font} 0 R >>"
    if image is not None:
        columns, rows = image_size
        head = f"/Type /XObject /Subtype /Image /Width {columns} /Height {rows} /ColorSpace /DeviceGray /BitsPerComponent 8"
        resources += f" /XObject << /I {add(stream(image, head))} 0 R >>"
    first = len(objects) + 1
    tree = first + 2 * len(pages) + (2 if stamp else 0)
    kids = []
    for number, shown in enumerate(pages):
        text = "".join(f"BT /F {s} Tf 1 0 0 1 {x} {size[1] - y} Tm <{t.encode('utf-16-be').hex()}> Tj ET\n" for x, y, s, t in shown)
        picture = f"q {size[0]} 0 0 {size[1]} 0 0 cm /I Do Q\n" if image is not None else ""
        content = add(stream((picture + drawn + text).encode()))
        annotations = f"/Annots [{first + 2 * len(pages) + 1} 0 R]" if stamp and number == 0 else ""
        turned = f"/Rotate {rotate}" if rotate else ""
        box = f"/MediaBox [0 0 {size[0]} {size[1]}]"
        kids.append(
            add(f"<< /Type /Page /Parent {tree} 0 R {box} {turned} /Resources << {resources} >> /Contents {content} 0 R {annotations} >>")
        )
    form = ""
    if stamp:
        lines = "".join(
            f"BT /F 8 Tf 1 0 0 1 2 {50 - 10 * n} Tm <{t.encode('utf-16-be').hex()}> Tj ET\n" for n, t in enumerate(stamp.split("\n"))
        )
        look = add(stream(lines.encode(), f"/Type /XObject /Subtype /Form /BBox [0 0 200 60] /Resources << /Font << /F {font} 0 R >> >>"))
        field = add(f"<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /F 132 /Rect [380 770 580 830] /AP << /N {look} 0 R >> >>")
        form = f"/AcroForm << /Fields [{field} 0 R] /SigFlags 3 >>"
    assert len(objects) + 1 == tree
    add(f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] /Count {len(kids)} >>")
    catalog = add(f"<< /Type /Catalog /Pages {tree} 0 R {form} >>")
    return _file(objects, catalog, locked)


def _file(objects: Sequence[bytes], catalog: int, locked: bool) -> bytes:
    # Locked: keys that no empty password opens.
    lock = f"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'11' * 32}> /U <{'22' * 32}> >>" if locked else ""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root {catalog} 0 R {lock} >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


@pytest.fixture
def write_pdf(tmp_path: Path) -> Callable[..., Path]:
    """Writes `pdf_bytes(…)` to a file and gives its path."""

    def write(pages: Sequence[Sequence[Shown]], name: str = "paper.pdf", **options: object) -> Path:
        path = tmp_path / name
        path.write_bytes(pdf_bytes(pages, **options))  # type: ignore[arg-type]
        return path

    return write
