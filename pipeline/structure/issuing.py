"""Issuer of a paper (cơ quan ban hành): from the upper left corner, else from the body's own words where they are clear.

A scan may have lost the letterhead: then the line over the grounds of a decision names the issuer ('BỘ TRƯỞNG BỘ Y TẾ'), or
the sentence that announces the plan ('Ban Quản lý Khu kinh tế tỉnh đề ra Kế hoạch …'). Nothing else is taken.

>>> issued([], [], Header(), "Thực hiện nhiệm vụ năm 2022. Ban Quản lý Khu kinh tế tỉnh đề ra Kế hoạch như sau:").issuer
'Ban Quản lý Khu kinh tế tỉnh'
>>> issued([], [], Header(), "Các đơn vị xây dựng kế hoạch năm 2022.").issuer is None
True
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import regex

from pipeline.records import Header
from pipeline.structure.bodies import Bodies, begins_body, bodies_of, in_running_text, respelled
from pipeline.structure.letterhead import Cell
from pipeline.structure.rows import Row, capitals, plain
from pipeline.structure.signature import authority_of
from pipeline.structure.title import type_in
from pipeline.vietnamese import syllables

BODY = 20_000
"""Letters of the body in which a name is looked up."""

_ISSUES = regex.compile(
    r"(?:^|[.;,]\s{1,3}|\n)(?P<body>\p{Lu}[^.;,\n():]{3,70}?)\s{0,3}(?:\([^)\n]{0,60}\)\s{0,3})?"
    r"(?:đề ra|xây dựng|ban hành|triển khai|lập|thông báo|báo cáo|đề nghị)\s{1,3}(?:\w{1,8}\s{1,3}){0,2}?"
    r"(?i:kế hoạch|chương trình|quy chế|phương án|báo cáo)"
)


def issued(cells: list[Cell], after: list[Row], header: Header, text: str) -> Header:
    """Issuing bodies of the upper left corner, else the body that the first sentences name clearly."""
    lines: list[str] = []
    rows_after = [row for row in after if row.start >= header.end][:2]
    for cell in cells:
        if cell.kind in ("number", "label") or _NUMBER_LINE.match(cell.row.text):
            break
        name = _once(_GAZETTE.sub("", cell.row.text))
        fits = capitals(name) > 0.6 or (begins_body(name) and len(name) < 60)
        if (
            cell.kind == "other"
            and fits
            and authority_of(name) is None
            and not _GLUED_POST.search(name)
            and len(name) < 120
            and (lines or begins_body(name))
        ):
            lines.append(name)
    if cells and not header.doc_type and {cell.kind for cell in cells}.isdisjoint({"national", "motto", "party", "number", "date"}):
        return header  # an exam paper, a page of a book: no letterhead
    bodies = bodies_of(lines) if any(map(begins_body, lines)) else Bodies(None, ())
    if not bodies.issuers:
        bodies = Bodies(None, tuple(filter(None, [_of_authority(header, rows_after) or _named_by_body(header, text)])))
    if not bodies.issuers:
        return header
    known = _FormsInBody(text[header.end : header.end + BODY])
    issuers = tuple(map(known.of, bodies.issuers))
    return replace(header, issuer=issuers[0], issuer_parent=known.of(bodies.parent) if bodies.parent else None, co_issuers=issuers[1:])


class _FormsInBody:
    """How the body writes names: running text has the capitals and the marks that a letterhead in capitals does not show."""

    def __init__(self, body: str) -> None:
        self._body, self._plain = body, plain(body)

    def of(self, name: str) -> str:
        """The name as the body writes it most often, if with right syllables; else as it came."""
        if len(name.split()) < 3:
            return name
        pattern = regex.compile(r"(?<!\w)" + r"\s".join(map(regex.escape, plain(name).split())) + r"(?!\w)")
        forms = Counter(" ".join(self._body[m.start() : m.end()].split()) for m in pattern.finditer(self._plain))
        right = [form for form in forms if form[0].isupper() and capitals(form) < 0.6 and syllables.share(form) == 1.0]
        best = max(right, key=lambda form: (forms[form], form), default=name)
        return respelled(best) if best != name and (forms[best] > 1 or syllables.share(name) < 1.0) else name


_GAZETTE = regex.compile(r"^(?:VĂN BẢN QUY PHẠM PHÁP LUẬT|VĂN BẢN PHÁP LUẬT KHÁC|VĂN BẢN KHÁC|CÔNG BÁO[/ ].{0,40}\d{4})\s+")
_NUMBER_LINE = regex.compile(r"\W{0,3}[Ss][ốóỐÓôoO06]\W.{0,30}[/-]\s?[A-ZĐ]")
_GLUED_POST = regex.compile(r"(?<!\w)(?:KT|TM|TL|TUQ)\.")
_HEAD_OF = regex.compile(
    r"^(?:Phó )?(?:Chủ tịch|Giám đốc|Bộ trưởng|Thủ trưởng|Chủ nhiệm|Chánh án|Viện trưởng|Hiệu trưởng|Cục trưởng|Trưởng ban|"
    r"Tổng Giám đốc)\s+",
    regex.IGNORECASE,
)


def _once(text: str) -> str:
    """A name that stands twice in the row, in the running head of the Gazette and in the letterhead, once."""
    words = text.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half and words[:half] == words[half:] else text


def _of_authority(header: Header, rows: list[Row]) -> str | None:
    """The body of the line over the grounds of a decision: 'BỘ TRƯỞNG BỘ GIÁO DỤC VÀ ĐÀO TẠO'."""
    for row in rows:
        text = _HEAD_OF.sub("", row.text.strip(" ,.:;*"))
        if capitals(row.text) > 0.9 and begins_body(text) and len(text) < 100 and not type_in(row.text):
            return in_running_text(text)
    return None


def _named_by_body(header: Header, text: str) -> str | None:
    """'Ban Quản lý Khu kinh tế tỉnh' of 'Ban Quản lý Khu kinh tế tỉnh đề ra Kế hoạch …' in the first sentences."""
    for match in _ISSUES.finditer(text, header.end, min(len(text), header.end + 3000)):
        body = match["body"].strip()
        if begins_body(body) and not regex.search(r"(?<!\w)(?:về|theo|số|các|ngày)(?!\w)", body):
            return body
    return None
