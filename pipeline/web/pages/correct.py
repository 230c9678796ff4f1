"""Correcting (sửa): a form of what a person may set in a row, under a cutting of the page; saving it, confirming, taking out, taking back.

Each field carries the value that the person saw: where another person changed it meanwhile, nothing is overwritten and the page says so.
The form carries the row's place on the paper too: rows are numbered as they are shown, and when one is taken out those below it move up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import Forbidden, Response

from pipeline.archive.amending.amendable import DELETABLE, checked, rules
from pipeline.archive.amending.amended import belongs
from pipeline.archive.amending.amendment import Amendment, in_force
from pipeline.archive.amending.amendments import load
from pipeline.archive.amending.rowplaces import find, place_of
from pipeline.archive.files.store import Store
from pipeline.archive.reviewing import correcting
from pipeline.errors import BadRequest, KehoachError, NotFound
from pipeline.gazetteer import provinces
from pipeline.tables.columns import own_columns
from pipeline.web.pages import labels
from pipeline.web.pages.forms import posted
from pipeline.web.pages.page import YEAR, Visit, address, paper_address

WHO = "kehoach_who"

TABLES = ("documents", *labels.CORRECTABLE)

LOOKED_AT = ("documents", "quality")
"""A doubt about the whole paper: it can be confirmed (looked at, nothing to do), there is nothing to set."""

HINTS = ("date", "day", "issued", "list", "number", "province")
"""Kinds of values that the form explains."""


async def show(visit: Visit) -> Response:
    """The form of a row: `bang` the table, `dong` the row, `cot` the column that is in doubt."""
    _allowed(visit)
    table, row = visit.text("bang", 40), visit.number("dong", 0, 0, 1 << 20)
    return await _form(visit, table, row, visit.text("cot", 40))


def _allowed(visit: Visit) -> None:
    if not visit.pages.asked.may_correct:
        raise Forbidden("corrections")


async def _form(visit: Visit, table: str, row: int, column: str, *, problem: str = "", typed: Mapping[str, str] | None = None) -> Response:
    if table not in TABLES:
        raise NotFound(detail=f"no table {table[:40]} that can be corrected")
    document_id, part = visit.path("id"), int(visit.path("part"))
    store: Store = visit.pages.store
    paper, found, said = await visit.pages.work(lambda: _read(store, document_id, part, table, row))
    flags = tuple((paper["document"]["quality"] if table == "documents" else found.get("flags")) or ())
    context = {
        "paper": paper["document"],
        "table": table,
        "row": row,
        "place": _place(table, found),
        "column": column,
        "raw": None if table == "documents" else labels.short(found.get("raw") or found.get("text") or "", 400),
        "picture": _picture(paper["document"], found, table),
        "flags": [labels.flag(visit.t, flag, table) for flag in flags],
        "fields": [_field(visit, table, name, found, flags, column, typed) for name in columns_of(table)],
        "provinces": sorted(set(provinces.names())),
        "who": (typed or {}).get("who", visit.cookie(WHO)),
        "confirms": ", ".join(visit.t(f"column.{name}") for name in confirmed(table, column, flags)),
        "deletable": table in DELETABLE,
        "undoable": _undoable(visit, table, found, _standing(said, paper)),
        "back": _back(document_id, part, table, row),
        "to_review": (typed or {}).get("ve", visit.text("ve", 1)) == "1",
        "problem": problem,
    }
    return await visit.html("correct.html", status=400 if problem else 200, **context)


def _paper(store: Store, document_id: str, part: int) -> Mapping[str, Any]:
    paper = next((layer.paper for layer in correcting.shown(store, document_id) if layer.paper["document"]["part"] == part), None)
    if paper is None:
        raise NotFound(detail=f"paper {part} of document {document_id}")
    return paper


def _read(store: Store, document_id: str, part: int, table: str, row: int) -> tuple[Mapping[str, Any], Mapping[str, Any], list[Amendment]]:
    """The paper with corrections, the row, all that was said of the document."""
    paper = _paper(store, document_id, part)
    return paper, correcting.cell(paper, table, row, None)[0], load(store, document_id)


def _place(table: str, row: Mapping[str, Any]) -> str:
    """Where the row stands, as the form carries it; "" for the paper itself."""
    return "" if table == "documents" else json.dumps(place_of(table, row).to_dict(), ensure_ascii=False)


def _row_meant(store: Store, document_id: str, part: int, table: str, row: int, place: str) -> int:
    """The number that the row at that place has by now. Raises `NotFound` where it is no longer there."""
    if table == "documents":
        return 0
    paper = _paper(store, document_id, part)
    there = [number for number, one in enumerate(paper[table]) if _place(table, one) == place]
    if row in there:
        return row
    if len(there) == 1:
        return there[0]
    raise NotFound(detail="the row was taken out meanwhile")


def columns_of(table: str) -> list[str]:
    """Columns of a table that a person may set, in the table's order.

    >>> columns_of("entities")
    ['label', 'normalised']
    """
    return [column.name for column in own_columns(table) if (table, column.name) in rules()]


def confirmed(table: str, column: str, flags: tuple[str, ...]) -> list[str]:
    """Columns that 'it is right' speaks of: the one that was asked about, else those that settle the row's doubts.

    >>> confirmed("documents", "", ("day_blank",)), confirmed("dates", "role", ())
    (['date'], ['role'])
    """
    if (table, column) in (*rules(), LOOKED_AT):
        return [column]
    return [name for name in columns_of(table) if rules()[table, name].settles & set(flags)]


def _picture(document: Mapping[str, Any], row: Mapping[str, Any], table: str) -> str | None:
    if document["source_kind"] == "text":
        return None
    page, box = (document["number_page"] or 1, document["number_box"]) if table == "documents" else (row["page"], row["box"])
    if page is None:
        return None
    edges = ",".join(map(str, box)) if box and table != "documents" else None
    return address(f"/van-ban/{document['document_id']}/cat/{page}.jpg", o=edges)


def _field(
    visit: Visit, table: str, name: str, row: Mapping[str, Any], flags: tuple[str, ...], column: str, typed: Mapping[str, str] | None
) -> dict[str, Any]:
    rule = rules()[table, name]
    options = [(value, labels.option(visit.t, value)) for value in rule.value.split("|")] if "|" in rule.value or rule.value == "=" else []
    if rule.value == "flag":
        options = [("true", visit.t("yes")), ("false", visit.t("no"))]
    there = value = as_typed(row[name])
    if typed is not None and f"moi.{name}" in typed and _changed(typed, name):
        value = typed[f"moi.{name}"]
    if options and value and value not in dict(options):
        options.append((value, value))  # a form that nobody changed must not change anything
    return {
        "name": name,
        "label": visit.t(f"column.{name}"),
        "value": value,
        "there": there,
        "meanwhile": bool(typed) and _sent(typed or {}, f"cu.{name}") not in (None, there.strip()),
        "options": options,
        "nullable": next(column.nullable for column in own_columns(table) if column.name == name),
        "lines": min(8, max(2, value.count("\n") + 2)) if rule.value == "list" else 3 if name == "title" else 0,
        "hint": visit.t(f"hint.{rule.value}") if rule.value in HINTS else "",
        "list": "provinces" if rule.value == "province" else None,
        "flagged": name == column or bool(rule.settles & set(flags)),
    }


def as_typed(value: Any) -> str:
    """A value as a form field holds it.

    >>> as_typed(None), as_typed(True), as_typed(95.0), as_typed(["UBND tỉnh", "Lưu: VT"])
    ('', 'true', '95', 'UBND tỉnh\\nLưu: VT')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.12g}"
    return "\n".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _standing(said: list[Amendment], paper: Mapping[str, Any]) -> list[tuple[int, Amendment]]:
    """What was said of the paper and not taken back, each with its number among all that was said."""
    left = in_force(said)
    return [(number, one) for number, one in enumerate(said) if belongs(one, paper) and any(one is other for other in left)]


