"""Each command of docs/evaluation.md is run, and its figures are those of the report."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.evaluation.metrics_rows import COLUMNS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "evaluation.md").read_text("utf-8")
NAME = "soctrang-snnptnt-2024"


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("desk")
    samples = ROOT / "data" / "samples"
    for folder, ending in (("gold", ".expected.json"), ("gold", ".txt"), ("scans", ".txt")):
        (made / folder).mkdir(exist_ok=True)
        (made / folder / f"{NAME}{ending}").write_bytes((samples / f"{NAME}{ending}").read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made)
        for command in (["parse", "scans", "-q"], ["evaluate", "gold", "--parsed", "kehoach-out", "-o", "old.json", "-q"]):
            assert CliRunner().invoke(app, command).exit_code == 0
    return made


@pytest.mark.parametrize("command", commands())
def test_commands(command: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    done = CliRunner().invoke(app, shlex.split(command)[1:])
    assert done.exit_code == 0, done.output


def test_figures_are_in_the_report(desk: Path) -> None:
    everything = json.loads((desk / "old.json").read_text("utf-8"))["all"]
    known = {*everything, *everything["text"], *everything["restoration"], *everything["rates"], *COLUMNS, "header.*"}
    for cell in re.findall(r"^\| (`.*?) \|", TEXT, re.MULTILINE):
        assert set(re.findall(r"`([^`]+)`", cell)) <= known, cell


def test_the_example_is_gold(tmp_path: Path) -> None:
    from pipeline.evaluation.gold import read_gold

    (block,) = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "kh.json").write_text(block, "utf-8")
    gold = read_gold(tmp_path / "kh.json")
    assert gold is not None and gold.kind == "tables" and gold.errors == ()
