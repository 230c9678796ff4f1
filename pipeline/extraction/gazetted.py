"""What the gazetteers and word lists say of each word of a text, for the trained tagger.

>>> from pipeline.extraction.tokens import tokens
>>> [(hint.kind, hint.head, hint.far) for hint in hints(tokens("Cục Thú y huyện Vĩnh Thuận"))]
[('H', 'cục', '0'), ('T', 'cục', '1'), ('t', 'cục', '2'), ('C', 'cục', '3'), ('L', 'cục', '4'), ('l', 'cục', '5')]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.extraction.body_tasks import alone_names, tasks
from pipeline.extraction.levels import units
from pipeline.extraction.papers import in_names
from pipeline.extraction.tokens import Token, known, longest, lows, phrases

_FAR = 12
_ENDS = frozenset({";", ".", "(", ")", ":", "”", "“", '"'})


class Hint(NamedTuple):
    """`kind` of word by the lists; the `head` word of a body that stands open, how `far` it is, and what came `since` ('' nothing)."""

    kind: str
    head: str
    far: str
    since: str


def hints(words: Sequence[Token], hidden: frozenset[int] = frozenset()) -> list[Hint]:
    """A hint for each word; names of the gazetteers that begin at a `hidden` word are not told."""
    line = list(words)
    kinds = _kinds(line, hidden)
    made: list[Hint] = []
    head, begun, since = "", 0, ""
    for at, word in enumerate(line):
        if word.breaks or word.text in _ENDS:
            head, since = "", ""
        if kinds[at] in ("H", "B") and (word.capital or kinds[at] == "B"):
            head, begun, since = word.low, at, ""
        elif head and (word.low in lows("stop")) and not since:
            since = "v"
        elif head and word.text in (",", "và", "-") and since != "v":
            since = word.text
        far = min(at - begun, _FAR) if head else 0
        if far == _FAR:
            head, since, far = "", "", 0
        made.append(Hint(kinds[at], head, str(far), since))
    return made


def _kinds(line: list[Token], hidden: frozenset[int]) -> list[str]:
    kinds = [""] * len(line)
    shut = in_names(line)
    at = 0
    while at < len(line):
        length, letter = _kind(line, at, at in hidden)
        for step in range(length):
            kinds[at + step] = letter if not step else letter.lower()
        at += max(length, 1)
    return ["x" if shut[i] else kind for i, kind in enumerate(kinds)]


def _kind(line: list[Token], at: int, hidden: bool) -> tuple[int, str]:
    word = line[at]
    if word.capital:
        if not hidden:
            if (length := longest(line, at, alone_names())) > 1 and (head := longest(line, at, known("head", "local"))) < length:
                return (head, "H") if head else (length, "B")
            for letter, names in (("T", tasks()), ("L", units()), ("N", known("country", "place"))):
                if length := longest(line, at, names):
                    return length, letter
        if length := longest(line, at, known("head", "local", "organ")):
            return length, "H"
        if length := longest(line, at, known("paper", "not_name")):
            return length, "Q"
        if length := longest(line, at, known("office")):
            return length, "O"
    if length := longest(line, at, known("person_title")):
        return length, "P"
    if length := longest(line, at, known("place_kind")):
        return length, "C"
    if length := longest(line, at, known("plural")):
        return length, "M"
    if length := longest(line, at, known("head_small")):
        return length, "S"
    if word.text in phrases("family") and not hidden:
        return 1, "F"
    return (1, "V") if word.low in lows("stop") else (0, "")
