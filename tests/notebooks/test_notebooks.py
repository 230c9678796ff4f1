"""The notebooks run, and show what was saved with them: as many outputs of the same kinds, nothing of this machine."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from nbformat import NotebookNode

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
OF_A_MACHINE = re.compile(rf"{re.escape(str(FOLDER.parent))}|/(home|root|tmp|Users|usr)/|site-packages|Traceback|Warning")


def refresh() -> ModuleType:
    spec = importlib.util.spec_from_file_location("refresh", FOLDER / "refresh.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown(notebook: NotebookNode) -> list[list[str]]:
    """Of each cell, the kinds of what it shows."""
    return [
        [kind for output in cell.outputs for kind in sorted(output.get("data", {"text": ""}))]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def test_there_are_four() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name[:2])
def test_saved_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1)), "not run from top to bottom"
    pictures = sum(kind.startswith("image/") for kinds in shown(notebook) for kind in kinds)
    assert pictures >= 2 and path.stat().st_size < 1_000_000
    texts = [str(text) for cell in code for output in cell.outputs for text in (output.get("text", ""), *output.get("data", {}).values())]
    assert not any(output.get("name") == "stderr" for cell in code for output in cell.outputs)
    assert not [match for text in texts if len(text) < 50_000 and (match := OF_A_MACHINE.search(text))]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name[:2])
def test_runs(path: Path) -> None:
    assert shown(refresh().executed(path)) == shown(nbformat.read(path, as_version=4))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name[:2])
def test_what_they_point_to_is_there(path: Path) -> None:
    text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")
    links = re.findall(r"\]\(([^)#]+)", text)
    assert links and all((FOLDER / link).exists() for link in links if not link.startswith("http"))
