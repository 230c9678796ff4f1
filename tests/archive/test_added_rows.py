"""Rows that the machine missed and a person added: traced like any other, in every table, through parsing anew; taken back whole."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from archives import PAPER, add, holdings
from pdfs import write_text_pdf

from pipeline import steps
from pipeline.archive.amending.amended import applied
from pipeline.archive.amending.amendment import Amendment, sound, undone
from pipeline.archive.amending.rowplaces import RowPlace
from pipeline.archive.archive import Archive
from pipeline.archive.checking.check import check
from pipeline.archive.files.manifest import changed
from pipeline.archive.index.connect import open_read
from pipeline.archive.index.rebuild import rebuild
from pipeline.archive.reviewing import review
from pipeline.errors import BadRequest, KehoachError, NotFound
from pipeline.parsed import ParsedDocument

WORDS = "Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị"
LINES = PAPER.format(number=7).splitlines()


def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version that sees no citation."""
    seeing = tuple((name, (lambda paper: ()) if name == "citations" else step) for name, step in steps.STEPS)
    monkeypatch.setattr(steps, "STEPS", seeing)


@pytest.fixture(params=["text", "pdf"])
def archive(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """A paper of which a blind version read no citation; its first page holds the words once."""
    path = tmp_path / f"kh.{request.param}"
    if request.param == "pdf":
        write_text_pdf(path, [LINES[:6], LINES[6:]])
    else:
        path.write_text("\n".join(LINES), encoding="utf-8")
    with monkeypatch.context() as then:
        blind(then)
        add(tmp_path / "kho", path, searchable=False)
    return Archive(tmp_path / "kho")


def only(archive: Archive) -> str:
    [document_id] = archive.store.ids()
    return document_id


def citations(archive: Archive) -> list[dict[str, Any]]:
    with closing(open_read(archive.store.index)) as connection:
        cursor = connection.execute("SELECT * FROM citations ORDER BY row")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, found, strict=True)) for found in cursor]


def test_a_citation_that_was_missed_is_added_with_its_place_and_wins_everywhere(archive: Archive) -> None:
    store, document_id, before = archive.store, only(archive), holdings(archive.folder)
    assert citations(archive) == [] and archive.citations("34-CT/TW").empty
    kept = archive.add_row(document_id, 1, "citations", WORDS.upper().replace(" ", "  "), "Lan", relation="thực hiện")
    assert (kept.act, kept.old, kept.who, kept.new["number_symbol"], kept.new["date"]) == ("add", None, "Lan", "34-CT/TW", "2014-04-07")
    [row] = citations(archive)
    text = store.papers(document_id)[0]["document"]["text"]
    assert row["raw"] == text[row["start"] : row["end"]] == WORDS
    assert (row["canonical_id"], row["relation"], row["confidence"]) == ("CT 34-CT/TW", "thực hiện", 1.0)
    if store.manifest(document_id).kind == "pdf":
        assert row["page"] == 1 and all(0 < edge < 1 for edge in json.loads(row["box"])) and json.loads(row["boxes"])
    assert len(archive.citations("34-CT/TW")) == 1 and not [one for one in review.doubts(store) if one.table == "citations"]
    assert store.papers(document_id)[0]["citations"] == []
    ParsedDocument.from_dict(applied(store.papers(document_id)[0], archive.amendments(document_id))[0])
    archive.undo(document_id, 0, "Minh")
    assert citations(archive) == []
    store.amendments_file(document_id).unlink()
    assert holdings(archive.folder) == before


def parse_anew(archive: Archive) -> None:
    store, document_id = archive.store, only(archive)
    store.write_manifest(changed(store.manifest(document_id), made_by="kehoach 0"))
    add(archive.folder, Path(store.manifest(document_id).sources[0].path), reparse=True, searchable=False)


