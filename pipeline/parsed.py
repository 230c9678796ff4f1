"""A parsed paper: what `parse` returns, what the JSON file holds, what a notebook shows.

The attributes have the names of the tables: `document` is the one row of `documents`, `citations` a tuple of `Citation`s, and
so on; `tables["citations"]` is the same as a DataFrame. The JSON depends on the input alone, neither on the clock nor on the
machine: the same bytes in give the same bytes out.

>>> row = DocumentRow(document_id="4f", part=1, source="kh.txt", source_kind="text", page_count=1, text="Kế hoạch tại Kiên Giang")
>>> entity = Entity(raw="Kiên Giang", start=13, end=23, label="LOC")
>>> paper = ParsedDocument(document=row, entities=(entity,))
>>> ParsedDocument.from_dict(paper.to_dict()) == paper
True
>>> paper.tables["entities"]["raw"].tolist()
['Kiên Giang']
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.document import Box, PageSpan
from pipeline.errors import KehoachError
from pipeline.gathering import Draft, gather
from pipeline.reading.integrity import signature_state
from pipeline.reading.page import Options
from pipeline.reading.signatures import signature_facts
from pipeline.reading.source import Source, open_source
from pipeline.records import (
    Citation,
    Correction,
    DateMention,
    DocumentNumber,
    DocumentRow,
    Entity,
    Section,
    Target,
)
from pipeline.steps import Facts, document_row, read_one, ready, understand
from pipeline.tables.columns import TABLES, own_columns

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "kehoach/1"
"""Name of the JSON format; the number changes when a column changes its meaning."""

ROW_TABLES = tuple(name for name in TABLES if name != "documents")
"""The tables that hold any number of rows for a paper."""


@dataclass(frozen=True, kw_only=True)
class ParsedDocument:
    """One paper: its row, its tables, the errors of pages that could not be read, the other papers of the same file."""

    document: DocumentRow
    pages: tuple[PageSpan, ...] = ()
    sections: tuple[Section, ...] = ()
    dates: tuple[DateMention, ...] = ()
    document_numbers: tuple[DocumentNumber, ...] = ()
    citations: tuple[Citation, ...] = ()
    targets: tuple[Target, ...] = ()
    entities: tuple[Entity, ...] = ()
    corrections: tuple[Correction, ...] = ()
    errors: tuple[KehoachError, ...] = field(default=(), compare=False, repr=False)
    parts: tuple[ParsedDocument, ...] = field(default=(), compare=False, repr=False)
    """All papers of the file in order, this one included."""

    @property
    def text(self) -> str:
        """The text that every `start` and `end` counts in."""
        return self.document.text

    @property
    def key(self) -> tuple[str, int, str]:
        """document_id, part, source: the first columns of every table."""
        return self.document.document_id, self.document.part, self.document.source

    @property
    def rows(self) -> dict[str, tuple[Any, ...]]:
        """The rows of each table, by the table's name."""
        return {"documents": (self.document,)} | {name: getattr(self, name) for name in ROW_TABLES}

    @functools.cached_property
    def tables(self) -> Tables:
        """DataFrames by table name, each made when first asked for."""
        return Tables([self])

    def to_dict(self) -> dict[str, Any]:
        """The paper as the JSON file holds it: dicts, lists, strings, numbers."""
        return {"schema": SCHEMA, "document": _row_to_dict("documents", self.document)} | {
            name: [_row_to_dict(name, row) for row in getattr(self, name)] for name in ROW_TABLES
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ParsedDocument:
        """The paper that `to_dict` was made from. Columns that are not known here are passed over."""
        rows = {name: tuple(_row_from_dict(name, row) for row in data.get(name, ())) for name in ROW_TABLES}
        return cls(document=_row_from_dict("documents", data["document"]), **rows)

    def to_json(self) -> bytes:
        """The JSON file: UTF-8, one row a line, the same for the same input."""
        data = self.to_dict()
        lines = [f'"schema": {_json(data["schema"])}', f'"document": {_json(data["document"])}']
        for name in ROW_TABLES:
            rows = ",\n".join(_json(row) for row in data[name])
            lines.append(f'"{name}": [\n{rows}\n]' if rows else f'"{name}": []')
        return ("{" + ",\n".join(lines) + "}\n").encode()

    @classmethod
    def from_json(cls, data: bytes | str) -> ParsedDocument:
        """The paper that `to_json` was made from."""
        return cls.from_dict(json.loads(data))

    def _repr_html_(self) -> str:
        from pipeline.rendering import paper_html

        return paper_html(self.document, self.pages, self.rows)


class Tables(Mapping[str, "pd.DataFrame"]):
    """The tables of one or many papers as DataFrames, each made when first asked for."""

    def __init__(self, papers: Iterable[ParsedDocument]) -> None:
        self._papers = list(papers)
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        from pipeline.tables.frames import frame

        if name not in TABLES:
            raise KeyError(f"no table {name!r}; there are {', '.join(TABLES)}")
        if name not in self._made:
            self._made[name] = frame(name, ((paper.key, row) for paper in self._papers for row in paper.rows[name]))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)

    def __repr__(self) -> str:
        return f"<tables {', '.join(self)}>"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _row_to_dict(table: str, row: Any) -> dict[str, Any]:
    return {column.name: _listed(getattr(row, column.name)) for column in own_columns(table)}


