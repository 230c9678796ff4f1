"""What restoration did to the words (phục hồi chữ): mended, broken, changed from wrong to wrong.

A word is broken where it was right as read and is wrong now: the figure that a restoration must keep near nothing, given for each
1,000 words that were right before it.

>>> from pipeline.evaluation.metrics_text import align_text
>>> aligned = align_text("Kế hoạch thi đua", "Kế hoach thi đùa")
>>> change = {"start": 12, "end": 16, "raw_text": "đua", "text": "đùa", "rule": "guess", "confidence": 0.7}
>>> score = score_restoration(aligned, [change])
>>> score.broken, score.right_before, score.per_thousand, score.broken_list
(1, 3, 333.33, (('đua', 'đua', 'đùa', 'guess'),))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from pipeline.evaluation.metrics_text import Aligned, words


@dataclass(frozen=True, slots=True)
class RestorationScore:
    """Counts (they add up). `unjudged` stand where the truth has nothing to compare with; `broken_list` has what is written, what
    was read, what stands now, and the rule."""

    right_before: int = 0
    changed: int = 0
    mended: int = 0
    broken: int = 0
    still_wrong: int = 0
    unjudged: int = 0
    broken_list: tuple[tuple[str, str, str, str], ...] = ()
    confidences: tuple[tuple[float, bool], ...] = ()

    def __add__(self, other: RestorationScore) -> RestorationScore:
        return RestorationScore(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    @property
    def per_thousand(self) -> float | None:
        """Words broken for each 1,000 that were right before; None without any."""
        return round(1000 * self.broken / self.right_before, 2) if self.right_before else None


def judged(aligned: Aligned, start: int, end: int, raw_text: str) -> tuple[str, str, str] | None:
    """What is written, what was read and what stands now for a change at `start:end` of the text; None where nothing is written."""
    touched = aligned.tokens_in(start, end)
    written = aligned.written_for(touched)
    if not touched or written is None:
        return None
    first, past = aligned.starts[touched[0]], aligned.starts[touched[-1]] + len(aligned.read[touched[-1]])
    now = aligned.text[first:past]
    return written, aligned.text[first:start] + raw_text + aligned.text[end:past], now


def score_restoration(aligned: Aligned, corrections: Iterable[Mapping[str, Any]]) -> RestorationScore:
    """The counts of one page: its corrections, their `start`, `end` counting in the text of `aligned`."""
    counts = dict.fromkeys(("mended", "broken", "still_wrong", "unjudged"), 0)
    broken, confidences = [], []
    changed = 0
    for row in corrections:
        changed += 1
        case = judged(aligned, row["start"], row["end"], row["raw_text"])
        verdict = _verdict(case)
        if verdict is None:
            continue
        counts[verdict] += 1
        if case is not None and verdict == "broken":
            broken.append((*case, str(row.get("rule"))))
        if verdict != "unjudged" and row.get("confidence") is not None:
            confidences.append((float(row["confidence"]), verdict == "mended"))
    right_now = sum(aligned.is_right(place) for place in range(len(aligned.read)))
    before = right_now - counts["mended"] + counts["broken"]
    return RestorationScore(before, changed, **counts, broken_list=tuple(broken), confidences=tuple(confidences))


def _verdict(case: tuple[str, str, str] | None) -> str | None:
    """None where the change is no change of words (case, punctuation, the placing of a tone mark)."""
    if case is None:
        return "unjudged"
    written, before, now = map(words, case)
    if before == now:
        return None
    return "broken" if before == written else "mended" if now == written else "still_wrong"
