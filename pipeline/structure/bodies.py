"""Bodies (cơ quan ban hành): the lines of the upper left corner as names in running text, and who stands above whom.

The superior body is printed over the issuing one; a name may run over lines ('ỦY BAN NHÂN DÂN' / 'TỈNH QUẢNG NGÃI'), two
issuers are joined by a hyphen ('SỞ Y TẾ -CÔNG ĐOÀN NGÀNH'). Capitals are set as running text writes names (Nghị định
30/2020/NĐ-CP, Phụ lục II).

>>> in_running_text("ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI"), in_running_text("UBND TỈNH KIÊN GIANG")
('Ủy ban nhân dân tỉnh Quảng Ngãi', 'UBND tỉnh Kiên Giang')
>>> in_running_text("ỦY BẠN NHÂN DÂN TĨNH QUẢNG NGẤI")
'Ủy ban nhân dân tỉnh Quảng Ngãi'
>>> bodies_of(["UBND TỈNH KIÊN GIANG", "SỞ Y TẾ -CÔNG ĐOÀN NGÀNH"])
Bodies(parent='UBND tỉnh Kiên Giang', issuers=('Sở Y tế', 'Công đoàn ngành'))
>>> bodies_of(["BAN CHỈ ĐẠO", "PHÒNG, CHỐNG DỊCH BỆNH"]).issuers
('Ban Chỉ đạo Phòng, chống Dịch Bệnh',)
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from pipeline.gazetteer import districts, provinces
from pipeline.structure.rows import capitals, opening, plain
from pipeline.vietnamese import tsv
from pipeline.vietnamese.syllables import is_syllable


class Bodies(NamedTuple):
    """The body above, and the issuing bodies in the order of print."""

    parent: str | None
    issuers: tuple[str, ...]


_OPEN_END = regex.compile(r"(?:[-–—,&]|\bVÀ|\bCỦA|\bVỀ)$", regex.IGNORECASE)
_SPLIT = regex.compile(r"\s+[-–—]\s*|\s*[-–—]\s+|\s*;\s*")
_EDGES = " \t-–—_.*:;,|'\"“”«»~=+^°·•…()[]{}<>"


def begins_body(text: str) -> bool:
    """Whether the text begins like the name of a body ('SỞ Y TẾ') and not like words that only look so ('PHÒNG, CHỐNG')."""
    head = plain(text).lstrip(_EDGES)
    return bool(opening("words.tsv", "organ").match(head)) and not opening("words.tsv", "not_organ").match(head)


def bodies_of(lines: list[str]) -> Bodies:
    """Superior body and issuers of the printed lines."""
    blocks: list[str] = []
    for line in lines:
        text = line.strip(_EDGES.replace("-", "").replace("–", "").replace(",", ""))
        if not text:
            continue
        open_end = bool(blocks) and bool(_OPEN_END.search(blocks[-1]))
        if blocks and (open_end or not begins_body(text) or _goes_on(blocks[-1], text)):
            blocks[-1] = f"{blocks[-1]} {text}"
        elif begins_body(text) or not blocks:
            blocks.append(text)
    parts = [_apart(block) for block in blocks]
    issuers = tuple(name for name in map(in_running_text, parts[-1])) if parts else ()
    parent = in_running_text(" - ".join(parts[-2])) if len(parts) > 1 else None
    return Bodies(parent, issuers)


def _goes_on(before: str, text: str) -> bool:
    """Whether a line that could begin a body goes on with the one before it: 'VĂN PHÒNG' / 'ĐOÀN ĐẠI BIỂU QUỐC HỘI'."""
    words = plain(before).split()
    if plain(before) in (
        "van phong",
        "ban",
        "vien",
        "thuong truc",
        "tong",
        "chi cuc",
        "trung tam",
        "lien",
        "truong",
        "khoi",
        "ban quan ly",
    ):
        return True
    return len(words) == 1 and words[0] not in ("bo", "so", "chinh", "ubnd")


def _apart(block: str) -> list[str]:
    """The names that hyphens between bodies hold together; 'BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI' is one."""
    parts: list[str] = []
    for part in _SPLIT.split(block):
        if parts and not begins_body(part):
            parts[-1] += f" - {part}"
        elif part:
            parts.append(part)
    return parts


@cache
def _casing() -> tuple[dict[tuple[str, ...], tuple[str, ...]], int]:
    """Small words of a phrase -> the words as running text writes them; and the longest phrase in words."""
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    for row in tsv.rows("structure/casing.tsv"):
        words = tuple(row["phrase"].split())
        known[tuple(word.lower() for word in words)] = words
    return known, max(map(len, known))


_FAMILIES = {"UY": "ỦY", "UỶ": "ỦY", "HOÀ": "HÒA", "HOÁ": "HÓA", "KHOẺ": "KHỎE", "THUỶ": "THỦY", "TOÀ": "TÒA"}


def in_running_text(name: str) -> str:
    """A body's name with the capitals of running text; a name that is not in capitals stays as printed."""
    name = " ".join(name.split()).strip(_EDGES)
    name += ")" if name.count("(") > name.count(")") else ""
    if capitals(name) < 0.6:
        return name
    words = name.split(" ")
    known, longest = _casing()
    words = _respelled(words)
    out: list[str] = []
    index = 0
    while index < len(words):
        bare = [_modern(word) for word in words[index : index + longest]]
        size = next((n for n in range(len(bare), 0, -1) if tuple(w.strip(_EDGES).lower() for w in bare[:n]) in known), 0)
        if size and not (index and size == 1 and _abbreviation(words[index])):
            phrase = known[tuple(w.strip(_EDGES).lower() for w in bare[:size])]
            out.extend(_dressed(words[index + k], phrase[k]) for k in range(size))
        else:
            size = 1
            out.append(words[index] if _abbreviation(words[index]) else _title(words[index]))
        index += size
    text = " ".join(out)
    return text[:1].upper() + text[1:]


