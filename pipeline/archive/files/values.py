"""Values of a JSON file that is ours by its name but may be a stranger's by its words: what each must be, or an error.

>>> text("kế hoạch"), whole(12), optional(whole)(None)
('kế hoạch', 12, None)
>>> whole(True)
Traceback (most recent call last):
ValueError: no whole number
>>> text("\\ud800")
Traceback (most recent call last):
UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Value = TypeVar("Value")

LARGEST = (1 << 53) - 1
"""Whole numbers that every program and every table holds exactly."""


def text(value: Any) -> str:
    """The text, if it is one that can be written. Raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("no text")
    value.encode()
    return value


def whole(value: Any) -> int:
    """The whole number, if it is one from 0 up that tables hold. Raises ValueError."""
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise ValueError("no whole number")
    return value


def optional(sound: Callable[[Any], Value]) -> Callable[[Any], Value | None]:
    """The same, or nothing."""
    return lambda value: None if value is None else sound(value)
