from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import DamagedFile, EncryptedFile, TooLarge
from pipeline.reading import page, pdf, signatures, textlayer
from pipeline.reading.source import open_source

BODY = "Thực hiện Kế hoạch của Ủy ban nhân dân tỉnh về công tác thi đua"
SCANS = Path(__file__).resolve().parents[2].parent / "shared" / "scans"


def sheet(*lines: str, x: float = 85, y: float = 100, step: float = 20) -> list[tuple[float, float, float, str]]:
    return [(x, y + step * n, 12, line) for n, line in enumerate(lines)]


def read(path: Path, number: int = 1):
    return page.read_page(open_source(path), number)


def verdict(path: Path, number: int = 1):
    facts = pdf.page_facts(path, number)
    return textlayer.judge(facts, textlayer.read_layer(facts))


def test_text_with_boxes(write_pdf):
    result = read(write_pdf([sheet(BODY + ",", "khen thưởng năm 2022.")]))
    assert result.kind == "text"
    assert [p.text for p in result.paragraphs] == [BODY + ", khen thưởng năm 2022."]
    first = result.paragraphs[0].lines[0].words[0]
    assert first.text == "Thực"
    assert first.box is not None
    assert first.box.x0 == pytest.approx(85 / 595, abs=0.01)
    assert first.box.y0 < 100 / 842 < first.box.y1 + 0.01
    assert (result.width, result.height, result.dpi) == (2479, 3508, 300)


