"""Where a passage of a paper's text stands on its pages: for the picture beside a hit of the search.

What was read of each page lies in the archive; the paper's document is put together from it again, as it was when the text was made. Of
papers that were taken in already parsed, without read pages, the section is told in which the passage lies.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pipeline.archive.files.store import Store
from pipeline.document import Box, Document, around
from pipeline.errors import NotFound
from pipeline.gathering import ReadPage, gather

LONGEST = 80
"""Pages of a file above which the document is not put together for one picture: the section tells the place then."""

KEPT = 24
"""Documents kept between pictures: those of a page of hits."""

Place = tuple[int, Box | None]
"""A page (from 1) and a box on it."""


def place_of(store: Store, document_id: str, part: int, start: int, end: int) -> Place:
    """Page and box of `text[start:end]`. Raises `NotFound` where the paper has no pages or no such words."""
    manifest = store.manifest(document_id)
    if manifest.kind == "text" or not 0 <= start < end:
        raise NotFound(detail="no picture of this passage")
    if manifest.page_count <= LONGEST:
        documents = _documents(store.root, document_id, manifest.revision, manifest.page_count, manifest.split)
        if part <= len(documents) and end <= len(documents[part - 1].text):
            place = documents[part - 1].locate(start, end)
            if place.page is not None:
                return place.page, place.box
    return _by_section(store, document_id, part, start)


def document_of(store: Store, document_id: str, part: int) -> Document | None:
    """The paper's words with their places; None where no page of it was kept as it was read. Raises `NotFound`."""
    manifest = store.manifest(document_id)
    documents = _documents(store.root, document_id, manifest.revision, manifest.page_count, manifest.split)
    return documents[part - 1] if 1 <= part <= len(documents) else None


@lru_cache(maxsize=KEPT)
def _documents(root: Path, document_id: str, revision: int, pages: int, split: bool) -> tuple[Document, ...]:
    """The file's papers put together; () where a page is missing."""
    store = Store(root)
    read = [store.read_page(document_id, number) for number in range(1, pages + 1)]
    whole = [page for page in read if isinstance(page, ReadPage)]
    return tuple(draft.document for draft in gather(whole, several=split)) if len(whole) == pages else ()


def _by_section(store: Store, document_id: str, part: int, start: int) -> Place:
    papers = store.papers(document_id)
    if not 1 <= part <= len(papers):
        raise NotFound(detail=f"paper {part} of document {document_id}")
    paper = papers[part - 1]
    around_it = [row for row in paper["sections"] if row["start"] <= start < row["end"] and row["box"] is not None]
    if around_it:
        row = around_it[-1]
        boxes = [Box(*box) for box in row["boxes"][:2]] or [Box(*row["box"])]
        return row["page"], around(box for box in boxes if abs(box.y0 - row["box"][1]) < 0.1)
    on_page = [page["page"] for page in paper["pages"] if page["start"] <= start < page["end"]]
    if not on_page:
        raise NotFound(detail="no picture of this passage")
    return on_page[0], None
