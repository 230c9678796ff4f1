"""Numerals of parts that OCR misread (số thứ tự đọc sai): what the paper prints, as far as the sequence tells.

On a scan 'H.' in the second place is II and 'II.' in the third, with IV after it, is III that lost a stroke: the author who
numbers II twice goes on with III. In a text that nobody scanned the letters are what its author wrote.

>>> from pipeline.structure.outline import build
>>> from pipeline.structure.rows import Row
>>> rows = [Row(0, 0, text) for text in ("I. MỘT", "~ Một;", "H. HAI", "II. BA", "IV. BỐN", "IV. NĂM", "V. SÁU")]
>>> [(node.mark.printed, as_printed(node)) for node in build(rows)]
[('I.', 'I.'), ('~', '-'), ('H.', 'II.'), ('II.', 'III.'), ('IV.', 'IV.'), ('IV.', 'IV.'), ('V.', 'V.')]
>>> [node.mark.printed for node in build(rows) if unexplained(node)]
['IV.', 'V.']
"""

from __future__ import annotations

import regex

from pipeline.forms import roman
from pipeline.structure.numerals import ALPHABET, Rank
from pipeline.structure.outline import Node, glyph

_STROKES = regex.compile(r"(?P<word>(?:[^\W\d]+\s+){0,2})(?P<letters>[IVXivxlHhYyUMWNLTJ1|!ÍÌỈĨỊÝ]+)(?P<stop>\W*)")
_NO_BULLETS = "~—_ˆ^»"

MOST_PARTS = 60
"""Parts before and after that are looked at."""


def as_printed(node: Node) -> str:
    """The numeral as the paper has it, its point included."""
    printed = node.mark.printed
    if node.mark.rank is Rank.BULLET:
        return glyph(node.mark) if printed in _NO_BULLETS else printed
    position = node.mark.value if unexplained(node) else node.ordinal
    if node.mark.rank is Rank.LETTER:
        letter = ALPHABET[position - 1] if position <= len(ALPHABET) else ""
        return letter + printed[1:] if {letter, printed[:1]} == {"d", "đ"} else printed
    if printed.isdigit():
        return f"{printed}."
    match = _STROKES.fullmatch(printed)
    if match is None or not 0 < position <= roman.LARGEST or set(match["letters"]) <= set("ivx"):
        return printed
    if node.mark.rank is Rank.ARABIC:
        return f"{position}{match['stop'] or '.'}"
    if node.mark.rank not in _ROMAN_RANKS:
        return printed
    return f"{match['word']}{roman.format(position)}{match['stop'] or ('.' if node.mark.rank is Rank.ROMAN else '')}"


_ROMAN_RANKS = (Rank.ROMAN, Rank.ANNEX, Rank.PART, Rank.CHAPTER)


def unexplained(node: Node) -> bool:
    """Whether print and position disagree though the usual misreadings are taken into account."""
    return node.misnumbered and not (_stroke_lost(node) and _resumes(node)) and not _stroke_doubled(node)


def _strokes(node: Node) -> str | None:
    """The letters read of a Roman numeral that the position could have; None for any other."""
    match = _STROKES.fullmatch(node.mark.printed)
    return match["letters"] if match and node.mark.rank in _ROMAN_RANKS and 1 < node.ordinal <= roman.LARGEST else None


def _stroke_lost(node: Node) -> bool:
    """Whether the numeral is the right one without its last stroke: II for III, V for VI."""
    lost = node.mark.value == node.ordinal - 1 and _strokes(node) is not None
    return lost and roman.format(node.ordinal) == roman.format(node.mark.value) + "I"


def _stroke_doubled(node: Node) -> bool:
    """Whether OCR made a stroke too many: 'IH' of II."""
    letters = _strokes(node)
    return letters is not None and "H" in letters and node.mark.value == node.ordinal + 1


def _resumes(node: Node) -> bool:
    """Whether the numerals are right again further on, or nothing but this one is wrong."""
    like = [n for n in node.beside[max(0, node.place - MOST_PARTS) : node.place + MOST_PARTS] if n.mark.rank is node.mark.rank]
    here = like.index(node)
    after = next((n for n in like[here + 1 :] if not _stroke_lost(n)), None)
    if after is not None:
        return not after.misnumbered
    return here + 1 == len(like) and (here == 0 or not like[here - 1].misnumbered)
