"""Closing (phần kết): where the body ends, recipients (nơi nhận) and signature.

The body ends with './.' after its last word (Nghị định 30/2020/NĐ-CP); below it 'Nơi nhận' stands at the left and the
signature at the right, read in either order or mixed line by line. Annexes may follow. Regions of the layout are used where
there are any; the words themselves decide where there are none.

>>> from pipeline.document import Document
>>> text = ["KẾ HOẠCH", "Năm 2022", "Căn cứ …", "1. Các phòng thực hiện./.", "Nơi nhận: KT. CHỦ TỊCH", "- Như trên; PHÓ CHỦ TỊCH",
...     "- Lưu: VT.", "Trần Văn A", "Phụ lục I", "DANH MỤC"]
>>> document = Document(chr(10).join(text))
>>> closing = read_closing(document, Header(end=18))
>>> closing.signing_authority, closing.signer_role, closing.signer, closing.recipients
('KT.', 'PHÓ CHỦ TỊCH', 'Trần Văn A', ('Như trên', 'Lưu: VT'))
>>> document.text[:closing.start].endswith("./.\\n"), document.text[closing.end:].startswith("Phụ lục I")
(True, True)
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import takewhile

import regex

from pipeline.document import Document
from pipeline.records import Closing, Header
from pipeline.structure.letterhead import columns
from pipeline.structure.posts import post_like
from pipeline.structure.recipients import DASH, HEADING, entries_of, is_filed
from pipeline.structure.rows import Row, capitals, plain, rows_of
from pipeline.structure.signature import (
    authority_of,
    is_post,
    is_role,
    name_at_end,
    names_in,
    plausible_name,
)
from pipeline.structure.signers import blocks_of, post_of, principal

NEAR = 14
"""Rows after './.' in which a sign of the closing must come."""

LONGEST = 2000
"""Letters of a row of the closing: a list of recipients may have been read as one line."""

END_MARK = regex.compile(
    r"[.,]\s?/\s?[.,]{0,2}\s{0,2}[.,]?(?:\s?\S{0,10}){0,2}$|(?<=[\p{L}\d)”\"])\s?\.?/\s?\.?$|(?<=[\p{L}\d)”\"])\.\s?/\s?,?"
)
"""'./.' at the end of a row, also damaged: '. /', './. M', './,'."""

_ANNEX = regex.compile(
    r"\W{0,3}(?:PHỤ\s?LỤC|Phụ\s?lục|BIỂU\s?MẪU|Mẫu\s(?:số|biểu)|MẪU\sSỐ|Biểu\s(?:số|mẫu)|DANH\sMỤC|DANH\sSÁCH|BIỂU\s|BẢNG\s)"
)
_SIGNED = regex.compile(r"\W{0,3}(?:da ky|ky ten|ky, dong dau|ky ten, dong dau|ky va dong dau)\W{0,3}$")
_LATER = regex.compile(
    r"\W{0,3}(?:QUY CHẾ|QUY ĐỊNH|ĐỀ ÁN|CHƯƠNG TRÌNH|KẾ HOẠCH|ĐIỀU LỆ|NỘI QUY|Chương I\b|Xem tiếp|\(Xem tiếp|\((?:Ban hành )?[Kk]èm theo)"
)


@dataclass
class _Found:
    """What the rows of the closing gave so far."""

    listed: list[str] = field(default_factory=list)
    lines: list[tuple[str, Row]] = field(default_factory=list)  # ('role' | 'name', row)
    named: bool = False
    listing: bool = False
    filed: bool = False
    listed_at: str = "recipients"  # region of the heading: on a skewed page the list may be taken for part of the signature


def read_closing(document: Document, header: Header) -> Closing:
    """Signature and recipients; a Closing at the end of the text where the paper has neither."""
    rows = [row for row in rows_of(document) if row.start >= header.end]
    first = _opener(rows)
    if first is None:
        return Closing(start=len(document.text), end=len(document.text), flags=("closing_missing",) if rows else ())
    found = _Found()
    past = _walk(document, rows, first, found)
    end = rows[past].start if past < len(rows) else len(document.text)
    blocks = blocks_of(found.lines)
    signer = principal(blocks, header.issuer)
    named = [block.name for block in blocks if block is not signer and block.name]
    return Closing(
        signer=signer.name if signer else None, signer_role=post_of(signer.role) if signer else None,
        signing_authority=signer.authority if signer else None, co_signers=tuple(named),
        recipients=entries_of(found.listed), start=rows[first].start, end=end,
        flags=() if signer and signer.name else ("signer_missing",),
    )  # fmt: skip


def _opener(rows: list[Row]) -> int | None:
    """Index of the first row of the closing."""
    signs: dict[int, bool] = {}

    def is_sign(place: int) -> bool:
        if place not in signs:
            signs[place] = _sign(rows[place])
        return signs[place]

    for index, row in enumerate(rows):
        if row.region == "table":
            continue
        if HEADING.match(plain(row.text[:40])):
            return _back(rows, index)
        if len(row.text) <= 130 and (mark := authority_of(row.text)) and _role_after(row.text[mark[1] :]):
            return index
        ends = len(row.text) < 3000 and END_MARK.search(row.text[-40:])
        if (
            ends
            and index + 1 < len(rows)
            and len(rows[index + 1].text) < 130
            and any(map(is_sign, range(index + 1, min(len(rows), index + 1 + NEAR))))
        ):
            return index + 1
    by_layout = next((i for i, row in enumerate(rows) if row.region in ("recipients", "signature") and is_sign(i)), None)
    if by_layout is None:  # list and signature set as a table without rules
        by_layout = next((i for i, row in enumerate(rows) if row.region == "table" and HEADING.fullmatch(plain(row.text[:40]))), None)
    return _unmarked(rows) if by_layout is None else _back(rows, by_layout)


def _role_after(text: str) -> bool:
    return is_role(text) or capitals(text) > 0.9


def _back(rows: list[Row], index: int) -> int:
    """The list may be read after the signature ('CHỦ TỊCH' / name / 'Nơi nhận:'): go back over posts and names."""
    first = index
    for back in range(index - 1, max(-1, index - 9), -1):
        row = rows[back]
        if is_role(row.text) or names_in(row.text) or row.region == "signature" or name_at_end(row.text) is not None:
            first = back
        elif len(row.text) > 25 or END_MARK.search(row.text[-40:]):
            break
    return first


def _sign(row: Row) -> bool:
    text = row.text
    if HEADING.match(plain(text[:40])) or is_filed(text[:60]) or (row.region == "recipients" and DASH.match(text)):
        return True
    return len(text) <= 130 and (authority_of(text) is not None or (is_role(text) and is_post(text)))


def _unmarked(rows: list[Row]) -> int | None:
    """A paper whose last rows are post and name, without './.' and list: 'TRƯỞNG BAN' / 'Nguyễn Như Trình'."""
    for index in range(len(rows) - 1, max(-1, len(rows) - 12), -1):
        if is_role(rows[index].text) and is_post(rows[index].text) and any(names_in(row.text) for row in rows[index + 1 : index + 5]):
            first = index
            while first > 0 and is_role(rows[first - 1].text):
                first -= 1
            return first
    return None


def _walk(document: Document, rows: list[Row], first: int, found: _Found) -> int:
    """Reads the closing's rows into `found`; index of the first row after it."""
    strange = 0
    for index in range(first, len(rows)):
        row = rows[index]
        if index > first and _ends_closing(row, rows[first], found):
            return index
        known = False
        for piece in columns(document, row):
            known |= _take(piece, found)
        strange = 0 if known or row.region in ("recipients", "signature", "stamp") else strange + 1
        found.named = found.named or any(kind == "name" for kind, _ in found.lines[-8:])
        complete = found.named
        if strange >= (2 if complete and (found.filed or not found.listed) else 5) or (not known and len(row.text) > 110):
            return index + 1 - strange if strange else index
    return len(rows)


