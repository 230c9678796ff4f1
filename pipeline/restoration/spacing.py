"""Words that were read as one, set apart again (tách chữ dính): `kinhtế` is `kinh tế`.

Only what is no word at all is cut, only into two that often stand together, and only where the cut is the one way to read it. Text
typed without marks is left: what is typed together there is more likely a name.

>>> from pipeline.restoration.language_model import LanguageModel
>>> model = LanguageModel.of(["<s>", "<u>", "kinh", "tế", "ki", "nhtế"], [-9, -9, -4, -4, -4, -4], {(2, 3): (-1.0, 0.0)}, {})
>>> apart(Model.of(model), "(kinhtế,"), apart(Model.of(model), "Honda"), apart(Model.of(model), "kinh")
('(kinh tế,', None, None)
"""

from __future__ import annotations

import numpy as np
import regex

from pipeline.restoration.model import Model
from pipeline.restoration.tokens import form
from pipeline.vietnamese.alphabet import strip_marks
from pipeline.vietnamese.syllables import is_bare_syllable, is_syllable

LEAST = -15.0
"""Log probability of the two words together, at least. Of 722,000 words of kept-back text 14 are cut, all of them two printed as one."""

SHORTEST = 2
"""Letters of each of the two words."""

_CORE = regex.compile(r"(?P<head>[^\p{L}]*)(?P<core>\p{L}{5,14})(?P<tail>[^\p{L}]*)")


def apart(model: Model, text: str, marked: bool = True) -> str | None:
    """The word with a blank put in where two were read as one; None where it is left. `marked`: its marks are those read."""
    whole = _CORE.fullmatch(text)
    if whole is None or not _is_nonsense(model, whole["core"], marked):
        return None
    ranked = sorted(
        ((_together(model, whole["core"], place, marked), place) for place in range(SHORTEST, len(whole["core"]) - 1)), reverse=True
    )
    if not ranked or ranked[0][0] < LEAST:
        return None
    place = whole.start("core") + ranked[0][1]
    return f"{text[:place]} {text[place:]}"


def _is_nonsense(model: Model, core: str, marked: bool) -> bool:
    """Neither a word of the model nor a syllable; capitals inside a word (VNeID), or plain letters (Bahai), are somebody's name."""
    if core[1:] != core[1:].lower() and not core.isupper():
        return False
    small = form(core)
    if model.language.number(small) != 1 or is_syllable(small):
        return False
    if marked:
        return not small.isascii()
    return core.islower() and not (model.spelt(strip_marks(small)) or is_bare_syllable(small))


def _together(model: Model, core: str, place: int, marked: bool) -> float:
    """Log probability of the likeliest two words that the cut gives; minus infinity for none that ever stood together."""
    first, second = (_words(model, form(half), marked) for half in (core[:place], core[place:]))
    if not first or not second:
        return -np.inf
    language = model.language
    one, two = np.repeat(first, len(second)), np.tile(second, len(first))
    index = language.pair_index(one, two)
    logs = np.where(index >= 0, language.unigrams[one] + language.pair_logs[index], -np.inf)
    return float(logs.max())


def _words(model: Model, half: str, marked: bool) -> list[int]:
    """Numbers of the words that a half may be: syllables, as they are written or whatever their marks."""
    if marked:
        number = model.language.number(half)
        return [number] if number != 1 and is_syllable(half) else []
    return [number for number in model.spelt(strip_marks(half)) if is_syllable(model.language.words[number])]
