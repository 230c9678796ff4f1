"""Where one paper of a file ends and the next begins (tách văn bản trong một tệp).

A scan of a folder holds several papers. A page begins one when its top carries a letterhead of its own: the national name
and motto (quốc hiệu, tiêu ngữ) or the Party's title, and besides one at least of: a number with its symbol, place and date. Without
the national name (cut off at the top) number, place and date must both be there. No paper begins where the letterhead is

- in the middle of the page, below other words (a form inside an annex);
- under 'Mẫu số …', 'Phụ lục …', 'Biểu mẫu' (a form to fill in, an annex with its reference);
- a form by itself: the slots of number and date both dotted ('Số: ……/……', 'ngày … tháng … năm …' without any figure).

>>> from pipeline.document import Line, Paragraph, Word
>>> def page(*rows):
...     return Page(2, "text", tuple(Paragraph("body", (Line(tuple(map(Word, row.split()))),)) for row in rows))
>>> head = ("UBND TỈNH X CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "VĂN PHÒNG Độc lập - Tự do - Hạnh phúc")
>>> starts_paper(page(*head, "Số: 620/VP-KSTTHC Phú Thọ, ngày 07 tháng 12 năm 2011"))
True
>>> starts_paper(page("Mẫu số 01", *head, "Số: …/BC-… …, ngày … tháng … năm …")), starts_paper(page(*head, "ĐƠN ĐỀ NGHỊ"))
(False, False)
>>> starts_paper(page("Phụ lục I", "DANH MỤC", "(Kèm theo Kế hoạch số 93/KH-UBND ngày 12 tháng 4 năm 2022)"))
False
"""

from __future__ import annotations

import regex

from pipeline.assembly import assemble
from pipeline.document import Page
from pipeline.structure.letterhead import Cell, number_match, read_cells
from pipeline.structure.rows import Row, plain, rows_of

TOP_ROWS = 14
"""Rows of a page among which the letterhead must be complete."""

TOP = 0.45
"""Fraction of the page's height above which it must stand."""

_FORM = regex.compile(r"\W{0,4}(?:mau\s?(?:so|bieu|cv|\d)|bieu\s?(?:mau|so|\d)|phu\s?luc|tai lieu kem|kem theo|\(kem theo|\(ban hanh kem)")
_SLOTS = regex.compile(r"[….]{2,}|…|_{2,}")


def starts_paper(page: Page) -> bool:
    """Whether the page begins a paper: a letterhead of its own at its top (the rule stands above)."""
    document = assemble([page])
    rows = [row for row in rows_of(document) if row.region not in ("table", "recipients", "signature")][:TOP_ROWS]
    rows = [row for row in rows if row.box is None or row.box.y0 < TOP]
    cells = read_cells(document, rows)
    first = next((i for i, cell in enumerate(cells) if cell.kind in ("national", "party", "motto", "number")), None)
    if first is None or any(_FORM.match(plain(cell.row.text)) for cell in cells[: first + 1]) or _prose(cells[:first]):
        return False
    kinds = {cell.kind for cell in cells}
    number = next((cell.row for cell in cells if cell.kind == "number"), None)
    date = next((cell.row for cell in cells if cell.kind == "date"), None)
    if number is None and date is None:
        return False
    if _to_fill_in(number, date):
        return False
    if kinds & {"national", "party", "motto"}:
        return _near_top(cells, first)
    return number is not None and date is not None and _in_letterhead(number, date)


def _prose(cells: list[Cell]) -> bool:
    """Whether full sentences stand above the letterhead: the page goes on from the one before."""
    return any(len(cell.row.text) > 90 for cell in cells) or len(cells) > 8


def _near_top(cells: list[Cell], first: int) -> bool:
    box = cells[first].row.box
    return first <= 8 and (box is None or box.y0 < 0.3)


def _in_letterhead(number: Row, date: Row) -> bool:
    """Number and date stand by themselves, not inside a sentence: 'Số: 12/KH-UBND' at the head of its row."""
    return len(number.text) < 60 and len(date.text) < 70 and abs(number.number - date.number) <= 4


def _to_fill_in(number: Row | None, date: Row | None) -> bool:
    """Whether the slots are those of a form: none of them has a figure or a symbol that names a body."""
    match = number_match(number.text) if number else None
    symbol = bool(match) and not _SLOTS.search(match["symbol"]) and "-" in match["symbol"] if match else False
    slots_number = number is None or (bool(_SLOTS.search(number.text)) and not (symbol and not number.text.rstrip().endswith(("-", "…"))))
    slots_date = date is None or (bool(_SLOTS.search(date.text)) and not regex.search(r"\d{4}", date.text))
    return slots_number and slots_date
