"""The texts that models learn from (kho ngữ liệu): files of one paragraph a line, and the part that is kept back to measure on.

A corpus is a folder of `*.txt` or `*.txt.xz` files (UTF-8). What is kept back is kept back by stretches of 500 paragraphs, one in
fifty, so that hardly a document stands on both sides; of a file `*.docs.jsonl(.xz)` of whole documents (`{"id", "title", "text"}`)
each tenth document, and its paragraphs wherever else they stand: the gazette is also part of the legal texts.

>>> sum(is_kept_back(index) for index in range(50_000)), is_kept_back(3_499), is_kept_back(3_500)
(1000, False, True)
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.errors import DamagedFile
from pipeline.vietnamese.normalize import nfc

STRETCH, ONE_IN, WHICH = 500, 50, 7
DOCUMENT_ONE_IN, DOCUMENT_WHICH = 10, 3
SHORTEST = 30
"""A paragraph of so few characters is nobody's own ('Nơi nhận:')."""


def is_kept_back(paragraph: int) -> bool:
    """True for the paragraphs of a file (counted from 0) that no training may see."""
    return paragraph // STRETCH % ONE_IN == WHICH


def text_files(folders: Iterable[Path]) -> list[Path]:
    """The text files of the corpus folders, sorted by name."""
    return sorted(
        (path for folder in folders for path in folder.iterdir() if path.name.endswith((".txt", ".txt.xz"))), key=lambda p: p.name
    )


def documents(folders: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """(id, text) of the whole documents kept back."""
    for folder in folders:
        for path in sorted(folder.glob("*.docs.jsonl*")):
            for index, line in enumerate(_lines(path)):
                if index % DOCUMENT_ONE_IN == DOCUMENT_WHICH:
                    said = json.loads(line)
                    yield said["id"], nfc(said["text"])


def training_paragraphs(folders: Iterable[Path], only: str = "") -> Iterator[str]:
    """The paragraphs to learn from, NFC, in order; those of the files whose names hold `only`. Raises DamagedFile."""
    folders = list(folders)
    others = {line.strip() for _, text in documents(folders) for line in text.splitlines() if len(line.strip()) > SHORTEST}
    for path in (path for path in text_files(folders) if only in path.name):
        for index, line in enumerate(_lines(path)):
            paragraph = nfc(line.strip())
            if not is_kept_back(index) and paragraph not in others:
                yield paragraph


def kept_back(path: Path) -> list[str]:
    """The paragraphs of one text file that no training sees, NFC."""
    return [nfc(line.strip()) for index, line in enumerate(_lines(path)) if is_kept_back(index)]


def _lines(path: Path) -> Iterator[str]:
    """The lines of a file. Raises DamagedFile where it is no UTF-8, or not packed as its name says."""
    try:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
            yield from file
    except (UnicodeDecodeError, lzma.LZMAError, EOFError) as error:
        raise DamagedFile(path, detail=str(error)) from error
