"""Questions: who cites a document however it is typed, what a paper cites, targets side by side, papers as a table."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from archive.indexed import citation, id_of, index_of, plan, store_of, target
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline.archive.index.connect import limit
from pipeline.archive.index.told import LONGEST, sentence_at
from pipeline.archive.searching import questions
from pipeline.archive.searching.cited import found
from pipeline.archive.searching.filters import Filters
from pipeline.archive.searching.questions import citations, cited_facts, counts_of, most_cited, papers_called, together_with
from pipeline.archive.searching.targets import targets
from pipeline.errors import ArchiveMissing, BadRequest, NotFound

CENTRAL = "trung ương"
CT34: dict[str, Any] = {
    "doc_type": "CT", "number": "34", "symbol": "CT/TW", "number_symbol": "34-CT/TW", "date": "2014-04-07", "issuer": "Bộ Chính trị",
    "jurisdiction": CENTRAL, "canonical_id": "CT 34-CT/TW", "canonical_key": "CT 34-CT/TW / 2014", "relation": "thực hiện",
}  # fmt: skip
NO_DATE = CT34 | {"date": None, "canonical_key": None}
ND91: dict[str, Any] = {
    "doc_type": "NĐ", "number": "91", "year": "2017", "symbol": "NĐ-CP", "number_symbol": "91/2017/NĐ-CP", "jurisdiction": CENTRAL,
    "canonical_id": "NĐ 91/2017/NĐ-CP", "canonical_key": "NĐ 91/2017/NĐ-CP", "title": "quy định chi tiết Luật Thi đua, khen thưởng",
}  # fmt: skip
LAW: dict[str, Any] = {"kind": "named_law", "doc_type": "Luật", "jurisdiction": CENTRAL, "canonical_id": "Luật Thi đua, khen thưởng"}
LAW2003 = LAW | {"year": "2003", "canonical_id": "Luật 15/2003/QH11"}
LABOUR = LAW | {"doc_type": "Bộ luật", "canonical_id": "Bộ luật 45/2019/QH14"}
PARTY: dict[str, Any] = {"kind": "party_named", "jurisdiction": CENTRAL, "canonical_id": "NQ Trung ương 4 khóa XII", "doc_type": "NQ"}
SELF: dict[str, Any] = {"kind": "self", "canonical_id": "SELF"}
UNREAD: dict[str, Any] = {"doc_type": "QĐ", "canonical_id": "QĐ ?/QĐ-UBND", "jurisdiction": "Kiên Giang"}


def local(province: str, year: str = "2022") -> dict[str, Any]:
    name = f"KH 93/KH-UBND @ {province} / {year}"
    told = {"doc_type": "KH", "number": "93", "symbol": "KH-UBND", "number_symbol": "93/KH-UBND", "jurisdiction": province}
    return told | {"date": f"{year}-05-01", "canonical_id": "KH 93/KH-UBND", "canonical_key": name}


TEXT = """KẾ HOẠCH
Căn cứ Luật Thi đua, khen thưởng năm 2003; Bộ luật Lao động. Thực hiện Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị và Nghị định 91.
Thực hiện Chỉ thị 34-CT/TW. Kế hoạch này theo Kế hoạch số 93/KH-UBND, Quyết định số …/QĐ-UBND, Nghị quyết Trung ương 4 và Luật Thi đua."""


def cites(**rows: dict[str, Any]) -> list[dict[str, Any]]:
    places = {
        "law2003": "Luật Thi đua, khen thưởng năm 2003", "labour": "Bộ luật Lao động", "nd": "Nghị định 91",
        "ct": "Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị", "again": "Chỉ thị 34-CT/TW", "own": "Kế hoạch này",
        "kh": "Kế hoạch số 93/KH-UBND", "qd": "Quyết định số …/QĐ-UBND", "party": "Nghị quyết Trung ương 4", "law": "Luật Thi đua.",
    }  # fmt: skip
    return [citation(TEXT, places[name], **row) for name, row in rows.items()]


@pytest.fixture(scope="module")
def papers() -> list[dict[str, Any]]:
    kg = {"province": "Kiên Giang", "province_2025": "An Giang", "number_symbol": "33/KH-UBND"}
    everything = cites(
        law2003=LAW2003, labour=LABOUR, ct=CT34, nd=ND91, again=CT34, own=SELF, kh=local("Kiên Giang"), qd=UNREAD, party=PARTY, law=LAW,
    )  # fmt: skip
    return [
        plan("kg", TEXT, **kg, date="2022-04-13", title="Thi đua", citations=everything),
        plan("ag", TEXT, province="An Giang", province_2025="An Giang", date="2023-02-01", citations=cites(ct=CT34, kh=local("An Giang"))),
        plan("ht", TEXT, province="Hà Tĩnh", province_2025="Hà Tĩnh", date="2022-06-01", citations=cites(again=NO_DATE, law=LAW, own=SELF)),
        plan("bo", TEXT, date=None, citations=cites(nd=ND91)),
        plan("none", "Kế hoạch không viện dẫn", province="Hà Tĩnh", date="2021-01-01"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def shelf(papers: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    return index_of(tmp_path_factory.mktemp("questions") / "i.sqlite", papers)


WANTED = [
    ("34-CT/TW", ["CT 34-CT/TW / 2014", "CT 34-CT/TW"]),
    ("Chỉ thị 34-CT/TW", ["CT 34-CT/TW / 2014", "CT 34-CT/TW"]),
    ("chi thi 34-ct/tw", ["CT 34-CT/TW / 2014", "CT 34-CT/TW"]),
    ("chỉ thị số 34/CT-TW ngày 07/4/2014", ["CT 34-CT/TW / 2014"]),
    ("34 ct tw", ["CT 34-CT/TW / 2014", "CT 34-CT/TW"]),
    ("CT 34-CT/TW / 2014", ["CT 34-CT/TW / 2014"]),
    ("CT 34-CT/TW", ["CT 34-CT/TW / 2014", "CT 34-CT/TW"]),
    ("nđ 91/2017", ["NĐ 91/2017/NĐ-CP"]),
    ("nd 91/2017/nd-cp", ["NĐ 91/2017/NĐ-CP"]),
    ("Nghị định số 91/2017/NĐ-CP của Chính phủ", ["NĐ 91/2017/NĐ-CP"]),
    ("91/2017/NĐ-CP", ["NĐ 91/2017/NĐ-CP"]),
    ("Nghị định 91", ["NĐ 91/2017/NĐ-CP"]),
    ("nđ91", ["NĐ 91/2017/NĐ-CP"]),
    ("ND91/2017", ["NĐ 91/2017/NĐ-CP"]),
    ("ct34", ["CT 34-CT/TW / 2014", "CT 34-CT/TW"]),
    ("Luật Thi đua, khen thưởng", ["Luật Thi đua, khen thưởng", "Luật 15/2003/QH11"]),
    ("luat thi dua khen thuong", ["Luật Thi đua, khen thưởng", "Luật 15/2003/QH11"]),
    ("Luật Thi đua, Khen thưởng năm 2003", ["Luật Thi đua, khen thưởng", "Luật 15/2003/QH11"]),
    ("Luật 15/2003/QH11", ["Luật 15/2003/QH11"]),
    ("15/2003/QH11", ["Luật 15/2003/QH11"]),
    ("Bộ luật 45/2019/QH14", ["Bộ luật 45/2019/QH14"]),
    ("Bộ luật Lao động", ["Bộ luật 45/2019/QH14"]),
    ("93/KH-UBND", ["KH 93/KH-UBND @ An Giang / 2022", "KH 93/KH-UBND @ Kiên Giang / 2022"]),
    ("Kế hoạch 93/KH-UBND tỉnh Kiên Giang", ["KH 93/KH-UBND @ Kiên Giang / 2022"]),
    ("093/KH-UBND", ["KH 93/KH-UBND @ An Giang / 2022", "KH 93/KH-UBND @ Kiên Giang / 2022"]),
    ("Nghị quyết Trung ương 4 khóa XII", ["NQ Trung ương 4 khóa XII"]),
    ("Nghị quyết Trung ương 4", ["NQ Trung ương 4 khóa XII"]),
    ("NQ Trung ương 4", ["NQ Trung ương 4 khóa XII"]),
    ("trung uong 4 khoa xii", ["NQ Trung ương 4 khóa XII"]),
    ("quy định chi tiết Luật Thi đua", ["NĐ 91/2017/NĐ-CP"]),
    ("chi tiet thi dua", ["NĐ 91/2017/NĐ-CP"]),
    ("chí tiết", ["NĐ 91/2017/NĐ-CP"]),  # wrong marks, side by side
    ("tiét đua", []),  # wrong marks, far apart
    ("Thông tư 91", []),
    ("Luật 45/2019", ["Bộ luật 45/2019/QH14"]),
    ("35-CT/TW", []),
    ("không có", []),
    ("", []),
]


@pytest.mark.parametrize(("typed", "expected"), WANTED)
def test_documents_are_meant_however_they_are_typed(shelf: sqlite3.Connection, typed: str, expected: list[str]) -> None:
    assert sorted(one.name for one in found(shelf, typed)) == sorted(expected)


@given(typed=st.text(max_size=60))
def test_anything_may_be_typed(shelf: sqlite3.Connection, typed: str) -> None:
    assert isinstance(found(shelf, typed), list) and isinstance(papers_called(shelf, typed), list)
    assert citations(shelf, typed, limit=1).total >= 0 and targets(shelf, typed).total >= 0


def test_who_cites_it(shelf: sqlite3.Connection) -> None:
    answer = citations(shelf, "34-CT/TW")
    assert (answer.total, answer.counts.papers, answer.counts.citations) == (4, 3, 4)
    assert [(row.province, row.date, row.row) for row in answer.rows] == [
        ("An Giang", "2023-02-01", 0), ("Hà Tĩnh", "2022-06-01", 0), ("Kiên Giang", "2022-04-13", 2), ("Kiên Giang", "2022-04-13", 4),
    ]  # fmt: skip
    assert answer.counts.by_province == (("An Giang", 1), ("Hà Tĩnh", 1), ("Kiên Giang", 1))
    assert answer.counts.by_province_2025 == (("An Giang", 2), ("Hà Tĩnh", 1))
    assert answer.counts.by_year == ((2022, 2), (2023, 1))
    row = answer.rows[2]
    assert row.sentence == "Thực hiện Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị và Nghị định 91."
    assert row.raw == TEXT[row.start : row.end] == "Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị"
    assert (row.relation, row.cited, row.cited_id, row.cited_date, row.number_symbol, row.title) == (
        "thực hiện", "CT 34-CT/TW / 2014", "CT 34-CT/TW", "2014-04-07", "33/KH-UBND", "Thi đua",
    )  # fmt: skip
    assert row.document_id == id_of("kg") and TEXT[row.sentence_start :].startswith("Thực hiện Chỉ thị số")


FORMS = {
    "CT 34-CT/TW / 2014": ["CT 34-CT/TW"],
    "CT 34-CT/TW": ["CT 34-CT/TW / 2014"],
    "Luật 15/2003/QH11": ["Luật Thi đua, khen thưởng"],
    "Luật Thi đua, khen thưởng": ["Luật 15/2003/QH11"],
    "NĐ 91/2017/NĐ-CP": [],
    "KH 93/KH-UBND @ Kiên Giang / 2022": [],  # that of An Giang is another plan
}


@pytest.mark.parametrize(("name", "expected"), FORMS.items())
def test_a_document_tells_of_its_other_forms(shelf: sqlite3.Connection, name: str, expected: list[str]) -> None:
    facts = cited_facts(shelf, name)
    assert facts and [form.name for form in facts.other_forms] == expected


def test_other_forms_are_told_and_not_counted(shelf: sqlite3.Connection) -> None:
    answer = citations(shelf, "Luật 15/2003/QH11")
    assert answer.total == 1 and [(form.name, form.citations) for form in answer.other_forms] == [("Luật Thi đua, khen thưởng", 2)]
    assert citations(shelf, "Luật Thi đua, khen thưởng").other_forms == ()  # all of them were meant


def test_a_number_with_blanks_for_its_signs_is_that_number(tmp_path: Path) -> None:
    local_party = CT34 | {
        "number_symbol": "34-CT/TU",
        "jurisdiction": "Cà Mau",
        "canonical_id": "CT 34-CT/TU",
        "canonical_key": "CT 34-CT/TU @ Cà Mau / 2014",
    }
    connection = index_of(tmp_path / "i.sqlite", [plan("a", TEXT, citations=cites(ct=CT34, again=local_party))])
    for typed in ("34 ct tw", "ct 34 ct tw", "chi thi 34 ct tw 2014"):
        assert [one.name for one in found(connection, typed)] == ["CT 34-CT/TW / 2014"], typed
    assert len(found(connection, "chỉ thị 34")) == 2


def test_laws_that_amend_laws_and_abbreviations_in_names(tmp_path: Path) -> None:
    named = LAW | {"canonical_id": "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương"}
    old = LAW | {"canonical_id": "Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân"}
    numbered = LAW | {"year": "2019", "canonical_id": "Luật 47/2019/QH14"}
    connection = index_of(tmp_path / "i.sqlite", [plan("a", TEXT, citations=cites(law=named, law2003=numbered, labour=old))])
    assert {one.name for one in found(connection, named["canonical_id"])} == {named["canonical_id"], numbered["canonical_id"]}
    assert [one.name for one in found(connection, "Luật Tổ chức HĐND và UBND")] == [old["canonical_id"]]
    assert [one.name for one in found(connection, "11/2003/QH11")] == [old["canonical_id"]]  # by the register's number
    facts = cited_facts(connection, named["canonical_id"])
    assert facts and [form.name for form in facts.other_forms] == ["Luật 47/2019/QH14"]


def test_who_cites_it_filtered_and_paged(shelf: sqlite3.Connection) -> None:
    assert citations(shelf, "34-CT/TW", filters=Filters(province_2025="An Giang", year=2022)).counts.papers == 1
    whole = citations(shelf, "34-CT/TW").rows
    assert citations(shelf, "34-CT/TW", limit=2).rows + citations(shelf, "34-CT/TW", limit=2, offset=2).rows == whole
    assert citations(shelf, "34-CT/TW", limit=None).rows == whole


@pytest.mark.parametrize("wanted", [id_of("kg"), id_of("kg")[:8], "33/KH-UBND", "33/kh-ubnd"])
def test_what_a_paper_cites(shelf: sqlite3.Connection, wanted: str) -> None:
    answer = citations(shelf, cited_by=wanted)
    assert answer.total == 10 and [row.row for row in answer.rows] == list(range(10))
    assert [row.cited for row in answer.rows][4:8] == ["CT 34-CT/TW / 2014", None, "KH 93/KH-UBND @ Kiên Giang / 2022", None]
    assert [row.cited_id for row in answer.rows][5:8:2] == ["SELF", "QĐ ?/QĐ-UBND"]
    assert answer.counts.papers == 1


def test_what_no_paper_cites(shelf: sqlite3.Connection) -> None:
    for name in ("00000000", "99/XX", ""):
        with pytest.raises(NotFound):
            citations(shelf, cited_by=name)


def test_facts_of_a_cited_document(shelf: sqlite3.Connection) -> None:
    facts = cited_facts(shelf, "CT 34-CT/TW / 2014")
    assert facts and facts.dates == (("2014-04-07", 3),) and facts.issuers == (("Bộ Chính trị", 3),)
    assert facts.register and facts.register.issuer == "Bộ Chính trị"
    assert facts.document.papers == 2 and facts.document.citations == 3
    assert cited_facts(shelf, "nothing") is None
    assert counts_of(shelf, "CT 34-CT/TW / 2014").by_year == ((2022, 1), (2023, 1))
    assert questions.by_province(shelf, "CT 34-CT/TW / 2014", now=True) == (("An Giang", 2),)


def test_cited_together(shelf: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    shares = {one.name: share for one, share in together_with(shelf, "CT 34-CT/TW / 2014")}
    assert shares["NĐ 91/2017/NĐ-CP"] == 0.5 and "CT 34-CT/TW / 2014" not in shares
    monkeypatch.setattr(questions, "LOOKED_AT", 1)
    assert set(dict(together_with(shelf, "CT 34-CT/TW / 2014")).values()) == {1.0}
    assert together_with(shelf, "nothing") == []


def test_most_cited(shelf: sqlite3.Connection) -> None:
    names = [one.name for one in most_cited(shelf)]
    assert set(names[:3]) == {"CT 34-CT/TW / 2014", "NĐ 91/2017/NĐ-CP", "Luật Thi đua, khen thưởng"} and "SELF" not in names
    assert [one.name for one in most_cited(shelf, limit=2)] == names[:2] and [
        one.name for one in most_cited(shelf, limit=2, offset=2)
    ] == names[2:4]
    assert [one.name for one in most_cited(shelf, "nđ 91/2017")] == ["NĐ 91/2017/NĐ-CP"]


AIMS = "Đến năm 2025, tỷ lệ hộ nghèo còn dưới 3%. Phấn đấu giảm nghèo bền vững: 90% hộ thoát nghèo.\n100% thôn có nước sạch."


@pytest.fixture(scope="module")
def aims(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    def rows(indicator: str) -> list[dict[str, Any]]:
        return [
            target(AIMS, "dưới 3%", indicator="tỷ lệ hộ nghèo", comparator="<", value=3.0, unit="%", year="2025"),
            target(AIMS, "90%", indicator=indicator, subject="hộ", value=90.0, unit="%"),
            target(AIMS, "100%", indicator="có nước sạch", subject="thôn", value=100.0, unit="%"),
        ]

    papers = [
        plan("a", AIMS, province="Hà Giang", province_2025="Tuyên Quang", date="2021-01-01", targets=rows("thoát nghèo")),
        plan("b", AIMS, province="Sơn La", province_2025="Sơn La", date="2022-01-01", targets=rows("giảm nghèo")),
    ]
    return index_of(tmp_path_factory.mktemp("aims") / "i.sqlite", papers)


def test_targets_side_by_side(aims: sqlite3.Connection) -> None:
    answer = targets(aims, "giam ngheo")
    assert [(row.indicator, row.province) for row in answer.rows] == [("giảm nghèo", "Sơn La"), ("thoát nghèo", "Hà Giang")]
    row = answer.rows[0]
    assert (row.value, row.unit, row.year, row.raw) == (90.0, "%", 2022, "90%")
    assert row.sentence == "Phấn đấu giảm nghèo bền vững: 90% hộ thoát nghèo."
    assert [row.value for row in targets(aims, "hộ nghèo còn").rows] == [3.0, 3.0]
    assert [row.province for row in targets(aims, "nước sạch").rows] == ["Hà Giang", "Sơn La"]
    assert targets(aims, "nước sạch", Filters(province_2025="Tuyên Quang")).total == 1
    assert targets(aims).total == 6 and targets(aims, "ngh*").total == 4
    assert targets(aims, "😀").note and targets(aims, "không có").total == 0


def test_a_question_that_takes_too_long(aims: sqlite3.Connection, papers: list[dict[str, Any]], tmp_path: Path) -> None:
    many = [plan(str(n), TEXT, citations=cites(ct=CT34), province="Hà Tĩnh") for n in range(300)]
    connection = index_of(tmp_path / "i.sqlite", many)
    limit(connection, -1.0)
    with pytest.raises(BadRequest):
        citations(connection, "34-CT/TW")


# the sentence around a place


@given(st.text(alphabet="ab. ;\nĐĐ1-", max_size=200), st.integers(0, 200), st.integers(0, 30))
def test_sentences_hold_the_place(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    told = sentence_at(text, start, end)
    assert " ".join(text[start:end].split()) in " ".join(text[told.start :].split()) and told.start <= max(start, end - 1, 0)


def test_long_sentences_are_cut_around_the_place() -> None:
    text = "mục " * 1_000 + "Chỉ thị 34-CT/TW" + " mục" * 1_000
    told = sentence_at(text, 4_000, 4_016)
    assert "Chỉ thị 34-CT/TW" in told.text and len(told.text) < 2 * LONGEST
    assert told.text.startswith("…mục ") and told.text.endswith(" mục…") and text[told.start :].startswith("mục ")


# from Python


def test_answers_as_tables(papers: list[dict[str, Any]], tmp_path: Path) -> None:
    store = store_of(tmp_path / "kho", papers)
    archive = pipeline.Archive(store.root)
    with pytest.raises(ArchiveMissing):
        archive.documents()
    assert archive.rebuild() == 5
    table = archive.citations("34-CT/TW")
    assert table.attrs["other_forms"] == {}
    assert table.attrs["documents"] == ["CT 34-CT/TW / 2014", "CT 34-CT/TW"] and len(table) == table.attrs["total"] == 4
    assert table["province"].tolist() == ["An Giang", "Hà Tĩnh", "Kiên Giang", "Kiên Giang"] and table["year"].dtype == "Int64"
    assert len(archive.citations(cited_by="33/KH-UBND")) == 10
    hits = archive.search("thi đua", year=2022, limit=5)
    assert hits["province"].tolist() == ["Kiên Giang", "Hà Tĩnh"] and hits.attrs["total"] == 2
    assert "thi đua" in hits.loc[0, "snippet"].casefold()
    everything = archive.documents()
    assert len(everything) == 5 and "text" not in everything and everything["state"].unique().tolist() == ["read"]
    assert archive.documents(province="ha tinh", text=True)["text"].str.len().min() > 10
    assert archive.documents(cited="34-CT/TW")["province"].tolist() == archive.documents(cited="chi thi 34-ct/tw")["province"].tolist()
    for empty in (archive.search("không có"), archive.citations("không có"), archive.targets("x"), archive.documents(year=1900)):
        assert isinstance(empty, pd.DataFrame) and empty.empty and len(empty.columns) > 10
