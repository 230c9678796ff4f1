"""Numbers that other papers tell of a paper whose own is blank or not readable (gợi ý số văn bản).

'Kế hoạch số 2084/KH-SYT ngày 06/11/2017 của Sở Y tế' in one paper, and a plan KH-SYT of the health department of the same day on which the
number is written by hand: what a person will most likely see there. It is shown beside the doubt and never put in the table.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.archive.index.references import CENTRAL
from pipeline.archive.reviewing.conflicts import issuer_key


class Suggestion(NamedTuple):
    """A number with its symbol ('2084/KH-SYT'), and how many papers tell it."""

    number_symbol: str
    papers: int


def suggested(connection: sqlite3.Connection, papers: Iterable[tuple[str, int]]) -> dict[tuple[str, int], list[Suggestion]]:
    """What other papers call these papers (document_id, part) that have symbol and day but no number; most told first."""
    wanted: dict[tuple[str, str, str, str], list[tuple[str, int]]] = defaultdict(list)
    for document_id, part in papers:
        for symbol, date, place, issuer in connection.execute(_OWN, (CENTRAL, document_id, part)):
            wanted[symbol, date, place, _body(issuer, place)].append((document_id, part))
    told: dict[tuple[str, int], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for symbol, date in {(key[0], key[1]) for key in wanted}:
        for number_symbol, place, issuer, citing in connection.execute(_TOLD, (date, symbol)):
            for paper in wanted.get((symbol, date, place, _body(issuer, place)), ()):
                told[paper][number_symbol].add(citing)
    return {paper: _most_told(numbers) for paper, numbers in told.items()}


def _most_told(numbers: dict[str, set[int]]) -> list[Suggestion]:
    return sorted((Suggestion(number, len(citing)) for number, citing in numbers.items()), key=lambda one: (-one.papers, one.number_symbol))


def _body(issuer: str | None, place: str | None) -> str:
    return "" if place == CENTRAL else issuer_key(issuer or "", place or "")


_OWN = """SELECT symbol, date, coalesce(province, ?), issuer FROM documents
    WHERE document_id = ? AND part = ? AND number IS NULL AND symbol IS NOT NULL AND date_precision = 'day'"""

_TOLD = """SELECT r.number_symbol, (SELECT text FROM string s WHERE s.id = r.jurisdiction),
        (SELECT text FROM string s WHERE s.id = r.issuer), c.id >> 20
    FROM reference r JOIN citation c ON c.reference = r.id
    WHERE r.date = ? AND r.number_symbol IS NOT NULL AND r.symbol IN (SELECT id FROM string WHERE text = ?)"""
