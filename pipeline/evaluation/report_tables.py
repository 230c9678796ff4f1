"""The report as tables that a person reads, on a terminal or in Markdown: the same rows, drawn twice.

>>> print(markdown([Grid("Words", ("word", "n"), (("a|b", "2"),))]))
## Words
<BLANKLINE>
| word | n |
|---|---|
| a\\|b | 2 |
<BLANKLINE>
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline.evaluation.items import VERDICTS
from pipeline.evaluation.matching import KEYS

Report = Mapping[str, Any]

TITLES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "words": "Words", "facts": "Facts (right of stated, or F1 %)", "all": "ALL", "rates": "Found",
        "columns": "Columns of the rows found",
        "confusions": "Words read otherwise", "made_up": "Read where nothing is", "missed_words": "Words missed",
        "broken": "Words broken by restoration", "calibration": "Confidence", "change": "Errors before and now", "won": "Won",
        "lost": "Lost", "more": "… and {n} more",
    },
    "vi": {
        "words": "Chữ", "facts": "Dữ kiện (đúng trên tổng số, hoặc F1 %)", "all": "TẤT CẢ", "rates": "Tìm được",
        "columns": "Các cột của dòng tìm được",
        "confusions": "Chữ đọc khác", "made_up": "Đọc ra chữ không có", "missed_words": "Chữ bị sót",
        "broken": "Chữ bị phục hồi làm hỏng", "calibration": "Độ tin cậy", "change": "Số lỗi trước và nay", "won": "Được thêm",
        "lost": "Bị mất", "more": "… và {n} nữa",
    },
}  # fmt: skip

LISTED = 20
"""Rows of a list of words or of wins and losses; the JSON has all."""

SHOWN_TABLES = ("header", "signers", "recipients", "sections", "dates", "document_numbers", "citations", "targets", "entities")
TEXT_COLUMNS = ("words", "missed", "%", "CER", "CER~", "WER", "WER~", "marks", "broken", "s/page", "MB")
SHORT = {"document_numbers": "numbers", "recipients": "recip."}


Cells = Callable[[Report], tuple[str, ...]]
"""Makes the cells of a document's line."""


