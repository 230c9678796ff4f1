"""Acts that made-up plans cite (văn bản được viện dẫn): of the centre from `acts.tsv`, of a province made up from `local_acts.tsv`.

What is cited is as uneven as in life: a directive of the Politburo stands in half of the plans of its subject, a circular in a few. Acts of
a province are the same for every paper of that province, so that its plans cite one another's sources.

>>> [act.id for act in central("thi-dua", "2022-04-13") if act.type == "NĐ" and "thi đua" in act.about.lower()]
['NĐ 91/2017/NĐ-CP']
>>> [act.id for act in ended("thi-dua", "2025-01-01") if act.type == "NĐ"]
['NĐ 42/2010/NĐ-CP', 'NĐ 91/2017/NĐ-CP', 'NĐ 110/2004/NĐ-CP']
>>> one = local("Kiên Giang", "thi-dua", "thi đua, khen thưởng", "tỉnh", 2010, 2024)
>>> one == local("Kiên Giang", "thi-dua", "thi đua, khen thưởng", "tỉnh", 2010, 2024), len({act.id for act in one}) > 30
(True, True)
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.gazetteer.document_types import by_abbreviation as type_of
from pipeline.gazetteer.issuers import by_abbreviation as body_of
from pipeline.gazetteer.legal_documents import LAWS
from pipeline.vietnamese.tsv import rows

BODIES = {"CP": "Chính phủ", "TTg": "Thủ tướng Chính phủ", "QH": "Quốc hội", "UBTVQH": "Ủy ban Thường vụ Quốc hội"}


@dataclass(frozen=True, slots=True)
class Act:
    """An act: `type` abbreviated, or 'Luật' …; `ends`: the day on which another takes its place; `at`: its province."""

    type: str
    number_symbol: str
    date: str
    issuer: str
    about: str
    weight: int = 1
    ends: str = ""
    at: str = ""

    @property
    def id(self) -> str:
        """'NĐ 91/2017/NĐ-CP'."""
        return f"{self.type} {self.number_symbol}"

    @property
    def law(self) -> bool:
        """Whether it is cited by name."""
        return self.type in LAWS

    @property
    def type_name(self) -> str:
        """'Nghị định'; what a Party's 'QĐ' stands for is told by its subject matter."""
        if self.law:
            return self.type
        if self.type == "QĐ" and self.number_symbol.endswith("/TW"):
            return "Quyết định" if "ban hành" in self.about else "Quy định"
        found = type_of(self.type)
        return found.name if found else self.type


@cache
def _acts() -> tuple[tuple[str, Act], ...]:
    return tuple(
        (
            row["subject"],
            Act(
                row["type"], row["number_symbol"], row["date"], row["issuer"] or _issuer(row["number_symbol"]), row["about"],
                int(row["weight"]), row["ends"],
            ),
        )
        for row in rows("evaluation/made_up/acts.tsv")
    )  # fmt: skip


def _issuer(number_symbol: str) -> str:
    letters = number_symbol.rpartition("-")[2].rpartition("/")[2]
    found = body_of(letters.rstrip("0123456789"))
    return BODIES.get(letters.rstrip("0123456789")) or (found.name if found else letters)


@cache
def law_names() -> tuple[str, ...]:
    """'Luật Thi đua, khen thưởng' and so on, longest first: what can stand inside the title of another act."""
    names = {f"{act.type} {act.about}" for _, act in _acts() if act.law and not act.about.startswith("sửa đổi")}
    return tuple(sorted(names | {"Luật Tổ chức Chính phủ"}, key=len, reverse=True))


@cache
def _of(subject: str) -> tuple[Act, ...]:
    own = tuple(act for name, act in _acts() if name == subject)
    ids = {(act.id, act.date) for act in own}
    return own + tuple(act for name, act in _acts() if name == "*" and (act.id, act.date) not in ids)


@cache
def central(subject: str, day: str) -> tuple[Act, ...]:
    """Acts of the centre in force on that day (ISO) that plans of the subject cite."""
    return tuple(act for act in _of(subject) if act.date < day and (not act.ends or day < act.ends))


@cache
def ended(subject: str, day: str) -> tuple[Act, ...]:
    """Acts that another has replaced by that day."""
    return tuple(act for act in _of(subject) if act.ends and act.ends <= day and not _of_a_year(act))


def _of_a_year(act: Act) -> bool:
    """Tasks for one year: nobody cites them once it is over."""
    return act.number_symbol == "01/NQ-CP"


@cache
def local(province: str, subject: str, words: str, unit: str, first: int, last: int) -> tuple[Act, ...]:
    """Acts of a province on a subject, of the years from first to last; `unit` is 'tỉnh' or 'thành phố'."""
    rng = random.Random(f"{province}/{subject}/{first}")  # noqa: S311 - no secret
    return tuple(act for row in rows("evaluation/made_up/local_acts.tsv") for act in _series(row, rng, province, words, unit, first, last))


def _series(row: dict[str, str], rng: random.Random, province: str, words: str, unit: str, first: int, last: int) -> list[Act]:
    acts = []
    every = int(row["every"])
    for year in range(first + rng.randrange(every), last + 1, every):
        date = f"{year}-{int(rng.choice(row['months'].split('|'))):02}-{rng.randint(3, 28):02}"
        body = {"HĐND": f"Hội đồng nhân dân {unit}", "UBND": f"Ủy ban nhân dân {unit}", "TU": "Tỉnh ủy" if unit == "tỉnh" else "Thành ủy"}
        about = row["about"].format(words=words, unit=unit, year=year, to=year + 4)
        number = _number(row, rng, year)
        ends = f"{year + 1}-04-01" if every == 1 else ""  # what holds for a year is cited until the next one's is there
        acts.append(Act(row["type"], number, date, body[row["body"]], about, int(row["weight"]), ends, province))
    return acts


def _number(row: dict[str, str], rng: random.Random, year: int) -> str:
    kind, body = row["type"], row["body"]
    if row["numbers"] == "party":
        return f"{rng.randint(1, 60):02}-{kind}/{body}"
    if row["numbers"] == "normative":
        return f"{rng.randint(1, 60):02}/{year}/{kind}-{body}"
    return f"{rng.randint(10, 400 if body == 'HĐND' else 3500)}/{kind}-{body}"


def draw(acts: Sequence[Act], count: int, rng: random.Random) -> list[Act]:
    """That many different ones, the weightier the likelier."""
    keyed = sorted(acts, key=lambda act: rng.random() ** (1 / act.weight), reverse=True)
    return keyed[:count]
