"""Plans made up for archives of any size: right by construction, uneven as in life, the bodies and acts of their day."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

import pipeline
from pipeline.assembly import assemble
from pipeline.evaluation import simulate
from pipeline.evaluation.expected import expected, expected_of_text
from pipeline.evaluation.made_up.acts import Act
from pipeline.evaluation.made_up.aims import value_of
from pipeline.evaluation.made_up.offices import SUBJECTS
from pipeline.evaluation.made_up.shelf import generate
from pipeline.evaluation.plan import Plan, read_plan
from pipeline.evaluation.typed import paragraphs
from pipeline.evaluation.typeset import typeset
from pipeline.gazetteer import issuers, legal_documents, provinces
from pipeline.gazetteer.document_types import by_abbreviation
from pipeline.vietnamese.tsv import rows

SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "plans"
ACTS = rows("evaluation/made_up/acts.tsv")


@pytest.fixture(scope="module")
def plans() -> list[Plan]:
    return list(generate(900, seed=1))


def test_tables_fit_the_text(plans: list[Plan]) -> None:
    assert len({plan.stem for plan in plans}) == len(plans)
    for plan in plans[:400]:
        found = expected_of_text(plan, "\n".join(paragraphs(plan)))  # raises where a row does not stand in the text, in order
        assert found["document"]["province_2025"] and found["targets"] and found["dates"][0]["role"] == "document"
        assert {row["level"] for row in found["sections"]} >= {1, 2}


def test_about_twenty_citations_each_from_all_provinces_and_years(plans: list[Plan]) -> None:
    counts = [len(plan.gold["citations"]) for plan in plans]
    assert 19 < sum(counts) / len(counts) < 26 and min(counts) > 8
    before = {plan.gold["document"]["province"] for plan in plans if plan.date[2] < "2025"}
    assert before >= {p.name for p in provinces.provinces() if p.set == "before" and p.valid("2020-01-01")}
    assert {plan.date[2] for plan in plans} == {str(year) for year in range(2012, 2026)}
    assert {plan.stem.split("-", 2)[2].rpartition("-")[0] for plan in plans} == set(SUBJECTS)


def test_bodies_are_those_of_the_day(plans: list[Plan]) -> None:
    for plan in plans:
        day, month, year = plan.date
        on = f"{year}-{int(month):02}-{int(day):02}"
        unit = next(
            p for p in provinces.provinces() if p.name == plan.gold["document"]["province"] and (p.set == "after") == (on >= "2025-07-01")
        )
        assert unit.valid(on), plan.stem
        if on >= "2025-07-01":
            assert "district" not in plan.gold["document"] and "HUYỆN" not in " ".join((*plan.parent, *plan.issuer))


def test_acts_are_cited_unevenly_and_seldom_outdated(plans: list[Plan]) -> None:
    ends = {f"{row['type']} {row['number_symbol']}": row["ends"] for row in ACTS if row["ends"] and row["number_symbol"] != "01/NQ-CP"}
    cited: Counter[str] = Counter()
    outdated = total = 0
    for plan in plans:
        day = "-".join(part.zfill(2) for part in reversed(plan.date))
        own = {row["id"] for row in plan.gold["citations"] if "id" in row and "at" not in row}
        cited.update(own)
        total += len(own)
        outdated += sum(ends.get(one, "9") <= day for one in own)
    assert 0.01 < outdated / total < 0.12
    counts = sorted(cited.values(), reverse=True)
    quarter = len(counts) // 4
    assert sum(counts[:quarter]) > sum(counts[quarter:]) and counts[0] > 20 * counts[-1]


def test_some_dates_contradict_those_of_other_papers(plans: list[Plan]) -> None:
    dates: dict[str, set[str]] = {}
    for row in (row for plan in plans for row in plan.gold["citations"] if row.get("date") and "id" in row and "at" not in row):
        dates.setdefault(f"{row['id']} {row['date'][:4]}", set()).add(row["date"])
    share = sum(len(found) > 1 for found in dates.values()) / len(dates)
    assert 0.1 < share < 0.9


def test_figures_of_a_province_are_its_own_and_move_with_the_years() -> None:
    row = next(row for row in rows("evaluation/made_up/targets.tsv") if row["rise"] == "2")
    found = {name: [value_of(row, name, year) for year in range(2014, 2024)] for name in ("Kiên Giang", "Hà Giang", "Huế")}
    assert len({tuple(values) for values in found.values()}) == 3
    assert all(values == sorted(values) and values[0] < values[-1] for values in found.values())


def test_what_the_register_knows_of_an_act_is_the_same() -> None:
    both = [(row, legal_documents.by_number(row["type"], row["number_symbol"], row["date"][:4])) for row in ACTS]
    known = [(row, document) for row, document in both if document]
    assert len(known) > 150
    assert not [row for row, document in known if document.date not in (None, row["date"])]
    assert not [row for row, document in known if row["issuer"] and document.issuer not in (None, row["issuer"])]
    assert not [row for row, document in known if document.replaced_by and document.replaced_on not in (None, row["ends"])]


def test_data_files_hang_together() -> None:
    subjects = set(SUBJECTS)
    assert {row["subject"] for row in ACTS} == subjects | {"*"}
    assert {row["subject"] for row in rows("evaluation/made_up/targets.tsv")} == subjects
    assert all(issuers.by_abbreviation(row[column]) for row in SUBJECTS.values() for column in ("office", "office_2025"))
    assert all(by_abbreviation(row["type"]) or row["type"] in legal_documents.LAWS for row in ACTS)
    assert {row["form"] for row in rows("evaluation/made_up/targets.tsv")} <= {
        row["form"] for row in rows("evaluation/made_up/figures.tsv")
    }


def test_a_regulation_of_the_party_is_no_decision() -> None:
    assert Act("QĐ", "101-QĐ/TW", "2012-06-07", "Ban Bí thư", "về trách nhiệm nêu gương").type_name == "Quy định"
    assert Act("QĐ", "217-QĐ/TW", "2013-12-12", "Bộ Chính trị", "về việc ban hành Quy chế").type_name == "Quyết định"


def test_more_plans_do_not_change_the_first_ones() -> None:
    assert list(generate(3, seed=9)) == list(islice(generate(7, seed=9), 3))
    assert next(generate(1, seed=9)) != next(generate(1, seed=10))


@pytest.mark.parametrize("plan", [*map(read_plan, sorted(SAMPLES.glob("*.toml"))), *generate(6, seed=4)], ids=lambda plan: plan.stem)
def test_typed_text_has_the_paragraphs_of_the_set_paper(plan: Plan) -> None:
    sheets = typeset(plan)
    simulate.close_blanks(sheets)
    assert paragraphs(plan) == assemble(sheet.page() for sheet in sheets).text.split("\n")
    if plan.gold and not any("…" in raw for raw, *_ in plan.gold["dates"]):  # an open place is stated as the scan has it
        tables = expected(plan, sheets)
        typed = expected_of_text(plan, "\n".join(paragraphs(plan)))
        assert {**typed["document"], "page_count": 0} == {**tables["document"], "page_count": 0} and typed["citations"] == tables[
            "citations"
        ]


def test_pipeline_finds_what_was_written(tmp_path: Path) -> None:
    assert simulate.main(["--generate", "12", "--format", "text", "--seed", "11", "-o", str(tmp_path)]) == 0
    stated = found = 0
    for path in sorted(tmp_path.glob("*.txt")):
        rows_of = json.loads(path.with_name(f"{path.stem}.expected.json").read_text("utf-8"))["citations"]
        wanted = Counter(
            (row["raw"], row["canonical_id"]) for row in rows_of if row["kind"] in {"numbered", "named_law"} and "canonical_id" in row
        )
        paper = pipeline.parse(path)
        told = Counter((row.raw, row.canonical_id) for row in paper.citations)
        stated, found = stated + wanted.total(), found + (wanted & told).total()
    assert stated > 150 and found / stated >= 0.98, (found, stated)


def test_pages_as_scans(tmp_path: Path) -> None:
    assert simulate.main(["--generate", "2", "-o", str(tmp_path), "--dpi", "36", "--seed", "2"]) == 0
    assert len(list(tmp_path.glob("*.pdf"))) == len(list(tmp_path.glob("*.expected.json"))) == 2
