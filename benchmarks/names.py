"""Persons, bodies and places: kehoach's `find_entities` beside underthesea's `ner` alone, on the samples' sentences.

    python -m benchmarks.names [-o results.json]

Gold: the entities that the samples state, in order, without offsets; a name is found where its words and its label are the same, case
and manner of tone marks aside (underthesea rewrites letters), with repetition. Both get the same sentences; kehoach also once the whole
text, as the pipeline does. Each runs in a process of its own that has done one sentence before.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.pages import SAMPLES
from benchmarks.spent import run
from benchmarks.words import words

Name = tuple[str, str]
"""Label, and the words as they are compared."""

COMMON = """
import json, resource, sys
texts = json.load(sys.stdin)
cpu = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
def names(find):
    find("Ông Nguyễn Văn An làm việc tại Hà Nội.")
    before = cpu()
    found = [[find(part) for part in parts] for parts in texts]
    print(json.dumps({"names": found, "cpu": cpu() - before}))
"""
KEHOACH = "from pipeline.extraction.entities import find_entities\nnames(lambda s: [(e.label, e.raw) for e in find_entities(s)])"
UNDERTHESEA = """
from underthesea import ner
def find(sentence):
    found = []
    for word, _, _, tag in ner(sentence):
        if tag.startswith("I-") and found and found[-1][0] == tag[2:] and joined:
            found[-1][1] += " " + word
        elif tag != "O":
            found.append([tag[2:], word])
        joined = tag != "O"
    return found
names(find)
"""


def gold() -> dict[str, tuple[str, Counter[Name]]]:
    """Text and stated entities of each sample that states them."""
    found = {}
    for path in sorted(SAMPLES.glob("*.expected.json")):
        expected = json.loads(path.read_text(encoding="utf-8"))
        if expected.get("entities"):
            found[path.name.removesuffix(".expected.json")] = (
                expected["document"]["text"],
                Counter(key(entity["label"], entity["raw"]) for entity in expected["entities"]),
            )
    return found


def key(label: str, raw: str) -> Name:
    """A name as it is compared."""
    return label, " ".join(words(raw))


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, as the pipeline cuts them."""
    from pipeline.extraction.sentences import sentences

    return [text[start:end] for start, end in sentences(text)]


def scores(wanted: list[Counter[Name]], found: list[Counter[Name]]) -> dict[str, Any]:
    """Counts and precision, recall, F1 over all texts."""
    both = sum((a & b).total() for a, b in zip(wanted, found, strict=True))
    stated, told = sum(a.total() for a in wanted), sum(b.total() for b in found)
    return {"right": both, "stated": stated, "told": told, "p": both / max(1, told), "r": both / stated, "f1": 2 * both / (told + stated)}


def measure(texts: dict[str, tuple[str, Counter[Name]]]) -> list[dict[str, Any]]:
    """A row for each finder."""
    wanted = [stated for _, stated in texts.values()]
    cut = [sentences_of(text) for text, _ in texts.values()]
    whole = [[text] for text, _ in texts.values()]
    count = sum(map(len, cut))
    rows = []
    for finder, program, parts in (
        ("kehoach, whole text", KEHOACH, whole),
        ("kehoach, sentence by sentence", KEHOACH, cut),
        ("underthesea ner alone", UNDERTHESEA, cut),
    ):
        answer = run([sys.executable, "-c", COMMON + program], given=json.dumps(parts))
        told = json.loads(answer.text)
        found = [Counter(key(label, raw) for part in parts for label, raw in part) for parts in told["names"]]
        labels = {
            label: scores([_only(c, label) for c in wanted], [_only(c, label) for c in found])
            for label in ("ORG", "PER", "LOC")
            if any(_only(c, label) for c in wanted)
        }
        row = {"finder": finder, "ms": 1000 * told["cpu"] / count, "sentences": count, "peak": answer.spent.peak, "labels": labels}
        rows.append(row | scores(wanted, found))
    return rows


def _only(names: Counter[Name], label: str) -> Counter[Name]:
    return Counter({name: count for name, count in names.items() if name[0] == label})


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args(arguments)
    rows = measure(gold())
    for row in rows:
        print(f"{row['finder']}: P {row['p']:.3f} R {row['r']:.3f} F1 {row['f1']:.3f} ({row['right']} right, {row['told']} told, "
              f"{row['stated']} stated), {row['ms']:.2f} ms a sentence")  # fmt: skip
    if asked.output:
        asked.output.write_text(json.dumps({"rows": rows}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
