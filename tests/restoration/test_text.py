"""A text set right: nothing but the named changes, blanks kept, the same in pieces as in one; what must come out as it went in."""

from __future__ import annotations

import json
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from pipeline.restoration import text as room
from pipeline.restoration.text import Restored, blocks, restore, restore_stream, restore_text
from pipeline.vietnamese.alphabet import strip_marks
from pipeline.vietnamese.legacy import encode

CASES = [
    pytest.param(case, id=case["why"], marks=[pytest.mark.xfail(reason=case["fails"])] if "fails" in case else [])
    for case in json.loads((Path(__file__).parents[1] / "cases" / "texts.json").read_text(encoding="utf-8"))
]
WORDS = [
    "Ke",
    "hoach",
    "tuyen truyen",
    "thuéng",
    "nim",
    "Ủy ban",
    "24/2018/QÐ-UBNI)",
    "KH- HĐT",
    "1OO%",
    "a.b@gov.vn",
    "The",
    "XIH",
    "中国",
]
BLANKS = [" ", "  ", "\t", "\n", "\r\n", "\n\n", "\u00a0", "\u3000", "\f", "\u2028", "\r", "\x1c"]

texts = st.lists(st.tuples(st.sampled_from(WORDS) | st.text(max_size=5), st.sampled_from(BLANKS)), max_size=40).map(
    lambda pairs: "".join(word + blank for word, blank in pairs)
)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def undone(restored: Restored) -> str:
    """The text as it was read, from the text as it stands and the changes."""
    text, parts, done = restored.text, [], 0
    for change in restored.changes:
        parts += text[done : change.start], change.raw_text
        done = change.end
    return "".join(parts) + text[done:]


@pytest.mark.parametrize("case", CASES)
def test_cases(case: dict[str, str]) -> None:
    restored = restore(case["read"])
    assert str(restored) == case["right"]
    assert undone(restored) == nfc(case["read"]) or restored.encoding


@given(texts)
def test_nothing_but_the_named_changes(text: str) -> None:
    restored = restore(text)
    assert undone(restored) == nfc(text) or restored.encoding
    for change in restored.changes:
        assert restored.text[change.start : change.end] == change.text != change.raw_text
        assert change.kind in {"diacritic", "character", "numeral", "code", "spacing"} and change.rule and 0 < change.confidence <= 1
    assert all(before.end <= after.start for before, after in pairwise(restored.changes))


@given(texts)
def test_line_ends_stay_and_places_are_those_of_an_editor(text: str) -> None:
    restored = restore(text)
    if restored.encoding:
        return
    raw, end = nfc(text), regex.compile(r"\r\n|\r|\n")
    assert end.findall(restored.text) == end.findall(raw)
    lines = end.split(raw)
    for change in restored.changes:
        assert lines[change.line - 1].startswith(change.raw_text, change.column - 1)


@given(texts, st.integers(1, 30))
def test_a_stream_gives_the_same_as_the_whole(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, length in (("BLOCK", 60), ("REACH", 20), ("TAIL", 20)):
            patch.setattr(room, name, length)
        pieces = list(restore_stream(text[n : n + size] for n in range(0, len(text), size)))
        whole = restore_text(text)
    assert "".join(map(str, pieces)) == whole.text
    assert tuple(change for piece in pieces for change in piece.changes) == whole.changes
    assert undone(whole) == nfc(text) or whole.encoding


@given(st.text(alphabet="ab \r\n\u0301", max_size=400), st.integers(1, 50))
def test_blocks_are_the_text_and_part_no_line_end(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, length in (("BLOCK", 40), ("REACH", 10), ("TAIL", 10)):
            patch.setattr(room, name, length)
        cut = list(blocks(text[n : n + size] for n in range(0, len(text), size)))
    assert "".join(cut) == text
    assert not any(before.endswith("\r") and after.startswith("\n") for before, after in pairwise(cut))
    assert nfc("".join(map(nfc, cut))) == nfc(text)


def test_what_is_right_stays_the_same_and_a_second_time_nothing_changes() -> None:
    right = "Thực hiện Kế hoạch số 93/KH-UBND ngày 12/4/2022 của Ủy ban nhân dân tỉnh về công tác thi đua, khen thưởng."
    assert restore(right) == Restored(right)
    again = restore(strip_marks(right))
    assert again.changes and restore(str(again)).changes == ()


def test_decomposed_text_comes_out_composed() -> None:
    text = "Thực hiện kế hoạch tuyên truyền, nhiệm vụ của Ủy ban nhân dân."
    assert restore(unicodedata.normalize("NFD", text)) == Restored(text)


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_old_encodings_are_decoded(name: str) -> None:
    text = "ủy ban nhân dân tỉnh thực hiện kế hoạch tuyên truyền về công tác thi đua\n" * 3
    restored = restore_text(encode(text, name))
    assert (str(restored), restored.encoding) == (text, name)


@pytest.mark.parametrize("text", ["", " ", "\n", "\r\n\r\n", "\ufeff", "\x00", "́", "…", "🂡", "k", "\ud800"])
def test_hardly_anything(text: str) -> None:
    assert restore(text).text == text


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "中" * 100_000, "-" * 100_000, "1" * 100_000, "\u0301" * 100_000, " " * 100_000, "\r\n" * 50_000]
)
def test_long_and_empty_of_words(text: str) -> None:
    assert restore(text) == Restored(nfc(text))


def test_a_line_of_100_000_characters() -> None:
    line = "Thuc hien ke hoach tuyen truyen ve cong tac thi dua, khen thuong nam 2022. " * 1400
    restored = restore(line)
    assert restored.text == "Thực hiện kế hoạch tuyên truyền về công tác thi đua, khen thưởng năm 2022. " * 1400
    assert {change.line for change in restored.changes} == {1}
    assert all(line.startswith(change.raw_text, change.column - 1) for change in restored.changes)


def test_a_line_that_was_broken_goes_on_in_the_next() -> None:
    text = "Kế hoạch tuyên\ntruyền.\nMục tiêu"
    paragraph, heading = room._paragraphs(text, [[(0, 2), (3, 7), (8, 12)], [(15, 22)], [(24, 27), (28, 32)]])
    assert (len(paragraph.lines), len(heading.lines)) == (2, 1)


def test_good_files_and_files_without_marks_one_after_the_other() -> None:
    good = "Thực hiện Kế hoạch số 93/KH-UBND của Ủy ban nhân dân tỉnh về công tác thi đua, khen thưởng; sử lý vi phạm.\n" * 20
    restored = restore(good + strip_marks(good) + good)
    assert restored.text.startswith(good) and restored.text.endswith(good)
    assert {change.line for change in restored.changes} == set(range(21, 41))
