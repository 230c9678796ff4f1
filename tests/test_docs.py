"""What the README shows is run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from pdfs import write_text_pdf
from test_cli import PLAN, kehoach

import pipeline.errors
from pipeline.console import INTERRUPTED
from pipeline.errors import SEVERAL_REASONS, KehoachError
from pipeline.tables.columns import TABLES, columns

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands() -> list[str]:
    lines = (line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines())
    return [line for line in lines if line.startswith("kehoach")]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    write_text_pdf(tmp_path / "scan.pdf", [PLAN.splitlines()])
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "kh.txt").write_text(PLAN, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", commands())
def test_commands(command: str, desk: Path) -> None:
    done = kehoach(*shlex.split(command)[1:], cwd=desk)
    assert done.returncode == 0, done.stderr


def test_python(desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(desk)
    (block,) = blocks("python")
    exec(compile(block, "README.md", "exec"), {})
    assert "33/KH-BQLKKT 2022-04-13" in capsys.readouterr().out


def test_tables_and_their_columns() -> None:
    shown = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (.*) \|$", README, re.MULTILINE))
    assert set(shown) == set(TABLES)
    for table, text in shown.items():
        assert set(re.findall(r"`(\w+)`", text)) <= set(columns(table))


def test_exit_codes() -> None:
    section = README.split("## Exit codes")[1].split("\n## ")[0]
    shown = {int(code) for code in re.findall(r"\| (\d+) (?=\|)", section)}
    kinds = {kind.exit_code for kind in vars(pipeline.errors).values() if isinstance(kind, type) and issubclass(kind, KehoachError)}
    assert shown == kinds | {0, 2, SEVERAL_REASONS, INTERRUPTED}
