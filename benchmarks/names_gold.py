"""Persons, bodies and places against passages of the corpus marked by hand: kehoach's `find_entities` beside underthesea's `ner` alone.

    python -m benchmarks.names_gold [--list] [--reveal] [-o results.json]

Gold: tests/cases/names.jsonl (dev) and names_blind.jsonl (blind), conventions in tests/cases/names.README.md; needs ../shared/corpus.
An entity is right where first and last code point and the label are the marked ones. underthesea gives words without offsets and rewrites
letters; its answer is laid on the text letter by letter, marks and case aside. `--list` prints what dev misses and what is told too much;
of blind only counts are printed, unless `--reveal`: who has seen it can no longer measure with it. Each finder has its own process.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from benchmarks import blind
from benchmarks.pages import ROOT
from benchmarks.spent import run

sys.path.insert(0, str(ROOT / "tests"))

from names import SIDES, Passage, Span, absent, passages

LABELS = ("ORG", "PER", "LOC")
COMMON = """
import json, resource, sys
texts = json.load(sys.stdin)
cpu = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
def spans(find):
    find("Ông Nguyễn Văn An làm việc tại Hà Nội.")
    before = cpu()
    found = [find(text) for text in texts]
    print(json.dumps({"spans": found, "cpu": cpu() - before}))
"""
OURS = """
from pipeline.extraction.entities import find_entities
spans(lambda s: [(e.start, e.end, e.label) for e in find_entities(s, tagger=TAGGER)])
"""
TAGGER_ALONE = """
from pipeline.extraction.tagging import tag
from pipeline.extraction.tokens import tokens
def find(text):
    words = tokens(text)
    return [(words[name.first].start, words[name.past - 1].end, name.label) for name in tag(words)]
spans(find)
"""
FINDERS = {
    "kehoach": OURS.replace("TAGGER", "True"),
    "kehoach, rules only": OURS.replace("TAGGER", "False"),
    "kehoach, tagger only": TAGGER_ALONE,
    "underthesea ner alone": "from underthesea import ner\nfrom benchmarks.names_gold import laid\nspans(lambda s: laid(s, ner(s)))",
}


class Count(NamedTuple):
    """Right, told but not marked, marked but not told."""

    tp: int
    fp: int
    fn: int

    def f1(self) -> float:
        """1 where nothing is marked and nothing told."""
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn) if any(self) else 1.0


def laid(text: str, tagged: Sequence[Sequence[str]]) -> list[Span]:
    """Spans of underthesea's words (the word first, its tag last); a word that is not found in the text is left out.

    >>> words = [("Ủy ban", "B-ORG"), ("họp", "O"), ("tại", "O"), ("Hòa", "B-LOC"), ("Bình", "I-LOC"), (".", "O")]
    >>> laid("Uỷ ban  họp tại Hoà Bình.", words)
    [(0, 6, 'ORG'), (16, 24, 'LOC')]
    """
    from pipeline.vietnamese.normalize import fold

    letters = [(at, fold(c)) for at, c in enumerate(text) if not c.isspace()]
    bare = "".join(f[:1] or " " for _, f in letters)
    found: list[Span] = []
    at, joined = 0, False
    for word, *_, tag in tagged:
        key = "".join(fold(c)[:1] or " " for c in word if not c.isspace())
        start = bare.find(key, at)
        if start < 0:
            continue
        at = start + len(key)
        first, last = letters[start][0], letters[at - 1][0] + 1
        if tag.startswith("I-") and joined and found[-1][2] == tag[2:]:
            found[-1] = (found[-1][0], last, tag[2:])
        elif tag != "O":
            found.append((first, last, tag[2:]))
        joined = tag != "O"
    return found


def told(finder: str, texts: list[str]) -> tuple[list[list[Span]], float]:
    """What a finder says of each text, and CPU seconds."""
    answer = run([sys.executable, "-c", COMMON + FINDERS[finder]], given=json.dumps(texts))
    given = json.loads(answer.text)
    return [[(a, b, label) for a, b, label in spans if label in LABELS] for spans in given["spans"]], given["cpu"]


def counts(gold: Sequence[Passage], found: Sequence[Sequence[Span]]) -> dict[str, Count]:
    """By label, and `all`."""
    pairs = [(Counter(p.spans), Counter(f)) for p, f in zip(gold, found, strict=True)]
    by_label = {label: _count([(_only(g, label), _only(f, label)) for g, f in pairs]) for label in LABELS}
    return by_label | {"all": _count(pairs)}


def _only(spans: Counter[Span], label: str) -> Counter[Span]:
    return Counter({span: n for span, n in spans.items() if span[2] == label})


def _count(pairs: list[tuple[Counter[Span], Counter[Span]]]) -> Count:
    return Count(*(sum(c.total() for c in part) for part in zip(*((g & f, f - g, g - f) for g, f in pairs), strict=True)))


def differences(gold: Sequence[Passage], found: Sequence[Sequence[Span]]) -> Iterator[str]:
    """A passage in which something is wrong, and under it what is missed (-) and what is told too much (+)."""
    for passage, spans in zip(gold, found, strict=True):
        missed, extra = set(passage.spans) - set(spans), set(spans) - set(passage.spans)
        if missed or extra:
            yield f"{passage.source}: {passage.text!r}"
            for a, b, label in sorted(missed | extra):
                yield f"    {'-' if (a, b, label) in missed else '+'} {label} {passage.text[a:b]!r}"


def measure(shown: Sequence[str]) -> list[dict[str, Any]]:
    """A row for each finder and side; prints the counts, and the differences of the sides in `shown` (kehoach's only)."""
    rows = []
    sides = passages(*SIDES)
    for finder in FINDERS:
        for side, gold in sides.items():
            found, cpu = told(finder, [passage.text for passage in gold])
            scored = counts(gold, found)
            for label, count in scored.items():
                print(f"{finder:22} {side:5} {label:3}  tp {count.tp:4} fp {count.fp:4} fn {count.fn:4}  F1 {count.f1():.3f}")
            if side in shown and finder == "kehoach":
                print("\n".join(differences(gold, found)))
            rows.append({"finder": finder, "side": side, "passages": len(gold), "ms": 1000 * cpu / len(gold)}
                        | {label: count._asdict() | {"f1": count.f1()} for label, count in scored.items()})  # fmt: skip
    return rows


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and write."""
    blind.run(__doc__ or "", measure, absent(), arguments)


if __name__ == "__main__":
    main()
