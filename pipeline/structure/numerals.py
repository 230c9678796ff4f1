"""Numerals at the head of a line (số thứ tự của phần, chương, mục, điều, khoản, điểm; gạch đầu dòng).

What a mark may be is told here; which of its meanings fits is for the outline to decide by what came before: `I.` may be one
in either figures, `11.` eleven or II, `d)` stand for đ) and `đ)` for d). Authority:
Nghị định 30/2020/NĐ-CP, Phụ lục I; the Party writes I-, 1-, 1.1-.

>>> [(m.rank.name, m.printed, m.value) for m in marks_of("I1. NỘI DUNG HÌNH THỨC")]
[('ROMAN', 'I1.', 2), ('ARABIC', 'I1.', 11)]
>>> [(m.rank.name, m.printed, m.value) for m in marks_of("Điều 1. Phạm vi điều chỉnh")], marks_of("Điều 1 Thông tư này")
([('ARTICLE', 'Điều 1.', 1)], [])
>>> [[(m.rank.name, m.value) for m in marks_of(text)] for text in ("2.3. Kinh phí", "đ) Nội dung", "- Lưu")]
[[('DECIMAL', 3)], [('LETTER', 5), ('LETTER', 4)], [('BULLET', 0)]]
>>> marks_of("1.900 ha"), marks_of("13/4/2022"), marks_of("100% công chức")
([], [], [])
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import regex

from pipeline.forms import roman
from pipeline.structure.rows import capitals, plain


class Rank(IntEnum):
    """Order of the levels of a paper: a smaller rank stands above a larger one."""

    ANNEX = 0
    PART = 1
    CHAPTER = 2
    DIVISION = 3
    SUBDIVISION = 4
    ARTICLE = 5
    UPPER = 6
    ROMAN = 7
    ARABIC = 8
    DECIMAL = 9
    BRACKET = 10
    LETTER = 11
    PARENTHESES = 12
    BULLET = 13


@dataclass(frozen=True, slots=True)
class Mark:
    """One meaning of what stands at the head of a line, whose words begin at `end`.

    `value` counts from 1; it is 0 for a bullet and for an annex without number.
    """

    rank: Rank
    printed: str
    value: int
    end: int
    prefix: tuple[int, ...] = ()  # of a decimal numeral: (2,) of 2.3
    sure: bool = True  # false for a meaning that only a misreading gives


ALPHABET = "abcdđeghiklmnopqrstuvxy"
"""Letters that count points (điểm): no f, j, w, z."""

_WORDS = {
    "phu luc": Rank.ANNEX, "bieu mau": Rank.ANNEX, "mau so": Rank.ANNEX, "phan": Rank.PART, "chuong": Rank.CHAPTER, "muc": Rank.DIVISION,
    "tieu muc": Rank.SUBDIVISION, "dieu": Rank.ARTICLE,
}  # fmt: skip
_ORDINALS = {"nhat": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_NAMED = regex.compile(
    r"\W{0,3}(?P<word>phu\s?luc|bieu mau|mau so|phan|chuong|tieu muc|muc|dieu)"
    r"(?:\s{1,3}(?:so\s)?(?:thu\s(?P<word_number>\w{2,5})|(?P<number>[ivxlh1|]{1,6}|\d{1,3})(?P<suffix>[a-zđ]?)))?"
    r"(?P<stop>\s{0,2}[.:)\-–—]\s{0,3}|,\s(?!dieu|khoan|muc|chuong)|\s{1,4}(?=[^\W\d_])|\s?\(|$)"
)
_ROMAN = regex.compile(
    r"(?P<roman>[IVXHYUMWNLTJlivxy1|!ÍÌỈĨỊÝ]{1,7}+)(?P<stop>\s?[.)/:,]\.?\s?[-–—]?\s*|\s?[-–—]\s*|\s{1,3}(?=\p{Lu}{2})|$)"
)
_UPPER = regex.compile(r"(?P<letter>[A-HĐ])(?P<stop>\s?[.)/:-]\s*)(?=\p{Lu}|$)")
_ARABIC = regex.compile(r"(?P<number>\d{1,2}|[lI|])(?P<stop>\s?[.,/]\s?[-–—]?\s+|\s?[.](?=\p{Lu})|\s?[-–—:]\s+|\s?\)\s*)(?=\S)")
_DECIMAL = regex.compile(r"(?P<numbers>\d{1,2}(?:\s?[.]\s?\d{1,2}){1,3})(?P<stop>\s?[.)\-–—:]{1,2}\s*|\s+)(?=[\p{Lu}“\"'(]|\d{2,3}%)")
_LETTER = regex.compile(r"(?P<letter>[a-zđð])(?P<number>\d?)(?P<stop>\s?[)}\]]\s*|[.,]\s+|\s?[-–]\s+|[.](?=\p{Lu}))(?=\S)")
_BRACKETED = regex.compile(r"\((?P<number>\d{1,2}|[ivx]{1,4}|[a-zđ])\)\s*(?=\S)")
_BULLET = regex.compile(
    r"(?P<glyph>[-–—−~+*•·●○▪■♦►✓✔»]|[oO](?=\s\p{Lu})|[_ˆ^](?=\s\p{Lu}\p{Ll}))(?:\s{0,4}|\s?[-_.ˆ]{1,2}\s{1,3})(?=[\p{L}\d“\"'(\[])"
)
_LEAD = regex.compile(r"[\s_“\"'‘’.,|]{0,6}(?P<stars>\*{0,2})")

_DECIMAL_POINT = regex.compile(r"[.,]\s?\d")
_OPENS = regex.compile(r"[\p{Lu}“\"'(]")
_OPENS_OR_FIGURE = regex.compile(r"[\p{Lu}“\"'(\d]")
_DATE = regex.compile(r"\d{1,2}\s?[./-]\s?\d")
_STROKES = regex.compile(r"([\dlI|]{2})\s?\.\s+(?=\p{Lu})")
_SPECK = regex.compile(r"\W{1,4}(?=(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,4})\s?[.)]\s)")


def marks_of(text: str) -> list[Mark]:
    """The meanings of the numeral or bullet with which a line begins, the likeliest first; empty without one."""
    head = text[:200]
    lead = _LEAD.match(head)
    if lead is None or any(c in '“",' for c in lead.group()):
        return []
    found = _marks_at(head, lead.end())
    if lead["stars"] and not found:  # '* Giai đoạn …' is a bullet, '**I.** …' a numeral in bold
        found = _marks_at(head, lead.start("stars"))
    return found


def _marks_at(head: str, begin: int) -> list[Mark]:
    text = head[begin:]
    found = [
        *_named(text),
        *_roman(text),
        *_upper(text),
        *_decimal(text),
        *_arabic(text),
        *_letter(text),
        *_bracketed(text),
        *_bullet(text),
    ]
    if found and found[0].rank is Rank.BULLET and (numeral := _SPECK.match(text)):
        # '- 4. Sở Nội vụ': the dash is a speck before a numeral; where no sequence wants the 4 it stays a bullet.
        rest = text[numeral.end() :]
        found += [
            Mark(m.rank, m.printed, m.value, m.end + numeral.end(), m.prefix, False)
            for m in [*_roman(rest), *_decimal(rest), *_arabic(rest)]
        ]
    return [Mark(m.rank, m.printed, m.value, m.end + begin, m.prefix, m.sure) for m in found]


def _named(text: str) -> list[Mark]:
    match = _NAMED.match(plain(text))
    if match is None:
        return []
    rank = _WORDS[regex.sub(r"^phu\s?luc$", "phu luc", match["word"])]
    if not (text[match.start("word")].isupper() and (match["number"] or match["word_number"] or rank is Rank.ANNEX)):
        return []
    value = _ORDINALS.get(match["word_number"] or "", 0) or _number(
        text[match.start("number") : match.end("number")] if match["number"] else ""
    )
    end = match.end("stop") - match["stop"].count("(")
    rest = text[end:].strip()
    stopped = match["stop"].strip() != ""
    if match["stop"].startswith(",") and not (rank is Rank.ARTICLE and text[end : end + 1].isupper()):
        return []
    if rank is Rank.ARTICLE and not (match["number"] and text[match.start("number")].isdigit() and stopped):
        return []
    if rank is Rank.ANNEX and rest and not stopped and capitals(rest) < 0.6 and not rest.startswith("("):
        return []
    if rank is Rank.ANNEX and not value and not plain(match["word"]).startswith("phu"):
        return []
    if (Rank.ANNEX < rank < Rank.ARTICLE and rest and not stopped and capitals(rest) < 0.7) or (not value and rank is not Rank.ANNEX):
        return []
    return [Mark(rank, text[match.start("word") : end].strip().rstrip("(").strip(), value, end)]


def _number(printed: str) -> int:
    if printed.isdigit():
        return int(printed)
    return roman.parse(printed.upper() if printed.islower() else printed) or 0 if printed else 0


def _roman(text: str) -> list[Mark]:
    match = _ROMAN.match(text)
    if stroke := _LONE_STROKE.match(text):  # 'L Sở Y tế': no word of the language is an L
        return [Mark(Rank.ROMAN, text[: stroke.end()].strip(), 1, stroke.end(), (), False)]
    if (
        match is None
        or (match["roman"].isdigit() and "1" not in match["roman"])
        or _DECIMAL_POINT.match(match["stop"] + text[match.end() : match.end() + 1])
    ):
        return []
    rest = text[match.end() :].strip()
    if (rest and not _OPENS.match(rest)) or (not rest and len(match["roman"]) > 4):
        return []
    letters = match["roman"]
    clean = all(c in "IVX" for c in letters)
    if not match["stop"].strip() and not (rest and capitals(rest) > 0.8) and rest:
        return []
    if not rest and not (clean and match["stop"].strip()):
        return []
    values = [value for value in [roman.parse(letters) or 0, *(roman.candidates(letters))] if value]
    if len(letters) == 1 and letters.islower() and letters != "l":
        return []
    if letters.isdigit() and capitals(rest) < 0.7:
        return []
    return [Mark(Rank.ROMAN, text[: match.end()].strip(), value, match.end(), (), clean) for value in dict.fromkeys(values)]


def _upper(text: str) -> list[Mark]:
    match = _UPPER.match(text)
    if match is None or capitals(text[match.end() : match.end() + 40]) < 0.5:
        return []
    return [Mark(Rank.UPPER, text[: match.end()].strip(), ALPHABET.index(match["letter"].lower()) + 1, match.end())]


def _arabic(text: str) -> list[Mark]:
    match = _ARABIC.match(text)
    value = roman.parse_arabic(match["number"]) if match else None
    if match is None:
        return _misread_arabic(text)
    if not value or not _OPENS_OR_FIGURE.match(text[match.end() : match.end() + 1]) or _DATE.match(text[match.end() :]):
        return []
    if "," in match["stop"] and not text[match.end() : match.end() + 1].isupper():
        return []
    bracket = match["stop"].strip().startswith(")")
    return [Mark(Rank.BRACKET if bracket else Rank.ARABIC, text[: match.end()].strip(), value, match.end(), (), match["number"].isdigit())]


_BARE = regex.compile(r"(\d{1,2})\s{1,2}(?=\p{Lu}\p{Ll})")
_LONE_STROKE = regex.compile(r"[Ll|]\s{1,2}(?=\p{Lu}\p{Ll}*\s)")


def _misread_arabic(text: str) -> list[Mark]:
    """'l0.', 'I1.': figures with strokes for ones; '2 Bệnh viện': the point was lost."""
    if bare := _BARE.match(text):
        return [Mark(Rank.ARABIC, bare[1], int(bare[1]), bare.end(), (), False)] if int(bare[1]) > 1 else []
    match = _STROKES.match(text)
    value = roman.parse_arabic(match[1]) if match else None
    return [Mark(Rank.ARABIC, text[: match.end()].strip(), value, match.end(), (), False)] if match and value else []


def _decimal(text: str) -> list[Mark]:
    match = _DECIMAL.match(text)
    if match is None:
        return []
    numbers = tuple(int(number) for number in regex.findall(r"\d+", match["numbers"]))
    if any(number == 0 for number in numbers) or max(numbers) > 60:
        return []
    return [Mark(Rank.DECIMAL, text[: match.end()].strip(), numbers[-1], match.end(), numbers[:-1])]


def _letter(text: str) -> list[Mark]:
    match = _LETTER.match(text)
    if (
        match is None
        or match["letter"] not in ALPHABET + "ð"
        or (match["stop"].strip() != ")" and not text[match.end() : match.end() + 1].isupper())
    ):
        return []
    value = ALPHABET.index(match["letter"].replace("ð", "đ")) + 1
    values = [value, {4: 5, 5: 4}.get(value, value)]  # đ) loses its stroke, d) gets one
    return [Mark(Rank.LETTER, text[: match.end()].strip(), each, match.end(), (), each == value) for each in dict.fromkeys(values)]


def _bracketed(text: str) -> list[Mark]:
    match = _BRACKETED.match(text)
    if match is None or not text[match.end() : match.end() + 1].isalnum():
        return []
    number = match["number"]
    value = int(number) if number.isdigit() else roman.parse(number.upper()) or (ALPHABET.index(number) + 1 if number in ALPHABET else 0)
    return [Mark(Rank.PARENTHESES, text[: match.end()].strip(), value, match.end())] if value else []


def _bullet(text: str) -> list[Mark]:
    match = _BULLET.match(text)
    return [Mark(Rank.BULLET, match["glyph"], 0, match.end())] if match else []
