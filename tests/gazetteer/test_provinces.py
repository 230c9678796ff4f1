import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quick import quick

from pipeline.gazetteer import provinces
from pipeline.vietnamese.normalize import nfc

CASES = json.loads((Path(__file__).parents[1] / "cases" / "provinces.json").read_text("utf-8"))


@pytest.mark.parametrize(("phrase", "on", "name"), CASES["find"])
def test_find(phrase, on, name):
    found = provinces.find(phrase, on)
    assert (found and found.name) == name


@pytest.mark.parametrize(("marked", "name"), CASES["find_in"])
def test_find_in(marked, name):
    text = marked.replace("|", "")
    found = provinces.find_in(text)
    if name is None:
        assert found is None
    else:
        assert found is not None
        province, start, end = found
        assert (province.name, f"{text[:start]}|{text[start:end]}|{text[end:]}") == (name, marked)


@pytest.mark.parametrize(("old", "new"), CASES["since_2025"].items())
def test_since_2025(old, new):
    assert provinces.since_2025(old) == new


def test_sixty_three_become_thirty_four():
    before = [p for p in provinces.provinces() if p.set == "before"]
    after = {p.name for p in provinces.provinces() if p.set == "after"}
    assert (len(before), len(after)) == (64, 34)
    assert {p.successor for p in before} == after
    assert all(provinces.since_2025(name) in after for name in provinces.names())
    for unit in provinces.provinces():
        assert all(provinces.find(part) is not None for part in unit.components)
        assert unit.kind in ("tỉnh", "thành phố")


def test_the_day_decides_between_units_of_one_name():
    assert provinces.find("Hậu Giang", on="1985-06-01").set == "historic"
    assert provinces.find("Hậu Giang", on="2010-06-01").set == "before"
    assert provinces.find("An Giang", on="2025-06-30").set == "before"
    assert provinces.find("An Giang", on="2025-07-01").set == "after"
    assert provinces.find("An Giang").components == ("An Giang", "Kiên Giang")
    assert provinces.find("Hà Tây", on="1991-08-12").name == "Hà Tây"


@given(st.sampled_from(provinces.names()), st.sampled_from(["", "tỉnh ", "TP. ", "Thành phố "]), st.booleans())
def test_every_name_is_found_alone_and_in_a_phrase(name, kind, capitals):
    phrase = (kind + name).upper() if capitals else kind + name
    assert provinces.find(phrase).name == name
    text = f"của UBND {phrase} về việc"
    province, start, end = provinces.find_in(text)
    assert province.name == name
    assert text[start:end].upper().endswith(name.upper())


@given(st.text(max_size=120))
def test_spans_hold_in_any_text(text):
    composed = nfc(text)
    found = provinces.find_in(composed)
    assert found is None or provinces.find(composed[found[1] : found[2]]) is not None


@pytest.mark.parametrize("junk", ["tỉnh " * 40_000, "Hà " * 60_000, "T.T.H" * 40_000, "Hồ - \n" * 30_000, "Thừa Thiên " * 20_000])
def test_junk_takes_no_time(junk):
    with quick():
        provinces.find_in(junk)
        provinces.find(junk)
