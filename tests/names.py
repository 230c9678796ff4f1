"""The names' gold: passages of ../shared/corpus by reference, with the entities that a reader marked in them.

A line of `cases/names.jsonl` (looked at while developing) or `cases/names_blind.jsonl` (not) is `source`, `start`, `end` (code points
in the NFC text of the document or line), `sha256` (16 hex digits of the passage's) and `entities` (`start`, `end` in the passage, `raw`,
`label`). The text itself stays in the corpus. Conventions: `cases/names.README.md`.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

CASES = Path(__file__).parent / "cases"
CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
FILES = {"congbao": "congbao.docs.jsonl.xz", "train_legal": "train_legal.txt.xz", "viwiki": "viwiki.txt.xz"}
SIDES = {"dev": "names.jsonl", "blind": "names_blind.jsonl"}

Span = tuple[int, int, str]
"""Code points in the passage (first, past last), and label."""


class Passage(NamedTuple):
    """A sentence or a few lines, and what is marked in them."""

    source: str
    text: str
    spans: tuple[Span, ...]


class WrongPassage(Exception):
    """The corpus beside the repository is another one."""


def absent() -> str:
    """Why the passages cannot be read; empty if they can."""
    lacking = [name for name in FILES.values() if not (CORPUS / name).exists()]
    return f"no {', '.join(lacking)} in ../shared/corpus" if lacking else ""


def rows(side: str) -> list[dict[str, Any]]:
    """The references of `dev` or `blind`."""
    return [json.loads(line) for line in (CASES / SIDES[side]).read_text(encoding="utf-8").splitlines()]


def passages(*sides: str) -> dict[str, list[Passage]]:
    """The passages of the sides, text and all; each corpus file is read once. Raises `WrongPassage` where a sum differs."""
    wanted = {side: rows(side) for side in sides}
    texts = _texts({row["source"] for given in wanted.values() for row in given})
    return {side: [_passage(row, texts[row["source"]]) for row in given] for side, given in wanted.items()}


def _passage(row: dict[str, Any], whole: str) -> Passage:
    text = whole[row["start"] : row["end"]]
    if hashlib.sha256(text.encode()).hexdigest()[:16] != row["sha256"]:
        raise WrongPassage(f"{row['source']} {row['start']}:{row['end']}")
    return Passage(row["source"], text, tuple((e["start"], e["end"], e["label"]) for e in row["entities"]))


def _texts(sources: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for corpus in FILES:
        keys = {source.partition(":")[2] for source in sources if source.startswith(f"{corpus}:")}
        if keys:
            found |= {f"{corpus}:{key}": unicodedata.normalize("NFC", text) for key, text in _read(corpus, keys)}
    return found


def _read(corpus: str, keys: set[str]) -> Iterator[tuple[str, str]]:
    """Key and text of the documents (by id) or lines (by number, from 0) that are asked for."""
    left = set(keys)
    with lzma.open(CORPUS / FILES[corpus], "rt", encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines):
            document = json.loads(line) if corpus == "congbao" else {"id": str(number), "text": line.rstrip("\n")}
            if document["id"] in left:
                left.discard(document["id"])
                yield document["id"], document["text"]
            if not left:
                return
