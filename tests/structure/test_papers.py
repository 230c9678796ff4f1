"""Where a paper begins: pages with a letterhead of their own, and pages that only look so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.document import Line, Page, Paragraph, Word
from pipeline.structure.papers import starts_paper

CASES = Path(__file__).resolve().parents[1] / "cases"
SCANS = Path(__file__).resolve().parents[2].parent / "shared" / "scans" / "truth"


def page(*rows: str) -> Page:
    return Page(2, "text", tuple(Paragraph("body", (Line(tuple(map(Word, row.split()))),)) for row in rows))


HEADERS = [case for case in json.loads((CASES / "headers.json").read_text(encoding="utf-8")) if case["kind"] != "negative"]


@pytest.mark.parametrize(
    "case", [c for c in HEADERS if c["expect"].get("date", True) or c["expect"].get("number", True)], ids=lambda case: case["name"]
)
def test_every_letterhead_begins_a_paper(case: dict) -> None:
    if not any("Số" in row or "S6" in row for row in case["rows"][:7]):
        pytest.skip("the case has lost its letterhead")
    assert starts_paper(page(*case["rows"]))


@pytest.mark.parametrize("rows", [
    ("Phụ lục I", "DANH MỤC NHIỆM VỤ", "(Kèm theo Kế hoạch số 93/KH-UBND ngày 12 tháng 4 năm 2022 của UBND tỉnh)"),
    ("Mẫu số 02", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "……, ngày … tháng … năm 20…", "ĐƠN ĐỀ NGHỊ"),
    ("TÊN CƠ QUAN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "……………… Độc lập - Tự do - Hạnh phúc", "Số: ……/BC-…… ……, ngày … tháng … năm …"),
    ("đồng thời, tổng hợp, phản ánh kịp thời những khó khăn, vướng mắc về Sở Tài chính để được hướng dẫn, giải đáp.",
     "Nơi nhận:", "CHỦ TỊCH"),
    ("2. Các đơn vị căn cứ Quyết định số 12/QĐ-UBND ngày 3 tháng 4 năm 2020 để thực hiện.", "3. Báo cáo."),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ĐƠN XIN NGHỈ PHÉP"),
    (),
])  # fmt: skip
def test_pages_that_begin_no_paper(rows: tuple[str, ...]) -> None:
    assert not starts_paper(page(*rows))


@pytest.mark.parametrize("stem", ["phutho-ubnd-cv-kstthc-2011", "qngai-ct-01-2021", "syt-kg-kh-2155-2017", "taydo-kh-1134-2025"])
def test_transcribed_scans(stem: str) -> None:
    path = SCANS / f"{stem}.json"
    if not path.exists():
        pytest.skip("the scans are not beside the checkout")
    pages = {int(number): text for number, text in json.loads(path.read_text(encoding="utf-8"))["text"].items() if text}
    begins = [number for number, text in sorted(pages.items()) if starts_paper(page(*text.replace("\t", " ").split("\n")))]
    assert begins == ([1, 2] if stem.startswith("phutho") else [1])
