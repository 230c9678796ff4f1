"""What one made-up plan can cite (nguồn viện dẫn): acts of the centre in force on its day, outdated ones, and those of its province.

Since July 2025 a plan of a new province cites what the provinces made that went into it, by their full names.
"""

from __future__ import annotations

import random
from functools import cache

from pipeline.evaluation.made_up import acts
from pipeline.evaluation.made_up.acts import Act
from pipeline.evaluation.made_up.offices import MERGED, Office
from pipeline.gazetteer import provinces

OUTDATED = 0.06
"""Share of citations for which an act is taken that another has replaced."""
REACH = 6
"""A plan cites acts of its province of so many years."""


class Sources:
    """The acts at hand for one plan."""

    def __init__(self, rng: random.Random, office: Office, subject: dict[str, str], day: str) -> None:
        self.rng, self.office = rng, office
        self.central = acts.central(subject["subject"], day)
        self.ended = acts.ended(subject["subject"], day)
        self.local = _local(office.province, subject["subject"], subject["words"], day)

    def perhaps_outdated(self, act: Act) -> Act:
        """The act, or seldom one that is no longer in force."""
        if act.at or not self.ended or self.rng.random() >= OUTDATED:
            return act
        return acts.draw(self.ended, 1, self.rng)[0]

    def issuer(self, act: Act) -> str:
        """The issuer as this plan writes it: 'Bộ Chính trị', 'UBND tỉnh', 'Ủy ban nhân dân tỉnh Kiên Giang'."""
        if not act.at:
            return act.issuer
        if act.at != self.office.province or not self.office.short or self.rng.random() < 0.25:
            return f"{act.issuer} {act.at}"
        chance = self.rng.random()
        if act.issuer.endswith("ủy"):
            return f"Ban Thường vụ {act.issuer}" if chance < 0.6 else act.issuer
        short = act.issuer.replace("Ủy ban nhân dân", "UBND").replace("Hội đồng nhân dân", "HĐND")
        return short if chance < 0.55 else act.issuer


@cache
def _local(province: str, subject: str, words: str, day: str) -> tuple[Act, ...]:
    since = f"{int(day[:4]) - REACH}"
    if day < MERGED:
        return tuple(act for act in _made(province, "before", subject, words) if since <= act.date < day < (act.ends or day + "~"))
    old = next((unit.components for unit in provinces.provinces() if unit.set == "after" and unit.name == province), ()) or (province,)
    inherited = (
        act for name in old for act in _made(name, "before", subject, words) if since <= act.date < MERGED and day < (act.ends or day + "~")
    )
    own = (act for act in _made(province, "after", subject, words) if MERGED <= act.date < day)
    return (*inherited, *own)


@cache
def _made(province: str, when: str, subject: str, words: str) -> tuple[Act, ...]:
    # Huế was Thừa Thiên Huế until 2024: what it made then bears the old name.
    units = [unit for unit in provinces.provinces() if unit.set == when and (unit.name == province or _became(unit, province))]
    first, last = (2006, 2025) if when == "before" else (2025, 2026)
    made = ((unit, act) for unit in units for act in acts.local(unit.name, subject, words, unit.kind, first, last))
    return tuple(act for unit, act in made if len(units) == 1 or unit.valid(act.date))


def _became(unit: provinces.Province, name: str) -> bool:
    """Whether a province took that name before the merger."""
    return unit.successors == (name,) and unit.valid_to < "2025-06-30"
