"""Plain text (văn bản thuần): decoded, freed of emphasis marks, its lines put together into paragraphs.

Text comes as UTF-8 or UTF-16, with or without a byte order mark, or from the years before Unicode: TCVN3 (ABC fonts, Decree
72/2002 ended their use in offices), VNI, Windows-1258. Some texts have one paragraph a line, others break each line at 75 letters as an
OCR program does, with blank lines also where a page ended in mid-sentence; form feeds part pages.

>>> decode("Kế hoạch".encode("utf-16-le"))
'Kế hoạch'
>>> without_emphasis("Số: *33* /KH-BQLKKT"), without_emphasis("**I. MỤC ĐÍCH**"), without_emphasis("* Sở Nội vụ")
('Số: 33 /KH-BQLKKT', 'I. MỤC ĐÍCH', '* Sở Nội vụ')
>>> [paragraph.text for paragraph in paragraphs_of("1. Mục đích\\n- Nâng cao nhận thức về\\n\\ncông tác thi đua.")]
['1. Mục đích', '- Nâng cao nhận thức về công tác thi đua.']
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import regex

from pipeline.document import Line, Page, Paragraph, Word
from pipeline.reading import sidebyside
from pipeline.reading.paragraphs import begins_small, continues, ends_closed, in_capitals, is_unfinished, starts_item
from pipeline.vietnamese import legacy, syllables
from pipeline.vietnamese.normalize import nfc

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = bytes(set(range(32)) - set(b"\0\t\n\v\f\r\x1b")) + b"\x7f"
_UNSEEN = regex.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff\ufffe]+")
_EMPHASIS = regex.compile(r"(?<![\w*])\*{1,3}(?=[^\s*])([^*\n]{1,400}?)(?<=\S)\*{1,3}(?![\w*])")
_STRAY = regex.compile(r"(?<=[^\s*])\*\*|\*\*(?=[^\s*])")
_LINE_ENDS = regex.compile(r"\r\n|[\r\n\v\u0085\u2028\u2029]")

_PAGE_NUMBER = regex.compile(r"[-–—]?\s?(\d{1,3})\s?[-–—]?")
_STAMP_TIME = regex.compile(r"(?:(?:thời gian|ngày|giờ) ký\s*:\s*)?\d{1,2}[./-]\d{1,2}[./-]\d{4}\s+\d{1,2}:\d\d:\d\d", regex.IGNORECASE)
_STAMP_ROW = regex.compile(
    r"(?:được ký bởi|ký bởi|người ký|thời gian ký|digitally signed by)\s*:\s*\S|signature not verified|[+-]\d\d:\d\d$", regex.IGNORECASE
)
_HEADER_ROW = regex.compile(r"(?:ỦY BAN|UBND|SỞ|BỘ|TỈNH|HUYỆN|CỘNG HÒA|Số\b)")

WRAPPED = 120
"""Letters: where the longer lines of a text stay below this, its lines were broken by a program, not by the writer."""


def looks_like_text(head: bytes) -> bool:
    """True where the first bytes of a file can be text in an encoding that `decode` knows."""
    if head.startswith(tuple(bom for bom, _ in _BOMS)) or _utf16_without_mark(head):
        return True
    plain = head.replace(b"\0", b"")
    if len(plain) < 0.7 * len(head):
        return False
    controls = len(plain) - len(plain.translate(None, _CONTROL))
    return controls <= 0.005 * len(plain)


def decode(content: bytes) -> str:
    """The text in NFC, whatever its encoding; NUL bytes and other unseen characters out."""
    return nfc(_UNSEEN.sub("", unicode_of(content)[0])).replace("\u00a0", " ")


def unicode_of(content: bytes) -> tuple[str, str | None]:
    """The text with all its characters as they are (not composed, nothing taken out); `tcvn3`, `vni`, `cp1258` where it was no Unicode."""
    text = _unicode(content)
    if text is not None:
        return legacy.decode(text)
    eastern = content.decode("cp1258", "replace")
    western, kind = legacy.decode(_western(content))
    if kind or syllables.share(western) >= syllables.share(nfc(eastern)):
        return western, kind
    return eastern, "cp1258"


def utf16_of(head: bytes) -> str | None:
    """Python's name of the UTF-16 that a text begins with; None where it is in another encoding."""
    marked = next((encoding for bom, encoding in _BOMS if encoding == "utf-16" and head.startswith(bom)), None)
    return marked or _utf16_without_mark(head)


