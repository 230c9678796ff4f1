"""Targets compared (so sánh chỉ tiêu): indicators across provinces and years, as a table that can be sorted and a dot plot.

All targets that have the words are sorted, counted and drawn together, not only those of the page that is shown; the indicators and units
among them are listed, so that like can be compared with like. Very many are drawn as a span a province.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from datasette.utils.asgi import Response

from pipeline.archive.searching.targets import Aim, Compact, Compared, aims, compared
from pipeline.vietnamese.normalize import fold
from pipeline.web.drawing.dotplot import DotPlot, dot_plot
from pipeline.web.pages import download, labels
from pipeline.web.pages import filters as filtering
from pipeline.web.pages.page import LETTERS, Visit, address, paper_address

SHOWN = 50

MOST = 10_000
"""Targets that are compared at once."""

DRAWN = 800
"""Different dots that are drawn one by one."""

LISTED = 12
"""Indicators that are offered, the most frequent."""

ORDERS = ("tinh", "chi_tieu", "gia_tri", "don_vi", "nam", "van_ban")
"""Columns of the table by which it can be sorted."""

EXAMPLES = ("hài lòng", "hồ sơ trực tuyến", "giảm nghèo", "đúng hạn")

_YEAR = re.compile(r"(?:19|20)\d\d")

YEARS = 5
"""Years with a colour of their own, the newest; older ones share the sixth."""

NONE = "-"
"""What stands in an address for targets without a unit or an indicator."""


async def show(visit: Visit) -> Response:
    """The page. Without a question and filters only its form: all targets of an archive have nothing in common."""
    q, given = visit.text("q"), filtering.asked(visit)
    indicator, unit = visit.text("chi_tieu", 500), visit.text("don_vi", 100)
    page, order, down = visit.number("trang", 1, 1, MOST), visit.text("xep", 20), visit.text("chieu", 5) == "giam"
    wanted, form = filtering.filters(given), download.form(visit)

    def question(connection: Any) -> Response | tuple[Compared, list[Compact], int, tuple[Aim, ...]]:
        nonlocal indicator, unit
        found = compared(connection, q, wanted, MOST) if q or given else Compared(0)
        # What was chosen for an earlier question and none of these has is no longer asked for.
        indicator = indicator if any(_is(row.indicator, indicator) for row in found.rows) else ""
        unit = unit if any(_is(row.unit, unit) for row in found.rows) else ""
        kept = ordered(_chosen(found.rows, indicator, unit), order, down)
        if form:
            download.take_time(connection)
            return download.file(aims(connection, (row.id for row in kept)), Aim, form, "chi-tieu")
        at = min(page, max(1, -(-len(kept) // SHOWN)))
        return found, kept, at, aims(connection, (row.id for row in kept[(at - 1) * SHOWN : at * SHOWN]))

    told = await visit.pages.ask(question)
    if isinstance(told, Response):
        return told
    found, kept, page, shown = told
    asked = {"q": q, **given, "chi_tieu": indicator, "don_vi": unit}
    here = address("/chi-tieu", **asked, xep=order, chieu="giam" if down else None)
    return await visit.html(
        "targets.html",
        q=q,
        asked=bool(q or given),
        kept=[*given.items(), *([("chi_tieu", indicator)] if indicator else [])],
        chips=_chips(visit, given, indicator, q, unit),
        units=_units(visit, found.rows, indicator, unit),
        indicators=_indicators(visit, found.rows, asked) if not indicator else [],
        examples=EXAMPLES,
        notes=_notes(visit, found),
        rows=[_row(visit, row) for row in shown],
        total=len(kept) if unit or indicator else found.total,
        columns=[_column(visit, name, order, down, asked) for name in ORDERS],
        files=download.links(here),
        page=page,
        pages=-(-len(kept) // SHOWN),
        page_link=lambda number: address("/chi-tieu", **asked, xep=order, chieu="giam" if down else None, trang=number),
        **_plot(visit, kept, unit),
    )


def _chosen(rows: Sequence[Compact], indicator: str, unit: str) -> list[Compact]:
    return [row for row in rows if _is(row.unit, unit) and _is(row.indicator, indicator)]


def _is(told: str | None, chosen: str) -> bool:
    return not chosen or (told or NONE) == chosen


def _year(row: Compact) -> str | None:
    told = _YEAR.search(row.target_year or "")  # also 'hàng năm', 'giai đoạn 2021-2025'
    return told[0] if told else str(row.year) if row.year else None


def _notes(visit: Visit, found: Compared) -> list[str]:
    notes = [visit.t("search.cut", letters=LETTERS)] if len(visit.request.args.get("q") or "") > LETTERS else []
    if found.total > len(found.rows):
        notes.append(visit.t("targets.most", most=MOST, total=found.total))
    return [*notes, found.note[1 if visit.language == "vi" else 0]] if found.note else notes


def ordered(rows: list[Compact], order: str, down: bool) -> list[Compact]:
    """The rows by a column; empty cells last, in both directions. Without an order as they came."""
    keys: dict[str, Callable[[Compact], Any]] = {
        "tinh": lambda row: fold(row.province) if row.province else None,
        "chi_tieu": lambda row: fold(row.indicator) if row.indicator else None,
        "gia_tri": lambda row: row.value,
        "don_vi": lambda row: fold(row.unit) if row.unit else None,
        "nam": _year,
        "van_ban": lambda row: row.number_symbol or None,
    }
    if order not in keys:
        return rows
    told = [(keys[order](row), row) for row in rows]
    by_key = sorted(((key, row) for key, row in told if key is not None), key=lambda pair: pair[0], reverse=down)
    return [row for _, row in by_key] + [row for key, row in told if key is None]


def _chips(visit: Visit, given: dict[str, str], indicator: str, q: str, unit: str) -> list[dict[str, str]]:
    chips = filtering.chips(visit, given, "/chi-tieu", q=q, chi_tieu=indicator, don_vi=unit)
    if indicator:
        name = visit.t("targets.no_indicator") if indicator == NONE else labels.short(indicator, 100)
        chips.append({"label": f"{visit.t('column.indicator')}: {name}", "link": address("/chi-tieu", q=q, **given, don_vi=unit)})
    if unit:
        name = visit.t("targets.no_unit") if unit == NONE else unit
        chips.append({"label": f"{visit.t('targets.unit')}: {name}", "link": address("/chi-tieu", q=q, **given, chi_tieu=indicator)})
    return chips


def _indicators(visit: Visit, rows: Sequence[Compact], asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The indicators among the targets, the most frequent; [] where there is but one."""
    counts = Counter(row.indicator or NONE for row in rows if _is(row.unit, asked["don_vi"]))
    if len(counts) < 2:
        return []
    return [
        {
            "label": visit.t("targets.no_indicator") if name == NONE else labels.short(name, 100),
            "count": count,
            "link": address("/chi-tieu", **{**asked, "chi_tieu": name}),
        }
        for name, count in counts.most_common(LISTED)
    ]


