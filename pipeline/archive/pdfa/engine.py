"""OCRmyPDF with our words as its engine: the PDF that goes in comes out as PDF/A-2b with the words under its pages.

OCRmyPDF is called through its API with a plugin made for the one file. What it would do for an engine that reads pictures is
switched off where our words are known already: pages are not drawn (the picture handed on is one dot), Tesseract is neither
looked for nor run, nothing is optimised, no processes are started. What is left of it is what it is called for: its care with
odd PDF files, its grafting of text under pages, its PDF/A backend without Ghostscript, and its validation of what comes out.
A file of five pages takes 0.12 s.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

Draw = Callable[[int], bytes]
"""The text layer of a page (number from 1) as a PDF of one page."""


def to_pdfa(prepared: Path, draw: Draw) -> bytes:
    """The PDF as PDF/A-2b with `draw`'s text under each page that has no text of its own. Raises `RefusedFile` where OCRmyPDF refuses."""
    import ocrmypdf

    result = io.BytesIO()  # to a stream: a file would be decoded once more, to be checked
    try:
        code = ocrmypdf.ocr(
            prepared,
            result,
            plugin_manager=_manager(draw),
            language=["vie"],
            mode="skip",
            output_type="pdfa",
            pdfa_backend="internal",
            pdf_renderer="sandwich",
            optimize=0,
            fast_web_view=1e9,
            tagged_pdf_mode="ignore",
            jobs=1,
            use_threads=True,
            progress_bar=False,
        )
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as error:  # whatever it meets in a stranger's file; the copy is then made without it
        told = (str(error).splitlines() or [""])[0].removeprefix("--pdfa-backend internal could not produce PDF/A: ")
        raise RefusedFile(f"OCRmyPDF says {type(error).__name__}: {told}"[:200]) from error
    if code != 0:
        raise RefusedFile(f"exit code {int(code)}")
    return result.getvalue()


class RefusedFile(Exception):
    """OCRmyPDF does not take the file, or what it made is no PDF/A; the text says why."""


def _manager(draw: Draw) -> Any:
    from ocrmypdf._plugin_manager import get_plugin_manager
    from ocrmypdf.builtin_plugins import concurrency, ghostscript, null_ocr, pypdfium, tesseract_ocr

    manager = get_plugin_manager([])
    for unused in (concurrency, ghostscript, null_ocr, pypdfium, tesseract_ocr):
        manager.pluggy_manager.unregister(unused)
    manager.pluggy_manager.register(_plugin(draw))
    return manager


def _plugin(draw: Draw) -> object:
    """The plugin: our engine, a picture of one dot for each page, work done one page after the other in this process."""
    from ocrmypdf import hookimpl
    from ocrmypdf._concurrent import SerialExecutor
    from ocrmypdf.builtin_plugins.ghostscript import GhostscriptOptions
    from ocrmypdf.builtin_plugins.tesseract_ocr import TesseractOptions

    class Plugin:
        @hookimpl
        def register_options(self) -> dict[str, type]:
            return {"tesseract": TesseractOptions, "ghostscript": GhostscriptOptions}  # its checks ask for them

        @hookimpl
        def get_ocr_engine(self, options: object) -> object:
            return _engine(draw)

        @hookimpl
        def rasterize_pdf_page(self, output_file: Path, raster_dpi: Any) -> Path:
            Image.new("1", (1, 1)).save(output_file, dpi=raster_dpi.to_int())
            return output_file

        @hookimpl
        def get_progressbar_class(self) -> type:
            return _NoBar

        @hookimpl
        def get_executor(self, progressbar_class: type) -> object:
            return SerialExecutor(pbar_class=progressbar_class)  # type: ignore[no-untyped-call]

    return Plugin()


def _engine(draw: Draw) -> object:
    from ocrmypdf.pluginspec import OcrEngine

    class Engine(OcrEngine):
        @staticmethod
        def version() -> str:
            return "1"

        @staticmethod
        def creator_tag(options: object) -> str:
            return "kehoach"

        def __str__(self) -> str:
            return "kehoach"

        @staticmethod
        def languages(options: object) -> set[str]:
            return {"vie"}

        @staticmethod
        def get_orientation(input_file: Path, options: object) -> Any:
            raise NotImplementedError

        @staticmethod
        def get_deskew(input_file: Path, options: object) -> float:
            return 0.0

        @staticmethod
        def generate_hocr(input_file: Path, output_hocr: Path, output_text: Path, options: object) -> None:
            raise NotImplementedError

        @staticmethod
        def generate_pdf(input_file: Path, output_pdf: Path, output_text: Path, options: object) -> None:
            output_pdf.write_bytes(draw(int(input_file.name.split("_")[0])))  # '000012_ocr.png'
            output_text.write_text("")

    return Engine()


class _NoBar:
    """A progress bar that shows nothing."""

    def __init__(self, **_: object) -> None: ...

    def __enter__(self) -> _NoBar:
        return self

    def __exit__(self, *_: object) -> None: ...

    def update(self, *_: object, **__: object) -> None:
        """Nothing is shown."""


def be_quiet() -> None:
    """What the libraries tell their logs is not for the person who runs this."""
    for name in ("ocrmypdf", "pikepdf", "fontTools", "img2pdf", "pdfminer", "pyhanko"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
