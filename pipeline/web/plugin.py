"""The plugin of Datasette: which address leads to which page, the words that every template knows, what every answer passes through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette import hookimpl

from pipeline.web import security
from pipeline.web.pages import cited, correct, document, entry, errors, files, overview, review, search, targets
from pipeline.web.pages.page import language_of, page, template_words

ADDRESSES = (
    (r"/$", search.show),
    (r"/van-ban/(?P<id>[0-9a-f]{6,64})$", document.show),
    (r"/van-ban/(?P<id>[0-9a-f]{6,64})/(?P<part>\d{1,4})$", document.show),
    (r"/van-ban/(?P<id>[0-9a-f]{64})/(?P<part>\d{1,4})/sua$", correct.show),
    (r"/van-ban/(?P<id>[0-9a-f]{64})/(?P<part>\d{1,4})/luu$", correct.save),
    (r"/van-ban/(?P<id>[0-9a-f]{64})/(?P<part>\d{1,4})/du-lieu\.json$", files.paper_json),
    (r"/van-ban/(?P<id>[0-9a-f]{64})/ban-goc$", files.original),
    (r"/van-ban/(?P<id>[0-9a-f]{64})/ban-tim-kiem\.pdf$", files.searchable),
    (r"/van-ban/(?P<id>[0-9a-f]{64})/trang/(?P<page>\d{1,5})\.jpg$", files.page_picture),
    (r"/van-ban/(?P<id>[0-9a-f]{64})/cat/(?P<page>\d{1,5})\.jpg$", files.crop_picture),
    (r"/van-ban/(?P<id>[0-9a-f]{64})/(?P<part>\d{1,4})/doan/(?P<start>\d{1,9})-(?P<end>\d{1,9})\.jpg$", files.passage_picture),
    (r"/vien-dan$", cited.most),
    (r"/vien-dan/(?P<key>.+)$", cited.show),
    (r"/chi-tieu$", targets.show),
    (r"/xem-lai$", review.show),
    (r"/kho-luu-tru$", overview.show),
    (r"/vao$", entry.show),
)
"""Addresses of the pages, Vietnamese words without marks."""


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """The pages."""
    return [(address, page(view)) for address, view in ADDRESSES]


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(datasette: Any, request: Any) -> dict[str, Any]:
    """Language, sentences and links for every template, Datasette's own pages included."""
    return template_words(datasette, request)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[[security.App], security.App]:
    """The checks and headers of every answer."""

    def refuse(scope: security.Scope, status: int) -> tuple[bytes, dict[str, str]]:
        return errors.refusal_page(language_of(scope, datasette.asked.language), status)

    return lambda app: security.guarded(app, datasette.asked.host, datasette.asked.token, refuse)


@hookimpl  # type: ignore[untyped-decorator]
def skip_csrf(datasette: Any, scope: security.Scope) -> bool:
    """Our own forms look at their token themselves, more strictly, and answer with a page."""
    return bool(scope["path"] == "/vao" or scope["path"].startswith("/van-ban/"))


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """A polite page for what went wrong on Datasette's own pages and for addresses that do not exist."""
    return errors.answer(datasette, request, exception)


@hookimpl  # type: ignore[untyped-decorator]
def forbidden(datasette: Any, request: Any, message: str) -> Any:
    """A polite page for what is switched off (SQL typed by a visitor)."""
    return errors.forbidden(datasette, request)
