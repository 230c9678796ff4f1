"""Archives of papers that were made by hand: nothing is read, the original is a small picture or a text."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PIL import Image, ImageDraw

from pipeline.archive.files.manifest import Manifest, SourceName
from pipeline.archive.files.store import Store
from pipeline.archive.index.rebuild import rebuild
from pipeline.parsed import ParsedDocument
from pipeline.records import Citation, DocumentRow

INK = (0.2, 0.1, 0.4, 0.12)
"""Where `picture` is black, in fractions."""


def picture(seed: int = 0) -> bytes:
    """A page as PNG: white, black inside `INK`; `seed` makes the bytes differ."""
    image = Image.new("L", (400, 560), 255)
    pen = ImageDraw.Draw(image)
    pen.rectangle((INK[0] * 400, INK[1] * 560, INK[2] * 400, INK[3] * 560), fill=0)
    pen.point((seed % 400, 559), fill=128)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def keep(store: Store, papers: Sequence[ParsedDocument], *, original: bytes = b"", kind: str = "image", source: str = "kh.png") -> str:
    """Put the papers of one file into the archive; gives its id. The papers' own ids are set right."""
    data = original or picture(len(list(store.ids())))
    document_id = hashlib.sha256(data).hexdigest()
    ending = {"image": "png", "text": "txt", "pdf": "pdf"}[kind]
    sources = (SourceName(source, "2026-11-21T08:00:00Z"),)
    manifest = Manifest(document_id=document_id, kind=kind, ending=ending, size=len(data), page_count=1, sources=sources,
                        state="read" if papers else "failed", papers=len(papers))  # fmt: skip
    store.write_manifest(manifest)
    folder = store.folder(document_id)
    (folder / f"original.{ending}").write_bytes(data)
    write_papers(store, document_id, papers, source)
    return document_id


def write_papers(store: Store, document_id: str, papers: Sequence[ParsedDocument], source: str = "kh.png") -> None:
    """Write the papers of a document, as a newer version would after parsing it anew."""
    for part, paper in enumerate(papers, 1):
        own = replace(paper, document=replace(paper.document, document_id=document_id, part=part, source=source))
        name = "paper.json" if part == 1 else f"paper.{part}.json"
        (store.folder(document_id) / name).write_bytes(own.to_json())


def index(store: Store) -> Store:
    """The archive with its index made anew."""
    rebuild(store)
    return store


def row(**told: Any) -> DocumentRow:
    """A row of `documents`: a plan of Kiên Giang without doubts, but for what is told."""
    known: dict[str, Any] = {
        "document_id": "", "part": 1, "source": "", "source_kind": "image", "page_count": 1, "text": "KẾ HOẠCH", "doc_type": "KH",
        "doc_type_name": "Kế hoạch", "number": "93", "symbol": "KH-UBND", "number_symbol": "93/KH-UBND", "date": "2022-05-20",
        "date_precision": "day", "issuer": "Ủy ban nhân dân tỉnh Kiên Giang", "province": "Kiên Giang", "province_2025": "An Giang",
        "title": "Thi đua năm 2022", "signer": "Nguyễn Văn A", "language": "vi", "ocr_confidence": 0.95,
    }  # fmt: skip
    return DocumentRow(**(known | told))


def cited(date: str | None, number_symbol: str = "34-CT/TW", start: int = 0, **told: Any) -> Citation:
    """A citation of a central directive, but for what is told."""
    known: dict[str, Any] = {
        "raw": f"Chỉ thị số {number_symbol}", "start": start, "end": start + 11 + len(number_symbol), "kind": "numbered", "doc_type": "CT",
        "number": number_symbol[:2], "symbol": number_symbol[3:], "number_symbol": number_symbol, "date": date, "issuer": "Bộ Chính trị",
        "jurisdiction": "trung ương", "canonical_id": f"CT {number_symbol}", "canonical_key": f"CT {number_symbol} / {(date or '')[:4]}",
    }  # fmt: skip
    return Citation(**(known | told))
