"""Kehoach as a warm process: `python -m benchmarks.warm` reads a request a line and answers each with words and seconds by step.

Request: `{"path": …, "pages": [1, 3] or null}`; answer: `{"text": …, "pages": 2, "cpu": {step: seconds},
"entities_rules_alone": seconds}`. Steps: `tesseract` (the engine's processes), `imaging and layout` (the rest of reading), `restoration`,
`gathering`, each of `pipeline.steps.STEPS`, `tables` (placing rows, JSON). The seconds are user and system together.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.extraction.entities import find_entities
from pipeline.gathering import Draft, ReadPage, gather
from pipeline.parsed import from_draft, open_paper
from pipeline.reading.page import Options, read_page
from pipeline.steps import STEPS, Facts, Paper, restored, without_choices

ENGINE, REST = "tesseract", "imaging and layout"


class Clock:
    """CPU seconds by step: of this process, and apart of the processes that it started."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count what is done inside for the step; the engine's processes for `tesseract`."""
        own, children = seconds(resource.RUSAGE_SELF), seconds(resource.RUSAGE_CHILDREN)
        yield
        self.steps[name] = self.steps.get(name, 0.0) + seconds(resource.RUSAGE_SELF) - own
        self.steps[ENGINE] = self.steps.get(ENGINE, 0.0) + seconds(resource.RUSAGE_CHILDREN) - children


def seconds(who: int) -> float:
    """CPU seconds used so far."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def parse(path: str, pages: list[int] | None) -> dict[str, Any]:
    """Everything that the pipeline does with a file, step by step."""
    clock = Clock()
    with clock.step(REST):
        source, facts = open_paper(Path(path), path)
    read = []
    for number in pages or range(1, source.page_count + 1):
        with clock.step(REST):
            page = read_page(source, number, Options())
        with clock.step("restoration"):
            page, changes = restored(page)
            read.append(ReadPage(without_choices(page), tuple(changes)))
    with clock.step("gathering"):
        drafts = list(gather(read))
    for draft in drafts:
        understand(clock, draft, facts)
    text = "\n".join(draft.document.text for draft in drafts)
    return {"text": text, "cpu": clock.steps, "pages": len(read)}


def understand(clock: Clock, draft: Draft, facts: Facts) -> None:
    """The steps over a paper, each on the clock; then once more in one go for what placing and JSON add to them."""
    paper = Paper(document=draft.document, corrections=draft.corrections)
    before = sum(clock.steps.values())
    for name, step in STEPS:
        with clock.step(name):
            paper = replace(paper, **{name: step(paper)})
    steps = sum(clock.steps.values()) - before
    with clock.step("tables"):
        from_draft(draft, facts, 1).to_json()
    clock.steps["tables"] = max(0.0, clock.steps["tables"] - steps)


def rules_alone(text: str) -> float:
    """CPU seconds of the entities' rules without the tagger."""
    before = seconds(resource.RUSAGE_SELF)
    find_entities(text, tagger=False)
    return seconds(resource.RUSAGE_SELF) - before


def main() -> None:
    """Answer requests until the input ends."""
    for line in sys.stdin:
        asked = json.loads(line)
        answer = parse(asked["path"], asked["pages"])
        answer["entities_rules_alone"] = rules_alone(answer["text"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
