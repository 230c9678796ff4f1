"""A person's corrections: what may be said, that it is kept, that it finds its row again, that the latest word counts."""

from __future__ import annotations

import copy
import datetime
import json
import multiprocessing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers import paper

from pipeline.archive.amending import amendments
from pipeline.archive.amending.amendable import rules
from pipeline.archive.amending.amendment import Amendment, sound, undone
from pipeline.archive.amending.amendments import append, applied, broken_lines, laid_over, laid_over_all, load
from pipeline.archive.amending.rowplaces import RowPlace, place_of
from pipeline.archive.files.manifest import Manifest
from pipeline.archive.files.store import Store
from pipeline.document import Box
from pipeline.errors import BadRequest, NotFound
from pipeline.parsed import ParsedDocument

WHEN = "2026-11-21T08:00:00Z"
ID = "4f" * 32


def plan(**changes: object) -> dict[str, Any]:
    return paper(**changes).to_dict()  # type: ignore[arg-type]


def said(table: str, column: str | None, new: object, row: RowPlace | None = None, **more: Any) -> Amendment:
    return Amendment(
        **({"table": table, "part": 1, "column": column, "old": None, "new": new, "who": "Lan", "when": WHEN, "row": row} | more)
    )


def of_row(data: dict[str, Any], table: str, row: int, column: str | None, new: object, **more: Any) -> Amendment:
    return said(table, column, new, place_of(table, data[table][row]), **more)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    kept = Store.open(tmp_path / "kho", create=True)
    kept.write_manifest(Manifest(document_id=ID, kind="pdf", ending="pdf", size=1))
    return kept


REFUSED = [
    ("documents", "text", "x"),
    ("documents", "source", "/etc/passwd"),
    ("documents", "document_id", ID),
    ("documents", "number_raw", "Số: 1"),
    ("documents", "ocr_confidence", 1.0),
    ("documents", "quality", []),
    ("documents", "number_box", [0, 0, 1, 1]),
    ("citations", "raw", "x"),
    ("citations", "start", 1),
    ("citations", "page", 2),
    ("citations", "confidence", 1.0),
    ("citations", "flags", []),
    ("citations", "parent_citation", 3),
    ("sections", "text", "x"),
    ("pages", "rotation", 90),
    ("corrections", "text", "x"),
    ("none", "x", 1),
    ("documents", "date", "2022-02-30"),
    ("documents", "date", "0022-02-03"),
    ("documents", "date", 2022),
    ("documents", "date", "--03-26"),
    ("documents", "date", "2022-Q2"),
    ("documents", "date", "31/2/2022"),
    ("documents", "number", "ba mươi"),
    ("documents", "number", "33\n34"),
    ("documents", "number", True),
    ("documents", "recipients", "Như trên"),
    ("documents", "recipients", [1]),
    ("documents", "recipients", None),
    ("documents", "province", "../../etc"),
    ("documents", "title", "a\x00b"),
    ("documents", "title", "x" * 3000),
    ("documents", "title", "một\u202eên"),
    ("targets", "value", "chín"),
    ("targets", "value", "nan"),
    ("targets", "comparator", "≈"),
    ("entities", "label", "MISC"),
    ("citations", "kind", None),
    ("targets", "subject_inherited", "yes"),
    ("citations", "date", "2022"),
    ("sections", "ordinal", -1),
    ("documents", "symbol", "KH UBND"),
    ("documents", "doc_type", ["KH"]),
]


@pytest.mark.parametrize(("table", "column", "new"), REFUSED)
def test_what_is_not_a_persons_or_cannot_stand_there_is_refused(store: Store, table: str, column: str, new: object) -> None:
    row = None if table == "documents" else RowPlace(page=1, box=None, start=0, raw="x")
    with pytest.raises(BadRequest):
        append(store, ID, said(table, column, new, row, old="before"))
    assert load(store, ID) == []


