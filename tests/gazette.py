"""Passages of the Official Gazette annotated by hand: `cases/gazette.jsonl`, and `cases/gazette_blind.jsonl` (not to be read while developing).

Only references are kept in the repository: the document, the place in its text (code points after NFC), the beginning of the
SHA-256 of the passage and what stands in it (short spans: numbers, names, dates). The text itself is read from the corpus
beside the repository; without it `passages` skips.

A row marked `optional` is a matter of judgement: finding it is right, and so is leaving it.
"""

import functools
import hashlib
import json
import lzma
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"
CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "corpus" / "congbao.docs.jsonl.xz"


@dataclass(frozen=True)
class Passage:
    """One annotated passage: its text, the issuing province (None for central bodies) and the rows that stand in it."""

    id: str
    text: str
    province: str | None
    citations: list[dict]
    dates: list[dict]
    targets: list[dict]


@functools.cache
def _documents() -> dict[str, str]:
    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        return {row["id"]: unicodedata.normalize("NFC", row["text"]) for row in map(json.loads, lines)}


def passages(blind: bool = False) -> Iterator[Passage]:
    """The annotated passages; skips the test where the corpus is not there.

    Raises ValueError if a passage is not the text that was annotated, or a row does not stand where it should.
    """
    if not CORPUS.exists():
        pytest.skip("the gazette corpus lies beside the repository, not in it")
    name = "gazette_blind.jsonl" if blind else "gazette.jsonl"
    for number, line in enumerate((CASES / name).read_text("utf-8").splitlines()):
        row = json.loads(line)
        text = _documents()[row["doc"]][row["start"] : row["end"]]
        if hashlib.sha256(text.encode()).hexdigest()[:16] != row["sha256"]:
            raise ValueError(f"{row['doc']}: the passage is not the one that was annotated")
        kinds = {kind: row[kind] for kind in ("citations", "dates", "targets")}
        for found in (found for rows in kinds.values() for found in rows):
            if "raw" in found and text[found["start"] : found["end"]] != found["raw"]:
                raise ValueError(f"{row['doc']}: {found['raw']!r} does not stand at {found['start']}")
        yield Passage(f"{number:02d}:{row['doc']}", text, row["province"], **kinds)
