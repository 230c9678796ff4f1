from __future__ import annotations

import json
from pathlib import Path

import pytest
from quick import quick

from pipeline.errors import KehoachError
from pipeline.reading import sidebyside, text
from pipeline.reading.page import read_page
from pipeline.reading.source import open_source

PLAN = "Số: 33/KH-UBND\nKiên Giang, ngày 13 tháng 4 năm 2022\n\nKẾ HOẠCH\nTuyên truyền về công tác thi đua, khen thưởng\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_of_unicode(encoding, tmp_path):
    assert text.decode(PLAN.encode(encoding)) == PLAN
    path = tmp_path / "kh.txt"
    path.write_bytes(PLAN.encode(encoding))
    assert [p.text for p in read_page(open_source(path), 1).paragraphs][2] == "KẾ HOẠCH"


def test_decomposed_text_is_composed():
    assert text.decode("Kê\u0301 hoa\u0323ch".encode()) == "Kế hoạch"


def test_windows_1258():
    # Letters with circumflex or breve and the five tones as marks of their own, as the code page has them.
    stored = "Th\u01b0\u0323c hi\u00ea\u0323n k\u00ea\u0301 hoa\u0323ch cu\u0309a U\u0309y ban nh\u00e2n d\u00e2n ti\u0309nh ".encode(
        "cp1258"
    )
    assert text.decode(stored * 5).startswith("Thực hiện kế hoạch của Ủy ban nhân dân tỉnh")


@pytest.mark.parametrize(
    "stored",
    [
        "Uû ban nh©n d©n tØnh thùc hiÖn kÕ ho¹ch tuyªn truyÒn vÒ c«ng t¸c thi ®ua, khen th­ëng ",
        "Uyû ban nhaân daân tænh thöïc hieän keá hoaïch coâng taùc thi ñua khen thöôûng ",
    ],
    ids=["tcvn3", "vni"],
)
def test_legacy_fonts(stored):
    for content in (stored.encode(), stored.encode("cp1252")):
        assert "nhân dân tỉnh thực hiện kế hoạch" in text.decode(content * 4)


def test_nul_bytes_and_a_cut_letter():
    assert text.decode(b"K\xe1\xba\xbf\0 ho\xe1\xba\xa1ch\0\0") == "Kế hoạch"
    assert text.decode("Kế hoạch".encode()[:-3]).startswith("Kế ho")


@pytest.mark.parametrize("content", ["", "\n\n \n", "\ufeff"])
def test_nothing_but_blanks(tmp_path, content):
    path = tmp_path / "kh.txt"
    path.write_text(content)
    try:
        assert read_page(open_source(path), 1).kind == "blank"
    except KehoachError as error:
        assert error.exit_code == 5  # 0 bytes


def test_form_feeds_part_pages(tmp_path):
    path = tmp_path / "kh.txt"
    path.write_text("Trang một\fTrang hai\f\n")
    source = open_source(path)
    assert source.page_count == 2
    assert read_page(source, 2).paragraphs[0].text == "Trang hai"
    assert read_page(source, 2).width is None


CASES = json.loads((Path(__file__).parents[1] / "cases" / "plain_text_paragraphs.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_paragraphs(case):
    assert [p.text for p in text.paragraphs_of(text.without_emphasis(case["text"]))] == case["paragraphs"]


@pytest.mark.parametrize(
    "junk",
    [
        "*",
        "- ",
        "a ",
        "1.",
        "I",
        "(“",
        "**a",
        "x y. Z\n",
        " ",
        "đ",
        "a*b ",
        "Điều ",
        "\n",
        "'\"",
        "của,\n",
        "Số /",
        "A ",
        "Nơi nhận:  ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA\n",
        "A, ngày ",
    ],
)
def test_hostile_text_is_read_in_time(junk):
    long = junk * (200_000 // len(junk))
    with quick(20):
        text.paragraphs_of(sidebyside.apart(text.without_emphasis(text.decode(long.encode()))))


def test_page_numbers_and_stamps_are_set_apart():
    lines = ["TRUNG TÂM CÔNG BÁO", "ttcb@tinh.gov.vn", "06.11.2024 09:27:05", "+07:00", "UBND TỈNH", "Số: 33/KH-UBND"]
    lines += [f"{n}. Giao các đơn vị thực hiện nhiệm vụ thứ {n}." for n in range(1, 20)]
    lines += ["- Tuyên truyền các văn bản về một số", "2", "điều của Luật.", "Người ký văn bản chịu trách nhiệm."]
    found = text.paragraphs_of("\n".join(lines))
    assert [p.region for p in found[:6]] == ["digital_signature"] * 4 + ["body"] * 2
    assert [p.text for p in found if p.region == "page_number"] == ["2"]
    assert "- Tuyên truyền các văn bản về một số điều của Luật." in [p.text for p in found]


def test_cells_side_by_side(tmp_path):
    path = tmp_path / "kh.txt"
    lines = [
        "   UBND TỈNH KIÊN GIANG          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "        SỞ NỘI VỤ                    Độc lập - Tự do - Hạnh phúc",
        "",
        "     Số: 33/KH-SNV          Kiên Giang, ngày 13 tháng 4 năm 2022",
        "",
        "                    KẾ HOẠCH",
        "Nội dung kế hoạch.",
        "Nơi nhận:                     KT. GIÁM ĐỐC",
        "- Như trên;                  PHÓ GIÁM ĐỐC",
        "- Lưu: VT.",
        "                              Nguyễn Văn An",
    ]
    path.write_text("\n".join(lines))
    assert [p.text for p in read_page(open_source(path), 1).paragraphs] == [
        "UBND TỈNH KIÊN GIANG", "SỞ NỘI VỤ", "Số: 33/KH-SNV",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Kiên Giang, ngày 13 tháng 4 năm 2022",
        "KẾ HOẠCH", "Nội dung kế hoạch.",
        "Nơi nhận:", "- Như trên;", "- Lưu: VT.", "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Văn An",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "expected"), [(b"K\xe1\xba\xbf ho\xe1\xba\xa1ch\xff", "Kế hoạch\ufffd"), (b"caf\xe9 ol\xe9", "café olé")]
)
def test_a_few_broken_bytes_do_not_make_a_text_an_old_one(content, expected):
    assert text.decode(content + b" ab cd") == expected + " ab cd"
