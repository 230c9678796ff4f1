"""A person's corrections laid over a paper's tables, as its JSON has them; the paper itself is left alone.

Rows that persons added come first (`added`). Rows are found by where they stand (`rowplaces`), of what was said about one cell the
latest counts. Columns that follow from a set one follow (`agreement`), doubts that a person's word settles leave `quality` and
`flags`, rows that stand for nothing go, and numbers of rows in `parent_citation` go with them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.archive.amending.added import Cell, with_added
from pipeline.archive.amending.agreement import followed
from pipeline.archive.amending.amendable import rules, settles
from pipeline.archive.amending.amendment import Amendment, in_force, sound
from pipeline.archive.amending.rowplaces import RowPlace, find
from pipeline.errors import BadRequest

Paper = dict[str, Any]
"""A paper as its JSON file holds it."""


class Layered(NamedTuple):
    """The paper with the corrections over it; what found no place; and the cells that a person has spoken of, by the new row numbers."""

    paper: Paper
    unplaced: list[Amendment]
    settled: dict[Cell, Amendment]


def applied(paper: Mapping[str, Any], amendments: Iterable[Amendment]) -> tuple[Paper, list[Amendment]]:
    """The paper with the corrections that are its own, and those of them that find no row any more."""
    layered = laid_over(paper, amendments)
    return layered.paper, layered.unplaced


def laid_over(paper: Mapping[str, Any], amendments: Iterable[Amendment]) -> Layered:
    """The paper with the corrections that are its own. `paper` itself is not changed."""
    mine = [one for one in in_force(list(amendments)) if belongs(one, paper)]
    unsound = [one for one in mine if one.act == "add" and not _could_be_made(one)]
    grown = with_added(paper, [one for one in mine if one not in unsound])
    spoken, lost = _latest(grown.paper, grown.others)
    lost = [*lost, *grown.lost, *unsound]
    settled = {cell: one for cell, one in (grown.cells | spoken).items() if one.act != "undo" and not _outdated(cell, one, paper)}
    if not settled:
        return Layered(dict(paper), lost, {})
    made: Paper = copy.deepcopy(grown.paper)
    for (table, row, column), one in settled.items():
        if column is not None and column != "quality":
            _row(made, table, row)[column] = one.new
    _follow(made, settled)
    gone = {(table, row) for table, row, column in settled if column is None}
    shift = _without(made, gone)
    kept = {(table, shift.get((table, row), row), column): one for (table, row, column), one in settled.items() if (table, row) not in gone}
    return Layered(made, lost, kept)


def _outdated(cell: Cell, amendment: Amendment, paper: Mapping[str, Any]) -> bool:
    """Whether a person looked at the doubts about the whole paper before there was a further one."""
    if cell[2] != "quality":
        return False
    elsewhere = frozenset[str]().union(*(rule.settles for (table, _), rule in rules().items() if table == "documents"))
    return not set(paper["document"]["quality"]) - elsewhere <= set(amendment.new or ())


def laid_over_all(papers: Sequence[Mapping[str, Any]], amendments: Sequence[Amendment]) -> tuple[list[Layered], list[Amendment]]:
    """The same for all papers of a file; the second value has everything that found no place in any of them."""
    said = in_force(amendments)
    layered = [laid_over(paper, said) for paper in papers]
    homeless = [one for one in said if not any(belongs(one, paper) for paper in papers)]
    return layered, [*_without_undone(homeless), *(one for layer in layered for one in layer.unplaced)]


def belongs(amendment: Amendment, paper: Mapping[str, Any]) -> bool:
    """Whether the correction speaks of this paper of the file: by its page where both know one, else by the paper's number."""
    page = amendment.row.page if amendment.row else None
    pages = [row["page"] for row in paper.get("pages", ()) if row.get("width") is not None]
    if page is None or not pages:
        return bool(amendment.part == paper["document"]["part"])
    return page == pages[0] if amendment.table == "documents" else page in pages


def paper_place(paper: Mapping[str, Any]) -> RowPlace | None:
    """The place of a whole paper: its first page; None in plain text."""
    pages = [row["page"] for row in paper.get("pages", ()) if row.get("width") is not None]
    return RowPlace(page=pages[0], box=None, start=0, raw="") if pages else None


