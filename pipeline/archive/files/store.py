"""The archive's files (kho trên đĩa): one folder a document, named by the SHA-256 of its bytes; all else can be made again.

    kehoach-archive.json                    the layout's number; a higher one than ours is left alone
    documents/ab/<sha256>/                  one folder a file; `ab` are the first two digits
        original.pdf                        the bytes unchanged, read-only; the ending comes from the content, never from a name
        file.json                           the manifest: sources, state, faults
        pages/0001.json.gz                  what was read of a page
        paper.json, paper.2.json            the papers with their tables; paper.txt, paper.2.txt their text
        searchable.pdf, previews/0001.jpg   for people
        amendments.jsonl                    a person's corrections
        new/                                results of a later version while they are being made
    unfinished/<sha256>                     stands from before anything of a document changes until the index has it
    incoming/                               copies under way
    failures/<sha256 of the path>.json      paths that could not be taken in
    index.sqlite                            can be deleted at any time

No path is ever made from what a document says or is called: folders are named by checksums, which are looked at before they are used.

>>> import tempfile
>>> store = Store.open(Path(tempfile.mkdtemp()) / "kho", create=True)
>>> store.folder("4f" * 32).relative_to(store.root).as_posix()[:16]
'documents/4f/4f4'
>>> store.folder("../../etc")
Traceback (most recent call last):
pipeline.errors.NotFound: not in the archive (no document is called ../../etc). `kehoach archive list` shows what is.
>>> list(store.ids()), list(store.unfinished()), list(store.failures())
([], [], [])
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pipeline.archive.files import plain
from pipeline.archive.files.failures import Failure, read_failures
from pipeline.archive.files.manifest import Fault, Manifest, SourceName, shown
from pipeline.archive.files.pagefile import page_in
from pipeline.errors import ArchiveBusy, ArchiveDamaged, ArchiveMissing, ArchiveNewer, CannotRead, CannotWrite, NotFound
from pipeline.gathering import ReadPage
from pipeline.output import settle, write_atomically
from pipeline.parsed import ParsedDocument

__all__ = ["LAYOUT", "Failure", "Fault", "Manifest", "SourceName", "Store", "shown"]

LAYOUT = 1
"""Number of the layout on disk; it grows when an older version could no longer read what is there."""

NAME = "kehoach-archive.json"

TRIES = 5
"""Times that a lock is asked for again where its folder was taken away meanwhile."""

_DOCUMENT_ID = re.compile(r"[0-9a-f]{64}\Z")
_PAPER = re.compile(r"paper(?:\.([2-9]|[1-9]\d+))?\.json\Z")


@dataclass(frozen=True, slots=True)
class Store:
    """The files of the archive in the folder `root`. Holds nothing in memory; make one with `Store.open`."""

    root: Path

    @classmethod
    def open(cls, root: str | os.PathLike[str], *, create: bool = False) -> Store:
        """The archive in a folder; `create` makes one where there is none. Raises `ArchiveMissing`, `ArchiveNewer`, `CannotWrite`."""
        store = cls(Path(root).absolute())  # workers on other machines stand elsewhere
        card = store.root / NAME
        try:
            found = json.loads(plain.read(card))
            layout = int(found["layout"])
        except (FileNotFoundError, NotADirectoryError):
            if not create:
                raise ArchiveMissing(root) from None
            store._found()
            return store
        except OSError as error:
            raise CannotRead(card, detail=error.strerror or "") from error
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
            raise ArchiveDamaged(card, detail="no layout's number in it") from error
        if layout > LAYOUT:
            raise ArchiveNewer(root, detail=f"layout {layout}, this version knows {LAYOUT}")
        return store

    def _found(self) -> None:
        from pipeline import __version__

        if self.root.exists() and not self._is_empty():
            if (self.root / NAME).is_file():
                return  # another process was quicker by a moment
            raise CannotWrite(self.root, detail="the folder holds other things and is no archive")
        card = {"layout": LAYOUT, "made_by": f"kehoach {__version__}"}
        write_atomically(self.root / NAME, (json.dumps(card) + "\n").encode())

    def _is_empty(self) -> bool:
        """Whether nothing is there but what another process is just beginning with."""
        try:
            return all(path.name.startswith(".") and path.suffix == ".part" for path in self.root.iterdir())
        except OSError:
            return False

    @property
    def documents(self) -> Path:
        """The folder of the documents."""
        return self.root / "documents"

    @property
    def incoming(self) -> Path:
        """The folder of the copies under way."""
        return self.root / "incoming"

    @property
    def index(self) -> Path:
        """The file of the index."""
        return self.root / "index.sqlite"

    def ids(self) -> Iterator[str]:
        """The ids of all documents, in order. A folder without a manifest is none yet."""
        for shelf in _sorted(self.documents):
            if len(shelf.name) == 2:
                yield from (path.name for path in _sorted(shelf) if _DOCUMENT_ID.match(path.name) and (path / "file.json").is_file())

    def folder(self, document_id: str) -> Path:
        """The folder of a document, whether it is there or not. Raises `NotFound` for what is no id."""
        if not _DOCUMENT_ID.match(document_id):
            raise NotFound(detail=f"no document is called {shown(document_id)[:80]}")
        return self.documents / document_id[:2] / document_id

    def manifest(self, document_id: str) -> Manifest:
        """What is known of a file. Raises `NotFound`, `ArchiveDamaged`."""
        path = self.folder(document_id) / "file.json"
        try:
            found = Manifest.from_json(plain.read(path))
        except (FileNotFoundError, NotADirectoryError):
            raise NotFound(detail=f"document {document_id}") from None
        except OSError as error:
            raise CannotRead(path, detail=error.strerror or "") from error
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ArchiveDamaged(path, detail=type(error).__name__) from error
        if found.document_id != document_id:
            raise ArchiveDamaged(path, detail="the manifest of another document")
        return found

    def write_manifest(self, manifest: Manifest, *, settled: bool = True) -> Path:
        """Write what is known of a file; gives its path. `settled` as in `pipeline.output`. Raises `CannotWrite`."""
        path = self.folder(manifest.document_id) / "file.json"
        write_atomically(path, manifest.to_json(), settled=settled)
        return path

    def original(self, document_id: str) -> Path:
        """The file as it was taken in. Raises `NotFound`, `ArchiveDamaged` where the file itself is gone."""
        ending = self.manifest(document_id).ending
        path = self.folder(document_id) / f"original.{ending}"
        if path.is_symlink() or not path.is_file():
            raise ArchiveDamaged(path, detail="the original is gone")
        return path

    def page_file(self, document_id: str, number: int) -> Path:
        """The file of what was read of a page (from 1), whether it is there or not."""
        return self.folder(document_id) / "pages" / f"{number:04d}.json.gz"

    def read_page(self, document_id: str, number: int) -> ReadPage | None:
        """What was read of a page; None where it was not read yet or the file is damaged."""
        return page_in(self.page_file(document_id, number))

    def paper_files(self, document_id: str) -> list[Path]:
        """The JSON files of the document's papers, in order."""
        found = {int(match[1] or 1): path for path in _sorted(self.folder(document_id)) if (match := _PAPER.match(path.name))}
        return [found[part] for part in sorted(found)]

    def papers(self, document_id: str) -> list[dict[str, Any]]:
        """The document's papers as their JSON has them. Raises `ArchiveDamaged`."""
        return [_read_json(path) for path in self.paper_files(document_id)]

    def parsed(self, document_id: str) -> list[ParsedDocument]:
        """The document's papers, without a person's corrections. Raises `ArchiveDamaged`."""
        return [_parsed(path) for path in self.paper_files(document_id)]

    def searchable(self, document_id: str) -> Path:
        """The searchable PDF, whether it is there or not."""
        return self.folder(document_id) / "searchable.pdf"

    def preview(self, document_id: str, number: int) -> Path:
        """The picture of a page (from 1), whether it is there or not."""
        return self.folder(document_id) / "previews" / f"{number:04d}.jpg"

    def amendments_file(self, document_id: str) -> Path:
        """The file of a person's corrections, whether it is there or not."""
        return self.folder(document_id) / "amendments.jsonl"

    @contextmanager
    def lock(self, document_id: str, timeout: float = 60.0) -> Iterator[None]:
        """Hold the document: no other process changes it meanwhile. `timeout` in seconds; raises `ArchiveBusy`, `CannotWrite`."""
        held = self.hold(document_id, timeout)
        try:
            yield
        finally:
            held.release()

    def hold(self, document_id: str, timeout: float = 0.0) -> FileLock:
        """The document's lock, taken; the caller releases it. Raises `ArchiveBusy`, `CannotWrite`."""
        folder = self.folder(document_id)
        for _ in range(TRIES):
            try:
                folder.mkdir(parents=True, exist_ok=True)
                lock = FileLock(folder / ".lock", timeout=timeout)
                lock.acquire()
            except Timeout:
                raise ArchiveBusy(folder) from None
            except FileNotFoundError:
                continue  # a check took the empty folder away in between
            except OSError as error:
                raise CannotWrite(folder, detail=error.strerror or str(error)) from error
            if (folder / ".lock").exists():
                return lock
            lock.release()  # what is held is a file that the check took away
        raise ArchiveBusy(folder)

    def unfinished(self) -> Iterator[str]:
        """The ids of documents whose work began and did not come to its end, in order."""
        yield from (path.name for path in _sorted(self.root / "unfinished") if _DOCUMENT_ID.match(path.name))

    def mark(self, document_id: str, source: str = "", *, settled: bool = True) -> Path:
        """Say, before anything of it changes, that a document is worked on; `source` stays with the first mark. Raises `CannotWrite`."""
        marker = self._marker(document_id)
        try:
            marker.parent.mkdir(exist_ok=True)
            with marker.open("xb") as file:  # an empty one marks as well: nothing has to be whole here
                file.write(source.encode("utf-8", "backslashreplace"))
        except FileExistsError:
            self._take_over(marker)
            return marker
        except OSError as error:
            raise CannotWrite(marker, detail=error.strerror or str(error)) from error
        if settled:
            settle([marker])
        return marker

    def _take_over(self, marker: Path) -> None:
        """Leave a trace in a mark that is there: whoever set it must not take it away any more."""
        try:
            with marker.open("ab") as file:
                file.write(b"\n")
        except OSError as error:
            raise CannotWrite(marker, detail=error.strerror or str(error)) from error

    def taken_over(self, document_id: str) -> bool:
        """Whether another one has marked the document after a mark without a source. For whoever holds the document."""
        try:
            return self._marker(document_id).stat().st_size > 0
        except OSError:
            return False

    def marked(self, document_id: str) -> bool:
        """Whether work on the document began and did not come to its end."""
        return self._marker(document_id).exists()

    def _marker(self, document_id: str) -> Path:
        return self.root / "unfinished" / self.folder(document_id).name

    def marked_source(self, document_id: str) -> str:
        """The source that the mark was set for; '' without one."""
        try:
            return self._marker(document_id).read_text(encoding="utf-8", errors="replace").rstrip("\n")
        except OSError:
            return ""

    def unmark(self, document_id: str) -> None:
        """Say that the document is complete and in the index. Raises `CannotWrite`."""
        try:
            with suppress(FileNotFoundError):
                self._marker(document_id).unlink()
        except OSError as error:
            raise CannotWrite(self.root, detail=error.strerror or str(error)) from error

    @property
    def failed_paths(self) -> Path:
        """The folder of the paths that could not be taken in."""
        return self.root / "failures"

    def failures(self) -> Iterator[Failure]:
        """The paths that could not be taken in, in the order of their files."""
        yield from read_failures(self.failed_paths)


def _sorted(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise CannotRead(folder, detail=error.strerror or "") from error


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(plain.read(path))
    except OSError as error:
        raise CannotRead(path, detail=error.strerror or "") from error
    except (ValueError, RecursionError) as error:
        raise ArchiveDamaged(path, detail="no JSON") from error
    if not isinstance(data, dict) or not isinstance(data.get("document"), dict):
        raise ArchiveDamaged(path, detail="no paper in it")
    return data


def _parsed(path: Path) -> ParsedDocument:
    data = _read_json(path)
    try:
        return ParsedDocument.from_dict(data)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        raise ArchiveDamaged(path, detail=type(error).__name__) from error
