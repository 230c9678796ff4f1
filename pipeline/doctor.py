"""What this machine has for reading papers, and what to do about what is missing (`kehoach doctor`)."""

from __future__ import annotations

import importlib
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Literal, NamedTuple

from pipeline import models
from pipeline.errors import EngineMissing, KehoachError

OLDEST_TESSERACT = 5
"""Version 4 lists no alternatives by letter (`lstm_choice_mode`) in the form that restoration reads."""

PACKS = {"vie": ("tesseract-ocr-vie", True), "Vietnamese": ("tesseract-ocr-script-viet", False)}
"""Language packs: the Debian package, and whether nothing works without it."""

LIBRARIES = (
    "filelock", "numpy", "opencv-python-headless", "pandas", "Pillow", "pyHanko", "pypdfium2", "pytesseract", "regex", "rich", "typer",
    "underthesea",
)  # fmt: skip

EXTRAS = {"parquet": ("pyarrow", "pyarrow"), "xlsx": ("XlsxWriter", "xlsxwriter")}
"""Extra: distribution and module."""

PURPOSES = {
    "archive": (
        ("img2pdf", "ocrmypdf", "pikepdf", "watchfiles"),
        "searchable PDF/A copies in an archive, `kehoach archive watch`",
        "bản PDF/A tìm kiếm được trong kho, `kehoach archive watch`",
    ),
    "web": (("datasette",), "`kehoach serve`, the archive in a browser", "`kehoach serve`, xem kho bằng trình duyệt"),
    "cluster": (("dask", "distributed"), "an archive read by several machines", "nhiều máy cùng xử lý một kho"),
    "graph": (("networkx",), "`kehoach graph`, which papers cite which", "`kehoach graph`, văn bản nào viện dẫn văn bản nào"),
}
"""Extra: its distributions (named as their modules are), and what works with them alone, in English and Vietnamese."""


class Finding(NamedTuple):
    """One thing looked at: `state` says whether it is there, whether it is needed; `advice` by language."""

    name: str
    state: Literal["ok", "missing", "optional"]
    seen: str
    advice: dict[str, str]


def examine() -> list[Finding]:
    """Everything looked at, in order: Python, Tesseract, its packs, libraries, extras, models."""
    return [_python(), *_engine(), *_libraries(), *_extras(), *_purposes(), *_models()]


def fatal(findings: list[Finding]) -> KehoachError | None:
    """The error of a machine that cannot read a scan, or not restore what it reads; None where it can do both."""
    missing = [finding.name for finding in findings if finding.state == "missing" and finding.name != "models"]
    return EngineMissing(detail=", ".join(missing)) if missing else next(iter(models.faults()), None)


def _install(package: str) -> dict[str, str]:
    command = f"sudo apt-get install {package}"
    return {
        "en": f"Debian, Ubuntu: {command}. Elsewhere: see https://tesseract-ocr.github.io/tessdoc/Installation.html",
        "vi": f"Debian, Ubuntu: {command}. Hệ điều hành khác: xem https://tesseract-ocr.github.io/tessdoc/Installation.html",
    }


def _python() -> Finding:
    return Finding("Python", "ok", platform.python_version(), {})


def _run(*arguments: str) -> str:
    """What a command prints; empty where it cannot be run."""
    try:
        done = subprocess.run(arguments, capture_output=True, timeout=30, check=False, text=True, errors="replace")
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr


def _engine() -> Iterator[Finding]:
    found = shutil.which("tesseract")
    version = re.search(r"tesseract v?((\d+)\.[\w.-]+)", _run(found, "--version")) if found else None
    if found is None or version is None:
        yield Finding("Tesseract", "missing", "-", _install("tesseract-ocr"))
    elif int(version[2]) < OLDEST_TESSERACT:
        yield Finding("Tesseract", "missing", f"{version[1]} ({found})", _install(f"tesseract-ocr (>= {OLDEST_TESSERACT})"))
    else:
        yield Finding("Tesseract", "ok", f"{version[1]} ({found})", {})
    packs = {line.strip().removeprefix("script/") for line in _run(found, "--list-langs").splitlines()} if found else set()
    for pack, (package, needed) in PACKS.items():
        if pack in packs:
            yield Finding(f"Tesseract: {pack}", "ok", pack, {})
        else:
            yield Finding(f"Tesseract: {pack}", "missing" if needed else "optional", "-", _install(package))


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _libraries() -> Iterator[Finding]:
    for name in LIBRARIES:
        version = _version(name)
        advice = {"en": f"pip install {name}", "vi": f"pip install {name}"} if version is None else {}
        yield Finding(name, "missing" if version is None else "ok", version or "-", advice)


def _extras() -> Iterator[Finding]:
    for extra, (distribution, module) in EXTRAS.items():
        try:
            importlib.import_module(module)
        except ImportError:
            command = f"pip install 'kehoach[{extra}]'"
            yield Finding(f"--format {extra}", "optional", "-", {"en": command, "vi": command})
        else:
            yield Finding(f"--format {extra}", "ok", f"{distribution} {_version(distribution) or ''}".strip(), {})


def _purposes() -> Iterator[Finding]:
    """The extras that carry a part of the program. They are not loaded to be seen: Dask alone takes a second."""
    for extra, (distributions, en, vi) in PURPOSES.items():
        versions = {name: _version(name) for name in distributions}
        if all(versions.values()):
            yield Finding(extra, "ok", ", ".join(f"{name} {version}" for name, version in versions.items()), {})
        else:
            command = f"pip install 'kehoach[{extra}]'"
            missing = ", ".join(name for name, version in versions.items() if version is None)
            advice = {"en": f"{command} (for {en}; missing: {missing})", "vi": f"{command} (dùng cho {vi}; còn thiếu: {missing})"}
            yield Finding(extra, "optional", "-", advice)


def _models() -> Iterator[Finding]:
    """Each trained file, and whether its bytes are those that were trained."""
    faults = models.faults()
    for error in faults:
        yield Finding("models", "missing", error.where, {language: error.message(language) for language in error.text})
    broken = {Path(error.where).name for error in faults}
    whole = [] if models.CHECKSUMS in broken else [item for item in models.listed() if item.name not in broken]
    for item in whole:
        yield Finding("models", "ok", f"{item.name} ({item.size / 1e6:.1f} MB, SHA-256 {item.sha256[:12]}…)", {})
    if not faults and not whole:
        none = "none come with this version: words are read by Tesseract alone"
        yield Finding("models", "ok", "-", {"en": none, "vi": "bản này chưa kèm mô hình: chỉ dùng Tesseract"})
