"""Words of a text with their offsets, cut the same way for rules and for the trained tagger, so that spans never drift.

Names are compared by their small letters, tone marks in one manner, any dash as '-': a `Trie` holds names as paths of such words.

>>> [token.text for token in tokens("Sở Y tế, TP. Huế (34-CT/TW)")]
['Sở', 'Y', 'tế', ',', 'TP', '.', 'Huế', '(', '34-CT/TW', ')']
>>> known = trie(["Sở Y tế", "Ủy ban"])
>>> longest(tokens("Sở Y Tế; Uỷ ban"), 0, known), longest(tokens("Sở Y Tế; Uỷ ban"), 4, known), longest(tokens("Sở Y"), 0, known)
(3, 2, 0)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

import regex

from pipeline.vietnamese.normalize import tone_placement
from pipeline.vietnamese.tsv import rows

_TOKEN = regex.compile(
    r"\d[\p{L}\d]*+(?:[./\-–][\p{L}\d]+)*+|[\p{L}\p{M}]++(?:&[\p{L}\p{M}\d]++|/\p{Lu}[\p{Lu}\d]*+(?!\p{Ll})|(?<=(?<!\p{L})\p{L})/\p{L}{1,2}(?!\p{L}))*+(?:-\p{Lu}[\p{Lu}\d]*+(?!\p{Ll}))*+|\S"
)

Trie = dict[str, Any]
"""A word leads to what may follow it; '' marks the end of a name."""


class Token(NamedTuple):
    """A word, number, code or sign; `breaks` where a line end or a tab stands before it; `low` its small letters, to compare by."""

    text: str
    start: int
    end: int
    breaks: bool
    low: str

    @property
    def capital(self) -> bool:
        """Begins with a capital letter."""
        return self.text[:1].isupper()

    @property
    def word(self) -> bool:
        """Letters only."""
        return self.text.isalpha()

    @property
    def title(self) -> bool:
        """A capital and small letters, or one capital alone."""
        return self.text.istitle() and self.text.isalpha()

    @property
    def shout(self) -> bool:
        """Two or more letters, capitals all."""
        return len(self.text) > 1 and self.text.isupper() and self.text.isalpha()


@lru_cache(maxsize=1 << 16)
def small(word: str) -> str:
    """The word by which a token is compared: small letters, tone marks in one manner, any dash as '-'."""
    return "-" if word in ("–", "—") else tone_placement(word.lower())


def tokens(text: str) -> list[Token]:
    """All tokens in order."""
    made: list[Token] = []
    last = 0
    for found in _TOKEN.finditer(text):
        start, end, word = found.start(), found.end(), found[0]
        breaks = not made or "\n" in (gap := text[last:start]) or "\t" in gap
        made.append(Token(word, start, end, breaks, small(word) if len(word) < 40 else word))
        last = end
    return made


@cache
def phrases(role: str) -> frozenset[str]:
    """The words of a role in `entity_words.tsv`, as written there."""
    return frozenset(row["words"] for row in rows("extraction/entity_words.tsv") if row["role"] == role)


@cache
def known(*roles: str) -> Trie:
    """The words of some roles in `entity_words.tsv`, to look up with `longest`."""
    return trie(words for role in roles for words in sorted(phrases(role)))


@cache
def lows(role: str) -> frozenset[str]:
    """The single words of a role, in small letters."""
    return frozenset(small(words) for words in phrases(role))


def trie(names: Iterable[str]) -> Trie:
    """The names as paths of words."""
    made: Trie = {}
    for name in names:
        step = made
        for token in tokens(name):
            step = step.setdefault(token.low, {})
        step[""] = True
    return made


def longest(words: Sequence[Token], index: int, names: Trie) -> int:
    """How many tokens at `index` make a name of the trie (0 where none does), the longest; never over a line end."""
    step = names
    found, at = 0, index
    while at < len(words):
        word = words[at]
        if word.breaks and at > index:
            break
        if word.low not in step:
            break
        step = step[word.low]
        at += 1
        if "" in step:
            found = at - index
    return found