def _latest(paper: Mapping[str, Any], amendments: Sequence[Amendment]) -> tuple[dict[Cell, Amendment], list[Amendment]]:
    """The latest word on each cell, and the latest words on rows that are not there."""
    spoken: dict[Cell, Amendment] = {}
    lost: list[Amendment] = []
    for one in amendments:
        row = _found(paper, one) if _could_be_made(one) else None
        if row is not None and (one.column is None or one.column in _row(paper, one.table, row)):
            spoken.pop((one.table, row, one.column), None)
            spoken[one.table, row, one.column] = one
        else:
            lost.append(one)
    return spoken, _without_undone(lost)


def _found(paper: Mapping[str, Any], amendment: Amendment) -> int | None:
    if amendment.table == "documents":
        return 0
    return find(amendment.table, paper.get(amendment.table, ()), amendment.row) if amendment.row else None


def _could_be_made(amendment: Amendment) -> bool:
    """Whether it is a correction that `append` takes: its file may have been written by anybody."""
    try:
        return bool(sound(amendment).new == amendment.new)
    except BadRequest:
        return False


def _without_undone(amendments: Sequence[Amendment]) -> list[Amendment]:
    """The latest word on each cell that has no row, unless it is taken back or only confirms."""
    latest = {(one.table, one.part, one.row, one.column): one for one in amendments}
    return [one for one in latest.values() if one.act != "undo" and not one.confirms]


def _row(paper: Mapping[str, Any], table: str, row: int) -> Any:
    return paper["document"] if table == "documents" else paper[table][row]


def _by_row(settled: Iterable[Cell]) -> dict[tuple[str, int], set[str]]:
    rows: dict[tuple[str, int], set[str]] = {}
    for table, row, column in settled:
        if column is not None:
            rows.setdefault((table, row), set()).add(column)
    return rows


def _follow(paper: Paper, settled: Mapping[Cell, Amendment]) -> None:
    """Set the columns that follow, and take away the doubts that are settled."""
    said = _by_row(settled)
    _together(paper, said)
    for (table, number), columns in said.items():
        row = _row(paper, table, number)
        doubts = "quality" if table == "documents" else "flags"
        over = frozenset[str]().union(*(settles(table, column) for column in columns if (table, column) in rules()))
        if over and row.get(doubts):
            row[doubts] = [flag for flag in row[doubts] if flag not in over]
        row.update(followed(table, row, columns, _day(paper)))
    quality, sections = paper["document"]["quality"], paper.get("sections", ())
    if any(table == "sections" for table, _ in said) and not any("section_numbering" in row["flags"] for row in sections):
        paper["document"]["quality"] = [flag for flag in quality if flag != "section_numbering"]


def _day(paper: Paper) -> str | None:
    date = paper["document"].get("date")
    return str(date) if date else None


SHARED = (("document_numbers", "is_own", True, ("number", "symbol", "number_symbol")), ("dates", "role", "document", ("date",)))
"""Rows of the text that say what a column of `documents` says: the paper's own number, its own date."""


def _together(paper: Paper, said: dict[tuple[str, int], set[str]]) -> None:
    """What a person said of the paper's own number or date goes for the row of the text too, and the other way round."""
    for table, mark, meaning, columns in SHARED:
        own = next((n for n, row in enumerate(paper.get(table, ())) if row[mark] == meaning), None)
        if own is None:
            continue
        ways = (((table, own), ("documents", 0)), (("documents", 0), (table, own)))
        for source, target in ways:
            spoken = said.get(source, set()).intersection(columns) - said.get(target, set())
            if spoken and not (said.get(target, set()) & set(columns)):
                _row(paper, *target).update({column: _row(paper, *source)[column] for column in spoken})
                said.setdefault(target, set()).update(spoken)


def _without(paper: Paper, gone: set[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """Take the rows out; gives the new number of each row that stays, for tables that lost one."""
    shift: dict[tuple[str, int], int] = {}
    for table in {table for table, _ in gone}:
        stay = [number for number in range(len(paper[table])) if (table, number) not in gone]
        shift |= {(table, number): place for place, number in enumerate(stay)}
        paper[table] = [paper[table][number] for number in stay]
    for citation in paper.get("citations", ()) if any(table == "citations" for table, _ in gone) else ():
        if citation["parent_citation"] is not None:
            citation["parent_citation"] = shift.get(("citations", citation["parent_citation"]))
    return shift
