"""All benchmarks one after the other: `python -m benchmarks [--quick]`; what `make bench` runs.

Results go to `benchmarks/results/` as JSON, then to docs/benchmarks.md; with `--quick` few pages, small counts, and only to the screen.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks import accents, archive, citations, codified, names, reading, report, restoration, scale
from benchmarks.pages import ROOT

QUICK = {
    "reading": ["--items", "3"],
    "restoration": ["--pages", "3"],
    "codified": ["--every", "50", "--no-speed"],
    "archive": ["--quick"],
    "scale": ["--most-pages", "50", "--most-files", "10", "--scans", "2"],
}
ALL = {
    "reading": reading.main,
    "restoration": restoration.main,
    "accents": accents.main,
    "citations": citations.main,
    "codified": codified.main,
    "names": names.main,
    "scale": scale.main,
    "archive": archive.main,
}


def main() -> None:
    """Measure everything and write the page."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="All benchmarks, one after the other.")
    parser.add_argument("--quick", action="store_true", help="few pages and small counts, nothing written")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept) if quick else ROOT / "benchmarks" / "results"
        folder.mkdir(exist_ok=True)
        for name, measure in ALL.items():
            print(f"-- {name}", flush=True)
            measure([*(QUICK.get(name, []) if quick else []), "-o", str(folder / f"{name}.json")])
        report.main([str(folder), *([] if quick else ["-o", "docs/benchmarks.md"])])


if __name__ == "__main__":
    main()
