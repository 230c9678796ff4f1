"""Putting a document right (sửa chữa tài liệu): what was made of an original is made again, what was left over is taken away.

An original and a person's corrections are never deleted: a changed original is set aside under another name, and only when the file
that it came from is still where it was and has the right bytes. All is done while the document is held and marked, so that a run
that is killed here is gone on with.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.archive.adding.incoming import opened
from pipeline.archive.adding.undertaking import COPY_SECONDS
from pipeline.archive.adding.work import (
    CopyMade,
    Opening,
    Order,
    PageRead,
    PaperFound,
    finish_document,
    make_previews,
    make_searchable,
    missing_pages,
    open_original,
    read_pages,
)
from pipeline.archive.amending.amendments import without_half_line
from pipeline.archive.checking.inspection import Spot
from pipeline.archive.files.manifest import Fault, Manifest, SourceName, changed, made_by
from pipeline.archive.files.seal import seal, sealed_manifest
from pipeline.archive.files.store import Store
from pipeline.archive.index.connect import open_read
from pipeline.errors import CannotWrite, KehoachError
from pipeline.output import settle
from pipeline.reading.page import Options
from pipeline.workers.child import Task
from pipeline.workers.executors import Done, perform
from pipeline.workers.shelf import OPEN_SECONDS

MANIFEST = frozenset({"manifest_missing", "manifest_unreadable", "manifest_changed"})
PAPERS = frozenset({"paper_missing", "paper_unreadable", "paper_extra", "text_missing", "text_differs"})
PAGES = frozenset({"page_missing", "page_unreadable", "page_extra"})
SEARCHABLE = frozenset({"searchable_missing", "searchable_changed"})
PREVIEWS = frozenset({"preview_missing", "preview_changed"})
MADE_AGAIN = MANIFEST | PAPERS | PAGES | SEARCHABLE | PREVIEWS | {"seal_unreadable"}
"""Kinds of findings whose files are made again."""

LEFT = frozenset({"draft_left", "new_left"})
LOST = frozenset({"original_missing", "original_changed"})


def remake(order: Order, pages: Sequence[int], papers: bool, searchable: bool, previews: bool) -> Iterator[Any]:
    """Task: make again what is asked for, in the order in which one is made of the other."""
    for number in pages:
        yield from read_pages(order, number, number + 1)
    if papers:
        yield from finish_document(order)
    if searchable:
        yield from make_searchable(order)
    if previews:
        yield from make_previews(order, 1, order.page_count + 1)


@dataclass(frozen=True)
class Mending:
    """Puts right one document, which the caller holds. `executor` does what takes long or may be killed by the file."""

    store: Store
    executor: Executor
    document_id: str

    @property
    def folder(self) -> Path:
        """The document's folder."""
        return self.store.folder(self.document_id)

    def mend(self, spots: Iterable[Spot]) -> None:
        """Do what can be done about what was found. Raises `CannotWrite`; what is still wrong afterwards a second look tells."""
        kinds = {spot.kind for spot in spots}
        try:
            if "empty_folder" in kinds:
                shutil.rmtree(self.folder)
                return
            self._sweep([spot for spot in spots if spot.kind in LEFT])
            if kinds & LOST and not self._bring_back():
                return
            if "permissions" in kinds or kinds & LOST:
                for original in self.folder.glob("original.*"):
                    original.chmod(0o444)
        except OSError as error:
            raise CannotWrite(self.folder, detail=error.strerror or str(error)) from error
        if "amendments_cut" in kinds:
            without_half_line(self.store, self.document_id)
        if kinds & MADE_AGAIN:
            self._make_again([spot for spot in spots if spot.kind in MADE_AGAIN], kinds)

    def _sweep(self, spots: Iterable[Spot]) -> None:
        for spot in spots:
            path = self.folder / spot.name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _bring_back(self) -> bool:
        """The original from one of the paths that it was given by, if its bytes are still there."""
        manifest = self._known()
        for source in manifest.sources if manifest else ():
            with opened(self.store.incoming) as incoming, suppress(KehoachError):
                copied = incoming.copy(Path(source.path))
                if copied.document_id == self.document_id and manifest is not None:
                    original = self.folder / f"original.{manifest.ending}"
                    if original.exists():
                        original.replace(original.with_name(f"{original.name}.damaged"))
                    copied.path.chmod(0o444)
                    copied.path.replace(original)
                    settle([original])
                    return True
        return False

    def _make_again(self, spots: Sequence[Spot], kinds: set[str]) -> None:
        manifest, sure = self._manifest(kinds)
        if manifest is None:
            return
        self.store.mark(self.document_id)
        for spot in spots:
            if spot.kind not in MANIFEST:
                (self.folder / spot.name).unlink(missing_ok=True)
        papers = bool(kinds & (PAPERS | PAGES)) or not sure
        searchable = manifest.kind != "text" and (bool(kinds & SEARCHABLE) or not sure)
        previews = manifest.kind != "text" and bool(kinds & PREVIEWS)
        order = self._order(manifest)
        pages = tuple(missing_pages(order))
        seconds = order.options.page_timeout * 1.2 + 5 + COPY_SECONDS * order.page_count
        arguments = (order, pages, papers or bool(pages), searchable, previews)
        done = self._done(Task(remake, arguments, seconds, order.source, pages))
        if done.error is None:
            self._keep(_told(manifest, done.results, anew=len(pages) == manifest.page_count))
        else:  # `add` goes on with it, and says what stands against it
            self.store.write_manifest(changed(manifest, state="reading"))

    def _manifest(self, kinds: set[str]) -> tuple[Manifest | None, bool]:
        """The manifest, made anew where it is damaged; and whether it is sure to be what it was."""
        if not kinds & MANIFEST:
            return self.store.manifest(self.document_id), True
        [original] = [path for path in self.folder.glob("original.*") if not path.name.endswith(".damaged")]
        done = self._done(Task(open_original, (original,), OPEN_SECONDS, str(original)))
        if done.error is not None:
            return None, False
        opening: Opening = done.results[0]
        with suppress(ValueError, TypeError, KeyError):
            return Manifest.from_json(sealed_manifest(self.folder) or b""), True
        indexed = self._indexed()
        if indexed is not None and (indexed.kind, indexed.ending, indexed.page_count) == opening[:3]:
            return indexed, True
        names = {paper["document"]["source"] for paper in self._papers()} or {self.store.marked_source(self.document_id) or original.name}
        when = next((source.added for source in indexed.sources), "") if indexed else ""
        fresh = Manifest(
            document_id=self.document_id,
            kind=opening.kind,
            ending=opening.ending,
            size=original.stat().st_size,
            page_count=opening.page_count,
            sources=tuple(SourceName(name, when) for name in sorted(names)),
            state="read",
            made_by=made_by(),
            split=len(self.store.paper_files(self.document_id)) != 1,
        )
        return fresh, False

    def _papers(self) -> list[dict[str, Any]]:
        found = []
        for path in self.store.paper_files(self.document_id):
            with suppress(OSError, ValueError):
                found.append(json.loads(path.read_bytes()))
        return [paper for paper in found if isinstance(paper, dict) and isinstance(paper.get("document"), dict)]

    def _known(self) -> Manifest | None:
        try:
            return self.store.manifest(self.document_id)
        except KehoachError:
            return self._indexed()

    def _indexed(self) -> Manifest | None:
        """The manifest as the index has it."""
        try:
            with closing(open_read(self.store.index)) as connection:
                names = "document_id, kind, ending, size, page_count, state, papers, made_by, searchable, searchable_note, split, revision"
                query = f"SELECT {names}, faults FROM files WHERE document_id = ?"  # noqa: S608  (names of our own)
                row = connection.execute(query, (self.document_id,)).fetchone()
                query = "SELECT path, added FROM sources WHERE document_id = ? ORDER BY id"
                sources = tuple(SourceName(*source) for source in connection.execute(query, (self.document_id,)))
            values = dict(zip(names.split(", "), row[:-1], strict=True)) | {"split": bool(row[10]), "sources": sources}
            return Manifest(**values, faults=tuple(Fault(*fault) for fault in json.loads(row[-1] or "[]")))
        except (KehoachError, TypeError, ValueError):
            return None
        except Exception:  # whatever SQLite says of a damaged index: then it has nothing to tell
            return None

    def _order(self, manifest: Manifest) -> Order:
        original = self.folder / f"original.{manifest.ending}"
        source = manifest.sources[0].path if manifest.sources else self.document_id
        kind, pages = manifest.kind, manifest.page_count
        return Order(self.document_id, original, self.folder, kind, pages, source, manifest.split, Options())

    def _done(self, task: Task) -> Done:
        done: Done = self.executor.submit(perform, task).result()
        return done

    def _keep(self, manifest: Manifest) -> None:
        """All is as it should be: the manifest, the seal, the index, and the mark goes."""
        from pipeline.archive.index.build import put_many
        from pipeline.archive.index.writing import writing

        self.store.write_manifest(manifest)
        seal(self.folder)
        with suppress(KehoachError), writing(self.store.index) as connection:
            put_many(connection, self.store, [self.document_id])
        self.store.unmark(self.document_id)


def _told(manifest: Manifest, results: Iterable[Any], *, anew: bool) -> Manifest:
    """The manifest after something was made again."""
    found = [result for result in results if isinstance(result, PaperFound)]
    copies = [result for result in results if isinstance(result, CopyMade)]
    values: dict[str, Any] = {}
    if found:
        faults = tuple(fault for one in found for fault in one.faults)
        papers = sum(one.kept for one in found)
        values = {"faults": faults, "papers": papers, "state": "read" if not faults else "partly" if papers else "failed"}
    if anew and any(isinstance(result, PageRead) for result in results):
        values["made_by"] = made_by()
    if copies:
        values |= {"searchable": copies[0].level, "searchable_note": copies[0].note}
    return changed(manifest, **values)
