"""Pages become papers: where a file holds several, what restoration changed, what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from pipeline import gathering, steps
from pipeline.assembly import assemble
from pipeline.document import Box, Document, Line, Page, Paragraph, Word
from pipeline.errors import EngineMissing, ModelDamaged, PageTimeout
from pipeline.gathering import Draft, Gatherer, ReadPage, gather, unread
from pipeline.reading.page import Options
from pipeline.reading.source import Source
from pipeline.records import Entity, Header, Section
from pipeline.steps import Facts, Paper, document_row, read_one, understand

FACTS = Facts("4f", "kh.pdf", "pdf", ("Sở Y tế", "2018-04-24T15:17:44+07:00"))


def word(text: str, row: int = 0, confidence: float = 0.9) -> Word:
    return Word(text, Box(0.1, 0.1 + row / 50, 0.3, 0.115 + row / 50), confidence, (((text[0], 0.9),),))


def page(number: int, *lines: str, region: str = "body", kind: str = "ocr", confidence: float = 0.9) -> Page:
    paragraphs = tuple(
        Paragraph(region, (Line(tuple(word(text, row, confidence) for text in line.split())),)) for row, line in enumerate(lines)
    )
    return Page(number, kind, paragraphs, 1000, 1400, 120)


@dataclass(frozen=True)
class Change:
    word: int
    raw_text: str
    text: str = "mended"
    kind: str = "diacritic"
    rule: str = "test"
    confidence: float = 0.8
    words: int = 1


def test_a_file_with_several_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "starts_paper", lambda page: any(w.text == "QUỐC" for w in page.words()))
    pages = [ReadPage(page(n, text)) for n, text in enumerate(["QUỐC hiệu một.", "hai.", "QUỐC hiệu ba.", "QUỐC hiệu bốn."], 1)]
    papers = list(gather(pages))
    assert [[span.page for span in one.document.pages] for one in papers] == [[1, 2], [3], [4]]
    assert papers[1].document.text == "QUỐC hiệu ba."
    (whole,) = gather(pages, several=False)
    assert len(whole.document.pages) == 4


def test_corrections_stand_where_the_word_stands_now() -> None:
    first = ReadPage(page(1, "Kế hoạch."))
    numbered = page(2, "Uỷ ban nhân dân.")
    top = Paragraph("page_number", (Line((word("2"),)),))
    second = ReadPage(Page(2, "ocr", (top, *numbered.paragraphs), 1000, 1400), (Change(0, "Z"), Change(2, "bau"), Change(4, "đân")))
    (draft,) = gather([first, second])
    found = [(c.page, c.text, c.raw_text, draft.document.text[c.start : c.end]) for c in draft.corrections]
    assert found == [(2, "ban", "bau", "ban"), (2, "dân.", "đân", "dân.")], "a change on the page number is no row"
    assert draft.corrections[0].box is not None


def test_corrections_of_words_joined_and_split() -> None:
    # read as 'Kế hoạch số 04/KH- HĐT của Ủyban nhân dân.'
    now = page(1, "Kế hoạch số 04/KH-HĐT của Ủy ban nhân dân.")
    changes = (Change(3, "04/KH- HĐT", "04/KH-HĐT", "spacing", words=2), Change(6, "Ủyban", "Ủy ban", "spacing"), Change(8, "đân", "dân."))
    (draft,) = gather([ReadPage(now, changes)])
    assert [(c.text, c.raw_text) for c in draft.corrections] == [("04/KH-HĐT", "04/KH- HĐT"), ("Ủy ban", "Ủyban"), ("dân.", "đân")]
    assert [draft.document.text[c.start : c.end] for c in draft.corrections] == ["04/KH-HĐT", "Ủy ban", "dân."]


def test_a_gatherer_keeps_nothing_of_a_paper_given_back() -> None:
    gatherer = Gatherer()
    gatherer.add(unread(1, PageTimeout("kh.pdf", page=1)))
    assert len(gatherer.finish().errors) == 1
    assert gatherer.finish() == Draft(Document("")) or gatherer.finish().errors == ()


def test_a_page_that_fails_is_blank_and_a_missing_engine_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("kh.pdf", "pdf", 1, "4f")  # type: ignore[arg-type]

    def fail(*_: object) -> Page:
        raise errors.pop()

    errors: list[Exception] = [EngineMissing(), PageTimeout("kh.pdf", page=1)]
    monkeypatch.setattr(steps, "read_page", fail)
    read = read_one(source, 1, Options())
    assert read.page == Page(1, "blank") and isinstance(read.error, PageTimeout)
    with pytest.raises(EngineMissing):
        read_one(source, 1, Options())


def test_words_as_they_were_read_need_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ModelDamaged("models/words.ngrams")

    monkeypatch.setattr(steps, "read_page", lambda *_: page(1, "Chỉ thị số 34-CT/IW"))
    monkeypatch.setattr(steps, "open_model", fail)
    source = Source("kh.pdf", "pdf", 1, "4f")  # type: ignore[arg-type]
    read = read_one(source, 1, Options(restore=False))
    assert [w.text for w in read.page.words()] == ["Chỉ", "thị", "số", "34-CT/IW"] and read.changes == ()
    with pytest.raises(ModelDamaged, match=r"words\.ngrams"):
        read_one(source, 1, Options())


def test_alternatives_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "read_page", lambda *_: page(1, "Kế hoạch"))
    read = read_one(Source("kh.pdf", "pdf", 1, "4f"), 1, Options())  # type: ignore[arg-type]
    assert [w.choices for w in read.page.words()] == [(), ()]


def test_rows_are_placed_on_the_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    document = assemble([page(1, "I. MỤC ĐÍCH", "- Kiên Giang.")])
    start = document.text.index("Kiên")
    whole = Section(
        section_id="s1", parent_id=None, level=1, kind="heading", numeral="I.", ordinal=1, heading="MỤC ĐÍCH", path="I",
        start=0, end=len(document.text), text="",
    )  # fmt: skip
    below = replace(whole, section_id="s2", parent_id="s1", level=2, kind="bullet", path="I/-1", start=start - 2)
    found = {
        "header": Header(),
        "sections": (whole, below),
        "entities": (Entity(raw="Kiên Giang", start=start, end=start + 10, label="LOC"),),
    }
    monkeypatch.setattr(steps, "STEPS", tuple((name, lambda _, rows=rows: rows) for name, rows in found.items()))
    paper = understand(Draft(document))
    assert (paper.entities[0].page, paper.entities[0].confidence) == (1, 0.9)
    assert paper.entities[0].box == Box(0.1, 0.12, 0.3, 0.135)
    assert [section.box for section in paper.sections] == [Box(0.1, 0.1, 0.3, 0.115), Box(0.1, 0.12, 0.3, 0.135)]


@pytest.mark.parametrize(
    ("pages", "kind", "confidence", "flags"),
    [
        ([page(1, "Kế hoạch tuyên truyền về công tác thi đua")], "pdf-scan", 0.9, ()),
        ([page(1, "Kế hoạch tuyên truyền về công tác thi đua", confidence=0.5)], "pdf-scan", 0.5, ("low_ocr_confidence",)),
        ([page(1, "Kế hoạch", kind="text"), page(2, kind="blank")], "pdf-text", None, ()),
        ([page(1, kind="blank")], "pdf-scan", None, ("no_text",)),
        ([page(1, "The quick brown fox jumps over the lazy dog twice", kind="text")], "pdf-text", None, ("not_vietnamese",)),
    ],
)
def test_what_the_row_of_a_paper_says(pages: list[Page], kind: str, confidence: float | None, flags: tuple[str, ...]) -> None:
    row = document_row(Paper(document=assemble(pages)), FACTS, 1)
    assert (row.source_kind, row.ocr_confidence, row.quality) == (kind, confidence, flags)
    assert (row.signature_name, row.signature_time) == FACTS.signature
    assert row.language == (None if {"no_text", "not_vietnamese"} & set(flags) else "vi")


def test_a_lost_page_is_told() -> None:
    row = document_row(Paper(document=assemble([page(1, "Kế hoạch")])), FACTS, 1, (PageTimeout("kh.pdf", page=2),))
    assert "page_failed" in row.quality


def test_the_box_of_the_number_is_kept() -> None:
    document = assemble([page(1, "Số: … /KH-UBND")])
    row = document_row(Paper(document=document, header=Header(number_span=(0, 5), flags=("number_unreadable",))), FACTS, 1)
    assert row.number_page == 1 and row.number_box is not None and row.quality[0] == "number_unreadable"
