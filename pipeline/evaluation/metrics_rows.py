"""Tables against gold: which rows were found, and of the found ones which columns are right.

A row counts as found by its key alone (`matching.KEYS`); its other columns are kinds of their own (`citations.relation`,
`targets.subject`), counted over the rows found. Not judged: ids, places on the paper, confidence, the words of a section, and the
`raw` of a target (whether it is the figure or the whole phrase is the author's habit).

>>> gold = [{"date": "2021-01-04", "role": "citation"}, {"date": "2021-02-05", "role": "deadline"}]
>>> found = [{"date": "2021-01-04", "role": "period", "confidence": 0.9}, {"date": "2020", "date_end": None}]
>>> [(item.kind, item.name, item.verdict, item.read) for item in judge_table("dates", gold, found)]
[('dates', '2021-01-04', 'right', None), ('dates.role', '2021-01-04: citation', 'wrong', 'period'),
 ('dates', '2021-02-05', 'missed', None), ('dates', '2020', 'extra', None)]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.evaluation.items import Item
from pipeline.evaluation.keys import key
from pipeline.evaluation.matching import KEYS, difference, match, near_misses

Row = Mapping[str, Any]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "dates": ("raw", "precision", "role"),
    "document_numbers": ("number", "year", "doc_type", "is_own"),
    "citations": (
        "raw", "kind", "doc_type", "number", "year", "symbol", "issuer", "province_2025", "title", "pinpoint", "relation",
        "parent_citation", "canonical_id", "canonical_key", "register_date", "register_issuer", "flags",
    ),
    "targets": (
        "indicator", "subject", "subject_inherited", "unit", "denominator", "modality", "direction", "year", "deadline",
    ),
    "entities": ("normalised",),
    "sections": ("kind", "ordinal", "path"),
    "outline": (),
}  # fmt: skip
"""Columns judged of the rows found."""


def label(table: str, row: Row) -> str:
    """What a row is called in a report; the same for the same gold."""
    if table == "dates":
        return "/".join(str(row[c]) for c in ("date", "date_end") if row.get(c)) or str(row.get("raw"))
    if table == "document_numbers":
        return str(row.get("number_symbol") or f"…/{row.get('symbol')}")
    if table == "citations":
        return (
            " ".join(str(row[c]) for c in ("number_symbol", "date", "jurisdiction") if row.get(c))
            if row.get("number_symbol")
            else _raw(row)
        )
    if table == "targets":
        value = "-".join(f"{row[c]:g}" for c in ("value", "value_max") if isinstance(row.get(c), int | float))
        return f"{row.get('comparator')} {value}{row.get('unit') or ''}: {row.get('subject') or _raw(row)}"[:90]
    if table == "entities":
        return f"{row.get('label')} {_raw(row)}"
    words = row.get("heading") or row.get("body_starts") or row.get("text") or ""
    return f"{row.get('level')} {row.get('numeral')} {words[:50]}".strip()


def _raw(row: Row) -> str:
    return " ".join(str(row.get("raw") or "").replace("*", "").split())


def every(table: str, row: Row) -> bool:
    """Each row found is judged: gold states the whole table."""
    return True


def judge_table(table: str, gold: Sequence[Row], found: Sequence[Row], *, judged: Callable[[str, Row], bool] = every) -> list[Item]:
    """The verdicts on a table: its rows and the columns of the rows found. Rows of which `judged` is false are never `extra`."""
    gold, found = _parents_named(gold), _parents_named(found)
    matched = match(table, gold, found)
    left = [i for i in range(len(gold)) if i not in matched and _must(gold[i])]
    free = [j for j in range(len(found)) if j not in set(matched.values()) and judged(table, found[j])]
    near = near_misses(table, gold, found, left, free)
    items: list[Item] = []
    for i, stated in enumerate(gold):
        if i in matched and _must(stated):
            read = found[matched[i]]
            items.append(Item(table, label(table, stated), "right", None, read.get("confidence")))
            items += _columns(table, stated, read)
        elif i in near:
            read = found[near[i]]
            items.append(
                Item(table, label(table, stated), "wrong", difference(table, stated, read) or label(table, read), read.get("confidence"))
            )
        elif i in left:
            items.append(Item(table, label(table, stated), "missed"))
    spare = (found[j] for j in free if j not in set(near.values()))
    return items + [Item(table, label(table, row), "extra", None, row.get("confidence")) for row in spare]


def _must(row: Row) -> bool:
    """Whether a row must be found: seeds mark those that are a judgement call."""
    return row.get("core") is not False


def _parents_named(rows: Iterable[Row]) -> list[Row]:
    """The rows with `parent_citation` as the number or the words of that citation: row numbers differ where a row is missed."""
    rows = list(rows)
    by_name = {row.get("id", number): row for number, row in enumerate(rows)}
    return [
        {**row, "parent_citation": (parent.get("number_symbol") or _raw(parent)) if (parent := by_name.get(up)) else None}
        if (up := row.get("parent_citation")) is not None
        else row
        for row in rows
    ]


def _columns(table: str, gold: Row, read: Row) -> Iterator[Item]:
    for column in COLUMNS[table]:
        if column in gold and column not in KEYS[table]:
            item = compare(f"{table}.{column}", column, gold[column], read.get(column), label(table, gold) + ": ")
            if item is not None:
                yield item


def compare(kind: str, column: str, stated: Any, read: Any, name: str = "") -> Item | None:
    """The verdict on one cell; None where both sides have nothing."""
    if column == "flags":  # those that gold names must be there; others may
        stated, read = list(stated or ()), [flag for flag in read or () if flag in (stated or ())]
    one, other = key(column, stated or None), key(column, read or None)
    if one is None and other is None:
        return None
    less = other is None or (column == "date" and str(one).startswith(str(other)))  # '2021-05' for '2021-05-02': no day, no wrong one
    verdict = "right" if one == other else "extra" if one is None else "missed" if less else "wrong"
    return Item(kind, name + shown(stated), verdict, None if verdict == "right" or other is None else shown(read))


def shown(value: Any) -> str:
    """A cell's value in a report."""
    if isinstance(value, list | tuple):
        return "; ".join(map(shown, value)) or "-"
    return "-" if value is None else " ".join(str(value).split())
