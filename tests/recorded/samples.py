"""The samples evaluated from recorded pages: the regression gate's two halves, what is found now and what was found before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.document import Page
from pipeline.evaluation.evaluate import Judged, judge
from pipeline.evaluation.gold import Gold, find_gold
from pipeline.evaluation.readings import Reading, ReadPaper
from pipeline.evaluation.report import report_of
from pipeline.gathering import ReadPage, gather
from pipeline.parsed import from_draft
from pipeline.reading.page import Options, read_page
from pipeline.reading.source import open_source
from pipeline.restoration import restore
from pipeline.steps import Facts, without_choices

from .pages import load

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parents[1] / "data" / "samples"
PAGES = HERE / "samples"
BASELINE = HERE / "samples.baseline.json"
REFRESH = "python -m tests.recorded.refresh"


def golds() -> list[Gold]:
    """The gold of the samples."""
    return [gold for gold in find_gold(SAMPLES) if isinstance(gold, Gold)]


def as_read(gold: Gold) -> Iterator[Page]:
    """The pages as recorded; of papers that need no engine as they are read now."""
    recorded = PAGES / f"{gold.name}.json.gz"
    if recorded.exists():
        yield from load(recorded)
    elif gold.document is not None:
        source = open_source(gold.document)
        yield from (read_page(source, number, Options()) for number in range(1, source.page_count + 1))


def judged(gold: Gold) -> Judged:
    """What the steps after reading make of the recorded pages, against gold."""
    restored = (restore(page) for page in as_read(gold))
    drafts = gather(ReadPage(without_choices(page), tuple(changes)) for page, changes in restored)
    papers = (from_draft(draft, Facts("", gold.document_name, "image"), part) for part, draft in enumerate(drafts, 1))
    return judge(gold, Reading(tuple(ReadPaper(paper.to_dict(), {}) for paper in papers)))


def report() -> dict[str, Any]:
    """The report of all samples, what a later one is compared with: items and missed words by document."""
    full = report_of([judged(gold) for gold in golds()], [])
    documents = full["documents"]
    return {
        "all": {"text": full["all"]["text"], "rates": full["all"]["rates"]},
        "documents": {name: {"items": _sorted(row["items"]), "missed_words": row["missed_words"]} for name, row in documents.items()},
        "errors": full["errors"],
    }


def _sorted(items: Mapping[str, Any]) -> dict[str, Any]:
    return {kind: dict(items[kind]) for kind in sorted(items)}


def baseline() -> dict[str, Any]:
    """The report as it was when it was last refreshed."""
    found: dict[str, Any] = json.loads(BASELINE.read_text("utf-8"))
    return found