@cache
def _spellings() -> dict[str, str]:
    """Plain spelling -> spelling of phrases and of provinces, where only one has it: marks are what scans of capitals lose."""
    known: dict[str, dict[str, str]] = {}
    for name in [row["phrase"] for row in tsv.rows("structure/casing.tsv")] + list(provinces.names()):
        if " " in name:
            known.setdefault(plain(name), {}).setdefault(name.lower(), name)
    return {key: names.popitem()[1] for key, names in known.items() if len(names) == 1}


@cache
def _longest_spelling() -> int:
    return max(spelling.count(" ") + 1 for spelling in _spellings())


def respelled(name: str) -> str:
    """A name in running text with the marks of known phrases; its capitals stay.

    >>> respelled("Cục Quản lý Y, Dược cỗ truyền")
    'Cục Quản lý Y, Dược cổ truyền'
    """
    words = name.split()
    return " ".join(map(_dressed, _respelled([word.upper() for word in words]), words))


def _respelled(words: list[str]) -> list[str]:
    """The words with the marks of known phrases and provinces ('ỦY BẠN NHÂN DÂN TĨNH QUẢNG NGẤI'), capitals kept."""
    spelled = list(words)
    for size in range(_longest_spelling(), 1, -1):
        for index in range(len(words) - size + 1):
            right = _spellings().get(" ".join(plain(word) for word in words[index : index + size]))
            if right is None or not all(word.isupper() for word in words[index : index + size]):
                continue
            if index and plain(words[index - 1]) in _BELOW and districts.find(" ".join(words[index - 1 : index + size])):
                continue  # 'HUYỆN QUANG BÌNH' of Hà Giang is no 'QUẢNG BÌNH' that lost its mark
            same = [_modern(word).lower() for word in words[index : index + size]] == [w.lower() for w in right.split()]
            if not same:
                spelled[index : index + size] = right.upper().split()
            if size < 4 and index and plain(words[index - 1]) == "tinh" and provinces.find(right):
                spelled[index - 1] = "TỈNH"
    return spelled


_BELOW = frozenset({"huyen", "quan", "xa", "pho"})  # thị xã, thành phố


def province_spelled(place: str) -> str:
    """The place with the marks of the province it ends with, where a scan lost them: 'Cân Thơ', 'Thành phố Hỗ Chí Minh'."""
    words = place.split()
    if districts.find(place) is not None:
        return place
    for first in range(len(words) - 1):
        right = _provinces().get(plain(" ".join(words[first:])))
        if right is not None and right.lower() != " ".join(map(_modern, words[first:])).lower():
            return " ".join([*words[:first], right])
    return place


@cache
def _provinces() -> dict[str, str]:
    """Plain name -> name of provinces of two words and more, where only one has it."""
    known: dict[str, set[str]] = {}
    for name in provinces.names():
        known.setdefault(plain(name), set()).add(name)
    return {key: names.pop() for key, names in known.items() if len(names) == 1 and " " in key}


def _modern(word: str) -> str:
    return _FAMILIES.get(word.upper(), word)


def _dressed(printed: str, word: str) -> str:
    """The word in its right case with the marks of punctuation that were printed around it; its own tone marks stay."""
    core = printed.strip(_EDGES)
    cased = "".join(c.upper() if w.isupper() else c.lower() for c, w in zip(core, word.strip(_EDGES), strict=False))
    return printed.replace(core, cased) if core else printed


def _abbreviation(word: str) -> bool:
    """Whether a word in capitals is letters, not a syllable: UBND, TP., TNCS."""
    core = word.strip(_EDGES)
    return 1 < len(core) <= 8 and core.isupper() and not is_syllable(core.lower())


def _title(word: str) -> str:
    """The word with a capital at its head and after hyphens."""
    return regex.sub(r"\w+", lambda match: match.group()[:1] + match.group()[1:].lower(), word)
