"""A plan as typed text (văn bản gõ), without setting it on sheets: the paragraphs that `typeset` sets, in the same order.

To set a plan in type takes many times as long as to write its words; whoever wants twenty thousand plans as text wants only these.

>>> from dataclasses import replace
>>> from pipeline.assembly import assemble
>>> from pipeline.evaluation.made_up.shelf import generate
>>> from pipeline.evaluation.plan import Style
>>> from pipeline.evaluation.typeset import typeset
>>> plan = replace(next(generate(1, seed=8)), style=Style())
>>> paragraphs(plan) == assemble(sheet.page() for sheet in typeset(plan)).text.split("\\n")
True
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.evaluation.letterhead import PARTY_HEAD, STATE_HEAD
from pipeline.evaluation.lines import plain
from pipeline.evaluation.plan import Block, Plan


def paragraphs(plan: Plan) -> list[str]:
    """The paragraphs of the whole paper. An open place is left out: in typed text there is just nothing between the words."""
    annexes = next((place for place, block in enumerate(plan.body) if block.kind == "break"), len(plan.body))
    lines = [*_header(plan), *_blocks(plan.body[:annexes]), *_closing(plan), *_blocks(plan.body[annexes:])]
    return [words for line in lines if (words := plain(line))]


def _header(plan: Plan) -> Iterator[str]:
    yield " ".join(plan.parent)
    yield " ".join(plan.issuer)
    if plan.party:
        yield "*"
    joint = " " if plan.style.number_by_hand or plan.number is None else ""  # a number written in stands alone
    yield f"{'Số' if plan.party else 'Số:'} {plan.number or ''}{joint}{'-' if plan.party else '/'}{plan.symbol}"
    yield plan.urgency or ""
    yield from (line for line, _ in (PARTY_HEAD if plan.party else STATE_HEAD))
    day, month, year = plan.date
    yield f"{plan.place}, ngày {day} tháng {month} năm {year}"
    yield plan.doc_type
    yield " ".join(plan.title)


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if block.kind == "table":
            yield from (cell for row in block.rows for cell in row)
        else:
            yield f"{block.numeral} {block.text}"


def _closing(plan: Plan) -> Iterator[str]:
    recipients = ["Nơi nhận:", *(f"- {line}" for line in plan.recipients)]
    signed = [line for signer in plan.signers for line in (*signer.roles, signer.name, signer.below)]
    if len(plan.signers) > 1:  # side by side, above the recipients
        return iter((*signed, *recipients))
    return iter((*recipients, *signed))
