"""A plain text read piece by piece (đọc theo luồng): from a file or a pipe, 50 MB of it in the memory of a few pages.

The encodings are those of `text.decode`, told from each piece: UTF-8 and UTF-16 with or without byte order mark, TCVN3, VNI, Windows-1258.
Nothing is taken out, blanks of all kinds stay.

>>> import io
>>> "".join(piece.text for piece in pieces(io.BytesIO("Kế hoạch\\u00a0số 12\\n".encode("utf-16-le"))))
'Kế hoạch\\xa0số 12\\n'
>>> next(pieces(io.BytesIO(b"%PDF-1.7"), "kh.txt"))
Traceback (most recent call last):
pipeline.errors.NotText: kh.txt: not a plain text (a PDF). `kehoach parse` reads images, PDF and folders; ...
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import IO, NamedTuple

from pipeline.errors import CannotRead, EmptyFile, NotText, UnknownKind
from pipeline.reading.source import kind_of
from pipeline.reading.text import unicode_of, utf16_of

PIECE = 65_536
"""Bytes read at a time."""

LONGEST = 1_048_576
"""Bytes without line end or blank after which a piece is cut all the same."""

_NAMES = {"image": "an image", "pdf": "a PDF"}


class Piece(NamedTuple):
    """Some of a text, and the name of its encoding where it was no Unicode (`tcvn3`, `vni`, `cp1258`)."""

    text: str
    encoding: str | None = None


def pieces(stream: IO[bytes], where: object = "") -> Iterator[Piece]:
    """The text of a stream of bytes, in order. Raises `EmptyFile`, `NotText`, `CannotRead`, naming `where`."""
    head = _read(stream, where)
    _must_be_text(head, where)
    encoding = utf16_of(head)
    if encoding:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        yield Piece(decoder.decode(head))
        while piece := _read(stream, where):
            yield Piece(decoder.decode(piece))
        yield Piece(decoder.decode(b"", final=True))
        return
    waiting = head
    while piece := _read(stream, where):
        cut = _cut(waiting)
        if cut:
            yield Piece(*unicode_of(waiting[:cut]))
        waiting = waiting[cut:] + piece
    yield Piece(*unicode_of(waiting))


def _read(stream: IO[bytes], where: object) -> bytes:
    try:
        return stream.read(PIECE)
    except OSError as error:
        raise CannotRead(where, detail=error.strerror or "") from error


def _must_be_text(head: bytes, where: object) -> None:
    try:
        kind = kind_of(head[:4096])
    except EmptyFile:
        raise EmptyFile(where) from None
    except UnknownKind as error:
        raise NotText(where, detail=error.detail) from None
    if kind != "text":
        raise NotText(where, detail=_NAMES[kind])


def _cut(waiting: bytes) -> int:
    """Up to where a piece can be decoded by itself: after the last line end, in a very long line after a blank; 0 for not yet."""
    found = waiting.rfind(b"\n") + 1 or waiting.rfind(b"\r", 0, -1) + 1
    if found or len(waiting) < LONGEST:
        return found
    if found := waiting.rfind(b" ") + 1:
        return found
    end = len(waiting)
    while end > len(waiting) - 4 and waiting[end - 1] & 0xC0 == 0x80:  # inside a letter of UTF-8
        end -= 1
    return end - 1
