"""Names of bodies (cơ quan, tổ chức): a head word and what goes on with capitals.

`Sở Y tế`, `Bộ Giáo dục và Đào tạo`, `UBND tỉnh Kiên Giang`, `Ban Quản lý Khu kinh tế`, `Hội đồng Thi đua - Khen thưởng`. A name
goes on over capitalised words with one small syllable each ('Nội vụ', 'Quản lý'), over 'và', ',' and '-' before another capital,
and over the unit it belongs to ('tỉnh Kiên Giang', 'huyện'). Small words that begin what the body does ('chủ trì', 'ban hành')
end it. Nghị định 30/2020/NĐ-CP, Phụ lục II, sets the capitals.

>>> text = "Giao Sở Y tế chủ trì, phối hợp Sở Lao động - Thương binh và Xã hội và UBND tỉnh Kiên Giang báo cáo Chính phủ."
>>> words = tokens(text)
>>> [text[words[a].start:words[b - 1].end] for a, b in organisations(words)]
['Sở Y tế', 'Sở Lao động - Thương binh và Xã hội', 'UBND tỉnh Kiên Giang', 'Chính phủ']
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipeline.extraction.tokens import Token, phrase_at, phrases, tokens
from pipeline.gazetteer import issuers

_UNITS = frozenset({"tỉnh", "huyện", "quận", "xã", "phường", "thị", "thành", "Tỉnh", "Thành", "Huyện"})
_TWO = frozenset({("thị", "xã"), ("thị", "trấn"), ("thành", "phố"), ("Thành", "phố")})
_GLUE = frozenset({"và", "-", "–", ",", "&"})
_COMPOUND_TAILS = {
    ("kinh", "tế"), ("hành", "chính"), ("công", "nghiệp"), ("nhân", "dân"), ("xã", "hội"), ("dân", "tộc"), ("khoa", "học"),
    ("nông", "thôn"),
    ("đô", "thị"), ("cơ", "sở"), ("dự", "án"), ("đầu", "tư"), ("xây", "dựng"), ("giao", "thông"), ("công", "cộng"), ("bệnh", "tật"),
    ("thông", "tin"), ("truyền", "hình"), ("giáo", "dục"), ("nghề", "nghiệp"), ("thường", "xuyên"), ("chế", "xuất"), ("tối", "cao"),
    ("đa", "khoa"), ("hợp", "tác"), ("môi", "trường"), ("phát", "triển"), ("nghệ", "thuật"), ("sư", "phạm"),
    ("thủ", "tục"), ("cao", "đẳng"), ("đại", "học"),
}  # fmt: skip
"""Small compounds that stand inside names: 'Ban Quản lý Khu kinh tế', 'Trung tâm Phục vụ hành chính công'."""


@cache
def _stops() -> frozenset[str]:
    return frozenset(phrases("verb"))


@cache
def _known() -> dict[str, tuple[tuple[str, ...], ...]]:
    made: dict[str, list[tuple[str, ...]]] = {first: list(all_) for first, all_ in phrases("org_alone").items()}
    for name in issuers.names():
        sequence = tuple(token.text for token in tokens(name))
        if len(sequence) > 1 and name != "Trung ương":
            made.setdefault(sequence[0], []).append(sequence)
    return {first: tuple(sorted(sequences, key=len, reverse=True)) for first, sequences in made.items()}


def organisations(words: list[Token]) -> Iterator[tuple[int, int]]:
    """Names of bodies as token ranges (first, past last), in order, none inside another."""
    index = 0
    heads = phrases("org_head")
    while index < len(words):
        length = phrase_at(words, index, _known())
        head = 0 if phrase_at(words, index, phrases("place")) else phrase_at(words, index, heads)
        if not (length or head):
            index += 1
            continue
        end = _goes_on(words, index + max(length, head), index, complete=length > head)
        if length or _is_name(words[index + head : end]):
            yield index, max(end, index + length)
            index = end
        else:
            index += head


def _is_name(rest: list[Token]) -> bool:
    """'Công an xã', 'Quỹ xây dựng' name no body; 'Công an tỉnh' does: the paper's own province."""
    return any(word.capital for word in rest) or (bool(rest) and rest[-1].text in ("tỉnh", "huyện", "phố"))


