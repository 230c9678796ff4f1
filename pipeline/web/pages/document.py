"""A paper (văn bản): the pictures of its pages with a box round each finding, and beside them what was found, row by row.

A row and its box name each other by table and row number: `d-citations-3` is the row, `o-citations-3` the box. A plain text has no
pictures: its words stand there with the findings marked in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from datasette.utils.asgi import Response

from pipeline.archive.searching.onepaper import OnePaper, full_id, one_paper
from pipeline.web.pages import labels
from pipeline.web.pages.page import Visit, address, cited_address, paper_address

Row = dict[str, Any]

BOXED = ("citations", "dates", "document_numbers", "targets", "corrections", "entities")
"""Tables whose rows have boxes, in the order of their switches."""

OFF = ("entities",)
"""Kinds that are not shown at first: there are too many of them."""

OPEN = ("citations", "targets")

SHEETS, ROWS, SIZE = 40, 300, 10_000
"""Pages and rows of a table shown at once; the size of the picture that boxes are drawn in."""


async def show(visit: Visit) -> Response:
    """The page of a paper."""
    part = int(visit.request.url_vars.get("part") or 1)
    start = visit.path("id")

    def question(connection: Any) -> OnePaper:
        document_id = start if len(start) == 64 else full_id(connection, start)
        return one_paper(connection, document_id, part)

    paper = await visit.pages.ask(question)
    if len(start) != 64 or "part" not in visit.request.url_vars:
        return Response.redirect(paper_address(paper.document["document_id"], part))
    pictured = await visit.pages.work(lambda: has_pictures(visit.pages.store, paper))
    return await visit.html("document.html", **context(visit, paper, pictured))


def has_pictures(store: Any, paper: OnePaper) -> bool:
    """True if the pages can be drawn: the original is no text and is there."""
    folder = store.folder(paper.document["document_id"])
    return paper.file["kind"] != "text" and bool((folder / f"original.{paper.file['ending']}").is_file())


def context(visit: Visit, paper: OnePaper, pictured: bool) -> dict[str, Any]:
    """What the template shows of the paper."""
    t, document = visit.t, paper.document
    numbers = [page["page"] for page in paper.tables["pages"]]
    first = visit.number("trang", numbers[0] if numbers else 1, 1, 100_000)
    shown = [page for page in paper.tables["pages"] if page["page"] >= first][:SHEETS] if pictured else []
    return {
        "paper": document,
        "parts_count": paper.parts,
        "other_parts": [part for part in range(1, min(paper.parts, 30) + 1) if part != document["part"]],
        "file": paper.file,
        "size": labels.size(paper.file["size"] or 0, visit.language),
        "state": labels.said(t, "state", paper.file["state"]),
        "faults": [fault[4 if visit.language == "vi" else 3] for fault in paper.file["faults"] or ()],
        "sources": paper.sources[:20],
        "has_searchable": bool(paper.file["searchable"]),
        "kinds": [{"name": name, "count": len(paper.tables[name]), "on": name not in OFF} for name in BOXED],
        "sheets": sheets(visit, paper, shown) if pictured else [],
        "more_sheets": len(numbers) if pictured and len(numbers) > len(shown) else 0,
        "sheet_starts": numbers[::SHEETS],
        "is_text": paper.file["kind"] == "text",
        "pieces": [] if pictured else list(pieces(visit, paper)),
        "doubts": doubts(visit, paper),
        "facts": facts(visit, paper),
        "sections_tree": sections(paper, pictured),
        "tables": [table(visit, paper, name, pictured) for name in BOXED if paper.tables[name]],
        "history": [labels.amendment(visit, line) for line in reversed(paper.amendments[-200:])],
        "notes": [t("correct.saved")] if visit.request.args.get("da_luu") else [],
    }


class Mark(NamedTuple):
    """A box on a page: which row, its place in the picture, what a screen reader says; `further` counts the lines after the first."""

    table: str
    row: int
    further: int
    label: str
    x: int
    y: int
    width: int
    height: int


def sheets(visit: Visit, paper: OnePaper, shown: Sequence[Row]) -> list[dict[str, Any]]:
    """The pages with their pictures and boxes."""
    marks: dict[int, list[Mark]] = {page["page"]: [] for page in shown}
    for name in BOXED:
        for row in paper.tables[name]:
            if row["page"] in marks or (row["page"] is not None and row["page"] + 1 in marks):
                for number, mark in _marks(visit, name, row):
                    marks.get(number, []).append(mark)
    return [
        {
            "page": page["page"],
            "kind": page["kind"],
            "picture": f"/van-ban/{paper.document['document_id']}/trang/{page['page']}.jpg",
            **_measures(page),
            "marks": sorted(marks[page["page"]], key=lambda mark: (mark.y // 60, mark.x)),
        }
        for page in shown
    ]


def _measures(page: Row) -> dict[str, int]:
    width, height = page["width"] or 1000, page["height"] or 1414
    return {"width": 1000, "height": max(1, round(1000 * height / width))}


def _marks(visit: Visit, name: str, row: Row) -> Iterator[tuple[int, Mark]]:
    """The boxes of a row with the number of their page: lines outside the row's own box stand on the next page."""
    if row["box"] is None:
        return
    label = labels.box(visit.t, name, row)
    for further, box in enumerate(row.get("boxes") or [row["box"]]):
        x0, y0, x1, y1 = (round(edge * SIZE) for edge in box)
        number = row["page"] if _inside(box, row["box"]) else row["page"] + 1
        yield number, Mark(name, row["row"], further, label, x0, y0, max(x1 - x0, 20), max(y1 - y0, 20))