def _listed(value: Any) -> Any:
    return [_listed(item) for item in value] if isinstance(value, tuple) else value


def _row_from_dict(table: str, data: Mapping[str, Any]) -> Any:
    known = (column for column in own_columns(table) if column.name in data)
    return TABLES[table](**{column.name: _value(column.kind, data[column.name]) for column in known})


def _value(kind: str, value: Any) -> Any:
    if value is None or kind not in ("box", "boxes", "texts"):
        return value
    if kind == "box":
        return Box(*value)
    return tuple(value) if kind == "texts" else tuple(Box(*box) for box in value)


def from_draft(draft: Draft, facts: Facts, part: int) -> ParsedDocument:
    """The parsed paper of an assembled one: runs all steps."""
    paper = understand(draft)
    row = document_row(paper, facts, part, draft.errors)
    rows = {name: getattr(paper, name) for name in ROW_TABLES if name != "pages"}
    return ParsedDocument(document=row, pages=paper.document.pages, errors=draft.errors, **rows)


def parse(path: str | Path, *, split: bool = True, page_timeout: float = 120.0, restore: bool = True) -> ParsedDocument:
    """Read one file, in this process. Gives its first paper; `parts` has all papers of the file (`split=False`: one).

    `page_timeout` is in seconds. With `restore=False` the words stay as they were read: no model is needed, no correction is made, not
    even one of a code's form. Raises a `pipeline.errors.KehoachError` where the file cannot be read at all; pages that could
    not be read are blank, named in `errors` and flagged in `document.quality`.
    """
    options = Options(page_timeout=page_timeout, restore=restore)
    ready(options)
    source, facts = open_paper(Path(path), str(path))
    pages = (read_one(source, number, options) for number in range(1, source.page_count + 1))
    papers = [from_draft(draft, facts, part) for part, draft in enumerate(gather(pages, several=split), 1)]
    return together(papers, source.page_count)[0]


def open_paper(path: Path, given: str) -> tuple[Source, Facts]:
    """The opened file and what is known of it, with its path as it was given (bytes that are no UTF-8 shown as �)."""
    shown = given.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    source = open_source(path)
    if source.kind != "pdf":
        return source, Facts(source.document_id, shown, source.kind)
    return source, Facts(source.document_id, shown, source.kind, signature_facts(path), signature_state(path))


def together(papers: list[ParsedDocument], page_count: int) -> list[ParsedDocument]:
    """The papers of one file, each knowing the others. Raises the first error where no page of the file could be read."""
    errors = [error for paper in papers for error in paper.errors]
    if errors and len(errors) >= page_count:
        raise errors[0]
    return [replace(paper, parts=tuple(papers)) for paper in papers]
