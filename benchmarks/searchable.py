"""Searchable copies: level, size, time, whether the words can be copied, and whether the pictures are what they were.

    python -m benchmarks.searchable [FILES] [--quick] [-o results.json]  # default: all of ../shared/scans; reads them first
    python -m benchmarks.searchable --archive DIR [-o results.json]      # the documents of an archive: nothing is read again

Words are compared in order with those of the pages as read: as PDFium copies them, and as Poppler's `pdftotext -raw` does (where it is
installed). Pictures: how many of the original's compressed streams are in the copy byte for byte, and the mean difference (of 255)
between pages drawn from the original and from the copy at 100 dpi. `qpdf --check` where it is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pikepdf
import pypdfium2
from PIL import Image

from pipeline.archive import pdfa
from pipeline.archive.adding.previews import preview
from pipeline.archive.adding.work import Order, StoredPages
from pipeline.archive.files.store import Store
from pipeline.archive.pdfa.layer import writable
from pipeline.document import Page
from pipeline.errors import KehoachError
from pipeline.reading import images, pdf
from pipeline.reading.page import Options
from pipeline.reading.source import Source, open_source
from pipeline.steps import read_one

SCANS = Path(__file__).parents[2] / "shared" / "scans"

GROWTH, SPARE = 1.1, 60 * 1024


class Case(NamedTuple):
    """A file and its pages as read."""

    source: Source
    pages: Sequence[Page]


def read(paths: Sequence[Path]) -> Iterator[Case]:
    """The files, read as the archive reads them."""
    for path in paths:
        try:
            source = open_source(path)
            if source.kind != "text":
                yield Case(source, [read_one(source, number, Options()).page for number in range(1, source.page_count + 1)])
        except KehoachError as error:
            print(error)


def stored(folder: Path) -> Iterator[Case]:
    """The documents of an archive."""
    store = Store.open(folder)
    for document in store.ids():
        kept = store.manifest(document)
        if kept.kind in ("pdf", "image") and kept.page_count:
            source = Source(store.original(document), kept.kind, kept.page_count, document)
            order = Order(document, source.path, store.folder(document), kept.kind, kept.page_count, "", False, Options())
            yield Case(source, StoredPages(order))


def measure(case: Case, copy: Path) -> dict[str, Any]:
    """Make the copy and look at it."""
    source, pages = case
    began = time.process_time()
    facts = pdfa.Metadata(document_id=source.document_id, title="Kế hoạch", number_symbol="33/KH-UBND", date="2017-05-01", language="vi")
    made = pdfa.make(source.path, source.kind, pages, facts, copy)
    copied = time.process_time()
    for page in pages:
        preview(source, page.number, page.rotation)
    drawn = time.process_time()
    before, after = source.path.stat().st_size, copy.stat().st_size
    return {
        "file": source.path.name if source.path.stem != "original" else source.document_id[:12],
        "level": made.level,
        "note": made.note,
        "pages": len(pages),
        "size": before,
        "ratio": round(after / before, 3),
        "within": after <= max(before * GROWTH, before + SPARE),
        "copy_seconds": round(copied - began, 3),
        "preview_seconds": round(drawn - copied, 3),
        **words(case, copy),
        **pictures(case, copy),
        "qpdf": _run("qpdf", "--check", copy)[0],
    }


def words(case: Case, copy: Path) -> dict[str, Any]:
    """Words as read, and how many of them a reader copies in their order."""
    document = pypdfium2.PdfDocument(copy)
    code, raw = _run("pdftotext", "-raw", "-enc", "UTF-8", copy, "-")
    poppler = raw.split("\f") if code == 0 else None
    counts = {"words": 0, "pdfium": 0, "poppler": 0}
    for number, page in enumerate(case.pages):
        ours = [text for word in page.words() if (text := writable(word.text))]
        counts["words"] += len(ours)
        counts["pdfium"] += _in_order(ours, str(document[number].get_textpage().get_text_range()).split())
        counts["poppler"] += _in_order(ours, poppler[number].split()) if poppler else 0
    return {**counts, "poppler": counts["poppler"] if poppler else None}


def _in_order(ours: list[str], theirs: list[str]) -> int:
    return sum(block.size for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks())


def pictures(case: Case, copy: Path) -> dict[str, Any]:
    """Compressed pictures of the original and how many are in the copy; the largest mean difference of a page as drawn."""
    source = case.source
    kept = _streams(source.path) if source.kind == "pdf" else set()
    differences = [_difference(source, page, copy) for page in case.pages]
    return {"streams": len(kept), "streams_kept": len(kept & _streams(copy)), "difference": round(max(differences), 3)}


def _streams(path: Path) -> set[str]:
    """What is drawn by pages: the check of each picture's compressed bytes."""
    found = set()
    with pikepdf.open(path) as opened:
        for page in opened.pages:
            for item in dict(page.obj.get("/Resources", {}).get("/XObject", {}).items()).values():
                if item.get("/Subtype") == "/Image":
                    found.add(hashlib.sha256(item.read_raw_bytes()).hexdigest())
    return found


def _difference(source: Source, page: Page, copy: Path) -> float:
    shown = pdf.render_page(copy, page.number, 100)
    seen = pdf.render_page(source.path, page.number, 100) if source.kind == "pdf" else images.read_frame(source.path, page.number)[0]
    seen = np.rot90(seen if seen.ndim == 3 else np.repeat(seen[:, :, None], 3, axis=2), -page.rotation // 90)
    if seen.shape != shown.shape:
        size = (shown.shape[1], shown.shape[0])
        seen = np.asarray(Image.fromarray(np.ascontiguousarray(seen)).resize(size, Image.Resampling.BOX))
    return float(np.abs(seen.astype(np.int16) - shown).mean())


def _run(program: str, *arguments: object) -> tuple[int | None, str]:
    if shutil.which(program) is None:
        return None, ""
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, check=False)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of all files together."""
    counts = {key: sum(row[key] or 0 for row in rows) for key in ("pages", "words", "pdfium", "poppler", "streams", "streams_kept")}
    pages = max(counts["pages"], 1)
    return {
        "files": len(rows),
        **counts,
        "levels": {level: sum(row["level"] == level for row in rows) for level in ("pdfa", "pdfa-images", "plain")},
        "within_size": sum(row["within"] for row in rows),
        "copy_seconds_a_page": round(sum(row["copy_seconds"] for row in rows) / pages, 4),
        "preview_seconds_a_page": round(sum(row["preview_seconds"] for row in rows) / pages, 4),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args(arguments)
    files = given.files or sorted(path for folder in ("files", "born_digital", "pairs") for path in (SCANS / folder).glob("*"))
    files = sorted(files, key=lambda path: path.stat().st_size)[:5] if given.quick else files
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for case in stored(given.archive) if given.archive else read(files):
            row = measure(case, Path(folder) / "copy.pdf")
            rows.append(row)
            told = f"{row['pdfium']}/{row['poppler']} of {row['words']} words, {row['streams_kept']}/{row['streams']} pictures"
            seconds = (row["copy_seconds"] + row["preview_seconds"]) / row["pages"]
            print(f"{row['file']:36} {row['level']:11} {row['ratio']:5.2f} {told}, {seconds:.3f} s a page; {row['note'] or ''}", flush=True)
    result = {"total": total(rows), "files": rows}
    print(json.dumps(result["total"], ensure_ascii=False, indent=1))
    if given.output:
        given.output.parent.mkdir(parents=True, exist_ok=True)
        given.output.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
