"""Citations by number: a type word, 'số', a number group ('Nghị định số 91/2017/NĐ-CP'), its date and issuer.

A number that stands alone takes its type from its letters, or from the head it shares ('các Nghị định số A và B').
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache

import regex

from pipeline.extraction.citation_words import type_letters, type_words
from pipeline.extraction.drafts import Draft
from pipeline.extraction.folded import folded, one_of
from pipeline.extraction.issuing_bodies import from_symbol
from pipeline.extraction.number_groups import Group, groups
from pipeline.extraction.spans import Spans
from pipeline.extraction.tails import Tail, issuer_before, read_tail
from pipeline.forms import docnumber

_SO = r"s[o6e&]"
_ABBREVIATED = r"NĐ|QĐ|TT|TTLT|NQ|CT|KH|CV|KL|TB|HD|BC|TTr|VBHN|QyĐ|CTr"


_KIND_OF = (
    r"(?:(?:hien\s{1,3}hanh|tham\s{1,3}dinh|tham\s{1,3}tra|lien\s{1,3}(?:so|nganh|bo)|khan|hoa\s{1,3}toc|giai\s{1,3}trinh"
    r"|tong\s{1,3}hop)\s{1,3})?"
)
"""What may stand between the type word and 'số' ('Báo cáo thẩm định số …')."""


@cache
def _typed() -> regex.Pattern[str]:
    """A type word (folded text) that ends where a number begins."""
    between = rf"(?:\s{{1,3}}{_KIND_OF}{_SO}\s{{0,3}}:?|\s{{0,3}}:|\s{{1,3}})"
    return regex.compile(rf"(?<![^\W\d])(?P<type>{one_of(list(type_words().values()))})(?P<so>{between})\s{{0,12}}$")


@cache
def _short() -> regex.Pattern[str]:
    return regex.compile(rf"(?<![\w/-])(?P<type>{_ABBREVIATED})\s{{1,3}}(?:[Ss]ố\s{{0,3}}:?\s{{0,3}})?$")


_SO_BEFORE = regex.compile(rf"(?<!\w){_SO}\s{{0,3}}:?\s{{0,3}}$")
_OWN = regex.compile(rf"(?:^|\n)\s{{0,10}}(?:{docnumber.OWN_PATTERN})")


def folded_type(match: regex.Match[str]) -> str:
    """The type word of a match in the folded table's spelling (OCR's & and 6 put back)."""
    words = " ".join(match["type"].split())
    if words in type_letters():
        return words
    patched = regex.sub(r"&", "e", words.replace("6", "o").replace("0", "o").replace("1", "i"))
    return patched if patched in type_letters() else next((w for w in type_letters() if len(w) == len(words) and w[:2] == words[:2]), words)


def own_spans(text: str, own: tuple[int, int] | None) -> list[tuple[int, int]]:
    """Spans of lines 'Số: …/KH-UBND' that head a paper (this one, or one bound in behind it): no citations."""
    spans = [match.span() for match in _OWN.finditer(text) if _heads_a_paper(text, match)]
    return [*spans, own] if own else spans


def _heads_a_paper(text: str, match: regex.Match[str]) -> bool:
    """Whether a line that begins with 'Số' is a letterhead's: not the next line of a citation ('Thông tư⏎Số 32/2019/TT-BLĐTBXH')."""
    label = match[0].lstrip()
    if label[0].islower():
        return False
    before = text[max(0, match.start() - 40) : match.start()].rpartition("\n")[2].strip()
    return ":" in label.partition(match["first"])[0] or not before or folded(before) not in type_letters() or before.isupper()


def find_numbered(text: str, plain: str, own: tuple[int, int] | None) -> list[Draft]:
    """Every citation that has a number group, in order."""
    found: list[Draft] = []
    heads = Spans(own_spans(text, own))
    for group in groups(text, plain):
        draft = None if heads.cover(group.start, group.start + 1) else _draft(text, plain, group, found[-1] if found else None)
        if draft is not None:
            found.append(draft)
    return _with_shared_issuer(text, plain, found)


def _draft(text: str, plain: str, group: Group, last: Draft | None) -> Draft | None:
    number, at = group.number, group.start
    floor = max(last.end if last else 0, at - 60)
    typed = _typed().search(plain, floor, at)
    short = _short().search(text, floor, at) if typed is None else None
    start, letters = at, None
    if number.number is None and (typed is None or not typed["so"].strip(": ")):
        return None
    if typed is not None:
        start, letters = typed.start("type"), type_letters()[folded_type(typed)]
    elif short is not None:
        start, letters = short.start("type"), short["type"]
    else:
        so = _SO_BEFORE.search(plain, floor, at)
        if so is not None and text[so.start()] == "S" and ":" in so[0]:
            return None  # the number line of a letterhead run into its text
        shared = last is not None and _joined(plain, last.end, so.start() if so else at)
        if so is not None:
            start = so.start()
        if shared and last is not None and last.number is not None and _same_letters(number, last):
            letters = last.doc_type
        elif not _speaks_for_itself(number):
            return None
    doc_type = _doc_type(letters, number)
    if doc_type is None:
        return None
    number = _completed(number, doc_type)
    tail = read_tail(text, plain, group.end, expected_issuers(number), several=doc_type in _JOINT or "LT" in number.symbol)
    flags = _flags(number, tail)
    if letters is not None and number.doc_type is not None and _other_type(letters, number.doc_type):
        flags = (*flags, "type_conflict")
    issuer = tail.issuer or issuer_before(text, plain, start)
    return Draft(
        start, tail.end, group.end, "numbered", doc_type, number, date=tail.date, year=number.year or tail.year, issuer=issuer,
        flags=flags, several=doc_type in _JOINT,
    )  # fmt: skip