TAKEN = [
    ("documents", "title", " Về   việc học  ", "Về việc học"), ("documents", "number", 33, "33"), ("documents", "number", "05", "05"),
    ("documents", "date", "13/4/2022", "2022-04-13"), ("documents", "date", "4/2022", "2022-04"),
    ("targets", "deadline", "2022-Q2", "2022-Q2"), ("citations", "date", "7/4/2014", "2014-04-07"),
    ("documents", "signer", "", None), ("documents", "province", "kiên giang", "Kiên Giang"),
    ("documents", "title", "Hoà bi\u0300nh", "Hoà bình"), ("documents", "recipients", [], []), ("targets", "value", "95,5", 95.5),
    ("targets", "subject_inherited", "true", True), ("documents", "symbol", "CTPH-LĐLĐ-SVH,TT,DL", "CTPH-LĐLĐ-SVH,TT,DL"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column", "new", "kept"), TAKEN)
def test_values_are_brought_into_form(store: Store, table: str, column: str, new: object, kept: object) -> None:
    row = None if table == "documents" else RowPlace(page=1, box=None, start=0, raw="x")
    assert append(store, ID, said(table, column, new, row)).new == kept
    assert [one.new for one in load(store, ID)] == [kept]


@pytest.mark.parametrize("who", ["", "   ", "a\x1b[31m", "x" * 201])
def test_a_correction_has_a_person(store: Store, who: str) -> None:
    with pytest.raises(BadRequest):
        append(store, ID, said("documents", "title", "A", who=who))


@pytest.mark.parametrize(
    ("table", "act", "column"), [("sections", "delete", None), ("citations", "delete", "date"), ("citations", "burn", None)]
)
def test_acts_that_do_not_exist(store: Store, table: str, act: str, column: str | None) -> None:
    with pytest.raises(BadRequest):
        append(store, ID, said(table, column, None, RowPlace(page=1, box=None, start=0, raw="x"), act=act))


def test_every_amendable_column_exists_and_none_is_the_papers_own() -> None:
    from pipeline.tables.columns import own_columns

    own = {
        "raw",
        "text",
        "start",
        "end",
        "page",
        "box",
        "boxes",
        "confidence",
        "flags",
        "quality",
        "document_id",
        "part",
        "source",
        "number_raw",
    }
    for table, column in rules():
        assert column in {c.name for c in own_columns(table)}
        assert column not in own - {"quality"}
    assert rules()["documents", "quality"].value == "confirm"


def test_an_unknown_document(store: Store) -> None:
    with pytest.raises(NotFound):
        append(store, "ab" * 32, said("documents", "title", "A"))
    with pytest.raises(NotFound):
        append(store, "../../etc", said("documents", "title", "A"))


@pytest.mark.parametrize("cut", [1, 10, 60, -1])
def test_a_line_cut_off_by_a_power_cut(store: Store, cut: int) -> None:
    append(store, ID, said("documents", "title", "một"))
    append(store, ID, said("documents", "title", "hai"))
    path = store.amendments_file(ID)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1][:cut])
    whole = ["một", "hai"] if cut == -1 else ["một"]
    assert [one.new for one in load(store, ID)] == whole
    assert broken_lines(store, ID) == []
    append(store, ID, said("documents", "title", "ba"))
    assert [one.new for one in load(store, ID)] == [*whole, "ba"]
    assert broken_lines(store, ID) == []


def test_lines_that_the_disk_has_changed_cost_only_themselves(store: Store) -> None:
    append(store, ID, said("documents", "title", "một"))
    path = store.amendments_file(ID)
    bad = [b"\xff\xfe", b"[]", b"{}", b"null", b'{"when": 1}', b"[" * 100_000]
    path.write_bytes(path.read_bytes() + b"\n".join(bad) + b"\n")
    append(store, ID, said("documents", "title", "hai"))
    assert [one.new for one in load(store, ID)] == ["một", "hai"]
    assert broken_lines(store, ID) == [2, 3, 4, 5, 6, 7]


def _many(root: Path, who: str) -> None:
    store = Store.open(root)
    for number in range(20):
        append(store, ID, said("documents", "title", f"{who} {number} " + "dài " * 300, who=who))


