"""The part that a date plays: told by the words before it, the column that it stands in, the cited name around it, the dates beside it.

`document` is the letterhead's, `citation` one inside a cited document or its title ('… về công tác tư pháp năm 2021') or inside the name
of a plan without number ('ban hành Kế hoạch cải cách hành chính năm 2022 như sau'). A date that goes on from another
('trước ngày 25/6/2022; 25/9/2022') has its role. A date alone in a cell has that of the column's heading
('Thời hạn', 'Thời gian'). What happens on a day after the paper's own is planned.

>>> text = "Hoàn thành xong trong tuần đầu tháng 9/2025; đến cuối năm 2025"
>>> roles = Roles(text, folded(text), Header(), ())
>>> roles.of(text.index("tháng"), text.index(";"), "month", "2025-09"), roles.of(text.index("năm"), len(text), "year", "2025")
('deadline', 'deadline')
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import regex

from pipeline.extraction.folded import folded, one_of
from pipeline.extraction.spans import Spans
from pipeline.records import Citation, DateMention, Header
from pipeline.vietnamese.tsv import rows

_FROM = regex.compile(r"(?<!\w)(?:tu)\s{1,3}(?:ngay|thang|nam|quy|dau|\d)[^;.\n]{0,40}$")
_PLAN = r"(?:ke hoach|chuong trinh|de an|phuong an|quy che|huong dan|bao cao|nghi quyet|chi thi|du an)"
_NAMED = regex.compile(
    r"(?:(?<!\w)(?:(?P<here>tren day la)|ban hanh|xay dung|de ra|trien khai|lap)"
    r"|(?P<cites>(?:^|\n)[^\S\n]*(?:tiep tuc )?(?:thuc hien|can cu)))"
    rf"\s{{1,3}}{_PLAN}\s(?!so\s|nay)[^;:.\n]{{0,200}}$"
)
_AMENDED = regex.compile(r"\(\s?(?:da |duoc |da duoc )?sua doi\b[^();\n]{0,100}$")
"""'Luật … năm 2015 (được sửa đổi, bổ sung năm 2020)'"""
_NAMED_END = regex.compile(r"\W{0,3}(?:nhu sau|cu the|gom|bao gom|voi cac noi dung|voi noi dung)")
_HEADING_LOOK_BACK = 3000
_CELL_END = regex.compile(r"[^\S\n]{0,3}\.?(?:\n|\||$)")
_GOES_ON = regex.compile(r"\s{0,3}(?:[,;]|(?:[,;]\s{0,3})?(?:va|hoac))\s{0,3}")
_YEARS_OF = regex.compile(r"(\d{2,4})\s{1,3}nam\b[^;\n]{0,160}$")


class Roles:
    """The roles of the dates of one text."""

    def __init__(self, text: str, plain: str, header: Header, citations: Sequence[Citation]) -> None:
        self._text, self._plain, self._header = text, plain, header
        self._cited = Spans([*((c.start, c.end) for c in citations), *_titles(text, citations)])
        self._columns = [(match.end(), _column_roles()[" ".join(match[1].split())]) for match in _column_heading().finditer(plain)]

    def of(self, start: int, end: int, precision: str, date: str | None) -> str:
        """The role of the date at `start:end`."""
        own = self._header.date_span
        if own and start < own[1] and own[0] < end:
            return "document"
        if self._cited.cover(start, end) or self._in_a_name(start, end):
            return "citation"
        role = self._of_words(start, precision) or self._of_column(start, end)
        if role in (None, "event", "span") and precision in ("day", "month", "quarter") and role != "span" and self._is_ahead(date):
            return "planned"
        if role in (None, "span"):
            return "event" if precision in ("day", "recurring") and role is None else "period"
        return "period" if role in ("planned", "event") and precision == "year" else role

    def _of_words(self, start: int, precision: str) -> str | None:
        before = _before().search(self._plain, max(0, start - 60), start)
        if before is None:
            return None
        words = " ".join(before["words"].split())
        role = _roles()[words]
        if _is_another_word(" ".join(self._text[slice(*before.span("words"))].casefold().split()), words):
            return None
        ends = before["words"].endswith(("den", "toi", "het"))
        if role == "deadline" and (precision == "range" or (ends and self._begun(before.start()))):
            return "span"
        return "span" if role == "from" else role

    def _begun(self, at: int) -> bool:
        """Whether 'từ …' stands before this 'đến': then it ends a span and sets no deadline."""
        return bool(_FROM.search(self._plain, max(0, at - 60), at))

    def _in_a_name(self, start: int, end: int) -> bool:
        found = _NAMED.search(self._plain, max(0, start - 260), start)
        if _AMENDED.search(self._plain, max(0, start - 120), start):
            return True
        return bool(found and (found["here"] or found["cites"] or _NAMED_END.match(self._plain, end)))

    def _of_column(self, start: int, end: int) -> str | None:
        """The role of a date alone in its cell, from the last heading of a column of dates above it."""
        near = max(0, start - 80)  # a longer cell holds more than a date
        line = self._plain[max(near, self._plain.rfind("\n", near, start) + 1) : start]
        if not self._columns or line.rpartition("|")[2].strip(" -") or not _CELL_END.match(self._plain, end):
            return None
        above = [role for at, role in self._columns if start - _HEADING_LOOK_BACK < at < start]
        return above[-1] if above else None

    def _is_ahead(self, date: str | None) -> bool:
        own = self._header.date
        if not own or not date or "Q" in own:
            return False
        if "Q" in date:
            date = f"{date[:4]}-{3 * int(date[-1]):02}"
        same = own[: len(date)]  # of the paper's own date as much as this one tells
        return date[:4].isdigit() and (date > same or (date == same and len(date) < len(own)))


def carried_on(plain: str, mentions: Sequence[DateMention]) -> list[str]:
    """The roles of dates in order, each that goes on from the one before it with that one's role."""
    roles: list[str] = []
    for place, mention in enumerate(mentions):
        before = mentions[place - 1] if place else None
        goes_on = before is not None and _GOES_ON.fullmatch(plain, before.end, mention.start)
        plays = mention.role in ("event", "period", "planned") and mention.precision != "range"
        if goes_on and plays and roles[-1] in ("deadline", "planned", "event", "anniversary"):
            roles.append(roles[-1])
        else:
            roles.append(mention.role)
    return roles


