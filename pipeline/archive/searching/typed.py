"""What a person types into the search box, taken apart: words, phrases in quotes, beginnings of words with `*`.

All of it must stand in a paper. Words that are joined by signs (`34-CT/TW`, `kinh tế-xã hội`) stand together in the paper too, whatever
signs are between them there. There is nothing that can be typed wrongly: a quote that is not closed ends with the line, every other sign is
a blank, and no typed sign ever reaches SQLite but inside a quoted word.

>>> asked = taken_apart('"thi đua" khen* 34-CT/TW')
>>> [(term.bare, term.beginning) for term in asked.terms]
[(('thi', 'dua'), False), (('khen',), True), (('34', 'ct', 'tw'), False)]
>>> asked.match
'"thi dua" AND "khen" * AND "34 ct tw"'
>>> asked.marked
'"đua"'
>>> taken_apart('" * NEAR( ').terms[0].bare, taken_apart("😀 ()").note
(('near',), 'no_words')
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import regex

from pipeline.archive.index.words import exact, folded, tokens
from pipeline.vietnamese.normalize import nfc

MOST_TERMS, MOST_TOKENS, LONGEST = 24, 64, 4_000
"""Terms, words in them, and letters that are looked at; more than that is no question but a text."""

SLACK = 2
"""Words that may stand between those that were typed where they count as near one another: 'Chỉ thị số 34', 'năm 2022'."""

SHORTEST_BEGINNING = 2
"""Letters before a `*`: half of all words begin with one of four letters."""

MOST_TOGETHER = 24
"""Terms, as they were typed, that are also looked for one after the other."""

NOTES = {
    "no_words": ("type a word or a number to look for", "hãy nhập từ hoặc số cần tìm"),
    "other_marks": (
        "no paper has the words with these marks; shown is what agrees without marks",
        "không văn bản nào có đúng dấu như đã gõ; dưới đây là kết quả không kể dấu",
    ),
    "cut": ("only the first words were looked for", "chỉ tìm theo những từ đầu"),
    "too_long": (
        "the search took too long and was stopped; name more words or a filter",
        "tìm quá lâu nên đã dừng; hãy thêm từ hoặc bộ lọc",
    ),
}
"""What can be said of a question, in English and Vietnamese."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand together: with their marks and without; `beginning` where the last one may go on."""

    words: tuple[str, ...]
    bare: tuple[str, ...]
    beginning: bool = False

    @property
    def match(self) -> str:
        """The term for FTS5, in quotes."""
        return f'"{" ".join(self.bare)}"' + (" *" if self.beginning else "")


@dataclass(frozen=True)
class Asked:
    """The terms of a question, each once; `note` a key of `NOTES`, or None; `said` are the terms as they were typed, some of them twice."""

    terms: tuple[Term, ...]
    note: str | None = None
    said: tuple[Term, ...] = ()

    @cached_property
    def match(self) -> str:
        """The question for FTS5, on words without marks."""
        return " AND ".join(term.match for term in self.terms)

    @cached_property
    def together(self) -> Term | None:
        """All words one after the other, as they were typed; None where they are one term, or too many, or one may go on."""
        if not 2 <= len(self.said) <= MOST_TOGETHER or any(term.beginning for term in self.said):
            return None
        return Term(tuple(w for term in self.said for w in term.words), tuple(w for term in self.said for w in term.bare))

    @cached_property
    def near(self) -> str:
        """The terms near one another, in any order, for FTS5: within their own words and `SLACK` more; '' where they are no several."""
        if self.together is None or len(self.terms) < 2:
            return ""
        between = sum(len(term.bare) for term in self.terms[1:-1]) + SLACK
        return f"NEAR({' '.join(term.match for term in self.terms)}, {between})"

    @cached_property
    def marked(self) -> str:
        """The words that were typed with marks, for FTS5, as they were typed; '' without any."""
        words: dict[str, None] = {}
        for term in self.terms:
            for place, (word, bare) in enumerate(zip(term.words, term.bare, strict=True)):
                if word != bare:
                    words[f'"{word}"' + (" *" if term.beginning and place == len(term.words) - 1 else "")] = None
        return " AND ".join(words)


_PIECE = regex.compile(r'"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)')
_QUOTES = str.maketrans("“”„«»″", '""""""')


def taken_apart(typed: str) -> Asked:
    """The terms of what was typed."""
    text = nfc(typed[:LONGEST]).translate(_QUOTES)
    said: list[Term] = []
    cut = len(typed) > LONGEST
    for piece in _PIECE.finditer(text):
        term = _term(piece["phrase"] if piece["word"] is None else piece["word"])
        if term is None or piece["word"] == "AND":  # all words are joined by 'and' as it is
            continue
        if term not in said and _full(said, term):
            cut = True
            break
        if len(said) <= MOST_TOGETHER or term not in said:
            said.append(term)
    terms = tuple(dict.fromkeys(said))
    return Asked(terms, ("cut" if cut else None) if terms else "no_words", tuple(said))


def _full(said: list[Term], more: Term) -> bool:
    """Whether the question has as many terms, or words in them, as are looked for."""
    terms = dict.fromkeys(said)
    return len(terms) >= MOST_TERMS or sum(len(one.bare) for one in terms) + len(more.bare) > MOST_TOKENS


def _term(piece: str) -> Term | None:
    words, bare = tokens(exact(piece)), tokens(folded(piece))
    if not bare or len(words) != len(bare):
        return None
    return Term(tuple(words), tuple(bare), piece.rstrip().endswith("*") and len(bare[-1]) >= SHORTEST_BEGINNING)
