"""What a person should look at first (cần xem lại): the doubts of all papers, heaviest first, each with its cutting of the page."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Response

from pipeline.archive.amending.doubts import Doubt, reason
from pipeline.archive.reviewing.review import count, doubts
from pipeline.web.pages import labels
from pipeline.web.pages.page import Visit, address, paper_address

SHOWN = 20

FURTHEST = 200
"""The last page of the list: who has looked at some thousand places sees the next ones come up."""


async def show(visit: Visit) -> Response:
    """A page of the list."""
    page, store = visit.number("trang", 1, 1, FURTHEST), visit.pages.store
    rows, total = await visit.pages.work(lambda: (doubts(store, SHOWN, offset=(page - 1) * SHOWN), count(store)))
    return await visit.html(
        "review.html",
        doubts=[_doubt(visit, row) for row in rows],
        total=total,
        first=(page - 1) * SHOWN + 1,
        page=page,
        pages=min(FURTHEST, -(-total // SHOWN)),
        page_link=lambda number: address("/xem-lai", trang=number),
        notes=[visit.t("correct.saved")] if visit.request.args.get("da_luu") else [],
    )


def _doubt(visit: Visit, row: Doubt) -> dict[str, Any]:
    words = reason(row.reason, "documents" if row.reason == "unplaced" else row.table)
    document_id, part, table, value = row.document_id, row.part, row.table, row.value
    correctable = row.reason != "unplaced" and (table == "documents" or table in labels.CORRECTABLE)
    edges = ",".join(map(str, row.box)) if row.box else None
    return {
        "reason": words.vi if visit.language == "vi" else words.en,
        "column": f"{visit.t(f'table.{table}')} – {labels.said(visit.t, 'column', row.column)}",
        "value": labels.short("; ".join(map(str, value)) if isinstance(value, list) else str(value), 200)
        if value not in (None, "")
        else "",
        "note": row.note,
        "source": row.source,
        "page": row.page,
        "picture": address(f"/van-ban/{document_id}/cat/{row.page}.jpg", o=edges) if row.page else None,
        "link": f"{paper_address(document_id, part)}#d-{table}-{row.row}",
        "correct": address(f"/van-ban/{document_id}/{part}/sua", bang=table, dong=row.row, cot=row.column, ve=1) if correctable else None,
    }
