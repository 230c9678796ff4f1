"""A text in pieces is the same text, in whatever encoding and however long its lines are."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import CannotRead, EmptyFile, NotText
from pipeline.reading import stream
from pipeline.reading.stream import pieces
from pipeline.reading.text import decode

PLAN = "Kế hoạch tuyên truyền\u00a0về công tác thi đua, khen thưởng năm 2022\r\n"


def joined(content: bytes) -> str:
    return "".join(piece.text for piece in pieces(io.BytesIO(content)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_of_unicode(encoding: str) -> None:
    text = PLAN * 5000
    assert joined(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Uû ban nh©n d©n tØnh thùc hiÖn kÕ ho¹ch tuyªn truyÒn vÒ c«ng t¸c thi ®ua\n", "tcvn3"),
        ("Uûy ban nhaân daân tænh thöïc hieän keá hoaïch coâng taùc thi ñua khen thöôûng\n", "vni"),
    ],
)
def test_legacy_fonts_as_parse_reads_them(line: str, name: str) -> None:
    content = line.encode("cp1252") * 3000
    assert joined(content) == decode(content)
    assert {piece.encoding for piece in pieces(io.BytesIO(content))} == {name}


@given(st.lists(st.sampled_from(["Kế hoạch ", "ủy", "x" * 70, "\n", "\r\n", "\r", "🂡", "…"]), max_size=60), st.integers(1, 40))
def test_pieces_are_the_text_wherever_they_are_cut(words: list[str], size: int) -> None:
    text = "Kế hoạch\n" + "".join(words)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "LONGEST", 4 * size)
        patch.setattr(stream, "PIECE", size + 8)
        assert joined(text.encode()) == text


def test_a_line_without_an_end_is_not_held_in_memory() -> None:
    content = "ế".encode() * 1_500_000
    assert next(len(piece.text) for piece in pieces(io.BytesIO(content))) < 400_000
    assert joined(content) == content.decode()


@pytest.mark.parametrize(
    ("content", "error", "detail"),
    [
        (b"", EmptyFile, ""),
        (b"%PDF-1.7", NotText, "a PDF"),
        (b"\x89PNG\r\n\x1a\n", NotText, "an image"),
        (b"PK\x03\x04....word/document.xml", NotText, "a Word file"),
        (bytes(range(256)) * 20, NotText, "unknown content"),
    ],
)
def test_what_is_no_text(content: bytes, error: type[Exception], detail: str) -> None:
    with pytest.raises(error) as caught:
        joined(content)
    assert getattr(caught.value, "detail", None) == detail


def test_a_disk_that_gives_no_more() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError(5, "Input/output error")
            return super().read(size)

    with pytest.raises(CannotRead, match="Input/output error"):
        list(pieces(Broken(PLAN.encode() * 5000)))
