"""What `kehoach train` does around the recipes: looks at the corpus first, learns, says what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console

from pipeline import models
from pipeline.console import say
from pipeline.errors import CannotWrite, KehoachError, NothingToRead, PathMissing
from pipeline.extraction.tagging import FILE
from pipeline.training import names, register, restoration
from pipeline.training.corpus import text_files


class Asked(NamedTuple):
    """What to learn (a row of `RECIPES`), from which folders, into which folder; `practise` as of `restoration.train`."""

    recipe: str
    corpus: Sequence[Path]
    out: Path
    practise: bool = False
    language: str = "en"


def _restoration(asked: Asked) -> dict[str, Any]:
    return restoration.train(asked.corpus, asked.out, date.today(), asked.practise)


def _register(asked: Asked) -> dict[str, Any]:
    return {"documents": register.build(asked.corpus, asked.out / "legal_documents.tsv")}


def _names(asked: Asked) -> dict[str, Any]:
    card = names.train(asked.corpus, asked.out / FILE)
    models.register(asked.out)
    return card


RECIPES: dict[str, Callable[[Asked], dict[str, Any]]] = {"restoration": _restoration, "names": _names, "register": _register}
"""What can be learned, and how."""


def run_train(asked: Asked) -> int:
    """`kehoach train`: learn, print what was learned as JSON; gives the exit code."""
    try:
        for folder in asked.corpus:
            if not folder.is_dir():
                raise PathMissing(folder)
        if not text_files(asked.corpus):
            raise NothingToRead(asked.corpus[0], detail="no *.txt or *.txt.xz")
        try:
            asked.out.mkdir(parents=True, exist_ok=True)
            card = RECIPES[asked.recipe](asked)
        except OSError as error:
            raise CannotWrite(asked.out, detail=str(error.strerror)) from error
    except KehoachError as stop:
        say(Console(stderr=True), stop.message(asked.language))
        return stop.exit_code
    print(json.dumps(card, ensure_ascii=False, indent=1))
    return 0
