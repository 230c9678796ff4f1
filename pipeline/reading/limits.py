"""Limits of what is read (giới hạn đầu vào): above them a file gets `TooLarge` with a clear sentence, never a machine out of memory.

An A4 page at 400 dpi is 15.5 megapixels, A3 at 600 dpi 70. A page of 5 m, or an image of 20,000 x 20,000 pixels, is a mistake or an attack.

>>> exceeds_pixels(2480, 3508), exceeds_pixels(20_000, 20_000), exceeds_pixels(19_685, 400)
(False, True, True)
"""

from __future__ import annotations

MAX_PIXELS = 80_000_000
"""Pixels of one image or rendered page."""

MAX_SIDE = 16_000
"""Pixels of the longer side: Tesseract's own limit is 32,767, and no sheet of paper needs half of it."""

MAX_FILE_BYTES = 2 * 1024**3
"""Bytes of an image or PDF: read page by page, so that a shelf scanned into one file still passes."""

MAX_TEXT_BYTES = 32 * 1024**2
"""Bytes of a plain text: held in memory as a whole; 32 MiB are some 10,000 pages."""

MAX_PAGES = 20_000
"""Pages of one file."""

MIN_DPI, DEFAULT_DPI, MAX_DPI = 100, 300, 400
"""Resolution at which PDF pages are rendered for OCR: that of the scan, within these bounds."""


def exceeds_pixels(width: float, height: float) -> bool:
    """True where an image of this size in pixels is above the limits."""
    return width * height > MAX_PIXELS or max(width, height) > MAX_SIDE
