"""Citations, dates and targets against passages of the Official Gazette marked by hand.

    python -m benchmarks.gazette [--list] [--reveal] [-o results.json]

Gold: tests/cases/gazette.jsonl (dev) and gazette_blind.jsonl (blind), read as tests/gazette.py says; needs ../shared/corpus. Rows are
paired where they overlap, the likest first. Right is: a numbered citation with its number and its date; a law by its name with its first
letter and its date or year; a Party document with its identity; a date with both its ends; a target with comparator and value. A pair that
is not right counts twice, as told too much and as missed. Of the right ones `fields` tells how often further fields agree. Optional rows
count neither way, nor do documents cited by their name alone. `--list` prints what is wrong on dev; of blind only counts are printed,
unless `--reveal`: who has seen it can no longer measure with it.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from benchmarks import blind
from benchmarks.names_gold import Count
from benchmarks.pages import ROOT
from pipeline.extraction.citations import find_citations
from pipeline.extraction.dates import find_dates
from pipeline.extraction.targets import find_targets
from pipeline.records import Citation, DateMention, Header, Mention, Target
from pipeline.vietnamese.normalize import same_word

sys.path.insert(0, str(ROOT / "tests"))

from gazette import SIDES, Passage, Row, absent, passages

SHARES = "targets in %"  # counted once more, apart
CITED = ("numbered", "named_law", "party_named", "self")
SCALES = (1, 1e3, 1e6, 1e9)  # '20 triệu' is 20 with the unit 'triệu …', or 20,000,000
FIELDS = {
    "numbered": ("raw", "doc_type", "canonical_id", "issuer", "jurisdiction", "pinpoint", "relation"),
    "named_law": ("raw", "jurisdiction", "pinpoint", "relation"),
    "party_named": ("raw", "jurisdiction", "relation"),
    "self": ("raw", "pinpoint"),
    "dates": ("raw", "precision"),
    "targets": ("subject", "modality", "direction", "denominator"),
    SHARES: (),
}
Pair = tuple[Row | None, Mention | None]
"""What is marked and what is told; either may be missing."""


def right_citation(gold: Row, told: Mention) -> bool:
    """Whether the citation that is told is the one that is marked."""
    if not isinstance(told, Citation) or told.kind != gold["kind"]:
        return False
    if told.kind == "numbered":
        return (told.number_symbol, told.date) == (gold["number_symbol"], gold["date"])
    if told.kind == "named_law":
        same = told.date == gold["date"] if "date" in gold else told.year == _text(gold.get("year"))
        return told.start == gold["start"] and same
    return told.kind == "self" or told.canonical_id == str(gold["canonical_id"])


def right_date(gold: Row, told: Mention) -> bool:
    """Whether both ends of the date agree."""
    return isinstance(told, DateMention) and (told.date, told.date_end) == (gold["date"], gold.get("date_end"))


def right_target(gold: Row, told: Mention) -> bool:
    """Whether comparator, value and upper value agree."""
    if not isinstance(told, Target) or told.comparator != gold["comparator"]:
        return False
    told_values, marked = (told.value, told.value_max), (gold.get("value"), gold.get("value_max"))
    return any(told_values == tuple(v if v is None else v * scale for v in marked) for scale in SCALES)


RIGHT: dict[str, Callable[[Row, Mention], bool]] = dict.fromkeys(CITED, right_citation) | {
    "dates": right_date,
    "targets": right_target,
    SHARES: right_target,
}


def pairs(gold: Sequence[Row], told: Sequence[Mention], right: Callable[[Row, Mention], bool]) -> list[Pair]:
    """Each row of either side once: right pairs first, then those that overlap, the likest first, then the rest alone.

    >>> marked = [{"start": 0, "end": 9, "date": "2025"}, {"start": 20, "end": 24, "date": "2030"}]
    >>> pairs(marked, [DateMention(raw="năm 2025", start=0, end=8, date="2025")], right_date)[1]
    ({'start': 20, 'end': 24, 'date': '2030'}, None)
    """
    near = [(right(g, t), _overlap(g, t), i, k) for i, g in enumerate(gold) for k, t in enumerate(told) if _overlap(g, t) > 0]
    marked, said = dict(enumerate(gold)), dict(enumerate(told))
    found: list[Pair] = []
    for _, _, i, k in sorted(near, key=lambda n: (-n[0], -n[1], n[2], n[3])):
        if i in marked and k in said:
            found.append((marked.pop(i), said.pop(k)))
    return found + [(row, None) for row in marked.values()] + [(None, row) for row in said.values()]


def _overlap(gold: Row, told: Mention) -> float:
    shared = min(gold["end"], told.end) - max(gold["start"], told.start)
    return float(shared / (max(gold["end"], told.end) - min(gold["start"], told.start)))


def _ranges_joined(gold: Sequence[Row], told: Sequence[Mention]) -> list[Mention]:
    """Two days told within a marked range of days are that range, if they are its ends."""
    left = list(told)
    for row in (row for row in gold if row.get("date_end", "").count("-") == 2):
        ends = [t for t in left if isinstance(t, DateMention) and row["start"] <= t.start and t.end <= row["end"]]
        if [t.date for t in ends] == [row["date"], row["date_end"]]:
            left = [t for t in left if t not in ends]
            left.append(replace(ends[0], start=row["start"], end=row["end"], date_end=row["date_end"], precision="range"))
    return left


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def judged(passage: Passage) -> Iterator[tuple[str, Pair]]:
    """Kind and pair, for everything that is marked or told in a passage."""
    header = Header(province=passage.province)
    cited = find_citations(passage.text, header)
    wanted = [row for row in passage.citations if row["kind"] in CITED]
    for kind in CITED:
        gold, told = [row for row in wanted if row["kind"] == kind], [c for c in cited if c.kind == kind]
        yield from ((kind, pair) for pair in pairs(gold, told, RIGHT[kind]))
    dates = _ranges_joined(passage.dates, find_dates(passage.text, header, cited))
    yield from (("dates", pair) for pair in pairs(passage.dates, dates, right_date))
    for pair in pairs(passage.targets, find_targets(passage.text, header), right_target):
        yield "targets", pair
        if "%" in str(pair[0]["unit"] if pair[0] else getattr(pair[1], "unit", "")):
            yield SHARES, pair


def verdict(kind: str, pair: Pair) -> Count:
    """What a pair counts."""
    gold, told = pair
    if gold is not None and gold.get("optional"):
        return Count(0, 0, 0)
    if gold is None or told is None:
        return Count(0, int(gold is None), int(told is None))
    return Count(1, 0, 0) if RIGHT[kind](gold, told) else Count(0, 1, 1)


def agreeing(kind: str, gold: Row, told: Mention) -> Iterator[tuple[str, bool]]:
    """Each further field that is marked, and whether it agrees, capitals and the placing of tone marks aside."""
    for field in FIELDS[kind]:
        if gold.get(field) is not None:
            yield field, same_word(str(gold[field]), str(getattr(told, field)))


def scored(side: Sequence[Passage]) -> tuple[dict[str, Count], dict[str, Counter[str]], list[str]]:
    """Counts by kind, fields (`raw`: how many agree, `raw of`: of how many) by kind, and a line for what is wrong."""
    counts = {kind: Count(0, 0, 0) for kind in RIGHT}
    fields: dict[str, Counter[str]] = {kind: Counter() for kind in RIGHT}
    wrong = []
    for passage in side:
        for kind, (gold, told) in judged(passage):
            count = verdict(kind, (gold, told))
            counts[kind] = Count(*(a + b for a, b in zip(counts[kind], count, strict=True)))
            if count.tp and gold is not None and told is not None:
                for field, agrees in agreeing(kind, gold, told):
                    fields[kind].update({field: int(agrees), f"{field} of": 1})
                    if not agrees:
                        wrong.append(f"{passage.id} {kind}.{field}: - {gold[field]!r} + {getattr(told, field)!r}")
            elif any(count) and kind != SHARES:
                wrong.append(f"{passage.id} {kind}: - {_shown(gold)} + {_shown(told and asdict(told))}")
    return counts, fields, wrong


def _shown(row: Any) -> str:
    keys = ("raw", "kind", "number_symbol", "date", "date_end", "year", "comparator", "value", "value_max", "canonical_id")
    return "nothing" if row is None else str({key: row[key] for key in keys if row.get(key) is not None})


def measure(shown: Sequence[str]) -> list[dict[str, Any]]:
    """A row for each side and kind; prints the counts, and what is wrong on the sides in `shown`."""
    found = []
    for side in SIDES:
        gold = passages(side)
        counts, fields, wrong = scored(gold)
        print(f"{side}: {len(gold)} passages")
        for kind, count in counts.items():
            told = ", ".join(f"{field} {fields[kind][field]}/{fields[kind][f'{field} of']}" for field in FIELDS[kind])
            print(f"  {kind:12} tp {count.tp:4} fp {count.fp:3} fn {count.fn:3}  F1 {count.f1():.3f}" + f"  ({told})" * bool(told))
            found.append({"side": side, "passages": len(gold), "kind": kind, **count._asdict(), "f1": count.f1(), "fields": fields[kind]})
        if side in shown:
            print("\n".join(wrong))
    return found


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and write."""
    blind.run(__doc__ or "", measure, absent(), arguments)


if __name__ == "__main__":
    main()
