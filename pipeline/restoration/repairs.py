"""Repairs that the written form itself forces: foreign letters, document symbols, Roman numerals, digits read as letters.

Each rule gives the repaired words with the kind, its name and a confidence, or None; none of them guesses, and none knows the
language. `Ð` is not Vietnamese but `Đ`; `QĐ-UBNI)` is no symbol and `QĐ-UBND` is; `KH- HĐT` is one code read as two words; `2O22`
cannot be but a year, and after 'khóa' `XIH` cannot be but XIII. Codes are told in `codes`, dates in `dates`, other figures in
`numerals`, Roman ones in `romans`. What a rule changes may be what another one waits for ('ngày Í 71háng ]] năm': the 17th, then
'tháng', then 11), so the rules go over a line until nothing changes.

>>> def mended(text): return [(r.first, r.count, r.text, r.rule) for r in mend_line([Word(part) for part in text.split()])]
>>> mended("Kế hoạch số 04/KH- HĐT ngày 2l tháng 02 năm 2O24")
[(3, 2, '04/KH-HĐT', 'joined'), (6, 1, '21', 'day'), (10, 1, '2024', 'year')]
>>> mended("IH. TỔ CHỨC"), mended("khóa XIH của Đảng"), mended("ngày Í 71háng ]] năm 2017")
([(0, 1, 'III.', 'part')], [(1, 1, 'XIII', 'roman')], [(1, 1, '17', 'day'), (2, 1, 'tháng', 'month_word'), (3, 1, '11', 'month')])
>>> mended("Sở KH - ĐT, TP. H. Bình Chánh"), mended("điểm l khoản 2 Điều I")
([], [])
>>> mend(Word("QÐ-UBNI)"))
Repair(first=0, count=1, text='QĐ-UBND', kind='code', rule='letter_eth+symbol', confidence=0.95)
>>> mend(Word("34-CT/IW")).text, mend(Word("T'T-BNV,")).text, mend(Word("1OO%")).text, mend(Word("2O22.")).text
('34-CT/TW', 'TT-BNV,', '100%', '2022.')
>>> mend(Word("41/CT-TU")) is None, mend(Word("Nghị")) is None
(True, True)
>>> mend(Word("hö", choices=((("h", 1.0),), (("ö", 0.6), ("ồ", 0.3)))))
Repair(first=0, count=1, text='hồ', kind='character', rule='second_choice', confidence=0.3)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import regex

from pipeline.document import Word
from pipeline.restoration import codes, dates, letters, numerals, romans
from pipeline.restoration.figures import Rule
from pipeline.restoration.repair import Repair

__all__ = ["Repair", "mend", "mend_line"]

SUSPECT = regex.compile(
    # letters and signs that no Vietnamese word has
    r"[^\x00-\x7FÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ“”‘’…–—•]|€|[|!\[\]]"
    # codes, and halves of codes
    r"|(?<!\S)(?=\S{0,80}[A-ZĐ])\S{0,80}[/'\-]|\s[/\-–—~]{1,2}\s?[A-ZĐ]{2}|[A-ZĐ]\s[\-–—]"
    # figures with letters in them, dates in two pieces
    r"|[OoIl°º][^\s]{0,4}%|o/o|°/|\d[OolI]|[lIO]\d|/\s\d|\d\s/|[/.-][OlI]|\dháng|(?<![^\s(])[lIÌÍÏï]{1,2}(?![^\s,;:.)])"
    r"|(?<!\S)20\s\d\d(?!\d)|H\dN[^\d\s]"
    # Roman numerals, also read with other letters: by far the most words of such letters stand in capitals
    r"|(?<![\p{L}\d])(?=[IVXlvx1]*[HlY1iyU])[IVXHYUlvxy1i]{1,8}(?![\p{L}\d])|(?<!\p{L})[IVX]{2,6}[LT](?!\p{L})"
    r"|^\S?[IVXHUWNMLTJK]{1,6}[.)/:-]{1,2}\s|^L\s"
)
"""Lines in which a rule could touch a word at all: all others are passed over, a page costs next to nothing."""

LONGEST = 80
"""Characters of a word that is looked at: no code and no figure is longer, and a hostile file may hold one of a million."""

MOST_PASSES = 8
"""How often the rules go over a line at most; three passes are rare."""

WIDE = 0.42
"""A blank of at least so many letters' width is printed. Of 9 codes and dates read as two words in developing papers, the gap was
0.21-0.33 of a letter where the paper has none and 0.49-0.65 where its author typed a blank; 98 of 100 blanks are wider than 0.42."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A word as it stands now: how many words as read it takes up, its text, and what was done to it."""

    count: int
    text: str
    kind: str = ""
    rules: tuple[str, ...] = ()
    confidence: float = 1.0


