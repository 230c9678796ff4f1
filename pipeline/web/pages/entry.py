"""The door (vào): where the pages are served to other machines, the token is asked for once and kept as a cookie."""

from __future__ import annotations

from datasette.utils.asgi import Response

from pipeline.web import security
from pipeline.web.pages.forms import posted
from pipeline.web.pages.page import YEAR, Visit


async def show(visit: Visit) -> Response:
    """The form (GET); the way in (POST)."""
    token = visit.pages.asked.token
    if token is None:
        return Response.redirect("/")
    if visit.request.method != "POST":
        return await visit.html("entry.html", wrong=False)
    form = await posted(visit)
    if not security.same(form.get("token", ""), token):
        return await visit.html("entry.html", status=401, wrong=True)
    response = Response.redirect("/", status=303)
    response.set_cookie(security.COOKIE, security.sign(token), max_age=YEAR, httponly=True, samesite="strict")
    return response
