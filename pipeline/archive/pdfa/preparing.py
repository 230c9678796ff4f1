"""A PDF made ready for its copy: what a searchable PDF/A may not carry is taken away, what the paper shows stays to be seen.

Taken away: signatures and forms (a copy with a text layer cannot be what was signed), scripts and actions, files inside the file,
notes, old metadata, and the text of an earlier OCR: it would be found beside ours, wrong as it is. What was seen of that (the
stamp of a signature, a form's field, the visible print of fonts that cannot be copied from) is laid over the page as a picture of
just those dots, so that the page's own picture stays byte for byte as it was scanned. A page whose visible text reads as our words
do keeps its text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.archive.pdfa.layer import Sheet, content
from pipeline.document import Page
from pipeline.reading import pdf as reader
from pipeline.vietnamese.normalize import nfc

ROOT_KEYS = frozenset("/Type /Pages /PageLabels /OCProperties /Lang /PageMode /PageLayout /Outlines /Dests".split())
PAGE_KEYS = frozenset("/Type /Parent /MediaBox /CropBox /Rotate /Resources /Contents /UserUnit /Group /Annots".split())
"""What is kept of the catalogue and of a page; everything else is of no use to a copy or not allowed in PDF/A."""

SHOWING = frozenset({"Tj", "TJ", "'", '"'})
TEXT_OPERATORS = SHOWING | frozenset("BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T*".split())

SAME_WORDS = 0.97
"""Share of our words that the page's own text must have for it to be kept."""

OVERLAY_DPI, VISIBLE = 300, 24
"""Resolution of what is laid over as a picture, and by how much (of 255) a dot must differ to be part of it."""

DEEP = 8
"""Forms inside forms that are looked into."""


@dataclass
class Prepared:
    """A PDF ready for its text layer: the open document, the operators of each page's text, its turn, and what is to be told."""

    pdf: Any
    texts: list[bytes] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)
    origins: list[tuple[float, float, float, float]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def prepare(path: Path, pdf: Any, pages: dict[int, Page], scratch: Path) -> Prepared:
    """The open PDF at `path` changed in memory, with a text for each page; `scratch` is a folder for drafts."""
    _trim_catalogue(pdf)
    ready = Prepared(pdf)
    hidden: list[int] = []
    for number, page in enumerate(pdf.pages, 1):
        read = pages.get(number)
        if _trim_page(page):
            hidden.append(number)
        sheet = _sheet(page, read)
        ready.origins.append(_media(page))
        ready.turns.append(sheet.turn)
        own = read is None or _keeps_text(path, number, page, read)
        if not own and strip_text(pdf, page) and number not in hidden:
            hidden.append(number)
        left, bottom, _, _ = ready.origins[-1]
        moved = sheet._replace(left=sheet.left - left, bottom=sheet.bottom - bottom)
        ready.texts.append(b"" if own or read is None else content(moved.words(read), moved.matrix))
    _lay_over(path, ready, hidden, scratch)
    return ready


def _trim_catalogue(pdf: Any) -> None:
    for key in set(pdf.Root.keys()) - ROOT_KEYS:
        del pdf.Root[key]
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


def _media(page: Any) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of the page's medium."""
    x0, y0, x1, y1 = _ordered(page.mediabox)
    return x0, y0, x1 - x0, y1 - y0


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


def strip_text(pdf: Any, page: Any) -> bool:
    """Take all text away from the page, hidden and visible; true where visible text was among it."""
    resources = _own_resources(pdf, page)
    if not _has_fonts(resources, 0):
        return False
    kept, seen = _without_text(pdf, page.obj, resources, 0)
    page.obj["/Contents"] = pdf.make_stream(kept)
    return seen


def _own_resources(pdf: Any, page: Any) -> Any:
    """The page's resources as a dictionary of its own: those of several pages are often one."""
    import pikepdf

    found = page.obj.get("/Resources")
    page.obj["/Resources"] = pikepdf.Dictionary(found) if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()
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


def _without_text(pdf: Any, item: Any, resources: Any, depth: int) -> tuple[bytes, bool]:
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
            changed, visible = _without_text(pdf, form, inner, depth + 1)
            form.write(changed)
            seen = seen or visible
    return pikepdf.unparse_content_stream(kept), seen


def _lay_over(path: Path, ready: Prepared, numbers: list[int], scratch: Path) -> None:
    """Lay what is no longer seen of these pages over them as a picture."""
    if not numbers:
        return
    draft = scratch / "draft.pdf"
    ready.pdf.save(draft)
    for number in numbers:
        before, after = reader.render_page(path, number, OVERLAY_DPI), reader.render_page(draft, number, OVERLAY_DPI)
        if before.shape == after.shape and (picture := _difference(before, after)) is not None:
            _draw(ready.pdf, ready.pdf.pages[number - 1], *picture)
            ready.notes.append(f"page {number}: what is seen of signatures, fields or text is kept as a picture")
    draft.unlink()


def _difference(before: np.ndarray[Any, Any], after: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], Any] | None:
    """What is to be seen before and not after: its dots, which of them count, and its edges in fractions; None where all is the same."""
    changed = np.abs(before.astype(np.int16) - after).max(axis=2) > VISIBLE
    if not changed.any():
        return None
    wide = changed.copy()  # the soft edge of a letter belongs to it
    wide[1:] |= changed[:-1]
    wide[:-1] |= changed[1:]
    wide[:, 1:] |= wide[:, :-1].copy()
    wide[:, :-1] |= wide[:, 1:].copy()
    rows, columns = np.flatnonzero(wide.any(axis=1)), np.flatnonzero(wide.any(axis=0))
    y0, y1, x0, x1 = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    height, width = changed.shape
    return before[y0:y1, x0:x1, ::-1], wide[y0:y1, x0:x1], (x0 / width, y0 / height, x1 / width, y1 / height)


def _draw(pdf: Any, page: Any, pixels: np.ndarray[Any, Any], counts: np.ndarray[Any, Any], box: tuple[float, float, float, float]) -> None:
    """Draw the dots that count over the page as it is shown."""
    import pikepdf

    height, width = counts.shape
    pixels = np.where(counts[:, :, None], pixels, 255).astype(np.uint8)
    grey = bool((pixels.max(axis=2) == pixels.min(axis=2)).all())
    mask = pdf.make_stream(
        np.packbits(~counts, axis=1).tobytes(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ImageMask=True,
        BitsPerComponent=1,
    )
    picture = pdf.make_stream(
        (pixels[:, :, 0] if grey else pixels).tobytes(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Mask=mask,
    )
    name = page.add_resource(picture, pikepdf.Name.XObject, prefix="Seen")
    a, b, c, d, e, f = _sheet(page, None).matrix
    wide, tall = _sheet(page, None).size
    x, y = box[0] * wide, (1 - box[3]) * tall
    w, h = (box[2] - box[0]) * wide, (box[3] - box[1]) * tall
    page.contents_add(b"q", prepend=True)
    page.contents_add(f"Q q {a} {b} {c} {d} {e:.4f} {f:.4f} cm {w:.4f} 0 0 {h:.4f} {x:.4f} {y:.4f} cm {name} Do Q".encode(), prepend=False)