def _ends_closing(row: Row, opener: Row, found: _Found) -> bool:
    text = row.text
    if _ANNEX.match(text) and not (found.listing and not found.filed and DASH.match(text)) and not is_post(text):
        return True
    complete = bool(found.lines) or found.filed
    if complete and (_LATER.match(text) or "hoi chu nghia viet nam" in plain(text[:80])):
        return True
    return complete and row.page > opener.page and row.region not in ("recipients", "signature") and not _sign(row) and not names_in(text)


def _take(piece: Row, found: _Found) -> bool:
    """Puts a piece of the closing where it belongs; False for a strange one."""
    text = piece.text
    if len(text) > LONGEST:
        return False
    heading = HEADING.match(plain(text[:60]))
    if heading:
        found.listing, found.listed_at = True, piece.region
        rest = piece.piece(heading.end(), len(text))
        return not rest.text or (HEADING.match(plain(rest.text[:60])) is None and _take(rest, found))
    if _SIGNED.match(plain(text)) or not any(c.isalnum() for c in text):
        return True
    if is_role(text) and not (found.listing and DASH.match(text) and piece.region != "signature"):
        found.lines.append(("role", piece))
        return True
    if (names_in(text) and not DASH.match(text)) or _due(found, piece):
        found.lines.append(("name", piece))
        return True
    if (start := name_at_end(text)) is not None:
        head = " ".join(takewhile(str.isupper, text[:start].split()))
        found.lines += [("role", replace(piece, text=post_like(text[:start]) or head)), ("name", piece.piece(start, len(text)))]
        return True
    if piece.region == "signature" and not (found.listing and DASH.match(text)) and (post := post_like(text)) is not None:
        found.lines.append(("role", replace(piece, text=post)))
        return True
    return _take_entry(piece, found)


def _due(found: _Found, piece: Row) -> bool:
    """A name with an unknown family name, where the post has been read and no name yet."""
    last = found.lines[-1][0] if found.lines else ""
    return last == "role" and (not found.listing or found.filed or piece.region == "signature") and plausible_name(piece.text)


def _take_entry(piece: Row, found: _Found) -> bool:
    text = piece.text
    listed = DASH.match(text) is not None or is_filed(text)
    at_list = piece.region != "signature" or found.listed_at == "signature"
    open_list = found.listing and at_list and (not found.filed or not found.listed[-1].rstrip().endswith((".", ")")))
    if not (listed or open_list or piece.region == "recipients") or (found.filed and not listed and len(text) > 40):
        return False
    if found.filed and not listed and not text[:1].islower() and piece.region != "recipients":
        return False
    found.listing = True
    entry, beside = _beside(piece)
    if entry.text:
        found.listed.append(entry.text)
        found.filed = found.filed or is_filed(entry.text)
    return _take(beside, found) if beside is not None else True


_BREAK = regex.compile(r"[;.,)]\s+|\s+(?=\p{Lu}{2})")


def _beside(piece: Row) -> tuple[Row, Row | None]:
    """The entry and what was read on its line from the signature beside it: '- Như trên; PHÓ CHỦ TỊCH'."""
    for gap in _BREAK.finditer(piece.text, max(0, len(piece.text) - 130)):
        rest = piece.piece(gap.end(), len(piece.text))
        words = len(rest.text.split())
        if words >= 2 and (
            (is_role(rest.text) and is_post(rest.text)) or authority_of(rest.text) or (gap.group()[0] in ";." and names_in(rest.text))
        ):
            return piece.piece(0, gap.end()), rest
    return piece, None
