"""Rows of an answer, for a person or for a program: a table that fits the terminal, CSV, or JSON.

A table shows a few columns, cut to the width there is; CSV and JSON have all columns under their public names. What spreadsheets would run
as a formula is disarmed in CSV; what a terminal would obey is not shown.

>>> rows = [{"province": "Kiên Giang", "plans": 3, "note": "=1+1"}]
>>> print(as_csv(rows), end="")
province,plans,note
Kiên Giang,3,'=1+1
>>> print(as_json(rows))
[
{"province": "Kiên Giang", "plans": 3, "note": "=1+1"}
]
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline.console.terminal import say, short, visible
from pipeline.console.words import say_in
from pipeline.tables.cells import cell as csv_cell

NARROW = 130
"""Letters in a line below which a table shows less."""

ID = 12
"""Letters of a document's id that are shown: enough to name it by."""

KEPT, GAP, LONGEST = 12, 2, 600
"""Columns of so many letters are never cut (an id, a day, a state); letters between columns; the longest cell."""

FORMS = ("table", "csv", "json")
"""What `--format` may ask for."""

Row = Mapping[str, Any]


class Shown(NamedTuple):
    """A column of a table on the terminal: its name, the most letters it may take (0: what is left), whether it is a number.

    `wide`: shown only where a line has `NARROW` letters or more.
    """

    name: str
    letters: int = 0
    number: bool = False
    wide: bool = False


def as_csv(rows: Sequence[Row], columns: Sequence[str] | None = None) -> str:
    """The rows as CSV with a line of names; lists as JSON."""
    names = list(columns or (rows[0] if rows else ()))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([csv_cell(row.get(name)) for name in names] for row in rows)
    return out.getvalue()


def as_json(rows: Sequence[Row]) -> str:
    """The rows as a JSON list, one a line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
    return f"[\n{lines}\n]" if rows else "[]"


def show_rows(
    console: Console, rows: Sequence[Row], columns: Sequence[Shown], form: str = "table", language: str = "en", *, names: Sequence[str] = ()
) -> None:
    """Print the rows in a form of `FORMS`; `names`: the columns of CSV where there may be no row to tell them."""
    if form == "csv":
        _write(as_csv(rows, names))
    elif form == "json":
        _write(as_json(rows) + "\n")
    elif rows:
        console.print(_table(console.width, rows, columns, language))


def say_nothing_found(console: Console, language: str) -> None:
    """Say that there is no answer."""
    say(console, say_in(language)["nothing"])


def _write(text: str) -> None:
    """Data as it is, but for a terminal: nothing there may be obeyed."""
    sys.stdout.write("".join(visible(line) + "\n" for line in text.splitlines()) if sys.stdout.isatty() else text)


def _table(width: int, rows: Sequence[Row], columns: Sequence[Shown], language: str) -> Table:
    words = say_in(language)
    shown = [column for column in columns if width >= NARROW or not column.wide]
    filled = [column for column in shown if any(row.get(column.name) not in (None, "", ()) for row in rows)]
    cells = [[short(_plain(row.get(column.name)), column.letters or LONGEST) for column in filled] for row in rows]
    heads = [words.get(column.name, column.name) for column in filled]
    widths = fitting([max(map(cell_len, column)) for column in zip(heads, *cells, strict=True)], width)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", padding=(0, GAP - 1, 0, 0))
    for column, head, letters in zip(filled, heads, widths, strict=True):
        side: Literal["left", "right"] = "right" if column.number else "left"
        cut = bool(column.letters)
        table.add_column(head, justify=side, no_wrap=cut, width=letters, overflow="ellipsis" if cut else "fold")
    for line in cells:
        table.add_row(*map(escape, line))
    return table


def fitting(widths: Sequence[int], width: int) -> list[int]:
    """Widths of columns that fit into a line: the widest give way first, none below `KEPT` that had more.

    >>> fitting([12, 30, 60], 80), fitting([5, 5], 80)
    ([12, 30, 34], [5, 5])
    """
    fitted = list(widths)
    while fitted and sum(fitted) + GAP * (len(fitted) - 1) > width and max(fitted) > KEPT:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _plain(value: Any) -> str:
    """A value as a person reads it: lists with commas, whole numbers without a point."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_plain, value))
    return "" if value is None else str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
