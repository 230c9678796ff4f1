"""Roman numerals before headings (số La Mã: I., II., III.) and the arabic ones below them, as OCR reads them.

Official papers number their parts I, II, III, then 1, 2, 3 (Nghị định 30/2020/NĐ-CP, Phụ lục I). To OCR the strokes of I are
1, l, | or !, and two of them H: `I1.`, `Il.` and `H.` are all II. One table of such confusions serves whoever reads numerals:
structure, which asks where the sections begin, and restoration, which writes the right numeral. No plan counts its parts
beyond 39.

>>> [parse(raw) for raw in ("II.", "I1.", "H.", "HI.", "Il", "1V.", "VIH", "lX.", "XIH", "A.", "IIII")]
[2, 2, 2, 3, 2, 4, 8, 9, 13, None, None]
>>> [parse_arabic(raw) for raw in ("1.", "l.", "l0.", "II.", "a.")]
[1, 1, 10, 11, None]
>>> format(14), compact(" * I 1 ."), candidates("U."), candidates("IIL")
('XIV', 'I1', (2,), (3,))
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from pipeline.vietnamese.tsv import rows

LARGEST = 39
"""The largest Roman numeral known here: XXXIX, the last one written with I, V and X alone."""

LONGEST = 8
"""Letters of a numeral at most: XXXVIII has seven, OCR may double a stroke."""

PATTERN = r"(?P<roman>[IVXHYUMWNLTJlivxy1|!ÍÌỈĨỊíìïÝK\[\]]{1,8}+)(?=\s{0,2}[.)/:-])"
"""Regex source: what may be a Roman numeral at the head of a line, its point outside; `parse` decides."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """Letters read that may stand for others: `numerals` roman or arabic, `rank` 1 (taken) or 2 (a candidate), an example."""

    read: str
    meant: str
    numerals: str
    rank: int
    example: str


@cache
def confusions() -> tuple[Confusion, ...]:
    """The table of confusions, in its order."""
    return tuple(
        Confusion(row["read"], row["meant"], row["numerals"], int(row["rank"]), row["example"])
        for row in rows("forms/roman_confusions.tsv")
    )


def __getattr__(name: str) -> tuple[Confusion, ...]:
    """`CONFUSIONS`: the table, read when it is first asked for."""
    if name == "CONFUSIONS":
        return confusions()
    raise AttributeError(name)


_OUTSIDE = regex.compile(r"[\s*_]++")
_POINT = ".,:;)/-–—"


def compact(raw: str) -> str:
    """The letters of the numeral alone: blanks, marks of emphasis and the point after it taken away."""
    return _OUTSIDE.sub("", raw[:64]).rstrip(_POINT)


def format(n: int) -> str:
    """The numeral of 1 … 39 in capitals.

    >>> [format(n) for n in (1, 4, 9, 19, 39)]
    ['I', 'IV', 'IX', 'XIX', 'XXXIX']
    """
    if not 1 <= n <= LARGEST:
        raise ValueError(f"no Roman numeral of a heading: {n}")
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (n // 10) + ones[n % 10]


@cache
def _values() -> dict[str, int]:
    return {format(n): n for n in range(1, LARGEST + 1)}


@cache
def _meanings(numerals: str, rank: int) -> dict[str, tuple[tuple[str, int], ...]]:
    """Letter read -> (what it may stand for, what that costs): itself 0, a confusion its rank."""
    own = "IVX" if numerals == "roman" else "0123456789"
    found: dict[str, tuple[tuple[str, int], ...]] = {letter: ((letter, 0),) for letter in own}
    for row in confusions():
        if row.numerals == numerals and row.rank <= rank:
            found[row.read] = (*found.get(row.read, ()), (row.meant, row.rank))
    return found


def _readings(letters: str, numerals: str, rank: int) -> dict[str, int]:
    """Each numeral that the letters may stand for -> its cost."""
    if not 1 <= len(letters) <= LONGEST:
        return {}
    meanings = _meanings(numerals, rank)
    found = {"": 0}
    for letter in letters:
        longer: dict[str, int] = {}
        for start, cost in found.items():
            for meant, more in meanings.get(letter, ()):
                longer[start + meant] = min(cost + more, longer.get(start + meant, 99))
        found = longer
    return found


def candidates(raw: str) -> tuple[int, ...]:
    """All values that the letters may stand for, likelier first; empty when none."""
    found = _readings(compact(raw), "roman", rank=2)
    costs = {_values()[numeral]: cost for numeral, cost in found.items() if numeral in _values()}
    return tuple(sorted(costs, key=lambda value: (costs[value], value)))


def parse(raw: str) -> int | None:
    """Value of a Roman numeral as printed or as OCR reads it, with or without its point; None when it is none."""
    found = _readings(compact(raw), "roman", rank=1)
    values = [_values()[numeral] for numeral in sorted(found, key=lambda n: found[n]) if numeral in _values()]
    return values[0] if values else None


def parse_arabic(raw: str) -> int | None:
    """Value of an arabic numeral of a heading, up to three figures (`l.` is 1, `l0.` 10); None when it is none or begins with a lone 0."""
    found = _readings(compact(raw), "arabic", rank=1)
    figures = min(found, key=lambda n: found[n], default="")
    return int(figures) if 1 <= len(figures) <= 3 and int(figures) > 0 else None


def candidates_arabic(raw: str) -> tuple[int, ...]:
    """All values of an arabic numeral that the letters may stand for, likelier first (`S.` may be 5)."""
    found = _readings(compact(raw), "arabic", rank=2)
    costs = {int(figures): cost for figures, cost in found.items() if 1 <= len(figures) <= 3 and int(figures) > 0}
    return tuple(sorted(costs, key=lambda value: (costs[value], value)))
