"""The words of the grammar of citations, read from citation_words.tsv.

>>> type_letters()["nghi quyet"], relations("before")["tiep tuc thuc hien"]
('NQ', 'thực hiện')
"""

from __future__ import annotations

from functools import cache

from pipeline.extraction.folded import folded
from pipeline.vietnamese.tsv import rows


@cache
def _table() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in rows("extraction/citation_words.tsv"):
        found.setdefault(row["use"], {})[row["words"]] = row["meaning"]
    return found


def phrases(use: str) -> tuple[str, ...]:
    """The words listed for a use, as printed."""
    return tuple(_table()[use])


@cache
def type_letters() -> dict[str, str]:
    """Folded type word ('nghi quyet') → its letters ('NQ')."""
    return {folded(words): letters for words, letters in _table()["type"].items()}


@cache
def type_words() -> dict[str, str]:
    """Folded type word → the type word as printed."""
    return {folded(words): words for words in _table()["type"]}


@cache
def relations(use: str) -> dict[str, str]:
    """Folded words → relation, of the words 'before' a citation or of the first words of its 'title'."""
    return {folded(words).replace(",", ""): meaning for words, meaning in _table()[use].items()}
