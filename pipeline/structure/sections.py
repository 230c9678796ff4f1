"""Sections (bố cục: phần, chương, mục, điều, khoản, điểm, gạch đầu dòng): the outline of a paper as rows.

Plans count I, 1, a), -, +; regulations Phần, Chương, Mục, Điều, khoản, điểm (Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần II). A part is a
`heading` (its own line), a `run_in` ('2. Yêu cầu: Các phòng …'), an `item` (numbered text) or a `bullet`. Annexes (phụ lục)
after the signature are top-level headings with an outline of their own. `flags` has `section_numbering` where print and position disagree.

>>> from pipeline.document import Document
>>> text = chr(10).join(["I. MỤC ĐÍCH", "1. Mục đích", "- Bám sát nhiệm vụ.", "2. Yêu cầu: Các phòng đăng ký.",
...     "II. NHIỆM VỤ", "Làm tốt.", "II. KINH PHÍ", "Theo dự toán."])
>>> for s in split(Document(text), Header(), Closing(start=len(text), end=len(text))):
...     print(s.section_id, s.parent_id, s.level, s.kind, s.numeral, s.ordinal, s.heading, s.path, repr(s.text), *s.flags)
s1 None 1 heading I. 1 MỤC ĐÍCH I ''
s2 s1 2 heading 1. 1 Mục đích I/1 ''
s3 s2 3 bullet - 1 None I/1/-1 'Bám sát nhiệm vụ.'
s4 s1 2 run_in 2. 2 Yêu cầu I/2 'Các phòng đăng ký.'
s5 None 1 heading II. 2 NHIỆM VỤ II 'Làm tốt.'
s6 None 1 heading II. 3 KINH PHÍ III 'Theo dự toán.' section_numbering
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from pipeline.document import Document
from pipeline.forms import roman
from pipeline.records import Closing, Header, Section
from pipeline.structure.misread import as_printed, unexplained
from pipeline.structure.numerals import ALPHABET, Rank, marks_of
from pipeline.structure.outline import HANGING, Node, build, glyph
from pipeline.structure.rows import Row, capitals, joined, opening, plain, rows_of

MOST_ROWS = 12
"""Rows of a paragraph that are looked at for a heading."""

LONGEST_HEADING = 300
"""Characters of a heading: a longer line is an item."""


@dataclass(frozen=True, slots=True)
class _Zone:
    """A stretch of the text with an outline of its own: the body, or what stands after the signature."""

    document: Document
    rows: list[Row]
    nodes: list[Node]
    end: int
    formula: int  # where the last paragraph ('Trên đây là …') begins, or `end`
    past: list[int]  # for each node the row on which what is not below it begins, or past the last row
    width: int  # letters of a full line where the text is one of printed lines, each a paragraph; else 0


def split(document: Document, header: Header, closing: Closing) -> tuple[Section, ...]:
    """The sections of body and annexes in the order of the text."""
    rows = [row for row in rows_of(document) if row.start >= header.end]
    addressed = any(_ADDRESSEES.match(plain(row.text)) for row in rows_of(document)[:HEAD_ROWS] if row.start < header.end)
    body = _without_addressees([row for row in rows if row.end <= closing.start], addressed)
    annexes = [row for row in rows if row.start >= closing.end]
    found: list[Section] = []
    for zone_rows, later in ((body, False), (annexes, True)):
        if zone_rows:
            found.extend(_sections(_zone(document, zone_rows, later), len(found)))
    return tuple(found)


def _zone(document: Document, rows: list[Row], annexes: bool) -> _Zone:
    nodes = build(rows, annexes)
    end = rows[-1].end
    formula = end
    if not annexes and nodes:
        late = [row for row in rows[nodes[-1].row + 1 :] if row.opens and opening("words.tsv", "closing").match(plain(row.text))]
        formula = late[-1].start if late else end
    return _Zone(document, rows, nodes, end, formula, _past(nodes, len(rows)), _line_width(rows))


def _past(nodes: list[Node], rows: int) -> list[int]:
    past = [rows] * len(nodes)
    open_nodes: list[int] = []
    for index, node in enumerate(nodes):
        while open_nodes and nodes[open_nodes[-1]].depth >= node.depth:
            past[open_nodes.pop()] = node.row
        open_nodes.append(index)
    return past


def _line_width(rows: list[Row]) -> int:
    """Letters of a full line in a text that keeps the lines of print as paragraphs; 0 where lines are whole paragraphs."""
    lengths = sorted(len(row.text) for row in rows if row.opens)
    if len(lengths) < 8:
        return 0
    long = lengths[len(lengths) * 9 // 10]
    return long if 50 <= long <= 110 and lengths[-1] <= 1.4 * long else 0


_ADDRESSEES = regex.compile(r"\W{0,4}kinh gui")


HEAD_ROWS = 30
"""Rows from the top in which 'Kính gửi:' may have been read with the letterhead."""


def _without_addressees(rows: list[Row], addressed: bool) -> list[Row]:
    """The rows after 'Kính gửi:' and the list under it: the bodies that a letter goes to are no sections."""
    if addressed:
        past = 0
        while past < min(len(rows), 40) and marks_of(rows[past].text) and not (past and rows[past - 1].text.rstrip().endswith(".")):
            past += 1
        return rows[past:]
    if not rows or not _ADDRESSEES.match(plain(rows[0].text)):
        return rows
    past = 1
    listed = rows[0].text.rstrip().endswith((":", ";")) or len(rows[0].text) < 14
    while past < min(len(rows), 40) and (
        marks_of(rows[past].text) or (listed and len(rows[past].text) < 90 and not rows[past].text.rstrip().endswith(":"))
    ):
        past += 1
        if rows[past - 1].text.rstrip().endswith("."):
            break
    return rows[past:]


def _sections(zone: _Zone, before: int) -> list[Section]:
    ids = {id(node): f"s{before + number}" for number, node in enumerate(zone.nodes, 1)}
    return [_section(zone, index, ids) for index in range(len(zone.nodes))]


def _section(zone: _Zone, index: int, ids: dict[int, str]) -> Section:
    node = zone.nodes[index]
    row = zone.rows[node.row]
    start = row.start + row.text.index(node.mark.printed[0])
    stop = zone.rows[zone.nodes[index + 1].row].start if index + 1 < len(zone.nodes) else zone.end
    end = _end(zone, index)
    own = zone.rows[node.row + 1 : zone.nodes[index + 1].row if index + 1 < len(zone.nodes) else None]
    own = [r for r in own if r.start < zone.formula]
    kind, heading, words = _kind(node, row, own, zone.width)
    sheet = zone.document.page_at(start)
    scanned = sheet is not None and sheet.kind == "ocr"
    printed, disagrees = (as_printed(node), unexplained(node)) if scanned else (node.mark.printed, node.misnumbered)
    text = zone.document.text[words : min(stop, end, zone.formula) if words < zone.formula else stop].strip()
    return Section(
        section_id=ids[id(node)], parent_id=ids[id(node.parent)] if node.parent else None, level=node.depth, kind=kind,
        numeral=printed, ordinal=node.ordinal, heading=heading, path=_path(node), start=start, end=max(end, start + 1), text=text,
        flags=("section_numbering",) if disagrees else (),
    )  # fmt: skip


def _end(zone: _Zone, index: int) -> int:
    """Where the part with all below it ends: before the next one that is not below it; only the top level holds the last formula."""
    node, past = zone.nodes[index], zone.past[index]
    if past < len(zone.rows):
        end = zone.rows[past].start
    else:
        end = max(zone.end if node.depth == 1 else min(zone.formula, zone.end), zone.rows[node.row].end)
    begin = zone.rows[node.row].start
    return begin + len(zone.document.text[begin:end].rstrip())


_RUN_IN = regex.compile(r"(?P<heading>[^.;:\n]{2,110}?)\s?:\s+(?=\S)")
_FINAL = " .:;,*_"


def _kind(node: Node, row: Row, own: list[Row], width: int) -> tuple[str, str | None, int]:
    """Kind, heading, and the offset where the part's own words begin."""
    first = row.piece(node.mark.end, len(row.text))
    if node.mark.rank is Rank.BULLET:
        return "bullet", None, first.start
    if node.mark.rank <= Rank.SUBDIVISION:
        return _titled(node, first, own)
    paragraph, rest = _paragraph(first, own, width)
    text = joined(paragraph)
    past = paragraph[-1].end if paragraph else row.end
    if not text:  # the heading stands on the next row
        paragraph, rest = _paragraph(own[0], own[1:], width) if own else ([], [])
        text, past = joined(paragraph), paragraph[-1].end if paragraph else row.end
        return ("heading", text.strip(_FINAL) or None, past) if text and capitals(text) > 0.7 else ("item", None, row.end)
    if capitals(text) > 0.75 and len(text) <= LONGEST_HEADING and sum(c.isalpha() for c in text) > 2:
        return "heading", text.strip(_FINAL), past
    run_in = _RUN_IN.match(first.text)
    if run_in and _short_heading(run_in["heading"], node):
        return "run_in", run_in["heading"].strip(_FINAL), first.start + run_in.end()
    if _is_heading(text, node, rest):
        return "heading", text.strip(_FINAL), past
    return "item", None, first.start


