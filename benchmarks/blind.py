"""The command line of a measure on gold of which a part is kept blind: `--list` shows what is wrong on dev, blind gives counts only."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def run(
    document: str, measure: Callable[[Sequence[str]], list[dict[str, Any]]], lacking: str | None, arguments: list[str] | None = None
) -> None:
    """Measure, print and write; `measure` is told which sides to list, `lacking` what the gold needs and is not there."""
    parser = argparse.ArgumentParser(description=document.splitlines()[0] if document else "")
    parser.add_argument("--list", action="store_true", help="print what is wrong on dev")
    parser.add_argument("--reveal", action="store_true", help="print what is wrong on blind too; ends its use as a measure")
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args(arguments)
    if lacking:
        parser.exit(1, f"{lacking}\n")
    rows = measure(["dev"] * asked.list + ["blind"] * asked.reveal)
    if asked.output:
        asked.output.write_text(json.dumps({"rows": rows}, ensure_ascii=False, indent=1), encoding="utf-8")
