"""Signature and recipients by cases; the body's end and the annex's beginning."""

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
from pipeline.records import Header
from pipeline.structure.closing import read_closing
from pipeline.structure.signature import authority_of, names_in

CASES = json.loads((Path(__file__).resolve().parents[1] / "cases" / "closings.json").read_text(encoding="utf-8"))


def _marked(case: dict) -> object:
    marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
    return pytest.param(case, id=case["name"], marks=marks)


@pytest.mark.parametrize("case", [_marked(case) for case in CASES])
def test_cases(case: dict) -> None:
    document = Document("\n".join(case["rows"]))
    closing = read_closing(document, Header())
    wanted = dict(case["expect"])
    if body := wanted.pop("body_ends", None):
        assert document.text[: closing.start].rstrip().endswith(body)
    if annex := wanted.pop("annex_begins", None):
        assert document.text[closing.end :].startswith(annex)
    found = asdict(closing)
    assert {key: list(found[key]) if isinstance(found[key], tuple) else found[key] for key in wanted} == wanted


def block(region: str, x0: float, y0: float, *rows: str) -> Paragraph:
    """A paragraph of the layout, its words boxed from the left edge on."""
    lines = []
    for number, row in enumerate(rows):
        y = y0 + 0.02 * number
        lines.append(Line(tuple(Word(w, Box(x0 + 0.05 * i, y, x0 + 0.05 * i + 0.045, y + 0.015)) for i, w in enumerate(row.split()))))
    return Paragraph(region, tuple(lines))


def test_regions_of_the_layout() -> None:
    page = Page(1, "ocr", (
        block("body", 0.15, 0.1, "1. Các đơn vị thực hiện nghiêm túc kế hoạch này."),
        block("recipients", 0.1, 0.3, "Nơi nhận:", "- Như Điều 2;", "- Lưu: VT."),
        block("signature", 0.6, 0.3, "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"),
        block("signature", 0.6, 0.5, "Lê Quang Hào"),
    ), width=1000, height=1400)  # fmt: skip
    closing = read_closing(assemble([page]), Header())
    assert (closing.signer, closing.signer_role, closing.signing_authority) == ("Lê Quang Hào", "THỨ TRƯỞNG", "KT.")
    assert closing.recipients == ("Như Điều 2", "Lưu: VT")


def test_signer_at_the_right_comes_first() -> None:
    page = Page(1, "ocr", (
        block("body", 0.15, 0.1, "Kế hoạch này có hiệu lực từ ngày ký./."),
        block("signature", 0.6, 0.3, "GIÁM ĐỐC", "Cao Thị Lan"),
        block("signature", 0.15, 0.3, "CHỦ TỊCH", "Võ Văn Nam"),
    ), width=1000, height=1400)  # fmt: skip
    closing = read_closing(assemble([page]), Header())
    assert (closing.signer, closing.co_signers) == ("Cao Thị Lan", ("Võ Văn Nam",))


@pytest.mark.parametrize(("line", "mark"), [
    ("KT. CHỦ TỊCH", "KT."), ("K.T CHỦ TỊCH", "KT."), ("K'T. CHỦ TỊCH", "KT."), ("KT: GIÁM ĐỐC", "KT."), ("KT CHỦ TỊCH", "KT."),
    ("K/T BÍ THƯ", "KT."),
    ("T.M BAN CHẤP HÀNH", "TM."), ("T/M ĐẢNG ỦY", "TM."), ("TM ỦY BAN NHÂN DÂN", "TM."), ("TL: GIÁM ĐỐC", "TL."),
    ("TUQ. BỘ TRƯỞNG", "TUQ."), ("Q.GIÁM ĐỐC", "Q."),
    ("KTĐ, LĐVP", None), ("TMĐT", None), ("KẾ HOẠCH", None), ("Quyết định", None), ("QUY CHẾ", None),
])  # fmt: skip
def test_marks(line: str, mark: str | None) -> None:
    found = authority_of(line)
    assert (found[0] if found else None) == mark


@pytest.mark.parametrize(
    "line", ["Nơi nhận", "Hà Nội", "Phòng Tài chính", "Văn phòng Tỉnh ủy", "Kiên Giang", "CHỦ TỊCH", "Lưu", "Đoàn Thanh niên"]
)
def test_no_names(line: str) -> None:
    assert names_in(line) == []


@given(st.lists(st.sampled_from([row for case in CASES for row in case["rows"]]), max_size=25))
@settings(max_examples=80, deadline=None)
def test_any_order_of_rows(rows: list[str]) -> None:
    document = Document("\n".join(rows))
    closing = read_closing(document, Header())
    assert 0 <= closing.start <= closing.end <= len(document.text)


@pytest.mark.parametrize(
    "junk",
    [
        "./. " * 50_000,
        "Nơi nhận: - " * 15_000,
        "KT. CHỦ TỊCH " * 15_000,
        "- a; " * 40_000,
        "Trần Văn A " * 18_000,
        "Nơi nhận:\n" + "GIÁM ĐÓC X\n" * 18_000,
        "Nơi nhận:\n" + "PHÓ GIÁM ĐÓC Nguyễn Văn A\n" * 6_000,
    ],
)
def test_hostile_text_is_quick(junk: str) -> None:
    for text in (junk, junk.replace(" ", "\n")):
        with quick():
            read_closing(Document(text), Header())
