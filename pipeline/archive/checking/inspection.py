"""Looking at one document (kiểm tra một tài liệu): its original against its checksum, what was made of it against its seal and itself.

A pure task on the archive's folder that changes nothing, so that it runs on any executor. A document without a seal (an archive of an
earlier version, a seal that the disk has damaged) is looked at by opening everything: pages, tables, texts, and the original itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.archive.adding.work import open_original
from pipeline.archive.amending.amendments import broken_lines
from pipeline.archive.files.manifest import Manifest
from pipeline.archive.files.pagefile import page_in
from pipeline.archive.files.seal import MADE, NAME, broken, made, sealed
from pipeline.archive.files.store import Store
from pipeline.errors import ArchiveDamaged, KehoachError, NotFound

KNOWN = re.compile(r"original\.[a-z]{3,4}(\.damaged)?|amendments\.jsonl|\.lock|seal\.json|new(/.*)?|pages|previews")
"""What may lie in a document's folder besides `seal.MADE`."""

DRAFT = re.compile(r"(.*/)?\.[^/]*\.part")
"""Names of files that are being written (`output.whole_or_nothing`)."""

ARRIVES_WITHIN = 60.0
"""Seconds that a folder may stand empty without a mark before it counts as one of a document that never arrived."""

COPIES = (("file.json", "manifest"), ("previews/", "preview"), ("searchable.pdf", "searchable"))
"""Beginnings of files' names, and of the kinds of findings about them."""


class Spot(NamedTuple):
    """Something found in a document: a kind of `findings.tsv`, the file below the document's folder, what was seen."""

    kind: str
    name: str
    detail: str = ""


def inspect(root: Path, document_id: str) -> Iterator[Spot]:
    """Task: look at a document; gives what is wrong with it."""
    store = Store(root)
    folder = store.folder(document_id)
    yield from _foreign(folder)
    if not (folder / "file.json").exists() and not any(folder.glob("original.*")):
        # An `add` makes the folder, takes its lock and only then sets its mark: between these the folder is nobody's for a moment.
        arriving = store.marked(document_id) or time.time() - folder.stat().st_mtime < ARRIVES_WITHIN
        yield Spot("unfinished" if arriving else "empty_folder", "")
        return
    yield from _amendments(store, document_id)
    original = _original(folder)
    yield from _of_original(folder, original, document_id)
    if store.marked(document_id):
        yield Spot("unfinished", "")
        return
    if (folder / "new").exists():
        yield Spot("new_left", "new")
    try:
        seal = sealed(folder)
    except ArchiveDamaged:
        yield Spot("seal_unreadable", NAME)
        seal = None
    manifest = None
    try:
        manifest = store.manifest(document_id)
    except NotFound:
        yield Spot("manifest_missing", "file.json")
    except KehoachError as error:
        yield Spot("manifest_unreadable", "file.json", error.detail)
    if seal is not None:
        yield from (spot for spot in _unsealed(folder) if manifest is not None or spot.name != "file.json")
    elif manifest is not None:
        yield from _opened(store, manifest, original)


def _foreign(folder: Path) -> Iterator[Spot]:
    """Files that are none of ours, and drafts that nobody will finish."""
    for root, folders, names in os.walk(folder, followlinks=False):
        place = Path(root).relative_to(folder).as_posix()
        inside = [(name, name if place == "." else f"{place}/{name}") for name in sorted(folders + names)]
        for name, path in inside:
            try:
                mode = (Path(root) / name).lstat().st_mode
            except FileNotFoundError:  # a draft of a worker that outlives its killed run by a moment
                continue
            ours = KNOWN.fullmatch(path) or (MADE.fullmatch(path) and stat.S_ISREG(mode))
            if DRAFT.fullmatch(path) and stat.S_ISREG(mode):
                yield Spot("draft_left", path)
            elif not ours or stat.S_ISLNK(mode):
                yield Spot("orphan_folder" if stat.S_ISDIR(mode) else "orphan_file", path)
        folders[:] = [name for name, path in inside if name in folders and KNOWN.fullmatch(path)]


def _original(folder: Path) -> Path | None:
    found = sorted(path for path in folder.glob("original.*") if not path.name.endswith(".damaged"))
    return found[0] if found else None


