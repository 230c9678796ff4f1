"""Rival readers as command lines: plain Tesseract with either language pack, OCRmyPDF. Each gives the words of an item and what it cost.

What turns a PDF into the picture or the one-page PDF that a rival takes is not counted in its cost. OCRmyPDF lives in an environment
of its own (`benchmarks/.venvs/ocrmypdf`); a rival that is not there is left out and named.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.pages import ROOT, Item
from benchmarks.spent import Spent, run

VENVS = ROOT / "benchmarks" / ".venvs"
OCRMYPDF = VENVS / "ocrmypdf" / "bin"
SPLIT = "import sys, pikepdf\nwith pikepdf.open(sys.argv[1]) as f:\n keep = set(map(int, sys.argv[3].split(',')))\n" + (
    " for n in range(len(f.pages), 0, -1):\n  if n not in keep: del f.pages[n - 1]\n f.save(sys.argv[2])\n"
)


class Reading(NamedTuple):
    """The words that a reader gave, and its cost; `error` where it gave none."""

    text: str
    spent: Spent
    error: str = ""


class Rival(NamedTuple):
    """A reader: its name in the tables, how it reads an item (in a folder for its files), what it needs."""

    name: str
    read: Callable[[Item, Path], Reading]
    missing: str


def tesseract(pack: str, dpi: int | None) -> Callable[[Item, Path], Reading]:
    """Plain Tesseract, `--psm 3`, one thread, on pictures of the pages at that resolution (None: that of the scan)."""

    def read(item: Item, folder: Path) -> Reading:
        answers = [run(["tesseract", picture, "-", "-l", pack, "--psm", "3"]) for picture in pictures(item, folder, dpi)]
        return together([Reading(a.text, a.spent, f"exit status {a.status}" if a.status else "") for a in answers])

    return read


def ocrmypdf(*options: str) -> Callable[[Item, Path], Reading]:
    """OCRmyPDF with `vie` in one process on a PDF of the item's pages; words from its text file."""

    def read(item: Item, folder: Path) -> Reading:
        source, sidecar = one_pdf(item, folder), folder / "words.txt"
        sidecar.unlink(missing_ok=True)
        asked: list[str | Path] = ["-l", "vie", "--jobs", "1", "--output-type", "pdf", "--optimize", "0", "--quiet"]
        asked += ["--invalidate-digital-signatures", *options, "--sidecar", sidecar]
        known = ["--image-dpi", "200"] if source.suffix != ".pdf" else []
        path = {"PATH": f"{OCRMYPDF}{os.pathsep}{os.environ['PATH']}"}
        answer = run([OCRMYPDF / "ocrmypdf", *asked, *known, source, folder / "out.pdf"], env=path)
        text = sidecar.read_text(encoding="utf-8") if sidecar.exists() else ""
        return Reading(text, answer.spent, f"exit status {answer.status}" if answer.status else "")

    return read


def together(readings: Sequence[Reading]) -> Reading:
    """The readings of several pages as one: words and seconds added up, the largest memory."""
    spent = [reading.spent for reading in readings]
    cost = Spent(sum(s.cpu for s in spent), sum(s.wall for s in spent), max(s.peak for s in spent))
    return Reading("\n".join(r.text for r in readings), cost, next((r.error for r in readings if r.error), ""))


def pictures(item: Item, folder: Path, dpi: int | None) -> list[Path]:
    """A picture of each page, kept in the folder: pdftoppm's grey PNG as the shared measure makes it; image files as they lie."""
    if item.path.suffix != ".pdf":
        return [item.path]
    pages = item.pages or tuple(range(1, page_count(item.path) + 1))
    return [_picture(item.path, page, dpi or native_dpi(item.path, page), folder) for page in pages]


def _picture(path: Path, page: int, dpi: int, folder: Path) -> Path:
    stem = folder / f"{path.stem}-{page}-{dpi}"
    made = stem.with_name(stem.name + ".png")
    if not made.exists():
        asked = ["pdftoppm", "-r", dpi, "-gray", "-f", page, "-l", page, "-png", "-singlefile", path, stem]
        subprocess.run([str(part) for part in asked], check=True)
    return made


def page_count(path: Path) -> int:
    """Pages of a PDF."""
    told = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, text=True).stdout
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pages:"))


def native_dpi(path: Path, page: int) -> int:
    """Resolution in which a page was scanned: that of its largest picture."""
    told = subprocess.run(["pdfimages", "-list", "-f", str(page), "-l", str(page), str(path)], check=True, capture_output=True, text=True)
    rows = [line.split() for line in told.stdout.splitlines()[2:]]
    sizes = [(int(row[3]) * int(row[4]), int(row[12])) for row in rows if row[2] == "image"]
    return min(max(max(sizes)[1] if sizes else 300, 72), 600)


def one_pdf(item: Item, folder: Path) -> Path:
    """The item's pages as a PDF alone, without their text layer's neighbours; an image as it lies."""
    if item.pages is None or item.path.suffix != ".pdf":
        return item.path
    made = folder / f"{item.path.stem}-{'-'.join(map(str, item.pages))}.pdf"
    if not made.exists():
        subprocess.run([OCRMYPDF / "python", "-c", SPLIT, item.path, made, ",".join(map(str, item.pages))], check=True)
    return made


def _packs() -> set[str]:
    if not shutil.which("tesseract"):
        return set()
    told = subprocess.run(["tesseract", "--list-langs"], check=True, capture_output=True, text=True).stdout
    return {line.removeprefix("script/") for line in told.split()}


def all_rivals() -> list[Rival]:
    """Every rival in the order of the tables; `missing` says what it would need."""
    packs = _packs()
    poppler = "" if shutil.which("pdftoppm") else "poppler-utils"
    no_pack = {pack: "" if pack in packs else f"Tesseract's pack {pack}" for pack in ("vie", "Vietnamese")}
    no_ocrmypdf = no_pack["vie"] or ("" if (OCRMYPDF / "ocrmypdf").exists() else "make bench-rivals")
    straight = ("--force-ocr", "--deskew", "--rotate-pages")
    return [
        Rival("tesseract vie, 300 dpi", tesseract("vie", 300), poppler or no_pack["vie"]),
        Rival("tesseract vie, native dpi", tesseract("vie", None), poppler or no_pack["vie"]),
        Rival("tesseract Vietnamese, 300 dpi", tesseract("Vietnamese", 300), poppler or no_pack["Vietnamese"]),
        Rival("tesseract Vietnamese, native dpi", tesseract("Vietnamese", None), poppler or no_pack["Vietnamese"]),
        Rival("OCRmyPDF", ocrmypdf("--force-ocr"), no_ocrmypdf),
        Rival("OCRmyPDF --deskew --rotate-pages", ocrmypdf(*straight), no_ocrmypdf),
    ]
