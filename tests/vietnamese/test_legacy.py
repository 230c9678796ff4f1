import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quick import quick

from pipeline.vietnamese import legacy, syllables
from pipeline.vietnamese.alphabet import LETTERS, strip_marks, toned_vowels
from pipeline.vietnamese.normalize import nfc

CASES = json.loads((Path(__file__).parents[1] / "cases" / "legacy.json").read_text("utf-8"))
SOME_WORDS = "ủy nhân dân tỉnh kế hoạch nghị quyết đường trưởng mặt phẳng giữ gìn hội đồng khẩn xã huyện bằng chữ kỹ thuật lẽ phải cử"
SENTENCES = st.lists(st.sampled_from(SOME_WORDS.split()), min_size=6, max_size=30).map(lambda words: " ".join(words) + ".")


@pytest.mark.parametrize("case", CASES["decoded"] + CASES["mixed"], ids=lambda case: case["means"][:30])
def test_decoded(case):
    assert legacy.decode(case["text"]) == (case["means"], case["encoding"])


@pytest.mark.parametrize("text", CASES["left_alone"])
def test_left_alone(text):
    assert legacy.decode(text) == (text, None)


@pytest.mark.parametrize("name", legacy.NAMES)
def test_every_letter_has_its_code(name):
    small = [c for c in (*LETTERS, *toned_vowels()) if c == c.lower()]
    for letter in small if name == "tcvn3" else (*small, *(c.upper() for c in small)):
        spelled = legacy.encode(letter, name)
        assert all(ord(c) < 0x100 for c in spelled)
        assert legacy.convert(spelled, name) == letter


@pytest.mark.parametrize("name", legacy.NAMES)
@settings(max_examples=60)
@given(text=SENTENCES)
def test_decoding_what_was_encoded_gives_it_back(name, text):
    if len({word for word in text.split() if strip_marks(word) != word}) >= 5:
        assert legacy.decode(legacy.encode(text, name)) == (text, name)


@pytest.mark.parametrize("name", legacy.NAMES)
@given(text=st.text(alphabet=LETTERS + "".join(c for c in toned_vowels() if c.islower()) + " .,", max_size=60))
def test_tcvn3_goes_to_and_fro_for_any_small_letters(name, text):
    # VNI spells some pairs of letters like one ('o' + 'ù' and 'ó'): only syllables go to and fro there.
    if name == "tcvn3" or all(map(syllables.is_syllable, syllables.words(text))):
        assert legacy.convert(legacy.encode(text, name), name) == nfc(text)


@given(SENTENCES)
def test_unicode_is_left_alone(text):
    assert legacy.decode(text) == (text, None)


@given(st.text(max_size=200))
def test_any_text_gives_an_answer(text):
    decoded, name = legacy.decode(text)
    assert name in (None, *legacy.NAMES)
    assert name or decoded == text


@pytest.mark.parametrize("junk", ["©" * 200_000, "aû" * 100_000, "n©n " * 50_000, "Ñ\n" * 100_000, "Î î " * 50_000, "n©" + "x" * 200_000])
def test_junk_takes_no_time(junk):
    with quick():
        legacy.decode(junk)


def test_a_text_in_both_encodings_and_in_unicode():
    lines = [
        "ủy ban nhân dân tỉnh thực hiện kế hoạch",
        "tuyên truyền về công tác thi đua, khen thưởng",
        "các sở, ban, ngành, đoàn thể của tỉnh",
    ] * 4
    names = ["tcvn3", "vni", None, "vni", "tcvn3", "tcvn3"] * 2
    stored = "\n".join(legacy.encode(line, name) if name else line for line, name in zip(lines, names, strict=True))
    text, name = legacy.decode(stored)
    assert text == "\n".join(lines) and name in ("tcvn3", "vni")
