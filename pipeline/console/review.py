"""What a person sees of `kehoach review`: what to look at first, and a picture of each place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.archive.amending.amendable import rules
from pipeline.archive.amending.doubts import Doubt
from pipeline.archive.archive import Archive
from pipeline.archive.files.store import Store
from pipeline.archive.reviewing import review
from pipeline.console.ending import ending, named
from pipeline.console.rows import ID, Shown, show_rows
from pipeline.console.terminal import say, wide_console
from pipeline.console.words import say_in
from pipeline.errors import CannotWrite, KehoachError
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
