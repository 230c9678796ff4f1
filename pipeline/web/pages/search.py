"""The search (tìm kiếm): one box, filters with counts, hits with their passage and the part of the page where it stands."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Response

from pipeline.archive.searching.cited import CitedDocument, called
from pipeline.archive.searching.onepaper import newest
from pipeline.archive.searching.search import facets as counted
from pipeline.archive.searching.search import search
from pipeline.web.pages import filters as filtering
from pipeline.web.pages.page import LETTERS, Visit, address, cited_address, paper_address

SHOWN = 20

FURTHEST = 500
"""The last page of hits that is shown: nobody reads the ten thousandth, and to skip so many takes time."""

MEANT = 3
"""Cited documents that are told above the hits where a number or a law's name was typed."""

EXAMPLES = ("thi đua khen thưởng", "nghi dinh", "34-CT/TW", "chuyển đổi số")


async def show(visit: Visit) -> Response:
    """The start page, or a page of hits."""
    q, given = visit.text("q"), filtering.asked(visit)
    wanted, page = filtering.filters(given), visit.number("trang", 1, 1, FURTHEST)

    def question(connection: Any) -> tuple[int, list[dict[str, Any]], Any, Any, list[CitedDocument]]:
        facets = counted(connection, q, wanted)
        if not q and not given:
            total, rows = newest(connection, SHOWN, (page - 1) * SHOWN)
            return total, [_newest(row) for row in rows], None, facets, []
        results = search(connection, q, wanted, limit=SHOWN, offset=(page - 1) * SHOWN)
        meant = called(connection, q) if page == 1 else []
        return results.total, [_hit(hit) for hit in results.hits], results.note, facets, meant

    total, hits, note, facets, meant = await visit.pages.ask(question)
    if not q and not given and total == 0:
        return await visit.html("empty.html")
    pages = min(FURTHEST, -(-total // SHOWN))
    if page > max(pages, 1):
        return Response.redirect(address("/", q=q, **given, trang=pages if pages > 1 else None))
    return await visit.html(
        "search.html",
        q=q,
        asked=bool(q or given),
        kept=list(given.items()),
        examples=EXAMPLES,
        chips=filtering.chips(visit, given, "/", q=q),
        facets=[_facet(visit, name, field, facets.get(field, ()), given) for name, field in filtering.FACETS],
        facet_link=lambda name, entry: address("/", q=q, **{**given, name: None if entry["chosen"] else entry["value"]}),
        total=total,
        hits=hits,
        first=(page - 1) * SHOWN + 1,
        notes=_notes(visit, note),
        meant=[(one.name, one.title, one.papers, cited_address(one.name)) for one in meant[:MEANT]],
        all_meant=(len(meant), address("/vien-dan", q=q)) if len(meant) > MEANT else None,
        page=page,
        pages=pages,
        page_link=lambda number: address("/", q=q, **given, trang=number),
    )


def _notes(visit: Visit, note: tuple[str, str] | None) -> list[str]:
    notes = [visit.t("search.cut", letters=LETTERS)] if len(visit.request.args.get("q") or "") > LETTERS else []
    return [*notes, note[1 if visit.language == "vi" else 0]] if note else notes


def _facet(visit: Visit, name: str, field: str, entries: Any, given: dict[str, str]) -> dict[str, Any]:
    shown = [
        {"value": value, "label": filtering.shown(visit, field, value), "count": count, "chosen": given.get(name) == str(value)}
        for value, count in entries
        if value not in (None, "")
    ]
    if field == "year":
        shown.sort(key=lambda entry: -int(entry["value"]))
    return {"title": visit.t(f"facet.{field}"), "name": name, "entries": shown, "open": name in filtering.OPEN_FACETS or name in given}


def _hit(hit: Any) -> dict[str, Any]:
    link = paper_address(hit.document_id, hit.part)
    picture = None
    if hit.page is not None:
        link += f"#trang-{hit.page}"
        picture = f"/van-ban/{hit.document_id}/{hit.part}/doan/{hit.start}-{hit.end}.jpg" if hit.end and hit.end > hit.start else None
    names = ("source", "doc_type", "number_symbol", "date", "issuer", "province", "title", "snippet", "page", "exact")
    return {name: getattr(hit, name) for name in names} | {"link": link, "picture": picture}


def _newest(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"snippet": (), "page": None, "exact": True, "link": paper_address(row["document_id"], row["part"]), "picture": None}
