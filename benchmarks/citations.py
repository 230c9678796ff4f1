"""Citations on clean text: the examples of ../shared/domain, the two plans of ../shared/seeds, the project's own samples.

    python -m benchmarks.citations [--list] [-o results.json]

A numbered citation is right with its number and its date, a law by its name with its identity (or the number that the register gives it)
and its date or year, a Party document with its identity, a reference to the paper itself by being one. What is cited by its name alone is
counted apart, for the gold is not complete there. What is told beside the gold counts against precision. Of the right ones: how often
the words, the issuer, the jurisdiction and the relation agree where the gold states them. `--list` prints what is wrong.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.pages import ROOT, SAMPLES
from pipeline.extraction.citations import find_citations
from pipeline.gazetteer import legal_documents
from pipeline.records import Citation, Header

EXAMPLES = ROOT.parent / "shared" / "domain" / "citations_examples.jsonl"
SEEDS = ROOT.parent / "shared" / "seeds"
SEED_PROVINCES = {"000_kiengiang-bqlkkt-2022": "Kiên Giang", "001_gialai-bqlkkt-2022": "Gia Lai"}
FIELDS = ("raw", "issuer", "jurisdiction", "relation")
Row = dict[str, Any]


class Text(NamedTuple):
    """A text, what is known of the paper, and the citations that stand in it (None in `whole`: others may stand there too)."""

    name: str
    text: str
    header: Header
    gold: list[Row]


def examples() -> Iterator[Text]:
    """The examples of the catalogue; ones that show a paper's own number are left out, for they have no letterhead around them."""
    for line in EXAMPLES.read_text("utf-8").splitlines():
        row = json.loads(line)
        gold = [one | {"jurisdiction": one["scope"]} if "scope" in one else one for one in row["expected"]]
        if not any(one.get("own_number") for one in gold):
            province = next((one["scope"] for one in gold if "scope" in one), None)
            yield Text(row["id"], row["text"], Header(province=province), gold)


def seeds() -> Iterator[Text]:
    """The two plans with their truth."""
    for name, province in SEED_PROVINCES.items():
        truth = json.loads((SEEDS / f"{name}.truth.json").read_text("utf-8"))
        text = (SEEDS / f"{name}.txt").read_text("utf-8").replace("*", "")
        yield Text(name, text, Header(province=province, doc_type="KH", title=truth["document"].get("title")), truth["citations"])


def samples() -> Iterator[Text]:
    """The samples' texts with what they state."""
    known = {field.name for field in fields(Header)}
    for path in sorted(SAMPLES.glob("*.expected.json")):
        expected = json.loads(path.read_text("utf-8"))
        document = expected["document"]
        said = {key: value for key, value in document.items() if key in known and value and not isinstance(value, list)}
        raw = document.get("number_raw")
        if raw and raw in document["text"]:
            said["number_span"] = (document["text"].index(raw), document["text"].index(raw) + len(raw))
        if "citations" in expected:
            yield Text(path.name.split(".")[0], document["text"], Header(**said), expected["citations"])


def kind_of(gold: Row) -> str:
    """The kind that a gold row states, or that its identity tells."""
    if "kind" in gold:
        return str(gold["kind"])
    identity = str(gold.get("canonical_id"))
    if identity == "SELF":
        return "self"
    if identity.startswith(("NQ Đại hội", "NQ Trung ương")):
        return "party_named"
    return "numbered" if any(mark in identity for mark in "/?-") and identity.split()[-1][:1].isdigit() else "named_law"


def right(gold: Row, told: Citation) -> bool:
    """Whether the citation that is told is the one that the gold states."""
    kind = kind_of(gold)
    if kind == "self" or told.kind == "self":
        return told.kind == kind
    stated = gold.get("canonical_id") or told.canonical_id
    law = legal_documents.by_id(told.canonical_id or "") if kind == "named_law" else None
    named = law is not None and law.name is not None and legal_documents.name_key(law.name) in legal_documents.name_key(stated or "")
    resolved = str(gold.get("resolved", "")).split(" (")[0]
    return (told.canonical_id in (stated, resolved) or named) and told.date == gold.get("date")


def pairs(text: Text) -> Iterator[tuple[Row | None, Citation | None]]:
    """Each gold row with the citation of the same words, in order; then what is told beside them."""
    told = find_citations(text.text, text.header)
    for gold in text.gold:
        near = [c for c in told if c.raw == gold["raw"] and gold.get("start") in (None, c.start)]
        near = near or [c for c in told if c.raw == gold["raw"]] or [c for c in told if gold["raw"] in c.raw or c.raw in gold["raw"]]
        best = next((c for c in near if c.kind == kind_of(gold)), near[0] if near else None)
        if best is not None:
            told.remove(best)
        yield gold, best
    yield from ((None, citation) for citation in told)


def scored(texts: Iterator[Text], listed: bool) -> Row:
    """Counts by kind, and of the right ones how many fields agree."""
    counts: dict[str, Counter[str]] = {}
    agreed: Counter[str] = Counter()
    for text in texts:
        for gold, told in pairs(text):
            kind = kind_of(gold) if gold else told.kind if told else ""
            good = gold is not None and told is not None and right(gold, told)
            counts.setdefault(kind, Counter()).update(
                tp=int(good), fn=int(gold is not None and not good), fp=int(told is not None and not good)
            )
            if listed and not good and kind != "named_document":
                wanted = gold and (gold["raw"], gold.get("canonical_id"), gold.get("date"))
                print(f"  {text.name} {kind}: - {wanted} + {told and (told.raw, told.canonical_id, told.date)}")
            for field in FIELDS if good and gold and told else ():
                if gold.get(field) is not None:
                    same = str(gold[field]) == str(getattr(told, field))
                    agreed.update({field: int(same), f"{field} of": 1})
                    if listed and not same:
                        print(f"  {text.name} {field}: - {gold[field]!r} + {getattr(told, field)!r} ({gold['raw'][:50]})")
    return {"kinds": {kind: dict(count) for kind, count in counts.items()}, "fields": {f: [agreed[f], agreed[f"{f} of"]] for f in FIELDS}}


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--list", action="store_true", help="print what is wrong")
    asked = parser.parse_args(arguments)
    sets = {"samples": samples}
    if EXAMPLES.exists():
        sets |= {"examples": examples, "seeds": seeds}
    found = {}
    for name, texts in sets.items():
        print(f"{name}:")
        found[name] = scored(texts(), asked.list)
        for kind, count in sorted(found[name]["kinds"].items()):
            f1 = 2 * count["tp"] / max(1, 2 * count["tp"] + count["fp"] + count["fn"])
            print(f"  {kind:<14} right {count['tp']:3} told too much {count['fp']:2} missed {count['fn']:2}  F1 {f1:.3f}")
        print("  " + ", ".join(f"{field} {good} of {stated}" for field, (good, stated) in found[name]["fields"].items()))
    if asked.output:
        asked.output.write_text(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
