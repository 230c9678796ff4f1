"""A trigram model from a corpus: modified Kneser-Ney smoothing (Chen & Goodman 1999), pruned to size (Seymore & Rosenfeld 1996).

All of it is sorting of whole numbers: a run of words is 16 bits a word, so forty million words are counted in seconds. Lower orders
count in how many contexts a word stands, not how often ('Gòn' is frequent and follows one word only). Pruning drops what the shorter
context says as well, and the weights of back-off are made anew so that the probabilities of a context still sum to one.

>>> text = [["a", "b", "c"], ["a", "b", "d"], ["a", "b", "c"], ["b", "d"], ["c", "a"]] * 3
>>> model = learn(text, most_words=9, least_count=1, most_pairs=99, most_triples=99)
>>> model.words[:3], len(model.pairs) > 4
(('<s>', '<u>', 'a'), True)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.restoration.language_model import BITS, LanguageModel, to_steps
from pipeline.restoration.tokens import START, UNKNOWN

Ints = NDArray[Any]
Floats = NDArray[Any]
_WORD = np.int64((1 << BITS) - 1)


class Order(NamedTuple):
    """All runs of n words: their sorted keys, how often they were seen, Kneser-Ney's counts, log probability, log back-off weight."""

    keys: Ints
    seen: Ints
    counts: Ints
    logs: Floats
    backoffs: Floats


def learn(
    paragraphs: Iterable[Sequence[str]],
    *,
    most_words: int,
    least_count: int,
    most_pairs: int,
    most_triples: int,
    capitals: Mapping[str, float] | None = None,
) -> LanguageModel:
    """The model of paragraphs of token forms. Words seen fewer than `least_count` times are `<u>`. Raises ValueError for no text."""
    words, numbers = _numbered(paragraphs, most_words, least_count)
    one, two, three = _estimated(numbers, len(words))
    two, three = _pruned(one, two, three, most_pairs, most_triples)
    owner = np.searchsorted(two.keys, three.keys >> BITS)
    order = np.argsort(owner, kind="stable")
    share = capitals or {}
    return LanguageModel(
        tuple(words),
        {word: number for number, word in enumerate(words)},
        one.logs.astype(np.float32),
        one.backoffs.astype(np.float32),
        np.array([share.get(word, 0.0) for word in words], np.float32),
        two.keys,
        two.logs.astype(np.float32),
        two.backoffs.astype(np.float32),
        ((owner[order].astype(np.int64)) << BITS) | (three.keys[order] & _WORD),
        to_steps(three.logs[order]),
    )


def _numbered(paragraphs: Iterable[Sequence[str]], most_words: int, least_count: int) -> tuple[list[str], Ints]:
    """The vocabulary by frequency, and the whole corpus as numbers, each paragraph begun by 0."""
    first: dict[str, int] = {START: 0}
    chunks = []
    for paragraph in paragraphs:
        chunks.append(np.array([0, *(first.setdefault(form, len(first)) for form in paragraph)], np.int32))
    text = np.concatenate(chunks or [np.zeros(0, np.int32)])
    counts = np.bincount(text, minlength=len(first))
    forms = list(first)
    kept = [n for n in range(1, len(forms)) if counts[n] >= least_count]
    kept = sorted(kept, key=lambda n: (-counts[n], forms[n]))[:most_words]
    renumber = np.ones(len(forms), np.int32)
    renumber[0] = 0
    renumber[kept] = np.arange(2, len(kept) + 2)
    return [START, UNKNOWN, *(forms[n] for n in kept)], renumber[text]


def _runs(text: Ints, length: int) -> Ints:
    """Keys of all runs of `length` words inside paragraphs; the beginning of a paragraph may only be their first."""
    count = max(len(text) - length + 1, 0)
    inside = np.ones(count, bool)
    keys = np.zeros(count, np.int64)
    for place in range(length):
        column = text[place : place + count]
        keys = (keys << BITS) | column
        if place:
            inside &= column != 0
    return keys[inside]


def _tally(keys: Ints) -> tuple[Ints, Ints]:
    """The different keys in order, and how often each is there."""
    if not len(keys):
        raise ValueError("no three words in a row: nothing to learn from")
    keys = np.sort(keys)
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    return keys[starts], np.diff(np.r_[starts, len(keys)])


def _estimated(text: Ints, size: int) -> tuple[Order, Order, Order]:
    seen = {length: _tally(_runs(text, length)) for length in (1, 2, 3)}
    counts = {3: seen[3][1], 2: _contexts(seen[2], seen[3][0], 2), 1: _contexts(seen[1], seen[2][0], 1)}
    uniform = np.full(size, 1.0 / size)
    keys, tally = seen[1]
    discount = _discounts(counts[1])[np.minimum(counts[1], 3)]
    chances = uniform * discount.sum() / counts[1].sum()
    chances[keys] += (counts[1] - discount) / counts[1].sum()
    every = np.arange(size, dtype=np.int64)
    amount = np.zeros(size, np.int64)
    amount[keys] = tally
    orders = [Order(every, amount, amount, np.log(chances), np.zeros(size))]
    for length in (2, 3):
        orders.append(_order(seen[length], counts[length], orders[-1], length))
    return orders[0], orders[1], orders[2]