def test_it_outlives_parsing_anew_and_is_never_there_twice(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    document_id = only(archive)
    archive.add_row(document_id, 1, "citations", WORDS, "Lan", issuer="Ban Bí thư", relation="thực hiện")
    with monkeypatch.context() as then:
        blind(then)
        parse_anew(archive)
    assert [(row["raw"], row["issuer"]) for row in citations(archive)] == [(WORDS, "Ban Bí thư")]
    parse_anew(archive)
    assert len(archive.store.papers(document_id)[0]["citations"]) == 1, "this version sees it itself"
    assert [(row["raw"], row["issuer"]) for row in citations(archive)] == [(WORDS, "Ban Bí thư")]
    rebuild(archive.store)
    assert [row["issuer"] for row in citations(archive)] == ["Ban Bí thư"]
    assert check(archive.store, repair=False, jobs=1).findings == []


def test_it_can_be_corrected_and_taken_out_like_any_row(archive: Archive) -> None:
    document_id = only(archive)
    archive.add_row(document_id, 1, "citations", WORDS, "Lan")
    archive.correct(document_id, 1, "citations", 0, "date", "2014-04-17", "Minh")
    assert [row["date"] for row in citations(archive)] == ["2014-04-17"]
    archive.delete(document_id, 1, "citations", 0, "Minh")
    assert citations(archive) == []
    archive.undo(document_id, 2, "Minh")
    assert [row["date"] for row in citations(archive)] == ["2014-04-17"]
    archive.undo(document_id, 0, "Minh")
    assert citations(archive) == []
    archive.add_row(document_id, 1, "citations", WORDS, "Lan")
    assert len(citations(archive)) == 1


def test_words_that_were_misread_are_found_too(archive: Archive) -> None:
    kept = archive.add_row(only(archive), 1, "citations", "Chỉ thị số 84-CT/TW ngay 07/4/2O14", "Lan")
    assert kept.row is not None and kept.row.raw == "Chỉ thị số 34-CT/TW ngày 07/4/2014"
    assert [row["number_symbol"] for row in citations(archive)] == ["84-CT/TW"], "what the person wrote, on what was read"


REFUSED: list[tuple[str, str, dict[str, Any], type[KehoachError], str]] = [
    ("citations", "Nghị định số 30/2020/NĐ-CP", {}, BadRequest, "not in the text"),
    ("citations", "KẾ HOẠCH", {}, BadRequest, "what the row is"),
    ("citations", "", {}, BadRequest, "1 to 200"),
    ("citations", WORDS, {"page": 9}, NotFound, "page 9"),
    ("citations", WORDS, {"date": "2014-02-30"}, BadRequest, "calendar"),
    ("citations", WORDS, {"raw": "x"}, BadRequest, "those are kind"),
    ("targets", "dưới 3%", {}, BadRequest, "there already"),
    ("sections", "I. MỤC ĐÍCH", {}, BadRequest, "no row can be added"),
    ("../x", WORDS, {}, BadRequest, "no row can be added"),
]


@pytest.mark.parametrize(("table", "words", "values", "kind", "told"), REFUSED)
def test_what_cannot_be_added(
    archive: Archive, table: str, words: str, values: dict[str, Any], kind: type[KehoachError], told: str
) -> None:
    with pytest.raises(kind, match=told):
        archive.add_row(only(archive), 1, table, words, "Lan", **values)
    assert archive.amendments(only(archive)) == []


def plain(text: str) -> dict[str, Any]:
    return {"document": {"part": 1, "text": text, "quality": [], "date": None}, "pages": [], "citations": [], "sections": []}


def test_in_several_places_the_page_or_more_words_decide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blind(monkeypatch)
    path = write_text_pdf(tmp_path / "kh.pdf", [LINES[:6], [*LINES[6:], LINES[5]]])
    add(tmp_path / "kho", path, searchable=False)
    archive = Archive(tmp_path / "kho")
    with pytest.raises(BadRequest, match="2 times"):
        archive.add_row(only(archive), 1, "citations", WORDS, "Lan")
    archive.add_row(only(archive), 1, "citations", WORDS, "Lan", page=2)
    archive.add_row(only(archive), 1, "citations", WORDS, "Lan")
    assert [row["page"] for row in citations(archive)] == [2, 1]


def added(raw: str, start: int, new: object) -> Amendment:
    place = RowPlace(page=None, box=None, start=start, raw=raw)
    return Amendment(
        table="citations", part=1, column=None, old=None, new=new, who="Lan", when="2026-11-21T08:00:00Z", row=place, act="add"
    )


def test_words_that_are_gone_are_listed_until_they_are_taken_back() -> None:
    said = added("Chỉ thị 34-CT/TW", 5, {"number_symbol": "34-CT/TW"})
    assert len(applied(plain("theo Chỉ thị 34-CT/TW"), [said])[0]["citations"]) == 1
    moved, unplaced = applied(plain("x" * 900 + " theo Chi thị\n34-CT/TW"), [said])
    assert moved["citations"][0]["raw"] == "Chi thị\n34-CT/TW" and unplaced == []
    assert applied(plain("theo Luật Giá"), [said]) == (plain("theo Luật Giá"), [said])
    assert applied(plain("theo Luật Giá"), [said, undone(said, "Minh")]) == (plain("theo Luật Giá"), [])


@pytest.mark.parametrize("new", [{}, None, "x", {"raw": "x"}, {"date": "hôm qua"}, {"number": ["1"]}])
def test_lines_that_somebody_wrote_into_the_file_add_nothing(new: object) -> None:
    forged = added("Chỉ thị 34-CT/TW", 5, new)
    with pytest.raises(BadRequest):
        sound(forged)
    paper = plain("theo Chỉ thị 34-CT/TW")
    assert applied(paper, [forged]) == (paper, [forged])


def test_laying_over_twice_is_laying_over_once() -> None:
    said = [added("Chỉ thị 34-CT/TW", 5, {"number_symbol": "34-CT/TW"}), added("Luật Giá", 26, {"title": "Luật Giá", "kind": "named_law"})]
    once, _ = applied(plain("theo Chỉ thị 34-CT/TW, và Luật Giá"), said)
    assert len(once["citations"]) == 2 and applied(once, said)[0] == once
    assert [Amendment.from_dict(json.loads(json.dumps(one.to_dict()))) for one in said] == said
