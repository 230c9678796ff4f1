"""The archive of made-up plans that questions are measured on: 20,000 plans with 460,000 citations, as text, without OCR.

    python -m benchmarks.plans DIR [--count 20000] [-o results.json]

Plans are made (`kehoach simulate --generate`), added (`kehoach archive add`) with two processes, and stay in DIR for the other programs;
what is there already is not made again. Takes half an hour on two cores.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.spent import MIB, Answer, run
from pipeline import Archive
from pipeline.archive.exporting import graph
from pipeline.archive.index.connect import open_read

SEED = "2026"


def made(folder: Path, count: int) -> tuple[Path, Answer, Answer]:
    """The archive in the folder, and what making the plans and adding them cost."""
    python = [sys.executable, "-m", "pipeline"]
    written = run([*python, "simulate", "--generate", str(count), "--format", "text", "--seed", SEED, "-o", folder / "plans"])
    for tables in (folder / "plans").glob("*.json"):
        tables.unlink()  # only the texts go into the archive
    kept = folder / "archive"
    added = run([*python, "archive", "add", folder / "plans", "--archive", kept, "--no-searchable", "--jobs", "2", "--quiet"])
    return kept, written, added


def exported(kept: Path, folder: Path) -> tuple[str, ...]:
    """A row: the graph of citations as GraphML."""
    began = time.perf_counter()
    nodes, edges = Archive(kept).graphml(folder / "graph.graphml")
    seconds = time.perf_counter() - began
    with closing(open_read(Archive(kept).store.index)) as connection, graph.standing_still(connection):
        citations = connection.execute("SELECT count(*) FROM citation").fetchone()[0]
    return "citation graph as GraphML", f"{citations:,} citations, {nodes:,} nodes, {edges:,} edges", f"{seconds:.1f} s", "", ""


def told(count: int, written: Answer, added: Answer, graph_row: Sequence[str]) -> dict[str, Any]:
    """The rows as they are printed."""
    rows = []
    for what, answer in (("plans made up, written with their tables", written), ("typed plans added, two processes", added)):
        spent = answer.spent
        pace, cost = f"{count / spent.wall:.0f} a second", f"{1000 * spent.cpu / count:.1f}"
        rows.append([what, f"{count:,} plans", pace, cost, f"{spent.root / MIB:.0f}"])
    return {
        "title": "An archive of made-up plans",
        "text": "What the questions below are asked of. Each plan has some three pages and 23 citations.",
        "head": ["what", "how many", "pace", "CPU ms each", "parent, MiB"],
        "rows": [*rows, list(graph_row)],
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the archive, and say what it cost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args(arguments)
    asked.folder.mkdir(parents=True, exist_ok=True)
    kept, written, added = made(asked.folder, asked.count)
    found = told(asked.count, written, added, exported(kept, asked.folder))
    for row in found["rows"]:
        print(" | ".join(row), flush=True)
    if asked.output:
        asked.output.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