def _unicode(content: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content.decode(encoding, "replace")
    endian = _utf16_without_mark(content)
    if endian:
        return content.decode(endian, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        # Broken bytes (a text cut off) in a text that is UTF-8 otherwise. In 3 MB of laws in TCVN3, VNI and Windows-1258 no passage of
        # 300 bytes had more than 6 letters of UTF-8 by chance for 100 broken bytes.
        text = content.decode("utf-8", "replace")
        good = sum(ord(c) > 127 for c in text) - text.count("\ufffd")
        return text if error.start > len(content) - 4 or good > text.count("\ufffd") else None


def _western(content: bytes) -> str:
    """Windows-1252, its five undefined bytes left out."""
    return content.translate(None, b"\x81\x8d\x8f\x90\x9d").decode("cp1252")


def _utf16_without_mark(content: bytes) -> str | None:
    sample = content[:4000]
    if len(sample) < 4:
        return None
    even, odd = sample[0::2], sample[1::2]
    # Vietnamese in UTF-16: the high byte is 0, 1 or 0x1E, the low one hardly ever.
    high = b"\x00\x01\x1e\x20"
    low_share = [(len(half) - len(half.translate(None, high))) / len(half) for half in (even, odd)]
    zeros = [half.count(0) / len(half) for half in (even, odd)]
    if low_share[1] > 0.95 and zeros[1] > 0.3 and zeros[0] < 0.05:
        return "utf-16-le"
    if low_share[0] > 0.95 and zeros[0] > 0.3 and zeros[1] < 0.05:
        return "utf-16-be"
    return None


def without_emphasis(text: str) -> str:
    """The text without marks of emphasis (`*`, `**`); bullets and a line of stars (the mark of Party papers) stay."""
    return _STRAY.sub("", _EMPHASIS.sub(r"\1", text))


@lru_cache(maxsize=1)
def _pages(path: Path, size: int, changed: int) -> tuple[str, ...]:
    # Kept for the next page of the same file: `size` and `changed` (ns) tell whether it still is the same.
    pages = [sidebyside.apart(page) for page in without_emphasis(decode(path.read_bytes())).split("\f")]
    while len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    return tuple(pages)


def _pages_of(path: Path) -> tuple[str, ...]:
    status = path.stat()
    return _pages(path, status.st_size, status.st_mtime_ns)


def page_count(path: Path) -> int:
    """Pages of a text file: form feeds part them."""
    return len(_pages_of(path))


def read_page(path: Path, number: int) -> Page:
    """Page `number` (from 1) of a text file: paragraphs of region `body`, words without boxes."""
    paragraphs = paragraphs_of(_pages_of(path)[number - 1])
    return Page(number, "text" if paragraphs else "blank", paragraphs)


class _Row(NamedTuple):
    """A line of text: its words, how far it stands in, and whether a blank line comes before it."""

    text: str
    indent: int
    after_blank: bool


def paragraphs_of(text: str) -> tuple[Paragraph, ...]:
    """Lines put together into paragraphs."""
    rows: list[_Row] = []
    blank = False
    for line in _LINE_ENDS.split(text):
        bare = line.strip()
        if bare:
            expanded = line.expandtabs(8)
            rows.append(_Row(" ".join(bare.split()), len(expanded) - len(expanded.lstrip()), blank))
        blank = not bare
    aside = {**_stamp_rows(rows), **_number_rows(rows)}
    found: list[Paragraph] = []
    group: list[_Row] = []
    width = _width(rows)
    for n, row in enumerate(rows):
        if n in aside:
            found.append(Paragraph(aside[n], (_line(row.text),)))
        elif group and _goes_on(group, row, width):
            group.append(row)
        else:
            found += [_paragraph(group)] if group else []
            group = [row]
    return (*found, *([_paragraph(group)] if group else []))


def _paragraph(group: Sequence[_Row]) -> Paragraph:
    return Paragraph("body", tuple(_line(row.text) for row in group))


def _number_rows(rows: Sequence[_Row]) -> dict[int, str]:
    """Lone integers that count pages: at the page's first or last line, or rising by one with a page's worth of lines between."""
    lone = [n for n, row in enumerate(rows) if len(row.text) <= 5 and _PAGE_NUMBER.fullmatch(row.text)]
    found = {n: "page_number" for n in lone if n in (0, len(rows) - 1) and len(rows) > 3}
    last, value = 0, 0
    for n in lone:
        number = int(_PAGE_NUMBER.fullmatch(rows[n].text).group(1))  # type: ignore[union-attr]
        if n - last >= 15 and (number == value + 1 or (value == 0 and number == 2)):
            found[n], last, value = "page_number", n, number
    return found


def _stamp_rows(rows: Sequence[_Row]) -> dict[int, str]:
    """Lines of a digital signature: by themselves, or all above its time where it stands before the header."""
    found = {n: "digital_signature" for n, row in enumerate(rows) if len(row.text) < 120 and _STAMP_ROW.match(row.text)}
    times = [n for n, row in enumerate(rows[:8]) if _STAMP_TIME.match(row.text)]
    if times and not any(_HEADER_ROW.match(row.text) for row in rows[: times[-1]]):
        found.update(dict.fromkeys(range(times[-1] + 1), "digital_signature"))
    return found


def _line(text: str) -> Line:
    return Line(tuple(Word(word) for word in text.split()))


def _width(rows: Sequence[_Row]) -> int | None:
    """Length at which the lines were broken; None where each paragraph is one line."""
    lengths = sorted(len(row.text) for row in rows if len(row.text) >= 40)
    if len(lengths) < 3:
        return None
    longest = lengths[int(0.95 * (len(lengths) - 1))]
    broken = sum(length > 0.8 * longest for length in lengths)
    return longest if longest <= WRAPPED and broken >= 0.4 * len(lengths) else None


def _goes_on(group: Sequence[_Row], row: _Row, width: int | None) -> bool:
    before = group[-1]
    paragraph = " ".join(part.text for part in group[-6:])
    if width is None:
        return row.after_blank and continues(paragraph, row.text) and not _is_heading(group)
    if starts_item(row.text) or in_capitals(before.text) != in_capitals(row.text):
        return False
    if is_unfinished(before.text) or (begins_small(row.text) and not row.after_blank):
        return True
    first_word = row.text.split(" ", 1)[0]
    full = before.indent + len(before.text) + 1 + len(first_word) > width - 2
    if ends_closed(before.text):
        return full and not row.after_blank and row.indent <= before.indent
    if row.after_blank or (len(group) == 1 and starts_item(before.text)):
        return full or begins_small(row.text) or (len(group) > 1 and continues(paragraph, row.text))
    # Lines of a proportional type differ by a quarter in letters, and OCR loses some.
    return (full or len(before.text) > 0.75 * width) and row.indent <= before.indent + 1


def _is_heading(group: Sequence[_Row]) -> bool:
    return len(group) == 1 and in_capitals(group[0].text)
