"""Document number and symbol (số, ký hiệu văn bản).

State documents carry `số/[năm/]TYPE-BODY[-UNIT]` (`93/KH-UBND`, `91/2017/NĐ-CP`, `13/2007/TTLT-BLĐTBXH-BNV-BTC`; Nghị định
30/2020/NĐ-CP, Phụ lục III), acts of the National Assembly `số/năm/QH15`, Party documents `số-TYPE/BODY` (`34-CT/TW`; Quy
định 66-QĐ/TW), a công văn has no type letters (`238/UBND-KGVX`), and until about 1997 the number stood with the issuer
alone (`36-CP`, `299/TTg`). Papers mix the separators up; what body it is decides.

>>> format(parse("Số: 33 /KH-BQLKKT")), format(parse("34-\\nCT/TW")), format(parse("06/2022/QH15"))
('33/KH-BQLKKT', '34-CT/TW', '06/2022/QH15')
>>> n = parse("41/CT-TU"); n.number_symbol, n.party, n.repairs
('41-CT/TU', True, ('41/CT-TU -> 41-CT/TU',))
>>> n = parse("24/2018/QP-UBNI)"); n.number_symbol, n.doc_type, n.repairs
('24/2018/QĐ-UBND', 'QĐ', ('QP -> QĐ', 'UBNI) -> UBND'))
>>> n = parse("Số:      /KH-UBND"); n.number, n.symbol, n.number_symbol
(None, 'KH-UBND', None)
>>> parse("12/4/2022") is None, parse("24/7") is None
(True, True)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from itertools import product

import regex

_WS = r"\s{0,3}"
_DASH = r"[-–—−‐‑~=]"
_DIGITS = r"(?=[OolI|]{0,2}\d)[\dOolI|]{1,6}(?:\.\d{1,2}(?=/))?"
_CYRILLIC = dict(zip("АВЕКМНОРСТХ", "ABEKMHOPCTX", strict=True))  # what some keyboards put into published texts: 40/2026/NĐ-СР
_CAPITAL = "A-ZĐÐƯ0АВЕКМНОРСТХ"
_COMPONENT = rf"(?=0?[A-ZĐÐƯАВЕКМНОРСТХ])(?:I\)|[{_CAPITAL}&][a-zđ]?){{1,14}}\d{{0,2}}"
_TYPED = r"(?:KH|QĐ|QD|NQ|NĐ|ND|CT|TT|TB|BC|HD|CTr|TTr)"
LABEL = r"(?:(?<!\w)(?:[Ss][ốôòóổồoOéèeê6ó]|SỐ|SÔ|SO|Ố)\s{0,3}:?)"
"""Regex source: the word 'Số' before a number, as printed and as OCR reads it, with its colon."""

SLOT = r"(?:…|[._]{2,40}|[…._]{1,40})"
"""Regex source: a blank or unread slot where digits should stand."""

SYMBOL = (
    r"(?P<symbol>"
    rf"(?:QH|UBTVQH)\s?[\dOlI]{{1,2}}(?!\d)"
    rf"|{_COMPONENT}(?:{_WS}(?:{_DASH}|/){_WS}|\.){_COMPONENT}(?:(?:(?:{_DASH}|/){_WS}|\s{_DASH}){_COMPONENT}){{0,9}}(?![\w])"
    rf"|(?:CP|TTg|HĐBT|HĐCP|TU|TW|(?<=/)[A-ZĐ]{{2,14}})(?![\w/]|-\w)"
    r")"
)
_FIRST = rf"(?:{_WS}(?:{_DASH}|/){_WS}|[lI|](?={_TYPED}{_DASH}))"
_YEAR = rf"(?:(?P<year>[\dOolI|]{{4}}|20{_WS}\d\d){_WS}/{{1,2}}{_WS})?"

PATTERN = rf"(?<![\d/.,–-])(?P<number>{_DIGITS}[a-eA-E]?|…|\.{{3,30}}|_{{2,30}})(?P<first>{_FIRST}){_YEAR}{SYMBOL}"
"""Regex source: a number group inside running text (compile with the `regex` module; groups number, first, year, symbol)."""

OWN_PATTERN = rf"{LABEL}{_WS}(?P<number>{_DIGITS}[a-eA-E]?|{SLOT})?(?P<first>\s{{0,40}}(?:{_DASH}|/){_WS}){_YEAR}{SYMBOL}"
"""Regex source: the line 'Số: …/KH-UBND' of a letterhead, its digits possibly blank; same groups."""


@dataclass(frozen=True, slots=True)
class DocNumber:
    """A number group read: digits as printed, `symbol` after repair (`KH-UBND`, `CT/TW`, `QH15`), and what was repaired.

    `slashed` is an old number with the issuer alone that is printed with a slash ('12/CP' beside '36-CP'): both were in use.
    """

    number: str | None
    year: str | None
    symbol: str
    party: bool
    doc_type: str | None
    repairs: tuple[str, ...] = ()
    slashed: bool = False

    @property
    def number_symbol(self) -> str | None:
        """`91/2017/NĐ-CP`, `34-CT/TW`, `36-CP`; None where the digits are blank."""
        return format(self) if self.number else None


@cache
def _letters() -> dict[str, dict[str, str]]:
    """part → letters → meaning, of docnumber.tsv."""
    found: dict[str, dict[str, str]] = {}
    for line in resources.files("pipeline.forms").joinpath("docnumber.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith(("#", "part\t")):
            part, letters, meaning = [*line.split("\t"), ""][:3]
            found.setdefault(part, {}).setdefault(letters, meaning)
    return found


@cache
def _known(part: str) -> dict[str, str]:
    """Casefolded letters → letters as they should be printed, of `type` or `body` (bodies, Party bodies and units)."""
    parts = ("type",) if part == "type" else ("body", "party", "unit")
    return {letters.casefold(): letters for name in reversed(parts) for letters in _letters().get(name, {})}


def type_name(letters: str) -> str | None:
    """Name of the type that stands behind the letters ('KH' → 'Kế hoạch'); None for other letters."""
    return _letters()["type"].get(letters)


def is_party_body(letters: str) -> bool:
    """Whether a body with these letters can only be of the Party ('TU', 'BTGTU', 'TW')."""
    return letters in _letters()["party"]


def is_body(letters: str) -> bool:
    """Whether the letters stand for a body of the State or the Party ('UBND', 'BYT', 'TW'); units of one ('KGVX') do not count."""
    return letters in _letters()["body"] or letters in _letters()["party"]


_TO_DIGITS = str.maketrans("OolI|", "00111")


def digits(text: str) -> str:
    """The digits that OCR meant: O, o → 0; l, I, | → 1; blanks out."""
    return "".join(text.split()).translate(_TO_DIGITS)


def compact(raw: str) -> str:
    """The number group without label, blanks, line ends and odd dashes ('Số: 34- CT/TW' → '34-CT/TW')."""
    text = regex.sub(rf"^\s*{LABEL}", "", raw.replace("Ð", "Đ").replace("ð", "đ"))
    text = regex.sub(rf"^\s*{SLOT}", "", text)
    return regex.sub(_DASH, "-", regex.sub(r"\s+", "", text))


def _mend(letters: str, part: str) -> tuple[str, str | None]:
    """The component towards a known one, and the repair if letters (not only capitals) changed."""
    known = _known(part)
    if letters in known.values():
        return letters, None
    if letters.casefold() in known:
        return known[letters.casefold()], None
    other = "body" if part == "type" else "type"
    if letters.casefold() in _known(other):
        return _known(other)[letters.casefold()], None
    right = _letters()[f"misread-{part}"].get(letters)
    if right is None and letters.count("D") in (1, 2, 3):
        choices = ("".join(c) for c in product(*("DĐ" if c == "D" else c for c in letters)))
        fits = [choice for choice in choices if choice in known]
        fits = fits or [known[c.casefold()] for c in _with_stroke(letters) if c.casefold() in known]
        right = fits[0] if len(fits) == 1 else None
    return (right, f"{letters} -> {right}") if right else (letters, None)


def _with_stroke(letters: str) -> list[str]:
    """Every reading of the letters with some D as Đ."""
    return ["".join(c) for c in product(*("DĐ" if c == "D" else c for c in letters))]


def _mended_parts(symbol: str) -> tuple[list[str], list[str], list[str]]:
    """Components, separators between them, repairs."""
    text = _split_type("".join(symbol.split()))
    parts = [p for p in regex.split(rf"({_DASH}|/|\.)", text) if p]
    letters, marks = parts[0::2], ["/" if p == "/" else "-" for p in parts[1::2]]
    repairs = [] if len(text) == len("".join(symbol.split())) else [f"{symbol} -> {text}"]
    mended: list[str] = []
    for place, component in enumerate(letters):
        if "Ð" in component:
            repairs.append("Ð U+00D0 -> Đ U+0110")
        component = component.replace("Ð", "Đ")
        if any(letter in _CYRILLIC for letter in component):
            latin = "".join(_CYRILLIC.get(letter, letter) for letter in component)
            repairs.append(f"{component} (Cyrillic) -> {latin}")
            component = latin
        good, repair = _mend(component, "type" if place == 0 and len(letters) > 1 else "body")
        mended.append(good)
        repairs.extend([repair] if repair else [])
    return mended, marks, repairs


def _split_type(symbol: str) -> str:
    """'TTBLĐTBXH' → 'TT-BLĐTBXH': a hyphen lost between a known type and a known body."""
    if regex.search(rf"{_DASH}|/|\.", symbol) or symbol in _known("body").values():
        return symbol
    for cut in range(2, min(len(symbol) - 1, 5)):
        if symbol[:cut] in _letters()["type"] and symbol[cut:] in _known("body").values():
            return f"{symbol[:cut]}-{symbol[cut:]}"
    return symbol


_STATE_ONLY = frozenset({"UBND", "HĐND", "CP", "TTg"})
_GOVERNMENTS = frozenset({"CP", "HĐBT", "HĐCP"})
_PLAIN_OLD = frozenset({"CP", "HĐBT", "HĐCP", "TU", "TW"})  # written with a dash: 36-CP


def _arranged(mended: list[str], first: str, year: str | None, marks: list[str]) -> tuple[str, bool]:
    """The symbol with the separators that its bodies ask for, and whether it is the Party's."""
    if len(mended) == 1:
        return mended[0], is_party_body(mended[0])
    head, rest = mended[0], "-".join(mended[1:])
    typed = head in _letters()["type"]
    party = typed and year is None and any(is_party_body(body) for body in mended[1:])
    dashed = "-" in first and marks[0] == "/" and mended[1] not in _STATE_ONLY and year is None
    return (f"{head}/{rest}" if party or dashed else f"{head}-{rest}"), party


