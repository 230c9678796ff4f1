"""Regions: what is printed in an area tells what it is. Cases in tests/cases/regions.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quick import quick

from pipeline.document import REGIONS
from pipeline.reading import regions

CASES = json.loads((Path(__file__).parents[1] / "cases" / "regions.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_cases(case: dict[str, Any]) -> None:
    areas = [(column, tuple(cell) if cell else None, texts) for column, cell, texts in case["areas"]]
    assert [list(part) for part in regions.name(areas)] == case["parts"]


TEXTS = st.lists(st.sampled_from(["Nơi nhận:", "KHẨN", "CHỦ TỊCH", "Độc lập - Tự do", "- Lưu: VT.", "2", "", "một câu"]), max_size=5)
COLUMNS = st.sampled_from(["full", "left", "right", "number", "stamp"])
AREAS = st.lists(st.tuples(COLUMNS, st.sampled_from([None, (0, 1)]), TEXTS), max_size=7)


@given(AREAS)
@settings(max_examples=150, deadline=None)
def test_every_line_is_in_one_part(areas: list[tuple[str, tuple[int, int] | None, list[str]]]) -> None:
    parts = regions.name(areas)
    held = [(part.area, line) for part in parts for line in range(part.first, part.past)]
    assert sorted(held) == [(area, line) for area, (_, _, texts) in enumerate(areas) for line in range(len(texts))]
    assert {part.region for part in parts} <= set(REGIONS)


def test_hostile_text_takes_no_time() -> None:
    with quick():
        for junk in ("n" * 200_000, "TM./" * 50_000, " " * 200_000 + "n", "t.l./" * 40_000, "-|[]_ " * 30_000):
            regions.name([("left", None, [junk]), ("right", None, [junk])])
            regions.name([("full", None, [junk])])
