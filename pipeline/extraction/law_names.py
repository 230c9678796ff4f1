"""Names of laws: the ones that law_names.tsv lists, and how an unknown one is told from a sentence.

>>> t = "Luật TĐKT; Luật Nhạc sĩ năm 2030; Luật này"
>>> [law_head(t, folded(t), at) for at in (0, 11, 34)]
[('Luật', 'Thi đua, khen thưởng', 9), ('Luật', 'Nhạc sĩ', 23), None]
"""

from __future__ import annotations

from functools import cache

import regex

from pipeline.extraction.folded import folded
from pipeline.vietnamese.normalize import word_key
from pipeline.vietnamese.tsv import rows

KIND = r"(?<![\w-])(?<!phap\s)(?<!k[iy]\s)(?<!quy\s)(?P<kind>bo\s{1,3}luat|luat|phap\s{1,3}lenh|hien\s{1,3}phap)"
KINDS = {"bo luat": "Bộ luật", "luat": "Luật", "phap lenh": "Pháp lệnh", "hien phap": "Hiến pháp"}


@cache
def _forms() -> dict[str, frozenset[str]]:
    """Key of a law's name or alias → the ways in which it is written there."""
    found: dict[str, set[str]] = {}
    for row in rows("extraction/law_names.tsv"):
        for form in (row["name"], *row["alias"].split("|"), row["name"].partition(" (")[0]):
            found.setdefault(law_key(form), set()).add(form)
    return {key: frozenset(forms) for key, forms in found.items()}


@cache
def known_names() -> dict[str, str]:
    """Key of a law's name or alias → its name as the tables write it."""
    found: dict[str, str] = {}
    for row in rows("extraction/law_names.tsv"):
        found.setdefault(law_key(row["name"]), row["name"])
        for alias in (*row["alias"].split("|"), row["name"].partition(" (")[0]):
            if alias:
                found.setdefault(law_key(alias), row["name"])
    return found


@cache
def known_numbers() -> dict[str, frozenset[str]]:
    """Key of a law's name → the numbers of the laws of that name."""
    found: dict[str, set[str]] = {}
    for row in rows("extraction/law_names.tsv"):
        found.setdefault(law_key(row["name"]), set()).add(row["number"])
    return {key: frozenset(numbers) for key, numbers in found.items()}


def law_key(name: str) -> str:
    """The name by which laws are compared: its words without marks, capitals, commas and dashes."""
    return " ".join(regex.findall(r"[^\W_]+", folded(name)))


@cache
def named_pattern() -> regex.Pattern[str]:
    """Kind and listed name of a law, in folded text."""
    names = sorted(known_names(), key=lambda name: (-len(name), name))
    alternatives = "|".join(r"[\s,–/()-]{1,4}".join(name.split()) for name in names)
    return regex.compile(rf"{KIND}\s{{1,3}}(?P<name>{alternatives})(?=\d{{0,2}}(?!\w))")


UNKNOWN = regex.compile(
    rf"{KIND}\s{{1,3}}(?P<name>[^\W\d_]{{1,12}}(?:(?:\s{{1,2}}|\s?[,–-]\s?)[^\W\d_]{{1,12}}){{0,14}}?)"
    r"(?=\s{1,3}(?:nam\s{1,3}(?:19|20)\d\d|(?:19|20)\d\d(?![\d/])|so\s{1,3}\d|ngay\s{1,3}\d|\(sua\s)"
    r"|\s{0,2}[;.)\"”\n]|\s{1,3}(?:quy dinh|va luat|va cac)|,\s{1,3}(?:luat|bo luat|nghi dinh|phap lenh)\s|$)"
)
"""Kind and words of a law that no list knows, up to its year, date or number, or the end of a clause (folded text)."""
_NO_NAME = frozenset(
    regex.findall(
        r"\w+",
        "su gia phap va nay cua cac duoc khac co ve hien do tai theo trong la neu so nam ngay tren quoc dinh lien da cho den moi cu"
        " thi hanh o voi lam",
    )
)
"""Words that never begin a law's name ('Luật sư', 'Luật này')."""


def _same_marks(text: str, match: regex.Match[str]) -> bool:
    """Whether a short name stands with its own marks: 'Luật gia' is no 'Luật Giá', but 'Luat gia' may be."""
    printed = word_key(text[match.start("name") : match.end("name")])
    if len(printed.split()) > 2 or text[match.start() : match.end("kind")].isascii():
        return True
    return printed in {word_key(form) for form in _forms()[law_key(match["name"])]}


def law_head(text: str, plain: str, start: int) -> tuple[str, str, int] | None:
    """Kind, name and end of the law named at `start`."""
    match = named_pattern().match(plain, start)
    if match is not None and _same_marks(text, match):
        kind = KINDS[" ".join(match["kind"].split())]
        return (kind, known_names()[law_key(match["name"])], match.end()) if text[start].isupper() or len(match["name"]) > 8 else None
    match = UNKNOWN.match(plain, start)
    if match is None or not text[start].isupper() or folded(match["name"]).split()[0].strip(",") in _NO_NAME:
        return None
    name = " ".join(text[match.start("name") : match.end("name")].split())
    kind = KINDS[" ".join(match["kind"].split())]
    if not name[0].isupper() and kind != "Hiến pháp":
        return None
    if _cut_by_comma(name):
        return None
    return kind, name[0].upper() + name[1:].lower() if name.isupper() else name, match.end()


def _cut_by_comma(name: str) -> bool:
    """Whether an unknown name is more likely a sentence: a comma followed by a new head or many words."""
    return name.count(",") > 1 or bool(regex.search(r",\s(?:Luật|Bộ luật|Nghị|Quyết|Thông|Pháp)", name))
