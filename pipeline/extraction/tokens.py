"""Words of a text with their offsets, cut the same way for rules and for a foreign tagger, so that spans never drift.

>>> [token.text for token in tokens("Sở Y tế, TP. Huế (34-CT/TW)")]
['Sở', 'Y', 'tế', ',', 'TP', '.', 'Huế', '(', '34-CT/TW', ')']
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from pipeline.vietnamese.tsv import rows

_TOKEN = regex.compile(
    r"\d[\p{L}\d]*+(?:[./\-–][\p{L}\d]+)*+|[\p{L}\p{M}]++(?:[&/][\p{L}\p{M}\d]++)*+(?:-\p{Lu}[\p{Lu}\d]*+(?!\p{Ll}))*+|\S"
)


class Token(NamedTuple):
    """A word, number, code or sign; `breaks` where a line end or a tab stands before it."""

    text: str
    start: int
    end: int
    breaks: bool

    @property
    def capital(self) -> bool:
        """Begins with a capital letter."""
        return self.text[:1].isupper()

    @property
    def word(self) -> bool:
        """Letters only."""
        return self.text.isalpha()


def tokens(text: str) -> list[Token]:
    """All tokens in order."""
    made: list[Token] = []
    last = 0
    for found in _TOKEN.finditer(text):
        made.append(Token(found[0], found.start(), found.end(), not made or "\n" in (gap := text[last : found.start()]) or "\t" in gap))
        last = found.end()
    return made


@cache
def phrases(role: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The words of a role in `entity_words.tsv` as token sequences by their first token, longest first."""
    made: dict[str, list[tuple[str, ...]]] = {}
    for row in rows("extraction/entity_words.tsv"):
        if row["role"] == role:
            sequence = tuple(token.text for token in tokens(row["words"]))
            made.setdefault(sequence[0], []).append(sequence)
    return {first: tuple(sorted(sequences, key=len, reverse=True)) for first, sequences in made.items()}


def phrase_at(line: list[Token], index: int, known: dict[str, tuple[tuple[str, ...], ...]]) -> int:
    """How many tokens at `index` make one of the known sequences (0 where none does), the longest first."""
    for sequence in known.get(line[index].text, ()):
        length = len(sequence)
        if index + length <= len(line) and all(
            line[index + i].text == sequence[i] and not (i and line[index + i].breaks) for i in range(length)
        ):
            return length
    return 0
