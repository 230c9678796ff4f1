"""What ends as rows: one frozen dataclass a table, its fields the columns in their order.

`Mention`s are found in text: `raw == text[start:end]`, and `page`, `box`, `boxes`, `confidence` are filled in once, from the
document, by `placed`. A field that the paper does not tell is None, never a guess.

>>> from pipeline.assembly import assemble
>>> from pipeline.document import Line, Page, Paragraph, Word
>>> document = assemble([Page(1, "text", (Paragraph("body", (Line((Word("ngày"), Word("12/4/2022"))),)),))])
>>> date = DateMention(raw="ngày 12/4/2022", start=0, end=14, date="2022-04-12", precision="day", role="citation")
>>> placed(date, document).page is None, placed(date, document).confidence
(True, 1.0)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.document import Box, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span of `Document.text` and its place on the paper (see the module)."""

    raw: str
    start: int
    end: int
    page: int | None = None
    box: Box | None = None
    boxes: tuple[Box, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention(Mention):
    """A date. `date`, `date_end` ISO, cut to the precision (`2022`, `2022-10`, `2022-Q1`, `--03-26` for a recurring day)."""

    date: str | None = None
    date_end: str | None = None
    precision: str = "day"  # day | month | quarter | year | range | recurring
    role: str = "period"  # document | citation | deadline | period | event | anniversary | planned
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumber(Mention):
    """A document number (số, ký hiệu), the paper's own or a cited one; `number` None where it is blank or unreadable."""

    number: str | None = None
    year: str | None = None
    symbol: str | None = None
    number_symbol: str | None = None
    doc_type: str | None = None
    is_own: bool = False
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation(Mention):
    """A cited document (viện dẫn), from the type word to the end of the issuer."""

    kind: str = "numbered"  # numbered | named_law | party_named | named_document | self
    doc_type: str | None = None
    number: str | None = None
    year: str | None = None
    symbol: str | None = None
    number_symbol: str | None = None
    date: str | None = None
    issuer: str | None = None
    jurisdiction: str | None = None
    province_2025: str | None = None
    title: str | None = None
    pinpoint: str | None = None
    relation: str | None = None
    parent_citation: int | None = None  # row number (0-based) in the same table of the citation that it stands within
    canonical_id: str | None = None
    canonical_key: str | None = None
    register_date: str | None = None
    register_issuer: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Mention):
    """A quantitative target (chỉ tiêu)."""

    indicator: str | None = None
    subject: str | None = None
    subject_inherited: bool = False
    comparator: str = "="  # = | >= | <= | > | < | ~ | range
    value: float | None = None
    value_max: float | None = None
    unit: str | None = None
    denominator: str | None = None
    modality: str | None = None
    direction: str | None = None  # increase | decrease
    year: str | None = None
    deadline: str | None = None
    section_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity(Mention):
    """A person, organisation or place."""

    label: str = "ORG"  # PER | ORG | LOC
    normalised: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A numbered or bulleted part of the body. `start`, `end` cover it with all that belongs under it; `text` is its own words
    (numeral and heading out) up to the first part below it."""

    section_id: str  # s1, s2, … in order
    parent_id: str | None
    level: int
    kind: str  # heading | run_in | item | bullet
    numeral: str  # as printed: 'II.', '-'
    ordinal: int | None  # as it should count
    heading: str | None
    path: str  # 'II/1/-2'
    start: int
    end: int
    text: str
    page: int | None = None
    box: Box | None = None
    boxes: tuple[Box, ...] = ()
    confidence: float = 1.0
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One change that restoration made: `raw_text` was read, `text` stands now at `start:end`."""

    page: int | None
    start: int
    end: int
    text: str
    raw_text: str
    kind: str  # diacritic | character | numeral | code | spacing
    rule: str
    confidence: float
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the top of the first page says (thể thức văn bản, Nghị định 30/2020/NĐ-CP). Spans are offsets of `Document.text`."""

    doc_type: str | None = None
    doc_type_name: str | None = None
    number: str | None = None
    year: str | None = None
    symbol: str | None = None
    number_symbol: str | None = None
    number_raw: str | None = None
    number_span: tuple[int, int] | None = None
    date: str | None = None
    date_precision: str | None = None
    date_span: tuple[int, int] | None = None
    place: str | None = None
    issuer: str | None = None
    issuer_parent: str | None = None
    co_issuers: tuple[str, ...] = ()
    province: str | None = None
    province_2025: str | None = None
    district: str | None = None
    title: str | None = None
    title_span: tuple[int, int] | None = None
    security_mark: str | None = None
    urgency_mark: str | None = None
    end: int = 0  # where the body begins
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Signature and recipients (nơi nhận). `start` is where the body ends; `end` where an annex begins, or the end of text."""

    signer: str | None = None
    signer_role: str | None = None
    signing_authority: str | None = None
    co_signers: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One row a paper: the table `documents`."""

    document_id: str
    part: int
    source: str
    source_kind: str  # image | pdf-scan | pdf-text | text
    page_count: int
    text: str
    doc_type: str | None = None
    doc_type_name: str | None = None
    number: str | None = None
    symbol: str | None = None
    number_symbol: str | None = None
    number_raw: str | None = None
    number_page: int | None = None
    number_box: Box | None = None  # also of a blank or handwritten number, so that a person can fill it in
    date: str | None = None
    date_precision: str | None = None
    place: str | None = None
    issuer: str | None = None
    issuer_parent: str | None = None
    co_issuers: tuple[str, ...] = ()
    province: str | None = None
    province_2025: str | None = None
    district: str | None = None
    title: str | None = None
    signer: str | None = None
    signer_role: str | None = None
    signing_authority: str | None = None
    co_signers: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    language: str | None = None
    security_mark: str | None = None
    urgency_mark: str | None = None
    signature_name: str | None = None
    signature_time: str | None = None
    signature_state: str | None = None  # intact | broken
    ocr_confidence: float | None = None
    quality: tuple[str, ...] = ()


Found = TypeVar("Found", Mention, DateMention, DocumentNumber, Citation, Target, Entity)


def placed(mention: Found, document: Document) -> Found:
    """The same mention with its page, boxes and confidence from the document."""
    place = document.locate(mention.start, mention.end)
    return replace(mention, page=place.page, box=place.box, boxes=place.boxes, confidence=round(place.confidence * mention.confidence, 4))
