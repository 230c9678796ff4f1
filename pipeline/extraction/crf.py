"""Labels for a row of words by a linear-chain conditional random field (CRF): its weights from a text file, the best labels, their chances.

The file is plain text in UTF-8: a line of labels, a line of weights of each label after each, then a line for each attribute that a word
may have with the weights that it gives to labels. It is written by `training/names.py`; weights are rounded, so that the same texts
give the same bytes although the trainer sums in any order.

>>> toy = Field(("O", "B"), np.array([[0.0, 0.0], [0.0, -9.0]]), {"w=a": 0, "w=b": 1}, np.array([[1.0, 0.0], [0.0, 3.0]]))
>>> read(written(toy)).labels, best(toy, scores(toy, [["w=a"], ["w=b"], ["w=b", "new"]]))
(('O', 'B'), ['O', 'B', 'O'])
>>> [round(float(chance), 2) for chance in chances(toy, scores(toy, [["w=a"], ["w=b"]]))[1]]
[0.06, 0.94]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

DECIMALS = 3


class Field(NamedTuple):
    """Labels; `after[i, j]` the weight of label j after i; row of each attribute in `weights` (a column for each label)."""

    labels: tuple[str, ...]
    after: Numbers
    rows: dict[str, int]
    weights: Numbers


def read(text: str) -> Field:
    """The field of a file's text. Raises `ValueError` where it is none."""
    first, second, *lines = text.splitlines()
    labels = tuple(first.split("\t"))
    after = np.array([float(cell) for cell in second.split("\t")]).reshape(len(labels), len(labels))
    rows: dict[str, int] = {}
    weights = np.zeros((len(lines), len(labels)))
    for at, line in enumerate(lines):
        name, *cells = line.split("\t")
        rows[name] = at
        for cell in cells:
            label, _, weight = cell.partition(":")
            weights[at, int(label)] = float(weight)
    if len(rows) != len(lines) or not np.isfinite(weights).all() or not np.isfinite(after).all():
        raise ValueError("attributes twice or weights that are no numbers")
    return Field(labels, after, rows, weights)


def written(field: Field) -> str:
    """The text of the file: attributes in order, weights rounded, those of nothing left out."""
    lines = ["\t".join(field.labels), "\t".join(f"{weight:.{DECIMALS}f}" for weight in field.after.ravel())]
    for name in sorted(field.rows):
        given = field.weights[field.rows[name]].round(DECIMALS)
        if cells := [f"{label}:{weight:g}" for label, weight in enumerate(given) if weight]:
            lines.append("\t".join([name, *cells]))
    return "\n".join(lines) + "\n"


def scores(field: Field, attributes: Sequence[Sequence[str]]) -> Numbers:
    """What the attributes of each word give to each label; unknown attributes give nothing."""
    made = np.zeros((len(attributes), len(field.labels)))
    rows = field.rows
    for at, names in enumerate(attributes):
        known = [rows[name] for name in names if name in rows]
        if known:
            made[at] = field.weights[known].sum(0)
    return made


def best(field: Field, given: Numbers) -> list[str]:
    """The labels that together weigh most (Viterbi)."""
    weight, back = given[0], []
    for row in given[1:]:
        every = weight[:, None] + field.after
        back.append(every.argmax(0))
        weight = every.max(0) + row
    path = [int(weight.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return [field.labels[label] for label in reversed(path)]


def chances(field: Field, given: Numbers) -> Numbers:
    """How likely each label is at each word, 0..1, over all rows of labels (forward-backward)."""
    top = field.after.max()
    step = np.exp(field.after - top)
    grown = np.exp(given - given.max(1, keepdims=True))
    forward, backward = grown.copy(), np.ones_like(grown)
    forward[0] /= forward[0].sum()
    for at in range(1, len(grown)):
        forward[at] *= forward[at - 1] @ step
        forward[at] /= forward[at].sum()
    for at in range(len(grown) - 2, -1, -1):
        backward[at] = step @ (grown[at + 1] * backward[at + 1])
        backward[at] /= backward[at].sum()
    both = forward * backward
    return np.asarray(both / both.sum(1, keepdims=True))
