"""The server itself: it ends when it is told to, whatever its visitors do."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from typing import Any

import pytest

from pipeline.web import serve


class Endless:
    """Pages of which each is longer than anyone can read; `full` is set when a visitor takes no more."""

    def __init__(self) -> None:
        self.full = threading.Event()

    def app(self) -> Any:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            while True:
                asyncio.get_running_loop().call_later(0.5, self.full.set)
                await send({"type": "http.response.body", "body": b"x" * 1_000_000, "more_body": True})

        return answer


def test_a_visitor_who_has_stopped_reading_does_not_keep_the_program(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Ctrl-C had no effect and told nothing; a second one ended in a traceback."""
    monkeypatch.setattr(serve, "CLOSING_SECONDS", 1)
    pages, listener = Endless(), serve.listen("127.0.0.1", 0)
    running = serve.server(pages)
    logging.getLogger("uvicorn.error").addHandler(caplog.handler)
    thread = threading.Thread(target=lambda: asyncio.run(running.serve(sockets=[listener])), daemon=True)
    thread.start()
    while not running.started and thread.is_alive():
        time.sleep(0.02)
    try:
        with socket.create_connection(listener.getsockname()) as visitor:
            visitor.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert visitor.recv(100).startswith(b"HTTP/1.1 200") and pages.full.wait(60)
            running.should_exit = True
            thread.join(60)
            assert not thread.is_alive()
    finally:
        logging.getLogger("uvicorn.error").removeHandler(caplog.handler)
        listener.close()
    assert caplog.records == []
