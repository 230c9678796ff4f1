"""Paragraphs (đoạn văn): which printed lines belong together, and which paragraph goes on over the end of a page.

Official papers (Nghị định 30/2020/NĐ-CP, Phụ lục I) set the body justified, indent the first line by 1 to 1.27 cm and leave at
least 6 pt between paragraphs; titles are centred, the type of paper (KẾ HOẠCH) stands on a line of its own. No single sign
is sure on a scan: a line that ends short may be ragged, a capital begins a name as well as a sentence, an OCR box trembles. So
each pair of lines is judged by all signs together, as a sum of weights; the weights stand in `WEIGHTS`.

>>> starts_item("a) Sở Nội vụ"), starts_item("Điều 3. Kinh phí"), starts_item("Điều 3 của Nghị định"), starts_item("12 tháng")
(True, True, False, False)
>>> continues("quy định chi tiết thi hành một số", "điều của Nghị định số 91/2017/NĐ-CP")
True
>>> continues("I. MỤC ĐÍCH, YÊU CẦU", "Nâng cao nhận thức của công chức")
False
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import regex

from pipeline.document import Box, Line, Paragraph, around

MARGIN_JITTER = 0.012
"""Boxes of the same margin differ by this much (fraction of the page's width): OCR and a rest of skew."""

INDENT = 0.02
"""A first line stands in by at least this (1 cm is 0.048 of an A4 page)."""

WEIGHTS = {
    "base": -0.6,
    "room_left": 2.4,  # the next line's first word would have fitted: the line before ended its paragraph
    "full": -0.8,  # the line before reaches the right edge
    "indented": 1.4,
    "outdented": 1.0,  # further left than a hanging paragraph
    "in_line": -0.6,  # stands where a following line is expected
    "item": 2.0,
    "sentence_end": 0.8,
    "open_end": -0.9,  # no closing mark
    "unfinished": -1.6,  # comma, hyphen, 'của', 'và'
    "small_letter": -2.2,
    "capital": 0.3,
    "gap": 1.2,
    "wide_gap": 2.6,
    "capitals_end": 1.6,  # a line of capitals, then one that is not
}

_ITEM = regex.compile(
    r"""(?:
      (?:[IVX]{1,6}|[IlH1]{2,4})\s?[.\-–)]\s*+(?=[\p{L}"“])        # I.  II-  I1. (OCR)
    | \d{1,2}(?:\.\d{1,2}){0,3}+\s?(?:[.)]\s*+|[/\-–]\s++)(?=[\p{L}"“(]|\d{2,3}%)  # 1.  1)  1.1.  1- (no '34-CT/TW')
    | \d{1,2}(?:\.\d{1,2}){1,3}+\s++(?=\p{Lu})                     # 1.1 Nội dung
    | [a-zđ](?:\.\d{1,2})?[)}]                                   # a)  đ)
    | [a-zđ]\.\s++(?=\p{Lu})                                      # a. Mục đích
    | [-–—+•●▪◦~*]\s*+(?=[\p{L}\d"“(])                            # bullets
    | (?:Điều|ĐIỀU)\s++\d{1,3}\s?[.:]
    | (?:Chương|CHƯƠNG|Phần|PHẦN|Mục|MỤC|Phụ\ lục|PHỤ\ LỤC)\s++(?:[IVXL]{1,6}|\d{1,3}|thứ|THỨ)(?=\s*+(?:$|[.:\p{Lu}]))
    | (?:Nơi\ nhận|NƠI\ NHẬN|Kính\ gửi)\b
    )""",
    regex.VERBOSE,
)
_BULLET = regex.compile(r"[-–—+•●▪◦~*]")
_CLOSED = regex.compile(r"""[.;:!?…][\s"”’'»)\]/]*+$|\./\.?[^\p{L}]{0,6}$""")
_UNFINISHED = regex.compile(
    r"""(?:[,\-–/(]|\b(?:của|và|các|những|về|cho|với|tại|trong|trên|theo|là|từ|đến|để|do|bởi|hoặc|số|ngày|tháng|năm|một|thuộc
    |được|không|việc|bằng|nhằm|như|cùng|tỉnh|thành\ phố|huyện|quyết\ định|nghị\ quyết|nghị\ định|thông\ tư|chỉ\ thị|kế\ hoạch|luật))$""",
    regex.VERBOSE | regex.IGNORECASE,
)
# A new paragraph of a plan or decision often opens with these; at a page end a capital alone proves nothing.
_OPENER = regex.compile(
    r"(?:Thực hiện|Căn cứ|Theo|Xét|Trên cơ sở|Trên đây|Nhằm|Để|Ngày|Tuyên truyền|Giao|Đề nghị|Yêu cầu|Trong quá trình)\b"
)
_LETTER = regex.compile(r"\p{L}")


class _Column(NamedTuple):
    """Left and right edge of a region, and the usual distance from line to line."""

    left: float
    right: float
    pitch: float | None


def starts_item(text: str) -> bool:
    """True where a line begins with a numeral, letter or bullet of an outline, or with a heading word ('Điều 3.')."""
    return _ITEM.match(text[:80].lstrip()) is not None


def ends_closed(text: str) -> bool:
    """True where a text ends with a closing mark (. ; : ! ? or './.'), quotes and brackets aside."""
    return _CLOSED.search(text.rstrip()[-24:]) is not None


def in_capitals(text: str) -> bool:
    """True for a line set in capitals ('KẾ HOẠCH', 'II. NỘI DUNG'); single small letters of an OCR slip are forgiven."""
    letters = _LETTER.findall(text[:400])
    capitals = sum(letter.isupper() for letter in letters)
    return bool(capitals >= 3 and capitals >= 0.88 * len(letters))


def begins_small(text: str) -> bool:
    """True where the first letter is small and nothing stands before it but quotes or brackets."""
    first = text.lstrip(" \"'“‘(")[:1]
    return first.islower()


def is_unfinished(text: str) -> bool:
    """True where the last word cannot end a sentence: a comma, a hyphen, 'của', 'và', 'Nghị định'."""
    return _UNFINISHED.search(text.rstrip()[-40:]) is not None


def group(lines: Sequence[Line], region: str, column: Box | None) -> tuple[Paragraph, ...]:
    """Paragraphs of one region. `lines` in reading order with boxes; `column` bounds the region's text (None: judged by the lines)."""
    lines = [line for line in lines if line.words]
    if not lines:
        return ()
    starts_new = _STARTS.get(region, _starts_paragraph)
    edges = _edges(lines, column)
    groups: list[list[Line]] = [[lines[0]]]
    for line in lines[1:]:
        if starts_new(groups[-1], line, edges):
            groups.append([line])
        else:
            groups[-1].append(line)
    return tuple(Paragraph(region, tuple(members)) for members in groups)


def _edges(lines: Sequence[Line], column: Box | None) -> _Column:
    boxes = [line.box for line in lines if line.box]
    pitches = sorted(b.y0 + b.y1 - a.y0 - a.y1 for a, b in pairwise(boxes) if b.y0 + b.y1 > a.y0 + a.y1)
    # The lower third: half of the distances may be those between paragraphs.
    pitch = pitches[len(pitches) // 3] / 2 if len(pitches) >= 3 else None
    if pitch is None and boxes:
        pitch = 1.5 * median(box.height for box in boxes)
    if column is None:
        column = around(boxes) or Box(0.0, 0.0, 1.0, 1.0)
    lefts, rights = [b.x0 for b in boxes], [b.x1 for b in boxes]
    return _Column(_settled(sorted(lefts), column.x0), _settled(sorted(rights, reverse=True), column.x1), pitch)


def _settled(outermost_first: Sequence[float], fallback: float) -> float:
    """The outermost edge that at least two lines share; one line that sticks out (a speck, a numeral in the margin) is not one."""
    for edge, following in pairwise(outermost_first):
        if abs(edge - following) <= MARGIN_JITTER:
            return (edge + following) / 2
    return fallback


def _starts_paragraph(current: Sequence[Line], line: Line, edges: _Column) -> bool:
    """Body: the sum of all signs between the last line of `current` and `line`."""
    before = current[-1]
    if before.box is None or line.box is None:
        return not continues(before.text, line.text)
    if _is_centred(before, edges) and _is_centred(line, edges):
        return _parts_title(before, line, edges)
    score = WEIGHTS["base"] + _by_place(current, line, edges) + _by_text(before.text, line.text) + _by_gap(before, line, edges)
    return score > 0


def _is_centred(line: Line, edges: _Column) -> bool:
    box = line.box
    assert box is not None
    left, right = box.x0 - edges.left, edges.right - box.x1
    return left > 0.03 and right > 0.03 and abs(left - right) < 0.03 + 0.25 * min(left, right) and not starts_item(line.text)


def _parts_title(before: Line, line: Line, edges: _Column) -> bool:
    """Centred lines: one title as long as the manner of capitals is the same and no wide gap lies between."""
    if in_capitals(before.text) != in_capitals(line.text):
        return True
    return _by_gap(before, line, edges) >= WEIGHTS["wide_gap"] or (ends_closed(before.text) and not begins_small(line.text))


def _by_place(current: Sequence[Line], line: Line, edges: _Column) -> float:
    before, box = current[-1].box, line.box
    assert before is not None and box is not None and line.words
    first = line.words[0].box
    blank = 0.008
    room = edges.right - before.x1 - blank - (first.width if first else 0.03)
    score = WEIGHTS["room_left"] if room > 0.015 else WEIGHTS["full"] if edges.right - before.x1 < 2 * MARGIN_JITTER else 0.0
    expected = _following_edge(current, edges)
    step = box.x0 - expected
    if step > INDENT:
        score += WEIGHTS["indented"]
    elif step < -INDENT:
        score += WEIGHTS["outdented"]
    elif abs(step) < MARGIN_JITTER:
        score += WEIGHTS["in_line"]
    return score


def _following_edge(current: Sequence[Line], edges: _Column) -> float:
    """Where a following line of this paragraph is expected to begin."""
    if len(current) > 1:
        return current[-1].box.x0 if current[-1].box else edges.left
    first = current[0]
    if _BULLET.match(first.text) and first.box and len(first.words) > 1 and abs(first.box.x0 - edges.left) < MARGIN_JITTER:
        second = first.words[1].box
        # A hanging bullet: '-' stands at the edge, all lines of text further in. A flush line is expected just as well.
        return second.x0 if second and first.box.x1 - edges.left < 0.5 else edges.left
    return edges.left


def _by_text(before: str, after: str) -> float:
    score = 0.0
    if starts_item(after):
        score += WEIGHTS["item"] if not begins_small(after[1:]) or not _BULLET.match(after) else 0.0
    elif begins_small(after):
        score += WEIGHTS["small_letter"]
    else:
        score += WEIGHTS["capital"]
    if in_capitals(before) and not in_capitals(after):
        score += WEIGHTS["capitals_end"]
    elif ends_closed(before):
        score += WEIGHTS["sentence_end"]
    else:
        score += WEIGHTS["unfinished"] if is_unfinished(before) else WEIGHTS["open_end"]
    return score


def _by_gap(before: Line, line: Line, edges: _Column) -> float:
    if edges.pitch is None or before.box is None or line.box is None:
        return 0.0
    ratio = (line.box.y0 + line.box.y1 - before.box.y0 - before.box.y1) / 2 / edges.pitch
    return WEIGHTS["wide_gap"] if ratio > 2.0 else WEIGHTS["gap"] if ratio > 1.28 else 0.0


def _starts_entry(current: Sequence[Line], line: Line, edges: _Column) -> bool:
    """Header, signature, stamp: each line stands for itself, unless it goes on in small letters ('V/v …', 'tháng 4 năm 2022')."""
    before = current[-1].text
    if before.startswith(("V/v", "V/V", "Vv")) and is_unfinished(before):
        return False
    return not begins_small(line.text) or line.text.startswith("(") or starts_item(line.text) or ends_closed(before)


def _starts_recipient(current: Sequence[Line], line: Line, edges: _Column) -> bool:
    """Nơi nhận: an entry begins with a dash, or after a line that ends with ; . or :"""
    before = current[-1].text
    dashed = _BULLET.match(current[0].text) is not None
    if _BULLET.match(line.text) or before.rstrip().endswith(":"):
        return True
    return ends_closed(before) if dashed else not begins_small(line.text)


_STARTS = {
    "header_left": _starts_entry,
    "header_right": _starts_entry,
    "signature": _starts_entry,
    "stamp": _starts_entry,
    "page_number": _starts_entry,
    "digital_signature": _starts_entry,
    "recipients": _starts_recipient,
}


def continues(previous_text: str, next_text: str) -> bool:
    """True where a paragraph that ends like `previous_text` goes on with `next_text` over a page end or a blank line."""
    before, after = previous_text.rstrip(), next_text.lstrip()
    if not before or not after or ends_closed(before) or starts_item(after):
        return False
    if in_capitals(before) or in_capitals(after[:60]):
        return in_capitals(before) and in_capitals(after[:60]) and is_unfinished(before)
    if begins_small(after):
        return True
    if is_unfinished(before):
        return True
    if _OPENER.match(after):
        return False
    # 'quán triệt Nghị quyết của' / 'Hội nghị …': a long sentence without its closing mark; headings and titles are shorter.
    return len(before.split()) >= (28 if starts_item(before) else 22)
