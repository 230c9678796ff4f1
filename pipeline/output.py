"""The files of a run: names, atomic writing, the tables of all papers, and `run.json`.

Each paper's JSON is written as soon as the paper is ready. The tables are made at the end from the JSON files, one after the
other, so that a run over thousands of papers stays small. A file stands under its name whole or not at all.

>>> names([Path("kh.pdf"), Path("kh.png"), Path("a/b.pdf")])
['kh.pdf', 'kh.png', 'a/b']
>>> json_name("kh", 1), json_name("kh", 2)
('kh.json', 'kh.2.json')
"""

from __future__ import annotations

import errno
import json
import os
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from pipeline.errors import CannotWrite, KehoachError
from pipeline.parsed import ParsedDocument
from pipeline.reading.source import Input
from pipeline.tables.writers import open_writers
from pipeline.workers.shelf import FileOver

RUN = "run.json"
"""What the run did: files, states, seconds. The only file in which a clock is seen."""


def names(relatives: Sequence[Path]) -> list[str]:
    """The name of each file's results below the output folder, without `.json`: the stem, with the ending where it is needed.

    Endings are kept where two inputs would share a name (`kh.pdf`, `kh.png`), where a stem looks like the second paper of
    another file (`kh.2.pdf` beside `kh.pdf`), and beside `run.json`. What clashes even then gets a number.
    """
    stems = [str(path.with_suffix("")) for path in relatives]
    count = Counter(stem.casefold() for stem in stems)
    chosen: list[str] = []
    taken: set[str] = set()
    whole: set[str | None] = set()  # papers of which a taken name looks like a further part
    for path, stem in zip(relatives, stems, strict=True):
        like_a_part = _whole_of(stem) in count
        reserved = stem.casefold() == RUN.removesuffix(".json")
        name = str(path) if count[stem.casefold()] > 1 or like_a_part or reserved else stem
        plain_name, again = name, 2
        while name.casefold() in taken or name.casefold() in whole or _whole_of(name) in taken:
            name, again = f"{plain_name}~{again}", again + 1
        taken.add(name.casefold())
        whole.add(_whole_of(name))
        chosen.append(name)
    return chosen


def _whole_of(name: str) -> str | None:
    """The name, small, whose further part this one looks like ('kh' for 'KH.2'); None for other names."""
    base, dot, last = name.casefold().rpartition(".")
    return base if dot and last.isdigit() else None


def json_name(name: str, part: int) -> str:
    """File name of a paper: the first of a file has no number."""
    return f"{name}.json" if part == 1 else f"{name}.{part}.json"


def write_atomically(path: Path, data: bytes, *, settled: bool = True) -> None:
    """Write the file whole or not at all; `settled` as in `whole_or_nothing`. Raises `CannotWrite`."""
    with whole_or_nothing(path, settled=settled) as file:
        file.write(data)


@contextmanager
def whole_or_nothing(path: Path, *, settled: bool = True) -> Iterator[IO[bytes]]:
    """A file to write to that stands under its name once all is written, and not at all where something went wrong. Raises `CannotWrite`.

    What is there and is no file (`/dev/null`, a named pipe) is written to directly. With `settled=False` the file is whole for every
    process, but a power cut may still take it until `settle` was called: waiting for the disk once for many files is twenty times faster.
    """
    draft = None
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            with path.open("wb") as device:
                yield device
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{secrets.token_hex(8)}.part")  # known before it is there: a Ctrl-C at any line finds it
        # With the rights that the person's umask leaves; to ask for it one has to change it, for all threads of the process.
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666), "w+b") as file:
            yield file
            file.flush()
            if settled:
                os.fsync(file.fileno())
        draft.replace(path)
        if settled:
            settle_folder(path.parent)
    except BaseException as error:
        if draft is not None:
            with suppress(OSError):
                draft.unlink()
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise CannotWrite(path, detail=error.strerror or str(error)) from error
        raise


