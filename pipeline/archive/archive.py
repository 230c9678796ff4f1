"""`pipeline.Archive`: one archive, from Python; the commands and the pages in the browser go through it too.

archive = pipeline.Archive("kho")                  # a folder; it is made by the first `add`
archive.add(["shelf/"], jobs=2)                    # read what is new, go on where an earlier run stopped
archive.documents(province="Kiên Giang")           # DataFrames
archive.search("thi đua khen thưởng")
archive.citations("34-CT/TW")
archive.targets("giảm nghèo")
archive.table("citations", year=2022)              # all rows of a table
archive.sql("SELECT province, count(*) FROM documents GROUP BY province")
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.archive.files.store import Store
from pipeline.errors import BadRequest

if TYPE_CHECKING:
    import sqlite3
    import threading
    from concurrent.futures import Executor

    import networkx
    import pandas as pd

    from pipeline.archive.adding.account import Account
    from pipeline.archive.adding.ingest import Event
    from pipeline.archive.amending.amendment import Amendment
    from pipeline.archive.checking.check import Checked, Report
    from pipeline.archive.checking.finding import Finding
    from pipeline.archive.files.failures import Failure
    from pipeline.archive.files.manifest import Manifest
    from pipeline.archive.index.rebuild import Progress
    from pipeline.archive.searching.filters import Filters


class Archive:
    """The archive in a folder. Nothing is opened before it is used; raises `ArchiveMissing` where a question finds no archive."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)

    @property
    def store(self) -> Store:
        """The files. Raises `ArchiveMissing`, `ArchiveNewer`."""
        return Store.open(self.folder)

    def add(
        self,
        paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = (),
        *,
        jobs: int | None = None,
        split: bool = True,
        page_timeout: float = 120.0,
        searchable: bool = True,
        retry_failed: bool = False,
        reparse: bool = False,
        executor: Executor | None = None,
        progress: bool = False,
        events: Callable[[Event], None] | None = None,
    ) -> Account:
        """Take in files and folders, and finish what an earlier run left undone; gives what became of each path. `page_timeout` in seconds.

        `retry_failed` tries again what failed; `reparse` reads anew what an older version read (of `paths`, or all there is).
        Raises `CannotWrite` for a full disk, `ArchiveNewer`, `ModelMissing`; what was finished until then is safe.
        """
        from pipeline.archive.adding.add import add, wishes_of

        given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
        wishes = wishes_of(split=split, page_timeout=page_timeout, searchable=searchable, retry_failed=retry_failed, reparse=reparse)
        return add(self.folder, given, jobs=jobs, executor=executor, wishes=wishes, progress=progress, report=events)

    def watch(
        self,
        folder: str | os.PathLike[str],
        *,
        jobs: int | None = None,
        settle: float = 3.0,
        poll: bool = False,
        split: bool = True,
        page_timeout: float = 120.0,
        searchable: bool = True,
        executor: Executor | None = None,
        events: Callable[[Event], None] | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        """Take in what arrives in a folder, until Ctrl-C, SIGTERM or `stop`. `settle`: seconds for which a file must stand still.

        `poll` looks through the folder every few seconds, as network folders need. Raises `PathMissing`, `CannotWrite`, `ExtraMissing`.
        """
        from pipeline.archive.adding.add import wishes_of
        from pipeline.archive.adding.watch import watch_into
        from pipeline.workers.executors import LimitedExecutor
        from pipeline.workers.many import default_jobs

        wishes = wishes_of(split=split, page_timeout=page_timeout, searchable=searchable, retry_failed=False, reparse=False)
        with ExitStack() as stack:
            executor = executor or stack.enter_context(LimitedExecutor(jobs or default_jobs()))
            report = events or (lambda event: None)
            watch_into(self.folder, Path(folder), executor, wishes, report, settle=settle, poll=poll, stop=stop)

    def check(
        self,
        repair: bool = True,
        *,
        jobs: int | None = None,
        executor: Executor | None = None,
        events: Callable[[Checked | Finding], None] | None = None,
    ) -> Report:
        """Look at everything in the archive and put right what can be; `.findings` says what there was, `.exit_code` 0 or 23.

        Raises `ArchiveMissing`, `ArchiveNewer`, `CannotWrite`.
        """
        from pipeline.archive.checking.check import check

        return check(self.store, repair, executor=executor, jobs=jobs, report=events or (lambda event: None))

    def files(self) -> Iterator[Manifest]:
        """What is known of each file, in the order of the ids. Raises `ArchiveMissing`, `ArchiveDamaged`."""
        store = self.store
        return (store.manifest(document_id) for document_id in store.ids())

    def failures(self) -> list[Failure]:
        """The paths that could not be taken in. Raises `ArchiveMissing`."""
        return list(self.store.failures())

    def review(self, limit: int = 20) -> pd.DataFrame:
        """What a person should look at first, a row a doubt (columns of `amending.doubts.Doubt`, and the reason in words)."""
        from pipeline.archive.reviewing import review

        return review.frame(review.doubts(self.store, limit))

    def correct(self, document_id: str, part: int, table: str, row: int, column: str, value: Any, who: str, **seen: Any) -> Amendment:
        """Set a cell; `row` counts from 0, `seen=` the value seen there. Raises `BadRequest`, `NotFound`."""
        from pipeline.archive.reviewing import correcting

        return correcting.correct(self.store, document_id, part, table, row, column, value, who, **seen)

    def confirm(self, document_id: str, part: int, table: str, row: int, column: str, who: str, **seen: Any) -> Amendment:
        """Say that a cell is right as it is. Raises `BadRequest`, `NotFound`."""
        from pipeline.archive.reviewing import correcting

        return correcting.confirm(self.store, document_id, part, table, row, column, who, **seen)

    def delete(self, document_id: str, part: int, table: str, row: int, who: str) -> Amendment:
        """Say that a row stands for nothing on the paper. Raises `BadRequest`, `NotFound`."""
        from pipeline.archive.reviewing import correcting

        return correcting.delete(self.store, document_id, part, table, row, who)

    def add_row(
        self, document_id: str, part: int, table: str, words: str, who: str, *, page: int | None = None, **values: Any
    ) -> Amendment:
        """Add a row that the machine missed: `words` as they stand on the paper, columns in `values`. Raises `BadRequest`, `NotFound`."""
        from pipeline.archive.reviewing import missed

        return missed.add(self.store, document_id, part, table, words, who, page=page, values=values)

    def undo(self, document_id: str, number: int, who: str) -> Amendment:
        """Take back one correction, by its number (from 0) in `amendments`. Raises `NotFound`, `BadRequest`."""
        from pipeline.archive.reviewing import correcting

        return correcting.undo(self.store, document_id, number, who)

    def amendments(self, document_id: str) -> list[Amendment]:
        """All that persons said of a document, in order."""
        from pipeline.archive.amending.amendments import load

        return load(self.store, document_id)

    def export(self, *, register: str | os.PathLike[str] | None = None, parquet: str | os.PathLike[str] | None = None) -> None:
        """Write the register (.csv, .xlsx, .json), all tables as Parquet into a folder, or both. Raises `BadRequest`, `CannotWrite`."""
        from pipeline.archive.exporting.export import write_parquet
        from pipeline.archive.exporting.register import write_register

        if register is not None:
            write_register(self.store, Path(register))
        if parquet is not None:
            write_parquet(self.store, Path(parquet))

    def documents(self, *, text: bool = False, **filters: Any) -> pd.DataFrame:
        """Papers that fit, or all: `province`, `province_2025`, `year`, `doc_type`, `issuer`, `level`, `cited`. Raises `BadRequest`."""
        from pipeline.archive.searching import answers

        with closing(self._index()) as connection:
            return answers.documents(connection, _filters(filters), text=text)

    def search(self, words: str, *, limit: int | None = 20, offset: int = 0, **filters: Any) -> pd.DataFrame:
        """Papers that have the words, best first (`limit=None`: all); filters as in `documents`. Raises `BadRequest`.

        `attrs["total"]` counts all.
        """
        from pipeline.archive.searching import answers

        with closing(self._index()) as connection:
            return answers.hits(connection, words, _filters(filters), limit, offset)

    def citations(self, wanted: str = "", *, cited_by: str | None = None, limit: int | None = None, **filters: Any) -> pd.DataFrame:
        """Who cites a document ('34-CT/TW'), or (`cited_by`: id or number) what a paper cites; a row a citation. Raises `BadRequest`.

        All citations of all papers are `table("citations")`.
        """
        from pipeline.archive.searching import answers

        if not wanted.strip() and cited_by is None:
            raise BadRequest("citations", detail='name a document or a paper (cited_by=); table("citations") has all')
        with closing(self._index()) as connection:
            return answers.citing(connection, wanted, cited_by, _filters(filters), limit)

    def targets(self, words: str = "", *, limit: int | None = None, **filters: Any) -> pd.DataFrame:
        """Targets in which the words stand, side by side across provinces and years. Raises `BadRequest`."""
        from pipeline.archive.searching import answers

        with closing(self._index()) as connection:
            return answers.aims(connection, words, _filters(filters), limit)

    def table(self, name: str, columns: Sequence[str] | None = None, **filters: Any) -> pd.DataFrame:
        """All rows of a table ('citations', 'targets', …; `docs/tables.md`) of the papers that fit; with `columns` only these, sooner.

        Beyond the columns of a paper's table: `paper_province` (of 2025), `paper_year`, in `citations` `cited`. Raises `BadRequest`.
        """
        from pipeline.archive.exporting import whole

        with closing(self._index()) as connection:
            return whole.table(connection, name, columns, _filters(filters))

    def sql(self, query: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> pd.DataFrame:
        """What the index answers to a question in SQL (SQLite's); it can only be read. Lists and boxes are JSON. Raises `BadRequest`."""
        from pipeline.archive.exporting import whole

        with closing(self._index()) as connection:
            return whole.sql(connection, query, parameters)

    def rebuild(self, report: Progress | None = None) -> int:
        """Make the index anew from the files; gives the number of documents in it. Raises `ArchiveBusy`, `CannotWrite`."""
        from pipeline.archive.index.rebuild import rebuild

        return rebuild(self.store, report)

    def graph(self, **filters: Any) -> networkx.MultiDiGraph:
        """Who cites what, as a graph (`archive.exporting.graph`); filters as in `search`. Raises `BadRequest`, `ExtraMissing`."""
        from pipeline.archive.exporting import graph

        with closing(self._index()) as connection:
            return graph.graph(connection, _filters(filters))

    def graphml(self, path: str | os.PathLike[str], **filters: Any) -> tuple[int, int]:
        """Write that graph as GraphML; gives the numbers of nodes and edges. Raises `BadRequest`, `CannotWrite`."""
        from pipeline.archive.exporting.graphml import write_graphml

        with closing(self._index()) as connection:
            return write_graphml(connection, Path(path), _filters(filters))

    def outdated(self, limit: int | None = None, **filters: Any) -> pd.DataFrame:
        """Citations of documents that had been replaced by then, newest papers first. Raises `BadRequest`."""
        from pipeline.archive.searching import answers, replaced

        with closing(self._index()) as connection:
            return answers.named_rows(replaced.Outdated, replaced.outdated(connection, _filters(filters), limit))

    def most_cited(self, limit: int | None = 50, **filters: Any) -> pd.DataFrame:
        """What most papers cite, with the numbers of papers, citations, provinces then and now. Raises `BadRequest`."""
        from pipeline.archive.searching import answers, mostcited

        with closing(self._index()) as connection:
            return answers.named_rows(mostcited.MostCited, mostcited.most_cited(connection, limit, _filters(filters)))

    def conflicts(self, limit: int | None = None) -> pd.DataFrame:
        """Dates of one cited paper that papers tell differently, a row each telling of another date than the right one."""
        from pipeline.archive.reviewing import conflicts
        from pipeline.archive.searching import answers

        with closing(self._index()) as connection:
            return answers.named_rows(conflicts.Disputed, conflicts.disputed(connection, limit))

    def _index(self) -> sqlite3.Connection:
        from pipeline.archive.index.rebuild import reading

        return reading(self.store)

    def __repr__(self) -> str:
        return f"Archive({str(self.folder)!r})"


def _filters(asked: Mapping[str, Any]) -> Filters:
    """The filters by name. Raises `TypeError` with the names there are, for one that is unknown."""
    from dataclasses import fields

    from pipeline.archive.searching.filters import Filters

    names = [field.name for field in fields(Filters)]
    if unknown := [name for name in asked if name not in names]:
        raise TypeError(f"there is no filter {unknown[0]!r}, but {', '.join(names)}")
    return Filters(**asked)
