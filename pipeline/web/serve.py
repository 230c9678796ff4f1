"""`kehoach serve`: the archive in the browser, on this machine unless told otherwise.

Reading is open to whoever reaches the port; correcting is not, unless the port is this machine's own (127.0.0.1, ::1) or a token is set.
With a token every page asks for it once.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pipeline.archive.files.store import Store
from pipeline.errors import BadRequest, ExtraMissing

if TYPE_CHECKING:
    from pipeline.web.application import Pages

SHORTEST_TOKEN = 8
"""Letters: a shorter token could be guessed over a network."""

CLOSING_SECONDS = 3
"""After Ctrl-C answers under way are waited for no longer than this: whoever has stopped reading one would keep the program."""

LONGEST_LINE = 1 << 18
"""Bytes of a request's first line: a question of 10,000 letters takes 90,000 in an address, and is answered by a page."""


def serve(
    archive: Path,
    *,
    port: int = 8001,
    host: str = "127.0.0.1",
    token: str | None = None,
    sql: bool = False,
    language: str = "vi",
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Show the archive in the browser until Ctrl-C.

    `sql` lets anyone who reaches the pages run SQL of their own (read-only, under a limit of time). `ready` is told the address to open
    once the port is taken. Raises `ArchiveMissing`, `ExtraMissing`, `BadRequest` (a token that is too short, a port that is taken).
    """
    pages = application(archive, host=host, token=token, sql=sql, language=language)
    listener = listen(host, port)
    ready(address_of(host, listener.getsockname()[1], token))
    try:
        asyncio.run(_run(pages, listener))
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()
        pages.close()


def address_of(host: str, port: int, token: str | None = None) -> str:
    """The address to open; with a token the one that lets in.

    >>> address_of("127.0.0.1", 8001), address_of("::1", 8001), address_of("0.0.0.0", 80, "một mã dài")
    ('http://127.0.0.1:8001/', 'http://[::1]:8001/', 'http://127.0.0.1:80/vao?token=m%E1%BB%99t+m%C3%A3+d%C3%A0i')
    """
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}/" + (f"vao?{urlencode({'token': token})}" if token else "")


def application(
    archive: Path, *, host: str = "127.0.0.1", token: str | None = None, sql: bool = False, language: str = "vi", time_limit_ms: int = 3000
) -> Pages:
    """The pages as an ASGI application (`.app()`), not yet listening. Raises as `serve`."""
    if importlib.util.find_spec("datasette") is None:
        raise ExtraMissing(detail="pip install 'kehoach[web]'")
    if token is not None and len(token) < SHORTEST_TOKEN:
        raise BadRequest(detail=f"a token of fewer than {SHORTEST_TOKEN} letters")
    from pipeline.web.application import Asked, Pages

    return Pages(Store.open(archive), Asked(host, token, sql, language, time_limit_ms))


def listen(host: str, port: int) -> socket.socket:
    """The port, taken; 0 for any that is free. Raises `BadRequest`."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadRequest(f"{host}:{port}", detail=f"{reason}; choose another with --port") from error
    return listener


async def _run(pages: Any, listener: socket.socket) -> None:
    await pages.invoke_startup()
    await server(pages).serve(sockets=[listener])


def server(pages: Any) -> Any:
    """The server of the pages (uvicorn's), not yet running."""
    import uvicorn

    from pipeline.web.connections import MOST, Patience

    config = uvicorn.Config(
        pages.app(), log_level="warning", access_log=False, server_header=False, date_header=False, http=Patience, ws="none",
        h11_max_incomplete_event_size=LONGEST_LINE, timeout_keep_alive=10, lifespan="off", limit_concurrency=MOST, backlog=256,
        timeout_graceful_shutdown=CLOSING_SECONDS,
    )  # fmt: skip
    logging.getLogger("uvicorn.error").addFilter(_worth_telling)
    return uvicorn.Server(config)


def _worth_telling(record: logging.LogRecord) -> bool:
    """An answer that was cut off because the program ends is no error of the program."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, asyncio.CancelledError) and "timeout graceful shutdown exceeded" not in str(record.msg)