def test_two_processes_at_once_lose_nothing(store: Store) -> None:
    spawn = multiprocessing.get_context("fork")
    people = [spawn.Process(target=_many, args=(store.root, who)) for who in ("Lan", "Minh")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    kept = load(store, ID)
    assert {who: [one.new.split()[1] for one in kept if one.who == who] for who in ("Lan", "Minh")} == {
        who: [str(number) for number in range(20)] for who in ("Lan", "Minh")
    }
    assert broken_lines(store, ID) == []


def test_a_correction_wins_and_the_paper_is_left_alone() -> None:
    data = plan()
    before = copy.deepcopy(data)
    made, unplaced = applied(data, [said("documents", "number", "33"), of_row(data, "targets", 0, "value", 95.0)])
    assert data == before and unplaced == []
    assert (made["document"]["number"], made["document"]["number_symbol"], made["document"]["quality"]) == ("33", "33/KH-UBND", [])
    assert made["targets"][0]["value"] == 95.0
    assert ParsedDocument.from_dict(made).text == paper().text


def test_the_latest_word_counts_and_can_be_taken_back() -> None:
    data = plan()
    first, second = said("documents", "title", "một"), said("documents", "title", "hai", who="Minh")

    def title(*words: Amendment) -> str:
        return str(applied(data, [Amendment.from_dict(word.to_dict()) for word in words])[0]["document"]["title"])

    assert title(first, second) == "hai"
    assert title(first, second, undone(second, "Minh")) == "một"  # the word before stands again
    assert title(first, second, undone(first, "Lan")) == "hai"  # nobody takes back another person's word with his own
    assert title(first, undone(first, "Minh"), second) == "hai"
    assert applied(data, [first, second, undone(first, "Lan"), undone(second, "Lan")])[0] == data
    assert applied(data, [first, undone(first, "Lan"), first, undone(first, "Lan")])[0] == data  # said again in the same second
    assert applied(data, [first, second, replace(undone(second, "Minh"), of=None)])[0] == data  # a line of an older version


def test_confirming_holds_the_value_against_a_newer_version() -> None:
    data = plan()
    right = of_row(data, "citations", 0, "date", "2014-04-07", old="2014-04-07")
    assert right.confirms and laid_over(data, [right]).settled == {("citations", 0, "date"): right}
    newer = copy.deepcopy(data)
    newer["citations"][0]["date"] = "2014-04-01"
    assert applied(newer, [right])[0]["citations"][0]["date"] == "2014-04-07"


NUMBERS = [
    # what the person sets, what was there, what follows
    ({"number": "33"}, {"symbol": "KH-UBND", "number_raw": "Số:    /KH-UBND"}, "33/KH-UBND"),
    ({"number": "41"}, {"symbol": "CT/TU", "number_raw": "Số: …-CT/TU"}, "41-CT/TU"),
    ({"number": "05"}, {"symbol": "QĐ-UBND", "number_raw": "Số:    /2022/QĐ-UBND"}, "05/2022/QĐ-UBND"),
    ({"number": "12", "symbol": "KH-SYT"}, {"symbol": "KH-5YT", "number_raw": "Số: 12/KH-5YT"}, "12/KH-SYT"),
    ({"number": "12"}, {"symbol": None, "number_raw": "Số: …"}, None),
    ({"number": None}, {"symbol": "KH-UBND", "number": "88", "number_symbol": "88/KH-UBND"}, None),
    ({"number": "12", "number_symbol": "12A/KH-UBND"}, {"symbol": "KH-UBND"}, "12A/KH-UBND"),
]


@pytest.mark.parametrize(("setting", "there", "number_symbol"), NUMBERS)
def test_number_and_symbol_agree(setting: dict[str, Any], there: dict[str, Any], number_symbol: str | None) -> None:
    data = plan()
    data["document"] |= there
    made, _ = applied(data, [said("documents", column, value) for column, value in setting.items()])
    assert made["document"]["number_symbol"] == number_symbol
    assert {column: made["document"][column] for column in setting} == setting


def test_number_and_symbol_taken_apart() -> None:
    made, _ = applied(plan(), [said("documents", "number_symbol", "34-CT/TW")])
    assert (made["document"]["number"], made["document"]["symbol"]) == ("34", "CT/TW")
    odd, _ = applied(plan(), [said("documents", "number_symbol", "KHÔNG-SỐ")])
    assert (odd["document"]["number"], odd["document"]["symbol"]) == (None, "KH-UBND")


FOLLOWING = [
    ("doc_type", "QĐ", "doc_type_name", "Quyết định"), ("doc_type", "CV", "doc_type_name", "Công văn"),
    ("doc_type", "X", "doc_type_name", "Kế hoạch"), ("doc_type_name", "CHỈ THỊ", "doc_type", "CT"),
    ("doc_type_name", "Công văn", "doc_type", "CV"), ("doc_type_name", "Thơ", "doc_type", "KH"),
    ("province", "Hà Giang", "province_2025", "Tuyên Quang"), ("province", None, "province_2025", None),
    ("date", "2022", "date_precision", "year"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "value", "other", "follows"), FOLLOWING)
def test_columns_that_follow(column: str, value: Any, other: str, follows: Any) -> None:
    made, _ = applied(plan(), [said("documents", column, value, old="before")])
    assert (made["document"][column], made["document"][other]) == (value, follows)
    both, _ = applied(plan(), [said("documents", column, value, old="before"), said("documents", other, made["document"][other], old="x")])
    assert both["document"][other] == follows


def test_the_papers_own_number_and_date_agree_with_the_rows_of_the_text() -> None:
    data = plan()
    data["document_numbers"][0] |= {"is_own": True, "number": None, "symbol": "KH-UBND", "number_symbol": None, "flags": ["number_missing"]}
    data["dates"][0] |= {"role": "document", "date": None, "precision": "day"}
    there, _ = applied(data, [said("documents", "number", "33"), said("documents", "date", "2022-04")])
    assert (there["document_numbers"][0]["number_symbol"], there["document_numbers"][0]["flags"]) == ("33/KH-UBND", [])
    assert (there["dates"][0]["date"], there["dates"][0]["precision"], there["document"]["date_precision"]) == ("2022-04", "month", "month")
    back, _ = applied(data, [of_row(data, "document_numbers", 0, "number", "33"), of_row(data, "dates", 0, "date", "2022-04-13")])
    assert (back["document"]["number_symbol"], back["document"]["date"]) == ("33/KH-UBND", "2022-04-13")
    assert back["document_numbers"][0]["raw"] == data["document_numbers"][0]["raw"]


def test_a_citation_set_right_is_another_document() -> None:
    data = plan()
    cited = {
        "kind": "numbered",
        "doc_type": "KH",
        "number": "93",
        "symbol": "KH-UBND",
        "number_symbol": "93/KH-UBND",
        "date": "2022-05-20",
        "jurisdiction": "Kiên Giang",
        "canonical_id": "KH 93/KH-UBND",
        "canonical_key": "KH 93/KH-UBND @ Kiên Giang / 2022",
    }
    data["citations"][0] |= cited
    made = applied(data, [of_row(data, "citations", 0, "number", "98"), of_row(data, "citations", 0, "date", "2021-05-20")])[0][
        "citations"
    ][0]
    assert (made["number_symbol"], made["canonical_key"]) == ("98/KH-UBND", "KH 98/KH-UBND @ Kiên Giang / 2021")


def test_a_cited_document_is_named_by_what_a_person_says_of_it() -> None:
    data = plan()
    data["citations"][0] |= {
        "kind": "numbered", "doc_type": "KH", "number": "93", "symbol": "KH-UBND", "number_symbol": "93/KH-UBND", "date": "2022-05-20",
        "jurisdiction": "Kiên Giang", "canonical_id": "KH 93/KH-UBND", "canonical_key": "KH 93/KH-UBND @ Kiên Giang / 2022",
    }  # fmt: skip

    def named(column: str, new: str) -> tuple[str, str]:
        row = applied(data, [of_row(data, "citations", 0, column, new)])[0]["citations"][0]
        return row["canonical_id"], row["canonical_key"]

    assert named("canonical_id", "KH 98/KH-UBND") == ("KH 98/KH-UBND", "KH 98/KH-UBND @ Kiên Giang / 2022")
    assert named("canonical_key", "KH 99/KH-UBND @ An Giang / 2021") == ("KH 99/KH-UBND", "KH 99/KH-UBND @ An Giang / 2021")


def test_the_register_is_asked_again() -> None:
    data = plan()
    data["citations"][0] |= {
        "kind": "numbered", "doc_type": "TT", "number": "12", "year": "2019", "symbol": "TT-BNV", "number_symbol": "12/2019/TT-BNV",
        "date": "2019-01-04", "canonical_id": "TT 12/2019/TT-BNV", "register_date": "2019-11-04", "flags": ["date_conflict"],
    }  # fmt: skip
    right = applied(data, [of_row(data, "citations", 0, "date", "2019-11-04")])[0]["citations"][0]
    assert (right["date"], right["register_date"], right["flags"]) == ("2019-11-04", None, [])
    confirmed = laid_over(data, [of_row(data, "citations", 0, "date", "2019-01-04", old="2019-01-04")])
    kept = confirmed.paper["citations"][0]
    assert (kept["register_date"], kept["flags"], len(confirmed.settled)) == ("2019-11-04", ["date_conflict"], 1)


def test_a_row_that_stands_for_nothing() -> None:
    data = plan()
    row = data["citations"][0]
    data["citations"] = [
        row,
        row | {"start": 50, "raw": "Luật", "box": [0.1, 0.5, 0.2, 0.52]},
        row | {"start": 70, "box": [0.1, 0.7, 0.5, 0.72]},
    ]
    data["citations"][1]["parent_citation"], data["citations"][2]["parent_citation"] = 0, 1
    layered = laid_over(data, [of_row(data, "citations", 0, None, None, act="delete"), of_row(data, "citations", 2, "relation", "theo")])
    assert [(one["start"], one["parent_citation"], one["relation"]) for one in layered.paper["citations"]] == [
        (50, None, None),
        (70, 0, "theo"),
    ]
    assert list(layered.settled) == [("citations", 1, "relation")]
    back, _ = applied(data, [d := of_row(data, "citations", 0, None, None, act="delete"), undone(d, "Minh")])
    assert back == data


def test_found_again_after_parsing_anew() -> None:
    """The newer version finds one citation more and reads a letter otherwise; the ink stands where it stood."""
    data = plan()
    word = of_row(data, "citations", 0, "relation", "theo")
    newer = copy.deepcopy(data)
    mine = newer["citations"][0]
    newer["citations"] = [
        mine | {"raw": "Luật Giá", "box": [0.1, 0.1, 0.3, 0.12]},
        mine | {"raw": mine["raw"].replace("34", "84"), "start": 30},
    ]
    newer["citations"][1]["box"] = [0.101, 0.199, 0.49, 0.221]
    made, unplaced = applied(newer, [word])
    assert [row["relation"] for row in made["citations"]] == [None, "theo"] and unplaced == []
    gone = copy.deepcopy(newer)
    gone["citations"] = gone["citations"][:1]
    assert applied(gone, [word]) == (gone, [word])
    assert applied(gone, [word, undone(word, "Minh")]) == (gone, [])


@pytest.mark.parametrize(("starts", "wanted"), [((10, 30, 500), 1), ((10, 500), 0), ((400, 500), None), ((31,), 0)])
def test_in_plain_text_the_nearest_of_the_same_words(starts: tuple[int, ...], wanted: int | None) -> None:
    data = plan()
    row = data["entities"][0] | {"page": None, "box": None, "boxes": []}
    data["entities"] = [row | {"start": start} for start in starts]
    word = said("entities", "label", "ORG", place_of("entities", row | {"start": 28}))
    made, unplaced = applied(data, [word])
    assert [number for number, one in enumerate(made["entities"]) if one["label"] == "ORG"] == ([] if wanted is None else [wanted])
    assert bool(unplaced) == (wanted is None)


def test_of_several_papers_in_a_file_the_page_decides() -> None:
    first, second = plan(), plan(part=2)
    second["pages"] = [second["pages"][0] | {"page": 2}]
    for table in ("citations", "dates", "targets", "entities", "document_numbers"):
        second[table] = [row | {"page": 2} for row in second[table]]
    place = RowPlace(page=2, box=None, start=0, raw="")
    title, target = said("documents", "title", "hai", place, part=2), of_row(second, "targets", 0, "value", 1.0, part=2)
    layered, unplaced = laid_over_all([first, second], [title, target])
    assert (layered[0].paper, layered[1].paper["document"]["title"], unplaced) == (first, "hai", [])
    whole = plan()
    whole["pages"] = [*first["pages"], *second["pages"]]
    whole["targets"] = [*first["targets"], *second["targets"]]
    layered, unplaced = laid_over_all([whole], [title, target])
    assert [row["value"] for row in layered[0].paper["targets"]] == [100.0, 1.0]
    assert unplaced == [title]


DAYS = st.dates(datetime.date(1945, 1, 1), datetime.date(2100, 12, 31)).map(str)

WORDS = {
    "line": st.text(st.characters(categories=("L", "N", "P"), exclude_characters="\u0340"), min_size=1, max_size=20),
    "date": DAYS,
    "day": DAYS,
    "issued": DAYS,
    "number": st.floats(-1e6, 1e6),
    "integer": st.integers(0, 99),
    "digits": st.integers(1, 9999).map(str),
    "year": st.integers(1945, 2030).map(str),
    "symbol": st.sampled_from(["KH-UBND", "CT/TW", "QĐ-BYT", "QH15"]),
    "list": st.lists(st.sampled_from(["Như trên", "Lưu: VT"]), max_size=3),
    "flag": st.booleans(),
    "province": st.sampled_from(["Kiên Giang", "Hà Nội", "Huế"]),
}


@st.composite
def amendments_of(draw: st.DrawFn) -> list[Amendment]:
    data = plan()
    cells = sorted(cell for cell in rules() if rules()[cell].value != "confirm")
    found = []
    for _ in range(draw(st.integers(0, 6))):
        table, column = draw(st.sampled_from(cells))
        rule = rules()[table, column].value
        value = draw(WORDS[rule] if rule in WORDS else st.sampled_from(rule.split("|")))
        row = None if table == "documents" else place_of(table, data[table][0])
        act = draw(st.sampled_from(["set", "set", "set", "undo"]))
        found.append(sound(said(table, column, value, row, act=act)))
    return found


@given(amendments_of())
def test_laying_over_changes_nothing_that_stands_on_the_paper(words: list[Amendment]) -> None:
    data = plan()
    made, unplaced = applied(data, words)
    assert unplaced == []
    assert made["document"]["text"] == data["document"]["text"] and made["document"]["number_raw"] == data["document"]["number_raw"]
    for table in ("citations", "dates", "targets", "entities", "document_numbers", "sections"):
        for new, old in zip(made[table], data[table], strict=True):
            assert all(new.get(name) == old.get(name) for name in ("raw", "text", "start", "end", "page", "box", "boxes", "confidence"))
    assert made["pages"] == data["pages"] and made["corrections"] == data["corrections"]
    ParsedDocument.from_dict(made)


@given(amendments_of())
def test_laying_over_twice_is_laying_over_once(words: list[Amendment]) -> None:
    once, _ = applied(plan(), words)
    assert applied(once, words)[0] == once


@given(amendments_of())
def test_the_latest_word_stands_whatever_was_said_before(words: list[Amendment]) -> None:
    made, _ = applied(plan(), words)
    latest = {(one.table, one.column): one for one in words}
    for (table, column), one in latest.items():
        if one.act == "set":
            assert (made["document"] if table == "documents" else made[table][0])[column] == one.new


@given(amendments_of())
def test_json_there_and_back(words: list[Amendment]) -> None:
    assert [Amendment.from_dict(json.loads(json.dumps(one.to_dict()))) for one in words] == words


@given(st.floats(0, 0.6), st.floats(0, 0.6), st.floats(-0.004, 0.004), st.floats(-0.002, 0.002))
def test_a_row_is_found_where_the_box_moved_a_little(x: float, y: float, right: float, down: float) -> None:
    data = plan()
    row = data["targets"][0] | {"box": [x, y, x + 0.3, y + 0.02]}
    far = row | {"box": [x, y + 0.03, x + 0.3, y + 0.05], "raw": "90%"}
    moved = row | {"box": [x + right, y + down, x + 0.3 + right, y + 0.02 + down]}
    data["targets"] = [far, moved]
    made, _ = applied(data, [said("targets", "value", 7.0, place_of("targets", row))])
    assert [one["value"] for one in made["targets"]] == [100.0, 7.0]


FORGED = [
    ("documents", "text", "x"),
    ("documents", "province", "../../x"),
    ("documents", "title", ["x"]),
    ("documents", "number", {"a": 1}),
]


@pytest.mark.parametrize(("column", "new"), [(column, new) for _, column, new in FORGED])
def test_lines_that_somebody_wrote_into_the_file_change_nothing(store: Store, column: str, new: object) -> None:
    forged = said("documents", column, new)
    store.amendments_file(ID).write_text(json.dumps(forged.to_dict()) + "\n", encoding="utf-8")
    data = plan()
    assert applied(data, load(store, ID)) == (data, [forged])
    raw = of_row(data, "citations", 0, "raw", "x")
    gone = of_row(data, "sections", 0, None, None, act="delete")
    elsewhere = [said(table, "rotation", 90, RowPlace(page=1, box=None, start=0, raw="")) for table in ("pages", "schema", "none")]
    assert applied(data, [raw, gone, *elsewhere]) == (data, [raw, gone, *elsewhere])


def test_what_is_public() -> None:
    assert all(hasattr(amendments, name) for name in amendments.__all__)
    assert replace(said("documents", "title", "A"), act="undo").confirms is False
    assert place_of("targets", plan()["targets"][0]).box == Box(0.1, 0.2, 0.5, 0.22)
