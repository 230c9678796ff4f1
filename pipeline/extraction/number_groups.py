"""Number groups in running text ('91/2017/NĐ-CP'), and what OCR or a typist did to them: told, never guessed silently.

A digit read as a letter leaves the number open ('S4/QĐ-UBND': `number` None); a blank within the digits or the symbol, a dash that was
lost, the label run into the digits are mended, and the repair is told.

>>> from pipeline.extraction.folded import folded
>>> t = "số S4/QĐ-UBND; số 9 3/KH-UBND; so93/KH-U BND; số 12/2019/TT BNV; số    /QĐ-TTg"
>>> [(g.number.number, g.number.symbol, g.number.repairs, t[g.start : g.end]) for g in groups(t, folded(t))]
[(None, 'QĐ-UBND', (), 'S4/QĐ-UBND'), ('93', 'KH-UBND', ('9 3 -> 93',), '9 3/KH-UBND'),
 ('93', 'KH-UBND', ('KH-U BND -> KH-UBND',), '93/KH-U BND'), ('12', 'TT-BNV', ('TT BNV -> TT-BNV',), '12/2019/TT BNV'),
 (None, 'QĐ-TTg', (), '/QĐ-TTg')]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from pipeline.forms import docnumber


@dataclass(frozen=True, slots=True)
class Group:
    """A number group and where it stands, its label 'số' left out."""

    start: int
    end: int
    number: docnumber.DocNumber


_NUMBER = regex.compile(docnumber.PATTERN)
_BLANK = regex.compile(r"(?<!\w)(?:[Ss][ốôo6é]|SỐ)\s{0,12}(?=/)")
_OPEN = regex.compile(rf"(?P<number>)(?P<first>/\s{{0,3}})(?:(?P<year>(?:19|20)\d\d)\s?/\s?)?{docnumber.SYMBOL}")
_LABEL = r"(?<!\w)s[o6e&]"
_LABEL_GLUED = regex.compile(rf"(?:{_LABEL}|(?<!\w)(?:nd|qd|tt|ttlt|nq|ct|kh|cv|kl|tb|hd|bc|ttr))$")
_LABEL_CUT = regex.compile(r"(?<!\w)s$")
_LETTERS = regex.compile(rf"{_LABEL}\s{{0,3}}:?\s{{0,3}}(?P<read>[a-z]{{1,2}})$")
_DIGITS = regex.compile(rf"{_LABEL}\s{{0,3}}:?\s{{0,3}}(?P<read>\d{{1,3}})\s$")
_MORE = regex.compile(r"\s(?P<body>[A-ZĐ][A-ZĐa-z&]{0,13})(?![\w/-])")


def groups(text: str, plain: str) -> Iterator[Group]:
    """Every number group in the text, in order; `plain` is the text folded."""
    found = [_OPEN.match(text, label.end()) for label in _BLANK.finditer(text)]
    blanks = iter([slot for slot in found if slot is not None])
    blank = next(blanks, None)
    for match in _NUMBER.finditer(text):
        while blank is not None and blank.start() < match.start():
            yield Group(blank.start(), blank.end(), docnumber.read(blank))
            blank = next(blanks, None)
        group = _group(text, plain, match)
        if group is not None:
            yield group
    while blank is not None:
        yield Group(blank.start(), blank.end(), docnumber.read(blank))
        blank = next(blanks, None)


def _group(text: str, plain: str, match: regex.Match[str]) -> Group | None:
    start = match.start()
    if start and text[start - 1].isalnum() and not _LABEL_GLUED.search(plain, max(0, start - 6), start):
        if plain[start] in "o6" and _LABEL_CUT.search(plain, max(0, start - 2), start):
            again = _NUMBER.match(text, start + 1) or _after_label(text, start + 1)
            return _group_of(text, again) if again else None
        damaged = _LETTERS.search(plain, max(0, start - 12), start)
        group = _group_of(text, match)
        if damaged and group:
            return replace(group, start=damaged.start("read"), number=replace(group.number, number=None))
        return group
    group = _group_of(text, match)
    split = _DIGITS.search(plain, max(0, start - 14), start) if group and group.number.number else None
    if group is None or split is None:
        return group
    digits = f"{split['read']}{group.number.number}"
    repairs = (*group.number.repairs, f"{split['read']} {group.number.number} -> {digits}")
    return replace(group, start=split.start("read"), number=replace(group.number, number=digits, repairs=repairs))


def _after_label(text: str, start: int) -> regex.Match[str] | None:
    """The number group at `start`, though a letter stands before it."""
    return regex.compile(docnumber.PATTERN.replace(r"(?<![\d/.,–-])", "", 1)).match(text, start)


def _group_of(text: str, match: regex.Match[str]) -> Group | None:
    number = docnumber.parse(match[0])
    if number is None:
        return None
    end = match.end()
    parts = regex.split(r"[-/]", number.symbol)
    if len(parts) > 1 and docnumber.is_body(parts[-1]):
        return Group(match.start(), end, number)
    more = _MORE.match(text, end)
    joined = _joined(parts, more["body"]) if more else None
    if more is not None and joined is not None:
        mended = docnumber.parse(f"{match[0][: match.start('symbol') - match.start()]}{joined}")
        if mended is not None:
            read = text[match.start("symbol") : more.end()]
            return Group(match.start(), more.end(), replace(mended, repairs=(*number.repairs, f"{read} -> {mended.symbol}")))
    return Group(match.start(), end, number)


def _joined(parts: list[str], body: str) -> str | None:
    """The symbol with a body that a blank cut off: 'TT BNV' lost its dash, 'KH-U BND' got a blank; None where it is whole."""
    if len(parts) == 1:
        return f"{parts[0]}-{body}" if docnumber.type_name(parts[0]) and docnumber.is_body(body) else None
    return "-".join([*parts[:-1], parts[-1] + body]) if docnumber.is_body(parts[-1] + body) else None
