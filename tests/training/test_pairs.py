"""Pairs of written and read words: grouped by their letters, found by their place."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Box, Line, Page, Paragraph, Word
from pipeline.evaluation.simulate import ScannedPage
from pipeline.training.pairs import pair, simulate_pairs, stretches
from pipeline.training.practice import papers

TEXT = [f"Ủy ban nhân dân tỉnh tổ chức thực hiện kế hoạch số {n} theo thẩm quyền, chỉ đạo việc sửa đổi." for n in range(100, 160)]
words = st.lists(st.text(alphabet="abcđưở", min_size=1, max_size=5), max_size=6)


@given(words, words)
def test_groups_hold_every_word_once_and_in_order(written, read):
    groups = pair(written, read)
    assert [word for group, _ in groups for word in group] == written
    assert [word for _, group in groups for word in group] == read
    assert all(group or other for group, other in groups)


@pytest.mark.parametrize(
    ("written", "read", "group"),
    [
        ("quản lý nhà nước", "quản lýnhà nước", (("lý", "nhà"), ("lýnhà",))),
        ("Kế hoạch tuyên truyền", "Kế hoạch tu yên truyền", (("tuyên",), ("tu", "yên"))),
        ("II. NỘI DUNG", "H. NỘI DUNG", (("II.",), ("H.",))),
        ("thẩm quyền của", "thâm quyên cua", (("quyền",), ("quyên",))),
        ("Nơi nhận:", "~ Nơi nhận:", ((), ("~",))),
    ],
)
def test_cases(written, read, group):
    assert group in pair(written.split(), read.split())


def _scanned(*lines):
    paragraphs = tuple(
        Paragraph("body", (Line(tuple(Word(text, Box(0.1 + 0.1 * k, y, 0.18 + 0.1 * k, y + 0.02)) for k, text in enumerate(line))),))
        for y, line in lines
    )
    return ScannedPage(None, Page(1, "text", paragraphs), 300)


def test_words_belong_to_the_line_that_they_lie_over():
    page = _scanned((0.1, ["một", "hai"]), (0.2, ["ba", "bốn"]))
    read = [
        Word("ba", Box(0.1, 0.2, 0.18, 0.22)), Word("bôn", Box(0.2, 0.201, 0.28, 0.22)), Word("haí", Box(0.2, 0.1, 0.28, 0.12)),
        Word("một", Box(0.1, 0.1, 0.18, 0.12)), Word("dirt", Box(0.7, 0.7, 0.8, 0.72)),
    ]  # fmt: skip
    found = [(stretch.written, stretch.read) for stretch in stretches(page, read, "vie", 1)]
    assert found == [(("một",), ("một",)), (("hai",), ("haí",)), (("ba",), ("ba",)), (("bốn",), ("bôn",))]


def test_lines_with_open_places_are_left_out():
    page = _scanned((0.1, ["Số:", "…", "/KH-UBND"]))
    assert not list(stretches(page, [Word("Số:", Box(0.1, 0.1, 0.18, 0.12))], "vie", 1))


def test_papers_are_the_same_for_the_same_seed_and_hold_nothing_written_by_hand():
    one, same, other = (next(papers(TEXT, seed)) for seed in (4, 4, 5))
    assert one == same != other
    assert not one.style.number_by_hand and not one.style.day_by_hand


@pytest.mark.skipif(not shutil.which("tesseract"), reason="needs Tesseract")
def test_a_page_is_read_by_both():
    rows = list(simulate_pairs(TEXT, 1, seed=1))
    for reader, most in (("vie", 1.0), ("eng", 0.6)):
        mine = [row for row in rows if row.reader == reader]
        same = sum(row.written == row.read for row in mine)
        assert len(mine) > 100
        assert (0.9 if reader == "vie" else 0.1) < same / len(mine) <= most
