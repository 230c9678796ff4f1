"""Which row that was found is which row that gold states (ghép dòng).

Rows are compared by what identifies them (`KEYS`): a date by its days, a citation by number, date and jurisdiction, a target by value
and comparator. Only what gold states counts. Where several rows have the same key, likeness of the words and order decide, so that
the other columns are compared with the right row. What has no number (laws, Party documents by name) is known by its words.

>>> gold = [{"raw": "Luật Thi đua", "kind": "named_law", "number_symbol": None}, {"number_symbol": "5/KH-UBND", "date": "2021-02-01"}]
>>> found = [{"raw": "Kế hoạch 5/KH-UBND", "number_symbol": "5/KH-UBND", "date": "2021-02-01", "kind": "numbered"},
...          {"raw": "Luật Thi dua", "kind": "named_law", "number_symbol": None, "date": None}]
>>> match("citations", gold, found)
{0: 1, 1: 0}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from pipeline.evaluation.keys import key, likeness, name_key

Row = Mapping[str, Any]

KEYS: Mapping[str, tuple[str, ...]] = {
    "dates": ("date", "date_end"),
    "document_numbers": ("number_symbol", "symbol"),
    "citations": ("number_symbol", "date", "jurisdiction"),
    "targets": ("value", "value_max", "comparator"),
    "entities": ("label", "raw"),
    "sections": ("level", "numeral", "heading"),
    "outline": ("level", "numeral"),  # the same rows: is the tree right, some letters of a heading misread?
}
"""Columns that must be equal for a row to be found, by table; those that gold does not state are passed over."""

MANY = 250_000
"""Pairs of rows from which equal rows are paired first, without weighing each against each."""

NEAR = 0.35
"""Share of the table that a row may have moved and still be the one that was read otherwise."""

LIKE = 0.75
"""Likeness of the words from which two passages are the same one, some letters misread."""


def row_key(table: str, row: Row) -> tuple[Any, ...]:
    """What identifies a row, ready to be compared."""
    return tuple(_NORMAL.get((table, c), partial(key, c))(row.get(c)) for c in KEYS[table])


def _numeral(value: str | None) -> str | None:
    """A numeral without the sign behind it; bullets are told apart.

    >>> _numeral("II."), _numeral("a)"), _numeral("–"), _numeral("Điều 2."), _numeral("*")
    ('II', 'a', '-', 'Điều 2', '*')
    """
    if value is None:
        return None
    bare = value.strip(" .):/")
    return "*" if bare == "*" else key("numeral", bare.rstrip("-–") or bare)


_NORMAL: Mapping[tuple[str, str], Callable[[Any], Any]] = {
    ("sections", "numeral"): _numeral,
    ("outline", "numeral"): _numeral,
    ("entities", "raw"): name_key,
}
"""Columns of a key that are compared in their own manner."""


def fits(table: str, gold: Row, found: Row) -> bool:
    """Whether a row with the key that gold states is the one: by its words, where the key says too little."""
    if table == "citations" and gold.get("number_symbol") is None:
        return _same_words(gold, found) and _same_kind(gold, found)
    if (table == "outline" or not gold.get("heading")) and table in {"sections", "outline"} and (told := _words(table, gold)):
        return likeness(told, _words(table, found)) >= 0.5
    return True


def _same_words(gold: Row, found: Row) -> bool:
    raw, read = gold.get("raw") or "", found.get("raw") or ""
    return not raw or likeness(raw, read) >= LIKE or _within(raw, read)


def _within(raw: str, found: str) -> bool:
    """'Luật Xây dựng năm 2014' found, where gold has 'Luật Xây dựng'; not 'Luật' alone."""
    one, other = sorted((key("heading", raw), key("heading", found)), key=len)
    return len(one.split()) >= 2 and one in other


def _same_kind(gold: Row, found: Row) -> bool:
    return "kind" not in gold or found.get("kind") is None or gold["kind"] == found["kind"]


def match(table: str, gold: Sequence[Row], found: Sequence[Row]) -> dict[int, int]:
    """Place in `gold` -> place in `found`, the likeliest pairs first; each row at most once."""
    with_key = _Index(table, found)
    chosen = _same_rows(table, gold, found) if len(gold) * len(found) > MANY else {}
    taken = set(chosen.values())
    pairs = [
        (_closeness(table, stated, found[j], i / max(len(gold), 1), j / max(len(found), 1)), i, j)
        for i, stated in enumerate(gold)
        if i not in chosen
        for j in with_key.of(stated)
        if j not in taken and fits(table, stated, found[j])
    ]
    return chosen | _greedy(pairs)


def _same_rows(table: str, gold: Sequence[Row], found: Sequence[Row]) -> dict[int, int]:
    """In a paper of hundreds of pages: rows with the same words and all of the key stated, one after the other."""
    free: dict[tuple[Any, ...], list[int]] = {}
    for j in reversed(range(len(found))):
        free.setdefault((row_key(table, found[j]), _words(table, found[j])), []).append(j)
    chosen = {}
    for i, row in enumerate(gold):
        same = free.get((row_key(table, row), _words(table, row)))
        if same and fits(table, row, found[same[-1]]):
            chosen[i] = same.pop()
    return chosen


class _Index:
    """The rows found by their keys, once for each choice of columns that gold states."""

    def __init__(self, table: str, found: Sequence[Row]) -> None:
        self._table = table
        self._keys = [row_key(table, row) for row in found]
        self._made: dict[tuple[int, ...], dict[tuple[Any, ...], list[int]]] = {}

    def of(self, gold: Row) -> list[int]:
        """Places of the rows that agree with all that gold states of the key."""
        stated = tuple(place for place, column in enumerate(KEYS[self._table]) if column in gold)
        if stated not in self._made:
            index = self._made[stated] = {}
            for j, values in enumerate(self._keys):
                index.setdefault(tuple(values[place] for place in stated), []).append(j)
        values = row_key(self._table, gold)
        return self._made[stated].get(tuple(values[place] for place in stated), [])


def near_misses(table: str, gold: Sequence[Row], found: Sequence[Row], left: Sequence[int], free: Sequence[int]) -> dict[int, int]:
    """Of rows that found no partner, those that are the same passage read otherwise: '34-CT/TW' found as '84-CT/TW'."""
    pairs = []
    for i in left:
        for j in free:
            if abs(i / max(len(gold), 1) - j / max(len(found), 1)) > NEAR:
                continue
            close = max(likeness(_words(table, gold[i]), _words(table, found[j])), _same_head(table, gold[i], found[j]))
            if close >= LIKE:
                pairs.append((close, i, j))
    return _greedy(pairs)


def _same_head(table: str, gold: Row, found: Row) -> float:
    """1.0 where the first column of the key agrees, as far as it was read: the number of a citation, the month of a day."""
    column = KEYS[table][0]
    stated, read = key(column, gold.get(column)), key(column, found.get(column))
    if table == "dates":
        return float(bool(read) and str(stated).startswith(str(read)))
    return float(table in {"citations", "document_numbers"} and stated is not None and stated == read)


def difference(table: str, gold: Row, found: Row) -> str:
    """What a near miss has in the columns of the key that differ from gold's."""
    pairs = zip(KEYS[table], row_key(table, gold), row_key(table, found), strict=True)
    return "; ".join(f"{column} {found.get(column) or '-'}" for column, stated, read in pairs if column in gold and stated != read)


def _greedy(pairs: list[tuple[float, int, int]]) -> dict[int, int]:
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if i not in chosen and j not in taken:
            chosen[i] = j
            taken.add(j)
    return chosen


def _closeness(table: str, gold: Row, found: Row, place: float, place_found: float) -> float:
    """Higher is nearer: likeness of the words first, then of the place among the rows."""
    told = _words(table, gold)
    return (2 * round(likeness(told, _words(table, found)), 2) if told else 0.0) - abs(place - place_found)


def _words(table: str, row: Row) -> str:
    if table not in {"sections", "outline"}:
        return str(row.get("raw") or "") + " " + str(row.get("subject") or "")
    return str(row.get("heading") or row.get("body_starts") or str(row.get("text") or "")[:60])