def _units(visit: Visit, rows: Sequence[Compact], indicator: str, chosen: str) -> list[dict[str, Any]]:
    units = Counter(row.unit or "" for row in rows if _is(row.indicator, indicator))
    entries = [("", visit.t("targets.any_unit"), sum(units.values()))]
    entries += [(unit or NONE, unit or visit.t("targets.no_unit"), count) for unit, count in units.most_common(30)]
    return [{"value": value, "label": label, "count": count, "chosen": value == chosen} for value, label, count in entries]


def _column(visit: Visit, name: str, order: str, down: bool, asked: dict[str, Any]) -> dict[str, Any]:
    labels_of = ("province_short", "indicator", "value", "unit", "year", "paper")
    label = visit.t(f"column.{labels_of[ORDERS.index(name)]}")
    here = name == order
    link = address("/chi-tieu", **asked, xep=name, chieu="giam" if here and not down else None)
    direction = ("descending" if down else "ascending") if here else None
    return {"label": label, "link": link, "sorted": direction, "arrow": ("↓" if down else "↑") if here else "", "figure": name == "gia_tri"}


def _row(visit: Visit, row: Aim) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ("comparator", "value", "value_max", "raw")}
    told = _YEAR.search(row.target_year or "")
    return {
        "province": row.province,
        "indicator": row.indicator or labels.short(row.raw or "", 200),
        "subject": row.subject or "",
        "value": labels.target({**shown, "unit": "" if row.value is not None else row.unit}, visit.language),
        "unit": row.unit if row.value is not None else "",
        "year": told[0] if told else row.year or "",
        "paper": row.number_symbol or labels.short(row.title or visit.t("paper.untitled"), 60),
        "issuer": row.issuer or "",
        "link": f"{paper_address(row.document_id, row.part)}#d-targets-{row.row}",
    }


