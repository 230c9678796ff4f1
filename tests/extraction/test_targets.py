"""Targets: the example rows, each expected column strict; inheritance, headings, sections; spans; hostile text."""

import json
from pathlib import Path

import pytest
from gazette import absent, passages
from hypothesis import given, settings
from hypothesis import strategies as st
from quick import quick

from pipeline.evaluation.keys import key
from pipeline.extraction.targets import find_targets
from pipeline.records import Header, Section

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "cases" / "targets.jsonl").read_text(encoding="utf-8").splitlines()]
SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
COLUMNS = ("raw", "unit", "direction", "modality", "deadline", "year", "subject")
SAMPLES = sorted((Path(__file__).resolve().parents[2] / "data" / "samples").glob("*.expected.json"))


def _columns():
    for case in CASES:
        for target in case["targets"]:
            for column in COLUMNS:
                if column in target:
                    reason = case.get("known_failures", {}).get(column)
                    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
                    yield pytest.param(case, target, column, id=f"{case['id']}-{column}", marks=marks)


def _overlapping(case, target):
    start = case["text"].find(target["raw"])
    found = [t for t in find_targets(case["text"]) if t.start < start + len(target["raw"]) and t.end > start]
    return [t for t in found if (t.value, t.value_max, t.comparator) == (target["value"], target["value_max"], target["comparator"])]


@pytest.mark.parametrize("case", [case for case in CASES if case["targets"]], ids=lambda case: case["id"])
def test_value_and_comparator(case):
    assert all(_overlapping(case, target) for target in case["targets"])


@pytest.mark.parametrize(("case", "target", "column"), list(_columns()))
def test_column(case, target, column):
    found = [getattr(row, column) for row in _overlapping(case, target)]
    if column == "subject":  # a phrase: capitals and the placing of tone marks do not count
        assert key(column, target[column]) in [key(column, value) for value in found]
    else:
        assert target[column] in found


@pytest.mark.parametrize("case", [case for case in CASES if not case["targets"]], ids=lambda case: case["id"])
def test_no_target(case):
    assert find_targets(case["text"]) == []


def test_subject_is_inherited_by_the_figures_after_it():
    rows = find_targets(
        "Phấn đấu 100% cán bộ, công chức hoàn thành nhiệm vụ; 90% đạt danh hiệu Lao động tiên tiến; 15% đạt danh hiệu thi đua."
    )
    assert [(t.value, t.subject, t.subject_inherited) for t in rows] == [
        (100.0, "cán bộ, công chức", False),
        (90.0, "cán bộ, công chức", True),
        (15.0, "cán bộ, công chức", True),
    ]


def test_heading_decides_and_gives_the_year():
    text = "I. KẾT QUẢ ĐẠT ĐƯỢC NĂM 2021\nTỷ lệ hồ sơ đúng hạn đạt 97%.\nII. CHỈ TIÊU NĂM 2022\nTỷ lệ hồ sơ đúng hạn đạt 98%."
    assert [(t.value, t.year) for t in find_targets(text)] == [(98.0, "2022")]


def test_sections_give_their_id():
    text = "CHỈ TIÊU\n1. 100% công chức được học tập nghị quyết."
    top = Section(
        section_id="s1", parent_id=None, level=1, kind="heading", numeral="I.", ordinal=1, heading="Chỉ tiêu năm 2023", path="I",
        start=0, end=len(text), text=text,
    )  # fmt: skip
    item = Section(
        section_id="s2", parent_id="s1", level=2, kind="item", numeral="1.", ordinal=1, heading=None, path="I/1", start=9, end=len(text),
        text=text[9:],
    )  # fmt: skip
    (target,) = find_targets(text, Header(), (top, item))
    assert (target.section_id, target.year, target.value) == ("s2", "2023", 100.0)


def test_a_grade_is_a_target_where_the_paper_strives():
    (target,) = find_targets("Phấn đấu chi bộ hoàn thành tốt nhiệm vụ trở lên.")
    assert (target.raw, target.unit, target.value, target.comparator) == ("hoàn thành tốt nhiệm vụ trở lên", "rating", None, ">=")


