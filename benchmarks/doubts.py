"""How likely a doubt is right: values that carry it, against the truth; `pipeline/archive/amending/doubts.tsv` holds the counts.

    python -m benchmarks.doubts [--quick] [-o results.json]                # reads scans of which the truth is known: minutes
    python -m benchmarks.doubts GOLD=PARSED [GOLD=PARSED …] [--write]      # what `kehoach parse SCANS -o PARSED` made of them

GOLD is a folder of transcripts or expected tables; alone, a folder of JSON files in which `NAME.txt.json` is the truth of
`NAME.pdf.json` (only citations and dates are compared then). Each doubt about a value that gold states is judged: wrong value, or
right one. `none` counts values of the same column without a doubt. `--write` puts the counts into the table.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.archive.amending import doubts
from pipeline.archive.amending.doubts import Doubt, doubts_of
from pipeline.errors import KehoachError
from pipeline.evaluation.gold import GoldPaper, read_gold
from pipeline.evaluation.keys import key
from pipeline.evaluation.matching import match

HERE = Path(__file__).parents[1]
SAMPLES, TRUTH = HERE / "data" / "samples", HERE.parent / "shared" / "scans" / "truth"

TABLE = Path(doubts.__file__).with_name("doubts.tsv")

HEADER = ("number", "date", "doc_type", "issuer", "title", "signer")
"""Columns of which also the values without a doubt are judged."""

ROWS = {"citations": "citations", "dates": "dates", "targets": "targets", "sections": "outline"}
"""Tables whose rows are judged, and by which key a row is found."""

Judged = tuple[str, str, bool]
"""Table, reason, whether the value is wrong."""


def judged(gold: GoldPaper, paper: Mapping[str, Any]) -> Iterator[Judged]:
    """Every doubt about a value that gold states, and the values without one."""
    found = doubts_of(paper)
    yield from _header(gold, paper, found)
    for table, by in ROWS.items():
        if table in gold.tables:
            yield from _rows(table, by, gold, paper, [doubt for doubt in found if doubt.table == table])


def _header(gold: GoldPaper, paper: Mapping[str, Any], found: list[Doubt]) -> Iterator[Judged]:
    by_column = {doubt.column: doubt for doubt in found if doubt.table == "documents"}
    for column in HEADER:
        if gold.fields.get(column) is None:
            continue
        wrong = key(column, gold.fields[column]) != key(column, paper["document"][column])
        yield "documents", by_column[column].reason if column in by_column else f"none ({column})", wrong


def _rows(table: str, by: str, gold: GoldPaper, paper: Mapping[str, Any], found: list[Doubt]) -> Iterator[Judged]:
    numbers = [n for n, row in enumerate(paper[table]) if _is_judged(table, row, gold)]
    right = {numbers[place] for place in match(by, gold.tables[table], [paper[table][n] for n in numbers]).values()}
    doubted = {doubt.row: doubt.reason for doubt in sorted(found, key=lambda doubt: doubt.weight)}
    for number in numbers:
        yield table, doubted.get(number, f"none ({table})"), number not in right


def _is_judged(table: str, row: Mapping[str, Any], gold: GoldPaper) -> bool:
    """Transcripts state numbered citations, whole days and percentages; only of pages that were read."""
    if gold.pages is not None and row["page"] not in gold.pages:
        return False
    if table == "citations":
        return bool(row["kind"] == "numbered" and row["number"])
    if table == "dates":
        return bool(row["precision"] == "day")
    if table == "sections":
        return gold.pages is None  # a transcript states headings only
    return table != "targets" or row["unit"] == "%"


def pairs(gold: Path, parsed: Path) -> Iterator[tuple[GoldPaper, dict[str, Any]]]:
    """What is stated of a paper, and the paper as it was parsed."""
    for path in sorted(gold.glob("*.json")):
        try:
            stated = read_gold(path)
        except KehoachError:
            stated = None
        if stated is None or not stated.papers:
            continue
        stem = Path(stated.document_name).stem
        for paper in stated.papers:
            file = parsed / (f"{stem}.json" if paper.part == 1 else f"{stem}.{paper.part}.json")
            if file.is_file():
                yield paper, json.loads(file.read_bytes())


def texts(folder: Path) -> Iterator[tuple[GoldPaper, dict[str, Any]]]:
    """`NAME.txt.json` is the truth of `NAME.pdf.json` in the same folder: citations and dates of the right text."""
    for path in sorted(folder.glob("*.txt.json")):
        scan = path.with_name(path.name.replace(".txt.json", ".pdf.json"))
        if scan.is_file():
            right = json.loads(path.read_bytes())
            tables = {table: tuple({k: row[k] for k in _STATED[table]} for row in right[table]) for table in _STATED}
            yield GoldPaper(tables=tables), json.loads(scan.read_bytes())


_STATED = {"citations": ("raw", "kind", "number_symbol", "date"), "dates": ("raw", "date", "date_end")}


def counted(sources: list[tuple[Path, Path]]) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Cases and errors by (table, reason)."""
    cases: Counter[tuple[str, str]] = Counter()
    errors: Counter[tuple[str, str]] = Counter()
    for gold, parsed in sources:
        for stated, paper in texts(parsed) if gold == parsed else pairs(gold, parsed):
            for table, reason, wrong in judged(stated, paper):
                cases[table, reason] += 1
                errors[table, reason] += wrong
    return cases, errors


