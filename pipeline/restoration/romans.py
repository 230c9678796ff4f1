"""Roman numerals that OCR misread (số La Mã): `XIH`, `Chương H`, `IH. TỔ CHỨC`, where the place leaves nothing else.

Such a place is after a word of `romans.tsv` ('khóa', 'lần thứ', 'chương'), or at the head of a line before a heading. What letters
a numeral may have lost to tells `forms.roman`. A lone 'H.' may be a letter that counts, or short for 'huyện': it is II before
capitals, and after I.

>>> [numeral(text.split(), at).text for text, at in (("khóa XIH của", 1), ("Chương H", 1), ("lần thứ XIl,", 2), ("Quý lI/2022", 1))]
['XIII', 'II', 'XII,', 'II/2022']
>>> [numeral(text.split(), 0).text for text in ("H. NỘI DUNG, PHƯƠNG PHÁP", "IH. Tổ chức", "1I. NỘI DUNG", "l. MỤC ĐÍCH, YÊU CẦU")]
['II.', 'III.', 'II.', 'I.']
>>> numeral("H. Nội dung thực hiện".split(), 0), numeral("H. Nội dung thực hiện".split(), 0, above=1).text
(None, 'II.')
>>> [numeral(text.split(), at) for text, at in (("H. BÌNH CHÁNH", 0), ("Phụ lục H", 2), ("nhóm VH", 1), ("khóa XIII", 1))]
[None, None, None, None]
>>> part_of(["III.", "TỔ", "CHỨC"]), part_of(["3.", "Tổ", "chức"])
(3, None)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate

import regex

from pipeline.forms import roman
from pipeline.gazetteer import districts
from pipeline.restoration.repair import Repair
from pipeline.vietnamese.alphabet import strip_marks
from pipeline.vietnamese.tsv import rows

_NUMERAL = regex.compile(r"(?P<head>[(\"“]?)(?P<core>[IVXHYUTLl1|!]{1,8})(?P<tail>[.,;:)\"”]*(?:/\d{4}[.,;:)]*)?)")
_HEADING = regex.compile(r"(?P<head>[\"“*]?)(?P<core>[IVXHYUNMLTJKWlvxyi1|!]{1,8})(?P<tail>[.][.)/:-]?|[-–)/:]{1,2})")
_ONE_STROKE_OFF = regex.compile(r"(?=.*[IVX].*[IVX])[IVXH]+[LT1lI]")
_CLEAN = regex.compile(r"[IVX]+|[ivx]+|\d+")
_ABBREVIATIONS = frozenset({"XH", "VH"})
_PART = regex.compile(r"[\"“*]?(?P<core>[IVX]{1,7})[.)/:-]{1,2}")
_LOUD, _SHORT = 0.7, 5
_MOST_OF_A_NAME = 4
_MOST_OF_A_HEAD = 3


@cache
def _heads() -> dict[tuple[str, ...], str]:
    return {tuple(row["words"].split()): row["takes"] for row in rows("restoration/romans.tsv")}


def part_of(texts: Sequence[str]) -> int | None:
    """The number of the part that a line begins with a clean Roman numeral ('III. TỔ CHỨC' 3); None for any other line."""
    match = _PART.fullmatch(texts[0]) if len(texts) > 1 and texts[1][:1].isupper() else None
    return roman.parse(match["core"]) if match else None


def parts_around(lines: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """For each line the numbers of the last part above it and of the next one below it, 0 without one.

    >>> parts_around([["I.", "MỤC", "ĐÍCH"], ["1.", "Yêu", "cầu"], ["H.", "NỘI", "DUNG"], ["III.", "KINH", "PHÍ"]])
    [(0, 3), (1, 3), (1, 3), (1, 0)]
    """
    found = [part_of(line) or 0 for line in lines]
    above = accumulate(found, lambda last, one: one or last, initial=0)
    below = accumulate(reversed(found), lambda last, one: one or last, initial=0)
    return list(zip(list(above)[:-1], list(below)[-2::-1], strict=True))


def numeral(texts: Sequence[str], at: int, above: int = 0, below: int = 0) -> Repair | None:
    """The Roman numeral that a word must be; `above` and `below` are the numbers of the parts around the line, 0 where unknown."""
    if at == 0:
        return _heading(texts, above) or _lost_stroke(texts, above, below)
    match = _NUMERAL.fullmatch(texts[at])
    if match is None or _CLEAN.fullmatch(match["core"]):
        return None
    takes = _takes(texts, at)
    core = match["core"]
    value = _after_a_word(core) if takes is not None else None
    if takes is None or value is None or not _forced(core, takes):
        return None
    return Repair(at, 1, match["head"] + roman.format(value) + match["tail"], "numeral", "roman", 0.9)


def _takes(texts: Sequence[str], at: int) -> str | None:
    """What the words before may be followed by: `alone`, `apart`; None where they ask for no numeral."""
    before = [text.strip('(“"').casefold() for text in texts[max(0, at - _MOST_OF_A_HEAD) : at]]
    found = (_heads().get(tuple(before[-length:])) for length in range(len(before), 0, -1))
    takes = next((takes for takes in found if takes is not None), None)
    if takes is None and all(text.isascii() for text in before):  # read without marks: 'Phu luc HI', 'khoa XIH'
        bare = any(tuple(before[-length:]) in _bare_heads() for length in range(1, len(before) + 1))
        return "apart" if bare else None
    return takes


@cache
def _bare_heads() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(strip_marks(word) for word in words) for words in _heads())


def _after_a_word(core: str) -> int | None:
    """The value of letters after 'khóa'; of XIIT and VIL as well, which can be one numeral only."""
    value = roman.parse(core)
    if value is None and _ONE_STROKE_OFF.fullmatch(core):
        values = roman.candidates(core)
        return values[0] if len(values) == 1 else None
    return value


def _forced(core: str, takes: str) -> bool:
    """Whether letters after such words are a numeral and nothing else."""
    if not any(letter in core for letter in "IVXH"):
        return takes == "strokes" and core in ("ll", "lll")
    if takes != "apart":
        return core not in ("Y", "U")
    return len(core) > 1 and core not in _ABBREVIATIONS and not any(c.isdigit() for c in core)


def _heading(texts: Sequence[str], above: int) -> Repair | None:
    """'IH. TỔ CHỨC THỰC HIỆN' at the head of a line."""
    if texts[0] == "L" and above == 0 and _loud(texts[1:]):
        return Repair(0, 1, "I.", "numeral", "part", 0.85)  # 'L MỤC ĐÍCH': no word is an L
    match = _HEADING.fullmatch(texts[0])
    if match is None or regex.fullmatch(r"[IVX]+|[ivx]+", match["core"]) or len(texts) < 2 or not texts[1][:1].isupper():
        return None
    core = match["core"]
    value = _value(core, above)
    if value is None or not _heads_a_part(core, value, texts[1:], above):
        return None
    return Repair(0, 1, match["head"] + roman.format(value) + match["tail"], "numeral", "part", 0.9 if value == above + 1 else 0.85)


def _value(core: str, above: int) -> int | None:
    """What the letters are: the part that comes next, if they may be it; otherwise what they look like most."""
    if above and above + 1 in roman.candidates(core):
        return above + 1
    value = roman.parse(core)
    if above and "H" in core and value == above + 2:
        return above + 1  # 'IH.' under I: OCR made a stroke too many of II
    return value


def _lost_stroke(texts: Sequence[str], above: int, below: int) -> Repair | None:
    """'II.' between II and IV is III, which lost a stroke."""
    value = above + 1
    if not above or below != value + 1 or (read := part_of(texts)) is None or read == value:
        return None
    match = _PART.fullmatch(texts[0])
    meant = roman.format(value)
    if match is None or not meant.startswith(match["core"]) or set(meant[len(match["core"]) :]) != {"I"}:
        return None
    return Repair(0, 1, texts[0].replace(match["core"], meant, 1), "numeral", "part", 0.8)


def _heads_a_part(core: str, value: int, rest: Sequence[str], above: int) -> bool:
    """Whether letters before a heading are its numeral and nothing else."""
    loud = _loud(rest)
    next_one = value == above + 1 and above > 0
    if core.isdigit() or not any(c in "IVXH" for c in core):  # 11. is eleven as well, l. the letter, U. and L. too
        return loud and (next_one or (core == "l" and above == 0))
    if len(core) == 1 or core in _ABBREVIATIONS:
        return next_one or (loud and not above and not _district(rest))
    return True


def _loud(rest: Sequence[str]) -> bool:
    """Whether the words are a heading in capitals, of two words at least."""
    words = [word for word in rest if any(c.isalpha() for c in word)]
    return len(words) > 1 and sum(word.isupper() for word in words) > _LOUD * len(words) and sum(len(word) for word in words) > _SHORT


def _district(rest: Sequence[str]) -> bool:
    """Whether the first words are the name of a district ('H. BÌNH CHÁNH')."""
    lengths = range(1, min(len(rest), _MOST_OF_A_NAME) + 1)
    return any(" ".join(rest[:length]).strip(",.;").casefold() in _districts() for length in lengths)


@cache
def _districts() -> frozenset[str]:
    return frozenset(name.casefold() for name in districts.names())
