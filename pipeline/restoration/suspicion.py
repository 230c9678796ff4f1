"""How much of a page is suspect (độ tin cậy của chữ): told from the page itself, so that one decoder serves three kinds of text.

A page that our own OCR read comes with the engine's alternatives. Text that was typed, or stored by somebody else, says by its words what
became of it: words that are all good Vietnamese are left alone, whatever they say (what was typed is the record); words without a mark,
Vietnamese but for that, lost their marks; words with a few marks set by chance were read by an OCR that knows no Vietnamese.

>>> name = lambda text: getattr(reader_of_text(text), "name", None)
>>> name("Tuyen truyen ve cong tac thi dua, khen thuong nam 2022"), name("Tuyên truyền về công tác thi đua, khen thưởng năm 2022")
('bare', None)
>>> name("Tuyén truyén vé cong tac thi dua, khen thuéng nim 2022"), name("The quick brown fox jumps over the lazy dog near the river")
('foreign', None)
"""

from __future__ import annotations

import regex

from pipeline.document import Page
from pipeline.restoration import from_alternatives, from_confusions, from_letters
from pipeline.restoration.candidates import Reader
from pipeline.vietnamese.syllables import BARE_SHARE, FEW_WORDS, GOOD_MARKED, count

AROUND_SHARE = 0.45
"""Least share of syllables in a stretch of a text that is Vietnamese on the whole; English has 0.25."""

_LETTER, _LATIN = regex.compile(r"\p{L}"), regex.compile(r"\p{Script=Latin}")

ALL_BARE = 0.02
"""Greatest share of marked words in text without marks: a name pasted in, a stray apostrophe. OCR without Vietnamese sets marks on 0.23."""


def reader_of(page: Page) -> Reader | None:
    """Who read the page: our own OCR, somebody who lost the marks, an OCR without Vietnamese; None for text to be left as it is."""
    if page.kind == "ocr":
        return from_alternatives.READER
    return reader_of_text(" ".join(word.text for word in page.words()), least=FEW_WORDS) if page.kind == "text" else None


def reader_of_text(text: str, least: int = 1, around: Reader | None = None) -> Reader | None:
    """Who read a text of at least `least` words; None for Vietnamese with its marks, and for what is no Vietnamese.

    `around` is who read the text that it stands in, if known: then a stretch full of foreign names is taken for the same.
    """
    counts = count(text)
    if not counts.all or counts.all < least or _other_script(text) or counts.marked >= GOOD_MARKED * counts.all:
        return None
    if counts.bare < BARE_SHARE * counts.all:
        return around if counts.bare >= AROUND_SHARE * counts.all else None
    return from_letters.READER if counts.marked <= ALL_BARE * counts.all else from_confusions.READER


def _other_script(text: str) -> bool:
    """True where most letters are none of the Latin script: a Chinese text with a Latin syllable in it."""
    return 2 * len(_LATIN.findall(text)) < len(_LETTER.findall(text))
