"""Names of places (địa danh): units of the gazetteer, countries, and capitalised names after a word of their kind ('xã Sơn Lang').

The word of the kind belongs to the name; in 'các huyện A, B và thị xã C' it is shared and does not ('A', 'B', 'thị xã C').

>>> words = tokens("trên địa bàn tỉnh Kiên Giang, huyện Vĩnh Thuận và TP. Hồ Chí Minh; các xã Sơn Lang, Pờ Y và thị trấn Vôi; Hà Nội")
>>> [" ".join(word.text for word in words[a:b]) for a, b in places(words)]
['tỉnh Kiên Giang', 'huyện Vĩnh Thuận', 'TP . Hồ Chí Minh', 'Sơn Lang', 'Pờ Y', 'thị trấn Vôi', 'Hà Nội']
>>> normal_place("TP. Hồ Chí Minh"), normal_place("tỉnh Kiên Giang"), normal_place("TX. Hà Tiên")
('Hồ Chí Minh', 'Kiên Giang', 'thị xã Hà Tiên')
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from pipeline.extraction.levels import name_after, unit_words, units
from pipeline.extraction.tokens import Token, Trie, known, longest, lows, phrases, tokens, trie
from pipeline.gazetteer import provinces
from pipeline.vietnamese.normalize import nfc, tone_placement
from pipeline.vietnamese.syllables import is_syllable

_PROVINCE_KINDS = regex.compile(r"(?:tỉnh|thành phố|tp\.?)\s*", regex.IGNORECASE)
_SHORT = ((regex.compile(r"\AT[Pp]\.?\s*"), "thành phố "), (regex.compile(r"\AT[Xx]\.?\s*"), "thị xã "))
_LIST = frozenset({",", "và", ";"})


@cache
def _named() -> Trie:
    """Names that are places by themselves: provinces, districts of two syllables or more, countries, regions."""
    return trie([*provinces.names(), *phrases("place"), *phrases("country"), *_districts()])


@cache
def _districts() -> frozenset[str]:
    from pipeline.gazetteer import districts

    return frozenset(name for name in districts.names() if " " in name and districts.find(name) is not None)


def places(words: list[Token], closed: bytearray | None = None) -> Iterator[tuple[int, int]]:
    """Names of places as token ranges, in order, the word of the kind included; tokens marked in `closed` are no part of any."""
    index = 0
    shut = closed if closed is not None else bytearray(len(words))
    while index < len(words):
        if shut[index]:
            index += 1
            continue
        listed = _shared(words, index)
        if listed:
            yield from listed
            index = listed[-1][1]
            continue
        past = _kind_and_name(words, index) or _by_itself(words, index)
        if past and not any(shut[index:past]):
            yield index, past
            more = (
                _more(words, past, words[index].low in ("đường", "phố"))
                if words[index].text.islower() or words[index].text.istitle()
                else []
            )
            yield from more
            past = more[-1][1] if more else past
        index = max(past, index + 1)


def _kind_and_name(words: list[Token], index: int) -> int:
    kind = longest(words, index, known("place_kind"))
    if not kind or (words[index].shout and len(words[index].text) > 3 and not words[index].breaks and not _in_caps(words, index)):
        return 0
    at = index + kind
    before = words[index - 1].low if index else ""
    if words[index].capital and kind == 1 and words[index].low in lows("place_kind_small"):
        return 0  # 'Hồ' is a family, 'Bản' a copy
    if (words[index].low == "xã" and before in ("hợp", "thị", "tác")) or (index and longest(words, index - 1, known("place_false")) > 1):
        return 0  # 'yêu cầu', 'khai thác', 'văn bản'
    deeper = longest(words, at, known("place_kind")) if at < len(words) and not words[at].breaks else 0
    if deeper and not words[at].capital:  # 'khu kinh tế cửa khẩu Mộc Bài'
        past = name_after(words, at + deeper)
        return past if past > at + deeper else 0
    name = " ".join(word.low for word in words[index:at])
    if at < len(words) and words[at].text.isdigit() and len(words[at].text) <= 3 and name in _numbered() and not words[at].breaks:
        return at + 1
    country = longest(words, at, known("country", "place"))
    if country and words[at : at + 1] and words[at].low in ("việt", "lào") and country < 3:
        return 0  # 'cửa khẩu Việt Nam': the kind is no part of it
    if words[index].shout and not (country or longest(words, index, unit_words()) or longest(words, at, units())):
        return 0
    past = at + country if country and words[at].capital else name_after(words, at)
    if past == at or (not country and not longest(words, at, units()) and longest(words, at, known("not_name", "office"))):
        return 0
    if past == at + 1 and past < len(words) and words[past].text.islower() and name in lows("place_kind_doubtful"):
        return 0  # 'đường Bưu chính'
    return _dashed(words, past)


def _in_caps(words: list[Token], index: int) -> bool:
    return index + 1 < len(words) and words[index + 1].shout


@cache
def _numbered() -> frozenset[str]:
    return lows("place_numbered") | {" ".join(t.low for t in tokens(p)) for p in phrases("place_numbered")}


def _dashed(words: list[Token], past: int) -> int:
    """'Bà Rịa - Vũng Tàu' is listed; 'Cầu Giẽ - Ninh Bình' behind 'cao tốc' is two ends of one road: kept as two."""
    return past


def _by_itself(words: list[Token], index: int) -> int:
    word = words[index]
    if not word.capital:
        if word.low in ("đồng", "miền", "châu", "duyên"):
            return index + found if (found := longest(words, index, known("place"))) else 0
        return 0
    length = longest(words, index, _named())
    if index and longest(words, index - 1, known("place_false")) > 1:
        return 0  # 'vụ Đông Xuân'
    if length and length == 1 and word.low not in ("lào", "campuchia", "đbscl", "tphcm", "huế", "singapore") and not _alone(words, index):
        return 0
    if length and not _inside_name(words, index, index + length) and not _the_man(words, index, index + length):
        return index + length
    if past := _after_preposition(words, index) or _in_address(words, index):
        return past
    follows = words[index + 1].low if index + 1 < len(words) else ""
    if (
        word.text in phrases("country_short")
        and follows not in ("lệnh", "chế", "định")
        and _alone(words, index)
        and index
        and words[index - 1].low in lows("country_before")
    ):
        return index + 1
    return 0


def _after_preposition(words: list[Token], index: int) -> int:
    """'tại Phú Hộ', 'ở Trung Hà', 'Cao Lãnh, ngày …' on a line: two or three syllables that are nothing else."""
    past = _run(words, index) if words[index].breaks else index
    if past > index + 1 and [word.low for word in words[past : past + 2]] == [",", "ngày"]:
        return past
    if not index or words[index].breaks or words[index - 1].low not in ("tại", "ở"):
        return 0
    past = _run(words, index)
    return past if 2 <= past - index <= 3 else 0


def _in_address(words: list[Token], index: int) -> int:
    """'Số 1, Hoàng Hoa Thám, Ba Đình': between a number and a known place."""
    if index < 2 or words[index - 1].text != "," or words[index].breaks or not words[index - 2].text[0].isdigit():
        return 0
    past = _run(words, index)
    follows = past + 1 < len(words) and words[past].text == "," and longest(words, past + 1, units())
    return past if follows and past - index >= 2 else 0


def _run(words: list[Token], index: int) -> int:
    """Past a run of title syllables that begins no body, paper or office and is not followed by a number."""
    if longest(
        words, index, known("head", "local", "alone", "organ", "office", "paper", "not_name", "medal", "treaty", "law_head", "heading")
    ):
        return index
    past = index
    while (
        past < len(words)
        and past - index < 5
        and words[past].title
        and is_syllable(words[past].text)
        and (past == index or not words[past].breaks)
    ):
        past += 1
    doubtful = past < len(words) and not words[past].breaks and (words[past].text[0].isdigit() or words[past].text in "(/")
    return index if doubtful else past


def _alone(words: list[Token], index: int) -> bool:
    """No capitalised word beside it."""
    before = words[index - 1] if index and not words[index].breaks else None
    after = words[index + 1] if index + 1 < len(words) and not words[index + 1].breaks else None
    return not (before is not None and before.word and before.capital) and not (after is not None and after.word and after.capital)


def _shared(words: list[Token], index: int) -> list[tuple[int, int]]:
    """'các xã: A, B và C', 'các huyện A, B và thị xã D': the names without the shared word."""
    if words[index].low not in lows("plural"):
        return []
    kind = longest(words, index + 1, known("shared_kind"))
    at = index + 1 + kind
    if not kind or at >= len(words) or ("," in [word.text for word in words[index:at]] and words[at].text != ":"):
        return []
    at += words[at].text in (":", "của")
    first = _list_item(words, at)
    if not first:
        return []
    found = [(at, first)]
    return [*found, *_rest(words, first)]


def _more(words: list[Token], past: int, street: bool) -> list[tuple[int, int]]:
    """'huyện Gia Lâm, Đông Anh, Mê Linh': names that go on behind a first one, known places or streets."""
    found: list[tuple[int, int]] = []
    while past + 1 < len(words) and words[past].low in (",", "và") and words[past + 1].capital and not words[past + 1].breaks:
        unit = longest(words, past + 1, _every_unit())
        between = _run(words, past + 1) - past - 1
        if not unit and 2 <= between <= 4 and words[past].text == "," and (street or _known_next(words, past + 1 + between)):
            unit = between  # 'ấp An Điền, Trung Hiếu, Vũng Liêm'; 'đường Cao Thắng, Trần Phú'
        if not unit or (past + 1 + unit < len(words) and words[past + 1 + unit].title and not words[past + 1 + unit].breaks):
            break
        found.append((past + 1, past + 1 + unit))
        past += 1 + unit
    return found


def _known_next(words: list[Token], index: int) -> bool:
    return index + 1 < len(words) and words[index].text == "," and bool(longest(words, index + 1, units()))


@cache
def _every_unit() -> Trie:
    return units()


def _rest(words: list[Token], past: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    while past + 1 < len(words) and words[past].low in _LIST and not words[past + 1].breaks:
        end = _list_item(words, past + 1) or _kind_and_name(words, past + 1)
        if not end:
            break
        found.append((past + 1, end))
        past = end
    return found


def _list_item(words: list[Token], index: int) -> int:
    """A capitalised name of a list, any syllables; 0 where none stands."""
    if index >= len(words) or not words[index].title or words[index].breaks:
        return 0
    if longest(words, index, known("head", "local", "alone", "office", "paper", "not_name")) and longest(words, index, units()) == 0:
        return 0
    past = name_after(words, index)
    while past - index < 4 and past < len(words) and words[past].title and not words[past].breaks:
        past += 1
    goes_on = past < len(words) and not words[past].breaks and words[past].text.islower() and words[past].low not in ("và", "của", "thuộc")
    return 0 if past == index or (goes_on and past == index + 1) else past


def _inside_name(words: list[Token], index: int, end: int) -> bool:
    """'Nguyễn An Giang' is no province: a family name stands directly before; nor is one where the name goes on."""
    before = words[index - 1] if index and not words[index].breaks else None
    after = words[end] if end < len(words) and not words[end].breaks else None
    if before is not None and before.capital and before.word and before.text.istitle() and before.text in phrases("family"):
        return words[index].low != "việt"  # 'Đồng Việt Nam'
    return after is not None and after.title and len(after.text) > 1 and end - index == 2 and before is not None and before.title


def _the_man(words: list[Token], index: int, end: int) -> bool:
    """'Hồ Chí Minh' without 'thành phố' is the man, but for the line of place and date."""
    if [word.low for word in words[index:end]] != ["hồ", "chí", "minh"]:
        return False
    return [word.text for word in words[end : end + 2]] != [",", "ngày"]


def normal_place(raw: str) -> str:
    """A province by its bare name, any other place with its kind in full, tone marks in one manner."""
    name = " ".join(tone_placement(nfc(raw)).split())
    for short, long in _SHORT:
        name = short.sub(long, name)
    bare = _PROVINCE_KINDS.match(name)
    province = provinces.find(name[bare.end() :] if bare else name)
    if province is not None and (bare or not regex.match(r"\p{Ll}", name)):
        return province.name
    return name
