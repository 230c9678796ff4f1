"""Who issued a cited document (cơ quan ban hành): the words after 'của', and what the symbol tells where they are missing.

>>> t = "của Ủy ban nhân dân tỉnh Kiên Giang về việc"; body_end(t, folded(t), 4)
35
>>> t = "của Cục Kiểm soát thủ tục hành chính về"; t[4:body_end(t, folded(t), 4)]
'Cục Kiểm soát thủ tục hành chính'
>>> t = "của Ban Bí thư Trung ương Đảng (khóa XI) về"; t[4:body_end(t, folded(t), 4)]
'Ban Bí thư Trung ương Đảng (khóa XI)'
>>> canonical("UBND tỉnh", "Kiên Giang"), canonical("Ban Chấp hành Trung ương Đảng khóa XIII", None)
('Ủy ban nhân dân tỉnh Kiên Giang', 'Ban Chấp hành Trung ương Đảng')
"""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import cache, lru_cache

import regex

from pipeline.extraction.citation_words import phrases
from pipeline.extraction.folded import folded, one_of
from pipeline.extraction.issuing_stops import stops_here
from pipeline.gazetteer import districts, issuers, provinces
from pipeline.vietnamese.normalize import nfc, tone_placement

_TERM = r"\s{0,3},?\s{0,3}\(?\s?(?:kh[o0]a)\s{1,3}(?:thu\s{1,3})?[ivxl1\d]{1,6}(?!\w)(?:\s?\))?"
_SESSION = r"\s{0,3},?\s{0,3}ky\s{1,3}hop\s{1,3}thu\s{1,3}\w{1,8}"
_LEVEL = r"(?:tinh|thanh\s{1,3}pho|tp\.?|huyen|quan|thi\s{1,3}xa|thi\s{1,3}tran|phuong|xa|dac\s{1,3}khu)"
_PARTY_CENTRE = (
    "Ban Chấp hành Trung ương Đảng Cộng sản Việt Nam", "Ban Chấp hành Trung ương Đảng", "Ban Chấp hành Trung ương", "Bộ Chính trị",
    "Ban Bí thư Trung ương Đảng", "Ban Bí thư Trung ương", "Ban Bí thư", "Trung ương Đảng", "Tổng Bí thư", "BCH Trung ương Đảng",
    "BCH Trung ương", "BCH TW Đảng", "Ban Chỉ đạo Trung ương", "Trung ương", "Đảng ủy Chính phủ", "Đảng ủy Quốc hội",
    "Đảng ủy các cơ quan Đảng Trung ương",
)  # fmt: skip
_LOCAL = (
    "Ủy ban nhân dân", "UBND", "Hội đồng nhân dân", "HĐND", "Ủy ban Mặt trận Tổ quốc Việt Nam", "Tỉnh ủy", "Thành ủy", "Huyện ủy",
    "Quận ủy", "Thị ủy", "Đảng ủy", "Đảng bộ", "Công an", "Tòa án nhân dân", "Viện kiểm sát nhân dân", "Tỉnh đoàn", "Bộ Chỉ huy quân sự",
)  # fmt: skip


@cache
def _role() -> str:
    return rf"(?:{one_of(list(phrases('role')), loose=False)}\s{{1,3}})"


@cache
def _known() -> regex.Pattern[str]:
    """A known name in folded text, an office before it, what belongs behind it."""
    names = [name for name in issuers.names() if len(name) > 5]
    known = "(?:" + "|".join(_source(name) for name in sorted({*names, *_PARTY_CENTRE, *_LOCAL}, key=lambda n: (-len(n), n))) + ")"
    behind = rf"(?:\s{{0,3}}\([a-z]{{2,8}}\))?(?:\s{{1,3}}viet\s{{1,3}}nam)?(?:{_TERM})?(?:{_SESSION})?"
    plenum = r"(?:hoi\s{1,3}nghi\s{1,3}(?:lan\s{1,3}thu\s{1,3}\w{1,6}\s{1,3})?(?:cua\s{1,3})?(?=ban\s{1,3}chap|bch|trung\s{1,3}uong))"
    return regex.compile(rf"{plenum}?(?:{known}|{_role()}{{1,3}}{known})(?!\w){behind}")


