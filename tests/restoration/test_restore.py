"""Restoration: certain repairs, nothing else touched, words numbered over the whole page."""

import time

from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Box, Line, Page, Paragraph, Word
from pipeline.restoration import restore


def _page(*words, region="body"):
    return Page(1, "ocr", (Paragraph(region, (Line(tuple(words)),)),))


def test_second_choice_of_the_engine_must_make_a_syllable():
    choices = ((("h", 1.0),), (("ö", 0.6), ("ồ", 0.3), ("e", 0.1)))
    page, (change,) = restore(_page(Word("hö", None, 0.4, choices)))
    assert (page.paragraphs[0].text, change.rule, change.confidence) == ("hồ", "second_choice", 0.3)
    unchanged = _page(Word("hö", None, 0.4, ((("h", 1.0),), (("ö", 0.6), ("x", 0.3)))))
    assert restore(unchanged) == (unchanged, ())


def test_words_are_numbered_with_those_kept_aside_which_stay_as_read():
    aside = Paragraph("page_number", (Line((Word("1OO%"),)),))
    body = Paragraph("body", (Line((Word("đạt"), Word("1OO%", Box(0.1, 0.1, 0.2, 0.2), 0.5))),))
    page, (change,) = restore(Page(3, "ocr", (aside, body)))
    assert (change.word, change.raw_text, change.text, change.kind) == (2, "1OO%", "100%", "numeral")
    assert [word.text for word in page.words()] == ["1OO%", "đạt", "100%"]
    assert list(page.words())[2].box == Box(0.1, 0.1, 0.2, 0.2)


def test_a_page_without_changes_is_the_same_object():
    page = _page(Word("Kế"), Word("hoạch"), Word("33/KH-UBND"))
    assert restore(page)[0] is page


@given(st.lists(st.text(alphabet="aăâđêôơưẢỘ019OoIl/-%'QĐKHTTUBND.,()", min_size=1, max_size=14), max_size=12))
def test_only_named_changes_and_none_the_second_time(texts):
    page = _page(*(Word(text) for text in texts))
    after, changes = restore(page)
    changed = {change.word: change.text for change in changes}
    assert [word.text for word in after.words()] == [changed.get(i, text) for i, text in enumerate(texts)]
    assert restore(after)[1] == ()


def test_a_page_costs_under_five_milliseconds():
    words = ["Thực", "hiện", "Kế", "hoạch", "số", "93/KH-UBND", "ngày", "12/4/2022", "của", "Ủy", "ban", "nhân", "dân"]
    page = _page(*(Word(text) for text in words * 30))
    restore(page)
    begin = time.process_time()
    for _ in range(10):
        restore(page)
    assert (time.process_time() - begin) / 10 < 0.005 * 3  # a busy machine
