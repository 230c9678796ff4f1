"""One cited document (viện dẫn): who cites it, where on the tile map, when, in which sentence; what it is cited together with."""

from __future__ import annotations

from typing import Any, NamedTuple

from datasette.utils.asgi import Response

from pipeline.archive.searching import questions
from pipeline.archive.searching.cited import CitedDocument, found
from pipeline.errors import NotFound
from pipeline.vietnamese.normalize import fold
from pipeline.web.drawing.tilemap import Era, tile_map
from pipeline.web.drawing.timeline import time_line
from pipeline.web.language import day, number
from pipeline.web.pages import download, labels
from pipeline.web.pages import filters as filtering
from pipeline.web.pages.page import Visit, address, cited_address, paper_address

SHOWN, FURTHEST = 20, 500

TOGETHER, LISTED = 12, 50


async def show(visit: Visit) -> Response:
    """The page of a cited document, by its name; by words that mean it, that page; by words that mean several, their list."""
    name = visit.path("key")
    given, page = filtering.asked(visit), visit.number("trang", 1, 1, FURTHEST)
    wanted, form, joined = filtering.filters(given), download.form(visit), visit.text("gop", 5) == "1"

    def question(connection: Any) -> Response | Told:
        facts = questions.cited_facts(connection, name)
        if facts is None:
            return _elsewhere(name, found(connection, name))
        names = (name, *(other.name for other in facts.other_forms)) if joined else (name,)
        if form:
            download.take_time(connection)
            rows = questions.citations(connection, named=names, filters=wanted, limit=None).rows
            return download.file(rows, questions.Citing, form, "vien-dan")
        narrowed = questions.citations(connection, named=names, filters=wanted, limit=SHOWN, offset=(page - 1) * SHOWN)
        counts = questions.counts_of(connection, *names) if wanted else narrowed.counts
        return Told(facts, narrowed, counts, questions.together_with(connection, name, TOGETHER), len(names) > 1)

    told = await visit.pages.ask(question)
    if isinstance(told, Response):
        return told
    if page > (pages := max(1, _pages(told.narrowed))):
        return Response.redirect(cited_address(told.facts.document.name, **given, **_kept(told), trang=pages if pages > 1 else None))
    return await visit.html("cited.html", **_context(visit, told, given, page))


