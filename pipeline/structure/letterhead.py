"""Letterhead (phần đầu văn bản): cells 1 to 4 of the page, told apart by what stands in them.

National name and motto (quốc hiệu, tiêu ngữ; Nghị định 30/2020/NĐ-CP, Phụ lục I), or the Party's title, stand at the right;
issuing bodies and number at the left; place and date under the national name. A layout that failed reads them line by line
('ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM') or column by column, so rows are cut at wide gaps and around what is
known, and every piece is named by its own words.

>>> [(cell.kind, cell.row.text) for cell in cells([Row(0, 52, "UBND TỈNH X CỌNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM")])]
[('other', 'UBND TỈNH X'), ('national', 'CỌNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM')]
>>> [(cell.kind, cell.row.text) for cell in cells([Row(0, 57, "Số: 75 /KH-UBND Vĩnh Thuận, ngày 12 tháng 4 năm 2022")])]
[('number', 'Số: 75 /KH-UBND'), ('date', 'Vĩnh Thuận, ngày 12 tháng 4 năm 2022')]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import regex

from pipeline.document import Box, Document
from pipeline.gazetteer import document_types
from pipeline.structure.rows import Row, capitals, opening, plain

LONGEST = 400
"""Characters of a row that are looked at: a letterhead has short lines, hostile text has not."""

GAP = 0.045
"""Least blank between two columns of print, as a fraction of the page's width."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a row and what it is: national, motto, party, number, label, date, vv, mark, stamp, rule or other."""

    kind: str
    row: Row


_NATIONAL = regex.compile(r"(?b)(?:cong hoa xa hoi chu nghia viet nam){e<=6}")
_NATIONAL_SURE = regex.compile(r"hoi chu ng|nghia viet|chu nghia v|xa hoi chu|cong hoa x")
_MOTTO = regex.compile(r"(?b)(?:doc lap){e<=2}\s{0,3}[^\w\s]{0,3}\s{0,3}(?:tu do){e<=2}\s{0,3}[^\w\s]{0,3}\s{0,3}(?:hanh phuc){e<=3}")
_PARTY = regex.compile(r"(?b)(?:dang cong san viet nam){e<=3}")
_RULE = regex.compile(r"[\W_oO]{1,60}")

_LABEL = r"(?<!\w)(?:luat |bo luat |nghi quyet |phap lenh |nghi dinh |thong tu )?(?:s[o06e&]|so)\s{0,3}[:;.,]?\s{0,3}"
_PART = r"[A-ZÀ-ỸĐÐƯƠ&0](?:[A-ZÀ-ỸĐÐƯƠ&a-zđ0-9]{0,11}|I\))"
# 'KH-UBND. Phan Rang, ngày …' ends at the point; 'TB-GA VI' is one symbol set with wide letters.
_SYMBOL = (
    rf"(?P<symbol>{_PART}(?:\s?[-–—~/]\s?{_PART}|\.(?=[A-ZĐ]{{2}}){_PART}|,\s?(?=[A-ZĐ]{{1,6}}(?:[,/\s-]|$))[A-ZĐ]{{1,6}}){{0,6}}"
    r"(?:\s[A-ZĐ]{1,3}(?=\W{0,3}$))?)"
)
# The slot holds digits, blanks, dots to write on, marks of emphasis, '…', or what a reader made of handwriting.
_SLOT = r"(?P<slot>(?:(?!\p{Ll}{3})[^/\n]){0,24}?)"
_NUMBER = regex.compile(rf"{_SLOT}\s{{0,40}}(?P<first>[/-])\s{{0,3}}(?:(?P<year>(?:19|20)\d\d)\s{{0,2}}/\s{{0,2}})?{_SYMBOL}")
_UNLABELLED = regex.compile(
    r"\W{0,3}(?P<slot>[^/\s]{0,10}\s?)(?P<first>/)\s?(?:(?P<year>(?:19|20)\d\d)\s?/\s?)?(?P<symbol>[A-ZĐ][A-Za-zĐ]{1,3}\s?-\s?[A-ZĐ][A-ZĐ&.-]{1,14})\W{0,3}"
)
_DIGITS = regex.compile(r"[\s_.*–—-]{0,30}(?:\d|…|\.\.|[/-]\s?[A-ZĐ])")
_NUMBER_LABEL = regex.compile(_LABEL)

