"""What a person sees of a run: one module for each room whose work is shown, words in `words.tsv`."""

from __future__ import annotations

from pipeline.console.terminal import INTERRUPTED, say, wide_console

__all__ = ["INTERRUPTED", "say", "wide_console"]
