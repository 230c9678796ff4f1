"""What a legal document says of itself: its number and date, when it takes effect, what it replaces (điều khoản thi hành).

A running text holds documents one after another, often without their first lines: an own number is believed only as long as the
clauses speak of the same type ('Nghị định này'), and a replaced document keeps the day of its end even where it is unknown by whom.

>>> paragraphs = ["CHÍNH PHỦ", "Số: 98/2023/NĐ-CP", "Hà Nội, ngày 31 tháng 12 năm 2023",
...     "1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2024.",
...     "2. Nghị định này thay thế Nghị định số 91/2017/NĐ-CP ngày 31 tháng 7 năm 2017 của Chính phủ."]
>>> [(s.document, s.field, s.value) for s in of_documents(paragraphs)]
[('98/2023/NĐ-CP', 'date', '2023-12-31'), ('98/2023/NĐ-CP', 'effect', '2024-01-01'),
 ('91/2017/NĐ-CP', 'replaced_on', '2024-01-01'), ('91/2017/NĐ-CP', 'replaced_by', '98/2023/NĐ-CP')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import regex

from pipeline.extraction.drafts import Draft
from pipeline.extraction.folded import folded
from pipeline.extraction.nesting import nested, titles
from pipeline.extraction.numbered import mistyped
from pipeline.forms import date as date_form
from pipeline.forms import docnumber
from pipeline.training.statements import JOINT, LAWS, REGISTER, Statement, central, drafts_of, key_of, of_draft

_LAST_LINE = 3_000
"""Paragraphs after which an own number is no longer believed; the longest code has fewer."""

_OWN = regex.compile(
    rf"(?:^|(?<=CỘNG\sH.{{20,100}}))(?P<law>(?:Luật|Bộ luật|Pháp lệnh)\s(?=số|SỐ|Số))?(?:{docnumber.OWN_PATTERN})(?!\w)(?(law)\s*$)"
)
_THIS = r"(?P<type>Luật|Bộ luật|Pháp lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư(?: liên tịch)?|Chỉ thị)\snày"
_START = r"(?:^|[.;:]\s)(?:Điều\s\d+\.\s(?:Hiệu\slực[^.;:]{0,40}?\s|Điều\skhoản[^.;:]{0,30}?\s)?)?(?:\d{1,2}[.)]\s|[a-zđ][.)]\s)?"
_EFFECT = regex.compile(rf"{_START}{_THIS}\scó\shiệu\slực\s(?:thi\shành\s)?(?:kể\s)?từ\s(?=ngày)")
_REPLACES = regex.compile(
    rf"(?:{_THIS}\s(?:có\shiệu\slực[^;.]{{0,70}})?,?\s?(?:và\s)?thay\sthế)\s(?:cho\s)?(?:các\s)?(?:văn\sbản\ssau:?\s)?$"
)
_ENDS = regex.compile(rf"\shết\shiệu\slực\s(?:thi\shành\s)?(?:kể\s)?từ\s(?:ngày|thời\sđiểm)\s{_THIS}\scó\shiệu\slực")
_KIND_LINE = regex.compile(r"(NGHỊ QUYẾT|LUẬT|BỘ LUẬT|PHÁP LỆNH)(?!\w)")
_KIND_SAID = regex.compile(r"(?|(?:Quốc\shội|vụ\sQuốc\shội)\sban\shành\s(Luật|Bộ luật|Pháp lệnh)|(Luật|Bộ luật|Pháp lệnh|Nghị quyết)\snày)")
_PASSED = regex.compile(r"(?:Luật|Bộ luật|Pháp lệnh)\snày\s(?:đã\s)?được\s(?:Quốc\shội|Ủy\sban|Uỷ\sban).{0,120}?thông\squa\s(?=ngày)")
_DATELINE = regex.compile(r"^[\p{L} .]{0,60}?,\s(?=ngày\s+\d)")
_TYPES = {
    "Nghị định": "NĐ", "Nghị quyết": "NQ", "Quyết định": "QĐ", "Thông tư": "TT", "Thông tư liên tịch": "TTLT", "Chỉ thị": "CT"
}  # fmt: skip


@dataclass(slots=True)
class _Own:
    """The document that is being read."""

    number: docnumber.DocNumber | None = None
    key: str | None = None
    age: int = 0
    dated: bool = False
    article: int = 0
    effect: tuple[str, str] | None = None  # type word and day that the paragraph before told
    effects: dict[str, str] = field(default_factory=dict)
    quoted: bool = False

    kind: str | None = None
    date: str | None = None

    def begin(self, number: docnumber.DocNumber, paragraph: str) -> None:
        """Another document begins, whose number line this is."""
        self.number, self.age, self.dated, self.date = number, 0, False, None
        self.effect, self.article, self.quoted = None, 0, False
        plain = bool(regex.match(r"(?:QH|UBTVQH)\d", number.symbol))
        self.kind = None if plain else number.doc_type
        if plain and regex.match(r"(?:Luật|Bộ luật|Pháp lệnh)\s", paragraph):
            self.kind = "Luật"
        self.key = self.key_with(None)

    def key_with(self, date: str | None) -> str | None:
        """The key of the document, by its date where its number has no year; None before its kind is known."""
        if self.number is None or self.kind is None:
            return None
        return key_of(Draft(0, 0, 0, "numbered", self.kind, self.number, date=date or self.date))

    def fits(self, effect: str) -> bool:
        """Whether the document, by its date or the year of its number, may take effect on that day."""
        year = (self.number.year if self.number else None) or (self.date or "")[:4]
        return effect >= (self.date or year) and int(effect[:4]) <= int(year or 9999) + 3

    def forget(self) -> None:
        self.number = self.key = self.effect = self.kind = self.date = None

    def is_type(self, word: str) -> bool:
        if self.number is None or self.key is None or self.age > _LAST_LINE:
            return False
        letters = self.number.doc_type
        law = self.number.symbol.startswith(("QH", "UBTVQH", "PL-UBTVQH"))
        if law and self.kind == "Luật":
            return word in ("Luật", "Bộ luật", "Pháp lệnh")
        return letters == _TYPES.get(word) or (law and self.kind == "NQ" and word == "Nghị quyết")


def of_documents(paragraphs: Iterable[str], weight: int = REGISTER) -> Iterator[Statement]:
    """What the documents of a text, one after another, tell of themselves and of those they replace."""
    own = _Own()
    for paragraph in paragraphs:
        own.age += 1
        yield from _head(paragraph, own, weight)
        if _is_quoted(paragraph, own):
            continue
        _follow_articles(paragraph, own)
        yield from _name(paragraph, own, weight)
        yield from _clauses(paragraph, own, weight)


def _is_quoted(paragraph: str, own: _Own) -> bool:
    """Whether the paragraph stands in quotes: the new words of an amended document, where 'Luật này' is another one."""
    within = own.quoted or paragraph.lstrip().startswith(("“", '"'))
    if "“" in paragraph or "”" in paragraph:
        own.quoted = paragraph.rfind("“") > paragraph.rfind("”")
    return within


_ARTICLE = regex.compile(r"^Điều\s(\d{1,3})\s?[.:]")


def _follow_articles(paragraph: str, own: _Own) -> None:
    """Forget the own number where articles count anew: another document begins, whose first lines are not there."""
    match = _ARTICLE.match(paragraph)
    if match is None:
        return
    if int(match[1]) < own.article:
        own.forget()
    own.article = int(match[1])


_ISSUES = regex.compile(r"(?:Quốc\shội|(?:Ủy|Uỷ)\sban\s[Tt]hường\svụ\sQuốc\shội)\sban\shành\s(?=Luật|Bộ luật|Pháp lệnh)")


def _name(paragraph: str, own: _Own, weight: int) -> Iterator[Statement]:
    """The name in 'Quốc hội ban hành Luật Thanh niên.', in small letters as the text has it."""
    match = _ISSUES.match(paragraph) if own.key and own.is_type("Luật") and own.age < 60 else None
    if match is None or own.key is None:
        return
    drafts = drafts_of(paragraph, folded(paragraph))
    law = next((draft for draft in drafts if draft.start == match.end() and draft.kind == "named_law"), None)
    if law is not None and law.name and law.doc_type and "có liên quan" not in law.name:
        yield Statement(own.key, "type", law.doc_type, weight)
        yield Statement(own.key, "name", law.name, weight)


def _head(paragraph: str, own: _Own, weight: int) -> Iterator[Statement]:
    match = _OWN.search(paragraph) if len(paragraph) < 400 else None
    number = docnumber.read(match) if match and match["number"] else None
    if number is not None and central(number.symbol) and not mistyped(number):
        own.begin(number, paragraph)
    if own.number is None or (own.dated and own.key):
        return
    if own.kind is None and (said := _KIND_SAID.match(paragraph) or (own.age < 12 and _KIND_LINE.match(paragraph))):
        own.kind = "NQ" if said[1].casefold() == "nghị quyết" else "Luật"
    if not own.dated:
        passed, line = _PASSED.search(paragraph), _DATELINE.match(paragraph) if own.age < 8 else None
        own.date = _date_at(paragraph, (passed or line).end()) if passed or line else None  # type: ignore[union-attr]
        own.dated = own.date is not None
    own.key = own.key_with(own.date)
    if own.key and own.date and own.number.year in (None, own.date[:4]):
        yield Statement(own.key, "date", own.date, weight)


def _date_at(text: str, at: int) -> str | None:
    match = date_form.pattern().match(text, at)
    value = date_form.read(match) if match else None
    return value.date if value and value.precision == "day" and "impossible" not in value.flags else None


def _clauses(paragraph: str, own: _Own, weight: int) -> Iterator[Statement]:
    effect = _effect(paragraph)
    if effect and own.is_type(effect[0]) and not own.fits(effect[1]):
        own.forget()
    if effect and own.key and own.is_type(effect[0]):
        yield Statement(own.key, "effect", effect[1], weight)
        own.effects.setdefault(own.key, effect[1])
    if "thay thế" in paragraph or "hết hiệu lực" in paragraph:
        for word, key, draft in _replaced(paragraph):
            if draft.doc_type in LAWS and draft.name:
                yield from of_draft(draft, weight)
            told = effect or own.effect
            day = told[1] if told and told[0] == word else own.effects.get(own.key or "") if own.is_type(word) else None
            if day:
                yield Statement(key, "replaced_on", day, weight)
            if own.key and own.is_type(word) and own.key != key:
                yield Statement(key, "replaced_by", own.key, weight)
    own.effect = effect


def _effect(paragraph: str) -> tuple[str, str] | None:
    match = _EFFECT.search(paragraph)
    day = _date_at(paragraph, match.end()) if match else None
    return (match["type"], day) if match and day else None


def _replaced(paragraph: str) -> Iterator[tuple[str, str, Draft]]:
    """Type word of the replacing document, key and words of each document that the paragraph says it replaces as a whole."""
    plain = folded(paragraph)
    drafts = drafts_of(paragraph, plain)
    spans = titles(paragraph, plain, drafts, [draft.start for draft in drafts])
    roots = [place for place, parent in enumerate(nested(drafts, spans)) if parent is None]
    for place in range(len(roots)):
        draft = drafts[roots[place]]
        before = _REPLACES.search(paragraph, max(0, draft.start - 160), draft.start)
        run = _run(plain, drafts, spans, roots[place:])
        if before is None:
            end = drafts[run[-1]].end
            behind = _ENDS.search(paragraph, end, min(len(paragraph), end + 500))
            alone = regex.fullmatch(r"(?:.*\.\s|)(?:\d{1,2}[.)]\s|[a-zđ]\)\s)?(?:Các\s)?", paragraph[: draft.start])
            before = behind if behind and alone and ". " not in paragraph[end : behind.start()] else None
        if before is not None:
            ended = [drafts[one] for one in run if _may_end(before["type"], drafts[one])]
            yield from ((before["type"], key, other) for other in ended if (key := key_of(other)))


def _may_end(word: str, draft: Draft) -> bool:
    """Whether a document of the type may replace the other one: no decree ends a law."""
    law, decree = ("Luật", "Bộ luật", "Pháp lệnh"), ("Nghị định", "Nghị quyết")
    return word in law or (draft.doc_type not in law and (word in decree or draft.doc_type not in ("NĐ", "NQ")))


def _end(draft: Draft, span: tuple[int, int] | None) -> int:
    return span[1] if span else draft.end


def _run(plain: str, drafts: list[Draft], spans: list[tuple[int, int] | None], roots: list[int]) -> list[int]:
    """The first root and the ones enumerated with it."""
    run = roots[:1]
    for place in roots[1:]:
        if not JOINT.fullmatch(plain, _end(drafts[run[-1]], spans[run[-1]]), drafts[place].start):
            break
        run.append(place)
    return run
