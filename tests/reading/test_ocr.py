"""A scanned page read whole: with recorded answers, with an engine that sees words by their gaps, and (where it is) with Tesseract."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import recordings
from quick import quick
from scans import askew, overlap, pixels, sheet_picture, truth, words_missed

from pipeline.document import UNREADABLE, Page
from pipeline.errors import EngineMissing, PageTimeout
from pipeline.reading import imaging, ocr, tesseract
from pipeline.reading.page import read_page
from pipeline.reading.source import open_source
from pipeline.reading.tesseract import RawWord

with_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")


# --- recorded answers ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Page]:
    """Reads a page of the samples with the engine's recorded answers."""

    def read(name: str) -> Page:
        monkeypatch.setattr(tesseract, "_run", recordings.replay(name))
        file, number = recordings.PAGES[name]
        return read_page(open_source(recordings.SAMPLES / file), number)

    return read


def texts(page: Page, region: str) -> list[str]:
    return [paragraph.text for paragraph in page.paragraphs if paragraph.region == region]


def test_a_whole_page(recorded: Callable[[str], Page]) -> None:
    page = recorded("tayninh-1")
    assert (page.kind, page.width, page.height, page.dpi, page.rotation) == ("ocr", 1654, 2339, 200, 0)
    assert texts(page, "header_left") == ["ỦY BAN NHÂN DÂN", "XÃ BẾN LỨC", f"Số: {UNREADABLE} /KH-UBND"]
    assert texts(page, "header_right")[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert texts(page, "header_right")[2] == f"Bến Lức, ngày {UNREADABLE} tháng 9 năm 2025"
    body = texts(page, "body")
    assert body[0] == "KẾ HOẠCH" and "1. Mục tiêu" in body and body[-1].endswith("trước ngày 30/9/2025./.")
    assert texts(page, "recipients")[0] == "Nơi nhận:" and texts(page, "recipients")[-1] == "- Lưu: VT."
    assert texts(page, "signature")[0] == "TM. ỦY BAN NHÂN DÂN"


def test_every_word_has_a_box_on_the_page(recorded: Callable[[str], Page]) -> None:
    for name in recordings.PAGES:
        for word in recorded(name).words():
            assert word.box is not None and 0 <= word.box.x0 < word.box.x1 <= 1 and 0 <= word.box.y0 < word.box.y1 <= 1
            assert 0 <= word.confidence <= 1


def test_lines_go_down_and_words_to_the_right(recorded: Callable[[str], Page]) -> None:
    page = recorded("backan-2")
    feet = [line.box.y1 for paragraph in page.paragraphs if paragraph.region == "body" for line in paragraph.lines if line.box]
    assert feet == sorted(feet)
    for paragraph in page.paragraphs:
        for line in paragraph.lines:
            left = [word.box.x0 for word in line.words if word.box]
            assert left == sorted(left)
    assert texts(page, "page_number") == ["2"]


def test_a_name_below_a_seal_is_read_letter_by_letter(recorded: Callable[[str], Page]) -> None:
    # With the ring's arc through 'Nông Văn Thuần' the engine takes the line for a picture and answers nothing.
    assert "Văn Thuần" in texts(recorded("backan-2"), "signature")[-1]


def test_a_table_inside(recorded: Callable[[str], Page]) -> None:
    cells = {paragraph.cell: paragraph.text for paragraph in recorded("phuyen-1").paragraphs if paragraph.region == "table"}
    assert [cells[0, column] for column in range(4)] == ["TT", "Nội dung", "Thời gian", "Phụ trách"]
    assert [cells[row, 0] for row in (1, 2, 3)] == ["1", "2", "3"]  # the second pack knows the lone figure that the first reads as 's'
    assert cells[3, 2] == "25/9/2017" and cells[2, 3] == "GVCN"


def test_a_stamp_is_no_text_of_the_body(recorded: Callable[[str], Page]) -> None:
    page = recorded("ninhthuan-1")
    (stamp,) = texts(page, "stamp")
    assert "HỎA TỐC" in stamp
    assert "KẾ HOẠCH" in texts(page, "body")


def test_the_same_page_twice_is_the_same(recorded: Callable[[str], Page]) -> None:
    assert recorded("phuyen-1") == recorded("phuyen-1")


# --- an engine that sees words by their gaps ----------------------------------------------------------------------------------


def by_gaps(pictures: Sequence[imaging.Image], **_: object) -> list[list[RawWord]]:
    """Words of `x`s where the ink of a line leaves gaps wider than those between letters."""
    answers = []
    for picture in pictures:
        ink = imaging.binarise(picture) > 0
        columns, words = np.flatnonzero(ink.any(axis=0)), []
        for run in np.split(columns, np.flatnonzero(np.diff(columns) > 4) + 1) if len(columns) else []:
            rows = np.flatnonzero(ink[:, run[0] : run[-1] + 1].any(axis=1))
            words.append(RawWord("xin", int(run[0]), int(rows[0]), int(run[-1]) + 1, int(rows[-1]) + 1, 0.95))
        answers.append(words)
    return answers


def share_on_true_words(true: Page, read: Page) -> float:
    """Share of the true words of the body on which a read word lies (two fifths of what both cover is common)."""
    boxes = [word for word in read.words() if word.box]
    body = [word for paragraph in true.paragraphs if paragraph.region == "body" for line in paragraph.lines for word in line.words]
    tight = []
    for word in body:
        assert word.box is not None
        y0, y1 = word.box.y0, word.box.y1  # the true boxes hold the type's whole height, the read ones the ink
        tight.append(replace(word, box=word.box._replace(y0=y0 + 0.1 * (y1 - y0), y1=y1 - 0.15 * (y1 - y0))))
    found = sum(max(overlap(word, other) for other in boxes) > 0.4 for word in tight if len(word.text) > 2)
    return found / sum(len(word.text) > 2 for word in tight)


@pytest.mark.parametrize("degrees", [-5, -2, 0, 1.3, 5])
@pytest.mark.parametrize("rotation", [0, 90, 270])
def test_boxes_lie_on_the_words_of_the_page_as_scanned(monkeypatch: pytest.MonkeyPatch, degrees: float, rotation: int) -> None:
    monkeypatch.setattr(tesseract, "read_lines", by_gaps)
    picture = pixels(askew(sheet_picture(), degrees).convert("L"))
    page = ocr.read_image(imaging.turn(picture, rotation), number=1, dpi=150)
    # Without reading, a page lying on its side may be taken for upside down; with 90 it is turned by 270.
    assert page.rotation == (0 if rotation == 0 else 270)
    assert (page.width, page.height) == (picture.shape[1], picture.shape[0])
    if rotation == 270:
        return
    assert page.skew == pytest.approx(degrees, abs=0.1)
    assert share_on_true_words(truth(degrees=degrees), page) > 0.9


def test_upside_down_is_judged_by_confidence(monkeypatch: pytest.MonkeyPatch) -> None:
    clean = pixels(sheet_picture().convert("L"))
    runs: list[int] = []

    def engine(pictures: Sequence[imaging.Image], **_: object) -> list[list[RawWord]]:
        runs.append(len(pictures))
        sure = 0.2 if len(runs) == 1 else 0.9  # the first run sees the page as it came
        return [[replace(word, confidence=sure) for word in line] for line in by_gaps(pictures)]

    monkeypatch.setattr(tesseract, "read_lines", engine)
    page = ocr.read_image(imaging.turn(clean, 180), number=1, dpi=150)
    assert runs[1] == ocr.SAMPLE  # a few lines tell which way is up
    assert page.rotation == 180
    assert share_on_true_words(truth(), page) > 0.9


def test_a_missing_second_pack_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def engine(pictures: Sequence[imaging.Image], *, pack: str, **_: object) -> list[list[RawWord]]:
        if pack == tesseract.SECOND_PACK:
            raise EngineMissing(detail=pack)
        return [[replace(word, confidence=0.7) for word in line] for line in by_gaps(pictures)]

    monkeypatch.setattr(tesseract, "read_lines", engine)
    assert ocr.read_image(pixels(sheet_picture().convert("L")), number=1).kind == "ocr"


def test_time_runs_out_for_the_whole_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(source: Path, pack: str, timeout: float, psm: int) -> str:
        raise PageTimeout(detail=f"{timeout:g} s")

    monkeypatch.setattr(tesseract, "_run", late)
    with pytest.raises(PageTimeout):
        ocr.read_image(pixels(sheet_picture().convert("L")), number=1, timeout=1)


# --- pages that hold nothing, or nothing good ---------------------------------------------------------------------------------

A4 = (3508, 2480)
CHANCE = np.random.default_rng(1)


def coarse(side: int, share: float) -> imaging.Image:
    dots = np.where(CHANCE.random((A4[0] // side, A4[1] // side)) < share, 0, 255).astype(np.uint8)
    return np.kron(dots, np.ones((side, side), np.uint8))


ODD_PAGES = {
    "white": lambda: np.full(A4, 255, np.uint8),
    "black": lambda: np.zeros(A4, np.uint8),
    "red": lambda: np.full((*A4, 3), (0, 0, 200), np.uint8),
    "one pixel": lambda: np.zeros((1, 1), np.uint8),
    "one pixel in colour": lambda: np.zeros((1, 1, 3), np.uint8),
    "a thread": lambda: np.zeros((2, 5000, 3), np.uint8),
    "a dot": lambda: CHANCE.integers(0, 256, (9, 12, 3), dtype=np.uint8),
    "a band": lambda: CHANCE.integers(0, 256, (60, 12000, 3), dtype=np.uint8),
    "a tower": lambda: np.full((12000, 9), 255, np.uint8),
    "noise": lambda: CHANCE.integers(0, 256, A4, dtype=np.uint8),
    "noise in colour": lambda: CHANCE.integers(0, 256, (*A4, 3), dtype=np.uint8),
    "salt 1": lambda: coarse(1, 0.1),
    "salt 4": lambda: coarse(4, 0.2),
    "salt 8": lambda: coarse(8, 0.15),
    "blocks 8": lambda: coarse(8, 0.5),
    "salt 20": lambda: coarse(20, 0.1),
    "gradient": lambda: np.tile(np.linspace(0, 255, A4[1]).astype(np.uint8), (A4[0], 1)),
    "chess board": lambda: ((np.indices(A4) // 20).sum(0) % 2 * 255).astype(np.uint8),
    "stripes": lambda: np.repeat((np.arange(A4[0]) // 10 % 2 * 255).astype(np.uint8)[:, None], A4[1], 1),
    "squared paper": lambda: np.where((np.indices(A4) % 40 < 3).any(0), 0, 255).astype(np.uint8),
}


@pytest.mark.parametrize("name", sorted(ODD_PAGES))
def test_a_page_without_print_is_blank_and_ends_quickly(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def engine(*_: object, **__: object) -> list[list[RawWord]]:
        raise AssertionError("there is nothing to ask the engine about")

    monkeypatch.setattr(tesseract, "read_lines", engine)
    picture = ODD_PAGES[name]()
    with quick(40):
        page = ocr.read_image(picture, number=3, dpi=300)
    assert (page.kind, page.number, page.paragraphs) == ("blank", 3, ())
    assert (page.width, page.height) == (picture.shape[1], picture.shape[0])


def test_three_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "read_lines", by_gaps)
    sheet = pixels(sheet_picture(dpi=200).convert("L"))
    page = np.full_like(sheet, 255)
    title = imaging.binarise(sheet)[:, 500:1200]
    rows = np.flatnonzero(title.any(axis=1))
    page[900:1000, 500:1200] = sheet[rows[0] : rows[0] + 100, 500:1200]
    read = ocr.read_image(page, number=1, dpi=200)
    assert read.kind == "ocr" and 3 <= sum(1 for _ in read.words()) <= 20


MEASURE = """
import sys
sys.path[:0] = sys.argv[2:]
import numpy as np
from pipeline.reading import ocr, tesseract
tesseract.read_lines = lambda pictures, **_: [[] for _ in pictures]
ocr.read_image(np.load(sys.argv[1]), number=1, dpi=400)
print(open("/proc/self/status").read())
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is asked of Linux")
def test_memory_for_a_large_page(tmp_path: Path) -> None:
    np.save(tmp_path / "page.npy", pixels(sheet_picture(dpi=400, seals=True)))
    command = [sys.executable, "-c", MEASURE, str(tmp_path / "page.npy"), str(Path(__file__).parents[2])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (peak,) = (int(line.split()[1]) for line in done.stdout.splitlines() if line.startswith("VmHWM:"))  # KB
    assert peak < 450 * 1024


# --- with Tesseract -----------------------------------------------------------------------------------------------------------


@with_tesseract
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_is_read_however_it_lies(rotation: int) -> None:
    picture = imaging.turn(pixels(askew(sheet_picture(dpi=150), 1.5)), rotation)
    page = ocr.read_image(picture, number=1, dpi=150)
    true = truth(degrees=1.5)
    assert page.rotation == (360 - rotation) % 360
    assert page.skew == pytest.approx(1.5, abs=0.1)
    assert words_missed(true, page) <= 0.06 * sum(1 for _ in true.words())
    assert share_on_true_words(true, page) > 0.85


@with_tesseract
def test_shadow_costs_hardly_a_word() -> None:
    from .test_imaging import shadowed

    picture = pixels(sheet_picture(dpi=150).convert("L"))
    true = truth()
    clean, dark = (words_missed(true, ocr.read_image(page, number=1, dpi=150)) for page in (picture, shadowed(picture)))
    assert dark <= clean + 0.03 * sum(1 for _ in true.words())


@with_tesseract
def test_a_dithered_page_is_read() -> None:
    grey = sheet_picture(dpi=300).convert("L").point(lambda value: int(value * 0.86))
    true = truth(dpi=300)
    page = ocr.read_image(pixels(grey.convert("1").convert("L")), number=1, dpi=300)
    assert words_missed(true, page) <= 0.04 * sum(1 for _ in true.words())
