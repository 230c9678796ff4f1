"""What every command prints with: lines and cells that are shown as they are, whatever they say.

A file's name and the words of a scan are a stranger's. On a terminal an escape character could clear the screen or change its title,
brackets could become colours; here each such character becomes a sign that shows that something stood there.

>>> visible("kh\\x1b[2J.pdf")
'kh\N{REPLACEMENT CHARACTER}[2J.pdf'
>>> cell(" Kế hoạch [b]\\n số 5 ", 14)
'Kế hoạch \\\\[b] …'
>>> ranges([2, 4, 5, 6, 7])
'2, 4-7'
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""

PIPE_WIDTH = 200
"""Letters in a line where standard output is no terminal."""


def visible(text: str) -> str:
    """The text with a sign in the place of each character that does not print: nothing that a terminal would obey."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def short(value: object, letters: int) -> str:
    """The value on one line, cut to so many letters; nothing for None."""
    text = "" if value is None else visible(" ".join(str(value).split()))
    return text if len(text) <= letters else text[: letters - 1] + "…"


def cell(value: object, letters: int = 1_000) -> str:
    """The value for a cell of a table: on one line, cut, and without markup."""
    return escape(short(value, letters))


def wide_console() -> Console:
    """Standard output, in the width of the terminal; a file or pipe takes long lines."""
    return Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)


def say(console: Console, line: str) -> None:
    """Print one line as it is: no colours made of brackets, no folding, nothing that a terminal would obey."""
    console.print(visible(line), markup=False, highlight=False, soft_wrap=True)
    console.file.flush()  # in a pipe, a log of `serve` or `watch` would stay empty for hours


def ranges(numbers: Iterable[int]) -> str:
    """Numbers in order, runs of them with a dash."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)
