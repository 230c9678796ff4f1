"""Alignment: the distance is the least there is, the pairs are in order, passages that moved are found."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from quick import quick

from pipeline.evaluation.alignment import PIECE, align, distance, loose_pairs, pieces
from pipeline.evaluation.metrics_text import score_text

FEW = st.text("abcd", max_size=12)


def plain_distance(truth: str, read: str) -> int:
    """Levenshtein's table, row by row."""
    row = list(range(len(read) + 1))
    for place, letter in enumerate(truth, 1):
        new = [place]
        for other, letter_read in enumerate(read, 1):
            new.append(min(row[other] + 1, new[-1] + 1, row[other - 1] + (letter != letter_read)))
        row = new
    return row[-1]


@given(FEW, FEW)
@settings(max_examples=200)
def test_distance_is_the_least(truth: str, read: str) -> None:
    least = plain_distance(truth, read)
    pairs = align(truth, read)
    assert distance(truth, read) == least
    assert sum(i is None or j is None or truth[i] != read[j] for i, j in pairs) == least
    assert [i for i, _ in pairs if i is not None] == list(range(len(truth)))
    assert [j for _, j in pairs if j is not None] == list(range(len(read)))


@given(
    st.lists(st.sampled_from(["số", "ngày", "tỉnh", "tinh", "ban"]), max_size=10),
    st.lists(st.sampled_from(["số", "ngày", "tỉnh", "và"]), max_size=10),
)
@settings(max_examples=100)
def test_every_word_is_paired_once(truth: list[str], read: list[str]) -> None:
    pairs = loose_pairs(truth, read)
    assert [i for i, _ in pairs if i is not None] == list(range(len(truth)))
    assert sorted(j for _, j in pairs if j is not None) == list(range(len(read)))


def test_columns_read_in_the_other_order_cost_nothing() -> None:
    left, right = ["ỦY", "BAN", "NHÂN", "DÂN", "TỈNH"], ["Độc", "lập", "-", "Tự", "do", "-", "Hạnh", "phúc"]
    assert all(j is not None for i, j in loose_pairs(left + right, right + left))


def test_a_page_of_700_words_is_quick() -> None:
    rng = random.Random(5)
    truth = [f"{rng.randint(0, 250)}" for _ in range(700)]
    read = truth[100:] + [word if rng.random() > 0.1 else "x" for word in truth[:100]]
    with quick(2):  # 0.02 s on two idle cores
        loose_pairs(truth, read)


def test_a_long_text_is_cut_where_both_agree() -> None:
    rng = random.Random(7)
    truth = [f"w{rng.randint(0, 3000)}" for _ in range(40_000)]
    read = [word if rng.random() > 0.05 else "?" for word in truth[:20_000] + truth[20_200:] if rng.random() > 0.02]
    cut = pieces(truth, read)
    assert [part.start for part, _ in cut[1:]] == [part.stop for part, _ in cut[:-1]]
    assert [part.start for _, part in cut[1:]] == [part.stop for _, part in cut[:-1]]
    assert (cut[-1][0].stop, cut[-1][1].stop) == (len(truth), len(read))
    assert max(part.stop - part.start for pair in cut for part in pair) <= 4 * PIECE
    with quick(60):
        score = score_text(" ".join(truth), " ".join(read))
    assert 0.06 < score.word_errors / score.tokens < 0.09


@given(FEW)
@settings(max_examples=20)
def test_junk_is_cut_too(text: str) -> None:
    cut = pieces(list(text or "a") * 1_000, ["b"] * 7_000)
    assert cut[-1][1].stop == 7_000 and max(part.stop - part.start for _, part in cut) <= 2 * PIECE
