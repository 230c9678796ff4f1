"""The painter (thợ vẽ): pictures of pages, drawn in processes of their own under limits of time and memory.

The file behind a page is a stranger's: a PDF of three kilobytes can ask for a thousand million strokes, and the library that draws PDFs
ends its whole process where memory runs out. Here such a page costs its process, never the pages that others look at; and the document
that did it is left alone for some minutes, so that its pictures do not keep the painters from everyone else's.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator

from pipeline.errors import BadRequest, KehoachError, NotFound, PageTimeout, WorkerLost
from pipeline.workers.child import Task
from pipeline.workers.executors import Done, LimitedExecutor, perform

log = logging.getLogger("kehoach.web")

PAINTERS = 2
"""Processes: one that is held up by a slow page leaves the other."""

SECONDS = 10.0
"""Limit of time for a picture; an A3 page at 400 dpi takes one."""

LEFT_ALONE = 600.0
"""Seconds for which a document that cost a painter its time or its life is not drawn again."""

REMEMBERED = 10_000
"""Such documents that are remembered."""


class Painter:
    """Draws pictures one after the other in `PAINTERS` processes, which are started when the first is asked for."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._executor = LimitedExecutor(PAINTERS)
        self._left_alone: OrderedDict[str, float] = OrderedDict()

    async def draw(self, document_id: str, function: Callable[..., bytes], *arguments: object) -> bytes:
        """What the function (of a module: it is sent to the process by name) gives, or `NotFound` where there is no drawing the page."""
        self._refuse(document_id)
        task = Task(_drawn, (function, arguments), self.seconds, document_id)
        done: Done = await asyncio.wrap_future(self._executor.submit(perform, task))
        if done.error is None:
            return bytes(done.results[0])
        if isinstance(done.error, NotFound | BadRequest):
            raise done.error
        raise self._cannot(document_id, done.error)

    def _refuse(self, document_id: str) -> None:
        until = self._left_alone.get(document_id, 0.0)
        if until > time.monotonic():
            raise NotFound(detail="this page cannot be drawn")

    def _cannot(self, document_id: str, error: KehoachError) -> NotFound:
        log.warning("a page of %s cannot be drawn: %s", document_id[:12], type(error).__name__)
        if isinstance(error, PageTimeout | WorkerLost):
            self._left_alone[document_id] = time.monotonic() + LEFT_ALONE
            while len(self._left_alone) > REMEMBERED:
                self._left_alone.popitem(last=False)
        return NotFound(detail="this page cannot be drawn")

    def close(self) -> None:
        """End the processes at once."""
        self._executor.shutdown(cancel_futures=True)


def _drawn(function: Callable[..., bytes], arguments: tuple[object, ...]) -> Iterator[bytes]:
    yield function(*arguments)
