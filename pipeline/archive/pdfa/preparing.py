"""A PDF made ready for its copy: what a searchable PDF/A may not carry is taken away, what the paper shows stays to be seen.

Taken away: signatures and forms (a copy with a text layer cannot be what was signed), scripts and actions, files inside the file,
notes, old metadata, and the text of an earlier OCR: it would be found beside ours, wrong as it is. What was seen of that (the
stamp of a signature, a form's field, the visible print of fonts that cannot be copied from) is laid over the page as a picture of
just those dots, so that the page's own picture stays byte for byte as it was scanned. A page whose visible text reads as our words
do keeps its text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pipeline.archive.pdfa.layer import Sheet, content
from pipeline.document import Page
from pipeline.reading import pdf as reader
from pipeline.vietnamese.normalize import nfc

Pixels = np.ndarray[Any, np.dtype[np.uint8]]
Dots = np.ndarray[Any, np.dtype[np.bool_]]

ROOT_KEYS = frozenset(["/Type", "/Pages", "/PageLabels", "/OCProperties", "/Lang", "/PageMode", "/PageLayout", "/Outlines", "/Dests"])
PAGE_KEYS = frozenset(["/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit", "/Group", "/Annots"])
"""What is kept of the catalogue and of a page; everything else is of no use to a copy or not allowed in PDF/A."""

STREAM_KEYS = ("/Metadata", "/PieceInfo", "/LastModified", "/OPI", "/Alternates", "/StructParent", "/StructParents")
"""What is taken from pictures and forms: other programs' own notes."""

SHOWING = frozenset({"Tj", "TJ", "'", '"'})
TEXT_OPERATORS = SHOWING | frozenset(["BT", "ET", "Tc", "Tw", "Tz", "TL", "Tf", "Tr", "Ts", "Td", "TD", "Tm", "T*"])

SAME_WORDS = 0.97
"""Share of our words that the page's own text must have for it to be kept."""

OVERLAY_DPI, VISIBLE = 300, 24
"""Resolution of what is laid over as a picture, and by how much (of 255) a dot must differ to be part of it."""

DEEP = 8
"""Forms inside forms that are looked into."""


class Under(NamedTuple):
    """What comes under a page: the operators of its text, width and height of the page, and its turn (degrees clockwise)."""

    text: bytes
    width: float
    height: float
    turn: int


class Stripped(NamedTuple):
    """What became of a PDF's pages: those that keep their own text, those of which something seen was taken, what is to be told."""

    own: frozenset[int]
    hidden: tuple[int, ...]
    notes: tuple[str, ...]


def strip(path: Path, pdf: Any, pages: Sequence[Page]) -> Stripped:
    """Take from the open PDF of `path`, in memory, what a copy may not carry."""
    _trim_catalogue(pdf)
    hidden: list[int] = []
    own: set[int] = set()
    watermark = False
    forms: dict[Any, bool] = {}
    for number, page in enumerate(pdf.pages, 1):
        read = page_of(pages, number)
        layer, marked = _without_layers(pdf, page)
        shown, watermark = _trim_page(page) or layer, watermark or marked
        if read is None or _keeps_text(path, number, page, read):
            own.add(number)
        else:
            shown = strip_text(pdf, page, forms) or shown
        if shown:
            hidden.append(number)
    if "/OCProperties" in pdf.Root and not any(_marks_layers(page) for page in pdf.pages):
        del pdf.Root["/OCProperties"]
    _trim_streams(pdf)
    return Stripped(frozenset(own), tuple(hidden), ("a watermark is left out",) if watermark else ())


def _trim_streams(pdf: Any) -> None:
    import pikepdf

    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Type") != "/Metadata":
            for key in STREAM_KEYS:
                if key in item:
                    del item[key]


