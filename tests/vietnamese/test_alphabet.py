import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipeline.vietnamese.alphabet import LETTERS, TONES, VOWELS, add_tone, is_vietnamese_letter, split_tone, strip_marks, toned_vowels


def test_twenty_nine_letters_and_their_vowels():
    assert len(set(LETTERS)) == 29
    assert set(VOWELS) < set(LETTERS)
    assert len(toned_vowels()) == 144


def test_letters_of_the_alphabet_and_others():
    assert all(is_vietnamese_letter(c) for c in LETTERS + LETTERS.upper() + "ệẶỡĐ")
    assert not any(is_vietnamese_letter(c) for c in "fjwzöåñðÐ1 .")


def test_every_toned_vowel_splits_and_joins():
    for vowel in VOWELS + VOWELS.upper():
        for tone in TONES:
            letter = add_tone(vowel, tone)
            assert len(letter) == 1
            assert split_tone(letter) == (vowel, tone, -1 if tone == "ngang" else 0)


def test_marks_that_ocr_invents_come_off_too():
    assert strip_marks("hoàn tÖt, kïnh tẽ, Åu, ðã") == "hoan tOt, kinh te, Au, da"


@given(st.text(max_size=60))
def test_stripping_is_idempotent_and_keeps_the_length_of_composed_text(text):
    once = strip_marks(text)
    assert strip_marks(once) == once
    composed = "".join(c for c in unicodedata.normalize("NFC", text) if not unicodedata.combining(c))
    assert len(strip_marks(composed)) == len(composed)
