"""A PDF made ready for its copy: what a searchable PDF/A may not carry is taken away, what the paper shows stays to be seen.

Taken away: signatures and forms (a copy with a text layer cannot be what was signed), scripts and actions, files inside the file,
notes, old metadata, and the text of an earlier OCR: it would be found beside ours, wrong as it is. What was seen of that (the
stamp of a signature, a form's field, the visible print of fonts that cannot be copied from) is laid over the page as a picture
(`overlays`), so that the page's own picture stays byte for byte as it was scanned. A page whose visible text reads as our words
do keeps its text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.archive.pdfa.sheets import entries, page_of
from pipeline.document import Page
from pipeline.reading import pdf as reader
from pipeline.vietnamese.normalize import nfc

ROOT_KEYS = frozenset(["/Type", "/Pages", "/PageLabels", "/OCProperties", "/Lang", "/PageMode", "/PageLayout", "/Outlines", "/Dests"])
PAGE_KEYS = frozenset(["/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit", "/Group", "/Annots"])
"""What is kept of the catalogue and of a page; everything else is of no use to a copy or not allowed in PDF/A."""

STREAM_KEYS = ("/Metadata", "/PieceInfo", "/LastModified", "/OPI", "/Alternates", "/StructParent", "/StructParents")
"""What is taken from pictures and forms: other programs' own notes."""

_PLACE = re.compile(r"(?:https?|mailto):|[^:\\]*(?:[/?#]|$)", re.IGNORECASE)
"""Where a link may lead: the web, a letter, a place told without its way; not `javascript:`, not a file of the reader's."""

SHOWING = frozenset({"Tj", "TJ", "'", '"'})
TEXT_OPERATORS = SHOWING | frozenset(["BT", "ET", "Tc", "Tw", "Tz", "TL", "Tf", "Tr", "Ts", "Td", "TD", "Tm", "T*"])

SAME_WORDS = 0.97
"""Share of our words that the page's own text must have for it to be kept."""


MOST_FORMS = 500
"""Forms of a page, one inside the other, that are looked into; pages have one to three."""


class Stripped(NamedTuple):
    """What became of a PDF's pages: those that keep their own text, those of which something seen was taken, what is to be told."""

    own: frozenset[int]
    hidden: tuple[int, ...]
    notes: tuple[str, ...]


class Tangled(Exception):
    """Forms that draw themselves, or one another in so many ways that following them all would take for ever."""


def strip(path: Path, pdf: Any, pages: Sequence[Page]) -> Stripped:
    """Take from the open PDF of `path`, in memory, what a copy may not carry. Raises `Tangled`: OCRmyPDF follows every way."""
    ways: dict[Any, int] = {}
    for page in pdf.pages:
        if _ways(page.obj.get("/Resources"), ways) > MOST_FORMS:
            raise Tangled("forms that draw one another")
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


def _trim_catalogue(pdf: Any) -> None:

    for key in set(pdf.Root.keys()) - ROOT_KEYS:
        del pdf.Root[key]
    if "/OCProperties" in pdf.Root and _all_shown(pdf.Root["/OCProperties"]):
        del pdf.Root["/OCProperties"]  # layers that are all seen are no layers
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def _trim_page(page: Any) -> bool:
    """Take away what the page may not carry; true where something that may be seen went with it."""
    _mend_resources(page)
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


def _mend_resources(page: Any) -> None:
    """Leave dictionaries alone where dictionaries belong: a damaged file has names and numbers there, which no library expects."""
    import pikepdf

    if not isinstance(page.obj.get("/Resources"), pikepdf.Dictionary):
        page.obj["/Resources"] = pikepdf.Dictionary()
    for key, item in entries(page.obj, "/Resources").items():
        if key != "/ProcSet" and not isinstance(item, pikepdf.Dictionary):
            del page.obj["/Resources"][key]


def _harmless(link: Any) -> bool:
    action = link.get("/A")
    for key in ("/AA", "/PA", "/StructParent"):
        if key in link:
            del link[key]
    if action is None or "/Next" in action:
        return action is None
    return str(action.get("/S")) == "/GoTo" or (str(action.get("/S")) == "/URI" and bool(_PLACE.match(str(action.get("/URI", "")))))


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

    seen = watermark = False
    for key, item in entries(page.obj, "/Resources", "/XObject").items():
        if not isinstance(item, pikepdf.Stream) or not ("/OC" in item or "/PieceInfo" in item):
            continue
        marked = _is_watermark(item)
        if marked or ("/OC" in item and "/OCProperties" in pdf.Root):
            page.obj["/Resources"]["/XObject"][key] = pdf.make_stream(
                b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 1, 1]
            )
            seen, watermark = seen or not marked, watermark or marked
        elif "/OC" in item:
            del item["/OC"]
    return seen, watermark


