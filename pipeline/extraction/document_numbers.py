"""Document numbers in the text (số, ký hiệu): the paper's own, blank or not, and those of the documents that it cites.

>>> own, cited = find_document_numbers("Số:      /KH-UBND\\nThực hiện Chỉ thị số 34/CT-TW")
>>> own.raw, own.number, own.symbol, own.is_own, own.flags
('Số:      /KH-UBND', None, 'KH-UBND', True, ('number_missing',))
>>> cited.raw, cited.number_symbol, cited.flags
('34/CT-TW', '34-CT/TW', ('symbol_mistyped',))

An annex names its paper again ('Kèm theo Kế hoạch số 38/KH-UBND ngày …'): that is the paper's own number too.

>>> annex = "Số: 38/KH-UBND\\nHuế, ngày 09 tháng 3 năm 2018\\n(Kèm theo Kế hoạch số 38/KH-UBND ngày 09/3/2018)"
>>> [number.is_own for number in find_document_numbers(annex, Header(date="2018-03-09", number_span=(0, 14)))]
[True, True]
"""

from __future__ import annotations

from dataclasses import replace

import regex

from pipeline.document import UNREADABLE
from pipeline.extraction.folded import folded
from pipeline.extraction.numbered import find_numbered, mistyped
from pipeline.extraction.spans import Spans
from pipeline.forms import date as date_form
from pipeline.forms import docnumber
from pipeline.records import DocumentNumber, Header

_OWN = regex.compile(rf"(?:^|(?<=\n))[^\S\n]{{0,10}}(?P<own>{docnumber.OWN_PATTERN})")
_NUMBER = regex.compile(docnumber.PATTERN)
_LETTERHEAD = 1500
"""Characters from the start within which a line 'Số: …' is the paper's own number, where no header was read."""


def find_document_numbers(text: str, header: Header = Header()) -> list[DocumentNumber]:  # noqa: B008 - frozen
    """Every document number in the text, in order; the paper's own one `is_own`, its span from the word 'Số'."""
    lines = [(match.start("own"), match.end("own")) for match in _OWN.finditer(text)]
    own = header.number_span or next((span for span in lines if span[0] < _LETTERHEAD), None)
    heads = [span for span in lines if own is None or span[1] <= own[0] or own[1] <= span[0]]
    found = [_head_number(text, span, is_own=False) for span in heads]
    if own is not None:
        found.append(_head_number(text, own, is_own=True))
    taken = Spans((number.start, number.end) for number in found if number)
    for draft in find_numbered(text, folded(text), own):
        match = _NUMBER.search(text, draft.start, draft.head_end)
        if match and draft.number and not taken.overlap(match.start(), match.end()):
            found.append(_row(text, match.span(), draft.number, draft.doc_type, is_own=False))
    rows = sorted((number for number in found if number), key=lambda number: number.start)
    first = next((number for number in rows if number.is_own), None)
    return [replace(row, is_own=True) if first and _is_own_again(text, row, first, header) else row for row in rows]


_DATED = regex.compile(r",?\s{1,3}(?=ngày\s)", regex.IGNORECASE)
_WITH = regex.compile(r"\bkèm theo\s[^.;\n]{0,40}\Z", regex.IGNORECASE)


def _is_own_again(text: str, row: DocumentNumber, own: DocumentNumber, header: Header) -> bool:
    """The paper's own number once more: of its date, or without one where something is attached to it."""
    if row is own or row.number_symbol is None or row.number_symbol != own.number_symbol:
        return False
    behind = _DATED.match(text, row.end)
    dated = date_form.pattern().match(text, behind.end()) if behind else None
    if dated is not None:
        return header.date is not None and date_form.read(dated).date == header.date
    return bool(_WITH.search(text, max(0, row.start - 60), row.start))


def _head_number(text: str, span: tuple[int, int], *, is_own: bool) -> DocumentNumber | None:
    raw = text[span[0] : span[1]]
    number = docnumber.parse(raw)
    if number is None:
        inside = regex.search(docnumber.OWN_PATTERN, raw) or _NUMBER.search(raw)
        number = docnumber.read(inside) if inside else None
    if number is None:
        return DocumentNumber(raw=raw, start=span[0], end=span[1], is_own=True, flags=("number_unreadable",)) if is_own and raw else None
    return _row(text, span, number, number.doc_type, is_own=is_own)


def _row(text: str, span: tuple[int, int], number: docnumber.DocNumber, doc_type: str | None, *, is_own: bool) -> DocumentNumber:
    raw = text[span[0] : span[1]]
    flags = ("symbol_mistyped",) if mistyped(number) else ()
    if number.number is None:
        flags = (*flags, "number_unreadable" if UNREADABLE in raw else "number_missing")
    return DocumentNumber(
        raw=raw,
        start=span[0],
        end=span[1],
        number=number.number,
        year=number.year,
        symbol=number.symbol,
        number_symbol=number.number_symbol,
        doc_type=doc_type,
        is_own=is_own,
        flags=flags,
    )
