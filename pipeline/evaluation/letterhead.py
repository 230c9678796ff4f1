"""What stands above and below the body: letterhead, title, recipients and signature (thể thức: phần đầu, phần cuối văn bản).

Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần II: national name and motto right, bodies left over a short rule, number below them,
place and date right, type and title centred over a rule, 'Nơi nhận' bottom left, the signature bottom right. Party papers
(Hướng dẫn 36-HD/VPTW): 'ĐẢNG CỘNG SẢN VIỆT NAM' right, a star under the bodies, the number without a colon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.document import UNREADABLE, Line, Paragraph, Word
from pipeline.evaluation.fonts import face
from pipeline.evaluation.lines import break_lines, split_words
from pipeline.evaluation.plan import Plan, Signer
from pipeline.evaluation.sheet import Mark, Rule, Setter, box, line_width

STATE_HEAD = (("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13.0), ("Độc lập - Tự do - Hạnh phúc", 14.0))
PARTY_HEAD = (("ĐẢNG CỘNG SẢN VIỆT NAM", 15.0),)


def set_header(setter: Setter, plan: Plan) -> None:
    """Set letterhead, number, date, stamp and title at the top of the first page."""
    width = setter.right - setter.left
    left, right = setter.left + width * 0.17, setter.right - width * 0.30
    first, size = setter.top + 14, 14.0 if plan.party else 13.0
    y = first
    lines = [(line, False) for line in plan.parent] + [(line, True) for line in plan.issuer]
    fit = min(size, *(size * (width * 0.38) / line_width(split_words(line, bold=bold), size) for line, bold in lines))
    for number, (line, bold) in enumerate(lines):
        done, last = setter.centred(line, left, y, fit, bold=bold)
        joined = number > 0 and bold == lines[number - 1][1]
        _add(setter, "header_left", done, joined)
        y += fit * 1.22
    if plan.party:
        _add(setter, "header_left", setter.centred("*", left, y, 14, bold=True)[0])
        y += 17
    else:
        setter.sheet.rules.append(Rule(left - last / 5, y - fit * 0.8, left + last / 5, y - fit * 0.8))
    top, bottom = len(setter.sheet.paragraphs), y + 6
    slot = _slotted(plan.number, plan.style.number_by_hand, 30)
    joint = "-" if plan.party else "/"
    tokens = ["Số" if plan.party else "Số:", slot, joint + plan.symbol]
    rows = PARTY_HEAD if plan.party else STATE_HEAD
    y = first
    for text, points in rows:
        done, span = setter.centred(text, right, y, points, bold=True)
        _add(setter, "header_right", done)
        y += points * 1.25
    setter.sheet.rules.append(Rule(right - span / 2, y - rows[-1][1] * 0.88, right + span / 2, y - rows[-1][1] * 0.88))
    bottom = max(bottom, y + 8)
    number_line = _slots(setter, tokens, left, bottom, 13.0, "regular")
    setter.sheet.paragraphs.insert(top, Paragraph("header_left", (number_line,)))
    day, month, year = plan.date
    parts = [
        f"{plan.place}, ngày",
        _slotted(day or None, plan.style.day_by_hand, 20),
        "tháng",
        _slotted(month or None, False, 20),
        f"năm {year}",
    ]
    _add(setter, "header_right", _slots(setter, parts, right, bottom, 14.0, "italic"))
    if plan.urgency:
        setter.sheet.marks.append(Mark("urgency", left, bottom + 34, 15, plan.urgency))
        token = split_words(plan.urgency)
        words = tuple(Word(t.text, box(left - 30, bottom + 26, left + 30, bottom + 42)) for t in token)
        setter.sheet.paragraphs.insert(top + 1, Paragraph("stamp", (Line(words),)))
    setter.y = bottom + (52 if plan.urgency else 20)
    _set_title(setter, plan)


def _set_title(setter: Setter, plan: Plan) -> None:
    middle = (setter.left + setter.right) / 2
    size = plan.style.size
    setter.y += 16
    _add(setter, "body", setter.centred(plan.doc_type, middle, setter.y, size + (2 if plan.party else 0), bold=True)[0])
    setter.y += size * 1.35
    for number, line in enumerate(plan.title):
        done, span = setter.centred(line, middle, setter.y, size, bold=True)
        _add(setter, "body", done, number > 0)
        setter.y += size * 1.25
    if plan.party:
        setter.centred("-----", middle, setter.y - 4, size)
    else:
        setter.sheet.rules.append(Rule(middle - span / 6, setter.y - size * 0.75, middle + span / 6, setter.y - size * 0.75))
    setter.y += 6


def _add(setter: Setter, region: str, line: Line, joined: bool = False) -> None:
    paragraphs = setter.sheet.paragraphs
    if joined:
        last = paragraphs.pop()
        paragraphs.append(Paragraph(region, (*last.lines, line)))
    else:
        paragraphs.append(Paragraph(region, (line,)))


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place left open in print; `text` is written into it by hand, or nothing."""

    text: str
    width: float


