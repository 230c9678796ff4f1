"""Tesseract's answers: recorded hOCR into words; what is missing or late becomes an error for a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytesseract
import pytest
import recordings
from quick import quick

from pipeline.errors import EngineMissing, PageTimeout
from pipeline.reading import tesseract

WHITE = np.full((30, 200), 255, np.uint8)


@pytest.mark.parametrize("name", sorted(recordings.PAGES))
def test_recorded_answers_become_words(name: str) -> None:
    for answer in recordings.answers(name):
        pages = tesseract.parse_hocr(answer.hocr)
        assert len(pages) == answer.pictures
        words = [word for page in pages for word in page]
        assert len(words) >= answer.hocr.count("class='ocrx_word'") - 5  # words of blanks alone are none
        for word in words:
            assert word.text == word.text.strip() != ""
            assert word.x0 < word.x1 and word.y0 < word.y1 and 0 <= word.confidence <= 1
            # Most words have one list of alternatives a letter, the letter that was read among them.
            assert all(choice and 0 <= share <= 1.01 for choices in word.choices for choice, share in choices)
        spelt = sum("".join(choices[0][0] for choices in word.choices) == word.text for word in words)
        # The Vietnamese pack lists alternatives for each letter, the larger one for next to none.
        assert answer.pack != "vie" or spelt > 0.85 * len(words)


def test_a_recorded_line_word_for_word() -> None:
    (first, *_) = recordings.answers("tayninh-1")
    lines = [" ".join(word.text for word in page) for page in tesseract.parse_hocr(first.hocr)]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in lines
    assert "1. Mục tiêu" in lines


def test_hocr_without_words_and_no_hocr() -> None:
    assert tesseract.parse_hocr("") == []
    assert tesseract.parse_hocr("<div class='ocr_page' id='p1'></div><div class='ocr_page'></div>") == [[], []]
    signs = "<div class='ocr_page'><span class='ocrx_word' title='bbox 0 0 9 9; x_wconf 50'>a &amp; &lt;b&gt; &#39;c&#39;</span>"
    assert tesseract.parse_hocr(signs)[0][0].text == "a & <b> 'c'"


def test_long_junk_is_parsed_in_no_time() -> None:
    with quick():
        for junk in ("<span class='ocrx_word' " * 10_000, "x_confs 9" * 30_000, "<div class='ocr_page'" + "'bbox 1 2 3 4;" * 20_000):
            tesseract.parse_hocr(junk)


def test_one_run_for_all_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[list[str], str, float, int]] = []

    def run(source: Path, pack: str, timeout: float, psm: int) -> str:
        asked.append(([path.name for path in recordings.pictures_in(source)], pack, timeout, psm))
        assert all(path.read_bytes().startswith(b"P5") for path in recordings.pictures_in(source))
        return "<div class='ocr_page'><span class='ocrx_word' title='bbox 1 2 30 40; x_wconf 91'>tỉnh</span>"

    monkeypatch.setattr(tesseract, "_run", run)
    assert tesseract.read_lines([]) == [] and asked == []
    words = tesseract.read_lines([WHITE, WHITE, WHITE], timeout=7)
    assert [[word.text for word in line] for line in words] == [["tỉnh"], [], []]  # pages that the engine left out are empty
    assert len(tesseract.read_lines([WHITE], pack="Vietnamese", raw=True)) == 1
    assert asked == [(["0.pgm", "1.pgm", "2.pgm"], "vie", 7, 7), (["0.pgm"], "Vietnamese", 120.0, 13)]


def test_more_pages_than_pictures_do_not_slip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "_run", lambda *_: "<div class='ocr_page'></div>" * 5)
    assert tesseract.read_lines([WHITE, WHITE]) == [[], []]


@pytest.mark.parametrize(
    ("thrown", "expected", "detail"),
    [
        (pytesseract.TesseractNotFoundError(), EngineMissing, "not found"),
        (pytesseract.TesseractError(1, "Error opening data file vie.traineddata … Failed loading language 'vie'"), EngineMissing, "`vie`"),
        (pytesseract.TesseractError(-9, "killed"), EngineMissing, "killed"),
        (RuntimeError("Tesseract process timeout"), PageTimeout, "3 s"),
    ],
)
def test_what_the_engine_throws_is_an_error_for_a_person(
    monkeypatch: pytest.MonkeyPatch, thrown: Exception, expected: type[Exception], detail: str
) -> None:
    def answer(*_: Any, **__: Any) -> bytes:
        raise thrown

    monkeypatch.setattr(pytesseract, "image_to_pdf_or_hocr", answer)
    with pytest.raises(expected, match=detail):
        tesseract.read_lines([WHITE], timeout=3)


def test_other_errors_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(*_: Any, **__: Any) -> bytes:
        raise RuntimeError("something else")

    monkeypatch.setattr(pytesseract, "image_to_pdf_or_hocr", answer)
    with pytest.raises(RuntimeError, match="something else"):
        tesseract.read_lines([WHITE])


def test_a_program_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "/nowhere/tesseract")
    with pytest.raises(EngineMissing, match="not found"):
        tesseract.read_lines([WHITE])
