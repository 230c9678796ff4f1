"""Targets compared (so sánh chỉ tiêu): one indicator across provinces and years, as a table that can be sorted and a dot plot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from datasette.utils.asgi import Response

from pipeline.archive.searching.targets import Aim, Aims, targets
from pipeline.vietnamese.normalize import fold
from pipeline.web.drawing.dotplot import dot_plot
from pipeline.web.pages import filters as filtering
from pipeline.web.pages import labels
from pipeline.web.pages.page import LETTERS, Visit, address, paper_address

SHOWN = 50

MOST = 300
"""Targets that are compared at once: sorted and drawn together."""

ORDERS = ("tinh", "chi_tieu", "gia_tri", "don_vi", "nam", "van_ban")
"""Columns of the table by which it can be sorted."""

EXAMPLES = ("hài lòng", "hồ sơ trực tuyến", "giảm nghèo", "đúng hạn")

_YEAR = re.compile(r"(?:19|20)\d\d")

YEARS = 5
"""Years with a colour of their own, the newest; older ones share the sixth."""


async def show(visit: Visit) -> Response:
    """The page. Without a question and filters only its form: all targets of an archive have nothing in common."""
    q, given, unit = visit.text("q"), filtering.asked(visit), visit.text("don_vi", 100)
    page, order, down = visit.number("trang", 1, 1, MOST), visit.text("xep", 20), visit.text("chieu", 5) == "giam"
    wanted = filtering.filters(given)
    found = await visit.pages.ask(lambda connection: targets(connection, q, wanted, limit=MOST)) if q or given else Aims(0)
    rows = [_cells(row) for row in found.rows]
    units = Counter(row["unit"] or "" for row in rows)
    kept = ordered([row for row in rows if not unit or (row["unit"] or "-") == unit], order, down)
    asked = {"q": q, **given, "don_vi": unit}
    return await visit.html(
        "targets.html",
        q=q,
        asked=bool(q or given),
        kept=list(given.items()),
        chips=filtering.chips(visit, given, "/chi-tieu", q=q, don_vi=unit),
        units=_units(visit, units, unit),
        examples=EXAMPLES,
        notes=_notes(visit, found),
        rows=[_row(visit, row) for row in kept[(page - 1) * SHOWN : page * SHOWN]],
        total=found.total if not unit else len(kept),
        columns=[_column(visit, name, order, down, asked) for name in ORDERS],
        csv=address("/kho/targets.csv", indicator__contains=q, _stream="on"),
        json=address("/kho/targets.json", indicator__contains=q, _shape="objects"),
        page=page,
        pages=-(-len(kept) // SHOWN),
        page_link=lambda number: address("/chi-tieu", **asked, xep=order, chieu="giam" if down else None, trang=number),
        **_plot(visit, kept, units, unit),
    )


def _cells(row: Aim) -> dict[str, Any]:
    told = _YEAR.search(row.target_year or "")  # also 'hàng năm', 'giai đoạn 2021-2025'
    year = told[0] if told else str(row.year) if row.year else None
    names = (
        "indicator",
        "subject",
        "comparator",
        "value",
        "value_max",
        "unit",
        "raw",
        "province",
        "number_symbol",
        "title",
        "issuer",
        "row",
    )
    return {name: getattr(row, name) for name in names} | {"year": year, "document_id": row.document_id, "part": row.part}


def _notes(visit: Visit, found: Aims) -> list[str]:
    notes = [visit.t("search.cut", letters=LETTERS)] if len(visit.request.args.get("q") or "") > LETTERS else []
    if found.total > MOST:
        notes.append(visit.t("targets.most", most=MOST, total=found.total))
    return [*notes, found.note[1 if visit.language == "vi" else 0]] if found.note else notes


def ordered(rows: list[dict[str, Any]], order: str, down: bool) -> list[dict[str, Any]]:
    """The rows by a column; empty cells last, in both directions. Without an order as they came."""
    keys: dict[str, Callable[[dict[str, Any]], Any]] = {
        "tinh": lambda row: fold(row["province"]) if row["province"] else None,
        "chi_tieu": lambda row: fold(row["indicator"]) if row["indicator"] else None,
        "gia_tri": lambda row: row["value"],
        "don_vi": lambda row: fold(row["unit"]) if row["unit"] else None,
        "nam": lambda row: row["year"] or None,
        "van_ban": lambda row: row["number_symbol"] or None,
    }
    if order not in keys:
        return rows
    key = keys[order]
    told = sorted((row for row in rows if key(row) is not None), key=key, reverse=down)
    return told + [row for row in rows if key(row) is None]


def _units(visit: Visit, units: Counter[str], chosen: str) -> list[dict[str, Any]]:
    entries = [("", visit.t("targets.any_unit"), sum(units.values()))]
    entries += [(unit or "-", unit or visit.t("targets.no_unit"), count) for unit, count in units.most_common(30)]
    return [{"value": value, "label": label, "count": count, "chosen": value == chosen} for value, label, count in entries]


def _column(visit: Visit, name: str, order: str, down: bool, asked: dict[str, Any]) -> dict[str, Any]:
    labels_of = ("province_short", "indicator", "value", "unit", "year", "paper")
    label = visit.t(f"column.{labels_of[ORDERS.index(name)]}")
    here = name == order
    link = address("/chi-tieu", **asked, xep=name, chieu="giam" if here and not down else None)
    direction = ("descending" if down else "ascending") if here else None
    return {"label": label, "link": link, "sorted": direction, "arrow": ("↓" if down else "↑") if here else "", "figure": name == "gia_tri"}


def _row(visit: Visit, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "province": row["province"],
        "indicator": row["indicator"] or labels.short(row["raw"] or "", 200),
        "subject": row["subject"] or "",
        "value": labels.target({**row, "unit": "" if row["value"] is not None else row["unit"]}, visit.language),
        "unit": row["unit"] if row["value"] is not None else "",
        "year": row["year"] or "",
        "paper": row["number_symbol"] or labels.short(row["title"] or visit.t("paper.untitled"), 60),
        "issuer": row["issuer"] or "",
        "link": f"{paper_address(row['document_id'], row['part'])}#d-targets-{row['row']}",
    }


def _plot(visit: Visit, rows: list[dict[str, Any]], units: Counter[str], unit: str) -> dict[str, Any]:
    """The dot plot: of one unit, for people and percents have no common scale; of the commonest where none was chosen."""
    numbers = Counter(row["unit"] or "" for row in rows if row["value"] is not None)
    drawn_unit = max(numbers, key=lambda name: (numbers[name], name), default="") if not unit else ("" if unit == "-" else unit)
    drawn = [row for row in rows if (row["unit"] or "") == drawn_unit and row["value"] is not None]
    nowhere = visit.t("targets.no_province")
    plot = dot_plot([(row["province"] or nowhere, row["value"], row["value_max"], row["year"]) for row in drawn])
    newest = list(reversed(plot.years))[:YEARS]
    older = plot.years[:-YEARS]
    legend = [(f"≤ {older[-1]}" if len(older) > 1 else older[0], YEARS)] if older else []
    return {
        "plot": plot,
        "plot_count": sum(len(line.dots) for line in plot.lines),
        "plot_title": visit.t("targets.plot_title", unit=drawn_unit) if drawn_unit else visit.t("targets.plot_title_plain"),
        "years_class": {year: newest.index(year) if year in newest else YEARS for year in ("", *plot.years)},
        "legend": [*legend, *((year, newest.index(year)) for year in reversed(newest))],
        "rows_for_plot": [{"tip": _tip(visit, row)} for row in drawn],
    }


def _tip(visit: Visit, row: dict[str, Any]) -> str:
    parts = (
        row["province"],
        row["year"],
        labels.target(row, visit.language),
        labels.short(row["indicator"] or "", 80),
        row["number_symbol"],
    )
    return " · ".join(part for part in parts if part)
