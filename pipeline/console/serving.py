"""What a person sees of `kehoach serve` on the terminal: what to open, how to end it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.console.ending import ending, named
from pipeline.console.terminal import say, wide_console
from pipeline.console.words import say_in


def run_serving(serve: Callable[..., Any], folder: Path | None, port: int, host: str, token: str | None, sql: bool, language: str) -> int:
    """`kehoach serve`: gives the exit code. `serve` is the room above that listens."""

    def ready(address: str) -> None:
        say(wide_console(), say_in(language)["serving"].format(address=address))
        if token:
            say(wide_console(), say_in(language)["serving_token"])

    def work() -> None:
        serve(named(folder), port=port, host=host, token=token, sql=sql, language=language, ready=ready)

    return ending(work, language)
