"""Quantitative targets (chỉ tiêu): what a plan wants to reach, in figures or grades.

`100% công chức … được quán triệt`, `cắt giảm từ 30% trở lên thời gian …`, `ít nhất 02 kỳ`, `không quá 10 phút/lần phát sóng`,
`hoàn thành tốt nhiệm vụ trở lên` (a rating: no figure). A percentage is a target unless the words around it say that it is
a result ('ước đạt', 'so với cùng kỳ'), a rate ('lãi suất', 'phạt tiền', 'hỗ trợ') or part of a cited title; a count or a
duration only where it is compared ('ít nhất', 'không quá') or stands among targets. Headings decide too: under 'CHỈ TIÊU' all
figures count, under 'KẾT QUẢ' none. Words are data: `target_words.tsv`; the figures themselves are `forms.quantity`.

Authority: Luật Thi đua, khen thưởng (targets of emulation plans); Nghị quyết on targets use the same phrases.

>>> found = find_targets("Năm 2022: 100% công chức hoàn thành nhiệm vụ, trong đó có 80% đạt danh hiệu “Lao động tiên tiến” trở lên.")
>>> [(t.raw, t.comparator, t.value, t.unit, t.subject, t.indicator, t.year) for t in found]
[('100%', '=', 100.0, '%', 'công chức', 'hoàn thành nhiệm vụ', '2022'),
 ('80%', '=', 80.0, '%', 'công chức', 'đạt danh hiệu “Lao động tiên tiến” trở lên', '2022')]
>>> find_targets("9 tháng đầu năm giải quyết hồ sơ đạt 96,6%; lãi suất 6,5%/năm")
[]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from pipeline.extraction.sentences import pieces
from pipeline.extraction.target_context import Context, contexts, has, words_of
from pipeline.extraction.target_fields import Clause, fields
from pipeline.extraction.target_gates import NOT_ALLOWED, genre, is_target
from pipeline.forms.quantity import Reading, scan
from pipeline.records import Header, Section, Target

_ZERO = regex.compile(r"\bkhông (còn|có|để xảy ra|để phát sinh|để|phát sinh|xảy ra)\s+(?:tình trạng\s+)?", regex.IGNORECASE)
_OPENS = regex.compile(r"[\s\-+*•]*+(?:\d{1,2}(?:\.\d{1,2})*[.)]\s*)?(?:Phấn đấu\s)?\Z")
_ALL = regex.compile(r"(?:[-+•]\s*|\d{1,2}[.)]\s*|\p{Ll}\)\s*)?(Tất cả|Toàn bộ)\s+\p{Ll}")
_UP = regex.compile(r"[”\"]?\s{1,2}trở lên\b")


def find_targets(text: str, header: Header = Header(), sections: Sequence[Section] = ()) -> list[Target]:  # noqa: B008
    """The targets of a paper in order of the text; `section_id` where sections are given."""
    found: list[Target] = []
    around = contexts(text, header, sections)
    kind = genre(text, header)
    readings = list(scan(text))
    first = 0
    for start, end in pieces(text):
        while first < len(readings) and readings[first].start < start:
            first += 1
        last = first
        while last < len(readings) and readings[last].end <= end:
            last += 1
        here = readings[first:last]
        if len(here) > 8 and text.count(" ", start, end) < 3 * len(here):
            first = last
            continue  # the figures of a table, without words to say what they count
        if here or _has_no_need_of_a_figure(text[start:end]):
            found.extend(_of_sentence(text, start, end, here, around.at(start), kind))
        first = last
    return found


def _has_no_need_of_a_figure(sentence: str) -> bool:
    """Whether a sentence may hold a grade ('… trở lên'), a zero ('không còn …') or an 'all'."""
    return "trở lên" in sentence or "hông " in sentence or _ALL.match(sentence) is not None


def _of_sentence(text: str, start: int, end: int, readings: list[Reading], context: Context, kind: str) -> Iterator[Target]:
    """Targets of one sentence: the figures that pass, each with its clause; and a grade, a zero, an 'all' where no figure is."""
    if kind == "norm" and context.kind != "target" and not has(text[start:end], "strives"):
        return
    accepted = [reading for reading in readings if is_target(text, start, end, reading, readings, context, kind)]
    previous: Target | None = None
    rows = []
    for index, reading in enumerate(accepted):
        left = accepted[index - 1].end if index else start
        right = accepted[index + 1].start if index + 1 < len(accepted) else end
        clause = Clause(text, start, end, left, right, reading, context)
        previous = fields(clause, reading, previous)
        rows.append(_allowed(text, start, previous))
    if context.kind != "result":
        rows.extend(_zeros(text, start, end, readings, context, kind))
        if not accepted:
            rows.extend(_without_figure(text, start, end, any(r.kind == "percent" for r in readings), context))
    yield from sorted(rows, key=lambda row: row.start)


def _allowed(text: str, start: int, target: Target) -> Target:
    """'không để ùn tắc kéo dài trên 30 phút' allows at most 30."""
    if target.comparator in "><" and NOT_ALLOWED.search(text, max(start, target.start - 90), target.start):
        return replace(target, comparator="<=" if target.comparator == ">" else ">=")
    return target


def _zeros(text: str, start: int, end: int, readings: list[Reading], context: Context, kind: str) -> Iterator[Target]:
    """'không còn hộ nghèo', 'không để xảy ra cháy lớn': none of what can be counted, in a clause without a figure of its own."""
    strives = context.kind == "target" or has(text[start:end], "modality")
    for zero in _ZERO.finditer(text, start, end):
        noun = words_of("countable").match(text, zero.end(), end)
        forbids = zero[1].lower() not in ("còn", "có") or _OPENS.match(text[start : zero.start()])
        if noun is None or not (strives or (kind == "plan" and forbids)):
            continue
        left = max(text.rfind(mark, start, zero.start()) for mark in ";") + 1 or start
        right = min((at for at in (text.find(mark, zero.end(), end) for mark in (";", ",")) if at >= 0), default=end)
        if any(reading.kind != "unknown" and left <= reading.start < right for reading in readings):
            continue
        unit = noun[0].split()[0].strip(",").lower()  # 'thôn, bản'
        row = Target(raw="", start=zero.start(), end=noun.end(), value=0.0, unit=unit)
        yield fields(Clause(text, start, end, left, right, None, context), row, None)


def _without_figure(text: str, start: int, end: int, figures: bool, context: Context) -> Iterator[Target]:
    sentence = text[start:end]
    strives = has(sentence, "modality") or context.kind == "target"
    for grade in words_of("rating").finditer(sentence):
        up = _UP.match(sentence, grade.end())
        lead = sentence[: grade.start()]
        if up and len(lead.split()) >= 2 and (strives or has(lead[-60:], "rated")):
            row = Target(raw="", start=start + grade.start(), end=start + up.end(), comparator=">=", unit="rating")
            yield fields(Clause(text, start, end, start, end, None, context), row, None)
    every = _ALL.match(sentence)
    if every and context.kind == "target" and not figures:
        row = Target(raw="", start=start + every.start(1), end=start + every.end(1), value=100.0, unit="%")
        yield fields(Clause(text, start, end, start, end, None, context), row, None)
