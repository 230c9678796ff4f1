"""What every answer passes through: who may ask, what a page may load.

OCR text is a stranger's. Templates escape it; were that ever to fail, the Content-Security-Policy forbids the browser to run or fetch
anything that is not a file of ours. A page of another site can neither read these pages through a name that it points at this machine
(DNS rebinding: the Host header is looked at) nor send a correction (the token of the form, the Origin header, SameSite cookies).
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "kehoach_token"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Policy of our own pages: files of this server only, nothing inline."""

# Attributes that Datasette 0.65 writes into its table pages, the same on each page; all its inline scripts are taken out by templates.
_DATASETTE_STYLES = ("border-color: #ff0000", "color: #666", "padding-left: 10px; border-left: 10px solid #ff0000")

TABLES_POLICY = POLICY.replace(
    "style-src 'self'",
    "style-src 'self' 'unsafe-hashes' "
    + " ".join(f"'sha256-{b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" for style in _DATASETTE_STYLES),
)
"""Policy of Datasette's own pages."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

LARGEST = 200_000
"""Bytes of a form."""

CLOSED = ("/-/", "/_internal", "/_memory", "/:memory:")
"""Datasette's own talk of itself (paths, plugins, threads): no part of the archive."""

OPEN = ("/-/static/", "/-/giao-dien/")


def guarded(app: App, host: str, token: str | None, refuse: Callable[[Scope, int], tuple[bytes, dict[str, str]]]) -> App:
    """The application behind the checks; `refuse` gives the page (body, headers) that says no, by its status."""

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope.get("headers") or ()}
        answer = with_headers(send, scope["path"])
        if status := refusal(scope, headers, host, token):
            body, extra = refuse(scope, status)
            await _answer(answer, status, body, extra)
            return
        await app(scope, receive, answer)

    return checked


def refusal(scope: Scope, headers: MutableMapping[str, str], host: str, token: str | None) -> int:
    """The status with which a request is turned away; 0 for one that may pass."""
    path = scope["path"]
    if not path.startswith("/"):
        return 400  # 'GET http://evil.example/': meant for a proxy, which this is not
    if not host_allowed(headers.get("host", ""), host, token):
        return 421
    if scope["method"] not in ("GET", "HEAD", "POST"):
        return 405
    if scope["method"] == "POST" and not from_here(headers):
        return 403
    if scope["method"] == "POST" and not (headers.get("content-length", "").isdecimal() and int(headers["content-length"]) <= LARGEST):
        return 413
    # Datasette looks for the page by the path as it was sent, not as it was decoded: both are looked at.
    ways = (path, scope.get("raw_path", b"").decode("latin-1") or path)
    is_open = all(way.startswith(OPEN) for way in ways)
    if any(way.startswith(CLOSED) for way in ways) and not is_open:
        return 404
    if token and not is_open and path != "/vao" and not has_token(scope, headers, token):
        return 401
    return 0


_HOST = re.compile(r"(?:(?P<name>[A-Za-z0-9._-]{1,253})|\[(?P<six>[0-9A-Fa-f:.]{2,45})\])(?::\d{1,5})?")
"""A Host header: a name or an address, with a port or without. What else a program may write there is no name of ours."""


def host_allowed(given: str, host: str, token: str | None) -> bool:
    """True if the Host header names this server.

    >>> [host_allowed(name, "127.0.0.1", None) for name in ("127.0.0.1:8001", "localhost", "[::1]:8001", "evil.example", "", "10.0.0.5")]
    [True, True, True, False, False, False]
    >>> host_allowed("kho.example.vn", "0.0.0.0", "a-long-token"), host_allowed("10.0.0.5:8001", "0.0.0.0", None)
    (True, True)
    >>> host_allowed("evil.example", "0.0.0.0", None)
    False
    """
    match = _HOST.fullmatch(given)
    name = (match["name"] or match["six"]).lower().rstrip(".") if match else ""
    if name == "localhost" or name == host.lower():
        return True
    if not is_loopback(host) and token:
        return bool(name)  # the cookie with the token belongs to the true name: another name does not have it
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or not is_loopback(host)  # an address cannot be pointed elsewhere, only a name can


def is_loopback(host: str) -> bool:
    """True for names of this machine itself."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def from_here(headers: MutableMapping[str, str]) -> bool:
    """True unless the browser says that another site's page sends the form."""
    site, origin = headers.get("sec-fetch-site", "same-origin"), headers.get("origin")
    return site in ("same-origin", "none") and (origin is None or origin.partition("://")[2] == headers.get("host"))


def has_token(scope: Scope, headers: MutableMapping[str, str], token: str) -> bool:
    """True if the request shows the token: in its cookie or, for programs, as `Authorization: Bearer`."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        morsel = None
    bearer = headers.get("authorization", "").removeprefix("Bearer ").encode("latin-1").decode("utf-8", "replace")
    return same(morsel.value if morsel else "", sign(token)) or same(bearer, token)


def sign(token: str) -> str:
    """What the cookie holds: the token itself stays out of the browser's files."""
    return hmac.new(token.encode(), b"kehoach pages", hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """True for equal words; takes the same time whether they differ at the first letter or at the last."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def asked_language(scope: Scope) -> str | None:
    """`lang` of the address, unchecked."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang")
    return asked[0] if asked else None


def of_tables(path: str) -> bool:
    """True for Datasette's own pages: `/kho`, `/kho.json`, `/kho/citations`."""
    return path == "/kho" or path.startswith(("/kho/", "/kho."))


def with_headers(send: Send, path: str) -> Send:
    """`send` that adds the headers to each answer."""
    policy = TABLES_POLICY if of_tables(path) else POLICY
    added = HEADERS | {"content-security-policy": policy}

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            kept = [(key, value) for key, value in message.get("headers", ()) if key.decode("latin-1").lower() not in added]
            message = {**message, "headers": [*kept, *_raw(added.items())]}
        await send(message)

    return sending


def _raw(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(key.encode("latin-1"), value.encode("latin-1")) for key, value in headers]


async def _answer(send: Send, status: int, body: bytes, headers: dict[str, str]) -> None:
    raw = _raw({"content-type": "text/html; charset=utf-8", "cache-control": "no-store", **headers}.items())
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
