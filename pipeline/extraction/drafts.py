"""A citation while it is being put together: its span and what its own words tell, before its neighbours are looked at."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.forms.docnumber import DocNumber


@dataclass(frozen=True, slots=True)
class Draft:
    """`name` is the identity of a document that has no number ('Thi đua, khen thưởng', 'Trung ương 4 khóa XII').

    `head_end` is the end of number or name, `end` that of date and issuer; `title_span` the title where it stands between the two;
    `name_end` the end of a law's name with its number behind it.
    """

    start: int
    end: int
    head_end: int
    kind: str
    doc_type: str | None
    number: DocNumber | None = None
    name: str | None = None
    date: str | None = None
    year: str | None = None
    issuer: str | None = None
    title: str | None = None
    name_end: int | None = None
    title_span: tuple[int, int] | None = None
    amends: tuple[tuple[int, int], ...] = ()
    relation: str | None = None
    flags: tuple[str, ...] = ()
    several: bool = False
