"""Values as they stand in the cells of a CSV file or a workbook.

Lists and boxes become JSON, null an empty cell. Words of a stranger's paper may begin like a formula; a spreadsheet would run
`=HYPERLINK(…)` on opening the file, so such a cell gets an apostrophe in front (OWASP, 'CSV Injection').

>>> cell("=1+1"), cell("- Các phòng"), cell("-"), cell(-2.5), cell(None)
("'=1+1", "'- Các phòng", '-', '-2.5', '')
>>> cell(("UBND tỉnh", "Lưu: VT")), cell(True), cell(90.0)
('["UBND tỉnh", "Lưu: VT"]', 'true', '90')
"""

from __future__ import annotations

import json
from collections.abc import Iterable

FORMULA_SIGNS = frozenset("=+-@＝＋－＠")
"""Letters that begin a formula in Excel, LibreOffice or Google Sheets; the wide ones do in East Asian editions."""


def cell(value: object) -> str:
    """The value as the text of a cell, safe to open in a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, Iterable):
        return json.dumps(value, ensure_ascii=False)
    raise TypeError(f"no column holds a {type(value).__name__}")


def harmless(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would run it."""
    begin = text.lstrip()
    return "'" + text if len(begin) > 1 and begin[0] in FORMULA_SIGNS else text
