"""The picture of the README: a sample page with its boxes, beside it what became of it. `python docs/picture.py` draws it anew."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import matplotlib
from PIL import Image, ImageDraw, ImageFont

import pipeline
from pipeline.rendering import COLOURS, marked_page

HERE = Path(__file__).parent
SAMPLE = HERE.parent / "data" / "samples" / "backan-nari-2019.tif"
PICTURE = HERE / "picture.webp"
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"

SIZE, PAGE_WIDTH, LINE = (1640, 960), 800, 29
INK, GREY, PAPER = (30, 30, 30), (120, 120, 120), (255, 255, 255)
"""Pixels of the picture, of the page in it, of a line; colours."""

TABLES = {
    "citations": (("canonical_key", 330), ("date", 120), ("relation", 110), ("page", 50)),
    "targets": (("indicator", 330), ("comparator", 110), ("value", 60), ("unit", 90)),
    "corrections": (("raw_text", 90), ("text", 90), ("kind", 110), ("page", 50)),
}
"""What is shown of each table: columns and their widths."""


class Sheet:
    """A picture that is written line by line."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", SIZE, PAPER)
        self.pen = ImageDraw.Draw(self.image)
        self.fonts = {bold: ImageFont.truetype(FONTS / f"DejaVuSans{'-Bold' * bold}.ttf", 18) for bold in (False, True)}
        self.x, self.y = PAGE_WIDTH + 40, 30

    def line(self, cells: Iterable[tuple[str, int]], colour: tuple[int, int, int] = INK, *, bold: bool = False) -> None:
        """Write cells side by side, each cut to its width in pixels."""
        x = self.x
        for text, width in cells:
            while text and self.fonts[bold].getlength(text) > width:
                text = text[:-2] + "…"
            self.pen.text((x, self.y), text, colour, self.fonts[bold])
            x += width + 14
        self.y += LINE


def draw() -> Image.Image:
    """The picture."""
    paper = pipeline.parse(SAMPLE)
    sheet = Sheet()
    page = marked_page(paper.document, paper.pages[0], paper.rows, PAGE_WIDTH)
    sheet.image.paste(page.crop((0, 50, PAGE_WIDTH, SIZE[1] + 30)), (0, 10))
    sheet.pen.line((PAGE_WIDTH + 10, 30, PAGE_WIDTH + 10, SIZE[1] - 30), (215, 215, 215), 2)
    row = paper.document
    facts = {"doc_type": row.doc_type_name, "number_raw": row.number_raw, "date": row.date, "issuer": row.issuer}
    facts |= {"province": f"{row.province}  (since 2025: {row.province_2025})", "quality": ", ".join(row.quality[:2])}
    sheet.line([("documents", 400)], bold=True)
    for name, value in facts.items():
        sheet.line([(name, 120), (value or "", 600)])
    for table, columns in TABLES.items():
        sheet.y += LINE // 2
        rows = getattr(paper, table)
        sheet.line([(f"{table} ({len(rows)})", 400)], COLOURS[table], bold=True)
        sheet.line([(name, width) for name, width in columns], GREY)
        told = {getattr(row, columns[0][0]): row for row in rows if getattr(row, columns[0][0])}
        for row in list(told.values())[:6]:
            sheet.line([(shown(getattr(row, name)), width) for name, width in columns])
    return sheet.image


def shown(value: object) -> str:
    """A value as it is read: whole numbers without a point, nothing for null."""
    return "" if value is None else str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


if __name__ == "__main__":
    draw().save(PICTURE, quality=82, method=6)
