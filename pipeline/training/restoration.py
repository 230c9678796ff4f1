"""All that restoration learns (`kehoach train restoration`): the language model, what OCR confuses, what its alternatives are worth.

The language model takes two minutes of a core and needs texts alone. The two tables are counted on simulated pages that Tesseract reads,
some 25 minutes; they are made anew only when asked for (`practise`). The same corpus, date and Tesseract give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipeline import models
from pipeline.restoration.model import FILE
from pipeline.training import alternatives, confusions, language
from pipeline.training.corpus import training_paragraphs
from pipeline.training.pairs import Stretch, simulate_pairs


def train(folders: Sequence[Path], out: Path, day: date, practise: bool = False) -> dict[str, Any]:
    """Learn from corpus folders into the folder `out` and list what is there with its sums; gives what the model card says.

    With `practise` the tables go to `out/tables/` as `confusions.tsv` and `alternatives.tsv`: their place is `pipeline/restoration/`.
    Raises EngineMissing.
    """
    out.mkdir(parents=True, exist_ok=True)
    card = language.train(folders, out / FILE)
    models.register(out)
    return card | (_practised(folders, out, day) if practise else {})


def _practised(folders: Sequence[Path], out: Path, day: date) -> dict[str, Any]:
    pairs = practice(folders)
    out = out / "tables"
    out.mkdir(exist_ok=True)
    source = f"{sum(pages for _, pages, _ in confusions.PRACTICE)} simulated pages of state texts"
    rows = confusions.learn(pairs)
    confusions.write(rows, out / "confusions.tsv", source, day)
    odds = alternatives.learn(pairs)
    alternatives.write(odds, out / "alternatives.tsv", source, day)
    return {"confusions": len(rows), "alternatives": len(odds)}


def practice(folders: Sequence[Path]) -> list[Stretch]:
    """What was written and what was read of it on all practice pages."""
    paragraphs = list(training_paragraphs(folders, confusions.TEXTS))[:: confusions.ONE_IN]
    return [stretch for seed, pages, readers in confusions.PRACTICE for stretch in simulate_pairs(paragraphs, pages, seed, readers)]
