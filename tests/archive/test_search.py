"""Search: what is typed in any way is found, the best first, and nothing that is typed does harm."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from archive.indexed import citation, index_of, plan
from hypothesis import given
from hypothesis import strategies as st

from pipeline.archive.index.connect import limit
from pipeline.archive.searching import ranking
from pipeline.archive.searching.search import FACETS, NOTES, Filters, Results, facets, search
from pipeline.archive.searching.snippets import places, snippet
from pipeline.archive.searching.typed import LONGEST, taken_apart
from pipeline.errors import BadRequest

CASES = json.loads((Path(__file__).parents[1] / "cases" / "search.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    papers = [plan(name, **columns) for name, columns in CASES["papers"].items()]
    return index_of(tmp_path_factory.mktemp("search") / "i.sqlite", papers)


def names(results: Results) -> list[str]:
    return [hit.source.removeprefix("kệ/").removesuffix(".txt") for hit in results.hits]


def marked(results: Results) -> list[str]:
    return [text for text, is_marked in results.hits[0].snippet if is_marked]


@pytest.mark.parametrize("many", [False, True], ids=["few", "many"])
@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["words"])
def test_found_as_typed(shelf: sqlite3.Connection, case: dict[str, Any], many: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if many:  # as in a large archive, where hits are not all ranked by BM25
        monkeypatch.setattr(ranking, "FEW", 0)
    results = search(shelf, case["words"])
    first, expected = case.get("first"), case["found"]
    if case.get("in_any_order") or many:
        assert sorted(names(results)) == sorted(expected)
    else:
        assert names(results)[:first] == expected[:first] and sorted(names(results)) == sorted(expected)
    assert results.total == len(expected)
    if "marked" in case and not many:
        if case.get("marked_like"):
            assert set(case["marked"]) <= set(marked(results))
        else:
            assert marked(results)[: len(case["marked"])] == case["marked"]


@pytest.mark.parametrize("few", [0, 1_500])
def test_marks_that_were_typed_come_first(shelf: sqlite3.Connection, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "FEW", few)
    for words in ("thi đua", "dừa", "đèn", "kế hoạch thi đua"):
        agreed = [hit.exact for hit in search(shelf, words).hits]
        assert agreed == sorted(agreed, reverse=True), words
    assert [hit.exact for hit in search(shelf, "dừa").hits][:2] == [True, False]


def test_a_title_counts_more_than_the_body(tmp_path: Path) -> None:
    body = "Phòng cháy rừng. " * 3
    heading = {
        "section_id": "s1", "parent_id": None, "level": 1, "kind": "heading", "numeral": "I.", "ordinal": 1, "heading": "Phòng cháy",
        "path": "I", "start": 0, "end": 10, "text": "", "page": None, "box": None, "boxes": [], "confidence": 1.0, "flags": [],
    }  # fmt: skip
    papers = [
        plan("body", body + "cháy " * 4, title="Khác"),
        plan("heading", "Phòng cháy " + "việc khác " * 20, title="Khác", sections=[heading]),
        plan("title", "việc khác " * 30 + "phòng cháy", title="Phòng cháy"),
        *(plan(f"other {number}", "việc khác", title="Khác") for number in range(8)),
    ]
    connection = index_of(tmp_path / "i.sqlite", papers)
    assert names(search(connection, "phòng cháy")) == ["title", "heading", "body"]


CLOSE = {
    "34 ct tw": "Thực hiện Chỉ thị số 34-CT/TW về thi đua",
    "ct 34": "Thực hiện Chỉ thị số 34-CT/TW về thi đua",
    "chỉ thị 34": "Thực hiện Chỉ thị số 34-CT/TW về thi đua",
    "nghị định 30 2020": "Căn cứ Nghị định số 30/2020/NĐ-CP về công tác văn thư",
    "tăng cường sự lãnh đạo của đảng đối với đảng bộ": "Về tăng cường sự lãnh đạo của Đảng đối với Đảng bộ tỉnh",
}


@pytest.mark.parametrize("few", [0, 1_500])
@pytest.mark.parametrize(("words", "text"), CLOSE.items())
def test_words_that_stand_near_one_another_come_first(
    words: str, text: str, few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "FEW", few)
    apart = ". Việc khác, nơi khác, lúc khác. "
    scattered = "".join(word + apart for word in words.split())
    papers = [
        plan("newer", scattered * 9, title="Khác", date="2025-01-01"),
        plan("near", "việc khác " * 300 + text, title="Khác", date="2015-01-01"),
        *(plan(f"other {number}", "việc khác", title="Khác") for number in range(8)),
    ]
    assert names(search(index_of(tmp_path / "i.sqlite", papers), words))[:2] == ["near", "newer"]


@pytest.mark.parametrize("few", [0, 1_500])
def test_words_scattered_in_a_title_do_not_come_before_those_that_stand_together(
    few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """'hà nam' gave plans of Hà Tĩnh and Hà Nội for the *năm* 2020 first."""
    monkeypatch.setattr(ranking, "FEW", few)
    papers = [
        plan("scattered", "việc khác", title="Công tác năm 2020 của tỉnh Hà Tĩnh"),
        plan("body", "việc khác " * 50 + "trên địa bàn tỉnh Hà Nam", title="Khác"),
        plan("title", "việc khác", title="Công tác của tỉnh Hà Nam"),
        *(plan(f"other {number}", "việc khác", title="Khác") for number in range(8)),
    ]
    assert names(search(index_of(tmp_path / "i.sqlite", papers), "hà nam")) == ["title", "body", "scattered"]


def test_only_what_was_looked_for_is_marked(shelf: sqlite3.Connection, tmp_path: Path) -> None:
    text = "Quy định chi tiết thi hành. " * 60 + "Chỉ thị số 34-CT/TW ngày 07/4/2014"
    connection = index_of(tmp_path / "i.sqlite", [plan("one", text, title="Khác")])
    assert marked(search(connection, "chỉ thị 34")) == ["Chỉ thị", "34"]  # no 'chi', no 'thi'
    assert "chi" in marked(search(connection, "chi thi 34"))
    connection = index_of(tmp_path / "y.sqlite", [plan("y", "xin góp ý. Thông tư của Bộ Y tế; Sở, y, tế", title="Khác")])
    assert marked(search(connection, "thông tư y tế")) == ["Thông tư", "Y tế", "y", "tế"]  # no 'ý'
    far = "Số: 12 Quyết định số 7. " + "Việc khác. " * 60 + "theo Nghị định 63/2010/NĐ-CP"
    connection = index_of(tmp_path / "far.sqlite", [plan("far", far, title="Khác")])
    assert "63" in marked(search(connection, "số 63"))  # the number is what is looked for


def test_other_marks_are_told(shelf: sqlite3.Connection) -> None:
    assert search(shelf, "dừa").note is None and search(shelf, "dua").note is None
    told = search(shelf, "thì đứa")
    assert told.note == NOTES["other_marks"] and told.hits and not any(hit.exact for hit in told.hits)


def test_pages_of_hits(shelf: sqlite3.Connection) -> None:
    whole = names(search(shelf, "thi dua"))
    assert names(search(shelf, "thi dua", limit=2)) + names(search(shelf, "thi dua", limit=2, offset=2)) == whole[:4]
    assert search(shelf, "thi dua", limit=0).total == len(whole) and search(shelf, "thi dua", offset=99).hits == ()
    assert search(shelf, "thi dua", limit=-5, offset=-5).total == len(whole)


FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({"province": "Kiên Giang"}, ["nghi-dinh"]),
    ({"province": "kien giang"}, ["nghi-dinh"]),
    ({"province": "An Giang"}, []),
    ({"province_2025": "An Giang"}, ["nghi-dinh"]),
    ({"province_2025": "tỉnh Vĩnh Long"}, ["thi-dua-dau-khac"]),
    ({"year": 2022}, ["chi-thi", "nghi-dinh"]),
    ({"year": "2022", "doc_type": "Hướng dẫn"}, ["chi-thi"]),
    ({"doc_type": "HD"}, ["chi-thi"]),
    ({"doc_type": "huong dan"}, ["chi-thi"]),
    ({"level": "xã"}, ["xa"]),
    ({"level": "huyen"}, ["khong-dau"]),
    ({"issuer": "Sở Nội vụ"}, ["chi-thi"]),
    ({"issuer": "vi xuyen"}, ["khong-dau"]),
    ({"issuer": "no such body"}, []),
    ({"issuer": "ubnd tỉnh kiên giang"}, ["nghi-dinh"]),
    ({"issuer": "UBND TỈNH"}, ["nghi-dinh", "dong-thap"]),
    ({"issuer": "Kiên Giang"}, ["nghi-dinh"]),  # as a province the name stands in the index too
    ({"cited": "34-CT/TW"}, []),
]


def test_types_however_they_are_typed() -> None:
    for typed, letters in {
        "công văn": "CV", "cv": "CV", "Cong van": "CV", "qd": "QĐ", "Quyết định": "QĐ", "kh": "KH", "CTr": "CTr", "chương trình": "CTr",
        "tờ trình": "TTr", "ct": "CT", "Chỉ thị": "CT",
    }.items():  # fmt: skip
        assert Filters(doc_type=typed).named().doc_type == letters, typed


@pytest.mark.parametrize(("asked", "expected"), FILTERS)
def test_filters(shelf: sqlite3.Connection, asked: dict[str, Any], expected: list[str]) -> None:
    assert sorted(names(search(shelf, "", Filters(**asked)))) == sorted(expected)
    assert set(names(search(shelf, "thi dua", Filters(**asked)))) <= set(expected)
    assert search(shelf, "thi dua", Filters(**asked)).total <= len(expected)


@pytest.mark.parametrize(
    "asked",
    [
        {"year": "năm nay"},
        {"year": -1},
        {"year": 10**12},
        {"province": "x" * 5_000},
        {"province": "'; DROP TABLE paper; --"},
        {"province_2025": "Nơi Không Có"},
        {"doc_type": "không có"},
        {"level": "quốc tế"},
    ],
)
def test_filters_that_are_none(shelf: sqlite3.Connection, asked: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        search(shelf, "thi dua", Filters(**asked))


@pytest.mark.parametrize("words", CASES["bad"])
def test_nothing_typed_does_harm(shelf: sqlite3.Connection, words: str) -> None:
    results = search(shelf, words)
    assert results.hits or results.note or results.total == 0
    assert facets(shelf, words).keys() == set(FACETS)
    if words.strip() and not results.total:
        assert not any(facets(shelf, words).values()), "counts of the whole archive beside 'nothing found'"
    assert search(shelf, "thi dua").total == 5


def test_no_words_are_told(shelf: sqlite3.Connection) -> None:
    for words in ("", "😀", '"*"', "((("):
        assert search(shelf, words) == Results(0, (), NOTES["no_words"])


@pytest.mark.parametrize("words", ["thi đua " * 1_250, "x" * 10_000, '"' * 10_000, "* " * 5_000, " ".join(map(str, range(2_500)))])
def test_ten_thousand_letters(shelf: sqlite3.Connection, words: str) -> None:
    assert len(words) >= 10_000 and search(shelf, words).note is not None


@given(st.text(max_size=80))
def test_any_text_can_be_typed(text: str) -> None:
    asked = taken_apart(text)
    empty = sqlite3.connect(":memory:")
    empty.execute("CREATE VIRTUAL TABLE t USING fts5 (title, headings, body, tokenize='unicode61 remove_diacritics 0')")
    for match in (asked.match, asked.near, f"{{title}} : ({asked.match})", asked.marked):
        if asked.terms and match:
            assert empty.execute("SELECT rowid FROM t WHERE t MATCH ?", (match,)).fetchall() == []
    empty.close()


@given(st.text(max_size=60), st.text(max_size=300))
def test_snippets_are_the_text(words: str, text: str) -> None:
    asked = taken_apart(words)
    found = places(asked, text)
    assert all(0 <= place.start < place.end <= len(text) for place in found)
    shown = "".join(piece for piece, _ in snippet(text, found))
    assert shown.strip("…") in " ".join(text.split("\n")) or not shown.strip("…")


def test_what_is_found_can_be_marked(shelf: sqlite3.Connection) -> None:
    """A word that SQLite finds in a text is found there again for the snippet."""
    text = "Điều 5 – “Nghị định” số 91/2017/NĐ-CP; ông_Năm (Đắk Lắk), tỷ lệ 3,5%; thi đua…"
    for word in ("điều", "nghi dinh", "ND-CP", "ong", "nam", "dak lak", "ty le", "thi dua"):
        assert places(taken_apart(word), text), word


def test_a_hit_tells_its_place(tmp_path: Path) -> None:
    text = "Trang một: mở đầu\nTrang hai: thi đua, khen thưởng"
    size = {"width": 1654, "height": 2339, "dpi": 200, "rotation": 0, "skew": 0.0, "confidence": 0.9, "kind": "ocr"}
    pages = [{"page": 1, "start": 0, "end": 17} | size, {"page": 2, "start": 18, "end": len(text)} | size]
    connection = index_of(tmp_path / "i.sqlite", [plan("two", text, title="Thi đua", page_count=2, pages=pages)])
    [hit] = search(connection, "thi dua").hits
    assert (hit.page, text[hit.start : hit.end]) == (2, "thi đua")
    [hit] = search(connection, "mo dau").hits
    assert hit.page == 1


def test_facets_count_all_hits(shelf: sqlite3.Connection) -> None:
    counts = facets(shelf, "thi dua")
    assert counts["year"] == [(2022, 2), (2020, 1), (2021, 1)]
    assert dict(counts["doc_type"]) == {"KH": 4, "HD": 1}
    assert facets(shelf, "thi dua", Filters(year=2021))["province"] == [("Hà Giang", 1)]
    assert sum(count for _, count in facets(shelf, "")["province_2025"]) == 5


def test_a_search_that_takes_too_long_is_told(tmp_path: Path) -> None:
    connection = index_of(tmp_path / "i.sqlite", [plan(str(n), f"thi đua số {n} " * 300) for n in range(60)])
    limit(connection, -1.0)
    assert search(connection, "thi đua số") == Results(0, (), NOTES["too_long"])


def test_the_cited_document_as_a_filter(tmp_path: Path) -> None:
    text = "Thực hiện Chỉ thị số 34-CT/TW về thi đua"
    row = citation(text, "Chỉ thị số 34-CT/TW", doc_type="CT", number="34", number_symbol="34-CT/TW", canonical_id="CT 34-CT/TW",
                   canonical_key="CT 34-CT/TW / 2014", jurisdiction="trung ương")  # fmt: skip
    connection = index_of(tmp_path / "i.sqlite", [plan("cites", text, citations=[row]), plan("does not", text)])
    assert names(search(connection, "thi đua", Filters(cited="chi thi 34-ct/tw"))) == ["cites"]
    assert names(search(connection, "", Filters(cited="CT 34-CT/TW / 2014"))) == ["cites"]


def test_long_questions_are_cut() -> None:
    assert taken_apart("a" * (LONGEST + 1)).note == "cut" and taken_apart("thi đua").note is None
