"""Dates of one cited paper that differ: which are one paper's, which of them is right, and what leaves the list."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept import cited, index, keep, row

from pipeline.archive.archive import Archive
from pipeline.archive.files.store import Store
from pipeline.archive.index.connect import open_read
from pipeline.archive.reviewing.conflicts import Cited, Told, conflicts, disagreements, doubts_about
from pipeline.archive.reviewing.kept import all_conflicts
from pipeline.archive.reviewing.review import count, doubts
from pipeline.parsed import ParsedDocument

PARTY = Cited("CT 34-CT/TW", "trung ương", None, None)
LOCAL = Cited("KH 93/KH-UBND", "Kiên Giang", "ủy ban nhân dân", None)
ANNUAL = Cited("NQ 01/NQ-CP", "trung ương", None, None)
DECREE = Cited("NĐ 91/2017/NĐ-CP", "trung ương", None, "2017")


def told(*dates: str, own: str | None = None) -> list[Told]:
    return [Told(date, 1) for date in dates] + ([Told(own, 1, own=True)] if own else [])


CASES = [
    # which paper, the dates told, its own date, what is right and why, in how many conflicts
    (PARTY, ("2014-04-07", "2014-04-07", "2014-04-17"), None, [("2014-04-07", "register")]),
    (PARTY, ("2014-04-07", "2009-02-27", "1998-05-18"), None, []),  # directives 34 of three terms
    (PARTY, ("2014-04-07", "2015-04-07"), None, [("2014-04-07", "register")]),  # one term: a number comes once in it
    (PARTY, ("2014-04-07", "2016-04-07"), None, []),  # the congress of 2016 lies between
    (PARTY, ("2014-04-07",) * 5 + ("2016-04-07",), None, [("2014-04-07", "register")]),  # told so much more often: a slip
    (ANNUAL, ("2019-01-01",) * 9 + ("2020-01-01",) * 9, None, []),  # each year's first resolution
    (ANNUAL, ("2019-01-01",) * 9 + ("2020-01-01",) * 9 + ("2020-01-11",), None, [("2020-01-01", "majority")]),
    (LOCAL, ("2022-05-20",) * 5 + ("2021-05-20",), None, [("2022-05-20", "majority")]),
    (LOCAL, ("2022-05-20", "2021-05-20"), None, []),
    (LOCAL, ("2022-05-20", "2021-03-01"), None, []),  # plans 93 of two years
    (LOCAL, ("2022-05-20", "2022-05-26"), None, [(None, None)]),
    (LOCAL, ("2022-05-20", "2022-05-20", "2022-05-26"), None, [("2022-05-20", "majority")]),
    (LOCAL, ("2022-05-26",), "2022-05-20", [("2022-05-20", "own")]),
    (LOCAL, ("2022-05-26", "2022-05-26", "2022-05-26"), "2022-05-20", [("2022-05-26", "majority")]),  # its own date was misread
    (LOCAL, ("2022-05-20", "2022-05-26", "2020-01-02", "2020-01-03"), None, [(None, None), (None, None)]),  # two papers
    (DECREE, ("2017-07-31", "2016-01-01"), None, [("2017-07-31", "register")]),  # with a year in it there is but one
    (DECREE, ("2017-07-13", "2017-07-30"), None, [("2017-07-31", "register")]),
    (LOCAL, (), "2022-05-20", []),
]


@pytest.mark.parametrize(("paper", "dates", "own", "right"), CASES)
def test_which_dates_are_one_papers_and_which_is_right(
    paper: Cited, dates: tuple[str, ...], own: str | None, right: list[tuple[str | None, str | None]]
) -> None:
    found = disagreements(paper, told(*dates, own=own))
    assert [(one.right, one.because) for one in found] == right


@given(st.lists(st.dates().map(str), max_size=8))
def test_every_date_is_in_one_conflict_at_most(dates: list[str]) -> None:
    found = [date for one in disagreements(LOCAL, told(*dates)) for date, _ in one.dates]
    assert len(found) == len(set(found)) and set(found) <= set(dates)
    assert all(len(one.dates) > 1 for one in disagreements(LOCAL, told(*dates)))


@given(st.lists(st.dates().map(str), max_size=8), st.randoms())
def test_the_order_of_the_tellings_does_not_matter(dates: list[str], random: object) -> None:
    shuffled = list(dates)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert [one.dates for one in disagreements(LOCAL, told(*dates))] == [one.dates for one in disagreements(LOCAL, told(*shuffled))]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    kept = Store.open(tmp_path / "kho", create=True)
    for date in ("2014-04-07", "2014-04-07", "2014-04-17", "2009-02-27"):
        keep(kept, [ParsedDocument(document=row(number=None, number_symbol=None), citations=(cited(date),))])
    return kept


def test_from_the_index(store: Store) -> None:
    with closing(open_read(index(store).index)) as connection:
        [one] = conflicts(connection)
    assert (one.cited.canonical_id, one.dates, one.right) == ("CT 34-CT/TW", (("2014-04-07", 2), ("2014-04-17", 1)), "2014-04-07")
    told = Archive(store.root).conflicts()
    assert told[["told", "right", "because", "part", "row"]].values.tolist() == [["2014-04-17", "2014-04-07", one.because, 1, 0]]
    assert told.loc[0, "dates"] == ["2014-04-07 × 2", "2014-04-17 × 1"] and len(Archive(store.root).conflicts(0)) == 0
    [doubt] = doubts_about([one])
    assert (doubt.table, doubt.row, doubt.value, doubt.reason) == ("citations", 0, "2014-04-17", "dates_differ")


def test_a_papers_own_date_against_those_who_cite_it(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "kho", create=True)
    keep(store, [ParsedDocument(document=row())])
    local = {"doc_type": "KH", "issuer": "UBND tỉnh", "jurisdiction": "Kiên Giang", "canonical_id": "KH 93/KH-UBND"}
    for date, place in (("2022-05-26", {}), ("2022-05-20", {}), ("2022-05-01", {"jurisdiction": "Hà Tĩnh"})):
        citation = cited(date, "93/KH-UBND", **(local | place))
        keep(store, [ParsedDocument(document=row(number="5", number_symbol="05/KH-UBND"), citations=(citation,))])
    with closing(open_read(index(store).index)) as connection:
        [one] = conflicts(connection)
    assert (one.right, one.because, [telling.date for telling in one.wrong]) == ("2022-05-20", "own", ["2022-05-26"])


def test_of_one_document_only_what_it_cites_and_is(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "kho", create=True)
    local = {"doc_type": "KH", "issuer": "UBND tỉnh", "jurisdiction": "Kiên Giang", "canonical_id": "KH 05/KH-UBND"}
    own = keep(store, [ParsedDocument(document=row(number="5", number_symbol="05/KH-UBND"))])
    late = keep(store, [ParsedDocument(document=row(), citations=(cited("2022-05-26", "5/KH-UBND", **local),))])
    for date in ("2014-04-07", "2014-04-17"):
        other = keep(store, [ParsedDocument(document=row(number="8", number_symbol="08/KH-UBND"), citations=(cited(date),))])
    with closing(open_read(index(store).index)) as connection:
        whole = conflicts(connection)
        assert len(whole) == 2
        for document_id, number in ((own, "KH 05/KH-UBND"), (late, "KH 05/KH-UBND"), (other, "CT 34-CT/TW")):
            assert conflicts(connection, document_id) == [one for one in whole if one.cited.canonical_id == number]


def test_a_cell_that_is_doubtful_twice_is_listed_and_counted_once(tmp_path: Path) -> None:
    """A date that was read with little confidence and contradicts others: the review page announced more than it had."""
    kept = Store.open(tmp_path / "kho", create=True)
    for date, flags in (("2014-04-07", ()), ("2014-04-07", ()), ("2014-04-17", ("date_conflict",))):
        keep(kept, [ParsedDocument(document=row(number=None, number_symbol=None), citations=(cited(date, flags=flags),))])
    listed = doubts(index(kept), 100)
    assert len([one for one in listed if (one.table, one.column, one.value) == ("citations", "date", "2014-04-17")]) == 1
    assert count(kept) == len(listed)


def test_kept_conflicts_are_those_that_are_found_anew(store: Store) -> None:
    archive, path = Archive(index(store).root), store.index

    def same() -> int:
        with closing(open_read(path)) as connection:
            known = all_conflicts(connection, path)
            assert known == conflicts(connection)
            return len(known)

    ids = list(store.ids())
    dates = {one: store.papers(one)[0]["citations"][0]["date"] for one in ids}
    slip = next(one for one, date in dates.items() if date == "2014-04-17")
    other = next(one for one, date in dates.items() if date == "2009-02-27")
    assert same() == 1
    archive.correct(slip, 1, "citations", 0, "date", "2014-04-07", "Lan")
    assert same() == 0
    archive.correct(other, 1, "citations", 0, "date", "2014-04-27", "Lan")
    assert same() == 1
    archive.undo(slip, 0, "Lan")
    assert same() == 1
    archive.delete(other, 1, "citations", 0, "Lan")
    assert same() == 1
    keep(store, [ParsedDocument(document=row(number=None, number_symbol=None), citations=(cited("2014-04-30"),))])
    index(store)
    assert same() == 1


def test_a_word_of_a_person_ends_it(store: Store) -> None:
    archive = Archive(index(store).root)
    disputed = archive.review(100)
    [place] = disputed[disputed.reason == "dates_differ"].to_dict("records")
    archive.confirm(place["document_id"], 1, "citations", 0, "date", "Lan")
    assert "dates_differ" not in set(archive.review(100).reason)
    archive.undo(place["document_id"], 0, "Lan")
    assert "dates_differ" in set(archive.review(100).reason)
    archive.correct(place["document_id"], 1, "citations", 0, "date", "2014-04-07", "Lan")
    assert "dates_differ" not in set(archive.review(100).reason)
    with closing(open_read(store.index)) as connection:
        assert conflicts(connection) == []
