"""How well a page's words were read (độ chính xác nhận dạng): missed words, CER, WER, marks alone wrong.

`missed` is the one measure that does not know order: words of the truth, counted with repetition, that the reading of the same
page lacks; a word is what stands between blanks after NFC, case folding, taking punctuation away and placing tone marks in one
manner. CER and WER are the edit distance over the length of the truth, in reading order and with case and punctuation; only blanks
and the placing of tone marks (hoà = hòa) do not count. `cer_loose` and `wer_loose` leave the order of passages aside: both columns
of a letterhead read in the other order cost nothing there. `mark_errors` are letters whose base letter is right and whose mark is
wrong ('ủy' read as 'úy'), the mistake that is worst in Vietnamese and that a CER hides.

>>> score = score_text("Uỷ ban nhân dân", "Ủy ban nhản dan")
>>> score.words, score.missed, score.word_errors, score.letter_errors, score.mark_errors
(4, 2, 2, 2, 2)
>>> score.confusions
(('nhân', 'nhản'), ('dân', 'dan'))
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache

from pipeline.evaluation.alignment import Pair, align, distance, loose_pairs, pieces
from pipeline.vietnamese.alphabet import is_vietnamese_letter, strip_marks
from pipeline.vietnamese.normalize import nfc, tone_placement

_NO_WORD = re.compile(r"[^\w\s%≤≥/+]|_")  # not `regex`: its \w holds combining marks


@cache
def _endings() -> dict[str, str]:
    """Open oa, oe, uy with the tone on the second vowel -> the same with the tone on the first."""
    written = (unicodedata.normalize("NFC", a + b + mark) for a, b in ("oa", "oe", "uy") for mark in "\u0300\u0301\u0303\u0309\u0323")
    return {ending: tone_placement(ending) for ending in written}


def words(text: str) -> list[str]:
    """The words that `missed` counts.

    >>> words("UỶ BAN: (2.084/KH-SYT) đạt 5,3%; quý II…")
    ['ủy', 'ban', '2', '084', 'kh', 'syt', 'đạt', '5', '3%', 'quý', 'ii']
    """
    small = unicodedata.normalize("NFC", text).casefold().replace("ð", "đ")
    endings = _endings()
    return [
        word if word.startswith("qu") else word[:-2] + endings.get(word[-2:], word[-2:])
        for word in _NO_WORD.sub(" ", small).replace("/", " ").split()
    ]


def tokens(text: str) -> list[str]:
    """What stands between blanks, with case and punctuation, tone marks placed in one manner: the words of WER."""
    return tone_placement(nfc(text)).split()


def missed_words(truth: str, read: str) -> Counter[str]:
    """Words of the truth that the reading lacks, with their number."""
    return Counter(words(truth)) - Counter(words(read))


@dataclass(frozen=True, slots=True)
class TextScore:
    """Counts of one page or of many (they add up). Letters count the blanks between words; `marked`: Vietnamese letters.

    `confusions` are pairs (written, read) of words that stand for one another and differ, in order of the truth; '' where nothing
    was read, or nothing is written.
    """

    words: int = 0
    missed: int = 0
    tokens: int = 0
    word_errors: int = 0
    word_errors_loose: int = 0
    letters: int = 0
    letter_errors: int = 0
    letter_errors_loose: int = 0
    marked: int = 0
    mark_errors: int = 0
    mark_words: int = 0
    missed_list: tuple[str, ...] = ()
    confusions: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: TextScore) -> TextScore:
        return TextScore(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Aligned:
    """A page's true words and the words read, paired; `starts` are offsets of the words read in `text`."""

    truth: tuple[str, ...]
    text: str
    read: tuple[str, ...]
    starts: tuple[int, ...]
    pairs: tuple[Pair, ...]
    written: Mapping[int, int]
    pieces: tuple[tuple[slice, slice], ...]

    def tokens_in(self, start: int, end: int) -> list[int]:
        """Places of the words read that the span of the text touches."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        touched = range(first, max(bisect_left(self.starts, end), first))
        return [k for k in touched if self.starts[k] + len(self.read[k]) > start]

    def written_for(self, places: Sequence[int]) -> str | None:
        """The true words for these words read, with what no word was read for in between; None without any."""
        found = [self.written[place] for place in places if place in self.written]
        return " ".join(self.truth[min(found) : max(found) + 1]) if found and max(found) - min(found) < 4 + len(places) else None

    def is_right(self, place: int) -> bool:
        """Whether a word was read as it is written, case and punctuation aside."""
        return place in self.written and words(self.truth[self.written[place]]) == words(self.read[place])


def align_text(truth: str, read: str) -> Aligned:
    """The words of a page, written and read, paired wherever they stand."""
    left, text = tokens(truth), tone_placement(nfc(read))
    found = list(re.finditer(r"\S+", text))
    right = [match.group() for match in found]
    parts = tuple(pieces(left, right))
    pairs = tuple(pair for part in parts for pair in _pairs(left, right, *part))
    written = {j: i for i, j in pairs if i is not None and j is not None}
    return Aligned(tuple(left), text, tuple(right), tuple(match.start() for match in found), pairs, written, parts)


def _pairs(left: Sequence[str], right: Sequence[str], part: slice, part_read: slice) -> Iterator[Pair]:
    for i, j in loose_pairs(left[part], right[part_read]):
        yield (None if i is None else i + part.start), (None if j is None else j + part_read.start)


def score_text(truth: str, read: str) -> TextScore:
    """The counts of one page: its true text against what was read."""
    return score_aligned(align_text(truth, read), missed_words(truth, read), len(words(truth)))


def score_aligned(aligned: Aligned, lost: Counter[str], count: int) -> TextScore:
    """The counts of a page whose words are paired; `lost` the words missed of `count`."""
    left, right = aligned.truth, aligned.read
    different = ((left[i] if i is not None else "", right[j] if j is not None else "") for i, j in aligned.pairs)
    confusions = tuple((a, b) for a, b in different if a != b)
    return TextScore(
        words=count,
        missed=lost.total(),
        tokens=len(left),
        word_errors=sum(distance(left[a], right[b]) for a, b in aligned.pieces),
        word_errors_loose=max(len(left), len(right)) - (len(aligned.pairs) - len(confusions)),
        letters=len(" ".join(left)),
        letter_errors=sum(distance(" ".join(left[a]), " ".join(right[b])) for a, b in aligned.pieces),
        letter_errors_loose=_letters_loose(confusions),
        marked=sum(is_vietnamese_letter(c) for word in left for c in word),
        mark_errors=sum(mark_errors(a, b) for a, b in confusions if a and b),
        mark_words=sum(strip_marks(a).casefold() == strip_marks(b).casefold() and a.casefold() != b.casefold() for a, b in confusions),
        missed_list=tuple(sorted(lost.elements())),
        confusions=confusions,
    )


def _letters_loose(confusions: Sequence[tuple[str, str]]) -> int:
    """Letters wrong in words that stand for one another, and the letters of words without a counterpart, on the longer side."""
    lost = sum(len(a) for a, b in confusions if not b)
    made_up = sum(len(b) for a, b in confusions if not a)
    return sum(distance(a, b) for a, b in confusions if a and b) + max(lost, made_up)


def mark_errors(truth: str, read: str) -> int:
    """Letters of a word whose base letter was read right and whose mark was not.

    >>> mark_errors("trưởng", "trương"), mark_errors("Đảng", "Dáng"), mark_errors("ban", "dân")
    (1, 2, 1)
    """
    if strip_marks(truth) == truth and strip_marks(read) == read:
        return 0
    # Lower, not casefold: as many letters as before, so that the places hold in the words themselves.
    bare, bare_read = strip_marks(truth).lower(), strip_marks(read).lower()
    pairs = [(i, j) for i, j in align(bare, bare_read) if i is not None and j is not None]
    return sum(bare[i] == bare_read[j] and truth[i].lower() != read[j].lower() for i, j in pairs)
