import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.vietnamese.normalize import fold, nfc, same_length_key, same_word, tone_placement, word_key

WORDS = st.text(alphabet="aăâeêioôơuưyáàảãạýỳỷỹỵéèóòqhtbnđÐðHQOUY \u0301\u0300-", max_size=40)


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("hoà", "hòa"), ("HOÁ", "HÓA"), ("Hoà Bình", "Hòa Bình"), ("khoẻ", "khỏe"), ("uỷ", "ủy"), ("UỶ BAN", "ỦY BAN"), ("Thuỵ", "Thụy"),
        ("quý", "quý"), ("Quỳ", "Quỳ"), ("hoàn", "hoàn"), ("huỳnh", "huỳnh"), ("xoáy", "xoáy"), ("khuỷu", "khuỷu"), ("hòa", "hòa"),
        ("toà án", "tòa án"), ("hoạ,", "họa,"), ("ngoài", "ngoài"),
    ],
)  # fmt: skip
def test_tone_marks_in_one_manner(text, placed):
    assert tone_placement(text) == placed


def test_eth_becomes_d_with_stroke():
    assert nfc("Ðảng bộ, ðã") == "Đảng bộ, đã"
    assert nfc("Ðảng")[0] == "\N{LATIN CAPITAL LETTER D WITH STROKE}"


def test_same_word():
    assert same_word("Khánh Hoà", "KHÁNH HÒA")
    assert same_word("tiê\u0301ng", "tiếng")
    assert not same_word("hoa", "hòa")
    assert not same_word("dân", "đân")


@given(WORDS)
def test_normalising_twice_changes_nothing(text):
    for normalise in (nfc, fold, word_key):
        assert normalise(normalise(text)) == normalise(text)
    assert tone_placement(tone_placement(nfc(text))) == tone_placement(nfc(text))


@given(WORDS)
def test_placing_tones_keeps_length_and_letters(text):
    composed = nfc(text)
    placed = tone_placement(composed)
    assert len(placed) == len(composed)
    assert fold(placed) == fold(composed)


@given(st.text(max_size=80))
def test_key_by_letter_has_the_length_of_the_text(text):
    composed = nfc(text)
    assert len(same_length_key(composed)) == len(composed)
    assert unicodedata.is_normalized("NFC", nfc(text))