_DATE = regex.compile(
    r"(?P<place>(?:tp\.?\s?)?[\w'’.\- ]{2,40}?)?\s{0,3}[,.;:]?\s{0,3}(?<!\w)(?P<date>nga[vy]\s{0,3}[^\n]{0,16}?\s{0,3}"
    r"(?:thang|thane|thdng|[17|l/]hang)\s{0,3}[^\n]{0,12}?\s{0,3}"
    r"(?:(?:nam|ndm|nim)\s{0,3}(?:[12][\dolI|]{3}|20\s?\d\s?\d|20[^\w\n]{0,4}|…)?|ham\s{0,2}[12]\d{3}))",
)
_VV = regex.compile(r"\W{0,3}(?:(?:v\s?[/⁄]\s?v|v\s?[/⁄]\s?:|ve viec|vv)(?!\w)|v[/⁄]\s(?=\w))")


def read_cells(document: Document, rows: Iterable[Row]) -> list[Cell]:
    """The pieces of the first rows; rows with boxes are cut at wide gaps first."""
    return [cell for row in rows for piece in _pieces(document, row) for cell in cells([piece])]


COLUMN = 0.5
"""Widest row of one column of the letterhead, as a fraction of the page's width: its gaps are letter-spacing and blank slots."""


def _pieces(document: Document, row: Row) -> list[Row]:
    if row.region.startswith("header") and row.box is not None and row.box.width < COLUMN:
        return [row]
    return _rejoined(row, columns(document, row))


_WAITS = regex.compile(r"(?:^\W{0,3}s[o06]\W{0,4}|(?:^|\W)(?:ngay|thang|nam)\W{0,3}(?:[\d…]{1,2}\W{0,2})?)$")
_FOLLOWS = regex.compile(r"\W{0,3}(?:[\d…]{1,2}\W{0,3})?(?:thang|nam|/|[12]\d{3}(?!\w))")


def _rejoined(row: Row, pieces: list[Row]) -> list[Row]:
    """The pieces with those put together again that a blank slot held apart: 'Số:      /KH-UBND', 'ngày      tháng 3'."""
    joined = pieces[:1]
    for piece in pieces[1:]:
        last = joined[-1]
        if _WAITS.search(plain(last.text)) and _FOLLOWS.match(plain(piece.text)):
            box = last.box.union(piece.box) if last.box and piece.box else None
            joined[-1] = _boxed(row, last.start, piece.end, box)
        else:
            joined.append(piece)
    return joined


def columns(document: Document, row: Row) -> list[Row]:
    """The pieces of a row that stand apart by more than `GAP`, each with its box; the row itself where nothing does."""
    if row.box is None:
        return [row]
    words = document.words_in(row.start, row.end)
    pieces: list[Row] = []
    first, last, box = row.start, row.end, None
    for index in words:
        here = document.word_box(index)
        if here is not None and box is not None and here.x0 - box.x1 > GAP:
            pieces.append(_boxed(row, first, last, box))
            first, box = document.word_starts[index], None
        last = document.word_ends[index]
        box = here if box is None else box if here is None else box.union(here)
    if not pieces or box is None:
        return [row]
    return [*pieces, _boxed(row, first, last, box)]


def _boxed(row: Row, start: int, end: int, box: Box | None) -> Row:
    text = row.text[start - row.start : end - row.start]
    return Row(start, end, text, row.region, row.page, box, row.opens, row.number)


def cells(rows: Iterable[Row]) -> list[Cell]:
    """The pieces of rows, cut around national name, motto, number and date."""
    found: list[Cell] = []
    for row in rows:
        head = row if len(row.text) <= LONGEST else row.piece(0, LONGEST)
        found.extend(_cut(head))
    return found


def _cut(row: Row) -> list[Cell]:
    known = _known(row)
    if known is None:
        return [Cell(_other(row), row)] if row.text else []
    kind, start, end = known
    pieces = (row.piece(0, start), row.piece(end, len(row.text)))
    before, after = ([] if not piece.text else _cut(piece) for piece in pieces)
    return [*before, Cell(kind, row.piece(start, end)), *after]


