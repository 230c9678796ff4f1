"""Kneser-Ney against the book: the same chances as a small program that follows the formulas word by word; pruning; no corpus at all."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.restoration.language_model import STEPS_PER_NAT, LanguageModel
from pipeline.training.ngrams import learn

paragraphs = st.lists(st.lists(st.sampled_from("abcde"), min_size=1, max_size=12), min_size=2, max_size=12).filter(
    lambda text: any(len(paragraph) > 1 for paragraph in text)
)


def _discounts(counts: Sequence[int]) -> list[float]:
    """Modified Kneser-Ney's three discounts (Chen & Goodman 1999, 3.4), kept between a tenth and all but a twentieth."""
    n = [max(sum(count == times for count in counts), 1) for times in range(5)]
    y = n[1] / (n[1] + 2 * n[2])
    free = [0.0, *(times - (times + 1) * y * n[times + 1] / n[times] for times in (1, 2, 3))]
    return [0.0, *(min(max(free[times], 0.1), times - 0.05) for times in (1, 2, 3))]


class Book:
    """Trigram Kneser-Ney by the formulas, over words as they are; `<s>` begins a paragraph and is never foretold but by the last order."""

    def __init__(self, text: Sequence[Sequence[str]]) -> None:
        runs = {1: Counter(), 2: Counter(), 3: Counter()}
        for paragraph in text:
            padded = ["<s>", *paragraph]
            for length in runs:
                for place in range(len(padded) - length + 1):
                    runs[length][tuple(padded[place : place + length])] += 1
        counts = {3: dict(runs[3])}
        for length in (2, 1):
            before = Counter(run[1:] for run in runs[length + 1])
            counts[length] = {
                run: amount if length > 1 and run[0] == "<s>" else max(before[run], 1) for run, amount in runs[length].items()
            }
        self.counts, self.discounts = counts, {length: _discounts(list(counts[length].values())) for length in counts}
        self.words = sorted({"<s>", "<u>"} | {word for paragraph in text for word in paragraph})

    def chance(self, word: str, context: tuple[str, ...]) -> float:
        """P(word | context), interpolated down to all words alike."""
        length = len(context) + 1
        following = {run: count for run, count in self.counts[length].items() if run[:-1] == context}
        shorter = 1.0 / len(self.words) if not context else self.chance(word, context[1:])
        if not following:
            return shorter
        total = sum(following.values())
        taken = {run: self.discounts[length][min(count, 3)] for run, count in following.items()}
        mine = (*context, word)
        kept = following[mine] - taken[mine] if mine in following else 0.0
        return kept / total + sum(taken.values()) / total * shorter


def _learned(text: Sequence[Sequence[str]], pairs: int = 10**6, triples: int = 10**6, least: int = 1) -> LanguageModel:
    return learn(text, most_words=99, least_count=least, most_pairs=pairs, most_triples=triples)


def _log(model: LanguageModel, context: tuple[str, ...], word: str) -> float:
    last = np.array([model.number(context[-1]) if context[-1] != "<s>" else 0])
    first = np.array([model.number(context[0]) if context[0] != "<s>" else 0])
    pair = model.pair_index(first, last) if len(context) > 1 else np.array([-1])
    return float(model.step(last, pair, np.array([model.number(word)]))[0][0])


@given(paragraphs)
@settings(deadline=None)
def test_what_is_kept_has_the_chance_that_the_book_says(text: list[list[str]]) -> None:
    model, book = _learned(text), Book(text)
    names = ["<s>", "<u>", *model.words[2:]]
    for place, key in enumerate(model.pairs.tolist()):
        first, second = names[key >> 16], names[key & 0xFFFF]
        assert math.exp(model.pair_logs[place]) == pytest.approx(book.chance(second, (first,)), rel=1e-4)
    for place, key in enumerate(model.triples.tolist()):
        owner = int(model.pairs[key >> 16])
        context = names[owner >> 16], names[owner & 0xFFFF]
        kept = -int(model.triple_logs[place]) / STEPS_PER_NAT
        assert kept == pytest.approx(math.log(book.chance(names[key & 0xFFFF], context)), abs=0.5 / STEPS_PER_NAT + 1e-4)
    for number, name in enumerate(names):
        assert math.exp(model.unigrams[number]) == pytest.approx(book.chance(name, ()), rel=1e-4)


@given(paragraphs, st.integers(1, 9), st.integers(1, 9), st.integers(1, 3))
@settings(deadline=None)
def test_chances_sum_to_one_whatever_is_dropped(text: list[list[str]], pairs: int, triples: int, least: int) -> None:
    model = _learned(text, pairs, triples, least)
    size = len(model.words)
    every = np.arange(size)
    contexts = [(word, -1) for word in range(size)] + [(int(key) & 0xFFFF, place) for place, key in enumerate(model.pairs) if key >= 0]
    for last, pair in contexts:
        logs = model.step(np.full(size, last), np.full(size, pair), every)[0]
        # A triple's logarithm is kept to a fourteenth of a nat: a chance may be 4 % off.
        assert np.exp(logs).sum() == pytest.approx(1.0, abs=0.04)


def test_lower_orders_count_contexts_not_times() -> None:
    """'Gòn' is more frequent than 'vườn', and follows one word only."""
    text = [["sài", "gòn"]] * 9 + [[word, "vườn"] for word in ("nhà", "làm", "trồng", "sân")] * 2
    model = _learned(text)
    gòn, vườn = (model.unigrams[model.number(word)] for word in ("gòn", "vườn"))
    assert vườn > gòn


def test_what_says_most_is_kept() -> None:
    text = [["ủy", "ban", "nhân", "dân"]] * 20 + [["a", "b"], ["b", "a"], ["a", "c"], ["c", "b"]] * 2
    model = _learned(text, pairs=2, triples=1)
    assert len(model.triples) == 1
    assert len(model.pairs) <= 3  # a pair that begins a kept triple stays
    assert _log(model, ("ban",), "nhân") > _log(model, ("a",), "b")


def test_seldom_words_are_one_unknown_word() -> None:
    model = _learned([["a", "b", "c"], ["a", "b", "d"], ["a", "b", "e"]], least=2)
    assert model.words == ("<s>", "<u>", "a", "b")
    assert _log(model, ("a", "b"), "c") == _log(model, ("a", "b"), "zzz") > _log(model, ("a", "b"), "a")


def test_words_are_numbered_by_frequency_and_then_by_their_letters() -> None:
    assert _learned([["b", "a", "c", "c"], ["b", "a", "c"]]).words == ("<s>", "<u>", "c", "a", "b")
    assert learn([["b", "a", "c", "c"], ["b", "a", "c"]], most_words=1, least_count=1, most_pairs=9, most_triples=9).words[2:] == ("c",)


@pytest.mark.parametrize("text", [[], [[]], [["a"]], [["a"], ["b"], []]], ids=["nothing", "one empty", "one word", "words alone"])
def test_a_corpus_without_a_triple_teaches_nothing(text: list[list[str]]) -> None:
    with pytest.raises(ValueError, match="nothing to learn from"):
        _learned(text)
