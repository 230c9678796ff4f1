"""The graph of citations: what is a node, what an edge; the file is the graph; documents that had been replaced."""

from __future__ import annotations

import sqlite3
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import networkx
import pytest
from archives import add
from hypothesis import given
from hypothesis import strategies as st

from pipeline import Archive
from pipeline.archive.exporting import graph, graphml
from pipeline.archive.exporting.graph import Edge, Node
from pipeline.archive.searching.filters import Filters
from pipeline.archive.searching.replaced import ended
from pipeline.errors import ArchiveMissing, CannotWrite, ExtraMissing

HEAD = """ỦY BAN NHÂN DÂN
TỈNH {PROVINCE}

Số: {number}/KH-UBND

{province}, ngày {day} tháng {month} năm {year}

KẾ HOẠCH

Thi đua, khen thưởng năm {year}

{body}

Nơi nhận:

- Lưu: VT.

TM. ỦY BAN NHÂN DÂN

CHỦ TỊCH

Trần Văn Lượng
"""
DIRECTIVE = "Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị"
DECREE = "Nghị định số 91/2017/NĐ-CP ngày 31/7/2017 của Chính phủ"
PLAN = "Kế hoạch số 93/KH-UBND ngày 12/4/2022 của UBND tỉnh"
BEFORE = "Kế hoạch số 15/KH-UBND ngày 20/01/2022 của UBND tỉnh"
PAPERS = {
    "a": ("Kiên Giang", 93, "12/4/2022", f"Thực hiện {DIRECTIVE}; {DECREE}. Tổ chức học tập theo {DIRECTIVE}."),
    "b": ("Kiên Giang", 20, "05/3/2025", f"Thực hiện {PLAN}; {DECREE}; Chỉ thị số 34-CT/TW ngày 04/7/2014 của Bộ Chính trị."),
    "c": ("Hà Giang", 93, "12/4/2022", f"Căn cứ Luật Thi đua, khen thưởng năm 2003; {DIRECTIVE}. Kế hoạch này thay thế {BEFORE}."),
    "d": ("Hà Giang", 40, "10/5/2023", f"Tiếp tục thực hiện {BEFORE}; bãi bỏ khoản 2 Điều 1 {PLAN}."),
    "e": ("Hà Giang", 41, "20/7/2023", f"Thực hiện {PLAN}."),
}
"""Name, province, number, date, body."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("graph")
    for name, (province, number, date, body) in PAPERS.items():
        day, month, year = date.split("/")
        text = HEAD.format(PROVINCE=province.upper(), province=province, number=number, day=day, month=month, year=year, body=body)
        (folder / f"{name}.txt").write_text(text, "utf-8")
    add(folder / "kho", *sorted(folder.glob("*.txt")), searchable=False)
    return Archive(folder / "kho")


@pytest.fixture
def index(kept: Archive) -> Iterator[sqlite3.Connection]:
    with closing(kept._index()) as connection:
        yield connection


def label(made: networkx.MultiDiGraph, node: str) -> str:
    found = made.nodes[node]
    return f"{found['number_symbol']} {found['province']} {found['date'][:4]}" if found["kind"] == "paper" else node


def arrows(made: networkx.MultiDiGraph) -> set[tuple[str, str]]:
    return {(label(made, source), label(made, target)) for source, target in made.edges()}


def test_papers_cite_documents_and_one_another(kept: Archive) -> None:
    made = kept.graph()
    a, b, c = "93/KH-UBND Kiên Giang 2022", "20/KH-UBND Kiên Giang 2025", "93/KH-UBND Hà Giang 2022"
    directive, decree, before = "CT 34-CT/TW / 2014", "NĐ 91/2017/NĐ-CP", "KH 15/KH-UBND @ Hà Giang / 2022"
    d, e = "40/KH-UBND Hà Giang 2023", "41/KH-UBND Hà Giang 2023"
    expected = {(a, directive), (a, decree), (b, a), (b, decree), (b, directive), (c, "Luật 15/2003/QH11"), (c, directive), (c, before)}
    assert arrows(made) == expected | {(d, before), (d, c), (e, c)}
    assert sum(made.nodes[node]["kind"] == "paper" for node in made) == len(PAPERS)


def test_what_a_node_and_an_edge_say(kept: Archive) -> None:
    made = kept.graph(province="Kiên Giang", year=2022)
    facts = made.nodes["NĐ 91/2017/NĐ-CP"]
    assert (facts["kind"], facts["doc_type"], facts["replaced_by"], facts["replaced_on"]) == (
        "cited",
        "NĐ",
        "NĐ 98/2023/NĐ-CP",
        "2024-01-01",
    )
    edges = [values for _, target, values in made.edges(data=True) if target == "CT 34-CT/TW / 2014"]
    assert sum(values["times"] for values in edges) == 2
    assert {values["date"] for values in edges} == {"2014-04-07"} and {values["cited_on"] for values in edges} == {"2022-04-12"}
    assert "thực hiện" in {values.get("relation") for values in edges}


def test_filters_leave_papers_and_what_they_cite(kept: Archive) -> None:
    made = kept.graph(province="Hà Giang")
    assert {made.nodes[node]["province"] for node in made if made.nodes[node]["kind"] == "paper"} == {"Hà Giang"}
    assert "NĐ 91/2017/NĐ-CP" not in made
    made = kept.graph(year=2025)  # the paper of 2022 is there as what the one of 2025 cites, without what it cites itself
    assert sorted(made.nodes[node]["date"] for node in made if made.nodes[node]["kind"] == "paper") == ["2022-04-12", "2025-03-05"]
    assert len({source for source, _ in made.edges()}) == 1
    assert kept.graph(year=1999).number_of_nodes() == 0


def test_the_file_is_the_graph(kept: Archive, tmp_path: Path) -> None:
    for number, filters in enumerate(({}, {"province": "Hà Giang"}, {"year": 1999})):
        made, path = kept.graph(**filters), tmp_path / f"{number}.graphml"
        written = kept.graphml(path, **filters)
        read = networkx.read_graphml(path, force_multigraph=True)
        assert written == (made.number_of_nodes(), made.number_of_edges())
        assert dict(read.nodes(data=True)) == dict(made.nodes(data=True))
        assert sorted(read.edges(keys=True, data=True), key=str) == sorted(made.edges(keys=True, data=True), key=str)


def test_the_same_archive_gives_the_same_bytes(kept: Archive, tmp_path: Path) -> None:
    kept.graphml(tmp_path / "1.graphml")
    kept.graphml(tmp_path / "2.graphml")
    assert (tmp_path / "1.graphml").read_bytes() == (tmp_path / "2.graphml").read_bytes()


def test_hostile_words_stay_words(index: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "KH \"1\" <script>alert('1')</script> & ]]> @ Hà Giang"
    monkeypatch.setattr(graph, "nodes", lambda *_: iter([Node(name, {"kind": "cited", "title": name, "year": 2020}), Node("p", {})]))
    monkeypatch.setattr(graph, "edges", lambda *_: iter([Edge("p", name, "e0", {"relation": name, "times": 2, "replaced": True})]))
    graphml.write_graphml(index, tmp_path / "x.graphml")
    read = networkx.read_graphml(tmp_path / "x.graphml", force_multigraph=True)
    assert read.nodes[name] == {"kind": "cited", "title": name, "year": 2020}
    assert read.edges["p", name, "e0"] == {"relation": name, "times": 2, "replaced": True}


@given(st.text())
def test_any_words_of_a_scan_make_good_xml(words: str) -> None:
    cleaned = graph.clean(words, str)
    text = f"<a>{graphml._written(cleaned or '')}</a>".encode()  # raises where a letter cannot be written
    assert (ElementTree.fromstring(text).text or None) == cleaned


def test_documents_that_had_been_replaced(kept: Archive, index: sqlite3.Connection) -> None:
    known = {one.name: (one.on, one.said_by == "register") for one in ended(index)}
    assert known["NĐ 91/2017/NĐ-CP"] == ("2024-01-01", True)
    assert known["KH 15/KH-UBND @ Hà Giang / 2022"] == ("2022-04-12", False)
    assert "KH 93/KH-UBND @ Hà Giang / 2022" not in known  # an article of it was abolished
    found = kept.outdated()
    assert set(zip(found["name"], found["number_symbol"], strict=True)) == {
        ("NĐ 91/2017/NĐ-CP", "20/KH-UBND"),
        ("KH 15/KH-UBND @ Hà Giang / 2022", "40/KH-UBND"),
    }
    assert list(found["date"]) == sorted(found["date"], reverse=True)
    assert list(kept.outdated(province="Kiên Giang")["name"]) == ["NĐ 91/2017/NĐ-CP"] and len(kept.outdated(1)) == 1


def test_a_paper_without_its_day_cites_too_late_too(tmp_path: Path) -> None:
    """Days are written by hand: most real papers have a month alone."""
    of = {"PROVINCE": "KIÊN GIANG", "province": "Kiên Giang", "number": 1, "body": f"Thực hiện {DECREE}."}
    text = HEAD.replace("ngày {day} tháng {month} năm {year}", "ngày     {date}").replace(" năm {year}", "")
    for name, date in {"before": "tháng 12 năm 2023", "after": "tháng 01 năm 2024", "year": "tháng     năm 2024"}.items():
        (tmp_path / f"{name}.txt").write_text(text.format(date=date, **of), "utf-8")
    add(tmp_path / "kho", *sorted(tmp_path.glob("*.txt")), searchable=False)
    archive = Archive(tmp_path / "kho")
    assert sorted(archive.documents()["date"]) == ["2023-12", "2024", "2024-01"]
    assert list(archive.outdated()["date"]) == ["2024-01", "2024"]


def test_answers_have_the_types_of_tables(kept: Archive) -> None:
    found = kept.outdated()
    assert {name: str(kind) for name, kind in found.dtypes.items()} == dict.fromkeys(found, "string") | {
        "part": "Int64", "row": "Int64", "page": "Int64",
    }  # fmt: skip
    assert list(kept.outdated(year=1999).columns) == list(found.columns)
    doubts = kept.review()
    assert {str(doubts[name].dtype) for name in ("part", "row", "page")} == {"Int64"} and str(doubts["note"].dtype) == "string"


def test_laws_have_the_name_that_the_register_knows(kept: Archive) -> None:
    assert kept.graph().nodes["Luật 15/2003/QH11"]["title"] == "Luật Thi đua, khen thưởng"


def test_no_archive_and_no_place_for_the_file(kept: Archive, tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing):
        Archive(tmp_path / "none").graph()
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(CannotWrite):
        kept.graphml(tmp_path / "file" / "x.graphml")


def test_without_networkx_the_file_is_written_all_the_same(kept: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(ExtraMissing, match=r"kehoach\[graph\]"):
        kept.graph()
    assert kept.graphml(tmp_path / "x.graphml")[0] > 0


def test_papers_may_be_added_between_two_questions(index: sqlite3.Connection) -> None:
    with graph.standing_still(index):
        assert index.in_transaction
        with graph.standing_still(index):
            assert list(graph.nodes(index, Filters(year=2025)))
        assert index.in_transaction
    assert not index.in_transaction
