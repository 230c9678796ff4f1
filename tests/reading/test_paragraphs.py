from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Box, Line, Page, Paragraph, Word
from pipeline.reading.pageends import join_pages
from pipeline.reading.paragraphs import continues, group, in_capitals, starts_item

LEFT, RIGHT, PITCH, LETTER = 0.14, 0.92, 0.022, 0.0095


def line(text: str, row: float, x: float = LEFT, right: float | None = None, jitter: float = 0.0) -> Line:
    """A line of print at `row` (in line pitches); stretched to `right` as a justified one is."""
    words = text.split()
    natural = sum(len(w) * LETTER for w in words) + 0.006 * (len(words) - 1)
    blank = 0.006 + ((right - x - natural) / (len(words) - 1) if right and len(words) > 1 else 0)
    found, at = [], x + jitter
    for word in words:
        y = 0.2 + row * PITCH
        found.append(Word(word, Box(at, y, at + len(word) * LETTER, y + 0.014)))
        at += len(word) * LETTER + blank
    return Line(tuple(found))


def centred(text: str, row: float) -> Line:
    width = len(text) * LETTER
    return line(text, row, (LEFT + RIGHT - width) / 2)


def texts(lines: Sequence[Line], region: str = "body") -> list[str]:
    return [p.text for p in group(lines, region, Box(LEFT, 0.1, RIGHT, 0.9))]


FULL = "Thực hiện Kế hoạch số 93 của Ủy ban nhân dân tỉnh về công tác tuyên truyền thi"
NEXT = "đua, khen thưởng năm nay. Sở Nội vụ xây dựng kế hoạch với các nội dung sau của"


@pytest.mark.parametrize("jitter", [-0.005, 0.0, 0.005])
def test_indented_paragraphs(jitter):
    lines = [
        line(FULL, 0, LEFT + 0.06, RIGHT),
        line(NEXT, 1, LEFT, RIGHT, jitter),
        line("Sở Nội vụ.", 2),
        line(FULL, 3, LEFT + 0.06, RIGHT, jitter),
        line("Hội nghị toàn quốc năm 2022.", 4),
    ]
    assert len(texts(lines)) == 2


def test_a_full_last_line_ends_where_the_next_stands_in():
    lines = [
        line(FULL, 0, LEFT + 0.06, RIGHT),
        line("đua và khen thưởng năm 2022 với các nội dung sau đây của Sở Nội vụ tỉnh nhà.", 1, LEFT, RIGHT),
        line("Giao Sở Nội vụ hướng dẫn, theo dõi và đôn đốc các đơn vị thực hiện Kế hoạch này", 2, LEFT + 0.06, RIGHT),
    ]
    assert len(texts(lines)) == 2


def test_titles():
    lines = [
        centred("KẾ HOẠCH", 0),
        centred("Tuyên truyền về công tác thi đua, khen thưởng", 1),
        centred("năm 2022", 2),
        line(FULL, 4, LEFT + 0.06, RIGHT),
        line("đua.", 5),
        line("I. MỤC ĐÍCH, YÊU CẦU", 6, LEFT + 0.06),
        line("1. Mục đích", 7, LEFT + 0.06),
        line("- Nâng cao nhận thức;", 8, LEFT + 0.06),
    ]
    assert texts(lines) == [
        "KẾ HOẠCH",
        "Tuyên truyền về công tác thi đua, khen thưởng năm 2022",
        FULL + " đua.",
        "I. MỤC ĐÍCH, YÊU CẦU",
        "1. Mục đích",
        "- Nâng cao nhận thức;",
    ]


def test_name_at_the_beginning_of_a_line_starts_nothing():
    assert len(texts([line(FULL, 0, LEFT + 0.06, RIGHT), line("Luật Thi đua và các văn bản hướng dẫn của trung ương.", 1)])) == 1


def test_header_lines_stand_alone_but_the_subject_goes_on():
    lines = [line("SỞ NỘI VỤ", 0), line("Số: 33/SNV-VP", 1), line("V/v hướng dẫn triển khai hoạt động của", 2), line("Hội đồng thi đua", 3)]
    assert texts(lines, "header_left") == ["SỞ NỘI VỤ", "Số: 33/SNV-VP", "V/v hướng dẫn triển khai hoạt động của Hội đồng thi đua"]
    assert len(texts([line("CHỦ TỊCH", 0), line("(đã ký)", 1)], "signature")) == 2


