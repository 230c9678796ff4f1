"""The row of a figure, column by column: who is counted (`target_subject`), which way it goes, how firmly it is wanted, by when."""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from pipeline.extraction.noun_phrases import noun_of, tail
from pipeline.extraction.target_context import Context, words_of, year_of
from pipeline.extraction.target_subject import who
from pipeline.forms.quantity import Reading
from pipeline.records import Target

_DOWN = regex.compile(
    r"\b(?:cắt giảm|kéo giảm|giảm thiểu|giảm|rút ngắn|hạ)\b(?!\s+(?:nghèo|xuống|còn))(?![^;]{0,20}\b(?:còn|xuống)\b)", regex.IGNORECASE
)
_GROW = regex.compile(r"\b(?:gia tăng|tăng thêm|tăng trưởng|tăng|nâng)\b(?!\s+(?:cường|cao|gia))(?![^;]{0,20}\blên\s*\Z)", regex.IGNORECASE)
_EACH = regex.compile(r"\b(?:mỗi|hàng|hằng|bình quân|một)\s?/?\s?(năm|tháng|quý|tuần|ngày)\b", regex.IGNORECASE)
_YEARLY = regex.compile(r"\b(?:hàng|hằng|mỗi)\s+năm\b", regex.IGNORECASE)
_DEADLINE = regex.compile(
    r"\b(?:đến|trước|trong|chậm nhất(?: là)?)\s+(?:(?:hết|cuối|ngày)\s+)*(?:"
    r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>20\d\d)|quý\s+(?P<quarter>IV|I{1,3}|[1-4])\s?(?:/|năm|\s)\s?(?P<qyear>20\d\d)"
    r"|tháng\s+(?P<m>\d{1,2})\s?(?:/|năm)\s?(?P<myear>20\d\d))"
    r"|\bđến\s+(?:hết|cuối)\s+năm\s+(?P<end>20\d\d)",
    regex.IGNORECASE,
)
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4}
_ONLY_A_YEAR = regex.compile(r"(?:(?:và|đến|trong|vào)\s)*năm \d{4}|các|những|giai đoạn|dự kiến|trong đó|riêng", regex.IGNORECASE)
"""What is left of a subject that only said when: it is the one before."""
_AT_COMMA = regex.compile(r"[,;]\s")
_HEADINGS = ("mục tiêu", "chỉ tiêu")
"""Words that tell a target but not how firmly it is wanted."""
_LEVELS = regex.compile(r"\b(?:tỷ|tỉ)\s+(?:lệ|suất|trọng)", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A figure in its sentence: `start:end` the sentence, `left:right` the part of it between the neighbouring figures."""

    text: str
    start: int
    end: int
    left: int
    right: int
    reading: Reading | None
    context: Context

    @property
    def sentence(self) -> str:
        """The sentence."""
        return self.text[self.start : self.end]


def fields(clause: Clause, found: Reading | Target, previous: Target | None) -> Target:
    """The row of a figure (a `Reading`), or of a grade, a zero, an 'all' that is a row already: with all its other columns."""
    row = _row(found)
    text = clause.text
    before = text[_last_mark(text, clause.left, row.start) : row.start]
    if clause.left > clause.start:
        before = _behind_list(before)
    after = text[row.end : _first_mark(text, row.end, clause.right)]
    row = replace(row, raw=text[row.start : row.end], section_id=clause.context.section_id)
    row = who(row, before, after, found, previous)
    if row.subject is None and "|" in clause.sentence:  # the row of a table: its first cell says what is counted
        noun = tail(next((cell for cell in clause.sentence.split("|") if cell.strip()), ""))
        row = who(row, noun + " ", "", found, None)
    row = replace(row, subject=(noun_of(row.subject) or row.subject) if row.subject else None)
    if row.subject and _ONLY_A_YEAR.fullmatch(row.subject):  # 'năm 2025 tối đa 1,36%, năm 2026 tối đa 1,26%'
        row = replace(row, subject=previous.subject if previous else None, subject_inherited=previous is not None)
    sentence = clause.sentence
    said = words_of("modality").finditer(text, _last_semicolon(text, clause.start, row.start), row.start)
    modality = [found[0].lower() for found in said if found[0].lower() not in _HEADINGS]
    row = replace(
        row,
        modality=modality[-1] if modality else None,
        direction=_direction(text, clause, row),
        year=year_of(text[clause.left : row.start])
        or year_of(_AT_COMMA.split(text[row.end : clause.right])[0])
        or year_of(sentence)
        or ("hàng năm" if _YEARLY.search(sentence) else clause.context.year),
        deadline=_deadline(sentence),
    )
    row = replace(row, year=row.deadline[:4]) if row.year is None and row.deadline else row
    return replace(row, unit=_unit(row, before, sentence))


def _row(found: Reading | Target) -> Target:
    if isinstance(found, Target):
        return found
    q = found.quantity
    start = found.start
    return Target(
        raw="", start=start, end=found.end, comparator=q.comparator, value=q.value, value_max=q.value_max, unit=q.unit,
    )  # fmt: skip


def _last_semicolon(text: str, start: int, at: int) -> int:
    return max(text.rfind(";", start, at), start - 1) + 1


def _last_mark(text: str, start: int, at: int) -> int:
    """Where the clause of a figure begins: after the last `;`, `|` or 'trong đó'."""
    cuts = ((text.rfind(mark, start, at), len(mark)) for mark in (";", "|", "trong đó có", "trong đó"))
    return max([start, *(found + length for found, length in cuts if found >= 0)])


def _behind_list(before: str) -> str:
    """Of the words between two figures those behind the last comma: '… có doanh thu từ nước ngoài, doanh thu xuất khẩu đạt'."""
    head, comma, rest = before.rpartition(", ")
    return rest if comma and len(head.split()) >= 4 and len(rest.split()) >= 3 else before


def _first_mark(text: str, start: int, end: int) -> int:
    found = regex.compile(r"[;|]|,?\s+trong đó\b|[.]\Z|,\s*\Z").search(text, start, end)
    return found.start() if found else end


def _direction(text: str, clause: Clause, row: Target) -> str | None:
    figure = clause.reading.figure_start if clause.reading else row.start
    near = text[max(_last_semicolon(text, clause.start, row.start), row.start - 60) : figure]
    down, up = _DOWN.search(near), _GROW.search(near)
    if down and (not up or down.start() > up.start()):
        return "decrease"
    return "increase" if up else None


def _deadline(sentence: str) -> str | None:
    found = _DEADLINE.search(sentence)
    if not found:
        return None
    if found["end"]:
        return f"{found['end']}-12-31"
    if found["qyear"]:
        return f"{found['qyear']}-Q{_QUARTERS.get(found['quarter'].upper()) or found['quarter']}"
    if found["myear"]:
        return f"{found['myear']}-{int(found['m']):02}" if 1 <= int(found["m"]) <= 12 else None
    day, month = int(found["day"]), int(found["month"])
    return f"{found['year']}-{month:02}-{day:02}" if 1 <= day <= 31 and 1 <= month <= 12 else None


def _unit(row: Target, before: str, sentence: str) -> str | None:
    """`%` a year where growth or a cut is 'bình quân mỗi năm'; `kỳ/tháng` where a count is 'mỗi tháng'."""
    if row.unit is None or "/" in row.unit or row.unit == "rating" or row.comparator in ("<=",):
        return row.unit
    each = _EACH.search(sentence[: sentence.find(row.raw) + len(row.raw)])
    if not each:
        return row.unit
    if row.unit == "%":
        return (
            f"%/{each[1].lower()}"
            if regex.search(r"\b(?:tăng|giảm)\b", sentence) and not _LEVELS.match(before) and row.direction
            else row.unit
        )
    return (
        f"{row.unit}/{each[1].lower()}"
        if row.unit[0] not in "%‰" and "%" not in row.unit and "đồng" not in row.unit and row.denominator is None
        else row.unit
    )
