"""Rows: the printed lines of a paper as structure sees them, with the region and the page each stands on.

Vietnamese: dòng chữ in. The components of a paper (thể thức văn bản, Nghị định 30/2020/NĐ-CP, Phụ lục I) are told apart by
the line they stand on, by its first words and by its capitals, not by sentences. Words are compared without marks and case
(`plain`), since marks are what a bad scan loses first: 'CỌNG HOÀ', 'Đôc lập', 'KE HOACH'.

>>> plain("CỘNG HÒA - Đôc lập")
'cong hoa - doc lap'
>>> capitals("ỦY BAN NHÂN DÂN"), capitals("Kế hoạch"), capitals("12/4/2022")
(1.0, 0.14285714285714285, 0.0)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from pipeline.document import Box, Document
from pipeline.vietnamese import tsv
from pipeline.vietnamese.alphabet import strip_marks


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line, or a piece of one. `opens` is true where it begins a paragraph; `region` as in `document.REGIONS`."""

    start: int
    end: int
    text: str
    region: str = "body"
    page: int = 1
    box: Box | None = None
    opens: bool = True
    number: int = 0  # which row of the paper, from 0; pieces of one row share it

    def piece(self, start: int, end: int) -> Row:
        """The part of the row from `start` to `end` (offsets inside the row), without outer blanks."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        whole = start == 0 and len(text) == len(self.text)
        box = self.box if whole else None
        return Row(self.start + start, self.start + start + len(text), text, self.region, self.page, box, self.opens, self.number)


def rows_of(document: Document) -> list[Row]:
    """All printed lines of the text in order, empty ones left out."""
    if not document.lines:
        return list(_plain_rows(document.text))
    rows: list[Row] = []
    for paragraph in document.paragraphs:
        for index in range(paragraph.first_line, paragraph.past_line):
            line = document.lines[index]
            text = document.text[line.start : line.end]
            if text.strip():
                opens = index == paragraph.first_line
                rows.append(Row(line.start, line.end, text, paragraph.region, line.page, line.box, opens, len(rows)))
    return rows


def _plain_rows(text: str) -> Iterator[Row]:
    number = 0
    for match in regex.finditer(r"[^\n]+", text):
        row = Row(match.start(), match.end(), match.group(), number=number)
        row = row.piece(0, len(row.text))
        if row.text:
            yield row
            number += 1


@cache
def _plain_letter(letter: str) -> str:
    bare = strip_marks(letter).lower()
    return bare if len(bare) == 1 else letter


def plain(text: str) -> str:
    """The text in small letters without marks, of the same length: offsets in it are offsets in `text` (which is NFC)."""
    return "".join(map(_plain_letter, text))


NOISE = " \t'\"“”‘’.,:;*_|^ˆ~`-"
"""What scanners leave before a line, and the marks that stand there by right."""


def capitals(text: str) -> float:
    """Share of the letters that are capitals, 0..1; 0.0 without letters."""
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) / len(letters) if letters else 0.0


def joined(rows: list[Row]) -> str:
    """The words of the rows with single blanks between."""
    return " ".join(" ".join(row.text for row in rows).split())


@cache
def phrases(name: str, *kinds: str) -> tuple[str, ...]:
    """The plain spelling (small, without marks) of the phrases in a .tsv of this room that are of one of `kinds`; longest first."""
    found = {plain(row["phrase"]) for row in tsv.rows(f"structure/{name}") if not kinds or row["kind"] in kinds}
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


@cache
def spelling(name: str, kind: str) -> dict[str, str]:
    """Plain spelling -> spelling of the phrases of a kind: 'khan' -> 'Khẩn'."""
    return {plain(row["phrase"]): row["phrase"] for row in tsv.rows(f"structure/{name}") if row["kind"] == kind}


@cache
def opening(name: str, *kinds: str) -> regex.Pattern[str]:
    """A pattern that matches where plain text begins with one of the phrases as whole words."""
    return regex.compile(r"(?:" + "|".join(regex.escape(p) for p in phrases(name, *kinds)) + r")(?!\w)")
