"""What a run of `add` did (biên nhận): every path that was given, and every document that an earlier run had left undone.

>>> account = Account()
>>> account.note(Taken("shelf/kh.txt", "4f" * 32, "added"))
>>> account.note(Taken("shelf/empty.pdf", None, "failed", (Fault(5, "EmptyFile", None, "empty", "rỗng"),)))
>>> account.added, [one.path for one in account.failed], account.codes
(['shelf/kh.txt'], ['shelf/empty.pdf'], {5})
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.archive.files.manifest import Fault

OUTCOMES = ("added", "renamed", "known", "again", "partly", "failed", "gone")
"""Taken in and read; the same bytes under a new name; there already; finished, retried or read anew; pages missing; not readable; a
failure of an earlier run whose file was taken away since."""


class Taken(NamedTuple):
    """What became of a path: one of `OUTCOMES`, its document (None where there is none), and what went wrong."""

    path: str
    document_id: str | None
    outcome: str
    faults: tuple[Fault, ...] = ()


@dataclass
class Account:
    """Paths by what became of them. Of those that went well only the path is kept: a run may take in a million."""

    added: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    partly: list[Taken] = field(default_factory=list)
    failed: list[Taken] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def note(self, taken: Taken) -> None:
        """Enter a path."""
        kept = getattr(self, taken.outcome)
        kept.append(taken if taken.outcome in ("partly", "failed") else taken.path)

    @property
    def codes(self) -> set[int]:
        """Exit codes of all that went wrong."""
        return {fault.code for taken in [*self.partly, *self.failed] for fault in taken.faults}
