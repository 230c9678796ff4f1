"""The trained tagger of names (conditional random field, CRF): what it looks at in a word, and the file it is loaded from.

The tagger sees what the rules see: a word and its neighbours, the manner of its capitals, the head word that stands open before it
('Cục' three words ago), and what the gazetteers say. It learned on administrative text that the rules had marked where they were sure,
with a part of the gazetteers hidden from it, so that it goes on where they end (`training/names.py`, `models/README.md`).

>>> from pipeline.extraction.tokens import tokens
>>> line = tokens("Giám đốc Sở Y tế")
>>> features(line, hints(line))[3][:4]
['w0=y', 'w-1=sở', 'w+1=tế', 'w-2=đốc']
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pipeline import models
from pipeline.errors import ModelDamaged
from pipeline.extraction import crf
from pipeline.extraction.crf import Field
from pipeline.extraction.gazetted import Hint, hints
from pipeline.extraction.tokens import Token

FILE = "names.crf"
"""Name of the trained file."""


class Tagged(NamedTuple):
    """Tokens `first` to `past` (exclusive) are a name of the kind `label`; `chance` 0..1 of its least certain word."""

    first: int
    past: int
    label: str
    chance: float = 1.0


def shape(word: str) -> str:
    """The manner of a word: `A` one capital, `U` capitals, `T` title, `l` small, `m` mixed, `0` figures, else the sign itself."""
    if word.isalpha():
        if word.islower():
            return "l"
        if word.isupper():
            return "A" if len(word) == 1 else "U"
        return "T" if word.istitle() else "m"
    return "0" if word[0].isdigit() else ("c" if word[0].isalpha() else word[:1])


def features(words: Sequence[Token], marks: Sequence[Hint]) -> list[list[str]]:
    """What the tagger knows of each word of a piece of text."""
    low = ["<s>", "<s>", *(word.low if not word.text[0].isdigit() else "0" for word in words), "</s>", "</s>"]
    form = ["^", "^", *(shape(word.text) + ("n" if word.breaks else "") for word in words), "$", "$"]
    kind = ["", *(mark.kind for mark in marks), ""]
    made: list[list[str]] = []
    for i, mark in enumerate(marks):
        a, b, c, d, e = low[i : i + 5]
        r, s, t, u, v = form[i : i + 5]
        made.append(
            [
                "w0=" + c, "w-1=" + b, "w+1=" + d, "w-2=" + a, "w+2=" + e, "p=" + b + "|" + c, "n=" + c + "|" + d,
                "s=" + t, "s3=" + s + t + u, "s5=" + r + s + t + u + v, "ws=" + t + c[:12],
                "h=" + mark.head, "hd=" + mark.head + mark.far, "hs=" + mark.head + t, "hw=" + mark.head + "|" + c,
                "k=" + kind[i + 1], "k3=" + kind[i] + "|" + kind[i + 1] + "|" + kind[i + 2], "ks=" + kind[i + 1] + t,
                "j=" + mark.since + t + u,
            ]
        )  # fmt: skip
    return made


@cache
def _field() -> Field:
    path = models.path(FILE)
    try:
        return crf.read(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelDamaged(path, detail="not a model of the tagger of names") from error


def tag(words: Sequence[Token]) -> list[Tagged]:
    """The names that the tagger sees in a piece of text. Raises `ModelMissing`, `ModelDamaged`."""
    if not words:
        return []
    field = _field()
    given = crf.scores(field, features(words, hints(words)))
    labels = crf.best(field, given)
    if not any(label != "O" for label in labels):
        return []
    place = {label: at for at, label in enumerate(field.labels)}
    chances = [float(row[place[label]]) for row, label in zip(crf.chances(field, given), labels, strict=True)]
    return [name._replace(chance=min(chances[name.first : name.past])) for name in spans(labels)]


def spans(labels: Sequence[str]) -> list[Tagged]:
    """The names of a row of labels `B-ORG`, `I-ORG`, `O`.

    >>> spans(["O", "B-ORG", "I-ORG", "B-LOC", "O"])
    [Tagged(first=1, past=3, label='ORG', chance=1.0), Tagged(first=3, past=4, label='LOC', chance=1.0)]
    """
    found: list[Tagged] = []
    for at, label in enumerate(labels):
        if label.startswith("I-") and found and found[-1].past == at and found[-1].label == label[2:]:
            found[-1] = found[-1]._replace(past=at + 1)
        elif label != "O":
            found.append(Tagged(at, at + 1, label[2:]))
    return found
