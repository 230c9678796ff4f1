"""Runs the notebooks and saves them with what they show: `python notebooks/refresh.py [01 03 …]`, without names all.

What is saved depends on the notebook and the package alone: no times, no counters of an editor, no names of this machine. The same
notebook gives the same text each time (pictures too, with the same matplotlib), so that a change in the outputs is a change in the program.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

HERE = Path(__file__).parent
SECONDS = 120
"""What a notebook may take."""


def notebooks() -> list[Path]:
    """All notebooks in order."""
    return sorted(HERE.glob("*.ipynb"))


def executed(path: Path) -> NotebookNode:
    """The notebook, run from the folder it lies in. Raises CellExecutionError with the cell's error."""
    notebook = nbformat.read(path, as_version=4)
    # Two environments on one machine may share their kernel's name: the kernel is this Python.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    os.environ.update(COLUMNS="110", KEHOACH_LANG="en", MPLBACKEND="module://matplotlib_inline.backend_inline")
    NotebookClient(notebook, timeout=SECONDS, resources={"metadata": {"path": str(HERE)}}, record_timing=False).execute()
    return clean(notebook)


def clean(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what depends on the machine or on who opened it last."""
    notebook.metadata = NotebookNode(
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"}, language_info={"name": "python"}
    )
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id, cell.metadata = f"cell-{number:02}", NotebookNode()
    return notebook


def main(wanted: list[str]) -> None:
    """Run and save those whose names begin with one of the words."""
    for path in notebooks():
        if not wanted or path.name.startswith(tuple(wanted)):
            path.write_text(nbformat.writes(executed(path)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