def settle(paths: Iterable[Path]) -> None:
    """See that files, and the names under which they stand, are on the disk and not only in its cache. Raises `CannotWrite`."""
    folders: dict[Path, None] = {}
    for path in paths:
        try:
            _settle(path, os.O_RDONLY)
        except OSError as error:
            raise CannotWrite(path, detail=error.strerror or str(error)) from error
        folders[path.parent] = None
    for folder in folders:
        settle_folder(folder)


def settle_folder(folder: Path) -> None:
    """The same for the names in a folder. Raises `CannotWrite`."""
    if os.name == "nt":  # Windows opens no folders; its renames are journalled
        return
    try:
        _settle(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        if error.errno not in (
            errno.EINVAL,
            errno.ENOTSUP,
            errno.EACCES,
        ):  # network shares that cannot, a folder to write into but not to read
            raise CannotWrite(folder, detail=error.strerror or str(error)) from error


def _settle(path: Path, how: int) -> None:
    descriptor = os.open(path, how)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def without_results(found: Iterable[Input | KehoachError], given: Iterable[Path], folder: Path) -> list[Input | KehoachError]:
    """What was found but for the output folder's own files (a workbook there is no broken input), unless they were asked for."""
    home = folder.resolve()
    if any(path == home or home in path.parents for path in (path.resolve() for path in given)):
        return list(found)
    return [item for item in found if home not in Path(item.path if isinstance(item, Input) else item.where).resolve().parents]


@dataclass
class Run:
    """What a run has written so far. `folder` is the output folder, `inputs` the files in their order."""

    folder: Path
    inputs: Sequence[Input]
    formats: tuple[str, ...] = ("csv", "json")
    written: dict[tuple[int, int], Path] = field(default_factory=dict)
    over: dict[int, FileOver] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = names([item.relative for item in self.inputs])

    def prepare(self) -> None:
        """Make the folder and see that all formats can be written, before hours of reading. Raises `CannotWrite`, `ExtraMissing`."""
        write_atomically(self.folder / RUN, b"{}\n")
        (self.folder / RUN).unlink()
        from pipeline.tables.writers import missing_extra

        for form in self.formats:
            if error := missing_extra(form):
                raise error

    def keep(self, file: int, paper: ParsedDocument) -> Path:
        """Write the JSON of a paper; gives its path."""
        path = self.folder / json_name(self._names[file], paper.document.part)
        write_atomically(path, paper.to_json())
        self.written[file, paper.document.part] = path
        return path

    def finish(self, seconds: float, failed: Iterable[KehoachError] = (), *, state: str = "complete") -> list[Path]:
        """Write the tables of all papers kept, and `run.json`; gives the paths of the tables."""
        writers = open_writers(self.formats, self.folder)
        tables: list[Path] = []
        try:
            for _, path in sorted(self.written.items()):
                paper = ParsedDocument.from_json(path.read_bytes())
                for writer in writers:
                    writer.add(paper.key, paper.rows)
            for writer in writers:
                tables.extend(writer.close())
        except OSError as error:
            raise CannotWrite(self.folder, detail=error.strerror or str(error)) from error
        files = [self._account(number, item) for number, item in enumerate(self.inputs)]
        files += [{"source": error.where, "state": "failed", "errors": [_error(error)]} for error in failed]
        account = {"state": state, "seconds": round(seconds, 2), "formats": list(self.formats), "files": files}
        write_atomically(self.folder / RUN, (json.dumps(account, ensure_ascii=False, indent=1) + "\n").encode())
        return tables

    def _account(self, number: int, item: Input) -> dict[str, Any]:
        over = self.over.get(number)
        papers = [str(path.relative_to(self.folder)) for (file, _), path in sorted(self.written.items()) if file == number]
        state = "unfinished" if over is None else "read" if not over.errors else "partly" if papers else "failed"
        account: dict[str, Any] = {"source": _utf8(str(item.path)), "state": state, "papers": [_utf8(name) for name in papers]}
        if over is not None:
            account |= {"pages": over.pages, "seconds": over.seconds, "errors": [_error(error) for error in over.errors]}
        return account


def _utf8(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _error(error: KehoachError) -> dict[str, Any]:
    return {"code": error.exit_code, "kind": type(error).__name__, "page": error.page, "message": _utf8(error.message())}
