"""Which of the likeliest words are certain enough to stand (quyết định): by how much each beats what was read.

>>> recased("thẩm", "THẤM"), recased("việt", "Viêt"), recased("ở", "Ö"), recased("của", "cùa")
('THẨM', 'Việt', 'Ở', 'của')
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from pipeline.restoration.candidates import Numbered, Reader, Slot, gather
from pipeline.restoration.decode import best_path, margins
from pipeline.restoration.model import Model
from pipeline.vietnamese.alphabet import strip_marks

MOST_CONFIDENCE = 0.999
"""No change of a word is surer (0..1): one right word in a thousand of those changed may yet be broken."""

UNSURE = 0.5
"""Confidence (0..1) given to a word that another one beats, but not by enough."""


class Verdict(NamedTuple):
    """What a token of word `slot.word` becomes; `confidence` 0..1 that this is right."""

    slot: Slot
    text: str
    kind: str
    rule: str
    confidence: float


def decide(model: Model, runs: Iterable[Sequence[Numbered]], reader: Reader) -> tuple[list[Verdict], set[int]]:
    """The tokens to change, in order, and the numbers of words that stay but are unsure."""
    text, slots = gather(model, runs, reader)
    if not slots:
        return [], set()
    chosen = best_path(model.language, text)
    changed = np.flatnonzero(chosen != text.starts[:-1])
    if not len(changed):
        return [], set()
    found = margins(model.language, text, chosen, changed)
    verdicts, unsure = [], set()
    for token, margin in zip(changed.tolist(), found.tolist(), strict=True):
        slot = slots[token]
        if margin < reader.certain:
            unsure.add(slot.word)
            continue
        written = recased(model.language.words[int(text.words[chosen[token]])], slot.piece)
        kind = "diacritic" if strip_marks(written) == strip_marks(slot.piece) else "character"
        verdicts.append(Verdict(slot, written, kind, f"language_{reader.name}", _confidence(margin)))
    return verdicts, unsure


def _confidence(margin: float) -> float:
    return round(min(1.0 / (1.0 + math.exp(-max(margin, -30.0))), MOST_CONFIDENCE), 4)


def recased(form: str, piece: str) -> str:
    """The small letters of `form` in the manner of `piece`: all capitals, a first capital, small."""
    if sum(map(str.isupper, piece)) > len(piece) / 2 and (len(piece) > 1 or len(form) == 1):
        return form.upper()
    return form.capitalize() if piece[:1].isupper() else form
