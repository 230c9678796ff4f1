"""Candidates of a word that lost its marks: all words of the same letters, each as near as the next; a word that has a mark is kept."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.restoration.candidates import Asked, Choice, Reader
from pipeline.restoration.model import Model
from pipeline.restoration.tokens import tokens

UNKNOWN_COST = 2.0
"""A word of letters that the model knows with other marks only is more likely one of those than a new one."""


def candidates(model: Model, asked: Asked) -> Sequence[Choice]:
    """The token as read, then the words of its letters.

    >>> from pipeline.document import Word
    >>> from pipeline.restoration.language_model import LanguageModel
    >>> from pipeline.restoration.tokens import tokens
    >>> model = Model.of(LanguageModel.of(["<s>", "<u>", "kế", "kề"], [-9, -9, -2, -6], {}, {}))
    >>> [candidates(model, Asked(word, tokens(word)[0], Word(word))) for word in ("ke", "kê")]
    [[(1, 2.0), (2, 0.0), (3, 0.0)], ()]
    """
    form = asked.token.form
    if not form.isascii():
        return ()
    me = model.language.number(form)
    others = [(number, 0.0) for number in model.spelt(form) if number != me]
    return [(me, UNKNOWN_COST if me == 1 else 0.0), *others] if others else ()


READER = Reader("bare", tokens, candidates, opens_codes=True)
"""Text typed or stored without marks."""
