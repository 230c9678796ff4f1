"""`kehoach restore` as a person meets it: in a pipe, file to file, the list of changes, and what cannot be restored."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from test_cli import PLAN

from pipeline import textfilter
from pipeline.cli import app
from pipeline.vietnamese.alphabet import strip_marks
from pipeline.vietnamese.legacy import encode

BARE = strip_marks(PLAN)


def restore(*arguments: str | Path, given: bytes = b"", **options: object) -> subprocess.CompletedProcess[bytes]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KEHOACH")}
    command = [sys.executable, "-m", "pipeline", "restore", *map(str, arguments)]
    return subprocess.run(command, input=given, capture_output=True, check=False, env=environment, timeout=120, **options)  # type: ignore[call-overload, no-any-return]


class Told(NamedTuple):
    returncode: int
    stdout: bytes
    stderr: bytes


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Told]:
    """The command in this process, so that the model is read once; in the folder `tmp_path`."""

    def run(*arguments: str | Path) -> Told:
        code = app(["restore", *map(str, arguments)], standalone_mode=False)
        return Told(code, *capfdbinary.readouterr())

    monkeypatch.chdir(tmp_path)
    return run


def test_in_a_pipe() -> None:
    done = restore(given=BARE.replace("\n", "\r\n").encode())
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().split("\r\n")
    assert lines[0] == "UBND TỈNH KIÊN GIANG" and len(lines) == len(PLAN.split("\n"))
    assert restore("-", given=done.stdout).stdout == done.stdout


def test_a_good_text_comes_out_byte_for_byte() -> None:
    assert restore(given=PLAN.encode()).stdout == PLAN.encode()


def test_an_empty_pipe_gives_nothing() -> None:
    done = restore()
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_file_to_file_and_in_its_own_place(here: Callable[..., Told], tmp_path: Path) -> None:
    (tmp_path / "kh.txt").write_text(BARE)
    done = here("kh.txt", "-o", "new/right.txt")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    right = (tmp_path / "new" / "right.txt").read_text(encoding="utf-8")
    assert "Tuyên truyền về công tác thi đua, khen thưởng năm 2022" in right
    assert here("kh.txt", "-o", "kh.txt").returncode == 0
    assert (tmp_path / "kh.txt").read_text(encoding="utf-8") == right


def test_several_files(here: Callable[..., Told], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("thi dua, khen thuong\n")
    (tmp_path / "b.txt").write_text("nam 2022\n")
    assert here("a.txt", "b.txt").stdout.decode() == "thi đua, khen thưởng\nnăm 2022\n"
    assert restore("a.txt", "-", "-o", "out", given=b"nam 2023\n", cwd=tmp_path).returncode == 0
    assert {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir()} == {
        "a.txt": "thi đua, khen thưởng\n",
        "stdin.txt": "năm 2023\n",
    }
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "a.txt").write_text("x")
    done = here("a.txt", "c/a.txt", "-o", "out")
    assert done.returncode == 13 and b"two of the files" in done.stderr


def test_explained_in_place_of_the_text_or_beside_it(here: Callable[..., Told], tmp_path: Path) -> None:
    (tmp_path / "kh.txt").write_text("1. Muc dich\n\tthi dua, khen thuong\n")
    done = here("kh.txt", "--explain")
    header, *rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert tuple(header) == textfilter.COLUMNS and {len(row) for row in rows} == {len(header)}
    assert [row[:5] for row in rows] == [
        ["kh.txt", "1", "4", "Muc", "Mục"], ["kh.txt", "1", "8", "dich", "đích"], ["kh.txt", "2", "6", "dua,", "đua,"],
        ["kh.txt", "2", "16", "thuong", "thưởng"],
    ]  # fmt: skip
    assert all(row[5] == "diacritic" and row[6] and 0 < float(row[7]) <= 1 for row in rows)
    beside = here("kh.txt", "--explain", "-o", "right.txt")
    assert beside.stdout == done.stdout
    assert (tmp_path / "right.txt").read_text(encoding="utf-8") == "1. Mục đích\n\tthi đua, khen thưởng\n"


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
def test_an_old_encoding_is_told(here: Callable[..., Told], tmp_path: Path, name: str) -> None:
    text = "ủy ban nhân dân tỉnh thực hiện kế hoạch tuyên truyền về công tác thi đua\n"
    (tmp_path / "old.txt").write_bytes(encode(text, name).encode("cp1252"))
    done = here("old.txt", "--lang", "vi")
    assert done.stdout.decode() == text and done.returncode == 0
    assert name.upper() in done.stderr.decode() and "mã" in done.stderr.decode()


def test_broken_bytes_are_told(here: Callable[..., Told], tmp_path: Path) -> None:
    (tmp_path / "cut.txt").write_bytes(PLAN.encode() + b"\xff\n")
    done = here("cut.txt")
    assert done.stdout.decode() == PLAN + "�\n" and done.returncode == 0
    assert "1 broken characters" in done.stderr.decode() and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, 3), (b"", 5), (b"%PDF-1.7", 19), (b"\x89PNG\r\n\x1a\n", 19), (b"PK\x03\x04word/", 19), (bytes(range(256)) * 20, 19)],
    ids=["missing", "empty", "PDF", "image", "Word", "binary"],
)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_bad_input_is_one_line_and_the_others_are_restored(
    here: Callable[..., Told], tmp_path: Path, content: bytes | None, code: int, language: str
) -> None:
    if content is not None:
        (tmp_path / "bad.txt").write_bytes(content)
    (tmp_path / "good.txt").write_text("nam 2022")
    done = here("bad.txt", "good.txt", "--lang", language)
    assert (done.returncode, done.stdout.decode()) == (code, "năm 2022")
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith(b"bad.txt: ")


def test_a_folder_binary_input_and_no_place_to_write(here: Callable[..., Told], tmp_path: Path) -> None:
    (tmp_path / "kh.txt").write_text("nam 2022")
    done = [here(tmp_path), restore(given=b"%PDF-1.7"), here("kh.txt", "-o", "kh.txt/x")]
    assert [one.returncode for one in done] == [19, 19, 13]
    failed = here("missing.txt", "-o", "right.txt")
    assert failed.returncode == 3 and not (tmp_path / "right.txt").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kh.txt"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_and_no_output_at_all() -> None:
    command = f"echo 'nam 2022' | '{sys.executable}' -m pipeline restore"
    for redirection in (">/dev/full", ">&-"):
        done = subprocess.run(["/bin/sh", "-c", f"{command} {redirection}"], capture_output=True, text=True, check=False)
        assert done.returncode == 13 and len(done.stderr.splitlines()) == 1, done.stderr


def test_a_reader_that_has_enough(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text(PLAN * 2000, encoding="utf-8")
    command = f"'{sys.executable}' -m pipeline restore '{tmp_path}/long.txt' | head -n 1"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False, timeout=120)
    assert (done.stdout, done.stderr) == (PLAN.splitlines()[0] + "\n", "")


def test_ctrl_c_leaves_no_half_a_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "restore", "-", "-o", str(tmp_path / "right.txt")]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    signal.signal(signal.SIGINT, before)
    assert process.stdin is not None and process.stderr is not None
    process.stdin.write((PLAN * 1000).encode())
    process.stdin.flush()
    for _ in range(600):
        if list(tmp_path.iterdir()):
            break
        signal.sigtimedwait([], 0.1)
    process.send_signal(signal.SIGINT)
    errors = process.stderr.read()
    process.wait(timeout=60)
    assert process.returncode == 130 and b"Traceback" not in errors and list(tmp_path.iterdir()) == []


def test_a_damaged_model_is_named_with_its_sums(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pipeline import models
    from pipeline.restoration.model import FILE, open_model

    (tmp_path / models.CARD).write_text("# Models\n")
    (tmp_path / models.CHECKSUMS).write_text(f"name\tbytes\tsha256\n{FILE}\t3\t{'0' * 64}\n")
    monkeypatch.setattr(models, "_HOMES", (tmp_path,))
    open_model.cache_clear()
    assert textfilter.run_restore(textfilter.Asked([])) == 17
    (tmp_path / FILE).write_bytes(b"abc")
    assert textfilter.run_restore(textfilter.Asked([], language="vi")) == 18
    open_model.cache_clear()
    missing, damaged = capsys.readouterr().err.splitlines()
    assert "0" * 64 in missing and str(tmp_path / FILE) in missing and "ba7816bf" in damaged and "bị hỏng" in damaged
