"""Acts as made-up plans write them (cách viện dẫn): in full, short, by name, with a pin-point; each noted down as it is written.

Habits differ from plan to plan: 07/4/2014 or 07 tháng 4 năm 2014, with 'số' or without, 'UBND tỉnh' or 'Ủy ban nhân dân tỉnh Kiên Giang'.
A few dates are wrong, as in life, so that papers contradict one another.

>>> import random
>>> notes = Notes(random.Random(4), slashes=True)
>>> directive = Act("CT", "34-CT/TW", "2014-04-07", "Bộ Chính trị", "về tiếp tục đổi mới công tác thi đua, khen thưởng")
>>> in_full(notes, directive, relation="thực hiện")
'Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị về tiếp tục đổi mới công tác thi đua, khen thưởng'
>>> notes.citations[0]["raw"], notes.dates
('Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị', [['ngày 07/4/2014', '2014-04-07', 'citation']])
>>> in_short(notes, directive)
'Chỉ thị số 34-CT/TW'
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import regex

from pipeline.evaluation.made_up.acts import Act, law_names
from pipeline.gazetteer import legal_documents

MISDATED = 0.02
"""Share of dates of cited acts that are wrong."""


@dataclass
class Notes:
    """What stands in a text so far, for its tables; and the habits of its writer."""

    rng: random.Random
    slashes: bool
    dates: list[list[str]] = field(default_factory=list)
    citations: list[dict[str, Any]] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)

    def date(self, raw: str, value: str, role: str) -> str:
        """Note a date down; gives its words back."""
        self.dates.append([raw, value, role])
        return raw

    def day(self, value: str, role: str) -> str:
        """'ngày 07/4/2014' or 'ngày 07 tháng 4 năm 2014', noted down."""
        year, month, day = value.split("-")
        month = month if int(month) < 3 else str(int(month))
        return self.date(f"ngày {day}/{month}/{year}" if self.slashes else f"ngày {day} tháng {month} năm {year}", value, role)


def misdated(value: str, rng: random.Random) -> str:
    """The date, seldom with another day or month."""
    if rng.random() >= MISDATED:
        return value
    year, month, day = value.split("-")
    other = f"{year}-{month}-{rng.randint(1, 28):02}" if rng.random() < 0.6 else f"{year}-{rng.randint(1, 12):02}-{min(int(day), 28):02}"
    return other


def in_full(notes: Notes, act: Act, *, relation: str | None = None, issuer: str | None = None) -> str:
    """An act with date, issuer and what it is about; `issuer` as the plan names it."""
    if act.law:
        return _law(notes, act, relation)
    date = misdated(act.date, notes.rng)
    joint = ", " if notes.rng.random() < 0.04 else " "
    raw = f"{_numbered(notes, act)}{joint}{notes.day(date, 'citation')} của {issuer or act.issuer}"
    row = _row(act, raw) | {"date": date} | ({} if act.at else {"issuer": act.issuer})
    notes.citations.append(row | ({"relation": relation} if relation else {}))
    return f"{raw} {titled(notes, act.about)}"


def in_short(notes: Notes, act: Act, pinpoint: str = "") -> str:
    """An act once more, by its number alone, or a law by its name."""
    raw = f"{act.type} {act.about}" if act.law else _numbered(notes, act)
    if act.law:
        notes.citations.append({"raw": raw, "law": raw})
        titled(notes, act.about)
        return raw
    notes.citations.append(_row(act, raw) | ({"pinpoint": pinpoint} if pinpoint else {}))
    return raw


def _numbered(notes: Notes, act: Act) -> str:
    number = act.number_symbol
    if "/TW" in number and notes.rng.random() < 0.03:  # as offices of the State often mistype it: 34/CT-TW
        number = regex.sub(r"^(\d+)-(\p{L}+)/TW$", r"\1/\2-TW", number)
    return f"{act.type_name} {'số ' if notes.rng.random() < 0.93 else ''}{number}"


def _row(act: Act, raw: str) -> dict[str, Any]:
    return {"raw": raw, "id": act.id} | ({"at": act.at} if act.at else {})


def _law(notes: Notes, act: Act, relation: str | None) -> str:
    name = f"{act.type} {act.about}"
    chance = notes.rng.random()
    known = legal_documents.by_law(act.type, act.about, act.date[:4])
    row: dict[str, Any] = {"law": name, "is": known.id if known else f"{name} {act.date[:4]}"}
    if chance < 0.45:
        raw = f"{name} năm {act.date[:4]}"
        when = [f"năm {act.date[:4]}", act.date[:4], "citation"]
    elif chance < 0.9 or act.type != "Luật":
        before = len(notes.dates)
        raw = f"{name} {notes.day(act.date, 'citation')}"
        when = notes.dates[before]
        del notes.dates[before:]
        row |= {"date": act.date}
    else:
        raw, when = f"{name} số {act.number_symbol}", None
        row = {"id": act.id}
    notes.citations.append({"raw": raw} | row | ({"relation": relation} if relation else {}))
    titled(notes, act.about)
    if when:
        notes.dates.append(when)
    return raw


TYPES = {"Nghị định": "NĐ", "Nghị quyết": "NQ", "Quyết định": "QĐ", "Chỉ thị": "CT", "Thông tư": "TT", "Kết luận": "KL"}
_YEARS = regex.compile(r"(?:giai đoạn|thời kỳ) (?P<first>\d{4}) - (?P<last>\d{4})|năm (?P<year>\d{4})")


@cache
def _inside() -> regex.Pattern[str]:
    laws = "|".join(regex.escape(name) for name in law_names())
    types = "|".join(TYPES)
    named = "(?<=ban hành )Quy định về .+ trên địa bàn (?:tỉnh|thành phố)"
    plenum = r"Nghị quyết Trung ương \d+ khóa [IVX]+"
    return regex.compile(
        rf"(?P<type>{types}) số (?P<number>\S+?)(?=[,;.]?(?:\s|$))|(?P<law>{laws})(?!\p{{L}})|(?P<plenum>{plenum})|{named}"
    )


def titled(notes: Notes, about: str) -> str:
    """What an act is about, as it stands; the acts and years in it are noted down."""
    for found in _inside().finditer(about):
        raw = found.group()
        pin = regex.search(r"khoản \d+ Điều \d+(?= Thông tư$)", about[: found.start() + 8])
        if found["type"]:
            row = {"raw": raw, "id": f"{TYPES[found['type']]} {found['number']}"} | ({"pinpoint": pin.group()} if pin else {})
            notes.citations.append(row)
        else:
            notes.citations.append({"raw": raw} | ({"law": raw} if found["law"] else {"party": True} if found["plenum"] else {}))
    for found in _YEARS.finditer(about):
        value = found["year"] or f"{found['first']}/{found['last']}"
        notes.date(found.group(), value, "citation")
    return about
