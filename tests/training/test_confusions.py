"""Learning of confusions: groups found again, rows in order, the same table for the same pairs."""

import math
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pipeline.restoration.confusions import Reader
from pipeline.training.confusions import align, learn, likely, write
from pipeline.training.pairs import Stretch

letters = st.text(alphabet="abcđưởôI6.", max_size=7)


def _pairs(*counted, reader="vie"):
    return [
        Stretch(reader, tuple(written.split()), tuple(read.split()), (1.0,), ((),), 1)
        for written, read, times in counted
        for _ in range(times)
    ]


def _costs(table):
    return {(row.written, row.read): row.cost for row in table}


def test_a_group_that_is_read_as_one_letter_is_found():
    costs = _costs(learn(_pairs(("barn", "bam", 12), ("barn", "barn", 50), ("tern", "tem", 9), ("rim", "rim", 40), ("nab", "nab", 40))))
    assert ("rn", "m") in costs
    assert costs["rn", "m"] < 1.5


def test_a_letter_read_as_two_is_one_group():
    costs = _costs(learn(_pairs(("H.", "II.", 20), ("Hà", "Hà", 60), ("HĐ", "HĐ", 10))))
    assert math.isclose(costs["H", "II"], -math.log(19.5 / 90))


def test_seen_twice_is_not_enough():
    assert ("a", "o") not in _costs(learn(_pairs(("ba", "bo", 2), ("ba", "ba", 50))))


def test_split_and_glued_words_are_counted():
    table = {row.written: row for row in learn(_pairs(("quản lý", "quảnlý", 4), ("nhà", "nh à", 2), ("nước", "nước", 190)))}
    assert (table["<glued>"].seen, table["<split>"].seen) == (8, 2)
    assert table["<split>"].cost > table["<glued>"].cost


def test_readers_have_tables_of_their_own():
    table = learn([*_pairs(("đi", "di", 9), reader="eng"), *_pairs(("đi", "đi", 9))])
    assert {(row.reader, row.read) for row in table if row.written == "đ"} == {("eng", "d"), ("vie", "đ")}


def test_words_that_have_nothing_to_do_with_one_another_teach_nothing():
    assert not likely("tỉnh", "~=Hồ")
    assert likely("trưởng", "truéng")
    assert likely("III.", "HI.")


@given(letters, letters)
def test_an_alignment_spells_what_was_read(written, read):
    runs = align(written, read, {})
    assert len(runs) == len(written)
    assert not written or "".join(runs) == read


@given(st.lists(st.tuples(letters.filter(bool), letters.filter(bool), st.integers(1, 5)), min_size=1, max_size=6))
def test_any_pairs_make_a_table_that_prices_any_words(counted):
    pairs = _pairs(*((written.strip() or "a", read, times) for written, read, times in counted))
    table = learn(pairs)
    assert table == learn(list(reversed(pairs)))
    assert all(row.cost >= 0 and row.back >= 0 for row in table)
    if table:
        assert Reader(table).cost("trưởng", "truéng") < math.inf


def test_the_file_is_what_the_package_reads(tmp_path):
    path = tmp_path / "table.tsv"
    write(learn(_pairs(("vé", "vế", 5), ("vé", "vé", 9))), path, "two words", date(2026, 1, 2))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ") and "two words; 2026-01-02" in lines[0]
    assert lines[3].split("\t") == ["reader", "written", "read", "cost", "back", "seen"]
    assert "vie\té\tế\t1.13\t0.00\t5" in lines
