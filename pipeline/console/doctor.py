"""What `kehoach doctor` shows."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from pipeline.console.terminal import cell
from pipeline.console.words import say_in
from pipeline.doctor import Finding


def show_findings(console: Console, findings: Iterable[Finding], language: str = "en") -> None:
    """What `kehoach doctor` saw."""
    table = Table(show_header=False, box=None, pad_edge=False)
    for finding in findings:
        table.add_row(finding.name, say_in(language)[finding.state], cell(finding.seen), cell(finding.advice.get(language, "")))
    console.print(table)
