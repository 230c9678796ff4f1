"""Where the words of a search stand in a paper's text, and a piece of the text around them.

Nothing is kept for this: a pattern made of the words finds them in the text, in any case and with any marks.

>>> from pipeline.archive.searching.typed import taken_apart
>>> text = "KẾ HOẠCH\\nThực hiện Chỉ thị số 34-CT/TW về thi đua, khen thưởng và thi, dựa"
>>> asked = taken_apart('"thi đua" 34/CT-TW')
>>> [(text[place.start:place.end], place.agrees) for place in places(asked, text)]
[('34-CT/TW', True), ('thi đua', True), ('thi, dựa', False)]
>>> snippet(text, places(asked, text), 50)
(('…Chỉ thị số ', False), ('34-CT/TW', True), (' về ', False), ('thi đua', True), (', khen thưởng và…', False))
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from pipeline.archive.index.words import exact, tokens
from pipeline.archive.searching.typed import Asked, Term
from pipeline.vietnamese.alphabet import strip_marks

MOST_PLACES = 300
"""Places of the words that are looked at in one text."""

MOST_WINDOWS = 40
"""Windows of one text that are compared."""

WIDTH = 220
"""Letters of a snippet, about."""

Snippet = tuple[tuple[str, bool], ...]
"""Pieces of text, each with whether it is what was looked for."""


class Place(NamedTuple):
    """A span of the text, which term stands there, the term's weight, and whether it has the marks that were typed."""

    start: int
    end: int
    term: int
    weight: int
    agrees: bool


@cache
def _variants() -> dict[str, str]:
    """Letter without marks -> a class of all letters that lose their marks to it."""
    found: dict[str, list[str]] = {}
    for code in (*range(0x61, 0x7B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        letter = chr(code)
        bare = strip_marks(letter).lower()
        if len(bare) == 1 and bare.isascii():
            found.setdefault(bare, []).append(letter)
    return {bare: f"[{''.join(letters)}]" for bare, letters in found.items()}


@lru_cache(maxsize=256)
def _pattern(terms: tuple[Term, ...]) -> tuple[re.Pattern[str], list[Term]]:
    """A pattern with a group a term, and the terms of its groups. Between two words of a term stand signs and blanks, but no letter."""
    letters = _variants()
    ordered = sorted(dict.fromkeys(terms), key=lambda term: -len(term.bare))  # the longer one first: 'thi đua' before 'thi'
    groups = []
    for number, term in enumerate(ordered):
        words = r"[\W_]{1,20}".join("".join(letters.get(c, re.escape(c)) for c in word) for word in term.bare)
        groups.append(f"(?P<t{number}>{words}{'' if term.beginning else _NO_LETTER})")
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(groups)})", re.IGNORECASE), ordered


_NO_LETTER = r"(?![^\W_])"


def places(asked: Asked, text: str) -> list[Place]:
    """Where the terms stand, in order."""
    if not asked.terms:
        return []
    pattern, terms = _pattern((*([asked.together] if asked.together else []), *asked.terms))
    matches = islice(pattern.finditer(text), MOST_PLACES)
    told = ((match, int(str(match.lastgroup)[1:])) for match in matches)
    found = [Place(match.start(), match.end(), n, len(terms[n].bare) ** 2, _agrees(terms[n], match[0])) for match, n in told]
    # Where all words stand one after the other somewhere, a single 'thi' elsewhere is nothing that was looked for.
    return [place for place in found if terms[place.term] == asked.together] or found


@lru_cache(maxsize=8192)
def _agrees(term: Term, raw: str) -> bool:
    """Whether the words stand there with the marks that were typed; a word typed without marks agrees with any."""
    words = tokens(exact(raw))
    return len(words) == len(term.words) and all(
        word == bare or (there.startswith(word) if term.beginning else there == word)
        for word, bare, there in zip(term.words, term.bare, words, strict=True)
    )


def best(found: list[Place], width: int = WIDTH) -> int:
    """Number of the place at which the window begins that shows most: terms with their marks, long ones above all."""

    def worth(first: int) -> tuple[int, int, int, int]:
        inside = [place for place in found[first : first + 20] if place.end <= found[first].start + width]
        begins = found[first].weight if found[first].agrees else 0
        agreeing = sum({place.term: place.weight for place in inside if place.agrees}.values())
        return begins, agreeing, sum({place.term: place.weight for place in inside}.values()), -first

    heaviest = max((place.weight for place in found if place.agrees), default=0)
    candidates = [n for n, place in enumerate(found) if not heaviest or (place.agrees and place.weight == heaviest)]
    return max(candidates[:MOST_WINDOWS], key=worth) if found else 0


def snippet(text: str, found: list[Place], width: int = WIDTH) -> Snippet:
    """A piece of the text with the places in it marked; the beginning of the text where there are none."""
    first = found[best(found, width)].start if found else 0
    start = _word_start(text, max(0, first - width // 3))
    end = _word_end(text, min(len(text), start + width))
    pieces: list[tuple[str, bool]] = []
    at = start
    for place in found:
        if place.start >= at and place.end <= end:
            if pieces and text[at : place.start].isspace():  # two words that stand together are marked together
                pieces[-1] = (pieces[-1][0] + text[at : place.end], True)
            else:
                pieces += [(text[at : place.start], False), (text[place.start : place.end], True)]
            at = place.end
    pieces.append((text[at:end], False))
    shown = [(" ".join(piece.split("\n")), marked) for piece, marked in pieces if piece]
    if start > 0:
        shown = [("…" + shown[0][0], False), *shown[1:]] if not shown[0][1] else [("…", False), *shown]
    if end < len(text):
        shown = [*shown[:-1], (shown[-1][0] + "…", False)] if not shown[-1][1] else [*shown, ("…", False)]
    return tuple(shown)


def _word_start(text: str, at: int) -> int:
    """The beginning of the next word, unless the place is the text's own."""
    if at <= 0:
        return 0
    blank = re.compile(r"\s").search(text, at, at + 30)
    return blank.end() if blank else at


def _word_end(text: str, at: int) -> int:
    """The end of the word before."""
    if at >= len(text):
        return len(text)
    cut = max(text.rfind(" ", at - 30, at), text.rfind("\n", at - 30, at))
    return cut if cut > 0 else at
