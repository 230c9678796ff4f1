"""The last hand on a copy: one font for all pages, the turn of each page, its metadata; then it is looked at as PDF/A.

`pikepdf.pdfa` reads the bytes as they will stand on disk and names every rule of ISO 19005-2 that they break (it follows veraPDF's
rules). It knows no extension schemas and takes every name of ours in the XMP packet for a fault: of the packet only those are
forgiven.

>>> forgiven("ISO_19005_2:6.6.2.3.1-1", "obj 5 0 (MetadataStream)", f"XMP namespace kehoach={NAMESPACE} is not permitted")
True
>>> forgiven("ISO_19005_2:6.2.11.4.1-1", "obj 7 0 (Font)", "the font is not embedded")
False
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Any

from pipeline.archive.pdfa.layer import FONT, NAME, text_pdf
from pipeline.archive.pdfa.metadata import NAMESPACE, Metadata, info, packet
from pipeline.archive.pdfa.sheets import Under, entries, ordered

FLAVOUR = "2b"

JPEG_2000 = "JPEG 2000 images are not supported"
"""What the validator says of a picture that it does not look into."""

_OURS = (NAMESPACE, "http://www.aiim.org/pdfa/ns/", "pdfaExtension:", "pdfaSchema:", "pdfaProperty:", "kehoach:")


def graft(pdf: Any, texts: Sequence[Under]) -> None:
    """Put the texts under the pages of the open PDF, where OCRmyPDF has not done it."""
    import pikepdf

    with pikepdf.open(io.BytesIO(text_pdf(b"", 1, 1))) as made:
        font = pdf.copy_foreign(made.pages[0].obj["/Resources"]["/Font"][f"/{FONT}"])
    for page, text in zip(pdf.pages, texts, strict=True):
        if not text.text:
            continue
        form = pdf.make_stream(
            text.text,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=[0, 0, text.width, text.height],
            Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary({f"/{FONT}": font})),
        )
        name = page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name("/OCR-kehoach"), replace_existing=False)
        left, bottom = (min(float(page.mediabox[edge]), float(page.mediabox[edge + 2])) for edge in (0, 1))
        page.contents_add(f"q 1 0 0 1 {left:.4f} {bottom:.4f} cm {name} Do Q".encode(), prepend=True)


def finish(pdf: Any, texts: Sequence[Under], facts: Metadata, *, pdfa: bool) -> bytes:
    """The open PDF with its last touches as bytes, the same for the same input."""
    import pikepdf

    for page, text in zip(pdf.pages, texts, strict=True):
        if text.turn:
            page.obj["/Rotate"] = text.turn
        elif "/Rotate" in page.obj:
            del page.obj["/Rotate"]
    _describe(pdf, facts, pdfa=pdfa)
    if "/ID" in pdf.trailer:  # one that came with the draft is random, and would stay
        del pdf.trailer["/ID"]

    if pdfa:
        from pikepdf.pdfa import resolve_save_kwargs

        settings = resolve_save_kwargs(FLAVOUR, deterministic_id=True)
    else:
        settings = {"compress_streams": True, "object_stream_mode": pikepdf.ObjectStreamMode.generate, "deterministic_id": True}
    out = io.BytesIO()
    pdf.save(out, **settings)
    return out.getvalue()


def tidy(pdf: Any) -> None:
    """What OCRmyPDF made, with one font for all pages (each came with a copy), and texts under a name that is not by chance."""
    first = None
    for page in pdf.pages:
        for name in [name for name in entries(page.obj, "/Resources", "/XObject") if name.startswith("/OCR-")]:
            text = page.obj["/Resources"]["/XObject"][name]
            fonts = entries(text, "/Resources", "/Font")
            if f"/{FONT}" in fonts:
                first = first if first is not None else fonts[f"/{FONT}"]
                text["/Resources"]["/Font"][f"/{FONT}"] = first
            left, bottom, right, top = ordered(page.mediabox)
            text["/BBox"] = [0, 0, right - left, top - bottom]
            _rename(page, page.obj["/Resources"]["/XObject"], name)
        own = entries(page.obj, "/Resources", "/Font").get(f"/{FONT}")
        if first is not None and own is not None and NAME in str(own.get("/BaseFont")):
            page.obj["/Resources"]["/Font"][f"/{FONT}"] = first


def _rename(page: Any, pictures: Any, name: str) -> None:
    page.contents_coalesce()
    contents = page.obj["/Contents"]
    old, new = name.encode(), b"/OCR-kehoach"
    data = contents.read_bytes()
    if data.count(old) == 1 and new.decode() not in pictures:
        contents.write(data.replace(old, new))
        pictures[new.decode()] = pictures[name]
        del pictures[name]


def _describe(pdf: Any, facts: Metadata, *, pdfa: bool) -> None:
    import pikepdf

    pdf.Root["/Metadata"] = pdf.make_stream(packet(facts, pdfa=pdfa), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    if facts.language:
        pdf.Root["/Lang"] = pikepdf.String(facts.language)
    pdf.trailer["/Info"] = pdf.make_indirect(pikepdf.Dictionary({key: pikepdf.String(value) for key, value in info(facts).items()}))


def faults(data: bytes) -> list[str]:
    """The rules of PDF/A-2b that the file breaks, in words; none for a file that may be called PDF/A."""
    import pikepdf
    from pikepdf.pdfa import validate_written

    report = validate_written(io.BytesIO(data), FLAVOUR)
    found = [item for item in report.findings if not forgiven(item.rule, item.where, item.message)]
    if any(JPEG_2000 in item.message for item in found):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            streams = (item for item in pdf.objects if isinstance(item, pikepdf.Stream) and "JPXDecode" in str(item.get("/Filter")))
            if all(plain_jpeg_2000(item.read_raw_bytes()) for item in streams):
                found = [item for item in found if JPEG_2000 not in item.message]
    return [f"{item.rule}: {item.message}" for item in found]


def plain_jpeg_2000(data: bytes) -> bool:
    """True for a JPEG 2000 file that PDF/A-2 allows (6.2.8.3): one, three or four channels of one depth, one common colour space.

    Anything unusual (a palette, more than one colour space, a bare code stream) is false.
    """
    head = _boxes(data).get(b"jp2h", [])
    inner = _boxes(head[0]) if len(head) == 1 else {}
    size, colour = inner.get(b"ihdr", []), inner.get(b"colr", [])
    if len(size) != 1 or len(colour) != 1 or len(size[0]) != 14 or len(colour[0]) < 7 or b"pclr" in inner or b"cdef" in inner:
        return False
    channels, depth = struct.unpack_from(">HB", size[0], 8)
    method, space = colour[0][0], struct.unpack_from(">L", colour[0], 3)[0]
    return channels in (1, 3) and depth <= 37 and method == 1 and space in (16, 17, 18)


def _boxes(data: bytes) -> dict[bytes, list[bytes]]:
    """The boxes of a JPEG 2000 file or of a box of it, by type."""
    found: dict[bytes, list[bytes]] = {}
    place = 0
    while place + 8 <= len(data):
        length, kind = struct.unpack_from(">L4s", data, place)
        end = len(data) if length == 0 else place + length
        if length not in (0, *range(8, len(data) + 1)) or end > len(data):
            break
        found.setdefault(kind, []).append(data[place + 8 : end])
        place = end
    return found


def forgiven(rule: str, where: str, message: str) -> bool:
    """True for a finding that says no more than that the packet has names of ours."""
    return "(MetadataStream)" in where and any(name in message for name in _OURS)
