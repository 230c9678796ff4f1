"""What the figures of a number are believed for: the engine's confidence, by letter and by word."""

from __future__ import annotations

import pytest

from pipeline.reading.digits import HALF_SURE, SURE, _confidence, is_number_line
from pipeline.reading.tesseract import RawWord


def word(text: str, confidence: float, *letters: float) -> RawWord:
    choices = tuple(((letter, sure),) for letter, sure in zip(text, letters, strict=False))
    return RawWord(text, 0, 0, 10 * len(text), 20, confidence, choices)


@pytest.mark.parametrize(
    ("confidence", "letters", "believed"),
    [
        (0.96, (0.99,) * 6, True),
        (0.96, (0.99, 0.99, 0.99, 0.99, 0.4, 0.99), False),  # one figure in doubt
        (0.23, (0.99,) * 6, False),  # each figure sure, the word is not: a neat 154 by hand was read as 124
        (0.85, (), True),  # no alternatives listed
    ],
)
def test_a_figure_is_believed(confidence: float, letters: tuple[float, ...], believed: bool) -> None:
    assert HALF_SURE < SURE
    assert (_confidence([word("Số:124", confidence, *letters), word("/CTPH-LĐLĐ", 0.9)], (3, 6)) >= SURE) is believed


def test_number_lines() -> None:
    assert is_number_line("Số:1§4 /CTPH-LĐLĐ")
    assert not is_number_line("Số liệu/tháng")
