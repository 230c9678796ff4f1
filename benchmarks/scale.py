"""Throughput and growth: pages a minute with one and two workers, text alone, one file of 1 to 500 pages, a shelf of 10 to 1,000 files.

    python -m benchmarks.scale [--most-pages 500] [--most-files 1000] [--scans 24] [-o results.json]

Each measurement is one `kehoach parse` in a process of its own, tables and JSON written, start-up included. Texts are plans that the
program makes up (`pipeline.evaluation.plans`), set as born-digital PDF; scans are two one-page samples (1 bit and
grey, 200 dpi), repeated, and one made-up page of 400 dpi in colour.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.pages import SAMPLES
from benchmarks.spent import run
from pipeline.evaluation.pdf_text import text_pdf
from pipeline.evaluation.plans import generate
from pipeline.evaluation.sheet import Sheet
from pipeline.evaluation.simulate import Job, simulate
from pipeline.evaluation.typeset import typeset

PAGES = (1, 10, 50, 100, 200, 500)
FILES = (10, 100, 1000)
SCANS = ("tayninh-xa-2025.png", "phuyen-thpt-2017.jpg")


def long_paper(pages: int) -> list[Sheet]:
    """One plan of that many typed pages: the body of a made-up plan over and over."""
    plan = generate(1, seed=1)[0]
    times = 1
    while len(sheets := typeset(replace(plan, body=plan.body * times))) < pages:
        times = max(times + 1, times * pages // len(sheets))
    return sheets[:pages]


def shelf(folder: Path, files: int) -> int:
    """That many typed plans as PDF files in a folder; gives the number of their pages."""
    folder.mkdir()
    pages = 0
    plans = [typeset(plan) for plan in generate(min(files, 100), seed=2)]
    for number in range(files):
        sheets = plans[number % len(plans)]
        (folder / f"{number:04}.pdf").write_bytes(text_pdf(sheets, title=f"{number}"))  # other bytes: another document
        pages += len(sheets)
    return pages


def scan_shelf(folder: Path, pages: int) -> Path:
    """Copies of the one-page samples in a folder, and beside it one PDF of the same pages; gives the PDF."""
    folder.mkdir()
    pictures = []
    for number in range(pages):
        name = SCANS[number % len(SCANS)]
        shutil.copy(SAMPLES / name, folder / f"{number:03}-{name}")
        pictures.append(Image.open(SAMPLES / name))
    made = folder.with_suffix(".pdf")
    pictures[0].save(made, "PDF", save_all=True, append_images=pictures[1:], resolution=200)
    return made


def large_scan(folder: Path) -> Path:
    """A worn colour scan of a typed page at 400 dpi, the largest that the limit of memory is stated for."""
    plan = generate(1, seed=3)[0]
    return simulate(plan, folder, Job(format="pdf", mode="colour", level="worn", dpi=400))


def parse(what: str, path: Path, files: int, pages: int, jobs: int) -> dict[str, Any]:
    """A row: what `kehoach parse` of a file or folder cost, start-up included."""
    with tempfile.TemporaryDirectory(prefix="bench-out-") as out:
        answer = run([sys.executable, "-m", "pipeline", "parse", path, "-o", out, "--jobs", str(jobs)])
        papers = len(list(Path(out).rglob("*.json"))) - 1  # run.json
    spent = answer.spent
    row = {"what": what, "files": files, "pages": pages, "jobs": jobs, "papers": papers, "status": answer.status}
    print(
        f"{what}: {files} files, {pages} pages, {jobs} workers: {spent.cpu:.1f} s CPU, {spent.wall:.1f} s, {spent.peak >> 20} MiB",
        flush=True,
    )
    return row | {"cpu": spent.cpu, "wall": spent.wall, "peak": spent.peak, "root": spent.root, "worker": spent.child}


def measure(folder: Path, most_pages: int, most_files: int, scans: int) -> list[dict[str, Any]]:
    """All rows; what is parsed is made in the folder first."""
    rows = []
    book = scan_shelf(folder / "scans", scans)
    for jobs in (1, 2):
        rows.append(parse("scans, a file each", folder / "scans", scans, scans, jobs))
        rows.append(parse("scans, one PDF", book, 1, scans, jobs))
    rows.append(parse("scan, 400 dpi in colour", large_scan(folder), 1, 1, 1))
    for pages in [count for count in PAGES if count <= most_pages]:
        path = folder / f"text-{pages}.pdf"
        path.write_bytes(text_pdf(long_paper(pages)))
        rows.append(parse("text, one paper", path, 1, pages, 1))
    for files in [count for count in FILES if count <= most_files]:
        pages = shelf(folder / f"shelf-{files}", files)
        rows += [parse("text, a file each", folder / f"shelf-{files}", files, pages, jobs) for jobs in (1, 2)]
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and write the rows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--most-pages", type=int, default=500)
    parser.add_argument("--most-files", type=int, default=1000)
    parser.add_argument("--scans", type=int, default=24)
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        rows = measure(Path(folder), asked.most_pages, asked.most_files, asked.scans)
    if asked.output:
        asked.output.write_text(json.dumps({"rows": rows}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
