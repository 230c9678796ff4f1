"""PDF files, through PDFium: letters with their places, pictures of pages, who signed and when. The only door to pypdfium2.

A file is opened anew for each page, so that 3,000 pages take no more memory than one. PDFium is not safe across threads: processes only.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.errors import CannotRead, DamagedFile, EncryptedFile, TooLarge
from pipeline.reading.limits import MAX_DPI, MAX_PIXELS, MAX_SIDE, MIN_DPI, exceeds_pixels
from pipeline.reading.pagefacts import Letter, PageFacts, Picture, Rectangle, Stamp, by_field, character, native_dpi, turned

Pixels = np.ndarray[Any, np.dtype[np.uint8]]

MAX_LETTERS = 200_000
"""Letters of one page that are looked at; a full page has some 5,000."""

MAX_OBJECTS = 20_000
"""Page objects (pictures, lines) that are looked at."""


@contextmanager
def _document(path: Path) -> Iterator[Any]:
    try:
        path.open("rb").close()  # PDFium gives the same answer for a missing right as for a broken file
        # PDFium says nothing of its own of a file without pages: the error of the file before it would stand, 'protected by a password'.
        raw.FPDF_LoadMemDocument(b"", 0, None)
        document = pdfium.PdfDocument(str(path))
    except PermissionError as error:
        raise CannotRead(path) from error
    except pdfium.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise EncryptedFile(path) from error
        raise DamagedFile(path) from error
    try:
        yield document
    finally:
        document.close()


@contextmanager
def _page(path: Path, number: int) -> Iterator[tuple[Any, Any]]:
    with _document(path) as document:
        try:
            page = document[number - 1]
        except (pdfium.PdfiumError, IndexError) as error:
            raise DamagedFile(path, page=number) from error
        try:
            yield document, page
        except pdfium.PdfiumError as error:
            raise DamagedFile(path, page=number) from error
        finally:
            page.close()


def page_count(path: Path) -> int:
    """Pages of the file. Raises EncryptedFile or DamagedFile (also where no page is left)."""
    with _document(path) as document:
        count = len(document)
    if count < 1:
        raise DamagedFile(path)
    return count


def page_facts(path: Path, number: int) -> PageFacts:
    """What page `number` (from 1) holds. Raises TooLarge where it cannot be shown at the lowest resolution within the limits."""
    with _page(path, number) as (document, page):
        width, height = page.get_size()
        _check_size(path, number, width, height)
        place = _Placing(page, width, height)
        pictures, paths, rules = _objects(path, number, page, place)
        letters, rotation = _letters(page, place, 0)
        stamps: list[Stamp] = []
        fields = _fields(page)
        if fields and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
            # Flattened (in memory only), the appearance of fields becomes page text that stands after the page's own.
            own = _count(page)
            page.close()
            flat = document[number - 1]
            added, _ = _letters(flat, place, own)
            flat.close()
            stamps = by_field(added, [(place.box(*rectangle), subtype) for rectangle, subtype in fields])
    if rotation:
        letters = [turned(letter, rotation, width, height) for letter in letters]
        if rotation in (90, 270):
            width, height = height, width
    return PageFacts(width, height, tuple(letters), tuple(stamps), tuple(pictures), paths, () if rotation else tuple(rules), rotation)


def plain_text(path: Path, number: int) -> str:
    """All letters of a page, those of fields and stamps too, as PDFium orders them: quick, for a first look."""
    with _page(path, number) as (document, page):
        if _fields(page) and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
            page.close()
            page = document[number - 1]
        text = page.get_textpage()
        try:
            return str(text.get_text_range(0, min(text.count_chars(), MAX_LETTERS)))
        finally:
            text.close()
            page.close()


def _check_size(path: Path, number: int, width: float, height: float) -> None:
    if not (width > 0 and height > 0) or exceeds_pixels(width / 72 * MIN_DPI, height / 72 * MIN_DPI):
        metres = f"{width * 0.0254 / 72:.2f} x {height * 0.0254 / 72:.2f} m"
        detail = f"a page of {metres}; the limit is {MAX_PIXELS:,} pixels, {MAX_SIDE:,} on a side"
        raise TooLarge(path, page=number, detail=detail)


class _Placing:
    """From PDF's coordinates to points from the top left of the page as displayed (its /Rotate and crop box applied)."""

    def __init__(self, page: Any, width: float, height: float) -> None:
        self.width, self.height, self.turned = width, height, page.get_rotation()
        x, y = ctypes.c_int(), ctypes.c_int()
        scale = 1000  # PDFium answers in whole device units: a thousandth of a point
        corners = []
        for px, py in ((0.0, 0.0), (100.0, 0.0), (0.0, 100.0)):
            raw.FPDF_PageToDevice(page, 0, 0, int(width * scale), int(height * scale), 0, px, py, x, y)
            corners.append((x.value / scale, y.value / scale))
        (self.ox, self.oy), (xx, xy), (yx, yy) = corners
        self.a, self.b = (xx - self.ox) / 100, (xy - self.oy) / 100
        self.c, self.d = (yx - self.ox) / 100, (yy - self.oy) / 100

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.ox + self.a * x + self.c * y, self.oy + self.b * x + self.d * y

    def box(self, left: float, bottom: float, right: float, top: float) -> Rectangle:
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _count(page: Any) -> int:
    text = page.get_textpage()
    try:
        return int(text.count_chars())
    finally:
        text.close()


