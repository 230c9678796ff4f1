"""One correction by a person: who, when, which column of which row, the value before, the value now.

>>> said = Amendment(table="documents", part=1, column="number", old=None, new="33", who="Lan", when="2026-11-21T08:00:00Z")
>>> Amendment.from_dict(said.to_dict()) == said, said.confirms
(True, False)
>>> undone(said, "Minh").act, undone(said, "Minh").new is None
('undo', True)
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.archive.amending.amendable import DELETABLE, checked, columns_of, not_amendable, rules
from pipeline.archive.amending.rowplaces import LETTERS, RowPlace, is_on_page
from pipeline.errors import BadRequest

ACTS = ("set", "delete", "add", "undo")
"""What a person can do: set (or confirm) a value, take out a row, add one, take back what was said of a cell or of a row as a whole."""

NAME = 200
"""Letters of a person's name."""


def now() -> str:
    """The present second, ISO 8601, UTC."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A person's word on one cell, or (`column` None) on a whole row; of a row that he adds `new` has the columns that he knows.

    `row` is where the row stands; of the table `documents` None, or the paper's first page where it begins further on in a file
    of several papers. `part` is the paper's number when the word was said; a page decides where both are known. `old` is the value
    that the person saw, `when` ISO 8601 in UTC. `of` names what an undo takes back, by who said it and when; what it said is in `old`.
    """

    table: str
    part: int
    column: str | None
    old: Any
    new: Any
    who: str
    when: str
    row: RowPlace | None = None
    act: str = "set"  # set | delete | add | undo
    of: tuple[str, str] | None = None

    @property
    def confirms(self) -> bool:
        """Whether the person says that the value is right as it is."""
        return self.act == "set" and self.old == self.new

    def to_dict(self) -> dict[str, Any]:
        """As a line of `amendments.jsonl` holds it."""
        return {
            "when": self.when, "who": self.who, "act": self.act, "part": self.part, "table": self.table, "column": self.column,
            "old": self.old, "new": self.new, "row": self.row.to_dict() if self.row else None,
        } | ({"of": list(self.of)} if self.of else {})  # fmt: skip

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Amendment:
        """The correction that `to_dict` was made from. Raises `KeyError`, `TypeError`, `ValueError` for anything else."""
        row = RowPlace.from_dict(data["row"]) if data["row"] is not None else None
        texts = {name: data[name] for name in ("when", "who", "act", "table")}
        if not all(isinstance(text, str) for text in texts.values()) or type(data["part"]) is not int or data["act"] not in ACTS:
            raise ValueError("no correction")
        column = data["column"]
        if not isinstance(column, str | None):
            raise ValueError("no column's name")
        of = data.get("of")
        if of is not None and not (isinstance(of, list) and len(of) == 2 and all(isinstance(name, str) for name in of)):
            raise ValueError("it does not name what it takes back")
        of = tuple(of) if of else None
        return cls(part=data["part"], column=column, old=data["old"], new=data["new"], row=row, of=of, **texts)


def sound(amendment: Amendment) -> Amendment:
    """The correction as it is kept, its value brought into form. Raises `BadRequest` for one that cannot be taken."""
    table, column, act = amendment.table, amendment.column, amendment.act
    who = " ".join(unicodedata.normalize("NFC", amendment.who).split())
    if not who or len(who) > NAME or not who.isprintable():
        raise BadRequest(detail="a correction needs the name of the person who makes it")
    if act not in ACTS or amendment.part < 1 or (table != "documents" and amendment.row is None):
        raise BadRequest(f"{table}.{column}", detail="it does not say which row is meant")
    if act == "delete" and (table not in DELETABLE or column is not None):
        raise BadRequest(table, detail="no row of this table can be taken out")
    if act == "add":
        return replace(amendment, who=who, old=None, new=_known(amendment))
    if amendment.confirms and (table, column) in rules():
        return replace(amendment, who=who)  # what the machine could read may stay, whatever it looks like
    if act == "set":
        return replace(amendment, who=who, new=checked(table, column or "", amendment.new))
    if act == "undo" and not ((table, column) in rules() or (column is None and table in DELETABLE)):
        raise not_amendable(table, column)
    return replace(amendment, who=who, new=None)


def _known(amendment: Amendment) -> dict[str, Any]:
    """The columns of an added row that are known, each as it is kept. Raises `BadRequest`."""
    table, place, new = amendment.table, amendment.row, amendment.new
    if table not in DELETABLE or amendment.column is not None:
        raise BadRequest(table, detail=f"no row can be added to this table; it can to {', '.join(DELETABLE)}")
    if place is None or not place.raw.strip() or len(place.raw) > LETTERS or any(not is_on_page(box) for box in place.boxes):
        raise BadRequest(table, detail=f"an added row stands on 1 to {LETTERS} letters of the paper")
    if not isinstance(new, Mapping) or not new:
        raise BadRequest(table, detail=f"it does not say what the row is; a person may set {', '.join(columns_of(table))}")
    return {column: checked(table, column, value) for column, value in new.items() if value is not None}


def undone(amendment: Amendment, who: str) -> Amendment:
    """What takes this one word back; what was said of the cell before, or since, stands."""
    return replace(amendment, act="undo", old=amendment.new, new=None, who=who, when=now(), of=(amendment.who, amendment.when))


def in_force(said: Sequence[Amendment]) -> list[Amendment]:
    """What was said and not taken back.

    An undo that names no word (older lines) is left in: it ends all that was said of its cell before.
    """
    left: list[Amendment] = []
    for one in said:
        if one.act != "undo" or one.of is None:
            left.append(one)
        elif (number := next((n for n in reversed(range(len(left))) if _takes_back(one, left[n])), None)) is not None:
            del left[number]
    return left


def _takes_back(undo: Amendment, word: Amendment) -> bool:
    cell = (word.table, word.part, word.column, word.row) == (undo.table, undo.part, undo.column, undo.row)
    return cell and word.act != "undo" and (word.who, word.when) == undo.of and word.new == undo.old
