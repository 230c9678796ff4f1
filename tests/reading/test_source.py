from __future__ import annotations

import hashlib
import os
import socket
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from pipeline import errors
from pipeline.reading import images, limits, source
from pipeline.reading.source import Input, expand, kind_of, open_source

IS_ROOT = os.geteuid() == 0


def names(found):
    return [str(item.relative) if isinstance(item, Input) else type(item).__name__ for item in found]


def test_folders_recursively_in_the_order_of_names(tmp_path):
    for name in ("b/2.txt", "b/10.txt", "a.txt", ".git/x.txt", "b/.hidden", "c/~$kh.docx", "c/result.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("Kế hoạch")
    assert names(expand([tmp_path])) == ["a.txt", "b/10.txt", "b/2.txt"]
    assert names(expand([tmp_path / "b" / "2.txt", tmp_path])) == ["2.txt", "a.txt", "b/10.txt"]
    assert names(expand([tmp_path / "c" / "result.json"])) == ["result.json"]


def test_kind_by_content_not_by_name(tmp_path, write_pdf):
    text = tmp_path / "scan.pdf"
    text.write_text("Kế hoạch năm 2022")
    picture = tmp_path / "letter.txt"
    Image.new("L", (20, 20), 255).save(picture, "PNG")
    assert open_source(text).kind == "text"
    assert open_source(picture).kind == "image"
    found = open_source(write_pdf([[], []], name="plan.jpg"))
    assert (found.kind, found.page_count) == ("pdf", 2)
    assert found.document_id == hashlib.sha256((tmp_path / "plan.jpg").read_bytes()).hexdigest()


def word_file(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")


def test_wrong_kinds(tmp_path):
    word = tmp_path / "plan.pdf"
    word_file(word)
    with pytest.raises(errors.UnknownKind, match="a Word file"):
        open_source(word)
    plain = tmp_path / "plan.png"
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(errors.UnknownKind, match="a ZIP archive"):
        open_source(plain)
    for n, content in enumerate(
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), b"{\\rtf1 x}", bytes(500), bytes(range(256)) * 9, b"<html><p>")
    ):
        path = tmp_path / f"{n}.txt"
        path.write_bytes(content)
        with pytest.raises(errors.UnknownKind):
            open_source(path)


def test_empty_file_and_missing_path(tmp_path):
    empty = tmp_path / "empty.pdf"
    empty.touch()
    with pytest.raises(errors.EmptyFile, match=r"empty\.pdf"):
        open_source(empty)
    with pytest.raises(errors.PathMissing):
        open_source(tmp_path / "none.pdf")
    assert [type(item) for item in expand([tmp_path / "none.pdf", "a\0b"])] == [errors.PathMissing, errors.PathMissing]


def test_folder_without_anything_to_read(tmp_path):
    assert names(expand([tmp_path])) == ["NothingToRead"]
    word_file(tmp_path / "a.docx")
    (tmp_path / "empty.txt").touch()
    assert names(expand([tmp_path])) == ["NothingToRead"]
    (tmp_path / "kh.txt").write_text("Kế hoạch")
    assert names(expand([tmp_path])) == ["UnknownKind", "EmptyFile", "kh.txt"]
    with pytest.raises(errors.NothingToRead):
        open_source(tmp_path)


def test_links_in_a_circle_pipes_and_sockets(tmp_path):
    (tmp_path / "kh.txt").write_text("Kế hoạch")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "again.txt").symlink_to(tmp_path / "kh.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        assert names(expand([tmp_path])) == ["again.txt"]
    assert names(expand([tmp_path / "self"])) == ["PathMissing"]
    with pytest.raises(errors.UnknownKind, match="pipe or device"):
        open_source(tmp_path / "pipe.txt")
    with pytest.raises(errors.UnknownKind, match="pipe or device"):
        open_source("/dev/null")


@pytest.mark.skipif(IS_ROOT, reason="root may read everything")
def test_without_the_right_to_read(tmp_path):
    locked = tmp_path / "kh.txt"
    locked.write_text("Kế hoạch")
    locked.chmod(0)
    folder = tmp_path / "d"
    folder.mkdir(mode=0)
    try:
        with pytest.raises(errors.CannotRead):
            open_source(locked)
        assert "CannotRead" in names(expand([tmp_path]))
    finally:
        folder.chmod(0o700)


def test_a_refusal_by_the_system_is_cannot_read(tmp_path, monkeypatch):
    path = tmp_path / "kh.txt"
    path.write_text("Kế hoạch")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(source, "_head", refuse)
    with pytest.raises(errors.CannotRead):
        open_source(path)
    assert names(expand([tmp_path])) == ["CannotRead"]


def png_claiming(width: int, height: int) -> bytes:
    """A PNG that says it is so large; no pixel of it is there."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"")


@pytest.mark.parametrize("size", [(20_000, 20_000), (60_000, 60_000), (30_000, 100)])
def test_image_above_the_limit_is_refused_before_decoding(tmp_path, size):
    path = tmp_path / "large.png"
    path.write_bytes(png_claiming(*size))
    with pytest.raises(errors.TooLarge, match="pixels"):
        open_source(path)


def test_file_above_the_limit(tmp_path, monkeypatch):
    path = tmp_path / "kh.txt"
    path.write_text("Kế hoạch")
    monkeypatch.setattr(source, "MAX_TEXT_BYTES", 4)
    with pytest.raises(errors.TooLarge, match="MiB"):
        open_source(path)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF"])
def test_truncated_images(tmp_path, kind):
    path = tmp_path / "scan"
    Image.effect_noise((300, 400), 50).save(path, kind)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(errors.DamagedFile):
        images.read_frame(path, open_source(path).page_count)


def test_text_that_begins_like_a_bitmap():
    assert kind_of("BM 01 biểu mẫu kèm theo Kế hoạch".encode()) == "text"


def test_limits_are_those_of_paper():
    assert not limits.exceeds_pixels(9921, 7016)  # A3 at 600 dpi
    assert limits.exceeds_pixels(16_001, 10)
