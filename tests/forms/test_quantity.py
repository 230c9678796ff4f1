"""Quantities: surface forms with the scan's damage, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quick import quick

from pipeline.forms.quantity import Quantity, compact, format, number, parse, scan


@pytest.mark.parametrize("raw", ["100%", "100 %", "100o/o", "1OO%", "lOO%", "10O%", "100 °/o", "I00%", "100 phần trăm", '100"%"'])
def test_a_hundred_per_cent_however_it_was_read(raw):
    assert parse(raw) == Quantity(100.0, None, "%", "=")


@pytest.mark.parametrize(
    ("raw", "value", "value_max", "unit", "comparator"),
    [
        ("từ 30% trở lên", 30, None, "%", ">="),
        ("từ 5%-10%", 5, 10, "%", "range"),
        ("12-13%/ năm", 12, 13, "%/năm", "range"),
        ("1,5 - 2 điểm phần trăm", 1.5, 2, "điểm %", "range"),
        ("18,5‰", 18.5, None, "‰", "="),
        ("5 %o", 5, None, "‰", "="),
        ("không quá 10 phút/lần phát sóng", 10, None, "phút/lần phát sóng", "<="),
        ("từ 80 đảng viên mới trở lên", 80, None, "đảng viên", ">="),
        ("04/09 thôn, làng", 4, None, "thôn, làng", "="),
        ("Trên 2/3 số xã", 66.67, None, "%", ">"),
        ("1.900 ha", 1900, None, "ha", "="),
        ("9.888,91 ha", 9888.91, None, "ha", "="),
        ("60 triệu đồng/người/năm", 60, None, "triệu đồng/người/năm", "="),
        ("xuống dưới 5%", 5, None, "%", "<"),
        ("khoảng 28,5%", 28.5, None, "%", "~"),
        ("từ 10 vụ trở xuống", 10, None, "vụ", "<="),
    ],
)
def test_surface_forms(raw, value, value_max, unit, comparator):
    assert parse(raw) == Quantity(value, value_max, unit, comparator)


@pytest.mark.parametrize(
    "raw", ["", "từ khiển trách trở lên", "dưới 5 tuổi", "ngày 13/2/2018", "34-CT/TW", "tối đa hóa", "mức độ 4", "24/7"]
)
def test_no_quantity(raw):
    assert parse(raw) is None


def test_the_span_holds_the_comparing_words():
    text = "mỗi tháng phát ít nhất 02 kỳ, mỗi kỳ không quá 10 phút"
    assert [text[r.start : r.end] for r in scan(text)] == ["ít nhất 02 kỳ", "không quá 10 phút"]


@given(
    st.floats(0.01, 99999).map(lambda v: round(v, 2)),
    st.sampled_from(["%", "‰", "kỳ", "phút"]),
    st.sampled_from(["=", ">=", "<=", ">", "<", "~"]),
)
def test_what_is_written_is_read_again(value, unit, comparator):
    quantity = Quantity(value, None, unit, comparator)
    assert parse(format(quantity)) == quantity


@given(st.text(alphabet="0159OolI%/, .‰-từđếntrởlên", max_size=40))
def test_compact_is_stable(text):
    assert compact(compact(text)) == compact(text)


def test_thousands_and_decimals():
    assert (number("1.234.567,8"), number("12,5"), number("12.5")) == (1234567.8, 12.5, 12.5)


@pytest.mark.parametrize("unit", ["1", "1.111.", "1,", "10 - ", "từ ", "lO", "5%o/", "9/", "ít nhất    "])
def test_hostile_text_is_quick(unit):
    with quick():
        for _ in scan(unit * (200_000 // len(unit))):
            pass
