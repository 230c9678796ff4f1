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

from dataclasses import replace
from functools import lru_cache

import regex

from pipeline.extraction.places import normal_place
from pipeline.extraction.ruled import Ruled, decided
from pipeline.extraction.sentences import pieces
from pipeline.extraction.tagging import Tagged, tag
from pipeline.extraction.tokens import Token, tokens
from pipeline.gazetteer import issuers
from pipeline.records import Entity, Header
from pipeline.vietnamese.normalize import tone_placement, word_key

_LOCAL = regex.compile(r"\A(?:Ủy ban nhân dân|Hội đồng nhân dân|Ban Thường vụ|Văn phòng Ủy ban nhân dân)(?: [Tt]ỉnh| thành phố)?\Z")


def find_entities(text: str, header: Header = Header(), *, tagger: bool = False) -> list[Entity]:  # noqa: B008
    """Entities in order, none inside another; `tagger=False` leaves the statistical tagger out."""
    words = tokens(text)
    names = decided(words)
    if tagger:
        names = _joined(names, _tagged(text, words))
    names = [name for name in names if name.label]
    return _as_in_prose([_entity(text, words, name, header) for name in names])


def _tagged(text: str, words: list[Token]) -> list[Tagged]:
    """What the tagger sees, sentence by sentence."""
    found: list[Tagged] = []
    index = 0
    for _, end in pieces(text):
        first = index
        while index < len(words) and words[index].end <= end:
            index += 1
        if any(word.capital for word in words[first:index]):
            found.extend(Tagged(first + name.first, first + name.past, name.label) for name in tag(words[first:index]))
    return found


def _joined(rules: list[Ruled], tagged: list[Tagged]) -> list[Ruled]:
    """Rules where they are sure; where the end was guessed the tagger's end, if it sees a name begin there; its other names between."""
    sure = [name for name in rules if name.sure]
    taken = {at for name in sure for at in range(name.first, name.past)}
    seen = [Ruled(*name, True) for name in tagged if not any(at in taken for at in range(name.first, name.past))]
    begun = {(name.first, name.label): name for name in seen}
    guessed = [begun.get((name.first, name.label), name) for name in rules if not name.sure]
    taken |= {at for name in guessed for at in range(name.first, name.past)}
    others = [name for name in seen if not any(at in taken for at in range(name.first, name.past))]
    return sorted([*sure, *guessed, *others])


def _as_in_prose(found: list[Entity]) -> list[Entity]:
    """A name printed in capitals takes the capitals that it has elsewhere in the paper."""
    prose = {word_key(e.normalised): e.normalised for e in found if e.normalised and not e.raw.isupper()}
    return [replace(e, normalised=prose.get(word_key(e.normalised or ""), e.normalised)) if e.raw.isupper() else e for e in found]


def _entity(text: str, words: list[Token], name: Ruled, header: Header) -> Entity:
    start, end = words[name.first].start, words[name.past - 1].end
    raw = text[start:end]
    return Entity(raw=raw, start=start, end=end, label=name.label, normalised=_normalised(raw, name.label, header.province))


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
