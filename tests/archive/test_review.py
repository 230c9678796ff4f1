"""What a person should look at first, the cuttings that show it, and that his word ends a doubt."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from kept import INK, cited, index, keep, picture, row, write_papers
from PIL import Image

from pipeline.archive.amending.amendable import rules
from pipeline.archive.amending.doubts import Doubt, doubts_of, reason, reasons
from pipeline.archive.archive import Archive
from pipeline.archive.files.store import Store
from pipeline.archive.reviewing import review
from pipeline.archive.reviewing.crops import around_box, cutting, page_picture
from pipeline.document import Box, PageSpan
from pipeline.errors import BadRequest, DamagedFile, KehoachError, NotFound
from pipeline.parsed import ParsedDocument
from pipeline.records import DateMention, DocumentNumber, Section, Target

PAGES = (PageSpan(1, 0, 8, "ocr", 400, 560, 50, 0, 0.0, 0.9),)
BOX = Box(*INK)
PLACE: dict[str, Any] = {"raw": "x", "start": 0, "end": 1, "page": 1, "box": BOX, "boxes": (BOX,)}


def told(paper: ParsedDocument, **settled: Any) -> list[tuple[str, int, str, str]]:
    return [(one.table, one.row, one.column, one.reason) for one in doubts_of(paper.to_dict(), **settled)]


def paper(document: Any = None, **rows: Any) -> ParsedDocument:
    return ParsedDocument(document=document or row(), pages=PAGES, **rows)


CASES = [
    (paper(), []),
    (paper(row(number=None, quality=("number_missing",))), [("documents", 0, "number", "number_missing")]),
    (paper(row(number=None, quality=("number_unreadable",))), [("documents", 0, "number", "number_unreadable")]),
    (paper(row(date="2022-05", quality=("day_blank",))), [("documents", 0, "date", "day_blank")]),
    # of two doubts about a cell the heavier one
    (paper(row(date="2022", quality=("day_blank", "month_blank"))), [("documents", 0, "date", "month_blank")]),
    (paper(row(date=None)), [("documents", 0, "date", "date_missing")]),
    (paper(row(issuer=None, date=None, quality=("header_missing",))), [("documents", 0, "issuer", "header_missing")]),
    (paper(row(title=None, issuer=None)), [("documents", 0, "issuer", "issuer_missing"), ("documents", 0, "title", "title_missing")]),
    (paper(row(quality=("page_failed", "signer_missing", "marks_restored"))), [
        ("documents", 0, "quality", "page_failed"), ("documents", 0, "signer", "signer_missing")]),
    (paper(document_numbers=(DocumentNumber(**PLACE, is_own=True, confidence=0.5),)), [("documents", 0, "number", "number_doubtful")]),
    (paper(row(date="2014-01-01"), citations=(cited("2014-04-07"),)), [("documents", 0, "date", "cited_later")]),
    (paper(row(date="2014"), citations=(cited("2014-04-07"),)), []),  # of the same year: no day is known
    (paper(citations=(cited("2014-04-01", flags=("date_conflict", "replaced"), register_date="2014-04-07"),)), [
        ("citations", 0, "date", "date_conflict")]),
    (paper(citations=(cited(None, page=1, box=BOX, confidence=0.7),)), [("citations", 0, "number_symbol", "confidence_below_80")]),
    (paper(citations=(cited(None, page=1, box=BOX, confidence=0.7, kind="self"),)), []),
    (paper(citations=(cited(None, confidence=0.7),)), []),  # plain text: nobody read it
    (paper(dates=(DateMention(**PLACE, date=None, flags=("impossible",)),)), [("dates", 0, "date", "impossible")]),
    (paper(dates=(DateMention(**PLACE, date="2022-05", role="document", confidence=0.3),)), []),  # the header's doubt, once
    (paper(targets=(Target(**PLACE, value=9.0, confidence=0.3),)), [("targets", 0, "value", "confidence_below_60")]),
]  # fmt: skip


@pytest.mark.parametrize(("parsed", "wanted"), CASES)
def test_what_is_doubtful(parsed: ParsedDocument, wanted: list[tuple[str, int, str, str]]) -> None:
    assert told(parsed) == wanted


@pytest.mark.parametrize(("parsed", "wanted"), [case for case in CASES if case[1]])
def test_what_a_person_has_spoken_of_is_not(parsed: ParsedDocument, wanted: list[tuple[str, int, str, str]]) -> None:
    assert told(parsed, settled={(table, number, column) for table, number, column, _ in wanted}) == []


def test_numbering() -> None:
    section = Section(
        section_id="s1", parent_id=None, level=1, kind="heading", numeral="V.", ordinal=4, heading="Tổ chức", path="IV", start=0, end=1,
        text="", page=1, box=BOX, flags=("section_numbering",),
    )  # fmt: skip
    [doubt] = doubts_of(paper(row(quality=("section_numbering",)), sections=(section,)).to_dict())
    assert (doubt.table, doubt.column, doubt.value, doubt.box) == ("sections", "ordinal", 4, BOX)


def test_every_reason_can_be_settled_by_a_person_and_weighs_what_was_measured() -> None:
    for (table, _), one in reasons().items():
        assert (table, one.column) in rules()
        assert 0 < one.probability <= 1 and 0 < one.weight <= one.importance <= 1 and one.vi and one.en
        assert one.cases is None or 0 <= one.errors <= one.cases
    assert reason("page_failed", "documents").weight == 1.0


def test_a_doubt_shows_where_to_look() -> None:
    document = row(number=None, signer=None, quality=("number_missing", "signer_missing", "page_failed"), number_page=1, number_box=BOX,
                   text="KẾ HOẠCH … Nơi nhận: …")  # fmt: skip
    pages = (PAGES[0], PageSpan(2, 8, 30, "ocr", 400, 560, 50, 0, 0.0, 0.9), PageSpan(3, 30, 30, "blank", 400, 560, 50, 0, 0.0, None))
    places = {one.column: (one.page, one.box) for one in doubts_of(replace(paper(document), pages=pages).to_dict())}
    assert places["number"] == (1, BOX)
    assert places["signer"][0] == 2 and places["quality"] == (3, Box(0, 0, 1, 1))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    kept = Store.open(tmp_path / "kho", create=True)
    keep(kept, [paper(row(number=None, number_symbol=None, quality=("number_unreadable",), number_page=1, number_box=BOX))], source="a.png")
    keep(kept, [paper(row(date="2022-05", quality=("day_blank",)))], source="b.png")
    keep(kept, [paper(citations=(cited(None, page=1, box=BOX, confidence=0.7),))], source="c.png")
    keep(kept, [paper()], source="d.png")
    return kept


def seen(found: list[Doubt]) -> list[tuple[str, str]]:
    return [(one.source, one.reason) for one in found]


FIRST = [("a.png", "number_unreadable"), ("b.png", "day_blank"), ("c.png", "confidence_below_80")]


def test_the_most_worth_first_with_and_without_an_index(store: Store) -> None:
    assert seen(review.doubts(store)) == FIRST
    assert review.doubts(index(store)) == review.doubts(Store.open(store.root)) and seen(review.doubts(store)) == FIRST
    assert seen(review.doubts(store, 1)) == FIRST[:1] and seen(review.doubts(store, 5, offset=1)) == FIRST[1:]
    assert review.count(store) == 3
    document_id = review.doubts(store)[1].document_id
    assert seen(review.doubts(store, document_id=document_id)) == FIRST[1:2]


@pytest.mark.parametrize("with_index", [False, True])
def test_corrected_and_confirmed_doubts_leave_the_list(store: Store, with_index: bool) -> None:
    archive = Archive((index(store) if with_index else store).root)
    first, second, third = review.doubts(store)
    archive.correct(first.document_id, 1, "documents", 0, "number", "93", "Lan", seen=None)
    archive.confirm(second.document_id, 1, "documents", 0, "date", "Lan")
    archive.delete(third.document_id, 1, "citations", 0, "Lan")
    assert review.doubts(store) == [] and list(store.unfinished()) == []
    archive.undo(second.document_id, 0, "Minh")
    assert seen(review.doubts(store)) == FIRST[1:2]
    with pytest.raises(BadRequest, match="already"):
        archive.undo(second.document_id, 0, "Minh")
    with pytest.raises(BadRequest, match="already"):
        archive.undo(second.document_id, 1, "Minh")
    assert [(one.who, one.act) for one in archive.amendments(second.document_id)] == [("Lan", "set"), ("Minh", "undo")]


def test_a_correction_that_lost_its_place_is_listed_until_it_is_taken_back(store: Store) -> None:
    archive = Archive(index(store).root)
    third = review.doubts(store)[2]
    archive.correct(third.document_id, 1, "citations", 0, "number_symbol", "43-CT/TW", "Lan")
    write_papers(store, third.document_id, [paper()], "c.png")
    index(store)
    [lost] = [one for one in review.doubts(store) if one.reason == "unplaced"]
    assert (lost.reason, lost.table, lost.row, lost.value, lost.page) == ("unplaced", "citations", -1, "43-CT/TW", 1)
    assert "43-CT/TW" in review.words(lost)[1]
    archive.undo(third.document_id, 0, "Lan")
    assert "unplaced" not in {one.reason for one in review.doubts(store)}


def test_corrections_that_cannot_be_taken(store: Store) -> None:
    archive, first = Archive(index(store).root), review.doubts(store)[0]
    with pytest.raises(BadRequest, match="meanwhile"):
        archive.correct(first.document_id, 1, "documents", 0, "number", "93", "Lan", seen="92")
    for wrong in ((9, "documents", 0, "number"), (1, "documents", 1, "number"), (1, "citations", 0, "date")):
        with pytest.raises(NotFound):
            archive.correct(first.document_id, *wrong, "93", "Lan")
    for wrong in ((1, "documents", 0, "none"), (1, "../../etc", 0, "x"), (1, "schema", 0, "x"), (1, "document", 0, "number")):
        with pytest.raises(BadRequest, match=r"those are .*(number|documents)"):
            archive.correct(first.document_id, *wrong, "93", "Lan")
    with pytest.raises(NotFound):
        archive.correct("ab" * 32, 1, "documents", 0, "number", "93", "Lan")
    with pytest.raises(BadRequest):
        archive.delete(first.document_id, 1, "documents", 0, "Lan")
    with pytest.raises(BadRequest):
        archive.confirm(first.document_id, 1, "pages", 0, "rotation", "Lan")
    with pytest.raises(NotFound):
        archive.undo(first.document_id, 0, "Lan")
    assert archive.amendments(first.document_id) == [] and seen(review.doubts(store)) == FIRST


def test_the_table_for_notebooks(store: Store) -> None:
    table = Archive(store.root).review(2)
    assert list(table.columns) == list(review.COLUMNS) and list(table.source) == ["a.png", "b.png"]
    assert table.loc[0, "reason_vi"] == reason("number_unreadable", "documents").vi
    assert Archive(store.root).review(0).empty


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("form", ["png", "jpeg"])
def test_a_cutting_shows_the_box_with_what_stands_round_it(store: Store, form: str) -> None:
    first = review.doubts(store)[0]
    image = opened(review.picture(store, first, width=400, form=form) or b"")
    wider = around_box(BOX)
    assert image.format == form.upper()
    assert image.size == (round(wider.x1 * 400) - round(wider.x0 * 400), round(wider.y1 * 560) - round(wider.y0 * 560))
    grey = image.convert("L")
    assert grey.getpixel((image.width // 2, image.height // 2)) < 40  # type: ignore[operator]  # the ink, nothing laid over it
    assert grey.getpixel((5, 3)) > 240  # type: ignore[operator]


def test_without_a_box_the_top_of_the_page(store: Store) -> None:
    second = review.doubts(store)[1]
    assert opened(cutting(store, second.document_id, 1, None, width=400, form="png")).size == (400, 185)


def test_a_fine_enough_preview_is_taken_and_a_damaged_original_does_no_harm(store: Store) -> None:
    first = review.doubts(store)[0]
    preview = store.preview(first.document_id, 1)
    preview.parent.mkdir()
    Image.new("RGB", (1000, 1400), (0, 128, 0)).save(preview, "JPEG")
    assert page_picture(store, first.document_id, 1, width=900).getpixel((5, 5))[1] > 100  # type: ignore[index]
    assert page_picture(store, first.document_id, 1, width=1600).getpixel((5, 5)) == (255, 255, 255)
    store.original(first.document_id).write_bytes(b"\x89PNG broken")
    assert page_picture(store, first.document_id, 1, width=1600).size == (1600, 2240)
    preview.write_bytes(b"no picture")
    with pytest.raises(KehoachError) as error:
        page_picture(store, first.document_id, 1)
    assert isinstance(error.value, DamagedFile)


@pytest.mark.parametrize("box", [Box(0.5, 0.1, 0.4, 0.2), Box(-0.1, 0, 1, 1), Box(0, 0, float("nan"), 1), Box(0, 0, 2, 1)])
def test_boxes_that_are_none(store: Store, box: Box) -> None:
    with pytest.raises(BadRequest):
        cutting(store, review.doubts(store)[0].document_id, 1, box)


def test_pages_without_a_picture(store: Store, tmp_path: Path) -> None:
    text = keep(
        store, [ParsedDocument(document=row(number=None, quality=("number_missing",)))], original=b"KH", kind="text", source="t.txt"
    )
    [doubt] = review.doubts(store, document_id=text)
    assert review.picture(store, doubt) is None
    for document_id, page in ((text, 1), (review.doubts(store)[0].document_id, 0), (review.doubts(store)[0].document_id, 2)):
        with pytest.raises(NotFound):
            cutting(store, document_id, page, BOX)
    assert opened(picture()).size == (400, 560)


def test_what_other_papers_call_a_paper_without_a_number(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "kho", create=True)
    blank = row(number=None, number_symbol=None, quality=("number_unreadable",))
    keep(store, [paper(blank)], source="blank.png")
    keep(store, [paper(replace(blank, date="2022-05-21"))], source="another day.png")
    told_as = {"doc_type": "KH", "symbol": "KH-UBND", "issuer": "UBND tỉnh", "jurisdiction": "Kiên Giang", "canonical_id": "KH 93/KH-UBND"}
    keep(store, [paper(citations=(cited("2022-05-20", "93/KH-UBND", **told_as),) * 3)], source="citing.png")
    elsewhere = told_as | {"jurisdiction": "Hà Tĩnh"}
    keep(store, [paper(citations=(cited("2022-05-20", "17/KH-UBND", **elsewhere),))], source="other province.png")
    notes = {one.source: one.note for one in review.doubts(index(store)) if one.column == "number"}
    assert notes == {"blank.png": "93/KH-UBND × 1", "another day.png": None}


def test_doubts_about_the_whole_paper_are_looked_at_until_there_is_a_further_one(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "kho", create=True)
    failed = row(number=None, quality=("page_failed", "number_missing"))
    document_id = keep(store, [paper(failed)])
    archive = Archive(index(store).root)
    archive.correct(document_id, 1, "documents", 0, "number", "93", "Lan")
    archive.confirm(document_id, 1, "documents", 0, "quality", "Lan", seen=["page_failed"])
    assert review.doubts(store) == []
    with pytest.raises(BadRequest):
        archive.correct(document_id, 1, "documents", 0, "quality", [], "Lan")
    write_papers(store, document_id, [paper(replace(failed, quality=("low_ocr_confidence", "number_missing", "page_failed")))])
    assert [one.reason for one in review.doubts(index(store))] == ["page_failed"]
    assert archive.review().loc[0, "value"] == ["low_ocr_confidence", "page_failed"]


def test_what_the_machine_read_can_be_confirmed_whatever_it_looks_like(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "kho", create=True)
    document_id = keep(store, [paper(row(symbol="KH UBND?", number=None, quality=("number_missing",)))])
    archive = Archive(index(store).root)
    archive.confirm(document_id, 1, "documents", 0, "symbol", "Lan")
    assert review.doubts(store) == []
    with pytest.raises(BadRequest):
        archive.correct(document_id, 1, "documents", 0, "symbol", "KH UBND!", "Lan")
