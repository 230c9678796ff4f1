"""Candidates of a word that lost its marks: all words of the same letters, each as near as the next; a word that has a mark is kept."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.restoration.candidates import Asked, Choice, Reader
from pipeline.restoration.model import Model
from pipeline.restoration.tokens import tokens
from pipeline.vietnamese.syllables import is_bare_syllable

UNKNOWN_COST, UNKNOWN_SYLLABLE = 2.0, 9.0
"""A word of letters that the model knows with other marks only is more likely one of those than a new one; and if it is a syllable
without its marks, nearly always ('bien' after a foreign name is 'biển', not a name that was never seen)."""


def candidates(model: Model, asked: Asked) -> Sequence[Choice]:
    """The token as read, then the words of its letters.

    >>> from pipeline.document import Word
    >>> from pipeline.restoration.language_model import LanguageModel
    >>> from pipeline.restoration.tokens import tokens
    >>> model = Model.of(LanguageModel.of(["<s>", "<u>", "kế", "kề"], [-9, -9, -2, -6], {}, {}))
    >>> [candidates(model, Asked(word, tokens(word)[0], Word(word))) for word in ("ke", "kê")]
    [[(1, 9.0), (2, 0.0), (3, 0.0)], ()]
    """
    form = asked.token.form
    if not form.isascii():
        return ()
    me = model.language.number(form)
    others = [(number, 0.0) for number in model.spelt(form) if number != me]
    mine = 0.0 if me != 1 else UNKNOWN_SYLLABLE if is_bare_syllable(form) else UNKNOWN_COST
    return [(me, mine), *others] if others else ()


READER = Reader("bare", tokens, candidates, opens_codes=True, certain=0.0)
"""Text typed or stored without marks. Every word is open, and the likeliest is the best that can be said."""
