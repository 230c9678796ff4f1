"""Results of a later version, put in the place of the old ones (đọc lại): made complete beside them in `new/`, then moved over.

Until `new/file.json` is there the old results stand untouched, from then on the new ones win: a run that was killed while files were
moved goes on moving. A person's corrections lie elsewhere and are never touched.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from pipeline.archive.files.manifest import Manifest, made_by
from pipeline.errors import CannotWrite
from pipeline.output import settle, settle_folder, write_atomically

BY, PAPERS = "made_by.txt", "papers.txt"
"""In `new/`: which version makes the results; names of the papers' files, once all are there."""


def beside(folder: Path) -> Path:
    """The folder for new results of the document in `folder`; what another version began there is thrown away. Raises `CannotWrite`."""
    home = folder / "new"
    try:
        if (home / BY).read_text(encoding="utf-8") == made_by():
            return home
    except (OSError, ValueError):
        pass
    discard(folder)
    write_atomically(home / BY, made_by().encode())
    return home


def begun(folder: Path) -> bool:
    """Whether this version began to make new results for the document."""
    try:
        return (folder / "new" / BY).read_text(encoding="utf-8") == made_by()
    except (OSError, ValueError):
        return False


def discard(folder: Path) -> None:
    """Throw away what was begun. Raises `CannotWrite`."""
    try:
        shutil.rmtree(folder / "new")
    except FileNotFoundError:
        pass
    except OSError as error:
        raise CannotWrite(folder, detail=error.strerror or str(error)) from error


def complete(folder: Path, manifest: Manifest) -> None:
    """Say that the new results are complete: from here on they win. Raises `CannotWrite`."""
    home = folder / "new"
    write_atomically(home / PAPERS, "\n".join(sorted(path.name for path in home.glob("paper*.*") if path.name != PAPERS)).encode())
    settle(path for path in home.rglob("*") if path.is_file())
    write_atomically(folder / "new" / "file.json", manifest.to_json())


def move_over(folder: Path) -> bool:
    """Move complete new results to their place; false where there are none. Raises `CannotWrite`."""
    home = folder / "new"
    if not (home / "file.json").is_file():
        return False
    try:
        papers = set((home / PAPERS).read_text(encoding="utf-8").split("\n"))
        for path in [path for path in sorted(home.rglob("*")) if path.is_file() and path.name not in (BY, PAPERS, "file.json")]:
            target = folder / path.relative_to(home)
            target.parent.mkdir(exist_ok=True)
            path.replace(target)
        for path in folder.glob("paper*.*"):
            if path.name not in papers:  # the old reading found more of them
                path.unlink()
        for place in (folder / "pages", folder / "previews", folder):
            if place.is_dir():
                settle_folder(place)
        (home / "file.json").replace(folder / "file.json")
        settle_folder(folder)
    except OSError as error:
        raise CannotWrite(folder, detail=error.strerror or str(error)) from error
    with suppress(CannotWrite):
        discard(folder)
    return True