def _goes_on(words: list[Token], index: int, first: int, complete: bool) -> int:
    """Where the name that began at `first` and stands complete or as a head up to `index` ends."""
    while index < len(words) and not words[index].breaks:
        step = _unit(words, index)
        if not step and not (complete and words[index].text != "Việt"):  # a known name takes its unit and 'Việt Nam', nothing else
            step = _part(words, index, index == first + 1) or _joined(words, index, first)
        if not step:
            break
        index += step
    return index


def _part(words: list[Token], index: int, direct: bool) -> int:
    """A capitalised word with the small syllable that belongs to it, or a small compound of names."""
    token = words[index]
    following = words[index + 1] if index + 1 < len(words) and not words[index + 1].breaks else None
    if token.capital and token.word:
        if phrase_at(words, index, phrases("paper")):
            return 0
        if phrase_at(words, index, phrases("org_head")) and token.text in ("Bộ", "Sở", "UBND", "HĐND", "Phòng") and not direct:
            return 0  # a second body: 'Bộ Y tế Sở Y tế'
        small = (
            token.text.istitle()
            and following is not None
            and following.word
            and following.text.islower()
            and following.text not in _stops()
        )
        return 2 if small and not _unit(words, index + 1) and following is not None and following.text not in _GLUE else 1
    if following is not None and (token.text, following.text) in _COMPOUND_TAILS:
        more = words[index + 2] if index + 2 < len(words) and not words[index + 2].breaks else None
        return 3 if more is not None and more.text in ("công", "số", "viên") else 2
    return 0


def _unit(words: list[Token], index: int) -> int:
    """'tỉnh', 'huyện Vĩnh Thuận', 'thành phố Hồ Chí Minh': the unit a body belongs to."""
    if words[index].text not in _UNITS:
        return 0
    length = 1
    if index + 1 < len(words) and (words[index].text, words[index + 1].text) in _TWO:
        length = 2
    elif words[index].capital and index + 1 < len(words) and words[index + 1].text in ("ủy", "uỷ") and not words[index + 1].breaks:
        length = 2  # 'Ban Thường vụ Tỉnh uỷ': the committee, not the province
    elif words[index].text in ("thị", "thành", "Thành"):
        return 0
    while index + length < len(words) and words[index + length].capital and words[index + length].word and not words[index + length].breaks:
        if phrase_at(words, index + length, phrases("org_head")):
            break
        length += 1
    return length


def _joined(words: list[Token], index: int, first: int) -> int:
    """'và', '-' or ',' inside a name: 'Giáo dục và Đào tạo', 'Văn hóa, Thể thao và Du lịch'; never before another body."""
    if words[index].text not in _GLUE or index + 1 >= len(words) or words[index + 1].breaks or not words[index + 1].capital:
        return 0
    if not words[index + 1].word or phrase_at(words, index + 1, phrases("org_head")) or phrase_at(words, index + 1, _known()):
        return 0
    if any(phrase_at(words, index + 1, phrases(role)) for role in ("paper", "family")) and words[index].text != "-":
        return 0
    if words[index].text == "và" and any(word.text == "và" for word in words[first:index]):
        return 0  # the second 'và' joins bodies: 'Sở Giáo dục và Đào tạo và …'
    if words[index].text == ",":
        # A comma is inside a name only where 'và' or '-' closes the list: 'Văn hóa, Thể thao và Du lịch'.
        return 1 if words[first].text in ("Bộ", "Sở", "Phòng") and any(w.text == "và" for w in words[index + 2 : index + 5]) else 0
    return 1
