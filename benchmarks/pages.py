"""The pages that everybody reads: transcribed real scans of ../shared/scans where they are, else the project's own samples.

An item is a file, the pages of it that are read, and the words on them. Of the real scans single pages are transcribed; the samples
state their whole text, so a sample is one item with all its pages.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from benchmarks.words import words

ROOT = Path(__file__).resolve().parents[1]
SCANS = ROOT.parent / "shared" / "scans"
SAMPLES = ROOT / "data" / "samples"


class Item(NamedTuple):
    """What is read in one go: pages of a file (None: all of them), and the words that stand there."""

    name: str
    path: Path
    pages: tuple[int, ...] | None
    truth: str


def items(source: str = "auto") -> list[Item]:
    """The pages to read: `scans` (real ones), `samples`, or `auto`: the real ones where they are."""
    if source == "scans" or (source == "auto" and (SCANS / "truth").is_dir()):
        return real_pages()
    return sample_files()


def real_pages() -> list[Item]:
    """Transcribed pages of real scans, those without words left out."""
    found = []
    for path in sorted((SCANS / "truth").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        scan = next(iter(sorted((SCANS / "files").glob(f"{path.stem}.*"))), None)
        for page, text in truth.get("text", {}).items():
            if scan is not None and words(text):
                found.append(Item(f"{path.stem} p{page}", scan, (int(page),), text))
    return found


def sample_files() -> list[Item]:
    """The samples that are pictures, each with all its pages."""
    found = []
    for path in sorted(SAMPLES.glob("*.expected.json")):
        stem = path.name.removesuffix(".expected.json")
        scan = next(file for file in sorted(SAMPLES.glob(f"{stem}.*")) if file != path)
        text = json.loads(path.read_text(encoding="utf-8"))["document"].get("text")
        if text and scan.suffix != ".txt" and stem != "thuathienhue-bqlkktcn-2022":  # a born-digital PDF: nothing to OCR
            found.append(Item(stem, scan, None, text))
    return found


def expected_texts() -> dict[str, str]:
    """The text of every sample by its name."""
    texts = {}
    for path in sorted(SAMPLES.glob("*.expected.json")):
        texts[path.name.removesuffix(".expected.json")] = json.loads(path.read_text(encoding="utf-8"))["document"].get("text") or ""
    return texts
