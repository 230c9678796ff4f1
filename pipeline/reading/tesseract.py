"""Tesseract, asked for lines: words, boxes, confidences and the letters that it also considered.

The only door to pytesseract. One run of the engine reads all lines of a page: a text file lists their pictures, `--psm 7` takes
each as one line, and `lstm_choice_mode=2` writes every letter's alternatives into the hOCR (about an eighth more time; the
restoration lives on them). One thread a process: with its default threads Tesseract needs five times the CPU time for the same page.
"""

from __future__ import annotations

import html
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytesseract

from pipeline.document import Choices
from pipeline.errors import EngineMissing, PageTimeout
from pipeline.reading.imaging import Image, save
from pipeline.vietnamese.normalize import nfc

PACK = "vie"
"""The language pack of the first reading; it misses fewer words than the larger `Vietnamese` and is faster."""

SECOND_PACK = "Vietnamese"
"""The larger pack (Debian: tesseract-ocr-script-viet), asked about doubtful lines; its errors are others."""

CONFIG = "--psm {psm} --dpi 300 -c lstm_choice_mode=2"
PAGE, LINE, RAW_LINE = 3, 7, 13
"""Page segmentation modes: a whole page; one line of print; one line without Tesseract's own search for print and pictures in it."""

_TOKEN = re.compile(
    r"<div class='ocr_page'"
    r"|<span class='ocrx_word'[^>]{0,80}? title='bbox (?P<x0>\d+) (?P<y0>\d+) (?P<x1>\d+) (?P<y1>\d+); x_wconf (?P<sure>\d+)[^>]{0,80}>"
    r"(?P<word>[^<]*)"
    r"|id='(?P<letter>lstm_choices)_"
    r"|x_confs (?P<share>[\d.e+-]+)'>(?P<choice>[^<]*)</span>"
)


@dataclass(frozen=True, slots=True)
class RawWord:
    """A word in a line's picture: rectangle in pixels of that picture, confidence 0..1, alternatives by letter."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: float
    choices: Choices = ()


def read_lines(pictures: Sequence[Image], *, pack: str = PACK, raw: bool = False, timeout: float = 120.0) -> list[list[RawWord]]:
    """The words of each picture of one line of print, left to right, in one run of Tesseract.

    `raw` takes all of the picture for print. `timeout` in seconds for the run. Raises `EngineMissing` (no Tesseract, no such pack)
    and `PageTimeout`.
    """
    if not pictures:
        return []
    os.environ["OMP_THREAD_LIMIT"] = "1"
    with tempfile.TemporaryDirectory(prefix="kehoach-") as folder:
        names = [Path(folder) / f"{number}.pgm" for number in range(len(pictures))]
        for name, picture in zip(names, pictures, strict=True):
            save(picture, name)
        listing = Path(folder) / "lines.txt"
        listing.write_text("\n".join(map(str, names)) + "\n")
        source = listing if len(names) > 1 else names[0]
        hocr = _run(source, pack, timeout, RAW_LINE if raw else LINE)
    pages = parse_hocr(hocr)
    # An empty picture still gives its page; should the engine ever leave one out or add one, the lines must not slip.
    return [*pages, *([] for _ in range(len(pictures) - len(pages)))][: len(pictures)]


def read_sheet(picture: Image, *, pack: str = PACK, timeout: float = 120.0) -> list[RawWord]:
    """The words of a whole page as Tesseract's own search for columns and lines finds them, in its order: how others read.

    Raises `EngineMissing` and `PageTimeout`.
    """
    os.environ["OMP_THREAD_LIMIT"] = "1"
    with tempfile.TemporaryDirectory(prefix="kehoach-") as folder:
        name = Path(folder) / "page.pgm"
        save(picture, name)
        hocr = _run(name, pack, timeout, PAGE)
    return [word for page in parse_hocr(hocr) for word in page]


def _run(source: Path, pack: str, timeout: float, psm: int) -> str:
    try:
        answer = pytesseract.image_to_pdf_or_hocr(str(source), lang=pack, config=CONFIG.format(psm=psm), extension="hocr", timeout=timeout)
    except pytesseract.TesseractNotFoundError as error:
        raise EngineMissing(detail="the program `tesseract` was not found") from error
    except pytesseract.TesseractError as error:
        if "language" in str(error.message).lower():
            raise EngineMissing(detail=f"the language pack `{pack}` is not installed") from error
        raise EngineMissing(detail=str(error.message).strip()[:200]) from error
    except RuntimeError as error:
        if "timeout" in str(error).lower():
            raise PageTimeout(detail=f"{timeout:g} s") from error
        raise
    return answer.decode("utf-8") if isinstance(answer, bytes) else str(answer)


def parse_hocr(hocr: str) -> list[list[RawWord]]:
    """Words by picture of Tesseract's hOCR.

    >>> words = parse_hocr("<div class='ocr_page' id='page_1'><span class='ocrx_word' id='word_1_1' "
    ...     "title='bbox 1 2 30 40; x_wconf 91'>tỉnh <span id='lstm_choices_1_1_1'><span title='x_confs 91.5'>t</span></span></span>")
    >>> words[0][0].text, words[0][0].confidence, words[0][0].choices
    ('tỉnh', 0.91, ((('t', 0.915),),))
    """
    pages: list[list[RawWord]] = []
    letters: list[list[tuple[str, float]]] = []
    for token in _TOKEN.finditer(hocr):
        if token["word"] is not None:
            _close(pages, letters)
            x0, y0, x1, y1 = (int(token[side]) for side in ("x0", "y0", "x1", "y1"))
            text = nfc(html.unescape(token["word"]).strip())
            pages[-1].append(RawWord(text, x0, y0, x1, y1, int(token["sure"]) / 100))
            letters = []
        elif token["letter"]:
            letters.append([])
        elif token["choice"] is not None and letters:
            letters[-1].append((nfc(html.unescape(token["choice"])), round(float(token["share"]) / 100, 4)))
        elif token["choice"] is None:
            _close(pages, letters)
            pages.append([])
            letters = []
    _close(pages, letters)
    return [[word for word in page if word.text] for page in pages]


def _close(pages: list[list[RawWord]], letters: list[list[tuple[str, float]]]) -> None:
    """Give the letters gathered to the last word; the blank before a word is listed as its first letter and is none."""
    if letters and pages and pages[-1]:
        choices = tuple(tuple(letter) for letter in letters if letter and letter[0][0].strip())
        pages[-1][-1] = replace(pages[-1][-1], choices=choices)
