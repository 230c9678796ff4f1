"""Candidates of a word read by OCR that knows no Vietnamese: every letter is suspect, `truéng` was `trưởng`, `d6i` was `đổi`.

The learned table of confusions says under which letters the word may be found and what each reading costs. A word is taken whole, signs
inside it too; only the punctuation at its ends is cut off.

>>> [token.form for token in cut('(d6i', )], [token.form for token in cut("Nghj!'dinh,")]
(['(', 'd6i'], ["nghj!'dinh", ','])
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import regex

from pipeline.restoration import confusions
from pipeline.restoration.candidates import Asked, Choice, Reader
from pipeline.restoration.model import Model
from pipeline.restoration.spacing import apart
from pipeline.restoration.tokens import Token, form, tokens
from pipeline.vietnamese.normalize import tone_placement
from pipeline.vietnamese.syllables import is_syllable

NAME = "eng"
"""The reader in the table of confusions."""

MOST_KEYS, MOST_WORDS = 16, 32
"""Letters under which a word is looked up, and words that are priced."""

KNOWN_WEIGHT = 0.6
"""What the commonness of a word counts for (nats of its own) when few are chosen to be priced."""

ONE_WORD = 12.0
"""Nats up to which a word is believed to be one, however badly it was read. Real ones cost below 4, two read as one have no candidate."""

BEHIND = 9.0
"""Nats by which a candidate may be dearer than the cheapest."""

UNKNOWN, UNKNOWN_SYLLABLE = 11.0, 5.0
"""What it costs that a word was read right and is none of the model's; less for one that could be Vietnamese."""

_CORE = regex.compile(r"(?P<head>[^\p{L}\p{M}\d]*)(?P<core>.*?)(?P<tail>[^\p{L}\p{M}\d&€]*)", regex.DOTALL)
"""'S&' is 'Sở', 'kinh t€' is 'kinh tế'."""

_FIGURES = regex.compile(r"\d")


def cut(text: str) -> Sequence[Token]:
    """The signs before the word, the word, the signs after it. Codes and figures are cut as everywhere."""
    if " " in text:  # set apart from one that was read as one
        first, _, rest = text.partition(" ")
        return [*cut(first), *(Token(len(first) + 1 + start, len(first) + 1 + end, form) for start, end, form in cut(rest))]
    parts = _CORE.fullmatch(text)
    if parts is None or not any(c.isalpha() for c in parts["core"]) or len(_FIGURES.findall(text)) > 1 or _is_code(parts["core"]):
        return tokens(text)
    start, end = parts.span("core")
    signs = [Token(place, place + 1, form(text[place])) for place in range(len(text)) if not start <= place < end]
    return [
        *(sign for sign in signs if sign.start < start),
        Token(start, end, tone_placement(parts["core"].lower())),
        *(sign for sign in signs if sign.start >= end),
    ]


def _is_code(core: str) -> bool:
    """Parts in capitals, joined: QD-UBND, CT/TW."""
    parts = regex.split(r"[-/]", core)
    return len(parts) > 1 and all(part.isupper() or part.isdigit() for part in parts if part)


def candidates(model: Model, asked: Asked) -> Sequence[Choice]:
    """The token as read, then the words that it may have been."""
    return _candidates(model, asked.piece)


@lru_cache(maxsize=65_536)
def _candidates(model: Model, piece: str) -> Sequence[Choice]:
    reader = confusions.load().reader(NAME)
    small = tone_placement(piece.lower())
    me = model.language.number(small)
    shape = str.upper if piece.isupper() and len(piece) > 1 else str.capitalize if piece[:1].isupper() else str
    priced = sorted(
        (reader.cost(shape(model.language.words[number]), piece), number) for number in _looked_up(model, piece) if number != me
    )
    mine = reader.cost(piece, piece) + (0.0 if me != 1 else UNKNOWN_SYLLABLE if is_syllable(small) else UNKNOWN)
    found = [(number, cost) for cost, number in priced if cost < priced[0][0] + BEHIND]
    return [(me, mine), *found] if found else ()


def set_apart(model: Model, text: str) -> str | None:
    """Two words read as one ('phogiam'), with a blank between, where they can be no one word ('ngudi' is 'người', not 'ngủ đi')."""
    parted = apart(model, text, marked=False)
    return parted if parted and _cheapest(model, text) >= ONE_WORD else None


def _cheapest(model: Model, text: str) -> float:
    """Cost in nats of the likeliest word that a written word may have been, itself left out; infinity for none."""
    cores = [token for token in cut(text) if token.is_word]
    found = [cost for token in cores for _, cost in _candidates(model, text[token.start : token.end])[1:]]
    return min(found, default=math.inf)


def _looked_up(model: Model, piece: str) -> Sequence[int]:
    """Words under the letters that may be meant, the likeliest ones only: each costs 30 microseconds to be priced."""
    keys = confusions.load().reader(NAME).keys(piece, MOST_KEYS)
    commonness = model.language.unigrams
    ranked = sorted((cost - KNOWN_WEIGHT * float(commonness[number]), number) for key, cost in keys for number in model.spelt(key))
    return [number for _, number in ranked[:MOST_WORDS]]


READER = Reader("foreign", cut, candidates, opens_codes=True, certain=0.0, strangers=False, set_apart=set_apart)
"""Text that someone else's OCR read without Vietnamese."""
