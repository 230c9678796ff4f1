"""Persons, bodies and places in a text (thực thể: PER, ORG, LOC): rules first, a trained tagger for what they leave open.

Rules (`ruled`) know the gazetteers, head words of bodies, levels, titles and family names (words in `entity_words.tsv`). The tagger
(`tagging`, trained file `models/names.crf`) is asked only about sentences in which an end was guessed or capitals stay unexplained. A class
('các Sở', 'UBND cấp xã'), an office ('Giám đốc Sở Y tế': only the body in it) and what stands in a number or a law's name is no entity.

Normalised names: 'UBND' written out (with the province of the header where the body has none), provinces bare, tone marks in one manner.

>>> found = find_entities("UBND tỉnh Kiên Giang giao Sở Nội vụ; đồng chí Nguyễn Kim Kiên báo cáo tại huyện Vĩnh Thuận.")
>>> [(e.label, e.raw, e.normalised) for e in found]
[('ORG', 'UBND tỉnh Kiên Giang', 'Ủy ban nhân dân tỉnh Kiên Giang'), ('ORG', 'Sở Nội vụ', 'Sở Nội vụ'),
 ('PER', 'Nguyễn Kim Kiên', 'Nguyễn Kim Kiên'), ('LOC', 'huyện Vĩnh Thuận', 'huyện Vĩnh Thuận')]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import regex

from pipeline.extraction.places import normal_place
from pipeline.extraction.ruled import Ruled, decided
from pipeline.extraction.sentences import pieces
from pipeline.extraction.tagging import Tagged, tag
from pipeline.extraction.tokens import Token, known, longest, tokens
from pipeline.gazetteer import issuers
from pipeline.records import Entity, Header
from pipeline.vietnamese.normalize import tone_placement, word_key
from pipeline.vietnamese.syllables import is_syllable

FURTHER, OTHER = 0.5, 0.85
"""Chances from which the tagger is believed: a further end of a body that a rule told, a person or place that no rule told."""

_LOCAL = regex.compile(r"\A(?:Ủy ban nhân dân|Hội đồng nhân dân|Ban Thường vụ|Văn phòng Ủy ban nhân dân)(?: [Tt]ỉnh| thành phố)?\Z")


def find_entities(text: str, header: Header = Header(), *, tagger: bool = True) -> list[Entity]:  # noqa: B008
    """Entities in order, none inside another; `tagger=False` leaves the statistical tagger out."""
    words = tokens(text)
    names = decided(words)
    if tagger:
        names = _joined(words, names, _tagged(text, words, names))
    names = [name for name in names if name.label]
    return _as_in_prose([_entity(text, words, name, header) for name in names])


def _tagged(text: str, words: list[Token], rules: list[Ruled]) -> list[Tagged]:
    """What the tagger sees in the sentences in which the rules leave a doubt: the end of a name guessed, capitals unexplained."""
    told = bytearray(len(words))
    for name in rules:
        told[name.first : name.past] = (b"\x01" if name.sure else b"\x00") * (name.past - name.first)
    found: list[Tagged] = []
    index = 0
    for _, end in pieces(text):
        first = index
        while index < len(words) and words[index].end <= end:
            index += 1
        if any(words[at].title and not told[at] for at in range(first + 1, index)):
            found.extend(name._replace(first=first + name.first, past=first + name.past) for name in tag(words[first:index]))
    return found


def _joined(words: list[Token], rules: list[Ruled], tagged: list[Tagged]) -> list[Ruled]:
    """Rules where they are sure; a guessed end gives way to a further one that the tagger sees; its other names between, if likely."""
    taken = {at for name in rules if name.sure for at in range(name.first, name.past)}
    seen = [name for name in tagged if not any(at in taken for at in range(name.first, name.past))]
    begun = {name.first: name for name in seen if name.label == "ORG" and name.chance >= FURTHER}
    guessed = [
        name._replace(past=max(name.past, begun[name.first].past)) if name.first in begun else name for name in rules if not name.sure
    ]
    taken |= {at for name in guessed for at in range(name.first, name.past)}
    others = [
        Ruled(*name[:3], True) for name in seen if not any(at in taken for at in range(name.first, name.past)) and _likely(words, name)
    ]
    return list(_apart(sorted([*(name for name in rules if name.sure), *guessed, *others])))


def _apart(names: list[Ruled]) -> Iterator[Ruled]:
    """The names without those that begin inside the one before."""
    past = 0
    for name in names:
        if name.first >= past or not name.label:
            yield name
            past = max(past, name.past) if name.label else past


def _likely(words: list[Token], name: Tagged) -> bool:
    """A person or place that no rule told: certain, its words spelt as Vietnamese is. Of bodies so told half are classes or rooms."""
    parts = words[name.first : name.past]
    if name.first and longest(words, name.first - 1, known("place_false")) > 1:
        return False  # 'vụ Đông Xuân'
    return name.label != "ORG" and name.chance >= OTHER and all(part.title and is_syllable(part.text) for part in parts)


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
