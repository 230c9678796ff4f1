"""`kehoach evaluate` from end to end on text, without Tesseract: figures, errors, exit codes, what was won and lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import CannotWrite, DamagedFile, GoldMismatch, NothingToRead, PathMissing
from pipeline.evaluation.command import run_evaluate
from pipeline.evaluation.evaluate import Asked
from pipeline.evaluation.readings import measured
from pipeline.reading.page import Options

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
NAME = "soctrang-snnptnt-2024"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one sample as text and its gold."""
    made = tmp_path / "gold"
    made.mkdir()
    for name in (f"{NAME}.txt", f"{NAME}.expected.json"):
        (made / name).write_bytes((SAMPLES / name).read_bytes())
    return made


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That sample as `kehoach parse` writes it."""
    path = tmp_path_factory.mktemp("parsed") / f"{NAME}.json"
    found = list(measured(SAMPLES / f"{NAME}.txt", Options()))
    path.write_text(json.dumps(found[-2][0], ensure_ascii=False), "utf-8")  # type: ignore[index]
    return path.parent


def change(path: Path, edit: Any) -> None:
    data = json.loads(path.read_text("utf-8"))
    edit(data)
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def run(**asked: Any) -> int:
    return run_evaluate(Asked(**asked))


def test_the_report_is_complete_and_the_same_again(folder: Path, parsed: Path, tmp_path: Path) -> None:
    assert run(gold=folder, parsed=parsed, out=tmp_path / "a.json", quiet=True) == 0
    assert run(gold=folder, parsed=parsed, out=tmp_path / "b.json", quiet=True) == 0
    report = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert report["schema"] == "kehoach-evaluation/1" and list(report["documents"]) == [NAME]
    assert report["all"]["text"]["missed"] == 0 and report["all"]["text"]["words"] > 400
    for table in ("header", "signers", "recipients", "sections", "dates", "document_numbers", "citations", "targets"):
        assert report["all"]["rates"][table]["f1"] > 0.7, table
    counted = report["documents"][NAME]["rates"]["dates"]
    assert len(report["documents"][NAME]["items"]["dates"]["right"]) == counted["right"]


def test_read_now_with_time_memory_and_markdown(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(gold=folder, out=tmp_path / "r.json", markdown=tmp_path / "r.md", language="vi") == 0
    cost = json.loads((tmp_path / "r.json").read_text("utf-8"))["all"]["cost"]
    assert cost["pages"] >= 1 and cost["seconds_a_page"] > 0
    assert cost["peak_megabytes"] > 20 or not Path("/proc/self/status").exists()
    assert "## Chữ" in (tmp_path / "r.md").read_text("utf-8")
    assert "Dữ kiện" in capsys.readouterr().out


def test_what_does_not_fit_is_named_and_the_rest_judged(
    folder: Path, parsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = folder / f"{NAME}.expected.json"
    change(gold, lambda data: data["citations"][0].update(colour="red"))
    (folder / "lost.expected.json").write_text('{"document": {"place": "Huế"}}', "utf-8")
    (folder / "bad.json").write_text("{", "utf-8")
    assert run(gold=folder, parsed=parsed, out=tmp_path / "r.json", quiet=True) == GoldMismatch.exit_code
    shown = capsys.readouterr().err
    for named in ("citations[0].colour", "lost.expected.json", "bad.json"):
        assert named in shown
    report = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert report["all"]["rates"]["citations"]["right"] > 3 and len(report["errors"]) == 3


@pytest.mark.parametrize(("column", "value"), [("page_count", 7), ("document_id", "0" * 64)])
def test_gold_of_another_document(folder: Path, parsed: Path, capsys: pytest.CaptureFixture[str], column: str, value: Any) -> None:
    change(folder / f"{NAME}.expected.json", lambda data: data["document"].update({column: value}))
    assert run(gold=folder, parsed=parsed, quiet=True) == GoldMismatch.exit_code
    assert f"document.{column}" in capsys.readouterr().err


def test_the_text_of_another_document(folder: Path, parsed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letters = {"".join(pair) for pair in zip("bcdghklmn" * 9, "aeiouăâêô" * 9, strict=True)}
    other = " ".join(f"{one}{two}" for one in letters for two in letters)
    change(folder / f"{NAME}.expected.json", lambda data: data.update(document={"text": other}, dates=[], citations=[], targets=[]))
    assert run(gold=folder, parsed=parsed, quiet=True) == GoldMismatch.exit_code
    assert "document.text" in capsys.readouterr().err


def test_a_page_that_the_document_does_not_have(parsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = {"file": f"{NAME}.txt", "text": {"1": "KẾ HOẠCH", "4": "Nơi nhận"}, "header": {"place": "Sóc Trăng"}}
    (tmp_path / "t.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    assert run(gold=tmp_path, parsed=parsed, quiet=True, out=tmp_path / "r.json") == GoldMismatch.exit_code
    assert "page 4" in capsys.readouterr().err
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["all"]["rates"]["header.place"]["right"] == 1


def test_won_and_lost_by_name(folder: Path, parsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    worse = tmp_path / "worse"
    worse.mkdir()
    (worse / f"{NAME}.json").write_bytes((parsed / f"{NAME}.json").read_bytes())
    change(worse / f"{NAME}.json", lambda data: data.update(citations=data["citations"][1:]))
    assert run(gold=folder, parsed=worse, out=tmp_path / "old.json", quiet=True) == 0
    assert run(gold=folder, parsed=parsed, against=tmp_path / "old.json", out=tmp_path / "new.json") == 0
    against = json.loads((tmp_path / "new.json").read_text("utf-8"))["against"]
    assert any(line[1] == "citations" for line in against["won"])
    assert not any(line[1] == "citations" for line in against["lost"])
    assert "Won" in capsys.readouterr().out


def test_what_cannot_be_started_says_so(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no.json").write_text("{}", "utf-8")
    (tmp_path / "empty").mkdir()
    assert run(gold=tmp_path / "nowhere") == PathMissing.exit_code
    assert run(gold=tmp_path / "empty") == NothingToRead.exit_code
    assert run(gold=folder, against=tmp_path / "no.json") == DamagedFile.exit_code
    assert run(gold=folder, against=tmp_path / "none.json") == PathMissing.exit_code
    assert run(gold=folder, parsed=tmp_path / "nowhere") == PathMissing.exit_code
    assert run(gold=folder, out=tmp_path / "no.json" / "r.json") == CannotWrite.exit_code
    assert "Traceback" not in capsys.readouterr().err


def test_a_document_that_cannot_be_read_counts_as_missed(folder: Path, tmp_path: Path) -> None:
    (folder / f"{NAME}.txt").write_bytes(b"")
    assert run(gold=folder, out=tmp_path / "r.json", quiet=True) == 5
    report = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert report["all"]["text"]["missed"] == report["all"]["text"]["words"] > 400
    assert report["all"]["rates"]["citations"]["right"] == 0


def test_from_the_command_line(folder: Path, parsed: Path) -> None:
    shown = CliRunner().invoke(app, ["evaluate", str(folder), "--parsed", str(parsed)])
    assert shown.exit_code == 0 and "citations" in shown.output
    assert "--against" in CliRunner().invoke(app, ["evaluate", "--help"], env={"COLUMNS": "200"}).output


def test_simulate_from_the_command_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "simulate", "--generate", "1", "--format", "text", "-o", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONIOENCODING": "utf-8"}, check=False)
    assert done.returncode == 0 and len(list(tmp_path.glob("*.expected.json"))) == 1
