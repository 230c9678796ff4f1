"""Figures by hand: what is no print in the slots of number and date becomes `…`; print stays, also where it was misread."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from PIL import Image, ImageDraw
from quick import quick
from scans import pixels

from pipeline.document import UNREADABLE
from pipeline.evaluation import handwriting
from pipeline.evaluation.fonts import face
from pipeline.reading import digits
from pipeline.reading.imaging import Image as Pixels
from pipeline.reading.printlines import PrintLine
from pipeline.reading.tesseract import RawWord

SIZE, BASE, LETTER = 44, 120, 20.0


@dataclass(frozen=True)
class Set:
    """A line as set: its picture and words."""

    grey: Pixels
    words: tuple[RawWord, ...]
    line: PrintLine


def line_of(text: str, *, read: str | None = None, confidence: float = 0.95, seed: int = 0) -> Set:
    """A line of print; figures between <> are written by hand. `read`: what the engine made of it, word by word."""
    page, x = Image.new("L", (1700, 200), 255), 60.0
    draw, font = ImageDraw.Draw(page), face("regular").at(SIZE)
    words: list[RawWord] = []
    shown = read.split(" ") if read else text.replace("<", "").replace(">", "").split(" ")
    hand = handwriting.hand_of(np.random.default_rng(seed))
    for word, said in zip(text.split(" "), shown, strict=True):
        start = x
        for part, by_hand in parts(word):
            if by_hand:
                mask = handwriting.draw(part, SIZE * 1.05, np.random.default_rng(seed), hand)
                page.paste(0, (round(x), BASE - round(SIZE * 1.4)), mask)
                x += mask.width
            else:
                draw.text((x, BASE), part, fill=0, font=font, anchor="ls")
                x += font.getlength(part)
        words.append(RawWord(said, round(start), BASE - 35, round(x), BASE + 8, confidence))
        x += font.getlength(" ")
    return Set(pixels(page), tuple(words), PrintLine(60, BASE - 35, round(x), BASE + 8, BASE - LETTER, BASE))


def parts(word: str) -> list[tuple[str, bool]]:
    """Pieces of a word, and whether each is written by hand."""
    pieces: list[tuple[str, bool]] = []
    for chunk in word.split("<"):
        hand, end, rest = chunk.partition(">")
        pieces += [(hand, True), (rest, False)] if end else [(chunk, False)]
    return [piece for piece in pieces if piece[0]]


def opened(shown: Set, region: str = "header_left") -> str:
    return " ".join(word.text for word in digits.leave_open(shown.words, shown.line, shown.grey, LETTER, region))


@pytest.mark.parametrize(
    "text",
    ["Số: 1136 /KH-UBND", "Số: 12/KH-SYT", "Số 86-KH/HU", "Số 86 - KH/HU", "SỞ Y TẾ", "Số: 289/2017/QĐ-UBND"],
)
def test_a_printed_number_stays(text: str) -> None:
    assert opened(line_of(text)) == text


@pytest.mark.parametrize("seed", range(8))
def test_a_number_by_hand_is_left_open(seed: int) -> None:
    assert opened(line_of("Số: <147> /KH-UBND", seed=seed)) == f"Số: {UNREADABLE} /KH-UBND"
    assert opened(line_of("Số:<98> /SYT-NVY", read="Số:2p€¿} /SYT-NVY", seed=seed)) == f"Số: {UNREADABLE} /SYT-NVY"


@pytest.mark.parametrize("seed", range(4))
def test_the_type_of_a_party_paper_stays(seed: int) -> None:
    assert opened(line_of("Số <147> -KH/HU", seed=seed)) == f"Số {UNREADABLE} -KH/HU"


def test_a_printed_number_read_without_confidence_is_left_open() -> None:
    assert opened(line_of("Số: 1136 /KH-UBND", confidence=0.6)) == f"Số: {UNREADABLE} /KH-UBND"


def test_an_empty_slot_stays_empty() -> None:
    assert opened(line_of("Số: /KH-UBND")) == "Số: /KH-UBND"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kiên Giang, ngày 12 tháng 11 năm 2017", "Kiên Giang, ngày 12 tháng 11 năm 2017"),
        ("Kiên Giang, ngày <25> tháng 11 năm 2017", f"Kiên Giang, ngày {UNREADABLE} tháng 11 năm 2017"),
        ("Kiên Giang, ngày <25> tháng <8> năm 2017", f"Kiên Giang, ngày {UNREADABLE} tháng {UNREADABLE} năm 2017"),
        ("Kiên Giang, ngày tháng 11 năm 2017", "Kiên Giang, ngày tháng 11 năm 2017"),
    ],
)
def test_day_and_month(text: str, expected: str) -> None:
    assert opened(line_of(text), "header_right") == expected


def test_a_faded_year_read_without_confidence_is_left_open() -> None:
    shown = line_of("Kiên Giang, ngày 10 tháng 2 năm 2018", read="Kiên Giang, ngày 10 tháng 2 năm 2015")
    words = (*shown.words[:-1], replace(shown.words[-1], confidence=0.3))
    assert opened(replace(shown, words=words), "header_right") == "Kiên Giang, ngày 10 tháng 2 năm …"
    assert opened(shown, "header_right").endswith("2015")


def test_number_and_date_on_one_line() -> None:
    text = "Số: <289> /KH-UBND Phan Rang - Tháp Chàm, ngày <17> tháng 10 năm 2022"
    expected = f"Số: {UNREADABLE} /KH-UBND Phan Rang - Tháp Chàm, ngày {UNREADABLE} tháng 10 năm 2022"
    assert opened(line_of(text), "body") == expected
    printed = text.replace("<", "").replace(">", "")
    assert opened(line_of(printed), "body") == printed


def test_a_printed_month_misread_stays_for_the_restoration() -> None:
    shown = line_of("Kiên Giang, ngày 12 tháng 11 năm 2017", read="Kiên Giang, ngày 12 tháng 1] năm 2017")
    assert opened(shown, "header_right").endswith("tháng 1] năm 2017")


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Luật Đầu tư, ngày <17> tháng 6 năm 2020",
        "Quyết định ngày <17> tháng 6 năm 2020",
        "Thực hiện Kế hoạch số 12/KH-UBND ngày <17> tháng 6 năm 2020",
    ],
)
def test_a_date_in_a_sentence_of_the_body_is_print(text: str) -> None:
    shown = line_of(text)
    assert opened(shown, "body") == " ".join(word.text for word in shown.words)


def test_the_place_may_stand_in_the_body() -> None:
    # On a page whose columns were not told apart.
    assert UNREADABLE in opened(line_of("Tuy An, ngày <25> tháng 9 năm 2017"), "body")


def test_the_box_of_the_slot_stays() -> None:
    shown = line_of("Số: <147> /KH-UBND")
    words = digits.leave_open(shown.words, shown.line, shown.grey, LETTER, "header_left")
    (slot,) = (word for word in words if word.text == UNREADABLE)
    assert slot.confidence == 0 and slot.choices == ()
    assert slot.x0 >= shown.words[0].x1 - 3 and slot.x1 <= shown.words[2].x0 + 3


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        ("Số: 12/KH-SYT", True),
        ("Số:2p€¿} /SYT-NVY", True),
        ("Số20#ƒSYT-NVY", True),
        ("Sở Y tế", False),
        ("số đơn vị/tổ chức", False),
        ("", False),
    ],
)
def test_number_lines(text: str, is_number: bool) -> None:
    assert digits.is_number_line(text) is is_number


def test_hostile_lines_take_no_time() -> None:
    with quick():
        for junk in ("số" * 60_000, "ngày " * 40_000, "s" + "/" * 200_000, "tháng năm " * 20_000):
            digits.is_number_line(junk)
            word = RawWord(junk[:119], 0, 0, 900, 40, 0.9)
            digits.leave_open((word,), line_of("Số: 1").line, line_of("Số: 1").grey, LETTER, "header_left")
