"""Texts that no training has seen, paragraph by paragraph: of the corpus what is kept back, two real plans, the samples' own.

Of the corpus one paragraph in `ONE_IN` is taken, evenly: more would change the figures by less than their own chance. What lies in
../shared is left out where it is absent.
"""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.pages import ROOT, expected_texts
from pipeline.training import corpus

SHARED = ROOT.parent / "shared"
CORPUS, SEEDS = SHARED / "corpus", SHARED / "seeds"
ONE_IN = 4
FILES = {"legal texts": "train_legal.txt.xz", "Wikipedia": "viwiki.txt.xz"}
PLANS = ("000_kiengiang-bqlkkt-2022.txt", "001_gialai-bqlkkt-2022.txt")
_EMPHASIS = re.compile(r"\*+")


def plan_texts() -> dict[str, str]:
    """Two real plans as they lie in an archive, marks of emphasis taken out; by their stems."""
    paths = [SEEDS / name for name in PLANS if (SEEDS / name).exists()]
    return {path.stem: path.read_text(encoding="utf-8-sig") for path in paths}


def gazette() -> list[list[str]]:
    """The paragraphs of each document of the Official Gazette that is kept back."""
    if not CORPUS.is_dir():
        return []
    return [[line.strip() for line in text.splitlines() if line.strip()] for _, text in corpus.documents([CORPUS])]


def texts() -> dict[str, list[str]]:
    """Paragraphs by the name of where they are from."""
    found: dict[str, list[str]] = {}
    if CORPUS.is_dir():
        found = {name: _kept_back(CORPUS / file) for name, file in FILES.items() if (CORPUS / file).exists()}
        found["Official Gazette"] = [line for document in gazette() for line in document][::ONE_IN]
    if plans := plan_texts():
        found["plans 000 and 001"] = [_EMPHASIS.sub("", line) for text in plans.values() for line in text.splitlines() if line.strip()]
    found["the samples"] = [line for text in expected_texts().values() for line in text.splitlines() if line.strip()]
    return found


def _kept_back(path: Path) -> list[str]:
    return [line for line in corpus.kept_back(path) if line][::ONE_IN]
