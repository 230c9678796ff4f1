"""The gazette's gold: passages of ../shared/corpus by reference, with the citations, dates and targets that a reader marked in them.

A line of `cases/gazette.jsonl` (looked at while developing) or `cases/gazette_blind.jsonl` (not) is `doc`, `start`, `end` (code points
in the document's NFC text), `sha256` (16 hex digits of the passage's), `province` of the letterhead and the rows, in the words of the
data contract, offsets in the passage; a `raw` over 150 code points is left out, and so are fields of which the reader was not sure.
A row marked `optional` is a matter of judgement: finding it is right, and so is leaving it. The text itself stays in the corpus.
"""

from __future__ import annotations

import functools
import hashlib
import json
import lzma
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple

CASES = Path(__file__).parent / "cases"
CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "congbao.docs.jsonl.xz"
SIDES = {"dev": "gazette.jsonl", "blind": "gazette_blind.jsonl"}
KINDS = ("citations", "dates", "targets")

Row = dict[str, Any]


class Passage(NamedTuple):
    """One annotated passage: where from, its text, the issuing province (None for central bodies) and the rows in it."""

    id: str
    text: str
    province: str | None
    citations: list[Row]
    dates: list[Row]
    targets: list[Row]


class WrongPassage(Exception):
    """The corpus beside the repository is another one, or a row does not stand where it should."""


def absent() -> str:
    """Why the passages cannot be read; empty if they can."""
    return "" if CORPUS.exists() else f"no {CORPUS.name} in ../shared/corpus"


def rows(side: str) -> list[Row]:
    """The references of `dev` or `blind`."""
    return [json.loads(line) for line in (CASES / SIDES[side]).read_text(encoding="utf-8").splitlines()]


def passages(side: str = "dev") -> list[Passage]:
    """The passages of one side, text and all. Raises `WrongPassage`."""
    return [_passage(number, row) for number, row in enumerate(rows(side))]


@functools.cache
def _documents() -> dict[str, str]:
    with lzma.open(CORPUS, "rt", encoding="utf-8", newline="\n") as lines:
        return {row["id"]: unicodedata.normalize("NFC", row["text"]) for row in map(json.loads, lines)}


def _passage(number: int, row: Row) -> Passage:
    text = _documents()[row["doc"]][row["start"] : row["end"]]
    if hashlib.sha256(text.encode()).hexdigest()[:16] != row["sha256"]:
        raise WrongPassage(f"{row['doc']} {row['start']}:{row['end']}")
    for found in (found for kind in KINDS for found in row[kind]):
        if "raw" in found and text[found["start"] : found["end"]] != found["raw"]:
            raise WrongPassage(f"{row['doc']}: {found['raw']!r} does not stand at {found['start']}")
    return Passage(f"{number}:{row['doc']}", text, row["province"], *(row[kind] for kind in KINDS))