def _undoable(visit: Visit, table: str, row: Mapping[str, Any], said: list[tuple[int, Amendment]]) -> list[dict[str, Any]]:
    """What was said of this row, and of rows of its table that were taken out and have no form any more; newest first, with its number."""

    def here(one: Amendment) -> bool:
        return table == "documents" or one.act == "delete" or (one.row is not None and find(table, [row], one.row) is not None)

    lines = [(number, one) for number, one in said if one.table == table and one.act != "undo" and here(one)]
    return [{"column": number, "text": labels.amendment(visit, one.to_dict())} for number, one in reversed(lines[-20:])]


def _back(document_id: str, part: int, table: str, row: int, **asked: object) -> str:
    return f"{paper_address(document_id, part, **asked)}#d-{table}-{row}"


async def save(visit: Visit) -> Response:
    """Do what the form says (POST), and go back to the paper."""
    _allowed(visit)
    if visit.request.method != "POST":
        raise NotFound(detail="a form is sent to this address")
    form = await posted(visit)
    document_id, part, table = visit.path("id"), int(visit.path("part")), form.get("bang", "")[:40]
    asked = row = int(form["dong"]) if form.get("dong", "").isdecimal() and len(form["dong"]) < 8 else 0
    try:
        if table not in TABLES:
            raise BadRequest(detail="no table that can be corrected")
        row = await visit.pages.work(lambda: _row_meant(visit.pages.store, document_id, part, table, asked, form.get("noi", "")))
        changed = await visit.pages.work(lambda: _done(visit.pages.store, document_id, part, table, row, form))
    except BadRequest as error:
        problem = _said(error, visit.language)
        return await _form(visit, table, row, form.get("cot", "")[:40], problem=problem, typed=form)
    on = (
        address("/xem-lai", da_luu=changed or None)
        if form.get("ve") == "1"
        else _back(document_id, part, table, row, da_luu=changed or None)
    )
    response = Response.redirect(on, status=303)
    response.set_cookie(WHO, quote(" ".join(form.get("who", "").split())[:200]), max_age=YEAR, samesite="lax")
    return response