def _source(name: str) -> str:
    """Regex source of a name in folded text, its commas and dashes free."""
    parts = [regex.escape(part.rstrip(",")) + (r"\s?,?" if part.endswith(",") else "") for part in folded(name).split() if part != "-"]
    return r"\s{1,3}(?:[-–]\s{0,2})?".join(parts)


@cache
def _level() -> regex.Pattern[str]:
    return regex.compile(rf"\s{{0,3}},?\s{{1,3}}{_LEVEL}(?!\w)")


@cache
def _head_word() -> regex.Pattern[str]:
    return regex.compile(rf"{_role()}{{0,2}}{one_of(list(phrases('body')), loose=False)}(?!\w)")


_WORD = regex.compile(r"(?:\s{1,3}|\s{0,2}[-–&]\s{0,2})(?P<word>[^\W\d_][\w.]{0,15}\w|[^\W\d_])")
_LISTED = regex.compile(r"\s{1,3}cac\s{1,3}so,\s{1,3}(?:ban,\s{1,3})?nganh(?!\w)")
_CAPITALS = regex.compile(r"\s{1,3}(?P<word>\p{Lu}[\p{L}\p{M}'’]{0,12})")


_DASHED = regex.compile(
    r"\s{1,3}(?P<name>\p{Lu}\p{L}{0,8}(?:\s\p{Lu}\p{L}{0,8}){0,2}\s{0,2}[-–]\s{0,2}\p{Lu}\p{L}{0,8}(?:\s\p{Lu}\p{L}{0,8})?)(?!\w)"
)


_BEHIND = regex.compile(rf"(?:{_TERM})?(?:{_SESSION})?")


def body_end(text: str, plain: str, start: int) -> int | None:
    """Where the name of a body that begins at `start` ends, its term and session in it; None if none begins there."""
    end = _name_end(text, plain, start)
    behind = _BEHIND.match(plain, end) if end is not None else None
    return behind.end() if behind else end


def _name_end(text: str, plain: str, start: int) -> int | None:
    known = _known().match(plain, start)
    if known:
        listed = _LISTED.match(plain, known.end())
        return _with_place(text, plain, _generic_end(text, plain, known.end()) if listed else known.end())
    head = _head_word().match(plain, start)
    if head is None or not text[start].isupper():
        return None
    return _with_place(text, plain, _over_comma(text, plain, _generic_end(text, plain, head.end())))


_COMMA = regex.compile(r",\s{1,2}(?P<word>\p{L}+)(?:\s\p{Ll}+){0,3}\svà\s(?=\p{Lu}\p{Ll})")


def _over_comma(text: str, plain: str, at: int) -> int:
    """The end of a name with a comma in it ('Bộ Khoa học, Công nghệ và Môi trường'): what follows is no other body and no clause."""
    match = _COMMA.match(text, at)
    if match is None or match["word"] in ("các", "những", "một") or stops_here(match["word"], text[match.start("word") :][:12]):
        return at
    if any(_head_word().match(plain, place) for place in (match.start("word"), match.end())):
        return at
    return _generic_end(text, plain, match.end() - 1)


def _generic_end(text: str, plain: str, at: int) -> int:
    """End of an unknown body's name: words up to a word that begins a title or a clause; small ones only a few."""
    small, head_end = 0, at
    for _ in range(12):
        listed = _LISTED.match(plain, at)
        if listed is not None:
            at, small = listed.end(), 0  # 'Khối thi đua các sở, ngành kinh tế tỉnh'
        word = _WORD.match(text, at)
        if word is None:
            break
        joined = folded(word["word"]) == "va" and text[word.end() : word.end() + 2].strip()[:1].isupper()
        stops = stops_here(word["word"], text[word.start("word") : word.start("word") + 12])
        if (stops and not joined) or ("\n" in word[0] and word["word"][0].isupper() and at > head_end):
            break
        small = 0 if word["word"][0].isupper() else small + 1
        if small > 6:
            break
        at = word.end()
    return at


