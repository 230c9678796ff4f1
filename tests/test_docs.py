"""What the docs show is run: every command and every block of Python, in a folder with a few papers and an archive of them."""

from __future__ import annotations

import os
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pdfs import write_text_pdf
from test_cli import PLAN
from typer.testing import CliRunner

import pipeline.errors
from pipeline.archive.archive import Archive
from pipeline.cli import app
from pipeline.console import INTERRUPTED
from pipeline.errors import SEVERAL_REASONS, KehoachError
from pipeline.tables.columns import TABLES, columns

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "data" / "samples"
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ELSEWHERE = ("evaluation.md",)
"""Its commands need gold: `tests/evaluation/test_evaluation_docs.py` runs them."""

ENDLESS = {"serve", "watch"}
"""Commands that run until Ctrl-C."""


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)


def commands() -> Iterator[tuple[str, str]]:
    for path in DOCS:
        for line in (line for block in blocks(path, "sh") for line in block.splitlines()):
            command = line.split("  #")[0].strip()
            if command.startswith("kehoach ") and path.name not in ELSEWHERE:
                yield path.name, command


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with papers that need no OCR, and an archive of them."""
    folder = tmp_path_factory.mktemp("desk")
    write_text_pdf(folder / "scan.pdf", [PLAN.splitlines()])
    for name in ("shelf", "scans"):
        (folder / name).mkdir()
    (folder / "shelf" / "kh.txt").write_text(PLAN, encoding="utf-8")
    shutil.copy(SAMPLES / "soctrang-snnptnt-2024.txt", folder / "shelf" / "second.txt")
    Archive(folder / "archive").add([folder / "shelf", folder / "scan.pdf"], jobs=1)
    return folder


@pytest.fixture
def at_desk(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in os.environ:
        if name.startswith("KEHOACH"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(desk)
    monkeypatch.setenv("KEHOACH_ARCHIVE", str(desk / "archive"))
    monkeypatch.setenv("ID", next(Archive(desk / "archive").store.ids())[:12])
    return desk


def words_of(command: str) -> list[str]:
    """The arguments as a shell would give them; where its output goes is left to the shell."""
    return [os.path.expandvars(word) for word in shlex.split(command.split(" > ")[0])[1:]]


@pytest.mark.parametrize(("page", "command"), [pair for pair in commands() if not ENDLESS & set(pair[1].split())])
def test_commands(page: str, command: str, at_desk: Path) -> None:
    done = CliRunner().invoke(app, words_of(command))
    assert done.exit_code == 0, done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("command", sorted({command for _, command in commands() if ENDLESS & set(command.split())}))
def test_commands_that_run_until_they_are_stopped(command: str, at_desk: Path) -> None:
    words = [word if word != "8001" else "0" for word in words_of(command)]  # any free port
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=at_desk
    )
    signal.signal(signal.SIGINT, before)
    assert process.stdout is not None
    select.select([process.stdout], [], [], 60)
    assert process.stdout.readline().strip(), "nothing told what it does"
    time.sleep(1)
    assert process.poll() is None, process.communicate()[0]
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode in (0, INTERRUPTED), (process.returncode, said)
    assert "Traceback" not in said


@pytest.mark.parametrize("path", [path for path in DOCS if blocks(path, "python")], ids=lambda path: path.name)
def test_python(path: Path, at_desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks(path, "python"):
        exec(compile(block, path.name, "exec"), {})
    assert "34-CT/TW" in capsys.readouterr().out


def test_sql(at_desk: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    Archive(at_desk / "archive").export(parquet=at_desk / "parquet")
    (query,) = blocks(ROOT / "docs" / "analyst.md", "sql")
    found = duckdb.sql(query).fetchall()  # a year may have been corrected by a command of the docs
    assert {province for province, _, _ in found} == {"An Giang"} and sum(papers for _, _, papers in found) == 2


def test_links_lead_somewhere() -> None:
    for path in DOCS:
        text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
        assert not [link for link in links if link.split("#")[0] and not (path.parent / link.split("#")[0]).exists()], path.name


@pytest.mark.parametrize("name", ["archivist", "searcher"])
def test_twins_show_the_same_commands(name: str) -> None:
    pages = [ROOT / "docs" / f"{name}{ending}.md" for ending in ("", ".en")]
    vietnamese, english = ([line.split("  #")[0].strip() for block in blocks(page, "sh") for line in block.splitlines()] for page in pages)
    assert [line.replace(" --lang vi", "") for line in vietnamese] == [line.replace(" --lang en", "") for line in english]


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
