"""One made-up plan, written from its wording (một bản kế hoạch): opening, aims, targets, tasks, money, order of work, closing.

A sentence of `wording.tsv` has places to fill (`{act}`, `{deadline}` …); each is filled, and what it says noted down, from the left to the
right, so that the tables stand in the order of the text.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import regex

from pipeline.evaluation.made_up import citing
from pipeline.evaluation.made_up.acts import Act, draw
from pipeline.evaluation.made_up.aims import target
from pipeline.evaluation.made_up.citing import Notes
from pipeline.evaluation.made_up.offices import Office, letters_of
from pipeline.evaluation.made_up.sources import Sources
from pipeline.vietnamese.tsv import rows

ROMAN = ("I", "II", "III", "IV", "V", "VI")
SCHEMES = (("I.", "1."), ("I.", "1."), ("I.", "1."), ("I-", "1-"), ("1.", "1.1."))
"""Numerals of headings and of what stands below them."""
_PLACE = regex.compile(r"\{(\w+)\}")


@cache
def _wording() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in rows("evaluation/made_up/wording.tsv"):
        found.setdefault(row["kind"], []).append(row["words"])
    return {kind: tuple(words) for kind, words in found.items()}


class Writer:
    """Writes one plan of an office on a subject: `lines` as `plan.read_body` wants them, and `notes` of what its tables should say."""

    def __init__(self, rng: random.Random, office: Office, subject: dict[str, str], day: str) -> None:
        self.rng, self.office, self.subject, self.day, self.year = rng, office, subject, day, day[:4]
        self.notes = Notes(rng, slashes=rng.random() < 0.75)
        self.sources = Sources(rng, office, subject, day)
        self.lines: list[str] = []
        self.title = ""
        self.cited: list[Act] = []
        self.relation: str | None = None
        self.words = _wording()
        self.kind = "party" if office.party else office.level
        self.top, self.second = rng.choice(SCHEMES)
        self.parts = 0
        self.plain = self._plain()
        self.fills: dict[str, Callable[[], str]] = {
            "opening_acts": self._opening_acts, "acts": self._acts, "act": self._act, "pinned": self._pinned, "local": self._local,
            "budget": self._budget, "proposal": self._proposal, "this": self._this, "own": self._own,
            "deadline": self._deadline, "monthly": self._monthly, "year": self._year,
        }  # fmt: skip

    def _plain(self) -> dict[str, str]:
        office, subject = self.office, self.subject
        short = "Ban Thường vụ" if office.party else office.name if office.level == "sở" else f"UBND {office.unit}"
        return {
            "theme": subject["theme"], "words": subject["words"], "board": subject["board"], "here": office.here, "unit": office.unit,
            "self": office.name, "self_short": short, "above": office.above, "drafter": office.drafter,
        }  # fmt: skip

    def fill(self, words: str) -> str:
        """A sentence with its places filled."""
        return _PLACE.sub(lambda place: self.plain.get(place[1]) or self.fills[place[1]](), words)

    def one(self, kind: str) -> str:
        """A sentence of the kind."""
        return self.fill(self.rng.choice(self.words[kind]))

    def some(self, kind: str, count: int) -> Iterator[str]:
        """Different sentences of the kind, each filled when asked for."""
        words = self.words[kind]
        return map(self.fill, self.rng.sample(words, min(count, len(words))))

    # What fills the places.

    def _year(self) -> str:
        self.notes.date(f"năm {self.year}", self.year, "period")  # the wording has the word before it
        return self.year

    def _deadline(self) -> str:
        month = self.rng.randint(min(int(self.day[5:7]) + 1, 12), 12)
        return self.notes.day(f"{self.year}-{month:02}-{self.rng.choice((5, 10, 15, 20, 25, 30)):02}", "deadline")

    def _monthly(self) -> str:
        day = self.rng.choice((15, 20, 25))
        words, value = self.rng.choice(((f"ngày {day} hằng tháng", ""), (f"ngày {day}/11 hằng năm", f"--11-{day}")))
        return "trước " + self.notes.date(words, value, "deadline")

    def _this(self) -> str:
        self.notes.citations.append({"raw": "Kế hoạch này", "self": True})
        return "Kế hoạch này"

    def _own(self) -> str:
        raw = f"Kế hoạch {self.title[0].lower()}{self.title[1:]}"
        self.notes.date(f"năm {self.year}", self.year, "citation")
        self.notes.citations.append({"raw": raw, "self": True})
        return raw

    def _budget(self) -> str:
        self.notes.citations.append({"raw": "Luật Ngân sách nhà nước", "law": "Luật Ngân sách nhà nước"})
        return "Luật Ngân sách nhà nước"

    def _proposal(self) -> str:
        number = f"{self.rng.randint(10, 400)}/TTr-{letters_of(self.subject, self.day)}"
        raw = f"Tờ trình số {number} " + self.notes.day(f"{self.day[:8]}01", "citation")
        self.notes.citations.append({"raw": raw, "id": f"TTr {number}", "date": f"{self.day[:8]}01", "at": self.office.province})
        return raw

    def _opening_acts(self) -> str:
        fresh = [*draw(self.sources.central, self.rng.randint(4, 6), self.rng), *draw(self.sources.local, self.rng.randint(1, 3), self.rng)]
        self.rng.shuffle(fresh)
        return "; ".join(self._cite(act, self.relation if number == 0 else None) for number, act in enumerate(fresh))

    def _acts(self) -> str:
        fresh = [*draw(self.sources.central, self.rng.randint(3, 4), self.rng), *draw(self.sources.local, self.rng.randint(0, 1), self.rng)]
        return "; ".join(self._cite(act) for act in fresh)

    def _act(self) -> str:
        known = [act for act in self.cited if not act.at]
        act = self.rng.choice(known) if known and self.rng.random() < 0.75 else draw(self.sources.central, 1, self.rng)[0]
        return citing.in_short(self.notes, act) if act in known else self._cite(act)

    def _local(self) -> str:
        act = draw(self.sources.local, 1, self.rng)[0]
        return citing.in_short(self.notes, act) if act in self.cited else self._cite(act)

    def _pinned(self) -> str:
        numbered = [act for act in self.cited if act.type in {"NĐ", "TT", "Luật"}]
        if not numbered:
            return self._act()
        article = f"Điều {self.rng.randint(2, 30)}"
        pin = self.rng.choice((article, f"khoản {self.rng.randint(1, 5)} {article}", f"điểm {self.rng.choice('abcd')} khoản 2 {article}"))
        return f"{pin} {citing.in_short(self.notes, self.rng.choice(numbered), pin)}"

    def _cite(self, act: Act, relation: str | None = None) -> str:
        chosen = self.sources.perhaps_outdated(act)
        self.cited.append(chosen)
        return citing.in_full(self.notes, chosen, relation=relation, issuer=self.sources.issuer(chosen))

    # The parts of the body.

    def _heading(self, kind: str) -> int:
        self.parts += 1
        roman = self.top[0] == "I"
        words = self.one(kind)
        numeral = (ROMAN[self.parts - 1] if roman else str(self.parts)) + self.top[-1]
        self.lines.append(f"#1 {numeral} {words if roman else words.capitalize()}")
        return self.parts

    def _number(self, part: int, place: int) -> str:
        return f"{part}.{place}." if self.second == "1.1." else f"{place}{self.second[-1]}"

    def _listed(self, part: int, sentences: Iterator[str]) -> None:
        for place, words in enumerate(sentences, 1):
            self.lines.append(f".2 {self._number(part, place)} {words}")

    def write(self) -> None:
        """Title and body."""
        self.title = self.one("title")
        opening = self.rng.choice(self.words["opening"])
        self.relation = "căn cứ" if opening.startswith("Căn cứ") else "thực hiện"
        self.lines.append(self.fill(opening))
        if self.office.level == "tỉnh" and self.rng.random() < 0.5:
            self.lines.append(self.one("proposal"))
        self._aims()
        self._goals()
        self._tasks()
        if self.rng.random() < 0.5:
            self._heading("money")
            self.lines.append(self.one("money_words"))
        self._order()
        self.lines.append(self.one("closing"))

    def _aims(self) -> None:
        part = self._heading("aims")
        self.lines.append(f"#2 {self._number(part, 1)} Mục đích")
        self.lines += [f"-3 - {words}" for words in self.some("purpose", self.rng.randint(2, 3))]
        self.lines.append(f"#2 {self._number(part, 2)} Yêu cầu")
        self.lines += [f"-3 - {words}" for words in self.some("demand", self.rng.randint(1, 3))]

    def _goals(self) -> None:
        self._heading("goals")
        for sentence in target(self.rng, self.subject["subject"], self.office.province, int(self.year), self.rng.randint(3, 6)):
            before, figure, after = sentence.parts
            self.lines.append(f"-2 - {before}{figure}{after}")
            self.notes.targets.append(sentence.gold)

    def _tasks(self) -> None:
        part = self._heading("tasks")
        self.lines.append(f".2 {self._number(part, 1)} {self.one('spread')}")
        for place, words in enumerate(self.some("task", self.rng.randint(5, 7)), 2):
            self.lines.append(f".2 {self._number(part, place)} {words}")

    def _order(self) -> None:
        part = self._heading("order")
        bodies = list(self.some(f"body {self.kind}", self.rng.randint(3, 4)))
        for place, (body, words) in enumerate(zip(bodies, self.some("work", len(bodies)), strict=True), 1):
            self.lines.append(f"=2 {self._number(part, place)} {body}: {words}")


def source(rng: random.Random, number: int, office: Office, subject: dict[str, str], day: str) -> dict[str, Any]:
    """The plan as a table for `plan.plan_of`."""
    writer = Writer(rng, office, subject, day)
    year, month, date = day.split("-")
    shown = date, month if int(month) < 3 else str(int(month)), year
    writer.notes.date(f"ngày {shown[0]} tháng {shown[1]} năm {year}", day, "document")
    writer.write()
    title = writer.title
    recipients = [*writer.some(f"for {writer.kind}", rng.randint(3, 4)), "Lưu: VT" if not office.party else "Lưu Văn phòng"]
    signer = office.signer
    return {
        "paper": {
            "parent": list(office.parent),
            "issuer": list(office.issuer),
            "number": f"{number:02}",
            "symbol": office.symbol,
            "place": office.place,
            "date": list(shown),
            "doc_type": "KẾ HOẠCH",
            "title": textwrap.wrap(title[0].upper() + title[1:], 64),
            "recipients": [f"{line};" for line in recipients[:-1]] + [f"{recipients[-1]}."],
            "signers": [{"roles": list(signer.roles), "name": signer.name}],
            "body": "\n".join(writer.lines),
            "party": office.party,
        },
        "style": {"number_by_hand": rng.random() < 0.7, "day_by_hand": rng.random() < 0.6, "size": rng.choice([13, 13.5, 14])},
        "scan": {
            "format": "pdf",
            "mode": rng.choice(["bilevel", "grey", "colour"]),
            "dpi": 200,
            "level": rng.choice(["clean", "light", "worn"]),
        },
        "gold": {
            "dates": writer.notes.dates,
            "citations": writer.notes.citations,
            "targets": writer.notes.targets,
            "document": office.gold,
        },
    }
