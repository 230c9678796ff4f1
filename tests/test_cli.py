"""The command line as a person meets it: what is printed, what is written, which exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import jsonschema
import pytest
from pdfs import write_text_pdf

from pipeline import __version__

PLAN = """UBND TỈNH KIÊN GIANG
BAN QUẢN LÝ KHU KINH TẾ

Số: 33/KH-BQLKKT
Kiên Giang, ngày 13 tháng 4 năm 2022

KẾ HOẠCH
Tuyên truyền về công tác thi đua, khen thưởng năm 2022

Thực hiện Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị về tiếp tục đổi mới công tác thi đua, khen thưởng.
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích: Phấn đấu 100% cơ quan, đơn vị tổ chức phát động phong trào thi đua.
"""


def kehoach(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", *map(str, arguments)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KEHOACH")}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120, **options)  # type: ignore[call-overload, no-any-return]


def test_a_plan_in_its_tables_out(tmp_path: Path) -> None:
    (tmp_path / "shelf" / "2022").mkdir(parents=True)
    (tmp_path / "shelf" / "2022" / "kh.txt").write_text(PLAN, encoding="utf-8")
    done = kehoach("parse", tmp_path / "shelf", "-o", tmp_path / "out", "--format", "csv,json,parquet,xlsx", "--show")
    assert done.returncode == 0, done.stderr
    data = json.loads((tmp_path / "out" / "2022" / "kh.json").read_bytes())
    jsonschema.validate(data, json.loads(kehoach("schema").stdout))
    assert data["document"]["number_symbol"] == "33/KH-BQLKKT"
    assert "33/KH-BQLKKT" in done.stdout and "34-CT/TW" in done.stdout and "1 papers, 1 pages" in done.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"citations.csv", "citations.parquet", "tables.xlsx", "run.json"}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "kh.txt").write_text(PLAN, encoding="utf-8")
    for out in ("one", "two"):
        assert kehoach("parse", "kh.txt", "-o", out, "-q", cwd=tmp_path).stdout == ""
    names = [path.name for path in (tmp_path / "one").iterdir() if path.name != "run.json"]
    assert "kh.json" in names and len(names) == 10
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names)


def bad_files(folder: Path) -> dict[str, tuple[Path, int]]:
    empty, zipped, cut, named = (folder / name for name in ("empty.pdf", "zip.pdf", "cut.pdf", "not-a.pdf"))
    empty.touch()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("a.txt", "a")
    whole = write_text_pdf(folder / "whole.pdf", [["Kế hoạch"]])
    cut.write_bytes(whole.read_bytes()[:200])
    whole.unlink()
    named.write_bytes(bytes(range(256)) * 40)
    hollow = folder / "hollow"
    hollow.mkdir()
    return {
        "missing": (folder / "no such.pdf", 3), "hollow": (hollow, 4), "empty": (empty, 5),
        "zip": (zipped, 6), "unknown": (named, 6), "cut": (cut, 7),
    }  # fmt: skip


@pytest.mark.parametrize("which", ["missing", "hollow", "empty", "zip", "unknown", "cut"])
def test_bad_input_is_one_line_with_its_own_exit_code_and_the_others_are_written(tmp_path: Path, which: str) -> None:
    path, code = bad_files(tmp_path)[which]
    good = tmp_path / "kh.txt"
    good.write_text(PLAN, encoding="utf-8")
    done = kehoach("parse", path, good, "-o", tmp_path / "out")
    assert done.returncode == code
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith(str(path)) and "Traceback" not in done.stderr
    assert (tmp_path / "out" / "kh.json").exists()
    states = {file["source"]: file["state"] for file in json.loads((tmp_path / "out" / "run.json").read_bytes())["files"]}
    assert states == {str(path): "failed", str(good): "read"}


def test_several_reasons_and_vietnamese(tmp_path: Path) -> None:
    files = [path for path, _ in bad_files(tmp_path).values()]
    done = kehoach("parse", *files, "-o", tmp_path / "out", "--lang", "vi")
    assert done.returncode == 20
    assert "tệp rỗng (0 byte)" in done.stderr and "không có tệp hay thư mục này" in done.stderr


def test_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "kh.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "out").touch()
    done = kehoach("parse", tmp_path / "kh.txt", "-o", tmp_path / "out")
    assert done.returncode == 13 and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["--format", "pdf"], ["--jobs", "0"], ["--lang", "fr"], []])
def test_wrong_use_is_explained(arguments: list[str]) -> None:
    done = kehoach("parse", *arguments, *(["x"] if arguments else []))
    assert done.returncode == 2 and "Traceback" not in done.stderr


def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    write_text_pdf(tmp_path / "b.pdf", [["Kế hoạch"]] * 20_000)
    command = [sys.executable, "-m", "pipeline", "parse", str(tmp_path / "a.txt"), str(tmp_path / "b.pdf"), "-o", str(tmp_path / "out")]
    # A shell starts what it runs in the background with SIGINT ignored, and children inherit that: here Ctrl-C must arrive.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    for _ in range(600):
        if (tmp_path / "out" / "a.json").exists():
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130 and "Traceback" not in errors and "Interrupted" in errors
    account = json.loads((tmp_path / "out" / "run.json").read_bytes())
    assert account["state"] == "interrupted" and [file["state"] for file in account["files"]] == ["read", "unfinished"]
    assert (tmp_path / "out" / "documents.csv").exists()


UNHEARD = {
    "while an object is taken down": """
class Falling:
    def __del__(self):
        raise KeyboardInterrupt  # what a signal's handler does that is called just then
def command():
    one = Falling()
    del one
    time.sleep(300)
""",
    "before the command has begun": """
def command():
    raise KeyboardInterrupt
""",
}


@pytest.mark.parametrize("when", UNHEARD)
def test_ctrl_c_is_heard_at_whatever_line_it_comes(when: str) -> None:
    """Python throws away what is raised in `__del__`: `serve` and `add` went on as if nobody had stopped them."""
    script = f"import time\nfrom pipeline import cli\n{UNHEARD[when]}\ncli.app = command\ncli.main()"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert (done.returncode, done.stderr) == (130, "")


def test_version_and_help() -> None:
    assert kehoach("--version").stdout.strip() == f"kehoach {__version__}"
    assert all(word in kehoach("--help").stdout for word in ("parse", "schema", "doctor"))


def test_words_as_they_were_read(tmp_path: Path) -> None:
    (tmp_path / "kh.txt").write_text(PLAN.replace("34-CT/TW", "34-CT/IW"), encoding="utf-8")
    for option in ("--restore", "--no-restore"):
        assert kehoach("parse", "kh.txt", option, "-o", option[2:], "-q", cwd=tmp_path).returncode == 0
    restored, read = (json.loads((tmp_path / name / "kh.json").read_bytes()) for name in ("restore", "no-restore"))
    assert [row["text"] for row in restored["corrections"]] == ["34-CT/TW"] and "34-CT/TW" in restored["document"]["text"]
    assert read["corrections"] == [] and "34-CT/IW" in read["document"]["text"]
