"""What Datasette writes its CSV with, in place of the module `csv`: cells that a spreadsheet would run are disarmed, as in all our files.

>>> import io
>>> out = io.StringIO()
>>> _ = writer(out).writerow(["=HYPERLINK(1)", "- Các phòng", -2, None, "kế hoạch"])
>>> out.getvalue()
"'=HYPERLINK(1),'- Các phòng,-2,,kế hoạch\\r\\n"
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

from pipeline.tables.cells import harmless


class Writer:
    """A writer of CSV; `file.write` may be a coroutine, then `writerow` gives one."""

    def __init__(self, file: Any) -> None:
        self._writer = csv.writer(file)

    def writerow(self, row: Iterable[object]) -> Any:
        """Write a row."""
        return self._writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])


writer = Writer
"""Under the name that Datasette asks for."""
