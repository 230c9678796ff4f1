"""Plans in, scans with known contents out (mô phỏng bản quét): `kehoach simulate TEXT… -o DIR`.

A plan's TOML file says how its sample is scanned (`[scan]`: format, mode, dpi, level, seed); `level` and the rest can be
overruled. The same plan, level and seed give the same bytes. Beside each scan lies `<stem>.expected.json`.

    python -m pipeline.evaluation.simulate data/samples/plans -o data/samples      rebuilds the samples
    python -m pipeline.evaluation.simulate plan.toml -o out --level hard --seed 7
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from pipeline.document import UNREADABLE, Line, Page
from pipeline.errors import CannotWrite, DamagedFile, KehoachError, PathMissing, exit_code_of
from pipeline.evaluation import printing, scanning
from pipeline.evaluation.expected import expected, expected_of_text
from pipeline.evaluation.made_up.shelf import generate
from pipeline.evaluation.pdf_text import text_pdf
from pipeline.evaluation.plan import Plan, read_plan
from pipeline.evaluation.retyped import read_text
from pipeline.evaluation.sheet import Sheet
from pipeline.evaluation.typed import paragraphs
from pipeline.evaluation.typeset import typeset

FORMATS = {"pdf": ".pdf", "tiff": ".tif", "png": ".png", "jpeg": ".jpg", "pdf-text": ".pdf", "text": ".txt"}
EPOCH = time.gmtime(0)
"""Stands for the time of making in PDF files, so that the same input gives the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """How a plan becomes a file. `dpi` None: the level's own."""

    format: str = "pdf"
    mode: str = "colour"
    level: str = "light"
    dpi: int | None = None
    seed: int = 0
    seals: bool = True


def job_of(plan: Plan, **overrule: object) -> Job:
    """The job that the plan's own `[scan]` asks for, with what is not None in `overrule` instead. Raises DamagedFile on unknown words."""
    asked = plan.scan | {key: value for key, value in overrule.items() if value is not None}
    try:
        job = Job(**asked)
    except TypeError as error:
        raise DamagedFile(plan.stem, detail=f"[scan] {error}") from error
    if job.format not in FORMATS or job.level not in scanning.LEVELS or job.mode not in {"colour", "grey", "bilevel"}:
        raise DamagedFile(plan.stem, detail=f"[scan] format {job.format}, level {job.level}, mode {job.mode}")
    return job


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A picture with what truly stands on it: boxes where they lie in the picture."""

    image: Image.Image
    truth: Page
    dpi: int


def scan_pages(plan: Plan, sheets: Sequence[Sheet], job: Job) -> Iterable[ScannedPage]:
    """The pages of a plan as scans, one at a time."""
    level = scanning.LEVELS[job.level]
    dpi = job.dpi or level.dpi
    name = zlib.crc32(plan.stem.encode())
    for place, sheet in enumerate(sheets):
        rng = np.random.default_rng([job.seed, name, sheet.number])
        join = " ".join(plan.issuer) if level.join_seal and len(sheets) > 1 and job.seals else None
        picture = printing.paper(sheet, dpi, rng, join_seal=join, seals=job.seals)
        back = printing.ink(sheets[place + 1], dpi) if level.bleed and place + 1 < len(sheets) else None
        done = scanning.scan(picture, level, rng, dpi=dpi, mode=job.mode, back=back)
        yield ScannedPage(done.image, replace(scanning.moved(sheet.page(), done), dpi=dpi), dpi)


def simulate(plan: Plan, folder: Path, job: Job) -> Path:
    """Write the plan's scan and its expected tables to `folder`; gives the scan's path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (plan.stem + FORMATS[job.format])
    if job.format == "text":
        lines = paragraphs(plan)
        path.write_text("\n\n".join(lines) + "\n", "utf-8")
        write_tables(expected_of_text(plan, "\n".join(lines)), path)
        return path
    sheets = typeset(plan)
    missing = printing.letters_missing(sheets)
    if missing:
        raise DamagedFile(plan.stem, detail=f"letters without a shape in the type: {missing}")
    if job.format == "pdf-text":
        close_blanks(sheets)
    tables = expected(plan, sheets)
    if job.format == "pdf-text":
        path.write_bytes(text_pdf(sheets, title=" ".join(plan.title)))
    else:
        save(list(scan_pages(plan, sheets, job)), path, job)
    write_tables(tables, path)
    return path


