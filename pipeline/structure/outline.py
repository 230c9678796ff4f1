"""Outline: the tree of numbered and bulleted parts, built by what may follow what.

A numeral counts only where the sequence has room for it: the next of an open sequence, the first of a new one, or, at the
head of a paragraph, a repeated or a skipped one (001 of the seeds counts I, II, II, III, V). Whatever fits nowhere stays text: the
13 of a date at a line's end, the 1.900 of hectares.

>>> rows = [Row(0, 0, text) for text in ("I. MỤC ĐÍCH", "1. Mục đích", "- Một;", "- Hai.", "II. NỘI DUNG", "H. KINH PHÍ", "13. Tháng")]
>>> [(node.mark.printed, node.ordinal, node.depth) for node in build(rows)]
[('I.', 1, 1), ('1.', 1, 2), ('-', 1, 3), ('-', 2, 3), ('II.', 2, 1), ('H.', 3, 1)]
"""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from pipeline.structure.numerals import Mark, Rank, marks_of
from pipeline.structure.rows import Row, capitals


@dataclass(eq=False)
class Node:
    """A part of the paper: its mark, the row it begins on (index), its position among its like, and its parts."""

    mark: Mark
    row: int
    ordinal: int
    parent: Node | None
    depth: int  # 1 for the top level
    capitals: bool  # whether its words are in capitals
    prefix: tuple[int, ...] = ()  # of a decimal numeral, as its sequence has it
    children: list[Node] = field(default_factory=list)
    beside: list[Node] = field(default_factory=list)  # all parts under the same parent, this one at `place`
    place: int = 0
    latest: dict[tuple[Rank, int], Node] = field(default_factory=dict)  # the last child of each kind of mark

    @property
    def misnumbered(self) -> bool:
        """Whether the print and the position disagree."""
        return bool(self.mark.value) and self.mark.value != self.ordinal


_CLOSED = regex.compile(r"[.;:!?…”\"»)/]\s*$|[.;]\s?\S{1,2}$")
HANGING = regex.compile(
    r"(?:,|[-–]|(?<!\w)(?:và|của|về|các|cho|tại|trong|theo|năm|số|để|với|do|bằng|đến|từ|trên|ngày|tháng|khoản|điểm|điều|mục|phần|chương))$",
    regex.IGNORECASE,
)

"""Ends of a line that want more words."""


class _Builder:
    """The open parts while rows are read from top to bottom."""

    def __init__(self, annexes: bool) -> None:
        self.annexes = annexes
        self.nodes: list[Node] = []
        self.top: list[Node] = []
        self.latest: dict[tuple[Rank, int], Node] = {}
        self.open: list[Node] = []  # from the top level down to the innermost part
        self.last: dict[Rank, Node] = {}

    def last_like(self, mark: Mark, depth: int) -> Node | None:
        """The last part with such a mark at a depth, under what is open above it."""
        latest = self.open[depth - 1].latest if depth else self.latest
        return latest.get((mark.rank, len(mark.prefix)))

    def place(self, mark: Mark, before: Row | None) -> int:
        """How many of the open parts stay above a new part with this mark."""
        if mark.rank is Rank.BULLET:
            return self._place_bullet(mark, before)
        depth = 0
        for node in self.open:
            if node.mark.rank > mark.rank or (node.mark.rank is mark.rank and not _above(node.mark, mark)):
                break
            depth += 1
        return depth

    def _place_bullet(self, mark: Mark, before: Row | None) -> int:
        sign = glyph(mark)
        first = next((i for i, node in enumerate(self.open) if node.mark.rank is Rank.BULLET), len(self.open))
        for depth in range(len(self.open) - 1, first - 1, -1):
            if glyph(self.open[depth].mark) == sign:
                return depth
        introduced = before is not None and before.text.rstrip().endswith(":")
        if first == len(self.open) or sign == "+" or (introduced and sign != "*"):
            return len(self.open)
        return first

    def looks_like(self, mark: Mark, depth: int) -> float:
        """What a heading in capitals speaks for: the Roman level, where the arabic one beside it is in small letters."""
        if mark.rank is Rank.ROMAN:
            return 1.0
        like = self.last_like(mark, depth)
        if mark.rank is Rank.ARABIC and Rank.ROMAN in self.last and self.last[Rank.ROMAN].capitals:
            return 0.0 if like is not None and like.capitals else -1.0
        return 0.0

    def add(self, mark: Mark, row: int, depth: int, ordinal: int, words: str) -> None:
        """Opens a new part at a depth; `words` stand after its mark."""
        parent = self.open[depth - 1] if depth else None
        like = self.last_like(mark, depth)
        node = Node(mark, row, ordinal, parent, depth + 1, capitals(words) > 0.75, like.prefix if like else mark.prefix)
        node.beside = parent.children if parent else self.top
        node.place = len(node.beside)
        node.beside.append(node)
        (parent.latest if parent else self.latest)[mark.rank, len(mark.prefix)] = node
        self.open = [*self.open[:depth], node]
        self.nodes.append(node)
        self.last[mark.rank] = node


def _above(open_mark: Mark, mark: Mark) -> bool:
    """Of two decimal numerals, whether the open one is above: 1.1 above 1.1.2."""
    return mark.rank is Rank.DECIMAL and len(open_mark.prefix) < len(mark.prefix)


_GLYPHS = dict.fromkeys("–—−~_ˆ^»", "-") | dict.fromkeys("•·●▪■", "*")


def glyph(mark: Mark) -> str:
    """The bullet as it was meant: '-' for every dash, '*' for every dot."""
    return _GLYPHS.get(mark.printed, mark.printed)