def under(pdf: Any, pages: Sequence[Page], own: Container[int] = ()) -> list[Under]:
    """The texts for the pages of the open PDF, empty for those with a text of their own; /Rotate goes from the pages to `turn`.

    Coordinates count from the lower left corner of the page's medium, as OCRmyPDF has them.
    """
    found = []
    for number, page in enumerate(pdf.pages, 1):
        read = page_of(pages, number)
        sheet = _sheet(page, read)
        x0, y0, x1, y1 = _ordered(page.mediabox)
        moved = sheet._replace(left=sheet.left - x0, bottom=sheet.bottom - y0)
        text = content(moved.words(read), moved.matrix) if read is not None and number not in own else b""
        found.append(Under(text, x1 - x0, y1 - y0, sheet.turn))
        if "/Rotate" in page.obj:
            del page.obj["/Rotate"]
    return found


def page_of(pages: Sequence[Page], number: int) -> Page | None:
    """The page as read, asked for one at a time (3,000 pages of words fill a small machine); None where it was not read."""
    return pages[number - 1] if number <= len(pages) else None


def _trim_catalogue(pdf: Any) -> None:

    for key in set(pdf.Root.keys()) - ROOT_KEYS:
        del pdf.Root[key]
    if "/OCProperties" in pdf.Root and _all_shown(pdf.Root["/OCProperties"]):
        del pdf.Root["/OCProperties"]  # layers that are all seen are no layers
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def _trim_page(page: Any) -> bool:
    """Take away what the page may not carry; true where something that may be seen went with it."""
    for key in set(page.obj.keys()) - PAGE_KEYS:
        del page.obj[key]
    annotations = page.obj.get("/Annots")
    if annotations is None:
        return False
    try:
        links = [item for item in annotations if str(item.get("/Subtype")) == "/Link" and _harmless(item)]
        shown = len(links) < len(annotations)
    except (TypeError, ValueError, AttributeError):
        links, shown = [], True
    del page.obj["/Annots"]
    if links:
        page.obj["/Annots"] = links
    return shown


def _harmless(link: Any) -> bool:
    action = link.get("/A")
    for key in ("/AA", "/PA", "/StructParent"):
        if key in link:
            del link[key]
    return action is None or (str(action.get("/S")) in ("/URI", "/GoTo") and "/Next" not in action)


def _all_shown(layers: Any) -> bool:
    """True where no layer is switched off, for whatever use."""
    plan = layers.get("/D", {})
    usual = str(plan.get("/BaseState", "/ON")) == "/ON" and not len(plan.get("/OFF", [])) and "/Configs" not in layers
    return usual and not any("OFF" in str(layer.get("/Usage", "")) for layer in layers.get("/OCGs", []))


def _without_layers(pdf: Any, page: Any) -> tuple[bool, bool]:
    """Let pictures and forms of layers show nothing, and watermarks; whether something seen went with them, and whether a watermark did.

    A watermark ('www.LuatVietnam.vn' over pages of 2010, by Acrobat's own mark, or a layer that is not printed) was laid over the
    paper by who published the file: it is no part of the paper, its font is not in the file, and as a picture it would take 50 to
    95 KB a page. A layer that is no watermark is shown again as a picture where it was seen.
    """
    import pikepdf

    found = page.obj.get("/Resources", {}).get("/XObject", {})
    seen = watermark = False
    for key, item in dict(found.items()).items():
        if not isinstance(item, pikepdf.Stream) or not ("/OC" in item or "/PieceInfo" in item):
            continue
        marked = _is_watermark(item)
        if marked or ("/OC" in item and "/OCProperties" in pdf.Root):
            found[key] = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 1, 1])
            seen, watermark = seen or not marked, watermark or marked
        elif "/OC" in item:
            del item["/OC"]
    return seen, watermark


def _is_watermark(item: Any) -> bool:
    own = item.get("/PieceInfo", {})
    return str(own.get("/ADBE_CompoundType")) == "/Watermark" or ("/OC" in item and not _is_printed(item["/OC"]))


def _is_printed(layer: Any) -> bool:
    """False for a layer (or a group of one) that says that it is not for paper."""
    import pikepdf

    found: Any = layer.get("/OCGs", layer) if isinstance(layer, pikepdf.Dictionary) else layer
    found = found[0] if isinstance(found, pikepdf.Array) and len(found) == 1 else found
    usage: Any = found.get("/Usage", {}) if isinstance(found, pikepdf.Dictionary) else {}
    return str(usage.get("/Print", {}).get("/PrintState")) != "/OFF"


