"""Cells that stand side by side on paper and in one line of a plain text (ô số 1 và 2, 3 và 4, 9b và 7a), put one after the other.

`ỦY BAN NHÂN DÂN      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM` is how a PDF's text is dumped with its layout, with a single blank how an
OCR program reads across the page. The national name, the motto and the place with its date tell where the right cell begins; at the end
'Nơi nhận' and the blanks after it.

>>> print(apart('''SỞ NỘI VỤ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
... Số: 75/KH-SNV Vĩnh Thuận, ngày 12 tháng 4 năm 2022
... KẾ HOẠCH'''))
SỞ NỘI VỤ
Số: 75/KH-SNV
<BLANKLINE>
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Vĩnh Thuận, ngày 12 tháng 4 năm 2022
<BLANKLINE>
KẾ HOẠCH
"""

from __future__ import annotations

import regex

_NATION = regex.compile(r"(?:^|\s)(CỘNG H[ÒO][ÀA] XÃ HỘI CHỦ NGHĨA|ĐẢNG CỘNG SẢN VIỆT NAM)")
_RIGHT = (
    _NATION,
    regex.compile(r"(?:^|\s)(Độc lập\s?[-–—]\s?Tự do)"),
    regex.compile(r"(?:^|\s)((?:\p{Lu}[\p{L}.]*+\s){0,5}+\p{Lu}\p{L}*+,\s?ngày\b[^\n]{0,20}\btháng\b)"),
)
_DATED = _RIGHT[-1]
_GAP = regex.compile(r"(?<=\S)\s{3,}+(?=\S)")
_RECIPIENTS = regex.compile(r"\s*Nơi nhận\s?:?\s{1,200}(?=\S)")
_NUMBER = regex.compile(r"Số\s?:?[^,]{0,40}?/[\p{Lu}Đ\-–&0-9]{2,30}(?=\s)")

HEADER_LINES = 30
CLOSING_LINES = 40


def apart(text: str) -> str:
    """The text with the cells of header and closing one after the other; any other text as it is."""
    lines = text.split("\n")
    return "\n".join(_closing(_header(lines)))


def _header(lines: list[str]) -> list[str]:
    first = next((n for n, line in enumerate(lines[:HEADER_LINES]) if (m := _NATION.search(line)) and line[: m.start(1)].strip()), None)
    if first is None:
        return lines
    start = next(n for n, line in enumerate(lines) if line.strip())
    left, right, past = [], [], first
    for n in range(start, min(first + 12, len(lines))):
        cut = _right_begins(lines[n])
        if cut is None and n > first and lines[n].strip():
            break
        cut = len(lines[n]) if cut is None else cut
        left.append(lines[n][:cut].strip())
        right.append(lines[n][cut:].strip())
        past = n + 1
        if _DATED.search(lines[n]):
            break
    return [*lines[:start], *filter(None, left), "", *filter(None, right), "", *lines[past:]]


def _right_begins(line: str) -> int | None:
    for pattern in _RIGHT:
        if match := pattern.search(line[:300]):
            number = _NUMBER.search(line[:300])
            return number.end() if number and match.start(1) < number.end() <= match.end() else match.start(1)
    gap = _GAP.search(line.strip()[:300])
    return len(line) - len(line.lstrip()) + gap.end() if gap else None


def _closing(lines: list[str]) -> list[str]:
    first = next((n for n, line in enumerate(lines) if _RECIPIENTS.match(line[:300])), None)
    if first is None:
        return lines
    match = _RECIPIENTS.match(lines[first][:300])
    assert match is not None
    column = match.end()
    left, right, past = [lines[first][:column]], [lines[first][column:]], first + 1
    for line in lines[first + 1 : first + CLOSING_LINES]:
        indent = len(line) - len(line.lstrip())
        gap = _GAP.search(line[:300], indent)
        cut = 0 if indent and indent > column - 12 else gap.end() if gap else len(line)
        left.append(line[:cut])
        right.append(line[cut:])
        past += 1
    return [*lines[:first], *(x.strip() for x in left if x.strip()), "", *(x.strip() for x in right if x.strip()), "", *lines[past:]]
