"""The splitter by cases, its laws by random papers, and the two seeds with a truth."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quick import quick

from pipeline.assembly import assemble
from pipeline.document import Box, Document, Line, Page, Paragraph, Word
from pipeline.records import Closing, Header, Section
from pipeline.structure.closing import read_closing
from pipeline.structure.header import read_header
from pipeline.structure.sections import split

CASES = json.loads((Path(__file__).resolve().parents[1] / "cases" / "sections.json").read_text(encoding="utf-8"))
SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"


def sections_of(text: str) -> tuple[Section, ...]:
    return split(Document(text), Header(), Closing(start=len(text), end=len(text)))


def _marked(case: dict) -> object:
    marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
    return pytest.param(case, id=case["name"], marks=marks)


@pytest.mark.parametrize("case", [_marked(case) for case in CASES])
def test_cases(case: dict) -> None:
    text = "\n".join(case["rows"])
    found = [[s.level, s.kind, s.numeral, s.ordinal, s.heading] for s in sections_of(text)]
    assert found == case["expect"]


def obey(sections: tuple[Section, ...], text: str) -> None:
    """The laws: in order, inside the parent, siblings apart, paths unique below one parent, flags where print and position differ."""
    by_id = {section.section_id: section for section in sections}
    children: dict[str | None, list[Section]] = defaultdict(list)
    for before, after in pairwise(sections):
        assert before.start < after.start
    for section in sections:
        assert 0 <= section.start < section.end <= len(text)
        assert section.text in text[section.start : section.end]
        assert text[section.start : section.end].startswith(section.numeral[:1])
        assert section.ordinal and section.ordinal >= 1
        children[section.parent_id].append(section)
        if section.parent_id:
            parent = by_id[section.parent_id]
            assert parent.start < section.start and section.end <= parent.end and section.level == parent.level + 1
            assert section.path.startswith(parent.path + "/")
        else:
            assert section.level == 1
    for siblings in children.values():
        for before, after in pairwise(siblings):
            assert before.end <= after.start


ROWS = [row for case in CASES for row in case["rows"]] + [
    "Căn cứ Luật;",
    "và các văn bản",
    "Phụ lục I",
    "(Kèm theo)",
    "./.",
    "II.",
    "a)",
    "-",
]


@given(st.lists(st.sampled_from(ROWS), max_size=40))
@settings(max_examples=150, deadline=None)
def test_laws(rows: list[str]) -> None:
    text = "\n".join(rows)
    obey(sections_of(text), text)
    obey(split(Document(text), Header(), Closing(start=0, end=0)), text)


@given(st.text(alphabet="IVXHl1.23)a-+ \nMĐb*", max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text(text: str) -> None:
    obey(sections_of(text), text)


def test_annexes_have_an_outline_of_their_own() -> None:
    body = "I. MỤC ĐÍCH\n1. Một./."
    text = (
        body
        + "\nGIÁM ĐỐC\nPhụ lục I\nDANH MỤC NHIỆM VỤ\n(Kèm theo Kế hoạch)\n1. Rà soát văn bản.\n2. Sơ kết.\nPhụ lục II\nBIỂU MẪU\n1. Mẫu."
    )
    sections = split(Document(text), Header(), Closing(start=len(body), end=text.index("Phụ lục")))
    rows = [(s.level, s.numeral, s.heading, s.path) for s in sections]
    assert rows == [
        (1, "I.", "MỤC ĐÍCH", "I"), (2, "1.", None, "I/1"),
        (1, "Phụ lục I", "DANH MỤC NHIỆM VỤ", "Phụ lục I"), (2, "1.", None, "Phụ lục I/1"), (2, "2.", None, "Phụ lục I/2"),
        (1, "Phụ lục II", "BIỂU MẪU", "Phụ lục II"), (2, "1.", None, "Phụ lục II/1"),
    ]  # fmt: skip
    obey(sections, text)


def test_addressees_are_no_sections() -> None:
    text = "Kính gửi:\n- Các sở, ban, ngành;\n- UBND các huyện.\nThực hiện chỉ đạo, yêu cầu:\n1. Báo cáo trước ngày 5.\n2. Gửi về Sở."
    assert [s.numeral for s in sections_of(text)] == ["1.", "2."]


def test_the_last_formula_is_no_part_of_the_last_item() -> None:
    text = "III. TỔ CHỨC THỰC HIỆN\n1. Giao Văn phòng theo dõi.\nTrên đây là Kế hoạch của Ban."
    top, item = sections_of(text)
    assert item.text == "Giao Văn phòng theo dõi." and top.end == len(text) and item.end < top.end


def test_lines_of_print_as_paragraphs() -> None:
    lines = ["1. Tổ chức quán triệt sâu rộng các chủ trương của Đảng và chính sách của",
             "Nhà nước về công tác dân số, nhất là ở vùng sâu, vùng xa, vùng đồng bào", "dân tộc thiểu số và miền núi.",
             "2. Rà soát đội ngũ cộng tác viên dân số ở các thôn, bản và tổ dân phố để",
             "bố trí lại cho phù hợp với yêu cầu nhiệm vụ.", "3. Kinh phí",
             "Sử dụng nguồn chi thường xuyên được giao trong dự toán hằng năm của các",
             "cơ quan, đơn vị theo quy định."]  # fmt: skip
    assert [(s.kind, s.heading) for s in sections_of("\n".join(lines))] == [("item", None), ("item", None), ("heading", "Kinh phí")]


@pytest.mark.parametrize(
    "junk", ["1. " * 60_000, "I. A\n" * 40_000, "- a\n" * 50_000, "1." * 100_000, "(" * 200_000, "Điều 1. " * 25_000, "a) " * 60_000]
)
def test_hostile_text_is_quick(junk: str) -> None:
    with quick(20):
        found = sections_of(junk)
    obey(found, junk)


@pytest.mark.parametrize("stem", ["000_kiengiang-bqlkkt-2022", "001_gialai-bqlkkt-2022"])
def test_seeds(stem: str) -> None:
    path = SEEDS / f"{stem}.txt"
    if not path.exists():
        pytest.skip("the seeds are not beside the checkout")
    text = "\n".join(line.strip() for line in path.read_text(encoding="utf-8").replace("*", "").splitlines() if line.strip())
    document = Document(text)
    header = read_header(document)
    found = split(document, header, read_closing(document, header))
    truth = json.loads((SEEDS / f"{stem}.truth.json").read_text(encoding="utf-8"))["sections"]
    wanted = [(s["level"], s["kind"], s["numeral"], s["heading"].rstrip(":") if s["heading"] else None) for s in truth]
    assert [(s.level, s.kind, s.numeral, s.heading) for s in found] == wanted
    obey(found, text)


def scanned(*rows: str) -> list[Section]:
    """The sections of rows that were read from a picture."""
    boxes = (Box(0.2, number / 50, 0.6, number / 50 + 0.01) for number in range(len(rows)))
    lines = [Line(tuple(Word(word, box) for word in row.split())) for row, box in zip(rows, boxes, strict=True)]
    document = assemble([Page(1, "ocr", tuple(Paragraph("body", (line,)) for line in lines), width=1000, height=1400)])
    return list(split(document, Header(), Closing(start=len(document.text), end=len(document.text))))


@pytest.mark.parametrize(
    ("read", "printed", "doubted"),
    [
        (("I.", "H.", "HI.", "1V."), ("I.", "II.", "III.", "IV."), 0),
        (("I.", "II.", "II.", "IV."), ("I.", "II.", "III.", "IV."), 0),
        (("I.", "I.", "II.", "IV."), ("I.", "II.", "III.", "IV."), 0),
        (("I.", "IH.", "II.", "IV."), ("I.", "II.", "III.", "IV."), 0),
        (("I.", "II.", "II.", "III.", "V."), ("I.", "II.", "II.", "III.", "V."), 2),
    ],
)
def test_numerals_of_a_scan(read: tuple[str, ...], printed: tuple[str, ...], doubted: int) -> None:
    found = scanned(*(f"{numeral} NỘI DUNG" for numeral in read))
    assert tuple(section.numeral for section in found) == printed
    assert [section.ordinal for section in found] == list(range(1, len(read) + 1))
    assert sum(bool(section.flags) for section in found) == doubted


def test_bullets_and_letters_of_a_scan() -> None:
    found = scanned("1. Công tác:", "~ Chủ trì;", "— Phối hợp.", "2. Các sở:", "a) Một;", "b) Hai;", "c) Ba;", "đ) Bốn.")
    assert [section.numeral for section in found] == ["1.", "-", "-", "2.", "a)", "b)", "c)", "d)"]
    assert not any(section.flags for section in found)


def test_second_annex_of_a_scan_that_lost_a_stroke() -> None:
    words = ["Nội dung kết thúc./.", "Phụ lục I", "BÁO CÁO TÌNH HÌNH", "Phụ lục I", "DANH SÁCH NHÂN VIÊN"]
    boxes = [Box(0.2, number / 50, 0.6, number / 50 + 0.01) for number in range(len(words))]
    lines = [Line(tuple(Word(word, box) for word in row.split())) for row, box in zip(words, boxes, strict=True)]
    document = assemble([Page(1, "ocr", tuple(Paragraph("body", (line,)) for line in lines), width=1000, height=1400)])
    end = len(words[0])
    found = split(document, Header(), Closing(start=end, end=end + 1))
    assert [(section.numeral, section.path, section.flags) for section in found] == [
        ("Phụ lục I", "Phụ lục I", ()),
        ("Phụ lục II", "Phụ lục II", ()),
    ]
