"""The archive's own folders (các thư mục của kho): what runs that were cut off left behind, and what is none of ours.

Leftovers are taken away where that is wished; what looks foreign is told and left where it is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.archive.adding.incoming import looked_at, opened
from pipeline.archive.checking.finding import Finding
from pipeline.archive.checking.inspection import DRAFT
from pipeline.archive.files.failures import Failure
from pipeline.archive.files.store import NAME, Store
from pipeline.errors import KehoachError, NotFound

AT_THE_TOP = frozenset(
    {NAME, "documents", "unfinished", "incoming", "failures", ".rebuild.lock", ".index.lock", "index.sqlite", "index.sqlite-wal"}
    | {"index.sqlite-journal", "index.sqlite-shm"}
    | {"index.rebuilt.sqlite", "index.rebuilt.sqlite-wal", "index.rebuilt.sqlite-shm", "index.rebuilt.sqlite-journal"}
)
"""Names of our own in the archive's folder."""


@dataclass(frozen=True, slots=True)
class Places:
    """A look at everything in the archive's folder but the inside of documents; with `repair` leftovers are taken away."""

    store: Store
    repair: bool

    def findings(self) -> Iterator[Finding]:
        """Leftovers, and what is none of ours."""
        yield from self._top()
        yield from self._markers()
        yield from self._failures()
        yield from self._incoming()

    def _top(self) -> Iterator[Finding]:
        for path in _inside(self.store.root):
            if path.name not in AT_THE_TOP:
                yield from self._foreign(path)
        for shelf in _inside(self.store.documents):
            good = len(shelf.name) == 2 and shelf.is_dir() and not shelf.is_symlink()
            if not good:
                yield from self._foreign(shelf)
                continue
            for path in _inside(shelf):
                if not _is_document(self.store, path):
                    yield from self._foreign(path)

    def _foreign(self, path: Path) -> Iterator[Finding]:
        if DRAFT.fullmatch(path.name) and path.is_file():
            yield from self._take_away("draft_left", path)
        elif os.path.lexists(path):  # else it was renamed or taken away since it was listed
            yield finding_at(self.store, "orphan_folder" if path.is_dir() else "orphan_file", path)

    def _take_away(self, kind: str, path: Path, document_id: str | None = None) -> Iterator[Finding]:
        if self.repair:
            with suppress(OSError):
                path.unlink()
        yield finding_at(self.store, kind, path, document_id, mended=self.repair and not path.exists())

    def _markers(self) -> Iterator[Finding]:
        for path in _inside(self.store.root / "unfinished"):
            if not _is_id(self.store, path.name):
                yield from self._foreign(path)
            elif not self.store.folder(path.name).exists() and path.exists():
                yield from self._take_away("stale_marker", path, path.name)

    def _failures(self) -> Iterator[Finding]:
        for path in _inside(self.store.failed_paths):
            if path.suffix != ".json":
                if not (DRAFT.fullmatch(path.name) and looked_at(self.store.incoming)[1]):  # an `add` may be writing it
                    yield from self._foreign(path)
                continue
            try:
                data = json.loads(path.read_bytes())
                Failure(*(data[name] for name in Failure._fields))
            except FileNotFoundError:
                continue  # taken in since it was listed
            except (OSError, ValueError, TypeError, KeyError):
                yield from self._take_away("failure_unreadable", path)

    def _incoming(self) -> Iterator[Finding]:
        """Copies of runs that were killed; those of runs that are alive are held."""
        for path in _inside(self.store.incoming):
            if path.name != ".lock" and not path.is_dir():
                yield from self._foreign(path)
        left, _ = looked_at(self.store.incoming)
        if left and self.repair:
            with suppress(KehoachError), opened(self.store.incoming):  # whoever opens it sweeps it
                pass
        for path in left:
            yield finding_at(self.store, "incoming_left", path, mended=not path.exists())


def finding_at(store: Store, kind: str, path: Path, document_id: str | None = None, detail: str = "", *, mended: bool = False) -> Finding:
    """A finding with its path as it is told: below the archive's folder, with slashes."""
    place = path.relative_to(store.root).as_posix() if path.is_relative_to(store.root) else str(path)
    return Finding(kind, place, document_id, detail, mended)


def documents(store: Store) -> Iterator[str]:
    """The ids of all folders of documents, in order, with a manifest or without."""
    for shelf in _inside(store.documents):
        if len(shelf.name) == 2 and not shelf.is_symlink():
            yield from (path.name for path in _inside(shelf) if _is_document(store, path))


def _is_document(store: Store, path: Path) -> bool:
    return _is_id(store, path.name) and store.folder(path.name) == path and path.is_dir() and not path.is_symlink()


def _is_id(store: Store, name: str) -> bool:
    try:
        store.folder(name)
    except NotFound:
        return False
    return True


def _inside(folder: Path) -> Iterable[Path]:
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return ()
