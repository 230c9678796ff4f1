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
from typing import Any

from pipeline.archive.pdfa.layer import FONT
from pipeline.archive.pdfa.metadata import NAMESPACE, Metadata, info, packet

FLAVOUR = "2b"

_OURS = (NAMESPACE, "http://www.aiim.org/pdfa/ns/", "pdfaExtension:", "pdfaSchema:", "pdfaProperty:", "kehoach:")


def finish(pdf: Any, turns: list[int], facts: Metadata, *, pdfa: bool) -> bytes:
    """The open PDF with its last touches as bytes, the same for the same input."""
    _one_font(pdf)
    for page, turn in zip(pdf.pages, turns, strict=False):
        if turn:
            page.obj["/Rotate"] = turn
        elif "/Rotate" in page.obj:
            del page.obj["/Rotate"]
    _describe(pdf, facts, pdfa=pdfa)
    import pikepdf

    if pdfa:
        from pikepdf.pdfa import resolve_save_kwargs

        settings = resolve_save_kwargs(FLAVOUR, deterministic_id=True)
    else:
        settings = {"compress_streams": True, "object_stream_mode": pikepdf.ObjectStreamMode.generate, "deterministic_id": True}
    out = io.BytesIO()
    pdf.save(out, **settings)
    return out.getvalue()


def _one_font(pdf: Any) -> None:
    """Let all pages use the font of the first: each came with a copy. The name of each page's text is made the same for all."""
    first = None
    for page in pdf.pages:
        pictures = page.obj.get("/Resources", {}).get("/XObject", {})
        for name in [name for name in pictures if name.startswith("/OCR-")]:
            text = pictures[name]
            fonts = text.get("/Resources", {}).get("/Font", {})
            if f"/{FONT}" in fonts:
                first = first if first is not None else fonts[f"/{FONT}"]
                fonts[f"/{FONT}"] = first
            _, _, width, height = (float(edge) for edge in page.mediabox)
            text["/BBox"] = [0, 0, width - float(page.mediabox[0]), height - float(page.mediabox[1])]
            _rename(page, pictures, name)
        page_fonts = page.obj.get("/Resources", {}).get("/Font", {})
        if first is not None and f"/{FONT}" in page_fonts and "KehoachInvisible" in str(page_fonts[f"/{FONT}"].get("/BaseFont")):
            page_fonts[f"/{FONT}"] = first


def _rename(page: Any, pictures: Any, name: str) -> None:
    """OCRmyPDF names the text by chance: the same file would have other bytes each time."""
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
    from pikepdf.pdfa import validate_written

    report = validate_written(io.BytesIO(data), FLAVOUR)
    return [f"{found.rule}: {found.message}" for found in report.findings if not forgiven(found.rule, found.where, found.message)]


def forgiven(rule: str, where: str, message: str) -> bool:
    """True for a finding that says no more than that the packet has names of ours."""
    return "(MetadataStream)" in where and any(name in message for name in _OURS)