def write_tables(tables: dict[str, Any], path: Path) -> None:
    """Write expected tables beside a scan: `<stem>.expected.json`."""
    text = json.dumps(tables, ensure_ascii=False, indent=1)
    path.with_name(f"{path.stem}.expected.json").write_text(text + "\n", "utf-8")


def close_blanks(sheets: Iterable[Sheet]) -> None:
    """Take the '…' of open places out of the true words: in a typed text there is just nothing between the words."""
    for sheet in sheets:
        for place, paragraph in enumerate(sheet.paragraphs):
            lines = (Line(tuple(word for word in line.words if word.text != UNREADABLE)) for line in paragraph.lines)
            sheet.paragraphs[place] = replace(paragraph, lines=tuple(lines))


def save(pages: Sequence[ScannedPage], path: Path, job: Job) -> None:
    """Write scanned pages as one file. Raises CannotWrite where a format of one page is asked for several."""
    quality = scanning.LEVELS[job.level].quality
    first, *rest = [page.image for page in pages]
    dpi = pages[0].dpi
    if job.format in {"png", "jpeg"} and rest:
        raise CannotWrite(path, detail=f"{len(pages)} pages do not go into one {job.format}; use pdf or tiff")
    if job.format == "pdf":
        dated = {"resolution": dpi, "creationDate": EPOCH, "modDate": EPOCH}
        first.save(path, "PDF", save_all=True, append_images=rest, **dated, **({} if first.mode == "1" else {"quality": quality}))
    elif job.format == "tiff":
        packing = {"compression": "group4"} if first.mode == "1" else {"compression": "jpeg", "quality": quality}
        first.save(path, "TIFF", save_all=True, append_images=rest, dpi=(dpi, dpi), **packing)
    elif job.format == "jpeg":
        first.convert("L" if first.mode == "1" else first.mode).save(path, "JPEG", quality=quality, dpi=(dpi, dpi))
    else:
        first.save(path, "PNG", dpi=(dpi, dpi), optimize=True)


def plan_files(paths: Iterable[Path]) -> list[Path]:
    """The plan files among paths and in folders. Raises PathMissing."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise PathMissing(path)
        found += sorted(path.glob("*.toml")) if path.is_dir() else [path]
    return found


def _plans(paths: Sequence[Path], count: int, seed: int, errors: list[KehoachError]) -> Iterable[Plan]:
    try:
        files = plan_files(paths)
    except KehoachError as error:
        errors.append(error)
        files = []
    for file in files:
        try:
            yield read_plan(file) if file.suffix == ".toml" else read_text(file.stem, file.read_text("utf-8-sig"))
        except UnicodeDecodeError as error:
            errors.append(DamagedFile(file, detail=str(error)))
        except KehoachError as error:
            errors.append(error)
    yield from generate(count, seed)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit code."""
    parser = argparse.ArgumentParser(prog="kehoach simulate", description="Set plans in type and scan them.")
    parser.add_argument("plans", nargs="*", type=Path, metavar="TEXT")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--generate", type=int, default=0, metavar="N", help="make up N plans, each some three pages with twenty citations")
    parser.add_argument("--level", choices=sorted(scanning.LEVELS))
    parser.add_argument("--format", choices=sorted(FORMATS))
    parser.add_argument("--mode", choices=("colour", "grey", "bilevel"))
    parser.add_argument("--dpi", type=int)
    parser.add_argument("--seed", type=int)
    asked = parser.parse_args(arguments)
    if not asked.plans and asked.generate < 1:
        parser.error("name plans, or ask for some with --generate N")
    errors: list[KehoachError] = []
    overrule = {name: getattr(asked, name) for name in ("level", "format", "mode", "dpi", "seed")}
    for plan in _plans(asked.plans, asked.generate, asked.seed or 0, errors):
        try:
            print(simulate(plan, asked.out, job_of(plan, **overrule)))
        except KehoachError as error:
            errors.append(error)
    for failed in errors:
        print(failed.message(), file=sys.stderr)
    return exit_code_of(errors)


if __name__ == "__main__":
    raise SystemExit(main())