def _letters(page: Any, place: _Placing, skip: int) -> tuple[list[Letter], int]:
    """Letters from the `skip`th on, and by how much the page is to be turned clockwise for most of them to stand upright."""
    text = page.get_textpage()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    loose = raw.FS_RECTF()
    letters: list[Letter] = []
    angles: Counter[int] = Counter()
    try:
        for index in range(skip, min(text.count_chars(), skip + MAX_LETTERS)):
            code = raw.FPDFText_GetUnicode(text, index)
            shown = character(code)
            if not shown or shown.isspace():
                letters.append(Letter(" "))
                continue
            if not raw.FPDFText_GetCharBox(text, index, left, right, bottom, top):
                continue
            raw.FPDFText_GetLooseCharBox(text, index, loose)
            raw.FPDFText_GetCharOrigin(text, index, x, y)
            angle = round(math.degrees(raw.FPDFText_GetCharAngle(text, index)) / 90) * 90 % 360
            angles[angle] += 1
            box = place.box(left.value, bottom.value, right.value, top.value)
            if box[2] < 0 or box[3] < 0 or box[0] > place.width or box[1] > place.height:
                continue
            tall = abs(loose.top - loose.bottom) if angle % 180 == 0 else abs(loose.right - loose.left)
            baseline = place.point(x.value, y.value)
            letters.append(Letter(shown, *box, baseline[1] if (angle - place.turned) % 180 == 0 else baseline[0], tall))
    finally:
        text.close()
    main = angles.most_common(1)[0][0] if angles else 0
    return letters, -(main + place.turned) % 360  # PDFium tells the angle of letters clockwise, as /Rotate is told


def _objects(path: Path, number: int, page: Any, place: _Placing) -> tuple[list[Picture], int, list[Rectangle]]:
    pictures: list[Picture] = []
    paths = 0
    rules: list[Rectangle] = []
    for count, item in enumerate(page.get_objects(max_depth=3)):
        if count >= MAX_OBJECTS:
            break
        try:
            if item.type == raw.FPDF_PAGEOBJ_PATH:
                paths += 1
                rules += _sides(item, place)
            elif item.type == raw.FPDF_PAGEOBJ_IMAGE:
                pictures.append(_picture(item, place.width * place.height, page.get_rotation() in (90, 270)))
        except pdfium.PdfiumError:  # an image that cannot be decoded shows nothing
            continue
    for picture in pictures:
        pixels = picture.columns * picture.rows
        if pixels > 8 * MAX_PIXELS:
            raise TooLarge(path, page=number, detail=f"an image of {pixels:,} pixels, the limit is {8 * MAX_PIXELS:,}")
    return pictures, paths, rules


def _sides(item: Any, place: _Placing) -> list[Rectangle]:
    """A straight line as it is, the four sides of a rectangle, nothing of any other shape."""
    if raw.FPDFPath_CountSegments(item) > 6:
        return []
    x0, y0, x1, y1 = place.box(*item.get_bounds())
    if min(x1 - x0, y1 - y0) < 3:
        return [(x0, y0, x1, y1)]
    if raw.FPDFPath_CountSegments(item) < 4:  # a slanted line
        return []
    return [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]


def _picture(item: Any, area: float, page_turned: bool) -> Picture:
    left, bottom, right, top = item.get_bounds()
    columns, rows = item.get_px_size()
    width, height = max(right - left, 0.1), max(top - bottom, 0.1)
    if (columns > rows) != (width > height):
        columns, rows = rows, columns
    metadata = item.get_metadata()
    grey = metadata.bits_per_pixel == 1 or metadata.colorspace in (raw.FPDF_COLORSPACE_DEVICEGRAY, raw.FPDF_COLORSPACE_CALGRAY)
    dpi = max(columns / width, rows / height) * 72
    if page_turned:
        columns, rows = rows, columns
    return Picture(min(width * height / area, 1.0), dpi, columns, rows, grey)


