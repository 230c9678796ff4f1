"""The pipeline in one place: what is done to a page, how pages become papers, and the ordered table of what is found in a paper.

A file is read page by page (`read_one`: words as read, then words as restored; the engine's alternatives are dropped).
`gathering.Gatherer` joins the pages into papers: a file may hold several (a plan and the decision that it belongs to, scanned in one go).
`understand` runs `STEPS` over a paper's one text, in their order, and places every row on the paper. The four steps
`reading`, `restoration`, `structure` and `extraction` know nothing of one another; what one needs of another is passed in here.

>>> [name for name, _ in STEPS]
['header', 'closing', 'sections', 'document_numbers', 'citations', 'dates', 'targets', 'entities']
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from pipeline import models
from pipeline.document import Box, Document, Page
from pipeline.errors import EngineMissing, KehoachError, ModelDamaged, ModelMissing, PageTimeout
from pipeline.extraction.citations import find_citations
from pipeline.extraction.dates import find_dates
from pipeline.extraction.document_numbers import find_document_numbers
from pipeline.extraction.entities import find_entities
from pipeline.extraction.targets import find_targets
from pipeline.gathering import DECIMALS, Draft, ReadPage, rounded, unread
from pipeline.reading.page import Options, read_page
from pipeline.reading.source import Source
from pipeline.records import (
    Citation,
    Closing,
    Correction,
    DateMention,
    DocumentNumber,
    DocumentRow,
    Entity,
    Found,
    Header,
    Section,
    Target,
    placed,
)
from pipeline.restoration import Change, restore
from pipeline.restoration.model import FILE as LANGUAGE
from pipeline.restoration.model import open_model
from pipeline.restoration.suspicion import reader_of
from pipeline.structure.closing import read_closing
from pipeline.structure.header import read_header
from pipeline.structure.sections import split
from pipeline.vietnamese import syllables

LOW_CONFIDENCE = 0.80
"""Mean word confidence below which a paper is marked `low_ocr_confidence`: clean scans give 0.90 and more."""


MANY_RESTORED = 0.3
"""Share of changed words above which a paper is marked `marks_restored`. Bad scans of our own reading: 0.1; text without marks: 0.7."""


class Facts(NamedTuple):
    """What is known of the file: SHA-256 (hex), its path as given, its kind (`image`, `pdf`, `text`).

    `signature` is the name of who signed it digitally, and when (ISO 8601); `signature_state` whether that is `intact` or `broken`.
    """

    document_id: str
    source: str
    kind: str
    signature: tuple[str, str | None] | None = None
    signature_state: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """All that is known of one paper; each step fills the field of its name."""

    document: Document
    header: Header = Header()
    closing: Closing = Closing()
    sections: tuple[Section, ...] = ()
    document_numbers: tuple[DocumentNumber, ...] = ()
    citations: tuple[Citation, ...] = ()
    dates: tuple[DateMention, ...] = ()
    targets: tuple[Target, ...] = ()
    entities: tuple[Entity, ...] = ()
    corrections: tuple[Correction, ...] = ()


STEPS: tuple[tuple[str, Callable[[Paper], Any]], ...] = (
    ("header", lambda paper: read_header(paper.document)),
    ("closing", lambda paper: read_closing(paper.document, paper.header)),
    ("sections", lambda paper: tuple(split(paper.document, paper.header, paper.closing))),
    ("document_numbers", lambda paper: tuple(find_document_numbers(paper.document.text, paper.header))),
    ("citations", lambda paper: tuple(find_citations(paper.document.text, paper.header))),
    ("dates", lambda paper: tuple(find_dates(paper.document.text, paper.header, paper.citations))),
    ("targets", lambda paper: tuple(find_targets(paper.document.text, paper.header, paper.sections))),
    ("entities", lambda paper: tuple(find_entities(paper.document.text, paper.header))),
)
"""The steps over a paper's text, in order: the field of `Paper` that a step fills, and how."""


def ready(options: Options) -> None:
    """See, before any page is read, that what was learned is there and whole. Raises `ModelMissing`, `ModelDamaged`."""
    for fault in models.faults():
        if options.restore or Path(fault.where).name != LANGUAGE:
            raise fault


def restored(page: Page) -> tuple[Page, tuple[Change, ...]]:
    """The page with its words set right; the language model is opened for the first page that needs it."""
    return restore(page, open_model() if reader_of(page) else None)


def read_one(source: Source, number: int, options: Options) -> ReadPage:
    """One page with its words restored. A page that cannot be read comes back blank with the error, never raises one.

    A missing engine, a missing or damaged model is raised: it would fail every page of every file.
    """
    try:
        page = read_page(source, number, options)
        page, changes = restored(page) if options.restore else (page, ())
    except (ModelMissing, ModelDamaged):
        raise
    except EngineMissing as error:
        raise EngineMissing(source.path, detail=error.detail) from error
    except KehoachError as error:
        # The engine knows neither file nor page, nor how much of the page's time was left to it.
        detail = f"{options.page_timeout:.0f} s" if isinstance(error, PageTimeout) else error.detail
        return unread(number, type(error)(source.path, page=number, detail=detail))
    return ReadPage(without_choices(page), tuple(changes))


