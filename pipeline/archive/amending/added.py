"""Rows that the machine missed and a person added (dòng do người thêm): put into the paper's tables before anything else is laid over.

An added row is kept by its words and its place on the paper, like any correction. When the paper is read anew the words are looked for
again on their page; where the machine by then finds a row there itself, the person's values are laid over that row: nothing is doubled.
What an added row says of itself (raw, start, end, page, box) is what stands on the paper; only its other columns are the person's.

>>> from pipeline.archive.amending.amendment import Amendment
>>> from pipeline.archive.amending.rowplaces import RowPlace
>>> paper = {"document": {"part": 1, "text": "theo Chỉ thị 34-CT/TW"}, "pages": [], "citations": []}
>>> said = Amendment(table="citations", part=1, column=None, old=None, new={"number_symbol": "34-CT/TW"}, who="Lan",
...     when="2026-11-21T08:00:00Z", act="add", row=RowPlace(page=None, box=None, start=5, raw="Chỉ thị 34-CT/TW"))
>>> grown = with_added(paper, [said])
>>> [(row["raw"], row["start"], row["kind"]) for row in grown.paper["citations"]], sorted(grown.cells)
([('Chỉ thị 34-CT/TW', 5, 'numbered')], [('citations', 0, 'number_symbol')])
>>> paper["citations"]
[]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, replace
from typing import Any, NamedTuple

from pipeline.archive.amending.amendment import Amendment
from pipeline.archive.amending.rowplaces import RowPlace, find
from pipeline.archive.amending.standing import Span, spans
from pipeline.tables.columns import TABLES

Cell = tuple[str, int, str | None]
"""Table, number of the row (0-based; of `documents` 0), column; column None: the row as a whole."""


class Grown(NamedTuple):
    """The paper with the rows that persons added; what they say of each cell; rows that find no place; all that was said besides."""

    paper: dict[str, Any]
    cells: dict[Cell, Amendment]
    lost: list[Amendment]
    others: list[Amendment]


def with_added(paper: Mapping[str, Any], said: Sequence[Amendment]) -> Grown:
    """Put the added rows behind those of the machine; `paper` itself is not changed."""
    grown = Grown(dict(paper), {}, [], [])
    for one in said:
        if one.act == "add":
            _put(grown, one)
        else:
            grown.others.append(one)
    return grown


def _put(grown: Grown, one: Amendment) -> None:
    """Lay the values over the row that stands there, or make one. `one` is an addition that was found sound."""
    place, rows = one.row, grown.paper.get(one.table)
    if place is None or not isinstance(rows, list):
        grown.lost.append(one)
        return
    number = find(one.table, rows, place)
    if number is None:
        span = span_of(grown.paper, place)
        if span is None:
            grown.lost.append(one)
            return
        number = len(rows)
        grown.paper[one.table] = [*rows, _row(one.table, grown.paper["document"]["text"], span, place)]
    for column, value in one.new.items():
        grown.cells.pop((one.table, number, column), None)
        grown.cells[one.table, number, column] = replace(one, act="set", column=column, new=value)


def span_of(paper: Mapping[str, Any], place: RowPlace) -> Span | None:
    """Where the words stand in the text as it is now: on their page, nearest to where they stood; None where they do not."""
    text: str = paper["document"]["text"]
    page = next((row for row in paper.get("pages", ()) if place.page is not None and row["page"] == place.page), None)
    low, high = (page["start"], page["end"]) if page else (0, len(text))
    found = spans(place.raw, text, low, high)
    exact = [span for span in found if text[slice(*span)] == place.raw]
    return min(exact or found, key=lambda span: abs(span[0] - place.start), default=None)


def _row(table: str, text: str, span: Span, place: RowPlace) -> dict[str, Any]:
    """A row of the table as the JSON has it: what stands on the paper, and of the rest what a row has before anything is known."""
    blank = {one.name: one.default for one in fields(TABLES[table])}
    row = {name: None if value is MISSING else list(value) if isinstance(value, tuple) else value for name, value in blank.items()}
    boxes = [list(box) for box in place.boxes or ((place.box,) if place.box else ())]
    box = list(place.box) if place.box else None
    return row | {"raw": text[slice(*span)], "start": span[0], "end": span[1], "page": place.page, "box": box, "boxes": boxes}
