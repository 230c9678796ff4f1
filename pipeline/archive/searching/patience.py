"""The time limit of a question, as people meet it.

SQLite is told to stop (`index.connect.limit`) and raises an error of its own; whoever asked gets a sentence instead.
"""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from pipeline.errors import BadRequest

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def in_time(question: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """The question, raising `BadRequest` where its time is over."""

    @functools.wraps(question)
    def asked(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        try:
            return question(*args, **kwargs)
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            raise BadRequest(detail="it took too long and was stopped; add words or a filter") from None

    return asked
