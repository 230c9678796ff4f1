"""All benchmarks one after the other: `python -m benchmarks [--quick] [--plans DIR]`; what `make bench` runs.

Results go to `benchmarks/results/` as JSON, then to docs/benchmarks.md; with `--quick` few pages, small counts, and only to the screen.
Questions are asked of an archive of 20,000 made-up plans; where `--plans` names a folder in which `benchmarks.plans` left it, that one
is asked.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import (
    accents,
    archive,
    archive_kills,
    citations,
    codified,
    index_rate,
    names,
    pages_speed,
    plans,
    reading,
    report,
    restoration,
    scale,
    search_speed,
    searchable,
)
from benchmarks.pages import ROOT

QUICK = {
    "reading": ["--items", "3"],
    "restoration": ["--pages", "3"],
    "codified": ["--every", "50", "--no-speed"],
    "scale": ["--most-pages", "50", "--most-files", "10", "--scans", "2"],
    "archive": ["--quick"],
    "archive_kills": ["--quick"],
    "plans": ["--count", "200"],
    "searchable": ["--quick"],
    "index_rate": ["--count", "400"],
    "search_speed": ["--each", "10"],
    "pages_speed": ["--quick"],
}
PAPERS = {
    "reading": reading.main,
    "restoration": restoration.main,
    "accents": accents.main,
    "citations": citations.main,
    "codified": codified.main,
    "names": names.main,
    "scale": scale.main,
    "archive": archive.main,
    "searchable": searchable.main,
    "archive_kills": archive_kills.main,
}
"""Programs that make what they measure."""

QUESTIONS = {"index_rate": index_rate.main, "search_speed": search_speed.main, "pages_speed": pages_speed.main}
"""Programs that ask an archive that is there."""


def main() -> None:
    """Measure everything and write the page."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="All benchmarks, one after the other.")
    parser.add_argument("--quick", action="store_true", help="few pages and small counts, nothing written")
    parser.add_argument("--plans", type=Path, help="folder of an archive of made-up plans: used, or made there")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept) if asked.quick else ROOT / "benchmarks" / "results"
        folder.mkdir(exist_ok=True)
        for name, measure in PAPERS.items():
            print(f"-- {name}", flush=True)
            measure([*_quick(name, asked.quick), "-o", str(folder / f"{name}.json")])
        _ask(folder, asked.plans or Path(kept) / "plans", asked.quick)
        report.main([str(folder), *([] if asked.quick else ["-o", "docs/benchmarks.md"])])


def _ask(folder: Path, papers: Path, quick: bool) -> None:
    """The archive of plans, made where it is not there, and all that is asked of it."""
    if not (papers / "archive" / "index.sqlite").exists():
        print("-- plans", flush=True)
        plans.main([str(papers), *_quick("plans", quick), "-o", str(folder / "plans.json")])
    for name, measure in QUESTIONS.items():
        print(f"-- {name}", flush=True)
        where = [str(papers / "archive")] if name == "search_speed" else ["--archive", str(papers / "archive")]
        measure([*where, *_quick(name, quick), "-o", str(folder / f"{name}.json")])


def _quick(name: str, quick: bool) -> list[str]:
    return QUICK.get(name, []) if quick else []


if __name__ == "__main__":
    main()