def _said(error: KehoachError, language: str) -> str:
    """The error in words, its column in front."""
    return error.message(language)


def _done(store: Store, document_id: str, part: int, table: str, row: int, form: Mapping[str, str]) -> int:
    """Carry it out; gives how many corrections were kept."""
    act, who = form.get("lam", ""), form.get("who", "")
    if act.startswith("hoan-tac."):
        number = act.removeprefix("hoan-tac.")
        correcting.undo(store, document_id, int(number) if number.isdecimal() and len(number) < 8 else -1, who)
        return 1
    if act == "bo":
        correcting.delete(store, document_id, part, table, row, who)
        return 1
    found = _read(store, document_id, part, table, row)[1]
    if act == "dung":
        flags = tuple((found.get("quality") if table == "documents" else found.get("flags")) or ())
        columns = confirmed(table, form.get("cot", ""), flags)
        for column in columns:
            correcting.confirm(store, document_id, part, table, row, column, who, seen=_seen(form, column, found))
        return len(columns)
    changes = [name for name in columns_of(table) if _changed(form, name)]
    values = {name: checked(table, name, _value(table, name, _sent(form, f"moi.{name}") or "")) for name in changes}
    # What another person changed meanwhile goes first: it is refused, and a form is kept whole or not at all.
    for column in sorted(changes, key=lambda name: _seen(form, name, found) == found[name]):
        correcting.correct(store, document_id, part, table, row, column, values[column], who, seen=_seen(form, column, found))
    return len(changes)


def _changed(form: Mapping[str, str], column: str) -> bool:
    return _sent(form, f"moi.{column}") != _sent(form, f"cu.{column}")


def _sent(form: Mapping[str, str], name: str) -> str | None:
    """A field as it was sent; browsers send line ends as CR LF."""
    return form[name].replace("\r\n", "\n").strip() if name in form else None


def _seen(form: Mapping[str, str], column: str, row: Mapping[str, Any]) -> Any:
    """The value that the person saw: the row's own where the form shows the same, else what the form says (which will not fit)."""
    return row[column] if _sent(form, f"cu.{column}") == as_typed(row[column]).strip() else _sent(form, f"cu.{column}")


def _value(table: str, column: str, typed: str) -> Any:
    if rules()[table, column].value == "list":
        return [line for line in (line.strip() for line in typed.split("\n")) if line]
    return typed or None
