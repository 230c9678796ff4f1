import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quick import quick

from pipeline.gazetteer import issuers
from pipeline.vietnamese.normalize import same_word

CASES = json.loads((Path(__file__).parents[1] / "cases" / "issuers.json").read_text("utf-8"))


@pytest.mark.parametrize(("phrase", "name"), CASES["canonical_name"])
def test_canonical_name(phrase, name):
    assert issuers.canonical_name(phrase) == name


@pytest.mark.parametrize(("phrase", "abbreviation"), CASES["by_name"])
def test_by_name(phrase, abbreviation):
    issuer = issuers.by_name(phrase)
    assert (issuer and issuer.abbreviation) == abbreviation


@pytest.mark.parametrize(("abbreviation", "name"), CASES["by_abbreviation"])
def test_by_abbreviation(abbreviation, name):
    issuer = issuers.by_abbreviation(abbreviation)
    assert (issuer and issuer.name) == name


@pytest.mark.parametrize("name", issuers.names())
def test_every_name_is_found_and_survives_a_letterhead_in_capitals(name):
    assert issuers.by_name(name) is not None
    assert issuers.canonical_name(name) == name
    assert same_word(issuers.canonical_name(name.upper()), name)
    assert issuers.by_name(name.upper()) == issuers.by_name(name)


@given(st.text(max_size=100))
def test_writing_a_name_in_full_twice_changes_nothing_more(text):
    once = issuers.canonical_name(text)
    assert issuers.by_name(text) is None or once


def test_successors_are_bodies_of_the_table():
    letters = {issuer.abbreviation for issuer in issuers.issuers()}
    successors = {issuer.successor for issuer in issuers.issuers() if issuer.successor.isupper()}
    assert successors <= letters


@pytest.mark.parametrize("junk", ["UBND " * 40_000, "BAN " * 50_000, "TỈNH " * 40_000, "T.Ư" * 60_000, " " * 200_000])
def test_junk_takes_no_time(junk):
    with quick():
        issuers.canonical_name(junk)
        issuers.by_name(junk)