def _with_place(text: str, plain: str, at: int) -> int:
    """The end moved over 'tỉnh Kiên Giang', 'huyện Vĩnh Thuận, tỉnh Kiên Giang', 'Việt Nam' where they follow."""
    for _ in range(2):
        level = _level().match(plain, at)
        if level is None:
            break
        named = _place_end(text, level.end())
        if "," in level[0] and named == level.end():
            break
        at = named
    if plain[max(0, at - 8) : at].endswith(("uy", "doan")):
        return _place_end(text, at)
    return _province_end(text, at)


def _province_end(text: str, at: int) -> int:
    """The end of a province's name right behind a body without 'tỉnh' between ('Sở Giáo dục và Đào tạo Phú Yên')."""
    if (dashed := _dashed_end(text, at)) is not None:
        return dashed
    end, best = at, at
    for _ in range(4):
        word = _CAPITALS.match(text, end)
        if word is None:
            break
        end = word.end()
        if provinces.find(text[at:end].strip()) is not None:
            best = end
    return best


def _dashed_end(text: str, at: int) -> int | None:
    """End of a known place whose name has a dash in it ('Bà Rịa - Vũng Tàu', 'Phan Rang - Tháp Chàm'); None where none stands here."""
    match = _DASHED.match(text, at)
    known = match is not None and (provinces.find(match["name"]) is not None or bool(districts.find(match["name"])))
    return match.end() if match and known else None


def _place_end(text: str, at: int) -> int:
    """End of a place name behind 'tỉnh', 'huyện' …: a known province, else a few words with capitals."""
    if (dashed := _dashed_end(text, at)) is not None:
        return dashed
    ends: list[int] = []
    for _ in range(4):
        word = _CAPITALS.match(text, ends[-1] if ends else at)
        if word is None:
            break
        ends.append(word.end())
    for end in reversed(ends):
        if provinces.find(text[at:end]) is not None:
            return end
    if ends and text[at : ends[0]].strip().isupper() and text[at : ends[-1]].isupper():
        return at  # in capitals a name cannot be told from the title behind it
    good = at
    for end in ends:
        if stops_here(text[good:end].strip(), text[good : end + 12].lstrip()):
            break
        good = end
    return good


@cache
def _by_fold() -> dict[str, str]:
    """Known names by their letters alone, for text whose marks OCR lost ('Bo Chinh tri')."""
    return {folded(name): name for name in (*issuers.names(), *_PARTY_CENTRE, *_LOCAL) if not name.isupper()}


def _letters(name: str) -> str:
    return "".join(regex.findall(r"\w+", tone_placement(name.casefold())))


@cache
def _by_letters() -> dict[str, str]:
    """Long known names by their letters, for ones printed with other dashes, commas or capitals ('Bộ Lao động Thương binh và Xã hội')."""
    names = [name for name in issuers.names() if len(name.split()) > 2 and not name.isupper()]
    return {_letters(name): name for name in reversed(names)}


_ASIDE = regex.compile(r"\s?\((?:UBND|HĐND)\)|^Hội nghị (?:lần thứ \w+ )?(?:của )?(?=Ban Chấp hành)")
_BARE_LEVEL = regex.compile(r"(?:^|\s)(tỉnh|thành phố|Tỉnh ủy|Thành ủy|Tỉnh đoàn)$", flags=regex.IGNORECASE)
_BARE_DISTRICT = regex.compile(r"\s(?:huyện|quận|thị xã|thành phố)$|^(?:Huyện|Quận|Thị|Thành) ủy$")
_DROPPED = regex.compile(rf"(?:{_TERM}|{_SESSION}|\s?\([a-z]{{2,8}}\))+\s*$")


