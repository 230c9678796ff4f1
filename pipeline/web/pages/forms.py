"""What a form sends. Its hidden token must be the one of the cookie: another site's page cannot know it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from pipeline.errors import BadRequest
from pipeline.web import security
from pipeline.web.pages.page import Visit

FIELDS = 100


class FormRefused(Exception):
    """A form without the token of this visit."""

    status = 403


async def posted(visit: Visit) -> dict[str, str]:
    """The fields of a form. Raises `FormRefused`, `BadRequest` (too large, no form)."""
    body = b""
    more = True
    while more:
        message = await visit.request.receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > security.LARGEST:
            raise BadRequest(detail=f"more than {security.LARGEST} bytes")
    try:
        fields = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=FIELDS))
    except (ValueError, UnicodeDecodeError) as error:
        raise BadRequest(detail="no form") from error
    # Datasette lets a form without any cookie pass: it could not act for anyone. Here everyone on this machine may correct.
    if not security.same(fields.get("csrftoken", ""), visit.request.scope["csrftoken"]()):
        raise FormRefused
    return fields
