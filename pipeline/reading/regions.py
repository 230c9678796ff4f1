"""Names for the areas of a scanned page (`pipeline.document.REGIONS`), told from what is printed in them.

Where an area stands is known from the layout; what it is, only its words tell: the national name and motto make a header of the
two columns at the top, 'Nơi nhận' makes recipients of a left column, an authority (TM., KT. …) or a role in capitals makes a signature
of the right one. Page layout: Nghị định 30/2020/NĐ-CP, Phụ lục I; Party papers: Hướng dẫn 36-HD/VPTW.

>>> name([("left", None, ["UBND TỈNH KIÊN GIANG", "SỞ Y TẾ"]), ("right", None, ["CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"])])
[Part(area=0, first=0, past=2, region='header_left'), Part(area=1, first=0, past=1, region='header_right')]
>>> name([("left", None, ["CHỦ TỊCH", "Hà Văn Phúc", "Nơi nhận:", "- Lưu: VT."]), ("right", None, ["GIÁM ĐỐC"])])
[Part(area=0, first=0, past=2, region='signature'), Part(area=1, first=0, past=1, region='signature'),
 Part(area=0, first=2, past=4, region='recipients')]
>>> name([("full", None, ["1. Nội dung"]), ("full", (0, 1), ["STT"]), ("number", None, ["2"])])
[Part(area=0, first=0, past=1, region='body'), Part(area=1, first=0, past=1, region='table'),
 Part(area=2, first=0, past=1, region='page_number')]
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from pipeline.vietnamese.normalize import fold
from pipeline.vietnamese.tsv import rows

Named = tuple[str, tuple[int, int] | None, Sequence[str]]
"""An area: column (full | left | right | number | stamp), cell of a table or None, the text of its lines."""


class Part(NamedTuple):
    """Lines `first` to before `past` of the area numbered `area`, and their region."""

    area: int
    first: int
    past: int
    region: str


_RECIPIENTS = regex.compile(r"\W{0,3}(?:n?[oag]i|not|no1)\s*nh[a-z]{1,2}n\b")
_AUTHORITY = r"(?:[tkq][./\s]{0,2}[mtlu]?\w{0,2}[./]\s*)?(?:pho |quyen )?"


@cache
def _words(kind: str, before: str = "", after: str = "") -> regex.Pattern[str]:
    """Matches any of the words of a kind in region_words.tsv, in folded text."""
    choices = sorted((regex.escape(fold(row["words"])) for row in rows("reading/region_words.tsv") if row["kind"] == kind), key=len)
    return regex.compile(f"{before}(?:{'|'.join(reversed(choices))}){after}")


def _names_nation(text: str) -> bool:
    return _words("nation").search(fold(text)) is not None


def _begins_signature(text: str) -> bool:
    return _words("post", before=_AUTHORITY).match(fold(text)) is not None


def _is_stamp(text: str) -> bool:
    return text.upper() == text and _words("stamp", after="[.:]?").fullmatch(fold(text).strip(" -|[]_")) is not None


def name(areas: Sequence[Named]) -> list[Part]:
    """Parts of the areas in reading order, each with its region."""
    parts: list[Part] = []
    index = 0
    while index < len(areas):
        column, cell, texts = areas[index]
        pair = column == "left" and index + 1 < len(areas) and areas[index + 1][0] == "right"
        if pair:
            parts += _pair(index, texts, areas[index + 1][2])
            index += 2
            continue
        if cell is not None:
            parts.append(Part(index, 0, len(texts), "table"))
        elif column == "stamp":
            parts.append(Part(index, 0, len(texts), "stamp"))
        elif column == "number":
            is_number = "".join(texts).strip(" -–.").isdigit()
            parts.append(Part(index, 0, len(texts), "page_number" if is_number else "body"))
        else:
            parts += _full(index, texts)
        index += 1
    return [part for part in parts if part.past > part.first]


def _pair(index: int, left: Sequence[str], right: Sequence[str]) -> list[Part]:
    """Two columns side by side: header, closing, or a body set in two columns."""
    if any(map(_names_nation, (*left, *right))):
        return [*_stamps(Part(index, 0, len(left), "header_left"), left), *_stamps(Part(index + 1, 0, len(right), "header_right"), right)]
    start = next((n for n, text in enumerate(left) if _RECIPIENTS.match(fold(text))), None)
    if start is not None:
        # Two signers side by side, the recipients below the left one (syt-kg: trade union and department).
        return [
            Part(index, 0, start, "signature"),
            Part(index + 1, 0, len(right), "signature"),
            Part(index, start, len(left), "recipients"),
        ] if start else [Part(index, 0, len(left), "recipients"), Part(index + 1, 0, len(right), "signature")]  # fmt: skip
    if any(map(_begins_signature, right[:3])):
        both = any(map(_begins_signature, left[:3]))
        return [Part(index, 0, len(left), "signature" if both else "recipients"), Part(index + 1, 0, len(right), "signature")]
    return [Part(index, 0, len(left), "body"), Part(index + 1, 0, len(right), "body")]


def _full(index: int, texts: Sequence[str]) -> list[Part]:
    """Full-width lines: body, but for stamps and a header whose columns were not told apart."""
    return _stamps(Part(index, 0, len(texts), "body"), texts)


def _stamps(part: Part, texts: Sequence[str]) -> list[Part]:
    """The part with lines that are a stamp (HỎA TỐC) as parts of their own."""
    parts, first = [], 0
    for number, text in enumerate(texts):
        if _is_stamp(text):
            parts += [part._replace(first=first, past=number), Part(part.area, number, number + 1, "stamp")]
            first = number + 1
    return [*parts, part._replace(first=first, past=len(texts))]
