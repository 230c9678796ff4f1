"""The manifest (`file.json`): what is known of one file of the archive: where it came from, how far its work is, what went wrong.

>>> row = Manifest(document_id="4f" * 32, kind="text", ending="txt", size=9, sources=(SourceName("shelf/kh.txt", "2026-11-21T08:00Z"),))
>>> Manifest.from_json(row.to_json()) == row
True
>>> with_source(row, "other/kh.txt", "2026-11-22T08:00Z").sources[1].path
'other/kh.txt'
>>> with_source(row, "./shelf/kh.txt", "2026-11-22T08:00Z") is row
True
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from typing import Any, NamedTuple

from pipeline import models
from pipeline.archive.files.values import optional, text, whole
from pipeline.errors import KehoachError

STATES = ("waiting", "reading", "read", "partly", "failed")
"""How far a document is: taken in, being read, read, read but for some pages or papers, not read at all."""

KINDS = ("image", "pdf", "text")

_ENDING = re.compile(r"[a-z0-9]{1,8}")
"""It stands in the name of the original's file: letters only, whoever wrote the manifest."""

FINAL = frozenset({"read", "partly", "failed"})
"""States in which nothing more is read without being asked."""


class SourceName(NamedTuple):
    """A path under which the file was given, as it was given, and when (ISO 8601, UTC)."""

    path: str
    added: str


class Fault(NamedTuple):
    """Something that went wrong with a page (from 1) or, where `page` is None, with a paper: an error of `pipeline.errors` as data."""

    code: int
    kind: str
    page: int | None
    message: str
    message_vi: str


def fault_of(error: KehoachError) -> Fault:
    """The error as it is kept."""
    return Fault(error.exit_code, type(error).__name__, error.page, shown(error.message()), shown(error.message("vi")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is known of a file. `size` in bytes; `made_by` the version and models that read it; `revision` grows with every change."""

    document_id: str
    kind: str  # image | pdf | text
    ending: str
    size: int
    page_count: int = 0
    sources: tuple[SourceName, ...] = ()
    state: str = "waiting"
    faults: tuple[Fault, ...] = ()
    papers: int = 0
    made_by: str = ""
    searchable: str | None = None  # pdfa | pdfa-images | plain
    searchable_note: str | None = None
    split: bool = True
    revision: int = 0

    def to_json(self) -> bytes:
        """The file's bytes: UTF-8, one field a line."""
        data = asdict(self) | {
            "sources": [source._asdict() for source in self.sources],
            "faults": [fault._asdict() for fault in self.faults],
        }
        return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """The manifest that `to_json` was made from; fields not known here are passed over. Raises ValueError, TypeError, KeyError."""
        return cls(**_known(json.loads(data)))


def _known(data: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(Manifest)}
    known = {name: _SOUND[name](value) for name, value in data.items() if name in names}
    if known["state"] not in STATES or known["kind"] not in KINDS or not _ENDING.fullmatch(known["ending"]):
        raise ValueError("no manifest of ours")
    return known


def _sources(rows: Any) -> tuple[SourceName, ...]:
    return tuple(SourceName(text(row["path"]), text(row["added"])) for row in rows)


def _faults(rows: Any) -> tuple[Fault, ...]:
    return tuple(
        Fault(whole(row["code"]), text(row["kind"]), optional(whole)(row["page"]), text(row["message"]), text(row["message_vi"]))
        for row in rows
    )


_SOUND: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("document_id", "kind", "ending", "state", "made_by"), text),
    **dict.fromkeys(("size", "page_count", "papers", "revision"), whole),
    **dict.fromkeys(("searchable", "searchable_note"), optional(text)),
    "split": bool,
    "sources": _sources,
    "faults": _faults,
}
"""What a field must be; its value, or an error."""


def changed(manifest: Manifest, **values: Any) -> Manifest:
    """The manifest with other values and the next revision; itself where nothing changes."""
    new = replace(manifest, **values)
    return manifest if new == manifest else replace(new, revision=manifest.revision + 1)


def with_source(manifest: Manifest, path: str, when: str) -> Manifest:
    """The manifest with one more source, unless it is there already: `./kh.pdf` is no other name of `kh.pdf`."""
    known = {os.path.abspath(source.path) for source in manifest.sources}  # noqa: PTH100  (a link is another name)
    if os.path.abspath(path) in known:  # noqa: PTH100
        return manifest
    return changed(manifest, sources=(*manifest.sources, SourceName(path, when)))


def shown(path: str | os.PathLike[str]) -> str:
    r"""A path as text that every file and table can hold: bytes that are no UTF-8 as `\xff`, so that two names stay two.

    >>> shown(os.fsdecode(b"k\xe1\xba\xbf ho\xff.pdf"))
    'kế ho\\xff.pdf'
    """
    text = os.fspath(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return text


@cache
def made_by() -> str:
    """The present version and the first 8 digits of each trained file's checksum: another text means results worth making anew."""
    from pipeline import __version__

    sums = [f"{item.name.split('.')[0]}:{item.sha256[:8]}" for item in models.listed()]
    return " ".join([f"kehoach {__version__}", *sums])
