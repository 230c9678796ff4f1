"""Many made-up plans, one after the other: the same for the same seed, and the first ones the same for any count.

>>> one, two = generate(2, seed=3)
>>> one.stem != two.stem, next(generate(1, seed=3)) == one
(True, True)
>>> all(row["raw"] in " ".join(block.text for block in one.body) for row in one.gold["citations"])
True
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from pipeline.evaluation.made_up.offices import SUBJECTS, drawn
from pipeline.evaluation.made_up.paper import source
from pipeline.evaluation.plan import Plan, plan_of
from pipeline.vietnamese.normalize import fold

YEARS = {2012: 3, 2013: 4, 2014: 4, 2015: 5, 2016: 6, 2017: 7, 2018: 8, 2019: 9, 2020: 9, 2021: 10, 2022: 12, 2023: 13, 2024: 13, 2025: 13}
"""How often plans are of which year: later ones more often, as archives have them."""
MONTHS = (1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7, 8, 9, 10, 11)
"""Months of plans: most are made in the first quarter."""


def generate(count: int, seed: int = 0) -> Iterator[Plan]:
    """That many plans."""
    return (_plan(number, random.Random(f"{seed}/{number}")) for number in range(1, count + 1))  # noqa: S311 - no secret


def _plan(number: int, rng: random.Random) -> Plan:
    year = rng.choices(list(YEARS), list(YEARS.values()))[0]
    day = f"{year}-{rng.choice(MONTHS):02}-{rng.randint(2, 28):02}"
    subject = rng.choice([row for row in SUBJECTS.values() if int(row["from"]) <= year])
    office = drawn(rng, day, subject)
    place = fold(office.province).replace(" ", "").replace("-", "")
    stem = f"{number:05}-{place}-{subject['subject']}-{year}"
    return plan_of(stem, source(rng, rng.randint(1, 900), office, subject, day))
