"""The search for the best path: as good as trying all, the same in windows as in one, margins that are differences of whole paths."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.restoration import decode
from pipeline.restoration.decode import OVERLAP, WEIGHT, WINDOW, Candidates, best_path, margins
from pipeline.restoration.language_model import LanguageModel

SIZE = 6
"""Words of a small model: <s>, <u>, a, b, c, d."""

words = st.integers(1, SIZE - 1)
logs = st.integers(-80, -1).map(lambda tenths: tenths / 10)
models = st.builds(
    LanguageModel.of,
    st.just(["<s>", "<u>", "a", "b", "c", "d"]),
    st.lists(logs, min_size=SIZE, max_size=SIZE),
    st.dictionaries(st.tuples(st.integers(0, SIZE - 1), words), st.tuples(logs, st.integers(-20, 5).map(lambda tenths: tenths / 10))),
    st.dictionaries(st.tuples(st.integers(0, SIZE - 1), words, words), logs),
)
tokens = st.lists(st.tuples(words, st.integers(0, 50).map(lambda tenths: tenths / 10)), min_size=1, max_size=3)


def _text(*runs: list[list[tuple[int, float]]]) -> Candidates:
    """Candidates of runs of tokens, each a list of (word, cost)."""
    flat = [choice for run in runs for token in run for choice in token]
    starts = np.cumsum([0, *(len(token) for run in runs for token in run)])
    begins = np.cumsum([0, *(len(run) for run in runs)])
    return Candidates(np.array([word for word, _ in flat]), np.array([cost for _, cost in flat]), starts, begins)


def _score(model: LanguageModel, text: Candidates, places: tuple[int, ...]) -> float:
    """Of one run: what the words at these places weigh, word by word."""
    last, pair, total = np.array([0]), np.array([-1]), 0.0
    for place in places:
        word = text.words[[place]]
        log, pair = model.step(last, pair, word)
        total += WEIGHT * float(log[0]) - float(text.costs[place])
        last = word
    return total


def _all_paths(text: Candidates) -> list[tuple[int, ...]]:
    return list(product(*(range(start, end) for start, end in zip(text.starts[:-1], text.starts[1:], strict=True))))


@given(models, st.lists(tokens, min_size=1, max_size=6))
@settings(deadline=None)
def test_no_path_is_better_than_the_one_found(model: LanguageModel, run: list[list[tuple[int, float]]]) -> None:
    text = _text(run)
    found = best_path(model, text, beam=3**6)
    assert _score(model, text, tuple(found)) == pytest.approx(max(_score(model, text, path) for path in _all_paths(text)), abs=1e-4)


@given(models, st.lists(st.lists(tokens, min_size=1, max_size=6), min_size=1, max_size=5))
@settings(deadline=None)
def test_runs_side_by_side_are_as_runs_alone(model: LanguageModel, runs: list[list[list[tuple[int, float]]]]) -> None:
    together = best_path(model, _text(*runs))
    first = 0
    for run in runs:
        alone = best_path(model, _text(run))
        assert [int(place) - first for place in together[: len(run)]] == alone.tolist()
        together, first = together[len(run) :], first + sum(map(len, run))


@given(models, st.lists(st.lists(tokens, min_size=1, max_size=6), min_size=1, max_size=3), st.data())
@settings(deadline=None)
def test_a_margin_is_the_difference_of_two_whole_paths(model: LanguageModel, runs: list, data: st.DataObject) -> None:
    text = _text(*runs)
    chosen = np.array([data.draw(st.integers(start, end - 1)) for start, end in zip(text.starts[:-1], text.starts[1:], strict=True)])
    asked = np.arange(len(chosen))
    found = margins(model, text, chosen, asked)
    for token in asked:
        start, end = next((a, b) for a, b in zip(text.runs[:-1], text.runs[1:], strict=True) if a <= token < b)
        read = chosen.copy()
        read[token] = text.starts[token]
        difference = _score(model, text, tuple(chosen[start:end])) - _score(model, text, tuple(read[start:end]))
        assert found[token] == pytest.approx(difference, abs=1e-4)


@given(models, st.data())
@settings(deadline=None, max_examples=30)
def test_windows_say_the_same_as_the_whole_where_two_words_are_certain_at_each_cut(model: LanguageModel, data: st.DataObject) -> None:
    length = data.draw(st.integers(WINDOW - 2, 3 * WINDOW))
    seed = data.draw(st.integers(0, 2**32 - 1))
    draw = np.random.default_rng(seed)
    run = []
    for place in range(length):
        certain = place % WINDOW in (0, 1, WINDOW - 2, WINDOW - 1)
        many = 1 if certain else draw.integers(1, 4)
        run.append([(int(word), float(cost)) for word, cost in zip(draw.integers(1, SIZE, many), draw.uniform(0, 4, many), strict=True)])
    text = _text(run)
    cut = best_path(model, text, beam=99)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decode, "WINDOW", 10**6)
        whole = best_path(model, text, beam=99)
    assert _score(model, text, tuple(cut)) == pytest.approx(_score(model, text, tuple(whole)), abs=1e-3)


@pytest.mark.parametrize("length", [1, OVERLAP, WINDOW, WINDOW + 1, WINDOW + OVERLAP, 2 * WINDOW + OVERLAP + 1])
def test_windows_cover_every_token_once(length: int) -> None:
    first, past, keep_first, keep_past = decode._windows(np.array([0, 3, 3 + length]))
    kept = [token for a, b in zip(keep_first, keep_past, strict=True) for token in range(a, b)]
    assert sorted(kept) == list(range(3 + length))
    assert np.all(first <= keep_first) and np.all(keep_past <= past) and np.all(past - first <= WINDOW + 2 * OVERLAP)
    assert not any(a < 3 < b for a, b in zip(first, past, strict=True))  # no window stands over the end of a run


@given(models, st.lists(tokens, min_size=1, max_size=8))
@settings(deadline=None)
def test_equal_paths_are_decided_in_the_same_way_each_time(model: LanguageModel, run: list[list[tuple[int, float]]]) -> None:
    doubled = [[*token, *token] for token in run]  # each candidate twice: whichever is taken, it is the first
    once, again = best_path(model, _text(doubled)), best_path(model, _text(doubled))
    assert once.tolist() == again.tolist()
    text = _text(doubled)
    assert all(place - start < (end - start) / 2 for place, start, end in zip(once, text.starts[:-1], text.starts[1:], strict=True))


def test_of_equal_candidates_the_token_as_read_stands() -> None:
    model = LanguageModel.of(["<s>", "<u>", "a", "b"], [-9, -9, -2, -2], {}, {})
    assert best_path(model, _text([[(2, 0.0), (3, 0.0)]] * 5)).tolist() == [0, 2, 4, 6, 8]
    assert best_path(model, _text([[(3, 0.0), (2, 0.0)]] * 5)).tolist() == [0, 2, 4, 6, 8]


def test_nothing_to_decide() -> None:
    model = LanguageModel.of(["<s>", "<u>"], [-9, -9], {}, {})
    assert best_path(model, Candidates(np.array([], int), np.array([]), np.array([0]), np.array([0]))).tolist() == []


def test_a_run_of_100_000_tokens_takes_no_more_memory_a_step_than_its_windows() -> None:
    """In one piece, or square in its length, this would take hours."""
    model = LanguageModel.of(["<s>", "<u>", "a", "b"], [-9, -9, -2, -3], {(2, 3): (-0.1, 0.0), (3, 2): (-0.1, 0.0)}, {})
    text = _text([[(2, 0.0), (3, 0.0)]] * 100_000)
    assert len(set(best_path(model, text)[1:] % 2)) == 2
    assert len(decode._windows(text.runs)[0]) == -(-100_000 // WINDOW)
