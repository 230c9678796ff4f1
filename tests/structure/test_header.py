"""The header by cases: expected columns of the table `documents` for letterheads as they are printed and misread."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quick import quick

from pipeline.assembly import assemble
from pipeline.document import Box, Document, Line, Page, Paragraph, Word
from pipeline.structure.header import read_header

CASES = json.loads((Path(__file__).resolve().parents[1] / "cases" / "headers.json").read_text(encoding="utf-8"))


def paper(rows: list[str]) -> Document:
    """A plain text, each row a paragraph."""
    lines = [Paragraph("body", (Line(tuple(map(Word, row.split()))),)) for row in rows]
    return assemble([Page(1, "text", tuple(lines))])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_cases(case: dict) -> None:
    found = asdict(read_header(paper(case["rows"])))
    wanted = case["expect"]
    assert {key: list(found[key]) if isinstance(found[key], tuple) else found[key] for key in wanted} == wanted


def test_spans_are_the_words() -> None:
    document = paper(CASES[1]["rows"])
    header = read_header(document)
    assert document.text[slice(*header.number_span)] == header.number_raw == "Số: 418/KH-SNV"
    assert document.text[slice(*header.date_span)] == "ngày 03 tháng 02 năm 2023"
    assert document.text[slice(*header.title_span)].split() == header.title.split()
    assert document.text[header.end :].startswith("Thực hiện Công văn số 8206")


def boxed(rows: list[list[tuple[str, float, float]]]) -> Document:
    """A scan whose layout failed: each row one paragraph of words; (words, x0, x1) for each column."""
    lines = []
    for number, row in enumerate(rows):
        words = []
        for text, x0, x1 in row:
            parts = text.split()
            step = (x1 - x0) / len(parts)
            y = 0.05 + number * 0.03
            words.extend(Word(part, Box(x0 + i * step, y, x0 + (i + 1) * step - 0.005, y + 0.02)) for i, part in enumerate(parts))
        lines.append(Paragraph("body", (Line(tuple(words)),)))
    return assemble([Page(1, "ocr", tuple(lines), width=1000, height=1400, dpi=120)])


def test_columns_are_told_by_the_gap_between_them() -> None:
    document = boxed([
        [("UBND TỈNH BẾN TRE", 0.1, 0.35), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 0.45, 0.9)],
        [("SỞ XÂY DỰNG", 0.12, 0.3), ("Độc lập - Tự do - Hạnh phúc", 0.5, 0.85)],
        [("Số: 12/KH-SXD", 0.12, 0.3), ("Bến Tre, ngày 5 tháng 6 năm 2020", 0.5, 0.88)],
        [("HỎA TỐC", 0.12, 0.25), ("KẾ HOẠCH", 0.42, 0.58)],
        [("Kiểm tra trật tự xây dựng", 0.35, 0.7)],
        [("Thực hiện nhiệm vụ quản lý nhà nước năm 2020, Sở Xây dựng lập kế hoạch kiểm tra.", 0.1, 0.9)],
    ])  # fmt: skip
    header = read_header(document)
    assert (header.issuer, header.issuer_parent, header.number, header.date) == ("Sở Xây dựng", "UBND tỉnh Bến Tre", "12", "2020-06-05")
    assert (header.doc_type, header.title) == ("KH", "Kiểm tra trật tự xây dựng")


@given(st.text(alphabet="SốỐ:/-KHUBND 0123…ngàythángnăm\nĐộclậpTựdo.I1", max_size=400))
@settings(max_examples=60, deadline=None)
def test_never_fails_and_spans_lie_in_the_text(text: str) -> None:
    document = Document(text)
    header = read_header(document)
    assert 0 <= header.end <= len(text)
    for span in (header.number_span, header.date_span, header.title_span):
        assert span is None or 0 <= span[0] < span[1] <= len(text)


@pytest.mark.parametrize(
    "junk", ["Số: " * 50_000, "A" * 200_000, "ngày " * 40_000, "Số:" + " " * 200_000 + "/KH-UBND", "- " * 100_000, "CỘNG HÒA " * 20_000]
)
def test_hostile_text_is_quick(junk: str) -> None:
    for text in (junk, junk.replace(" ", "\n")):
        with quick():
            read_header(Document(text))
