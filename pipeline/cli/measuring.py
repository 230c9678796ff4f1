"""`evaluate`, `simulate`, `train`: how well papers are read, and what the trained files are made of."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from pipeline.cli.options import Lang, Language


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="Folder of expected tables, seeds, transcripts.")],
    against: Annotated[Optional[Path], typer.Option(metavar="OLD_REPORT", help="Tell what was won and lost since then.")] = None,  # noqa: UP045
    out: Annotated[Optional[Path], typer.Option("-o", "--out", metavar="REPORT.json", help="Write the report.")] = None,  # noqa: UP045
    markdown: Annotated[Optional[Path], typer.Option(metavar="FILE", help="Write its tables as Markdown.")] = None,  # noqa: UP045
    parsed: Annotated[Optional[Path], typer.Option(metavar="DIR", help="Judge these results of `parse`; read nothing.")] = None,  # noqa: UP045
    documents: Annotated[Optional[Path], typer.Option(metavar="DIR", help="Where the papers lie, if not beside or in files/.")] = None,  # noqa: UP045
    jobs: Annotated[int, typer.Option(min=1, max=256, help="Worker processes; seconds a page are measured best with 1.")] = 1,
    language: Lang = Language.EN,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no tables.")] = False,
) -> None:
    """Measure how well papers are read, against what people state of them."""
    from pipeline.evaluation.command import run_evaluate
    from pipeline.evaluation.evaluate import Asked

    asked = Asked(
        gold=gold, documents=documents, parsed=parsed, against=against, out=out, markdown=markdown, jobs=jobs,
        language=language.value, quiet=quiet,
    )  # fmt: skip
    raise typer.Exit(run_evaluate(asked))


def simulate(context: typer.Context) -> None:
    """Set plans in type and scan them, or make some up: `kehoach simulate --help`."""
    from pipeline.evaluation.simulate import main as run_simulate

    raise typer.Exit(run_simulate(context.args))


class Recipe(StrEnum):
    """What can be learned."""

    RESTORATION = "restoration"
    NAMES = "names"
    REGISTER = "register"


def train(
    recipe: Annotated[Recipe, typer.Argument(help="What to learn.")],
    corpus: Annotated[list[Path], typer.Option(metavar="DIR", help="Folder of texts, a paragraph a line; may be given again.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for what is learned.")] = Path("models"),
    practise: Annotated[bool, typer.Option(help="Count anew what OCR confuses, on simulated pages (25 minutes).")] = False,
    language: Lang = Language.EN,
) -> None:
    """Learn the trained files anew from texts: always the same from the same texts."""
    from pipeline.training.command import Asked, run_train

    raise typer.Exit(run_train(Asked(recipe.value, corpus, out, practise, language.value)))
