import json
import lzma
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quick import quick

from pipeline.vietnamese import syllables
from pipeline.vietnamese.alphabet import TONES, strip_marks
from pipeline.vietnamese.legacy import encode
from pipeline.vietnamese.normalize import nfc, tone_placement

CASES = json.loads((Path(__file__).parents[1] / "cases" / "syllables.json").read_text("utf-8"))
SHARED = Path(__file__).resolve().parents[2].parent / "shared"
PROSE = (
    "Ban hành Kế hoạch tuyên truyền về công tác thi đua, khen thưởng năm 2022 trên địa bàn tỉnh; các phòng, đơn vị trực thuộc tổ chức "
    "thực hiện nghiêm túc, báo cáo kết quả về Văn phòng (qua Phòng Tổng hợp) trước ngày 15/12/2022 theo Công văn số 93/UBND-NC."
)


@pytest.mark.parametrize("word", CASES["valid"])
def test_valid(word):
    assert syllables.is_syllable(word)


@pytest.mark.parametrize("word", CASES["invalid"])
def test_invalid(word):
    assert not syllables.is_syllable(word)


@pytest.mark.parametrize("word", CASES["known_failures"])
@pytest.mark.xfail(reason="loans outside the tables", strict=True)
def test_known_failures(word):
    assert syllables.is_syllable(word)


@given(st.sampled_from(sorted(syllables._bases())), st.sampled_from(sorted(TONES)), st.data())
def test_each_syllable_is_valid_in_both_manners_and_cases_and_loses_its_marks_to_a_bare_one(base, tone, data):
    index = data.draw(st.sampled_from(sorted(syllables._bases()[base])))
    if base.endswith(syllables.STOPS) and tone not in ("sắc", "nặng"):
        return
    word = nfc(base[: index + 1] + TONES[tone] + base[index + 1 :])
    assert syllables.is_syllable(word)
    assert syllables.is_syllable(word.upper())
    assert syllables.is_syllable(tone_placement(word))
    assert syllables.is_bare_syllable(strip_marks(word))


def test_words_leave_out_figures_codes_units_and_addresses():
    text = "Số: 93/KH-UBND, ngày 12/4/2022; UBND, HĐND, TTg; 5 km; 10m²; a@b.vn; KẾ HOẠCH; kinh tế-xã hội; nh©n"
    assert syllables.words(text) == ["Số", "ngày", "KẾ", "HOẠCH", "kinh", "tế", "xã", "hội", "nh©n"]


def test_good_bare_legacy_and_foreign_text_are_told_apart():
    bare = strip_marks(PROSE)
    english = "The quick brown fox jumps over the lazy dog while the old man goes on to sing a long song in his hotel with me and you."
    assert syllables.looks_vietnamese(PROSE)
    assert not syllables.marks_missing(PROSE)
    assert syllables.marks_missing(bare)
    assert not syllables.looks_vietnamese(bare)
    for other in (encode(PROSE, "tcvn3"), encode(PROSE, "vni"), english, ""):
        assert not syllables.looks_vietnamese(other)
        assert not syllables.marks_missing(other)
    assert syllables.marked_share(PROSE) > 0.75
    assert syllables.marked_share(bare) == 0
    assert syllables.share(encode(PROSE, "tcvn3")) < 0.5


def test_nothing_to_judge():
    for text in ("", " \n", "93/KH-UBND 12", "...", "5 km"):
        assert syllables.share(text) == 1.0
        assert syllables.marked_share(text) == 1.0
        assert not syllables.looks_vietnamese(text)


@pytest.mark.parametrize("junk", ["a" * 200_000, "UBND" * 50_000, "ô-" * 100_000, "\u0301" * 200_000, "ệ " * 100_000, "((" * 100_000])
def test_junk_takes_no_time(junk):
    with quick():
        assert 0 <= syllables.share(junk) <= 1


@given(st.text(max_size=200))
def test_shares_are_shares(text):
    counts = syllables.count(text)
    assert 0 <= counts.valid <= counts.all
    assert counts.valid <= counts.bare <= counts.all
    assert counts.marked <= counts.all


@pytest.mark.skipif(not (SHARED / "corpus" / "viwiki.txt.xz").exists(), reason="no corpus beside the repository")
def test_frequent_words_of_prose_are_syllables():
    seen: Counter[str] = Counter()
    with lzma.open(SHARED / "corpus" / "viwiki.txt.xz", "rt", encoding="utf-8") as lines:
        for _, line in zip(range(4000), lines, strict=False):
            seen.update(word for word in syllables.words(line) if word.islower())
    frequent = [word for word, times in seen.items() if times >= 20]
    assert len(frequent) > 300
    assert sum(map(syllables.is_syllable, frequent)) / len(frequent) > 0.97


@pytest.mark.skipif(not (SHARED / "seeds").exists(), reason="no seeds beside the repository")
def test_a_real_plan_is_good_and_one_read_without_the_vietnamese_pack_lacks_its_marks():
    good = nfc(next((SHARED / "seeds").glob("000_*.txt")).read_text("utf-8"))
    bare = nfc(next((SHARED / "seeds").glob("004_*.txt")).read_text("utf-8"))
    assert syllables.looks_vietnamese(good)
    assert syllables.marks_missing(bare)
    assert not syllables.looks_vietnamese(bare)
