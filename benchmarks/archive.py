"""Adding to an archive: pages a minute with one and two processes, beside OCRmyPDF on the same pages; memory at ten thousand documents.

    python -m benchmarks.archive [--quick] [-o results.json]

Each measurement is one `kehoach archive add` in a process of its own, start-up, restoration, tables, searchable PDF/A, previews and index
included; OCRmyPDF only reads and writes its PDF. Both get the same grey pages of 200 dpi, the pack `vie`, and as many jobs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.rivals import OCRMYPDF
from benchmarks.shelves import PAGES, report, scans, short_papers
from benchmarks.spent import run

KEHOACH, RIVAL = "kehoach archive add", "OCRmyPDF"
Row = dict[str, Any]


def adding(what: str, path: Path, pages: int, jobs: int) -> Row:
    """A row: what it cost to add a file or folder to a new archive."""
    with tempfile.TemporaryDirectory(prefix="bench-kho-") as kept:
        command = [
            sys.executable,
            "-m",
            "pipeline",
            "archive",
            "add",
            path,
            "--archive",
            Path(kept) / "kho",
            "--jobs",
            str(jobs),
            "--quiet",
        ]
        answer = run(command)
        papers = len(list(Path(kept).glob("kho/documents/*/*/paper.json")))
    return _row(what, KEHOACH, pages, jobs, answer) | {"papers": papers}


def rival(what: str, path: Path, pages: int, jobs: int) -> Row:
    """The same for OCRmyPDF."""
    found = {"PATH": f"{OCRMYPDF}{os.pathsep}{os.environ['PATH']}"}
    with tempfile.TemporaryDirectory(prefix="bench-ocrmypdf-") as kept:
        command = [OCRMYPDF / "ocrmypdf", "-l", "vie", "--jobs", str(jobs), "--optimize", "0", "--quiet", path, Path(kept) / "out.pdf"]
        answer = run(command, env=found)
    return _row(what, RIVAL, pages, jobs, answer)


def _row(what: str, reader: str, pages: int, jobs: int, answer: Any) -> Row:
    spent = answer.spent
    print(
        f"{what}, {reader}, {jobs} jobs: {60 * pages / spent.wall:.0f} pages a minute, {spent.cpu / pages:.2f} s CPU a page, "
        f"{spent.root >> 20} MiB in the parent, exit status {answer.status}",
        flush=True,
    )
    cost = {"cpu": spent.cpu, "wall": spent.wall, "peak": spent.peak, "root": spent.root, "worker": spent.child}
    return {"what": what, "reader": reader, "pages": pages, "jobs": jobs, "status": answer.status} | cost


def measure(folder: Path, pages: int, plans: int, papers: int) -> list[Row]:
    """All rows; what is added is made in the folder first."""
    book = report(folder / "report.pdf", pages)
    many = scans(folder / "scans", plans)
    rows = []
    for jobs in (1, 2):
        rows.append(adding("one report", book, pages, jobs))
        if OCRMYPDF.exists():
            rows.append(rival("one report", book, pages, jobs))
    rows += [adding("scans, a file each", folder / "scans", many, jobs) for jobs in (1, 2)]
    short_papers(folder / "short", papers)
    rows.append(adding("short typed papers", folder / "short", papers, 2))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and write the rows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="few pages and papers")
    parser.add_argument("--papers", type=int, default=10_000, help="typed papers for the memory of the parent")
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        small = asked.quick
        rows = measure(Path(folder), 4 if small else PAGES, 2 if small else 8, 200 if small else asked.papers)
    if asked.output:
        asked.output.write_text(json.dumps({"rows": rows}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
