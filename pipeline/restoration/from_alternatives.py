"""Candidates of a word that our own OCR read, from the letters that it also considered.

Tesseract lists for every letter what else it may be, with a share: `ẻ 0.89, ề 0.83, ê 0.73` for a word `về` printed small. How often the
printed letter is another one of its list depends on that share, whatever the letter; `alternatives.tsv` has the odds as counted on
simulated scans. A letter of other marks that is not on the list may still be right (about one wrong mark in six), and one wrong
letter of other shape, where it is on the list. A word that is no word at all may also have a letter too many or too few.

>>> from pipeline.document import Word
>>> from pipeline.restoration.language_model import LanguageModel
>>> model = Model.of(LanguageModel.of(["<s>", "<u>", "về", "vẻ", "vè"], [-9, -9, -2, -6, -6], {}, {}))
>>> seen = ((("v", 0.95),), (("ẻ", 0.89), ("ề", 0.83)))
>>> found = candidates(model, Asked("vẻ", tokens("vẻ")[0], Word("vẻ", None, 0.75, seen)))
>>> [model.language.words[number] for number, cost in sorted(found, key=lambda choice: choice[1])]
['vẻ', 'về', 'vè']
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache

from pipeline.restoration.candidates import Asked, Choice, Reader
from pipeline.restoration.model import Model
from pipeline.restoration.spacing import apart
from pipeline.restoration.tokens import tokens
from pipeline.vietnamese.alphabet import strip_marks
from pipeline.vietnamese.syllables import is_bare_syllable, is_syllable
from pipeline.vietnamese.tsv import rows

MOST_COST = 13.0
"""Nats beyond which a candidate could not win against the word as read."""

UNKNOWN_SYLLABLE, UNKNOWN_FOREIGN, UNKNOWN_NONSENSE = 2.0, 3.0, 8.0
"""What it costs that a word as read is none of the model's: a possible syllable, plain letters (a foreign word, a name), neither."""

ODD_LETTER = 7.5
"""Nats for a letter too many or too few, where the word as read is none."""

ALONE = frozenset("àáạảôồổơờởừứýỷủ")
"""Letters that are words by themselves. Any other that stands alone numbers something, or is a stroke of a seal ('Phụ lục H' is II)."""

_LETTERS = "abcdeghiklmnopqrstuvxy"


@cache
def _costs() -> dict[str, tuple[list[float], list[float]]]:
    """kind -> (lower ends of shares, costs)."""
    table: dict[str, tuple[list[float], list[float]]] = {}
    for row in rows("restoration/alternatives.tsv"):
        ends, costs = table.setdefault(row["kind"], ([], []))
        ends.append(float(row["share"]))
        costs.append(float(row["cost"]))
    return table


def letter_cost(read: str, written: str, seen: Mapping[str, float]) -> float:
    """Nats for believing that `written` is printed where `read` was read; `seen` has the shares of the letters listed there (small)."""
    if read == written:
        return 0.0
    kind = "mark" if strip_marks(read) == strip_marks(written) else "letter"
    ends, costs = _costs()[kind]
    share = seen.get(written, -1.0)
    return costs[bisect_right(ends, share) - 1]


def candidates(model: Model, asked: Asked) -> Sequence[Choice]:
    """The token as read, then the words that it may have been."""
    piece = asked.piece
    if piece.isupper() and len(piece) > 1 and not is_bare_syllable(piece):
        return ()
    form = asked.token.form
    if len(form) == 1 and (form not in ALONE or piece != form):
        return ()
    read = piece.lower()
    seen = _seen(asked) if len(read) == len(piece) else [{}] * len(read)
    me = model.language.number(form)
    found: dict[int, float] = {}
    for letters in _shapes(read, seen, me == 1 and len(read) > 2):
        for number in model.spelt(letters):
            cost = _cost(read, model.language.words[number], seen)
            if cost < found.get(number, MOST_COST) and number != me and (len(form) > 1 or model.language.words[number] in ALONE):
                found[number] = cost
    if not found:
        return ()
    return [(me, _unknown(form) if me == 1 else 0.0), *found.items()]


def _seen(asked: Asked) -> list[dict[str, float]]:
    """By letter of the token: what was listed there, small -> share."""
    word, token = asked.word, asked.token
    if len(word.choices) != len(word.text):
        return [{} for _ in asked.piece]
    return [{letter.lower(): share for letter, share in reversed(place)} for place in word.choices[token.start : token.end]]


def _shapes(read: str, seen: Sequence[Mapping[str, float]], nonsense: bool) -> Sequence[str]:
    """Bare letters under which the printed word may be found: as read, one letter as listed, and for a word that is none one letter off."""
    bare = strip_marks(read)
    shapes = {bare: None}
    for place, listed in enumerate(seen):
        for letter, share in listed.items():
            plain = strip_marks(letter)
            if (share > 0 or nonsense) and plain != bare[place : place + 1] and plain.isalpha():
                shapes[bare[:place] + plain + bare[place + 1 :]] = None
    if nonsense:
        for place in range(len(bare) + 1):
            shapes[bare[:place] + bare[place + 1 :]] = None
            for letter in _LETTERS:
                shapes[bare[:place] + letter + bare[place:]] = None
                shapes[bare[:place] + letter + bare[place + 1 :]] = None
    return list(shapes)


def _cost(read: str, written: str, seen: Sequence[Mapping[str, float]]) -> float:
    if len(read) == len(written):
        return sum(letter_cost(*place) for place in zip(read, written, seen, strict=True))
    longer, shorter = (read, written) if len(read) > len(written) else (written, read)
    if len(longer) != len(shorter) + 1:
        return MOST_COST
    listed = list(seen) if longer is read else [*seen, {}]
    least = MOST_COST
    for place in range(len(longer)):
        rest = longer[:place] + longer[place + 1 :]
        beside = listed[:place] + listed[place + 1 :] if longer is read else [{}] * len(rest)
        pairs = zip(rest, shorter, beside, strict=True) if longer is read else zip(shorter, rest, beside, strict=True)
        least = min(least, ODD_LETTER + sum(letter_cost(*pair) for pair in pairs))
    return least


def _unknown(form: str) -> float:
    if is_syllable(form):
        return UNKNOWN_SYLLABLE
    return UNKNOWN_FOREIGN if form.isascii() else UNKNOWN_NONSENSE


READER = Reader("engine", tokens, candidates, opens_codes=False, certain=2.0, set_apart=apart)
"""Words that our own OCR read. 97 in 100 are right, so the evidence must be strong: on the scans 1 nat mends two words more of 7,645 and
breaks one, 3 mend three fewer."""
