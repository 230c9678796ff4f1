"""What every page shares: the visit (who asks what, in which language), reading of what was asked, the frame round the content.

What a visitor sends is a stranger's too: words are cut to a length, numbers are kept within bounds, nothing of it makes an error page.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote, unquote, urlencode

from datasette.database import QueryInterrupted
from datasette.utils.asgi import NotFound, Response

from pipeline import errors as ours
from pipeline.web import language as speech
from pipeline.web import security

log = logging.getLogger("kehoach.web")

LETTERS = 1_000
"""Letters of a question that are looked at; a longer one is cut, and the page says so."""

YEAR = 365 * 24 * 3600

SECTIONS = (("search", "/"), ("cited", "/vien-dan"), ("targets", "/chi-tieu"), ("review", "/xem-lai"), ("tables", "/kho-luu-tru"))
"""The main parts of the pages and their addresses."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request, and the language and application that answer it."""

    pages: Any
    request: Any
    language: str

    @property
    def t(self) -> speech.Words:
        """The sentences of the language."""
        return speech.words(self.language)

    def path(self, name: str) -> str:
        """A part of the address, as text."""
        return unquote(str(self.request.url_vars[name]), errors="replace")

    def text(self, name: str, letters: int = LETTERS) -> str:
        """What was asked under a name: without marks of control, cut to so many letters."""
        given = self.request.args.get(name) or ""
        return "".join(" " if ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 else letter for letter in given[:letters]).strip()

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number within bounds; the default for anything that is none."""
        given = (self.request.args.get(name) or "")[:12]
        try:
            return max(low, min(high, int(given)))
        except ValueError:
            return default

    def cookie(self, name: str) -> str:
        """A cookie's value as text; '' without one."""
        return cookie_of(self.request.scope, name)

    async def html(self, template: str, status: int = 200, **context: Any) -> Response:
        """The page made of a template of ours."""
        body = await self.pages.render_template(f"kehoach/{template}", context, request=self.request)
        response = Response.html(body, status=status)
        if self.request.args.get("lang") in speech.LANGUAGES:
            response.set_cookie(speech.COOKIE, self.language, max_age=YEAR, samesite="lax")
        return response


View = Callable[[Visit], Awaitable[Response]]


def page(view: View) -> Callable[..., Any]:
    """The view as Datasette calls it, with a polite page for whatever goes wrong in it."""

    async def show(request: Any, datasette: Any) -> Response:
        try:
            return await view(Visit(datasette, request, language_of(request.scope, datasette.asked.language)))
        except Exception as error:
            from pipeline.web.pages.errors import answer

            return await answer(datasette, request, error)

    return show


def cookie_of(scope: Mapping[str, Any], name: str) -> str:
    """A cookie of the request as text; '' without one."""
    raw = next((value for key, value in scope.get("headers") or () if key == b"cookie"), b"")
    try:
        morsel = SimpleCookie(raw.decode("latin-1")).get(name)
    except CookieError:
        return ""
    return unquote(morsel.value, errors="replace")[:200] if morsel else ""


def language_of(scope: Mapping[str, Any], default: str) -> str:
    """The language in which a request is answered."""
    return speech.chosen(security.asked_language(dict(scope)), cookie_of(scope, speech.COOKIE), default)


def address(path: str, **asked: object) -> str:
    """An address with what is asked, empty values left out.

    >>> address("/", q="nghị định", province=None, page=2)
    '/?q=ngh%E1%BB%8B+%C4%91%E1%BB%8Bnh&page=2'
    """
    query = urlencode([(name, str(value)) for name, value in asked.items() if value not in (None, "", ())])
    return f"{path}?{query}" if query else path


def paper_address(document_id: str, part: int = 1, **asked: object) -> str:
    """Address of a paper's page."""
    return address(f"/van-ban/{document_id}/{part}", **asked)


def cited_address(key: str, **asked: object) -> str:
    """Address of a cited document's page.

    >>> cited_address("CT 34-CT/TW / 2014")
    '/vien-dan/CT%2034-CT/TW%20/%202014'
    """
    return address(f"/vien-dan/{quote(key, safe='/')}", **asked)


def template_words(pages: Any, request: Any) -> dict[str, Any]:
    """What every template knows."""
    scope = request.scope if request else {}
    language = language_of(scope, pages.asked.language)
    other = next(name for name in speech.LANGUAGES if name != language)
    path = request.path if request else "/"
    asked = {} if request is None else {name: request.args.get(name) for name in request.args if name != "lang"}
    return {
        "lang": language,
        "t": speech.words(language),
        "number": lambda value: speech.number(value, language),
        "day": lambda date: speech.day(date, language),
        "sections": [(name, link, _here(path, link)) for name, link in SECTIONS],
        "other_language": other,
        "other_language_link": address(path, **asked, lang=other),
        "address": address,
        "paper_address": paper_address,
        "cited_address": cited_address,
        "may_correct": pages.asked.may_correct,
        "asset": pages.asset,
    }


def _here(path: str, link: str) -> bool:
    if link == "/kho-luu-tru" and (path == "/kho" or path.startswith("/kho/")):
        return True
    return path == "/" if link == "/" else path == link or path.startswith(link + "/")


STATUS: tuple[tuple[type[Exception], int], ...] = (
    (NotFound, 404),
    (ours.NotFound, 404),
    (ours.ArchiveMissing, 404),
    (ours.BadRequest, 400),
    (ours.ArchiveBusy, 503),
    (ours.KehoachError, 500),
)


def status_of(error: Exception) -> int:
    """The status of the page that tells of an error."""
    stopped = isinstance(error, QueryInterrupted) or (isinstance(error, sqlite3.OperationalError) and "interrupted" in str(error))
    if stopped or getattr(error, "title", None) == "SQL Interrupted":  # the second is Datasette's name for it
        return 503
    own = getattr(error, "status", None)
    return next((status for kind, status in STATUS if isinstance(error, kind)), own if isinstance(own, int) else 500)
