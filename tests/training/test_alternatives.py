"""What the engine's alternatives are worth: counted by share and kind, never dearer where the engine believed more."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import Choices
from pipeline.training.alternatives import OTHER_LETTERS, SMOOTHING, STEPS, Row, learn, write
from pipeline.training.pairs import Stretch
from pipeline.vietnamese.tsv import rows


def _pair(written: str, read: str, choices: Choices, reader: str = "vie") -> Stretch:
    return Stretch(reader, tuple(written.split()), tuple(read.split()), (1.0,) * len(read.split()), (choices,), 1)


def _listed(read: str, place: int, other: str, share: float) -> Choices:
    """Each letter sure, but for one that may be another."""
    return tuple(((letter, 0.9), (other, share)) if n == place else ((letter, 0.99),) for n, letter in enumerate(read))


def _row(table: list[Row], kind: str, share: float) -> Row:
    return next(row for row in table if (row.kind, row.share) == (kind, share))


def test_a_mark_that_was_listed_high_and_was_right_half_of_the_time_costs_nothing() -> None:
    pairs = [_pair("về", "vẻ", _listed("vẻ", 1, "ề", 0.85)), _pair("vẻ", "vẻ", _listed("vẻ", 1, "ề", 0.85))] * 10
    row = _row(learn(pairs), "mark", 0.8)
    assert (row.printed, row.read, row.cost) == (10, 10, 0.0)


def test_a_mark_that_was_not_listed_is_counted_at_each_letter_that_may_have_it() -> None:
    row = _row(learn([_pair("ma", "ma", (((("m"), 1.0),), (("a", 1.0),)))]), "mark", -1.0)
    assert (row.printed, row.read) == (0, 17)  # à ả ã á ạ, ă and â with and without tones


def test_a_letter_of_other_shape_is_told_from_one_of_other_marks() -> None:
    table = learn([_pair("tin", "tỉn", _listed("tỉn", 1, "i", 0.3)), _pair("hiện", "biện", _listed("biện", 0, "h", 0.3))])
    assert (_row(table, "mark", 0.3).printed, _row(table, "letter", 0.3).printed) == (1, 1)


def test_letters_of_other_shape_that_nobody_listed() -> None:
    row = _row(learn([_pair("b", "b", ((("b", 1.0),),)), _pair("h", "b", ((("b", 1.0),),))]), "letter", -1.0)
    assert (row.printed, row.read) == (1, OTHER_LETTERS)
    assert row.cost == round(math.log((OTHER_LETTERS + SMOOTHING) / (1 + SMOOTHING)), 2)


def test_what_teaches_nothing_is_passed_over() -> None:
    nothing = [
        _pair("về", "vẻ", _listed("vẻ", 1, "ề", 0.85), reader="eng"),
        _pair("quản lý", "quảnlý", ()),
        _pair("trưởng", "truéngg", ()),  # another length
        _pair("abc", "xyz", _listed("xyz", 0, "a", 0.5)),  # three letters wrong: no misreading but another word
        _pair("về", "vẻ", ()),  # nothing is known of its letters
    ]
    assert all((row.printed, row.read) == (0, 0) for row in learn(nothing))


shares = st.sampled_from([0.0, 0.05, 0.15, 0.35, 0.55, 0.75, 0.95])
trials = st.lists(st.tuples(st.sampled_from(["ma", "má", "mà", "na"]), st.sampled_from("áàăn"), shares), max_size=25)


@given(trials)
@settings(deadline=None)
def test_costs_never_rise_with_the_share(counted: list[tuple[str, str, float]]) -> None:
    table = learn(_pair(written, "ma", _listed("ma", 0 if other == "n" else 1, other, share)) for written, other, share in counted)
    for kind in ("mark", "letter"):
        mine = [row for row in table if row.kind == kind]
        assert [row.share for row in mine] == list(STEPS)
        costs = [row.cost for row in mine]
        assert costs == sorted(costs, reverse=True) and min(costs) >= 0


def test_the_file_is_what_the_package_reads(tmp_path: Path) -> None:
    table = learn([_pair("về", "vẻ", _listed("vẻ", 1, "ề", 0.85))])
    write(table, tmp_path / "table.tsv", "one word", date(2026, 1, 2))
    head, source, columns, *lines = (tmp_path / "table.tsv").read_text(encoding="utf-8").splitlines()
    assert head.startswith("# ") and source.startswith("# source: one word; 2026-01-02; ")
    assert columns.split("\t") == list(Row._fields) == list(rows("restoration/alternatives.tsv")[0])
    assert len(lines) == len(table) == 2 * len(STEPS)


def test_the_table_of_the_package_falls_with_the_share() -> None:
    for kind in ("mark", "letter"):
        mine = [row for row in rows("restoration/alternatives.tsv") if row["kind"] == kind]
        assert tuple(float(row["share"]) for row in mine) == STEPS
        costs = [float(row["cost"]) for row in mine]
        assert costs == sorted(costs, reverse=True)