def written(text: str, cases: Counter[tuple[str, str]], errors: Counter[tuple[str, str]]) -> str:
    """The table of doubts with the counts in it."""
    lines = []
    for line in text.splitlines():
        cells = line.split("\t")
        if not line.startswith("#") and (cells[1], cells[0]) in doubts.reasons() and cells[3] != "-" and cases[cells[1], cells[0]] > 1:
            cells[3:5] = str(cases[cells[1], cells[0]]), str(errors[cells[1], cells[0]])
        lines.append("\t".join(cells))
    return "\n".join(lines) + "\n"


def first(sources: list[tuple[Path, Path]], count: int) -> tuple[int, int]:
    """Of the doubts that come first, those that were judged, and those of them that were right to doubt."""
    weighed = sorted(
        (
            (-doubts.reasons()[table, reason].weight, wrong)
            for gold, parsed in sources
            for stated, paper in (texts(parsed) if gold == parsed else pairs(gold, parsed))
            for table, reason, wrong in judged(stated, paper)
            if (table, reason) in doubts.reasons()
        ),
        key=lambda one: one[0],
    )[:count]
    return len(weighed), sum(wrong for _, wrong in weighed)


def result(sources: list[tuple[Path, Path]]) -> dict[str, Any]:
    """The counts as the report shows them."""
    cases, errors = counted(sources)
    listed, right = first(sources, 20)
    rows = [
        [table, reason, str(count), str(errors[table, reason]), f"{errors[table, reason] / count:.0%}"]
        for (table, reason), count in sorted(cases.items())
    ]
    return {
        "title": "Doubts against the truth",
        "text": f"Of the first {listed} doubts that truth speaks of, {right} are errors. Values with a doubt, by its reason, and without:",
        "head": ["table", "doubt", "values", "wrong", "share"],
        "rows": rows,
        "first": {"listed": listed, "errors": right},
    }


def read_anew(folder: Path, quick: bool) -> list[tuple[Path, Path]]:
    """Parse the scans of which the truth is known; gives gold and results. Only the samples with `quick`, or where no scans are at hand."""
    from pipeline.parsed import parse

    found = []
    for gold, files in ((SAMPLES, SAMPLES), *(() if quick or not TRUTH.is_dir() else ((TRUTH, TRUTH.parent / "files"),))):
        home = folder / gold.name
        home.mkdir()
        stems = {path.name.removesuffix(".expected.json").removesuffix(".json") for path in gold.glob("*.json")}
        for path in sorted(path for path in files.iterdir() if path.stem in stems and path.suffix != ".json"):
            for paper in parse(path).parts:
                part = paper.document.part
                (home / (f"{path.stem}.json" if part == 1 else f"{path.stem}.{part}.json")).write_bytes(paper.to_json())
        found.append((gold, home))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("sources", nargs="*", metavar="GOLD=PARSED")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as work:
        sources = [(Path(gold), Path(parsed or gold)) for gold, _, parsed in (source.partition("=") for source in asked.sources)]
        sources = sources or read_anew(Path(work), asked.quick)
        told = result(sources)
        if asked.write:
            TABLE.write_text(written(TABLE.read_text("utf-8"), *counted(sources)), encoding="utf-8")
    for line in [told["head"], *told["rows"]]:
        print(f"{line[0]:12} {line[1]:28} {line[2]:>7} {line[3]:>6} {line[4]:>6}")
    print(told["text"])
    if asked.output:
        asked.output.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
