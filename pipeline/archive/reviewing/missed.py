"""Adding a row that the machine missed: a citation, a date, a number, a target, a name that stands on the paper and in no table.

The person gives the words as they stand on the paper. They are looked for in what was read (capitals, marks and blanks may differ, some
letters may have been misread), so that the row has its place like any other; what they say is told by the same rules that read papers,
from the words as the person wrote them; and columns that he names himself stand above both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipeline.archive.amending.amendable import DELETABLE, columns_of, not_amendable
from pipeline.archive.amending.amendment import Amendment, now
from pipeline.archive.amending.rowplaces import LETTERS, RowPlace
from pipeline.archive.amending.standing import Span, likeliest, spans
from pipeline.archive.files.store import Store
from pipeline.archive.reviewing.correcting import keep, shown
from pipeline.archive.searching.passages import document_of
from pipeline.errors import BadRequest, NotFound
from pipeline.extraction import any_text
from pipeline.records import Header, Mention
from pipeline.tables.columns import own_columns

Paper = Mapping[str, Any]

FINDERS: Mapping[str, Callable[[str, Header], Sequence[Mention]]] = {
    "citations": any_text.find_citations,
    "dates": any_text.find_dates,
    "document_numbers": any_text.find_document_numbers,
    "targets": any_text.find_targets,
    "entities": any_text.find_entities,
}
"""What reads the words of a row, by table."""

SAME = 0.5
"""Share of the words that a row has to stand on to be the row that is meant."""


def add(
    store: Store,
    document_id: str,
    part: int,
    table: str,
    words: str,
    who: str,
    *,
    page: int | None = None,
    values: Mapping[str, Any] | None = None,
) -> Amendment:
    """Add a row that stands on the `words` of the paper (on `page`, where they stand more than once); `values` by column.

    Raises `BadRequest` for a table that takes no rows, words that are not found or not in one place only, a row that is there already,
    values that cannot stand there; `NotFound`.
    """
    paper = next((layer.paper for layer in shown(store, document_id) if layer.paper["document"]["part"] == part), None)
    if paper is None:
        store.manifest(document_id)
        raise NotFound(detail=f"paper {part} of document {document_id}")
    if table not in DELETABLE:
        raise BadRequest(table, detail=f"no row can be added to this table; it can to {', '.join(DELETABLE)}")
    for column in values or ():
        if column not in columns_of(table):
            raise not_amendable(table, column)
    words = " ".join(words.split())
    span = _found(paper, table, words, page)
    row = _place(store, document_id, paper, span)
    new = understood(table, words, paper) | {column: value for column, value in (values or {}).items() if value not in (None, "")}
    return keep(
        store, document_id, Amendment(table=table, part=part, column=None, old=None, new=new, who=who, when=now(), row=row, act="add")
    )


def _found(paper: Paper, table: str, words: str, page: int | None) -> Span:
    """The one place of the words that no row of the table stands on. Raises `BadRequest`, `NotFound`."""
    text, low, high = paper["document"]["text"], 0, None
    if page is not None:
        sheet = next((row for row in paper["pages"] if row["page"] == page), None)
        if sheet is None:
            raise NotFound(detail=f"page {page} of this paper")
        low, high = sheet["start"], sheet["end"]
    if not words or len(words) > LETTERS:
        raise BadRequest(table, detail=f"an added row stands on 1 to {LETTERS} letters of the paper")
    found = spans(words, text, low, high) or [span for span in [likeliest(words, text, low, high)] if span]
    if not found:
        raise BadRequest(table, detail="the words are not in the text as it was read; give them as they stand in paper.txt")
    rows = [_row_on(paper[table], span) for span in found]
    free = [span for span, row in zip(found, rows, strict=True) if row is None]
    if not free:
        raise BadRequest(table, detail=f"row {rows[0]} stands there already; correct that one")
    if len(free) > 1:
        raise BadRequest(table, detail=f"the words stand {len(free)} times in the text; name the page, or give more of them")
    return free[0]


def _row_on(rows: Sequence[Paper], span: Span) -> int | None:
    """The row that shares most of its words with the span."""
    for number, row in enumerate(rows):
        shared = min(row["end"], span[1]) - max(row["start"], span[0])
        if shared > SAME * max(row["end"] - row["start"], span[1] - span[0]):
            return number
    return None


def _place(store: Store, document_id: str, paper: Paper, span: Span) -> RowPlace:
    text = paper["document"]["text"]
    document = document_of(store, document_id, paper["document"]["part"])
    if document is not None and document.text == text:
        place = document.locate(*span)
        return RowPlace(page=place.page, box=place.box, start=span[0], raw=text[slice(*span)], boxes=place.boxes)
    sheet = next((row for row in paper["pages"] if row["start"] <= span[0] < row["end"] and row["width"] is not None), None)
    return RowPlace(page=sheet["page"] if sheet else None, box=None, start=span[0], raw=text[slice(*span)])


def understood(table: str, words: str, paper: Paper) -> dict[str, Any]:
    """What the words say, by column: of the first row that the rules find in them, what a person could have set.

    >>> paper = {"document": {"province": "Kiên Giang", "province_2025": "An Giang", "doc_type": "KH", "date": "2022-04-13"}}
    >>> found = understood("citations", "Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị", paper)
    >>> found["number_symbol"], found["date"], found["issuer"]
    ('34-CT/TW', '2014-04-07', 'Bộ Chính trị')
    >>> understood("citations", "việc ấy", paper)
    {}
    """
    told = {name: paper["document"].get(name) for name in ("province", "province_2025", "doc_type", "date")}
    for mention in FINDERS[table](words, Header(**told)):
        if mention.end - mention.start > SAME * len(words):
            found = asdict(mention)
            known = [column.name for column in own_columns(table) if column.name in columns_of(table)]
            return {name: found[name] for name in known if found[name] is not None}
    return {}