class Grid(NamedTuple):
    """A table: its title, its columns, its rows of text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def grids(report: Report, change: Mapping[str, Any] | None = None, language: str = "en") -> Iterator[Grid]:
    """All tables of a report; those without rows are left out."""
    titles, everything = TITLES[language], report["all"]
    made = [
        _documents(titles["words"], report, titles, TEXT_COLUMNS, _text_cells),
        _documents(titles["facts"], report, titles, [SHORT.get(name, name) for name in SHOWN_TABLES], _fact_cells),
        _rates(titles["rates"], everything["rates"], lambda kind: "." not in kind),
        _rates("header", everything["rates"], lambda kind: kind.startswith("header.")),
        _rates(titles["columns"], everything["rates"], lambda kind: kind.partition(".")[0] in KEYS and "." in kind),
        Grid(titles["confusions"], ("written", "read", "n"), _strings(everything["confusions"][:LISTED])),
        Grid(titles["made_up"], ("word", "n"), _strings(everything["made_up_words"][:LISTED])),
        Grid(titles["missed_words"], ("word", "n"), _strings(everything["missed_words"][:LISTED])),
        Grid(
            titles["broken"],
            ("written", "read", "now", "rule"),
            _strings(row.values() for row in everything["restoration"]["broken_words"][:LISTED]),
        ),
        _calibration(titles["calibration"], everything["calibration"]),
    ]
    yield from (grid for grid in made if grid.rows)
    yield from _change(change, titles) if change is not None else ()


def _documents(title: str, report: Report, titles: Mapping[str, str], columns: Sequence[str], cells: Cells) -> Grid:
    """A line for each document and one for all; columns in which no document has anything are left out."""
    named = [*report["documents"].items(), *([(titles["all"], report["all"])] if len(report["documents"]) != 1 else [])]
    rows = [(name, *cells(scores)) for name, scores in named]
    kept = [place for place in range(len(columns) + 1) if not place or any(row[place] != "-" for row in rows)]
    return Grid(title, tuple(("", *columns)[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows))


def _text_cells(scores: Report) -> tuple[str, ...]:
    text, cost = scores["text"], scores["cost"] or {}
    counted = (str(text["words"]), str(text["missed"])) if text["words"] else ("-", "-")
    rates = (percent(text[column]) for column in ("missed_rate", "cer", "cer_loose", "wer", "wer_loose", "mark_rate"))
    broken = str(scores["restoration"]["broken"]) if text["words"] else "-"
    return (*counted, *rates, broken, str(cost.get("seconds_a_page", "-")), str(cost.get("peak_megabytes", "-")))


def _fact_cells(scores: Report) -> tuple[str, ...]:
    return tuple(_right_of(scores["rates"].get(table), table) for table in SHOWN_TABLES)


def _right_of(rates: Mapping[str, Any] | None, table: str) -> str:
    """Header fields as right of stated; tables as F1."""
    if rates is None:
        return "-"
    stated = rates["right"] + rates["wrong"] + rates["missed"]
    return f"{rates['right']}/{stated}" if table in {"header", "signers", "recipients"} else percent(rates["f1"])


def percent(share: float | None) -> str:
    """A share in percent.

    >>> percent(0.0279), percent(None), percent(1.0)
    ('2.8', '-', '100.0')
    """
    return "-" if share is None else f"{100 * share:.1f}"


def _rates(title: str, rates: Mapping[str, Any], wanted: Callable[[str], bool]) -> Grid:
    rows = (
        (kind, *(str(row[verdict]) for verdict in VERDICTS), *(percent(row[share]) for share in ("precision", "recall", "f1")))
        for kind, row in rates.items()
        if wanted(kind)
    )
    return Grid(title, ("", *VERDICTS, "P %", "R %", "F1 %"), tuple(rows))


def _calibration(title: str, tables: Mapping[str, Any]) -> Grid:
    rows = [
        (kind, f"{low:.1f}", str(number), percent(confidence), percent(share), percent(table["ece"]))
        for kind, table in tables.items()
        for low, number, confidence, share in table["bins"]
    ]
    return Grid(title, ("", "from", "n", "told %", "right %", "ECE %"), tuple(rows))


def _change(change: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[Grid]:
    columns = ("document", "kind", "name", "")
    errors = ((kind, *map(str, pair)) for kind, pair in change["errors"].items() if pair[0] != pair[1])
    yield Grid(titles["change"], ("", "before", "now"), tuple(errors))
    for part in ("won", "lost"):
        more = len(change[part]) - LISTED
        tail = [("", "", titles["more"].format(n=more), "")] if more > 0 else []
        yield Grid(f"{titles[part]} ({len(change[part])})", columns, _strings([*change[part][:LISTED], *tail]))


def _strings(rows: Iterable[Iterable[Any]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(str, row)) for row in rows)


def show(console: Console, tables: Iterable[Grid]) -> None:
    """Print the tables."""
    for grid in tables:
        table = Table(title=escape(grid.title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
        for place, column in enumerate(grid.columns):
            table.add_column(column, justify="left" if _is_text(grid.rows, place) else "right", overflow="fold")
        for row in grid.rows:
            table.add_row(*("".join(c if c.isprintable() else "�" for c in escape(cell)) for cell in row))
        console.print(table)


def _is_text(rows: Sequence[tuple[str, ...]], place: int) -> bool:
    return not all(row[place][:1].isdigit() or row[place] in {"", "-"} for row in rows)


def markdown(tables: Iterable[Grid]) -> str:
    """The tables as a Markdown text."""
    lines: list[str] = []
    for grid in tables:
        lines += [f"## {grid.title}", "", _line(grid.columns), "|" + "---|" * len(grid.columns), *map(_line, grid.rows), ""]
    return "\n".join(lines)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"
