"""Kehoach's restoration of texts, as a process of its own: reads `{"lines": […]}`, answers lines, changes, CPU seconds, memory.

    echo '{"lines": ["Ke hoach nam 2022"]}' | python -m benchmarks.restorer

The texts go in as one, a line a paragraph, and come out with as many lines. Opening the model is counted apart.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.pages import ROOT
from benchmarks.spent import run

PYTHON = sys.executable


class Restored(NamedTuple):
    """The lines, each change as (what was read, what stands now, kind, rule, confidence), and what it took."""

    lines: list[str]
    changes: list[list[Any]]
    cpu: float
    load: float  # CPU seconds, model and its modules
    memory: int  # bytes that loading added
    peak: int


def restore_lines(lines: list[str]) -> Restored:
    """The lines restored by a process of its own."""
    answer = run([PYTHON, "-m", "benchmarks.restorer"], given=json.dumps({"lines": lines}), env={"PYTHONPATH": str(ROOT)})
    if answer.status:
        raise RuntimeError(f"benchmarks.restorer ended with {answer.status}")
    told = json.loads(answer.text)
    return Restored(told["lines"], told["changes"], told["cpu"], told["load"], told["memory"], answer.spent.peak)


def main() -> None:
    """Answer one request."""
    asked = json.load(sys.stdin)["lines"]
    import numpy
    import regex  # what the rest of kehoach has loaded long since is no cost of the model

    assert numpy and regex
    before, began = _resident(), _cpu()
    from pipeline.restoration.model import open_model
    from pipeline.restoration.text import restore_text

    model = open_model()
    load, memory = _cpu() - began, _resident() - before
    spent = _cpu()
    restored = restore_text("\n".join(line.replace("\n", " ") for line in asked), model)
    spent = _cpu() - spent
    rows = [[change.raw_text, change.text, change.kind, change.rule, change.confidence] for change in restored.changes]
    print(json.dumps({"lines": restored.text.split("\n"), "changes": rows, "cpu": spent, "load": load, "memory": memory}))


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _resident() -> int:
    """Bytes that this process holds now; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return 1024 * next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


if __name__ == "__main__":
    main()
