"""The dictionary of columns in docs/tables.md: `python docs/tables.py` writes it anew from `pipeline/tables/columns.tsv`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.tables.columns import EVERY, KEY, TABLES, Meaning, kinds, meanings, own_columns
from pipeline.vietnamese.tsv import rows

PAGE = Path(__file__).parent / "tables.md"
BETWEEN = re.compile(r"(?<=<!-- columns:begin -->\n).*(?=<!-- columns:end -->)", re.DOTALL)
KINDS = {"texts": "list", "boxes": "list of boxes"}
"""Kinds of value by other words than the package's."""


def sections() -> Iterator[str]:
    """What stands between the marks: columns of all tables, then each table's own."""
    every = {row["column"]: Meaning(row["meaning"], row["example"]) for row in rows("tables/columns.tsv") if row["table"] == EVERY}
    kind_of = {name: kind for table in TABLES for name, kind in kinds(table).items()}
    yield from ("### Columns of several tables", "", *_head())
    yield from (_line(name, kind_of[name], meaning) for name, meaning in every.items())
    for table, row in TABLES.items():
        yield from ("", f"### `{table}`", "", " ".join((row.__doc__ or "").split("\n\n")[0].split()), "", *_head())
        told = meanings(table)
        own = [column for column in own_columns(table) if column.name not in KEY and told[column.name] != every.get(column.name)]
        yield from (_line(column.name, column.kind, told[column.name]) for column in own)
        shared = [f"`{column.name}`" for column in own_columns(table) if told[column.name] == every.get(column.name)]
        names = [f"`{name}`" for name in KEY] + [name for name in shared if name.strip("`") not in KEY]
        yield from ("", f"Besides: {', '.join(names)}.")


def _head() -> tuple[str, str]:
    return "| column | kind | meaning | example |", "|---|---|---|---|"


def _line(name: str, kind: str, meaning: Meaning) -> str:
    return f"| `{name}` | {KINDS.get(kind, kind)} | {meaning.text} | {meaning.example} |"


def page() -> str:
    """The page as it should be."""
    made = "\n".join(sections()) + "\n\n"
    return BETWEEN.sub(lambda _: made, PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
