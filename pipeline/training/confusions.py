"""What a reader takes letters for, learned from pairs of written and read words (học bảng chữ hay nhầm).

Each written letter is read as a run of none to three letters. Which run belongs to which letter nobody tells; it is found by turns
(Viterbi training): pair the letters in the cheapest way, count, make the costs anew. Then neighbours are taken together: `rn` is read as
`m` far more often than `r` is lost and `n` becomes `m`, and `ưở` as `ué`. Such a group stays if it was seen three times and says more than
its parts do (Brill & Moore, ACL 2000). What was seen less often pays for everything that may yet come.

>>> seen = [("vé", "vế")] * 30 + [("vé", "vé")] * 70 + [("ấm", "âm")] * 5 + [("ấm", "ấm")] * 95
>>> table = learn([Stretch("vie", (w,), (r,), (1.0,), ((),), 1) for w, r in seen])
>>> [(row.written, row.read, round(row.cost, 2), row.seen) for row in table if len(row.written) == 1 and row.written in "éấ"]
[('é', 'é', 0.36, 70), ('é', 'ế', 1.22, 30), ('ấ', 'â', 3.1, 5), ('ấ', 'ấ', 0.06, 95)]
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from pipeline.restoration.confusions import COLUMNS, LONGEST, NEW, Row, kind_of
from pipeline.training.pairs import Stretch
from pipeline.vietnamese.alphabet import strip_marks

LEAST_SEEN = 3
ROUNDS = 5
LONGEST_RUN = 3
"""Letters that one written letter is read as, at most."""

GAIN = 0.5
"""Nats by which a group must be cheaper than its parts to stand in the table."""

DISCOUNT = 0.5
"""Taken off every count: what was not seen has its share."""

UNLIKE = 0.6
"""Words that differ in more of their letters were paired by mistake, or a seal lies over them."""

SHORT = 3
"""Letters up to which that cannot be told: 'II.' is read as 'H.'."""

MARKED = frozenset("aeiouyd")
"""Letters that Vietnamese puts marks on."""

Words = Mapping[tuple[str, str], int]
"""How often a written word was read so."""

Runs = tuple[str, ...]
"""For each written letter of a word, the letters it was read as."""


PRACTICE = ((11, 160, ("vie", "eng")), (12, 200, ("vie", "eng")), (13, 200, ("vie",)))
"""What is learned from: seed, pages, readers. The Vietnamese reader errs in one word of sixty, so it reads more."""

TEXTS, ONE_IN = "legal", 20
"""Practice pages hold each twentieth paragraph of the corpus files of this name: what offices write."""


def learn(pairs: Iterable[Stretch]) -> list[Row]:
    """The table of all readers in the pairs, sorted: the same rows for the same pairs."""
    words: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    joints: dict[str, Counter[str]] = defaultdict(Counter)
    for stretch in pairs:
        written, read = "".join(stretch.written), "".join(stretch.read)
        if written and read and likely(written, read):
            words[stretch.reader][written, read] += 1
            joints[stretch.reader][_joint(stretch)] += max(len(stretch.written), 1)
    return [row for reader in sorted(words) for row in _table(reader, words[reader], joints[reader])]


def likely(written: str, read: str) -> bool:
    """Whether the one may be a reading of the other at all."""
    runs = align(written, read, {})
    right = sum(_bare(letter) == _bare(run[:1]) for letter, run in zip(written, runs, strict=True))
    return right >= (1 - UNLIKE) * max(len(written), len(read)) or max(len(written), len(read)) <= SHORT


def _joint(stretch: Stretch) -> str:
    return "split" if len(stretch.read) > len(stretch.written) else "glued" if len(stretch.read) < len(stretch.written) else "apart"


@cache
def _bare(letter: str) -> str:
    return strip_marks(letter).lower()


@cache
def _first_guess(letter: str, run: str) -> float:
    """Cost before anything was counted: a letter is like itself, then like itself with other marks."""
    if not run:
        return 4.0
    nearest = min(0.1 if c == letter else 1.0 if _bare(c) == _bare(letter) else 3.5 for c in run)
    return nearest + (3.5 if nearest < 3 else 3.0) * (len(run) - 1)  # what is too much belongs to the letter that is wrong


def align(written: str, read: str, costs: Mapping[tuple[str, str], float]) -> Runs:
    """The letters read for each written letter, the cheapest way by costs of (letter, run); unknown ones cost the first guess and more."""
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for letter in written:
        row: dict[int, tuple[float, int]] = {}
        for start, (so_far, _) in best[-1].items():
            for end in range(start, min(start + LONGEST_RUN, len(read)) + 1):
                run = read[start:end]
                price = costs.get((letter, run))
                total = so_far + (price if price is not None else _first_guess(letter, run) + (3.0 if costs else 0.0))
                if end not in row or total < row[end][0]:
                    row[end] = total, start
        best.append(row)
    if len(read) not in best[-1]:  # far longer than written: the rest belongs to the last letter
        return (*read[: len(written) - 1], read[len(written) - 1 :]) if written else ()
    runs, at = [], len(read)
    for row in reversed(best[1:]):
        start = row[at][1]
        runs.append(read[start:at])
        at = start
    return tuple(reversed(runs))


def _trained(words: Words) -> dict[tuple[str, str], Runs]:
    """The alignment of each pair of words after some rounds."""
    costs: dict[tuple[str, str], float] = {}
    found: dict[tuple[str, str], Runs] = {}
    for _ in range(ROUNDS):
        found = {both: align(*both, costs) for both in words}
        counts: Counter[tuple[str, str]] = Counter()
        letters: Counter[str] = Counter()
        for (written, _read), runs in found.items():
            times = words[written, _read]
            for letter, run in zip(written, runs, strict=True):
                counts[letter, run] += times
                letters[letter] += times
        costs = {(letter, run): -math.log((count + 0.1) / (letters[letter] + 1)) for (letter, run), count in counts.items()}
    return found


def _table(reader: str, words: Words, joints: Mapping[str, int]) -> list[Row]:
    groups: Counter[tuple[str, str]] = Counter()
    written_groups: Counter[str] = Counter()
    for (written, read), runs in sorted(_trained(words).items()):
        times = words[written, read]
        for start in range(len(written)):
            for end in range(start + 1, min(start + LONGEST, len(written)) + 1):
                letters, run = written[start:end], "".join(runs[start:end])
                written_groups[letters] += times
                if len(run) <= LONGEST:
                    groups[letters, run] += times
    kept = _kept(groups, written_groups)
    back = _back(groups)
    total = sum(joints.values())
    special = [
        Row(reader, f"<{name}>", "", -math.log((joints.get(name, 0) + 0.5) / (total + 1)), 0.0, joints.get(name, 0))
        for name in ("split", "glued")
    ]
    groups_kept = (Row(reader, written, read, cost, back[_bare(written), read], seen) for written, read, cost, seen in kept)
    return [*_new(reader, groups, written_groups), *special, *groups_kept]


def _back(groups: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], float]:
    """Cost of the bare letters where a run was read: -log of their share of all readings of that run."""
    whole: Counter[str] = Counter()
    bare: Counter[tuple[str, str]] = Counter()
    for (written, read), seen in groups.items():
        whole[read] += seen
        bare[_bare(written), read] += seen
    return {(letters, read): math.log(whole[read] / seen) for (letters, read), seen in bare.items()}


def _kept(groups: Mapping[tuple[str, str], int], whole: Mapping[str, int]) -> list[tuple[str, str, float, int]]:
    """The groups worth a row: single letters, and groups that cost less than their parts together."""
    costs: dict[tuple[str, str], float] = {}
    rows = []
    for (written, read), seen in sorted(groups.items(), key=lambda item: (len(item[0][0]), item[0])):
        if seen < LEAST_SEEN:
            continue
        cost = -math.log((seen - DISCOUNT) / whole[written])
        if len(written) > 1 and (written == read or cost > _by_parts(written, read, costs) - GAIN):
            continue
        costs[written, read] = cost
        rows.append((written, read, cost, seen))
    return sorted(rows)


def _by_parts(written: str, read: str, costs: Mapping[tuple[str, str], float]) -> float:
    """The cheapest cost from shorter groups; infinite where they do not make it up."""
    best = {(0, 0): 0.0}
    for i in range(len(written)):
        for j in range(len(read) + 1):
            if (i, j) not in best:
                continue
            for i_end in range(i + 1, len(written) + 1):
                for j_end in range(j, len(read) + 1):
                    cost = costs.get((written[i:i_end], read[j:j_end]))
                    if cost is not None and best[i, j] + cost < best.get((i_end, j_end), math.inf):
                        best[i_end, j_end] = best[i, j] + cost
    return best.get((len(written), len(read)), math.inf)


def _new(reader: str, groups: Mapping[tuple[str, str], int], whole: Mapping[str, int]) -> list[Row]:
    """What is asked for a reading of a letter that was seen fewer than three times or never, by its kind."""
    rare: Counter[str] = Counter()
    letters = {group: seen for group, seen in whole.items() if len(group) == 1}
    for (written, read), seen in groups.items():
        if len(written) == 1 and written != read:
            rare[kind_of(written, read)] += seen if seen < LEAST_SEEN else 1
    chances = dict.fromkeys(NEW, sum(letters.values()))
    chances["marks"] = sum(seen for letter, seen in letters.items() if _bare(letter) in MARKED) or 1
    return [
        Row(reader, f"<{kind}>", "", math.log(chances[kind] * ways / (rare[kind] + 0.5)), 0.0, rare[kind]) for kind, ways in NEW.items()
    ]


def write(table: Iterable[Row], path: Path, source: str, day: date) -> None:
    """Write the table as the package reads it."""
    head = [
        f"# What OCR takes letters for (chữ hay nhầm), learned: `pipeline/training/confusions.py`. Source: {source}; {day}.",
        "# Reader vie: our reading with the Vietnamese pack; eng: Tesseract without Vietnamese. In nats, cost: -log P(read | written);",
        "# back: -log P(written letters, marks aside | read). Kinds in angle brackets: what was never seen; words split and glued.",
    ]
    lines = ("\t".join((row.reader, row.written, row.read, f"{row.cost:.2f}", f"{row.back:.2f}", str(row.seen))) for row in table)
    path.write_text("\n".join([*head, "\t".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
