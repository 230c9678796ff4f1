"""docs/benchmarks.md from the results: ratios first, then what they are made of.

python -m benchmarks.report RESULTS_DIR [-o docs/benchmarks.md]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.pages import ROOT
from benchmarks.report_archive import archive_part, index_part, search_part, searchable_part, told_part
from benchmarks.report_extraction import citations_part, codified_part
from benchmarks.report_restoration import accents_part, per_cent, restoration_part, table
from benchmarks.rivals import OCRMYPDF
from benchmarks.spent import MIB
from benchmarks.warm import ENGINE

BASE = "tesseract vie, 300 dpi"
KEHOACH = "kehoach"
Row = dict[str, Any]

INTRODUCTION = """# Benchmarks

Written by `make bench`, which measures everything anew and overwrites this page; `make bench QUICK=1` takes a few pages and small
counts and prints only. The programs are in `benchmarks/`. Seconds are CPU seconds, user and system, of a program and all its
children, with one thread: wall time would tell of the neighbours as well. Memory is resident memory summed over a program's processes
(what they share counts in each). Ratios below 1 are in favour of kehoach.
"""


def ratio(ours: float, theirs: float) -> str:
    """A ratio as it is printed."""
    return f"{ours / theirs:.2f}" if theirs else "–"


def total(rows: Iterable[Row], column: str) -> float:
    """Sum of a column."""
    return sum(float(row[column]) for row in rows)


def by_reader(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows of each reader, in the order in which they came."""
    return {reader: [row for row in rows if row["reader"] == reader] for reader in dict.fromkeys(row["reader"] for row in rows)}


def reading_part(found: Row) -> str:
    """Kehoach beside the rival readers."""
    readers = by_reader(found["rows"])
    ours = readers[KEHOACH]
    pages, words = total(ours, "pages"), total(ours, "words")
    rows = []
    for reader, theirs in readers.items():
        failed = sum(bool(row.get("error")) for row in theirs)
        rows.append(
            (
                reader,
                ratio(total(ours, "missed"), total(theirs, "missed")),
                ratio(total(ours, "cpu"), total(theirs, "cpu")),
                f"{total(theirs, 'missed'):.0f}",
                per_cent(total(theirs, "missed"), words),
                f"{total(theirs, 'cpu') / pages:.2f}",
                f"{max(row['peak'] for row in theirs) / MIB:.0f}",
                failed or "",
            )
        )
    head = (
        "reader",
        "kehoach ÷ it: words missed",
        "kehoach ÷ it: CPU",
        "words missed",
        "of all",
        "CPU s a page",
        "peak MiB",
        "pages with an error",
    )
    kind = "transcribed pages of real scans" if " p" in ours[0]["item"] else "pages of the samples"
    text = f"## Reading\n\n{pages:.0f} {kind}, {words:.0f} words; everybody reads the same page before anybody reads the next.\n\n"
    text += table(head, rows)
    text += "".join(f"\nLeft out: {name} (needs {why}).\n" for name, why in found["absent"].items())
    return text + READING_NOTE + steps_part(ours) + pages_part(readers)


READING_NOTE = """
Kehoach is warm, a Python process that has read a page before, and its figures are of all of the pipeline: rendering, imaging, layout,
Tesseract, structure, extraction, tables, JSON. Of the rivals the rendering of the PDF (pdftoppm) is not counted. 300 dpi is how
`missed_words.py` renders a PDF page, native the resolution of its scan; image files are read as they are. Where a rival ends
with an error, the words that it wrote before count. OCRmyPDF writes a PDF beside the text and gets each page as a PDF of its own.
Where plain Tesseract is faster, the picture is small: kehoach enlarges it before reading.
"""


def steps_part(ours: Sequence[Row]) -> str:
    """Where kehoach's seconds go."""
    pages, cpu = total(ours, "pages"), total(ours, "cpu")
    names = dict.fromkeys([ENGINE, *(name for row in ours for name in row["steps"])])
    spent = {name: sum(row["steps"].get(name, 0.0) for row in ours) for name in names}
    tagger = max(0.0, spent.get("entities", 0.0) - total(ours, "entities_rules_alone"))
    rows = [(name, f"{1000 * seconds / pages:.1f}", per_cent(seconds, cpu)) for name, seconds in spent.items()]
    memory = (
        f"{max(r['root'] for r in ours) / MIB:.0f} MiB in the Python process, {max(r['child'] for r in ours) / MIB:.0f} MiB in Tesseract"
    )
    text = "\n### Where the time goes\n\n" + table(("step", "CPU ms a page", "share"), rows)
    return text + f"\nOf `entities`, the trained tagger takes {1000 * tagger / pages:.1f} ms a page. Memory: {memory}.\n"


def pages_part(readers: dict[str, list[Row]]) -> str:
    """Page by page, kehoach beside the plain engine."""
    plain = {row["item"]: row for row in readers.get(BASE, ())}
    rows = []
    for row in readers[KEHOACH]:
        other = plain.get(row["item"])
        theirs = (other["missed"], f"{other['cpu']:.2f}", ratio(row["cpu"], other["cpu"])) if other else ("–", "–", "–")
        rows.append((row["item"], row["words"], row["missed"], theirs[0], f"{row['cpu']:.2f}", *theirs[1:]))
    head = ("page", "words", "kehoach missed", "plain missed", "kehoach CPU s", "plain CPU s", "CPU ratio")
    return f"\n### Page by page (plain: {BASE})\n\n" + table(head, rows)


