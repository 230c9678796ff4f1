"""A plan from a re-typed text (văn bản gõ lại): its lines told apart, so that it can be set and scanned.

Understood is what such texts usually are: letterhead lines, `Số: …`, place and date, type, title, numbered body, `Nơi nhận:`,
signature. What is missing stays empty on the paper. Handwriting marks (`*33*`) make the number or day handwritten.

>>> letterhead = "UBND TỈNH X\\nSỞ Y\\nSố: *33* /KH-SY\\nHuế, ngày 02 tháng 3 năm 2021\\n"
>>> plan = read_text("kh", letterhead + "KẾ HOẠCH\\nThi đua\\n\\nI. MỤC ĐÍCH\\n1. Nhanh.")
>>> plan.parent, plan.issuer, plan.number, plan.symbol, plan.date, plan.title
(('UBND TỈNH X',), ('SỞ Y',), '33', 'KH-SY', ('02', '3', '2021'), ('Thi đua',))
>>> plan.style.number_by_hand, [(block.kind, block.level, block.numeral) for block in plan.body]
(True, [('heading', 1, 'I.'), ('item', 2, '1.')])
"""

from __future__ import annotations

import regex

from pipeline.errors import DamagedFile
from pipeline.evaluation.plan import Block, Plan, Signer, Style

NUMBER = regex.compile(r"^Số\s*:?\s*(?P<hand>\*)?(?P<number>\d*[a-z]?)\*?\s*(?P<joint>[/-])\s*(?P<symbol>\S.*)$")
DATE = regex.compile(
    r"^(?P<place>[^,]{2,40}),\s*ngày\s*(?P<hand>\*)?(?P<day>\d{0,2})\*?\s*tháng\s*(?P<month>\d{0,2})\s*năm\s*(?P<year>\d{4})$"
)
MOTTO = regex.compile(r"^(?:CỘNG H[ÒO][AÀ] XÃ HỘI|Độc lập|ĐẢNG CỘNG SẢN VIỆT NAM)", regex.IGNORECASE)
TYPE = regex.compile(r"^(?:KẾ HOẠCH|CHƯƠNG TRÌNH|QUYẾT ĐỊNH|CHỈ THỊ|THÔNG BÁO|BÁO CÁO|TỜ TRÌNH|HƯỚNG DẪN)$")
PART = regex.compile(r"^(?P<numeral>[IVX]{1,5}[.\-]|\d{1,2}(?:\.\d{1,2}){0,2}[.)\-]|[a-zđ]\)|[-+•])\s+(?P<text>\S.*)$")
RECIPIENTS = regex.compile(r"^\**Nơi nhận\**\s*:?\**$")


def read_text(stem: str, text: str) -> Plan:
    """The plan that a re-typed text describes. Raises DamagedFile where no line tells the type of a paper."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = next((place for place, line in enumerate(lines) if TYPE.match(line.strip("*"))), None)
    if first is None:
        raise DamagedFile(stem, detail="no line 'KẾ HOẠCH'")
    last = next((place for place, line in enumerate(lines) if RECIPIENTS.match(line)), len(lines))
    head, rest = lines[:first], lines[first + 1 : last]
    title: list[str] = []
    while rest and len(title) < 3 and len(rest[0]) < 75 and rest[0][-1] not in ".;:," and not PART.match(rest[0]):
        title.append(rest.pop(0).strip("*"))
    number = next(filter(None, map(NUMBER.match, head)), None)
    dated = next(filter(None, map(DATE.match, head)), None)
    bodies = [line.strip("*") for line in head if line.isupper() and not MOTTO.match(line) and not NUMBER.match(line)]
    recipients, signer = _closing(lines[last + 1 :])
    return Plan(
        stem=stem,
        parent=tuple(bodies[:-1]),
        issuer=tuple(bodies[-1:]) or ("…",),
        number=(number and number["number"]) or None,
        symbol=number["symbol"] if number else "KH",
        place=dated["place"] if dated else "…",
        date=(dated["day"], dated["month"], dated["year"]) if dated else ("", "", ""),
        doc_type=lines[first].strip("*"),
        title=tuple(title),
        body=_body(rest),
        recipients=recipients,
        signers=(signer,),
        party=bool(number and number["joint"] == "-"),
        style=Style(number_by_hand=bool(number and number["hand"]), day_by_hand=bool(dated and dated["hand"])),
    )


def _body(lines: list[str]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    schemes: list[str] = []  # the kinds of numerals that are open: one level each
    for line in lines:
        part = PART.match(line)
        if part is None:
            blocks.append(Block("paragraph", line))
            continue
        numeral, words = part["numeral"], part["text"]
        scheme = "I" if numeral[0] in "IVX" else "1" * (1 + numeral.count(".", 0, -1)) if numeral[0].isdigit() else numeral[-1]
        schemes = schemes[: schemes.index(scheme)] if scheme in schemes else schemes
        schemes.append(scheme)
        kind = "bullet" if numeral in "-+•" else "heading" if len(words) < 70 and words[-1] not in ".;:,/" else "item"
        blocks.append(Block(kind, words, len(schemes), numeral))
    return tuple(blocks)


def _closing(lines: list[str]) -> tuple[tuple[str, ...], Signer]:
    recipients = tuple(line.lstrip("-– ") for line in lines if line[0] in "-–")
    others = [line.strip("*") for line in lines if line[0] not in "-–"]
    roles = tuple(line for line in others if line.isupper())
    name = next((line for line in others if not line.isupper()), "")
    return recipients, Signer(roles or ("…",), name)
