"""What in a paper a person should look at (điểm cần kiểm tra): blank numbers, impossible dates, words read with little confidence.

A doubt is about one cell of one row. Its weight is the error that looking at it is expected to find: the probability that the
value is wrong (measured, `doubts.tsv`) times what the value is worth. Of several doubts about a cell the heaviest counts. What a
person has set or confirmed is no doubt any more.

>>> document = {"document_id": "4f", "part": 1, "source": "kh.pdf", "number": None, "date": "2022-04", "doc_type": "KH",
...     "issuer": "Sở Y tế", "title": "Học tập", "quality": ["number_missing", "day_blank"], "number_page": 1,
...     "number_box": [0.1, 0.1, 0.2, 0.12], "text": ""}
>>> [(doubt.column, doubt.reason, doubt.page) for doubt in doubts_of({"document": document})]
[('number', 'number_missing', 1), ('date', 'day_blank', None)]
>>> [doubt.column for doubt in doubts_of({"document": document}, settled={("documents", 0, "number")})]
['date']
>>> reason("number_missing", "documents").vi
'số văn bản để trống'
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from pipeline.archive.amending.added import Cell
from pipeline.archive.amending.amendment import Amendment
from pipeline.document import Box
from pipeline.vietnamese.tsv import rows

HEAD, FOOT, WHOLE = Box(0.0, 0.0, 1.0, 0.35), Box(0.0, 0.4, 1.0, 1.0), Box(0.0, 0.0, 1.0, 1.0)
"""Where to look for what was not found: the letterhead, the signature, anywhere."""

BANDS = ((0.6, "confidence_below_60"), (0.8, "confidence_below_80"), (0.9, "confidence_below_90"))
"""Confidence below which a row is doubtful, and the reason that says so."""

BANDED = {"citations": "number_symbol", "dates": "date", "targets": "value"}
"""Tables whose rows are doubtful by their confidence, and the column that is worth looking at."""

MISSING = ("doc_type", "issuer", "title", "date")
"""Columns of `documents` that every paper has."""

NUMBER_DOUBTFUL = 0.9
"""Confidence of the paper's own number below which it is worth a look."""


class Reason(NamedTuple):
    """A row of `doubts.tsv`: what is doubtful, the cases and errors counted, what the value is worth, and words for people."""

    name: str
    table: str
    column: str
    cases: int | None
    errors: int
    importance: float
    vi: str
    en: str

    @property
    def probability(self) -> float:
        """How likely the value is wrong: one half where it was never counted, 1 where it is wrong by its nature (`cases` None)."""
        return 1.0 if self.cases is None else (self.errors + 1) / (self.cases + 2)

    @property
    def weight(self) -> float:
        """Error that looking at it is expected to find."""
        return round(self.probability * self.importance, 4)


class Doubt(NamedTuple):
    """One cell to look at. `row` counts in the table as it is shown (0-based), `box` where to look (fractions of the page)."""

    document_id: str
    part: int
    source: str
    table: str
    row: int
    column: str
    value: Any
    reason: str
    note: str | None
    page: int | None
    box: Box | None
    weight: float


@cache
def reasons() -> Mapping[tuple[str, str], Reason]:
    """(table, reason) → the row of `doubts.tsv`."""
    return {(row["table"], row["reason"]): _reason(row) for row in rows("archive/amending/doubts.tsv")}


def _reason(row: Mapping[str, str]) -> Reason:
    cases, errors = (None, 0) if row["cases"] == "-" else (int(row["cases"]), int(row["errors"]))
    return Reason(row["reason"], row["table"], row["column"], cases, errors, float(row["importance"]), row["vi"], row["en"])


def reason(name: str, table: str) -> Reason:
    """What is known of a reason."""
    return reasons()[table, name]


def doubts_of(paper: Mapping[str, Any], settled: Collection[Cell] = ()) -> list[Doubt]:
    """The doubts about a paper as its JSON has it, corrections laid over it; `settled` are the cells that a person has spoken of.

    Tables may be missing from `paper`. In the order of the tables, one doubt a cell.
    """
    said = _settled_together(settled)
    found: dict[Cell, Doubt] = {}
    for doubt in _all(paper):
        cell = (doubt.table, doubt.row, doubt.column)
        if cell not in said and (cell not in found or found[cell].weight < doubt.weight):
            found[cell] = doubt
    return list(found.values())


TOGETHER = ({"number", "symbol", "number_symbol", "doc_type", "year"},)
"""Columns that are read from one another: who has set one of them has looked at all."""


def _settled_together(settled: Iterable[Cell]) -> set[Cell]:
    said = set(settled)
    for table, row, column in settled:
        for group in TOGETHER:
            if column in group:
                said |= {(table, row, other) for other in group if table != "documents" or other != "doc_type"}
    return said


