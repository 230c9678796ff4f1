"""What a person should look at first (cần xem lại): the doubts of all papers, heaviest first, each with its cutting of the page."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Response

from pipeline.archive.doubts import reason
from pipeline.web.pages import labels
from pipeline.web.pages.page import Visit, address, paper_address

SHOWN = 20

COLUMNS = ("document_id", "part", "source", "table", "row", "column", "value", "reason", "note", "page", "box")

COUNTED = 100_000
"""Doubts that are counted at most."""


async def show(visit: Visit) -> Response:
    """A page of the list."""
    page = visit.number("trang", 1, 1, COUNTED // SHOWN)
    total, rows = await visit.pages.ask(lambda connection: _asked(connection, page))
    return await visit.html(
        "review.html",
        doubts=[_doubt(visit, row) for row in rows],
        total=total,
        first=(page - 1) * SHOWN + 1,
        page=page,
        pages=-(-total // SHOWN),
        page_link=lambda number: address("/xem-lai", trang=number),
        notes=[visit.t("correct.saved")] if visit.request.args.get("da_luu") else [],
    )


def _asked(connection: Any, page: int) -> tuple[int, list[dict[str, Any]]]:
    from pipeline.archive.onepaper import doubts_by_weight

    return doubts_by_weight(connection, SHOWN, (page - 1) * SHOWN)


def _doubt(visit: Visit, row: dict[str, Any]) -> dict[str, Any]:
    words = reason(row["reason"], "documents" if row["reason"] == "unplaced" else row["table"])
    document_id, part, table = row["document_id"], row["part"], row["table"]
    value = row["value"]
    correctable = row["reason"] != "unplaced" and (table == "documents" or table in labels.CORRECTABLE)
    edges = ",".join(map(str, row["box"])) if row["box"] else None
    return {
        "reason": words.vi if visit.language == "vi" else words.en,
        "column": f"{visit.t(f'table.{table}')} – {labels.said(visit.t, 'column', row['column'])}",
        "value": labels.short("; ".join(map(str, value)) if isinstance(value, list) else str(value), 200)
        if value not in (None, "")
        else "",
        "note": row["note"],
        "source": row["source"],
        "page": row["page"],
        "picture": address(f"/van-ban/{document_id}/cat/{row['page']}.jpg", o=edges) if row["page"] else None,
        "raw": None,
        "link": f"{paper_address(document_id, part)}#d-{table}-{row['row']}",
        "correct": address(f"/van-ban/{document_id}/{part}/sua", bang=table, dong=row["row"], cot=row["column"], ve=1)
        if correctable
        else None,
    }
