"""Setting a plan: nothing lost, nothing outside the margins, the pieces where Nghị định 30/2020 puts them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from pipeline.assembly import assemble
from pipeline.errors import DamagedFile
from pipeline.evaluation.fonts import face
from pipeline.evaluation.lines import break_lines, plain, split_words
from pipeline.evaluation.plan import plan_of, read_body, read_plan
from pipeline.evaluation.printing import letters_missing
from pipeline.evaluation.sheet import HEIGHT, WIDTH
from pipeline.evaluation.typeset import typeset

PLANS = sorted((Path(__file__).resolve().parents[2] / "data" / "samples" / "plans").glob("*.toml"))
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")


def paper(body: str = "Một đoạn.", **changes: object) -> dict[str, object]:
    base = {
        "parent": ["UBND TỈNH"],
        "issuer": ["SỞ NỘI VỤ"],
        "number": "7",
        "symbol": "KH-SNV",
        "place": "Huế",
        "date": ["01", "02", "2021"],
        "doc_type": "KẾ HOẠCH",
        "title": ["Thi đua"],
        "recipients": ["Như trên;", "Lưu: VT."],
        "signers": [{"roles": ["GIÁM ĐỐC"], "name": "Lê Văn Tám"}],
        "body": body,
    }
    return {"paper": base | changes}


@pytest.mark.parametrize("name", ["regular", "bold", "italic", "bolditalic"])
def test_every_vietnamese_letter_has_a_shape(name: str) -> None:
    letters = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES} | set("đ")
    text = "".join(sorted(letters)) + "".join(sorted(letters)).upper() + "0123456789-–…“”%‰²/()&•"
    assert all(len(letter) == 1 for letter in letters)
    assert face(name).missing(text) == ""
    assert face(name).missing("漢") == "漢"


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_all_words_of_the_plan_are_set_in_order(path: Path) -> None:
    plan = read_plan(path)
    sheets = typeset(plan)
    assert letters_missing(sheets) == ""
    text = assemble(sheet.page() for sheet in sheets).text
    place = 0
    for block in plan.body:
        for words in (block.text, *(cell for row in block.rows for cell in row)):
            wanted = plain(f"{block.numeral} {words}".strip())
            place = text.index(wanted, place) if block.kind != "paragraph" or wanted else place
    assert text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_print_stays_within_the_paper_and_its_right_margin(path: Path) -> None:
    plan = read_plan(path)
    right = WIDTH - plan.style.margins[3] * 72 / 25.4
    for sheet in typeset(plan):
        for run in sheet.runs:
            end = run.x + face(run.cut).width(run.text, run.size)
            assert run.x > 20 and end < right + 6, run
            assert 20 < run.y < HEIGHT - 20
        for word in sheet.page().words():
            assert word.box is not None and 0 <= word.box.x0 <= word.box.x1 <= 1 and word.text.strip() == word.text != ""


def test_header_columns_stand_side_by_side_and_closing_too() -> None:
    (sheet,) = typeset(plan_of("kh", paper()))
    by_region = {
        region: [p for p in sheet.paragraphs if p.region == region] for region in ("header_left", "header_right", "recipients", "signature")
    }
    assert [p.text for p in by_region["header_left"]] == ["UBND TỈNH", "SỞ NỘI VỤ", "Số: 7/KH-SNV"]
    assert by_region["header_right"][-1].text == "Huế, ngày 01 tháng 02 năm 2021"
    assert [p.text for p in by_region["recipients"]] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    left, right = by_region["header_left"][0].lines[0].box, by_region["header_right"][0].lines[0].box
    assert left is not None and right is not None and left.x1 < right.x0 and abs(left.y0 - right.y0) < 0.01
    role, name = by_region["signature"]
    assert role.lines[0].box is not None and role.lines[0].box.x0 > 0.5 and name.text == "Lê Văn Tám"


def test_a_paragraph_over_a_page_end_is_one_paragraph() -> None:
    long = " ".join(["thi đua yêu nước trong toàn tỉnh"] * 400)
    sheets = typeset(plan_of("kh", paper(long)))
    assert len(sheets) > 2 and sheets[1].paragraphs[0].region == "page_number"
    assert long in assemble(sheet.page() for sheet in sheets).text


def test_a_code_broken_at_its_hyphen_is_whole_in_the_text() -> None:
    tokens = split_words("Thực hiện Chỉ thị số 34-CT/TW ngày 07/4/2014")
    lines = break_lines(tokens, 14, 150, 150)
    assert lines[0][-1].text == "34-"


def test_a_word_wider_than_the_line_is_set_all_the_same() -> None:
    lines = break_lines(split_words("a " + "x" * 200 + " b"), 14, 100, 100)
    assert sum(len(line) for line in lines) == 3


def test_the_signature_does_not_stand_alone_when_spacing_can_help() -> None:
    for count in range(18, 34):
        sheets = typeset(plan_of("kh", paper("\n".join(["Câu văn một dòng."] * count))))
        last = {p.region for p in sheets[-1].paragraphs}
        assert "body" in last or len(sheets) == 1, count


def test_blocks_of_a_body() -> None:
    blocks = read_body("Mở đầu.\n#1 Điều 1. Phạm vi\n=2 1. Yêu cầu: nhanh\n-3 - gạch\n///\n^ PHỤ LỤC\n|:1|3|\n|a|b|\n|c|d|")
    assert [block.kind for block in blocks] == ["paragraph", "heading", "run_in", "bullet", "break", "centred", "table"]
    assert blocks[1].numeral == "Điều 1." and blocks[-1].widths == (1.0, 3.0)


@pytest.mark.parametrize("text", ["", "[paper]\n", "[paper", "paper = 3\n", '[paper]\nbody = "x"\nsigners = []\ndate = ["1"]\n'])
def test_a_file_that_is_no_plan_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "kh.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DamagedFile) as caught:
        read_plan(path)
    assert "kh.toml" in caught.value.message()
