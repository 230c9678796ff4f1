"""What a person should look at first (danh sách cần kiểm tra): the doubts of all papers, by the error that each look is expected to find.

Blank and handwritten numbers, dates without a day, words read with little confidence, dates that contradict the register or other
papers of the archive, gaps in the numbering, and corrections that lost their place. What a person set or confirmed is not listed.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.archive.amended import laid_over_all
from pipeline.archive.amendments import load
from pipeline.archive.crops import cutting
from pipeline.archive.doubts import Doubt, doubts_of, of_unplaced, reason
from pipeline.archive.store import Store
from pipeline.document import Box

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (*Doubt._fields, "reason_vi", "reason_en")
"""Columns of the table that `frame` makes."""


def doubts(store: Store, limit: int = 20, *, document_id: str | None = None) -> list[Doubt]:
    """The doubts that are worth most, heaviest first; of one document where it is named. Raises `ArchiveDamaged`, `NotFound`."""
    if document_id is not None:
        found: Iterable[Doubt] = of_document(store, document_id)
    else:
        found = (doubt for one in store.ids() for doubt in of_document(store, one))
    return heaviest(found, limit)


def heaviest(found: Iterable[Doubt], limit: int) -> list[Doubt]:
    """The `limit` heaviest, in an order that does not depend on anything else."""
    return heapq.nsmallest(limit, found, key=lambda doubt: (-doubt.weight, doubt.source, doubt.part, doubt.table, doubt.row, doubt.column))


def of_document(store: Store, document_id: str) -> Iterator[Doubt]:
    """All doubts about a document, its unplaced corrections among them."""
    papers = store.papers(document_id)
    layered, lost = laid_over_all(papers, load(store, document_id))
    for layer in layered:
        yield from doubts_of(layer.paper, layer.settled)
    for amendment in lost:
        yield of_unplaced(document_id, papers[0]["document"]["source"] if papers else "", amendment)


def picture(store: Store, doubt: Doubt, *, width: int | None = None, form: str = "jpeg") -> bytes | None:
    """The cutting of the page that shows the doubtful place; None for a plain text. Raises errors of reading."""
    if doubt.page is None:
        return None
    more = {} if width is None else {"width": width}
    return cutting(store, doubt.document_id, doubt.page, doubt.box, form=form, **more)


def frame(found: Sequence[Doubt]) -> pd.DataFrame:
    """The doubts as a DataFrame: the columns of `Doubt`, and the reason in Vietnamese and English."""
    import pandas as pd

    return pd.DataFrame([(*_plain(doubt), *words(doubt)) for doubt in found], columns=list(COLUMNS))


def _plain(doubt: Doubt) -> tuple[Any, ...]:
    return tuple(list(cell) if isinstance(cell, Box) else cell for cell in doubt)


def words(doubt: Doubt) -> tuple[str, str]:
    """The reason in Vietnamese and in English, with what else is known."""
    known = reason(doubt.reason, "documents" if doubt.reason == "unplaced" else doubt.table)
    note = f" ({doubt.note})" if doubt.note else ""
    return known.vi + note, known.en + note
