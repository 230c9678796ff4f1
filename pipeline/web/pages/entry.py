"""The door (vào): where the pages are served to other machines, the token is asked for once and kept as a cookie."""

from __future__ import annotations

from datasette.utils.asgi import Response

from pipeline.web import security
from pipeline.web.pages.forms import posted
from pipeline.web.pages.page import YEAR, Visit


async def show(visit: Visit) -> Response:
    """The form; the way in, with the token from the form or from the address that `kehoach serve` prints."""
    token = visit.pages.asked.token
    if token is None:
        return Response.redirect("/")
    sent = await posted(visit) if visit.request.method == "POST" else visit.request.args
    given = sent.get("token") or ""
    if not security.same(given, token):
        return await visit.html("entry.html", status=401 if given else 200, wrong=bool(given))
    response = Response.redirect("/", status=303)
    secure = visit.request.scheme == "https"  # behind a proxy that says so
    response.set_cookie(security.COOKIE, security.sign(token), max_age=YEAR, httponly=True, samesite="strict", secure=secure)
    return response
