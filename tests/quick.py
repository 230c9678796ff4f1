"""A guard against patterns that run wild: a few lines of hostile text must not take minutes (catastrophic backtracking, ReDoS).

It counts the processor time of this process and leaves much room: on a busy machine the same work was seen to take 4 s instead of 1.5,
while a pattern that runs wild takes minutes on the texts of these tests. How fast a thing is, is for `benchmarks/` to say.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quick(seconds: float = 10.0) -> Iterator[None]:
    """What is done inside takes fewer seconds of the processor than that."""
    began = time.process_time()
    yield
    spent = time.process_time() - began
    assert spent < seconds, f"{spent:.1f} s of the processor: does a pattern run wild?"
