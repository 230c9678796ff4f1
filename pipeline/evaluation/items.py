"""What is judged, by name: each header field, row and cell that gold states is one `Item` with a verdict.

A report that counts only percents cannot say which citation a change has lost; a list of items can. Precision, recall and F1
follow from the verdicts of one kind:

* `right`: stated and found so;
* `wrong`: something else was found in its place (counts against both precision and recall);
* `missed`: stated, nothing found (against recall);
* `extra`: found where gold says that there is nothing (against precision).

>>> items = [Item("dates", "2021-01-04", "right"), Item("dates", "2021-01-05", "missed"), Item("dates", "2019", "extra")]
>>> rates = tally(items)["dates"]
>>> rates.right, rates.precision, rates.recall, rates.f1
(1, 0.5, 0.5, 0.5)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

VERDICTS = ("right", "wrong", "missed", "extra")


class Item(NamedTuple):
    """Something judged. `kind` is `header.date`, `citations`, `citations.relation` …; `name` says what gold states (for `extra`: what
    was found), `read` what was found instead, `confidence` (0..1) how sure the reader was of it."""

    kind: str
    name: str
    verdict: str
    read: str | None = None
    confidence: float | None = None


class Rates(NamedTuple):
    """Counts of the four verdicts."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    extra: int = 0

    @property
    def precision(self) -> float | None:
        """Share of what was found that is right; None where nothing was found."""
        return _share(self.right, self.right + self.wrong + self.extra)

    @property
    def recall(self) -> float | None:
        """Share of what is stated that was found; None where nothing is stated."""
        return _share(self.right, self.right + self.wrong + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None where there was nothing to find and nothing was found."""
        return _share(2 * self.right, 2 * (self.right + self.wrong) + self.missed + self.extra)

    @property
    def errors(self) -> int:
        """How many are not right."""
        return self.wrong + self.missed + self.extra


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def tally(items: Iterable[Item]) -> dict[str, Rates]:
    """The rates of each kind, in the order in which kinds first come."""
    counts: dict[str, Counter[str]] = {}
    for item in items:
        counts.setdefault(item.kind, Counter())[item.verdict] += 1
    return {kind: Rates(*(count[verdict] for verdict in VERDICTS)) for kind, count in counts.items()}
