"""The file of a page: what was read comes back to the letter, and what is damaged is no page."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.archive.files.pagefile import from_bytes, page_in, to_bytes
from pipeline.document import REGIONS, Box, Line, Page, Paragraph, Word
from pipeline.errors import PageTimeout
from pipeline.gathering import ReadPage, unread
from pipeline.restoration import Change

WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)
SHARES = st.floats(0, 1)
ONE_WORD = st.builds(Word, WORDS, st.none() | st.builds(Box, SHARES, SHARES, SHARES, SHARES), SHARES)
CHANGES = st.builds(Change, st.integers(0), WORDS, WORDS, st.just("diacritic"), WORDS, SHARES, st.integers(1, 3))
NUMBERS = st.none() | st.integers(1, 9999)

PAGES = st.builds(
    ReadPage,
    st.builds(
        Page,
        st.integers(1, 99999),
        st.sampled_from(["ocr", "text", "blank"]),
        st.lists(
            st.builds(
                Paragraph,
                st.sampled_from(REGIONS),
                st.lists(
                    st.builds(Line, st.lists(ONE_WORD, min_size=1, max_size=3).map(tuple)),
                    max_size=3,
                ).map(tuple),
                st.booleans(),
                st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9)),
            ),
            max_size=3,
        ).map(tuple),
        NUMBERS,
        NUMBERS,
        NUMBERS,
        st.sampled_from([0, 90, 180, 270]),
        st.floats(-5, 5),
    ),
    st.lists(CHANGES, max_size=3).map(tuple),
    st.none(),
)  # fmt: skip


@given(PAGES)
def test_a_page_comes_back_to_the_letter(page: ReadPage) -> None:
    assert from_bytes(to_bytes(page)) == page and to_bytes(from_bytes(to_bytes(page))) == to_bytes(page)


def test_an_error_comes_back_too() -> None:
    back = from_bytes(to_bytes(unread(7, PageTimeout("kệ/kh.pdf", page=7, detail="120 s"))))
    assert isinstance(back.error, PageTimeout) and (back.error.where, back.error.page, back.error.detail) == ("kệ/kh.pdf", 7, "120 s")
    assert back.page == Page(7, "blank")


def test_an_error_whose_name_is_none_of_ours_is_an_error_all_the_same() -> None:
    data = json.loads(gzip.decompress(to_bytes(unread(1, PageTimeout("x")))))
    for name in ("Later", "ClassVar", "exit_code_of", "__builtins__"):
        data["error"]["kind"] = name
        back = from_bytes(gzip.compress(json.dumps(data).encode()))
        assert back.error is not None and back.error.exit_code == 1


@given(st.data())
def test_a_damaged_file_is_no_page(data: st.DataObject) -> None:
    whole = to_bytes(ReadPage(Page(1, "text", (Paragraph("body", (Line((Word("Kế"), Word("hoạch"))),)),))))
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with pytest.raises(ValueError):
        from_bytes(cut)


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"null", b"[" * 100_000, b'{"format": "kehoach-page/2"}', b"\xff"])
def test_json_that_is_no_page(text: bytes, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        from_bytes(gzip.compress(text))
    (tmp_path / "p").write_bytes(gzip.compress(text))
    assert page_in(tmp_path / "p") is None and page_in(tmp_path / "q") is None
