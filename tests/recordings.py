"""Recorded answers of the engine: pages of the samples are read whole without Tesseract.

`recorded/<name>.json.xz` holds the runs of one page in order: language pack, number of pictures, hOCR. A change of imaging or
layout that cuts other lines asks for new recordings:

    python tests/recordings.py      reads the pages with Tesseract and writes them all anew
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.reading import tesseract
from pipeline.reading.page import read_page
from pipeline.reading.source import open_source

FOLDER = Path(__file__).parent / "recorded"
SAMPLES = Path(__file__).parents[1] / "data" / "samples"

PAGES = {
    "tayninh-1": ("tayninh-xa-2025.png", 1),  # 1 bit, 200 dpi: header to recipients on one page
    "phuyen-1": ("phuyen-thpt-2017.jpg", 1),  # grey JPEG: a table inside, number and day by hand
    "backan-2": ("backan-nari-2019.tif", 2),  # closing of a Party paper
    "ninhthuan-1": ("ninhthuan-tp-2022.tif", 1),  # grey, 150 dpi, worn: HỎA TỐC
}

Run = Callable[[Path, str, float, int], str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One run of the engine."""

    pack: str
    pictures: int
    hocr: str


def answers(name: str) -> list[Answer]:
    """The recorded runs of a page."""
    return [Answer(**row) for row in json.loads(lzma.decompress((FOLDER / f"{name}.json.xz").read_bytes()))]


def pictures_in(source: Path) -> list[Path]:
    """The pictures that a run is asked about."""
    return [Path(line) for line in source.read_text().split("\n") if line] if source.suffix == ".txt" else [source]


def replay(name: str) -> Run:
    """Stands for `tesseract._run`: gives the recorded runs one after the other."""
    left = answers(name)

    def run(source: Path, pack: str, timeout: float, psm: int) -> str:
        assert left, f"{name}: more runs than recorded; record anew (tests/recordings.py)"
        answer = left.pop(0)
        asked = (pack, len(pictures_in(source)))
        assert asked == (answer.pack, answer.pictures), f"{name}: asked {asked}, recorded {answer.pack}, {answer.pictures}; record anew"
        return answer.hocr

    return run


@contextmanager
def _recording() -> Iterator[list[Answer]]:
    rows: list[Answer] = []
    real = tesseract._run

    def run(source: Path, pack: str, timeout: float, psm: int) -> str:
        rows.append(Answer(pack, len(pictures_in(source)), real(source, pack, timeout, psm)))
        return rows[-1].hocr

    tesseract._run = run
    try:
        yield rows
    finally:
        tesseract._run = real


def record(name: str) -> int:
    """Read a page with the engine and write its recording; gives the bytes written."""
    file, number = PAGES[name]
    with _recording() as rows:
        read_page(open_source(SAMPLES / file), number)
    packed = lzma.compress(json.dumps([asdict(row) for row in rows], ensure_ascii=False).encode(), preset=9)
    return (FOLDER / f"{name}.json.xz").write_bytes(packed)


if __name__ == "__main__":
    for page in PAGES:
        print(page, record(page))
