"""Type and title (tên loại và trích yếu nội dung): cell 5a, or the V/v line 5b of a công văn.

The type stands alone on a line in capitals, the title below it; a công văn has neither, only 'V/v …' under its number. Where
the title ends is told by the first words of bodies ('Căn cứ', 'Kính gửi', 'I.') and by what the title still lacks.

>>> type_in("KÉ HOẠCH")
Type(letters='KH', name='Kế hoạch', end=8)
>>> type_in("QUYÉT ĐỊNH").name, type_in("LUẬT SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT BẢO HIỂM Y TẾ").end, type_in("Kế hoạch này")
('Quyết định', 4, None)
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from pipeline.gazetteer import document_types
from pipeline.structure.rows import NOISE, Row, capitals, opening, plain
from pipeline.vietnamese import tsv

MOST_ROWS = 9
"""Rows of a title: longer ones are bodies whose beginning was not known."""


class Type(NamedTuple):
    """Letters, name, and where the name ends in the text."""

    letters: str
    name: str
    end: int


@cache
def _types() -> tuple[tuple[str, str, str], ...]:
    """(Plain name, letters, name), longest first."""
    own = {row["phrase"]: row["kind"] for row in tsv.rows("structure/types.tsv")}
    for name in document_types.names():
        kind = document_types.by_name(name)
        bare = regex.sub(r"\s*\([^)]*\)|\s+(?:của|cá biệt)\s.*", "", name)
        if kind is not None:
            own.setdefault(bare, {"Công văn": "CV"}.get(bare, kind.abbreviation.split("-")[0]))
    return tuple(sorted(((plain(name), letters, name) for name, letters in own.items()), key=lambda t: (-len(t[0]), t[0])))


@cache
def _type_patterns() -> tuple[tuple[regex.Pattern[str], str, str], ...]:
    """Patterns of the names; long ones allow a letter to be misread ('QUYÉT ÐINH', 'KE HOACH')."""
    return tuple(
        (regex.compile(rf"(?:{regex.escape(name)}){{e<={1 if len(name) > 6 else 0}}}(?!\w)"), letters, printed)
        for name, letters, printed in _types()
    )


_LEAD = regex.compile(r"[\W_]{0,12}(?:(?:hoa toc|khan|thuong khan|mat|du thao)\s{1,4})?")


_PLACE = regex.compile(r"\W{0,3}(?:XÃ|PHƯỜNG|THỊ TRẤN|HUYỆN|QUẬN|THỊ XÃ|TỈNH)\s")
"""Begins the name of a place, never a type: 'PHƯỜNG TÂN LẬP' is by one letter no 'PHƯƠNG ÁN'."""


def type_in(text: str) -> Type | None:
    """The type with which a row in capitals begins; None for other rows."""
    if capitals(text[:80]) < 0.75 and capitals(text.split(" về ")[0]) < 0.9:
        return None
    if _PLACE.match(text):
        return None
    bare = plain(text[:160])
    lead = _LEAD.match(bare)
    start = lead.end() if lead else 0
    for pattern, letters, name in _type_patterns():
        match = pattern.match(bare, start)
        if (
            match
            and capitals(text[match.start() : match.end()]) > 0.9
            and not (letters == "CV" and any(map(str.isalpha, text[match.end() :])))
        ):
            return Type(letters, name, match.end())
    return None


_NUMERAL = regex.compile(
    r"\s*(?:(?:[IVX]{1,4}|[IlH1]{1,3})\s?[.\-/:)]\s?(?=\p{Lu})|\d{1,2}\s?[.)]\s|[a-z]\)\s|[-+•]\s?\p{Lu}|"
    r"(?:Điều|ĐIỀU|Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC)\s+(?:\d|[IVXLth](?!\p{Ll}{2})|thứ\s))"
)
# 'tỉnh Cao Bằng' ends a title, 'bằng' does not.
_HANGING = regex.compile(
    r"(?:[,\-–(]|(?<!\w)(?:và|của|về|việc|các|cho|tại|trong|theo|năm|số|để|với|do|(?<!cao )bằng|đến|(?<!đại )từ|trên|giữa|phục vụ|nhằm))$",
    regex.IGNORECASE,
)
"""A row after which the title goes on. The province Cao Bằng and the huyện Đại Từ end one all the same."""
_AUTHORITY = regex.compile(
    r"[^\w]*(?:bo truong|chu tich|giam doc|thu truong|chanh an|vien truong|tong giam doc|thong doc|hieu truong|thu tuong|truong ban|"
    r"quoc hoi|chinh phu|hoi dong|uy ban|uy b[oa]n|ban thuong vu|ban chap hanh|cuc truong|tong kiem toan|tong thanh tra|"
    r"chanh thanh tra|ban bi thu|bo chinh tri|chi cuc truong)(?!\w)"
)


def begins_body(row: Row, title: list[Row]) -> bool:
    """Whether a row after the type begins the body, given the rows of the title so far."""
    words = row.text.lstrip(NOISE)
    text = plain(words)
    if _NUMERAL.match(words) and not (title and _unfinished(title) and not words[:1].isupper()):
        return True
    if not title:
        return bool(opening("words.tsv", "ground").match(text)) and not row.text.isupper()
    if row.text.isupper() and (_AUTHORITY.match(text) or type_in(row.text)) and not _unfinished(title):
        return True
    if opening("words.tsv", "ground").match(text) and words[:1].isupper():
        return True
    if _full_width(row, title[-1]) and not _HANGING.search(title[-1].text.rstrip()):
        return True  # whatever quotation mark the scan lost in the title
    if _unfinished(title) or (_centred(row) and len(title) < MOST_ROWS):
        return False
    if opening("words.tsv", "body").match(text) and words[:1].isupper():
        return True
    # A title is no sentence: a whole paragraph with a full stop inside or at its end is the body.
    return (len(row.text) > 140 and row.text.rstrip().endswith((".", ";", ":"))) or len(row.text) > 400


def _unfinished(title: list[Row]) -> bool:
    words = " ".join(row.text for row in title)
    opened = words.count("“") > words.count("”") or words.count("(") > words.count(")") or words.count('"') % 2 == 1
    return bool(_HANGING.search(title[-1].text.rstrip())) or (opened and len(words) < 600)


def _full_width(row: Row, before: Row) -> bool:
    """Whether the row begins a paragraph that fills the page after a row of the title that stands in the middle."""
    if row.box is None or before.box is None:
        return False
    return row.opens and row.box.x1 > 0.86 and row.box.width > 0.6 and before.box.x1 < row.box.x1 - 0.08 and before.box.x0 > 0.25


def _centred(row: Row) -> bool:
    """Whether the row stands in the middle with room on both sides, as titles do."""
    box = row.box
    return box is not None and box.width < 0.6 and abs((box.x0 + box.x1) / 2 - 0.53) < 0.06


def title_rows(rows: list[Row]) -> list[Row]:
    """The rows of the title, of the rows that follow the type."""
    title: list[Row] = []
    for row in rows:
        if row.region == "stamp" or _beside(row, title):
            continue
        if not any(c.isalpha() for c in row.text) and not (title and any(c.isdigit() for c in row.text)):
            if title and len(row.text) > 3:
                break  # the rule under the title
            continue
        if len(title) >= MOST_ROWS or begins_body(row, title):
            break
        if title and row.opens and title[-1].region != row.region:
            break
        title.append(row)
    return title


def _beside(row: Row, title: list[Row]) -> bool:
    """Whether the row is a speck or a registry's stamp at the left edge, beside the title that is centred."""
    if row.box is None or row.region.startswith("header"):
        return False
    if row.box.width < 0.03 and sum(c.isalpha() for c in row.text) < 3:
        return True
    middle = (title[0].box.x0 + title[0].box.x1) / 2 if title and title[0].box else 0.53
    return row.box.x1 < 0.33 and middle > 0.42