def is_jubilee(plain: str, mention: DateMention) -> bool:
    """'130 năm Đà Lạt hình thành và phát triển (1893 - 2023)': so many years lie between the two."""
    if mention.precision != "range" or not mention.date_end or len(mention.date or "") != 4:
        return False
    found = _YEARS_OF.search(plain, max(0, mention.start - 180), mention.start)
    return found is not None and int(found[1]) == int(mention.date_end[:4]) - int(mention.date or 0)


def _titles(text: str, citations: Sequence[Citation]) -> list[tuple[int, int]]:
    """Where the titles of cited documents stand: right behind, or inside, their citations."""
    spans = []
    for citation in citations:
        if citation.title and (at := text.find(citation.title, citation.start, citation.end + len(citation.title) + 30)) >= 0:
            spans.append((at, at + len(citation.title)))
    return spans


def _is_another_word(printed: str, words: str) -> bool:
    """'đầu tư' is not 'từ': a short word whose printed marks are others than those of the word that is meant."""
    return " " not in words and printed != words and printed not in _spellings()


@cache
def _spellings() -> frozenset[str]:
    return frozenset(row["words"] for row in rows("extraction/date_words.tsv"))


@cache
def _roles() -> dict[str, str]:
    return {folded(row["words"]): row["role"] for row in rows("extraction/date_words.tsv") if not row["role"].startswith("column")}


@cache
def _column_roles() -> dict[str, str]:
    kept = (row for row in rows("extraction/date_words.tsv") if row["role"].startswith("column"))
    return {folded(row["words"]): row["role"].removeprefix("column ") for row in kept}


@cache
def _column_heading() -> regex.Pattern[str]:
    return regex.compile(rf"(?:^|\n|\|)[^\S\n]*({one_of(list(_column_roles()), loose=False)})[^\S\n]*(?=\n|\||$)")


@cache
def _before() -> regex.Pattern[str]:
    words = one_of(list(_roles()), loose=False)
    between = (
        r"(?:\s{1,3}(?:la|vao|cua|trong|khoang|dau|giua|cuoi|cuoi cung|thang|het))*+"
        r"(?:\s{1,3}(?:tuan|thuong tuan|trung tuan|ha tuan)(?:\s(?:dau|thu\s\w+|cuoi))?)?"
        r"(?:\s{1,3}\d{1,2}\s?(?:gio|h|g)\s?(?:\d{1,2}(?:\s?phut)?)?,?)?"
    )
    return regex.compile(rf"(?<!\w)(?P<words>{words}){between}\s{{0,3}}[:(]?\s{{0,3}}$")