def build(rows: list[Row], annexes: bool = False) -> list[Node]:
    """The parts of the rows in order; `annexes` true where 'Phụ lục' may begin one."""
    builder = _Builder(annexes)
    before: Row | None = None
    begins_with_part = False
    for index, row in enumerate(rows):
        if row.region == "table":
            before = row
            continue
        marks = _sorted_out(marks_of(row.text), rows, index + 1)
        chosen = _choose(builder, marks, row, before, begins_with_part) if marks else None
        if chosen:
            mark, depth, ordinal = chosen
            builder.add(mark, index, depth, ordinal, row.text[mark.end :])
        begins_with_part = chosen is not None
        before = row
    return builder.nodes


MOST_ROWS = 30
"""Rows in which the numeral after 'I.' is looked for."""


def _sorted_out(marks: list[Mark], rows: list[Row], following: int) -> list[Mark]:
    """The meanings of a single stroke: where '2.' comes next, 'I.' is 1; where '1.1.' comes, '1.' is 1."""
    if {mark.rank for mark in marks} != {Rank.ROMAN, Rank.ARABIC} or any(mark.value != 1 for mark in marks):
        return marks
    later = rows[following : following + MOST_ROWS]
    first = next((mark for row in later for mark in marks_of(row.text)[:1] if mark.rank is not Rank.BULLET), None)
    if first is None:
        return marks
    goes_on = first.rank is Rank.ARABIC and first.sure and first.value == 2
    parted = first.rank is Rank.DECIMAL and first.prefix == (1,) and marks[0].printed[:1].isdigit()
    if goes_on or parted:
        return [mark for mark in marks if mark.rank is Rank.ARABIC]
    return marks


def _choose(builder: _Builder, marks: list[Mark], row: Row, before: Row | None, after_part: bool) -> tuple[Mark, int, int] | None:
    """The meaning that fits best what is open, with its depth and position; None where none fits."""
    best: tuple[float, Mark, int, int] | None = None
    for mark in marks:
        if mark.rank is Rank.ANNEX and not builder.annexes:
            continue
        depth = builder.place(mark, before)
        score, ordinal = _fit(builder, mark, depth, row)
        if not mark.sure:
            score -= 0.4
        if capitals(row.text[mark.end :]) > 0.75 and len(row.text) - mark.end > 5:
            score += builder.looks_like(mark, depth)
        if score > 0 and (best is None or score > best[0]):
            best = score, mark, depth, ordinal
    if best is None or best[0] < _needed(row, before, best[1], after_part):
        return None
    return best[1], best[2], best[3]


def _needed(row: Row, before: Row | None, mark: Mark, after_part: bool) -> float:
    """How well a numeral must fit here: less at the head of a paragraph after a closed one than inside running words."""
    if before is None:
        return 0.3
    text = before.text.rstrip()
    closed = bool(_CLOSED.search(text)) or capitals(text) > 0.8
    short = after_part and len(text) < 90 and not HANGING.search(text)
    if row.opens and (closed or short):
        return 0.3
    if HANGING.search(text):
        return 9.0 if mark.rank is not Rank.BULLET or row.text.strip()[1:].strip()[:1].islower() else 1.5
    if closed or short:
        return 1.0
    return 1.5 if row.opens else 2.5


def _fit(builder: _Builder, mark: Mark, depth: int, row: Row) -> tuple[float, int]:
    """(How well the mark continues its sequence, its position there); 0 where it cannot stand."""
    last = builder.last_like(mark, depth)
    ordinal = last.ordinal + 1 if last else 1
    if mark.printed.isdigit() and (last is None or mark.value != last.mark.value + 1 or not row.opens):
        return 0.0, ordinal  # '2 Bệnh viện': a figure without a point counts only where its sequence wants it
    if mark.rank is Rank.BULLET:
        return (2.0 if row.text[mark.end : mark.end + 1].isupper() else 1.6), ordinal
    if mark.rank is Rank.ANNEX:
        return 3.0, ordinal
    if mark.rank is Rank.DECIMAL and not last and builder.open[:depth] and mark.value == 1:
        return 2.5, 1
    if last is None:
        return _first_of(builder, mark)
    step = mark.value - last.mark.value
    if step == 1 or mark.value == ordinal:
        return 3.0, ordinal
    if step == 0:
        return (1.2 if mark.sure else 0.5), ordinal
    if 1 < step <= 3:
        return 1.1 if mark.sure else 0.4, ordinal
    if mark.value == 1:
        return 0.9 if mark.sure else 0.0, ordinal
    return (0.4, ordinal) if mark.rank in (Rank.ARTICLE, Rank.CHAPTER, Rank.PART, Rank.DIVISION) else (0.0, ordinal)


def _first_of(builder: _Builder, mark: Mark) -> tuple[float, int]:
    """The first of its sequence under its parent: it counts from 1, or goes on from the part before (Điều over chapters)."""
    if mark.value == 1:
        return 2.0, 1
    last = builder.last.get(mark.rank)
    if last is not None and mark.value == last.mark.value + 1 and mark.rank in (Rank.ARTICLE, Rank.CHAPTER, Rank.ROMAN, Rank.DIVISION):
        return 2.5, mark.value
    if mark.rank in (Rank.ARTICLE, Rank.CHAPTER, Rank.PART, Rank.DIVISION):
        return 1.0, mark.value
    if mark.sure and mark.value <= 4 and mark.rank in (Rank.ROMAN, Rank.ARABIC, Rank.LETTER, Rank.DECIMAL):
        return 0.7, 1
    return 0.0, 1