def _inside(box: Sequence[float], outer: Sequence[float], slack: float = 0.002) -> bool:
    return box[0] >= outer[0] - slack and box[1] >= outer[1] - slack and box[2] <= outer[2] + slack and box[3] <= outer[3] + slack


def pieces(visit: Visit, paper: OnePaper) -> Iterator[dict[str, Any]]:
    """The text, cut into findings and what stands between them; of findings that overlap the first and longest is marked."""
    text: str = paper.document["text"] or ""
    rows = ((row["start"], -row["end"], BOXED.index(name), row["row"], name, row) for name in BOXED for row in paper.tables[name])
    at = 0
    for start, minus_end, _, number, name, row in sorted(rows, key=lambda entry: entry[:4]):
        if start < at or name in OFF or -minus_end > len(text) or start >= -minus_end:
            continue
        if start > at:
            yield {"table": None, "text": text[at:start]}
        yield {"table": name, "row": number, "text": text[start:-minus_end], "label": labels.box(visit.t, name, row)}
        at = -minus_end
    yield {"table": None, "text": text[at:]}


def facts(visit: Visit, paper: OnePaper) -> list[dict[str, Any]]:
    """The paper's own data, one line a fact; empty ones are left out but for number and date."""
    document, amended = paper.document, _by_persons(visit, paper)
    found = []
    for name in labels.FACTS:
        value = document.get(name)
        if value in (None, "", []) and name not in ("number_symbol", "date"):
            continue
        fact: dict[str, Any] = {"label": visit.t(f"column.{name}"), "value": labels.value(visit, name, value), "amended": amended.get(name)}
        if isinstance(value, list):
            fact["many"] = value
        if value in (None, ""):
            fact |= {"value": visit.t("paper.missing"), "missing": True}
        if name in ("province", "issuer", "doc_type_name") and value:
            fact["link"] = address("/", **{labels.FILTER[name]: document[labels.FILTER_COLUMN[name]]})
        found.append(fact)
    return found


def _by_persons(visit: Visit, paper: OnePaper) -> dict[str, str]:
    """Columns of the paper's row whose value is a person's → who and when."""
    latest: dict[str, Row] = {}
    for line in paper.amendments:
        if line["table"] == "documents" and line["part"] == paper.document["part"] and line["column"]:
            latest[line["column"]] = line
    return {name: f"{line['who']}, {line['when'][:10]}" for name, line in latest.items() if line["act"] == "set"}


def doubts(visit: Visit, paper: OnePaper) -> list[dict[str, Any]]:
    """What a person should look at in this paper."""
    document = paper.document
    link = correct_address(paper, "documents", 0)
    return [{"text": labels.flag(visit.t, flag), "link": link} for flag in document["quality"] or ()]


def correct_address(paper: OnePaper, name: str, row: int) -> str:
    """Where a row is corrected."""
    return address(f"/van-ban/{paper.document['document_id']}/{paper.document['part']}/sua", bang=name, dong=row)


def sections(paper: OnePaper, pictured: bool) -> list[dict[str, Any]]:
    """The section tree, a line a section."""
    return [
        {
            "row": row["row"],
            "level": min(row["level"] or 1, 7),
            "numeral": row["numeral"] or "",
            "words": labels.short(row["heading"] or row["text"] or "", 140),
            "page": row["page"] if pictured else None,
            "top": row["box"][1] if row["box"] else 0,
            "link": f"#trang-{row['page']}" if pictured and row["page"] else "#van-ban",
        }
        for row in paper.tables["sections"][: 2 * ROWS]
    ]


def table(visit: Visit, paper: OnePaper, name: str, pictured: bool) -> dict[str, Any]:
    """A table as the page shows it: the columns that a person looks for first."""
    rows = paper.tables[name]
    document = paper.document
    return {
        "name": name,
        "count": len(rows),
        "open": name in OPEN,
        "columns": [visit.t(f"column.{column}") for column in labels.SHOWN[name]],
        "rows": [_shown(visit, paper, name, row, pictured) for row in rows[:ROWS]],
        "more": address(f"/kho/{name}", document_id=document["document_id"], part=document["part"]) if len(rows) > ROWS else None,
    }


def _shown(visit: Visit, paper: OnePaper, name: str, row: Row, pictured: bool) -> dict[str, Any]:
    cells = [{"text": labels.cell(visit, name, column, row), "link": None} for column in labels.SHOWN[name]]
    if name == "citations" and row.get("cited_name"):
        cells[1]["link"] = cited_address(row["cited_name"])
    elif name == "citations" and row["canonical_key"]:
        cells[1]["link"] = cited_address(row["canonical_key"])
    return {
        "row": row["row"],
        "cells": cells,
        "boxed": row["box"] is not None if pictured else name not in OFF,
        "flags": [labels.flag(visit.t, flag) for flag in row.get("flags") or ()],
        "correct": correct_address(paper, name, row["row"]) if name in labels.CORRECTABLE else None,
    }
