"""Marks put back on text without any: words right of kehoach, of pyvi's `add_accents`, and of doing nothing.

    python -m benchmarks.accents [-o results.json]

Texts: what no training has seen (`benchmarks.heldout`), all marks taken off, line by line; kehoach gets the lines as one text.
pyvi runs in an environment of its own (`benchmarks/.venvs/pyvi`).
A word is right where it stands at its place letter for letter, case aside, tone marks in either manner (hoà = hòa).
A line on which pyvi raises an error counts as left bare.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from benchmarks.heldout import texts
from benchmarks.restorer import restore_lines
from benchmarks.rivals import VENVS
from benchmarks.spent import run
from benchmarks.words import words

PYVI = VENVS / "pyvi" / "bin" / "python"
PROGRAM = """
import json, resource, sys
from pyvi import ViUtils
lines = json.load(sys.stdin)
ViUtils.add_accents("Ke hoach nam nay")
cpu = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
failed = 0
before = cpu()
restored = []
for line in lines:
    try:
        restored.append(ViUtils.add_accents(line))
    except KeyError:  # it falls over letter groups that its table does not know
        restored.append(line)
        failed += 1
print(json.dumps({"lines": restored, "cpu": cpu() - before, "failed": failed}))
"""


def strip_marks(text: str) -> str:
    """The text with every mark taken off, đ as d."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def right(truth: list[str], restored: list[str]) -> tuple[int, int]:
    """How many words of all lines are right at their places, and how many there are."""
    good = total = 0
    for line, answer in zip(truth, restored, strict=True):
        wanted, found = words(line), words(answer)
        total += len(wanted)
        if len(wanted) == len(found):
            good += sum(map(str.__eq__, wanted, found))
        else:  # a word was split or glued
            good += sum(block.size for block in SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks())
    return good, total


def measure(lines: list[str]) -> dict[str, Any]:
    """Words right and CPU seconds by restorer; a restorer that is not there is named in `absent`."""
    bare = [strip_marks(line) for line in lines]
    good, total = right(lines, bare)
    rows = [{"restorer": "nothing done", "right": good, "words": total, "cpu": 0.0, "peak": 0, "failed": 0}]
    ours = restore_lines(bare)
    good, total = right(lines, ours.lines)
    rows.append({"restorer": "kehoach", "right": good, "words": total, "cpu": ours.cpu, "peak": ours.peak, "failed": 0})
    absent = {}
    if PYVI.exists():
        answer = run([PYVI, "-c", PROGRAM], given=json.dumps(bare))
        told = json.loads(answer.text)
        good, total = right(lines, told["lines"])
        row = {"restorer": "pyvi add_accents", "right": good, "words": total, "cpu": told["cpu"]}
        rows.append(row | {"peak": answer.spent.peak, "failed": told["failed"]})
    else:
        absent["pyvi add_accents"] = "make bench-rivals"
    return {"rows": rows, "absent": absent}


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args(arguments)
    found = {}
    for name, lines in texts().items():
        found[name] = measure(lines)
        for row in found[name]["rows"]:
            share = 100 * row["right"] / row["words"]
            print(
                f"{name}: {row['restorer']}: {row['right']} of {row['words']} words right ({share:.2f} %), {row['cpu']:.2f} s", flush=True
            )
        for restorer, why in found[name]["absent"].items():
            print(f"{restorer}: {why}")
    if asked.output:
        asked.output.write_text(json.dumps({"texts": found}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