def _pages(narrowed: questions.Citations) -> int:
    return min(FURTHEST, -(-narrowed.total // SHOWN))


def _elsewhere(name: str, meant: list[CitedDocument]) -> Response:
    """Where words lead that are no document's name: to the one that they mean, or to the list of those. Raises `NotFound`."""
    if not meant:
        raise NotFound(detail=labels.short(name, 120))
    return Response.redirect(cited_address(meant[0].name) if len(meant) == 1 else address("/vien-dan", q=name[:200]))


class Told(NamedTuple):
    """What the index says: of the document, of the citations that the filters leave, of all of them, of its company.

    `joined`: citations are those of the document's other forms too (`cited.other_forms`), as `kehoach cite` counts them.
    """

    facts: questions.Facts
    narrowed: questions.Citations
    counts: questions.Counts
    together: list[tuple[CitedDocument, float]]
    joined: bool


def _kept(told: Told) -> dict[str, str]:
    """What further addresses keep: whether other forms of the document are counted too."""
    return {"gop": "1"} if told.joined else {}


def _context(visit: Visit, told: Told, given: dict[str, str], page: int) -> dict[str, Any]:
    t, one, counts, narrowed = visit.t, told.facts.document, told.counts, told.narrowed
    chosen = {"now": given.get("tinh_nay"), "then": given.get("tinh")}
    by_era: dict[Era, tuple[tuple[str, int], ...]] = {"now": counts.by_province_2025, "then": counts.by_province}
    years: dict[str | None, int] = {str(year): count for year, count in counts.by_year}
    years[None] = counts.papers - sum(years.values())
    return {
        "name": one.name,
        "heading": one.canonical_id or one.name,
        "subtitle": _title(told.facts),
        "facts": _facts(visit, told.facts),
        "forms": [(form.name, form.papers, cited_address(form.name)) for form in told.facts.other_forms],
        "joined": told.joined,
        "joining": cited_address(one.name, **given, gop=None if told.joined else 1),
        "warnings": _warnings(visit, told.facts),
        "figures": [
            (counts.papers, t("cited.figure.papers")),
            (counts.citations, t("cited.figure.citations")),
            (len(counts.by_province_2025), t("cited.figure.provinces")),
        ],
        "era": "then" if chosen["then"] else "now",
        "maps": [_map(visit, told, era, dict(by_era[era]), chosen[era]) for era in ("now", "then")],
        "line": time_line(years),
        "together": [
            {
                "name": other.name if other.canonical_id == one.canonical_id else other.canonical_id,
                "share": max(1, round(100 * share)),
                "link": cited_address(other.name),
            }
            for other, share in told.together
        ],
        "chips": filtering.chips(visit, given, cited_address(one.name), **_kept(told)),
        "total": narrowed.total,
        "files": download.links(cited_address(one.name, **given, **_kept(told))),
        "citations": [_citation(visit, row) for row in narrowed.rows],
        "first": (page - 1) * SHOWN + 1,
        "page": page,
        "pages": _pages(narrowed),
        "page_link": lambda number: cited_address(one.name, **given, **_kept(told), trang=number),
    }


def _title(facts: questions.Facts) -> str | None:
    """What it is about: as the register has it, else as most papers say."""
    known = facts.register.name if facts.register else None
    return known or (facts.titles[0][0] if facts.titles else facts.document.title)


def _facts(visit: Visit, facts: questions.Facts) -> list[str]:
    one, known = facts.document, facts.register
    kind = filtering.shown(visit, "doc_type", one.doc_type) if one.doc_type else None
    date = known.date if known else facts.dates[0][0] if facts.dates else None
    issuer = known.issuer if known else facts.issuers[0][0] if facts.issuers else None
    place = one.jurisdiction if one.jurisdiction != "trung ương" else None
    return [fact for fact in (kind, day(date, visit.language), issuer, place) if fact]


def _warnings(visit: Visit, facts: questions.Facts) -> list[str]:
    """That it was replaced; dates that contradict one another, of which some were misread or mistyped."""
    known = facts.register
    warnings = []
    if known and known.replaced_by:
        since = day(known.replaced_on, visit.language)
        warnings.append(visit.t("cited.replaced_since" if since else "cited.replaced", by=known.replaced_by, since=since))
    days = [(date, count) for date, count in facts.dates if len(date) == 10]
    if len(days) < 2:
        return warnings
    shown = "; ".join(f"{day(date, visit.language)} ({number(count, visit.language)})" for date, count in days[:6])
    return [*warnings, visit.t("cited.dates", dates=shown)]


def _map(visit: Visit, told: Told, era: Era, counts: dict[str, int], chosen: str | None) -> dict[str, Any]:
    filter_name = "tinh_nay" if era == "now" else "tinh"
    return {
        "era": era,
        "drawn": tile_map(counts, era),
        "caption": visit.t("cited.map.caption", era=visit.t(f"map.{era}")),
        "rows": sorted(counts.items(), key=lambda row: (-row[1], fold(row[0]))),
        "none": told.counts.papers - sum(counts.values()),
        "link": lambda province: cited_address(told.facts.document.name, **{filter_name: province}, **_kept(told)),
        "chosen": chosen,
    }


def _citation(visit: Visit, row: Any) -> dict[str, Any]:
    names = ("doc_type", "number_symbol", "date", "issuer", "province", "title", "relation", "page")
    return {name: getattr(row, name) for name in names} | {
        "doc_type_name": filtering.shown(visit, "doc_type", row.doc_type) if row.doc_type else None,
        "sentence": marked(row.sentence, row.raw),
        "link": f"{paper_address(row.document_id, row.part)}#d-citations-{row.row}",
        "flags": [labels.flag(visit.t, flag, "citations") for flag in row.flags],
    }


def marked(sentence: str, words: str) -> list[tuple[str, bool]]:
    """The sentence in pieces, those of the words marked.

    >>> marked("Thực hiện Chỉ thị 34-CT/TW; báo cáo.", "Chỉ thị\\n34-CT/TW")
    [('Thực hiện ', False), ('Chỉ thị 34-CT/TW', True), ('; báo cáo.', False)]
    """
    before, found_there, after = sentence.partition(" ".join(words.split()))
    return [(before, False), (found_there, True), (after, False)] if found_there else [(sentence, False)]


async def most(visit: Visit) -> Response:
    """The documents that are cited most, or those that the words mean."""
    q, page = visit.text("q"), visit.number("trang", 1, 1, FURTHEST)
    found_rows = await visit.pages.ask(lambda connection: questions.most_cited(connection, q, LISTED + 1, (page - 1) * LISTED))
    rows = found_rows[:LISTED]
    largest = max([1, *(row.papers for row in rows)])
    return await visit.html(
        "most_cited.html",
        q=q,
        rows=[
            {
                "name": row.name,
                "title": row.title,
                "papers": row.papers,
                "citations": row.citations,
                "link": cited_address(row.name),
                "share": round(100 * row.papers / largest),
            }
            for row in rows
        ],
        notes=[],
        page=page,
        more=len(found_rows) > LISTED,
        page_link=lambda number: address("/vien-dan", q=q, trang=number),
    )
