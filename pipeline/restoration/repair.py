"""A repair: which words of a line it takes up, what stands there then, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Repair:
    """`count` words of a line from `first` on (from 0) become the one word `text`.

    `kind` is as in the table `corrections` (character, numeral, code, spacing), `rule` the names of the rules joined by '+',
    `confidence` 0..1.
    """

    first: int
    count: int
    text: str
    kind: str
    rule: str
    confidence: float
