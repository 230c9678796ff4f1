"""Searchable copies (bản sao tìm kiếm được) as PDF/A: the paper as it was scanned, our words under it. The door to OCRmyPDF and pikepdf.

PDF/A (ISO 19005) is PDF for keeping: all that is needed to show a page is in the file, nothing in it runs, changes or points
elsewhere for its look. `make` tries three levels and says which was reached:

    pdfa         through OCRmyPDF: the original's own pages and pictures, our text, PDF/A-2b by pikepdf's validator
    pdfa-images  a new PDF/A-2b of pictures of the pages, our text, where OCRmyPDF refuses or its result is no PDF/A
    plain        a searchable PDF that is no PDF/A

The original is never touched. Of a digitally signed original the copy carries no signature, and says so (`metadata`).
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.archive.pdfa.metadata import Metadata
from pipeline.document import Page
from pipeline.errors import DamagedFile, ExtraMissing
from pipeline.output import write_atomically
from pipeline.reading import pdf as reader

if TYPE_CHECKING:
    from pipeline.archive.pdfa.stripping import Stripped

__all__ = ["Made", "Metadata", "make"]


GROWTH, SPARE = 1.1, 60 * 1024
"""How much larger than the original a copy of pictures may be: by this factor, or by so many bytes."""


class Made(NamedTuple):
    """What came of it: the level reached (`pdfa`, `pdfa-images`, `plain`), and what a person should know of it."""

    level: str
    note: str | None


def make(original: Path, kind: str, pages: Sequence[Page], facts: Metadata, target: Path) -> Made:
    """Write a searchable copy of the PDF or image (`kind`) to `target`, with the words of its `pages`, in order.

    The same input gives the same bytes. Raises `ExtraMissing` without the libraries, `DamagedFile` where no page can be shown,
    `CannotWrite`.
    """
    _libraries()
    if kind == "pdf":
        facts = replace(facts, signed=bool(reader.signatures(original)))  # a name may stand in a stamp without a signature
    with tempfile.TemporaryDirectory(prefix="kehoach-") as folder:
        data, made = _best(original, kind, pages, facts, Path(folder))
    write_atomically(target, data)
    return made


def _libraries() -> None:
    try:
        for library in ("ocrmypdf", "pikepdf.pdfa"):
            import_module(library)
    except ImportError as error:
        raise ExtraMissing(detail="pip install 'kehoach[archive]'") from error
    from pipeline.archive.pdfa.engine import be_quiet

    be_quiet()


def _best(original: Path, kind: str, pages: Sequence[Page], facts: Metadata, scratch: Path) -> tuple[bytes, Made]:
    """The copy of the highest level that can be reached."""
    signed = ["the original is digitally signed, this copy is not"] if facts.signed else []
    reasons: list[str] = []
    for level, attempt in (("pdfa", _through_ocrmypdf), ("pdfa-images", _of_pictures), ("plain", _plain)):
        try:
            data, notes = attempt(original, kind, pages, facts, scratch)
        except Exception as error:  # a stranger's file, that may ask for more memory too: the next level asks less of it
            reasons.append(f"not {level}: {_told(error)}")
            continue
        return data, Made(level, "; ".join(signed + notes + reasons) or None)
    raise DamagedFile(original, detail="; ".join(reasons))


def _told(error: Exception) -> str:
    first = (str(error).strip().splitlines() or [""])[0]
    ours = isinstance(error, _NotPdfA) or type(error).__name__ in ("RefusedFile", "Tangled", "TooMuch")
    return (first if ours else f"{type(error).__name__}: {first}")[:200]


class _NotPdfA(Exception):
    """The copy breaks rules of PDF/A; the text names the first of them."""


def _checked(data: bytes) -> bytes:
    from pipeline.archive.pdfa.finishing import faults

    found = faults(data)
    if found:
        raise _NotPdfA(f"{found[0]} ({len(found)} in all)")
    return data


def _stripped(original: Path, kind: str, pages: Sequence[Page]) -> tuple[Any, Stripped]:
    """The file as an open PDF without what a copy may not carry."""
    import pikepdf

    from pipeline.archive.pdfa import pictures
    from pipeline.archive.pdfa.stripping import Stripped, strip

    if kind == "image":
        return pictures.from_image(original, pages), Stripped(frozenset(), (), ())
    base = pikepdf.open(original)
    return base, strip(original, base, pages)


def _through_ocrmypdf(original: Path, kind: str, pages: Sequence[Page], facts: Metadata, scratch: Path) -> tuple[bytes, list[str]]:
    import pikepdf
    from ocrmypdf.pdfa import find_nonembedded_fonts

    from pipeline.archive.pdfa.engine import to_pdfa
    from pipeline.archive.pdfa.finishing import finish, tidy
    from pipeline.archive.pdfa.layer import text_pdf
    from pipeline.archive.pdfa.overlays import show_again
    from pipeline.archive.pdfa.sheets import under

    base, (own, hidden, notes) = _stripped(original, kind, pages)
    with base:
        if fonts := find_nonembedded_fonts(base):  # OCRmyPDF says so too, after all the work
            raise _NotPdfA(f"fonts that are not in the file: {', '.join(sorted(fonts))}"[:200])
        told = [*notes, *show_again(original, base, hidden, scratch)]
        texts = under(base, pages, own)
        base.save(scratch / "prepared.pdf")

    def draw(number: int) -> bytes:
        text, width, height, _ = texts[number - 1]
        return text_pdf(text, width, height)

    with pikepdf.open(io.BytesIO(to_pdfa(scratch / "prepared.pdf", draw))) as done:
        tidy(done)
        return _checked(finish(done, texts, facts, pdfa=True)), told


def _of_pictures(original: Path, kind: str, pages: Sequence[Page], facts: Metadata, scratch: Path) -> tuple[bytes, list[str]]:
    import pikepdf.pdfa

    from pipeline.archive.pdfa import pictures
    from pipeline.archive.pdfa.finishing import FLAVOUR, finish, graft
    from pipeline.archive.pdfa.sheets import under

    size = original.stat().st_size
    room = round(max(size * GROWTH, size + SPARE))
    told: list[str] = []
    if kind == "image":
        whole = pictures.from_dots(original, pages)
    else:
        base, told = _for_pictures(original, pages, scratch)
        whole = pictures.from_pdf(original, base, room)
    texts = under(whole, pages)
    graft(whole, texts)
    pikepdf.pdfa.prepare(whole, FLAVOUR)
    data = _checked(finish(whole, texts, facts, pdfa=True))
    if kind != "image" and len(data) > room:
        raise pictures.TooMuch(f"{len(data) / size:.1f} times the original")
    return data, told


def _for_pictures(original: Path, pages: Sequence[Page], scratch: Path) -> tuple[Any, list[str]]:
    """The stripped PDF, for those of its pages that are pictures already; None where only PDFium can open it."""
    import pikepdf

    from pipeline.archive.pdfa.overlays import show_again
    from pipeline.archive.pdfa.stripping import Tangled

    try:
        base, (own, hidden, notes) = _stripped(original, "pdf", pages)
    except (pikepdf.PdfError, Tangled):
        return None, []
    return base, [*notes, *show_again(original, base, sorted(set(hidden) - own), scratch)]


def _plain(original: Path, kind: str, pages: Sequence[Page], facts: Metadata, scratch: Path) -> tuple[bytes, list[str]]:
    import pikepdf

    from pipeline.archive.pdfa import pictures
    from pipeline.archive.pdfa.finishing import finish, graft
    from pipeline.archive.pdfa.overlays import show_again
    from pipeline.archive.pdfa.sheets import under
    from pipeline.archive.pdfa.stripping import Stripped, Tangled

    try:
        base, (own, hidden, notes) = _stripped(original, kind, pages)
    except (pikepdf.PdfError, Tangled):
        base, (own, hidden, notes) = pictures.from_pdf(original, None, sys.maxsize), Stripped(frozenset(), (), ())
    told = [*notes, *show_again(original, base, hidden, scratch)]
    texts = under(base, pages, own)
    graft(base, texts)
    return finish(base, texts, facts, pdfa=False), told
