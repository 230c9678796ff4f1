import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quick import quick

from pipeline.extraction.citations import find_citations
from pipeline.gazetteer import legal_documents
from pipeline.records import Header

CASES = [json.loads(line) for line in (Path(__file__).parents[1] / "cases" / "citations.jsonl").read_text("utf-8").splitlines()]
SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"


def _marked(case):
    marks = [pytest.mark.xfail(reason=case["known_failure"], strict=True)] if "known_failure" in case else []
    return pytest.param(case, id=case["id"], marks=marks)


@pytest.mark.parametrize("case", [_marked(case) for case in CASES])
def test_case(case):
    header = Header(province=case.get("province"), doc_type=case.get("doc_type"), title=case.get("title"))
    found = find_citations(case["text"], header)
    if not case.get("named"):  # documents without a number of their own are looked at where a case says so
        found = [c for c in found if c.kind != "named_document"]
    assert [c.canonical_id for c in found] == [wanted["canonical_id"] for wanted in case["expected"]]
    for citation, wanted in zip(found, case["expected"], strict=True):
        assert case["text"][citation.start : citation.end] == citation.raw
        for field, value in wanted.items():
            if field == "nested":
                assert (citation.parent_citation is not None) == value
            elif field == "flags":
                assert set(value) <= set(citation.flags)
            else:
                assert getattr(citation, field) == value, field


SEED_PROVINCES = {"000_kiengiang-bqlkkt-2022": "Kiên Giang", "001_gialai-bqlkkt-2022": "Gia Lai"}


@pytest.mark.parametrize("seed", SEED_PROVINCES)
def test_real_plans(seed):
    path = SEEDS / f"{seed}.truth.json"
    if not path.exists():
        pytest.skip("the real plans lie beside the repository, not in it")
    truth = [c for c in json.loads(path.read_text("utf-8"))["citations"] if c["core"]]
    text = (SEEDS / f"{seed}.txt").read_text("utf-8").replace("*", "")
    found = [c for c in find_citations(text, Header(province=SEED_PROVINCES[seed])) if c.kind not in ("self", "named_document")]
    by_number = [law.id if (law := legal_documents.by_id(c["canonical_id"])) else c["canonical_id"] for c in truth]
    assert [c.canonical_id for c in found] == by_number
    for field in ("raw", "canonical_key", "date", "jurisdiction"):
        assert [getattr(c, field) for c in found] == [c[field] for c in truth], field


def test_nesting_is_told_by_row_number():
    text = (
        "Thông tư 12/2019/TT-BNV ngày 04/11/2019 của Bộ Nội vụ quy định chi tiết thi hành một số điều của Nghị định số 91/2017/NĐ-CP"
        " ngày 31/7/2017 của Chính phủ Quy định chi tiết thi hành một số điều của Luật thi đua, khen thưởng; Chỉ thị số 34-CT/TW"
    )
    assert [c.parent_citation for c in find_citations(text)] == [None, 0, 1, None]


def test_the_own_number_is_no_citation():
    text = "Số: 33/KH-BQLKKT\nThực hiện Kế hoạch số 93/KH-UBND"
    assert [c.number_symbol for c in find_citations(text, Header(number_span=(0, 16)))] == ["93/KH-UBND"]


def test_the_own_number_in_an_annex_is_the_paper_itself():
    header = Header(doc_type="KH", number_symbol="38/KH-UBND", date="2018-03-09", province="Đồng Tháp", district="Cao Lãnh")
    text = "(Kèm theo Kế hoạch số 38/KH-UBND ngày 09/3/2018 của UBND huyện); Kế hoạch số 38/KH-UBND ngày 01/02/2017 của UBND huyện"
    assert [(c.kind, c.canonical_id, c.issuer) for c in find_citations(text, header)] == [
        ("self", "SELF", "Ủy ban nhân dân huyện Cao Lãnh"),
        ("numbered", "KH 38/KH-UBND", "Ủy ban nhân dân huyện Cao Lãnh"),
    ]


def test_two_dates_of_one_number_are_flagged():
    text = "Thông tư số 12/2019/TT-BNV ngày 04/01/2019; Thông tư số 12/2019/TT-BNV ngày 04/11/2019"
    assert [c.flags for c in find_citations(text)] == [("date_conflict",)] * 2