def _short_heading(text: str, node: Node) -> bool:
    words = len(text.split())
    balanced = text.count("(") == text.count(")") and text.count("“") == text.count("”")
    return balanced and words <= (14 if capitals(text) > 0.7 or node.mark.rank <= Rank.ARTICLE else 10) and text[:1].isupper()


def _is_heading(text: str, node: Node, rest: list[Row]) -> bool:
    below = bool(rest) or bool(node.children)
    if len(text) > LONGEST_HEADING or not below or not any(c.isalpha() for c in text):
        return False
    last = text.rstrip(' *_”"')[-1:]
    if HANGING.search(text) and not (node.children and not rest):
        return False  # 'a) Về chính quyền số' wants no more words where '-' follows
    if last == ":":
        return True
    if last in ";,…":
        return False
    if last in "./":
        return "; " not in text and ((len(text.split()) <= 6 and bool(rest)) or (len(text.split()) <= 15 and bool(node.children)))
    return True


def _titled(node: Node, first: Row, own: list[Row]) -> tuple[str, str | None, int]:
    """Chương, Phần, Mục, Phụ lục: the title on the same row, or on the next ones."""
    rows = [first] if first.text and not first.text.startswith("(") else []
    for row in own[:5]:
        more = row.text.lstrip().startswith(("(", "STT", "TT ", "Số TT")) or (rows and capitals(row.text) < 0.7) or len(row.text) > 200
        if more or (rows and row is own[0] and capitals(rows[0].text) < 0.7):
            break
        rows.append(row)
        if capitals(row.text) < 0.7:
            break
    text = joined(rows).strip(_FINAL)
    return "heading", text or None, rows[-1].end if rows else first.end