@lru_cache(maxsize=4096)
def canonical(phrase: str, province: str | None, district: str | None = None) -> str:
    """The body's name as the tables write it: in full, without the term; a bare 'tỉnh', 'huyện' completed by the paper's own.

    >>> canonical("UBND huyện", "Kiên Giang", "Vĩnh Thuận"), canonical("UBND thành phố", "Ninh Thuận", "Phan Rang - Tháp Chàm")
    ('Ủy ban nhân dân huyện Vĩnh Thuận', 'Ủy ban nhân dân thành phố Phan Rang - Tháp Chàm')
    """
    phrase = " ".join((nfc(phrase)).split()).strip(" ,;")
    cut = _DROPPED.search(folded(phrase))
    phrase = phrase[: cut.start()] if cut else phrase
    name = _by_fold().get(folded(phrase)) if phrase.isascii() else None
    name = name or _by_letters().get(_letters(phrase)) or issuers.canonical_name(phrase)
    name = _ASIDE.sub("", name)
    if name in ("Ban Bí thư Trung ương Đảng", "Ban Bí thư Trung ương"):
        return "Ban Bí thư"
    if name == "Thủ tướng":
        return "Thủ tướng Chính phủ"
    bare = _BARE_LEVEL.search(name)
    if bare and province and (_city(province) if "hành phố" in bare[1] else True):
        return f"{name[: bare.start(1)]}{bare[1] if bare[1] != 'Thành phố' else 'thành phố'} {province}"
    return f"{name} {district}" if district and _BARE_DISTRICT.search(name) else name


@lru_cache(maxsize=4096)
def from_symbol(body: str, province: str | None) -> str | None:
    """The body that the letters of a symbol mean, where they mean one alone ('BNV'); UBND and HĐND have several levels: None."""
    if body == "TU":
        return f"Tỉnh ủy {province}" if province and not _city(province) else f"Thành ủy {province}" if province else None
    if body in ("UBND", "HĐND", "UB", "TW", "HU", "ĐU"):
        return None
    issuer = issuers.by_abbreviation(body)
    return issuer.name if issuer and issuer.level in ("central", "local", "mass", "party") else None


def _city(province: str) -> bool:
    found = provinces.find(province)
    return found is not None and "thành phố" in found.kind


@lru_cache(maxsize=4096)
def is_local(body: str) -> bool | None:
    """Whether letters of a symbol name a local body; None where they tell nothing."""
    issuer = issuers.by_abbreviation(body)
    if issuer is None:
        return True if regex.match(r"S[A-ZĐ]{2,}|BQL|.*TU$|.*UBND", body) else None
    if issuer.level == "party":
        return not body.endswith("TW")
    return None if "|" in issuer.level else issuer.level in ("local", "district", "commune")


@lru_cache(maxsize=4096)
def province_in(phrase: str, on: str | None = None) -> str | None:
    """The province that an issuer's name names; None if it names none."""
    found = provinces.find_in(nfc(phrase), on)
    if found:
        return found[0].name
    tail = regex.search(r"(?:tinh|thanh pho|uy)\s+(.{3,25})$", folded(phrase))
    unit = provinces.find(phrase[tail.start(1) :], on) if tail else None
    return unit.name if unit else None


def approximate_end(text: str, plain: str, start: int, expected: str) -> int | None:
    """End of a misread name ('Tha tudng Chinh pht') where the symbol tells which one it should be; None if too unlike."""
    wanted = folded(expected)
    best: tuple[float, int] | None = None
    for end in regex.finditer(r"\w(?!\w)", plain, pos=start, endpos=min(len(plain), start + len(wanted) + 6)):
        ratio = SequenceMatcher(None, wanted, " ".join(plain[start : end.end()].split()), autojunk=False).ratio()
        if best is None or ratio > best[0]:
            best = ratio, end.end()
    return best[1] if best and best[0] >= 0.75 else None
