"""Bodies that issue documents (cơ quan ban hành): their names, their letters in the symbol, and one way to write them.

The same body stands as ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI in the letterhead, as UBND tỉnh in prose and as UBND in the
symbol. Names of ministries follow the government of 1 March 2025 (Nghị quyết 176/2025/QH15) and the ones before it, each with its years.

>>> by_abbreviation("BNV").name, by_abbreviation("QH15").name, by_abbreviation("SGD&ĐT").name
('Bộ Nội vụ', 'Quốc hội', 'Sở Giáo dục và Đào tạo')
>>> by_name("UBND tỉnh Kiên Giang").abbreviation, by_name("Bộ Chính trị").abbreviation, by_name("Paris") is None
('UBND', 'TW', True)
>>> canonical_name("UỶ BAN NHÂN DÂN TỈNH QUẢNG NGÃI"), canonical_name("TTg"), canonical_name("Sở GD&ĐT tỉnh Gia Lai")
('Ủy ban nhân dân tỉnh Quảng Ngãi', 'Thủ tướng Chính phủ', 'Sở Giáo dục và Đào tạo tỉnh Gia Lai')
>>> canonical_name("BAN QUẢN LÝ KHU KINH TẾ"), canonical_name("UBND HUYỆN VĨNH THUẬN")
('Ban Quản lý Khu kinh tế', 'Ủy ban nhân dân huyện Vĩnh Thuận')
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from pipeline.gazetteer import districts, provinces
from pipeline.vietnamese.normalize import nfc, same_length_key, tone_placement, word_key
from pipeline.vietnamese.syllables import is_syllable
from pipeline.vietnamese.tsv import rows

LONGEST = 400
"""Characters in which a name must be told; longer phrases are no names."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body: letters in the symbol, name, level (central, local, district, commune, party, mass; unit = drafting unit only).

    `valid_from`, `valid_to` ISO dates cut to what is known, empty where unknown; `successor` the letters of the body after it;
    `variants` other letters, `other_names` other bodies or spellings that the same letters stand for (TU: Tỉnh ủy, Thành ủy).
    """

    abbreviation: str
    name: str
    level: str
    valid_from: str = ""
    valid_to: str = ""
    successor: str = ""
    variants: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


@cache
def issuers() -> tuple[Issuer, ...]:
    """All bodies and drafting units in the order of the table."""
    return tuple(
        Issuer(
            row["abbreviation"], row["name"], row["level"], row["valid_from"], row["valid_to"], row["successor"],
            _split(row["variants"]), _split(row["other_names"]),
        )
        for row in rows("gazetteer/issuers.tsv")
    )  # fmt: skip


@cache
def _by_letters() -> dict[str, Issuer]:
    """Letters -> body; own letters before variants, exact case before any case, the first row before later ones."""
    found: dict[str, Issuer] = {}
    bodies = sorted(issuers(), key=lambda issuer: issuer.level == "unit")
    for letters_of in (lambda i: (i.abbreviation,), lambda i: i.variants):
        for issuer in bodies:
            for letters in letters_of(issuer):
                found.setdefault(letters, issuer)
    for letters, issuer in list(found.items()):
        found.setdefault(letters.casefold(), issuer)
    return found


_TERM = regex.compile(r"(?<=QH)\d{1,2}$")


def by_abbreviation(abbreviation: str) -> Issuer | None:
    """The body that the letters mean in a symbol; the figure of a term (QH15) is left aside. None if unknown."""
    letters = _TERM.sub("", nfc(abbreviation).strip(" ."))
    return _by_letters().get(letters) or _by_letters().get(letters.casefold())


@cache
def _by_name() -> dict[str, Issuer]:
    found: dict[str, Issuer] = {}
    for issuer in issuers():
        if issuer.level != "unit":
            for name in (issuer.name, *issuer.other_names):
                found.setdefault(_key(name), issuer)
    return found


_BLANKS = regex.compile(r"\s++")
_DASH = regex.compile(r"\s{0,3}[-–—‑]\s{0,3}")


def _key(name: str) -> str:
    return _BLANKS.sub(" ", _DASH.sub(" - ", word_key(name))).strip(" .,;:")


@cache
def names() -> tuple[str, ...]:
    """Every name of a body that issues documents, once, longest first."""
    found = {name for issuer in issuers() if issuer.level != "unit" for name in (issuer.name, *issuer.other_names)}
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def by_name(phrase: str) -> Issuer | None:
    """The body of that name, or the one whose name the phrase begins with ('Ủy ban nhân dân tỉnh …'); None if unknown.

    The holder of an office stands for the body.

    >>> by_name("Bộ trưởng Bộ Tài chính").abbreviation, by_name("Tổng Thanh tra Chính phủ").abbreviation
    ('BTC', 'TTCP')
    """
    key = _key(canonical_name(phrase[:LONGEST]))
    found = _begins_with_body(key)
    if found is None and (head := next((head for head in _heads() if key.startswith(head + " ")), None)):
        found = _begins_with_body(f"{_heads()[head]} {key[len(head) :].strip()}".strip())
    return found


@cache
def _heads() -> dict[str, str]:
    table = {word_key(row["head"]): word_key(row["body"]) for row in rows("gazetteer/issuer_heads.tsv")}
    return dict(sorted(table.items(), key=lambda item: -len(item[0])))


def _begins_with_body(key: str) -> Issuer | None:
    parts = key.split(" ")
    for length in range(min(len(parts), 16), 0, -1):
        issuer = _by_name().get(" ".join(parts[:length]).rstrip(" .,;:-"))
        if issuer is not None:
            return issuer
    return None


@cache
def abbreviations() -> dict[str, str]:
    """Abbreviations in names of bodies, as printed, and what they stand for.

    >>> abbreviations()["UBND"]
    'Ủy ban nhân dân'
    """
    return {row["short"]: row["long"] for row in rows("gazetteer/issuer_words.tsv")}


@cache
def _short() -> regex.Pattern[str]:
    alternatives = "|".join(regex.escape(short) for short in sorted(abbreviations(), key=len, reverse=True))
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}\d&.])(?:{alternatives})(?![\p{{L}}\p{{M}}\d&])")


def canonical_name(phrase: str) -> str:
    """The name in full, composed, tone marks in one manner, capitals as in running text where the phrase was all capitals."""
    name = _BLANKS.sub(" ", tone_placement(nfc(phrase))).strip(" .,;:")
    printed = _short().sub("", name)
    capitals = not any(c.islower() for c in printed) and any(c.isalpha() for c in printed)
    if " " not in name and name not in abbreviations() and not is_syllable(name) and (body := _by_letters().get(name)):
        return body.name
    spelled = _short().sub(lambda match: _spelled(match[0], capitals), name)
    return running_capitals(spelled) if capitals else spelled[:1].upper() + spelled[1:]


def _spelled(short: str, capitals: bool) -> str:
    # Among capitals 'TƯ' is a word: BỘ TƯ LỆNH.
    return short if capitals and is_syllable(short) else abbreviations()[short]


_LEVEL = regex.compile(r"(?<!\p{L})(?:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|phường|xã) (?=\p{L})")
_OWN_NAME = regex.compile(r"(?:đại học|cao đẳng|bệnh viện|trung học phổ thông|trường thpt) (\p{L}+(?: \p{L}+)?)$")


def running_capitals(name: str) -> str:
    """A name printed in capitals set as in running text: known names as they are written, places capital, the rest small."""
    key = same_length_key(name)
    letters = list(key)
    for level in _LEVEL.finditer(key):
        # What follows 'xã', 'huyện' is a name: capital letters on each syllable, up to the next level or comma.
        stop = regex.search(r"[,(;-]|(?<!\p{L})(?:tỉnh|thành phố|huyện|quận|thị xã)(?!\p{L})", key, pos=level.end())
        for syllable in regex.finditer(r"\p{L}+", key, pos=level.end(), endpos=stop.start() if stop else len(key)):
            letters[syllable.start()] = key[syllable.start()].upper()
    if school := _OWN_NAME.search(key):  # 'Trường Đại học Tây Đô': two syllables at the end are its name
        for syllable in regex.finditer(r"\p{L}+", school[1]):
            letters[school.start(1) + syllable.start()] = syllable[0][0].upper()
    for known, small in _known():
        for start in _places(small, key):
            letters[start : start + len(small)] = known
    if letters:
        letters[0] = letters[0].upper()
    return "".join(letters)


@cache
def _known() -> tuple[tuple[str, str], ...]:
    """Names with the capitals of running text and as keys, shortest first: a longer one has the last word on its letters."""
    wanted = {*names(), *abbreviations().values(), *provinces.names(), *_PARTS, *(d for d in districts.names() if " " in d)}
    ordered = sorted((tone_placement(name) for name in wanted if len(name) > 3), key=lambda name: (len(name), name))
    return tuple((name, word_key(name)) for name in ordered)


def _places(name: str, key: str) -> Iterator[int]:
    """Where a name stands in a key as whole words. Nine hundred names as patterns would take longer to compile than a page's steps."""
    start = key.find(name)
    while start >= 0:
        end = start + len(name)
        whole = not key[start - 1 : start].isalpha() and not key[end : end + 1].isalpha()
        if whole:
            yield start
        start = key.find(name, end if whole else start + 1)


_PARTS = (
    "Trường Đại học", "Học viện", "Việt Nam", "Hội đồng nhân dân", "Đảng Cộng sản Việt Nam", "Ban Chấp hành Đảng bộ", "Ban Thường vụ",
    "Tổ quốc", "Chi cục", "Trung tâm", "Bệnh viện", "Đảng bộ", "Tổng công ty", "Công ty",
)  # fmt: skip
"""Words that begin with a capital inside the name of a body and are the name of none."""