def without_choices(page: Page) -> Page:
    """The page without the engine's alternatives (1.6 KB a word)."""
    return replace(
        page,
        paragraphs=tuple(
            replace(
                paragraph,
                lines=tuple(replace(line, words=tuple(replace(word, choices=()) for word in line.words)) for line in paragraph.lines),
            )
            for paragraph in page.paragraphs
        ),
    )


def understand(draft: Draft) -> Paper:
    """Everything that `STEPS` find in a paper, each row with its place on the page."""
    paper = Paper(document=draft.document, corrections=draft.corrections)
    for name, step in STEPS:
        paper = replace(paper, **{name: step(paper)})
    document = paper.document
    return replace(
        paper,
        sections=_placed_sections(paper.sections, document),
        document_numbers=tuple(_placed(row, document) for row in paper.document_numbers),
        citations=tuple(_placed(row, document) for row in paper.citations),
        dates=tuple(_placed(row, document) for row in paper.dates),
        targets=tuple(_placed(row, document) for row in paper.targets),
        entities=tuple(_placed(row, document) for row in paper.entities),
    )


def _placed(row: Found, document: Document) -> Found:
    row = placed(row, document)
    return replace(row, box=rounded(row.box), boxes=tuple(Box(*(round(edge, DECIMALS) for edge in box)) for box in row.boxes))


def _placed_sections(sections: tuple[Section, ...], document: Document) -> tuple[Section, ...]:
    """Sections with page and boxes of their own words: from their start to the first part below them."""
    found = []
    for section, following in zip_longest(sections, sections[1:]):
        end = min(section.end, following.start) if following else section.end
        place = document.locate(section.start, max(end, section.start))
        boxes = tuple(Box(*(round(edge, DECIMALS) for edge in box)) for box in place.boxes)
        found.append(replace(section, page=place.page, box=rounded(place.box), boxes=boxes, confidence=place.confidence))
    return tuple(found)


def document_row(paper: Paper, facts: Facts, part: int, errors: tuple[KehoachError, ...] = ()) -> DocumentRow:
    """The row of the table `documents`."""
    document, header, closing = paper.document, paper.header, paper.closing
    known = {field.name for field in fields(DocumentRow)}
    told = {f.name: getattr(said, f.name) for said in (closing, header) for f in fields(said) if f.name in known}
    number = document.locate(*header.number_span) if header.number_span else None
    confidence = _ocr_confidence(document)
    marks_missing = syllables.marks_missing(document.text)
    vietnamese = marks_missing or syllables.looks_vietnamese(document.text)
    doubts = [
        *header.flags,
        *closing.flags,
        *(flag for section in paper.sections for flag in section.flags),
        *(["low_ocr_confidence"] if confidence is not None and confidence < LOW_CONFIDENCE else []),
        *(["page_failed"] if errors else []),
        *(["marks_missing"] if marks_missing else []),
        *(["marks_restored"] if _marks_restored(paper) else []),
        *(["no_text"] if not document.text.strip() else [] if vietnamese else ["not_vietnamese"]),
    ]
    return DocumentRow(
        document_id=facts.document_id,
        part=part,
        source=facts.source,
        source_kind=_source_kind(facts.kind, document),
        page_count=len(document.pages),
        text=document.text,
        number_page=number.page if number else None,
        number_box=rounded(number.box) if number else None,
        language="vi" if vietnamese else None,
        signature_name=facts.signature[0] if facts.signature else None,
        signature_time=facts.signature[1] if facts.signature else None,
        signature_state=facts.signature_state,
        ocr_confidence=confidence,
        quality=tuple(dict.fromkeys(doubts)),
        **told,
    )


def _marks_restored(paper: Paper) -> bool:
    """True where so many words were changed that the text as a whole was read without Vietnamese, or typed without marks."""
    changed = sum(row.kind in ("diacritic", "character") for row in paper.corrections)
    return changed > MANY_RESTORED * len(paper.document.word_starts)


def _ocr_confidence(document: Document) -> float | None:
    """Mean confidence of the words of OCRed pages, 0..1; None without any."""
    spans = [document.words_in(page.start, page.end) for page in document.pages if page.kind == "ocr" and page.end > page.start]
    count = sum(len(span) for span in spans)
    total = sum(sum(document.word_confidences[span.start : span.stop]) for span in spans)
    return round(total / count, DECIMALS) if count else None


def _source_kind(kind: str, document: Document) -> str:
    """`image`, `text`, and of a PDF `pdf-scan` or `pdf-text`, whichever most of its pages are."""
    if kind != "pdf":
        return kind
    kinds = [page.kind for page in document.pages]
    return "pdf-text" if kinds.count("text") > kinds.count("ocr") else "pdf-scan"
