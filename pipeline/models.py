"""Where the trained files are: `models/` of a checkout, `pipeline/model_files/` of an installed wheel."""

from __future__ import annotations

from pathlib import Path

_HOMES = (Path(__file__).with_name("model_files"), Path(__file__).resolve().parents[1] / "models")


def home() -> Path | None:
    """The folder of the trained files; None where none came with the package."""
    return next((folder for folder in _HOMES if (folder / "README.md").is_file()), None)


def names() -> list[str]:
    """Names of the trained files, without the model card."""
    folder = home()
    return sorted(path.name for path in folder.iterdir() if path.name != "README.md") if folder else []


def path(name: str) -> Path:
    """Path of a trained file. Raises FileNotFoundError where it did not come with the package."""
    folder = home()
    if folder is None or not (folder / name).is_file():
        raise FileNotFoundError(f"the trained file {name} did not come with this package")
    return folder / name
