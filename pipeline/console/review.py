"""What a person sees of `kehoach review`: what to look at first, a picture of each place, and that a correction was taken."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.archive.amending.amendable import rules
from pipeline.archive.amending.doubts import Doubt
from pipeline.archive.archive import Archive
from pipeline.archive.files.store import Store
from pipeline.archive.index.connect import open_read
from pipeline.archive.reviewing import review
from pipeline.archive.searching.onepaper import full_id, one_paper
from pipeline.console.ending import ending, named
from pipeline.console.rows import ID, Shown, show_rows
from pipeline.console.terminal import say, wide_console
from pipeline.console.words import say_in
from pipeline.errors import BadRequest, CannotWrite, KehoachError
from pipeline.forms import docnumber
from pipeline.output import write_atomically

DOUBTS = (
    Shown("id", ID), Shown("source", 34), Shown("part", 4, number=True), Shown("page", 5, number=True), Shown("table", 16),
    Shown("row", 4, number=True),
    Shown("column", 14), Shown("value", 40), Shown("reason"),
)  # fmt: skip
"""Columns of the list on a terminal."""


def run_review(folder: Path | None, limit: int, crops: Path | None, form: str, language: str) -> int:
    """`kehoach review`: gives the exit code."""
    return ending(lambda: _review(Archive(named(folder)), limit, crops, form, language), language)


def _review(archive: Archive, limit: int, crops: Path | None, form: str, language: str) -> None:
    store, out, words = archive.store, wide_console(), say_in(language)
    found = review.doubts(store, limit)
    files = write_crops(store, found, crops) if crops else [None] * len(found)
    rows = [_row(doubt, file) for doubt, file in zip(found, files, strict=True)]
    if form != "table":
        show_rows(out, rows, (), form, language, names=(*review.COLUMNS, "crop"))
        return
    show_rows(out, [_short(row, language) for row in rows], DOUBTS, language=language)
    say(out, words["review_hint"].format(id=rows[0]["document_id"][:ID], column=rows[0]["column"]) if rows else words["review_none"])
    if crops and rows:
        say(out, words["crops"].format(n=sum(file is not None for file in files), path=crops))


def _row(doubt: Doubt, crop: Path | None) -> dict[str, Any]:
    vietnamese, english = review.words(doubt)
    told = doubt._asdict() | {"box": list(doubt.box) if doubt.box else None}
    return told | {"reason_vi": vietnamese, "reason_en": english, "crop": str(crop) if crop else None}


def _short(row: dict[str, Any], language: str) -> dict[str, Any]:
    told = row | {"id": row["document_id"][:ID], "source": Path(row["source"]).name, "reason": row[f"reason_{language}"]}
    usual = {"table": None, "row": None} if row["table"] == "documents" else {}
    return told | usual | ({"part": None} if row["part"] == 1 else {})


def write_crops(store: Store, found: Sequence[Doubt], folder: Path) -> list[Path | None]:
    """A picture of each place, named by its number in the list and the document; None for plain text. Raises `CannotWrite`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(folder, detail=error.strerror or "") from error
    return [_crop(store, doubt, folder / f"{number:03d}-{doubt.document_id[:ID]}.jpg") for number, doubt in enumerate(found, start=1)]


def _crop(store: Store, doubt: Doubt, path: Path) -> Path | None:
    try:
        picture = review.picture(store, doubt)
    except CannotWrite:
        raise
    except KehoachError:  # a page that cannot be drawn may be the doubt itself
        return None
    if picture is None:
        return None
    write_atomically(path, picture)
    return path


class Correct(NamedTuple):
    """What a person says: `values` are COLUMN=VALUE, or columns to `confirm`."""

    document: str
    part: int
    table: str
    row: int
    values: tuple[str, ...]
    confirm: bool
    who: str | None


def run_correct(folder: Path | None, said: Correct, language: str) -> int:
    """`kehoach review --set`: gives the exit code."""
    return ending(lambda: _correct(Archive(named(folder)), said, language), language)


def _correct(archive: Archive, said: Correct, language: str) -> None:
    if not said.values:
        raise BadRequest("--set", detail="COLUMN=VALUE")
    with closing(open_read(archive.store.index)) as connection:
        document_id = full_id(connection, said.document)
        symbol = one_paper(connection, document_id, said.part).document["symbol"]
    who, out, words = said.who or login_name(), wide_console(), say_in(language)
    place = (document_id, said.part, said.table, said.row)
    for column, value in said_of(said, symbol):
        kept = archive.confirm(*place, column, who) if said.confirm else archive.correct(*place, column, value, who)
        told = words["confirmed" if said.confirm else "corrected"]
        say(out, told.format(id=document_id[:ID], table=said.table, column=column, old=_told(kept.old), new=_told(kept.new)))


def said_of(said: Correct, symbol: str | None) -> Iterator[tuple[str, str | list[str] | None]]:
    """Columns and their values. Whoever fills in a paper's number need not write its symbol again. Raises `BadRequest`.

    >>> said = Correct("4f", 1, "documents", 0, ("number=86",), False, "Lan")
    >>> list(said_of(said, "KH/HU"))
    [('number', '86'), ('number_symbol', '86-KH/HU')]
    """
    columns = [text.partition("=")[0] for text in said.values]
    for column, text in zip(columns, said.values, strict=True):
        if not said.confirm and "=" not in text:
            raise BadRequest(text, detail="COLUMN=VALUE")
        value = value_of(said.table, column, text.partition("=")[2])
        yield column, value
        whole = docnumber.parse(f"{value}/{symbol}") if said.table == "documents" and column == "number" and value and symbol else None
        if whole and not said.confirm and not {"number_symbol", "symbol"} & set(columns):
            yield "number_symbol", docnumber.format(whole)


def value_of(table: str, column: str, text: str) -> str | list[str] | None:
    """The value that was typed: nothing for null, entries of a list with ; between.

    >>> [value_of("documents", *said) for said in (("recipients", "UBND tỉnh; Lưu: VT"), ("number", "33"), ("number", ""))]
    [['UBND tỉnh', 'Lưu: VT'], '33', None]
    """
    rule = rules().get((table, column))
    if rule is not None and rule.value == "list":
        return [entry.strip() for entry in text.split(";") if entry.strip()]
    return text.strip() or None


def login_name() -> str:
    """The name that the person is logged in by; '-' where there is none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "-"


def _told(value: Any) -> str:
    return "∅" if value is None else "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
