"""Text of the years before Unicode: TCVN3 (ABC) and VNI, whose letters are Latin-1 letters to everyone else.

In a file or a PDF with such fonts 'Ủy ban nhân dân' reads `Uû ban nh©n d©n` (TCVN3: one byte a letter) or `Uûy ban nhaân daân` (VNI: letter
and mark). TCVN3 has no toned capitals: headings in the font .VnTimeH hold the codes of small letters and come out small. Authority:
TCVN 5712:1993; VNI's table of the Windows character set. Unicode (TCVN 6909:2001) is the rule since 2003.

A text is decoded only where that makes words of it: a good Unicode text and one with © or 'café' in it stay as they are.
Give the text as Latin-1 or Windows-1252 read it, before `nfc` (É, Ð and µ are codes here).

>>> decode("Uû ban nh©n d©n tØnh Qu¶ng Ng·i")
('Uỷ ban nhân dân tỉnh Quảng Ngãi', 'tcvn3')
>>> decode("Uûy ban nhaân daân tænh Quaûng Ngaõi")
('Ủy ban nhân dân tỉnh Quảng Ngãi', 'vni')
>>> decode("Ủy ban nhân dân © 2020, café")
('Ủy ban nhân dân © 2020, café', None)
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from pipeline.vietnamese.normalize import nfc
from pipeline.vietnamese.syllables import is_syllable
from pipeline.vietnamese.tsv import rows

NAMES = ("vni", "tcvn3")
"""The encodings told apart; where both make words of a few ones ('Chuû trì'), the first has it."""

DECODED_SHARE = 0.8
"""Least share of the words with codes in them that must be syllables once decoded."""

GAIN = 0.3
"""By how much that share must rise: many codes are Vietnamese letters themselves, 'nãi' is TCVN3 for 'nói' and a word as well."""

DISTINCT_WORDS = 2
"""Different words with codes that must become syllables: one alone ('5 µm' would be 'àm') proves nothing."""

UNICODE_LETTERS = regex.compile(r"[ĂăĐđĨĩŨũƠơƯư\u1EA0-\u1EF9\u0300\u0301\u0303\u0309\u0323]")
"""Letters and marks that no Latin-1 text can hold: where a line has them, it is Unicode."""

_WORD = regex.compile(r"[^\s!-/:-@\[-`{-~“”‘’…–—0-9]{1,40}+")


@cache
def _tcvn3() -> dict[int, str]:
    table = {int(row["code"], 16): row["letter"] for row in rows("vietnamese/legacy_tcvn3.tsv")}
    # The micro sign as Greek mu, and eth after `nfc` made Đ of it: no TCVN3 text holds these letters otherwise.
    return {**table, ord("μ"): "à"}


@cache
def _vni() -> dict[str, str]:
    table = {row["spelled"]: row["letter"] for row in rows("vietnamese/legacy_vni.tsv")}
    # A capital at the head of a word often has the mark of a small letter after it: 'Uûy' beside 'UÛY'.
    mixed = {code[0] + code[1].lower(): letter for code, letter in table.items() if len(code) == 2 and code.isupper()}
    return mixed | table


@cache
def _vni_spelled() -> regex.Pattern[str]:
    spelled = sorted(_vni(), key=len, reverse=True)
    return regex.compile("|".join(map(regex.escape, spelled)))


@cache
def _codes(name: str) -> frozenset[str]:
    """Characters beyond ASCII that the encoding uses."""
    if name == "tcvn3":
        return frozenset(map(chr, _tcvn3()))
    return frozenset(c for spelled in _vni() for c in spelled if not c.isascii())


def convert(text: str, name: str) -> str:
    """The text read in the named encoding, whatever it is; NFC."""
    if name == "vni":
        return nfc(_vni_spelled().sub(lambda match: _vni()[match[0]], text))
    return _SOFT_HYPHEN.sub(_horn, nfc(_WORD.sub(_tcvn3_word, text)))


_SOFT_HYPHEN = regex.compile(r"(?<![\p{L}\d])(\p{L}{1,4}+)([-\u2010\u2011\x02])(\p{L}{0,3}+)(?![\p{L}\d])|(?<!\p{L})\p{L}{1,6}+(?!\p{L})")
_O_HORN = regex.compile(r"[ơờởỡớợ]")


def _horn(match: regex.Match[str]) -> str:
    # ư is the soft hyphen, which programs drop or turn into a hyphen: 'trờng', 'tr-ờng' is 'trường', 'nh-' is 'như'.
    read, left, hyphen, right = match[0], match[1], match[2], match[3]
    if not hyphen:
        whole = _O_HORN.sub(r"ư\g<0>", read, count=1)
        return whole if not is_syllable(read) and is_syllable(whole) else read
    whole = f"{left}ư{right}"
    two_words = is_syllable(left) and (is_syllable(right) or not right)
    return whole if is_syllable(whole) and not two_words else read


def _tcvn3_word(match: regex.Match[str]) -> str:
    word = match[0].translate(_tcvn3())
    # 'NHÊT' has its Ấ only as a small letter: a word with two capitals and no other small letter is one of capitals.
    own = [c for c in match[0] if c.isascii()]
    return word.upper() if len(own) >= 2 and all(c.isupper() for c in own) else word


def encode(text: str, name: str) -> str:
    """NFC text in the named encoding, as Latin-1 shows it; TCVN3 makes small letters of toned capitals."""
    if name == "tcvn3":
        spelled = {row["letter"]: chr(int(row["code"], 16)) for row in rows("vietnamese/legacy_tcvn3.tsv")}
    else:
        spelled = {row["letter"]: row["spelled"] for row in rows("vietnamese/legacy_vni.tsv")}
    return "".join(spelled.get(c) or spelled.get(c.lower(), c) for c in text)


class _Evidence(NamedTuple):
    words: int
    before: int
    after: int
    distinct: int


def _evidence(text: str, name: str) -> _Evidence:
    """Over the words that hold codes of the encoding: how many, how many are syllables as they stand, how many once decoded."""
    codes = _codes(name)
    carriers = [word for word in _WORD.findall(text) if any(c in codes for c in word) and any(c.isascii() for c in word)]
    decoded = {word: convert(word, name) for word in set(carriers)}
    good = {word for word, spelled in decoded.items() if is_syllable(spelled)}
    before = sum(is_syllable(word) for word in carriers)
    return _Evidence(len(carriers), before, sum(word in good for word in carriers), len(good))


def _speaks_for(evidence: _Evidence) -> bool:
    return (
        evidence.distinct >= DISTINCT_WORDS
        and evidence.after >= DECODED_SHARE * evidence.words
        and evidence.after - evidence.before >= GAIN * evidence.words
    )


def decode(text: str) -> tuple[str, str | None]:
    """(The text in Unicode, NFC where it was changed, name of the encoding most of it was in), or (the text as it is, None).

    Lines that hold Unicode's own Vietnamese letters are left alone, and a line that speaks for the other encoding is read in that: a page
    may mix all three.
    """
    if text.isascii():
        return text, None
    lines = text.splitlines(keepends=True)
    legacy = [not line.isascii() and not UNICODE_LETTERS.search(line) for line in lines]
    doubtful = "".join(line for line, old in zip(lines, legacy, strict=True) if old)
    found = {name: _evidence(doubtful, name) for name in NAMES}
    usual = max(NAMES, key=lambda candidate: found[candidate].after - found[candidate].before)
    if not found[usual].words or not found[usual].distinct:
        return text, None
    names = [_name_of(line, usual) if old else None for line, old in zip(lines, legacy, strict=True)]
    if not _speaks_for(_pooled(lines, names) if set(names) >= set(NAMES) else found[usual]):
        return text, None
    return "".join(convert(line, name) if name else line for line, name in zip(lines, names, strict=True)), usual


def _name_of(line: str, usual: str) -> str:
    """The encoding of a line in a text that is mostly in the usual one: the other only where the line alone speaks for it."""
    other = NAMES[1 - NAMES.index(usual)]
    evidence = _evidence(line, other)
    return other if _speaks_for(evidence) and evidence.after > _evidence(line, usual).after else usual


def _pooled(lines: list[str], names: list[str | None]) -> _Evidence:
    """The evidence of all lines, each read in its own encoding."""
    parts = [_evidence("".join(line for line, own in zip(lines, names, strict=True) if own == name), name) for name in NAMES]
    return _Evidence(*(sum(column) for column in zip(*parts, strict=True)))
