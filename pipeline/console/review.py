"""What a person sees of `kehoach review`: what to look at first, a picture of each place, and that a correction was taken."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.archive.amending.amendable import checked, rules
from pipeline.archive.amending.doubts import Doubt
from pipeline.archive.archive import Archive
from pipeline.archive.files.store import Store
from pipeline.archive.index.connect import open_read
from pipeline.archive.reviewing import correcting, review
from pipeline.archive.searching.onepaper import full_id, one_paper
from pipeline.console.ending import ending, named
from pipeline.console.rows import ID, Shown, show_rows
from pipeline.console.terminal import say, wide_console
from pipeline.console.words import say_in
from pipeline.errors import BadRequest, CannotWrite, KehoachError, NotFound
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
    say(out, hint(rows, language) if rows else words["review_none"])
    if crops and rows:
        say(out, words["crops"].format(n=sum(file is not None for file in files), path=crops))


def hint(rows: Sequence[Mapping[str, Any]], language: str) -> str:
    """How to correct, shown by the first row whose value can be set; else how to say that it was looked at."""
    for row in rows:
        rule = rules().get((row["table"], row["column"]))
        if rule is not None and rule.value != "confirm":
            return say_in(language)["review_hint"].format(id=row["document_id"][:ID], column=row["column"])
    return say_in(language)["review_hint_confirm"].format(id=rows[0]["document_id"][:ID], column=rows[0]["column"])


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
        one_paper(connection, document_id, said.part)
    who, out, words = said.who or login_name(), wide_console(), say_in(language)
    place = (document_id, said.part, said.table, said.row)
    for column, value in checked_of(said):
        before = _row_now(archive.store, *place)
        kept = archive.confirm(*place, column, who) if said.confirm else archive.correct(*place, column, value, who)
        told = words["confirmed" if said.confirm else "corrected"]
        say(out, told.format(id=document_id[:ID], table=said.table, column=column, old=_told(kept.old), new=_told(kept.new)))
        now = _row_now(archive.store, *place)
        for other in (name for name in now if name != column and (said.table, name) in rules() and now[name] != before[name]):
            say(out, words["followed"].format(table=said.table, column=other, old=_told(before[other]), new=_told(now[other])))


def checked_of(said: Correct) -> list[tuple[str, str | list[str] | None]]:
    """Columns and values, all of them looked at before the first is kept. Raises `BadRequest`."""
    found = list(said_of(said))
    for column, value in found:
        if not said.confirm:
            checked(said.table, column, value)
    return found


def _row_now(store: Store, document_id: str, part: int, table: str, row: int) -> Mapping[str, Any]:
    """The row as it is shown; nothing where there is none."""
    try:
        paper = next(layer.paper for layer in correcting.shown(store, document_id) if layer.paper["document"]["part"] == part)
        return correcting.cell(paper, table, row, None)[0]
    except (StopIteration, NotFound):
        return {}


def said_of(said: Correct) -> Iterator[tuple[str, str | list[str] | None]]:
    """Columns and their values. Raises `BadRequest`.

    >>> list(said_of(Correct("4f", 1, "documents", 0, ("number=86", "title= Về việc học"), False, "Lan")))
    [('number', '86'), ('title', 'Về việc học')]
    """
    for text in said.values:
        column = text.partition("=")[0]
        if not said.confirm and "=" not in text:
            raise BadRequest(text, detail="COLUMN=VALUE")
        if said.confirm and "=" in text:
            value = text.partition("=")[2]
            raise BadRequest(column, detail=f"--confirm says that the value is right as it is; leave out ={value}, or leave out --confirm")
        yield column, value_of(said.table, column, text.partition("=")[2])


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
