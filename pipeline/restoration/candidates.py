"""What each word may have been (ứng viên): the token as read, and other words of the model with what it costs to believe in them.

How candidates are found depends on who read the paper; each reader is a module of its own that answers for one token:

    `engine`   our own OCR, with the letters that it also considered            -> from_alternatives
    `bare`     typed or stored without marks: the letters are right             -> from_letters
    `foreign`  OCR that knows no Vietnamese: every letter is suspect            -> from_confusions

Left as they are: parts of codes, addresses, letters that number an item. A module leaves more: a word that has its marks is none for
`bare`, capitals that are no syllable (TĐKT, UBND) none for `engine`.

>>> from pipeline.document import Word
>>> [bool(ADDRESS.search(word)) for word in ("sotttt@kiengiang.gov.vn", "www.chinhphu.vn", "thud@ng", "kiengiang.gov.vn,")]
[True, True, False, True]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import regex

from pipeline.document import Word
from pipeline.restoration.decode import Candidates
from pipeline.restoration.language_model import Floats
from pipeline.restoration.model import Model
from pipeline.restoration.tokens import FIGURE, Token, tokens
from pipeline.vietnamese.syllables import is_bare_syllable
from pipeline.vietnamese.tsv import rows

ADDRESS = regex.compile(r"@[\w\-]+\.|://|\bwww\.|\.(?:vn|com|org|net|gov|edu)\b", regex.IGNORECASE)
_FIGURE = regex.compile(r"\d")
_NO_BREAK = frozenset(",/-–(&“\"'")
"""Marks after which a sentence goes on."""

NEAR, FEWEST_ODD, FOREIGN_SHARE = 3, 2, 0.6
"""Another language: among seven words (three before, three after) two that no syllable could be, and six in ten those or common English."""

LONGEST = 80
"""Characters of a word beyond which it is left as it is, as the forms leave it: no word is so long, and letters are tried one by one."""

_NO_ITEM = frozenset("ouy")
"""Letters that hardly ever number an item: 'nơi ở.' ends a sentence."""

Choice = tuple[int, float]
"""A word's number in the model, and its cost in nats."""


class Slot(NamedTuple):
    """A token of the text: the number of its word, its place in the word, what is written there, what the model knows it by."""

    word: int
    start: int
    end: int
    piece: str
    form: str


class Numbered(NamedTuple):
    """A word with its number among those of the page; `kept` where it must stay as it is (a code that was mended)."""

    number: int
    word: Word
    kept: bool = False


class Asked(NamedTuple):
    """What a reader is asked: the token's letters as written, the token, and the word it stands in."""

    piece: str
    token: Token
    word: Word


class Reader(NamedTuple):
    """One way of having been read: how its words are cut into tokens, and the candidates of a token, the token as read first.

    `opens_codes` where also the letters of codes may have lost their marks (24/2018/ND-CP); `strangers` where words of another language
    can be told by their letters, which are right. A candidate must beat the word as read by `certain` nats. `set_apart` gives a word with
    blanks put in where several were read as one, or None.
    """

    name: str
    cut: Callable[[str], Sequence[Token]]
    candidates: Callable[[Model, Asked], Sequence[Choice]]
    opens_codes: bool
    certain: float
    strangers: bool = True
    set_apart: Callable[[Model, str], str | None] | None = None


def gather(model: Model, runs: Iterable[Sequence[Numbered]], reader: Reader) -> tuple[Candidates, list[Slot]]:
    """The candidates of all tokens of runs of numbered words (a run is a paragraph), and the token that each belongs to."""
    words: list[int] = []
    costs: list[float] = []
    starts, begins = [0], [0]
    slots: list[Slot] = []
    for run in runs:
        before = ""
        strange = _strange(run) if reader.strangers else frozenset()
        for place, (number, word, kept) in enumerate(run):
            long = len(word.text) > LONGEST
            closed = kept or long or place in strange or bool(ADDRESS.search(word.text))
            for token in (tokens if long else reader.cut)(word.text):
                piece = word.text[token.start : token.end]
                slots.append(Slot(number, token.start, token.end, piece, token.form))
                choices: Sequence[Choice] = ()
                if token.is_word and not closed and not is_kept(piece, token, word, reader.opens_codes):
                    choices = reader.candidates(model, Asked(piece, token, word))
                if len(choices) > 1:
                    told = _case_costs(model, piece, before)
                    words.extend(choice for choice, _ in choices)
                    costs.extend(cost + (float(told[choice]) if told is not None else 0.0) for choice, cost in choices)
                else:
                    words.append(model.language.number(token.form))
                    costs.append(0.0)
                starts.append(len(words))
                before = token.form
        if len(slots) > begins[-1]:
            begins.append(len(slots))
    return Candidates(np.array(words), np.array(costs), np.array(starts), np.array(begins)), slots


def _strange(run: Sequence[Numbered]) -> frozenset[int]:
    """Places in the run where words of another language stand together: 'in' and 'the' of `Building the Smart City in Hue`.

    A foreign name alone says nothing of its neighbours: 'va' between `Marx va Engels` is Vietnamese.
    """
    odd = [_is_odd(word.text) for _, word, _ in run]
    if sum(odd) < FEWEST_ODD:
        return frozenset()
    foreign = [is_odd or _core(word.text).lower() in _english() for is_odd, (_, word, _) in zip(odd, run, strict=True)]
    found = set()
    for place in range(len(run)):
        near = slice(max(place - NEAR, 0), place + NEAR + 1)
        if sum(odd[near]) >= FEWEST_ODD and sum(foreign[near]) >= FOREIGN_SHARE * len(foreign[near]):
            found.add(place)
    return frozenset(found)


def _core(text: str) -> str:
    return text.strip("(),.;:!?\"'“”")


@lru_cache(maxsize=65_536)
def _is_odd(text: str) -> bool:
    """Plain small letters that make no syllable, whatever marks were lost."""
    core = _core(text)
    return len(core) > 2 and core.isascii() and core.isalpha() and not core.isupper() and not is_bare_syllable(core)


@cache
def _english() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("restoration/english.tsv"))


def is_kept(piece: str, token: Token, word: Word, opens_codes: bool = False) -> bool:
    """True for a letter that numbers an item (`a)`, `đ.`), a part of a word with figures (93/KH-UBND; not the word of `biển[3]`)."""
    after = word.text[token.end : token.end + 1]
    if len(piece) == 1 and (after in (")", "/") or (after == "." and piece.lower() not in _NO_ITEM)):
        return True
    if not _FIGURE.search(word.text) or _FIGURE.search(piece):
        return False
    if opens_codes and piece.isupper():
        return len(piece) < 2
    beside = word.text[max(token.start - 1, 0) : token.end + 1]
    return len(piece) < 3 or bool(_FIGURE.search(beside)) or not piece[1:].islower()


def _case_costs(model: Model, piece: str, before: str) -> Floats | None:
    """What the first letter's size costs each word, inside a sentence; None where it tells nothing."""
    if not goes_on(before) or (piece.isupper() and len(piece) > 1):
        return None
    return model.small_costs if piece[0].islower() else model.capital_costs


def goes_on(before: str) -> bool:
    """True where a sentence goes on after this token, so that a capital is no mere beginning."""
    return bool(before) and (before[0].isalnum() or before in _NO_BREAK or before == FIGURE)
