"""Document symbols (ký hiệu văn bản) set right by their own grammar: `CT/IW`, `T'T-BNV`, `KH- HĐT`, `65§2/VPCP-KSTT`.

What kinds of paper and which bodies there are tells `forms.docnumber`; parts that it does not know are a row of `codes.tsv`. The
order of the parts stays as the paper has it ('41/CT-TU'). A code read as several words is joined where a hyphen or a stroke holds
on to the blank and the whole is a number group; the blank after the number of the paper itself is there for the pen and stays.

>>> [symbol([text], 0).text for text in ("34-CT/IW", "T'T-BNV,", "91/2017/ND-CP", "65§2/VPCP-KSTT", "63⁄QĐ-TTg", "06/2022/QHl5")]
['34-CT/TW', 'TT-BNV,', '91/2017/NĐ-CP', '6582/VPCP-KSTT', '63/QĐ-TTg', '06/2022/QH15']
>>> [symbol([text], 0).text for text in ("05/BLĐIBXII-TL", "93lKH-UBND", "12/QĐ-TIg")]
['05/BLĐTBXH-TL', '93/KH-UBND', '12/QĐ-TTg']
>>> joined(["04/KH-", "HĐT", "ngày"], 0)
Repair(first=0, count=2, text='04/KH-HĐT', kind='spacing', rule='joined', confidence=0.9)
>>> joined(["34", "-CT/TW"], 0).text, joined(["24/2018/QĐ", "-", "UBND;"], 0).text
('34-CT/TW', '24/2018/QĐ-UBND;')
>>> joined(["Sở", "KH-", "ĐT"], 1), joined(["UBND", "-", "HĐND"], 0), joined(["Số:", "33", "/KH-UBND"], 1)
(None, None, None)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import regex

from pipeline.document import UNREADABLE
from pipeline.forms import docnumber
from pipeline.restoration.figures import is_word
from pipeline.restoration.repair import Repair
from pipeline.vietnamese.tsv import rows

_CODE = regex.compile(r"(?P<head>[(\"“]*)(?P<core>[\p{L}\d'/.\-–⁄§&]{1,59}[\p{L}\d\-/]\)?)(?P<tail>[,;:.)\"”]*)")
_BARE_CODE = regex.compile(r"[A-ZĐÐ][A-Za-zĐđÐ'&)]{0,12}(?:[-/][A-ZĐÐ'][A-Za-zĐđÐ'&)]{0,12}){1,5}\d{0,2}")
_ASSEMBLY = regex.compile(r"\d{1,4}/\d{4}/(?:UBTV)?QH(?=[\dlIO|]{0,2}[lIO|])[\dlIO|]{1,3}")
_NUMBER_READ = regex.compile(r"(?P<number>[\d§]{1,6}[a-eA-E]?)(?P<rest>[/⁄-].+)")
_LETTERS_READ = regex.compile(r"(?<=[/⁄-])§(?=\p{Lu})")

_MISREAD_PART = regex.compile(r"(?=.*[IFJ0168l])(?=(?:.*[\p{Lu}--IFJ]){2})[\p{Lu}0168l)]{3,12}(?<![0168])", regex.V1)
_MOST_SPELLINGS = 64
_LOST_STROKE = regex.compile(r"(?P<number>\d{1,5})[lI|](?P<rest>(?:KH|QĐ|NQ|NĐ|CT|TT|TB|BC|HD|CTr|TTr|UBND)[-/]\p{Lu}.*)")

_PIECE = regex.compile(r"[(\"“]*[\p{Lu}\p{Ll}\d'/.\-–—~⁄§&]{1,40}\)?[,;:.)\"”]*")
_OPEN_END = regex.compile(r".*[\p{Lu}\d]{1,2}[-–—~/⁄]{1,2}|[-–—~/⁄]{1,2}")
_OPEN_START = regex.compile(r"[-–—~/⁄]{1,2}\p{Lu}.*")
_MARKS = regex.compile(r"[-–—~]{1,2}")
_WHOLE = regex.compile(
    r"(?P<head>[(\"“]*)(?P<core>(?:\d{1,6}[a-eA-E]?)?(?:[-/](?:\d{4}/)?)?\p{Lu}[\p{Lu}\p{Ll}&]{0,13}(?:[-/]\p{Lu}[\p{Lu}\p{Ll}&]{0,13}\d{0,2}){0,5})(?P<tail>[,;:.)\"”]*)"
)
_OWN_LABEL = regex.compile(r"\W{0,2}(?:[Ss][ốôóòoO]|SỐ|SÔ|SO)\s?:")
_MOST_PIECES = 7
_SHORTEST = 4
_FIGURES_OF_A_TERM, _LAST_TERM = 2, 25


@cache
def _parts() -> dict[str, str]:
    return {row["read"]: row["right"] for row in rows("restoration/codes.tsv")}


def symbol(texts: Sequence[str], at: int) -> Repair | None:
    """A document symbol set right part by part."""
    text = texts[at]
    if len(text) < _SHORTEST or not any(c in text for c in "/-⁄"):
        return None
    whole = _CODE.fullmatch(text)
    if whole is None:
        return None
    core = whole["core"]
    mended = _assembly(core) or _mended(core)
    return Repair(at, 1, whole["head"] + mended + whole["tail"], "code", "symbol", 0.95) if mended and mended != core else None


def _assembly(core: str) -> str | None:
    """'06/2022/QHl5': the term of the National Assembly is a figure."""
    if not _ASSEMBLY.fullmatch(core):
        return None
    head, _, term = core.rpartition("QH")
    figures = docnumber.digits(term)
    if len(figures) > _FIGURES_OF_A_TERM and not term[0].isdigit():
        figures = figures[1:]  # 'QHI15': the H lent a stroke
    return f"{head}QH{figures}" if 1 <= int(figures) <= _LAST_TERM else None


def _mended(core: str) -> str | None:
    """The code with its parts set right; None where that makes no number group with a known kind of paper."""
    parts = regex.split(r"([-/])", _signs(core))
    mended = "".join(_parts().get(part) or _known_part(part) or part for part in parts)
    # A number left open stands apart ('… /QĐĐ-ĐHTĐ'), and a line may end within a code ('6858/QĐĐ-').
    numbered = any(c.isdigit() for c in parts[0]) or core.startswith("/")
    if not numbered and not _BARE_CODE.fullmatch(mended):
        return None
    whole_code = ("" if any(c.isdigit() for c in parts[0]) else "1" if core.startswith("/") else "1/") + mended
    parsed = docnumber.parse(whole_code + ("UBND" if mended.endswith("-") else ""))
    if parsed is None or not (numbered or _of_a_body(parsed.symbol)):
        return None
    if not parsed.doc_type:  # a letter is numbered by its body: '1735/LĐTBXH-BGD'
        return mended if numbered and docnumber.is_body(parsed.symbol.split("-")[0]) else None
    for repair in parsed.repairs:
        wrong, _, right = repair.partition(" -> ")
        if "/" not in wrong and "-" not in wrong and right and _sure(wrong, right, parsed.symbol):
            mended = _replaced(mended, wrong, right)
    return mended


def _sure(wrong: str, right: str, letters: str) -> bool:
    """Whether a part can be nothing else: 'NG-XNC' is a form of its own, 'TCKT' one too; QĐĐ and N0 are no letters of anything."""
    if "-" in right:
        kind, _, body = right.partition("-")
        return kind in _SURE_KINDS and docnumber.is_body(body) and len(body) > len("UB")
    if docnumber.type_name(right) is None:
        return True
    return "ĐĐ" in wrong or any(c.isdigit() for c in wrong) or _of_a_body(letters)


@cache
def _letters() -> tuple[tuple[str, str], ...]:
    return tuple((row["read"], row["meant"]) for row in rows("restoration/code_letters.tsv"))


@lru_cache(maxsize=4096)
def _known_part(part: str) -> str | None:
    """The one known body that a part is but for signs no word begins with ('BLĐIBXII'); None where there is none or several."""
    if docnumber.is_body(part) or docnumber.type_name(part):
        return None
    once = part.replace("ĐĐ", "Đ")  # Tesseract doubles it when it reads a line by itself: 'LĐĐTBXH'
    if once != part and docnumber.is_body(once):
        return once
    if not _MISREAD_PART.fullmatch(part):
        return None
    found = {part}
    for read, meant in _letters():
        for one in list(found)[:_MOST_SPELLINGS]:
            found.update(one[: at.start()] + meant + one[at.end() :] for at in regex.finditer(regex.escape(read), one))
            found.add(one.replace(read, meant))
    known = {one for one in found if docnumber.is_body(one)}
    return known.pop() if len(known) == 1 else None


def _of_a_body(letters: str) -> bool:
    """Whether one of the parts after the kind of paper is a body: QĐ-BYT is a symbol, CĐ-ROM is none."""
    return any(docnumber.is_body(part) for part in regex.split("[-/]", letters)[1:])


def _signs(core: str) -> str:
    """Signs that no code has: ⁄ is its stroke, l between number and kind too, § an 8 among figures and an S among letters."""
    core = core.replace("⁄", "/")
    core = _LOST_STROKE.sub(r"\g<number>/\g<rest>", core)
    if "§" not in core:
        return core
    number = _NUMBER_READ.fullmatch(core)
    if number is not None:
        core = number["number"].replace("§", "8") + number["rest"]
    return _LETTERS_READ.sub("S", core)


def _replaced(core: str, wrong: str, right: str) -> str:
    """`wrong` replaced where it is a whole part of the code."""
    return "".join(right if part == wrong else part for part in regex.split(r"([-/])", core))


def joined(texts: Sequence[str], at: int, blanks: Sequence[bool] = ()) -> Repair | None:
    """A code read as several words, as one; the longest that is a number group. `blanks` tells after which words a blank is printed."""
    if at + 1 >= len(texts) or not _PIECE.fullmatch(texts[at]):
        return None
    past = at + 1
    while past < len(texts) and past - at < _MOST_PIECES and not (blanks and blanks[past - 1]) and _holds(texts[past - 1], texts[past]):
        past += 1
    for end in range(past, at + 1, -1):
        if (whole := _one_code(texts, at, end)) is not None:
            return Repair(at, end - at, whole, "spacing", "joined", 0.9)
    return None


def _holds(before: str, after: str) -> bool:
    """Whether two words may be pieces of one code: a hyphen or a stroke at the blank, capitals or figures on its sides."""
    return _PIECE.fullmatch(after) is not None and (
        (_OPEN_END.fullmatch(before) is not None and (after[0].isupper() or after[0].isdigit()))
        or _OPEN_START.fullmatch(after) is not None
        or _MARKS.fullmatch(after) is not None
        or after in ("/", "⁄")
    )


def _one_code(texts: Sequence[str], at: int, end: int) -> str | None:
    """The pieces as one code; None where they are none."""
    text = "".join(_MARKS.sub("-", piece) if _joint(piece) else piece for piece in texts[at:end]).replace("⁄", "/")
    whole = _WHOLE.fullmatch(text)
    if whole is None or (whole["core"][0].isdigit() and at > 0 and _OWN_LABEL.fullmatch(texts[at - 1])):
        return None
    core = whole["core"]
    before = texts[at - 1] if at else ""
    if core[0].isdigit():
        parsed = docnumber.parse(core)
        told = parsed is not None and (parsed.doc_type is not None or is_word(texts, at - 1, "so"))
        good = told and not _complete(texts, at, end)
    elif core[0] == "/":
        parsed = docnumber.parse("1" + core)
        told = parsed is not None and (parsed.doc_type is not None or "-" in core)
        good = told and (not at or _slot(before))
    else:
        good = _bare(core, lone=any(_MARKS.fullmatch(piece) for piece in texts[at:end]), before=before)
    return text if good else None


def _joint(piece: str) -> bool:
    return piece[0] in "-–—~/⁄" or piece[-1] in "-–—~/⁄"


def _slot(before: str) -> bool:
    """Whether a word is a number, the slot of one, or the label before it."""
    return UNREADABLE in before or before[-1:].isdigit() or before.endswith("..") or _OWN_LABEL.match(before) is not None


def _complete(texts: Sequence[str], at: int, end: int) -> bool:
    """Whether a dash between blanks follows what is a code already ('12/QĐ-UBND - HĐND': two things)."""
    for place in range(at + 1, end):
        if _MARKS.fullmatch(texts[place]):
            before = docnumber.parse("".join(texts[at:place]).strip('("“'))
            if before is not None and before.doc_type and "-" in before.symbol + "/":
                return True
    return False


def _bare(core: str, *, lone: bool, before: str) -> bool:
    """Whether a code without number is one: a kind of paper, then a body."""
    kind, *bodies = regex.split("[-/]", core)
    parsed = docnumber.parse("1/" + core)
    if docnumber.type_name(kind) is None or not bodies or parsed is None or len(kind) < 2:
        return False
    known = docnumber.is_body(bodies[0])
    return _slot(before) or (known and (not lone or kind in _SURE_KINDS)) or (not lone and bodies[0].isupper() and len(bodies[0]) > 2)


_SURE_KINDS = frozenset({"KH", "QĐ", "NQ", "NĐ", "TT", "TTLT", "CTr", "TTr", "HD"})
