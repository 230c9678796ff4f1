"""What the engine's own alternatives are worth, counted on simulated scans: the table `pipeline/restoration/alternatives.tsv`.

For every letter that our OCR read in a word that is otherwise right, each letter that it might have been (listed with a share, listed
with nothing, not listed) is a trial: it was printed, or the letter read was. The odds are taken by kind (the same letter with other
marks, another letter) and by steps of the share; they fall with the share, so that steps which say otherwise by chance are joined.

>>> seen = ((("v", 0.95),), (("ẻ", 0.9), ("ề", 0.85)))
>>> table = learn([Stretch("vie", ("về",), ("vẻ",), (1.0,), (seen,), 1), Stretch("vie", ("vẻ",), ("vẻ",), (1.0,), (seen,), 1)])
>>> [row.cost for row in table if row.kind == "mark" and row.share == 0.8]
[0.0]
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipeline.document import Choices
from pipeline.training.pairs import Stretch
from pipeline.vietnamese.alphabet import VOWELS, strip_marks, toned_vowels

STEPS = (-1.0, 0.0, 0.0001, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
"""Lower ends of the steps of shares; -1: not listed, 0: listed with nothing."""

SMOOTHING = 0.5
"""Added to both counts: what was not seen in a hundred thousand trials is not impossible."""

OTHER_LETTERS = 15
"""Letters of other shape that are not on a list, beside the half dozen that are."""

MOST_WRONG = 2
"""Letters of a word that may be wrong; more are dirt, or words paired by mistake."""


class Row(NamedTuple):
    """A row of the table: kind (`mark`, `letter`), lower end of the share, cost in nats, how often printed and not printed."""

    kind: str
    share: float
    cost: float
    printed: int
    read: int


def learn(pairs: Iterable[Stretch]) -> list[Row]:
    """The table of the reader `vie`."""
    printed: Counter[tuple[str, float]] = Counter()
    read: Counter[tuple[str, float]] = Counter()
    for stretch in pairs:
        if stretch.reader == "vie" and len(stretch.written) == len(stretch.read) == 1:
            for kind, share, right, times in _trials(stretch.written[0].lower(), stretch.read[0].lower(), stretch.choices[0]):
                (printed if right else read)[kind, share] += times
    return [row for kind in ("mark", "letter") for row in _falling(kind, printed, read)]


def _trials(written: str, read: str, choices: Choices) -> Iterator[tuple[str, float, bool, int]]:
    """(kind, step, whether it was printed, how often) of every letter that might stand for one that was read."""
    if not len(written) == len(read) == len(choices) or sum(a != b for a, b in zip(written, read, strict=True)) > MOST_WRONG:
        return
    for right, letter, listed in zip(written, read, choices, strict=True):
        if not letter.isalpha():
            continue
        seen = {choice.lower(): share for choice, share in reversed(listed)}
        others = _relatives(letter) | {choice for choice in seen if len(choice) == 1 and choice.isalpha()}
        for other in sorted(others - {letter}):
            if other == right or letter == right:
                yield _kind(letter, other), _step(seen.get(other, -1.0)), other == right, 1
        if right == letter:
            yield "letter", -1.0, False, OTHER_LETTERS
        elif right not in others:
            yield "letter", -1.0, True, 1


def _kind(read: str, other: str) -> str:
    return "mark" if strip_marks(read) == strip_marks(other) else "letter"


def _step(share: float) -> float:
    return max(step for step in STEPS if step <= share)


def _relatives(letter: str) -> frozenset[str]:
    """The letters that differ from this one by their marks alone."""
    bare = strip_marks(letter)
    if bare == "d":
        return frozenset("dđ")
    same = {vowel for vowel in VOWELS if strip_marks(vowel) == bare}
    return frozenset(toned for toned, (vowel, _) in toned_vowels().items() if vowel in same)


def _falling(kind: str, printed: Counter[tuple[str, float]], read: Counter[tuple[str, float]]) -> list[Row]:
    """Costs by step, never rising with the share: neighbours that would are taken together (pool adjacent violators)."""
    groups = [([step], printed[kind, step], read[kind, step]) for step in STEPS]
    joined: list[tuple[list[float], int, int]] = []
    for group in groups:
        joined.append(group)
        while len(joined) > 1 and _cost(joined[-1]) > _cost(joined[-2]):
            (late, a, b), (early, c, d) = joined.pop(), joined.pop()
            joined.append(([*early, *late], a + c, b + d))
    return [Row(kind, step, round(_cost(group), 2), group[1], group[2]) for group in joined for step in group[0]]


def _cost(group: tuple[list[float], int, int]) -> float:
    return max(math.log((group[2] + SMOOTHING) / (group[1] + SMOOTHING)), 0.0)


def write(table: Iterable[Row], out: Path, source: str, day: date) -> None:
    """Write the table with its source and date."""
    lines = [
        "# What it costs (nats) that a letter which the engine listed with at least this share is printed, instead of the one it read.",
        f"# source: {source}; {day.isoformat()}; share -1: not listed, 0: listed with nothing; printed, read: how often which was right",
        "kind\tshare\tcost\tprinted\tread",
        *(f"{row.kind}\t{row.share:g}\t{row.cost:.2f}\t{row.printed}\t{row.read}" for row in table),
    ]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
