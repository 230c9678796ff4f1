"""The words a person sees, English and Vietnamese, from `words.tsv`: key, en, vi; what stands in braces is filled in.

>>> say_in("vi")["targets"], say_in("en")["more"].format(n=3)
('chỉ tiêu', '… and 3 more')
>>> say_in("fr") is say_in("en")
True
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "vi")


@cache
def _table() -> dict[str, dict[str, str]]:
    lines = files(__package__).joinpath("words.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {language: {row[0]: row[column] for row in rows} for column, language in enumerate(LANGUAGES, start=1)}


def say_in(language: str) -> Mapping[str, str]:
    """Words of a language by key; English where there are none."""
    table = _table()
    return table.get(language, table["en"])
