"""Documents that are there already and are taken up again (tiếp tục): left undone by a killed run, failed, read by an older version."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline import models
from pipeline.archive.adding import renewal
from pipeline.archive.adding.desk import Desk, now
from pipeline.archive.adding.undertaking import STOPS
from pipeline.archive.adding.work import Opening, open_original
from pipeline.archive.files.manifest import FINAL, Manifest, SourceName, changed, made_by, shown, with_source
from pipeline.errors import ArchiveBusy, CannotWrite, KehoachError
from pipeline.workers.child import Task
from pipeline.workers.executors import perform
from pipeline.workers.shelf import OPEN_SECONDS


def first_manifest(desk: Desk, document_id: str, opening: Opening, size: int, sources: tuple[SourceName, ...] = ()) -> Manifest:
    """What is known of a document when nothing of it is read."""
    return Manifest(
        document_id=document_id,
        kind=opening.kind,
        ending=opening.ending,
        size=size,
        page_count=opening.page_count,
        sources=sources,
        state="reading",
        made_by=made_by(),
        split=desk.wishes.split,
    )


def take_up_again(desk: Desk, document_id: str) -> None:
    """A document that is there: what a killed run left undone, what failed, what an older version read."""
    if document_id in desk.live:
        return
    try:
        desk.hold(document_id)
    except ArchiveBusy:
        desk.passed_over.append(document_id)  # whoever holds it finishes it, unless it is a check
        return
    try:
        manifest = _recovered(desk, document_id)
    except KehoachError as error:
        desk.release(document_id)
        if isinstance(error, STOPS):
            raise
        desk.fail([document_id], error, document_id)
        return
    if manifest is None:
        desk.store.unmark(document_id)
        desk.release(document_id)
    else:
        take_up(desk, manifest, [])


def _recovered(desk: Desk, document_id: str) -> Manifest | None:
    """The manifest of a document whose run was cut off; None where it had not got as far as its original."""
    store, folder = desk.store, desk.store.folder(document_id)
    try:
        if (folder / "file.json").is_file():
            return store.manifest(document_id)
        original = next(folder.glob("original.*"), None)
        if original is None:
            return None
        if models.sha256(original) != document_id:
            original.unlink()  # the power failed while it was written
            return None
        size = original.stat().st_size
    except OSError as error:
        raise CannotWrite(folder, detail=error.strerror or str(error)) from error
    source = SourceName(store.marked_source(document_id) or original.name, now())
    done = perform(Task(open_original, (original,), OPEN_SECONDS, source.path))
    if done.error is not None:
        raise done.error
    manifest = first_manifest(desk, document_id, done.results[0], size, (source,))
    store.write_manifest(manifest)
    return manifest


def take_up(desk: Desk, manifest: Manifest, names: list[str]) -> None:
    """Go on with a document that is there and held: as far as it needs it, and as far as it is wished."""
    document_id = manifest.document_id
    folder = desk.store.folder(document_id)
    unfinished = desk.store.marked(document_id)
    if unfinished:
        _sweep_drafts(folder)
        if renewal.move_over(folder):
            manifest = desk.store.manifest(document_id)
    named = manifest
    for name in names:
        named = with_source(named, shown(name), now())
    again = document_id not in desk.redone
    retry = again and desk.wishes.retry and is_failed(manifest, searchable=desk.wishes.searchable)
    anew = again and manifest.state in FINAL and _is_to_be_read_anew(desk, manifest, unfinished)
    if not (unfinished or retry or anew) and named is manifest:
        desk.release(document_id)
        desk.known(document_id, names)
        return
    desk.store.mark(document_id)
    if retry or anew:
        desk.redone.add(document_id)
    if anew:
        _read_anew(desk, named, names)
        return
    renewal.discard(folder)
    # Pages that another version read would make papers of two minds.
    another = manifest.state not in FINAL and manifest.made_by != made_by()
    if another or (retry and manifest.state in FINAL):
        named = changed(named, state="reading", made_by=made_by() if another else manifest.made_by)
    if named is not manifest:
        desk.store.write_manifest(named)
    undertaking = desk.undertake(named, "again" if unfinished or retry else "renamed", names, retry=retry)
    undertaking.begin(nothing_read=another, results_there=named.state in FINAL)


def _sweep_drafts(folder: Path) -> None:
    """Half-written files of a run that was killed. Raises `CannotWrite`."""
    try:
        for draft in folder.rglob(".*.part"):
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(folder, detail=error.strerror or str(error)) from error


def _is_to_be_read_anew(desk: Desk, manifest: Manifest, unfinished: bool) -> bool:
    if manifest.made_by == made_by():
        return False
    return desk.wishes.reparse or (unfinished and renewal.begun(desk.store.folder(manifest.document_id)))


def _read_anew(desk: Desk, manifest: Manifest, names: list[str]) -> None:
    """Read a document anew, beside the results that it has."""
    home = renewal.beside(desk.store.folder(manifest.document_id))
    fresh = replace(manifest, searchable=None, searchable_note=None) if desk.wishes.searchable else manifest
    desk.undertake(fresh, "again", names, home=home).begin()


def is_failed(manifest: Manifest, *, searchable: bool) -> bool:
    """Whether there is something to try again: pages, papers, and the searchable copy if one is wished."""
    no_copy = searchable and manifest.searchable is None and manifest.kind != "text" and manifest.papers > 0
    return manifest.state in ("partly", "failed") or no_copy