@pytest.mark.parametrize(
    "text",
    [
        "Không có cá nhân bị kỷ luật từ khiển trách trở lên.",
        "Trẻ em dưới 5 tuổi được tiêm đủ mũi; dịch vụ công mức độ 4.",
        "Thông tư số 12/2019/TT-BTC quy định về giảm 50% mức thu một số khoản phí",
        "Năm 2021, thu ngân sách ước đạt 102% dự toán, tăng 5% so với cùng kỳ.",
        "Ngày 12/4/2022 hội nghị lần thứ 6 bàn về 12 đơn vị.",
        "Trường hợp hồ sơ thiếu, trong vòng 05 ngày làm việc cơ quan trả lời.",
    ],
)
def test_false_friends(text):
    assert find_targets(text) == []


def test_norms_of_a_regulation_are_no_targets():
    text = "Tỷ lệ lấp đầy khu công nghiệp đạt tối thiểu 60% thì được mở rộng."
    assert find_targets(text, Header(doc_type="NĐ")) == []
    assert len(find_targets(text, Header(doc_type="KH"))) == 1


@pytest.mark.parametrize("stem", ["000_kiengiang-bqlkkt-2022", "001_gialai-bqlkkt-2022"])
def test_plans_as_text(stem):
    if not SEEDS.is_dir():
        pytest.skip("the plans in ../shared/seeds are not here")
    text = (SEEDS / f"{stem}.txt").read_text(encoding="utf-8").replace("*", "")
    truth = json.loads((SEEDS / f"{stem}.truth.json").read_text(encoding="utf-8"))["targets"]
    found = find_targets(text, Header(title="thi đua, khen thưởng năm 2022"))
    assert sorted((t.comparator, t.value or -1, t.unit, t.year) for t in found) == sorted(
        (t["comparator"], t["value"] or -1, t["unit"], str(t["year"])) for t in truth
    )
    assert all(any(t.raw in row["raw"] for row in truth) for t in found)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name.removesuffix(".expected.json"))
def test_samples(path):
    gold = json.loads(path.read_text(encoding="utf-8"))
    found = find_targets(gold["document"]["text"], Header(doc_type=gold["document"]["doc_type"]))
    assert sorted((t.comparator, t.value, t.value_max or 0) for t in found if t.value is not None) == sorted(
        (t["comparator"], t["value"], t.get("value_max") or 0) for t in gold["targets"]
    )


@pytest.mark.skipif(bool(absent()), reason=absent())
def test_gazette_values_and_comparators():
    missed, extra = [], []
    for passage in passages("dev"):
        found = find_targets(passage.text, Header(province=passage.province))
        for row in passage.targets:
            near = [t for t in found if row["start"] < t.end and t.start < row["end"]]
            right = [t for t in near if (t.value, t.value_max, t.comparator) == (row.get("value"), row.get("value_max"), row["comparator"])]
            if not right and not row.get("optional"):
                missed.append((passage.id, row["raw"]))
            found = [t for t in found if t not in (right or near)[:1]]
        extra.extend((passage.id, t.raw) for t in found)
    # Known failure: a count of one in words behind 'mỗi năm'; once it is found, this list must be emptied.
    assert (missed, extra) == ([("57:nghi-quyet-so-109-nq-cp-469403", "ít nhất mỗi năm một lần")], [])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "100%",
                "từ",
                "30%",
                "trở lên",
                "đạt",
                "cán bộ",
                ";",
                ".",
                "\n",
                "5",
                "-",
                "10",
                "(",
                "năm 2025",
                "phấn đấu",
                "không để",
                "1/2 số",
                "trên",
                "%",
                "ít nhất 02 kỳ",
            ]
        ),
        max_size=30,
    )
)
def test_spans_hold_what_they_say(parts):
    text = " ".join(parts)
    for target in find_targets(text):
        assert text[target.start : target.end] == target.raw
        assert target.comparator == "range" or target.value_max is None


@pytest.mark.parametrize("unit", ["100% ", "1", "- ", "từ 5% ", "tỷ lệ ", "(", "1.\n", "không để ", "10 - ", "lO"])
def test_hostile_text_is_quick(unit):
    text = unit * (200_000 // len(unit))
    with quick(20):
        find_targets(text)
