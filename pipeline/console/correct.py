"""What a person sees of `kehoach review --set`, `--add`: that a correction was taken, and what follows from it."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.archive.amending.amendable import checked, rules
from pipeline.archive.archive import Archive
from pipeline.archive.files.store import Store
from pipeline.archive.index.connect import open_read
from pipeline.archive.reviewing import correcting
from pipeline.archive.searching.onepaper import full_id, one_paper
from pipeline.console.ending import ending, named
from pipeline.console.rows import ID
from pipeline.console.terminal import say, wide_console
from pipeline.console.words import say_in
from pipeline.errors import BadRequest, NotFound


class Correct(NamedTuple):
    """What a person says: `values` are COLUMN=VALUE, or columns to `confirm`."""

    document: str
    part: int
    table: str
    row: int
    values: tuple[str, ...]
    confirm: bool
    delete: bool
    who: str | None


class Added(NamedTuple):
    """A row that the machine missed: its words as they stand on the paper, and COLUMN=VALUE."""

    document: str
    part: int
    table: str
    words: str | None
    page: int | None
    values: tuple[str, ...]
    who: str | None


def run_correct(folder: Path | None, said: Correct, language: str) -> int:
    """`kehoach review --set`: gives the exit code."""
    return ending(lambda: _correct(Archive(named(folder)), said, language), language)


def _correct(archive: Archive, said: Correct, language: str) -> None:
    if said.delete == bool(said.values):
        raise BadRequest("--set", detail="--delete takes no values" if said.delete else "COLUMN=VALUE")
    document_id = _named(archive, said.document, said.part)
    who, out, words = said.who or login_name(), wide_console(), say_in(language)
    place = (document_id, said.part, said.table, said.row)
    if said.delete:
        kept = archive.delete(*place, who)
        say(out, words["deleted"].format(id=document_id[:ID], table=said.table, row=said.row, words=kept.row.raw if kept.row else ""))
    for column, value in checked_of(said):
        before = _row_now(archive.store, *place)
        kept = archive.confirm(*place, column, who) if said.confirm else archive.correct(*place, column, value, who)
        told = words["confirmed" if said.confirm else "corrected"]
        say(out, told.format(id=document_id[:ID], table=said.table, column=column, old=_told(kept.old), new=_told(kept.new)))
        now = _row_now(archive.store, *place)
        for other in (name for name in now if name != column and (said.table, name) in rules() and now[name] != before[name]):
            say(out, words["followed"].format(table=said.table, column=other, old=_told(before[other]), new=_told(now[other])))


def run_add(folder: Path | None, said: Added, language: str) -> int:
    """`kehoach review --add`: gives the exit code."""
    return ending(lambda: _add(Archive(named(folder)), said, language), language)


def _add(archive: Archive, said: Added, language: str) -> None:
    if not said.words:
        raise BadRequest("--add", detail="--words says which words of the paper the row stands on")
    document_id = _named(archive, said.document, said.part)
    values = dict(pairs_of(said.table, said.values))
    kept = archive.add_row(document_id, said.part, said.table, said.words, said.who or login_name(), page=said.page, **values)
    out, words, place = wide_console(), say_in(language), kept.row
    assert place is not None
    told = words["added_on"].format(page=place.page) if place.page else ""
    say(out, words["added"].format(id=document_id[:ID], table=said.table, words=place.raw, place=told))
    for column, value in kept.new.items():
        say(out, f"  {column} = {_told(value)}")


def _named(archive: Archive, document: str, part: int) -> str:
    """The whole id of the document. Raises `NotFound`, also where it has no such paper."""
    with closing(open_read(archive.store.index)) as connection:
        document_id = full_id(connection, document)
        one_paper(connection, document_id, part)
    return document_id


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
    """Columns and their values, or columns to confirm. Raises `BadRequest`.

    >>> list(said_of(Correct("4f", 1, "documents", 0, ("number=86", "title= Về việc học"), False, False, "Lan")))
    [('number', '86'), ('title', 'Về việc học')]
    """
    if not said.confirm:
        yield from pairs_of(said.table, said.values)
        return
    for text in said.values:
        column, equals, value = text.partition("=")
        if equals:
            raise BadRequest(column, detail=f"--confirm says that the value is right as it is; leave out ={value}, or leave out --confirm")
        yield column, None


def pairs_of(table: str, texts: Iterable[str]) -> Iterator[tuple[str, str | list[str] | None]]:
    """COLUMN=VALUE taken apart. Raises `BadRequest` for anything else."""
    for text in texts:
        column, equals, value = text.partition("=")
        if not equals:
            raise BadRequest(text, detail="COLUMN=VALUE")
        yield column, value_of(table, column, value)


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