def _contexts(seen: tuple[Ints, Ints], longer: Ints, length: int) -> Ints:
    """In how many contexts each run stands; how often, for runs that begin a paragraph."""
    keys, amount = seen
    tails, contexts = _tally(longer & np.int64((1 << (BITS * length)) - 1))
    counts = np.where(keys >> (BITS * (length - 1)) == 0, amount, 0) if length > 1 else np.zeros(len(keys), np.int64)
    place = np.searchsorted(keys, tails)
    counts[place] = np.maximum(counts[place], contexts)
    return np.maximum(counts, 1)


def _discounts(counts: Ints) -> Floats:
    once, twice, thrice, four = (max(int(np.sum(counts == n)), 1) for n in (1, 2, 3, 4))
    share = once / (once + 2 * twice)
    steps = (0.0, 1 - 2 * share * twice / once, 2 - 3 * share * thrice / twice, 3 - 4 * share * four / thrice)
    bounded: Floats = np.clip(np.array(steps), [0, 0.1, 0.1, 0.1], [0, 0.95, 1.95, 2.95])
    return bounded


def _order(seen: tuple[Ints, Ints], counts: Ints, below: Order, length: int) -> Order:
    """Interpolated probabilities of one order; sets the back-off weights of the order below in place."""
    keys, amount = seen
    context = keys >> BITS
    starts = np.flatnonzero(np.r_[True, context[1:] != context[:-1]])
    sizes = np.diff(np.r_[starts, len(keys)])
    total = np.add.reduceat(counts, starts)
    discount = _discounts(counts)[np.minimum(counts, 3)]
    weight = np.add.reduceat(discount, starts) / total
    shorter = below.logs[np.searchsorted(below.keys, keys & np.int64((1 << (BITS * (length - 1))) - 1))]
    chances = (counts - discount) / np.repeat(total, sizes) + np.repeat(weight, sizes) * np.exp(shorter)
    below.backoffs[np.searchsorted(below.keys, context[starts])] = np.log(weight)
    return Order(keys, amount, counts, np.log(chances), np.zeros(len(keys)))


def _pruned(one: Order, two: Order, three: Order, most_pairs: int, most_triples: int) -> tuple[Order, Order]:
    """Pairs and triples that say most beyond their shorter context; a pair that begins a kept triple stays."""
    owner = np.searchsorted(two.keys, three.keys >> BITS)
    shorter = np.searchsorted(two.keys, three.keys & np.int64((1 << 2 * BITS) - 1))
    kept = _best(three.seen * (three.logs - two.backoffs[owner] - two.logs[shorter]), most_triples)
    triples = Order(*(column[kept] for column in three))
    gain = two.seen * (two.logs - one.backoffs[two.keys >> BITS] - one.logs[two.keys & _WORD])
    needed = np.zeros(len(two.keys), bool)
    needed[owner[kept]] = True
    kept = np.flatnonzero(needed | np.isin(np.arange(len(gain)), _best(gain, most_pairs)))
    pairs = Order(*(column[kept] for column in two))
    one.backoffs[:] = _weights(pairs.keys >> BITS, pairs.logs, one.logs[pairs.keys & _WORD], len(one.keys))
    first, rest = triples.keys >> BITS, triples.keys & np.int64((1 << 2 * BITS) - 1)
    place = np.searchsorted(pairs.keys, rest)
    place[place == len(pairs.keys)] = 0
    there = pairs.keys[place] == rest
    backed = one.backoffs[(rest >> BITS)] + one.logs[rest & _WORD]
    below = np.where(there, pairs.logs[place], backed)
    pairs.backoffs[:] = _weights(np.searchsorted(pairs.keys, first), triples.logs, below, len(pairs.keys))
    return pairs, triples


def _best(gain: Floats, most: int) -> Ints:
    """Places of the `most` greatest gains above 0, in order."""
    worth = np.flatnonzero(gain > 0)
    if len(worth) <= most:
        return worth
    return np.sort(worth[np.argsort(-gain[worth], kind="stable")[:most]])


def _weights(context: Ints, logs: Floats, shorter: Floats, size: int) -> Floats:
    """Log back-off weight of each context: what its kept runs leave over, shared out among all other words."""
    left = 1.0 - np.bincount(context, np.exp(logs), size)
    below = 1.0 - np.bincount(context, np.exp(shorter), size)
    weights: Floats = np.log(np.clip(left, 1e-6, 1.0) / np.clip(below, 1e-6, 1.0))
    return weights
