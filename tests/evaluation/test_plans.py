"""Generated plans: right by construction, different from one another, the same for the same seed."""

from __future__ import annotations

from pipeline.assembly import assemble
from pipeline.evaluation.expected import expected
from pipeline.evaluation.plans import generate
from pipeline.evaluation.typeset import typeset


def test_two_hundred_plans_have_tables_that_fit_their_text() -> None:
    plans = generate(200, seed=1)
    assert len({plan.stem for plan in plans}) == 200
    assert len({plan.place for plan in plans}) > 30
    for plan in plans:
        sheets = typeset(plan)
        found = expected(plan, sheets)  # raises where a row does not stand in the text, in order
        text = assemble(sheet.page() for sheet in sheets).text
        assert found["document"]["text"] == text
        assert {row["level"] for row in found["sections"]} == {1, 2}
        assert found["document"]["province_2025"] and found["targets"] and found["dates"][0]["role"] == "document"


def test_more_plans_do_not_change_the_first_ones() -> None:
    assert generate(3, seed=9) == generate(7, seed=9)[:3]
    assert generate(1, seed=9) != generate(1, seed=10)