def _other_type(word: str, letters: str) -> bool:
    """Whether the type word contradicts the letters of the symbol ('Chỉ thị số 49-NQ/TW'); letters that mean two things do not."""
    ambiguous = {"CV", "QyĐ", "QC", "TTr", "CTr"}
    return word[:2] != letters[:2] and word not in ambiguous and letters not in ambiguous and docnumber.type_name(word) is not None


_JOINT = frozenset({"TTLT", "TTLB", "NQLT", "CTPH", "KHPH", "KHLT", "QCPH", "KHLN", "HDLN", "TTLN"})
_BETWEEN = regex.compile(r"\s{0,3}(?:[,;]|va|hoac|[,;]\s{0,3}va)?\s{0,3}(?:cac\s{1,3})?")


def _joined(plain: str, end: int, start: int) -> bool:
    """Whether only a comma or 'và' stands between two numbers."""
    return start - end < 12 and bool(_BETWEEN.fullmatch(plain, end, start))


def _same_letters(number: docnumber.DocNumber, last: Draft) -> bool:
    letters = number.doc_type
    return letters is None or last.number is None or letters == last.number.doc_type or letters == last.doc_type


def _speaks_for_itself(number: docnumber.DocNumber) -> bool:
    """Whether a number without type word is surely one: known type letters, or an act of the National Assembly."""
    if regex.fullmatch(r"(?:QH|UBTVQH)\d{1,2}", number.symbol):
        return number.year is not None
    return number.doc_type is not None and (number.doc_type != "CV" or "UBND" in number.symbol)


def _doc_type(letters: str | None, number: docnumber.DocNumber) -> str | None:
    """The type word decides, but for 'văn bản' and 'công văn', where the letters of the symbol do."""
    inside = number.doc_type
    if letters in (None, "CV"):
        if inside is None and letters is None:
            return "Luật" if number.symbol.startswith("QH") else "Pháp lệnh" if number.symbol.startswith("UBTVQH") else None
        return inside or letters
    if letters == "QyĐ" and inside == "QĐ":
        return "QyĐ" if not number.party else "QĐ"
    return letters


def _completed(number: docnumber.DocNumber, doc_type: str) -> docnumber.DocNumber:
    """'06/TU' with its type letters, which the word before it tells: 06-NQ/TU."""
    if number.symbol in ("TU", "TW"):
        return replace(
            number,
            symbol=f"{doc_type}/{number.symbol}",
            doc_type=doc_type,
            repairs=(*number.repairs, f"{number.symbol} -> {doc_type}/{number.symbol}"),
        )
    return number


@lru_cache(maxsize=4096)
def bodies(symbol: str) -> tuple[str, ...]:
    """Letters of the bodies in a symbol: 'TTLT-BNV-BTC' → BNV, BTC; 'UBND-KGVX' → UBND; 'QH15' → QH."""
    parts = regex.split(r"[-/]", symbol)
    if len(parts) > 1 and docnumber.type_name(parts[0]):
        return tuple(parts[1:]) if "LT" in parts[0] or parts[0] == "CTPH" else (parts[1],)
    return (regex.sub(r"\d+$", "", parts[0]),)


@lru_cache(maxsize=4096)
def expected_issuers(number: docnumber.DocNumber) -> tuple[str, ...]:
    """Names that the symbol lets expect behind 'của'."""
    letters = bodies(number.symbol)[0]
    if letters in ("UBND", "UB"):
        return ("Ủy ban nhân dân tỉnh", "Ủy ban nhân dân")
    if letters == "TW":
        return ("Bộ Chính trị", "Ban Bí thư", "Ban Chấp hành Trung ương Đảng")
    name = from_symbol(letters, None)
    return (name,) if name else ()


_DIGITS_MENDED = regex.compile(r"[\dOolI|\s]+ -> \d+")


@lru_cache(maxsize=4096)
def mistyped(number: docnumber.DocNumber) -> bool:
    """Whether letters or separators of the symbol were repaired (digits, and Ð for Đ, do not count)."""
    return any("U+00D0" not in repair and not _DIGITS_MENDED.fullmatch(repair) for repair in number.repairs)


def _flags(number: docnumber.DocNumber, tail: Tail) -> tuple[str, ...]:
    flags = list(tail.flags)
    if mistyped(number):
        flags.append("symbol_mistyped")
    if number.number is None:
        flags.append("number_unreadable")
    if any(_DIGITS_MENDED.fullmatch(repair) for repair in number.repairs):
        flags.append("number_repaired")
    if tail.date and number.year and tail.date[:4] != number.year:
        flags.append("date_conflict")
    return tuple(flags)


def _with_shared_issuer(text: str, plain: str, found: list[Draft]) -> list[Draft]:
    """'Nghị định A, Nghị định B và Nghị định C của Chính phủ': the issuer of the last one is that of all."""
    result = list(found)
    for place in range(len(result) - 2, -1, -1):
        here, after = result[place], result[place + 1]
        same = (
            here.number and after.number and here.doc_type == after.doc_type and bodies(here.number.symbol) == bodies(after.number.symbol)
        )
        if here.issuer is None and after.issuer and same and _joined(plain, here.end, after.start):
            result[place] = replace(here, issuer=after.issuer)
    return result