def _all(paper: Mapping[str, Any]) -> Iterator[Doubt]:
    yield from _of_document(paper)
    for number, row in enumerate(paper.get("sections", ())):
        if "section_numbering" in row["flags"]:
            yield _of_row(paper, "sections", number, "section_numbering")
    for table in ("citations", "dates", "targets"):
        for number, row in enumerate(paper.get(table, ())):
            yield from _of_mention(paper, table, number, row)


def _of_mention(paper: Mapping[str, Any], table: str, number: int, row: Mapping[str, Any]) -> Iterator[Doubt]:
    for flag in row.get("flags", ()):
        if (table, flag) in reasons():
            note = row.get("register_date") if flag == "date_conflict" else None
            yield _of_row(paper, table, number, flag, note)
    if row["page"] is not None and row.get("kind") != "self" and row.get("role") != "document":  # its own date is in the header
        band = next((name for limit, name in BANDS if row["confidence"] < limit), None)
        if band is not None and (table, band) in reasons():
            yield _of_row(paper, table, number, band)


def _of_row(paper: Mapping[str, Any], table: str, number: int, name: str, note: str | None = None) -> Doubt:
    row, known, document = paper[table][number], reason(name, table), paper["document"]
    column = "canonical_id" if known.column == "number_symbol" and row["number_symbol"] is None else known.column
    box = Box(*row["box"]) if row["box"] else None
    return Doubt(
        document["document_id"], document["part"], document["source"], table, number, column, row[column], name, note,
        row["page"], box, known.weight,
    )  # fmt: skip


def _of_document(paper: Mapping[str, Any]) -> Iterator[Doubt]:
    document = paper["document"]
    for flag in document["quality"]:
        if ("documents", flag) in reasons():
            yield of_document(paper, flag)
    for column in MISSING:
        if document[column] is None and "header_missing" not in document["quality"]:
            yield of_document(paper, f"{column}_missing")
    own = next((row for row in paper.get("document_numbers", ()) if row["is_own"]), None)
    if document["number"] is not None and own is not None and own["page"] is not None and own["confidence"] < NUMBER_DOUBTFUL:
        yield of_document(paper, "number_doubtful")
    if (later := _cited_later(paper)) is not None:
        yield of_document(paper, "cited_later", f"{later['number_symbol'] or later['canonical_id']}: {later['date']}")


def of_document(paper: Mapping[str, Any], name: str, note: str | None = None) -> Doubt:
    """A doubt about a cell of the table `documents`."""
    known, document = reason(name, "documents"), paper["document"]
    page, box = _place(paper, known)
    return Doubt(
        document["document_id"], document["part"], document["source"], "documents", 0, known.column, document[known.column], name, note,
        page, box, known.weight,
    )  # fmt: skip


def _place(paper: Mapping[str, Any], known: Reason) -> tuple[int | None, Box | None]:
    """Where on the paper to look: at the number's box, at the date, at the letterhead, at the signature, at the worst page."""
    document = paper["document"]
    pages = [row for row in paper.get("pages", ()) if row["width"] is not None]
    if known.column == "number" and document.get("number_box"):
        return document["number_page"], Box(*document["number_box"])
    if known.column == "date":
        own = next((row for row in paper.get("dates", ()) if row["role"] == "document" and row["box"]), None)
        if own is not None:
            return own["page"], Box(*own["box"])
    if not pages:
        return None, None
    if known.column == "signer":
        return _signature_page(document["text"], pages), FOOT
    if known.column == "quality":
        return _worst_page(pages), WHOLE
    return pages[0]["page"], HEAD


def _signature_page(text: str, pages: Sequence[Mapping[str, Any]]) -> int:
    """The page with 'Nơi nhận', else the last one."""
    place = text.casefold().rfind("nơi nhận")
    at = next((row["page"] for row in pages if place >= 0 and row["start"] <= place < row["end"]), pages[-1]["page"])
    return int(at)


def _worst_page(pages: Sequence[Mapping[str, Any]]) -> int:
    """A page without words, else the one with the least confidence."""
    worst = min(pages, key=lambda row: (row["end"] > row["start"], row["confidence"] if row["confidence"] is not None else 1.0))
    return int(worst["page"])


def _cited_later(paper: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The citation of the latest paper that is younger than this one; a misread year in one of both dates."""
    own = paper["document"]["date"]
    if not own:
        return None
    later = [row for row in paper.get("citations", ()) if row["date"] and row["kind"] != "self" and row["date"][: len(own)] > own]
    return max(later, key=lambda row: str(row["date"]), default=None)


def of_unplaced(document_id: str, source: str, amendment: Amendment) -> Doubt:
    """The doubt about a person's correction that finds no row any more."""
    known, row = reason("unplaced", "documents"), amendment.row
    wish = amendment.new if amendment.act == "set" else amendment.act
    words = f"{amendment.table}.{amendment.column or 'row'}: {row.raw if row else ''} → {wish}"
    value = None if amendment.act == "add" else amendment.new
    return Doubt(
        document_id, amendment.part, source, amendment.table, -1, amendment.column or "", value, known.name, words,
        row.page if row else None, row.box if row else None, known.weight,
    )  # fmt: skip
