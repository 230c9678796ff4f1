"""The doctor on machines that lack something."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import doctor


def tesseract(folder: Path, version: str, packs: str) -> None:
    program = folder / "tesseract"
    program.write_text(f'#!/bin/sh\ncase "$1" in --version) echo "tesseract {version}";; --list-langs) printf "{packs}";; esac\n')
    program.chmod(0o755)


@pytest.mark.parametrize(
    ("version", "packs", "missing"),
    [
        ("5.3.0", "List:\\nVietnamese\\nvie\\n", []),
        ("v5.3.0.20221214", "List:\\nscript/Vietnamese\\nvie\\n", []),
        ("5.5.1", "List:\\neng\\n", ["Tesseract: vie"]),
        ("4.1.1", "List:\\nvie\\n", ["Tesseract"]),
        (None, "", ["Tesseract", "Tesseract: vie"]),
    ],
)
def test_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str | None, packs: str, missing: list[str]) -> None:
    if version:
        tesseract(tmp_path, version, packs)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin" if version else str(tmp_path))
    findings = [finding for finding in doctor.examine() if finding.name.startswith("Tesseract")]
    assert [finding.name for finding in findings if finding.state == "missing"] == missing
    assert all("apt-get install tesseract-ocr" in finding.advice["vi"] for finding in findings if finding.state != "ok")
    error = doctor.fatal(findings)
    assert (error.exit_code if error else 0) == (10 if missing else 0)


def test_the_command_on_a_machine_without_tesseract(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "doctor"], capture_output=True, text=True, env={"PATH": str(tmp_path)}, check=False
    )
    assert done.returncode == 10 and "apt-get install tesseract-ocr" in done.stdout and len(done.stderr.splitlines()) == 1


def test_every_dependency_is_looked_at() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
    assert sorted(line.split(">=")[0] for line in project["dependencies"]) == sorted(doctor.LIBRARIES)


def test_every_extra_of_the_program_is_looked_at() -> None:
    import tomllib

    extras = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    looked_at = {name: sorted(distributions) for name, (distributions, _, _) in doctor.PURPOSES.items()}
    assert looked_at == {name: sorted(line.split(">=")[0] for line in extras[name]) for name in extras if name in looked_at}
    assert set(extras) - set(looked_at) - set(doctor.EXTRAS) == {"dev", "notebooks"}


def test_an_extra_that_is_missing_is_optional_and_says_what_it_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_version", lambda name: None if name == "pikepdf" else "1.0")
    found = {finding.name: finding for finding in doctor.examine()}
    assert [(name, found[name].state) for name in doctor.PURPOSES] == [
        ("archive", "optional"), ("web", "ok"), ("cluster", "ok"), ("graph", "ok")
    ]  # fmt: skip
    assert "pip install 'kehoach[archive]'" in found["archive"].advice["en"] and "còn thiếu: pikepdf" in found["archive"].advice["vi"]
    assert doctor.fatal([found["archive"]]) is None
