"""A plan set in type on A4 (soạn thảo theo thể thức văn bản hành chính), after Nghị định 30/2020/NĐ-CP, Phụ lục I.

Letterhead and title, justified body with an indent, page numbers centred in the top margin from page 2, recipients bottom left
and signature bottom right; annexes begin on a page of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.evaluation.letterhead import set_closing, set_header
from pipeline.evaluation.plan import Block, Plan, Style
from pipeline.evaluation.sheet import Setter, Sheet

TRIES = (1.0, 0.97, 0.94, 1.04, 1.08, 1.12)
"""Line spacings that a clerk tries so that the signature does not stand alone on a page."""


def typeset(plan: Plan) -> list[Sheet]:
    """The pages of a plan."""
    for factor in TRIES:
        setter = _set(plan, replace(plan.style, spacing=plan.style.spacing * factor))
        if not setter.signed_alone:
            return setter.sheets
    return _set(plan, plan.style, pull=True).sheets


def _set(plan: Plan, style: Style, pull: bool = False) -> Setter:
    """The plan set in that style; `pull` takes the last block over to the page of the signature."""
    setter = Setter(style)
    set_header(setter, plan)
    for number, part in enumerate(_parts(plan.body)):
        if number:
            setter.new_sheet()
        for place, block in enumerate(part):
            if pull and number == 0 and place + 1 == len(part):
                setter.new_sheet()
            setter.block(block, keep=2 * _headings(part[place:]))
        if number == 0:
            set_closing(setter, plan)
    return setter


def _parts(body: Sequence[Block]) -> list[list[Block]]:
    parts: list[list[Block]] = [[]]
    for block in body:
        if block.kind == "break":
            parts.append([])
        else:
            parts[-1].append(block)
    return parts


def _headings(blocks: Sequence[Block]) -> int:
    """How many headings follow one another at the start: a heading never stands last on a page."""
    return next((place for place, block in enumerate(blocks) if block.kind != "heading"), len(blocks))
