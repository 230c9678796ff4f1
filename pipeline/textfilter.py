"""What `kehoach restore` does: text in, text out, in a shell pipe or from file to file; or the list of what it changes, and why.

Text comes out as UTF-8 without byte order mark, line ends as they were. Several files go to standard output one after the other. The
list (`--explain`) is a table with tabs between: file, line and column of the text as read, what was read, what stands now, kind, rule,
confidence. It goes to standard output in the place of the text, which is written only where `-o` says so. What is told of a run (an old
encoding, broken bytes, a file that cannot be read) goes to standard error.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from rich.console import Console

from pipeline.console import INTERRUPTED, say
from pipeline.errors import CannotRead, CannotWrite, EmptyFile, KehoachError, NotText, PathMissing, exit_code_of
from pipeline.output import whole_or_nothing
from pipeline.reading.stream import pieces
from pipeline.restoration.model import Model, open_model
from pipeline.restoration.text import Restored, restore_stream

STANDARD = Path("-")
"""Standard input."""

COLUMNS = ("file", "line", "column", "read", "restored", "kind", "rule", "confidence")
"""Columns of the list of changes."""

BROKEN = "\N{REPLACEMENT CHARACTER}"

WORDS = {
    "en": {
        "stdin": "standard input", "stdout": "standard output", "folder": "a folder", "twice": "two of the files have this name",
        "waiting": "Reading standard input; end it with Ctrl-D.", "old": "{where}: the text was in {encoding}; it comes out as UTF-8.",
        "broken": "{where}: the text has {n} broken characters ({sign}).",
    },
    "vi": {
        "stdin": "đầu vào chuẩn", "stdout": "đầu ra chuẩn", "folder": "một thư mục", "twice": "hai tệp cùng tên này",
        "waiting": "Đang đọc đầu vào chuẩn; kết thúc bằng Ctrl-D.", "old": "{where}: văn bản dùng mã {encoding}; kết quả là UTF-8.",
        "broken": "{where}: văn bản có {n} ký tự hỏng ({sign}).",
    },
}  # fmt: skip

ENCODINGS = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI", "cp1258": "Windows-1258"}


class Asked(NamedTuple):
    """What `kehoach restore` was asked to do; no `paths`: standard input; no `out`: standard output."""

    paths: list[Path]
    out: Path | None = None
    explain: bool = False
    language: str = "en"


def run_restore(asked: Asked) -> int:
    """`kehoach restore`: gives the exit code. A reader of standard output that has enough (`| head`) ends it without an error."""
    err = Console(stderr=True)
    errors: list[KehoachError] = []
    try:
        model = open_model()
        targets = _targets(asked)
        if asked.explain:
            with _output(None, asked.language) as told:
                told.write(_row(COLUMNS))
        for path, target in targets:
            try:
                _restore_one(path, target, asked, model, err)
            except KehoachError as error:
                errors.append(error)
                say(err, error.message(asked.language))
    except BrokenPipeError:
        pass
    except KeyboardInterrupt:
        return INTERRUPTED
    except KehoachError as error:
        errors.append(error)
        say(err, error.message(asked.language))
    return exit_code_of(errors)


def _targets(asked: Asked) -> list[tuple[Path, Path | None]]:
    """Each file and where its text goes: `-o` is a file for one, a folder for several or where it is one already."""
    paths = asked.paths or [STANDARD]
    if asked.out is None or (len(paths) == 1 and not asked.out.is_dir()):
        return [(path, asked.out) for path in paths]
    targets = [asked.out / ("stdin.txt" if path == STANDARD else path.name) for path in paths]
    if twice := next((target for target in targets if targets.count(target) > 1), None):
        raise CannotWrite(twice, detail=WORDS[asked.language]["twice"])
    return list(zip(paths, targets, strict=True))


def _restore_one(path: Path, target: Path | None, asked: Asked, model: Model | None, err: Console) -> None:
    words = WORDS[asked.language]
    where = words["stdin"] if path == STANDARD else str(path)
    seen: Counter[str] = Counter()
    with ExitStack() as stack:
        source = stack.enter_context(_input(path, words, err))
        text = stack.enter_context(_output(target, asked.language)) if target or not asked.explain else None
        told = stack.enter_context(_output(None, asked.language)) if asked.explain else None
        for block in restore_stream(_noted(source, where, seen), model):
            if text is not None:
                text.write(block.text.encode("utf-8", "replace"))
            if told is not None:
                told.writelines(_row(row) for row in rows_of(block, where))
    for encoding in filter(seen.__contains__, ENCODINGS):
        say(err, words["old"].format(where=where, encoding=ENCODINGS[encoding]))
    if seen[BROKEN]:
        say(err, words["broken"].format(where=where, n=seen[BROKEN], sign=BROKEN))


def _noted(source: IO[bytes], where: str, seen: Counter[str]) -> Iterator[str]:
    """The text of a source; counts broken characters and old encodings on the way. An empty pipe is a text without words."""
    try:
        for piece in pieces(source, where):
            seen[BROKEN] += piece.text.count(BROKEN)
            if piece.encoding:
                seen[piece.encoding] += 1
            yield piece.text
    except EmptyFile:
        if stat.S_ISREG(os.fstat(source.fileno()).st_mode):
            raise


def rows_of(block: Restored, where: str) -> Iterator[tuple[str, ...]]:
    """The rows of the list of changes, by `COLUMNS`."""
    for change in block.changes:
        place = (where, str(change.line), str(change.column))
        yield (*place, change.raw_text, change.text, change.kind, change.rule, f"{change.confidence:.2f}")


def _row(cells: Iterable[str]) -> bytes:
    return ("\t".join(" ".join(cell.split()) for cell in cells) + "\n").encode("utf-8", "replace")


@contextmanager
def _input(path: Path, words: Mapping[str, str], err: Console) -> Iterator[IO[bytes]]:
    """A file or standard input, to be read. Raises `PathMissing`, `NotText`, `CannotRead`."""
    where = words["stdin"] if path == STANDARD else path
    try:
        source = open(0 if path == STANDARD else path, "rb", closefd=path != STANDARD)  # noqa: SIM115
    except IsADirectoryError:
        raise NotText(where, detail=words["folder"]) from None
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise PathMissing(where) from None
    except OSError as error:
        raise CannotRead(where, detail=error.strerror or "") from error
    with source:
        if path == STANDARD and source.isatty():
            say(err, words["waiting"])
        yield source


@contextmanager
def _output(target: Path | None, language: str) -> Iterator[IO[bytes]]:
    """A file or standard output, to be written to. Raises `CannotWrite`, and `BrokenPipeError` where nobody reads any more."""
    if target is not None:
        with whole_or_nothing(target) as file:
            yield file
        return
    try:
        # Not `sys.stdout`: what that could not write it would try to write again when the program ends.
        with open(1, "wb", closefd=False) as stdout:
            yield stdout
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CannotWrite(WORDS[language]["stdout"], detail=error.strerror or "") from error