def _doc_type(mended: list[str], symbol: str) -> str | None:
    if len(mended) < 2:
        return None
    if mended[0] in _letters()["type"]:
        return mended[0]
    return "CV" if mended[0] in _known("body").values() else None


def read(match: regex.Match[str]) -> DocNumber:
    """The document number of a match of `PATTERN` or `OWN_PATTERN`."""
    repairs: list[str] = []
    number, year = match["number"], match["year"]
    if number is not None and not regex.search(r"\d", number):
        number = None
    if number is not None and digits(number) != number:
        repairs.append(f"{number} -> {digits(number)}")
        number = digits(number)
    if year is not None and digits(year) != year:
        repairs.append(f"{year} -> {digits(year)}")
        year = digits(year)
    symbol = match["symbol"]
    if regex.fullmatch(r"(?:QH|UBTVQH)\s?[\dOlI]{1,2}", symbol):
        return DocNumber(number, year, digits(symbol), False, None, tuple(repairs))
    mended, marks, more = _mended_parts(symbol)
    arranged, party = _arranged(mended, match["first"], year, marks)
    slashed = arranged in _GOVERNMENTS and "/" in match["first"]
    result = DocNumber(number, year, arranged, party, _doc_type(mended, arranged), (), slashed)
    printed = f"{number or ''}{'-' if regex.search(_DASH, match['first']) else '/'}{year + '/' if year else ''}" + "".join(
        a + b for a, b in zip(mended, [*marks, ""], strict=True)
    )
    if len(mended) > 1 and printed != format(result):
        more.append(f"{printed} -> {format(result)}")
    return replace(result, repairs=(*repairs, *more))


@cache
def _whole() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    return regex.compile(PATTERN), regex.compile(rf"(?:{OWN_PATTERN})|(?:\s*(?P<number>{SLOT})?(?P<first>{_WS}/{_WS}){_YEAR}{SYMBOL})")


@lru_cache(maxsize=4096)
def parse(raw: str) -> DocNumber | None:
    """The document number that the whole of `raw` is (a label 'Số:' may stand before); None if it is none."""
    text = raw.strip()
    running, own = _whole()
    match = own.fullmatch(text) or running.fullmatch(regex.sub(rf"^{LABEL}\s*", "", text))
    if match is None or (match["year"] and not 1945 <= int(digits(match["year"])) <= 2099):
        return None
    return read(match)


def format(n: DocNumber) -> str:  # the same verbs in every form
    """The number as it is printed by the rules ('34-CT/TW', '93/KH-UBND'; '/KH-UBND' where the digits are blank)."""
    dashed = not n.year and ("/" in n.symbol or (n.symbol in _PLAIN_OLD and not n.slashed))
    return f"{n.number or ''}{'-' if dashed else '/'}{n.year + '/' if n.year else ''}{n.symbol}"
