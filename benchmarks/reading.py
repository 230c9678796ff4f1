"""Reading of pages, kehoach beside plain Tesseract and OCRmyPDF: words missed, CPU seconds a page, peak memory.

    python -m benchmarks.reading [--items 4] [--source auto|scans|samples] [-o results.json]

Every page is read by all of them one after the other, so that a busy machine slows them alike. Kehoach is a process that has read a
page before (`benchmarks.warm`); its figures are of all of the pipeline, rendering, tables and JSON included.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.pages import ROOT, SAMPLES, Item, items
from benchmarks.rivals import Rival, all_rivals
from benchmarks.spent import ONE_THREAD, Watch
from benchmarks.words import missed

KEHOACH = "kehoach"
WARM_UP = (SAMPLES / "tayninh-xa-2025.png", SAMPLES / "soctrang-snnptnt-2024.txt")


class Warm:
    """The process of `benchmarks.warm`, asked page by page. Use it in a `with`."""

    def __enter__(self) -> Warm:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.warm"],
            cwd=ROOT, env=os.environ | ONE_THREAD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        for path in WARM_UP:
            self.ask(path, None)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.communicate()

    def ask(self, path: Path, pages: tuple[int, ...] | None) -> dict[str, Any]:
        """Words and cost of some pages of a file."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"path": str(path), "pages": pages}) + "\n")
        self._process.stdin.flush()
        with Watch(self._process.pid) as watch:
            answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer | {"peak": watch.peak, "root": watch.root, "child": watch.child}


def measure(chosen: list[Item], rivals: list[Rival], say: bool = True) -> list[dict[str, Any]]:
    """A row for each item and reader: words missed and CPU seconds."""
    rows: list[dict[str, Any]] = []
    with Warm() as warm, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for item in chosen:
            answer = warm.ask(item.path, item.pages)
            lost, total = missed(item.truth, answer["text"])
            same = {"item": item.name, "words": total, "pages": answer["pages"]}
            row = same | {"reader": KEHOACH, "missed": lost, "cpu": sum(answer["cpu"].values())}
            rows.append(row | {key: answer[key] for key in ("peak", "root", "child", "entities_rules_alone")} | {"steps": answer["cpu"]})
            for rival in rivals:
                reading = rival.read(item, Path(folder))
                row = same | {"reader": rival.name, "missed": missed(item.truth, reading.text)[0], "error": reading.error}
                rows.append(row | {"cpu": reading.spent.cpu, "peak": reading.spent.peak})
            if say:
                print(
                    item.name,
                    *(f"{r['reader']}: {r['missed']} missed, {r['cpu']:.2f} s;" for r in rows if r["item"] == item.name),
                    flush=True,
                )
    return rows


def main(arguments: list[str] | None = None) -> None:
    """Measure and write the rows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--items", type=int, help="only so many, evenly chosen")
    parser.add_argument("--source", choices=["auto", "scans", "samples"], default="auto")
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args(arguments)
    chosen = items(asked.source)
    if asked.items:
        chosen = chosen[:: max(1, len(chosen) // asked.items)][: asked.items]
    rivals = all_rivals()
    absent = {rival.name: rival.missing for rival in rivals if rival.missing}
    rows = measure(chosen, [rival for rival in rivals if not rival.missing])
    if asked.output:
        asked.output.write_text(json.dumps({"rows": rows, "absent": absent}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
