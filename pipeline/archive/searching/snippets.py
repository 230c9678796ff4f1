"""Where the words of a search stand in a paper's text, and a piece of the text around them.

Nothing is kept for this: a pattern made of the words finds them in the text, in any case and with any marks.

>>> from pipeline.archive.searching.typed import taken_apart
>>> text = "KẾ HOẠCH\\nThực hiện Chỉ thị số 34-CT/TW về thi đua, khen thưởng và thi, dựa"
>>> asked = taken_apart('"thi đua" 34/CT-TW')
>>> [(text[place.start:place.end], place.agrees) for place in places(asked, text)]
[('34-CT/TW', True), ('thi đua', True)]
>>> [text[place.start:place.end] for place in places(taken_apart('"thi dua"'), text)]
['thi đua', 'thi, dựa']
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
    """Letter without marks -> a class of all letters, small and capital, that lose their marks to it."""
    found: dict[str, list[str]] = {}
    for code in (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        letter = chr(code)
        bare = strip_marks(letter).lower()
        if len(bare) == 1 and bare.isascii():
            found.setdefault(bare, []).append(letter)
    return {bare: f"[{''.join(letters)}]" for bare, letters in found.items()}


@lru_cache(maxsize=256)
def _pattern(terms: tuple[Term, ...]) -> tuple[re.Pattern[str], list[Term]]:
    """A pattern with a group a term, and the terms of its groups. Between two words of a term stand signs and blanks, but no letter.

    Classes of both cases, and groups that mark only the end of a term, let `re` pass over most letters of a text at a look.
    """
    letters = _variants()
    ordered = sorted(dict.fromkeys(terms), key=lambda term: -len(term.bare))  # the longer one first: 'thi đua' before 'thi'
    groups = []
    for number, term in enumerate(ordered):
        words = r"[\W_]{1,20}".join("".join(letters.get(c) or _letter(c) for c in word) for word in term.bare)
        groups.append(f"{words}{'' if term.beginning else _NO_LETTER}(?P<t{number}>)")
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(groups)})"), ordered


def _letter(c: str) -> str:
    return f"[{re.escape(c)}{re.escape(c.upper())}]" if len(c.upper()) == 1 and c.upper() != c else re.escape(c)


_NO_LETTER = r"(?![^\W_])"


def places(asked: Asked, text: str) -> list[Place]:
    """Where the terms stand, in order. Where a term stands with its marks, its other places are nothing that was looked for."""
    if not asked.terms:
        return []
    # Where all words stand one after the other somewhere, a single 'thi' elsewhere is nothing that was looked for.
    strict = bool(asked.marked)  # who types marks means none where there is none: 'thông tư y tế' looks for no 'ý'
    found = _places((asked.together,), text, strict) if asked.together else []
    found = found or _places(asked.terms, text, strict)
    agreeing = {place.term for place in found if place.agrees}
    return [place for place in found if place.agrees or place.term not in agreeing]


def _places(wanted: tuple[Term, ...], text: str, strict: bool) -> list[Place]:
    pattern, terms = _pattern(wanted)
    matches = islice(pattern.finditer(text), MOST_PLACES)
    told = ((match, int(str(match.lastgroup)[1:])) for match in matches)
    return [Place(match.start(), match.end(), n, _weight(terms[n]), _agrees(terms[n], match[0], strict)) for match, n in told]


def _weight(term: Term) -> int:
    """Words that stand together weigh more than one, and a number more than a word: who types 'nghị định 63' looks for 63."""
    return len(term.bare) ** 2 * (2 if any(word[0].isdigit() for word in term.bare) else 1)


@lru_cache(maxsize=8192)
def _agrees(term: Term, raw: str, strict: bool) -> bool:
    """Whether the words stand there with the marks that were typed; unless strict, a word typed without marks agrees with any."""
    words = tokens(exact(raw))
    return len(words) == len(term.words) and all(
        (word == bare and not strict) or (there.startswith(word) if term.beginning else there == word)
        for word, bare, there in zip(term.words, term.bare, words, strict=True)
    )


def best(found: list[Place], width: int = WIDTH) -> int:
    """Number of the place at which the window begins that shows most: terms with their marks, long ones above all."""
    heaviest = max((place.weight for place in found if place.agrees), default=0)
    terms = 1 + max((place.term for place in found), default=0)
    inside, agreeing = [0] * terms, [0] * terms  # how often each term stands in the window, and with its marks
    weighs = agrees = first = end = 0
    most = (-1, -1)
    for number, place in enumerate(found):
        until = max(place.start + width, place.end)
        while end < len(found) and found[end].end <= until:
            last = found[end]
            weighs += 0 if inside[last.term] else last.weight
            agrees += last.weight if last.agrees and not agreeing[last.term] else 0
            inside[last.term] += 1
            agreeing[last.term] += last.agrees
            end += 1
        if (agrees, weighs) > most and (not heaviest or (place.agrees and place.weight == heaviest)):
            first, most = number, (agrees, weighs)
        inside[place.term] -= 1
        agreeing[place.term] -= place.agrees
        weighs -= 0 if inside[place.term] else place.weight
        agrees -= place.weight if place.agrees and not agreeing[place.term] else 0
    return first


def snippet(text: str, found: list[Place], width: int = WIDTH, begins: int | None = None) -> Snippet:
    """A piece of the text with the places in it marked (round place `begins`, else the best); the beginning where there are none."""
    first = found[best(found, width) if begins is None else begins].start if found else 0
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