def _is_watermark(item: Any) -> bool:
    mark = entries(item, "/PieceInfo").get("/ADBE_CompoundType")
    return str(mark) == "/Watermark" or ("/OC" in item and not _is_printed(item["/OC"]))


def _is_printed(layer: Any) -> bool:
    """False for a layer (or a group of one) that says that it is not for paper."""
    import pikepdf

    found: Any = layer.get("/OCGs", layer) if isinstance(layer, pikepdf.Dictionary) else layer
    found = found[0] if isinstance(found, pikepdf.Array) and len(found) == 1 else found
    return str(entries(found, "/Usage", "/Print").get("/PrintState")) != "/OFF"


def _marks_layers(page: Any) -> bool:
    """True where operators of the page itself belong to a layer."""
    marked = entries(page.obj, "/Resources", "/Properties").values()
    return any(str(item.get("/Type", "")) in ("/OCG", "/OCMD") for item in marked)


def _keeps_text(path: Path, number: int, page: Any, read: Page) -> bool:
    """True where the page's own text is to be seen and reads as our words do."""
    if read.kind != "text" or not _shows_text(page):
        return False
    ours = Counter(nfc(word.text) for word in read.words())
    theirs = Counter(nfc(reader.plain_text(path, number)).split())
    return (ours & theirs).total() >= SAME_WORDS * ours.total()


def _shows_text(page: Any) -> bool:
    """True where the page's own operators write visible text."""
    return any(shown for *_, shown in _shown(page.obj))


def _shown(item: Any) -> Iterator[tuple[Any, Any, bool]]:
    """Operands and operator of each instruction, and whether it shows text that can be seen (mode 3 of `Tr` cannot)."""
    mode, stack = 0, []
    for operands, operator in _instructions(item):
        name = str(operator)
        if name == "Tr" and operands:
            mode = int(operands[0])
        elif name == "q":
            stack.append(mode)
        elif name == "Q" and stack:
            mode = stack.pop()
        yield operands, operator, name in SHOWING and mode != 3


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
    if not _has_fonts(resources):
        return known
    kept, seen = _without_text(page.obj, resources, forms)
    seen = seen or known
    page.obj["/Contents"] = pdf.make_stream(kept)
    return seen


def _own_resources(pdf: Any, page: Any) -> Any:
    """The page's resources as a dictionary of its own: those of several pages are often one."""
    import pikepdf

    found = page.obj.get("/Resources")
    page.obj["/Resources"] = pikepdf.Dictionary(dict(found.items())) if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()
    return page.obj["/Resources"]


def _has_fonts(resources: Any, known: set[Any] | None = None) -> bool:
    """True where the resources, or those of forms in them, have fonts. Each form is looked at once: a hostile file nests them endlessly."""
    known = set() if known is None else known
    if "/Font" in resources:
        return True
    for form in _forms(resources).values():
        inner = form.get("/Resources")
        if form.objgen not in known and inner is not None and len(known) < MOST_FORMS:
            known.add(form.objgen)
            if _has_fonts(inner, known):
                return True
    return False


def _ways(resources: Any, known: dict[Any, int]) -> int:
    """In how many ways forms are reached from the resources, one inside the other; very many where one draws itself."""
    total = 0
    for form in _forms(resources).values():
        if form.objgen not in known:
            known[form.objgen] = MOST_FORMS + 1  # for as long as it is looked at: whoever meets it then draws itself
            known[form.objgen] = 1 + _ways(form.get("/Resources"), known)
        total += known[form.objgen]
    return min(total, MOST_FORMS + 1)


def _forms(resources: Any) -> dict[str, Any]:
    import pikepdf

    items = entries(resources, "/XObject")
    return {key: item for key, item in items.items() if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form"}


def _without_text(item: Any, resources: Any, forms: dict[Any, bool]) -> tuple[bytes, bool]:
    """The operators of a page or form without its text, and whether visible text was among them; forms in it are changed in place."""
    import pikepdf

    kept, seen = [], False
    for operands, operator, shown in _shown(item):
        seen = seen or shown
        if str(operator) not in TEXT_OPERATORS:
            kept.append((operands, operator))
    if "/Font" in resources:
        del resources["/Font"]
    for form in _forms(resources).values():
        inner = form.get("/Resources")
        if form.objgen not in forms and isinstance(inner, pikepdf.Dictionary) and _has_fonts(inner):
            forms[form.objgen] = False  # a form may draw itself
            changed, forms[form.objgen] = _without_text(form, inner, forms)
            form.write(changed)
        seen = seen or forms.get(form.objgen, False)
    return pikepdf.unparse_content_stream(kept), seen
