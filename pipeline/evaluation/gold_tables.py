"""Gold that is stated as tables: the JSON of `kehoach parse`, and the seeds made by hand in the same vocabulary.

>>> data = {"document": {"doc_type": "KH", "colour": "red"}, "dates": [{"raw": "năm 2022", "date": "2022"}], "moods": []}
>>> gold = tables(Path("a.expected.json"), data)
>>> gold.name, dict(gold.papers[0].fields), [error.detail for error in gold.errors]
('a', {'doc_type': 'KH'}, ['document.colour: unknown column', 'moods: unknown table'])
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.evaluation.gold import Complaints, Gold, GoldPaper, Row
from pipeline.tables.columns import TABLES, columns, kinds

SEED_KEYS = frozenset({"file", "offsets", "false_friends"})
SEED_COLUMNS = frozenset(["id", "core", "correct_date", "line", "body_starts", "anomaly"])
"""Columns of the seeds beside those of the tables: names of rows, what must be found, where a section begins."""

_TYPES: dict[str, type | tuple[type, ...]] = {"text": str, "integer": int, "number": (int, float), "flag": bool, "box": list, "boxes": list}
_ALSO: dict[str, type] = {"year": int, "parent_citation": str, "recipients": str, "core": bool, "line": int}
"""Types that seeds use besides: a year as a number, a parent by its name."""


def tables(path: Path, data: Mapping[str, Any]) -> Gold:
    """The gold of a file in the shape of `kehoach parse`."""
    complaints = Complaints(path)
    stated = _stated(data, complaints, extra_keys=frozenset(), extra=frozenset())
    row = stated.pop("documents", {})
    part = row.get("part")
    text = row.get("text")
    stated = {name: _in_text(name, rows, text, complaints) for name, rows in stated.items()}
    pages = _page_texts(stated.pop("pages", ()), text, row.get("page_count"), complaints)
    name = path.name.removesuffix(".json").removesuffix(".expected")
    document = Path(row["source"]).name if row.get("source") else name
    return Gold(
        name=name, kind="tables", path=path, document_name=document, part=part, text=None if pages else text, page_texts=pages,
        papers=(GoldPaper(part=part or 1, fields=row, tables=stated),), page_count=row.get("page_count"),
        document_id=row.get("document_id"), errors=tuple(complaints.errors),
    )  # fmt: skip


def seed(path: Path, data: Mapping[str, Any]) -> Gold:
    """The gold of a seed; its offsets, which count in the text file as it lies, are checked against that file."""
    complaints = Complaints(path)
    stated = _stated(data, complaints, extra_keys=SEED_KEYS, extra=SEED_COLUMNS)
    row = stated.pop("documents", {})
    name = str(data.get("file", path.name.removesuffix(".json").removesuffix(".truth")))
    document = path.parent / name
    text = document.read_text("utf-8-sig") if document.is_file() else None
    stated = {table: _in_text(table, rows, text, complaints) for table, rows in stated.items()}
    if "dates" in stated:
        stated["dates"] = tuple(map(_both_ends, stated["dates"]))
    if isinstance(friends := data.get("false_friends"), list):
        stated["false_friends"] = tuple(friend for friend in friends if isinstance(friend, dict) and isinstance(friend.get("raw"), str))
    papers = (GoldPaper(fields=_last_role(row), tables=stated),)
    return Gold(name=Path(name).stem, kind="seed", path=path, document_name=name, papers=papers, errors=tuple(complaints.errors))


def _both_ends(row: Row) -> Row:
    """A span of time written as one value ('2021/2025') as its two ends."""
    first, slash, last = str(row.get("date") or "").partition("/")
    return {**row, "date": first, "date_end": last} if slash and not row.get("date_end") else row


def _last_role(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The signer's own post is the last line: 'K/ TRƯỞNG BAN' before it says for whom is signed."""
    roles = row.get("signer_role")
    return {**row, "signer_role": roles[-1]} if isinstance(roles, list) and roles else row


