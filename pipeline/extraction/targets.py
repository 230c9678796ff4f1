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
from pipeline.forms.quantity import Reading, scan
from pipeline.records import Header, Section, Target

_BASE = regex.compile(r"(?:\s*\([^()]{1,20}\))?(?:\s+năm\s+\d{4})?\s+(?:lên|còn|xuống)\b", regex.IGNORECASE)
_CITED_TITLE = regex.compile(
    r"\b(?:nghị định|thông tư|quyết định|nghị quyết|luật|pháp lệnh)\s(?:số\s)?\d[^,;.\n]{3,200}"
    r"\b(?:về|quy định|ban hành|sửa đổi)\b[^,;.\n]*\Z",
    regex.IGNORECASE,
)
_MONEY_SHARE = regex.compile(
    r"[\"”]?\s(?:kinh phí|chi phí|mức|giá trị|tiền|vốn|lương|học phí|nguyên giá|giá|thuế|lệ phí|dự toán)\b", regex.IGNORECASE
)
_LEVEL = regex.compile(
    r"(?:mức độ|cấp độ|lần thứ|khóa|khoá|số|điều|khoản|điểm|mục|phụ lục|loại|hạng|cấp|ngày|tháng|quý|thứ|bước|giai đoạn)\s{0,2}\Z",
    regex.IGNORECASE,
)
_NOT_ALLOWED = regex.compile(r"\bkhông (?:được )?để\b[^,;.\n]{0,80}\Z", regex.IGNORECASE)
_ZERO = regex.compile(r"\bkhông (?:còn|có|để xảy ra|để phát sinh|phát sinh|xảy ra)\s+", regex.IGNORECASE)
_ALL = regex.compile(r"(?:[-+•]\s*|\d{1,2}[.)]\s*|\p{Ll}\)\s*)?(Tất cả|Toàn bộ)\s+\p{Ll}")
_UP = regex.compile(r"[”\"]?\s{1,2}trở lên\b")
_NORMS = frozenset({"Luật", "PL", "NĐ", "TT", "TTLT", "NQLT"})


def find_targets(text: str, header: Header = Header(), sections: Sequence[Section] = ()) -> list[Target]:  # noqa: B008
    """The targets of a paper in order of the text; `section_id` where sections are given."""
    found: list[Target] = []
    around = contexts(text, header, sections)
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
        if here or has(text[start:end], "rating", "countable"):
            found.extend(_of_sentence(text, start, end, here, around.at(start), header))
        first = last
    return found


def _of_sentence(text: str, start: int, end: int, readings: list[Reading], context: Context, header: Header) -> Iterator[Target]:
    """Targets of one sentence: the figures that pass, each with its clause; else a grade, a zero, an 'all'."""
    if header.doc_type in _NORMS and not has(text[start:end], "strives") and context.kind != "target":
        return
    loose = header.doc_type == "QĐ" and context.kind != "target" and not has(text[start:end], "strives")
    accepted = [r for r in readings if not (loose and r.kind != "percent") and _is_target(text, start, end, r, readings, context)]
    previous: Target | None = None
    rows = []
    for index, reading in enumerate(accepted):
        left = accepted[index - 1].end if index else start
        right = accepted[index + 1].start if index + 1 < len(accepted) else end
        clause = Clause(text, start, end, left, right, reading, context)
        previous = fields(clause, reading, previous)
        rows.append(_allowed(text, start, previous))
    if not accepted:
        rows.extend(_without_figure(text, start, end, any(r.kind == "percent" for r in readings), context))
    yield from sorted(rows, key=lambda row: row.start)


def _allowed(text: str, start: int, target: Target) -> Target:
    """'không để ùn tắc kéo dài trên 30 phút' allows at most 30."""
    if target.comparator in "><" and _NOT_ALLOWED.search(text, max(start, target.start - 90), target.start):
        return replace(target, comparator="<=" if target.comparator == ">" else ">=")
    return target


def _is_target(text: str, start: int, end: int, reading: Reading, others: list[Reading], context: Context) -> bool:
    if reading.kind in ("never",) or context.kind == "result":
        return False
    clause_start = max((text.rfind(mark, start, reading.start) for mark in ";|"), default=-1) + 1 or start
    clause_end = min((at for at in (text.find(mark, reading.end, end) for mark in ";|") if at >= 0), default=end)
    before, after = text[clause_start : reading.start], text[reading.end : clause_end]
    if reading.kind in ("percent", "fraction"):
        return _percentage(text, clause_start, before, after, reading, context)
    return _count(text[start:end], before, after, reading, others, context)