def test_header_cells_are_read_one_after_the_other(write_pdf):
    shown = [
        (70, 60, 11, "UBND TỈNH KIÊN GIANG"), (300, 60, 11, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (90, 75, 11, "SỞ NỘI VỤ"), (320, 75, 11, "Độc lập - Tự do - Hạnh phúc"),
        (90, 100, 11, "Số: 33/KH-SNV"), (310, 100, 11, "Kiên Giang, ngày 13 tháng 4 năm 2022"),
        (270, 130, 12, "KẾ HOẠCH"), (170, 146, 12, "Tuyên truyền về thi đua, khen thưởng năm 2022"),
        (100, 180, 12, BODY + " khen"), (85, 200, 12, "thưởng năm 2022."),
        (85, 260, 10, "Nơi nhận:"), (360, 260, 11, "KT. GIÁM ĐỐC"),
        (85, 275, 10, "- Như trên;"), (360, 275, 11, "PHÓ GIÁM ĐỐC"),
        (85, 290, 10, "- Lưu: VT."), (365, 340, 11, "Nguyễn Văn An"),
        (295, 810, 11, "1"),
    ]  # fmt: skip
    found = {}
    for paragraph in read(write_pdf([shown])).paragraphs:
        found.setdefault(paragraph.region, []).append(paragraph.text)
    assert found == {
        "header_left": ["UBND TỈNH KIÊN GIANG", "SỞ NỘI VỤ", "Số: 33/KH-SNV"],
        "header_right": [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Kiên Giang, ngày 13 tháng 4 năm 2022",
        ],
        "body": ["KẾ HOẠCH", "Tuyên truyền về thi đua, khen thưởng năm 2022", BODY + " khen thưởng năm 2022."],
        "recipients": ["Nơi nhận:", "- Như trên;", "- Lưu: VT."],
        "signature": ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Văn An"],
        "page_number": ["1"],
    }


def test_marks_apart_from_letters_in_the_stream_are_joined(write_pdf):
    words = [paragraph.text for paragraph in read(write_pdf([sheet("Kê\u0301 hoa\u0323ch tuyên truyê\u0300n")])).paragraphs]
    assert words == ["Kế hoạch tuyên truyền"]


def test_words_of_tcvn3_fonts_are_decoded(write_pdf):
    shown = sheet(*["Uû ban nh©n d©n tØnh thùc hiÖn kÕ ho¹ch tuyªn truyÒn vÒ c«ng t¸c thi ®ua"] * 4)
    result = read(write_pdf([shown]))
    assert " ".join(word.text for word in result.words()).startswith("Uỷ ban nhân dân tỉnh thực hiện kế hoạch")


def test_ruled_table(write_pdf):
    across = [(80, y, 500, y) for y in (600, 560, 520, 480)]
    down = [(x, 480, x, 600) for x in (80, 120, 500)] + [(300, 480, 300, 520), (300, 560, 300, 600)]
    lines = "".join(f"{x0} {y0} m {x1} {y1} l S\n" for x0, y0, x1, y1 in across + down)
    shown = [
        (90, 220, 12, "Các nhiệm vụ:"),
        *[(90, 255, 11, "STT"), (130, 255, 11, "Nội dung"), (310, 255, 11, "Cơ quan")],
        *[(90, 300, 11, "1"), (130, 300, 11, "Một ô gộp của hai cột"), (310, 300, 11, "kéo dài")],
        *[(90, 335, 11, "2"), (130, 335, 11, "Tập huấn"), (130, 350, 11, "cán bộ"), (310, 335, 11, "Sở Nội vụ")],
        (90, 400, 12, "Trên đây là kế hoạch."),
    ]
    result = read(write_pdf([shown], drawn=lines))
    assert [(p.region, p.cell, p.text) for p in result.paragraphs] == [
        ("body", None, "Các nhiệm vụ:"),
        ("table", (0, 0), "STT"),
        ("table", (0, 1), "Nội dung"),
        ("table", (0, 2), "Cơ quan"),
        ("table", (1, 0), "1"),
        ("table", (1, 1), "Một ô gộp của hai cột kéo dài"),
        ("table", (2, 0), "2"),
        ("table", (2, 1), "Tập huấn cán bộ"),
        ("table", (2, 2), "Sở Nội vụ"),
        ("body", None, "Trên đây là kế hoạch."),
    ]


def test_blank_page_needs_no_ocr(write_pdf):
    path = write_pdf([[], sheet(BODY)])
    assert verdict(path).use == "blank"
    assert read(path).kind == "blank"
    assert read(path, 2).kind == "text"


@pytest.mark.parametrize(
    ("lines", "use"),
    [
        (["CQNG HOA XA HOI CHU NGHIA VIET NAM Doc lap Tu do"] * 10, "ocr"),
        ([BODY] * 10, "text"),
        (["Số 12"], "ocr"),
    ],
)
def test_text_over_a_picture_must_be_good(write_pdf, lines, use):
    assert verdict(write_pdf([sheet(*lines)], image=bytes(64))).use == use


def test_english_text_is_text(write_pdf):
    assert verdict(write_pdf([sheet(*["The quick brown fox jumps over the lazy dog near the river"] * 5)])).use == "text"


def test_private_letters_go_to_ocr(write_pdf):
    assert verdict(write_pdf([sheet(*["K\u1f00\u1f01 ho\u1f02ch \u1f03\u1f04 \u1f05\u1f06\u1f07" + "\ufffd" * 6] * 5)])).use == "ocr"


def test_signature_stamp_stays_out_of_the_body(write_pdf):
    path = write_pdf([sheet(BODY + ".")], stamp="Ký bởi: Sở Nội vụ\nThời gian ký: 24.04.2018 15:17:44 +07:00")
    result = read(path)
    assert [(p.region, p.text) for p in result.paragraphs] == [
        ("body", BODY + "."),
        ("digital_signature", "Ký bởi: Sở Nội vụ Thời gian ký: 24.04.2018 15:17:44 +07:00"),
    ]
    assert signatures.signature_facts(path) == ("Sở Nội vụ", "2018-04-24T15:17:44+07:00")


def test_number_typed_into_a_field_is_part_of_the_header(write_pdf):
    assert "542" in [word.text for word in read(write_pdf([sheet(BODY)], stamp="542")).words()]


def test_stamp_in_the_page_itself(write_pdf):
    shown = [*sheet(BODY + "."), (400, 40, 8, "Người ký: Sở Y tế"), (400, 50, 8, "Thời gian ký: 24.04.2018 15:17:44 +07:00")]
    regions = {p.region: p.text for p in read(write_pdf([shown])).paragraphs}
    assert regions["body"] == BODY + "."
    assert regions["digital_signature"].startswith("Người ký: Sở Y tế")


def test_a_signer_named_in_the_text_is_no_stamp(write_pdf):
    line = "Người ký văn bản chịu trách nhiệm về nội dung"
    assert [p.region for p in read(write_pdf([sheet(line)])).paragraphs] == ["body"]


def test_turned_page(write_pdf):
    upright = read(write_pdf([sheet(BODY)])).paragraphs[0].lines[0].words[0].box
    result = read(write_pdf([sheet(BODY)], rotate=90))
    box = result.paragraphs[0].lines[0].words[0].box
    assert result.rotation == 270
    assert (result.width, result.height) == (2479, 3508)
    assert box == pytest.approx(upright, abs=0.01)


LINES = ("Danh mục các đề án và nhiệm vụ", "do Sở Y tế chủ trì trong năm 2017", "kèm theo Kế hoạch số 2004/KH-SYT")


@pytest.mark.parametrize(("rotate", "wanted"), [(0, 90), (90, 0), (180, 270), (270, 180)])
def test_text_written_upwards(write_pdf, rotate, wanted):
    """A wide table: written from the foot of an upright sheet to its head, and mostly shown turned by /Rotate."""
    shown = "".join(f"BT /F 12 Tf 0 1 -1 0 {100 + 20 * n} 80 Tm <{line.encode('utf-16-be').hex()}> Tj ET\n" for n, line in enumerate(LINES))
    result = read(write_pdf([[]], drawn=shown, rotate=rotate))
    assert result.rotation == wanted
    assert [line.text for paragraph in result.paragraphs for line in paragraph.lines] == list(LINES)


def test_rendered_dot_for_dot_and_grey(write_pdf):
    rows, columns = 1169, 827
    image = np.random.default_rng(1).choice(np.array([0, 255], dtype=np.uint8), size=(rows, columns))
    path = write_pdf([[]], image=image.tobytes(), image_size=(columns, rows))
    pixels, dpi = pdf.render_for_reading(path, 1, pdf.page_facts(path, 1))
    assert dpi == 100
    assert pixels.shape == (rows, columns)
    assert (pixels == image).all()


def test_preview_is_colour(write_pdf):
    assert pdf.render_page(write_pdf([sheet(BODY)]), 1, 50).shape == (585, 413, 3)


def test_page_of_five_metres(write_pdf):
    path = write_pdf([sheet(BODY)], size=(14173.0, 14173.0))
    with pytest.raises(TooLarge, match=r"5\.00 x 5\.00 m"):
        read(path)


@pytest.mark.parametrize("part", [0.02, 0.3, 0.7])
def test_truncated(write_pdf, part):
    path = write_pdf([sheet(BODY)])
    path.write_bytes(path.read_bytes()[: int(part * path.stat().st_size)])
    with pytest.raises(DamagedFile):
        open_source(path)


def test_encrypted(write_pdf):
    with pytest.raises(EncryptedFile):
        open_source(write_pdf([sheet(BODY)], locked=True))


def test_without_pages_after_an_encrypted_one(write_pdf):
    """PDFium left the error of the file before standing: a PDF without pages was said to be protected by a password."""
    with pytest.raises(EncryptedFile):
        open_source(write_pdf([sheet(BODY)], locked=True))
    with pytest.raises(DamagedFile):
        open_source(write_pdf([], name="no pages.pdf"))


def test_three_thousand_pages_in_flat_memory(write_pdf):
    path = write_pdf([[] if n % 2 else sheet(f"Trang thứ {n} của kế hoạch") for n in range(3000)], name="long.pdf")
    script = f"""
import resource, sys
from pipeline.reading.source import open_source
from pipeline.reading import pdf, textlayer
source = open_source({str(path)!r})
def read(numbers):
    for number in numbers:
        facts = pdf.page_facts(source.path, number)
        textlayer.text_page(number, facts, textlayer.read_layer(facts))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
early = read(range(1, 60)); late = read(range(60, 3001, 7))
print(source.page_count, late - early)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    count, growth = map(int, done.stdout.split())
    assert count == 3000
    assert growth < 30_000  # KiB


@pytest.mark.skipif(not SCANS.exists(), reason="the real scans are not beside this checkout")
@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("files/angiang-ctph-2017.pdf", "ocr"),
        ("files/qngai-ct-01-2021.pdf", "ocr"),
        ("files/taydo-kh-1134-2025.pdf", "ocr"),
        ("files/dhkg-ctdt-2015-garbagetext.pdf", "ocr"),
        ("born_digital/bgddt-cv-1290-2016.pdf", "text"),
        ("born_digital/qngai-tb-11-2025-word.pdf", "text"),
    ],
)
def test_real_files(name, use):
    path = SCANS / name
    assert {verdict(path, number).use for number in range(1, pdf.page_count(path) + 1)} == {use}
