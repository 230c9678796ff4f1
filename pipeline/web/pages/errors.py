"""Pages that say what went wrong, calmly, in the visitor's language; never a traceback, never a path of this machine."""

from __future__ import annotations

import logging
import sqlite3
from typing import Any

from datasette.utils.asgi import Response
from datasette.views.base import DatasetteError
from markupsafe import escape

from pipeline.errors import KehoachError
from pipeline.web import language as speech
from pipeline.web import security
from pipeline.web.pages.page import Visit, language_of, status_of

log = logging.getLogger("kehoach.web")

MISUNDERSTOOD = (
    DatasetteError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, OverflowError, sqlite3.OperationalError,
    sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError, sqlite3.DataError,
)  # fmt: skip
"""What Datasette's table pages raise for an address that they do not understand (`?_next=x`, `?_through=…`): no fault of ours."""


async def answer(pages: Any, request: Any, error: Exception) -> Response:
    """The page (or, for an address that ends in .json, the JSON) that tells of an error."""
    status = status_of(error)
    if status == 500 and security.of_tables(request.path) and isinstance(error, MISUNDERSTOOD):
        status = 400
    if status >= 500 and status != 503:
        log.error("%s %s", request.method, request.path, exc_info=error)
    visit = Visit(pages, request, language_of(request.scope, pages.asked.language))
    reason = _reason(error, visit.language) if status < 500 or isinstance(error, KehoachError) else ""
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "status": status, "error": reason or visit.t(f"error.{_known(status)}.title")}, status=status)
    return await visit.html("error.html", status=status, status_shown=status, kind=_known(status), reason=reason)


async def forbidden(pages: Any, request: Any) -> Response:
    """The page for what is switched off."""
    visit = Visit(pages, request, language_of(request.scope, pages.asked.language))
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "status": 403, "error": visit.t("error.403.title")}, status=403)
    return await visit.html("error.html", status=403, status_shown=403, kind="403", reason="")


def _known(status: int) -> str:
    return str(status) if status in (400, 401, 403, 404, 405, 413, 421, 503) else "400" if 400 <= status < 500 else "500"


def _reason(error: Exception, language: str) -> str:
    """What our own error says, without the path in front of it; Datasette's for a bad request (a column that does not exist)."""
    if isinstance(error, KehoachError):
        return type(error)(detail=error.detail).message(language) if error.detail else ""
    if getattr(error, "message_is_html", False):
        return ""
    if isinstance(error, MISUNDERSTOOD) and not isinstance(error, DatasetteError):
        return ""  # Python's or SQLite's words: nothing that a visitor could act on
    message = str(getattr(error, "message", "") or (error.args[0] if error.args else ""))
    return "" if message in ("404", "") else message[:300]


_BARE = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/-/giao-dien/kehoach.css"></head>
<body class="bare"><main id="noi-dung" class="narrow">
<p class="eyebrow">kehoach</p><h1>{title}</h1><p class="lead">{text}</p>{more}
</main></body></html>
"""


def refusal_page(language: str, status: int) -> tuple[bytes, dict[str, str]]:
    """The page of a request that was turned away at the door, and its headers. Made without the archive."""
    t = speech.words(language)
    more = f'<p><a class="button" href="/vao">{escape(t("entry.link"))}</a></p>' if status == 401 else ""
    title, text = t(f"error.{_known(status)}.title"), t(f"error.{_known(status)}.text")
    headers = {"www-authenticate": 'Bearer realm="kehoach"'} if status == 401 else {}
    return _BARE.format(lang=language, title=escape(title), text=escape(text), more=more).encode(), headers