def _stated(data: Mapping[str, Any], complaints: Complaints, *, extra_keys: frozenset[str], extra: frozenset[str]) -> dict[str, Any]:
    """The known tables with their known columns; what is unknown or of the wrong type is complained of."""
    stated: dict[str, Any] = {}
    for name, value in data.items():
        if name in extra_keys or name == "schema":
            continue
        if name == "document":
            if isinstance(value, dict):
                stated["documents"] = _row("documents", "document", value, complaints, extra)
            else:
                complaints.add(name, "an object is expected")
        elif name not in TABLES or name == "documents":
            complaints.add(name, "unknown table")
        elif not isinstance(value, list):
            complaints.add(name, "a list of rows is expected")
        else:
            stated[name] = _rows(name, value, complaints, extra)
    return stated


def _rows(table: str, rows: list[Any], complaints: Complaints, extra: frozenset[str]) -> tuple[Row, ...]:
    kept = []
    for number, row in enumerate(rows):
        if isinstance(row, dict):
            kept.append(_row(table, f"{table}[{number}]", row, complaints, extra) | {"_row": number})
        else:
            complaints.add(f"{table}[{number}]", "an object is expected")
    return tuple(kept)


def _row(table: str, where: str, row: Mapping[str, Any], complaints: Complaints, extra: frozenset[str]) -> dict[str, Any]:
    known, by_name = set(columns(table)), kinds(table)
    kept = {}
    for column, value in row.items():
        if column == "pinpoint" and isinstance(value, dict):  # seeds take it apart too
            value = value.get("raw")
        kind = by_name.get(column, "text")
        if column not in known and column not in extra:
            complaints.add(f"{where}.{column}", "unknown column")
        elif not suits(column, kind, value):
            complaints.add(f"{where}.{column}", f"{kind} is expected, not {value!r:.40}")
        else:
            kept[column] = value
    return kept


def suits(column: str, kind: str, value: Any) -> bool:
    """Whether a value is one that gold may state in a column of this kind.

    >>> suits("place", "text", "Huế"), suits("place", "text", 5), suits("year", "text", 2022), suits("value", "number", True)
    (True, False, True, False)
    """
    if value is None:
        return True
    if kind == "texts" or column == "signer_role":
        return isinstance(value, str) or (isinstance(value, list) and all(isinstance(member, str) for member in value))
    if isinstance(value, bool):
        return kind == "flag" or _ALSO.get(column) is bool
    return isinstance(value, _TYPES[kind]) or (column in _ALSO and isinstance(value, _ALSO[column]))


def _in_text(table: str, rows: tuple[Row, ...], text: str | None, complaints: Complaints) -> tuple[Row, ...]:
    """The rows whose `raw` stands in the text; the others, and offsets that show something else, are complained of."""
    if text is None:
        return rows
    kept = []
    for row in rows:
        raw, start, end = row.get("raw"), row.get("start"), row.get("end")
        where = f"{table}[{row.get('_row')}]"
        if raw is not None and raw not in text:
            complaints.add(f"{where}.raw", f"{raw!r} does not stand in the text")
            continue
        if raw is not None and isinstance(start, int) and isinstance(end, int) and text[start:end] != raw:
            complaints.add(f"{where}.start", f"the text has {text[start:end]!r:.60} there")
        kept.append(row)
    return tuple(kept)


def _page_texts(rows: tuple[Row, ...], text: str | None, count: int | None, complaints: Complaints) -> dict[int, str]:
    """True text by page, where pages are stated with their spans."""
    spans = {row["page"]: (row["start"], row["end"]) for row in rows if {"page", "start", "end"} <= row.keys()}
    if text is None or not spans:
        return {}
    first = min(spans)
    for number in range(first, first + (count or len(spans))):
        if number not in spans:
            complaints.add("pages", "the page is missing", page=number)
    return {page: text[start:end] for page, (start, end) in sorted(spans.items())}
