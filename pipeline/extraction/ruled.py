"""Names by rule: bodies, then places, then persons, each in what the others have left.

>>> from pipeline.extraction.tokens import tokens
>>> text = "UBND tỉnh Kiên Giang giao Quỹ Phát huy; đồng chí Nguyễn Kim Kiên ở huyện Vĩnh Thuận."
>>> words = tokens(text)
>>> [(name.label, " ".join(word.text for word in words[name.first:name.past]), name.sure) for name in ruled(words)]
[('ORG', 'UBND tỉnh Kiên Giang', True), ('ORG', 'Quỹ Phát huy', False), ('PER', 'Nguyễn Kim Kiên', True), ('LOC', 'huyện Vĩnh Thuận', True)]
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.extraction.letterheads import letterheads
from pipeline.extraction.organisations import decided as bodies_decided
from pipeline.extraction.papers import in_names
from pipeline.extraction.persons import persons
from pipeline.extraction.places import places
from pipeline.extraction.tokens import Token


class Ruled(NamedTuple):
    """Tokens `first` to `past` (exclusive) are a name of the kind `label`, or surely none (''); not `sure` where its end was guessed."""

    first: int
    past: int
    label: str
    sure: bool


def ruled(words: list[Token]) -> list[Ruled]:
    """Names in order, none inside another."""
    return [name for name in decided(words) if name.label]


def decided(words: list[Token]) -> list[Ruled]:
    """Names, and what the rules have found to be none, in order, none inside another."""
    closed = in_names(words)
    papers = [Ruled(at, at + 1, "", True) for at, shut in enumerate(closed) if shut]
    found = _closing(closed, (Ruled(first, past, "ORG", True) for first, past in letterheads(words)))
    found += _closing(closed, (Ruled(first, past, "ORG" * named, sure) for first, past, sure, named in bodies_decided(words, closed)))
    found += _closing(closed, (Ruled(first, past, "LOC", True) for first, past in places(words, closed)))
    found += (Ruled(first, past, "PER", True) for first, past in persons(words, closed))
    return sorted([*papers, *found])


def _closing(closed: bytearray, names: Iterable[Ruled]) -> list[Ruled]:
    found = list(names)
    for name in found:
        if name.label:
            closed[name.first : name.past] = b"\x01" * (name.past - name.first)
    return found
