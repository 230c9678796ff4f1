"""Persons, bodies and places in a text (thực thể: PER, ORG, LOC): rules first, a statistical tagger behind them.

Rules know the gazetteer, head words of bodies, titles and family names (`organisations`, `places`, `persons`; words in
`entity_words.tsv`). underthesea is asked only about sentences in which capitalised words are left over, and believed only where
what it says is a plausible name: by itself it calls `số 24/2018` a place and `Ủy` a person. It gives tokens without offsets and
rewrites letters, so its answer is aligned to our own tokens and dropped where it does not fit.

Normalised names: 'UBND' written out (with the province of the header where the body has none), provinces bare, tone marks in one manner.

>>> found = find_entities("UBND tỉnh Kiên Giang giao Sở Nội vụ; đồng chí Nguyễn Kim Kiên báo cáo tại huyện Vĩnh Thuận.")
>>> [(e.label, e.raw, e.normalised) for e in found]
[('ORG', 'UBND tỉnh Kiên Giang', 'Ủy ban nhân dân tỉnh Kiên Giang'), ('ORG', 'Sở Nội vụ', 'Sở Nội vụ'),
 ('PER', 'Nguyễn Kim Kiên', 'Nguyễn Kim Kiên'), ('LOC', 'huyện Vĩnh Thuận', 'huyện Vĩnh Thuận')]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import regex

from pipeline.extraction.letterheads import letterheads
from pipeline.extraction.organisations import organisations
from pipeline.extraction.papers import in_names
from pipeline.extraction.persons import persons
from pipeline.extraction.places import normal_place, places
from pipeline.extraction.tokens import Token, tokens
from pipeline.gazetteer import issuers
from pipeline.records import Entity, Header
from pipeline.vietnamese.normalize import tone_placement, word_key

Span = tuple[int, int, str]
"""Token range (first, past last) and label."""

_PER_CHARACTERS = 1500
_MOST_WORDS = 40
_LOCAL = regex.compile(r"\A(?:Ủy ban nhân dân|Hội đồng nhân dân|Ban Thường vụ|Văn phòng Ủy ban nhân dân)(?: [Tt]ỉnh| thành phố)?\Z")


def find_entities(text: str, header: Header = Header(), *, tagger: bool = True) -> list[Entity]:  # noqa: B008
    """Entities in order, none inside another; `tagger=False` leaves the statistical tagger out."""
    words = tokens(text)
    spans = _ruled(words)
    return _as_in_prose([_entity(text, words, span, header) for span in spans])


def _as_in_prose(found: list[Entity]) -> list[Entity]:
    """A name printed in capitals takes the capitals that it has elsewhere in the paper."""
    prose = {word_key(e.normalised): e.normalised for e in found if e.normalised and not e.raw.isupper()}
    return [replace(e, normalised=prose.get(word_key(e.normalised or ""), e.normalised)) if e.raw.isupper() else e for e in found]


def _ruled(words: list[Token]) -> list[Span]:
    closed = in_names(words)
    bodies: list[Span] = [(a, b, "ORG") for a, b in letterheads(words)]
    _close(closed, bodies)
    bodies = sorted([*bodies, *((a, b, "ORG") for a, b, _ in organisations(words, closed))])
    _close(closed, bodies)
    where: list[Span] = [(a, b, "LOC") for a, b in places(words, closed)]
    _close(closed, where)
    return sorted([*bodies, *where, *((a, b, "PER") for a, b in persons(words, closed))])


def _close(closed: bytearray, spans: Sequence[Span]) -> None:
    for first, past, _ in spans:
        closed[first:past] = b"\x01" * (past - first)


def _entity(text: str, words: list[Token], span: Span, header: Header) -> Entity:
    start, end = words[span[0]].start, words[span[1] - 1].end
    raw = text[start:end]
    return Entity(raw=raw, start=start, end=end, label=span[2], normalised=_normalised(raw, span[2], header.province))


@lru_cache(maxsize=4096)
def _normalised(raw: str, label: str, province: str | None) -> str:
    if label == "LOC":
        return normal_place(raw)
    if label == "ORG":
        name = issuers.canonical_name(raw)
        if province and _LOCAL.match(name):
            return f"{name} {province}" if name.endswith(("ỉnh", "thành phố")) else name
        return name
    name = " ".join(tone_placement(raw).split())
    return name.title() if name.isupper() else name
