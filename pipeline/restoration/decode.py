"""The best path through candidates (giải mã): of all ways to read a run of words, the likeliest.

Each token has candidates with a cost (nats, what it takes to believe that this was printed and that was read); the language model
adds what each word costs after the two before it. A beam search takes all runs of a text side by side, one token of each at a step,
so that the arithmetic is done by NumPy on long arrays. Long runs are cut into windows that overlap: beyond two words that are certain
nothing matters to a model of triples, and of four in a row hardly any two are truly open.

>>> import numpy as np
>>> from pipeline.restoration.language_model import LanguageModel
>>> model = LanguageModel.of(["<s>", "<u>", "kế", "hoạch", "hoạc"], [-9, -9, -2, -5, -4], {(2, 3): (-0.1, 0.0)}, {})
>>> run = Candidates(np.array([2, 4, 3]), np.array([0.0, 0.0, 2.0]), np.array([0, 1, 3]), np.array([0, 2]))
>>> [int(run.words[place]) for place in best_path(model, run)]
[2, 3]
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.restoration.language_model import LanguageModel

BEAM = 8
"""Paths kept of each run. Kept-back texts without marks: 4 costs 0.02 of 100 words, 16 gains nothing."""

WEIGHT = 0.8
"""Share of the language model's logarithms that counts beside the evidence: three words that it finds unlikely are often one surprise.
0.6 to 1.0 give the same within 0.02 of 100 words of kept-back Wikipedia."""

WINDOW, OVERLAP = 48, 4
"""Tokens of a window that count, and those decoded with it on either side for their context only."""

Ints = NDArray[Any]
Floats = NDArray[Any]


class Candidates(NamedTuple):
    """What each token of a text may be. The candidates of token `t` are `words[starts[t]:starts[t + 1]]`; the first is the token as read.

    `words` are numbers of the language model, `costs` nats, `starts` one longer than there are tokens; `runs` has the first token of
    each run and, last, the number of tokens: a run is a paragraph or a line, and begins afresh.
    """

    words: Ints
    costs: Floats
    starts: Ints
    runs: Ints


def best_path(model: LanguageModel, text: Candidates, beam: int = BEAM) -> Ints:
    """The place in `text.words` of the candidate chosen for each token."""
    chosen = text.starts[:-1].copy()
    first, past, keep_first, keep_past = _windows(text.runs)
    if not len(first):
        return chosen
    order = np.argsort(first - past, kind="stable")  # longest first: the windows still going are always the first ones
    first, past, keep_first, keep_past = first[order], past[order], keep_first[order], keep_past[order]
    begins = np.isin(first, text.runs)
    history = _search(model, text, first, past, begins, beam)
    pointer = np.zeros(len(first), np.int64)
    lengths = past - first
    for step in range(len(history) - 1, -1, -1):
        parents, places, heads = history[step]
        ending = lengths == step + 1
        going = np.flatnonzero(lengths > step)
        pointer[ending] = heads[np.flatnonzero(ending)]
        token = first[going] + step
        kept = (token >= keep_first[going]) & (token < keep_past[going])
        chosen[token[kept]] = places[pointer[going][kept]]
        pointer[going] = parents[pointer[going]]
    return chosen


def _windows(runs: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """First and past-last token of each window, and of the part of it that counts."""
    spans = [
        (max(cut - OVERLAP, start), min(cut + WINDOW + OVERLAP, end), cut, min(cut + WINDOW, end))
        for start, end in zip(runs[:-1].tolist(), runs[1:].tolist(), strict=True)
        for cut in range(start, end, WINDOW)
    ]
    columns = np.array(spans, np.int64).reshape(-1, 4).T
    return columns[0], columns[1], columns[2], columns[3]


def _search(model: LanguageModel, text: Candidates, first: Ints, past: Ints, begins: Ints, beam: int) -> list[tuple[Ints, Ints, Ints]]:
    """By step: each kept path's parent among the paths of the step before, the place of its word, and each window's best path."""
    lengths = past - first
    owner = np.arange(len(first))
    score = np.zeros(len(first))
    last = np.where(begins, 0, 1)
    pair = np.full(len(first), -1, np.int64)
    sizes = np.diff(text.starts)
    history = []
    for step in range(int(lengths.max())):
        alive = np.flatnonzero(lengths[owner] > step)
        token = first[owner[alive]] + step
        parent = np.repeat(alive, sizes[token])
        ends = np.cumsum(sizes[token])
        place = np.arange(len(parent)) + np.repeat(text.starts[token] - ends + sizes[token], sizes[token])
        word = text.words[place]
        logs, following = model.step(last[parent], pair[parent], word)
        total = score[parent] + WEIGHT * logs - text.costs[place]
        kept = _kept(owner[parent], total, last[parent], word, beam)
        owner, score, last, pair = owner[parent[kept]], total[kept], word[kept], following[kept]
        heads = np.searchsorted(owner, np.arange(len(first)))
        history.append((parent[kept], place[kept], heads))
    return history


def _kept(owner: Ints, total: Floats, before: Ints, word: Ints, beam: int) -> Ints:
    """The best paths of each window, best first; of those that end in the same two words only the best."""
    order = np.lexsort((-total, owner))
    state = (owner[order].astype(np.int64) << 32) | (before[order].astype(np.int64) << 16) | word[order]
    _, once = np.unique(state, return_index=True)
    order = order[np.sort(once)]
    ordered = owner[order]
    starts = np.r_[True, ordered[1:] != ordered[:-1]]
    rank = np.arange(len(order)) - np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))
    kept: Ints = order[rank < beam]
    return kept


def margins(model: LanguageModel, text: Candidates, chosen: Ints, tokens: Ints) -> Floats:
    """By token: how many nats better its chosen candidate is than the token as read, all words around it as chosen."""
    words = text.words[chosen]
    start = text.runs[np.searchsorted(text.runs, tokens, side="right") - 1]
    end = text.runs[np.searchsorted(text.runs, tokens, side="right")]
    read = text.starts[tokens]
    now = _around(model, words, tokens, words[tokens], start, end) - text.costs[chosen[tokens]]
    return now - _around(model, words, tokens, text.words[read], start, end) + text.costs[read]


def _around(model: LanguageModel, words: Ints, tokens: Ints, centre: Ints, start: Ints, end: Ints) -> Floats:
    """Log probability of the word at `tokens`, were it `centre`, and of the two words after it."""

    def at(place: Ints) -> Ints:
        """The word there; -1 before the beginning of the run."""
        inside = words[np.clip(place, 0, len(words) - 1)]
        return np.where(place == tokens, centre, np.where(place >= start, inside, np.where(place == start - 1, 0, -1)))

    total = np.zeros(len(tokens))
    for place in (tokens, tokens + 1, tokens + 2):
        second, first = at(place - 1), at(place - 2)
        pair = np.where(first >= 0, model.pair_index(np.maximum(first, 0), second), -1)
        logs, _ = model.step(second, pair, np.where(place < end, at(place), 1))
        total += np.where(place < end, WEIGHT * logs, 0.0)
    return total