_VV = regex.compile(r"^\W{0,3}[Vv]\s?[/⁄](?:\s?[vV](?!\w)|\s)\s?[:.]?\s*")
_JUNK = regex.compile(r"^(?:\S{1,4}\s(?=(?:Về|về|VỀ|VỀ) việc\s)|[B-DF-HJ-NP-TV-XZ]\s(?=\p{Lu}\p{Ll}))")
_SPECKS = regex.compile(r"(?<=\s)[_.~^ˆ°|'‘`\\]{1,3}\s|\s[_~^ˆ°|‘`\\]{1,3}$")


def cleaned(title: str) -> str:
    """The words of a title without 'V/v' and without what a scan left before and between them.

    >>> cleaned("V/v: góp ý dự thảo tại _. các cơ sở"), cleaned("a¡- Về việc tăng cường"), cleaned("'_ Khảo sát \\"mẫu\\"")
    ('góp ý dự thảo tại các cơ sở', 'Về việc tăng cường', 'Khảo sát "mẫu"')
    """
    text = _JUNK.sub("", _VV.sub("", title)).strip(" *").lstrip("'_ˆ^.:;,|~‘’ ")
    text = _SPECKS.sub("", text)
    return text[1:] if text[:1] in '“"' and not any(c in text[1:] for c in '”"') else text
