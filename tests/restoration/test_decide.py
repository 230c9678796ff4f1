"""What is certain enough to stand: the manner of capitals, the threshold, doubt that lowers confidence and changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Word
from pipeline.restoration.candidates import Numbered, Reader
from pipeline.restoration.decide import MOST_CONFIDENCE, decide, recased
from pipeline.restoration.language_model import LanguageModel
from pipeline.restoration.model import Model
from pipeline.restoration.tokens import tokens
from pipeline.vietnamese.alphabet import strip_marks

WORDS = ("<s>", "<u>", "kế", "kề", "hoạch", "tac", "tác")
MODEL = Model.of(LanguageModel.of(WORDS, [-9.0, -9.0, -3.0, -3.0, -3.0, -3.0, -3.0], {(2, 4): (-0.1, 0.0)}, {}))
forms = st.text(alphabet="aăâbđêiôơưạảấầợ", min_size=1, max_size=6)


@given(forms)
def test_small_letters_stay_small_and_capitals_capitals(form: str) -> None:
    assert recased(form, form) == form
    if len(form) > 1:
        assert recased(form, form.upper()) == form.upper()
        assert recased(form, form.capitalize()) == form.capitalize()


@given(forms, st.text(alphabet="aăĐÊôỢ1l&€", min_size=1, max_size=6))
def test_only_the_size_of_letters_is_taken_over(form: str, piece: str) -> None:
    written = recased(form, piece)
    assert written.lower() == form
    if piece[0].islower() and sum(map(str.isupper, piece)) <= len(piece) / 2:
        assert written == form
    if piece[0].isupper():
        assert written[0].isupper()


@pytest.mark.parametrize(
    ("form", "piece", "written"),
    [
        ("sở", "S&", "Sở"),
        ("ở", "Ö", "Ở"),
        ("ủy", "Uy", "Ủy"),
        ("nghĩa", "NGHiA", "NGHĨA"),  # OCR takes a capital I for a small one
        ("tế", "TẺ", "TẾ"),
        ("iii", "H", "Iii"),
        ("đ", "D", "Đ"),
    ],
)
def test_capitals(form: str, piece: str, written: str) -> None:
    assert recased(form, piece) == written


CERTAIN = {"engine": 2.0, "bare": 0.0, "foreign": 0.0}


def _reader(name: str, cost: float, other: str) -> Reader:
    """One that says of the word 'ke' or 'tac': it may be this other one, at this cost."""
    number = WORDS.index(other)
    return Reader(
        name, tokens, lambda model, asked: [(1, 0.0), (number, cost)] if asked.token.form in ("ke", "tac") else (), False, CERTAIN[name]
    )


def _decided(name: str, cost: float, text: str = "Ke hoạch", other: str = "kế"):
    return decide(MODEL, [[Numbered(number, Word(word)) for number, word in enumerate(text.split())]], _reader(name, cost, other))


@given(st.sampled_from(sorted(CERTAIN)), st.floats(0.0, 20.0))
def test_a_word_that_does_not_win_by_enough_is_unsure_and_stays(name: str, cost: float) -> None:
    verdicts, unsure = _decided(name, cost)
    # 'kế hoạch' weighs so much more than '<u> hoạch', whatever 'kế' costs.
    margin = 0.8 * ((-3.0 - 0.1) - (-9.0 - 3.0)) - cost
    assert [verdict.text for verdict in verdicts] == (["Kế"] if margin > CERTAIN[name] else [])
    assert unsure == ({0} if 0 < margin <= CERTAIN[name] else set())


@given(st.floats(0.0, 7.0))
def test_what_wins_by_more_is_surer_and_never_quite_sure(cost: float) -> None:
    (dear,), _ = _decided("bare", cost)
    (cheap,), _ = _decided("bare", cost / 2)
    assert 0.5 <= dear.confidence <= cheap.confidence <= MOST_CONFIDENCE < 1.0


def test_a_verdict_says_where_and_what() -> None:
    (verdict,), unsure = _decided("engine", 0.0, "(Ke, hoạch)")
    assert (verdict.slot.word, verdict.slot.start, verdict.slot.end) == (0, 1, 3)
    assert (verdict.text, verdict.kind, verdict.rule) == ("Kế", "diacritic", "language_engine")
    assert unsure == set()


def test_a_letter_that_is_another_is_no_mark() -> None:
    (verdict,), _ = _decided("foreign", 0.0, "Tac hoạch", "kế")
    assert (verdict.text, verdict.kind) == ("Kế", "character")
    assert strip_marks(verdict.text) != "Tac"


def test_nothing_to_decide() -> None:
    assert decide(MODEL, [], _reader("engine", 0.0, "kế")) == ([], set())
    assert decide(MODEL, [[]], _reader("engine", 0.0, "kế")) == ([], set())
    assert _decided("engine", 0.0, "2022 …") == ([], set())


def test_verdicts_of_a_text_are_in_order() -> None:
    verdicts, _ = _decided("bare", 0.0, "Ke hoạch ke hoạch, (ke hoạch) ke-ke hoạch")
    places = [(verdict.slot.word, verdict.slot.start) for verdict in verdicts]
    assert places == sorted(places) and len(places) >= 4