def _plot(visit: Visit, rows: Sequence[Compact], unit: str) -> dict[str, Any]:
    """The dot plot: of one unit, for people and percents have no common scale; of the commonest where none was chosen.

    Of very many targets those of the commonest indicator alone, for the span of what has nothing in common would tell nothing.
    """
    numbers = Counter(row.unit or "" for row in rows if row.value is not None)
    drawn_unit = max(numbers, key=lambda name: (numbers[name], name), default="") if not unit else ("" if unit == NONE else unit)
    drawn = [row for row in rows if (row.unit or "") == drawn_unit and row.value is not None]
    title = visit.t("targets.plot_title", unit=drawn_unit) if drawn_unit else visit.t("targets.plot_title_plain")
    dots = _same(visit, drawn)
    indicators = Counter(row.indicator for row in drawn)
    if len(dots) > DRAWN and len(indicators) > 1:
        commonest = max(indicators, key=lambda name: (indicators[name], name or ""))
        drawn = [row for row in drawn if row.indicator == commonest]
        name = labels.short(commonest or visit.t("targets.no_indicator"), 100)
        title = f"{name[0].upper()}{name[1:]} – {title[0].lower()}{title[1:]}"
        dots = _same(visit, drawn)
    shared = {"plot_title": title, "plot_count": len(drawn)}
    return shared | (_spans(visit, drawn) if len(dots) > DRAWN else _dots(visit, dots, drawn_unit))


def _same(visit: Visit, rows: Sequence[Compact]) -> dict[Dot, list[Compact]]:
    """The targets by the dot that stands for them."""
    nowhere = visit.t("targets.no_province")
    dots: dict[Dot, list[Compact]] = {}
    for row in rows:
        dots.setdefault((row.province or nowhere, row.value or 0.0, row.value_max, _year(row)), []).append(row)
    return dots


Dot = tuple[str, float, float | None, str | None]
"""Province, value, end of the range, year."""


def _dots(visit: Visit, dots: dict[Dot, list[Compact]], unit: str) -> dict[str, Any]:
    """A dot for all targets that say the same, coloured by year."""
    plot = dot_plot(list(dots))
    newest = list(reversed(plot.years))[:YEARS]
    older = plot.years[:-YEARS]
    legend = [(f"≤ {older[-1]}" if len(older) > 1 else older[0], YEARS)] if older else []
    return {
        "plot": plot,
        "years_class": {year: newest.index(year) if year in newest else YEARS for year in ("", *plot.years)},
        "legend": [*legend, *((year, newest.index(year)) for year in reversed(newest))],
        "tips": [_tip(visit, dot, rows, unit) for dot, rows in dots.items()],
    }


def _tip(visit: Visit, dot: Dot, rows: Sequence[Compact], unit: str) -> str:
    province, value, high, year = dot
    shown = labels.target({"comparator": None, "value": value, "value_max": high, "unit": unit, "raw": ""}, visit.language)
    indicator, number = labels.short(rows[0].indicator or "", 80), rows[0].number_symbol
    more = visit.t("targets.more", count=len(rows) - 1) if len(rows) > 1 else None
    return " · ".join(part for part in (province, year, shown, indicator, number, more) if part)


def _spans(visit: Visit, rows: Sequence[Compact]) -> dict[str, Any]:
    """A line a province: from its smallest to its largest value, with the one in the middle."""
    nowhere = visit.t("targets.no_province")
    by_province: dict[str, list[float]] = {}
    for row in rows:
        by_province.setdefault(row.province or nowhere, []).extend(end for end in (row.value, row.value_max) if end is not None)
    drawn: list[Dot] = []
    tips: list[str] = []
    for province, values in by_province.items():
        values.sort()
        low, middle, high = values[0], values[len(values) // 2], values[-1]
        drawn += [(province, low, high, "1"), (province, middle, None, "2")]
        tips += [visit.t("targets.span", province=province, low=low, middle=middle, high=high)] * 2
    plot: DotPlot = dot_plot(drawn)
    return {
        "plot": plot,
        "years_class": {"": YEARS, "1": YEARS, "2": 0},
        "legend": [(visit.t("targets.ends"), YEARS), (visit.t("targets.middle"), 0)] if plot.lines else [],
        "tips": tips,
    }
