"""What restoration has learned, opened once and passed to it: the language model and its words by their bare letters.

>>> from pipeline.restoration.language_model import LanguageModel
>>> model = Model.of(LanguageModel.of(["<s>", "<u>", "kế", "kề", "hoạch"], [-9, -9, -2, -6, -3], {}, {}))
>>> [model.language.words[number] for number in model.spelt("ke")]
['kế', 'kề']
>>> model.spelt("kehoach")
()
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from pipeline import models
from pipeline.restoration.language_model import Floats, LanguageModel, load
from pipeline.vietnamese.alphabet import is_vietnamese_letter, strip_marks

FILE = "restoration.ngrams"
"""Name of the language model in `models/`."""

SELDOM = 11.0
"""A word is left out among those of the same letters where it is so many nats rarer than the commonest of them (1 : 60,000)."""

CASE_WEIGHT = 0.5
"""What a capital tells of a word: kept-back Wikipedia 97.60 -> 97.74 % of words right without marks; 1.0 gives 97.71."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The language model; its words by bare letters, commonest first; what a capital or a small letter costs each word (nats)."""

    language: LanguageModel
    by_letters: Mapping[str, tuple[int, ...]]
    capital_costs: Floats
    small_costs: Floats

    def spelt(self, letters: str) -> tuple[int, ...]:
        """Numbers of the words written with these letters, whatever their marks."""
        return self.by_letters.get(letters, ())

    @classmethod
    def of(cls, language: LanguageModel) -> Model:
        """The model with its indices."""
        groups: dict[str, list[int]] = {}
        for number, word in enumerate(language.words[2:], start=2):
            if all(letter.isascii() or is_vietnamese_letter(letter) for letter in word) and word[0].isalpha():
                groups.setdefault(strip_marks(word), []).append(number)
        by_letters = {letters: _ranked(language, group) for letters, group in groups.items()}
        share = np.clip(language.capitals, 0.02, 0.98)
        return cls(language, by_letters, -CASE_WEIGHT * np.log(share), -CASE_WEIGHT * np.log(1 - share))


def _ranked(language: LanguageModel, group: list[int]) -> tuple[int, ...]:
    if len(group) == 1:
        return (group[0],)
    ranked = sorted(group, key=lambda number: (-float(language.unigrams[number]), number))
    least = float(language.unigrams[ranked[0]]) - SELDOM
    return tuple(number for number in ranked if language.unigrams[number] >= least)


@lru_cache(maxsize=2)
def open_model(path: Path | None = None) -> Model:
    """The model of a file, or the one that came with the package; read once in a process.

    Raises ModelMissing and ModelDamaged for that of the package, ValueError for a file that is none.
    """
    return Model.of(load(path or models.path(FILE)))
