"""Connections that end: a visitor who sends his request a letter a minute (slow loris) does not hold one for ever.

uvicorn waits without end for the rest of a request, and each connection is an open file, of which a process has some thousand. Here the
head of a request must be there within `SECONDS`, its body too; a connection that waits for its next request is closed by uvicorn's own
clock. Slow reading of what we send is allowed: a large scan over a thin line takes its time.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS = 20.0
"""For the head of a request, and for its body."""

MOST = 400
"""Connections at a time; who comes then is told to come again (503). Thirty visitors have about 180."""


class Patience(H11Protocol):
    """uvicorn's protocol with a clock for what the visitor still owes."""

    seconds = SECONDS

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A visitor has come: his first request is waited for."""
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        """Some bytes of a request; they do not turn the clock back."""
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """The visitor has gone."""
        self._stop()
        super().connection_lost(exc)

    def _look(self) -> None:
        owed = self.cycle is None or self.cycle.response_complete or self.cycle.more_body
        if not owed:
            self._stop()
        elif self._clock is None:
            self._clock = self.loop.call_later(self.seconds, self._end)

    def on_response_complete(self) -> None:
        """The answer is out: uvicorn's clock waits for the next request."""
        self._stop()
        super().on_response_complete()

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _end(self) -> None:
        self._clock = None
        self.transport.close()
