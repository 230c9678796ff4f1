"""The README's table of figures about archive and search, from the results: `python -m benchmarks.report_readme [RESULTS_DIR]` prints it.

Each line says what was measured and what was to be reached; a line whose result is not there is left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.pages import ROOT
from benchmarks.report_archive import KEHOACH
from benchmarks.report_restoration import table

Row = dict[str, Any]
Line = tuple[str, str, str]


def adding(found: Row) -> Iterator[Line]:
    """Pace, gain, and the parent's memory."""
    rows = {(row["what"], row["reader"], row["jobs"]): row for row in found["rows"]}

    def pace(what: str, reader: str, jobs: int) -> float:
        row = rows.get((what, reader, jobs))
        return 60 * row["pages"] / row["wall"] if row else 0.0

    for what in ("one report", "scans, a file each"):
        one, two = pace(what, KEHOACH, 1), pace(what, KEHOACH, 2)
        if one and two:
            pages = rows[what, KEHOACH, 2]["pages"]
            yield f"{pages} scanned pages, {what}: pages a minute with two processes", f"{two:.0f}, {two / one:.2f} × one process", "1.8 ×"
    rival = pace("one report", "OCRmyPDF", 2)
    if rival:
        yield "beside OCRmyPDF on the same report", f"{pace('one report', KEHOACH, 2) / rival:.2f} × its {rival:.0f}", "0.75 ×"
    typed = rows.get(("short typed papers", KEHOACH, 2))
    if typed:
        yield f"memory of the parent at {typed['pages']:,} documents", f"{typed['root'] / 1e6:.0f} MB", "under 300 MB"


def kills(found: Row) -> Iterator[Line]:
    """Whether anything was lost."""
    counts = dict(found["rows"])
    bad = sum(int(count) for name, count in found["rows"][2:] if str(count).isdigit())
    yield "`kill -9` while adding: " + counts["kills"].split(" ")[0] + " times", f"{bad} lost, doubled, changed or left over", "0"


def index(found: Row) -> Iterator[Line]:
    """Parsed papers into the index, and its size."""
    yield f"{found['documents']:,} parsed papers into the index", f"{found['added_per_second']:.0f} a second", "300 a second"
    yield "size of the index", f"{found['index_to_text']:.2f} × the text", "under 3 ×"


def questions(found: Row) -> Iterator[Line]:
    """The slowest kind of question: p95 in process."""
    scope = f"{found['papers']:,} plans, {found['citations']:,} citations"
    for name, head in (("search", "search: "), ("cite", "cite: ")):
        times = [times["p95"] for kind, times in found["times"].items() if kind.startswith(head)]
        if times:
            yield f"{name} in {scope}, p95 of the slowest kind", f"{max(times):.0f} ms", "50 ms"


def pages(found: Row) -> Iterator[Line]:
    """Pages over HTTP: p95."""
    for kind, *_, outer, limit in found["rows"]:
        if limit:
            yield f"page in the browser, {kind}, p95", f"{outer} ms", f"{limit} ms"


PARTS = {"archive": adding, "archive_kills": kills, "index_rate": index, "search_speed": questions, "pages_speed": pages}


def figures(folder: Path) -> str:
    """The table."""
    lines = []
    for name, part in PARTS.items():
        path = folder / f"{name}.json"
        if path.exists():
            lines += part(json.loads(path.read_text(encoding="utf-8")))
    return table(("archive and search", "measured", "to reach"), lines)


if __name__ == "__main__":
    sys.stdout.write(figures(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "benchmarks" / "results"))
