"""`pipeline.Archive`: one archive, from Python; the commands and the pages in the browser go through it too.

archive = pipeline.Archive("kho")                  # a folder; it is made by the first `add`
archive.add(["shelf/"], jobs=2)                    # read what is new, go on where an earlier run stopped
archive.documents(province="Kiên Giang")           # DataFrames
archive.search("thi đua khen thưởng")
archive.citations("34-CT/TW")
archive.targets("giảm nghèo")
"""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.archive.store import Store


class Archive:
    """The archive in a folder. Nothing is opened before it is used; raises `ArchiveMissing` where a question finds no archive."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)

    @property
    def store(self) -> Store:
        """The files. Raises `ArchiveMissing`, `ArchiveNewer`."""
        return Store.open(self.folder)

    def __repr__(self) -> str:
        return f"Archive({str(self.folder)!r})"
