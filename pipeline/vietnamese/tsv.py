"""Reading the tab-separated tables that lie beside the modules: '#' lines (source, date), a line of column names, rows.

>>> rows("vietnamese/onsets.tsv")[1]["onset"]
'b'
"""

from __future__ import annotations

from importlib.resources import files


def rows(path: str) -> list[dict[str, str]]:
    """The rows of a table of the package (path below `pipeline/`) as column -> cell; comment lines and blank lines left out."""
    lines = files("pipeline").joinpath(path).read_text(encoding="utf-8").splitlines()
    columns, *table = (line.split("\t") for line in lines if line.strip() and not line.startswith("#"))
    return [dict(zip(columns, row + [""] * (len(columns) - len(row)), strict=True)) for row in table]