def test_recipients():
    lines = [line("Nơi nhận:", 0), line("- Các Sở: Tài chính, Nội", 1), line("vụ, Tư pháp;", 2), line("- Lưu: VT.", 3)]
    assert texts(lines, "recipients") == ["Nơi nhận:", "- Các Sở: Tài chính, Nội vụ, Tư pháp;", "- Lưu: VT."]


@pytest.mark.parametrize(
    "text",
    [
        "I. MỤC ĐÍCH",
        "I1. NỘI DUNG",
        "II- Mục tiêu",
        "1. Mục đích",
        "1.1. Nội dung",
        "a) Sở",
        "đ) Phòng",
        "- Tổ chức",
        "+ Giao",
        "Điều 1.",
        "Chương II",
        "Phụ lục I",
        "3. 100% cán bộ",
    ],
)
def test_items(text):
    assert starts_item(text)


@pytest.mark.parametrize(
    "text",
    ["2022, Sở", "12 tháng 4", "Điều 3 của Luật", "ngày 12/4", "Ủy ban", "34-CT/TW", "1.000 đồng", "Mục tiêu", "Hội nghị", "III", "-"],
)
def test_no_items(text):
    assert not starts_item(text)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("chủ trương của Đảng và", "Nhà nước về thi đua", True),
        ("các văn bản hướng dẫn", "thi hành", True),
        ("phong trào thi đua,", "Hội nghị", True),
        ("như sau:", "công tác", False),
        ("theo quy định.", "và", False),
        ("định kỳ báo cáo./.", "Nơi nhận", False),
        ("Tuyên truyền về công tác thi đua, khen thưởng năm 2022", "Thực hiện Kế hoạch", False),
        ("KẾ HOẠCH", "Tuyên truyền về thi đua", False),
        ("1. Mục đích", "- nâng cao", False),
        ("", "Kế hoạch", False),
    ],
)
def test_continues(before, after, expected):
    assert continues(before, after) is expected


def sheet(number: int, *paragraphs: Paragraph) -> Page:
    return Page(number, "ocr", paragraphs)


def body(*lines: Line) -> Paragraph:
    return Paragraph("body", lines)


def test_pages_joined():
    first = sheet(1, body(line(FULL, 0, LEFT + 0.06, RIGHT), line(FULL, 1, LEFT, RIGHT)), Paragraph("page_number", (line("1", 30),)))
    goes_on = sheet(
        2,
        Paragraph("page_number", (line("2", -5),)),
        body(line("Hội nghị toàn quốc về thi đua yêu nước lần thứ mười", 0, LEFT, RIGHT)),
        body(line("Giao Sở Nội vụ.", 1, LEFT + 0.06)),
    )
    begins = sheet(2, body(line(FULL, 0, LEFT + 0.06, RIGHT), line("đua.", 1)))
    assert [p.continues for p in join_pages(first, goes_on).paragraphs] == [False, True, False]
    assert not join_pages(first, begins).paragraphs[0].continues
    assert join_pages(None, goes_on) is goes_on
    signed = sheet(1, body(line(FULL, 0)), Paragraph("signature", (line("CHỦ TỊCH", 3),)))
    assert not any(p.continues for p in join_pages(signed, goes_on).paragraphs)


@given(
    st.lists(st.tuples(st.text("aĐ.;- 1I", min_size=1, max_size=30), st.floats(0, 0.9), st.floats(-1, 1)), max_size=12),
    st.sampled_from(["body", "recipients", "signature"]),
)
@settings(max_examples=60, deadline=None)
def test_no_line_is_lost(drawn, region):
    lines = [line(text, n + shift, x) for n, (text, x, shift) in enumerate(drawn)]
    found = group(lines, region, None)
    assert [item for paragraph in found for item in paragraph.lines] == [item for item in lines if item.words]


def test_capitals():
    assert in_capitals("II. NỘI DUNG l")
    assert not in_capitals("Số: 1")
