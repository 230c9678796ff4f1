"""What follows the head of a citation: its date ('ngày 31/7/2017'), its issuer ('của Chính phủ'), in either order.

>>> t = "91/2017/NĐ-CP ngày 31/7/2017 của Chính phủ quy định"; tail = read_tail(t, folded(t), 13, ("Chính phủ",))
>>> t[13:tail.end], tail.date, tail.issuer
(' ngày 31/7/2017 của Chính phủ', '2017-07-31', 'Chính phủ')
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from pipeline.extraction.folded import folded
from pipeline.extraction.issuing_bodies import approximate_end, body_end
from pipeline.forms import date as date_form


@dataclass(frozen=True, slots=True)
class Tail:
    """Where a citation ends, its date (ISO, as printed), its year where only that is printed, its issuer as printed."""

    end: int
    date: str | None = None
    year: str | None = None
    issuer: str | None = None
    flags: tuple[str, ...] = ()


_BEFORE_DATE = regex.compile(r"\s{0,3}[,(-]?\s{0,3}(?=ng[a-z&]y|[\d(ol|]|nam|thang)")
_BEFORE_ISSUER = regex.compile(r"\s{0,3}[,-]?\s{0,3}\(?(?:c(?:u|i|t|ti|ủ)a|giua|do)\s{1,3}(?:cac\s{1,3})?")
_OF_A_BODY = regex.compile(r"\s{0,3},?\s{0,3}c(?:u|i|t|ti)a\s")
_AND = regex.compile(r"\s{0,3}(?:,|va|-|–|voi)\s{1,3}")


@cache
def _bare_year() -> regex.Pattern[str]:
    return regex.compile(r"\s{0,3}(?:nam\s{1,3})?(?P<year>(?:19|20)\d\d)(?![\d/.-]\d|\d|/|\s?[-–]\s?\d)")


def read_date(text: str, plain: str, at: int) -> tuple[int, date_form.DateValue] | None:
    """The end and value of a calendar date that follows, a comma or bracket before it left aside; None without one."""
    before = _BEFORE_DATE.match(plain, at)
    if before is None:
        return None
    match = date_form.pattern().match(text, before.end())
    if match is None:
        return None
    if plain[before.end()].isdigit() and before[0].isspace() and not _OF_A_BODY.match(plain, match.end()):
        return None  # a date in the next column of a table: 'Thông tư số 13/2024/TT-BLĐTBXH 01/02/2025' tells when it takes effect
    value = date_form.read(match)
    whole = value.precision == "day" or (value.precision in ("month", "year") and "day_blank" in value.flags)
    return (match.end(), value) if whole else None


_BEFORE = regex.compile(r"(?:cua|cua dong chi)\s{1,3}(?P<body>[^.;\n]{4,90}?)\s{1,3}tai\s{1,3}$")


def issuer_before(text: str, plain: str, at: int) -> str | None:
    """The issuer that stands before a citation at `at`, where 'tại' binds the two.

    >>> t = "Theo đề nghị của UBND huyện Nghĩa Hành tại Tờ trình số 136/TTr-UBND"
    >>> issuer_before(t, folded(t), t.index("Tờ")), issuer_before("tại Tờ trình", "tai to trinh", 4)
    ('UBND huyện Nghĩa Hành', None)
    """
    match = _BEFORE.search(plain, max(0, at - 110), at)
    if match is None or body_end(text, plain, match.start("body")) != match.end("body"):
        return None
    return text[match.start("body") : match.end("body")]


def read_issuer(text: str, plain: str, at: int, expected: tuple[str, ...], several: bool) -> tuple[int, str] | None:
    """The end and words of an issuer that follows 'của'; `expected` names help where they are misread, `several` lets it be a list."""
    before = _BEFORE_ISSUER.match(plain, at)
    if before is None:
        return None
    start = before.end()
    end = body_end(text, plain, start)
    if end is None or not _looks_like(plain[start:end], expected):
        for name in expected:
            near = approximate_end(text, plain, start, name)
            if near is not None and (end is None or near > end):
                end = near
                break
    if end is None:
        return None
    while several:
        joint = _AND.match(plain, end)
        more = body_end(text, plain, joint.end()) if joint else None
        if more is None:
            break
        end = more
    return end, text[start:end]


def _looks_like(plain: str, expected: tuple[str, ...]) -> bool:
    return not expected or any(folded(name)[:6] in plain for name in expected)


def read_tail(text: str, plain: str, at: int, expected: tuple[str, ...] = (), several: bool = False) -> Tail:
    """Date and issuer behind a head that ends at `at`, each at most once, in either order."""
    tail = Tail(at)
    for _ in range(2):
        if tail.date is None:
            dated = read_date(text, plain, tail.end)
            if dated is not None:
                end, value = dated
                iso = value.date if value.precision == "day" else None
                year = value.date[:4] if value.date else None
                flags = tuple(flag for flag in value.flags if flag in ("impossible", "repaired", "day_blank"))
                tail = Tail(
                    end,
                    iso,
                    year,
                    tail.issuer,
                    tail.flags + tuple(f"date_{flag}".replace("date_day_blank", "date_blank") for flag in flags),
                )
        if tail.issuer is None:
            issued = read_issuer(text, plain, tail.end, expected, several)
            if issued is not None:
                tail = Tail(issued[0], tail.date, tail.year, issued[1], tail.flags)
    if tail.end == at:
        bare = regex.compile(r"\s{0,3}nam\s{1,3}(?P<year>(?:19|20)\d\d)(?!\d|\s?[-–/]\s?\d)").match(plain, at)
        if bare:
            tail = Tail(bare.end(), None, bare["year"], None)
            issued = read_issuer(text, plain, tail.end, expected, several)
            if issued is not None:
                tail = Tail(issued[0], None, tail.year, issued[1])
    return tail


def bare_year(plain: str, at: int) -> tuple[int, str] | None:
    """The end and value of a year right behind ('năm 2022', ' 2005'); None without one."""
    match = _bare_year().match(plain, at)
    return (match.end(), match["year"]) if match else None
