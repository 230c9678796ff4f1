"""Options that many commands have."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Language(StrEnum):
    """Language of messages."""

    EN = "en"
    VI = "vi"


Lang = Annotated[Language, typer.Option("--lang", envvar="KEHOACH_LANG", help="Language of messages: en, vi.")]
