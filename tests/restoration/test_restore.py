"""Restoration: certain repairs, nothing else touched, words numbered over the whole page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import UNASSEMBLED, Box, Choices, Line, Page, Paragraph, Word
from pipeline.restoration import Change, from_alternatives, from_confusions, from_letters, restore
from pipeline.restoration.candidates import Reader
from pipeline.restoration.decide import UNSURE
from pipeline.restoration.model import Model
from pipeline.restoration.tokens import form, pieces
from pipeline.training.ngrams import learn
from pipeline.vietnamese.alphabet import strip_marks

TEXT = (
    "Ủy ban nhân dân tỉnh ban hành kế hoạch tuyên truyền về công tác thi đua, khen thưởng",
    "Thực hiện kế hoạch công tác thi đua, khen thưởng của Ủy ban nhân dân tỉnh",
    "đẩy mạnh phát triển kinh tế, xã hội ở địa phương; đã có kế của tỉnh bạn",
)
MODEL = Model.of(
    learn([[form(piece) for piece in pieces(line)] for line in TEXT * 4], most_words=99, least_count=1, most_pairs=999, most_triples=999)
)
READERS = [from_alternatives.READER, from_letters.READER, from_confusions.READER]


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


words = st.sampled_from(
    ["kế", "ké", "KÉ", "hoạch", "hoach", "Ủy", "Uy", "ban", "thuéng", "thưởng", "d6i", "kinhtế", "kinhté,", "(xã", "xa", "QÐ-UBNI)", "l6",
     "KH-", "HĐT", "1OO%", "2022,", "a.b@gov.vn", "H.", "The", "jumps", "TĐKT", "của", "cùa", "Điêu", "…", "中国", "đấy", "ơ"]
)  # fmt: skip
regions = st.sampled_from(["body", "header_left", "signature", "page_number", "digital_signature"])
pages = st.builds(
    lambda kind, paragraphs: Page(2, kind, tuple(paragraphs)),
    st.sampled_from(["ocr", "text"]),
    st.lists(
        st.builds(
            lambda region, lines, continues: Paragraph(region, tuple(Line(tuple(map(_boxed, line))) for line in lines), continues),
            regions,
            st.lists(st.lists(st.tuples(words, st.floats(0.0, 1.0)), min_size=1, max_size=5), max_size=3),
            st.booleans(),
        ),
        max_size=4,
    ),
)
readers = st.sampled_from([None, *READERS])


def _boxed(read: tuple[str, float]) -> Word:
    """A word with a box of its own, as wide as its letters; the engine lists nothing but what it read."""
    text, sure = read
    return Word(text, Box(sure / 2, sure / 3, sure / 2 + len(text) / 100, sure / 3 + 0.01), sure, _choices(text))


def _choices(text: str, *listed: tuple[int, str, float]) -> Choices:
    return tuple(((letter, 0.95), *((other, share) for place, other, share in listed if place == here)) for here, letter in enumerate(text))


@given(pages, readers)
def test_the_changes_tell_all_that_was_done(page: Page, reader: Reader | None) -> None:
    """Carried out on the words as read, they give the words as they stand: numbers, raw text, blanks."""
    after, changes = restore(page, MODEL, reader)
    read = [word.text for word in page.words()]
    standing: list[str] = []
    past = 0
    for change in changes:
        assert change.word >= past and 0.0 < change.confidence <= 1.0
        assert change.raw_text == " ".join(read[change.word : change.word + change.words]) != change.text
        standing += [*read[past : change.word], *change.text.split(" ")]
        past = change.word + change.words
    assert [word.text for word in after.words()] == standing + read[past:]


@given(pages, readers)
def test_a_word_that_stays_keeps_its_box_and_its_confidence_but_for_doubt(page: Page, reader: Reader | None) -> None:
    after, changes = restore(page, MODEL, reader)
    touched = {change.word + place for change in changes for place in range(change.words)}
    stay = [word for number, word in enumerate(page.words()) if number not in touched]
    left = iter(after.words())
    for word in stay:
        found = next(other for other in left if (other.box, other.text) == (word.box, word.text))
        assert found.confidence == word.confidence or found.confidence == UNSURE < word.confidence


@given(pages, readers)
def test_a_changed_word_stands_where_it_was_read(page: Page, reader: Reader | None) -> None:
    after, changes = restore(page, MODEL, reader)
    read, left = list(page.words()), list(after.words())
    grown = 0
    for change in changes:
        many = len(change.text.split(" "))
        first = change.word + grown
        boxes = [word.box for word in left[first : first + many]]
        whole = [word.box for word in read[change.word : change.word + change.words]]
        assert min(box.x0 for box in boxes) == min(box.x0 for box in whole)
        assert max(box.x1 for box in boxes) == pytest.approx(max(box.x1 for box in whole))
        assert all(word.text for word in left[first : first + many])
        grown += many - change.words


@given(pages, readers)
def test_what_stays_out_of_the_text_is_left_as_read(page: Page, reader: Reader | None) -> None:
    after, _ = restore(page, MODEL, reader)
    for before, now in zip(page.paragraphs, after.paragraphs, strict=True):
        assert (now.region, now.continues, len(now.lines)) == (before.region, before.continues, len(before.lines))
        if before.region in UNASSEMBLED:
            assert now is before


@given(pages, readers)
def test_a_change_of_marks_keeps_the_letters(page: Page, reader: Reader | None) -> None:
    for change in restore(page, MODEL, reader)[1]:
        if change.kind == "diacritic":
            assert strip_marks(change.text) == strip_marks(change.raw_text)


@given(pages, readers)
def test_a_page_on_which_nothing_changes_is_the_same_object(page: Page, reader: Reader | None) -> None:
    after, changes = restore(page, MODEL, reader)
    assert (after is page) == (after == page)
    assert not changes or after is not page


def _lines(*texts: str, kind: str = "text") -> Page:
    return Page(1, kind, tuple(Paragraph("body", (Line(tuple(map(Word, text.split()))),)) for text in texts))


def test_a_page_of_text_with_its_marks_is_the_same_object() -> None:
    good = _lines(*TEXT)
    assert restore(good, MODEL) == (good, ())
    assert restore(good, MODEL)[0] is good


def test_a_page_of_text_without_its_marks_gets_them() -> None:
    page, changes = restore(_lines(*map(strip_marks, TEXT)), MODEL)
    assert tuple(paragraph.text for paragraph in page.paragraphs) == TEXT
    assert {(change.kind, change.rule) for change in changes} == {("diacritic", "language_bare")}


def test_without_a_model_only_forms_are_mended() -> None:
    bare = _lines(*map(strip_marks, TEXT), "dat 1OO%")
    assert [change.text for change in restore(bare)[1]] == ["100%"]


def test_what_the_engine_also_considered_is_taken_where_the_language_says_so() -> None:
    read = Word("ké", None, 0.8, _choices("ké", (1, "ế", 0.4)))
    page, (change,) = restore(_page(read, Word("hoạch")), MODEL)
    assert (page.paragraphs[0].text, change) == ("kế hoạch", Change(0, "ké", "kế", "diacritic", "language_engine", change.confidence))
    assert next(page.words()).choices == ()


def test_a_word_in_doubt_stays_and_says_so() -> None:
    """'kê' and 'kế' before a word never seen: likelier the other, but not by enough."""
    for share in (0.95, 0.85, 0.75, 0.65, 0.55, 0.45, 0.35, 0.25, 0.15):
        page, changes = restore(_page(Word("cùa", None, 0.9, _choices("cùa", (1, "ủ", share))), Word("Xyz")), MODEL)
        doubted = next(page.words())
        if not changes and doubted.confidence < 0.9:
            assert (doubted.text, doubted.confidence) == ("cùa", UNSURE)
            return
    raise AssertionError("no share at which the word is in doubt")


def test_a_sentence_goes_on_over_the_end_of_a_line_and_of_a_page() -> None:
    """What follows decides, wherever the line is broken; 'continues' joins what a stamp has parted."""
    lines = (Line((Word("thực"), Word("hiện"), Word("ké"))), Line((Word("hoạch"), Word("công"), Word("tác"))))
    together, _ = restore(Page(1, "ocr", (Paragraph("body", lines),)), MODEL)
    parted, _ = restore(Page(1, "ocr", (Paragraph("body", lines[:1]), Paragraph("body", lines[1:], continues=True))), MODEL)
    for page in (together, parted):
        assert " ".join(word.text for word in page.words()) == "thực hiện kế hoạch công tác"


def test_two_words_read_as_one_share_its_box() -> None:
    page, (change,) = restore(_page(Word("triển"), Word("kinhtế,", Box(0.1, 0.2, 0.45, 0.3))), MODEL)
    assert (change.word, change.raw_text, change.text, change.kind, change.words) == (1, "kinhtế,", "kinh tế,", "spacing", 1)
    first, second = list(page.words())[1:]
    assert (first.text, second.text) == ("kinh", "tế,")
    assert first.box.x0 == 0.1 and first.box.x1 < second.box.x0 and second.box.x1 == pytest.approx(0.45)