def _of_original(folder: Path, original: Path | None, document_id: str) -> Iterator[Spot]:
    if original is None:
        yield Spot("original_missing", "original")
        return
    try:
        with original.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        yield Spot("original_unreadable", original.name, error.strerror or "")
        return
    if digest != document_id:
        yield Spot("original_changed", original.name, f"its SHA-256 is {digest[:16]}… now")
    if original.stat().st_mode & 0o222:
        yield Spot("permissions", original.name)


def _amendments(store: Store, document_id: str) -> Iterator[Spot]:
    path = store.amendments_file(document_id)
    try:
        for number in broken_lines(store, document_id):
            yield Spot("amendment_unreadable", path.name, f"line {number}")
        data = path.read_bytes()
    except FileNotFoundError:
        return
    except (OSError, KehoachError) as error:
        yield Spot("amendment_unreadable", path.name, str(error))
        return
    last = data[data.rfind(b"\n") + 1 :]
    if last:
        yield Spot("amendments_cut", path.name, last.decode("utf-8", "replace")[:200])


def _unsealed(folder: Path) -> Iterator[Spot]:
    """What is not as it was sealed."""
    for name, what in broken(folder).items():
        if name.endswith(".txt"):
            kind = {"missing": "text_missing", "changed": "text_differs", "extra": "paper_extra"}[what]
        elif name.startswith("paper"):
            kind = {"missing": "paper_missing", "changed": "paper_unreadable", "extra": "paper_extra"}[what]
        elif name.startswith("pages/"):
            kind = {"missing": "page_missing", "changed": "page_unreadable", "extra": "page_extra"}[what]
        else:
            beginning = next(kind for start, kind in COPIES if name.startswith(start))
            kind = f"{beginning}_{'changed' if what == 'changed' else 'missing'}"
        if what != "extra" or kind.endswith("extra"):
            yield Spot(kind, name)


def _opened(store: Store, manifest: Manifest, original: Path | None) -> Iterator[Spot]:
    """What does not fit together, of a document without a seal."""
    folder = store.folder(manifest.document_id)
    if manifest.document_id != folder.name or (original is not None and not _fits(manifest, original)):
        yield Spot("manifest_changed", "file.json")
        return
    for number in range(1, manifest.page_count + 1):
        path = store.page_file(manifest.document_id, number)
        if page_in(path) is None:
            yield Spot("page_unreadable" if path.exists() else "page_missing", f"pages/{path.name}")
        if manifest.kind != "text" and not store.preview(manifest.document_id, number).is_file():
            yield Spot("preview_missing", f"previews/{number:04d}.jpg")
    wanted = {store.page_file(manifest.document_id, number).name for number in range(1, manifest.page_count + 1)}
    yield from (Spot("page_extra", name) for name in made(folder) if name.startswith("pages/") and name[6:] not in wanted)
    yield from _papers(store, manifest)
    if manifest.searchable and not store.searchable(manifest.document_id).is_file():
        yield Spot("searchable_missing", "searchable.pdf")


def _fits(manifest: Manifest, original: Path) -> bool:
    try:
        [opening] = open_original(original)
    except (KehoachError, OSError):
        return True  # the file is damaged, which is another finding; the manifest knows better
    told = (opening.document_id, opening.kind, opening.ending, opening.page_count, original.stat().st_size)
    return told == (manifest.document_id, manifest.kind, manifest.ending, manifest.page_count, manifest.size)


def _papers(store: Store, manifest: Manifest) -> Iterator[Spot]:
    paths = store.paper_files(manifest.document_id)
    for path in paths:
        try:
            document = json.loads(path.read_bytes())["document"]
            if document["document_id"] != manifest.document_id:
                raise ValueError(path)
            text = path.with_suffix(".txt")
            if not text.is_file():
                yield Spot("text_missing", text.name)
            elif text.read_bytes() != (document["text"] + "\n").encode("utf-8", "replace"):
                yield Spot("text_differs", text.name)
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            yield Spot("paper_unreadable", path.name)
    if len(paths) < manifest.papers:
        yield Spot("paper_missing", "paper.json")
    for path in sorted(store.folder(manifest.document_id).glob("paper*.txt")):
        if not path.with_suffix(".json").is_file():
            yield Spot("paper_missing", path.with_suffix(".json").name)
    if len(paths) > manifest.papers and manifest.state in ("read", "partly"):
        yield from (Spot("paper_extra", path.name) for path in paths[manifest.papers :])