def _known(row: Row) -> tuple[str, int, int] | None:
    """Kind and span inside the row of what is known there, by its first sure sign."""
    text = plain(row.text)
    if _NATIONAL_SURE.search(text) and capitals(row.text) > 0.7 and (match := _NATIONAL.search(text)):
        return "national", *_words(row.text, match)
    if "ph" in text and len(text) < 120 and (match := _MOTTO.search(text)):
        return "motto", *_words(row.text, match)
    if capitals(row.text) > 0.7 and len(text) < 120 and (match := _PARTY.search(text)):
        return "party", *_words(row.text, match)
    if span := number_in(row.text):
        return "number", *span
    if match := date_in(row.text):
        return "date", _place_start(row.text, match), match.end()
    return None


def _place_start(text: str, match: regex.Match[str]) -> int:
    """Where the place begins: after the capitals of the left column ('BAN TUYÊN GIÁO Hòa Bình, ngày …')."""
    if not match["place"] or not match["place"].strip():
        return match.start("date")
    start = match.start("place")
    words = list(regex.finditer(r"\S+", text[start : match.start("date")]))
    named = [i for i, word in enumerate(words) if any(c.islower() for c in word.group())]
    upper = next((i for i, word in enumerate(words) if i in named or word.group() in ("TP.", "TP", "Tp.")), 0)
    return start + words[upper].start() if named and words else start


def _words(text: str, match: regex.Match[str]) -> tuple[int, int]:
    """The span of a fuzzy match, grown or cut to whole words."""
    start, end = match.span()
    while start < end and not text[start].isalnum():
        start += 1
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and end > 0 and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def number_match(text: str) -> regex.Match[str] | None:
    """The match (groups slot, first, year, symbol) of the number that follows a label 'Số' in the text."""
    for label in _NUMBER_LABEL.finditer(plain(text[:LONGEST])):
        word = text[label.start() : label.end()].strip(" :;.,")
        if word[:1].islower() and label.start() > 0:
            continue  # 'Căn cứ Quyết định số 12/QĐ-UBND' cites; a letterhead says 'Số', and 'Luật số: 51/2024/QH15'
        if ":" not in text[label.start() : label.end()] and (
            plain(word) != "so" or "ở" in word.lower() or not _DIGITS.match(text, label.end())
        ):
            continue  # 'SỞ Y TẾ - CÔNG ĐOÀN'; the Party's 'Số 127-QĐ/TW' has no colon, but its digits or their slot
        match = _NUMBER.match(text, label.end())
        if match and len(match["symbol"]) > 1:
            return match
    bare = _UNLABELLED.fullmatch(text) if len(text) < 40 else None
    return bare if bare and document_types.by_abbreviation(bare["symbol"].split("-")[0].strip()) else None


def labelled(text: str) -> bool:
    """Whether 'Số' was read before the number: without it the figures are no number either ('z:08/QĐ-VKSTC' was 'Số: 286/…')."""
    return any(True for _ in _NUMBER_LABEL.finditer(plain(text[:LONGEST])))


def number_in(text: str) -> tuple[int, int] | None:
    """Span of 'Số: … /KH-UBND' in a row of a letterhead."""
    match = number_match(text)
    if match is None:
        return None
    labels = [label for label in _NUMBER_LABEL.finditer(plain(text[: match.start() + 1])) if label.end() <= match.start() + 1]
    return (labels[-1].start() if labels else match.start()), match.end()


def date_in(text: str) -> regex.Match[str] | None:
    """The match (groups place, date; in offsets of the text) of 'Kiên Giang, ngày 13 tháng 4 năm 2022'."""
    match = _DATE.search(plain(text[:LONGEST]))
    return match if match and len(text) < 160 else None


_LONE_LABEL = regex.compile(r"\W{0,3}[Ss][ốóỐÓôo]\s?[:;.]\W{0,3}")
"""'Số:' of a number of which nothing was read."""


def _other(row: Row) -> str:
    text = plain(row.text).strip(" .:*'\"|[]()-_")
    if _RULE.fullmatch(row.text):
        return "rule"
    if opening("words.tsv", "security", "urgency", "circulation").fullmatch(text):
        return "mark"
    if _VV.match(plain(row.text)) or (row.region == "header_left" and row.text.startswith("Về ")):
        return "vv"
    if row.region == "stamp" or ((match := opening("words.tsv", "stamp").match(text)) and (len(text) - match.end() < 4 or ":" in row.text)):
        return "stamp"
    if _LONE_LABEL.fullmatch(row.text):
        return "label"
    return "other"
