"""The archive as a whole (kho lưu trữ): how much there is, its tables to take away, what could not be taken in."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Response

from pipeline.archive.searching.onepaper import failures, overview
from pipeline.tables.columns import TABLES
from pipeline.web.pages.page import Visit

MORE = ("files", "sources", "amendments", "doubts", "cited", "failures")


async def show(visit: Visit) -> Response:
    """The page."""

    def question(connection: Any) -> tuple[Any, list[dict[str, Any]]]:
        return overview(connection), failures(connection, 100)

    counts, failed = await visit.pages.ask(question)
    t = visit.t
    return await visit.html(
        "overview.html",
        figures=[(counts[name], t(f"overview.{name}")) for name in ("documents", "citations", "cited", "targets", "provinces")],
        tables=[(name, t(f"table.{name}")) for name in (*TABLES, *MORE)],
        failures=[{"path": row["path"], "said": row["message_vi" if visit.language == "vi" else "message"]} for row in failed],
    )
