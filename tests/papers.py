"""Small papers for the tests of tables, files and pictures: made by hand, no reading needed."""

from __future__ import annotations

from pipeline.document import Box, PageSpan
from pipeline.parsed import ParsedDocument
from pipeline.records import Citation, Correction, DateMention, DocumentNumber, DocumentRow, Entity, Section, Target

TEXT = "KẾ HOẠCH\nThực hiện Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị\n- 100% đơn vị tại Kiên Giang"


def span(raw: str) -> dict[str, object]:
    start = TEXT.index(raw)
    box = Box(0.1, 0.2, 0.5, 0.22)
    return {"raw": raw, "start": start, "end": start + len(raw), "page": 1, "box": box, "boxes": (box,), "confidence": 0.9}


def paper(source: str = "kệ/kh.pdf", part: int = 1, **changes: object) -> ParsedDocument:
    """A paper with one row in every table and a few cells that are hard to write."""
    row = DocumentRow(
        document_id="4f" * 32, part=part, source=source, source_kind="pdf-scan", page_count=1, text=TEXT, doc_type="KH",
        doc_type_name="Kế hoạch", symbol="KH-UBND", title="=HYPERLINK('http://…')", recipients=("Như trên", "Lưu: VT"),
        number_box=Box(0.1, 0.1, 0.2, 0.12), ocr_confidence=0.93, quality=("number_missing",),
    )  # fmt: skip
    rows: dict[str, object] = {
        "pages": (PageSpan(1, 0, len(TEXT), "ocr", 2480, 3508, 300, 0, 0.4, 0.93),),
        "sections": (
            Section(
                section_id="s1", parent_id=None, level=1, kind="bullet", numeral="-", ordinal=None, heading=None, path="-1",
                start=TEXT.index("- 100"), end=len(TEXT), text="100% đơn vị tại Kiên Giang", page=1,
            ),
        ),
        "dates": (DateMention(**span("ngày 07/4/2014"), date="2014-04-07", role="citation"),),
        "document_numbers": (DocumentNumber(**span("34-CT/TW"), number="34", symbol="CT/TW", number_symbol="34-CT/TW"),),
        "citations": (
            Citation(**span("Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị"), date="2014-04-07", flags=("date_conflict",)),
        ),
        "targets": (Target(**span("100%"), value=100.0, unit="%", section_id="s1"),),
        "entities": (Entity(**span("Kiên Giang"), label="LOC"),),
        "corrections": (
            Correction(page=1, start=0, end=2, text="KẾ", raw_text="KÉ", kind="diacritic", rule="syllable", confidence=0.8),
        ),
    }  # fmt: skip
    return ParsedDocument(document=row, **(rows | changes))  # type: ignore[arg-type]