def _marks_layers(page: Any) -> bool:
    """True where operators of the page itself belong to a layer."""
    marked = page.obj.get("/Resources", {}).get("/Properties", {})
    return any(str(item.get("/Type")) in ("/OCG", "/OCMD") for item in dict(marked.items()).values())


def _ordered(box: Any) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(edge) for edge in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _sheet(page: Any, read: Page | None) -> Sheet:
    """What PDFium shows of the page (the crop box inside the medium), turned as it was read."""
    x0, y0, x1, y1 = _ordered(page.mediabox)
    left, bottom, right, top = _ordered(page.cropbox)
    left, bottom, right, top = max(left, x0), max(bottom, y0), min(right, x1), min(top, y1)
    if left >= right or bottom >= top:
        left, bottom, right, top = x0, y0, x1, y1
    turned = int(page.obj.get("/Rotate", 0)) if isinstance(page.obj.get("/Rotate", 0), int) else 0
    return Sheet(left, bottom, right - left, top - bottom, (turned + (read.rotation if read else 0)) // 90 * 90 % 360)


def _keeps_text(path: Path, number: int, page: Any, read: Page) -> bool:
    """True where the page's own text is to be seen and reads as our words do."""
    if read.kind != "text" or not _shows_text(page):
        return False
    ours = Counter(nfc(word.text) for word in read.words())
    theirs = Counter(nfc(reader.plain_text(path, number)).split())
    return (ours & theirs).total() >= SAME_WORDS * ours.total()


def _shows_text(page: Any) -> bool:
    """True where the page's own operators write visible text."""
    mode, stack = 0, []
    for operands, operator in _instructions(page.obj):
        name = str(operator)
        if name == "Tr" and operands:
            mode = int(operands[0])
        elif name == "q":
            stack.append(mode)
        elif name == "Q" and stack:
            mode = stack.pop()
        elif name in SHOWING and mode != 3:
            return True
    return False


def _instructions(item: Any) -> Iterator[tuple[Any, Any]]:
    import pikepdf

    for instruction in pikepdf.parse_content_stream(item):
        yield instruction.operands, instruction.operator


def strip_text(pdf: Any, page: Any, forms: dict[Any, bool]) -> bool:
    """Take all text away from the page, hidden and visible; true where visible text was among it.

    `forms` remembers, for the pages of a file, the forms that were stripped for a page before, and whether visible text was in them.
    """
    resources = _own_resources(pdf, page)
    known = any(forms.get(form.objgen, False) for form in _forms(resources).values())
    if not _has_fonts(resources, 0):
        return known
    kept, seen = _without_text(page.obj, resources, forms, 0)
    seen = seen or known
    page.obj["/Contents"] = pdf.make_stream(kept)
    return seen


def _own_resources(pdf: Any, page: Any) -> Any:
    """The page's resources as a dictionary of its own: those of several pages are often one."""
    import pikepdf

    found = page.obj.get("/Resources")
    page.obj["/Resources"] = pikepdf.Dictionary(dict(found.items())) if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()
    return page.obj["/Resources"]


def _has_fonts(resources: Any, depth: int) -> bool:
    if "/Font" in resources:
        return True
    if depth >= DEEP:
        return False
    return any(_has_fonts(form["/Resources"], depth + 1) for form in _forms(resources).values() if "/Resources" in form)


def _forms(resources: Any) -> dict[str, Any]:
    import pikepdf

    found = resources.get("/XObject")
    items = dict(found.items()) if isinstance(found, pikepdf.Dictionary) else {}
    return {key: item for key, item in items.items() if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form"}


def _without_text(item: Any, resources: Any, forms: dict[Any, bool], depth: int) -> tuple[bytes, bool]:
    """The operators of a page or form without its text, and whether visible text was among them; forms in it are changed in place."""
    import pikepdf

    kept, seen, mode, stack = [], False, 0, []
    for operands, operator in _instructions(item):
        name = str(operator)
        if name == "Tr" and operands:
            mode = int(operands[0])
        elif name == "q":
            stack.append(mode)
        elif name == "Q" and stack:
            mode = stack.pop()
        seen = seen or (name in SHOWING and mode != 3)
        if name not in TEXT_OPERATORS:
            kept.append((operands, operator))
    if "/Font" in resources:
        del resources["/Font"]
    for form in _forms(resources).values() if depth < DEEP else ():
        inner = form.get("/Resources")
        if isinstance(inner, pikepdf.Dictionary) and _has_fonts(inner, depth + 1):
            changed, visible = _without_text(form, inner, forms, depth + 1)
            form.write(changed)
            forms[form.objgen] = visible
            seen = seen or visible
    return pikepdf.unparse_content_stream(kept), seen


def show_again(path: Path, pdf: Any, numbers: Iterable[int], scratch: Path) -> list[str]:
    """Lay what is no longer seen of these pages over them as a picture; gives what is to be told. `scratch` is a folder for a draft."""
    wanted, done = list(numbers), []
    if not wanted:
        return []
    draft = scratch / "draft.pdf"
    pdf.save(draft)
    for number in wanted:
        before, after = reader.render_page(path, number, OVERLAY_DPI), reader.render_page(draft, number, OVERLAY_DPI)
        if before.shape == after.shape and (changed := _differ(before, after)).any():
            lay_over(pdf, pdf.pages[number - 1], before, widened(changed))
            done.append(str(number))
    draft.unlink()
    return [f"what is seen of signatures, fields or replaced text is kept as a picture (page {', '.join(done)})"] if done else []


def _differ(before: Pixels, after: Pixels) -> Dots:
    """The dots of two pictures of one size that differ visibly in one of their colours."""
    return brightest(np.maximum(before, after) - np.minimum(before, after)) > VISIBLE


def brightest(pixels: Pixels) -> Pixels:
    """The largest of each dot's three colours: ten times as fast as numpy's own maximum along the last axis."""
    largest: Pixels = np.maximum(np.maximum(pixels[:, :, 0], pixels[:, :, 1]), pixels[:, :, 2])
    return largest


def is_grey(pixels: Pixels) -> bool:
    """True for a picture of three colours that is without any."""
    return bool((pixels[:, :, 0] == pixels[:, :, 1]).all() and (pixels[:, :, 1] == pixels[:, :, 2]).all())


def widened(dots: Dots) -> Dots:
    """The dots and those next to them: the soft edge of a letter belongs to it."""
    wide = dots.copy()
    wide[1:] |= dots[:-1]
    wide[:-1] |= dots[1:]
    across = wide.copy()
    across[:, 1:] |= wide[:, :-1]
    across[:, :-1] |= wide[:, 1:]
    return across


def lay_over(pdf: Any, page: Any, seen: Pixels, counts: Dots) -> None:
    """Draw the dots that count of a picture of the page (BGR) over the page as it is shown."""
    import pikepdf

    rows, columns = np.flatnonzero(counts.any(axis=1)), np.flatnonzero(counts.any(axis=0))
    y0, y1, x0, x1 = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    pixels = np.where(counts[y0:y1, x0:x1, None], seen[y0:y1, x0:x1, ::-1], 255).astype(np.uint8)
    grey = is_grey(pixels)
    size = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image, "Width": x1 - x0, "Height": y1 - y0}
    mask = pdf.make_stream(np.packbits(~counts[y0:y1, x0:x1], axis=1).tobytes(), **size, ImageMask=True, BitsPerComponent=1)
    colours = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB
    data = (pixels[:, :, 0] if grey else pixels).tobytes()
    picture = pdf.make_stream(data, **size, ColorSpace=colours, BitsPerComponent=8, Mask=mask)
    name = page.add_resource(picture, pikepdf.Name.XObject, pikepdf.Name("/Seen"), replace_existing=False)
    sheet = _sheet(page, None)
    wide, tall = sheet.size
    across, up = wide / counts.shape[1], tall / counts.shape[0]
    turned = " ".join(f"{value:.4f}" for value in sheet.matrix)
    placed = f"{(x1 - x0) * across:.4f} 0 0 {(y1 - y0) * up:.4f} {x0 * across:.4f} {tall - y1 * up:.4f}"
    page.contents_add(b"q", prepend=True)
    page.contents_add(f"Q q {turned} cm {placed} cm {name} Do Q".encode(), prepend=False)
