"""What a change has won and lost (so với lần trước): two reports over the same gold, item by item.

Won is what was not right before and is now, or was found wrongly before and no longer is; lost the reverse: a value that is now
wrong where nothing was found is a loss too, for a wrong one is worse than none. A figure that stays the
same may hide ten citations won and ten lost. Only documents that both reports have are compared.

>>> old = {"documents": {"a": {"items": {"dates": {"right": ["2021"], "missed": ["2022"]}}, "missed_words": ["tỉnh", "uỷ"]}}}
>>> new = {"documents": {"a": {"items": {"dates": {"right": ["2022"], "extra": ["1999"]}}, "missed_words": ["uỷ"]}, "b": {}}}
>>> change = compare(old, new)
>>> change["won"], change["lost"]
([['a', 'dates', '2022', 'right'], ['a', 'words', 'tỉnh', 'right']], [['a', 'dates', '2021', 'right'], ['a', 'dates', '1999', 'extra']])
>>> change["only_new"]
['b']
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

Report = Mapping[str, Any]
Line = list[str]
"""Document, kind, name, and `right`, `wrong` or `extra`: which list of the report it has come to or gone from."""


def compare(old: Report, new: Report) -> dict[str, Any]:
    """Items won and lost, errors by kind before and now, and documents that only one report has."""
    before, now = old["documents"], new["documents"]
    both = [name for name in now if name in before]
    won: list[Line] = []
    lost: list[Line] = []
    for name in both:
        for line, gained in _changes(name, before[name], now[name]):
            (won if gained else lost).append(line)
    return {
        "won": won,
        "lost": lost,
        "errors": {kind: list(pair) for kind, pair in _errors(before, now, both).items()},
        "only_old": [name for name in before if name not in now],
        "only_new": [name for name in now if name not in before],
    }


def _changes(name: str, before: Report, now: Report) -> Iterator[tuple[Line, bool]]:
    """Each change of a document, and whether it is a gain."""
    one, other = before.get("items", {}), now.get("items", {})
    for kind in dict.fromkeys([*other, *one]):
        for verdict, good in (("right", True), ("extra", False), ("wrong", False)):
            old, new = _counted(one, kind, verdict), _counted(other, kind, verdict)
            if verdict == "wrong":  # from right to wrong is told once
                old, new = old - _counted(other, kind, "right"), new - _counted(one, kind, "right")
            came = [item for item in (new - old).elements() if good or _known_row(one, kind, item)]
            gone = [item for item in (old - new).elements() if good or _known_row(other, kind, item)]
            yield from (([name, kind, item, verdict], good) for item in came)
            yield from (([name, kind, item, verdict], not good) for item in gone)
    old, new = Counter(before.get("missed_words", ())), Counter(now.get("missed_words", ()))
    yield from (([name, "words", word, "right"], True) for word in sorted((old - new).elements()))
    yield from (([name, "words", word, "right"], False) for word in sorted((new - old).elements()))


def _known_row(items: Report, kind: str, item: str) -> bool:
    """False for a column of a row that the other report had not found: a row won brings its columns, right and wrong, with it."""
    table, dot, _ = kind.partition(".")
    rows = items.get(table, {}).get("right", ())
    return not dot or table == "header" or any(item.startswith(f"{row}: ") for row in rows)


def _counted(items: Report, kind: str, verdict: str) -> Counter[str]:
    return Counter(name if isinstance(name, str) else name[0] for name in items.get(kind, {}).get(verdict, ()))


def _errors(before: Report, now: Report, both: list[str]) -> dict[str, tuple[int, int]]:
    """Kind -> (errors before, errors now), over the documents of both."""
    counts: dict[str, list[int]] = {"words": [0, 0]}
    for place, report in enumerate((before, now)):
        for name in both:
            counts["words"][place] += len(report[name].get("missed_words", ()))
            for kind, verdicts in report[name].get("items", {}).items():
                errors = sum(len(listed) for verdict, listed in verdicts.items() if verdict != "right")
                counts.setdefault(kind, [0, 0])[place] += errors
    return {kind: (pair[0], pair[1]) for kind, pair in counts.items() if any(pair)}
