"""What stands in brackets in an error, in Vietnamese: a table of phrases (`phrases.tsv`), so that errors can be written in one language.

A phrase in the table may leave places open, `{n} pages, the limit is {limit}`; what stands there is carried over, or is itself a phrase
of the table. What the table does not know stays as it is: a name, a command, the word of a foreign library.

>>> print(vietnamese("No space left on device"))
ổ đĩa đã đầy
>>> print(vietnamese("20,400 pages, the limit is 20,000"))
20,400 trang, giới hạn là 20,000
>>> print(vietnamese("database disk image is malformed"))
tệp chỉ mục hỏng
>>> vietnamese("libtiff: bad magic"), vietnamese("")
('libtiff: bad magic', '')
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

LONGEST = 2_000
"""Letters from which on nothing is looked up: no phrase is so long, and a stranger's words may be."""


def vietnamese(text: str) -> str:
    """The text in Vietnamese where the table has it, else the text."""
    if len(text) > LONGEST:
        return text
    for pattern, said in _table():
        if match := pattern.fullmatch(text):
            return said.format(**{name: vietnamese(value) for name, value in match.groupdict().items()})
    return text


@cache
def _table() -> tuple[tuple[re.Pattern[str], str], ...]:
    lines = files(__package__).joinpath("phrases.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple((_pattern(english), said) for english, said in rows[1:])


def _pattern(phrase: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", phrase)
    return re.compile("".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)), re.DOTALL)
