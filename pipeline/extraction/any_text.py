"""The finders for any text: what `pipeline.find_citations(text)` and its neighbours do.

A parsed paper's text is composed (NFC) and free of marks that take no room; a text from elsewhere may not be: its letters may be split from
their marks (NFD), zero-width and right-to-left marks may stand within a number. Here the finders read the text as it looks, and each
record is given the place and the words of the text as it came: `text[record.start : record.end] == record.raw`.

>>> import unicodedata
>>> text = unicodedata.normalize("NFD", "Thực hiện Nghị định số 91/2017/NĐ-CP ngày 31/7/2017 của Chính phủ.")
>>> [(c.canonical_id, c.date, text[c.start : c.end] == c.raw) for c in find_citations(text)]
[('NĐ 91/2017/NĐ-CP', '2017-07-31', True)]
>>> [(d.date, d.role) for d in find_dates("Nghị định số 91/2017/NĐ-CP ngày 31/7/2017; hoàn thành trước ngày 25/6/2022")]
[('2017-07-31', 'citation'), ('2022-06-25', 'deadline')]
>>> [(n.number_symbol, n.is_own) for n in find_document_numbers("Số: 33/KH-BQLKKT")]
[('33/KH-BQLKKT', True)]
>>> [(t.value, t.unit, t.comparator) for t in find_targets("Phấn đấu ít nhất 95% hồ sơ được giải quyết đúng hạn.")]
[(95.0, '%', '>=')]
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import regex

from pipeline.records import Citation, DateMention, DocumentNumber, Entity, Header, Target

Found = TypeVar("Found", Citation, DateMention, DocumentNumber, Entity, Target)

_NO_ROOM = regex.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CLUSTER = regex.compile(r"\P{M}\p{M}*+|\p{M}++")


def find_citations(text: str, header: Header | None = None) -> list[Citation]:
    """Every citation in the text, in order; `header` tells whose paper it is (province, type, own number), where that is known."""
    from pipeline.extraction import citations

    return _found(text, lambda plain: citations.find_citations(plain, header or Header()))


def find_dates(text: str, header: Header | None = None) -> list[DateMention]:
    """Every date in the text, in order, with the part that it plays; dates of cited documents are told by the citations."""
    from pipeline.extraction import citations, dates

    return _found(text, lambda plain: dates.find_dates(plain, header or Header(), citations.find_citations(plain, header or Header())))


def find_document_numbers(text: str, header: Header | None = None) -> list[DocumentNumber]:
    """Every document number in the text, in order; one on a line of its own near the top ('Số: 33/KH-BQLKKT') `is_own`."""
    from pipeline.extraction import document_numbers

    return _found(text, lambda plain: document_numbers.find_document_numbers(plain, header or Header()))


def find_targets(text: str, header: Header | None = None) -> list[Target]:
    """Every quantitative target in the text, in order; `header` tells the paper's year."""
    from pipeline.extraction import targets

    return _found(text, lambda plain: targets.find_targets(plain, header or Header()))


def find_entities(text: str, header: Header | None = None, *, tagger: bool = True) -> list[Entity]:
    """Every person, body and place named in the text, in order; by rules and gazetteer alone where `tagger` is false."""
    from pipeline.extraction import entities

    return _found(text, lambda plain: entities.find_entities(plain, header or Header(), tagger=tagger))


def _found(text: str, find: Callable[[str], Sequence[Found]]) -> list[Found]:
    plain, places = composed(text)
    if places is None:
        return list(find(plain))
    return [_placed(record, text, places) for record in find(plain)]


def _placed(record: Found, text: str, places: list[int]) -> Found:
    start, end = places[record.start], places[record.end]
    while end > start and _NO_ROOM.match(text, end - 1):
        end -= 1
    return replace(record, raw=text[start:end], start=start, end=end)


def composed(text: str) -> tuple[str, list[int] | None]:
    """The text in NFC without what takes no room, and for each of its characters its place in `text`; None for the same places.

    >>> composed("hoà"), composed("N\\u0103\\u0323\\u200bm")[0], composed("a\\u200bb")[1]
    (('hoà', None), 'Nặm', [0, 2, 3])
    """
    if unicodedata.is_normalized("NFC", text) and not _NO_ROOM.search(text):
        return text, None
    parts: list[str] = []
    places: list[int] = []
    for match in _CLUSTER.finditer(text):
        part = unicodedata.normalize("NFC", _NO_ROOM.sub("", match[0]))
        parts.append(part)
        places.extend([match.start()] * len(part))
    return "".join(parts), [*places, len(text)]