def _percentage(text: str, clause_start: int, before: str, after: str, reading: Reading, context: Context) -> bool:
    near = before[-90:] + " " + text[reading.start : reading.figure_start]
    strives = has(near, "modality") or context.kind == "target"
    if _BASE.match(after) and reading.words in ("từ", ""):  # 'từ 4,4% (2021) còn 1,3%': where it began
        return False
    if (
        regex.search(r"\b(?:lên|còn|xuống|đến)(?: còn)?\s*\Z", before)
        and regex.search(r"\btừ\s[^;]{0,40}(?:lên|còn|xuống)", before)
        and not strives
    ):
        return bool(regex.search(r"\b(?:nâng|tăng|giảm|đưa)\b", before)) and "(" not in after[:3]
    if has(near + " " + after[:60], "result") and not strives:
        return False
    if (has(near[-60:], "rate") or _MONEY_SHARE.match(after)) and not has(near, "modality"):
        return False
    if reading.words == "bằng" and not strives:
        return False
    if has(before[-24:] + after[:40], "fact") or _CITED_TITLE.search(before[-260:]):
        return False
    if (
        reading.strength == "weak"
        and reading.words in ("khoảng", "gần", "ước", "xấp xỉ", "ước đạt", "trên")
        and not before.strip(" -+*•")
        and not strives
    ):
        # 'trên 80% dân số là …' opens a description; a share of a counted whole ('Trên 2/3 số xã đạt …') does not.
        return reading.kind == "fraction"
    return len(regex.findall(r"\p{L}{2,}", before + " " + after)) >= (2 if strives else 3)


def _count(sentence: str, before: str, after: str, reading: Reading, others: list[Reading], context: Context) -> bool:
    if _LEVEL.search(before[-14:] + " ") and not reading.words:
        return False
    if any(other.kind == "percent" and 0 <= reading.start - other.end <= 3 for other in others):
        return False  # '58,9% (66/112 thôn': the count in brackets is the percentage's own
    if has(before[-60:], "rate", "result") or _CITED_TITLE.search(before[-260:]):
        return False
    if reading.quantity.unit is None:
        return reading.strength == "firm" and bool(regex.match(r"\s\p{Ll}{2,}", after))
    if reading.of is not None:
        return context.kind == "target" or bool(regex.match(r"\s\p{Ll}", after)) or before.rstrip().endswith(":")
    if reading.strength == "firm" and reading.words and reading.words != "từ":
        return not has(before, "norm") or context.kind == "target"
    strives = has(before[-60:], "modality")
    if reading.strength == "firm":  # 'thôn có từ 700 hộ trở lên' sorts the villages, 'phấn đấu kết nạp từ 80 đảng viên trở lên' does not
        return strives or context.kind == "target"
    if reading.strength == "weak":
        return reading.kind != "count" and (strives or bool(_NOT_ALLOWED.search(before)) or context.kind == "target")
    return strives and reading.kind != "duration" and reading.strength == "verb"


def _without_figure(text: str, start: int, end: int, figures: bool, context: Context) -> Iterator[Target]:
    sentence = text[start:end]
    strives = has(sentence, "modality") or context.kind == "target"
    if context.kind == "result":
        return
    for grade in words_of("rating").finditer(sentence):
        up = _UP.match(sentence, grade.end())
        lead = sentence[: grade.start()]
        if up and len(lead.split()) >= 2 and (strives or has(lead[-60:], "rated")):
            row = Target(raw="", start=start + grade.start(), end=start + up.end(), comparator=">=", unit="rating")
            yield fields(Clause(text, start, end, start, end, None, context), row, None)
    zero = _ZERO.search(sentence)
    if zero and strives and not figures:
        noun = words_of("countable").match(sentence, zero.end())
        if noun:
            unit = noun[0].split()[0].lower()
            row = Target(raw="", start=start + zero.start(), end=start + noun.end(), value=0.0, unit=unit)
            yield fields(Clause(text, start, end, start, end, None, context), row, None)
    every = _ALL.match(sentence)
    if every and context.kind == "target" and not figures:
        row = Target(raw="", start=start + every.start(1), end=start + every.end(1), value=100.0, unit="%")
        yield fields(Clause(text, start, end, start, end, None, context), row, None)