def mend_line(words: Sequence[Word], above: int = 0, below: int = 0) -> tuple[Repair, ...]:
    """The repairs of a line in order, none over another. A code or date in pieces is not joined over a blank that the paper has.

    `above` and `below` are the numbers of the last part with a Roman numeral above the line and of the next one below it
    (`romans.parts_around`), 0 without one: after I a lone 'H.' can only be II, whatever follows it, and 'II.' between II and IV is III.
    """
    if not SUSPECT.search(" ".join(word.text if len(word.text) <= LONGEST else "" for word in words)):
        return ()
    parts = [_of_letters(word) for word in words]
    blanks = [_printed(word, following) for word, following in pairwise(words)] + [True]
    for _ in range(MOST_PASSES):
        before = [part.text for part in parts]
        _pass(parts, blanks, above, below)
        if [part.text for part in parts] == before:
            break
    return tuple(_repairs(parts, words))


def mend(word: Word) -> Repair | None:
    """The repair of a word that stands alone; None where no rule applies."""
    found = mend_line((word,))
    return found[0] if found else None


def _of_letters(word: Word) -> _Part:
    """The word with its foreign letters set right."""
    part = _Part(1, word.text)
    if len(word.text) > LONGEST:
        return part
    for rule in (letters.eth, letters.section_sign, partial(letters.second_choice, choices=word.choices)):
        found = rule(part.text)
        part = part if found is None else _changed([part], found)
    return part


def _printed(word: Word, following: Word) -> bool:
    """Whether the blank between two words is one of the paper, as far as their boxes tell; the paper is the record."""
    if word.box is None or following.box is None:
        return False
    letter = (word.box.width + following.box.width) / max(len(word.text) + len(following.text), 1)
    return following.box.x0 - word.box.x1 >= WIDE * letter


def _pass(parts: list[_Part], blanks: list[bool], above: int, below: int) -> None:
    """Every rule has its turn at every word, from left to right; `blanks` tells of each word whether the blank after it is printed."""
    texts = [part.text for part in parts]
    rules: tuple[Rule, ...] = (
        partial(codes.joined, blanks=blanks),
        codes.symbol,
        partial(dates.joined, blanks=blanks),
        *dates.RULES,
        *numerals.RULES,
        partial(romans.numeral, above=above, below=below),
    )
    at = 0
    while at < len(parts):
        for rule in rules if len(texts[at]) <= LONGEST else ():
            found = rule(texts, at)
            if found is not None and (found.count > 1 or found.text != texts[at]):
                past = at + found.count
                parts[at:past] = [_changed(parts[at:past], found)]
                texts[at:past] = [found.text]
                blanks[at:past] = [blanks[past - 1]]
        at += 1


def _changed(parts: Sequence[_Part], found: Repair) -> _Part:
    """The one word that the words became, with what was done to them before."""
    rules = [rule for part in parts for rule in part.rules]
    return _Part(
        sum(part.count for part in parts),
        found.text,
        found.kind if found.kind != "spacing" or not rules else next(part.kind for part in parts if part.kind),
        tuple(dict.fromkeys([*rules, found.rule])),
        min(found.confidence, *(part.confidence for part in parts)),
    )


def _repairs(parts: Sequence[_Part], words: Sequence[Word]) -> list[Repair]:
    found = []
    first = 0
    for part in parts:
        if part.count > 1 or part.text != words[first].text:
            found.append(Repair(first, part.count, part.text, part.kind, "+".join(part.rules), round(part.confidence, 4)))
        first += part.count
    return found
