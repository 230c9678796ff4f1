"""The regression gate: the samples from recorded pages must not lose anything that was found when the baseline was written.

A change that loses an item fails here and the message names what was lost (and won). A change that wins asks to write the
baseline anew: `python -m tests.recorded.refresh`, whose difference in git shows the items.
"""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest
from recorded import samples
from recorded.pages import load, packed, unpacked

from pipeline.evaluation.against import compare
from pipeline.evaluation.evaluate import judge
from pipeline.evaluation.readings import read_files
from pipeline.reading.page import Options

KNOWN = json.loads((Path(__file__).parents[1] / "cases" / "sample_failures.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return samples.report()


def test_nothing_is_lost(report: dict[str, Any]) -> None:
    change = compare(samples.baseline(), report)
    told = "\n".join(f"{part} {' | '.join(line)}" for part in ("lost", "won") for line in change[part])
    assert not change["lost"], f"{told}\nIf that is meant: {samples.REFRESH}"
    if change["won"]:
        warnings.warn(f"{len(change['won'])} items won since the baseline; keep them: {samples.REFRESH}", stacklevel=1)


def test_all_samples_are_judged_and_fit(report: dict[str, Any]) -> None:
    assert report["errors"] == []
    assert len(report["documents"]) >= 12
    assert report["all"]["text"]["words"] > 6_000


@pytest.mark.parametrize(
    ("table", "least"), [("sections", 0.85), ("dates", 0.9), ("citations", 0.75), ("targets", 0.8), ("recipients", 0.9)]
)
def test_no_table_is_bad(report: dict[str, Any], table: str, least: float) -> None:
    assert report["all"]["rates"][table]["f1"] > least


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize("row", KNOWN, ids=lambda row: f"{row['document']}-{row['kind']}-{row['name'][:20]}")
def test_known_failures(report: dict[str, Any], row: dict[str, str]) -> None:
    assert row["name"] in report["documents"][row["document"]]["items"][row["kind"]].get("right", ())


def test_known_failures_are_named_as_gold_names_them(report: dict[str, Any]) -> None:
    for row in KNOWN:
        verdicts = report["documents"][row["document"]]["items"][row["kind"]]
        named = [name if isinstance(name, str) else name[0] for listed in verdicts.values() for name in listed]
        assert row["name"] in named, row


def test_recorded_pages_come_back_as_they_were() -> None:
    recorded = sorted(samples.PAGES.glob("*.json.gz"))
    assert len(recorded) >= 8 and sum(path.stat().st_size for path in recorded) < 2_000_000
    for page in load(recorded[0]):
        assert unpacked(packed(page)) == page
        assert any(word.choices for word in page.words())


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_read_for_real(report: dict[str, Any]) -> None:
    """Two pages with Tesseract itself: about as many words missed as recorded (versions differ a little), and time is measured."""
    golds = {gold.name: gold for gold in samples.golds() if gold.name in {"phuyen-thpt-2017", "tayninh-xa-2025"}}
    paths = [gold.document for gold in golds.values() if gold.document is not None]
    for number, reading in read_files(paths, jobs=1, options=Options(), quiet=True):
        gold = list(golds.values())[number]
        judged = judge(gold, reading)
        assert judged.errors == ()
        assert judged.text.missed <= len(report["documents"][gold.name]["missed_words"]) + 0.02 * judged.text.words
        assert [cost.page for cost in judged.costs] == [1, 0] and judged.costs[0].seconds > 0
        assert len(judged.words_told) > 200