WHOLE = [
    "Thực hiện Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị về tiếp tục đổi mới công tác",
    "Căn cứ Nghị định số 91/2017/NĐ-CP ngày 31 tháng 7 năm 2017 của Chính phủ quy định chi tiết",
    "khoản 7, Điều 2 Thông tư 12/2019/TT-BNV ngày 04/11/2019 của Bộ Nội vụ; Luật Thi đua, Khen thưởng năm 2003;",
    "Luật sửa đổi, bổ sung một số điều của Luật Thi đua, Khen thưởng ngày 14 tháng 6 năm 2005;",
    "Thông tư liên tịch số 02/2015/TTLT-BNV-BTC ngày 10/3/2015 của Bộ Nội vụ và Bộ Tài chính",
    "Kế hoạch số 93/KH-UBND ngày 12/4/2022 của Ủy ban nhân dân tỉnh Kiên Giang tuyên truyền",
    "các Nghị định số 91/2017/NĐ-CP và 98/2023/NĐ-CP của Chính phủ; theo Nghị quyết Trung ương 4 khóa XII",
]


@pytest.mark.parametrize("text", WHOLE)
def test_a_citation_broken_over_lines_is_the_same(text):
    """A line end for any blank, or behind any dash or slash; an empty line for any blank, as at a page end."""

    def told(broken):
        return [(c.kind, c.canonical_id, c.date, c.issuer, c.pinpoint, c.parent_citation) for c in find_citations(broken)]

    for place, letter in enumerate(text):
        if letter == " ":
            assert told(f"{text[:place]}\n{text[place + 1 :]}") == told(f"{text[:place]}\n\n{text[place + 1 :]}") == told(text)
        elif letter in "-/":
            assert told(f"{text[: place + 1]}\n{text[place + 1 :]}") == told(text)


PIECES = st.sampled_from(
    [
        *(
            "Căn cứ ",
            "Luật ",
            "Thi đua, ",
            "Nghị định số ",
            "91/2017/NĐ-CP ",
            "ngày 31/7/2017 ",
            "của Chính phủ ",
            "; ",
            "\n",
            "khoản 7, Điều 2 ",
        ),
        *("Kế hoạch này ", "sửa đổi, bổ sung một số điều của ", "số ", "34-\nCT/TW", "và ", "(", "“", "năm 2022", "…/KH-UBND ", "Đại hội "),
        *("Nghị quyết Trung ương 4 khóa XII ", "UBND tỉnh ", ".", "Nghị quyết ", "lần thứ XIII ", "Đảng bộ tỉnh ", "\u0300", "Ð"),
    ]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=80))
def test_any_text(text):
    found = find_citations(text)
    assert all(text[c.start : c.end] == c.raw and c.raw for c in found)
    assert [c.start for c in found] == sorted(c.start for c in found)
    assert all(c.parent_citation is None or 0 <= c.parent_citation < place for place, c in enumerate(found))


@pytest.mark.parametrize("text", ["", " \n", "Xin chào các bạn, hôm nay trời đẹp.", "Lorem ipsum dolor sit amet, 24/7 and 4/5."])
def test_nothing_to_cite(text):
    assert find_citations(text) == []


JUNK = ["Luật ", "Luật sửa đổi, bổ sung một số điều của ", "khoản 1, ", "của Ban ", "Số: 12/KH-UBND ", "Nghị quyết Đại hội Đảng bộ tỉnh ",
        "căn cứ ", "Kế hoạch này ", " ", "1/", "A-", "Chủ tịch ", "đề nghị của ", "Kế hoạch nêu trên ", "1" * 500 + " ", "“",
        "\u202e\u200b", "Nghị định số 12/2020/NĐ-CP quy định a ", "Nghị định số 12/2020/NĐ-CP ngày 1/1/2019 của Chính phủ sửa đổi ",
        "Nghị định 12/2020 ", "Quyết định số 1/QĐ-TTg ban hành Quy định x ", "Quy định a ban hành kèm theo ", "Luật Đất đai và ",
        "xây dựng Kế hoạch a năm 2020 ",
        "Luật sửa đổi, bổ sung a ", "ngày 1/1/2020 của Bộ ", "Chiến lược a năm 2020 của Ban "]  # fmt: skip


@pytest.mark.parametrize("junk", JUNK)
def test_hostile_text_is_quick(junk):
    find_citations("Luật Đất đai của Chính phủ")  # the word lists are read once
    text = (junk * 200_000)[:200_000]
    with quick(20):
        find_citations(text)