def _slotted(text: str | None, by_hand: bool, width: float) -> str | _Slot:
    return text if text is not None and not by_hand else _Slot(text or "", max(width, 11.0 * len(text or "")))


def _slots(setter: Setter, parts: Sequence[str | _Slot], middle: float, y: float, size: float, cut: str) -> Line:
    # A printed number closes up with its symbol ('Số: 33/KH-UBND'); an open place stands alone ('Số:      /KH-UBND').
    blank = face("regular").width(" ", size)
    merged: list[str | _Slot] = []
    for part in parts:
        if merged and isinstance(part, str) and part[0] in "/-" and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    widths = [part.width if isinstance(part, _Slot) else face(cut).width(part, size) for part in merged]
    whole = sum(widths) + blank * (len(merged) - 1)
    x = min(middle - whole / 2, setter.right - whole)
    words: list[Word] = []
    for part, width in zip(merged, widths, strict=True):
        if isinstance(part, _Slot):
            if part.text:
                setter.sheet.marks.append(Mark("digits", x + width / 2, y, size, part.text))
            words.append(Word(part.text or UNREADABLE, box(x, y - size, x + width, y + 0.2 * size)))
        else:
            words += setter.put(split_words(part, italic=cut == "italic"), x, y, size).words
        x += width + blank
    return Line(tuple(words))


def set_closing(setter: Setter, plan: Plan) -> None:
    """Set recipients and signature under the body; two signers stand side by side over the recipients."""
    size = plan.style.size
    column = (setter.right - setter.left) * 0.46
    lists = [break_lines(split_words(f"- {item}"), 11, column, column) for item in plan.recipients]
    depth = max(16 + 13 * sum(len(lines) for lines in lists), max(len(s.roles) for s in plan.signers) * size * 1.2 + 92)
    if setter.y + 14 + depth > setter.bottom:
        setter.new_sheet()
        setter.signed_alone = True
    top = setter.y + 14 + size
    side_by_side = len(plan.signers) > 1
    y = top + (max(len(s.roles) for s in plan.signers) * size * 1.2 + 96 if side_by_side else 0)
    if side_by_side:
        for signer, share in zip(plan.signers, (0.25, 0.77), strict=True):
            _sign(setter, plan, signer, setter.left + (setter.right - setter.left) * share, top)
    _add(setter, "recipients", setter.put(split_words("Nơi nhận:", bold=True, italic=True), setter.left, y, 12))
    for lines in lists:
        for number, tokens in enumerate(lines):
            y += 13
            _add(setter, "recipients", setter.put(tokens, setter.left, y, 11), number > 0)
    if not side_by_side:
        _sign(setter, plan, plan.signers[0], setter.right - (setter.right - setter.left) * 0.24, top)
    setter.y = max(y, setter.y + 14 + depth)


def _sign(setter: Setter, plan: Plan, signer: Signer, middle: float, y: float) -> None:
    size = plan.style.size
    fit = min(size, *(size * 205 / line_width(split_words(role, bold=True), size) for role in signer.roles))
    for role in signer.roles:
        _add(setter, "signature", setter.centred(role, middle, y, fit, bold=True)[0])
        y += size * 1.2
    setter.sheet.marks.append(Mark("signature", middle, y + 26, 46, signer.name))
    setter.sheet.marks.append(Mark("seal", middle - 46, y + 18, 52, " ".join(plan.issuer)))
    y += 74
    _add(setter, "signature", setter.centred(signer.name, middle, y, size, bold=True)[0])
    if signer.below:
        _add(setter, "signature", setter.centred(signer.below, middle, y + size * 1.25, size - 1, bold=True)[0])
