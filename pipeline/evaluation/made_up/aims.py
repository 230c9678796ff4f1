"""Targets of made-up plans (chỉ tiêu): the same indicators in every province, with figures of its own that move from year to year.

>>> one, same = (target(random.Random(2), "giam-ngheo", "Kiên Giang", 2022, 1)[0] for _ in range(2))
>>> one == same, one.gold["raw"] in "".join(one.parts), one.gold["year"]
(True, True, '2022')
"""

from __future__ import annotations

import random
import zlib
from functools import cache
from typing import Any, NamedTuple

from pipeline.vietnamese.tsv import rows


class Aim(NamedTuple):
    """A sentence with its figure: what stands before it, the figure, what stands behind; its row of the table."""

    parts: tuple[str, str, str]
    gold: dict[str, Any]


_VERBS = {"đạt", "giảm", "tăng"}


@cache
def _sentences(subject: str) -> tuple[dict[str, str], ...]:
    return tuple(row for row in rows("evaluation/made_up/targets.tsv") if row["subject"] == subject)


@cache
def _forms(form: str) -> tuple[tuple[dict[str, str], ...], tuple[int, ...]]:
    found = tuple(row for row in rows("evaluation/made_up/figures.tsv") if row["form"] == form)
    return found, tuple(int(row["weight"]) for row in found)


def value_of(row: dict[str, str], province: str, year: int) -> float:
    """The figure of a province in a year: its own level between low and high, moved by the years since 2018."""
    low, high, step = float(row["low"]), float(row["high"]), float(row["step"])
    share = zlib.crc32(f"{province}/{row['sentence']}".encode()) / 2**32
    wanted = low + (high - low) * share + float(row["rise"]) * (year - 2018)
    return round(min(high, max(low, round(wanted / step) * step)), 2)


def target(rng: random.Random, subject: str, province: str, year: int, count: int) -> list[Aim]:
    """Up to that many targets of a plan."""
    known = _sentences(subject)
    return [_aim(rng, row, value_of(row, province, year), year) for row in rng.sample(known, min(count, len(known)))]


def _aim(rng: random.Random, row: dict[str, str], value: float, year: int) -> Aim:
    forms, weights = _forms(row["form"])
    form = rng.choices(forms, weights)[0]
    before, _, after = row["sentence"].partition("{}")
    gold: dict[str, Any] = {"cmp": form["comparator"], "value": value, "year": str(year)}
    figures = [value]
    if form["comparator"] == "range":
        gold["max"] = round(value + float(row["step"]) * rng.randint(1, 4), 2)
        figures.append(gold["max"])
    raw = form["words"].format(*(f"{figure:g}".replace(".", ",") for figure in figures))
    raw = raw if before else raw[0].upper() + raw[1:]
    verb = before[:-1].rpartition(" ")[2]
    if form["comparator"] == "=" and verb in _VERBS:  # 'đạt 95%' says that it is just so many
        before, raw = before[: -len(verb) - 1], f"{verb} {raw}"
    return Aim((before, raw, after), {"raw": raw} | gold)
