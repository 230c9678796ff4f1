"""Words into lines (dàn dòng): marks of emphasis taken off, lines broken at blanks and after the hyphens of codes.

>>> tokens = split_words("Chỉ thị số **34-CT/TW** ngày")
>>> [(token.text, token.pieces[0][1]) for token in tokens][2:4]
[('số', 'regular'), ('34-CT/TW', 'bold')]
>>> [[token.text for token in line] for line in break_lines(tokens, 14, 85, 85)]
[['Chỉ', 'thị', 'số', '34-'], ['CT/TW', 'ngày']]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from pipeline.document import line_joint
from pipeline.evaluation.fonts import face

MARKS = regex.compile(r"\*\*|\*(?=\S)|(?<=\S)\*")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as set: pieces of (text, cut of the type), without blanks between."""

    pieces: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The letters alone."""
        return "".join(text for text, _ in self.pieces)

    def width(self, size: float) -> float:
        """Width in points at `size` points."""
        return sum(face(cut).width(text, size) for text, cut in self.pieces)


def cut(bold: bool, italic: bool) -> str:
    """Name of the cut.

    >>> cut(True, True), cut(False, False)
    ('bolditalic', 'regular')
    """
    return ("bold" if bold else "") + ("italic" if italic else "") or "regular"


def split_words(text: str, *, bold: bool = False, italic: bool = False) -> list[Token]:
    """The words of a marked-up text. `**` turns bold over, `*` italic."""
    tokens: list[Token] = []
    pieces: list[tuple[str, str]] = []
    position = 0
    for mark in [*MARKS.finditer(text), None]:
        chunk = text[position : mark.start() if mark else len(text)]
        for number, word in enumerate(regex.split(r"\s+", chunk)):
            if number and pieces:
                tokens.append(Token(tuple(pieces)))
                pieces = []
            if word:
                pieces.append((word, cut(bold, italic)))
        if mark is None:
            break
        position = mark.end()
        if mark.group() == "**":
            bold = not bold
        else:
            italic = not italic
    if pieces:
        tokens.append(Token(tuple(pieces)))
    return tokens


def plain(text: str) -> str:
    """The text without marks of emphasis, blanks made single."""
    if "*" not in text:
        return " ".join(text.split())
    return " ".join(token.text for token in split_words(text))


def break_lines(tokens: Sequence[Token], size: float, first: float, width: float) -> list[list[Token]]:
    """Lines of at most `width` points (the first of `first`), filled greedily."""
    blank = face("regular").width(" ", size)
    lines: list[list[Token]] = [[]]
    used = 0.0
    queue = list(reversed(tokens))
    while queue:
        token = queue.pop()
        room = (first if len(lines) == 1 else width) - used - (blank if lines[-1] else 0)
        need = token.width(size)
        if need <= room:
            used += need + (blank if lines[-1] else 0)
            lines[-1].append(token)
            continue
        halves = _at_hyphen(token, size, room)
        if halves:
            lines[-1].append(halves[0])
            queue.append(halves[1])
        elif lines[-1]:
            queue.append(token)
        else:
            lines[-1].append(token)
        if queue:
            lines.append([])
            used = 0.0
    return [line for line in lines if line]


def _at_hyphen(token: Token, size: float, room: float) -> tuple[Token, Token] | None:
    # Office programmes break a code after its hyphen: '34-' / 'CT/TW'. Only where the joint is told from the text alone.
    if len(token.pieces) != 1:
        return None
    text, name = token.pieces[0]
    for place in range(len(text) - 1, 1, -1):
        head = text[:place]
        if head.endswith("-") and line_joint(head) == "" and face(name).width(head, size) <= room:
            return Token(((head, name),)), Token(((text[place:], name),))
    return None
