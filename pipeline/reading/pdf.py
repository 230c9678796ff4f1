"""PDF files, through PDFium: letters with their places, pictures of pages, who signed and when. The only door to pypdfium2.

A PDF of an office is one of three things: written by a word processor (letters all there), scanned (each page a picture, perhaps with
the hidden letters of the scanner's own OCR behind it), or either of these with digital signatures (chữ ký số, Nghị định 30/2020/NĐ-CP,
Phụ lục I) laid over it as form fields. What stands in those fields is no part of the page's own text: `PageFacts.stamps` has it apart.
In Quảng Ngãi's papers even the number and the day are such fields ('542' before '/UBND-KGVX').

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
from pipeline.reading.limits import DEFAULT_DPI, MAX_DPI, MAX_PIXELS, MAX_SIDE, MIN_DPI, exceeds_pixels

Pixels = np.ndarray[Any, np.dtype[np.uint8]]

MAX_LETTERS = 200_000
"""Letters of one page that are looked at; a full page has some 5,000."""

MAX_OBJECTS = 20_000
"""Page objects (pictures, lines) that are looked at."""


class Letter(NamedTuple):
    """A character and its place in points from the page's top left, as displayed; `base` the baseline, `size` the height of the type.

    A blank has the text " " and no place.
    """

    text: str
    x0: float = 0.0
    y0: float = 0.0
    x1: float = 0.0
    y1: float = 0.0
    base: float = 0.0
    size: float = 0.0


class Picture(NamedTuple):
    """An image on the page: share of the page's area, dots per inch there, columns and rows as displayed, whether it is grey or 1 bit."""

    share: float
    dpi: float
    columns: int
    rows: int
    grey: bool


class Stamp(NamedTuple):
    """A form field or annotation with text: its letters and its kind (PDF's subtype number; 20 is a field, as signatures are)."""

    letters: tuple[Letter, ...]
    subtype: int


class PageFacts(NamedTuple):
    """What a page holds. Sizes in points (1/72 inch) as displayed; `rotation` turns the page clockwise until its text is upright.

    `paths` counts drawn lines and shapes; `rules` are those that may be sides of table cells (x0, y0, x1, y1).
    """

    width: float
    height: float
    letters: tuple[Letter, ...]
    stamps: tuple[Stamp, ...]
    pictures: tuple[Picture, ...]
    paths: int
    rules: tuple[tuple[float, float, float, float], ...]
    rotation: int


@contextmanager
def _document(path: Path) -> Iterator[Any]:
    try:
        path.open("rb").close()  # PDFium gives the same answer for a missing right as for a broken file
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
            stamps = _by_field(added, fields, place)
    if rotation:
        letters = [_turned(letter, rotation, width, height) for letter in letters]
        if rotation in (90, 270):
            width, height = height, width
    return PageFacts(width, height, tuple(letters), tuple(stamps), tuple(pictures), paths, () if rotation else tuple(rules), rotation)


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

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
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
            character = _character(code)
            if not character or character.isspace():
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
            letters.append(Letter(character, *box, baseline[1] if (angle - place.turned) % 180 == 0 else baseline[0], tall))
    finally:
        text.close()
    main = angles.most_common(1)[0][0] if angles else 0
    return letters, (main - place.turned) % 360


_PRESENTATION = {
    0x02: "-",
    0xFFFE: "-",
    0xAD: "-",
    0x2010: "-",
    0x2011: "-",
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
}
_NO_CHARACTER = frozenset({0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF})


def _character(code: int) -> str:
    # PDFium marks a hyphen at a line's end as 2 or U+FFFE; Word's fonts give the usual hyphen as a soft one (U+00AD).
    if code in _NO_CHARACTER or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    return _PRESENTATION.get(code) or chr(code)


def _turned(letter: Letter, rotation: int, width: float, height: float) -> Letter:
    """The letter after turning the page clockwise by 90, 180 or 270 degrees."""
    if not letter.size:
        return letter
    x0, y0, x1, y1, base = letter.x0, letter.y0, letter.x1, letter.y1, letter.base
    if rotation == 90:
        box, base = (height - y1, x0, height - y0, x1), base
    elif rotation == 180:
        box, base = (width - x1, height - y1, width - x0, height - y0), height - base
    else:
        box, base = (y0, width - x1, y1, width - x0), width - base
    return Letter(letter.text, *box, base, letter.size)


def _objects(path: Path, number: int, page: Any, place: _Placing) -> tuple[list[Picture], int, list[tuple[float, float, float, float]]]:
    pictures: list[Picture] = []
    paths = 0
    rules: list[tuple[float, float, float, float]] = []
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


def _sides(item: Any, place: _Placing) -> list[tuple[float, float, float, float]]:
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


def _fields(page: Any) -> list[tuple[tuple[float, float, float, float], int]]:
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


def _by_field(letters: list[Letter], fields: list[tuple[tuple[float, float, float, float], int]], place: _Placing) -> list[Stamp]:
    boxes = [(place.box(*rectangle), subtype) for rectangle, subtype in fields]
    held: list[list[Letter]] = [[] for _ in boxes]
    last: int | None = None
    for letter in letters:
        if not letter.size:
            if last is not None:
                held[last].append(letter)
            continue
        x, y = (letter.x0 + letter.x1) / 2, (letter.y0 + letter.y1) / 2
        inside = [n for n, ((x0, y0, x1, y1), _) in enumerate(boxes) if x0 - 2 <= x <= x1 + 2 and y0 - 2 <= y <= y1 + 2]
        # Two stamps side by side may overlap: the letter goes on in the one it came from.
        last = last if last in inside else inside[0] if inside else None
        if last is not None:
            held[last].append(letter)
    return [Stamp(tuple(found), boxes[n][1]) for n, found in enumerate(held) if any(letter.size for letter in found)]


def native_dpi(facts: PageFacts) -> float:
    """Resolution of the scan on the page, within the limits of rendering; the default where no picture covers much of it."""
    large = [picture for picture in facts.pictures if picture.share >= 0.5]
    if large:
        dpi = max(picture.dpi for picture in large)
    elif sum(picture.share for picture in facts.pictures) >= 0.5:  # a scan cut into strips
        dpi = max(facts.pictures, key=lambda picture: picture.share).dpi
    else:
        dpi = float(DEFAULT_DPI)
    return min(max(dpi, float(MIN_DPI)), float(MAX_DPI))


def render_for_reading(path: Path, number: int, facts: PageFacts) -> tuple[Pixels, int]:
    """The page as it was scanned, without fields and annotations: grey or BGR pixels, and its dots per inch."""
    pictures = [picture for picture in facts.pictures if picture.share > 0.01]
    grey = all(picture.grey for picture in pictures)
    dpi = native_dpi(facts)
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
