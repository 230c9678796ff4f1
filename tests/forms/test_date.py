import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quick import quick

from pipeline.forms import date

CASES = json.loads((Path(__file__).parents[1] / "cases" / "dates.json").read_text("utf-8"))


@pytest.mark.parametrize(("raw", "wanted"), CASES["parse"].items())
def test_parse(raw, wanted):
    value = date.parse(raw)
    assert value is not None
    assert [value.date, value.date_end, value.precision, list(value.flags)] == wanted


@pytest.mark.parametrize("raw", CASES["none"])
def test_no_date(raw):
    assert date.parse(raw) is None


def test_a_quarter_takes_the_year_that_is_given():
    assert date.parse("Quý III", year=2024).date == "2024-Q3"


@given(st.dates(datetime.date(1945, 1, 1), datetime.date(2099, 12, 31)))
def test_days_in_every_style(day):
    for text in (
        f"{day.day}/{day.month}/{day.year}",
        f"ngày {day.day:02}/{day.month:02}/{day.year}",
        f"ngày {day.day:02} tháng {day.month} năm {day.year}",
        f"{day.day}-{day.month}-{day.year}",
    ):
        assert date.parse(text).date == day.isoformat()
        assert date.parse(date.format(date.parse(text))).date == day.isoformat()
        assert date.parse(date.compact(text)).date == day.isoformat()


@settings(max_examples=60)
@given(st.text(alphabet="0123456789OlI/-. …ngàythánămqúIV\n", max_size=40))
def test_any_text(text):
    date.compact(text)
    value = date.parse(text)
    if value is not None and value.precision == "day" and value.date:
        datetime.date.fromisoformat(value.date)


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from([*CASES["parse"], *CASES["none"], " ", ", ", "-", "/", "từ ", "2022", "ngày 1", "I", "…", "quý", "."]), max_size=6
    )
)
def test_looking_only_where_a_date_can_begin_misses_none(parts):
    text = "".join(parts)
    assert [match.span() for match in date.matches(text)] == [match.span() for match in date.pattern().finditer(text)]


@pytest.mark.parametrize("junk", ["1/", "ngày ", "ngày tháng ", "…", ". ", "20", "năm 2", " ", "2021-", "ngày 25 tháng cuối của "])
def test_hostile_text_is_quick(junk):
    text = (junk * 200_000)[:200_000]
    with quick():
        sum(1 for _ in date.matches(text))