_FIELD_KINDS = frozenset({raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_FREETEXT})


def _fields(page: Any) -> list[tuple[Rectangle, int]]:
    """Rectangles (PDF coordinates: left, bottom, right, top) and subtypes of form fields and stamps."""
    found = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), 200)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        rectangle = raw.FS_RECTF()
        subtype = raw.FPDFAnnot_GetSubtype(annotation)
        if subtype in _FIELD_KINDS and raw.FPDFAnnot_GetRect(annotation, rectangle):
            bottom, top = sorted((rectangle.bottom, rectangle.top))
            found.append(((rectangle.left, bottom, rectangle.right, top), subtype))
        raw.FPDFPage_CloseAnnot(annotation)
    return found


def render_for_reading(path: Path, number: int, facts: PageFacts) -> tuple[Pixels, int]:
    """The page as it was scanned, without fields and annotations: grey or BGR pixels, and its dots per inch."""
    pictures = [picture for picture in facts.pictures if picture.share > 0.01]
    grey = all(picture.grey for picture in pictures)
    dpi = native_dpi(facts.pictures)
    whole = next((p for p in pictures if p.share > 0.97 and MIN_DPI <= p.dpi <= MAX_DPI and abs(p.dpi - dpi) < 0.5), None)
    with _page(path, number) as (_, page):
        width, height = page.get_size()
        while exceeds_pixels(width / 72 * dpi, height / 72 * dpi) and dpi > MIN_DPI:
            dpi, whole = max(float(MIN_DPI), dpi * 0.8), None
        # Dot for dot where the page is one picture: a scan of 1 bit must not be smoothed by a third of a pixel.
        size = (whole.columns, whole.rows) if whole else _size(width, height, dpi)
        return _render(path, number, page, size, grey=grey), round(dpi)


def render_page(path: Path, number: int, dpi: float = 150) -> Pixels:
    """A preview of the page with all that a reader sees on it, stamps too: BGR pixels."""
    with _page(path, number) as (document, page):
        width, height = page.get_size()
        _check_size(path, number, width, height)
        while exceeds_pixels(width / 72 * dpi, height / 72 * dpi):
            dpi *= 0.8
        if _fields(page) and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
            page.close()
            page = document[number - 1]
        return _render(path, number, page, _size(width, height, dpi), grey=False)


def _size(width: float, height: float, dpi: float) -> tuple[int, int]:
    return max(1, round(width / 72 * dpi)), max(1, round(height / 72 * dpi))


def _render(path: Path, number: int, page: Any, size: tuple[int, int], *, grey: bool) -> Pixels:
    try:
        bitmap = pdfium.PdfBitmap.new_native(*size, raw.FPDFBitmap_Gray if grey else raw.FPDFBitmap_BGR)
    except (MemoryError, pdfium.PdfiumError) as error:
        raise TooLarge(path, page=number) from error
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, *size, 0, raw.FPDF_GRAYSCALE if grey else 0)
        pixels: Pixels = np.array(bitmap.to_numpy(), dtype=np.uint8)
    finally:
        bitmap.close()
    return pixels[:, :, 0] if pixels.ndim == 3 and pixels.shape[2] == 1 else pixels


class Signing(NamedTuple):
    """A digital signature in the file: its time (ISO 8601) and the raw bytes of its PKCS #7 block."""

    time: str | None
    contents: bytes


def signatures(path: Path) -> tuple[Signing, ...]:
    """The digital signatures of the file, in its order. Whether they are intact is not looked at here."""
    with _document(path) as document:
        found = []
        for index in range(min(raw.FPDF_GetSignatureCount(document), 100)):
            signature = raw.FPDF_GetSignatureObject(document, index)
            time = _filled(raw.FPDFSignatureObj_GetTime, signature).rstrip(b"\0").decode("latin-1")
            found.append(Signing(time or None, _filled(raw.FPDFSignatureObj_GetContents, signature)))
        return tuple(found)


def _filled(getter: Any, signature: Any) -> bytes:
    length = getter(signature, None, 0)
    if not 0 < length < 2_000_000:
        return b""
    buffer = ctypes.create_string_buffer(length)
    getter(signature, buffer, length)
    return buffer.raw[:length]
