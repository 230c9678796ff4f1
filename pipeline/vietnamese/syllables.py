"""Syllables (âm tiết, tiếng): is this written word one that Vietnamese allows, and is this text Vietnamese with its marks?

A Vietnamese word between blanks is one syllable: onset (âm đầu) + rhyme (vần) + tone (thanh). The spelling allows some 6,000 of
them: c, k and q, g and gh, ng and ngh stand before different vowels, rhymes that end in a stop (p, t, c, ch) take the tones sắc
and nặng only, and the tone mark has its letter. So a text tells by its own words whether its letters are right: text in a legacy
encoding and bad OCR fall far below good prose; text that lost its marks does too, and is told from the others by its letters.

>>> is_syllable("nghiệp"), is_syllable("ngiệp"), is_syllable("Hoà"), is_syllable("hòa"), is_syllable("tap")
(True, False, True, True, False)
>>> good, bare = "Ủy ban nhân dân tỉnh ban hành Kế hoạch số 93/KH-UBND", "Uy ban nhan dan tinh ban hanh Ke hoach so 93/KH-UBND"
>>> share(good), round(share(bare), 2), share("Uû ban nh©n d©n tØnh")
(1.0, 0.9, 0.25)
>>> looks_vietnamese(good), looks_vietnamese(bare), marks_missing(good), marks_missing(bare)
(True, False, False, True)
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

import regex

from pipeline.vietnamese.alphabet import split_tone, strip_marks
from pipeline.vietnamese.normalize import nfc
from pipeline.vietnamese.tsv import rows

GOOD_SHARE = 0.85
"""Least share of valid syllables in good text. Measured on 724 stretches of 300 words of the Official Gazette: 0.92-1.0 (1 in 100
below 0.96); the same without marks 0.49-0.88, as TCVN3 0.11-0.44, as VNI 0.06-0.32. English prose: 0.22."""

GOOD_MARKED = 0.5
"""Least share of words with a mark or đ in good text of more than a few words. Same stretches: 0.76-0.98, mostly 0.87; without
marks 0; OCR without the Vietnamese pack, which sets some marks by chance: 0.23."""

BARE_SHARE = 0.7
"""Least share of words that are syllables but for their marks, in Vietnamese that lost them. Same stretches: 0.93-1.0; OCR without
the Vietnamese pack 0.84; TCVN3 0.16-0.57, VNI 0.09-0.51, English 0.25."""

FEW_WORDS = 8
"""A text of fewer words is not judged by its marks: 'Ban hành kèm theo' is good Vietnamese."""

STOPS = ("p", "t", "c", "ch")

KEPT = 16_384
"""Words whose judgement is kept: papers have some thousand different ones, and each is asked about several times a page."""


@cache
def _bases() -> dict[str, frozenset[int]]:
    """Each syllable without its tone -> indices of the letters that may carry the tone mark."""
    rhymes = [(row["rhyme"], row["after"], [int(index) for index in row["tone_at"].split("|")]) for row in rows("vietnamese/rhymes.tsv")]
    bases: dict[str, frozenset[int]] = {}
    for onset in rows("vietnamese/onsets.tsv"):
        for rhyme, after, tone_at in rhymes:
            if _joins(onset, rhyme, after):
                spelled = onset["onset"] + rhyme
                bases[spelled] = bases.get(spelled, frozenset()) | {len(onset["onset"]) + index for index in tone_at}
    return bases


def _joins(onset: dict[str, str], rhyme: str, after: str) -> bool:
    if after == "q" or onset["onset"] == "qu":
        return after == "q" and onset["onset"] == "qu"
    if after == "g":
        return onset["onset"] == "g"
    if after == "y":
        return onset["y"] == "yes" and (rhyme == "y" or not onset["onset"])
    return (onset["before"] == "*" or rhyme[0] in onset["before"]) and (after != "glide" or onset["glide"] == "yes")


@cache
def _irregular() -> frozenset[str]:
    return frozenset(row["syllable"] for row in rows("vietnamese/syllables_irregular.tsv"))


@cache
def _bare_bases() -> frozenset[str]:
    return frozenset(strip_marks(word) for word in (*_bases(), *_irregular()))


@lru_cache(maxsize=KEPT)
def is_syllable(word: str) -> bool:
    """True if the word (any case, NFC) is a syllable that the spelling allows, with its marks; both placings of the tone count."""
    small = word.lower()
    if small in _irregular():
        return True
    base, tone, index = split_tone(small)
    places = _bases().get(base)
    if places is None or (tone in ("ngang", "huyền", "hỏi", "ngã") and base.endswith(STOPS)):
        return False
    return index < 0 or index in places


@lru_cache(maxsize=KEPT)
def is_bare_syllable(word: str) -> bool:
    """True if some syllable has these letters once its marks are taken off: 'hoach' (hoạch), 'tinh'."""
    return strip_marks(word.lower()) in _bare_bases()


class Words(NamedTuple):
    """Counts over the words of a text: all that were judged, valid syllables, those with a mark or đ, valid but for the marks."""

    all: int
    valid: int
    marked: int
    bare: int


_CHUNK = regex.compile(r"\S{1,200}+")
_INNER = regex.compile(r"[-–—‑/.,;:()\[\]{}\"'“”‘’…!?*_|<>«»~=+]++")
_VOWEL = regex.compile(r"[aeiouy]")
_PLAIN = regex.compile(r"[bcdfghjklmnpqrstvwxz]{0,3}[aeiouy]{1,3}[bcdfghjklmnpqrstvwxz]{0,2}")


def words(text: str) -> list[str]:
    """The words to judge a text by: figures, codes (93/KH-UBND, UBND), units without a vowel (km, kg) and addresses left out."""
    found: list[str] = []
    for chunk in _CHUNK.findall(text):
        if any(c.isdigit() or c == "@" for c in chunk):
            continue
        found.extend(piece for piece in _INNER.split(chunk) if piece and _is_word(piece))
    return found


@lru_cache(maxsize=KEPT)
def _is_word(piece: str) -> bool:
    letters = strip_marks(piece).lower()
    if not any(c.isalpha() for c in piece):
        return False
    if not piece.isalpha():
        return True  # 'nh©n': no word, and it must count against the text
    # A code is capitals that no syllable could be: UBND, HĐND, BQLKKT, QĐ, TTg.
    return bool(_VOWEL.search(letters)) and not (piece.isupper() and not is_syllable(piece) and not _PLAIN.fullmatch(letters))


def count(text: str) -> Words:
    """Counts over the words of the text."""
    all_words = words(nfc(text))
    valid = sum(map(is_syllable, all_words))
    marked = sum(strip_marks(word) != word for word in all_words)
    return Words(len(all_words), valid, marked, sum(map(is_bare_syllable, all_words)))


def share(text: str) -> float:
    """Share of the words of the text that are valid syllables, 0..1; 1.0 for a text without words."""
    counts = count(text)
    return counts.valid / counts.all if counts.all else 1.0


def marked_share(text: str) -> float:
    """Share of the words that carry a mark or đ, 0..1 (Vietnamese prose: 0.76-0.98); 1.0 for a text without words."""
    counts = count(text)
    return counts.marked / counts.all if counts.all else 1.0


def looks_vietnamese(text: str) -> bool:
    """True for Vietnamese with its marks in place; false for text without marks, in another encoding or language, or empty."""
    counts = count(text)
    if not counts.all or counts.valid < GOOD_SHARE * counts.all:
        return False
    return counts.all < FEW_WORDS or counts.marked >= GOOD_MARKED * counts.all


def marks_missing(text: str) -> bool:
    """True for Vietnamese whose marks were lost (OCR without the Vietnamese pack): syllables all, but for their marks."""
    counts = count(text)
    return counts.all >= FEW_WORDS and counts.marked < GOOD_MARKED * counts.all and counts.bare >= BARE_SHARE * counts.all
