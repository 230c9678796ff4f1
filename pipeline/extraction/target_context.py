"""Where a figure stands: the section, whether its heading speaks of targets or of results, and the year it speaks of.

>>> around = contexts("III. CHỈ TIÊU PHẤN ĐẤU NĂM 2022\\n1. 100% công chức được học tập", Header(), ())
>>> around.at(40)
Context(section_id=None, kind='target', year='2022')
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import regex

from pipeline.records import Header, Section
from pipeline.vietnamese.tsv import rows

_HEADING = regex.compile(
    r"^[ \t]*+(?:(?P<roman>(?:PHẦN\s)?(?=1{0,2}[IVXLH])[IVXLH1]{1,5}+[.:)])"
    r"|(?P<arabic>\d{1,2}(?:\.\d{1,2}){0,2}[.)])|(?P<letter>\p{L}[.)]))?"
    r"[ \t]*+(?P<text>\S[^\n]{0,150}+)$",
    regex.MULTILINE,
)
_YEAR = regex.compile(
    r"(?<!so với )(?<!so với cùng kỳ )(?<!giá so sánh )(?<!so )\bnăm\s+(?:học\s+)?((?:19|20)\d\d)(?!\d)", regex.IGNORECASE
)
_PERIOD = regex.compile(
    r"\b(?:giai đoạn|nhiệm kỳ|thời kỳ|năm học|các năm|niên khóa)\s+((?:19|20)\d\d)\s*[-–—]\s*((?:19|20)\d\d)(?!\d)", regex.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Context:
    """Section of a place in the text, `kind` of its headings (target, result, none) and the year they name."""

    section_id: str | None = None
    kind: str = "none"
    year: str | None = None


@dataclass(frozen=True, slots=True)
class Contexts:
    """Contexts by offset."""

    starts: tuple[int, ...]
    contexts: tuple[Context, ...]

    def at(self, offset: int) -> Context:
        """The context in which an offset lies."""
        return self.contexts[bisect_right(self.starts, offset) - 1]


@cache
def _roles() -> dict[str, tuple[str, ...]]:
    roles: dict[str, list[str]] = {}
    for row in rows("extraction/target_words.tsv"):
        roles.setdefault(row["role"], []).append(row["words"])
    return {role: tuple(sorted(words, key=len, reverse=True)) for role, words in roles.items()}


@cache
def words_of(*roles: str) -> regex.Pattern[str]:
    """A pattern of the words that have one of the roles in `target_words.tsv`."""
    words = sorted({word for role in roles for word in _roles()[role]}, key=len, reverse=True)
    spelt = "|".join(regex.escape(word).replace(r"\ ", r"\s+") for word in words)
    return regex.compile(rf"(?<!\p{{L}})(?:{spelt})(?!\p{{L}})", regex.IGNORECASE)


def has(text: str, *roles: str) -> bool:
    """Whether a text holds a word of one of the roles."""
    plain = " ".join(text.lower().split())  # most texts hold none: to look for the bare words first takes a fifth of the time
    return any(word in plain for role in roles for word in _roles()[role]) and words_of(*roles).search(text) is not None


def year_of(text: str) -> str | None:
    """The year or period that a text speaks of (`2022`, `2021/2025`), not one that it compares with."""
    period = _PERIOD.search(text)
    if period:
        return f"{period[1]}/{period[2]}"
    found = _YEAR.findall(text)
    return str(found[-1]) if found else None


def _kind(heading: str, inherited: str) -> str:
    if has(heading, "target_heading"):
        return "target"
    return "result" if has(heading, "result_heading") else inherited


def contexts(text: str, header: Header, sections: Sequence[Section]) -> Contexts:
    """The contexts of a paper: from its sections, or where there are none from the lines that look like headings."""
    root = Context(None, "none", year_of(header.title or ""))
    made = _from_sections(sections, root) if sections else _from_lines(text, root)
    return Contexts((0, *(start for start, _ in made)), (root, *(context for _, context in made)))


def _from_sections(sections: Sequence[Section], root: Context) -> list[tuple[int, Context]]:
    known: dict[str, Context] = {}
    made = []
    for section in sections:
        parent = known.get(section.parent_id or "", root)
        heading = section.heading or ""
        context = Context(section.section_id, _kind(heading, parent.kind), year_of(heading) or parent.year)
        known[section.section_id] = context
        made.append((section.start, context))
    return sorted(made, key=lambda pair: pair[0])


def _from_lines(text: str, root: Context) -> list[tuple[int, Context]]:
    made = []
    top = root
    for found in _HEADING.finditer(text):
        line = found["text"].strip()
        if line.isupper() or (found["roman"] and len(line) < 120 and line[-1] not in ".;,"):
            top = Context(None, _kind(line, "none"), year_of(line) or root.year)
            made.append((found.start(), top))
        elif (found["arabic"] or found["letter"]) and line[-1] not in ".;," and len(line) < 120 and not regex.search(r"\d\s?%", line):
            made.append((found.start(), Context(None, _kind(line, top.kind), year_of(line) or top.year)))
    return made