def names_part(found: Row) -> str:
    """Entities."""
    rows = []
    for row in found["rows"]:
        labels = [f"{row['labels'][label]['f1']:.3f}" if label in row["labels"] else "–" for label in ("ORG", "PER", "LOC")]
        overall = [f"{row[score]:.3f}" for score in ("p", "r", "f1")]
        rows.append((row["finder"], *overall, *labels, f"{row['right']} of {row['stated']}", row["told"], f"{row['ms']:.1f}"))
    head = ("finder", "P", "R", "F1", "F1 ORG", "F1 PER", "F1 LOC", "found", "told", "CPU ms a sentence")
    text = "## Persons, bodies, places\n\nStated entities of the samples; a name counts where words and label are the same. "
    return text + f"{found['rows'][0]['sentences']} sentences.\n\n" + table(head, rows) + NAMES_NOTE


NAMES_NOTE = """
underthesea's tagger learned on news: in official papers it takes document numbers, headings and capitals for names. Kehoach has rules and a
tagger of its own, made with underthesea's trainer on administrative text. Passages of the corpus marked by hand, by reference:
`python -m benchmarks.names_gold` (F1 of exact spans: 0.979 on those developed with, 0.932 on the others; underthesea alone 0.239, 0.278).
"""


def scale_part(found: Row) -> str:
    """Throughput and growth."""
    rows: list[Row] = found["rows"]
    scans = [row for row in rows if row["what"].startswith("scan")]
    one = {row["what"]: row["wall"] for row in scans if row["jobs"] == 1}
    text = "## Throughput and growth\n\nEach row is one `kehoach parse`, start-up, JSON and CSV included.\n\n### Scans\n\n" + table(
        ("input", "workers", "gain by wall time", "pages a minute", "CPU s a page", "peak MiB, all", "parent", "largest other"),
        [
            (f"{r['pages']} {r['what']}", r["jobs"], ratio(one[r["what"]], r["wall"]), f"{60 * r['pages'] / r['wall']:.0f}",
             f"{r['cpu'] / r['pages']:.2f}", *_memory(r))
            for r in scans
        ],
    )  # fmt: skip
    for title, what in (("One file, one paper", "text, one paper"), ("A shelf of files", "text, a file each")):
        chosen = [row for row in rows if row["what"] == what]
        text += f"\n### {title}: typed PDF pages\n\n" + growth(chosen)
    return text + SCALE_NOTE


SCALE_NOTE = """
Wall time, and with it gains and pages a minute, holds for a machine with nothing else to do; on a busy one repeat this part alone.
'CPU ms a page' of a growing input is that of the pages added since the row before with as many workers, so that start-up is left out:
where it stays the same, time grows with the pages alone.
"""


def growth(rows: Sequence[Row]) -> str:
    """Rows of a growing input with the cost of each page added."""
    lines = []
    for row in rows:
        smaller = [other for other in rows if other["jobs"] == row["jobs"] and other["pages"] < row["pages"]]
        added = "–"
        if smaller:
            last = max(smaller, key=lambda other: other["pages"])
            each = (row["cpu"] - last["cpu"]) / (row["pages"] - last["pages"])
            added = f"{1000 * each:.1f}"
        pace = f"{row['pages'] / row['wall']:.1f}"
        lines.append((row["files"], row["pages"], row["jobs"], added, f"{row['cpu']:.1f}", f"{row['wall']:.1f}", pace, *_memory(row)))
    head = (
        "files",
        "pages",
        "workers",
        "CPU ms a page added",
        "CPU s",
        "wall s",
        "pages a second",
        "peak MiB, all",
        "parent",
        "largest other",
    )
    return table(head, lines)


def _memory(row: Row) -> tuple[str, ...]:
    return tuple(f"{row[key] / MIB:.0f}" for key in ("peak", "root", "worker"))


def machine() -> str:
    """The machine and the versions that were measured."""
    info = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    engine = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=False).stdout.split()[:2]
    versions = [f"Python {platform.python_version()}", " ".join(engine)]
    for package in ("underthesea", "opencv-python-headless", "pypdfium2", "ocrmypdf", "datasette"):
        try:
            versions.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    if (OCRMYPDF / "ocrmypdf").exists():
        told = subprocess.run([OCRMYPDF / "ocrmypdf", "--version"], capture_output=True, text=True, check=False).stdout.strip()
        versions.append(f"OCRmyPDF as a rival {told}")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{names[0] if names else platform.processor()}, {cores} cores, {memory:.0f} GiB, {platform.system()}; {', '.join(versions)}"


PARTS = {
    "reading": reading_part,
    "restoration": restoration_part,
    "accents": accents_part,
    "citations": citations_part,
    "codified": codified_part,
    "names": names_part,
    "scale": scale_part,
    "archive": archive_part,
    "searchable": searchable_part,
    "archive_kills": told_part,
    "plans": told_part,
    "index_rate": index_part,
    "search_speed": search_part,
    "pages_speed": told_part,
}


def page(folder: Path) -> str:
    """The whole page from the results in a folder: the known parts, then tables that other programs give as they are to be printed."""
    texts = [f"{INTRODUCTION}\nMeasured {date.today().isoformat()} on {machine()}.\n"]
    names = [*PARTS, *sorted(path.stem for path in folder.glob("*.json") if path.stem not in PARTS)]
    for name in names:
        path = folder / f"{name}.json"
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        part = PARTS.get(name) or (told_part if "title" in found else None)
        if found and part:
            texts.append(part(found) + f"\nAlone: `python -m benchmarks.{name}`.\n")
    return "\n".join(texts)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page, or print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("results", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args(arguments)
    text = page(asked.results)
    if asked.output:
        (ROOT / asked.output).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
