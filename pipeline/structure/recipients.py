"""Recipients (nơi nhận): the list at the bottom left, one entry for each line of the list.

Each entry begins with a dash and ends with ';', the last ('Lưu: VT, …') with '.'. Entries run over lines, or several are read
as one line; what stood beside them (the signature) is cut off by the caller.

>>> entries_of(["- Như trên;", "- Các sở, ban,", "ngành tỉnh; - UBND các huyện;", "Báo Quảng Ngãi;", "- Lưu: VT, KTbngoc602"])
('Như trên', 'Các sở, ban, ngành tỉnh', 'UBND các huyện', 'Báo Quảng Ngãi', 'Lưu: VT, KTbngoc602')
>>> entries_of(["- Ban TDKT tinh - S& Ngi vu; 1", "- Luu: VT, TBKT."])
('Ban TDKT tinh - S& Ngi vu', 'Luu: VT, TBKT')
"""

from __future__ import annotations

import regex

from pipeline.structure.rows import plain

HEADING = regex.compile(
    r"[\W_]{0,6}(?:no[il1]\s?nh[aă]n|noi\s{1,3}nhan|noi nh.n|n[oơ]i\s{0,2}nhan|[mvxhu]oi\s?nhan(?=\s?[:;.]))(?!\w)\s{0,3}[:;.,]?\s{0,3}"
)
"""'Nơi nhận:' at the head of a plain row."""

DASH = regex.compile(r"\s{0,3}[-–—~+•*·_=»ˆ^]{1,3}\s{0,3}(?=[\w“\"(])")
FILED = regex.compile(
    r"\W{0,4}l[uưi]{1,2}u?\s{0,2}[:;.,]?\s{0,2}(?:vt|v\.t|van thu|vp|vpub|ho so|hs|hc)|\W{0,4}luu\s{0,2}[:;.]|"
    r"\W{0,4}luu\s(?!hanh|y)[a-zđ&]{2,7}(?=[.,;\s]|$)"
)
_TAIL = regex.compile(r"(?<=[;.])\s+\S{1,2}$")
_INSIDE = regex.compile(r"(?<=[;.])\s*[-–—~•+]\s*(?=\p{L})|(?<=;)\s*(?=\p{Lu})")


def entries_of(lines: list[str]) -> tuple[str, ...]:
    """The entries of the lines of the list (without its heading), without dashes and final marks."""
    entries: list[str] = []
    closed = True
    for line in lines:
        for index, piece in enumerate(_INSIDE.split(_TAIL.sub("", line.strip()))):
            text = piece.strip()
            if not any(c.isalnum() for c in text):
                continue
            dash = DASH.match(text)
            core = text[dash.end() :] if dash else text
            if entries and not index and not dash and (not closed or _goes_on(core)):
                entries[-1] = f"{entries[-1]} {core}"
            else:
                entries.append(core)
            closed = text.endswith((";", "."))
    cleaned = (_HAND.sub(")", _BRACE.sub(")", entry)).strip(" ;.,:_-–|*'").strip() for entry in entries)
    return tuple(entry + (")" if entry.count("(") == entry.count(")") + 1 else "") for entry in cleaned if len(entry) > 1)


_BRACE = regex.compile(r"(?<=\([^()]{1,60})[}\]]+(?=\W*$)")
_HAND = regex.compile(r"\)\s?[.;,]\s?\S{0,2}[/⁄]\W{0,3}$")
"""A stroke of the pen after the last entry: 'VT, KSTTHC (L-40b).4/'."""


def _goes_on(text: str) -> bool:
    return text[:1].islower() or text[:1] in "(,)"


def is_filed(text: str) -> bool:
    """Whether the row is the last entry of the list: 'Lưu: VT, …'."""
    return bool(FILED.match(plain(text.lstrip("ˆ^ "))))
