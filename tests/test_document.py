"""The one text: every word keeps its place, pages bound their words, paragraphs go on over a page end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.assembly import assemble
from pipeline.document import Box, Document, Line, Page, Paragraph, Word, line_joint

WORDS = st.text("aăâbcđKẾ/-0123456789.,", min_size=1, max_size=8)


@st.composite
def pages(draw: st.DrawFn) -> list[Page]:
    """One to four pages of paragraphs of lines of words, boxes left to right and downward."""
    result = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        paragraphs = []
        row = 0
        for _ in range(draw(st.integers(0, 3))):
            lines = []
            for texts in draw(st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=3)):
                row += 1
                boxes = [Box(0.1 * i + 0.01, row / 40, 0.1 * i + 0.09, row / 40 + 0.01) for i in range(len(texts))]
                lines.append(Line(tuple(Word(text, box, 0.5) for text, box in zip(texts, boxes, strict=True))))
            region = draw(st.sampled_from(["body", "header_left", "page_number", "table"]))
            paragraphs.append(Paragraph(region, tuple(lines), continues=draw(st.booleans())))
        result.append(Page(number, "ocr" if paragraphs else "blank", tuple(paragraphs), 1000, 1400, 200))
    return result


def kept_words(made: list[Page]) -> list[str]:
    return [
        word.text
        for page in made
        for paragraph in page.paragraphs
        if paragraph.region != "page_number"
        for line in paragraph.lines
        for word in line.words
    ]


@given(pages())
def test_every_word_stands_in_the_text_where_the_document_says(made: list[Page]) -> None:
    document = assemble(made)
    found = [document.text[start:end] for start, end in zip(document.word_starts, document.word_ends, strict=True)]
    assert found == kept_words(made)


@given(pages())
def test_pages_and_paragraphs_are_in_order_and_hold_all_words(made: list[Page]) -> None:
    document = assemble(made)
    for spans in (document.pages, document.paragraphs, document.lines):
        ends = [0, *(span.end for span in spans)]
        assert all(span.start <= span.end for span in spans)
        assert all(before <= span.start for before, span in zip(ends, spans, strict=False))
    for page, sheet in zip(made, document.pages, strict=True):
        assert document.text[sheet.start : sheet.end].split() == " ".join(assemble([page]).text.split()).split()
    assert all(document.text[span.start : span.end].strip() == document.text[span.start : span.end] for span in document.paragraphs)


@given(pages(), st.data())
def test_a_span_is_located_on_the_words_that_it_touches(made: list[Page], data: st.DataObject) -> None:
    document = assemble(made)
    if not document.text:
        return
    start = data.draw(st.integers(0, len(document.text) - 1))
    end = data.draw(st.integers(start + 1, len(document.text)))
    place = document.locate(start, end)
    touched = [i for i in range(len(document.word_starts)) if document.word_starts[i] < end and document.word_ends[i] > start]
    assert list(document.words_in(start, end)) == touched
    assert bool(place.boxes) == bool(touched)
    if touched:
        assert place.page == document.page_at(document.word_starts[touched[0]]).page  # type: ignore[union-attr]


def paper(*texts: str, region: str = "body", continues: bool = False) -> Paragraph:
    return Paragraph(region, tuple(Line(tuple(Word(word, Box(0.1, 0.1, 0.2, 0.2)) for word in text.split())) for text in texts), continues)


def test_a_paragraph_runs_over_a_page_end_and_each_page_keeps_its_half() -> None:
    document = assemble([Page(1, "ocr", (paper("một số"),), 10, 10), Page(2, "ocr", (paper("điều của Luật", continues=True),), 10, 10)])
    assert document.text == "một số điều của Luật"
    assert [document.text[page.start : page.end] for page in document.pages] == ["một số", "điều của Luật"]
    assert len(document.paragraphs) == 1
    place = document.locate(4, 10)
    assert (place.page, len(place.boxes)) == (1, 2)


def test_page_numbers_and_signature_stamps_stay_aside() -> None:
    first = Page(
        1, "ocr", (paper("Kế hoạch"), paper("1", region="page_number"), paper("Ký bởi: Sở Y tế", region="digital_signature")), 10, 10
    )
    document = assemble([first, Page(2, "ocr", (paper("này", continues=True),), 10, 10)])
    assert document.text == "Kế hoạch này"
    assert document.aside == (("page_number", 1, "1"), ("digital_signature", 1, "Ký bởi: Sở Y tế"))


def test_a_stamp_between_ends_the_paragraph() -> None:
    document = assemble(
        [Page(1, "ocr", (paper("một"),), 10, 10), Page(2, "ocr", (paper("ĐẾN", region="stamp"), paper("hai", continues=True)), 10, 10)]
    )
    assert document.text == "một\nĐẾN\nhai"


def test_an_empty_document_has_no_place() -> None:
    document = assemble([])
    assert document == Document("")
    assert document.page_at(0) is None
    assert document.locate(0, 0).boxes == ()


def test_blank_pages_bound_nothing() -> None:
    document = assemble([Page(1, "blank", (), 10, 10), Page(2, "ocr", (paper("chữ"),), 10, 10), Page(3, "blank", (), 10, 10)])
    assert [(page.page, page.start, page.end) for page in document.pages] == [(1, 0, 0), (2, 0, 3), (3, 3, 3)]
    assert document.page_at(1).page == 2  # type: ignore[union-attr]
    assert document.page_at(0).page == 2  # type: ignore[union-attr]


def test_codes_broken_over_lines_are_joined_without_a_blank() -> None:
    assert [line_joint(text) for text in ("34-", "QĐ-", "12/", "kinh tế -", "kinh tế-", "-", "các")] == ["", "", "", " ", " ", " ", " "]
