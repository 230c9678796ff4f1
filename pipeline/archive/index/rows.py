"""A paper's JSON tables as rows of the compact tables.

One function a table, each giving tuples in the order of the columns of `schema.sql`; what each column means stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.archive.index.interning import Interned, Strings
from pipeline.archive.index.levels import level_of
from pipeline.archive.index.packing import listed, packed, several, shares
from pipeline.archive.index.references import References
from pipeline.archive.index.views import ROWS

Row = Mapping[str, Any]
Cells = tuple[object, ...]


class Words:
    """What is kept once for all papers: texts, number groups, references."""

    def __init__(self, connection: Any) -> None:
        self.text = Strings(connection)
        self.numbers = Interned(connection, "number_group", ("number", "year", "symbol", "number_symbol", "doc_type"))
        self.references = References(connection, self.text)

    def list(self, items: Sequence[object] | None) -> int | None:
        """A list of texts as JSON, kept once; None where it is empty."""
        return self.text(listed(items)) if items else None


def year_of(document: Row) -> int | None:
    """The year of a paper: of its date, else the one that stands in its number."""
    for text in (document.get("date"), document.get("number_symbol")):
        if found := re.search(r"(?:^|/)((?:19|20)\d\d)(?=-|/|$)", text or ""):
            return int(found[1])
    return None


def paper(document: Row, words: Words) -> Cells:
    """Columns of `paper` from `part` on."""
    s = words.text
    return (
        document["part"], s(document["source"]), year_of(document), s(document["province"]), s(document["province_2025"]),
        s(document["doc_type"]), s(document["issuer"]), s(level_of(document)), document["date"], document["number_symbol"],
    )  # fmt: skip


def header(document: Row, words: Words) -> Cells:
    """Columns of `header` but for the id."""
    d, s = document, words.text
    return (
        s(d["source_kind"]), d["page_count"], s(d["doc_type_name"]), d["number"], s(d["symbol"]), d["number_raw"], d["number_page"],
        packed(d["number_box"]), s(d["date_precision"]), s(d["place"]), s(d["issuer_parent"]), words.list(d["co_issuers"]),
        s(d["district"]), d["title"], s(d["signer"]), s(d["signer_role"]), s(d["signing_authority"]), words.list(d["co_signers"]),
        listed(d["recipients"]), s(d["language"]), s(d["security_mark"]), s(d["urgency_mark"]), s(d["signature_name"]),
        d["signature_time"], s(d["signature_state"]), shares(d["ocr_confidence"]), words.list(d["quality"]),
    )  # fmt: skip


def numbered(rows: Sequence[Row], paper_id: int) -> Iterator[tuple[int, Row]]:
    """The rows with their ids."""
    return zip(range(paper_id * ROWS, (paper_id + 1) * ROWS), rows, strict=False)


def _place(id: int, row: Row) -> Cells:
    box = row["box"]
    boxes = row["boxes"]
    start = row["start"]
    return id, start, row["end"] - start, row["page"], packed(box), several(boxes), shares(row["confidence"])


def pages(rows: Sequence[Row], paper_id: int, words: Words) -> list[Cells]:
    """Rows of `page`."""
    return [
        (
            id, row["page"], row["start"], row["end"] - row["start"], words.text(row["kind"]), row["width"], row["height"], row["dpi"],
            row["rotation"], row["skew"], shares(row["confidence"]),
        )
        for id, row in numbered(rows, paper_id)
    ]  # fmt: skip


def sections(rows: Sequence[Row], paper_id: int, words: Words, text: str) -> list[Cells]:
    """Rows of `section`; headings and texts as places in the paper's text where they stand there."""
    s = words.text
    found: list[Cells] = []
    for id, row in numbered(rows, paper_id):
        start, end = row["start"], row["end"]
        heading = _within(text, row["heading"], start, start, end)
        past = start + (heading[0] or 0) + (heading[1] or 0)
        found.append((
            *_place(id, row), words.list(row["flags"]), _figure(row["section_id"]), _figure(row["parent_id"]), row["level"], s(row["kind"]),
            s(row["numeral"]), row["ordinal"], s(row["path"]), *heading, *_within(text, row["text"], start, past, end),
        ))  # fmt: skip
    return found


def _within(text: str, words: str | None, origin: int, start: int, end: int) -> tuple[int | None, int | None, str | None]:
    """Words as (start from the origin, length, None) where they stand between start and end, else (None, None, words)."""
    if not words:
        return None, None, words
    at = text.find(words, start, end)
    return (at - origin, len(words), None) if at >= 0 else (None, None, words)


def _figure(section_id: str | None) -> int | None:
    """The figure of 's12'."""
    return int(section_id[1:]) if section_id and section_id[1:].isdecimal() else None


def dates(rows: Sequence[Row], paper_id: int, words: Words) -> list[Cells]:
    """Rows of `date`."""
    s, flags = words.text, words.list
    return [
        (*_place(id, row), flags(row["flags"]), s(row["date"]), s(row["date_end"]), s(row["precision"]), s(row["role"]))
        for id, row in numbered(rows, paper_id)
    ]


def document_numbers(rows: Sequence[Row], paper_id: int, words: Words) -> list[Cells]:
    """Rows of `number`."""
    s, flags = words.text, words.list
    found: list[Cells] = []
    for id, row in numbered(rows, paper_id):
        group = (row["number"], row["year"], s(row["symbol"]), row["number_symbol"], s(row["doc_type"]))
        key = row["number_symbol"] or row["symbol"] or ""
        found.append((*_place(id, row), flags(row["flags"]), words.numbers.id(key, group), row["is_own"]))
    return found


def citations(rows: Sequence[Row], paper_id: int, words: Words) -> list[Cells]:
    """Rows of `citation`."""
    s, flags = words.text, words.list
    return [
        (
            *_place(id, row), flags(row["flags"]), words.references.id_of(row), s(row["pinpoint"]), s(row["relation"]),
            row["parent_citation"],
        )
        for id, row in numbered(rows, paper_id)
    ]  # fmt: skip


def targets(rows: Sequence[Row], paper_id: int, words: Words) -> list[Cells]:
    """Rows of `target`."""
    s = words.text
    return [
        (
            *_place(id, row), row["indicator"], row["subject"], row["subject_inherited"], s(row["comparator"]), row["value"],
            row["value_max"], s(row["unit"]), row["denominator"], s(row["modality"]), s(row["direction"]), row["year"], row["deadline"],
            _figure(row["section_id"]),
        )
        for id, row in numbered(rows, paper_id)
    ]  # fmt: skip


def entities(rows: Sequence[Row], paper_id: int, words: Words) -> list[Cells]:
    """Rows of `entity`; a name that is as it stands in the text is null, one that is null the number 0, which no words have."""
    s = words.text
    return [
        (
            *_place(id, row), s(row["label"]),
            0 if row["normalised"] is None else None if row["normalised"] == row["raw"] else s(row["normalised"]),
        )
        for id, row in numbered(rows, paper_id)
    ]  # fmt: skip


def corrections(rows: Sequence[Row], paper_id: int, words: Words) -> list[Cells]:
    """Rows of `correction`."""
    s = words.text
    return [
        (
            id, row["start"], row["end"] - row["start"], row["page"], packed(row["box"]), shares(row["confidence"]), row["raw_text"],
            s(row["kind"]), s(row["rule"]),
        )
        for id, row in numbered(rows, paper_id)
    ]  # fmt: skip
