"""The place inside a cited document: điểm, khoản, Điều, Mục, Chương, Phụ lục, Mẫu số (small to large, before the head).

>>> t = "bãi bỏ khoản 7, Điều 2 Thông tư"; pinpoint_before(t, folded(t), 23)
(7, 'khoản 7 Điều 2')
>>> t = "tại điểm a, b khoản 1 Điều 6 của Luật"; pinpoint_before(t, folded(t), 33)
(4, 'điểm a, b khoản 1 Điều 6')
"""

from __future__ import annotations

import regex

from pipeline.extraction.folded import folded
from pipeline.vietnamese.normalize import nfc

_UNIT = r"(?:tiet|diem|khoan|dieu|muc|chuong|phan|phu\s{1,3}luc|mau(?:\s{1,3}so)?|bieu(?:\s{1,3}mau)?(?:\s{1,3}so)?|tieu\s{1,3}muc)"
_VALUE = r"(?:\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?|[ivx]{1,5}|[a-z](?!\w))"
_LIST = rf"{_VALUE}(?:(?:\s?,\s{{0,3}}|\s{{1,3}}(?:va|hoac|den)\s{{1,3}}|\s?-\s?){_VALUE}(?!\w))*+"
_ONE = rf"(?:cac\s{{1,3}})?{_UNIT}\s{{1,3}}(?:so\s{{1,3}})?{_LIST}"
_CHAIN = regex.compile(
    rf"(?<!\w){_ONE}(?:(?:\s?[,;]\s{{0,3}}(?:va\s{{1,3}})?|\s{{1,3}}(?:(?:va|hoac|cua)\s{{1,3}})?){_ONE})*+\s?,?\s{{1,3}}(?:cua\s{{1,3}}|ban\s{{1,3}}hanh\s{{1,3}}kem\s{{1,3}}theo\s{{1,3}}|kem\s{{1,3}}theo\s{{1,3}})?$"
)
_BEHIND = regex.compile(r"\s?,?\s+(?:của\s+|ban hành kèm theo\s+|kèm theo\s+)?$", flags=regex.IGNORECASE)
_LEVELS = ("Điều", "Mục", "Chương", "Phần", "Phụ lục", "Mẫu", "Biểu")


def pinpoint_before(text: str, plain: str, head: int) -> tuple[int, str] | None:
    """Where the pin-point before a head begins, and its words in the usual spelling; None without one."""
    floor = max(0, head - 200)
    best: regex.Match[str] | None = None
    for match in _CHAIN.finditer(plain, floor, head):
        best = match
        break
    if best is None:
        return None
    raw = nfc(_BEHIND.sub("", text[best.start() : head]))
    return best.start(), spelled(raw)


def spelled(raw: str) -> str:
    """'Điểm c Khoản 2, Điều 6' → 'điểm c khoản 2 Điều 6'."""
    words = " ".join(raw.split()).strip(" ,;")
    words = regex.sub(r"(?i)\b(tiết|điểm|khoản)(?=\s)", lambda m: m[0].lower(), words)
    words = regex.sub(r"(?i)\b(điều|mục|chương|phần|phụ lục|biểu mẫu|mẫu|biểu)(?=\s)", lambda m: m[0][0].upper() + m[0][1:].lower(), words)
    words = regex.sub(r"(?<=\w)\s?,\s(?=khoản\s\S+,?\s?(?:Điều|Mục)|Điều)", " ", words) if _descends(words) else words
    return regex.sub(r"^Các(?=\s)", "các", words)


def _descends(words: str) -> bool:
    """Whether each level is named once: 'khoản 7, Điều 2', not 'Điều 3, Điều 7'."""
    levels = [level.casefold() for level in regex.findall(r"(?i)\b(?:tiết|điểm|khoản|điều|mục)\b", words)]
    return len(levels) == len(set(levels)) and folded(words) != ""