def _paragraph(first: Row, own: list[Row], width: int) -> tuple[list[Row], list[Row]]:
    """The rows of the paragraph that begins with the numeral, and the rows of the part after it.

    A row goes on where the layout says so; in a text of printed lines, where capitals go on or the words before want more.
    """
    rows = [first] if first.text else []
    for index, row in enumerate(own[:MOST_ROWS]):
        if not rows:
            return rows, own
        before = rows[-1].text.rstrip()
        if capitals(joined(rows)) > 0.75:
            goes_on = (
                capitals(row.text) > 0.75 and len(row.text) < 120 and not before.endswith((".", ":", ";")) and row.region == first.region
            )
        elif row.opens:
            full = bool(width) and len(rows[-1].text) >= 0.75 * width
            lower = row.text[:1].islower() and len(before) > 40
            goes_on = not before.endswith((".", ":", ";", "?", "!", "/")) and (lower or before.endswith(",") or full)
        else:
            goes_on = not (len(before) < 50 and before.endswith(":"))
        if not goes_on:
            return rows, own[index:]
        rows.append(row)
    return rows, own[MOST_ROWS:]


def _path(node: Node) -> str:
    """Positions from the top level down: 'II/1/-2'."""
    step = _step(node)
    return f"{_path(node.parent)}/{step}" if node.parent else step


_NAMES = {
    Rank.ANNEX: "Phụ lục",
    Rank.PART: "Phần",
    Rank.CHAPTER: "Chương",
    Rank.DIVISION: "Mục",
    Rank.SUBDIVISION: "Tiểu mục",
    Rank.ARTICLE: "Điều",
}


def _step(node: Node) -> str:
    rank, ordinal = node.mark.rank, node.ordinal
    if rank is Rank.BULLET:
        return f"{glyph(node.mark)}{ordinal}"
    if rank is Rank.ROMAN or rank in (Rank.PART, Rank.CHAPTER, Rank.ANNEX):
        figure = roman.format(ordinal) if ordinal <= roman.LARGEST else str(ordinal)
    elif rank in (Rank.LETTER, Rank.UPPER):
        figure = ALPHABET[ordinal - 1] if ordinal <= len(ALPHABET) else str(ordinal)
        figure = figure.upper() if rank is Rank.UPPER else figure
    elif rank is Rank.DECIMAL:
        figure = ".".join(map(str, (*node.prefix, ordinal)))
    else:
        figure = f"{ordinal})" if rank is Rank.BRACKET else f"({ordinal})" if rank is Rank.PARENTHESES else str(ordinal)
    return f"{_NAMES[rank]} {figure}" if rank in _NAMES else figure
