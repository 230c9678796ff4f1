"""What a person sees of `kehoach graph`: how much was written where."""

from __future__ import annotations

from pathlib import Path

from pipeline.archive.exporting.graphml import write_graphml
from pipeline.archive.searching.filters import Filters
from pipeline.console.ending import ending
from pipeline.console.search import asking
from pipeline.console.terminal import say, wide_console
from pipeline.console.words import say_in


def run_graph(folder: Path | None, out: Path, filters: Filters, language: str) -> int:
    """`kehoach graph`: gives the exit code."""

    def work() -> None:
        with asking(folder) as connection:
            written = write_graphml(connection, out, filters)
        say(wide_console(), say_in(language)["graph"].format(nodes=written.nodes, edges=written.edges, path=out))

    return ending(work, language)
