"""Gold (dữ liệu chuẩn): what a person states that a paper says, in one shape, whichever of three kinds its file is.

The kind is judged by content, not by the name:

* *tables*: the JSON of `kehoach parse` with any of its columns (`X.expected.json` of the samples); a missing key is not judged;
* *seed*: tables made by hand for a text file, with `core` citations that must be found and others that need not be;
* *transcript*: page texts of a scan, with header, signer, recipients, headings and numbered citations; null means not recorded.

What does not fit is named in `errors` with file and key, and left out; the rest stands. Other JSON files are none of our business.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.errors import CannotRead, GoldMismatch, KehoachError, PathMissing
from pipeline.parsed import SCHEMA

Row = Mapping[str, Any]

NOT_DOCUMENTS = frozenset({".json", ".jsonl", ".toml", ".md", ".csv", ".tsv", ".parquet", ".xlsx"})
"""Endings of files that lie beside gold and are not what it speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPaper:
    """What is stated of one paper. `fields` are columns of `documents`, `tables` rows by table; a missing key is not judged.

    `pages`: the rows hold for these pages of the file, whichever of its papers they belong to; None: for this paper.
    """

    part: int = 1
    fields: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    pages: frozenset[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """One gold file. `text` is the true text of the whole (its `part`, or the file), `page_texts` the true text by page."""

    name: str
    kind: str  # tables | seed | transcript
    path: Path
    document_name: str  # file name, or its stem
    papers: tuple[GoldPaper, ...]
    part: int | None = None
    text: str | None = None
    page_texts: Mapping[int, str] = field(default_factory=dict)
    page_count: int | None = None
    document_id: str | None = None
    errors: tuple[KehoachError, ...] = ()
    document: Path | None = None


class Complaints:
    """Collects what does not fit, each complaint once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.errors: list[KehoachError] = []
        self._said: set[str] = set()

    def add(self, key: str, what: str, page: int | None = None) -> None:
        """Note down what is wrong at `key` of the file."""
        detail = f"{key}: {what}"
        if detail not in self._said:
            self._said.add(detail)
            self.errors.append(GoldMismatch(self.path, page=page, detail=detail))


def find_gold(folder: Path, documents: Path | None = None) -> Iterator[Gold | KehoachError]:
    """The gold below a folder in order of names, each with the document it speaks of, where that is found.

    Documents are looked for in `documents`, beside the gold, in `files/` beside or below it.
    """
    if not folder.exists():
        yield PathMissing(folder)
        return
    paths = [folder] if folder.is_file() else sorted(folder.rglob("*.json"))
    for path in paths:
        try:
            gold = read_gold(path)
        except KehoachError as error:
            yield error
            continue
        if gold is not None:
            near = [documents] if documents else [path.parent, path.parent / "files", path.parent.parent / "files"]
            yield replace(gold, document=find_document(gold.document_name, near))


def find_document(name: str, folders: Iterable[Path]) -> Path | None:
    """The file of that name, or whose stem it is; None where there is none."""
    for folder in folders:
        if (folder / name).is_file() and Path(name).suffix.lower() not in NOT_DOCUMENTS:
            return folder / name
        for path in sorted(folder.glob("*")) if folder.is_dir() else []:
            if path.stem == name and path.is_file() and path.suffix.lower() not in NOT_DOCUMENTS:
                return path
    return None


def read_gold(path: Path) -> Gold | None:
    """The gold of a file; None where it is something else. Raises GoldMismatch, CannotRead."""
    from pipeline.evaluation.gold_tables import seed, tables
    from pipeline.evaluation.gold_transcripts import transcript

    try:
        data = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise GoldMismatch(path, detail=f"no JSON: {error}") from error
    except OSError as error:
        raise CannotRead(path, detail=error.strerror or str(error)) from error
    kind = kind_of(data)
    if kind is None:
        return None
    return {"tables": tables, "seed": seed, "transcript": transcript}[kind](path, data)


def kind_of(data: object) -> str | None:
    """The kind of gold that a JSON value is.

    >>> kind_of({"schema": "kehoach/1", "document": {}}), kind_of({"file": "a.pdf", "text": {"1": "…"}}), kind_of([1])
    ('tables', 'transcript', None)
    """
    if not isinstance(data, dict):
        return None
    if isinstance(data.get("text"), dict):
        return "transcript"
    if not isinstance(data.get("document"), dict):
        return "tables" if str(data.get("schema", "")).startswith(("kehoach/", "kehoach-expected")) else None
    if "offsets" in data or "false_friends" in data:
        return "seed"
    schema = str(data.get("schema", SCHEMA))
    return "tables" if schema.startswith(("kehoach/", "kehoach-expected")) else None
