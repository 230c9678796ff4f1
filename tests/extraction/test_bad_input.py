"""Dates, document numbers and targets of text that nobody would print: empty tables or right ones, in linear time."""

import pytest
from quick import quick

from pipeline.extraction.dates import find_dates
from pipeline.extraction.document_numbers import find_document_numbers
from pipeline.extraction.targets import find_targets

FINDERS = [find_dates, find_document_numbers, find_targets]
PLAIN = "Phấn đấu 95% hộ dân được cấp nước sạch trước ngày 25/6/2022 theo Kế hoạch số 93/KH-UBND ngày 12/4/2022; "
HOSTILE = [
    "1", "- ", "(", "“", "/", "%", "… /", "0/0 ", "5-5-", "quý I, ", "ngày 1, ", "tháng 3, ", "năm 2022, ", "|1/1/2022", "mỗi ",
    "Kế hoạch ", "trước ngày ", "Thời hạn\n", "130 năm ", "một phần hai số ", "phấn đấu có 10 ", "không có hộ nghèo ",
    "hoàn thành 100% nhiệm vụ, ", "30/4/1975 - 30/4/2022 ", "12/KH-UBND ", "9" * 500 + "% ", "\u202e1% ", "\u200b", "Điều 1.\n",
    "trở lên ",
]  # fmt: skip


@pytest.mark.parametrize("find", FINDERS)
def test_a_megabyte_on_one_line(find):
    text = PLAIN * (1_000_000 // len(PLAIN))
    with quick(60):
        found = find(text)
    assert len(found) == len(find(PLAIN)) * text.count(PLAIN)


@pytest.mark.parametrize("find", FINDERS)
@pytest.mark.parametrize("unit", HOSTILE, ids=lambda unit: repr(unit[:12]))
def test_hostile_text_is_quick(find, unit):
    text = (unit * (30_000 // len(unit) + 1))[:30_000]
    with quick(15):
        for mention in find(text):
            assert text[mention.start : mention.end] == mention.raw


@pytest.mark.parametrize("find", FINDERS)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "“" * 50,
        '"(“',
        "9" * 500 + "%",
        "đạt " + "9" * 500 + "% hộ dân",
        "ngày " + "3" * 500 + "/4/2022",
        "1" * 500 + "/KH-UBND",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_nothing_is_made_of_nonsense(find, text):
    assert find(text) == []


@pytest.mark.parametrize("mark", ["\u200b", "\u200d", "\ufeff", "\u202e", "\u00ad"])
def test_marks_that_cannot_be_seen_change_no_figure(mark):
    """A figure or date with such a mark inside is left alone; never is its rest taken for the whole."""
    assert find_targets(f"Phấn đấu 10{mark}0% hộ dân được cấp nước") == []
    assert [target.value for target in find_targets(f"{mark}Phấn đấu 90% hộ dân được cấp nước{mark}")] == [90.0]
    assert find_dates(f"họp 1{mark}2/4/2022") == []
    assert [date.date for date in find_dates(f"họp {mark}ngày 12/4/2022{mark}")] in ([], ["2022-04-12"])


def test_unbalanced_quotes_keep_what_stands_in_them():
    text = 'Phấn đấu “100% cán bộ được học tập; 80% đạt danh hiệu "Lao động tiên tiến trở lên trước ngày 15/12/2022.'
    assert [target.value for target in find_targets(text)] == [100.0, 80.0]
    assert [(date.date, date.role) for date in find_dates(text)] == [("2022-12-15", "deadline")]
