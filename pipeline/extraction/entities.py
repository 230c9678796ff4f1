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

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import cast

import regex

from pipeline.extraction.organisations import organisations
from pipeline.extraction.persons import persons
from pipeline.extraction.places import normal_place, places
from pipeline.extraction.sentences import sentences
from pipeline.extraction.tokens import Token, phrase_at, phrases, tokens
from pipeline.gazetteer import issuers
from pipeline.records import Entity, Header
from pipeline.vietnamese.normalize import fold, tone_placement, word_key
from pipeline.vietnamese.syllables import is_syllable

Span = tuple[int, int, str]
"""Token range (first, past last) and label."""

_PER_CHARACTERS = 1500
_MOST_WORDS = 40
_LOCAL = regex.compile(r"\A(?:Ủy ban nhân dân|Hội đồng nhân dân|Ban Thường vụ|Văn phòng Ủy ban nhân dân)(?: [Tt]ỉnh| thành phố)?\Z")


def find_entities(text: str, header: Header = Header(), *, tagger: bool = True) -> list[Entity]:  # noqa: B008
    """Entities in order, none inside another; `tagger=False` leaves the statistical tagger out."""
    words = tokens(text)
    spans = _ruled(words)
    if tagger:
        spans = _merged(spans, _tagged(text, words, spans))
    return _as_in_prose([_entity(text, words, span, header) for span in spans])


def _as_in_prose(found: list[Entity]) -> list[Entity]:
    """A name printed in capitals takes the capitals that it has elsewhere in the paper."""
    prose = {word_key(e.normalised): e.normalised for e in found if e.normalised and not e.raw.isupper()}
    return [replace(e, normalised=prose.get(word_key(e.normalised or ""), e.normalised)) if e.raw.isupper() else e for e in found]


def _ruled(words: list[Token]) -> list[Span]:
    people: list[Span] = [(a, b, "PER") for a, b in persons(words)]
    printed: list[Span] = [(a, b, "ORG") for a, b in _printed_capitals(words)]
    bodies = _merged(printed, [(a, b, "ORG") for a, b in organisations(words)])
    where: list[Span] = [(a, b, "LOC") for a, b in places(words)]
    return _merged(_merged(bodies, where), people)


def _merged(first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    """Both, without those of the second that touch one of the first."""
    taken = {index for a, b, _ in first for index in range(a, b)}
    kept = [span for span in second if not any(index in taken for index in range(span[0], span[1]))]
    return sorted([*first, *kept])


@cache
def _capital_heads() -> frozenset[str]:
    heads = {" ".join(sequence) for role in ("org_head", "org_alone") for all_ in phrases(role).values() for sequence in all_}
    return frozenset(word_key(head) for head in heads)


def _printed_capitals(words: list[Token]) -> Iterator[tuple[int, int]]:
    """Bodies in the letterhead: 'SỞ Y TẾ' on a line of its own that begins with a head word."""
    index = 0
    while index < len(words):
        end = index + 1
        while end < len(words) and not words[end].breaks:
            end += 1
        republic = (i for i in range(index + 1, end - 1) if word_key(f"{words[i].text} {words[i + 1].text}") == "cộng hòa")
        past = next(republic, end)  # the two columns of the letterhead read as one line
        line = words[index:past]
        if 2 <= sum(w.word for w in line) <= 14 and all(w.text.isupper() or not w.text.isalnum() for w in line):
            heads = (word_key(" ".join(w.text for w in line[:length])) for length in (3, 2, 1))
            if any(head in _capital_heads() for head in heads) and words[index].breaks and not _is_role(line):
                while not words[past - 1].word:
                    past -= 1
                yield index, past
        index = end


def _is_role(line: list[Token]) -> bool:
    """'TRƯỞNG BAN' signs; 'BAN HÀNH' is a verb, 'BÁO CÁO' and 'THÔNG BÁO' are kinds of papers."""
    text = fold(" ".join(word.text for word in line))
    return text.startswith(
        ("ban hanh", "bao cao", "bo sung", "hoi nghi", "quy dinh", "quy che", "bo truong", "so lieu", "ban sao", "bo luat")
    )


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


# --- the tagger ---


@cache
def _ner() -> Callable[[str], list[tuple[str, str, str, str]]]:
    from underthesea import ner  # takes half a second: only when a text needs it

    return cast(Callable[[str], list[tuple[str, str, str, str]]], ner)


def _tagged(text: str, words: list[Token], spans: Sequence[Span]) -> list[Span]:
    """What the tagger finds in sentences with capitalised words that no rule explains; at most one sentence a 1,500 characters."""
    explained = bytearray(len(words))
    for a, b, _ in spans:
        explained[a:b] = b"\x01" * (b - a)
    left = 2 + len(text) // _PER_CHARACTERS
    found: list[Span] = []
    index = 0
    for start, end in sentences(text):
        while index < len(words) and words[index].start < start:
            index += 1
        first = index
        while index < len(words) and words[index].end <= end:
            index += 1
        doubtful = _unexplained(words, first, index, explained)
        if doubtful and left:
            left -= 1
            low, high = max(first, doubtful[0] - _MOST_WORDS // 2), min(index, doubtful[-1] + _MOST_WORDS // 2)
            found.extend(span for span in _asked(words, low, min(high, low + 2 * _MOST_WORDS)) if _plausible(words, span, explained))
    return found


def _unexplained(words: list[Token], first: int, last: int, explained: bytearray) -> list[int]:
    """Capitalised syllables, two in a row, inside the sentence, that are neither a name by rule nor a known word of papers."""
    doubtful: list[int] = []
    index = first + 1
    while index < last - 1:
        known = phrase_at(words, index, phrases("not_name")) or phrase_at(words, index, phrases("paper"))
        if known:
            index += known
            continue
        if not explained[index] and _title(words[index]) and _title(words[index + 1]) and not explained[index + 1]:
            doubtful.append(index)
        index += 1
    return doubtful


def _title(word: Token) -> bool:
    return word.word and word.text.istitle() and len(word.text) > 1


def _asked(words: list[Token], first: int, last: int) -> Iterator[Span]:
    """The tagger's names in a run of our tokens, aligned by their letters."""
    answer = _ner()(" ".join(word.text for word in words[first:last]))
    at = first
    current: list[int] = []
    label = ""
    for phrase, _, _, tag in answer:
        size = 0
        letters = _letters(phrase)
        while size < len(letters) and at < last:
            size += len(_letters(words[at].text))
            taken, at = at, at + 1
            if tag[2:] != label or tag.startswith("B-"):
                if current:
                    yield current[0], current[-1] + 1, label
                current, label = [], tag[2:]
            if tag != "O":
                current.append(taken)
            tag = tag.replace("B-", "I-")
        if size != len(letters):
            return  # the tagger cut inside one of our tokens: nothing after this can be trusted
    if current:
        yield current[0], current[-1] + 1, label


def _letters(text: str) -> str:
    return "".join(text.split())


def _plausible(words: list[Token], span: Span, explained: bytearray) -> bool:
    """A name of two or more capitalised, well-spelt syllables that no rule covers and that is no word of papers."""
    first, last, label = span
    name = words[first:last]
    if label not in ("PER", "LOC", "ORG") or not 2 <= len(name) <= 8 or any(explained[first:last]):
        return False
    if not all(_title(word) for word in name) or any(word.breaks for word in name[1:]):
        return False
    if phrase_at(words, first, phrases("not_name")) or phrase_at(words, first, phrases("paper")) or name[0].text in phrases("verb"):
        return False
    return len(name) <= (4 if label == "PER" else 8) and all(is_syllable(word.text) for word in name)
