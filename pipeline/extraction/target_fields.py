"""What the words around a figure say: who is counted, what they must do, of what, by when.

Two orders occur: figure first (`100% công chức được học tập …`: noun phrase, then what it does) and figure last (`Tỷ lệ hồ sơ
giải quyết đúng hạn đạt tối thiểu 98%`). A later figure of the same sentence that has no noun of its own inherits the subject.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from pipeline.extraction.target_context import Context, words_of, year_of
from pipeline.forms.quantity import Reading
from pipeline.records import Target

_DOWN = regex.compile(
    r"\b(?:cắt giảm|kéo giảm|giảm thiểu|giảm|rút ngắn|hạ)\b(?!\s+(?:nghèo|xuống|còn))(?![^;]{0,20}\b(?:còn|xuống)\b)", regex.IGNORECASE
)
_GROW = regex.compile(r"\b(?:gia tăng|tăng thêm|tăng trưởng|tăng|nâng)\b(?!\s+(?:cường|cao|gia))(?![^;]{0,20}\blên\s*\Z)", regex.IGNORECASE)
_LEAD = regex.compile(
    r"(?:[\s\-+*•|:,;.]|\d{1,2}(?:\.\d{1,2}){0,2}[.)]\s|\p{L}[.)]\s"
    r"|(?:phấn đấu|mục tiêu|chỉ tiêu|trong đó(?: có)?|riêng|có|và"
    r"|đến (?:hết |cuối )?năm \d{4}|(?:trong )?năm \d{4}|mỗi năm|hàng năm|hằng năm"
    r"|giai đoạn \d{4}\s?[-–]\s?\d{4}|mỗi tháng|bảo đảm|đảm bảo|quyết tâm|đạt(?!\s(?:danh|chuẩn|tiêu|loại|giải))|để|từ)(?!\p{L}))++",
    regex.IGNORECASE,
)
_TAIL = regex.compile(r"(?:[\s,:;|(]|\b(?:đạt|là|từ|ở mức|có|so với|phấn đấu|tỷ lệ|còn|đến))+\Z", regex.IGNORECASE)
_OF = regex.compile(r"\s{0,2}(?:trong|/|trên)?\s{0,2}((?:tổng số|tổng)\s[^,;.()\n]{2,120}+)", regex.IGNORECASE)
_OF_NOUN = regex.compile(r"\s((?:số|chỉ tiêu|kế hoạch)\b[^,;.()\n]{0,80}+)", regex.IGNORECASE)
_BASE = regex.compile(
    r"\bso với\s+((?:cùng kỳ\s+)?(?:năm\s+\d{4}|năm trước|đầu kỳ|[^,;.()\n]{2,40}+))|\bso\s+(năm trước)\b|\((giá so sánh[^)]{0,20})\)",
    regex.IGNORECASE,
)
_RATE_OF = regex.compile(r"\bt[ỷỉ] (?:lệ|suất|trọng)\s+(.+)\Z", regex.IGNORECASE | regex.DOTALL)
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
_NOUN_PART = regex.compile(
    r"\A[-–] |\A.?.?tổ chức (?:cơ sở|đảng|đoàn|chính trị|hội|bộ máy|hành chính|công đoàn)|\A.?.?có thẩm quyền", regex.IGNORECASE
)
"""Nouns that look like a predicate: 'công nghiệp - xây dựng', 'tổ chức cơ sở đảng'."""
_VERB_FIRST = regex.compile(r"\A(?:kéo giảm|cắt giảm|giảm|tăng|nâng|đưa|giữ vững|giữ|duy trì|rút ngắn|không để|gọi)\s+", regex.IGNORECASE)
_WHEN = regex.compile(r"\s(?:so với|so năm|vào năm|trong năm|đến năm|mỗi năm|hàng năm|hằng năm)\b.*\Z", regex.IGNORECASE | regex.DOTALL)
_GROWTH = regex.compile(r"(?:tăng|giảm|bình quân|cắt giảm|kéo giảm)\b", regex.IGNORECASE)
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
    after = text[row.end : _first_mark(text, row.end, clause.right)]
    row = replace(row, raw=text[row.start : row.end], section_id=clause.context.section_id)
    row = _who(row, before, after, found, previous)
    if row.subject is None and "|" in clause.sentence:  # the row of a table: its first cell says what is counted
        noun = _tail(next((cell for cell in clause.sentence.split("|") if cell.strip()), ""))
        row = replace(row, subject=_noun(noun) or None, indicator=row.indicator or noun or None)
    row = replace(row, subject=(_noun(row.subject) or row.subject) if row.subject else None)
    sentence = clause.sentence
    modality = words_of("modality").search(text, _last_semicolon(text, clause.start, row.start), row.start)
    row = replace(
        row,
        modality=modality[0].lower() if modality else None,
        direction=_direction(text, clause, row),
        year=year_of(text[clause.left : clause.right])
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
        denominator=f"{found.of:.0f} {q.unit}" if found.of and found.kind == "count" else None,
    )  # fmt: skip


def _last_semicolon(text: str, start: int, at: int) -> int:
    return max(text.rfind(";", start, at), start - 1) + 1


def _last_mark(text: str, start: int, at: int) -> int:
    """Where the clause of a figure begins: after the last `;`, `|` or 'trong đó'."""
    cuts = ((text.rfind(mark, start, at), len(mark)) for mark in (";", "|", "trong đó có", "trong đó"))
    return max([start, *(found + length for found, length in cuts if found >= 0)])


def _first_mark(text: str, start: int, end: int) -> int:
    found = regex.compile(r"[;|]|,?\s+trong đó\b|[.]\Z|,\s*\Z").search(text, start, end)
    return found.start() if found else end


def _who(row: Target, before: str, after: str, found: Reading | Target, previous: Target | None) -> Target:
    lead = _LEAD.match(before)
    core = _tail(before[lead.end() if lead else 0 :])
    of = _OF.match(after) or (_OF_NOUN.match(after) if core else None)
    base = _BASE.search(after) or _BASE.search(before)
    denominator = row.denominator or (_tidy(of[1]) if of else _tidy(next(g for g in base.groups() if g)) if base else None)
    if row.unit == "rating" or not isinstance(found, Reading):
        return _graded(row, core, after)
    if len(regex.findall(r"\p{L}+", core)) >= 2 and not regex.fullmatch(_LEAD, before):
        return _figure_last(row, core, after, of, denominator)
    return _figure_first(row, core, after, denominator, previous)


def _graded(row: Target, core: str, after: str) -> Target:
    subject = _tidy(regex.sub(r"\s(?:được\s)?(?:công nhận|xếp loại|đánh giá|đạt)\b.*\Z", "", core))
    if row.unit == "rating":
        return replace(row, subject=subject or None, indicator=_tidy(regex.sub(r"\s*trở lên\Z", "", row.raw)))
    if row.unit == "%":
        noun, rest = _split(after)
        return replace(row, subject=noun or None, indicator=rest or None, denominator=noun or None)
    noun = _tidy(regex.sub(r"\A(?:không (?:còn|có|để xảy ra|để phát sinh|phát sinh|xảy ra))\s+", "", row.raw, flags=regex.IGNORECASE))
    return replace(row, subject=noun, indicator=f"số {noun}")


def _figure_first(row: Target, core: str, after: str, denominator: str | None, previous: Target | None) -> Target:
    noun, rest = _split(after)
    if core and regex.match(r"(?:cắt giảm|giảm|tăng|nâng|rút ngắn|hoàn thành|kết nạp)\b", core, regex.IGNORECASE):
        return replace(row, subject=noun or None, indicator=_tidy(f"{core} {noun}"), denominator=denominator or noun or None)
    if not noun and previous is not None:
        inherited = replace(
            row, subject=previous.subject, subject_inherited=previous.subject is not None, indicator=rest or previous.indicator
        )
        return replace(inherited, denominator=denominator or (previous.subject if rest else previous.denominator))
    share = row.unit is not None and row.unit[0] in "%‰" and row.unit[:2] != "%/"
    if not share and row.unit:
        noun = _tidy(f"{row.unit.split('/')[0]} {noun}")
    return replace(row, subject=noun or None, indicator=rest or None, denominator=denominator or (noun if share else None) or None)


def _figure_last(row: Target, core: str, after: str, of: regex.Match[str] | None, denominator: str | None) -> Target:
    """`Tỷ lệ Y đạt X%`, `S đạt danh hiệu D X% trong tổng số T`, `hoàn thành X% nhiệm vụ`, `cắt giảm từ X% trở lên thời gian`."""
    rate = _RATE_OF.search(core)
    if rate:
        noun, _ = _split(" " + rate[1])
        noun = noun or _tidy(rate[1])
        share = row.unit in ("%", "‰") and denominator is None
        return replace(row, subject=noun, indicator=_tidy(core[rate.start() :]), denominator=noun if share else denominator)
    if of is not None and not of[1].lower().startswith(("chỉ tiêu", "kế hoạch")):
        whole = _tidy(regex.sub(r"\A(?:tổng số|tổng|số)\s+", "", of[1], flags=regex.IGNORECASE))
        counted, _ = _split(" " + whole)
        return replace(row, subject=counted or whole or core, indicator=core, denominator=denominator)
    noun, rest = _split(" " + core)
    goes_on = _tidy(regex.sub(r"\A\s*\([^)]{0,60}\)", "", regex.split(r"\bso với\b|\(|,", after)[0]))
    if (
        regex.search(r"\b(?:cắt giảm|giảm|hoàn thành|rút ngắn|thực hiện|kết nạp|tăng|nâng|có|thu hút|giải quyết|tổ chức)\s*\Z", core)
        and goes_on
    ):
        object_ = goes_on if goes_on.lower().startswith(("thời gian", "chi phí")) else _split(" " + goes_on)[0]
        verb = regex.search(r"(?:cắt giảm|giảm|hoàn thành|rút ngắn|thực hiện|kết nạp|tăng|nâng|có|thu hút|giải quyết|tổ chức)\s*\Z", core)
        doer = _split(" " + core[: verb.start()])[0] if verb else ""  # 'nghiêm túc thực hiện' is nobody
        share = row.unit in ("%", "‰")
        return replace(
            row,
            subject=doer or object_ or None,
            indicator=_tidy(f"{verb[0] if verb else ''} {goes_on}"),
            denominator=denominator or (goes_on if share else None),
        )
    if noun and rest:
        share = row.unit in ("%", "‰") and denominator is None and not _GROWTH.match(rest)
        return replace(row, subject=noun, indicator=rest, denominator=noun if share else denominator)
    return replace(row, subject=core, indicator=_tidy(f"{core} {goes_on}") if goes_on.startswith("về") else core, denominator=denominator)


def _split(after: str) -> tuple[str, str]:
    """A noun phrase and the predicate that follows it; the predicate is empty where none is seen."""
    found = (
        verb for verb in words_of("predicate").finditer(after, 1) if not _NOUN_PART.search(after, max(verb.start() - 2, 0), verb.end() + 12)
    )
    verb = next(found, None)
    if verb is None:
        return _tidy(regex.split(r"\(|,\s*(?:\d|$)", after)[0]), ""
    return _tidy(after[: verb.start()]), _tidy(after[verb.start() :])


def _tidy(phrase: str) -> str:
    return " ".join(phrase.replace("|", " ").split()).strip(" ,;:-–.*")


def _noun(phrase: str) -> str:
    """The counted noun without what only leads to it or dates it: 'số xã' → 'xã', 'kéo giảm tai nạn' → 'tai nạn'."""
    noun = _VERB_FIRST.sub("", _WHEN.sub("", phrase))
    return _tidy(regex.sub(r"\A(?:tổng số|số|tỷ lệ|tỉ lệ)\s+", "", noun, flags=regex.IGNORECASE))


def _tail(phrase: str) -> str:
    """A phrase without the verbs that only lead to the figure after it: 'Tỷ lệ hồ sơ đúng hạn đạt'."""
    return _tidy(_TAIL.sub("", _tidy(phrase)))


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
