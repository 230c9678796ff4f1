"""Simulated scans of papers that training never saw, with what stands on them: two real plans, the samples' plans, gazette documents.

Damage goes from clean to worn, as the practice pages of training do but with other papers and another seed. Numbers and days are
printed, not written by hand: what is measured is the reading of print.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.heldout import gazette, plan_texts
from benchmarks.pages import SAMPLES
from pipeline.document import UNASSEMBLED
from pipeline.evaluation.plan import Block, Plan, read_plan
from pipeline.evaluation.plans import generate
from pipeline.evaluation.retyped import read_text
from pipeline.evaluation.simulate import Job, scan_pages
from pipeline.evaluation.typeset import typeset
from pipeline.training.practice import fits

SEED = 90_210
DAMAGE = (("clean", "bilevel", 300), ("light", "bilevel", 200), ("light", "grey", 300), ("worn", "grey", 200))
GAZETTE_PAPERS = 8


class Sheet(NamedTuple):
    """A scanned page: its name, whose paper, damage, picture (uint8, grey), dots per inch, and the true words as text."""

    name: str
    kind: str
    damage: str
    pixels: np.ndarray
    dpi: int
    truth: str


def papers() -> Iterator[tuple[str, Plan]]:
    """(kind, paper) of all papers."""
    for stem, text in plan_texts().items():
        yield "plans 000 and 001", read_text(stem, text)
    for path in sorted((SAMPLES / "plans").glob("*.toml")):
        yield "plans of the samples", read_plan(path)
    frames = generate(GAZETTE_PAPERS, SEED)
    documents = [lines for lines in gazette() if len(lines) > 30]
    for frame, lines in zip(frames, documents[:: max(1, len(documents) // GAZETTE_PAPERS)], strict=False):
        chosen = [line for line in lines[5:60] if fits(line)][:14]
        yield "gazette", replace(frame, stem=f"gazette-{frame.stem[:4]}", body=tuple(Block("paragraph", line) for line in chosen))


def sheets(damage: tuple[tuple[str, str, int], ...] = DAMAGE, most: int | None = None) -> Iterator[Sheet]:
    """The pages, each paper with the next kind of damage; `most` pages where only a few are wanted."""
    count = 0
    for number, (kind, paper) in enumerate(papers()):
        level, mode, dpi = damage[number % len(damage)]
        printed = replace(paper, style=replace(paper.style, number_by_hand=False, day_by_hand=False))
        for page in scan_pages(printed, typeset(printed), Job(level=level, mode=mode, dpi=dpi, seed=SEED)):
            if count == most:
                return
            count += 1
            truth = "\n".join(part.text for part in page.truth.paragraphs if part.region not in UNASSEMBLED | {"stamp"})
            yield Sheet(f"{paper.stem} p{page.truth.number}", kind, level, np.asarray(page.image.convert("L")), dpi, truth)


def save(sheet: Sheet, folder: Path) -> Path:
    """The page as a PNG file."""
    from PIL import Image

    path = folder / f"{sheet.name.replace(' ', '-')}.png"
    Image.fromarray(sheet.pixels).save(path, dpi=(sheet.dpi, sheet.dpi))
    return path
