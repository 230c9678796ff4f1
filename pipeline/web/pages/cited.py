"""One cited document (viện dẫn): who cites it, where on the tile map, when, in which sentence; what it is cited together with."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Response

from pipeline.archive import questions
from pipeline.errors import NotFound
from pipeline.web.drawing.tilemap import Era, tile_map
from pipeline.web.drawing.timeline import time_line
from pipeline.web.language import day
from pipeline.web.pages import filters as filtering
from pipeline.web.pages import labels
from pipeline.web.pages.page import Visit, address, cited_address, paper_address

SHOWN, FURTHEST = 20, 500

TOGETHER = 12


async def show(visit: Visit) -> Response:
    """The page of a cited document, by its canonical key."""
    name = visit.path("key")
    given, page = filtering.asked(visit), visit.number("trang", 1, 1, FURTHEST)
    wanted = filtering.filters(given)

    def question(connection: Any) -> dict[str, Any]:
        facts = questions.cited_facts(connection, name)
        if facts is None:
            raise NotFound(detail=labels.short(name, 120))
        return {
            "facts": facts,
            "then": questions.by_province(connection, name),
            "now": questions.by_province(connection, name, now=True),
            "dates": questions.by_year(connection, name),
            "together": questions.together_with(connection, name, TOGETHER),
            "citations": questions.citations(connection, name, wanted, limit=SHOWN, offset=(page - 1) * SHOWN),
        }

    found = await visit.pages.ask(question)
    return await visit.html("cited.html", **_context(visit, name, found, given, page))


def _context(visit: Visit, name: str, found: dict[str, Any], given: dict[str, str], page: int) -> dict[str, Any]:
    t, facts = visit.t, found["facts"]
    total, rows = found["citations"]
    chosen = {"now": given.get("tinh_nay"), "then": given.get("tinh")}
    provinces_now = sum(1 for province in found["now"] if province)
    return {
        "name": facts["name"],
        "heading": facts["canonical_id"] or facts["name"],
        "subtitle": facts["title"],
        "facts": _facts(visit, facts),
        "warnings": [],
        "figures": [
            (facts["papers"], t("cited.figure.papers")),
            (facts["citations"], t("cited.figure.citations")),
            (provinces_now, t("cited.figure.provinces")),
        ],
        "era": "then" if chosen["then"] else "now",
        "maps": [_map(visit, name, era, found[era], chosen[era]) for era in ("now", "then")],
        "line": time_line(found["dates"]),
        "together": [{"name": other, "count": count, "link": cited_address(other)} for other, count in found["together"]],
        "chips": filtering.chips(visit, given, cited_address(name)),
        "total": total,
        "csv": address("/kho/citations.csv", canonical_key=facts["canonical_key"], _stream="on"),
        "json": address("/kho/citations.json", canonical_key=facts["canonical_key"], _shape="objects"),
        "citations": [_citation(visit, row) for row in rows],
        "first": (page - 1) * SHOWN + 1,
        "page": page,
        "pages": min(FURTHEST, -(-total // SHOWN)),
        "page_link": lambda number: cited_address(name, **given, trang=number),
    }


def _facts(visit: Visit, facts: dict[str, Any]) -> list[str]:
    shown = [facts.get("jurisdiction") or ""]
    if facts.get("register_date"):
        issuer = facts.get("register_issuer") or ""
        shown.append(visit.t("cited.register", date=day(facts["register_date"], visit.language), issuer=issuer).rstrip(", "))
    return [fact for fact in shown if fact]


def _map(visit: Visit, name: str, era: Era, counts: dict[str | None, int], chosen: str | None) -> dict[str, Any]:
    known = {province: count for province, count in counts.items() if province}
    drawn = tile_map(known, era)
    filter_name = "tinh_nay" if era == "now" else "tinh"
    return {
        "era": era,
        "drawn": drawn,
        "caption": visit.t("cited.map.caption", era=visit.t(f"map.{era}")),
        "rows": sorted(known.items(), key=lambda row: (-row[1], row[0])),
        "none": sum(count for province, count in counts.items() if not province),
        "link": lambda province: cited_address(name, **{filter_name: province}),
        "chosen": chosen,
    }


def _citation(visit: Visit, row: Any) -> dict[str, Any]:
    cells = dict(row)
    return cells | {
        "link": f"{paper_address(cells['document_id'], cells['part'])}#d-citations-{cells['row']}",
        "flags": [labels.flag(visit.t, flag, "citations") for flag in cells.get("flags") or ()],
    }


async def most(visit: Visit) -> Response:
    """The documents that are cited most, or those whose number or name has the words."""
    q, page = visit.text("q"), visit.number("trang", 1, 1, FURTHEST)
    total, rows = await visit.pages.ask(lambda connection: questions.most_cited(connection, q, limit=50, offset=(page - 1) * 50))
    largest = max([1, *(row["papers"] for row in rows)])
    return await visit.html(
        "most_cited.html",
        q=q,
        rows=[
            {**row, "link": cited_address(row["name"]), "share": round(100 * row["papers"] / largest), "provinces": row.get("provinces")}
            for row in map(dict, rows)
        ],
        notes=[],
        page=page,
        pages=min(FURTHEST, -(-total // 50)),
        page_link=lambda number: address("/vien-dan", q=q, trang=number),
    )
